"""补录: who has no community or worker type, the lists that go out to be filled in, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import day_field, file_field, form, form_with_file, hidden, labelled, one_of, send
from dashboard.components.marks import badge
from dashboard.components.tables import Column, page_shown, table, turning
from dashboard.data import Record
from dashboard.gaps.returned import Fault
from dashboard.gaps.service import Take, first_of_history, place_name
from dashboard.numbers import NOTHING, count
from dashboard.pages.intake import tabs
from dashboard.pages.page import Context
from dashboard.state.columns import in_china

REASON = 200
FAULTS = 20
"""Rows at fault on one page."""
TAKE = "file"
"""The choice of the address that says which list that came back is shown."""


def body(context: Context) -> Sequence[Component]:
    """The tabs of intake; what came back just now, where something did; who is open; the lists handed out."""
    return [tabs(context, "gaps"), *_body(context)]


def _body(context: Context) -> Sequence[Component]:
    words = context.words
    if not context.published:
        return [html.Section(state(words("gaps.no_figures"), words("gaps.no_figures_hint")), className="card")]
    shown = [guarded(context, part) for part in (partial(_open, context), partial(_handed_out, context))]
    taken = _taken(context)
    return [taken, *shown] if taken else shown


def _open(context: Context) -> html.Section:
    words = context.words
    rows = context.people.gaps()
    title = words("gaps.title", count=count(sum(row["people"] for row in rows)))
    take = form_with_file(
        context.view.link("/intake/gaps/take", choices={}),
        [file_field("list", words("gaps.returned_file"), ".xlsx", words), send(words("gaps.take"))],
    )
    if not rows:
        return card(title, words("gaps.subtitle"), [html.Div(take, className="forms"), _nobody(context)])
    forms = html.Div([_export(context, rows), take], className="forms")
    return card(
        title, words("gaps.subtitle"), [forms, table(_columns(context), rows, context.view, total=_total(rows))]
    )


def _nobody(context: Context) -> html.Div:
    words = context.words
    return state(words("gaps.whole"), words("gaps.whole_hint"))


def _export(context: Context, rows: Sequence[Record]) -> html.Form:
    words = context.words
    options = [
        {"value": row["subdistrict"], "label": f"{_place(context, row)} · {count(row['people'])}"} for row in rows
    ]
    return form(
        context.view.link("/intake/gaps/export", choices={}),
        [
            one_of("subdistrict", words("gaps.subdistrict"), options, options[0]["value"], 260),
            labelled("reason", words("gaps.reason"), REASON, w=280),
            send(words("gaps.export"), css="primary"),
        ],
        title=words("gaps.export_hint"),
    )


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("subdistrict", words("gaps.subdistrict"), partial(_place, context), _code, number=False),
        Column("community_open", words("gaps.no_community"), lambda row: count(row["community_open"]), _community),
        Column("type_open", words("gaps.no_type"), lambda row: count(row["type_open"]), lambda row: row["type_open"]),
        Column("people", words("gaps.people"), lambda row: count(row["people"]), lambda row: row["people"]),
    ]


def _place(context: Context, row: Record) -> str:
    if not row["subdistrict"]:
        return context.words("gaps.total")
    return place_name(context.reading, row["subdistrict"], context.words)


def _code(row: Record) -> str:
    return str(row["subdistrict"])


def _community(row: Record) -> int:
    return int(row["community_open"])


def _total(rows: Sequence[Record]) -> Record:
    names = ("community_open", "type_open", "people")
    return {"subdistrict": "", **{name: sum(row[name] for row in rows) for name in names}}


def _taken(context: Context) -> html.Section | None:
    """The list that came back: what it fills in, every row that is not used, and the way to accept it."""
    said = context.view.choices.get(TAKE, "")
    take = context.services.gaps.one(context.viewer, int(said)) if said.isdecimal() and len(said) < 10 else None
    if take is None:
        return None
    words, place = context.words, place_name(context.reading, take.subdistrict, context.words)
    filled = take.checked.filled
    title = words("gaps.came_back", place=place, count=count(len(filled)), all=count(take.people))
    subtitle = words("gaps.came_back_subtitle", token=take.token)
    parts: list[Component] = [_accepted(context, take) if take.accepted_at else _accepting(context, take)]
    if take.checked.faults:
        parts += [_reasons(context, take), *_faults(context, take)]
    return card(title, subtitle, parts)


def _accepted(context: Context, take: Take) -> html.P:
    words = context.words
    assert take.since is not None  # noqa: S101 - said when it was accepted
    text = words("gaps.accepted", day=take.since.isoformat(), files=words.listed(take.files))
    return html.P(text, className="succeeded", role="status")


def _accepting(context: Context, take: Take) -> Component:
    words, filled = context.words, take.checked.filled
    if not filled:
        return html.P(words("gaps.nothing_filled"), className="refused")
    placed, typed = sum(bool(one.community) for one in filled), sum(bool(one.worker_type) for one in filled)
    fields = [
        hidden("id", str(take.id)),
        day_field("since", words("gaps.since"), first_of_history(context.reading)),
        send(words("gaps.accept"), css="primary"),
    ]
    accept = form(context.view.link("/intake/gaps/accept", choices={}), fields)
    will = html.B(words("gaps.will", placed=count(placed), typed=count(typed)))
    return html.Div([html.P([will, " ", words("gaps.since_hint")]), html.Div(accept, className="forms")])


def _reasons(context: Context, take: Take) -> html.P:
    """How many rows are not used, by reason."""
    words, by_reason = context.words, Counter(fault.why for fault in take.checked.faults)
    parts = [
        words("gaps.by_reason", what=words(f"gap_fault.{why}"), count=count(rows))
        for why, rows in by_reason.most_common()
    ]
    text = words("gaps.not_used", count=count(len(take.checked.faults)))
    return html.P([badge(text, "warn"), " ", words.listed(parts)])


def _faults(context: Context, take: Take) -> list[Component]:
    words, faults = context.words, take.checked.faults
    first = (page_shown(context.view, FAULTS, len(faults)) - 1) * FAULTS
    rows = [{"fault": fault} for fault in faults[first : first + FAULTS]]
    columns = [
        Column("line", words("gaps.line"), lambda row: _line(row["fault"])),
        Column("number", words("gaps.number"), lambda row: row["fault"].number or NOTHING, number=False, css="mono"),
        Column("why", words("gaps.why"), lambda row: words(f"gap_fault.{row['fault'].why}"), number=False, css="long"),
        Column("said", words("gaps.said"), lambda row: row["fault"].said or NOTHING, number=False),
    ]
    return [table(columns, rows, context.view), turning(context.view, FAULTS, len(faults), words)]


def _line(fault: Fault) -> str:
    return count(fault.line) if fault.line else NOTHING


def _handed_out(context: Context) -> html.Section:
    words = context.words
    lists = context.services.gaps.handed_out(context.viewer)
    title, subtitle = words("gaps.lists", count=count(len(lists))), words("gaps.lists_subtitle")
    if not lists:
        return card(title, subtitle, state(words("gaps.no_lists"), words("gaps.no_lists_hint")))
    columns = [
        Column("token", words("gaps.list"), lambda row: row["list"].token, number=False, css="mono"),
        Column("place", words("gaps.subdistrict"), partial(_list_place, context), number=False),
        Column("people", words("gaps.people"), lambda row: count(row["list"].people)),
        Column("at", words("gaps.at"), lambda row: in_china(row["list"].at), number=False),
        Column("by", words("gaps.by"), lambda row: row["list"].by, number=False),
        Column("taken", words("gaps.taken"), lambda row: count(row["list"].taken)),
        Column("accepted", words("gaps.accepted_times"), lambda row: count(row["list"].accepted)),
    ]
    return card(title, subtitle, table(columns, [{"list": one} for one in lists], context.view))


def _list_place(context: Context, row: Record) -> str:
    return place_name(context.reading, row["list"].subdistrict, context.words)
