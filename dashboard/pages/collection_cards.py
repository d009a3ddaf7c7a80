"""The strip, the receipts and the channels of the collection page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.strips import Item, strip
from dashboard.components.tables import Table, drawn
from dashboard.data import Record, unfit_for
from dashboard.figures.money import laps_figure
from dashboard.figures.parts import Drawing
from dashboard.findings.collected import step_of
from dashboard.findings.monthly import absent
from dashboard.pages.collection_tables import COLOURS, channels_table, lap_name, laps_subtitle, laps_table, segments
from dashboard.pages.comparing import asked, item, month_beside
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card
from dashboard.view import View
from dashboard.wording import Words
from sql.metrics import METRIC, Days, Question
from sql.metrics.period import first_day, last_day, month_of

FIGURES = ("received_gross", "refunded_amount", "received_net", "receipt_count", "contactless_share")
RATE = "deduction_success_rate"


def collection_strip(context: Context) -> html.Div:
    """Figures of the span with what they are compared with, and of the month the success of deductions."""
    span = context.when.span
    question = Question(FIGURES, period=Days(span.start, span.end), where=context.view.where)
    (row,) = asked(context, question)
    items = [item(context, (question, row), name) for name in FIGURES]
    if not absent(context.reading, METRIC[RATE]) and not unfit_for(RATE, context.view.where):
        items.append(_deductions(context))
    return strip(items)


def _deductions(context: Context) -> Item:
    words, month = context.words, context.when.month
    found = month_beside(context, context.asking, (RATE,))
    label = words("collection.of_month", month=words.month(month), name=words.of(METRIC[RATE]))
    return item(context, found, RATE, label)


def receipts_card(context: Context) -> html.Section:
    """The money as it came; a day, week or month leads to itself."""
    words, view, step = context.words, context.view, step_of(context.when.span)
    shown = laps_table(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("collection.laps_none"), laps_subtitle(context), nothing)

    def draw(table: Table) -> Drawing:
        return laps_figure([_lap(view, row, step, words) for row in table.rows[::-1]], words=words, scheme=view.scheme)

    return chart_card(context, shown, draw, "", 230)


def _lap(view: View, row: Record, step: str, words: Words) -> Record:
    said = {"name": lap_name(row, step, words), "tick": _tick(row, step, words)}
    return {**row, **said, "href": lap_link(view, row["start"], row["end"])}


def _tick(row: Record, step: str, words: Words) -> str:
    """Under the axis: the first day of a week, else the whole name."""
    return words.day(row["start"]) if step == "week" else lap_name(row, step, words)


def lap_link(view: View, start: date, end: date) -> str:
    """The page over one lap alone: a month by its name, else its days."""
    month = month_of(start)
    if (start, end) == (first_day(month), last_day(month)):
        return view.link(month=month)
    return view.link(span=f"{start.isoformat()}_{end.isoformat()}")


def channels_card(context: Context) -> html.Section:
    """Through which channels it came: one bar of parts, and the table of all."""
    words, shown = context.words, channels_table(context)
    if shown is None:
        subtitle = words("collection.channels_subtitle", span=words.full_span(context.when.span))
        return card(
            words("collection.channels_none"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    body = [_segmented(segments(shown.rows)), drawn(shown, context.view, words, files=context.files)]
    return card(shown.title, shown.subtitle, html.Div(body, className="parted"))


def _segmented(shares: Sequence[float]) -> html.Div:
    """Parts of a whole side by side; the table under it says the same in numbers."""
    pieces = [
        html.Span(style={"width": f"{share * 100:.2f}%", "background": f"var(--{colour})"})
        for share, colour in zip(shares, COLOURS, strict=False)
    ]
    return html.Div(pieces, className="pieces segmented", **{"aria-hidden": "true"})
