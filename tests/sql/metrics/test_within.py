"""The bound of a question: areas of any level that nothing reaches beyond, whatever else is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as Dec
from functools import cache
from itertools import cycle
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table

from sql.connect import Connection
from sql.metrics import ALL, METRICS, Against, Days, Month, Months, Question, QuestionError, Top, ask, parse_month
from sql.metrics.answer import Answer
from sql.metrics.dimensions import AREA_NAMES, GROUPS, NOTHING, PLAN, TARGET, TRAIT_NAMES
from sql.metrics.listing import DIMENSION
from sql.metrics.period import month_text
from sql.schema import marts
from sql.schema.marts import ARREARS_BY_AGE, MEASURES
from tests.sql.metrics.marts_by_hand import (
    _GROUPS,
    _STANDING,
    A1,
    A2,
    B1,
    A,
    B,
    D,
    Row,
    _values,
    person,
    published,
    put,
    put_receipts,
    receipt,
    summed,
)

SEED = int(os.environ.get("HISTORIES_SEED", "20261126"))
PEOPLE = 30
FIRST, LAST = parse_month("2024-11"), parse_month("2025-12")
A0, B0, B2 = A + "000", B + "000", B + "002"
E, E1, E2, F1 = "210212", "210212001001", "210212001002", "210214001001"
OLD_A, OLD_E, OLD_B1 = "210213009", "210211", "210213008001"
OLD_A1, OLD_E1 = OLD_A + "001", OLD_E + "001001"
WITHIN = (B1, E, A)
"""A community, a district and a subdistrict."""
INSIDE = (E1, E2, A0, A1, A2, B1)
OUTSIDE = (B0, B2, F1, "000000000000", OLD_A1, OLD_E1, OLD_B1)
PLACES = (*INSIDE, *OUTSIDE)
DISTRICTS = tuple(sorted({place[:6] for place in PLACES}))
CODES: dict[str, tuple[str, ...]] = {
    **{name: tuple(code.code for code in DIMENSION[name].codes) for name in ("worker_type", "attribution")},
    **{name: tuple(code.code for code in DIMENSION[name].codes) for name in TRAIT_NAMES},
    "arrears_age": tuple(ARREARS_BY_AGE),
    "kind": ("正常应缴", "清欠"),
    "office": ("一所", "二所", "U"),
    "channel": ("01", "02", "99"),
    "bank": ("工行", "U"),
    "failure_reason": ("余额不足", "U"),
    "district": DISTRICTS,
    "subdistrict": (A, B, E + "001"),
    "community": (A1, B1, E1, F1),
}
"""Codes that occur, and may be filtered by."""
COUNTED, SET = (
    [
        (takes, tuple(metric.name for metric in METRICS if metric.takes == takes))
        for takes in GROUPS
        if takes != NOTHING and (takes in (TARGET, PLAN)) == is_set
    ]
    for is_set in (False, True)
)
"""Metrics that are sums over marts, and those of a figure set by others, by the dimensions they take."""


def life(who: int, chance: Random) -> Iterator[Row]:
    """A person's months: paying or not, now and then moving, at the end gone or not."""
    start, place, run = FIRST + chance.randrange(8), chance.choice(PLACES), 0
    end = start + chance.randrange(3, 30)
    for month in range(start, min(end, LAST) + 1):
        place = chance.choice(PLACES) if chance.random() < 0.1 else place
        pays, here, before = int(chance.random() < 0.35), int(month < end), run
        due = max(pays, chance.choice((0, 1, 1)))
        run = 0 if pays or not here else run + 1
        standing = {"registered": here, "registered_before": int(month > start), "new": int(month == start)}
        runs = {"run": run, "run_before": before, "paying": pays * here, "lost": 1 - here}
        duty = {"due": due * here, "awaiting": (1 - due) * here} | owed(run, chance)
        yield person(month_text(month), who, place, **any_month(chance) | standing | runs | duty)


def any_month(chance: Random) -> Row:
    """Traits and measures by chance; no part is larger than its whole."""
    traits = {name: chance.choice(CODES[name]) for name in ("worker_type", "attribution", *TRAIT_NAMES)}
    traits |= {name: int(traits[name]) for name in ("past_age", "subsidy")}
    measures = {name: cents(chance) if name.endswith("amount") else chance.randrange(2) for name in sorted(MEASURES)}
    parts = {"lowest_tier_persons": measures["base_persons"] * chance.randrange(2), "density_due": 12}
    return traits | measures | parts | {"persons": 1, "density_paid": chance.randrange(12)}


def owed(run: int, chance: Random) -> Row:
    """Arrears of two ages, one of which is the oldest."""
    ages = chance.sample(list(ARREARS_BY_AGE.values()), 2) if run else []
    amounts = {age: cents(chance) for age in ages}
    return amounts | {"arrears_amount": sum(amounts.values(), Dec(0)), "arrears_persons": int(run > 0)}


def cents(chance: Random) -> Dec:
    """Some amount."""
    return Dec(chance.randrange(1, 99999)) / 100


def any_receipt(who: int, chance: Random) -> Row:
    """Received on some day of the last nine years, mostly in the last two; some refunds, some in transit."""
    back = chance.choice((400, 400, 3200))
    day, amount = (
        date(2025, 12, 20) - timedelta(days=chance.randrange(back)),
        chance.choice((1, 1, 1, -1)) * cents(chance),
    )
    words = {name: chance.choice(CODES[name]) for name in ("worker_type", "attribution", "channel", "office", "kind")}
    row = receipt(day.isoformat(), who, chance.choice(PLACES), amount=str(amount), **words)
    flags = {name: row["receipts"] * chance.randrange(2) for name in ("contactless", "matched")}
    return row | flags | {"in_transit_amount": cents(chance) if chance.random() < 0.1 else Dec(0)}


def payments(lives: list[Row], chance: Random) -> Iterator[Row]:
    """What was paid for the months, in the month itself or up to two months later."""
    for row in (one for one in lives if one["paying"]):
        day, amount = (
            date(row["month"] // 12, row["month"] % 12 + 1, 1) + timedelta(chance.randrange(60)),
            cents(chance),
        )
        known = {"day": day, "amount": amount, "principal": amount, "base": amount * 5, "base_place": 1, "street": None}
        yield {"person_id": row["person_id"], "month": row["month"]} | known


def counts(chance: Random, *names: str) -> Row:
    """Numbers, each at most the one before."""
    values = sorted((chance.randrange(20) for _ in names), reverse=True)
    return dict(zip(names, values, strict=True))


def areas_of(community: str) -> Row:
    """Its columns of areas."""
    return {"district": community[:6], "subdistrict": community[:9], "community": community}


def set_by_others(chance: Random) -> dict[str, int]:
    """A figure for every area at every level, those of the parts adding up to their whole's."""
    figures = {place: chance.randrange(10, 99) for place in (*INSIDE, B0, B2, F1)}
    for community, value in list(figures.items()):
        for code in (community[:9], community[:6]):
            figures[code] = figures.get(code, 0) + value
    return figures


@cache
def values_of_world() -> dict[Table, list[list[Any]]]:
    """The rows in the order of the tables' columns; worked out once for all tests."""
    return {table: [_values(table, row) for row in rows] for table, rows in rows_of_world().items()}


def rows_of_world() -> dict[Table, list[Row]]:
    """Rows for every mart that a question is asked of, inside the bound and outside; always the same."""
    chance = Random(SEED)
    lives = [row for who in range(PEOPLE) for row in life(who, chance)]
    lives += [row | areas_of(chance.choice(PLACES)) | NO_PERSON for row in chance.sample(lives, 15)]
    receipts = [any_receipt(chance.randrange(PEOPLE), chance) for _ in range(150)]
    successors = {OLD_A: A, OLD_E: E, OLD_B1: B1, **dict.fromkeys((A, E, B1))}
    return {
        marts.PERSON_MONTH: lives,
        marts.AREA_MONTH: summed(lives, marts.AREA_MONTH, (*_GROUPS, *_STANDING)),
        marts.RECEIPT: receipts,
        marts.RECEIPT_DAY: summed(receipts, marts.RECEIPT_DAY, ("day", *_GROUPS)),
        marts.PAYMENT: list(payments(lives, chance)),
        marts.ROSTER_MONTH: list(rosters(chance)),
        marts.DEDUCTION_MONTH: list(deductions(chance)),
        marts.AREA: [{"code": code, "successor": after} for code, after in successors.items()],
        **targets_and_plans(set_by_others(chance)),
    }


def rosters(chance: Random) -> Iterator[Row]:
    """Rosters of every community and month."""
    names = ("target_persons", "anywhere_persons", "covered_persons", "effective_persons")
    for month in range(FIRST, LAST + 1):
        for place in PLACES:
            yield {"month": month, "worker_type": "02"} | areas_of(place) | counts(chance, *names)


def deductions(chance: Random) -> Iterator[Row]:
    """Deductions in every community and month, at some bank."""
    for month in range(FIRST, LAST + 1):
        for place in PLACES:
            words = {name: chance.choice(CODES[name]) for name in ("bank", "failure_reason", "worker_type")}
            yield {"month": month} | areas_of(place) | words | counts(chance, "succeeded", "failed")


def targets_and_plans(figures: dict[str, int]) -> dict[Table, list[Row]]:
    """The figures as targets and as plans of two years, with those of offices."""
    areas = [{"area": area, "amount": Dec(value * 100), "persons": value} for area, value in figures.items()]
    offices = [{"office": office, "amount": Dec(700), "persons": 7} for office in ("一所", "二所")]
    return {
        marts.TARGET: [{"month": LAST - 9, "area": area, "persons": value} for area, value in figures.items()],
        marts.PLAN: [{"year": year} | row for year in (2024, 2025) for row in (*areas, *offices)],
    }


def filled(connection: Connection) -> Connection:
    """Fill the marts; what cannot change any more is asked once."""
    for table, values in values_of_world().items():
        connection.insert(table, values)
    connection.remembered = {}
    return connection


NO_PERSON = {"persons": 0, "registered": 0, "registered_before": 0, "new": 0, "lost": 0}
"""A row that only carries money of another street."""


@pytest.fixture
def chance() -> Random:
    """The seed is printed where a test fails."""
    print(f"HISTORIES_SEED={SEED}")
    return Random(SEED)


@pytest.fixture
def version() -> Connection:
    """Known on 20 December 2025."""
    return filled(published("2025-12-20"))


@pytest.fixture
def nobody() -> Connection:
    """The same day, and nothing known."""
    return published("2025-12-20")


def bounded(question: Question, within: tuple[str, ...] | None = WITHIN) -> Question:
    """The question within the areas."""
    return replace(question, within=within)


def narrowed(question: Question, inside: tuple[str, ...] = INSIDE) -> Question:
    """The question of the communities in the areas."""
    kept = tuple(code for code in inside if code in question.where.get("community", inside))
    return replace(question, where={**question.where, "community": kept})


def questions(chance: Random) -> Iterator[Question]:
    """Every metric over all, and some of them by six dimensions they take, alone or with another."""
    for takes, names in COUNTED:
        yield Question(names, **some_more(takes.dimensions, chance))
        for name in chance.sample(takes.dimensions, min(len(takes.dimensions), 6)):
            yield told_apart(names, name, takes.dimensions, chance)
    yield from of_figures_set(chance)


def few_questions(chance: Random) -> Iterator[Question]:
    """Every metric over all, and some of them by some dimension."""
    for takes, names in COUNTED:
        yield Question(names, **some_more(takes.dimensions, chance))
        yield told_apart(names, chance.choice(takes.dimensions), takes.dimensions, chance)
    yield from of_figures_set(chance)


def told_apart(names: tuple[str, ...], dimension: str, dimensions: tuple[str, ...], chance: Random) -> Question:
    """Some of the metrics by a dimension, alone or with another before or after it."""
    other = chance.choice([one for one in dimensions if one != dimension])
    by = chance.choice(((dimension,), (dimension, other), (other, dimension)))
    some = tuple(chance.sample(names, min(len(names), 8)))
    return Question(some, by, **some_more(dimensions, chance))


def of_figures_set(chance: Random) -> Iterator[Question]:
    """Plans and targets, of all and by community.

    A subdistrict's is a figure of its own, no sum of its communities', so that no filter on these asks the same.
    """
    for takes, names in SET:
        by = ("month", "community") if "month" in takes.dimensions else ("community",)
        yield Question(names, (), some_period(chance))
        yield Question(names, by, some_period(chance), without={"community": (A2, F1)})


def some_more(dimensions: tuple[str, ...], chance: Random) -> dict[str, Any]:
    """A period, and now and then totals, another k, codes that count and codes that do not."""
    filters = [name for name in dimensions if name not in ("month", "day", "community")]
    kept, left_out = chance.sample(filters, 2)
    return {
        "period": some_period(chance),
        "totals": chance.random() < 0.5,
        "k": chance.choice((None, 1, 2, 5)),
        "where": {kept: some_codes(kept, chance)} if chance.random() < 0.3 else {},
        "without": {left_out: some_codes(left_out, chance)} if chance.random() < 0.3 else {},
    }


def some_codes(name: str, chance: Random) -> tuple[str, ...]:
    """Half of the codes of a dimension, or nearly."""
    return tuple(chance.sample(CODES[name], (len(CODES[name]) + 1) // 2))


def some_period(chance: Random) -> Month | Months | None:
    """The month of d, a month or a year."""
    return chance.choice((None, Month(LAST - 2), Months(LAST - 11, LAST)))


def test_a_bound_is_a_filter_on_its_communities(version: Connection, chance: Random) -> None:
    """Whatever is told apart, filtered, left out or totalled; areas inside others change nothing."""
    for question in questions(chance):
        within = chance.choice((WITHIN, (*WITHIN, A1, E + "001")))
        assert ask(version, bounded(question, within)) == ask(version, narrowed(question)), question


def test_a_bound_keeps_something_out_and_something_in(version: Connection, nobody: Connection) -> None:
    """Of nearly every figure of every metric, so that what is shown here is shown of figures."""
    indifferent = []
    for _, names in (*COUNTED, *SET):
        question = Question(names, period=Months(LAST - 11, LAST))
        answers = [ask(version, question), ask(version, bounded(question)), ask(nobody, question)]
        figures = zip(answers[0].columns, *(answer.rows[0] for answer in answers), strict=True)
        indifferent += [name for name, whole, some, none in figures if some in (whole, none)]
    assert len(indifferent) < 8, indifferent


def test_a_bound_of_one_area_is_a_filter_on_it(version: Connection, chance: Random) -> None:
    """At its own level, also of plans and targets."""
    for level, code in (("district", E), ("subdistrict", A), ("community", B1)):
        for _, names in (*COUNTED, *SET):
            question = Question(names, period=Months(LAST - 2, LAST), successors=chance.random() < 0.5)
            expected = ask(version, replace(question, where={level: (code,)}))
            assert ask(version, bounded(question, (code,))) == expected, (code, names)


def test_no_bound_is_all_there_is(version: Connection, chance: Random) -> None:
    """The same as within all districts."""
    for question in few_questions(chance):
        unbounded = ask(version, question)
        assert ask(version, bounded(question, None)) == unbounded, question
        assert ask(version, bounded(question, DISTRICTS)) == unbounded, question


def test_without_an_area_there_is_nothing(version: Connection, nobody: Connection, chance: Random) -> None:
    """As where nothing is known: no group, zeros and empty rates; the calendar is of no area."""
    for question in few_questions(chance):
        answer, width = ask(version, bounded(question, ())), len(question.by)
        assert answer == ask(nobody, question), question
        assert not any(value for row in answer.rows for value in row[width:]), question
        assert all(code == ALL for row in answer.rows for code in row[:width]), question
    for within in ((), WITHIN, None):
        assert ask(version, Question(("pace_linear",), within=within)).rows == [(Dec("0.9698630137"), 354, 365)]


def test_nobody_is_found_outside(version: Connection, nobody: Connection, chance: Random) -> None:
    """A filter on areas that the bound does not hold is a filter on nothing, at every level."""
    for question in few_questions(chance):
        nothing = ask(nobody, question)
        for where in ({"community": OUTSIDE}, {"subdistrict": (F1[:9],)}, {"district": (F1[:6], OLD_E)}):
            beyond = replace(question, where={**question.where, **where})
            assert ask(version, bounded(beyond)) == nothing, beyond


def test_comparisons_are_bounded(version: Connection, chance: Random) -> None:
    """What is beside a figure is of the same areas at the earlier time, also of months that payments still change."""
    for question, against in zip(few_questions(chance), cycle((Against.MONTH_BEFORE, Against.YEAR_BEFORE))):
        beside = replace(question, by=tuple(name for name in question.by if name != "day"), against=(against,))
        assert ask(version, bounded(beside)) == ask(version, narrowed(beside)), beside
    days, earlier = Days(date(2025, 11, 3), date(2025, 12, 9)), (Against.MONTH_BEFORE, Against.YEAR_BEFORE)
    of_days = Question(("received_net", "payer_count"), ("community",), days, against=earlier)
    assert ask(version, bounded(of_days)) == ask(version, narrowed(of_days))


def test_plans_beside_figures_are_bounded(version: Connection, nobody: Connection) -> None:
    """Money and persons beside what was planned of the areas; without an area nothing is beside nothing."""
    every = (Against.MONTH_BEFORE, Against.YEAR_BEFORE, Against.PLAN)
    for by in ((), ("community",)):
        beside = Question(("received_net", "registered_persons"), by, against=every)
        assert ask(version, bounded(beside)) == ask(version, narrowed(beside))
        assert ask(version, bounded(beside, ())) == ask(nobody, beside)


def test_the_area_above_is_bounded(version: Connection) -> None:
    """It is what of it lies within: the row that totals the part's own, nothing of its neighbours outside."""
    for _, names in COUNTED:
        question = Question(names, AREA_NAMES, totals=True)
        whole = ask(version, narrowed(question))
        figures = {row[:3]: row[3:] for row in whole.rows}
        nothing = (None,) * (len(whole.columns) - 3)
        rows = [(*row, *figures.get(above(row[:3]), nothing)) for row in whole.rows]
        columns = (*whole.columns, *(f"{name}@parent" for name in whole.columns[3:]))
        assert ask(version, bounded(replace(question, against=(Against.PARENT,)))) == Answer(columns, rows)


def above(group: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The group of the area above a district, subdistrict and community; none above everything."""
    told = [code for code in group if code != ALL]
    return (*told[:-1], *(ALL,) * (4 - len(told))) if told else None


WIDENED: list[tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]] = [
    ({"community": (B1,)}, {"subdistrict": (B,)}),
    ({"subdistrict": (B,)}, {"district": (D,)}),
    ({"subdistrict": (A, F1[:9])}, {"district": (D, F1[:6])}),
    ({"district": (D,)}, {}),
]
"""Filters, and those that let in the area above."""


def test_what_is_above_a_filter_is_bounded(version: Connection, chance: Random) -> None:
    """The filter widens up to the bound."""
    for where, wider in WIDENED:
        _, names = chance.choice(COUNTED)
        shown, beside = (ask(version, narrowed(Question(names, where=some))) for some in (where, wider))
        columns = (*shown.columns, *(f"{name}@parent" for name in shown.columns))
        expected = Answer(columns, [(*shown.rows[0], *beside.rows[0])])
        assert ask(version, bounded(Question(names, where=where, against=(Against.PARENT,)))) == expected


def test_the_largest_and_the_rest_are_bounded(version: Connection, chance: Random) -> None:
    """Chosen among what lies within, and the rest is what is left of it."""
    for takes, names in (*COUNTED, *SET):
        told = ("community",) if takes in (TARGET, PLAN) else takes.dimensions
        name = chance.choice([one for one in told if one not in ("month", "day")])
        top = Top(chance.choice((1, 2)), chance.choice(names), chance.random() < 0.5)
        question = Question(names, (name,), some_period(chance), top=top)
        assert ask(version, bounded(question)) == ask(version, narrowed(question)), question


def test_largest_communities_are_none_outside(version: Connection, nobody: Connection) -> None:
    """Beside themselves a year before; without an area there is not even a rest."""
    for smallest in (False, True):
        top = Top(3, "received_net", smallest)
        question = Question(("received_net", "payer_count"), ("community",), top=top, against=(Against.YEAR_BEFORE,))
        assert ask(version, bounded(question)) == ask(version, narrowed(question))
        assert ask(version, bounded(question, ())) == ask(nobody, question)
        assert ask(nobody, question).rows == []


def test_followed_areas_are_bounded_as_they_are_today(version: Connection, nobody: Connection, chance: Random) -> None:
    """Whoever stood in what has become an area of the bound is within it, and counts there."""
    today = (*INSIDE, OLD_A1, OLD_E1)
    for question in few_questions(chance):
        followed = replace(question, successors=True)
        assert ask(version, bounded(followed)) == ask(version, narrowed(followed, today)), followed
    registered = Question(("registered_persons",), ("district",), successors=True)
    assert ask(version, bounded(registered, ())) == ask(nobody, registered)
    then = ask(version, narrowed(replace(registered, by=(), successors=False), (*today, OLD_B1)))
    assert sum(row[1] for row in ask(version, bounded(registered)).rows) == then.rows[0][0]


@pytest.fixture
def plans() -> Connection:
    """Plans that do not add up, not for every area; received 100.00 in E1, 60.00 in A1, 40.00 in B1, 900.00 in B2."""
    connection = published("2025-12-31")
    received = {E1: "100.00", A1: "60.00", B1: "40.00", B2: "900.00"}
    put_receipts(connection, [receipt("2025-12-05", 1, place, amount=amount) for place, amount in received.items()])
    planned = {E: 1000, E1: 10, D: 5000, A: 300, A1: 30, B: 500, B1: 50, B2: 5}
    rows: list[Row] = [{"area": area, "amount": Dec(amount), "persons": None} for area, amount in planned.items()]
    offices = [{"office": "一所", "amount": Dec(7), "persons": None}]
    put(connection, marts.PLAN, [{"year": 2025} | row for row in (*rows, *offices)])
    return connection


def planned(received: int, plan: int | None) -> tuple[Any, ...]:
    """A plan and how far it is fulfilled."""
    return plan, plan and round(Dec(received) / plan, 10), received, plan


PLANNED: list[tuple[tuple[str, ...], tuple[str, ...], list[tuple[Any, ...]]]] = [
    ((), WITHIN, [planned(200, 1350)]),
    ((), (*WITHIN, E1, A1), [planned(200, 1350)]),
    ((), (D,), [planned(1000, 5000)]),
    ((), (A2, F1), [planned(0, None)]),
    (("district",), WITHIN, [(E, *planned(100, 1000)), (D, *planned(100, None))]),
    (("subdistrict",), WITHIN, [(E + "001", *planned(100, None)), (A, *planned(60, 300)), (B, *planned(40, None))]),
    (("community",), WITHIN, [(E1, *planned(100, 10)), (A1, *planned(60, 30)), (B1, *planned(40, 50))]),
    (("office",), WITHIN, [("一所", *planned(200, None))]),
    (("office",), (), []),
    (("community",), (), []),
]


def test_plans_are_those_of_areas_that_lie_within(plans: Connection) -> None:
    """The bound's own as a whole, by area those that lie in it; what is set for an office is of no area."""
    columns = ("plan_amount", "plan_completion", "plan_completion_num", "plan_completion_den")
    for by, within, rows in PLANNED:
        answer = ask(plans, Question(("plan_amount", "plan_completion"), by, within=within))
        assert answer == Answer((*by, *columns), rows), (by, within)


def test_a_bound_that_is_no_area_is_refused(nobody: Connection) -> None:
    """Also beside one that is."""
    for code in ("", "21", "21021300", "2102130010", "21021300100a", "２１０２１３", "all"):
        with pytest.raises(QuestionError) as refused:
            ask(nobody, Question(("registered_persons",), within=(A, code)))
        assert str(refused.value) == f"'{code}' is no area; its code has 6, 9 or 12 digits"
