"""Asking the model: metrics by dimensions, filtered, over a period (contract, section 5, `ask`); totals of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain, combinations

from tests.model.dimensions import AREAS, Dimensions
from tests.model.metrics import Fact, Number, Question
from tests.model.plans import pace
from tests.model.reading import first_day, last_day, month_of, read_month
from tests.model.rows import Delivery
from tests.model.table import METRICS

Group = tuple[str, ...]
Figure = Number | Fraction | None | tuple[Number, Number]
"""A number, or numerator and denominator of a rate; None where there is no number."""
Answer = dict[Group, dict[str, Figure]]
Codes = Mapping[str, tuple[str, ...]]
ALL = "all"
TIMES = ("month", "day")


class Plain(Dimensions):
    """Everything delivered, as known on the business date d."""

    def __init__(
        self,
        deliveries: Iterable[Delivery],
        d: date,
        history_starts: str | None = None,
        k: int = 3,
        top_up: str = "optional",
    ) -> None:
        """Land the deliveries."""
        super().__init__(deliveries, d)
        self.history_starts = read_month(history_starts) if history_starts else None
        self.k = k
        self.top_up = top_up

    def question(  # noqa: PLR0913, PLR0917  a question, in the words of the command line
        self,
        by: Iterable[str] = (),
        month: str | None = None,
        months: tuple[str, str] | None = None,
        days: tuple[date, date] | None = None,
        where: Codes | None = None,
        without: Codes | None = None,
    ) -> Question:
        """Return the question; without a period it is about the month of d."""
        if days:
            first, last, (start, end) = month_of(days[0]), month_of(days[1]), days
        else:
            asked = (month, month) if month else months
            first, last = (read_month(asked[0]), read_month(asked[1])) if asked else self._now()
            start, end = first_day(first), last_day(last)
        return Question(first, last, start, end, tuple(by), where or {}, without or {}, self.history_starts)

    def _now(self) -> tuple[int, int]:
        return month_of(self.d), month_of(self.d)

    def ask(  # noqa: PLR0913, PLR0917  a question, in the words of the command line
        self,
        metrics: Iterable[str],
        by: Iterable[str] = (),
        month: str | None = None,
        months: tuple[str, str] | None = None,
        days: tuple[date, date] | None = None,
        where: Codes | None = None,
        k: int = 3,
        totals: bool = False,
        without: Codes | None = None,
        paid_by: Mapping[int, date] | None = None,
    ) -> Answer:
        """Return the figures of every group about which there is a fact; of `without` those of no such value.

        A total is asked like anything else, of fewer dimensions. `paid_by`: months with the payments up to a day.
        """
        self.k, self.paid_by = k, paid_by or {}
        names, by = tuple(metrics), tuple(by)
        answer: Answer = {}
        for level in levels(by) if totals else (by,):
            question = self.question(level, month, months, days, where, without)
            for name in names:
                for group, figure in self._figures(name, question).items():
                    told = dict(zip(level, group, strict=True))
                    answer.setdefault(tuple(told.get(one, ALL) for one in by), {})[name] = figure
        return answer

    def _figures(self, name: str, question: Question) -> dict[Group, Figure]:
        metric = METRICS[name]
        groups: dict[Group, list[Fact]] = {}
        for fact in metric.produce(self, question):
            if (fact.numerator or fact.denominator) and self._wanted(fact, question):
                groups.setdefault(tuple(fact.dimension(one) for one in question.by), []).append(fact)
        if metric.distinct:
            return {group: len({fact.who for fact in facts}) for group, facts in groups.items()}
        sums = {
            group: (total(f.numerator for f in facts), total(f.denominator for f in facts))
            for group, facts in groups.items()
        }
        if name == "pace_gap":
            return {group: self._gap(pair, question) for group, pair in sums.items()}
        return dict(sums) if metric.rate else {group: pair[0] for group, pair in sums.items()}

    def _wanted(self, fact: Fact, question: Question) -> bool:
        return all(fact.dimension(name) in values for name, values in question.where.items()) and not any(
            fact.dimension(name) in values for name, values in question.without.items()
        )

    def _gap(self, pair: tuple[Number, Number], question: Question) -> Fraction | None:
        days = pace(self, question)
        if days is None or not pair[1]:
            return None
        return Fraction(pair[0]) / Fraction(pair[1]) - Fraction(*days)


def total(numbers: Iterable[Number]) -> Number:
    """Return the sum of counts or of money."""
    return sum(numbers, start=0)


def levels(by: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the dimensions told apart at each level: areas from the coarsest down, any others, time always."""
    areas = [name for name in AREAS if name in by]
    others = [name for name in by if name not in (*AREAS, *TIMES)]
    for some in chain.from_iterable(combinations(others, count) for count in range(len(others) + 1)):
        for depth in range(len(areas) + 1):
            told = {*TIMES, *some, *areas[:depth]}
            yield tuple(name for name in by if name in told)
