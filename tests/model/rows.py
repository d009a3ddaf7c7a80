"""The rows of each feed, read (contract, section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

NORMAL, TOP_UP, REFUND = "正常应缴", "补差", "退收"


class Place(NamedTuple):
    """Where a row was delivered; the order of places is the order of delivery."""

    file_date: date
    number: int
    line: int

    @property
    def file(self) -> tuple[date, int]:
        """Return the delivery without the line."""
        return self.file_date, self.number


@dataclass(frozen=True)
class Delivery:
    """One file: its feed, the date and number in its name, its rows in file order."""

    feed: str
    file_date: date
    number: int
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Receipt:
    """A row of 入库明细."""

    place: Place
    ticket: str
    identity: str
    item: str
    first: int
    last: int
    base: Decimal | None
    amount: Decimal
    pay_date: date | None
    treasury_date: date | None
    office: str
    street: str
    channel: str
    kind: str
    updated: datetime

    def paid_by(self, t: date) -> bool:
        """Say whether the pay date is not after t."""
        return self.pay_date is not None and self.pay_date <= t


@dataclass(frozen=True)
class Assessment:
    """A row of 应征核定."""

    place: Place
    voucher: str
    identity: str
    month: int
    item: str
    amount: Decimal
    deadline: date | None
    kind: str
    state: str
    updated: datetime


@dataclass(frozen=True)
class RegisterRow:
    """A row of 参保登记."""

    place: Place
    personal_number: str
    identity: str
    sex: str | None
    birth: date | None
    hukou: str
    community: str
    worker_type: str
    state: int
    change_type: str
    changed: date
    frequency: int | None
    category: str | None
    subsidy_start: date | None
    subsidy_end: date | None
    contributed: int | None


@dataclass(frozen=True)
class Assignment:
    """A row of 社区认定."""

    place: Place
    identity: str
    community: str
    date: date


@dataclass(frozen=True)
class Classification:
    """A row of 类别认定."""

    place: Place
    identity: str
    worker_type: str
    date: date


@dataclass(frozen=True)
class RosterRow:
    """A row of 灵活就业台账."""

    place: Place
    month: int
    community: str
    identity: str
    worker_type: str


@dataclass(frozen=True)
class Target:
    """A row of 应参保人数."""

    place: Place
    month: int
    area: str
    persons: int


@dataclass(frozen=True)
class Elsewhere:
    """A row of 他处参保."""

    place: Place
    identity: str
    kind: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Say whether the row covers a day, both ends included."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Deduction:
    """A row of 银行回盘."""

    place: Place
    batch: str
    identity: str
    month: int
    date: date
    result: str
    reason: str
    bank: str


@dataclass(frozen=True)
class Plan:
    """A row of 年度计划."""

    place: Place
    year: int
    area: str
    office: str
    amount: Decimal | None
    persons: int | None
