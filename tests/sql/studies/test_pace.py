"""Pace: where receipts should be by the season of earlier years, on years made by hand."""

from datetime import date
from decimal import Decimal as Dec
from typing import Any

import pytest

from sql.connect import Connection
from sql.metrics import parse_month
from sql.schema.marts import PLAN
from sql.studies.pace import Pace
from tests.sql.metrics.marts_by_hand import A1, B1, A, B, D, published, put, put_receipts, receipt
from tests.sql.studies.conftest import Study

EARLY = {2017: 99, 2018: 10, 2019: 25, 2020: 80, 2021: 35, 2022: 80, 2023: 30}
"""Of 100 received in the year, what had come in January; the rest came on 31 December."""


def years(*named: int) -> dict[date, Dec]:
    """The receipts of these years."""
    return {day: Dec(amount) for year in named for day, amount in days_of(year).items()}


def days_of(year: int) -> dict[date, int]:
    """A year's receipts: some on 10 January, some on the last day."""
    return {date(year, 1, 10): EARLY[year], date(year, 12, 31): 100 - EARLY[year]}


def pace(day: str, daily: dict[date, Dec], plan: str | None = "200.00") -> Pace:
    """30 received by the day."""
    known_on = date.fromisoformat(day)
    return Pace(known_on, {**daily, date(known_on.year, 1, 5): Dec(30)}, Dec(plan) if plan else None)


def test_years_in_which_payment_could_be_deferred_are_left_out() -> None:
    """2020 and 2022; of the others the last three."""
    assert pace("2023-06-30", years(2019, 2020, 2021, 2022)).normal_years == (2019, 2021)
    assert pace("2024-06-30", years(*EARLY)).normal_years == (2019, 2021, 2023)
    assert pace("2022-06-30", years(2020, 2021)).normal_years == (2021,)


def test_a_year_that_began_before_the_data_is_no_full_year() -> None:
    """Its January is not known."""
    daily = {day: amount for day, amount in years(2021, 2023).items() if day != date(2021, 1, 10)}
    assert pace("2024-06-30", daily).full_years == (2022, 2023)
    assert pace("2024-06-30", years(2021, 2023)).full_years == (2021, 2022, 2023)


def test_two_normal_years_give_a_season_without_a_range() -> None:
    """A quarter and 35 % had come: 30 % is usual, 30 of 200 are 15 %, the year will end at 100."""
    found = pace("2023-06-30", years(2019, 2020, 2021, 2022))
    assert (found.completion, found.expected) == (0.15, 0.30)
    assert found.gap == pytest.approx(-0.15)
    assert found.projection == pytest.approx(100)
    assert (found.season_limits, found.projection_limits, found.unusual) == (None, None, False)


def test_three_normal_years_give_a_range() -> None:
    """25, 35 and 30 %: mean 30, deviation 5; the next year lies within 4.303 x 5 x sqrt(4/3) of it with 95 %."""
    found = pace("2024-06-30", years(*EARLY))
    assert found.season_limits is not None
    limits = found.season_limits[found.slot]
    assert (round(limits.low, 6), round(limits.high, 6)) == (0.051566, 0.548434)
    assert found.projection_limits is not None
    ends = found.projection_limits
    assert (round(ends.low, 2), round(ends.high, 2)) == (54.70, 581.78)
    assert not found.unusual
    assert pace("2024-06-30", years(*EARLY), "600.00").unusual


@pytest.mark.parametrize("before", [(), (2023,), (2022, 2023), (2020, 2022)])
def test_fewer_than_two_normal_years_say_nothing(before: tuple[int, ...]) -> None:
    """There is the straight line only."""
    found = pace("2024-06-30", years(*before))
    assert (found.expected, found.gap, found.projection, found.season_limits) == (None, None, None, None)
    assert found.completion == 0.15


def test_without_a_plan_there_is_a_projection_only() -> None:
    """Nothing is completed."""
    found = pace("2023-06-30", years(2019, 2021), plan=None)
    assert (found.completion, found.gap, found.unusual) == (None, None, False)
    assert found.projection == pytest.approx(100)


def version(d: str, *named: int) -> Connection:
    """Receipts of these years and 30.00 this year, in A; 4.00 this year in B; a plan for all and for A."""
    connection = published(d)
    year = int(d[:4])
    rows = [receipt(day.isoformat(), 1, A1, amount=str(amount)) for day, amount in years(*named).items()]
    here, there = receipt(f"{year}-01-05", 1, A1, amount="30.00"), receipt(f"{year}-03-05", 2, B1, amount="4.00")
    put_receipts(connection, [*rows, here, there | {"worker_type": "05"}])
    planned = [(D, "区县", "400.00"), (A, "街道乡镇", "200.00")]
    put(
        connection,
        PLAN,
        [{"year": year, "area": area, "level": level, "amount": Dec(amount)} for area, level, amount in planned],
    )
    return connection


def test_the_study_of_an_area(engine: Any, ask_study: Study) -> None:
    """A year up to d, beside its own plan and its own season; 2024 has 366 days."""
    connection = version("2024-06-30", *EARLY)
    assert ask_study("pace", connection, where={"subdistrict": (A,)}) == [
        (
            *(date(2024, 6, 30), Dec("30.00"), Dec("200.00"), Dec("0.1500000000"), Dec("0.4972677596")),
            *(Dec("0.3000000000"), Dec("0.0515661792"), Dec("0.5484338208"), Dec("-0.1500000000")),
            *(Dec("100.00"), Dec("54.70"), Dec("581.78"), "2019 2021 2023"),
        )
    ]


def test_the_study_without_normal_years(engine: Any, ask_study: Study) -> None:
    """Received, planned, completed, and the days of the year."""
    assert ask_study("pace", version("2024-06-30", 2022, 2023)) == [
        (
            *(date(2024, 6, 30), Dec("34.00"), Dec("400.00"), Dec("0.0850000000"), Dec("0.4972677596")),
            *(None, None, None, None, None, None, None, ""),
        )
    ]


def test_the_study_of_a_month_that_is_over(engine: Any, ask_study: Study) -> None:
    """Up to its end; people are not planned by type."""
    connection = version("2023-06-30", 2019, 2020, 2021, 2022)
    january = parse_month("2023-01")
    (row,) = ask_study("pace", connection, month=january)
    assert row[:4] == (date(2023, 1, 31), Dec("30.00"), Dec("400.00"), Dec("0.0750000000"))
    assert row[4:6] == (Dec("0.0849315068"), Dec("0.3000000000"))
    assert row[-1] == "2019 2021"
    (row,) = ask_study("pace", connection, where={"worker_type": ("05",)})
    assert row[1:4] == (Dec("4.00"), None, None)
    (row,) = ask_study("pace", connection, where={"subdistrict": (B,)})
    assert row[1:4] == (Dec("4.00"), None, None)
