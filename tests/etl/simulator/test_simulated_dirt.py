"""Every kind of dirt is there, at a small rate, in the places where it is found in real bureaus."""

import re
from collections import Counter

import pytest

from etl.simulator.dirt import CELL_RATES, IDENTITY_RATES
from tests.etl.simulator.reading import canonical, cents, header, is_valid, months

KINDS = [*CELL_RATES, *IDENTITY_RATES, "lower_case_x", "duplicate_row", "corrected_row", "refund_without_original"]
REGISTER_KINDS = [
    "birth_differs",
    "sex_differs",
    "sex_missing",
    "phone_as_number",
    "unreadable_change_date",
    "unknown_state",
    "number_missing",
    "unknown_community",
    "unknown_roster_community",
]


@pytest.mark.parametrize("kind", KINDS + REGISTER_KINDS)
def test_kind_is_counted(bureau, kind):
    assert bureau.report.dirt[kind] > 0


def test_dirt_is_rare(bureau):
    assert sum(bureau.report.dirt.values()) < 0.05 * (bureau.report.receipts + bureau.report.assessments)


def numbers(bureau):
    return [row["证件号码"] for row in bureau.table("receipts")] + [row["证件号码"] for row in bureau.rows("register")]


@pytest.mark.parametrize(
    "pattern",
    [
        r"[０-９]{17}[０-９Ｘ]",
        r"'\d{17}[\dX]",
        r"\d{6} \d{8} \d{3}[\dX]",
        r"\d{17}x",
        r"\d{15}",
        r"\d\.\d{5}E\+17",
    ],
)
def test_numbers_are_written_in_many_ways(bureau, pattern):
    assert any(re.fullmatch(pattern, number) for number in numbers(bureau))


def test_some_check_characters_are_wrong(bureau):
    full = [canonical(number) for number in numbers(bureau) if re.fullmatch(r"\d{17}[\dX]", number)]
    assert any(not is_valid(number) for number in full)


def receipts(bureau):
    return bureau.table("receipts")


@pytest.mark.parametrize(
    "found",
    [
        lambda row: cents(row["实缴金额"]) is None,
        lambda row: "," in row["实缴金额"],
        lambda row: row["缴款日期"] in {"2023-02-30", "0000-00-00", "20231301", "见附件"},
        lambda row: "/" in row["缴款日期"],
        lambda row: not list(months(row)),
        lambda row: len(list(months(row))) > 24,
        lambda row: len(list(months(row))) == 12,
        lambda row: row["业务类型"] == "调账",
        lambda row: not row["业务类型"] and row["实缴金额"].startswith("-"),
        lambda row: row["业务类型"] == "退收" and not row["原电子税票号码"],
        lambda row: row["业务类型"] == "退收" and row["原电子税票号码"],
        lambda row: row["业务类型"] == "补差" and float(row["缴费基数"]) < 1000,
        lambda row: "养老" not in row["征收品目"],
        lambda row: row["入库日期"] is None,
        lambda row: row["街道乡镇"] == "马桥子",
        lambda row: row["街道乡镇"] == "210213004",
        lambda row: not row["街道乡镇"],
        lambda row: row["街道乡镇"] == "光明街道",
        lambda row: float(row["缴费基数"] or 9999) < 4359 and row["费款所属期起"].startswith("2025-0"),
        lambda row: row["业务类型"] == "补缴" and row["费款所属期起"][:4] == "2022" and row["缴款日期"][:4] == "2023",
    ],
)
def test_receipts_have_it(bureau, found):
    assert any(found(row) for row in receipts(bureau))


def test_some_receipts_are_there_twice(bureau):
    assert max(Counter(tuple(row.values()) for row in receipts(bureau)).values()) == 2


def test_some_months_are_paid_twice(bureau):
    spans = Counter(
        (canonical(row["证件号码"]), row["费款所属期起"], row["业务类型"])
        for row in {row["电子税票号码"]: row for row in receipts(bureau)}.values()
        if row["业务类型"] == "正常应缴"
    )
    assert max(spans.values()) > 1


def test_assessments_change_their_state(bureau):
    states = Counter(row["状态"] for row in bureau.table("assessments"))
    assert set(states) == {"有效", "作废", "核销"}
    assert states["有效"] > 0.9 * states.total()


def test_one_number_has_two_personal_numbers_after_return(bureau):
    personal = {}
    for row in bureau.rows("register"):
        personal.setdefault(canonical(row["证件号码"]), set()).add(row["个人编号"])
    assert any(len(found) == 2 for number, found in personal.items() if number)


@pytest.mark.parametrize("reason", ["111", "121", "131", "224", "229", "231", "251", "269", "211"])
def test_register_knows_every_reason(bureau, reason):
    assert any(row["变更原因"] == reason for row in bureau.rows("register"))


def test_worker_types_come_as_code_name_and_otherwise(bureau):
    found = {row["缴费人员类别"] for row in bureau.rows("register")}
    assert {"01", "02", "03", "04", "05", "06", "下岗失业人员", "进城务工人员", "家政服务员", ""} <= found


def test_names_are_unusual_too(bureau):
    names = {row["姓名"] for row in bureau.rows("register")}
    assert any("·" in name for name in names)
    assert any("　" in name for name in names)
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_headers_and_lines_are_dirty(bureau):
    headers = {cell for path in bureau.files() for cell in header(bureau.sheet(path))}
    assert any("<SPAN" in cell for cell in headers)
    assert any(cell != cell.strip() for cell in headers)
    assert any("合计" in line for path in bureau.files("deductions") for line in bureau.sheet(path))
    assert any("合计" in line for path in bureau.files("roster") for line in bureau.sheet(path))
    assert any(bureau.sheet(path)[0] != header(bureau.sheet(path)) for path in bureau.files("roster"))


def test_community_names_have_every_ending(bureau):
    found = {row["社区名称"] for row in bureau.rows("roster")}
    for ending in ("社区居委会", "社区居民委员会", "居民社区委员会", "村村委会", "村民民委员会", "[已撤销]"):
        assert any(name.endswith(ending) for name in found)
    assert any("Ｄ" in name for name in found)
