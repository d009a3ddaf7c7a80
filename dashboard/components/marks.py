"""Changes, badges and signals: always a glyph and a word beside the colour."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components import html
from dashboard.numbers import Figure, fixed
from dashboard.wording import Words
from sql.metrics import Good

UP, DOWN, ALARM = "▲", "▼", "◆"


def direction_class(value: Figure, good: Good, places: int = 2) -> str:
    """good, bad or even: whether a change is for the better."""
    rounded = round(Decimal(value or 0), places)
    if not rounded or good is Good.NEITHER:
        return "even"
    return "good" if (rounded > 0) is (good is Good.MORE) else "bad"


def change_mark(value: Figure, good: Good, words: Words, unit: str, places: int = 2) -> html.Span:
    """▲ 升 12.70% in the colour of its meaning; – where nothing is known to compare with."""
    if value is None:
        return html.Span("–", className="change even")
    rounded = round(Decimal(value), places)
    glyph = UP if rounded > 0 else DOWN if rounded < 0 else "■"
    word = words("change.up") if rounded > 0 else words("change.down") if rounded < 0 else words("change.even")
    text = f"{word} {fixed(abs(rounded), places)}{unit}" if rounded else word
    return html.Span(
        [html.Span(glyph, className="mark"), text], className=f"change {direction_class(value, good, places)}"
    )


def badge(text: str, kind: str, glyph: str = "") -> html.Span:
    """A word on a soft ground: warn, alarm, good or quiet."""
    return html.Span([html.Span(glyph, className="mark"), text] if glyph else text, className=f"badge {kind}")
