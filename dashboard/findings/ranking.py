"""Who is behind: parts of an area against their own season, or against last year where they have no plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from dashboard.data import Reading, Record
from dashboard.findings.monthly import absent
from dashboard.findings.when import When
from dashboard.numbers import change
from dashboard.periods import Span, month_to_date, months_before, year_to_date
from dashboard.view import View
from sql.metrics import METRIC, Days, Months, Question
from sql.studies.limits import Limits, Verdict
from sql.studies.pace import mean, of_years

Basis = Literal["season", "linear", "growth"]


@dataclass(frozen=True)
class Line:
    """One part; `gap` is in percentage points for season and linear, in per cent for growth."""

    code: str
    gap: float
    completion: Decimal | None = None
    linear: Decimal | None = None
    received: Decimal | None = None
    limits: Limits | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the gap has left its own 95 % range."""
        return "inside" if self.limits is None or self.limits.holds(self.gap) else "warn"


@dataclass(frozen=True)
class Ranking:
    """The parts, furthest behind first, and what the gap is measured against."""

    basis: Basis
    part: str
    lines: tuple[Line, ...]


def ranking_of(reading: Reading, view: View, when: When, years: Sequence[int]) -> Ranking:
    """By the season of the earlier years where there are plans and two such years, else simpler."""
    part = _part(view)
    plans = () if view.worker_type or absent(reading, METRIC["plan_amount"]) else _plans(reading, view, when)
    with_plan = [row for row in plans if row["plan_amount"]]
    if not with_plan:
        return Ranking("growth", part, _sorted(_by_growth(reading, view, when)))
    shares = _shares(reading, view, when, years)
    if len(years) < 2:
        return Ranking(
            "linear", part, _sorted(_line(row, part, float(row["pace_gap"]) * 100, None) for row in with_plan)
        )
    lines = [_season_line(row, part, shares[row[part]]) for row in with_plan if shares[row[part]]]
    return Ranking("season", part, _sorted(lines))


def _part(view: View) -> str:
    """What is told apart: the parts of the area, or of the whole the tax offices, as plans are set by both."""
    return "office" if view.office and not view.area else view.part


def _plans(reading: Reading, view: View, when: When) -> tuple[Record, ...]:
    span = year_to_date(when.day)
    question = Question(
        ("plan_amount", "plan_completion", "pace_gap"),
        by=(_part(view),),
        period=Days(span.start, span.end),
        where=view.where_area,
    )
    return reading.ask(question)


def _season_line(row: Record, part: str, shares: Sequence[float]) -> Line:
    completion, expected, limits = float(row["plan_completion"]), mean(shares), of_years(shares)
    around = Limits((limits.low - expected) * 100, (limits.high - expected) * 100) if limits else None
    return _line(row, part, (completion - expected) * 100, around)


def _line(row: Record, part: str, gap: float, limits: Limits | None) -> Line:
    return Line(row[part], gap, row["plan_completion"], row["pace_gap"], row["plan_completion_num"], limits)


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.gap))


def _shares(reading: Reading, view: View, when: When, years: Sequence[int]) -> dict[str, list[float]]:
    """Per part, what part of each earlier year's receipts had come by the same day."""
    shares: dict[str, list[float]] = defaultdict(list)
    if not years:
        return shares
    whole = _by_year(reading, view, years)
    for year in years:
        for code, amount in _until(reading, view, when, year, whole).items():
            total = sum(whole[code, year].values(), Decimal(0))
            if total > 0:
                shares[code].append(float(amount / total))
    return shares


def _by_year(reading: Reading, view: View, years: Sequence[int]) -> dict[tuple[str, int], dict[int, Decimal]]:
    """Receipts per part and year, by month of the year; a part of which any month is hidden is left out."""
    period = Months(min(years) * 12, max(years) * 12 + 11)
    rows = reading.ask(Question(("received_net",), by=("month", _part(view)), period=period, where=view.where_area))
    part, found = _part(view), defaultdict[tuple[str, int], dict[int, Decimal]](dict)
    hidden = {row[part] for row in rows if row["received_net"] is None}
    for row in (row for row in rows if row[part] not in hidden):
        found[row[part], int(row["month"][:4])][int(row["month"][5:])] = row["received_net"]
    return found


def _until(
    reading: Reading, view: View, when: When, year: int, whole: dict[tuple[str, int], dict[int, Decimal]]
) -> dict[str, Decimal]:
    """Receipts per part of a year up to the same day: its whole months and the days of the last."""
    span = months_before(month_to_date(when.day), (when.day.year - year) * 12)
    part = _part(view)
    days = {row[part]: row["received_net"] for row in _received(reading, view, span)}
    codes = {code for code, one in whole if one == year}
    return {
        code: days.get(code, Decimal(0))
        + sum((amount for month, amount in whole[code, year].items() if month < span.start.month), Decimal(0))
        for code in codes
    }


def _by_growth(reading: Reading, view: View, when: When) -> list[Line]:
    part, span = _part(view), year_to_date(when.day)
    earlier = Span(date(when.day.year - 1, 1, 1), months_before(month_to_date(when.day), 12).end)
    before = {row[part]: row["received_net"] for row in _received(reading, view, earlier)}
    lines = [(row, change(row["received_net"], before.get(row[part]))) for row in _received(reading, view, span)]
    return [
        Line(row[part], float(grown * 100), received=row["received_net"]) for row, grown in lines if grown is not None
    ]


def _received(reading: Reading, view: View, span: Span) -> tuple[Record, ...]:
    period = Days(span.start, span.end)
    rows = reading.ask(Question(("received_net",), by=(_part(view),), period=period, where=_siblings(view)))
    return tuple(row for row in rows if row["received_net"] is not None)


def _siblings(view: View) -> dict[str, tuple[str, ...]]:
    """What is ranked: the parts of the area; a community stands among the others of its subdistrict."""
    return replace(view, area=view.area[:9]).where
