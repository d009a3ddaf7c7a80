"""Suspension: who has stopped paying, who came back, what can still be paid."""

from sql.metrics.declaration import (
    Aggregate,
    Axis,
    Good,
    Measure,
    Metric,
    Ratio,
    Source,
    Sum,
    Unit,
    Window,
    persons_where,
)
from sql.metrics.dimensions import PERSON
from sql.metrics.standing import (
    REGISTER,
    REGISTER_RECEIPTS,
    REGISTERED,
    SUSPENDED,
    SUSPENDED_COUNT,
    could_suspend,
    left_suspended,
    money,
    newly_suspended,
    persons_at_end,
    resumed,
    was_suspended,
)

_NEWLY = persons_where(newly_suspended)
_RESUMED = persons_where(resumed)
_LEFT = persons_where(left_suspended)
_BEFORE = persons_where(was_suspended)


def _flow(of: Aggregate) -> Sum:
    return Sum(Source.PERSON, of, Unit.PERSONS, Window.MONTHS)


SUSPENDED_PERSONS = Measure(
    name="suspended_persons",
    label_zh="断缴人数",
    label_en="Suspended persons",
    meaning_zh="月末参保、连续 k 个及以上到期月份未缴（按当时所知缴款）的人数",
    meaning_en="Persons registered at the month end with k or more due months in a row unpaid as it stood then",
    caveat_zh="灵活就业人员自愿缴费，断缴不是欠费；之后的补缴不改变过去月末",
    caveat_en="Paying is voluntary, so suspension is not debt; later payments do not change a past month end",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    value=(SUSPENDED,),
)

SUSPENSION_RATE = Ratio(
    name="suspension_rate",
    label_zh="断缴率",
    label_en="Suspension rate",
    meaning_zh="断缴人数占参保人数的比例",
    meaning_en="Suspended persons over registered persons",
    caveat_zh="k 值不同不可比；长期断缴者终止登记后比率会下降",
    caveat_en="Not comparable between different k; falls when long-suspended people are terminated",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    numerator=(SUSPENDED,),
    denominator=(REGISTERED,),
)

NEWLY_SUSPENDED_PERSONS = Measure(
    name="newly_suspended_persons",
    label_zh="新增断缴人数",
    label_en="Newly suspended persons",
    meaning_zh="本月末断缴、上月末未断缴（各按当时情况）的人数",
    meaning_en="Persons suspended at the month end and not at the one before, each as it stood then",
    caveat_zh="按年缴费的人可能在年末集中进入",
    caveat_en="Yearly payers may enter all at once at the end of a year",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    value=(_flow(_NEWLY),),
)

RESUMED_PERSONS = Measure(
    name="resumed_persons",
    label_zh="复缴人数",
    label_en="Resumed persons",
    meaning_zh="上月末断缴、本月末仍参保且不再断缴的人数",
    meaning_en="Persons suspended at the month end before, registered and not suspended at this one",
    caveat_zh="补缴到断缴月数少于 k 即算复缴",
    caveat_en="Paying back until fewer than k months are open counts as resuming",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    value=(_flow(_RESUMED),),
)

LEFT_SUSPENDED_PERSONS = Measure(
    name="left_suspended_persons",
    label_zh="断缴后离开人数",
    label_en="Left while suspended",
    meaning_zh="上月末断缴、本月末不再参保的人数",
    meaning_en="Persons suspended at the month end before and not registered at this one",
    caveat_zh="含退休、转单位、终止；不是改善",
    caveat_en="Retirement, employment, termination: not an improvement in paying",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.NEITHER,
    value=(_flow(_LEFT),),
)

SUSPENDED_NET_MOVED_PERSONS = Measure(
    name="suspended_net_moved_persons",
    label_zh="断缴净迁入人数",
    label_en="Net moved suspended persons",
    meaning_zh="断缴人数的变化中不由新增、复缴和离开解释的部分，即组间迁移",
    meaning_en="The change in suspended persons not explained by newly, resumed and left: moves between groups",
    caveat_zh="合计恒为 0",
    caveat_en="Always 0 in total",
    unit=Unit.PERSONS,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.NEITHER,
    # suspended(T) - newly + resumed + left are, person by person, those suspended at T-1.
    value=(_flow(_BEFORE), Sum(Source.PERSON, SUSPENDED_COUNT, Unit.PERSONS, Window.MONTH_BEFORE, sign=-1)),
)

NEW_SUSPENSION_RATE = Ratio(
    name="new_suspension_rate",
    label_zh="新增断缴率",
    label_en="New suspension rate",
    meaning_zh="新增断缴人数占上月末参保且未断缴人数的比例",
    meaning_en="Newly suspended persons over persons registered and not suspended at the month end before",
    caveat_zh="分子分母的区域和类别均取本月末",
    caveat_en="Area and type of both sums are those of this month end",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    numerator=(_flow(_NEWLY),),
    denominator=(_flow(persons_where(could_suspend)),),
)

RESUMPTION_RATE = Ratio(
    name="resumption_rate",
    label_zh="复缴率",
    label_en="Resumption rate",
    meaning_zh="复缴人数占上月末断缴人数的比例",
    meaning_en="Resumed persons over persons suspended at the month end before",
    caveat_zh="分母小的组波动大",
    caveat_en="Jumps about in groups with a small denominator",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    numerator=(_flow(_RESUMED),),
    denominator=(_flow(_BEFORE),),
)

ADMIN_SUSPENDED_PERSONS = Measure(
    name="admin_suspended_persons",
    label_zh="登记暂停人数",
    label_en="Administratively suspended persons",
    meaning_zh="月末参保且参保状态为暂停的人数",
    meaning_en="Persons registered at the month end whose status is 2 (paused)",
    caveat_zh="登记状态，与按缴费行为认定的断缴不同",
    caveat_en="A state in the register, not the suspension found from payments",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER,
    good=Good.LESS,
    value=(persons_at_end("admin_suspended"),),
)

REPAIRABLE_PERSONS = Measure(
    name="repairable_persons",
    label_zh="可补缴人数",
    label_en="Repairable persons",
    meaning_zh="月末仍有当年可补缴月份的人数",
    meaning_en="Persons with months of the calendar year that can still be paid back at the month end",
    caveat_zh="只含当年、参保、到期未缴的月份；年末后不能再补",
    caveat_en="Only months of the same year, registered, due and unpaid; the window closes with the year",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    value=(persons_at_end("repairable_persons"),),
)

REPAIRABLE_MONTHS = Measure(
    name="repairable_months",
    label_zh="可补缴月数",
    label_en="Repairable months",
    meaning_zh="月末当年可补缴的月份数",
    meaning_en="Months of the calendar year that can still be paid back at the month end",
    caveat_zh="每年 1 月重新开始",
    caveat_en="Starts again every January",
    unit=Unit.MONTHS,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    value=(Sum(Source.PERSON, "repairable_months", Unit.MONTHS, Window.MONTH_END),),
)

REPAIRABLE_AMOUNT = Measure(
    name="repairable_amount",
    label_zh="可补缴金额",
    label_en="Repairable amount",
    meaning_zh="可补缴月份的核定金额，未核定的按当年下限的 20%",
    meaning_en="Assessed amount of the repairable months; where nothing is assessed, 20% of the year's lower limit",
    caveat_zh="未核定月份是最低估计",
    caveat_en="A lowest estimate for months that were not assessed",
    unit=Unit.YUAN,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    value=(money("repairable_amount", Window.MONTH_END),),
)

CONTRIBUTION_DENSITY = Ratio(
    name="contribution_density",
    label_zh="缴费密度",
    label_en="Contribution density",
    meaning_zh="月末参保人员近 12 个月中，已缴月数占参保且已缴或到期月数的比例",
    meaning_en="Months of the last twelve registered and paid, over those registered and paid or due",
    caveat_zh="按当时所知缴款，之后的补缴不计",
    caveat_en="As it stood at the month end; later payments do not count",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    basis="Contribution density (ISSA, ILO)",
    basis_zh="缴费密度（ISSA、ILO）",
    numerator=(Sum(Source.PERSON, "density_paid", Unit.MONTHS, Window.MONTH_END),),
    denominator=(Sum(Source.PERSON, "density_due", Unit.MONTHS, Window.MONTH_END),),
)

METRICS: tuple[Metric, ...] = (
    SUSPENDED_PERSONS,
    SUSPENSION_RATE,
    NEWLY_SUSPENDED_PERSONS,
    RESUMED_PERSONS,
    LEFT_SUSPENDED_PERSONS,
    SUSPENDED_NET_MOVED_PERSONS,
    NEW_SUSPENSION_RATE,
    RESUMPTION_RATE,
    ADMIN_SUSPENDED_PERSONS,
    REPAIRABLE_PERSONS,
    REPAIRABLE_MONTHS,
    REPAIRABLE_AMOUNT,
    CONTRIBUTION_DENSITY,
)
