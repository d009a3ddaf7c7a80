"""The same figures at every grain: parts and total, the small mart and the large one."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sql.connect import Connection
from sql.metrics import METRICS, Measure, Months, Question, ask, parse_month
from sql.metrics.declaration import adds_over_people
from sql.metrics.dimensions import PERSON, TRAIT_NAMES
from tests.sql.metrics.marts_by_hand import A1, A2, B1, Row, person, published, put_persons

FIRST, LAST = parse_month("2025-10"), parse_month("2025-12")
EVERYBODY = {"sex": ("F", "M")}
PERSON_METRICS = tuple(metric for metric in METRICS if set(PERSON.dimensions) <= set(metric.takes.dimensions))
NAMES = tuple(metric.name for metric in PERSON_METRICS)
ADDING = tuple(metric.name for metric in PERSON_METRICS if isinstance(metric, Measure) and adds_over_people(metric))

counts = st.integers(0, 2)
cents = st.integers(-99999, 99999).map(lambda value: Decimal(value) / 100)


@st.composite
def person_months(draw: st.DrawFn) -> Row:
    """Any values in any place; the marts do not check each other."""
    month = draw(st.sampled_from(["2025-09", "2025-10", "2025-11", "2025-12", "2026-01"]))
    standing = {name: draw(st.integers(0, 1)) for name in ("registered", "registered_before")}
    runs = {name: draw(st.integers(0, 6)) for name in ("run", "run_before")}
    flows = {name: draw(counts) for name in ("new", "returned", "lost", "paying", "due", "base_persons", "density_due")}
    money = {name: draw(cents) for name in ("paid_amount", "assessed_amount", "arrears_amount", "arrears_new_amount")}
    traits = {"sex": draw(st.sampled_from("FM")), "worker_type": draw(st.sampled_from(["02", "05"]))}
    place = draw(st.sampled_from([A1, A2, B1]))
    return person(month, draw(st.integers(1, 9)), place, **standing, **runs, **flows, **money, **traits)


def version(rows: list[Row]) -> Connection:
    """Both marts from the same rows."""
    connection = published()
    put_persons(connection, rows)
    return connection


def worth_saying(rows: list[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    """Rows in which anything is neither 0 nor empty."""
    return [row for row in rows if any(row[width:])]


questions = st.builds(
    lambda by, months, k: Question(NAMES, by=tuple(by), period=Months(*sorted(months)), k=k),
    st.lists(
        st.sampled_from(["month", "district", "subdistrict", "community", "worker_type"]), unique=True, max_size=3
    ),
    st.tuples(st.integers(FIRST - 2, LAST + 1), st.integers(FIRST - 2, LAST + 1)),
    st.integers(1, 5),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(person_months(), max_size=12), questions)
def test_the_area_mart_and_the_person_mart_agree(rows: list[Row], question: Question) -> None:
    """A filter that everybody passes asks the large mart the same question."""
    connection = version(rows)
    small, large = ask(connection, question), ask(connection, _of_everybody(question))
    width = len(question.by)
    assert small.columns == large.columns
    assert worth_saying(small.rows, width) == worth_saying(large.rows, width)


def _of_everybody(question: Question) -> Question:
    return Question(question.metrics, question.by, question.period, EVERYBODY, question.k)


@settings(max_examples=60, deadline=None)
@given(st.lists(person_months(), max_size=12), st.sampled_from(["community", "worker_type", *TRAIT_NAMES]), questions)
def test_children_add_up_to_their_parent(rows: list[Row], finer: str, question: Question) -> None:
    """Counts and money, numerators and denominators, at any grain."""
    connection = version(rows)
    by = tuple(name for name in question.by if name != finer)
    parent = ask(connection, Question(ADDING, by, question.period, k=question.k))
    children = ask(connection, Question(ADDING, (*by, finer), question.period, k=question.k))
    sums: dict[tuple[Any, ...], list[Any]] = {}
    for row in children.rows:
        held = sums.setdefault(row[: len(by)], [0] * len(ADDING))
        sums[row[: len(by)]] = [one + (other or 0) for one, other in zip(held, row[len(by) + 1 :], strict=True)]
    whole = {row[: len(by)]: [value or 0 for value in row[len(by) :]] for row in parent.rows}
    assert {group: values for group, values in sums.items() if any(values)} == {
        group: values for group, values in whole.items() if any(values)
    }


some = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True)


@settings(max_examples=30, deadline=None)
@given(st.lists(person_months(), max_size=12), some, st.integers(1, 5))
def test_several_metrics_answer_as_each_alone(rows: list[Row], names: list[str], k: int) -> None:
    """Asking together changes nothing."""
    connection = version(rows)
    period = Months(FIRST, LAST)
    together = ask(connection, Question(tuple(names), ("month",), period, k=k))
    rows_together = {row[0]: dict(zip(together.columns, row, strict=True)) for row in together.rows}
    for name in names:
        alone = ask(connection, Question((name,), ("month",), period, k=k))
        for row in alone.rows:
            assert list(row) == [rows_together[row[0]][column] for column in alone.columns]
