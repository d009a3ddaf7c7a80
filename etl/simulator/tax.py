"""The tax side: receipts and assessments as rows under the headers of the source, as known on the last day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from etl.simulator import dirt, profile, texts
from etl.simulator.assessments import EXTRA, STATES, VOID, Assessments
from etl.simulator.days import Window, first_day, last_day, month_of
from etl.simulator.receipts import KINDS, REFUND, Receipts

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.simulator.chance import Chance, Ints
    from etl.simulator.dirt import Columns, Dirt
    from etl.simulator.people import People
    from etl.simulator.reference import Places
    from etl.simulator.world import World

Row = tuple[str | None, ...]

RECEIPT_HEADERS = (
    "电子税票号码",
    "证件号码",
    "姓名",
    "征收品目",
    "费款所属期起",
    "费款所属期止",
    "缴费基数",
    "费率",
    "应缴金额",
    "实缴金额",
    "缴款日期",
    "入库日期",
    "主管税务所（科、分局）",
    "街道乡镇",
    "缴费渠道",
    "业务类型",
    "原电子税票号码",
    "更新时间",
)
ASSESSMENT_HEADERS = (
    "应征凭证序号",
    "证件号码",
    "费款所属期",
    "征收品目",
    "缴费基数",
    "费率",
    "应缴金额",
    "缴款期限",
    "业务类型",
    "状态",
    "更新时间",
)
ITEM = "职工基本养老保险(个人缴纳)"
OTHER_ITEMS = ("职工基本医疗保险(个人缴纳)", "城乡居民基本医疗保险", "失业保险(个人缴纳)")
# A name nobody has on a list, and one of a subdistrict merged long ago.
UNKNOWN_STREETS = ("开发区直属", "光明街道")
RATE = "0.20"


def known_receipts(chance: Chance, people: People, receipts: Receipts, window: Window) -> Receipts:
    """The receipts the source has on the last day; those in transit have treasury day 0."""
    last = window.last_day
    arrived = receipts.updated_day <= last
    seen_early = chance.below(
        profile.SEEN_IN_TRANSIT, "seen in transit", people.index[receipts.person], receipts.pay_day
    )
    in_transit = (receipts.pay_day <= last) & (receipts.treasury_day > last) & seen_early
    known = receipts.take((receipts.pay_day >= window.first_day) & (arrived | in_transit))
    waiting = known.treasury_day > last
    return replace(
        known,
        treasury_day=np.where(waiting, 0, known.treasury_day),
        updated_day=np.where(waiting, known.pay_day, known.updated_day),
    )


def receipt_rows(world: World, people: People, receipts: Receipts) -> list[Row]:
    """Rows of the receipts known, with their dirt and a few exact copies."""
    known = known_receipts(world.chance, people, receipts, world.window)
    columns = _receipt_columns(world, people, known)
    soil, keys = world.soil, (known.ticket,)
    _correct(world, columns, known)
    _damage_receipts(soil, columns, keys)
    rows = list(zip(*(columns[header] for header in RECEIPT_HEADERS), strict=True))
    copies = soil.chosen("duplicate_row", dirt.DUPLICATE_RATE, *keys)
    others = soil.chosen("out_of_scope", dirt.CELL_RATES["out_of_scope"], *keys)
    return rows + [rows[at] for at in copies.tolist()] + [_other_item(rows[at]) for at in others.tolist()]


def _receipt_columns(world: World, people: People, known: Receipts) -> Columns:
    """The clean columns; only the identity numbers are as people type them."""
    chance, places = world.chance, world.places
    persons = known.person.tolist()
    index = people.index[known.person]
    home = people.moves.at(month_of(known.pay_day), known.person)
    subdistrict = places.subdistrict[home]
    numbers = [people.numbers[person] for person in persons]
    second = 64_800 + chance.integer(21_000, "updated at", index, known.ticket)
    refund_of = chance.below(profile.REFUND_WITHOUT_ORIGINAL, "refund without original", index, known.original)
    originals = np.where(refund_of, 0, known.original)
    world.soil.counts["refund_without_original"] += int((refund_of & (known.kind == REFUND)).sum())
    codes = sorted(profile.CHANNEL_NAMES)
    return {
        "电子税票号码": list(map(str, known.ticket.tolist())),
        "证件号码": list(world.soil.numbers("receipt", numbers, index, known.ticket)),
        "姓名": [people.names[person] for person in persons],
        "征收品目": [ITEM] * len(known),
        "费款所属期起": list(texts.days(first_day(known.start))),
        "费款所属期止": list(texts.days(last_day(known.end))),
        "缴费基数": list(texts.moneys(known.base)),
        "费率": [RATE] * len(known),
        "应缴金额": list(texts.moneys(known.due)),
        "实缴金额": list(texts.moneys(known.amount)),
        "缴款日期": list(texts.days(known.pay_day)),
        "入库日期": [day or None for day in texts.days(known.treasury_day)],
        "主管税务所（科、分局）": list(texts.named(subdistrict, profile.OFFICES)),
        "街道乡镇": list(street_names(chance, places, subdistrict, index, known.ticket)),
        "缴费渠道": list(texts.named(known.channel - 1, [profile.CHANNEL_NAMES[code] for code in codes])),
        "业务类型": list(texts.named(known.kind, KINDS)),
        "原电子税票号码": [str(ticket) if ticket else None for ticket in originals.tolist()],
        "更新时间": list(texts.moments(known.updated_day, second)),
    }


def _other_item(row: Row) -> Row:
    """The same person's receipt for another insurance, under a ticket of its own."""
    ticket = str(row[0])
    item = OTHER_ITEMS[int(ticket[-1]) % len(OTHER_ITEMS)]
    return (f"421017{ticket[6:]}", *row[1:3], item, *row[4:])


def street_names(chance: Chance, places: Places, subdistrict: Ints, *keys: Ints) -> list[str]:
    """The subdistrict as the offices write it: full name, short name, code, nothing."""
    manner = chance.choice(profile.STREET_WEIGHTS, "street name", *keys)
    full = places.subdistrict_names
    short = [name.removesuffix("街道") for name in full]
    variants = [*full, *short, *profile.SUBDISTRICTS, *("" for _ in full)]
    return texts.named(manner * len(full) + subdistrict, variants)


def _correct(world: World, columns: Columns, known: Receipts) -> None:
    """Some rows are first wrong and corrected weeks later."""
    chance, soil = world.chance, world.soil
    later = chance.below(profile.CORRECTED_ROWS, "corrected", known.ticket) & (known.treasury_day > 0)
    day = known.updated_day + 5 + chance.integer(60, "corrected after", known.ticket)
    done = later & (day <= world.window.last_day)
    moments = texts.moments(day[done], 68_000 + chance.integer(9_000, "corrected at", known.ticket[done]))
    for at, moment in zip(np.flatnonzero(done).tolist(), moments, strict=True):
        columns["更新时间"][at] = moment
    soil.counts["corrected_row"] += int(done.sum())
    wrong = later & ~done
    for at in np.flatnonzero(wrong).tolist():
        columns["街道乡镇"][at] = "站前街道"
        columns["缴费基数"][at] = None


def _damage_receipts(soil: Dirt, columns: Columns, keys: tuple[Ints, ...]) -> None:
    """Every kind of damaged cell at its rate."""
    paid, start, end = columns["实缴金额"], columns["费款所属期起"], columns["费款所属期止"]
    soil.damage("cent_off", columns["应缴金额"], dirt.cent_off, *keys)
    soil.damage("thousands_comma", paid, dirt.thousands, *keys)
    soil.damage("unreadable_amount", paid, dirt.unreadable_amount, *keys)
    soil.damage("backwards_period", end, _years_back(1), *keys)
    soil.damage("long_period", start, _years_back(3), *keys)
    soil.damage("compact_period", start, dirt.compact, *keys)
    soil.damage("compact_period", end, lambda cell: dirt.compact(cell)[:6], *keys)
    soil.damage("slash_date", columns["缴款日期"], dirt.slashed, *keys)
    soil.damage("unreadable_date", columns["缴款日期"], dirt.unreadable_date, *keys)
    soil.damage("unknown_kind", columns["业务类型"], lambda _: "调账", *keys)
    soil.damage("empty_kind", columns["业务类型"], lambda cell: "" if cell == "退收" else cell, *keys, rate=0.2)
    soil.damage("empty_kind", columns["业务类型"], lambda cell: "" if cell == "正常应缴" else cell, *keys)
    soil.damage("unknown_street", columns["街道乡镇"], lambda cell: UNKNOWN_STREETS[len(cell) % 2], *keys)


def _years_back(years: int) -> Callable[[str], str]:
    """A date some years earlier."""
    return lambda cell: f"{int(cell[:4]) - years}{cell[4:]}"


def assessment_rows(world: World, people: People, assessments: Assessments) -> list[Row]:
    """Rows of the assessments known, each in the state known on the last day."""
    chance, soil, window = world.chance, world.soil, world.window
    known = assessments.take(assessments.created_day <= window.last_day)
    index = people.index[known.person]
    closed = (known.closed_day > 0) & (known.closed_day <= window.last_day)
    updated = np.where(closed, known.closed_day, known.created_day)
    state = np.where(closed, known.closed_as, 0)
    second = 68_000 + chance.integer(18_000, "assessed at", index, known.month)
    no_limit = chance.below(0.05, "no due day", index, known.month)
    serial = _month_code(known.month) * 10**9 + index * 10 + known.number
    numbers = [people.numbers[person] for person in known.person.tolist()]
    columns: Columns = {
        "应征凭证序号": [f"10210213{rest:015d}" for rest in serial.tolist()],
        "证件号码": list(soil.numbers("assessment", numbers, index, known.month)),
        "费款所属期": list(texts.months(known.month)),
        "征收品目": [ITEM] * len(known),
        "缴费基数": list(texts.moneys(known.base)),
        "费率": [RATE] * len(known),
        "应缴金额": list(texts.moneys(known.amount)),
        "缴款期限": list(texts.days(np.where(no_limit, 0, known.due_day))),
        "业务类型": list(texts.named((known.number == EXTRA).astype(np.int64), ("正常应缴", "补差"))),
        "状态": list(texts.named(state, STATES)),
        "更新时间": list(texts.moments(updated, second)),
    }
    soil.counts["voided_assessment"] += int((state == VOID).sum())
    _damage_assessments(soil, columns, index, known.month, known.number)
    return list(zip(*(columns[header] for header in ASSESSMENT_HEADERS), strict=True))


def _damage_assessments(soil: Dirt, columns: Columns, *keys: Ints) -> None:
    """The few damaged cells of assessments."""
    soil.damage("unreadable_amount", columns["应缴金额"], dirt.unreadable_amount, *keys, rate=0.00005)
    soil.damage("unreadable_date", columns["缴款期限"], dirt.unreadable_date, *keys, rate=0.00005)
    soil.damage("unknown_kind", columns["业务类型"], lambda _: "其他", *keys, rate=0.00003)


def _month_code(months: Ints) -> Ints:
    return months // 12 * 100 + months % 12 + 1
