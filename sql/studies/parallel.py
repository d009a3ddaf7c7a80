"""What sets a figure of others apart from ours, receipt by receipt: the rows that one side may count and the other not.

Every row has one cause, first that holds: what they could not know yet when they made their table (date cut), what
our rules set aside (copies and older versions, other items, unreadable rows), receipts whose street is not the
subdistrict where the person is, receipts without a street, which tables by street leave out, and refunds. Money
counts as received by treasury date, or as paid for a month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.areas import bounded
from sql.metrics.statements import is_one_of
from sql.schema.marts import DELIVERY_ACCOUNT, PERSON, PERSON_MONTH, RECEIPT, RECEIPT_ASIDE

REFUND = "退收"
_CENT = Decimal("0.01")


class Cause(StrEnum):
    """Why a figure of others differs from ours: those that rows have, then those that are found beside them."""

    DATE_CUT = "date_cut"
    DUPLICATES = "duplicates"
    ITEM = "item"
    QUARANTINED = "quarantined"
    REFUNDS = "refunds"
    STREET = "street"
    UNASSIGNED = "unassigned"
    AXIS = "axis"
    ARITHMETIC = "arithmetic"
    ROUNDING = "rounding"
    UNEXPLAINED = "unexplained"


OF_ROWS = (
    *(Cause.DATE_CUT, Cause.DUPLICATES, Cause.ITEM, Cause.QUARANTINED, Cause.REFUNDS, Cause.STREET, Cause.UNASSIGNED),
)
"""The causes that rows have."""
NOWHERE = "000000000"
"""The subdistrict of whom nobody knows where they are."""
PLACES = ("district", "subdistrict", "community", "worker_type", "office")
"""What a cell of a table can stand for."""
COLUMNS = (
    *("cause", "sign", "amount", *PLACES, "kind", "item", "day", "first_month", "last_month"),
    *("delivered", "ticket_number", "reason"),
)
BEHIND = (*COLUMNS, "identity", "name", "phone", "file_name")


@dataclass(frozen=True)
class Sought:
    """Of which month, by which axis, and as known to whoever counted up to a day.

    `by_month`: money paid for the month, else money that reached the treasury in it, or since an earlier month.
    `cut`: the day their table was made; None where nobody knows. `within` are the areas of the one who asks.
    """

    month: int
    by_month: bool = False
    since: int | None = None
    cut: date | None = None
    within: tuple[str, ...] | None = None

    def received(self, month: ColumnElement[Any]) -> ColumnElement[bool]:
        """That a treasury month is among those asked for."""
        return month.between(self.month if self.since is None else self.since, self.month)


@dataclass(frozen=True)
class Narrowed:
    """Which of the rows: those of a cause, at a place, and of some tickets where they are named."""

    cause: Cause
    where: Mapping[str, tuple[str, ...]]
    tickets: tuple[str, ...] = ()


def evidence(connection: Connection, sought: Sought, limit: int) -> Answer:
    """The rows that may explain a difference, at most so many; nothing personal is told.

    `sign` is 1 where they would count a row and we do not count it there, and -1 the other way round. `amount` is what
    the row is worth with its own sign, refunds negative; of a refund `sign` is -1: they do not take it off. Rows come
    in the order of their causes, so that where there are more only the last cause is not whole.
    """
    rows = _rows(sought)
    statement = select(*(rows.c[name] for name in COLUMNS)).order_by(rows.c.cause, rows.c.day, rows.c.ticket_number)
    return Answer(COLUMNS, connection.rows(statement.limit(limit)))


def behind(connection: Connection, sought: Sought, narrowed: Narrowed, limit: int) -> tuple[int, Answer]:
    """How many rows a cause has at a place, and some of them with the person and the file they came in."""
    rows = _rows(sought)
    kept = [rows.c.cause == str(narrowed.cause)]
    kept += [is_one_of(rows.c[name], codes) for name, codes in narrowed.where.items()]
    if narrowed.tickets:
        kept.append(func.coalesce(rows.c.ticket_number, "").in_(narrowed.tickets))
    statement = (
        select(*(rows.c[name] for name in COLUMNS), PERSON.c.identity, PERSON.c.name, PERSON.c.phone)
        .add_columns(DELIVERY_ACCOUNT.c.file_name)
        .select_from(rows)
        .outerjoin(PERSON, PERSON.c.person_id == rows.c.person_id)
        .outerjoin(DELIVERY_ACCOUNT, DELIVERY_ACCOUNT.c.delivery == rows.c.delivery)
        .where(*kept)
        .order_by(rows.c.day, rows.c.ticket_number, rows.c.sign)
        .limit(limit)
    )
    total = connection.value(select(func.count()).select_from(rows).where(*kept))
    return int(total or 0), Answer(BEHIND, connection.rows(statement))


def share(amount: Decimal, first: int, last: int, month: int) -> Decimal:
    """What a receipt is worth to a month: an even share in whole cents, the remainder to the last month."""
    if not first <= month <= last:
        return Decimal("0.00")
    months = last - first + 1
    cents = int(amount * 100)
    each = abs(cents) // months * (1 if cents >= 0 else -1)
    return (cents - each * (months - 1) if month == last else each) * _CENT


def _rows(sought: Sought) -> Subquery:
    """Every row that has a cause; in the order of `COLUMNS`, then person and delivery."""
    parts: list[Select[Any] | CompoundSelect[Any]] = [_counted(sought), *_of_other_streets(sought), _aside(sought)]
    return union_all(*parts).subquery("evidence")


def _base(sought: Sought) -> Subquery:
    """The receipts that count for the month, standing where they count."""
    row, place = RECEIPT.c, PERSON_MONTH.c
    own = [column for column in row if column.name not in PLACES]
    settled = row.in_transit_amount == 0
    if not sought.by_month:
        received = sought.received(row.month)
        return select(*row).where(received, settled, *bounded(RECEIPT, sought.within)).subquery("base")
    by_street = and_(place.attribution.in_(("street", "none")), row.street.is_not(None))
    there = [
        case((by_street, func.substr(row.street, 1, 6)), else_=place.district).label("district"),
        case((by_street, row.street), else_=place.subdistrict).label("subdistrict"),
        case((by_street, func.concat(row.street, "000")), else_=place.community).label("community"),
        place.worker_type.label("worker_type"),
    ]
    at_month = and_(place.person_id == row.person_id, place.month == sought.month, place.persons == 1)
    covers = and_(row.first_month <= sought.month, row.last_month >= sought.month, settled)
    placed = (
        select(*own, row.office, *there).join_from(RECEIPT, PERSON_MONTH, at_month).where(covers).subquery("placed")
    )
    return select(placed).where(*bounded(placed, sought.within)).subquery("base")


def _late(row: Any, sought: Sought) -> ColumnElement[bool]:
    """What whoever made a table on the day of the cut could not know.

    When the rows of the first delivery became known nobody can say: it brings the years before all at once.
    """
    if sought.cut is None:
        return false()
    account = DELIVERY_ACCOUNT.c
    first = select(func.min(account.file_date)).where(account.feed == "receipts").scalar_subquery()
    return or_(row.day > sought.cut, and_(row.delivered > sought.cut, row.delivered > first))


def _elsewhere(row: Any) -> ColumnElement[bool]:
    return and_(row.street.is_not(None), row.street != row.subdistrict)


def _without_street(row: Any, base: Subquery) -> ColumnElement[bool]:
    """A receipt that only we can place, where receipts have streets at all."""
    streets = select(literal(1)).select_from(base).where(base.c.street.is_not(None)).exists()
    return and_(row.street.is_(None), row.subdistrict != NOWHERE, streets)


def _counted(sought: Sought) -> Select[Any]:
    """Receipts that count here and may not count with them."""
    row = _base(sought).c
    without = _without_street(row, _base(sought))
    cause = case(
        (_late(row, sought), str(Cause.DATE_CUT)),
        (_elsewhere(row), str(Cause.STREET)),
        (without, str(Cause.UNASSIGNED)),
        else_=str(Cause.REFUNDS),
    )
    told = _told(row, cause, -1, [row[name] for name in PLACES])
    return select(*told).where(or_(_late(row, sought), _elsewhere(row), without, row.kind == REFUND))


def _of_other_streets(sought: Sought) -> list[Select[Any]]:
    """The receipts of another street once more, where they would count with them."""
    row = _base(sought).c
    places = [
        *(func.substr(row.street, 1, 6), row.street, func.concat(row.street, "000"), row.worker_type, row.office),
    ]
    told = _told(row, literal(str(Cause.STREET)), 1, places)
    return [select(*told).where(_elsewhere(row), ~_late(row, sought))]


def _told(
    row: Any, cause: ColumnElement[Any], sign: int, places: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[Any]]:
    named = [place.label(name) for name, place in zip(PLACES, places, strict=True)]
    worth = (row.gross_amount - row.refunded_amount).label("amount")
    item, reason = (literal("").label(name) for name in ("item", "reason"))
    rest = (row.day, row.first_month, row.last_month, row.delivered, row.ticket_number)
    heads = (cause.label("cause"), literal(sign).label("sign"), worth)
    return [*heads, *named, row.kind, item, *rest, reason, row.person_id, row.delivery]


def _aside(sought: Sought) -> Select[Any]:
    """Rows that count nowhere here and may count with them; of what came after the cut they knew nothing."""
    row = RECEIPT_ASIDE.c
    counted_then = false() if sought.cut is None else row.replaced > sought.cut
    cause = case(
        (row.fate == "out_of_scope", str(Cause.ITEM)),
        (row.fate == "quarantined", str(Cause.QUARANTINED)),
        (and_(row.fate == "superseded", counted_then), str(Cause.DATE_CUT)),
        else_=str(Cause.DUPLICATES),
    )
    covers = and_(row.first_month <= sought.month, row.last_month >= sought.month)
    unread = and_(row.fate == "quarantined", row.month == sought.month)
    concerned = or_(covers, unread) if sought.by_month else sought.received(row.month)
    places = [row[name] for name in PLACES]
    statement = select(
        *(cause.label("cause"), literal(1).label("sign"), row.amount, *places, func.coalesce(row.kind, "")),
        *(func.coalesce(row.item, "").label("item"), row.day, row.first_month, row.last_month, row.delivered),
        *(row.ticket_number, func.coalesce(row.reason, "").label("reason"), row.person_id, row.delivery),
    )
    return statement.where(concerned, ~_late(row, sought), *bounded(RECEIPT_ASIDE, sought.within))
