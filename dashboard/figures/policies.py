"""What changed the rules, as marks on axes of months: a bend in a line there is no bend in what people do."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.figures.parts import Drawing, Part
from dashboard.theme import Tokens
from dashboard.wording import Words

_JANUARY = 0
_FIRST, _LAST = 2019, 2060
_NEAR = 0.8

POLICIES = {
    2020 * 12 + 1: "deferral",  # 人社部发〔2020〕11号, 49号: months of 2020 could be paid until the end of 2021
    2022 * 12 + 4: "deferral",  # 人社部发〔2022〕31号: months of 2022 could be paid until the end of 2023
    2025 * 12 + _JANUARY: "reform",  # 全国人大常委会 2024-09-13: later retirement, longer minimum period, step by step
}
"""What began in which month (year * 12 + month - 1), by its name in the catalogue."""


def with_policies(drawing: Drawing, months: Iterable[str], words: Words, tokens: Tokens) -> Drawing:
    """The figure with a line and a name above it at every month, as labelled, in which rules changed.

    The base has new limits every January; what else began then stands in their place.
    """
    places = list(months)
    said = {label: text for label, text in _said(words).items() if label in places}
    layout = drawing["layout"]
    lines = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": label, "x1": label, "y0": 0, "y1": 1,
            "layer": "below", "line": {"color": tokens["line2"], "width": 1, "dash": "dot"},
        }
        for label in said
    ]  # fmt: skip
    names = [_name(label, text, places, tokens) for label, text in said.items()]
    return {
        **drawing,
        "layout": {
            **layout,
            "shapes": [*layout.get("shapes", ()), *lines],
            "annotations": [*layout.get("annotations", ()), *names],
            "margin": {**layout["margin"], "t": 22},
        },
    }


def _name(label: str, text: str, places: list[str], tokens: Tokens) -> Part:
    """Above the panel; to the left of its line where that is near the end."""
    anchor = "left" if places.index(label) < len(places) * _NEAR else "right"
    font = {"color": tokens["ink3"], "size": 11}
    return {
        "x": label, "y": 1, "yref": "paper", "text": text, "font": font, "xanchor": anchor, "yanchor": "bottom",
        "showarrow": False,
    }  # fmt: skip


def _said(words: Words) -> dict[str, str]:
    """What is written at the label of a month."""
    said = {year * 12 + _JANUARY: "limits" for year in range(_FIRST, _LAST)} | POLICIES
    return {words.short_month(month): words(f"policy.{name}") for month, name in said.items()}
