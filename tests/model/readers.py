"""How a delivered row of text becomes a row of its feed or is quarantined (contract, section 1)."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any, TypeVar

from tests.model.reading import (
    Unreadable,
    canonical_identity,
    read_amount,
    read_count,
    read_day,
    read_end,
    read_moment,
    read_month,
    read_period,
    read_start,
)
from tests.model.rows import (
    NORMAL,
    REFUND,
    TOP_UP,
    Assessment,
    Assignment,
    Classification,
    Deduction,
    Elsewhere,
    Place,
    Plan,
    Receipt,
    RegisterRow,
    RosterRow,
    Target,
)

Value = TypeVar("Value")

RECEIPT_KINDS = ("正常应缴", "补缴", "预缴", "清欠", "补差", "退收")
STATES = {"1": 1, "2": 2, "4": 4, "正常": 1, "暂停": 2, "终止": 4}
SEXES = {"1": "M", "2": "F", "男": "M", "女": "F"}
CATEGORIES = ("男60", "女55", "女50")
FREQUENCIES = {"按月": 1, "按季": 3, "按半年": 6, "按年": 12}


class Cells:
    """The cells of one row; every reading of an unreadable cell raises Unreadable."""

    def __init__(self, row: Mapping[str, str], place: Place) -> None:
        """Keep the row and its place."""
        self.row = row
        self.place = place

    def text(self, header: str) -> str:
        """Return the trimmed text of a cell, empty when the column is absent."""
        return (self.row.get(header) or "").strip()

    def need(self, header: str) -> str:
        """Return the text of a cell without which the row means nothing."""
        if not (text := self.text(header)):
            raise Unreadable(f"{header} missing")
        return text

    def identity(self) -> str:
        """Return the canonical 证件号码."""
        if not (identity := canonical_identity(self.need("证件号码"))):
            raise Unreadable("证件号码 missing")
        return identity

    def maybe(self, header: str, read: Callable[[str], Value]) -> Value | None:
        """Read a cell that may be empty."""
        text = self.text(header)
        return read(text) if text else None

    def lenient(self, header: str, read: Callable[[str], Value]) -> Value | None:
        """Read a cell that is not needed and not a date: unreadable is empty."""
        try:
            return self.maybe(header, read)
        except Unreadable:
            return None

    def updated(self) -> datetime:
        """Return 更新时间, or the file's date at 00:00."""
        file_date = self.place.file_date
        return self.maybe("更新时间", read_moment) or datetime.combine(file_date, time())

    def one_of(self, header: str, known: tuple[str, ...], empty: str) -> str:
        """Return a value that must be known; an empty cell means the given one."""
        text = self.text(header) or empty
        if text not in known:
            raise Unreadable(f"{header} unknown: {text}")
        return text


def receipt(cells: Cells) -> Receipt:
    """Read a receipt row."""
    first, last = read_period(
        cells.text("费款所属期起"),
        cells.text("费款所属期止"),
        cells.text("年度"),
        cells.text("起始月份"),
        cells.text("终止月份"),
    )
    amount = read_amount(cells.need("实缴金额"))
    treasury_date = cells.maybe("入库日期", read_day)
    return Receipt(
        place=cells.place,
        ticket=cells.need("电子税票号码"),
        identity=cells.identity(),
        item=cells.text("征收品目"),
        first=first,
        last=last,
        base=cells.lenient("缴费基数", read_amount),
        amount=amount,
        pay_date=cells.maybe("缴款日期", read_day) or treasury_date,
        treasury_date=treasury_date,
        office=cells.text("主管税务所（科、分局）"),
        street=cells.text("街道乡镇"),
        channel=cells.text("缴费渠道"),
        kind=cells.one_of("业务类型", RECEIPT_KINDS, REFUND if amount < 0 else NORMAL),
        updated=cells.updated(),
    )


def assessment(cells: Cells) -> Assessment:
    """Read an assessment row."""
    return Assessment(
        place=cells.place,
        voucher=cells.need("应征凭证序号"),
        identity=cells.identity(),
        month=read_month(cells.need("费款所属期")),
        item=cells.text("征收品目"),
        amount=read_amount(cells.need("应缴金额")),
        deadline=cells.maybe("缴款期限", read_day),
        kind=cells.one_of("业务类型", (NORMAL, TOP_UP), NORMAL),
        state=cells.one_of("状态", ("有效", "作废", "核销"), "有效"),
        updated=cells.updated(),
    )


def register_row(cells: Cells) -> RegisterRow:
    """Read a register row."""
    cells.maybe("首次参保年月", read_month)
    state = STATES.get(cells.need("参保状态"))
    if state is None:
        raise Unreadable("参保状态 unknown")
    category = cells.text("退休年龄类别")
    return RegisterRow(
        place=cells.place,
        personal_number=cells.need("个人编号"),
        identity=cells.identity(),
        sex=SEXES.get(cells.text("性别")),
        birth=cells.maybe("出生日期", read_day),
        hukou=cells.text("户籍地代码"),
        community=cells.text("社区代码"),
        worker_type=cells.text("缴费人员类别"),
        state=state,
        change_type=cells.text("变更类型"),
        changed=read_day(cells.need("变更日期")),
        frequency=FREQUENCIES.get(cells.text("缴费频次")),
        category=category if category in CATEGORIES else None,
        subsidy_start=cells.maybe("补贴起", read_start),
        subsidy_end=cells.maybe("补贴止", read_end),
        contributed=cells.lenient("累计缴费月数", read_count),
    )


def assignment(cells: Cells) -> Assignment:
    """Read an assignment row."""
    return Assignment(cells.place, cells.identity(), cells.need("社区代码"), read_day(cells.need("生效日期")))


def classification(cells: Cells) -> Classification:
    """Read a classification row."""
    return Classification(cells.place, cells.identity(), cells.need("缴费人员类别"), read_day(cells.need("生效日期")))


def roster_row(cells: Cells) -> RosterRow:
    """Read a roster row."""
    month = read_month(cells.need("台账月份"))
    return RosterRow(cells.place, month, cells.need("社区代码"), cells.identity(), cells.text("就业类别"))


def target(cells: Cells) -> Target:
    """Read a target row."""
    return Target(
        cells.place, read_month(cells.need("月份")), cells.need("区划代码"), read_count(cells.need("应参保人数"))
    )


def elsewhere(cells: Cells) -> Elsewhere:
    """Read an elsewhere row."""
    start, end = read_start(cells.need("起")), cells.maybe("止", read_end)
    if end is not None and end < start:
        raise Unreadable("runs backwards")
    return Elsewhere(cells.place, cells.identity(), cells.need("类别"), start, end)


def deduction(cells: Cells) -> Deduction:
    """Read a deduction row."""
    read_amount(cells.need("金额"))
    return Deduction(
        place=cells.place,
        batch=cells.need("批次号"),
        identity=cells.identity(),
        month=read_month(cells.need("费款所属期")),
        date=read_day(cells.need("扣款日期")),
        result=cells.one_of("结果", ("成功", "失败"), ""),
        reason=cells.text("失败原因"),
        bank=cells.text("开户银行"),
    )


def plan(cells: Cells) -> Plan:
    """Read a plan row."""
    return Plan(
        place=cells.place,
        year=read_count(cells.need("年度")),
        area=cells.text("区划代码"),
        office=cells.text("主管税务所（科、分局）"),
        amount=cells.lenient("计划金额", read_amount),
        persons=cells.lenient("计划参保人数", read_count),
    )


READERS: dict[str, Callable[[Cells], Any]] = {
    "receipts": receipt,
    "assessments": assessment,
    "register": register_row,
    "assignments": assignment,
    "classifications": classification,
    "roster": roster_row,
    "targets": target,
    "elsewhere": elsewhere,
    "deductions": deduction,
    "plans": plan,
}
