"""Questions that cannot be asked: what is wrong, and what to do."""

from datetime import date

import pytest

from sql.metrics import Against, Days, Month, Months, Question, QuestionError, Top, ask, parse_month
from sql.metrics.period import parse_day, parse_days, parse_months
from tests.sql.metrics.marts_by_hand import empty_version, published

ROSTER_TAKES = "month, district, subdistrict, community, worker_type"
DEC = parse_month("2025-12")
AREAS = "district, subdistrict, community"
ONE_DIMENSION = "largest and smallest groups are of one dimension; name one in --by, beside month or day"
WRONG = [
    (Question(()), "no metric is asked for; name at least one, `python -m sql catalogue` lists them"),
    (
        Question(("suspended_person",)),
        "unknown metric 'suspended_person', did you mean 'suspended_persons'?; `python -m sql catalogue` lists them",
    ),
    (Question(("zzz",)), "unknown metric 'zzz'; `python -m sql catalogue` lists them"),
    (
        Question(("paid_amount",), by=("sexx",)),
        "unknown dimension 'sexx', did you mean 'sex'?; `python -m sql catalogue` lists them",
    ),
    (
        Question(("coverage_rate",), by=("sex",)),
        f"metric 'coverage_rate' does not take dimension 'sex'; it takes: {ROSTER_TAKES}",
    ),
    (
        Question(("pace_linear",), where={"district": ("210213",)}),
        "metric 'pace_linear' does not take dimension 'district'; it takes: no dimension",
    ),
    (
        Question(("plan_amount",), by=("district",), where={"office": ("一所",)}),
        "metric 'plan_amount' takes 'office' or 'district', not both; leave one out",
    ),
    (
        Question(("paid_amount",), period=Days(date(2025, 1, 1), date(2025, 1, 2))),
        "metric 'paid_amount' is counted by month, not by days; ask for --month or --months",
    ),
    (Question(("paid_amount",), by=("sex", "sex")), "dimension 'sex' is asked for twice; name it once"),
    (Question(("paid_amount", "paid_amount")), "metric 'paid_amount' is asked for twice; name it once"),
    (
        Question(("paid_amount",), where={"month": ("2025-12",)}),
        "'month' cannot be filtered by --where; choose the period with --month, --months or --days",
    ),
    (
        Question(("paid_amount",), where={"sex": ()}),
        "the filter on 'sex' names no value; write sex=CODE or sex=CODE,CODE",
    ),
    (
        Question(("paid_amount",), period=Months(DEC, DEC - 1)),
        "the period runs backwards, from 2025-12-01 to 2025-11-30; put the earlier one first",
    ),
    (Question(("suspension_rate",), k=0), "k is 0; it must be 1 or more unpaid months"),
    (
        Question(("paid_amount",), against=(Against.PLAN, Against.YEAR_BEFORE, Against.PLAN)),
        "comparison 'plan' is asked for twice; name it once",
    ),
    (
        Question(("received_net",), by=("day",), against=(Against.MONTH_BEFORE,)),
        "days are not compared one by one; leave 'day' out of --by, or ask for --days of each",
    ),
    (
        Question(("received_net", "paid_amount"), against=(Against.PLAN,)),
        "nothing is planned for metric 'paid_amount'; planned are: received_net, registered_persons",
    ),
    (
        Question(("received_net",), by=("channel",), against=(Against.PLAN,)),
        f"metric 'plan_completion' does not take dimension 'channel'; it takes: {AREAS}, office",
    ),
    (
        Question(("registered_persons",), where={"sex": ("F",)}, against=(Against.PLAN,)),
        f"metric 'plan_persons_completion' does not take dimension 'sex'; it takes: month, {AREAS}",
    ),
    (
        Question(("received_net",), by=("community",), where={"office": ("一所",)}, against=(Against.PLAN,)),
        "metric 'plan_completion' takes 'office' or 'community', not both; leave one out",
    ),
    (
        Question(("registered_persons",), by=("sex",), where={"hukou": ("local",)}, against=(Against.PARENT,)),
        f"no area to find the parent of; ask by or filter on one of {AREAS}",
    ),
    (
        Question(("paid_amount",), by=("sex",), top=Top(0, "paid_amount")),
        "the number of groups is 0; it must be 1 or more",
    ),
    (Question(("paid_amount",), top=Top(3, "paid_amount")), ONE_DIMENSION),
    (Question(("paid_amount",), by=("month",), top=Top(3, "paid_amount")), ONE_DIMENSION),
    (Question(("paid_amount",), by=("sex", "hukou"), top=Top(3, "paid_amount")), ONE_DIMENSION),
    (
        Question(("paid_amount",), by=("sex",), totals=True, top=Top(3, "paid_amount")),
        "the largest or smallest groups come without totals; the rest is a row of its own",
    ),
    (
        Question(("paid_amount",), by=("sex",), top=Top(3, "assessed_amount", smallest=True)),
        "groups are chosen by 'assessed_amount', which is not asked for; name it among the metrics",
    ),
]


@pytest.mark.parametrize(("question", "message"), WRONG)
def test_a_wrong_question_is_refused_whole(question: Question, message: str) -> None:
    """Before anything is read."""
    with pytest.raises(QuestionError) as refused:
        ask(empty_version(), question)
    assert str(refused.value) == message


@pytest.mark.parametrize("text", ["2025-13", "2025-1", "0000-05", "25-12", "", "2025-12-01", "2025年12月"])
def test_months_are_written_one_way(text: str) -> None:
    """Year and month."""
    with pytest.raises(QuestionError, match="is not a month; write YYYY-MM"):
        parse_month(text)


def test_periods_are_read() -> None:
    """From one end to the other; one end alone is both."""
    assert parse_month("2025-12") == parse_month("202512") == 2025 * 12 + 11
    assert parse_months("2025-01:2025-12") == Months(2025 * 12, DEC)
    assert parse_months("2025-12") == Months(DEC, DEC)
    assert parse_days("2025-12-01:2025-12-15") == Days(date(2025, 12, 1), date(2025, 12, 15))
    with pytest.raises(QuestionError, match="'2025-02-30' is not a day; write YYYY-MM-DD"):
        parse_day("2025-02-30")


def test_an_empty_version_answers_with_nothing() -> None:
    """One row without groups, none with; a version nobody built says so."""
    metrics = ("registered_persons", "compliance_rate", "received_net", "plan_amount")
    assert ask(published(), Question(metrics, period=Month(DEC))).rows == [(0, None, 0, 0, 0, None)]
    assert ask(published(), Question(("registered_persons",), by=("month",))).rows == []
    with pytest.raises(Exception, match="is empty: this file is not a published version"):
        ask(empty_version(), Question(metrics))


def test_a_frame_keeps_money_exact() -> None:
    """Decimals stay decimals."""
    frame = ask(published(), Question(("paid_amount", "suspension_rate"))).frame()
    assert list(frame.columns) == ["paid_amount", "suspension_rate", "suspension_rate_num", "suspension_rate_den"]
    assert str(frame.iloc[0, 0]) == "0.00"
