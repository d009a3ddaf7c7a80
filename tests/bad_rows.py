"""Rows that mean nothing, feed by feed, each with what must be said of it; the same row without its fault is good."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.deliveries import Row, assessment, deduction, identity, on_roster, receipt, registered
from tests.world import COMMUNITY, A
from tests.yesterday import TODAY

MISSING = "the value is missing"
MONEY = "the value is not an amount in yuan, at most two decimals"
DAY = "the value is not a date: YYYY-MM-DD, YYYYMMDD or YYYY/M/D"
DAY_OR_MONTH = "the value is not a date or a month"
MOMENT = "the value is not a date, or a date and a time"
MONTH = "the value is not a month: YYYYMM or YYYY-MM"
COUNT = "the value is not a whole number"
UNKNOWN = "the value is not in any value map"
PARTIAL = "the period is not whole months"
BACKWARDS = "the period runs backwards"
BY_YEAR = ("电子税票号码", "证件号码", "征收品目", "年度", "起始月份", "终止月份", "实缴金额", "缴款日期", "入库日期")
OF_A_LIST: dict[str, Row] = {
    "assignments": {"证件号码": A, "社区代码": COMMUNITY, "生效日期": TODAY},
    "classifications": {"证件号码": A, "缴费人员类别": "03", "生效日期": TODAY},
    "targets": {"月份": "202512", "区划代码": "210213", "应参保人数": "5"},
    "elsewhere": {"证件号码": A, "类别": "城乡居民", "起": "202501", "止": "202506"},
    "plans": {"年度": "2025", "区划代码": "210213", "计划金额": "5.00"},
    "areas": {"区划代码": "210213", "名称": "金州区", "级别": "区县"},
    "base_limits": {"执行年度": "2025", "平均工资": "8000", "下限": "4800", "上限": "24000"},
}


@dataclass(frozen=True)
class BadRow:
    """A row with one fault: the cell at fault as delivered, what is said of it, and the money it holds."""

    column: str
    value: str
    reason: str
    amount: str = "0.00"
    besides: Row = field(default_factory=dict)


def good_row(file: str, number: int) -> Row:
    """Return a row of a file (a feed, or receipts by year and months) that loads; `number` tells it from others."""
    person = identity("1985-03-04", 100 + number)
    rows = {
        "receipts": receipt(f"Q{number}", A, "202512", "202512", "10.00", TODAY),
        "receipts_by_year": by_year(f"J{number}"),
        "assessments": assessment(f"V{number}", A, "202512", "10.00", TODAY),
        "register": registered(f"Q{number}", person, "1", "2025-12-01", COMMUNITY),
        "roster": on_roster("202512", COMMUNITY, person),
        "deductions": deduction(f"B{number}", A, "202512", TODAY, "成功"),
    }
    return rows.get(file) or OF_A_LIST[file]


def by_year(ticket: str) -> Row:
    """Return a receipt that says its period in three columns."""
    row = receipt(ticket, A, "", "", "10.00", TODAY, 年度="2025", 起始月份="12", 终止月份="12")
    return {name: row[name] for name in BY_YEAR}


def receipts() -> Iterator[BadRow]:
    """Yield the faults of receipts."""
    for column in ("电子税票号码", "证件号码", "费款所属期起", "费款所属期止"):
        yield BadRow(column, "", MISSING, "10.00")
    yield BadRow("实缴金额", "", MISSING)
    for value in ("10.005", "1,00.00", "十元"):
        yield BadRow("实缴金额", value, MONEY)
    yield BadRow("电子税票号码", "3.42E+17", "the value is not a number written out, not 2.1E+17", "10.00")
    yield BadRow("证件号码", "2.10299E+17", "the value is not an identity number written out, not 2.1E+17", "10.00")
    yield BadRow("费款所属期起", "2025-13", "the value is not a month or its first day", "10.00")
    yield BadRow("费款所属期起", "2025-12-02", PARTIAL, "10.00")
    yield BadRow("费款所属期止", "2025-12-30", PARTIAL, "10.00")
    yield BadRow("费款所属期止", "202511", BACKWARDS, "10.00")
    yield BadRow(
        "费款所属期止", "202512", "the period covers more than 600 months", "10.00", {"费款所属期起": "197512"}
    )
    yield BadRow("缴款日期", "2025-02-30", DAY, "10.00")
    yield BadRow("入库日期", "2025.12.31", DAY, "10.00")
    yield BadRow("更新时间", "2025-12-31 25:00:00", MOMENT, "10.00")
    yield BadRow("业务类型", "退税", UNKNOWN, "10.00")


def receipts_by_year() -> Iterator[BadRow]:
    """Yield the faults of receipts that say their period in three columns."""
    yield BadRow("年度", "", MISSING, "10.00")
    yield BadRow("年度", "25", "the value is not a year: YYYY", "10.00")
    yield BadRow("起始月份", "13", "the value is not a month of the year: 1 to 12", "10.00")
    yield BadRow("终止月份", "123", "the value is not a month of the year: 1 to 12", "10.00")
    yield BadRow("终止月份", "11", BACKWARDS, "10.00")


def assessments() -> Iterator[BadRow]:
    """Yield the faults of assessments."""
    yield BadRow("应征凭证序号", "", MISSING, "10.00")
    yield BadRow("费款所属期", "2025年12月", MONTH, "10.00")
    yield BadRow("应缴金额", "870.805", MONEY)
    yield BadRow("缴款期限", "月底", DAY, "10.00")
    yield BadRow("业务类型", "补缴", UNKNOWN, "10.00")
    yield BadRow("状态", "待定", UNKNOWN, "10.00")
    yield BadRow("更新时间", "昨天", MOMENT, "10.00")


def register() -> Iterator[BadRow]:
    """Yield the faults of the register."""
    yield BadRow("个人编号", "", MISSING)
    yield BadRow("参保状态", "", MISSING)
    yield BadRow("参保状态", "3", UNKNOWN)
    yield BadRow("变更日期", "", MISSING)
    yield BadRow("变更日期", "2025", DAY)
    yield BadRow("出生日期", "1985-13-01", DAY)
    yield BadRow("首次参保年月", "2025", MONTH)
    yield BadRow("补贴起", "长期", DAY_OR_MONTH)
    yield BadRow("补贴止", "长期", DAY_OR_MONTH)


BAD_ROWS: dict[str, tuple[BadRow, ...]] = {
    "receipts": tuple(receipts()),
    "receipts_by_year": tuple(receipts_by_year()),
    "assessments": tuple(assessments()),
    "register": tuple(register()),
    "assignments": (BadRow("社区代码", "", MISSING), BadRow("生效日期", "即日", DAY)),
    "classifications": (BadRow("缴费人员类别", "", MISSING), BadRow("生效日期", "即日", DAY)),
    "roster": (BadRow("台账月份", "十二月", MONTH), BadRow("社区代码", "", MISSING), BadRow("证件号码", "", MISSING)),
    "targets": (BadRow("月份", "2025", MONTH), BadRow("区划代码", "", MISSING), BadRow("应参保人数", "5.5", COUNT)),
    "elsewhere": (
        BadRow("类别", "", MISSING),
        BadRow("起", "去年", DAY_OR_MONTH),
        BadRow("止", "至今", DAY_OR_MONTH),
        BadRow("止", "202412", BACKWARDS),
    ),
    "deductions": (
        BadRow("结果", "", MISSING, "871.80"),
        BadRow("结果", "处理中", UNKNOWN, "871.80"),
        BadRow("金额", "871.801", MONEY),
        BadRow("扣款日期", "2025-12-32", DAY, "871.80"),
        BadRow("费款所属期", "12月", MONTH, "871.80"),
    ),
    "plans": (BadRow("年度", "今年", COUNT, "5.00"),),
    "areas": (BadRow("名称", "", MISSING), BadRow("失效日期", "未定", DAY)),
    "base_limits": (BadRow("执行年度", "", MISSING), BadRow("下限", "六成", MONEY)),
}
