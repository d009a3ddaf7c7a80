"""Writing rows as a source system delivers them: one function per feed, and a world of them as files in an inbox."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from tests.model import Delivery
from tests.model.reading import check_character

Row = dict[str, str]
PENSION = "企业职工基本养老保险费"
HEADERS: dict[str, tuple[str, ...]] = {
    "receipts": (
        *(
            "电子税票号码",
            "证件号码",
            "姓名",
            "征收品目",
            "费款所属期起",
            "费款所属期止",
            "缴费基数",
            "费率",
            "应缴金额",
        ),
        *("实缴金额", "缴款日期", "入库日期", "主管税务所（科、分局）", "街道乡镇", "缴费渠道", "业务类型"),
        *("原电子税票号码", "更新时间"),
    ),
    "assessments": (
        *("应征凭证序号", "证件号码", "费款所属期", "征收品目", "缴费基数", "费率", "应缴金额", "缴款期限"),
        *("业务类型", "状态", "更新时间"),
    ),
    "register": (
        *("个人编号", "证件号码", "姓名", "性别", "出生日期", "户籍地代码", "社区代码", "缴费人员类别", "参保状态"),
        *("变更类型", "变更原因", "变更日期", "首次参保年月", "累计缴费月数", "缴费频次", "退休年龄类别"),
        *("补贴起", "补贴止", "手机号码"),
    ),
    "assignments": ("证件号码", "社区代码", "生效日期", "来源"),
    "classifications": ("证件号码", "缴费人员类别", "生效日期", "来源"),
    "roster": ("台账月份", "社区代码", "证件号码", "姓名", "就业类别", "就业平台", "户籍地代码"),
    "targets": ("月份", "区划代码", "类别", "应参保人数", "来源"),
    "elsewhere": ("证件号码", "类别", "起", "止"),
    "deductions": ("批次号", "证件号码", "费款所属期", "金额", "扣款日期", "结果", "失败原因", "开户银行"),
    "plans": ("年度", "区划代码", "主管税务所（科、分局）", "计划金额", "计划参保人数"),
    "areas": ("区划代码", "名称", "级别", "上级代码", "生效日期", "失效日期", "继任代码"),
    "base_limits": ("执行年度", "统计年度", "平均工资", "下限", "上限", "文号", "生效起", "生效止"),
}


def identity(birth: str, sequence: int) -> str:
    """Return a resident number of area 210299; an odd sequence is a man's."""
    first_seventeen = f"210299{birth.replace('-', '')}{sequence:03d}"
    return first_seventeen + check_character(first_seventeen)


def receipt(  # noqa: PLR0913, PLR0917  what a receipt says, in its order
    ticket: str, person: str, first: str, last: str, amount: str, paid: str, **more: str
) -> Row:
    """Return a receipt row that reached the treasury on its pay date unless said otherwise."""
    row = {"电子税票号码": ticket, "证件号码": person, "费款所属期起": first, "费款所属期止": last, "实缴金额": amount}
    return {**row, "征收品目": PENSION, "缴款日期": paid, "入库日期": paid, **more}


def assessment(voucher: str, person: str, month: str, amount: str, deadline: str = "", **more: str) -> Row:
    """Return an assessment row."""
    row = {"应征凭证序号": voucher, "证件号码": person, "费款所属期": month, "应缴金额": amount}
    return {**row, "征收品目": PENSION, "缴款期限": deadline, **more}


def registered(number: str, person: str, state: str, changed: str, community: str = "", **more: str) -> Row:
    """Return a register row."""
    row = {"个人编号": number, "证件号码": person, "参保状态": state, "变更日期": changed, "社区代码": community}
    return {**row, **more}


def on_roster(month: str, community: str, person: str, kind: str = "") -> Row:
    """Return a roster row."""
    return {"台账月份": month, "社区代码": community, "证件号码": person, "就业类别": kind}


def deduction(  # noqa: PLR0913, PLR0917  what a deduction says, in its order
    batch: str, person: str, month: str, day: str, result: str, reason: str = "", bank: str = ""
) -> Row:
    """Return a deduction row."""
    row = {"批次号": batch, "证件号码": person, "费款所属期": month, "金额": "871.80", "扣款日期": day}
    return {**row, "结果": result, "失败原因": reason, "开户银行": bank}


def delivery(feed: str, day: str, rows: Iterable[Row], number: int = 0) -> Delivery:
    """Return a file of a feed with its date and number."""
    return Delivery(feed, date.fromisoformat(day), number, tuple(rows))


def stem(file: Delivery) -> str:
    """Return the name of a file without its ending."""
    number = f"_{file.number}" if file.number else ""
    return f"{file.feed}_{file.file_date:%Y%m%d}{number}"


def headers(file: Delivery) -> tuple[str, ...]:
    """Return the columns of a file: the feed's, then what its rows have besides."""
    extra = {name: None for row in file.rows for name in row if name not in HEADERS[file.feed]}
    return (*HEADERS[file.feed], *extra)


def is_total(row: Mapping[str, str]) -> bool:
    """Say whether a row is a total row, which a control file leaves out."""
    return any(value in ("合计", "小计", "总计") for value in row.values())


def write(deliveries: Iterable[Delivery], inbox: Path) -> None:
    """Write each delivery as a CSV file with its control file beside it, so that the night need not wait."""
    inbox.mkdir(parents=True, exist_ok=True)
    for file in deliveries:
        with (inbox / f"{stem(file)}.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, headers(file), restval="")
            writer.writeheader()
            writer.writerows(file.rows)
        rows = sum(not is_total(row) for row in file.rows)
        (inbox / f"{stem(file)}.ctl").write_text(json.dumps({"rows": rows}), encoding="utf-8")
