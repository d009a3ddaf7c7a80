"""What a person paid and was assessed for a month (contract, section 2: Allocation, When a month is due, Arrears)."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from types import MappingProxyType

from tests.model.memory import memo
from tests.model.people import People
from tests.model.reading import last_day, month_of
from tests.model.rows import NORMAL, REFUND, TOP_UP, Assessment, Receipt

TIERS = (60, 70, 80, 100, 150, 200, 300)
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
INFERRING_KINDS = (NORMAL, "预缴")


def allocate(amount: Decimal, months: int) -> list[Decimal]:
    """Split an amount evenly in whole cents, rounded toward zero; the remainder goes to the last month."""
    share = (amount / months).quantize(CENT, rounding=ROUND_DOWN)
    return [share] * (months - 1) + [amount - share * (months - 1)]


def allocated(receipt: Receipt, m: int) -> Decimal:
    """Return the part of a receipt row that is for a month."""
    if not receipt.first <= m <= receipt.last:
        return NOTHING
    return allocate(receipt.amount, receipt.last - receipt.first + 1)[m - receipt.first]


class Money(People):
    """The money of people."""

    top_up = "optional"
    paid_by: Mapping[int, date] = MappingProxyType({})
    """Months looked at when they were younger, each with the last pay date that counts."""

    def payments_until(self, m: int) -> date:
        """Return the t of a month metric of month m: d, or the day at whose end payments are looked at."""
        return self.paid_by.get(m, self.d)

    def month_end(self, m: int) -> date:
        """Return T of a month: its last day, d for the month of d and every month after it."""
        return min(last_day(m), self.d)

    @memo
    def receipts_for(self, p: str, m: int) -> tuple[Receipt, ...]:
        """Return the receipt rows of a person that cover a month."""
        return tuple(row for row in self.rows_of("receipts", p) if row.first <= m <= row.last)

    @memo
    def paid_amount(self, p: str, m: int, t: date) -> Decimal:
        """Return what was allocated to the month with pay date ≤ t (treasury date ≤ d: all receipts known)."""
        return sum((allocated(row, m) for row in self.receipts_for(p, m) if row.paid_by(t)), NOTHING)

    @memo
    def principal(self, p: str, m: int, t: date) -> Decimal:
        """Return the same without 补差."""
        rows = [row for row in self.receipts_for(p, m) if row.paid_by(t) and row.kind != TOP_UP]
        return sum((allocated(row, m) for row in rows), NOTHING)

    def paid(self, p: str, m: int, t: date) -> bool:
        """Say whether the month was paid as of t."""
        return self.principal(p, m, t) > 0

    def months_between(self, m: int, count: int) -> range:
        """Return the count months that end with m."""
        return range(m - count + 1, m + 1)

    def paid_within_twelve(self, p: str, m: int) -> bool:
        """Say whether some month of the 12 ending with m is paid(p, ·, T)."""
        return any(self.paid(p, one, self.month_end(m)) for one in self.months_between(m, 12))

    @memo
    def frequency(self, p: str, m: int) -> tuple[int, str]:
        """Return how many months are paid at a time, and whether that was stated or inferred."""
        register = self.known_as(p, self.month_end(m))
        if register and register.frequency:
            return register.frequency, "stated"
        most = self._most_months_of_one_pay_date(p, m // 12)
        return next((months for months in (12, 6, 3) if most >= months), 1), "inferred"

    @memo
    def _most_months_of_one_pay_date(self, p: str, year: int) -> int:
        covered: dict[date, set[int]] = {}
        for row in self.rows_of("receipts", p):
            if row.kind in INFERRING_KINDS and year - 2 <= row.pay_date.year <= year - 1:
                covered.setdefault(row.pay_date, set()).update(range(row.first, row.last + 1))
        return max((len(months) for months in covered.values()), default=0)

    def group_end(self, p: str, m: int) -> date:
        """Return the last day of the payer's group of months that m is in."""
        size, _ = self.frequency(p, m)
        return last_day(m - m % size + size - 1)

    def due(self, p: str, m: int, t: date) -> bool:
        """Say whether the month is due at t."""
        return self.group_end(p, m) <= t

    @memo
    def valid_assessments(self, p: str, m: int) -> tuple[Assessment, ...]:
        """Return the 有效 rows of a month; 补差 rows only where top-ups are mandatory."""
        rows = [row for row in self.rows_of("assessments", p) if row.month == m and row.state == "有效"]
        return tuple(row for row in rows if row.kind != TOP_UP or self.top_up == "mandatory")

    def assessed(self, p: str, m: int) -> Decimal:
        """Return Σ 应缴金额 of the valid rows of the month."""
        return sum((row.amount for row in self.valid_assessments(p, m)), NOTHING)

    def fallen_due(self, p: str, m: int, t: date) -> list[Assessment]:
        """Return the valid rows whose 缴款期限 is before t, none while m is after the month of t."""
        if m > month_of(t):
            return []
        return [row for row in self.valid_assessments(p, m) if self.deadline(p, row) < t]

    def deadline(self, p: str, row: Assessment) -> date:
        """Return 缴款期限, or the last day of the payer's group."""
        return row.deadline or self.group_end(p, row.month)

    def assessed_due(self, p: str, m: int, t: date) -> Decimal:
        """Return A(p, m, t)."""
        return sum((row.amount for row in self.fallen_due(p, m, t)), NOTHING)

    def paid_positive(self, p: str, m: int, t: date) -> Decimal:
        """Return P(p, m, t)."""
        return max(NOTHING, self.paid_amount(p, m, t))

    @memo
    def overdue(self, p: str, m: int, t: date) -> Decimal:
        """Return max(0, A − P)."""
        return max(NOTHING, self.assessed_due(p, m, t) - self.paid_positive(p, m, t))

    def arrears_days(self, p: str, m: int, t: date) -> int:
        """Return the age in days of what is overdue."""
        return (t - min(self.deadline(p, row) for row in self.fallen_due(p, m, t))).days

    @memo
    def base(self, p: str, m: int, t: date) -> Decimal | None:
        """Return 缴费基数 of the row covering m, paid by t, with the latest treasury date, then the highest ticket."""
        rows = [row for row in self.receipts_for(p, m) if row.paid_by(t) and row.kind not in (TOP_UP, REFUND)]
        newest = max(rows, key=lambda row: (row.treasury_date, row.ticket, row.place), default=None)
        return newest.base if newest else None

    @memo
    def tier(self, p: str, m: int) -> str:
        """Return the tier of the base of the last month j ≤ m with paid(p, j, d)."""
        earliest = min((row.first for row in self.rows_of("receipts", p)), default=m + 1)
        j = next((j for j in range(m, earliest - 1, -1) if self.paid(p, j, self.d)), None)
        return self.tier_of(None if j is None else self.base(p, j, self.d), m)

    def tier_of(self, base: Decimal | None, m: int) -> str:
        """Return the tier of a base in the year of a month."""
        wage = self.reference.wages.get(m // 12)
        if base is None or wage is None:
            return "U"
        ratio = Fraction(base) / Fraction(wage)
        return next((str(tier) for tier in TIERS if ratio <= Fraction(2 * tier + 1, 200)), "300+")
