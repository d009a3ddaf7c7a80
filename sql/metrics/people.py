"""The people behind a number: whom a metric counts in a month, one by one, and what is known of each.

Only what an operator's own module reads: nothing here is masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, literal, or_, select

from sql.connect import Connection
from sql.metrics.areas import bounded
from sql.metrics.declaration import Measure, Metric, Ratio, Source, Sum, Unit, Window
from sql.metrics.knowledge import known
from sql.metrics.listing import METRIC
from sql.metrics.period import Month, QuestionError
from sql.metrics.question import Question, checked
from sql.metrics.statements import is_one_of, mart, value_of
from sql.schema.marts import PERSON, PERSON_MONTH, RECEIPT

Record = dict[str, Any]
LONGEST_PAGE = 5_000

ORDERS: Mapping[str, ColumnElement[Any]] = {
    "arrears_amount": PERSON.c.arrears_amount,
    "run": PERSON.c.run,
    "last_paid_month": PERSON.c.last_paid_month,
    "community": PERSON.c.community,
}
"""What a list can be ordered by."""

_OPEN = ("identity", "name", "phone", "sex", "birth_date")
"""What is known of somebody wherever the person lives now."""


@dataclass(frozen=True)
class Listing:
    """Which people, in which order, and which of them: the metric and its filters as in a question.

    `search` is an identity number or its last four characters, a telephone number, or the beginning of a name.
    """

    metric: str
    month: int
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: tuple[str, ...] | None = None
    k: int | None = None
    search: str = ""
    order: str = "arrears_amount"
    descending: bool = True
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class Listed:
    """How many people the whole list has, and the rows asked for."""

    total: int
    rows: list[Record]


def has_people(metric: Metric) -> bool:
    """Whether the metric, or a rate's numerator, counts single people of one month end.

    Not those of the communities' rosters, who need not be anybody the bureau knows, nor net moves.
    """
    total = metric.totals[0] if isinstance(metric, Measure | Ratio) else ()
    if len(total) != 1 or not isinstance(total[0], Sum):
        return False
    term = total[0]
    counts = term.source is Source.PERSON and term.unit is Unit.PERSONS and term.sign == 1
    return counts and term.window in {Window.MONTHS, Window.MONTH_END}


def people_behind(connection: Connection, listing: Listing) -> Listed:
    """The people a metric counts, with what is known of each on d; ties in the order of their keys.

    Who lives outside `within` by now is counted and named, and nothing else of the person is told: `inside` is 0.
    Raises QuestionError where the metric has no people or cannot be asked so.
    """
    counted = _counted(connection, listing)
    joined = counted.join(PERSON, counted.c.person_id == PERSON.c.person_id)
    found = _searched(listing.search)
    total = connection.value(select(func.count()).select_from(joined).where(*found))
    order = ORDERS[listing.order]
    placed = order.desc().nulls_last() if listing.descending else order.asc().nulls_last()
    statement = (
        select(*_told(listing.within), counted.c.value)
        .select_from(joined)
        .where(*found)
        .order_by(placed, PERSON.c.person_id)
        .limit(min(listing.limit, LONGEST_PAGE))
        .offset(listing.offset)
    )
    return Listed(int(total or 0), _records(connection, statement))


def one_person(connection: Connection, identity: str, within: tuple[str, ...] | None) -> Record | None:
    """What is known of a person on d; None for nobody, or outside the areas."""
    statement = select(*_told(None)).where(PERSON.c.identity == identity, *bounded(PERSON, within))
    return next(iter(_records(connection, statement)), None)


def person_months(connection: Connection, person_id: int, within: tuple[str, ...] | None) -> list[Record]:
    """Every month of a person in the areas, the earliest first; money of another street is left out."""
    cell = PERSON_MONTH.c
    columns = (
        *(cell.month, cell.community, cell.worker_type, cell.tier, cell.registered, cell.run),
        *(cell.paying, cell.due, cell.awaiting, cell.assessed_amount, cell.paid_amount, cell.arrears_amount),
        *(cell.new, cell.returned, cell.lost, cell.change_reason),
    )
    mine = (cell.person_id == person_id, cell.persons == 1, *bounded(PERSON_MONTH, within))
    return _records(connection, select(*columns).where(*mine).order_by(cell.month))


def months_of(
    connection: Connection, person_ids: Sequence[int], first: int, last: int, within: tuple[str, ...] | None
) -> list[Record]:
    """How each of several people stood in the months from `first` to `last`, in the areas; one row per month known."""
    cell = PERSON_MONTH.c
    columns = (cell.person_id, cell.month, cell.registered, cell.paying, cell.due, cell.awaiting)
    theirs = (
        *(cell.person_id.in_(list(person_ids)), cell.month >= first, cell.month <= last, cell.persons == 1),
        *bounded(PERSON_MONTH, within),
    )
    return _records(connection, select(*columns).where(*theirs).order_by(cell.person_id, cell.month))


def person_payments(connection: Connection, person_id: int, within: tuple[str, ...] | None) -> list[Record]:
    """What a person paid into the treasury in the areas, the latest first."""
    row = RECEIPT.c
    columns = (row.day, row.month, row.channel, row.kind, row.gross_amount, row.refunded_amount)
    mine = (row.person_id == person_id, *bounded(RECEIPT, within))
    return _records(connection, select(*columns).where(*mine).order_by(row.day.desc(), row.ticket_number))


def _counted(connection: Connection, listing: Listing) -> Subquery:
    """Person and value, of everybody the metric counts."""
    metric = METRIC.get(listing.metric)
    if metric is None or not has_people(metric):
        raise QuestionError(f"there are no people behind '{listing.metric}'; has_people says which metrics have them")
    question = Question((metric.name,), (), Month(listing.month), listing.where, listing.k, within=listing.within)
    checked(question)
    knowledge = known(connection)
    (term,) = metric.totals[0]
    rows: FromClause = mart(Source.PERSON, frozenset((*listing.where, *_PERSONAL)))
    value = value_of(term, rows, listing.k or knowledge.suspended_after)  # type: ignore[arg-type]
    filters = [is_one_of(rows.c[name], codes) for name, codes in listing.where.items()]
    last = knowledge.month if listing.month <= knowledge.month and not knowledge.lacks(metric.feeds) else -1
    return (
        select(rows.c.person_id, value.label("value"))
        .where(rows.c.month == listing.month, literal(listing.month) <= last, *filters, *bounded(rows, listing.within))
        .group_by(rows.c.person_id)
        .having(value > 0)
        .subquery("counted")
    )


_PERSONAL = ("sex",)
"""A dimension that only the mart of single people has."""


def _searched(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    row, written = PERSON.c, text.strip().upper()
    ways = [row.identity == written, row.phone == written, row.name.startswith(text.strip(), autoescape=True)]
    if len(written) == 4:
        ways.append(row.identity.endswith(written, autoescape=True))
    return [or_(*ways)]


def _told(within: tuple[str, ...] | None) -> list[ColumnElement[Any]]:
    """The columns of a person; of those outside the areas only who they are."""
    inside = and_(literal(value=True), *bounded(PERSON, within))
    told = [
        column if column.name in {*_OPEN, "person_id"} else case((inside, column)).label(column.name)
        for column in PERSON.columns
    ]
    return [*told, case((inside, 1), else_=0).label("inside")]


def _records(connection: Connection, statement: Select[Any]) -> list[Record]:
    names = [column.name for column in statement.selected_columns]
    return [dict(zip(names, row, strict=True)) for row in connection.rows(statement)]
