"""Persons: who is registered, who came and went, who has paid for the month."""

from sql.metrics.declaration import Axis, Good, Measure, Metric, Ratio, Source, Sum, Unit, Window
from sql.metrics.dimensions import PERSON
from sql.metrics.standing import REGISTER, REGISTER_RECEIPTS, REGISTERED, REGISTERED_COUNT, persons

REGISTERED_PERSONS = Measure(
    name="registered_persons",
    label_zh="参保人数",
    label_en="Registered persons",
    meaning_zh="月末登记为正常或暂停、年龄在限、未由单位等他处参保的人数",
    meaning_en="Persons registered, paused ones too, at the month end, within the age limits, not insured elsewhere",
    caveat_zh="达到退休年龄后，仅近 12 个月内有缴费的人计入",
    caveat_en="After the month of retirement age only people with a paid month among the last twelve count",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.MORE,
    value=(REGISTERED,),
)

NEW_PERSONS = Measure(
    name="new_persons",
    label_zh="扩面人数",
    label_en="New persons",
    meaning_zh="本月末参保、此前任何月末都未参保的人数",
    meaning_en="Persons registered at the month end and at no month end before",
    caveat_zh="从他处转来的人也计入；按变更类型区分",
    caveat_en="People who moved in from elsewhere count too; change_reason tells them apart",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.MORE,
    value=(persons("new"),),
)

RETURNED_PERSONS = Measure(
    name="returned_persons",
    label_zh="恢复登记人数",
    label_en="Returned persons",
    meaning_zh="本月末参保、上月末未参保、更早曾参保的人数",
    meaning_en="Persons registered at the month end, not at the one before, but at some month end earlier",
    caveat_zh="不是恢复缴费；恢复缴费见复缴人数",
    caveat_en="Registration that came back, not payment; see resumed_persons for payment",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.MORE,
    value=(persons("returned"),),
)

LOST_PERSONS = Measure(
    name="lost_persons",
    label_zh="减损人数",
    label_en="Lost persons",
    meaning_zh="上月末参保、本月末不再参保的人数",
    meaning_en="Persons registered at the month end before and no longer at this one",
    caveat_zh="含退休、转为单位职工、死亡和终止；区域和类别取本月末",
    caveat_en="Includes retirement, employment, death and termination; area and type as at this month end",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.LESS,
    value=(persons("lost"),),
)

NET_MOVED_PERSONS = Measure(
    name="net_moved_persons",
    label_zh="净迁入人数",
    label_en="Net moved persons",
    meaning_zh="参保人数的变化中不由扩面、恢复和减损解释的部分，即组间迁移",
    meaning_en="The change in registered persons not explained by new, returned and lost: moves between groups",
    caveat_zh="合计恒为 0",
    caveat_en="Always 0 in total",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.NEITHER,
    value=(
        Sum(Source.PERSON, REGISTERED_COUNT, Unit.PERSONS, Window.MONTHS),
        Sum(Source.PERSON, REGISTERED_COUNT, Unit.PERSONS, Window.MONTH_BEFORE, sign=-1),
        persons("new", sign=-1),
        persons("returned", sign=-1),
        persons("lost"),
    ),
)

PAYING_PERSONS = Measure(
    name="paying_persons",
    label_zh="缴费人数",
    label_en="Paying persons",
    meaning_zh="月末参保且当月费款已缴（截至数据日所知）的人数",
    meaning_en="Persons registered at the month end whose month is paid as known now",
    caveat_zh="近几个月会随补缴继续增加；单有补差不算已缴",
    caveat_en="Recent months still grow as people pay later; a top-up alone does not make a month paid",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    value=(persons("paying"),),
)

DUE_PERSONS = Measure(
    name="due_persons",
    label_zh="应缴人数",
    label_en="Due persons",
    meaning_zh="月末参保且当月已缴或已到期未缴的人数",
    meaning_en="Persons registered at the month end whose month is paid, or due and unpaid",
    caveat_zh="按季、半年、年缴费的人在期末前未缴的，计入待缴而不计入应缴",
    caveat_en="Quarterly, half-yearly and yearly payers are awaiting, not due, until the end of their period",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.NEITHER,
    value=(persons("due"),),
)

AWAITING_PERSONS = Measure(
    name="awaiting_persons",
    label_zh="待缴人数",
    label_en="Awaiting persons",
    meaning_zh="月末参保、当月未缴且尚未到期的人数",
    meaning_en="Persons registered at the month end whose month is unpaid and not yet due",
    caveat_zh="应缴人数与待缴人数之和等于参保人数",
    caveat_en="Due and awaiting persons together are the registered persons",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.NEITHER,
    value=(persons("awaiting"),),
)

COMPLIANCE_RATE = Ratio(
    name="compliance_rate",
    label_zh="遵缴率",
    label_en="Compliance rate",
    meaning_zh="缴费人数占应缴人数的比例",
    meaning_en="Paying persons over due persons",
    caveat_zh="近几个月会随补缴继续上升，不宜与较早月份直接比较",
    caveat_en="A young month still ripens; do not compare it with an old one directly",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    basis="TADAT P5 (payment); ISSA Guidelines on Contribution Collection and Compliance",
    basis_zh="TADAT P5（缴款）；国际社会保障协会（ISSA）《缴费征收与合规指南》",
    numerator=(persons("paying"),),
    denominator=(persons("due"),),
)

METRICS: tuple[Metric, ...] = (
    REGISTERED_PERSONS,
    NEW_PERSONS,
    RETURNED_PERSONS,
    LOST_PERSONS,
    NET_MOVED_PERSONS,
    PAYING_PERSONS,
    DUE_PERSONS,
    AWAITING_PERSONS,
    COMPLIANCE_RATE,
)
