"""Who is registered, what is due, who is suspended (contract, section 2: registered to Repairable)."""

from datetime import date
from decimal import Decimal

from tests.model.memory import memo
from tests.model.money import NOTHING, Money
from tests.model.reading import month_of

DEATH = "死亡"
EXCLUDING = ("单位职工", "退休", DEATH)
# Base age, first birth month touched by the reform, months of birth per month of delay, most months of delay.
RETIREMENT = {"男60": (60, 1965, 4, 36), "女55": (55, 1970, 4, 36), "女50": (50, 1975, 2, 60)}
BY_SEX = {"M": "男60", "F": "女55"}


def retirement_month(birth: date, category: str) -> int:
    """Return the month in which the statutory retirement age is reached, delayed stepwise from 2025."""
    age, first_year, step, most = RETIREMENT[category]
    k = (birth.year - first_year) * 12 + birth.month - 1
    delay = 0 if k < 0 else min(most, k // step + 1)
    return month_of(birth) + age * 12 + delay


class Duty(Money):
    """The duty to pay, month by month."""

    k = 3

    @memo
    def limit(self, p: str) -> int | None:
        """Return the month of retirement age, None where there is no limit."""
        birth, category = self.birth(p), self.category(p) or BY_SEX.get(self.sex(p) or "")
        return retirement_month(birth, category) if birth and category else None

    def past_age(self, p: str, m: int) -> bool:
        """Say whether the month is after the month of retirement age."""
        limit = self.limit(p)
        return limit is not None and m > limit

    def elsewhere_on(self, p: str, t: date) -> list[str]:
        """Return the kinds of `elsewhere` rows that cover t."""
        return [row.kind for row in self.rows_of("elsewhere", p) if row.covers(t)]

    @memo
    def registered(self, p: str, m: int) -> bool:
        """Say whether the person is registered at the T of a month."""
        end, birth = self.month_end(m), self.birth(p)
        state = self.state(p, end)
        if m > month_of(self.d) or state is None or state.state not in (1, 2):
            return False
        if birth and m < month_of(birth) + 16 * 12:
            return False
        if self.past_age(p, m) and not self.paid_within_twelve(p, m):
            return False
        return not any(kind in EXCLUDING for kind in self.elsewhere_on(p, end))

    @memo
    def status(self, p: str, m: int, t: date) -> str | None:
        """Return paid, awaiting or unpaid of a month by payments up to t; None when not registered."""
        if not self.registered(p, m):
            return None
        if self.paid(p, m, t):
            return "paid"
        return "unpaid" if self.due(p, m, t) else "awaiting"

    @memo
    def run(self, p: str, m: int) -> int:
        """Count the unpaid months due at T, walking back from the month of T."""
        end, one, count = self.month_end(m), m, 0
        while self.registered(p, one) and not self.paid(p, one, end):
            if self.due(p, one, end):
                count += 1
            one -= 1
        return count

    def suspended(self, p: str, m: int) -> bool:
        """Return suspended_k(p, T)."""
        return self.registered(p, m) and self.run(p, m) >= self.k

    @memo
    def registered_before(self, p: str, m: int) -> bool:
        """Say whether the person was registered at some month end before."""
        first = self.first(p)
        return first is not None and any(self.registered(p, one) for one in range(month_of(first.changed), m))

    @memo
    def repairable(self, p: str, m: int) -> tuple[int, ...]:
        """Return the months of the calendar year up to T, registered, due and unpaid at T."""
        end = self.month_end(m)
        year = range(m - m % 12, m + 1)
        return tuple(j for j in year if self.registered(p, j) and self.due(p, j, end) and not self.paid(p, j, end))

    def repair_amount(self, p: str, m: int) -> Decimal:
        """Return what repairing a month costs: what was assessed, else 20 % of the year's lower limit."""
        limit = self.reference.lower_limits.get(m // 12, NOTHING)
        return self.assessed(p, m) or (limit * Decimal("0.20")).quantize(Decimal("0.01"))

    def effective(self, p: str, m: int) -> bool:
        """Say whether the person is registered, not behind, and paid some month of the 12 ending with T."""
        return self.registered(p, m) and self.run(p, m) == 0 and self.paid_within_twelve(p, m)
