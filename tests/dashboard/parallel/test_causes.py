"""A difference split: always exact, the fewest causes, whole before single rows, and nothing proved by chance."""

import random
from decimal import Decimal as Dec

from dashboard.parallel.causes import MOST_ALIKE, Part, Piece, fitting_basis, split, sums_of
from sql.studies.parallel import OF_ROWS, Cause

CENT = Dec("0.01")


def pieces(cause, *amounts):
    """Rows of a cause, their tickets numbered."""
    return [Piece(cause, Dec(amount), f"{cause}{place}") for place, amount in enumerate(amounts)]


def parts(found):
    """The parts as they are told."""
    return [(part.cause, str(part.amount), part.tickets) for part in found.parts]


def test_all_rows_of_a_cause_before_one_of_them_and_one_before_two():
    rows = [*pieces(Cause.ITEM, "5.00", "7.00"), *pieces(Cause.DUPLICATES, "12.00", "3.00")]
    assert parts(split(Dec("12.00"), rows, (), Dec(0))) == [(Cause.ITEM, "12.00", ())]
    assert parts(split(Dec("7.00"), rows, (), Dec(0))) == [(Cause.ITEM, "7.00", ("item1",))]
    assert parts(split(Dec("8.00"), rows, (), Dec(0))) == [
        (Cause.ITEM, "5.00", ("item0",)),
        (Cause.DUPLICATES, "3.00", ("duplicates1",)),
    ]


def test_in_how_many_ways_it_could_be_is_said():
    rows = [*pieces(Cause.ITEM, "5.00", "1.00"), *pieces(Cause.REFUNDS, "5.00", "1.00")]
    assert split(Dec("5.00"), rows, (), Dec(0)).ways == 2
    assert split(Dec("6.00"), [*rows, Piece(Cause.ITEM, Dec("9.00"), "x")], (), Dec(0)).ways == 1


def test_of_many_rows_alike_no_single_one_is_proved():
    few, many = (pieces(Cause.DATE_CUT, *["-871.80"] * count) for count in (MOST_ALIKE, MOST_ALIKE + 1))
    assert parts(split(Dec("-871.80"), few, (), Dec(0)))[0][0] is Cause.DATE_CUT
    assert parts(split(Dec("-871.80"), many, (), Dec(0))) == [(Cause.UNEXPLAINED, "-871.80", ())]


def test_of_a_cause_of_the_whole_table_a_row_may_be_left_out():
    rows = pieces(Cause.REFUNDS, "10.00", "20.00", "30.00")
    found = split(Dec("40.00"), rows, [sums_of(rows)[Cause.REFUNDS]], Dec(0))
    assert [(part.cause, part.amount, part.rows) for part in found.parts] == [(Cause.REFUNDS, Dec("40.00"), 2)]


def test_what_the_printed_decimals_could_hide_is_rounding_and_proves_no_row():
    rows = pieces(Cause.ITEM, "60.00")
    assert parts(split(Dec("49.00"), rows, (), Dec("50.00"))) == [(Cause.ROUNDING, "49.00", ())]
    assert parts(split(Dec("60.00"), rows, (), Dec("50.00"))) == [(Cause.UNEXPLAINED, "60.00", ())]


def test_a_basis_must_explain_two_cells():
    def leaf(difference, **sums):
        known = {Cause(name): Part(Cause(name), Dec(amount), 1) for name, amount in sums.items()}
        return Dec(difference), known, Dec(0)

    gross = [leaf("5.00", refunds="5.00"), leaf("7.00", refunds="7.00", item="1.00"), leaf("0.00")]
    assert fitting_basis(gross) == (Cause.REFUNDS,)
    assert fitting_basis(gross[1:]) == ()
    assert (
        fitting_basis([leaf("0.00", refunds="5.00"), leaf("0.00", refunds="5.00"), leaf("5.00", refunds="5.00")]) == ()
    )


def test_parts_always_add_up_to_the_difference():
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(400):
        rows = [
            Piece(chance.choice(OF_ROWS), chance.randrange(-20_000, 20_000) * CENT or CENT, f"t{place}")
            for place in range(chance.randrange(12))
        ]
        sums = sums_of(rows)
        basis = [sums[cause] for cause in OF_ROWS if cause in sums and chance.random() < 0.3]
        planted = [piece.amount for piece in rows if chance.random() < 0.2]
        difference = sum(planted, Dec(0)) + chance.choice((0, 0, 1)) * CENT
        tolerance = chance.choice((Dec(0), Dec(50)))
        found = split(difference, rows, basis, tolerance)
        assert sum((part.amount for part in found.parts), Dec(0)) == difference
        assert all(abs(part.amount) <= tolerance for part in found.parts if part.cause is Cause.ROUNDING)
