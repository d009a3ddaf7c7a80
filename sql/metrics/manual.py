"""The catalogue: what every metric and dimension means, from the declarations."""

from __future__ import annotations

import json
from typing import Any

from sql.metrics.declaration import Dimension, Metric, Ratio, adds_over_people, adds_over_time
from sql.metrics.dimensions import DIMENSIONS
from sql.metrics.listing import METRICS


def as_json() -> str:
    """Everything, for programs."""
    content = {
        "metrics": [_metric(metric) for metric in METRICS],
        "dimensions": [_dimension(dimension) for dimension in DIMENSIONS],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_markdown() -> str:
    """Everything, for people."""
    parts = ["# Metrics\n", *map(_metric_text, METRICS), "# Dimensions\n", *map(_dimension_text, DIMENSIONS)]
    return "\n".join(parts)


def _metric(metric: Metric) -> dict[str, Any]:
    words = ("name", "label_zh", "label_en", "unit", "axis", "meaning_zh", "meaning_en", "caveat_zh", "caveat_en")
    said: dict[str, Any] = {word: str(getattr(metric, word)) for word in words}
    return said | {
        "columns": list(metric.columns),
        "rate": isinstance(metric, Ratio),
        "dimensions": list(metric.takes.dimensions),
        "apart": list(metric.takes.apart),
        "feeds": list(metric.feeds),
        "good": str(metric.good),
        "adds_over_time": adds_over_time(metric),
        "adds_over_people": adds_over_people(metric),
        "basis": metric.basis,
        "basis_zh": metric.basis_zh,
        "since": metric.since,
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    words = ("name", "label_zh", "label_en", "meaning_zh", "meaning_en")
    said: dict[str, Any] = {word: getattr(dimension, word) for word in words}
    codes = [{"code": code.code, "label_zh": code.label_zh, "label_en": code.label_en} for code in dimension.codes]
    return said | {
        "codes": codes,
        "metrics": [metric.name for metric in METRICS if dimension.name in metric.takes.dimensions],
    }


def _metric_text(metric: Metric) -> str:
    lines = [
        f"## `{metric.name}` {metric.label_zh} · {metric.label_en}\n",
        f"- unit: {metric.unit}; axis: {metric.axis}; better: {metric.good}",
        f"- columns: {_listed(metric.columns)}",
        f"- meaning: {metric.meaning_zh}。{metric.meaning_en}.",
        f"- caveat: {metric.caveat_zh}。{metric.caveat_en}.",
        f"- adds up over time: {_yes(adds_over_time(metric))}; over people: {_yes(adds_over_people(metric))}",
        f"- needs: {', '.join(metric.feeds) or 'no feed'}",
        f"- takes: {_listed(metric.takes.dimensions) or 'no dimension'}{_apart(metric)}",
        *([f"- basis: {metric.basis_zh} · {metric.basis}"] if metric.basis else []),
    ]
    return "\n".join(lines) + "\n"


def _dimension_text(dimension: Dimension) -> str:
    codes = "; ".join(f"`{code.code}` {code.label_zh} · {code.label_en}" for code in dimension.codes)
    lines = [
        f"## `{dimension.name}` {dimension.label_zh} · {dimension.label_en}\n",
        f"- meaning: {dimension.meaning_zh}。{dimension.meaning_en}.",
        *([f"- codes: {codes}"] if codes else []),
    ]
    return "\n".join(lines) + "\n"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _apart(metric: Metric) -> str:
    return "".join(f"; `{name}` not together with the others" for name in metric.takes.apart)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
