"""Asking the model: metrics by dimensions, filtered, over a period (contract, section 5, `ask`)."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from tests.model.dimensions import Dimensions
from tests.model.metrics import Fact, Number, Question
from tests.model.plans import pace
from tests.model.reading import first_day, last_day, month_of, read_month
from tests.model.rows import Delivery
from tests.model.table import METRICS

Group = tuple[str, ...]
Figure = Number | Fraction | None | tuple[Number, Number]
"""A number, or numerator and denominator of a rate; None where there is no number."""
Answer = dict[Group, dict[str, Figure]]


def as_values(chosen: str | Iterable[str]) -> tuple[str, ...]:
    """Return one value or several as a tuple."""
    return (chosen,) if isinstance(chosen, str) else tuple(chosen)


class World(Dimensions):
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

    def question(
        self,
        by: Iterable[str] = (),
        month: str | None = None,
        months: tuple[str, str] | None = None,
        days: tuple[date, date] | None = None,
        where: Mapping[str, str | Iterable[str]] | None = None,
    ) -> Question:
        """Return the question; without a period it is about the month of d."""
        if days:
            first, last, (start, end) = month_of(days[0]), month_of(days[1]), days
        else:
            asked = (month, month) if month else months
            first, last = (read_month(asked[0]), read_month(asked[1])) if asked else self._now()
            start, end = first_day(first), last_day(last)
        limits = {name: as_values(values) for name, values in (where or {}).items()}
        return Question(first, last, start, end, tuple(by), limits, self.history_starts)

    def _now(self) -> tuple[int, int]:
        return month_of(self.d), month_of(self.d)

    def ask(  # noqa: PLR0913, PLR0917  a question, in the words of the command line
        self,
        metrics: Iterable[str],
        by: Iterable[str] = (),
        month: str | None = None,
        months: tuple[str, str] | None = None,
        days: tuple[date, date] | None = None,
        where: Mapping[str, str | Iterable[str]] | None = None,
        k: int = 3,
    ) -> Answer:
        """Return the figures of every group about which there is a fact."""
        self.k = k
        question = self.question(by, month, months, days, where)
        answer: Answer = {}
        for name in metrics:
            for group, figure in self._figures(name, question).items():
                answer.setdefault(group, {})[name] = figure
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
        return all(fact.dimension(name) in values for name, values in question.where.items())

    def _gap(self, pair: tuple[Number, Number], question: Question) -> Fraction | None:
        days = pace(self, question)
        if days is None or not pair[1]:
            return None
        return Fraction(pair[0]) / Fraction(pair[1]) - Fraction(*days)


def total(numbers: Iterable[Number]) -> Number:
    """Return the sum of counts or of money."""
    return sum(numbers, start=0)
