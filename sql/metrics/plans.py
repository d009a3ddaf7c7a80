"""Plans: how far the year's plan is fulfilled, and how far the year is gone."""

from sql.metrics.declaration import (
    Axis,
    Calendar,
    Days,
    Difference,
    Figure,
    Good,
    Measure,
    Metric,
    Planned,
    Ratio,
    Unit,
    Window,
)
from sql.metrics.dimensions import NOTHING, PLAN, TARGET
from sql.metrics.receipts import receipt_sum
from sql.metrics.standing import REGISTERED

_PLAN = Planned(Figure.PLAN_AMOUNT, Unit.YUAN, Window.YEAR_TO_DATE)

PLAN_AMOUNT = Measure(
    name="plan_amount",
    label_zh="年度计划金额",
    label_en="Plan amount",
    meaning_zh="期末所在年度的计划金额：本区域（或税务所）自己的计划",
    meaning_en="Plan of the year the period ends in: the area's (or office's) own row",
    caveat_zh="未选区域时取区县计划之和，没有则取街道乡镇，再没有则取税务所；下级之和可能不等于上级",
    caveat_en="Unfiltered: the districts', else the subdistricts', else the offices'; parts need not add up",
    unit=Unit.YUAN,
    axis=Axis.TREASURY_DATE,
    takes=PLAN,
    feeds=("plans",),
    good=Good.NEITHER,
    value=(_PLAN,),
)

PLAN_COMPLETION = Ratio(
    name="plan_completion",
    label_zh="计划完成率",
    label_en="Plan completion",
    meaning_zh="1 月 1 日至期末（不晚于数据日）的净入库金额占年度计划的比例",
    meaning_en="Net receipts from 1 January to the end of the period asked, at most d, over the year's plan",
    caveat_zh="按入库日期累计；须与序时进度对照，年末缴费集中",
    caveat_en="By treasury date; read against the pace, as much is paid in December",
    unit=Unit.RATE,
    axis=Axis.TREASURY_DATE,
    takes=PLAN,
    feeds=("plans", "receipts"),
    good=Good.MORE,
    numerator=(
        receipt_sum("gross_amount", Unit.YUAN, Window.YEAR_TO_DATE),
        receipt_sum("refunded_amount", Unit.YUAN, Window.YEAR_TO_DATE, sign=-1),
    ),
    denominator=(_PLAN,),
)

PLAN_PERSONS_COMPLETION = Ratio(
    name="plan_persons_completion",
    label_zh="参保计划完成率",
    label_en="Plan of persons, completion",
    meaning_zh="月末参保人数占当年计划参保人数的比例",
    meaning_en="Registered persons at the month end over the year's planned persons",
    caveat_zh="计划取值规则同计划金额",
    caveat_en="The plan is found by the rule of plan_amount",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=TARGET,
    feeds=("plans", "register"),
    good=Good.MORE,
    numerator=(REGISTERED,),
    denominator=(Planned(Figure.PLAN_PERSONS, Unit.PERSONS, Window.MONTH_END),),
)

PACE_LINEAR = Ratio(
    name="pace_linear",
    label_zh="序时进度",
    label_en="Linear pace",
    meaning_zh="年初至期末（不晚于数据日）的天数占全年天数的比例",
    meaning_en="Days of the year up to the end of the period, at most d, over the days in the year",
    caveat_zh="线性进度，不反映 12 月集中缴费",
    caveat_en="Linear: knows nothing of the December peak",
    unit=Unit.RATE,
    axis=Axis.TREASURY_DATE,
    takes=NOTHING,
    feeds=(),
    good=Good.NEITHER,
    numerator=(Days(Calendar.ELAPSED),),
    denominator=(Days(Calendar.IN_YEAR),),
)

PACE_GAP = Difference(
    name="pace_gap",
    label_zh="超序时进度",
    label_en="Ahead of pace",
    meaning_zh="计划完成率减序时进度，以小数表示，负数为低于序时进度",
    meaning_en="Plan completion minus linear pace, as a fraction; negative is behind",
    caveat_zh="屏幕上以百分点表示；年中为负未必落后",
    caveat_en="Screens show percentage points; negative in mid-year need not mean behind",
    unit=Unit.POINTS,
    axis=Axis.TREASURY_DATE,
    takes=PLAN,
    feeds=("plans", "receipts"),
    good=Good.MORE,
    rate=PLAN_COMPLETION,
    less=PACE_LINEAR,
)

METRICS: tuple[Metric, ...] = (
    PLAN_AMOUNT,
    PLAN_COMPLETION,
    PLAN_PERSONS_COMPLETION,
    PACE_LINEAR,
    PACE_GAP,
)
