"""A comparison on the page: theirs, ours, the difference by cause; one cell with the rows behind it; the signature."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.access.audit import Action
from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import form, hidden, labelled, one_of, send
from dashboard.components.marks import UP, badge
from dashboard.components.tables import Column, table
from dashboard.numbers import NOTHING, count, percent, signed, yuan
from dashboard.pages.page import Context
from dashboard.pages.parallel_point import EVERY, POINTING, STEP
from dashboard.pages.parts import kind_of_business
from dashboard.parallel.causes import Part
from dashboard.parallel.compare import BY_ROWS, Found, sought
from dashboard.parallel.comparisons import Kept, changes, counted
from dashboard.people import Delivery
from dashboard.state.columns import in_china
from dashboard.state.comparisons import COMMENT
from dashboard.wording import Words
from sql.connect import NothingPublished
from sql.metrics import METRIC, Unit
from sql.metrics.period import month_text
from sql.studies.parallel import OF_ROWS, Cause, Narrowed

COMPARISON, CELL = "file", "about"
"""The choices of the address: which comparison, and which cell of it."""
DIFFERING = "differing"
SHOWN = 100
"""Rows that are shown; how many there are is said."""
REASON = 200


def cards_of(context: Context, kept: Kept) -> list[Component]:
    """The cell that is looked at, the table, the signature."""
    cells = kept.seen_by(context.viewer)
    name = context.view.choices.get(CELL, "")
    chosen = next((found for found in cells if found.cell.name == name), None)
    cards = [] if chosen is None else [guarded(context, partial(_cell_card, context, kept, chosen))]
    return [*cards, guarded(context, partial(_table_card, context, kept, cells)), _signing(context, kept)]


def label_of(kept: Kept, found: Found) -> tuple[str, str]:
    """What the table calls the row and the column of a cell."""
    meaning = kept.meaning
    return meaning.rows[found.cell.row].label, meaning.columns[found.cell.column].label


def printed(found: Found, value: Decimal | None) -> str:
    """A value as figures of its metric are written."""
    if value is None:
        return NOTHING
    unit = METRIC[found.cell.metric].unit
    if unit is Unit.YUAN:
        return yuan(value)
    return f"{percent(value)}%" if unit in {Unit.RATE, Unit.POINTS} else count(value)


def differing(found: Found, value: Decimal | None) -> str:
    """A difference of them, with its sign; of rates in percentage points."""
    unit = METRIC[found.cell.metric].unit
    if unit in {Unit.RATE, Unit.POINTS}:
        return signed(None if value is None else value * 100)
    return signed(value, 2 if unit is Unit.YUAN else 0)


def _table_card(context: Context, kept: Kept, cells: Sequence[Found]) -> html.Section:
    words, totals = context.words, counted(cells)
    subtitle = words(
        "parallel.result_subtitle",
        month=words.full_month(kept.month or 0),
        made=words.full_day(kept.meaning.made_on) if kept.meaning.made_on else NOTHING,
        known=words.full_day(context.reading.business_date)
        if kept.version == context.reading.version
        else kept.version,
    )
    hidden_cells = len(kept.cells) - len(cells)
    some = context.view.choices.get("first") == DIFFERING
    shown = [found for found in cells if not some or not found.agrees]
    parts: list[Component] = [_lead(context, kept, some=some)]
    if hidden_cells:
        parts.append(html.P(words("parallel.outside", count=hidden_cells), className="said"))
    rows = [{"kept": kept, "found": found} for found in shown]
    parts.append(table(_columns(context), rows, context.view) if rows else state(words("parallel.all_agree"), ""))
    left = [found for found in (kept.outcome.cells if kept.outcome else ()) if found.problem in {"unfit", "unknown"}]
    if left:
        parts.append(html.P(words("parallel.no_figure", count=len(left)), className="said"))
    title = words("parallel.result_title", title=kept.title, **{name: count(number) for name, number in totals.items()})
    return card(title, subtitle, parts)


def _lead(context: Context, kept: Kept, *, some: bool) -> html.Div:
    """How the table counts, and what can be done with it."""
    words, view = context.words, context.view
    basis = kept.outcome.basis if kept.outcome else ()
    names = words.listed(words(f"parallel.counts_{cause}") for cause in basis) or words("parallel.counts_alike")
    turned = {COMPARISON: str(kept.id), **({} if some else {"first": DIFFERING})}
    parts: list[Component] = [
        html.Span(words("parallel.counts", names=names), className="said"),
        html.Link(
            words("parallel.show_all" if some else "parallel.show_differing"),
            href=view.link(choices=turned),
            className="link",
        ),
    ]
    if kept.signed_at is None and changes(context.viewer, kept.by_id):
        point = view.link(choices={COMPARISON: str(kept.id), STEP: POINTING, "first": EVERY})
        again = form(
            view.link("/intake/parallel/again", choices={}), [hidden("id", str(kept.id)), send(words("parallel.again"))]
        )
        parts += [html.Link(words("parallel.point_again"), href=point, className="link"), again]
    parts.append(html.Link(words("parallel.back"), href=view.link(choices={}), className="link"))
    return html.Div(parts, className="forms leading")


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("row", words("parallel.row"), lambda row: label_of(row["kept"], row["found"])[0], number=False),
        Column("column", words("parallel.column"), lambda row: _column(context, row), number=False, css="long"),
        Column("theirs", words("parallel.theirs"), lambda row: printed(row["found"], row["found"].cell.theirs)),
        Column("ours", words("parallel.ours"), lambda row: printed(row["found"], row["found"].ours)),
        Column("difference", words("parallel.difference"), partial(_difference, context)),
        Column("causes", words("parallel.causes"), partial(_causes, context), number=False, css="long"),
        Column("said", words("parallel.comments"), partial(_said, context), number=False, css="long"),
    ]


def _column(context: Context, row: dict[str, Any]) -> list[Component | str]:
    found = row["found"]
    head = label_of(row["kept"], found)[1]
    name = context.words.of(METRIC[found.cell.metric])
    return [head or name] if name in head else [head, " ", html.Span(name, className="quiet")]


def _difference(context: Context, row: dict[str, Any]) -> Component:
    found = row["found"]
    text = differing(found, found.difference)
    here = {COMPARISON: str(row["kept"].id), CELL: found.cell.name}
    if first := context.view.choices.get("first"):
        here["first"] = first
    return html.Link(text, href=context.view.link(choices=here), className="explained")


def _causes(context: Context, row: dict[str, Any]) -> list[Component]:
    found, words = row["found"], context.words
    if found.agrees:
        return [badge(words("parallel.agrees"), "good")]
    said: list[Component] = []
    for part in found.split.parts:
        kind = "warn" if part.cause is Cause.UNEXPLAINED else "quiet"
        text = f"{words(f'parallel.cause_{part.cause}')} {differing(found, part.amount)}"
        said += [badge(text, kind, UP if kind == "warn" else ""), html.Span(" ")]
    return said


def _said(context: Context, row: dict[str, Any]) -> str:
    del context
    name = row["found"].cell.name
    return next((comment.text for comment in row["kept"].comments if comment.cell == name), "")


# --- one cell ---


def _cell_card(context: Context, kept: Kept, found: Found) -> html.Section:
    words = context.words
    row, column = label_of(kept, found)
    title = words(
        "parallel.cell_title",
        row=row,
        column=column or words.of(METRIC[found.cell.metric]),
        difference=differing(found, found.difference),
    )
    subtitle = words(
        "parallel.cell_subtitle", theirs=printed(found, found.cell.theirs), ours=printed(found, found.ours)
    )
    parts: list[Component] = [_split(context, found)]
    if found.split.ways > 1:
        parts.append(html.P(words("parallel.ways", count=found.split.ways), className="said"))
    if context.viewer.may(Right.PEOPLE):
        told = [part for part in found.split.parts if part.cause in OF_ROWS]
        parts += [guarded(context, partial(_rows, context, kept, found, part)) for part in told]
    parts += _comments(context, kept, found)
    close = html.Link(
        words("parallel.close"), href=context.view.link(choices={COMPARISON: str(kept.id)}), className="link"
    )
    return card(title, subtitle, parts, tools=close)


def _split(context: Context, found: Found) -> Component:
    """The parts, and that they add up to the difference."""
    words = context.words
    if not found.split.parts:
        return html.P(words("parallel.agrees"))
    columns = [
        Column(
            "cause", words("parallel.cause"), lambda row: words(f"parallel.cause_{row['part'].cause}"), number=False
        ),
        Column("amount", words("parallel.amount"), lambda row: differing(found, row["part"].amount)),
        Column("count", words("parallel.rows_count"), lambda row: _rows_count(row["part"])),
        Column(
            "why",
            words("parallel.why"),
            lambda row: words(f"parallel.why_{row['part'].cause}"),
            number=False,
            css="long",
        ),
    ]
    return table(columns, [{"part": part} for part in found.split.parts], context.view)


def _rows_count(part: Part) -> str:
    return count(len(part.tickets) or part.rows) if part.cause in OF_ROWS else NOTHING


def narrowed(found: Found, part: Part) -> Narrowed:
    """Which rows a part is about: those it names, else all of its cause in the cell."""
    return Narrowed(part.cause, found.cell.where, part.tickets if part.rows == len(part.tickets) else ())


def rows_behind(context: Context, kept: Kept, found: Found, part: Part, limit: int) -> tuple[int, list[Delivery]]:
    """The rows of a part of a difference, of the version it was compared with where that is kept."""
    reading = context.reading
    try:
        then = reading.of(kept.version)
    except NothingPublished:
        then = reading
    by_month = (found.cell.metric == "paid_amount") != (
        bool(kept.outcome) and Cause.AXIS in (kept.outcome.basis if kept.outcome else ())
    )
    wanted = sought(then, kept.meaning, found.cell.period, by_month=by_month and found.cell.metric in BY_ROWS)
    if wanted is None:
        return 0, []
    return context.services.people(then).behind_difference(wanted, narrowed(found, part), limit)


def _rows(context: Context, kept: Kept, found: Found, part: Part) -> html.Div:
    """The rows, some of them; that they were looked at stands in the audit."""
    words = context.words
    total, rows = rows_behind(context, kept, found, part, SHOWN)
    about = f"{month_text(kept.month or 0)} {kept.title}"[:200]
    context.services.audit.record(
        context.viewer, Action.ROWS_SEEN, about, cell=found.cell.name, cause=str(part.cause), rows=total
    )
    name = "parallel.rows_behind" if total <= SHOWN else "parallel.rows_behind_some"
    head = words(name, cause=words(f"parallel.cause_{part.cause}"), count=count(total), shown=count(SHOWN))
    parts: list[Component] = [
        html.P(html.B(head)),
        table(_row_columns(context), [{"row": one} for one in rows], context.view),
    ]
    if context.files and total:
        parts.append(_taking(context, kept, found, part))
    return html.Div(parts)


def _taking(context: Context, kept: Kept, found: Found, part: Part) -> html.Div:
    words = context.words
    fields = [
        hidden("id", str(kept.id)),
        hidden("cell", found.cell.name),
        hidden("cause", str(part.cause)),
        labelled("reason", words("parallel.reason"), REASON, w=260),
        one_of("form", words("parallel.form"), [{"value": one, "label": one} for one in ("xlsx", "csv")], "xlsx", 90),
        send(words("parallel.take")),
    ]
    return html.Div(form(context.view.link("/intake/parallel/rows", choices={}), fields), className="forms")


def _row_columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("name", words("people.name"), partial(_link, context), number=False),
        Column(
            "identity",
            words("people.identity"),
            lambda row: row["row"].person.identity or NOTHING,
            number=False,
            css="mono",
        ),
        Column(
            "ticket",
            words("parallel.ticket"),
            lambda row: row["row"].record["ticket_number"] or NOTHING,
            number=False,
            css="mono",
        ),
        Column("amount", words("parallel.amount"), lambda row: yuan(row["row"].record["amount"])),
        Column(
            "kind",
            words("parallel.kind"),
            lambda row: kind_of_business(context, row["row"].record["kind"]),
            number=False,
        ),
        Column("item", words("parallel.item"), lambda row: what(words, row["row"]), number=False, css="long"),
        Column("day", words("parallel.day"), lambda row: _day(row["row"].record["day"]), number=False),
        Column("months", words("parallel.months"), lambda row: months(row["row"]), number=False),
        Column(
            "delivered", words("parallel.delivered"), lambda row: _day(row["row"].record["delivered"]), number=False
        ),
        Column(
            "file",
            words("parallel.from_file"),
            lambda row: row["row"].record["file_name"] or NOTHING,
            number=False,
            css="mono",
        ),
    ]


def _link(context: Context, row: dict[str, Delivery]) -> Component | str:
    person = row["row"].person
    if not person.word:
        return NOTHING
    return html.Link(person.name or NOTHING, href=context.view.link("/person", person=person.word, sort=""))


def what(words: Words, row: Delivery) -> str:
    """The item of a row, or why it could not be read."""
    return row.record["item"] or words.reason(row.record["reason"] or "") or NOTHING


def months(row: Delivery) -> str:
    """The months a row pays for."""
    first, last = row.record["first_month"], row.record["last_month"]
    if first is None:
        return NOTHING
    return month_text(first) if first == last else f"{month_text(first)} – {month_text(last)}"


def _day(day: Any) -> str:
    return day.isoformat() if day else NOTHING


def _comments(context: Context, kept: Kept, found: Found) -> list[Component]:
    words = context.words
    mine = [comment for comment in kept.comments if comment.cell == found.cell.name]
    lines = [html.Li(words("parallel.comment_line", text=one.text, who=one.by, at=in_china(one.at))) for one in mine]
    listed: list[Component] = [html.Ul(lines, className="closings")] if lines else []
    if kept.signed_at is not None:
        return listed
    fields = [
        hidden("id", str(kept.id)),
        hidden("cell", found.cell.name),
        labelled("text", words("parallel.comment"), COMMENT, w=420),
        send(words("parallel.keep")),
    ]
    return [
        *listed,
        html.Div(form(context.view.link("/intake/parallel/comment", choices={}), fields), className="forms"),
    ]


# --- the signature ---


def _signing(context: Context, kept: Kept) -> html.Section:
    words = context.words
    if kept.signed_at is not None:
        said = words("parallel.signed_line", who=kept.signer, at=in_china(kept.signed_at), version=kept.version)
        return card(words("parallel.signed_title"), words("parallel.sign_subtitle"), html.P(said))
    left = kept.open_cells
    title = words("parallel.sign_left" if left else "parallel.sign_title", count=len(left))
    if not context.viewer.may(Right.CLOSE) or context.viewer.areas is not None:
        return card(title, words("parallel.sign_subtitle"), html.P(words("parallel.sign_others"), className="said"))
    if left:
        return card(title, words("parallel.sign_subtitle"), html.P(words("parallel.sign_first"), className="said"))
    sign = form(
        context.view.link("/intake/parallel/sign", choices={}),
        [hidden("id", str(kept.id)), send(words("parallel.sign"), css="primary")],
    )
    return card(title, words("parallel.sign_subtitle"), html.Div(sign, className="forms"))
