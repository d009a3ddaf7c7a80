"""What happens to one person of a random history, as rows of the feeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.deliveries import Row, assessment, deduction, receipt, registered
from tests.model.reading import first_day, last_day, month_of

if TYPE_CHECKING:
    from tests.histories import Dice, Person

COMMUNITIES = (
    *("210213009001", "210213009003", "210213011001", "210213003001"),
    *("", "210213009999", "999999999999", "210213011000"),
)
STREETS = ("先进街道", "", "先进", "董家沟镇", "三十里堡", "不存在", "210213009")
TYPES = ("01", "05", "", "个体经营者", "骑手", "98", "06")
FREQUENCIES = ("按月", "", "按季", "按半年", "按年")
BASES = ("4500.00", "4359.00", "", "7264", "abc", "21,792.00", "30000", "5084.80")
AMOUNTS = ("900.00", "871.80", "1,000.01", "500")
KINDS = ("正常应缴", "", "预缴", "补缴", "清欠")
CHANNELS = ("支付宝", "07", "", "刷脸", "03")
OFFICES = ("第一税务所", "", "第二税务所")
SCOPES = ("企业职工基本养老保险费", "", "基本医疗保险费")


def cell(month: int) -> str:
    """Return a month as YYYYMM."""
    return f"{month // 12:04d}{month % 12 + 1:02d}"


def register_rows(dice: Dice, one: Person) -> None:
    """Register a person, mostly from early on, and change the row now and then, under two 个人编号."""
    if dice.chance(12):
        return
    for place in range(dice.number(1, 4)):
        day = first_day(dice.first_month) + timedelta(days=dice.number(0, 60)) if place == 0 else dice.day(20)
        changes: Row = {
            "缴费人员类别": dice.pick(TYPES),
            "缴费频次": dice.pick(FREQUENCIES),
            "户籍地代码": dice.pick(("210213", "", "220101")),
            "变更类型": dice.pick(("11", "", "22")),
            "性别": dice.pick(("", "1", "2")),
            "出生日期": dice.pick(("", "", "1975-05-05")),
            "退休年龄类别": dice.pick(("", "", "女50", "男60")),
            "累计缴费月数": dice.pick(("", "", "0", "120", "215", "abc")),
            **subsidy(dice),
        }
        state = dice.pick(("1", "1", "1", "2", "4"))
        written = dice.pick(one.forms())
        row = registered(f"P{one.index}{dice.pick('AAB')}", written, state, day.isoformat(), dice.pick(COMMUNITIES))
        dice.put("register", dice.slot(), {**row, **changes})
    if one.earlier:
        under_both(dice, one)


def under_both(dice: Dice, one: Person) -> None:
    """Deliver the earlier number and, in the last file, the present one under the same 个人编号."""
    assert one.earlier
    day = dice.day().isoformat()
    dice.put("register", 0, registered(f"P{one.index}A", one.earlier, "1", day, COMMUNITIES[0]))
    dice.put("register", len(dice.slots) - 1, registered(f"P{one.index}A", one.number, "1", day, COMMUNITIES[0]))


def subsidy(dice: Dice) -> Row:
    """Give a subsidy now and then."""
    if not dice.chance(20):
        return {}
    start = dice.month()
    end = dice.pick(("", cell(start + dice.number(0, 12))))
    return {"补贴起": dice.pick((cell(start), first_day(start).isoformat())), "补贴止": end}


def paid(dice: Dice, one: Person, first: int, last: int, pay_date: date, **more: str) -> Row:
    """Return a receipt row; it reaches the treasury later, after d, or not yet."""
    lag = dice.pick((0, 0, 2, 35, None))
    treasury = "" if lag is None else (pay_date + timedelta(days=lag)).isoformat()
    said = {"缴费渠道": dice.pick(CHANNELS), "街道乡镇": dice.pick(STREETS), "缴费基数": dice.pick(BASES)}
    row = receipt(dice.ticket(), dice.pick(one.forms()), cell(first), cell(last), "", pay_date.isoformat())
    return {**row, "入库日期": treasury, **said, "主管税务所（科、分局）": dice.pick(OFFICES), **more}


def paid_spells(dice: Dice, one: Person) -> None:
    """Let a person pay month by month, or several months at once, for a while."""
    for _ in range(dice.number(0, 3)):
        first, size = dice.pick((dice.first_month, dice.month())), dice.pick((1, 1, 3, 6, 12))
        slot, delay, amount = dice.slot(), dice.pick((9, 27, 40, 130)), dice.pick(AMOUNTS)
        for group in range(dice.number(1, 24 if size == 1 else 4)):
            start = first + group * size
            pay_date = first_day(start) + timedelta(days=delay)
            row = paid(dice, one, start, start + size - 1, pay_date, 业务类型=dice.pick(KINDS), 实缴金额=amount)
            dice.put("receipts", slot, row)


def single_receipts(dice: Dice, one: Person) -> None:
    """Let there be refunds, top-ups and back payments of single months."""
    for _ in range(dice.number(0, 3)):
        month, kind = dice.month(2), dice.pick(("退收", "补差", "补缴", ""))
        amount = dice.pick(("-900.00", "-871.80", "-0.05")) if kind in ("退收", "") else dice.pick(AMOUNTS)
        last = month + dice.pick((0, 0, 2))
        dice.put("receipts", dice.slot(), paid(dice, one, month, last, dice.day(), 业务类型=kind, 实缴金额=amount))


def revised_tickets(dice: Dice) -> None:
    """Deliver tickets again: copied, corrected, split, out of scope, in transit, for another month."""
    for _ in range(dice.number(0, 3)):
        delivered = [(slot, row) for (feed, slot), rows in dice.rows.items() if feed == "receipts" for row in rows]
        if not delivered:
            return
        slot, row = dice.pick(delivered)
        whole = [other for there, other in delivered if there == slot and other["电子税票号码"] == row["电子税票号码"]]
        if dice.chance(30):
            for other in whole:
                dice.put("receipts", slot, other)
        else:
            revise(dice, row)


def revise(dice: Dice, row: Row) -> None:
    """Deliver a ticket in a new version, with or without a time of change."""
    changed = dict(row)
    changed["更新时间"] = dice.pick(("", "2025-06-01 08:00:00", "2024-01-01", "2026-01-01 00:00:01"))
    changed["实缴金额"] = dice.pick((row["实缴金额"], "450.00"))
    changed["征收品目"] = dice.pick(SCOPES)
    changed["入库日期"] = dice.pick((row["入库日期"], "", (dice.d + timedelta(days=3)).isoformat(), row["缴款日期"]))
    changed["缴费基数"] = dice.pick((row.get("缴费基数", ""), "6000"))
    slot = dice.slot()
    if any(other["电子税票号码"] == row["电子税票号码"] for other in dice.rows.get(("receipts", slot), [])):
        return
    dice.put("receipts", slot, changed)
    if dice.chance(25):
        dice.put("receipts", slot, {**changed, "费款所属期起": "2025-01", "费款所属期止": "2025-02-28"})


def assessed_spells(dice: Dice, one: Person) -> None:
    """Assess a person for a while."""
    for _ in range(dice.number(0, 2)):
        first, slot, amount = dice.pick((dice.first_month, dice.month())), dice.slot(), dice.pick(AMOUNTS)
        due, kind = dice.pick(("", "end", "later", "year")), dice.pick(("", "正常应缴", "补差"))
        for month in range(first, first + dice.number(1, 30)):
            row = assessment(dice.ticket(), dice.pick(one.forms()), cell(month), amount, deadline(month, due))
            dice.put("assessments", slot, {**row, "业务类型": kind})


def deadline(month: int, due: str) -> str:
    """Return 缴款期限: none, the month's end, the 15th after it, or the year's end."""
    days = {
        "": "",
        "end": last_day(month).isoformat(),
        "later": f"{first_day(month + 1):%Y%m}15",
        "year": f"{month // 12}-12-31",
    }
    return days[due]


def revised_assessments(dice: Dice) -> None:
    """Deliver assessments again: cancelled, written off, corrected, out of scope, or as they were."""
    for _ in range(dice.number(0, 3)):
        delivered = [row for (feed, _), rows in dice.rows.items() if feed == "assessments" for row in rows]
        if not delivered:
            return
        row = dict(dice.pick(delivered))
        row["应缴金额"] = dice.pick((row["应缴金额"], "1234.50"))
        row["状态"] = dice.pick(("", "有效", "作废", "核销"))
        row["征收品目"] = dice.pick(SCOPES)
        row["更新时间"] = dice.pick(("", "2025-06-01 08:00:00", "2024-01-01"))
        dice.put("assessments", dice.slot(), row)


def assigned(dice: Dice, one: Person) -> None:
    """Assign a person to a community, known or not, perhaps from a day to come."""
    for _ in range(dice.pick((0, 0, 1, 2))):
        community = dice.pick([code for code in COMMUNITIES if code])
        row = {"证件号码": dice.pick(one.forms()), "社区代码": community, "生效日期": dice.day(20).isoformat()}
        dice.put("assignments", dice.slot(), row)


def classified(dice: Dice, one: Person) -> None:
    """Decide a person's worker type, known or not, perhaps from a day to come."""
    for _ in range(dice.pick((0, 0, 1, 2))):
        kind = dice.pick([kind for kind in TYPES if kind])
        row = {"证件号码": dice.pick(one.forms()), "缴费人员类别": kind, "生效日期": dice.day(20).isoformat()}
        dice.put("classifications", dice.slot(), row)


def employed(dice: Dice, one: Person) -> None:
    """Let a person be insured elsewhere, retire or die."""
    for _ in range(dice.pick((0, 0, 0, 1))):
        start = dice.day()
        end = dice.pick(("", (start + timedelta(days=dice.number(0, 200))).isoformat()))
        kind = dice.pick(("单位职工", "城乡居民", "异地", "退休", "死亡"))
        row = {"证件号码": dice.pick(one.forms()), "类别": kind, "起": start.isoformat(), "止": end}
        dice.put("elsewhere", dice.slot(), row)


def debited(dice: Dice, one: Person) -> None:
    """Let the bank try to collect, and answer again."""
    for _ in range(dice.pick((0, 0, 1, 4))):
        day, result = dice.day(15), dice.pick(("成功", "失败"))
        reason = dice.pick(("余额不足", "")) if result == "失败" else ""
        batch, bank = dice.pick(("B1", "B2")), dice.pick(("工商银行", ""))
        month = cell(month_of(day))
        dice.put("deductions", dice.slot(), deduction(batch, one.number, month, day.isoformat(), result, reason, bank))


FAULTS: tuple[Row, ...] = (
    {"实缴金额": ""},
    {"缴款日期": "2025-02-30"},
    {"业务类型": "其它"},
    {"费款所属期起": "2099-01"},
    {"证件号码": " "},
    {"费款所属期止": "2025-13"},
    {"更新时间": "gestern"},
)


def dirty(dice: Dice, one: Person) -> None:
    """Deliver rows to be set aside, also under a ticket that is good elsewhere."""
    for _ in range(dice.pick((0, 0, 1, 2))):
        delivered = [row for (feed, _), rows in dice.rows.items() if feed == "receipts" for row in rows]
        good = dice.pick(delivered) if delivered else paid(dice, one, dice.month(), dice.month(), dice.day())
        dice.put("receipts", dice.slot(), {**good, **dice.pick(FAULTS)})
    if dice.chance(10):
        day = dice.day().isoformat()
        dice.put("register", dice.slot(), registered(f"P{one.index}A", one.number, "9", day, COMMUNITIES[0]))
