"""Arrears: money that was assessed, fell due and is not paid. Never: did not pay."""

from typing import Any

from sqlalchemy import ColumnElement, distinct, func

from sql.metrics.declaration import Axis, Columns, Good, Measure, Metric, Ratio, Source, Sum, Unit, Window
from sql.metrics.dimensions import ARREARS, PERSON
from sql.metrics.standing import money

_FEEDS = ("assessments", "receipts")


def _debtors(row: Columns, _k: int) -> ColumnElement[Any]:
    """Persons who owe; by age a person who owes in several ages is still one person."""
    if "arrears_age" in row:
        return func.count(distinct(row.person_id)).filter(row.arrears_persons > 0)
    return func.sum(row.arrears_persons)


ARREARS_AMOUNT = Measure(
    name="arrears_amount",
    label_zh="欠费金额（核定未缴）",
    label_en="Arrears",
    meaning_zh="月末已过缴款期限的核定金额中未缴的部分",
    meaning_en="Assessed amounts past their due date and unpaid at the month end",
    caveat_zh="只有核定过的才是欠费；断缴而未核定的不计；离开的人仍计入",
    caveat_en="Only what was assessed can be owed, not every unpaid month; people who left still count",
    unit=Unit.YUAN,
    axis=Axis.MONTH_END,
    takes=ARREARS,
    feeds=_FEEDS,
    good=Good.LESS,
    basis="TADAT P5 (stock of arrears)",
    basis_zh="TADAT P5（欠费存量）",
    value=(money("arrears_amount", Window.MONTH_END),),
)

ARREARS_PERSONS = Measure(
    name="arrears_persons",
    label_zh="欠费人数（核定未缴）",
    label_en="Persons in arrears",
    meaning_zh="月末有欠费的人数",
    meaning_en="Persons who owe anything at the month end",
    caveat_zh="按账龄分组时一人可在多组，各组之和大于合计",
    caveat_en="By age a person may stand in several groups, so the groups add up to more than the total",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=ARREARS,
    feeds=_FEEDS,
    good=Good.LESS,
    value=(Sum(Source.PERSON, _debtors, Unit.PERSONS, Window.MONTH_END),),
)

ARREARS_NEW_AMOUNT = Measure(
    name="arrears_new_amount",
    label_zh="新欠金额",
    label_en="New arrears",
    meaning_zh="本月内到期且到月末未缴的欠费",
    meaning_en="Arrears that fell due between the two month ends and are unpaid at the later",
    caveat_zh="按当时所知缴款",
    caveat_en="As it stood at the month ends",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=_FEEDS,
    good=Good.LESS,
    value=(money("arrears_new_amount"),),
)

ARREARS_CLEARED_AMOUNT = Measure(
    name="arrears_cleared_amount",
    label_zh="清欠金额",
    label_en="Arrears cleared",
    meaning_zh="上月末的欠费在本月内缴清的部分",
    meaning_en="Arrears of the month end before that were paid by this one",
    caveat_zh="退收使欠费恢复时为负",
    caveat_en="Negative where a refund brings arrears back",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=_FEEDS,
    good=Good.MORE,
    value=(money("arrears_cleared_amount"),),
)

ARREARS_NET_MOVED_AMOUNT = Measure(
    name="arrears_net_moved_amount",
    label_zh="欠费净迁入金额",
    label_en="Net moved arrears",
    meaning_zh="欠费的变化中不由新欠和清欠解释的部分，即欠费人员的组间迁移",
    meaning_en="The change in arrears not explained by new and cleared: debtors who moved between groups",
    caveat_zh="合计恒为 0",
    caveat_en="Always 0 in total",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=_FEEDS,
    good=Good.NEITHER,
    value=(
        money("arrears_amount"),
        money("arrears_amount", Window.MONTH_BEFORE, sign=-1),
        money("arrears_new_amount", sign=-1),
        money("arrears_cleared_amount"),
    ),
)

ARREARS_RATE = Ratio(
    name="arrears_rate",
    label_zh="欠费率",
    label_en="Arrears rate",
    meaning_zh="月末欠费与近 12 个月应征金额之比",
    meaning_en="Arrears at the month end over the amounts assessed for the twelve months ending with it",
    caveat_zh="分子含更早年份的欠费，可以超过 100%；分母各月按各自月末的区域和类别",
    caveat_en="Holds older debts too; each month of the denominator has the area and type of its own month end",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=_FEEDS,
    good=Good.LESS,
    basis="PEFA PI-19.4; TADAT P5 (arrears over the year's core collection)",
    basis_zh="PEFA PI-19.4；TADAT P5（欠费与全年核心征收额之比）",
    numerator=(money("arrears_amount", Window.MONTH_END),),
    denominator=(money("assessed_amount", Window.TWELVE_MONTHS),),
)

ARREARS_OVER_12M_SHARE = Ratio(
    name="arrears_over_12m_share",
    label_zh="一年以上欠费占比",
    label_en="Share of arrears over 12 months",
    meaning_zh="账龄超过 365 天的欠费占欠费的比例",
    meaning_en="Arrears aged over 365 days over all arrears",
    caveat_zh="按金额，不按人数",
    caveat_en="By amount, not by persons",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=_FEEDS,
    good=Good.LESS,
    basis="PEFA PI-19.4; TADAT P5",
    basis_zh="PEFA PI-19.4；TADAT P5",
    numerator=(money("arrears_over_12m_amount", Window.MONTH_END),),
    denominator=(money("arrears_amount", Window.MONTH_END),),
)

METRICS: tuple[Metric, ...] = (
    ARREARS_AMOUNT,
    ARREARS_PERSONS,
    ARREARS_NEW_AMOUNT,
    ARREARS_CLEARED_AMOUNT,
    ARREARS_NET_MOVED_AMOUNT,
    ARREARS_RATE,
    ARREARS_OVER_12M_SHARE,
)
