"""The contribution base people choose."""

from sql.metrics.declaration import Axis, Good, Metric, Ratio, Unit
from sql.metrics.dimensions import PERSON
from sql.metrics.standing import REGISTER_RECEIPTS, money, persons

AVERAGE_BASE = Ratio(
    name="average_base",
    label_zh="人均缴费基数",
    label_en="Average base",
    meaning_zh="缴费人员中有缴费基数者的月缴费基数平均",
    meaning_en="Monthly base of the paying persons who have one, per such person",
    caveat_zh="没有缴费基数的缴费人员不计；退收、补差的行不作依据",
    caveat_en="Paying persons without a base are left out; refunds and top-ups give no base",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.MORE,
    numerator=(money("base_amount"),),
    denominator=(persons("base_persons"),),
)

LOWEST_TIER_SHARE = Ratio(
    name="lowest_tier_share",
    label_zh="最低档占比",
    label_en="Lowest tier share",
    meaning_zh="有缴费基数的缴费人员中按 60% 档缴费者的比例",
    meaning_en="Paying persons with a base in tier 60, over paying persons with a base",
    caveat_zh="档次按基数与平均工资之比，容差 0.5 个百分点",
    caveat_en="The tier follows from base over average wage, with a tolerance of half a percentage point",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=REGISTER_RECEIPTS,
    good=Good.LESS,
    numerator=(persons("lowest_tier_persons"),),
    denominator=(persons("base_persons"),),
)

METRICS: tuple[Metric, ...] = (AVERAGE_BASE, LOWEST_TIER_SHARE)
