"""Who owes most: ten people, masked, for those who may see people; that they were seen is noted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from dashboard.access.audit import Action
from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.tables import Column, table
from dashboard.data import Unfit, unfit_for
from dashboard.numbers import NOTHING, count, wan, yuan
from dashboard.pages.page import Context
from dashboard.pages.people_link import people_link
from dashboard.people import Page, Person
from sql.metrics.people import Listing

METRIC_NAME = "arrears_persons"
TEN = 10


def shows_people(context: Context) -> bool:
    """Whether the viewer may see people."""
    return context.viewer.may(Right.PEOPLE)


def debtors_card(context: Context) -> html.Section:
    """The ten with the largest arrears as known on the data date, the way to all of them."""
    words, page = context.words, _page(context)
    subtitle = words("arrears.debtors_subtitle", month=words.full_month(context.when.month), day=_day(context))
    if not page.people:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("arrears.debtors_title_plain"), subtitle, nothing)
    rows = [{"person": person} for person in page.people]
    everyone = people_link(context, METRIC_NAME, page.total)
    return card(_title(context, page.people), subtitle, table(_columns(context), rows, context.view), tools=everyone)


def _page(context: Context) -> Page:
    """The people; the audit first knows that they are looked at."""
    view = context.view
    if unfit := unfit_for(METRIC_NAME, view.where):
        raise Unfit(tuple(unfit))
    page = context.people.page(Listing(METRIC_NAME, context.when.month, view.where, k=view.run_length, limit=TEN))
    context.services.audit.record(
        context.viewer, Action.LIST_SEEN, METRIC_NAME, area=view.area, people=page.total, page=1
    )
    return page


def _day(context: Context) -> str:
    return context.words.full_day(context.reading.business_date)


def _title(context: Context, people: Sequence[Person]) -> str:
    owed = sum((person.record["arrears_amount"] or Decimal(0) for person in people), Decimal(0))
    return context.words("arrears.debtors_title", count=len(people), value=wan(owed))


def _columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("number", words("people.number"), lambda row: count(row["person"].number)),
        Column("name", words("people.name"), partial(_link, context), number=False),
        Column("identity", words("people.identity"), lambda row: row["person"].identity, number=False, css="mono"),
        Column("community", words("people.community"), partial(_community, context), number=False),
        Column("run", words("people.run"), lambda row: count(row["person"].record["run"])),
        Column("arrears", words("people.arrears"), lambda row: yuan(row["person"].record["arrears_amount"])),
    ]


def _link(context: Context, row: dict[str, Person]) -> html.Link:
    person = row["person"]
    return html.Link(person.name, href=context.view.link("/person", person=person.word, sort=""))


def _community(context: Context, row: dict[str, Person]) -> str:
    """Where the person lives; not told of somebody who has left the viewer's areas."""
    code = row["person"].record["community"]
    return NOTHING if code is None else context.areas.name(code, context.words)
