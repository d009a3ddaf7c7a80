"""Every figure of the tables is what `ask` says, column by column, as a second reader of the rules would ask it."""

from decimal import Decimal

import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Door
from dashboard.reports.asked import MonthAsked
from dashboard.reports.blocks import Figure, Form, Line
from dashboard.reports.formats import Format, rendered
from dashboard.reports.monthly import Standing, monthly_report
from dashboard.reports.printing import printed
from dashboard.reports.tables import KEY
from dashboard.wording import words_in
from sql.metrics import DIMENSION, Against, Days, Month, Months, Question
from sql.schema.marts import ARREARS_BY_AGE
from sql.studies.scope import Scope
from tests.dashboard.reports.conftest import BUREAU, MONTH, table

YEAR, BEFORE = Against.YEAR_BEFORE, Against.MONTH_BEFORE
SPAN = Months(MONTH - MONTH % 12, MONTH)


def of(metric, against=None, period=None):
    """A column that is a metric, or the metric of an earlier time."""
    return lambda ask: ask(metric, period, against)


def growth(metric, against, period=None):
    """A column that says by how much of itself a metric grew."""

    def grown(ask):
        now, then = ask(metric, period), ask(metric, period, against)
        return {code: _grown(now.get(code), then.get(code)) for code in now}

    return grown


def less(metric, against, period=None):
    """A column that says what was added."""

    def added(ask):
        now, then = ask(metric, period), ask(metric, period, against)
        return {code: _less(now.get(code), then.get(code)) for code in now}

    return added


def _grown(now, then):
    return None if now is None or then is None or then <= 0 else (Decimal(now) - then) / then


def _less(now, then):
    return None if now is None or then is None else Decimal(now) - Decimal(then)


COLUMNS = {
    "received": {
        1: of("plan_amount"),
        2: of("received_gross"),
        3: of("refunded_amount"),
        4: of("received_net"),
        5: growth("received_net", BEFORE),
        6: growth("received_net", YEAR),
        7: of("received_net", period=SPAN),
        8: less("received_net", YEAR, SPAN),
        9: growth("received_net", YEAR, SPAN),
        10: of("plan_completion"),
        11: of("pace_gap"),
    },
    "assessed": {
        1: of("assessed_amount"),
        2: of("paid_amount"),
        3: of("collection_rate"),
        4: of("assessed_amount", period=SPAN),
        5: of("paid_amount", period=SPAN),
        6: of("collection_rate", period=SPAN),
        7: less("collection_rate", YEAR, SPAN),
        8: of("due_persons"),
        9: of("awaiting_persons"),
        10: of("paying_persons"),
        11: of("compliance_rate"),
    },
    "enrolled": {
        1: of("registered_persons", BEFORE),
        2: of("new_persons"),
        3: of("returned_persons"),
        4: of("lost_persons"),
        5: of("net_moved_persons"),
        6: of("registered_persons"),
        7: growth("registered_persons", YEAR),
        8: of("target_persons"),
        9: of("covered_persons"),
        10: of("coverage_rate"),
        12: of("effective_coverage_rate"),
    },
    "suspended": {
        1: of("suspended_persons", BEFORE),
        2: of("newly_suspended_persons"),
        3: of("resumed_persons"),
        4: of("left_suspended_persons"),
        5: of("suspended_net_moved_persons"),
        6: of("suspended_persons"),
        7: of("suspension_rate"),
        8: less("suspension_rate", BEFORE),
        9: less("suspension_rate", YEAR),
        10: of("new_suspension_rate"),
        11: of("resumption_rate"),
    },
    "owed": {
        1: of("arrears_amount", BEFORE),
        2: of("arrears_new_amount"),
        3: of("arrears_cleared_amount"),
        4: of("arrears_net_moved_amount"),
        5: of("arrears_amount"),
        6: of("arrears_persons"),
        13: of("arrears_over_12m_share"),
        14: of("arrears_rate"),
    },
}


@pytest.mark.parametrize("key", COLUMNS)
def test_a_table_is_what_ask_says(reading, report, key):
    shown = table(key, report)
    compared = 0

    def ask(metric, period=None, against=None):
        """The metric of each subdistrict, and of everything under the name of the total."""
        beside = (against,) if against else ()
        column = f"{metric}@{against}" if against else metric
        when = period or Month(MONTH)
        parts = reading.ask(Question((metric,), by=("subdistrict",), period=when, against=beside))
        whole = reading.ask(Question((metric,), period=when, against=beside))
        return {_name(reading, row["subdistrict"]): row[column] for row in parts} | {"合计": whole[0][column]}

    for column, expected in COLUMNS[key].items():
        values = expected(ask)
        for row in shown.rows:
            cell = row.cells[column]
            if not cell.hidden:
                assert cell.value == values.get(row.cells[0]), (shown.heads[column].labels, row.cells[0])
                compared += cell.value is not None
    assert compared > 8 * len(COLUMNS[key]) // 2


def test_the_other_tables_are_what_ask_says(reading, report):
    """By worker type, tier, channel, age and community; and every figure of the first table."""

    def ask(metric, dimension=None, where=None, against=None, period=None):
        question = Question(
            (metric,),
            by=(dimension,) if dimension else (),
            period=period or Month(MONTH),
            where=where or {},
            against=(against,) if against else (),
        )
        column = f"{metric}@{against}" if against else metric
        return {row[dimension] if dimension else "": row[column] for row in reading.ask(question)}

    def column(key, place):
        return {row.cells[0]: row.cells[place].value for row in table(key, report).rows}

    labels = {code.code: code.label_zh for name in ("worker_type", "tier") for code in DIMENSION[name].codes}
    people = {1: "registered_persons", 3: "new_persons", 4: "paying_persons", 6: "suspended_persons"}
    for key, dimension, columns in (
        ("types", "worker_type", {**people, 9: "received_net", 11: "average_base"}),
        ("tiers", "tier", {1: "paying_persons", 3: "paid_amount"}),
    ):
        for place, metric in columns.items():
            expected = {labels[code]: value for code, value in ask(metric, dimension).items()}
            shown = column(key, place)
            assert shown.pop("合计") == ask(metric)[""]
            assert {name: value for name, value in shown.items() if value} == {n: v for n, v in expected.items() if v}
    words = words_in("zh")
    for place, metric in ((1, "receipt_count"), (3, "received_gross")):
        expected = {words(f"channel.{code}"): value for code, value in ask(metric, "channel").items()}
        assert {name: value for name, value in column("channels", place).items() if name != "合计"} == expected
    for place, age in enumerate(ARREARS_BY_AGE, 7):
        assert column("owed", place)["合计"] == ask("arrears_amount", where={"arrears_age": (age,)})[""]
    asked = MonthAsked(reading, MONTH)
    rows = {(row.cells[1], row.cells[2].value) for row in table("communities", report).rows[:-1]}
    for code, value in ask("registered_persons", "community").items():
        if value:
            assert (asked.name(code), value) in rows
    for row, name in zip(table("key", report).rows, KEY, strict=True):
        metric, period = name.lstrip("+"), SPAN if name.startswith("+") else Month(MONTH)
        assert row.cells[3].value == ask(metric, period=period)[""], name
        assert row.cells[6].value == ask(metric, period=period, against=YEAR)[""], name
        before = row.cells[4].value
        assert before is None or before == ask(metric, period=period, against=BEFORE)[""], name


def _name(reading, code):
    return MonthAsked(reading, MONTH).name(code)


def test_the_parts_are_in_the_order_of_the_area_list_and_the_total_is_last(reading, report):
    for key in COLUMNS:
        names = [row.cells[0] for row in table(key, report).rows]
        known = [_name(reading, code) for code in sorted(MonthAsked(reading, MONTH).areas.named_subdistricts)]
        assert [name for name in names if name in known] == known
        assert names[-1] == "合计"
        assert table(key, report).rows[-1].line is Line.TOTAL


def test_the_bridge_closes_to_the_cent(reading, report):
    shown = table("bridge", report)
    *moved, paid = [row.cells[1].value * row.sign for row in shown.rows]
    assert sum(moved) == paid
    [row] = reading.ask(Question(("received_net", "paid_amount"), period=Month(MONTH)))
    assert (moved[0], paid) == (row["received_net"], row["paid_amount"])
    by_month = reading.study("bridge", Scope(month=MONTH))
    assert {row["part"]: row["amount"] for row in by_month}["rest"] == 0


def test_every_amount_in_a_sentence_stands_in_a_table_or_is_asked_alone(report):
    """Money, persons and rates of the text are cells; what is only said is counted here, so that it cannot grow."""
    cells = {printed(cell).lstrip("+−") for one in report.tables for row in one.rows for cell in row.cells if cell}
    said = [figure for figure in report.figures_in_text() if printed(figure).lstrip("+−") not in cells]
    assert len(said) <= 24, [printed(figure) for figure in said]


def test_a_rate_of_few_people_is_hidden_and_has_no_place(report):
    for key, place in (("assessed", 12), ("suspended", 12)):
        for row in table(key, report).rows:
            rate = row.cells[11 if key == "assessed" else 7]
            if rate.hidden:
                assert printed(rate) == "*"
                assert row.cells[place] == Figure(None, Form.RANK)


def test_a_part_of_the_bureau_has_its_communities_and_closes_too(reading):
    area = min(MonthAsked(reading, MONTH).areas.named_subdistricts)
    part = monthly_report(MonthAsked(reading, MONTH, area), BUREAU, Standing())
    shown = table("received", part)
    [row] = reading.ask(Question(("received_net",), period=Month(MONTH), where={"subdistrict": (area,)}))
    assert shown.rows[-1].cells[4].value == row["received_net"]
    assert _name(reading, area) in part.name
    assert "社区（村）" in shown.heads[0].labels


def test_the_daily_report_is_of_its_day(reading):
    from dashboard.reports.daily import daily_report, pasted
    from dashboard.reports.printing import text_of

    report = daily_report(reading, BUREAU)
    day = reading.business_date
    [row] = reading.ask(Question(("receipt_count", "payer_count", "received_net"), period=Days(day, day)))
    total = report.tables[0].rows[-1].cells
    assert [cell.value for cell in total[1:4]] == [row["receipt_count"], row["payer_count"], row["received_net"]]
    assert f"入库{row['receipt_count']:,}笔、{row['payer_count']:,}人" in text_of(pasted(report))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OFFICIAL])
@pytest.mark.parametrize("areas", [None, ("210213004002", "210213012"), ()])
def test_whoever_asks_gets_a_report_that_adds_up(demo_home, role, areas):
    """Also who is kept from small figures, and who sees a part, or nothing."""
    from dashboard.reports.daily import daily_report

    mine = Door(demo_home, memory="512MB", threads=1).reading(Viewer("x", role, areas))
    whole = monthly_report(MonthAsked(mine, MONTH), BUREAU, Standing())
    assert len(whole.tables) >= 10
    assert daily_report(mine, BUREAU).tables
    assert rendered(whole, Format.CSV)
