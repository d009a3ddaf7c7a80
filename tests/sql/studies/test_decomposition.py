"""What a change is made of: mix and behaviour of a rate; people, months and base of an amount."""

from decimal import Decimal as Dec
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.connect import Connection
from sql.metrics import QuestionError, parse_month
from sql.studies.decomposition import RateChange, Sums, product_change, rate_change
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, Row, person, published, put_persons
from tests.sql.studies.conftest import Study


def sums(**parts: tuple[int, int]) -> dict[str, Sums]:
    """Numerator and denominator by part."""
    return {name: (Fraction(above), Fraction(below)) for name, (above, below) in parts.items()}


def changed(before: dict[str, Sums], after: dict[str, Sums]) -> RateChange:
    """A change that there is."""
    change = rate_change(before, after)
    assert change is not None
    return change


numbers = st.integers(0, 40)
parts = st.dictionaries(st.sampled_from("ABCDE"), st.tuples(numbers, numbers), max_size=5).map(
    lambda some: sums(**some)
)


@settings(max_examples=200, deadline=None)
@given(parts, parts)
def test_a_rates_change_adds_up_exactly(before: dict[str, Sums], after: dict[str, Sums]) -> None:
    """Whatever the parts, also those there was nothing of at one time, or nothing of but what stands above the line."""
    change = rate_change(before, after)
    whole = [(sum(one[0] for one in some.values()), sum(one[1] for one in some.values())) for some in (before, after)]
    if not whole[0][1] or not whole[1][1]:
        assert change is None
        return
    assert change is not None
    assert change.change == Fraction(whole[1][0]) / whole[1][1] - Fraction(whole[0][0]) / whole[0][1]
    assert change.mix + change.behaviour == change.change
    back = changed(after, before)
    assert (back.mix, back.behaviour) == (-change.mix, -change.behaviour)


def test_shares_that_do_not_move_are_no_mix() -> None:
    """All of the change is behaviour, weighed by the shares."""
    change = changed(sums(A=(10, 20), B=(8, 20)), sums(A=(15, 20), B=(8, 20)))
    assert {name: (part.mix, part.behaviour) for name, part in change.parts.items()} == {
        "A": (Fraction(0), Fraction(1, 8)),
        "B": (Fraction(0), Fraction(0)),
    }


def test_rates_that_do_not_move_are_no_behaviour() -> None:
    """From half and half to a quarter and three quarters, of rates 0.8 and 0.4; measured against the whole's rate."""
    change = changed(sums(A=(16, 20), B=(8, 20)), sums(A=(8, 10), B=(12, 30)))
    assert (change.change, change.mix, change.behaviour) == (Fraction(-1, 10), Fraction(-1, 10), Fraction(0))
    middle = (Fraction(6, 10) + Fraction(5, 10)) / 2
    assert change.parts["A"].mix == Fraction(-1, 4) * (Fraction(8, 10) - middle)
    assert change.parts["B"].mix == Fraction(1, 4) * (Fraction(4, 10) - middle)


def test_a_whole_that_falls_while_every_part_rises_is_flagged() -> None:
    """Success of two treatments of kidney stones, small and large (Charig et al., BMJ 292, 1986)."""
    change = changed(sums(small=(234, 270), large=(55, 80)), sums(small=(81, 87), large=(192, 263)))
    assert change.change == Fraction(273, 350) - Fraction(289, 350)
    assert all(part.behaviour > 0 for part in change.parts.values())
    assert change.mix < change.change < 0 < change.behaviour
    assert change.reversed
    assert not changed(sums(small=(81, 87), large=(55, 80)), sums(small=(80, 87), large=(50, 80))).reversed


@pytest.mark.parametrize(("before", "after"), [((0, 0), (6, 10)), ((6, 10), (0, 0))])
def test_a_part_that_is_new_or_gone_is_mix(before: tuple[int, int], after: tuple[int, int]) -> None:
    """It had no rate, so its rate cannot have changed."""
    change = changed(sums(A=(5, 10), B=before), sums(A=(5, 10), B=after))
    assert change.behaviour == 0
    assert change.mix == change.change != 0


def test_what_stands_above_the_line_alone_is_behaviour() -> None:
    """Paid for by people of whom nothing was assessed: no part of the denominator shifts."""
    change = changed(sums(A=(5, 10), B=(0, 0)), sums(A=(5, 10), B=(3, 0)))
    assert (change.change, change.mix, change.behaviour) == (Fraction(3, 10), Fraction(0), Fraction(3, 10))


positive = st.fractions(min_value=0, max_value=50, max_denominator=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=3))
def test_a_products_change_adds_up_exactly(factors: list[tuple[Fraction, Fraction]]) -> None:
    """A factor that did not change adds nothing."""
    before, after = ([pair[side] for pair in factors] for side in (0, 1))
    effects = product_change(before, after)
    products = [Fraction(1), Fraction(1)]
    for was, now in factors:
        products = [products[0] * was, products[1] * now]
    assert sum(effects) == products[1] - products[0]
    assert all(effect == 0 for effect, (was, now) in zip(effects, factors, strict=True) if was == now)


def test_the_effects_of_a_product_are_means_over_all_orders() -> None:
    """2 x 3 to 4 x 5: the first adds 6 or 10, the second 4 or 8."""
    assert product_change([Fraction(2), Fraction(3)], [Fraction(4), Fraction(5)]) == [8, 6]


def due(month: str, who: int, *, paying: int, **values: Any) -> Row:
    """A person who is due."""
    return person(month, who, due=1, paying=paying, **values)


@pytest.fixture
def rates(engine: Any) -> Connection:
    """Compliance of men and women in November and December 2025, and of men in A only in October."""
    connection = published("2025-12-31")
    paid = {
        ("2025-11", "F"): (1, 4),
        ("2025-11", "M"): (3, 4),
        ("2025-12", "F"): (2, 6),
        ("2025-12", "M"): (2, 2),
        ("2025-10", "M"): (1, 2),
    }
    rows: list[Row] = []
    for (month, sex), (above, below) in paid.items():
        for place in range(below):
            rows.append(due(month, len(rows), paying=int(place < above), sex=sex))
    put_persons(connection, rows)
    return connection


def test_the_study_of_a_rate(rates: Connection, ask_study: Study) -> None:
    """The whole first, then its parts; months are those asked."""
    half, quarter, third = Dec("0.5000000000"), Dec("0.2500000000"), Dec("0.3333333333")
    assert ask_study("rate_decomposition", rates, "compliance_rate", by=("sex",)) == [
        ("all", 4, 8, half, 4, 8, half, Dec("-0.1458333333"), Dec("0.1458333333"), 0),
        ("F", 1, 4, quarter, 2, 6, third, Dec("-0.0520833333"), Dec("0.0520833333"), None),
        ("M", 3, 4, Dec("0.7500000000"), 2, 2, Dec("1.0000000000"), Dec("-0.0937500000"), Dec("0.0937500000"), None),
    ]
    november = parse_month("2025-11")
    assert ask_study("rate_decomposition", rates, "compliance_rate", by=("sex",), month=november)[1:] == [
        ("F", 0, 0, None, 1, 4, quarter, Dec("-0.1250000000"), Dec("0E-10"), None),
        ("M", 1, 2, half, 3, 4, Dec("0.7500000000"), Dec("-0.0625000000"), Dec("0.1875000000"), None),
    ]
    women = {"sex": ("F",)}
    assert ask_study("rate_decomposition", rates, "compliance_rate", by=("sex",), month=november, where=women) == []


def test_a_rate_is_told_apart_by_one_dimension(rates: Connection, ask_study: Study) -> None:
    """And is a rate."""
    with pytest.raises(QuestionError, match="a rate is told apart by one dimension; name one in --by"):
        ask_study("rate_decomposition", rates, "compliance_rate", by=("sex", "hukou"))
    with pytest.raises(QuestionError, match="'paid_amount' is no rate; name one that has a numerator"):
        ask_study("rate_decomposition", rates, "paid_amount", by=("sex",))


def money(month: str, who: int, amount: str, community: str = A1, **values: Any) -> Row:
    """What a person paid for a month."""
    return person(month, who, community, paid_amount=Dec(amount), **values)


@pytest.fixture
def amounts(engine: Any) -> Connection:
    """January to March of 2024 and 2025. In February 2025 the money of 1 came through two streets."""
    connection = published("2025-03-31")
    put_persons(
        connection,
        [
            money("2024-01", 1, "100.00"),
            money("2024-02", 1, "100.00"),
            money("2024-03", 1, "100.01"),
            money("2024-03", 2, "-5.00"),
            money("2024-04", 1, "9999.99"),
            money("2023-12", 1, "9999.99"),
            money("2025-01", 1, "200.00"),
            money("2025-02", 1, "150.00"),
            money("2025-02", 1, "50.00", B1, persons=0, registered=0),
            money("2025-03", 2, "200.00"),
            money("2025-03", 3, "0.00"),
        ],
    )
    return connection


def test_the_study_of_an_amount(amounts: Connection, ask_study: Study) -> None:
    """To the cent: 1 person, 3 months, 300.01 to 2 persons, 3 months, 600.00; a month through two streets is one."""
    rows = ask_study("amount_decomposition", amounts)
    assert rows == [
        ("all", Dec("295.01"), Dec("600.00"), Dec("304.99")),
        ("people", Dec("1.0000000000"), Dec("2.0000000000"), Dec("325.00")),
        ("months", Dec("3.0000000000"), Dec("1.5000000000"), Dec("-350.00")),
        ("base", Dec("500.0166666667"), Dec("1000.0000000000"), Dec("324.99")),
        ("refunds", Dec("-5.00"), Dec("0.00"), Dec("5.00")),
    ]
    assert sum(row[3] for row in rows[1:]) == rows[0][3]


def test_an_amount_within_a_filter(amounts: Connection, ask_study: Study) -> None:
    """Only the money of the area."""
    assert [row[:3] for row in ask_study("amount_decomposition", amounts, where={"subdistrict": (B,)})] == [
        ("all", Dec("0.00"), Dec("50.00")),
        ("people", Dec("0E-10"), Dec("1.0000000000")),
        ("months", Dec("0E-10"), Dec("1.0000000000")),
        ("base", Dec("0E-10"), Dec("250.0000000000")),
        ("refunds", Dec("0.00"), Dec("0.00")),
    ]
    assert ask_study("amount_decomposition", amounts, where={"subdistrict": (A,)})[0] == (
        *("all", Dec("295.01"), Dec("550.00"), Dec("254.99")),
    )


def test_an_amount_up_to_any_month(amounts: Connection, ask_study: Study) -> None:
    """The year's months up to it, against those of the year before or of the month named."""
    february, january = parse_month("2025-02"), parse_month("2025-01")
    assert ask_study("amount_decomposition", amounts, month=february)[0] == (
        *("all", Dec("200.00"), Dec("400.00"), Dec("200.00")),
    )
    assert ask_study("amount_decomposition", amounts, month=february, earlier=january)[0] == (
        *("all", Dec("200.00"), Dec("400.00"), Dec("200.00")),
    )
