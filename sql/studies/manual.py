"""The catalogue's second half: what every study means and takes."""

from __future__ import annotations

import json

from sql.metrics import manual
from sql.studies.listing import STUDIES, Study


def as_json() -> str:
    """Metrics, dimensions and studies, for programs."""
    content = json.loads(manual.as_json()) | {"studies": [_study(study) for study in STUDIES]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_markdown() -> str:
    """Metrics, dimensions and studies, for people."""
    return "\n".join((manual.as_markdown(), "# Studies\n", *map(_study_text, STUDIES)))


def _study(study: Study) -> dict[str, object]:
    words = ("name", "label_zh", "label_en", "meaning_zh", "meaning_en", "where", "by", "months", "of_rates")
    return {word: getattr(study, word) for word in words}


def _study_text(study: Study) -> str:
    lines = [
        f"## `{study.name}` {study.label_zh} · {study.label_en}\n",
        f"- meaning: {study.meaning_zh}。{study.meaning_en}.",
        f"- asked with: {_listed(_options(study)) or 'nothing'}",
        f"- filtered by: {_listed(study.where) or 'no dimension'}",
        f"- rows by: {_listed(study.by) or 'its own'}",
    ]
    return "\n".join(lines) + "\n"


def _options(study: Study) -> tuple[str, ...]:
    return tuple(f"--{name}" for name in (*(["rate"] if study.of_rates else []), *study.months))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
