"""Months and days a question is about. A month is a number: year x 12 + month - 1."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTH = re.compile(r"(?!0000)([0-9]{4})-?(0[1-9]|1[0-2])")


class QuestionError(ValueError):
    """A question that cannot be asked; the message says what to change."""


@dataclass(frozen=True)
class Month:
    """One month."""

    month: int

    @property
    def months(self) -> tuple[int, int]:
        """First and last month."""
        return self.month, self.month

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return first_day(self.month), last_day(self.month)


@dataclass(frozen=True)
class Months:
    """From one month to another, both included."""

    first: int
    last: int

    @property
    def months(self) -> tuple[int, int]:
        """First and last month."""
        return self.first, self.last

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return first_day(self.first), last_day(self.last)


@dataclass(frozen=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.first, self.last


Period = Month | Months | Days


def month_of(day: date) -> int:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])


def month_text(month: int) -> str:
    """A month as people read it: 2025-12."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parse_month(text: str) -> int:
    """The number of a month written 2025-12 or 202512."""
    found = _MONTH.fullmatch(text.strip())
    if not found:
        raise QuestionError(f"'{text}' is not a month; write YYYY-MM, like 2025-12")
    return int(found[1]) * 12 + int(found[2]) - 1


def parse_day(text: str) -> date:
    """A day written 2025-12-31."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise QuestionError(f"'{text}' is not a day; write YYYY-MM-DD, like 2025-12-31") from None


def parse_months(text: str) -> Months:
    """Months written 2025-01:2025-12; one month alone is from itself to itself."""
    first, last = _ends(text)
    return Months(parse_month(first), parse_month(last))


def parse_days(text: str) -> Days:
    """Days written 2025-12-01:2025-12-15; one day alone is from itself to itself."""
    first, last = _ends(text)
    return Days(parse_day(first), parse_day(last))


def _ends(text: str) -> tuple[str, str]:
    first, colon, last = text.partition(":")
    return first, last if colon else first
