"""Figures beside figures: those of an earlier time, of the plan, of the area above; the rest beside the largest.

An earlier time has the length and the age of the time shown. By day the same-numbered days count, for a single day
the same-numbered working day; at a month end the month end before; in a month that payments still change, the
payments that had come when the earlier month was as old; any other month only when it is over.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import chinese_calendar

from tests.model.asking import ALL, Answer, Codes, Figure, Group, Plain
from tests.model.dimensions import AREAS
from tests.model.memory import memo
from tests.model.reading import first_day, last_day, month_of, month_text, read_month

BACK = {"month_before": 1, "year_before": 12}
REST = "rest"
TO_DATE = ("plan_amount", "plan_completion", "pace_linear", "pace_gap")
BY_DAY = frozenset(
    (
        *("received_gross", "refunded_amount", "received_net", "receipt_count", "payer_count"),
        *("in_transit_amount", "contactless_share", "match_rate", *TO_DATE),
    )
)
AT_MONTH_END = frozenset(
    (
        *("target_persons", "registered_persons", "covered_persons", "coverage_rate", "effective_coverage_rate"),
        *("insured_anywhere_rate", "enrolment_ratio", "attribution_rate", "suspended_persons", "suspension_rate"),
        *("admin_suspended_persons", "repairable_persons", "repairable_months", "repairable_amount"),
        *("arrears_amount", "arrears_persons", "arrears_rate", "arrears_over_12m_share", "contribution_density"),
        "plan_persons_completion",
    )
)
PAID_LATER = frozenset(
    (
        *("paying_persons", "due_persons", "awaiting_persons", "compliance_rate", "paid_amount"),
        *("assessed_paid_amount", "collection_rate", "paid_to_assessed_ratio", "average_base", "lowest_tier_share"),
    )
)
AFTER_D = ("paid_amount", "assessed_amount")


@dataclass(frozen=True)
class Words:
    """A question but for its metrics."""

    by: tuple[str, ...] = ()
    period: Mapping[str, Any] = field(default_factory=dict)
    where: Codes = field(default_factory=dict)
    without: Codes = field(default_factory=dict)
    totals: bool = False
    k: int = 3
    paid_by: Mapping[int, date] = field(default_factory=dict)


class World(Plain):
    """The model with everything that may stand beside a figure."""

    def answer(self, metrics: Iterable[str], words: Words) -> Answer:
        """Ask a question."""
        return self.ask(
            metrics,
            words.by,
            where=words.where,
            without=words.without,
            totals=words.totals,
            k=words.k,
            paid_by=words.paid_by,
            **words.period,
        )

    def beside(self, name: str, against: str, words: Words, groups: Iterable[Group]) -> dict[Group, Figure]:
        """Return what a metric's figures are compared with, by the groups they are shown in."""
        if against in BACK:
            return self._earlier_figures(name, BACK[against], words)
        return self._planned(name, words) if against == "plan" else self._parents(name, words, groups)

    def _earlier_figures(self, name: str, back: int, words: Words) -> dict[Group, Figure]:
        before = self.earlier(name, back, words)
        if before is None:
            return {}
        found = self.answer((name,), before)
        return {shown_beside(group, words.by, back): figures[name] for group, figures in found.items()}

    def earlier(self, name: str, back: int, words: Words) -> Words | None:
        """Return the question about the earlier time; None where there is no such time."""
        if name in BY_DAY:
            return self._earlier_days(name, back, words)
        if name in AT_MONTH_END:
            return self._earlier_month_end(back, words)
        return self._earlier_months(name, back, words)

    def _earlier_days(self, name: str, back: int, words: Words) -> Words | None:
        question = self.question(**words.period)
        start, end = question.start, min(question.end, self.d)
        if start > end:
            return None
        if "days" in words.period and start == end:
            day = self.same_working_day(start, back)
            return replace(words, period={"days": (day, day)}) if day else None
        start, end = day_in(start, month_of(start) - back), same_day(end, month_of(end) - back)
        if name not in TO_DATE and "month" not in words.by and month_of(start) < (self.history_starts or 0):
            return None
        return replace(words, period={"days": (start, end)})

    def _earlier_month_end(self, back: int, words: Words) -> Words | None:
        question, now = self.question(**words.period), month_of(self.d)
        if "month" in words.by:
            return months_of(words, question.first - back, min(question.last, now) - back)
        return None if question.last > now else months_of(words, question.last - back, question.last - back)

    def _earlier_months(self, name: str, back: int, words: Words) -> Words | None:
        question, now = self.question(**words.period), month_of(self.d)
        first, last = question.first, question.last if name in AFTER_D else min(question.last, now)
        if name not in PAID_LATER and last >= now and self.d != last_day(now):
            if "month" not in words.by:
                return None
            last = now - 1
        if first > last or ("month" not in words.by and first - back < (self.history_starts or 0)):
            return None
        aged = {m - back: self.as_old(m, m - back) for m in range(first, last + 1)} if name in PAID_LATER else {}
        return replace(months_of(words, first - back, last - back), paid_by=aged)

    def as_old(self, m: int, before: int) -> date:
        """Return the day on which an earlier month was as old as month m is on d."""
        if month_of(self.d) == m:
            return same_day(self.d, before)
        return last_day(before) + (self.d - last_day(m))

    def same_working_day(self, day: date, back: int) -> date | None:
        """Return the working day of the same number in an earlier month, the last where it has fewer."""
        number = sum(one <= day for one in self.working_days(month_of(day)))
        days = self.working_days(month_of(day) - back)
        return days[min(number, len(days)) - 1] if number and days else None

    def working_days(self, m: int) -> list[date]:
        """Return the working days of a month; none before the year of the first receipt delivered."""
        if m // 12 < self._first_year():
            return []
        days = [first_day(m) + timedelta(days=one) for one in range(last_day(m).day)]
        return [day for day in days if chinese_calendar.is_workday(day)]

    @memo
    def _first_year(self) -> int:
        return min((row.treasury_date.year for row in self.raw["receipts"] if row.treasury_date), default=self.d.year)

    def _planned(self, name: str, words: Words) -> dict[Group, Figure]:
        if name == "received_net":
            return {group: figures["plan_amount"] for group, figures in self.answer(("plan_amount",), words).items()}
        planned = self.answer(("plan_persons_completion",), words)
        return {group: denominator(figures["plan_persons_completion"]) for group, figures in planned.items()}

    def _parents(self, name: str, words: Words, groups: Iterable[Group]) -> dict[Group, Figure]:
        found: dict[Group, Figure] = {}
        for group in groups:
            above = parent(group, words)
            if above is not None:
                told = tuple(value for one, value in zip(words.by, group, strict=True) if one in above.by)
                found[group] = self.answer((name,), above).get(told, {}).get(name)
        return found

    def best(self, name: str, dimension: str, words: Words, smallest: bool) -> list[tuple[Any, str]]:
        """Return the values of the groups of one dimension over the period, best first; of equals the smaller code."""
        found = self.answer((name,), replace(words, by=(dimension,), totals=False))
        valued = [(value_of(figures[name]), group[0]) for group, figures in found.items()]
        kept = [pair for pair in valued if pair[0] is not None]
        return sorted(kept, key=lambda pair: (pair[0] if smallest else -pair[0], pair[1]))

    def chosen(self, dimension: str, codes: Iterable[str], words: Words) -> Iterator[tuple[str, Words]]:
        """Yield the questions of the groups chosen, and of everything else as the rest."""
        by = tuple(name for name in words.by if name != dimension)
        kept = tuple(codes)
        for code in kept:
            yield code, replace(words, by=by, where={**words.where, dimension: (code,)})
        yield REST, replace(words, by=by, without={dimension: kept})


def value_of(figure: Figure) -> Any:
    """Return the value of a figure; a rate without denominator has none."""
    if isinstance(figure, tuple):
        return Fraction(figure[0]) / Fraction(figure[1]) if figure[1] else None
    return figure


def denominator(figure: Figure) -> Figure:
    """Return what a rate is over."""
    return figure[1] if isinstance(figure, tuple) else None


def months_of(words: Words, first: int, last: int) -> Words:
    """Return the question about other months."""
    return replace(words, period={"months": (month_text(first), month_text(last))})


def shown_beside(group: Group, by: tuple[str, ...], back: int) -> Group:
    """Return the group with the month it is shown beside."""
    return tuple(
        month_text(read_month(value) + back) if name == "month" else value
        for name, value in zip(by, group, strict=True)
    )


def day_in(day: date, m: int) -> date:
    """Return the same-numbered day of a month, its last where it has fewer."""
    return first_day(m).replace(day=min(day.day, last_day(m).day))


def same_day(day: date, m: int) -> date:
    """Return the same-numbered day of a month; the last for a last day."""
    return last_day(m) if day == last_day(month_of(day)) else day_in(day, m)


def parent(group: Group, words: Words) -> Words | None:
    """Return the question about the area above a group's area, or above the areas it is limited to."""
    told = {name: value for name, value in zip(words.by, group, strict=True) if value != ALL}
    own = next((name for name in reversed(AREAS) if name in told), None)
    limit = next((name for name in reversed(AREAS) if name in {*words.where, *words.without}), None)
    if own is None and limit is None:
        return None
    rest = {name: codes for name, codes in words.where.items() if name not in AREAS}
    by = tuple(name for name in words.by if name in told and name not in AREAS)
    if own and (limit is None or AREAS[own] >= AREAS[limit]):
        return replace(words, by=by, where={**rest, **above(own, (told[own],))}, without={}, totals=False)
    assert limit
    inside = {name: (value,) for name, value in told.items() if name in AREAS}
    limits = {name: codes for name, codes in words.where.items() if name in AREAS and name != limit}
    wider = above(limit, words.where[limit]) if limit in words.where else {}
    wider = {name: tuple(code for code in codes if code in limits.get(name, codes)) for name, codes in wider.items()}
    without = {name: codes for name, codes in words.without.items() if name != limit}
    return replace(words, by=by, where={**rest, **limits, **wider, **inside}, without=without, totals=False)


def above(name: str, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the areas above areas as a filter: none above districts."""
    level = list(AREAS).index(name) - 1
    if level < 0:
        return {}
    higher = list(AREAS)[level]
    return {higher: tuple(sorted({code[: AREAS[higher]] for code in codes}))}
