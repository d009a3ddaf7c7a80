"""What pages find out: pace, limits, comparisons, freshness, the account of rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dashboard.areas import Areas
from dashboard.findings.account import (
    amount_difference,
    balanced,
    grouped_reasons,
    grouped_steps,
    row_difference,
    summed,
)
from dashboard.findings.days import BestDay, calendar_frame, finding_of_days
from dashboard.findings.examples import in_words
from dashboard.findings.freshness import days_late
from dashboard.findings.pace_frame import pace_frame
from dashboard.findings.receipts import (
    Compared,
    latest_day,
    month_so_far,
    recent_days,
    recent_months,
    sum_of,
    year_so_far,
)
from dashboard.pages.stock_card import streak
from dashboard.periods import Span
from dashboard.wording import words_in
from sql.metrics.working_days import WorkingDays
from sql.studies.pace import Pace, day_of, slot_of

DAY = date(2026, 9, 15)


def _every_day(first, last, amount=Decimal("100.00")):
    return {first + timedelta(days=place): amount for place in range((last - first).days + 1)}


def _weekdays(first, last):
    return WorkingDays([day for day in _every_day(first, last) if day.weekday() < 5])


def test_every_year_lies_on_the_same_days():
    assert slot_of(date(2026, 3, 1)) == slot_of(date(2024, 3, 1)) == 60
    assert day_of(59, 2024) == date(2024, 2, 29)
    assert day_of(59, 2026) == date(2026, 2, 28)


def test_an_even_year_is_on_pace_with_even_years():
    pace = Pace(DAY, _every_day(date(2023, 1, 1), DAY), Decimal("36500.00"))
    assert pace.full_years == (2023, 2024, 2025)
    assert pace.to_date == Decimal("25800.00")
    assert pace.last_year[-1] == Decimal("36500.00")
    assert round(pace.completion, 6) == round(258 / 365, 6)
    assert abs(pace.gap) < 0.001
    assert not pace.unusual
    assert round(pace.projection / 100) == 365


def test_a_year_far_behind_is_unusual():
    daily = _every_day(date(2023, 1, 1), date(2025, 12, 31)) | _every_day(date(2026, 1, 1), DAY, Decimal(50))
    pace = Pace(DAY, daily, Decimal("36500.00"))
    assert pace.unusual
    assert round(pace.gap, 2) == -0.35


def test_a_year_that_began_late_is_no_full_year():
    pace = Pace(DAY, _every_day(date(2024, 6, 1), DAY), None)
    assert pace.full_years == (2025,)
    assert pace.season is None
    assert pace.completion is None
    assert pace.gap is None
    assert pace.projection is None


def test_nothing_received_is_nothing_known():
    pace = Pace(DAY, {}, None)
    assert pace.to_date == 0
    assert pace.last_year is None
    assert sum_of({}, Span(DAY, DAY)) is None


def test_the_frame_of_a_pace_has_only_what_is_known():
    alone = pace_frame(Pace(DAY, _every_day(date(2026, 1, 1), DAY), None))
    assert list(alone.columns) == ["day", "this_year"]
    assert len(alone) == 365
    assert alone["this_year"].iloc[257] == 2.58
    assert alone["this_year"].iloc[258:].isna().all()
    planned = pace_frame(Pace(DAY, _every_day(date(2023, 1, 1), DAY), Decimal(36500)))
    assert list(planned.columns) == [
        "day", "this_year", "last_year", "season", "gap", "gap_last", "low", "high", "gap_low", "gap_high",
    ]  # fmt: skip


def test_money_is_compared_day_for_day():
    daily = _every_day(date(2025, 1, 1), DAY, Decimal(1))
    assert month_so_far(daily, DAY) == Compared(
        Span(date(2026, 9, 1), DAY),
        Decimal(15),
        (
            (Span(date(2026, 8, 1), date(2026, 8, 15)), Decimal(15)),
            (Span(date(2025, 9, 1), date(2025, 9, 15)), Decimal(15)),
        ),
    )
    assert year_so_far(daily, DAY) == Compared(
        Span(date(2026, 1, 1), DAY), Decimal(258), ((Span(date(2025, 1, 1), date(2025, 9, 15)), Decimal(258)),)
    )
    assert recent_months(daily, DAY, 3) == [Decimal(15), Decimal(15), Decimal(15)]


def test_yesterday_is_compared_with_the_working_day_of_the_same_number():
    working = _weekdays(date(2025, 1, 1), DAY)
    daily = {date(2026, 8, 17): Decimal(2), date(2025, 9, 15): Decimal(3), DAY: Decimal(4)}
    assert latest_day(daily, DAY, working) == Compared(
        Span(DAY, DAY),
        Decimal(4),
        (
            (Span(date(2026, 8, 17), date(2026, 8, 17)), Decimal(2)),
            (Span(date(2025, 9, 15), date(2025, 9, 15)), Decimal(3)),
        ),
    )
    assert recent_days(daily, DAY, working, 2) == [Decimal(0), Decimal(4)]


def test_the_calendar_has_a_cell_for_days_the_treasury_is_open():
    working = _weekdays(date(2026, 1, 1), date(2026, 12, 31))
    frame = calendar_frame(Pace(DAY, {DAY: Decimal(20000), date(2026, 9, 12): Decimal(10000)}, None), working)
    assert len(frame) == 262
    assert frame.set_index("day")["amount"][date(2026, 9, 12)] == 1.0
    assert frame["amount"].isna().sum() == 77
    assert finding_of_days(frame) == BestDay(DAY, 2.0, 2.0 / 1.5)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3], (2, True)),
        ([3, 1, 2], (1, True)),
        ([1, 3, 2, 1], (2, False)),
        ([1, 1], (0, False)),
        ([1], (0, False)),
    ],
)
def test_a_streak_is_counted_from_the_end(values, expected):
    assert streak(values) == expected


def test_a_daily_feed_is_late_from_the_first_working_day_missed():
    working = _weekdays(date(2026, 8, 1), date(2026, 9, 30))
    came = [day for day in _every_day(date(2026, 9, 1), date(2026, 9, 11)) if day in working]
    assert days_late(came, date(2026, 9, 11), working) == 0
    assert days_late(came, date(2026, 9, 13), working) == 0
    assert days_late(came, date(2026, 9, 14), working) == 1
    assert days_late(came, date(2026, 9, 15), working) == 2


def test_a_monthly_feed_is_late_only_beyond_its_longest_gap():
    working = _weekdays(date(2026, 1, 1), date(2026, 9, 30))
    came = [date(2026, month, 10) for month in range(3, 9)]
    assert days_late(came, date(2026, 9, 10), working) == 0
    assert days_late(came, date(2026, 9, 15), working) == 3
    assert days_late(came[:3], date(2026, 9, 15), working) == 0


def _account(**changes):
    rows = {"read": 10, "loaded": 5, "superseded": 1, "duplicate": 1, "quarantined": 1, "out_of_scope": 1, "total": 1}
    amounts = {
        "read": "9.00",
        "loaded": "5.00",
        "superseded": "1.00",
        "duplicate": "1.00",
        "quarantined": "1.00",
        "out_of_scope": "1.00",
    }
    file = {f"rows_{part}": rows for part, rows in rows.items()} | {
        f"amount_{part}": Decimal(text) for part, text in amounts.items()
    }
    return {**file, **changes}


def test_every_row_read_is_in_one_of_six_parts():
    assert balanced(_account())
    assert row_difference(_account(rows_loaded=4)) == 1
    assert amount_difference(_account(amount_loaded=Decimal("4.99"))) == Decimal("0.01")
    assert not balanced(_account(amount_loaded=Decimal("4.99")))
    assert summed([_account(), _account()])["amount_read"] == Decimal("18.00")


def test_files_of_a_source_are_one_step():
    steps = [
        {"position": 2, "step": "staging.receipt", "rows": 3, "milliseconds": 30},
        {"position": 1, "step": "land.roster_20260110_2.xlsx", "rows": 2, "milliseconds": 20},
        {"position": 0, "step": "land.roster_20260110_1.xlsx", "rows": None, "milliseconds": 10},
    ]
    assert grouped_steps(steps) == [
        {"step": "land.roster", "times": 2, "rows": 2, "milliseconds": 30},
        {"step": "staging.receipt", "times": 1, "rows": 3, "milliseconds": 30},
    ]


def test_a_reason_is_counted_over_all_files():
    def put_aside(name, rows, amount, line):
        said = {"feed": "receipts", "column_name": "缴款日期", "reason": "missing"}
        return {**said, "file_name": name, "rows": rows, "amount": amount, "first_line": line}

    found = grouped_reasons([put_aside("a", 1, Decimal(2), 7), put_aside("b", 3, Decimal(4), 9)])
    assert found == [{**put_aside("b", 4, Decimal(6), 9), "files": 2}]


def test_the_first_fault_is_told_in_words():
    areas = Areas([{"code": "210213004001", "name": "山景社区"}], [])
    types = [("98", "其他")]
    zh, en = words_in("zh"), words_in("en")
    assert in_words("month 24312, tickets 2", zh, areas, types) == "月份 2026年1月、税票数 2"
    assert in_words("worker_type 98, community 210213004001", zh, areas, types) == "人员类别 其他、社区 山景社区"
    assert in_words("community 000000000000, staged 1.00", en, areas, types) == "community Unassigned, staged 1.00"
    assert in_words("base 21792.00, tickets 2", zh, areas, types) == "缴费基数 21,792.00、税票数 2"
    assert in_words("", zh, areas, types) == ""
