"""What is current of everything delivered: quarantine, totals, latest wins, waiting rows (contract, section 1)."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any, TypeVar

from tests.model.readers import READERS, Cells
from tests.model.reading import TOTAL_WORDS, Unreadable
from tests.model.reference import Reference
from tests.model.rows import (
    Assessment,
    Assignment,
    Classification,
    Deduction,
    Delivery,
    Elsewhere,
    Place,
    Plan,
    Receipt,
    RegisterRow,
    RosterRow,
    Target,
)

Row = TypeVar("Row")
SCOPE = "养老保险"


def latest(rows: Iterable[Row], key: Callable[[Row], Hashable], order: Callable[[Row], Any]) -> list[Row]:
    """Keep per key the row that is last in the order."""
    kept: dict[Hashable, Row] = {}
    for row in sorted(rows, key=order):
        kept[key(row)] = row
    return list(kept.values())


def latest_file(rows: Iterable[Any], key: Callable[[Any], Hashable]) -> list[Any]:
    """Keep per key all rows of the last file that has a row of the key."""
    rows = list(rows)
    newest: dict[Hashable, tuple[date, int]] = {}
    for row in rows:
        newest[key(row)] = max(newest.get(key(row), row.place.file), row.place.file)
    return [row for row in rows if row.place.file == newest[key(row)]]


def in_scope(item: str) -> bool:
    """Say whether a 征收品目 counts."""
    return item == "" or SCOPE in item


def current_receipts(rows: list[Receipt]) -> list[Receipt]:
    """Keep the rows of each ticket that came with its latest 更新时间 in the latest file, exact copies once."""
    newest: dict[str, Any] = {}
    for row in rows:
        version = (row.updated, row.place.file)
        newest[row.ticket] = max(newest.get(row.ticket, version), version)
    kept: list[Receipt] = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        content = tuple(value for name, value in vars(row).items() if name != "place")
        if (row.updated, row.place.file) == newest[row.ticket] and content not in seen:
            seen.add(content)
            kept.append(row)
    return kept


class Landed:
    """The rows that are current on the business date, feed by feed."""

    def __init__(self, deliveries: Iterable[Delivery], d: date) -> None:
        """Read every file whose name's date is not after d."""
        self.d = d
        self.quarantined: list[tuple[str, Place, str]] = []
        self.totals: list[tuple[str, Place]] = []
        self.raw: dict[str, list[Any]] = {feed: [] for feed in READERS}
        self.files: dict[str, list[tuple[date, int]]] = {feed: [] for feed in READERS}
        reference: dict[str, list[dict[str, str]]] = {"areas": [], "base_limits": []}
        for delivery in sorted(deliveries, key=lambda file: (file.file_date, file.number)):
            if delivery.file_date > d:
                continue
            if delivery.feed in reference:
                reference[delivery.feed].extend(dict(row) for row in delivery.rows)
            elif delivery.feed in READERS:
                self._read(delivery)
        self.reference = Reference(reference["areas"], reference["base_limits"])
        self._settle()

    def _read(self, delivery: Delivery) -> None:
        self.files[delivery.feed].append((delivery.file_date, delivery.number))
        identity_header = "区划代码" if delivery.feed in ("targets", "plans") else "证件号码"
        for line, row in enumerate(delivery.rows):
            place = Place(delivery.file_date, delivery.number, line)
            if (row.get(identity_header) or "").strip() in TOTAL_WORDS:
                self.totals.append((delivery.feed, place))
                continue
            try:
                self.raw[delivery.feed].append(READERS[delivery.feed](Cells(row, place)))
            except Unreadable as reason:
                self.quarantined.append((delivery.feed, place, str(reason)))

    def _settle(self) -> None:
        raw, d = self.raw, self.d
        tickets = [row for row in current_receipts(raw["receipts"]) if in_scope(row.item)]
        self.receipts: list[Receipt] = [row for row in tickets if row.treasury_date and row.treasury_date <= d]
        self.in_transit: list[Receipt] = [row for row in tickets if row.treasury_date is None]
        vouchers = latest(raw["assessments"], lambda row: row.voucher, lambda row: (row.updated, row.place))
        self.assessments: list[Assessment] = [row for row in vouchers if in_scope(row.item)]
        self.register: list[RegisterRow] = [row for row in raw["register"] if row.changed <= d]
        self.assignments: list[Assignment] = raw["assignments"]
        self.classifications: list[Classification] = raw["classifications"]
        self.roster: list[RosterRow] = latest_file(raw["roster"], lambda row: (row.community, row.month))
        self.targets: list[Target] = latest_file(raw["targets"], lambda row: row.month)
        self.plans: list[Plan] = latest_file(raw["plans"], lambda row: row.year)
        newest = max(self.files["elsewhere"], default=None)
        self.elsewhere: list[Elsewhere] = [row for row in raw["elsewhere"] if row.place.file == newest]
        debits = latest(raw["deductions"], lambda row: (row.batch, row.identity, row.month), lambda row: row.place)
        self.deductions: list[Deduction] = [row for row in debits if row.date <= d]
