"""A person month by month: the height of a block says whether the month is paid, so that it can be read in black."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from dashboard.components import html
from dashboard.wording import Words

WIDTH, HEIGHT = 7, 16
STANDINGS = ("paid", "due", "awaiting", "outside")
"""How a month can stand: paid, due and unpaid, not due yet, not registered."""
_JANUARY = 0


def month_strip(
    months: Sequence[str], first: int, words: Words, *, width: int = WIDTH, height: int = HEIGHT
) -> html.Span:
    """A block per month from `first` on: full, low, a dashed outline or a hairline; a rule before each January."""
    layers = [(name, _blocks(name, months, width, height)) for name in STANDINGS if name in months]
    rules = [place * width for place in range(1, len(months)) if (first + place) % 12 == _JANUARY]
    if rules:
        layers.append(("rules", "".join(f'<path d="M{left - 0.5} 0V{height}" stroke-width="1"/>' for left in rules)))
    return html.Span(
        [_layer(name, shape, width * len(months), height) for name, shape in layers],
        className="months",
        role="img",
        style={"width": f"{width * len(months)}px", "height": f"{height}px"},
        **{"aria-label": said(months, first, words)},
    )


def said(months: Sequence[str], first: int, words: Words) -> str:
    """The strip in a sentence: from when to when, and how many months stand how."""
    counted = [(name, sum(1 for one in months if one == name)) for name in STANDINGS]
    parts = words.listed(
        words("strip.count", what=words(f"strip.{name}"), count=count) for name, count in counted if count
    )
    last = first + len(months) - 1
    return words("strip.said", first=words.short_month(first), last=words.short_month(last), parts=parts)


def strip_key(words: Words, *, bounded: bool) -> html.Div:
    """What the blocks mean; `bounded`: months in other areas are not seen either."""
    names = {name: f"strip.{name}" for name in STANDINGS}
    if bounded:
        names["outside"] = "strip.outside_bounded"
    return html.Div([html.Span([_sample(name), words(said)]) for name, said in names.items()], className="months-key")


def _sample(name: str) -> html.Span:
    width, height = 10, 14
    shape = _layer(name, _blocks(name, (name,), width, height), width, height)
    return html.Span(
        shape, className="months", style={"width": f"{width}px", "height": f"{height}px"}, **{"aria-hidden": "true"}
    )


def _blocks(name: str, months: Sequence[str], width: int, height: int) -> str:
    """The shape of all months that stand so; neighbours are one dashed line, a gap of one pixel between them."""
    runs = _runs(name, months)
    if name == "awaiting":
        box = f"h{width - 2}v{height - 3}h{2 - width}z"
        lines = "".join(f"M{place * width + 0.5} 1.5{box}" for start, end in runs for place in range(start, end))
        return f'<path d="{lines}" stroke-width="1" stroke-dasharray="2 1.5"/>'
    thick = {"paid": height - 2, "due": round(height * 0.4), "outside": 1}[name]
    middle = height - 1 - thick / 2
    lines = "".join(f"M{start * width} {middle}H{end * width}" for start, end in runs)
    return f'<path d="{lines}" stroke-width="{thick}" stroke-dasharray="{width - 1} 1"/>'


def _runs(name: str, months: Sequence[str]) -> list[tuple[int, int]]:
    """From where to before where the months stand so."""
    runs, place = [], 0
    for one, group in groupby(months):
        length = len(list(group))
        if one == name:
            runs.append((place, place + length))
        place += length
    return runs


def _layer(name: str, shape: str, width: int, height: int) -> html.Span:
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    svg = quote(f'<svg {box} fill="none" stroke="#000">{shape}</svg>', safe=" =:/,")
    return html.Span(className=name, style={"--shape": f'url("data:image/svg+xml,{svg}")'})
