"""The page of collection: its money, plans, channels and deductions against rows summed here and questions asked."""

import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from flask import g
from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.figures.money import laps_figure, success_figure, waterfall_figure
from dashboard.findings.collected import _laps, _pasts, known_before, laps_of, step_of, year_before
from dashboard.findings.monthly import Monthly
from dashboard.findings.when import first_month
from dashboard.pages.collection import TABLES, body
from dashboard.pages.collection_bank import judged
from dashboard.pages.collection_cards import lap_link
from dashboard.pages.collection_tables import changed, lap_name, segments
from dashboard.pages.page import Context
from dashboard.periods import Span
from dashboard.theme import TOKENS
from dashboard.view import View, read_view
from dashboard.wording import words_in
from sql.metrics import Days, Month, Question
from sql.metrics.period import month_text
from sql.schema import marts
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

ZH = words_in("zh")
DAY = timedelta(days=1)
YEAR = Span(date(2026, 1, 1), date(2026, 9, 15))
LAST_YEAR = Span(date(2025, 1, 1), date(2025, 9, 15))
AUGUST = 2026 * 12 + 7
COMMUNITY = "210213013006"
ANALYST = Viewer("zhao", Role.ANALYST, None)
"""Sees no figures of fewer than ten people."""


def _context(app, viewer=MANAGER, **query):
    view = read_view("/collection", query)
    return Context(view, words_in(view.language), viewer, app.server.extensions["services"])


def _table(app, name, viewer=MANAGER, **query):
    return TABLES[name](_context(app, viewer, **query))


def _drawn(app, viewer=MANAGER, **query):
    with app.server.test_request_context():
        g.viewer = viewer
        return text_of(body(_context(app, viewer, **query)))


@pytest.fixture
def reading(app):
    return app.server.extensions["services"].door.reading(MANAGER)


@pytest.fixture
def receipts(reading):
    """Every receipt row of the mart."""
    names = [column.name for column in marts.RECEIPT.c]
    return [dict(zip(names, row, strict=True)) for row in reading.cursor().rows(select(marts.RECEIPT))]


def _summed(receipts, span, by):
    """Net receipts of a span by what a function says of a row."""
    sums = defaultdict(Decimal)
    for row in receipts:
        if span.start <= row["day"] <= span.end:
            sums[by(row)] += row["gross_amount"] - row["refunded_amount"]
    return {name: value for name, value in sums.items() if value}


@pytest.mark.parametrize(
    ("last", "step"),
    [(date(2026, 3, 3), "day"), (date(2026, 3, 4), "week"), (date(2027, 2, 4), "week"), (date(2027, 2, 5), "month")],
)
def test_a_span_is_told_apart_by_its_length(last, step):
    assert step_of(Span(date(2026, 1, 1), last)) == step


def test_weeks_start_on_monday_and_the_first_and_last_are_cut():
    laps = list(_laps(YEAR))
    assert laps[0] == Span(date(2026, 1, 1), date(2026, 1, 4))
    assert laps[-1] == Span(date(2026, 9, 14), date(2026, 9, 15))
    assert {(lap.start.weekday(), (lap.end - lap.start).days) for lap in laps[1:-1]} == {(0, 6)}


@pytest.mark.parametrize(
    "span", [YEAR, Span(date(2024, 2, 20), date(2024, 3, 5)), Span(date(2025, 2, 20), date(2025, 3, 31))]
)
def test_every_day_a_year_before_stands_on_one_lap(reading, span):
    past = year_before(reading, span)
    days = [
        lap.start + number * DAY
        for lap in _pasts(past, list(_laps(span)))
        if lap
        for number in range((lap.end - lap.start).days + 1)
    ]
    assert days == [past.start + number * DAY for number in range((past.end - past.start).days + 1)]


def test_the_same_days_a_year_before(reading):
    assert year_before(reading, YEAR) == LAST_YEAR
    february = Span(date(2025, 2, 1), date(2025, 2, 28))
    assert year_before(reading, february) == Span(date(2024, 2, 1), date(2024, 2, 29))
    monday = Span(date(2026, 9, 14), date(2026, 9, 14))
    open_days = sorted(row["day"] for row in reading.table(marts.WORKDAY) if row["working"])
    number = sum(1 for day in open_days if date(2026, 9, 1) <= day <= monday.end)
    day = [day for day in open_days if day >= date(2025, 9, 1)][number - 1]
    assert year_before(reading, monday) == Span(day, day)


def test_what_was_before_history_is_not_compared(reading):
    (version,) = reading.table(marts.VERSION)
    first = version["history_starts"] or version["first_month"]
    early = Span(date(first // 12, first % 12 + 1, 1), date(first // 12, 12, 31))
    assert known_before(reading, early) is None
    assert {lap.before for lap in laps_of(reading, early, {})} == {None}


@pytest.mark.parametrize("where", [{}, {"community": (COMMUNITY,)}])
def test_laps_are_the_receipts_of_their_days(reading, receipts, where):
    rows = [row for row in receipts if not where or row["community"] == COMMUNITY]
    laps = laps_of(reading, YEAR, where)
    for lap in laps:
        inside = [row for row in rows if lap.start <= row["day"] <= lap.end]
        assert lap.gross == sum(row["gross_amount"] for row in inside)
        assert lap.refunded == sum(row["refunded_amount"] for row in inside)
        assert lap.net == lap.gross - lap.refunded
    assert sum(lap.before for lap in laps) == sum(_summed(rows, LAST_YEAR, lambda _: "").values())


def test_the_title_says_how_the_year_compares(app, receipts):
    now, before = (_summed(receipts, span, lambda _: "")[""] for span in (YEAR, LAST_YEAR))
    shown = _table(app, "laps")
    change = abs((now - before) / before * 100)
    way = "升" if now > before else "降"
    assert shown.title == f"今年累计净入库 {now / 10000:,.2f} 万元，较去年同日{way} {change:,.2f}%"
    assert (shown.total["net"], shown.total["before"]) == (now, before)


def test_a_title_without_a_year_before_claims_nothing():
    assert changed(None, "", ZH) == ""
    assert changed(Decimal("-0.00001"), "较去年同日", ZH) == "，较去年同日持平"
    assert changed(Decimal("-0.125"), "较去年同日", ZH) == "，较去年同日降 12.50%"


def test_the_strip_writes_out_its_dates(app, reading):
    shown = _drawn(app)
    assert shown.count("较去年1月1日–9月15日") == 5
    assert shown.count("较去年8月") == 1
    (row,) = reading.ask(Question(("deduction_success_rate",), period=Month(AUGUST)))
    assert f'"{row["deduction_success_rate"] * 100:.2f}"' in shown


def test_a_channel_leaves_the_strip_without_deductions(app):
    shown = _drawn(app, channel="06")
    assert shown.count("较去年1月1日–9月15日") == 5
    assert "8月代扣成功率" not in shown


def test_channels_are_the_receipts_of_each(app, receipts):
    now, before = (_summed(receipts, span, lambda row: row["channel"]) for span in (YEAR, LAST_YEAR))
    shown = _table(app, "channels")
    assert {row["channel"]: row["net"] for row in shown.rows} == now
    for row in shown.rows:
        past = before.get(row["channel"], 0)
        assert row["share"] == now[row["channel"]] / sum(now.values())
        assert row["moved"] == row["share"] - past / sum(before.values())
    assert shown.total["net"] == sum(now.values())
    assert round(sum(segments(shown.rows)), 9) == 1
    assert len(segments(shown.rows)) == 4


def test_a_negative_share_has_no_piece():
    assert segments([{"share": Decimal("1.1")}, {"share": Decimal("-0.1")}]) == [1.1, 0.0]


@pytest.mark.parametrize("offices", ["", "1"])
def test_plans_are_those_of_the_area_or_office(app, reading, receipts, offices):
    by = "office" if offices else "subdistrict"
    shown = _table(app, "plans", offices=offices)
    names = ("plan_amount", "plan_completion", "pace_gap")
    asked = reading.ask(Question(names, by=(by,), period=Days(YEAR.start, YEAR.end)))
    assert {row[by]: (row["plan_amount"], row["gap"]) for row in shown.rows} == {
        row[by]: (row["plan_amount"], row["pace_gap"]) for row in asked if row["plan_amount"]
    }
    (whole,) = reading.ask(Question(names, period=Days(YEAR.start, YEAR.end)))
    assert (shown.total["plan_completion"], shown.total["gap"]) == (whole["plan_completion"], whole["pace_gap"])
    assert shown.total["plan_completion_num"] == sum(_summed(receipts, YEAR, lambda _: "").values())


def test_communities_without_plans_say_what_came(app, receipts):
    shown = _table(app, "plans", area=COMMUNITY[:9])
    inside = [row for row in receipts if row["community"].startswith(COMMUNITY[:9])]
    assert {row["community"]: row["plan_completion_num"] for row in shown.rows} == _summed(
        inside, YEAR, lambda row: row["community"]
    )
    assert {row["plan_amount"] for row in shown.rows} == {None}
    assert "没有单独的计划" in shown.subtitle
    assert _table(app, "plans", area=COMMUNITY) is None


def test_plans_say_that_other_filters_do_not_narrow_them(app):
    assert "不受其他条件影响" in _table(app, "plans", type="04").subtitle
    assert _table(app, "plans", type="04").total == _table(app, "plans").total


def test_deductions_are_those_of_the_bank(app, reading):
    names = [column.name for column in marts.DEDUCTION_MONTH.c]
    rows = [dict(zip(names, row, strict=True)) for row in reading.cursor().rows(select(marts.DEDUCTION_MONTH))]
    failed, tried = defaultdict(int), defaultdict(int)
    for row in rows:
        tried[row["month"]] += row["succeeded"] + row["failed"]
        if row["month"] == AUGUST and row["failed"]:
            failed[row["failure_reason"]] += row["failed"]
    shown, months = _table(app, "failures"), _table(app, "success")
    assert {row["reason"]: row["failed"] for row in shown.rows} == dict(failed)
    assert shown.total["failed"] == sum(failed.values())
    attempts = {row["month"]: row["deduction_success_rate_den"] for row in months.rows}
    assert attempts == {month: tried[month] for month in range(AUGUST - 12, AUGUST + 1)}


def test_a_month_is_judged_by_the_year_before_it():
    def monthly(last, attempts=1000):
        rows = [(f"2025-{month:02d}", 850, 1000) for month in range(8, 13)]
        rows += [(f"2026-{month:02d}", 850, 1000) for month in range(1, 8)]
        rate = Decimal(last) / attempts
        names = ("month", "deduction_success_rate_num", "deduction_success_rate_den", "deduction_success_rate")
        return Monthly(
            dict(zip(names, row, strict=True))
            for row in [*((*row, Decimal("0.85")) for row in rows), ("2026-08", last, attempts, rate)]
        )

    assert judged(monthly(860), AUGUST, ZH) == "（在平常范围内）"
    assert judged(monthly(900), AUGUST, ZH) == "（高于平常范围）"
    assert judged(monthly(800), AUGUST, ZH) == "（低于平常范围）"
    assert judged(monthly(9, 9), AUGUST, ZH) == ""


def test_factors_add_up_to_the_change(app):
    shown = _table(app, "factors")
    assert sum(row["effect"] for row in shown.rows) == shown.total["effect"]
    assert shown.total["after"] - shown.total["before"] == shown.total["effect"]
    assert f"{abs(shown.total['effect']) / 10000:,.2f} 万元" in shown.title


def test_a_change_needs_a_year_before(app, reading):
    first = month_text(first_month(reading))
    assert _table(app, "factors", month=first) is None
    assert "没有可比的去年同期" in _drawn(app, month=first)


LAPS = [
    {"start": date(2026, 9, 7), "net": Decimal(480000), "refunded": Decimal(10000), "before": Decimal(490000)},
    {"start": date(2026, 9, 14), "net": Decimal(90000), "refunded": Decimal(0), "before": None},
]
ROWS = [{**row, "name": f"week {row['start']}", "tick": str(row["start"]), "href": "/collection"} for row in LAPS]


def _figures(scheme):
    return (
        go.Figure(laps_figure(ROWS, words=ZH, scheme=scheme)),
        go.Figure(laps_figure([{**ROWS[1], "net": Decimal(0)}], words=ZH, scheme=scheme)),
        go.Figure(success_figure(["25年8月", "25年9月"], [None, 83.4], "成功率", scheme=scheme, ids=["/a", "/b"])),
        go.Figure(success_figure(["25年8月"], [None], "成功率", scheme=scheme, ids=["/a"])),
        go.Figure(
            waterfall_figure([("人数", -478.0), ("基数", 102.0)], (("去年", 7018.0), ("今年", 6642.0)), scheme=scheme)
        ),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plotly_accepts_the_figures(scheme):
    for figure in _figures(scheme):
        assert len(go.Figure(figure).data) == len(figure.data)


def test_refunds_stand_below_zero_and_last_year_is_thin():
    figure = go.Figure(laps_figure(ROWS, words=ZH, scheme="light"))
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["净入库"].y) == [48.0, 9.0]
    assert list(traces["退收"].y) == [-1.0, 0.0]
    assert (list(traces["去年同日"].y), traces["去年同日"].line.width) == ([49.0, None], 1.6)
    assert traces["去年同日"].line.color == TOKENS["light"]["ink3"]
    assert [note.text for note in figure.layout.annotations] == ["净入库 9.00", "退收 0.00"]


def test_the_steps_of_a_waterfall_lead_from_one_end_to_the_other():
    bars = go.Figure(
        waterfall_figure([("a", -400.0), ("b", 100.0)], (("x", 7000.0), ("y", 6700.0)), scheme="dark")
    ).data[0]
    tops = [base + height for base, height in zip(bars.base, bars.y, strict=True)]
    assert tops == [7000.0, 7000.0, 6700.0, 6700.0]
    assert list(bars.base[1:3]) == [6600.0, 6600.0]
    assert list(bars.text) == ["7,000", "−400", "+100", "6,700"]


def test_laps_lead_to_themselves_and_are_named_apart():
    view = View("/collection")
    assert lap_link(view, date(2026, 8, 1), date(2026, 8, 31)) == "/collection?month=2026-08"
    assert lap_link(view, date(2026, 9, 14), date(2026, 9, 15)) == "/collection?span=2026-09-14_2026-09-15"
    year = list(_laps(Span(date(2025, 9, 14), date(2026, 9, 15))))
    assert len({lap_name(vars(lap), "week", ZH) for lap in year}) == len(year)
    assert lap_name(vars(year[-1]), "week", ZH) == "第38周（9月14–15日）"


@pytest.mark.parametrize(
    "query", [{}, {"area": COMMUNITY}, {"type": "04"}, {"span": "2023-04_2023-05"}, {"age_band": "25-34"}, {"k": "6"}]
)
@pytest.mark.parametrize("viewer", [MANAGER, ANALYST], ids=["manager", "analyst"])
def test_whoever_looks_at_whatever_the_page_stands(app, caplog, viewer, query):
    for language in ("zh", "en"):
        assert not re.search(r"E-[0-9A-F]{8}", _drawn(app, viewer, lang=language, **query))
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
