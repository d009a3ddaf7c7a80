"""人员: the people behind a number, masked, numbered, the same count as the number that was clicked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.access.audit import Action
from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.month_strip import month_strip, strip_key
from dashboard.components.tables import Column, sorted_table, turning
from dashboard.data import Record, Unfit, unfit_for
from dashboard.findings.listed import ORDER, PAGE, age_on, listing_of, metric_of
from dashboard.numbers import NOTHING, count, yuan
from dashboard.pages.page import Context
from dashboard.pages.people_tools import list_tools
from dashboard.people import Page, Person
from sql.metrics import METRIC, Question
from sql.metrics.declaration import Ratio
from sql.metrics.period import Month, month_text

STRIP = 24
"""Months of the strip beside a person."""


def body(context: Context) -> Sequence[Component]:
    """One card: the list, its count against the number, what can be done with it."""
    return [guarded(context, lambda: _card(context))]


def _card(context: Context) -> html.Section:
    words, view = context.words, context.view
    if unfit := unfit_for(metric_of(view), view.where):
        raise Unfit(tuple(unfit))
    listing = listing_of(view, context.reading, context.services.secret)
    page = context.people.page(listing)
    context.services.audit.record(
        context.viewer, Action.LIST_SEEN, metric_of(view), area=view.area, people=page.total, page=view.page
    )
    title = words("people.title", place=context.place, what=_what(context), count=count(page.total))
    if not page.people:
        return card(title, _subtitle(context, page), [list_tools(context, page.total), _nobody(context)])
    shown = sorted_table(_columns(context), _rows(context, page), view, ORDER)
    key = strip_key(words, bounded=context.reading.scope is not None)
    foot = html.Div([key, turning(view, PAGE, page.total, words)])
    return card(title, _subtitle(context, page), [list_tools(context, page.total), shown, foot])


def _rows(context: Context, page: Page) -> list[Record]:
    """Each person with the months up to the one the list is of."""
    strips = context.people.strips(page, context.when.month - STRIP + 1, context.when.month)
    return [{"person": person, "strip": strips[person.word]} for person in page.people]


def _what(context: Context) -> str:
    return context.words.of(METRIC[metric_of(context.view)])


def _subtitle(context: Context, page: Page) -> str:
    """What is counted and when, and that the list is as long as the number says."""
    words, metric = context.words, METRIC[metric_of(context.view)]
    parts = [words.of(metric, "meaning"), words.full_month(context.when.month)]
    if context.view.search:
        parts.append(words("people.searched"))
    elif _number(context) == page.total:
        parts.append(words("people.agrees", count=count(page.total)))
    return " · ".join(parts)


def _number(context: Context) -> int | None:
    """The number the list stands behind, asked as any page asks it."""
    metric = METRIC[metric_of(context.view)]
    question = Question((metric.name,), (), Month(context.when.month), context.view.where, context.view.run_length)
    (row,) = context.reading.ask(question)
    value = row[f"{metric.name}_num" if isinstance(metric, Ratio) else metric.name]
    return None if value is None else int(value)


def _nobody(context: Context) -> html.Div:
    words = context.words
    link = (words("state.reset"), context.view.link(area="", worker_type="", search=""))
    return state(words("people.nobody"), words("people.nobody_hint"), link)


def _columns(context: Context) -> list[Column]:
    words, day = context.words, context.reading.business_date

    def of(name: str) -> str:
        return words(f"people.{name}")

    return [
        Column("number", of("number"), lambda row: count(row["person"].number)),
        Column("name", of("name"), partial(_link, context), number=False),
        Column("identity", of("identity"), lambda row: row["person"].identity, number=False, css="mono"),
        Column("type", of("type"), partial(_type, context), number=False),
        Column("age", of("age"), lambda row: count(age_on(row["person"].record["birth_date"], day))),
        Column("community", of("community"), partial(_community, context), _sorted, number=False),
        _strip(context),
        Column("run", of("run"), lambda row: count(row["person"].record["run"]), _sorted),
        Column("last_paid_month", of("last"), lambda row: _month(row["person"]), _sorted),
        Column("minimum", of("minimum"), partial(_minimum, context)),
        Column("arrears_amount", of("arrears"), lambda row: yuan(row["person"].record["arrears_amount"]), _sorted),
    ]


def _strip(context: Context) -> Column:
    words, last = context.words, context.when.month
    first = last - STRIP + 1
    head = words("strip.head", first=words.short_month(first), last=words.short_month(last))
    return Column("strip", head, lambda row: month_strip(row["strip"], first, words), number=False)


def _sorted(row: Record) -> int:
    """Sorted by the database; what stands here only says that the column can be."""
    number: int = row["person"].number
    return number


def _link(context: Context, row: Record) -> html.Link:
    person = row["person"]
    return html.Link(person.name, href=context.view.link("/person", person=person.word))


def _type(context: Context, row: Record) -> str:
    code = row["person"].record["worker_type"]
    return NOTHING if code is None else str(dict(context.types).get(code, code))


def _community(context: Context, row: Record) -> str:
    """Where the person lives; not told of somebody who has left the viewer's areas."""
    code = row["person"].record["community"]
    return NOTHING if code is None else context.areas.name(code, context.words)


def _month(person: Person) -> str:
    month = person.record["last_paid_month"]
    return NOTHING if month is None else month_text(month)


def _minimum(context: Context, row: Record) -> str:
    """Months still to be paid until the statutory minimum."""
    record = row["person"].record
    if record["required_months"] is None or record["contributed_months"] is None:
        return NOTHING
    left = record["required_months"] - record["contributed_months"]
    return context.words("people.reached") if left <= 0 else count(left)
