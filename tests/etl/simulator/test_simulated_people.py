"""Who the people are: impossible identity numbers, real communities, plausible figures."""

from collections import Counter, defaultdict
from functools import cache

import numpy as np

from etl.simulator.chance import Chance
from etl.simulator.identity import MOST_PEOPLE, birth_slots
from etl.simulator.people import draw_people, retirement_month
from etl.simulator.profile import SUBDISTRICTS
from etl.simulator.reference import limits, places
from tests.etl.simulator.reading import canonical, cents, is_valid, months

LAST_FULL_MONTH = 2026 * 12 + 7


def every_number(bureau):
    for name in ("receipts", "assessments"):
        yield from (row["证件号码"] for row in bureau.table(name))
    for feed in ("register", "roster", "elsewhere", "assignments", "deductions"):
        yield from (row["证件号码"] for row in bureau.rows(feed))


def test_all_people_are_of_the_impossible_area(bureau):
    found = Counter(canonical(number)[:6] for number in every_number(bureau) if number)
    assert set(found) == {"210299", "2.1029"}
    assert found["2.1029"] < found["210299"] / 1000


def test_check_characters_are_right_but_for_the_dirt(bureau):
    wrong = sum(not is_valid(canonical(number)) for number in every_number(bureau))
    assert 0 < wrong < 0.002 * sum(1 for _ in every_number(bureau))


def test_no_two_people_share_a_number():
    """Near and far positions alike, up to the most people there can be."""
    area = places()
    spans = [(0, 20_000), (400_000, 406_000), (MOST_PEOPLE - 6_000, MOST_PEOPLE)]
    numbers = [number for span in spans for number in draw_people(Chance(3), area, *span).numbers]
    assert len(set(numbers)) == len(numbers)


def test_birth_slots_tell_everybody_apart():
    index = np.arange(0, MOST_PEOPLE, dtype=np.int64)
    month, year, day, serial = birth_slots(Chance(1), index)
    keys = ((month * 8 + year) * 32 + day) * 500 + serial
    assert len(np.unique(keys)) == MOST_PEOPLE


def test_retirement_follows_the_reform():
    """The table of the reform: births, classes and the months of retirement age."""
    births = np.array([1964 * 12 + 11, 1965 * 12, 1970 * 12, 1976 * 12 + 8, 1970 * 12, 1981 * 12 + 8, 1984 * 12 + 10])
    classes = np.array([60, 60, 60, 60, 55, 55, 50])
    expected = [2024 * 12 + 11, 2025 * 12 + 1, 2031 * 12 + 4, 2039 * 12 + 8, 2025 * 12 + 1, 2039 * 12 + 8]
    assert retirement_month(births, classes).tolist() == [*expected, 2039 * 12 + 10]


def test_communities_are_those_of_the_seven_subdistricts(bureau):
    codes = Counter(row["社区代码"] for row in bureau.rows("roster"))
    real = {code for code in codes if not code.endswith("999")}
    assert real <= set(places().codes)
    assert {code[:9] for code in real} == set(SUBDISTRICTS)
    assert len(places().codes) == 80


def test_limits_are_unknown_before_their_publication():
    known = limits(2026)
    september = np.array([739509, 739508])  # 2025-09-15 and the day before
    years, lowest = np.array([2025, 2025]), np.array([0, 0])
    assert known.base(years, lowest, september).tolist() == [435_900, 427_300]


def test_coverage_and_suspension_are_as_assumed(bureau):
    """The latest roster against the register, and silence since June against the paid months."""
    roster = {canonical(row["证件号码"]) for path in bureau.files("roster_20260710") for row in bureau.file_rows(path)}
    registered = {number for number, state in latest_states(bureau).items() if state in {"1", "2"}}
    covered = roster & registered
    assert 0.60 < len(covered) / len(roster) < 0.77
    paid = paid_months(bureau)
    recent = set(range(LAST_FULL_MONTH - 2, LAST_FULL_MONTH + 1))
    silent = sum(not (recent & {month for month, amount in paid[number].items() if amount > 0}) for number in covered)
    assert 0.15 < silent / len(covered) < 0.30


def latest_states(bureau):
    """The state of each person by the last change."""
    dated = [row for row in bureau.rows("register") if row["变更日期"][:2] in {"19", "20"} and row["证件号码"]]
    dated.sort(key=lambda row: row["变更日期"].replace("/", "-"))
    return {canonical(row["证件号码"]): row["参保状态"] for row in dated}


@cache
def paid_months(bureau):
    """What each person paid for each month, in cents."""
    paid = defaultdict(Counter)
    for row in {row["电子税票号码"]: row for row in bureau.table("receipts")}.values():
        amount, span = cents(row["实缴金额"]), list(months(row))
        if amount is not None and span and "养老" in row["征收品目"] and row["入库日期"]:
            for month in span:
                paid[canonical(row["证件号码"])][month] += amount // len(span)
    return paid


def test_collection_rate_is_as_assumed(bureau):
    """The twelve months up to the last full one."""
    paid, due, met = paid_months(bureau), 0, 0
    for (number, month), amount in assessed(bureau).items():
        if LAST_FULL_MONTH - 12 < month <= LAST_FULL_MONTH:
            due += amount
            met += min(max(paid[number][month], 0), amount)
    assert 0.93 < met / due < 0.98


def test_a_fifth_to_a_third_of_the_arrears_is_old(bureau):
    paid = paid_months(bureau)
    owed = Counter()
    for (number, month), amount in assessed(bureau).items():
        if month <= LAST_FULL_MONTH:
            owed[month <= LAST_FULL_MONTH - 12] += max(0, amount - max(0, paid[number][month]))
    assert 0.15 < owed[True] / owed.total() < 0.42


def assessed(bureau):
    """What each person was validly asked for each month, without top-ups."""
    found = Counter()
    for row in bureau.table("assessments"):
        amount = cents(row["应缴金额"])
        if amount is not None and row["状态"] == "有效" and row["业务类型"] == "正常应缴":
            month = int(row["费款所属期"][:4]) * 12 + int(row["费款所属期"][4:]) - 1
            found[canonical(row["证件号码"]), month] += amount
    return found


def test_december_is_the_peak(bureau):
    by_month = Counter()
    for row in bureau.table("receipts"):
        day = row["入库日期"] or ""
        if day.startswith("2025"):
            by_month[day[5:7]] += cents(row["实缴金额"]) or 0
    assert max(by_month, key=by_month.__getitem__) == "12"
    assert 0.12 < by_month["12"] / by_month.total() < 0.20


def test_the_plan_is_within_reach(bureau):
    """The district's plan of the last full year against what came in."""
    plan = [row for row in bureau.rows("plans") if row["年度"] == "2025" and row["区划代码"] == "210213"]
    received = sum(
        cents(row["实缴金额"]) or 0 for row in bureau.table("receipts") if (row["入库日期"] or "")[:4] == "2025"
    )
    assert 0.85 < received / cents(plan[0]["计划金额"]) < 1.05
