"""The figures of one month and one area, as one viewer may see them: every question a report asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from dashboard.access.roles import Right
from dashboard.areas import Areas, areas_of
from dashboard.data import Reading, Record
from dashboard.findings.when import first_month
from dashboard.reports.words import said
from dashboard.wording import Words, words_in
from sql.metrics import METRIC, Question
from sql.metrics.period import Month, Months, Period, QuestionError, last_day, month_of, month_text
from sql.metrics.question import ALL, Against
from sql.schema.marts import VERSION

BEFORE = Against.MONTH_BEFORE
YEAR = Against.YEAR_BEFORE
BOTH = (BEFORE, YEAR)
_PARTS = {0: "subdistrict", 6: "subdistrict", 9: "community", 12: "community"}
_LEVELS = {6: "district", 9: "subdistrict", 12: "community"}


@dataclass(frozen=True)
class MonthAsked:
    """A month and an area of one version: what a report asks, by the parts the area has.

    `area` is a code of 6, 9 or 12 digits, empty for all the viewer sees.
    """

    reading: Reading
    month: int
    area: str = ""
    _kept: dict[tuple[object, ...], dict[str, Record]] = field(default_factory=dict)

    @cached_property
    def areas(self) -> Areas:
        """Names of areas."""
        return areas_of(self.reading)

    @cached_property
    def words(self) -> Words:
        """The catalogue a report takes names from; it is an official document and always Chinese."""
        return words_in("zh")

    def check(self) -> None:
        """Raise QuestionError where nothing is known of the month."""
        first, last = first_month(self.reading), month_of(self.reading.business_date)
        if not first <= self.month <= last:
            known = f"{month_text(first)} to {month_text(last)}"
            raise QuestionError(f"nothing is known of {month_text(self.month)}; name a month from {known}")

    @property
    def hides(self) -> bool:
        """Whether small figures are kept from the viewer."""
        return not self.reading.viewer.may(Right.SMALL_CELLS)

    @property
    def part(self) -> str:
        """The dimension of the rows: subdistricts of a district, communities of a subdistrict."""
        return _PARTS[len(self.area)]

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        """The filter that leaves the area."""
        return {_LEVELS[len(self.area)]: (self.area,)} if self.area else {}

    @property
    def january(self) -> int:
        """The first month of the year."""
        return self.month - self.month % 12

    @property
    def year(self) -> Months:
        """The year up to the month."""
        return Months(self.january, self.month)

    @property
    def last_day(self) -> date:
        """The last day the figures are about: the month's, or the day they are known on."""
        return min(last_day(self.month), self.reading.business_date)

    @property
    def over(self) -> bool:
        """Whether the month is over."""
        return self.reading.business_date >= last_day(self.month)

    def by(
        self, dimension: str, metrics: tuple[str, ...], period: Period | None = None, against: tuple[Against, ...] = ()
    ) -> dict[str, Record]:
        """Records by the codes of a dimension, `ALL` for the total, which is a question of its own."""
        asked = period or Month(self.month)
        key = (dimension, metrics, asked, against)
        if key not in self._kept:
            taken = METRIC[metrics[0]].takes.dimensions
            where = {name: codes for name, codes in self.where.items() if name in taken}
            question = Question(metrics, by=(dimension,), period=asked, where=where, totals=True, against=against)
            found = {row[dimension]: row for row in self.reading.ask(question)}
            found.setdefault(ALL, {})  # of a source that is not provided there is nothing, and no total of it
            self._kept[key] = found
        return self._kept[key]

    def by_part(
        self, metrics: tuple[str, ...], period: Period | None = None, against: tuple[Against, ...] = ()
    ) -> dict[str, Record]:
        """Records by the parts of the area, and its total."""
        return self.by(self.part, metrics, period, against)

    def total(
        self, metrics: tuple[str, ...], period: Period | None = None, against: tuple[Against, ...] = ()
    ) -> Record:
        """The record of the area whole."""
        return self.by(self.part, metrics, period, against).get(ALL, {})

    @cached_property
    def pace(self) -> Record:
        """The part of the year that has passed."""
        question = Question(("pace_linear",), period=Month(self.month))
        return self.reading.ask(question)[0]

    @cached_property
    def headline(self) -> int:
        """Unpaid months that make a person suspended."""
        return int(self.reading.table(VERSION)[0]["suspended_after"])

    def gaps(self, first: int, last: int) -> list[Decimal | None]:
        """The year's completion less the part of the year passed, at the end of each month."""
        found = (
            self.reading.ask(Question(("pace_gap",), period=Month(month), where=self.where))
            for month in range(first, last + 1)
        )
        return [rows[0].get("pace_gap") if rows else None for rows in found]

    def by_age(self, age: str) -> dict[str, Decimal | None]:
        """Arrears of one age by the parts of the area, and in all; None where it is kept from the viewer."""
        where = {**self.where, "arrears_age": (age,)}
        question = Question(("arrears_amount",), by=(self.part,), period=Month(self.month), where=where, totals=True)
        return {row[self.part]: row["arrears_amount"] for row in self.reading.ask(question)}

    def suspended_after(self, k: int) -> int | None:
        """Persons with so many unpaid months or more."""
        question = Question(("suspended_persons",), period=Month(self.month), where=self.where, k=k)
        found: int | None = self.reading.ask(question)[0].get("suspended_persons")
        return found

    def months(self, metrics: tuple[str, ...], first: int) -> dict[int, Record]:
        """Records of the area whole by month, from a month on."""
        question = Question(metrics, by=("month",), period=Months(first, self.month), where=self.where)
        named = {month_text(month): month for month in range(first, self.month + 1)}
        return {named[row["month"]]: row for row in self.reading.ask(question)}

    def parts(self, found: Mapping[str, Record]) -> list[str]:
        """The codes of the parts in the order of the area list; what is unassigned comes after its subdistrict's."""

        def place(code: str) -> tuple[bool, str, bool, str]:
            return not self.areas.known(code[:9]), code[:9], not self.areas.known(code), code

        return sorted((code for code in found if code != ALL), key=place)

    def placed(self, found: Mapping[str, Record]) -> list[str]:
        """The codes that have a place among others: of areas that are known."""
        return [code for code in self.parts(found) if self.areas.known(code)]

    def name(self, code: str) -> str:
        """The name of a part; whatever has no name is 未分配."""
        return self.areas.name(code, self.words) if self.areas.known(code) else str(said("row.unassigned"))

    @property
    def area_name(self) -> str:
        """The name of the area; of everything, what the viewer sees."""
        return self.areas.name(self.area, self.words) if self.area else ""
