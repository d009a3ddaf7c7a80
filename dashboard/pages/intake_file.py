"""One file that was brought: what it is taken for, what its values mean, the dry run, and accepting it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import day_field, hidden, send, text_field
from dashboard.components.marks import ALARM, UP, badge
from dashboard.components.tables import Column, table
from dashboard.data import Record
from dashboard.intake import NotUsable, Standing, trial_figures
from dashboard.numbers import NOTHING, count, percent, yuan
from dashboard.pages.page import Context
from dashboard.state.columns import in_china
from etl.feeds import FEEDS, Feed, Kind
from etl.intake.brought import Brought
from etl.intake.look import Look
from etl.intake.looks import places
from etl.intake.proposal import ColumnProposal
from etl.intake.shown import shown_samples
from etl.intake.values import ValueProposal
from etl.masking import Masking
from etl.wanted import Deed
from sql.metrics import METRIC

NOT_READ, OPEN = "-", ""
"""What a choice says where a column is left out or a value stays unknown, and where nothing has been said yet."""
SAMPLES = 3
MOST_ITEMS, MOST_VALUES = 40, 200
MOST_OF_A_NAME, MOST_WITH_ALL = 8, 12
"""So many communities may have one name; and so many values are given all communities to choose from."""


def file_body(context: Context, token: str) -> Sequence[Component]:
    """The cards of one file."""
    words = context.words
    try:
        file = context.services.intake.one(context.viewer, token)
        looked = context.services.intake.look(file)
    except NotUsable as fault:
        back = (words("intake.all_files"), context.view.link(choices={}))
        return [html.Section(state(words(fault.why), words.reason(fault.detail), back), className="card")]
    cards: list[Callable[[], Component]] = [partial(_meaning, context, file, looked)]
    if not looked.open_questions:
        cards.append(partial(_trial, context, file))
    return [guarded(context, each) for each in cards]


def _meaning(context: Context, file: Brought, looked: Look) -> html.Section:
    words, proposal = context.words, looked.proposal
    left = looked.open_questions
    feed = words(f"feed.{proposal.feed.name}")
    title = words("intake.open_title" if left else "intake.clear_title", name=file.name, feed=feed, count=left)
    where = words("intake.sheet", name=proposal.sheet) if proposal.sheet else ""
    subtitle = words("intake.where", sheet=where, row=proposal.header_row, count=len(proposal.columns))
    by = words("intake.brought_by", who=file.by, at=in_china(file.at))
    fields: list[Component] = [
        hidden("file", file.token),
        html.Div(
            [
                _chosen("feed", words("intake.feed"), _feeds(context), proposal.feed.name),
                day_field("day", words("intake.day"), file.day),
                *_scope(context, file, looked),
            ],
            className="forms",
        ),
        *_notes(context, looked),
        _columns(context, looked),
        *_values(context, looked),
        *_items(context, looked),
        _buttons(context, looked),
    ]
    content = html.Form(
        fields, action=context.view.link("/intake/say", choices={}), method="POST", className="proposal"
    )
    return card(title, f"{subtitle} · {by}", content)


def _feeds(context: Context) -> list[tuple[str, str]]:
    return [(feed.name, context.words(f"feed.{feed.name}")) for feed in FEEDS]


def _chosen(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Label:
    """One of several, its name above it."""
    return html.Label([html.Span(label), choice(name, label, options, value)], className="chosen")


def choice(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Select:
    """One of several, as the browser has it; a table has dozens of them."""
    items = [
        html.Option(says, value=code, **({"selected": "selected"} if code == value else {})) for code, says in options
    ]
    return html.Select(items, name=name, **{"aria-label": label})


def _scope(context: Context, file: Brought, looked: Look) -> list[Component]:
    """The words that 征收品目 must hold to count; only where the feed has items."""
    if not any(column.field == "item" for column in looked.proposal.feed.columns):
        return []
    words = context.words
    said = file.scope if file.scope is not None else context.services.intake.settings.scope
    value = "，".join(said)
    return [
        text_field(
            "scope", words("intake.scope"), 200, label=words("intake.scope"), value=value, placeholder="", w=220,
            required=False, withAsterisk=False,
        )
    ]  # fmt: skip


def _notes(context: Context, looked: Look) -> list[Component]:
    """What must be known before anything is answered."""
    words, proposal = context.words, looked.proposal
    notes = [words("intake.missing", header=header) for header in proposal.missing]
    if proposal.in_transit and not proposal.questions:
        notes.append(words("intake.in_transit"))
    quiet = []
    if proposal.kind == "full":
        quiet.append(words("intake.whole_register"))
    if proposal.total_header:
        quiet.append(words("intake.totals", header=proposal.total_header))
    return [
        *(html.P([html.Span(ALARM, className="mark"), text], className="refused") for text in notes),
        *(html.P(text, className="note") for text in quiet),
    ]


def _columns(context: Context, looked: Look) -> Component:
    """What is asked first, then what is taken; what is left out can be opened."""
    words, columns = context.words, looked.proposal.columns
    asked = [column for column in columns if column.asks]
    taken = [column for column in columns if column.field]
    left = [column for column in columns if not column.field and not column.asks]
    parts: list[Component] = [_column_table(context, looked, [*asked, *taken])]
    if left:
        summary = html.Summary(words("intake.left_out", count=len(left)))
        parts.append(html.Details([summary, _column_table(context, looked, left)], open=bool(looked.proposal.missing)))
    return html.Div(parts)


def _column_table(context: Context, looked: Look, chosen: Sequence[ColumnProposal]) -> Component:
    words, options = context.words, _fields(context, looked.proposal.feed)
    rows: list[Record] = [{"column": column} for column in chosen]
    columns = [
        Column("header", words("intake.header"), lambda row: row["column"].header or NOTHING, number=False),
        Column("means", words("intake.means"), lambda row: _means(context, row["column"], options), number=False),
        Column("sure", words("intake.sure"), lambda row: _sure(context, row["column"]), number=False),
        Column("samples", words("intake.samples"), lambda row: _samples(context, row["column"]), number=False),
    ]
    return table(columns, rows, context.view)


def _fields(context: Context, feed: Feed) -> list[tuple[str, str]]:
    star = context.words("intake.star")
    return [(column.field, f"{star if column.required else ''}{column.header}") for column in feed.columns]


def _means(context: Context, column: ColumnProposal, options: Sequence[tuple[str, str]]) -> Component:
    """What the column is taken for, to be changed; where it is asked, nothing stands chosen."""
    words = context.words
    first = [(OPEN, words("intake.choose"))] if column.asks else []
    value = OPEN if column.asks else column.field or NOT_READ
    label = words("intake.means_of", header=column.header)
    return choice(f"column_{column.place}", label, [*first, (NOT_READ, words("intake.not_read")), *options], value)


def _sure(context: Context, column: ColumnProposal) -> Component:
    words, why = context.words, context.words(f"intake_why.{column.reason}")
    if column.asks:
        header = _our_header(column.perhaps)
        return html.Span([badge(words("intake.asks", header=header), "warn", UP), " ", why])
    if column.field is None:
        return html.Span(why, className="quiet")
    kind = "good" if column.confidence >= 0.9 else "quiet"
    return html.Span([badge(f"{percent(Decimal(str(column.confidence)), 0)}%", kind), " ", why])


def _our_header(field: str | None) -> str:
    return next((column.header for feed in FEEDS for column in feed.columns if column.field == field), NOTHING)


def _samples(context: Context, column: ColumnProposal) -> str:
    settings = context.services.settings
    masking = Masking(settings.identity_shown, settings.phone_shown)
    return " · ".join(shown_samples(column, masking)[:SAMPLES]) or NOTHING


def _values(context: Context, looked: Look) -> list[Component]:
    """The values that are not ours: what each is taken for."""
    words = context.words
    others = [(place, value) for place, value in enumerate(looked.values) if value.reason != "ours"][:MOST_VALUES]
    if not others:
        return []
    few = sum(len(value.choices) > MOST_OF_A_NAME for _, value in others) <= MOST_WITH_ALL
    rows: list[Record] = [{"place": place, "value": value, "all": few} for place, value in others]
    columns = [
        Column("field", words("intake.column"), lambda row: _header_of(looked, row["value"]), number=False),
        Column("value", words("intake.value"), lambda row: row["value"].value, number=False),
        Column("code", words("intake.means"), lambda row: _code(context, looked, row), number=False),
        Column("rows", words("intake.rows"), lambda row: count(row["value"].rows), lambda row: row["value"].rows),
        Column("why", words("intake.sure"), lambda row: _value_why(context, row["value"]), number=False),
    ]
    return [html.H3(words("intake.values_title", count=len(others))), table(columns, rows, context.view)]


def _header_of(looked: Look, value: ValueProposal) -> str:
    return looked.proposal.feed.column(value.field).header


def _code(context: Context, looked: Look, row: Mapping[str, Any]) -> Component:
    words, value = context.words, row["value"]
    column = looked.proposal.feed.column(value.field)
    if column.kind is Kind.CODE:
        known = {code: code for code in column.values.values()}
        known |= {code: name for name, code in column.values.items() if name != code}
        options = [(code, name if name == code else f"{code} {name}") for code, name in sorted(known.items())]
    else:
        codes = value.choices if row["all"] or len(value.choices) <= MOST_OF_A_NAME else ()
        listed = dict.fromkeys([*([value.code] if value.code else []), *codes])
        options = [(code, f"{code} {places().get(code, '')}".strip()) for code in listed]
    first = [(OPEN, words("intake.choose"))] if value.asks else []
    chosen = OPEN if value.asks else value.code or NOT_READ
    label = words("intake.means_of", header=value.value)
    return choice(f"value_{row['place']}", label, [*first, (NOT_READ, words("intake.unknown")), *options], chosen)


def _value_why(context: Context, value: ValueProposal) -> Component:
    words = context.words
    if value.asks:
        return badge(words("intake.must_say"), "warn", UP)
    return html.Span(words(f"intake_why.{value.reason}"), className="quiet")


def _items(context: Context, looked: Look) -> list[Component]:
    """Which 征收品目 count under the words said."""
    words = context.words
    if not looked.items:
        return []
    rows: list[Record] = [
        {"name": item.name, "rows": item.rows, "counts": item.counts} for item in looked.items[:MOST_ITEMS]
    ]
    columns = [
        Column("name", words("intake.item"), lambda row: row["name"], number=False),
        Column("counts", words("intake.stands"), lambda row: _counts(context, row), number=False),
        Column("rows", words("intake.rows"), lambda row: count(row["rows"]), lambda row: row["rows"]),
    ]
    return [html.H3(words("intake.items_title", count=len(looked.items))), table(columns, rows, context.view)]


def _counts(context: Context, row: Record) -> Component:
    words = context.words
    return badge(words("intake.counts"), "good") if row["counts"] else badge(words("intake.out_of_scope"), "quiet")


def _buttons(context: Context, looked: Look) -> html.Div:
    words, clear = context.words, not looked.open_questions
    buttons = [send(words("intake.keep"), name="then", value="keep", css="" if clear else "primary")]
    if clear:
        buttons += [
            send(words("intake.try_out"), name="then", value="try", css="primary"),
            send(words("intake.accept"), name="then", value="accept"),
        ]
    buttons.append(send(words("intake.throw_away"), name="then", value="away"))
    hint = html.Span(words("intake.accept_hint" if clear else "intake.keep_hint"), className="said")
    return html.Div([*buttons, hint], className="forms")


def under_way(context: Context, says: str, standing: Standing) -> html.Div:
    """Something is being done: the page looks again by itself; that nobody is there to do it is said."""
    words = context.words
    text = words(says) if standing.alive or standing.running else words("intake.no_scheduler")
    kind = "said" if standing.alive or standing.running else "refused"
    return html.Div(text, className=kind, role="status", **{"data-again": "3"})


def _trial(context: Context, file: Brought) -> html.Section:
    """What the next night would make of the file."""
    words, standing = context.words, context.services.intake.standing
    title, subtitle = words("intake.trial_title"), words("intake.trial_subtitle")
    waits = any(note.deed is Deed.TRIAL and note.about == file.token for note in standing.wanted)
    if waits or file.being_tried:
        says = "intake.trial_runs" if file.being_tried else "intake.trial_waits"
        return card(title, subtitle, under_way(context, says, standing))
    trial = file.trial
    if trial is None:
        return card(title, subtitle, html.P(words("intake.not_tried_hint"), className="note"))
    if trial.get("failed"):
        why = words.reason(trial["failed"])
        return card(words("intake.trial_failed"), subtitle, state(words("intake.trial_failed_hint"), why))
    parts: list[Component] = [*_refused(context, trial), _account(context, trial)]
    parts += [*_quarantine(context, trial), *_disagreements(context, trial), *_figures(context, trial)]
    return card(_trial_title(context, trial), subtitle, parts)


def _trial_title(context: Context, trial: Mapping[str, Any]) -> str:
    words = context.words
    mine = [row for row in trial["files"] if row["file_name"] == trial["name"]]
    if not mine:
        return words("intake.trial_refused")
    row = mine[0]
    return words("intake.trial_found", read=count(row["rows_read"]), loaded=count(row["rows_loaded"]))


def _refused(context: Context, trial: Mapping[str, Any]) -> list[Component]:
    words = context.words
    said = (words("intake.refused", name=row["file_name"], why=words.reason(row["reason"])) for row in trial["refused"])
    return [html.P([html.Span(ALARM, className="mark"), text], className="refused") for text in said]


def _account(context: Context, trial: Mapping[str, Any]) -> Component:
    """Every row of every file that would land, and what would become of it."""
    words = context.words
    names = ("read", "loaded", "superseded", "duplicate", "quarantined", "out_of_scope", "total")
    columns = [Column("file", words("intake.file_name"), lambda row: row["file_name"], number=False)]
    columns += [Column(name, words(f"files.{name}"), partial(_fate, name), partial(_fated, name)) for name in names]
    columns.append(Column("amount", words("intake.loaded_amount"), lambda row: _plain(row["amount_loaded"])))
    return table(columns, trial["files"], context.view)


def _fate(name: str, row: Record) -> str:
    return count(row[f"rows_{name}"] or 0)


def _fated(name: str, row: Record) -> int:
    return int(row[f"rows_{name}"] or 0)


def _quarantine(context: Context, trial: Mapping[str, Any]) -> list[Component]:
    words = context.words
    if not trial["quarantine"]:
        return []
    columns = [
        Column("column", words("intake.column"), lambda row: row["column_name"], number=False),
        Column("reason", words("intake.reason"), lambda row: words.reason(row["reason"]), number=False),
        Column("example", words("intake.example"), lambda row: row["example"] or NOTHING, number=False),
        Column("rows", words("intake.rows"), lambda row: count(row["rows"]), lambda row: row["rows"]),
        Column("amount", words("intake.amount"), lambda row: _plain(row["amount"]) if row["amount"] else NOTHING),
        Column("line", words("intake.first_line"), lambda row: count(row["first_line"]), lambda row: row["first_line"]),
    ]
    rows = sum(row["rows"] for row in trial["quarantine"])
    head = html.H3(words("intake.quarantine_title", count=count(rows)))
    return [head, table(columns, trial["quarantine"], context.view)]


def _disagreements(context: Context, trial: Mapping[str, Any]) -> list[Component]:
    words = context.words
    return [
        html.P(
            words(
                "intake.disagrees",
                name=row["file_name"],
                count=row["rows"],
                line=row["line"],
                says=_plain(row["says"]),
                above=_plain(row["above"]),
            ),
            className="refused",
        )
        for row in trial["disagreements"]
    ]


def _figures(context: Context, trial: Mapping[str, Any]) -> list[Component]:
    words, rows = context.words, trial_figures(trial)
    if not rows:
        return []
    columns = [
        Column("metric", words("intake.figure"), partial(_metric, context), number=False),
        Column("months", words("intake.months"), lambda row: words("intake.of_months", count=row["months"])),
        Column("value", words("intake.would_be"), partial(_would_be, context)),
        Column("over", words("intake.over"), partial(_over, context)),
    ]
    head = html.H3(words("intake.figures_title", day=trial["business_date"]))
    return [head, table(columns, rows, context.view)]


def _metric(context: Context, row: Record) -> str:
    words, name = context.words, row["metric"]
    return words("intake.type_rate") if name == "worker_type_rate" else words.of(METRIC[name])


def _would_be(context: Context, row: Record) -> str:
    del context
    if row["denominator"] is not None:
        return f"{percent(Decimal(row['value']))}%"
    return _plain(row["value"])


def _over(context: Context, row: Record) -> str:
    del context
    if row["denominator"] is None:
        return NOTHING
    return f"{_plain(row['numerator'])} / {_plain(row['denominator'])}"


def _plain(value: Any) -> str:
    """Money as the dry run says it has two decimals; the rest are counts."""
    return yuan(Decimal(value)) if "." in str(value) else count(int(value or 0))
