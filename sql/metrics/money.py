"""Money by the month it is for: assessed, paid, and the share of one in the other."""

from sql.metrics.declaration import Axis, Good, Measure, Metric, Ratio, Unit, Window
from sql.metrics.dimensions import PERSON
from sql.metrics.standing import money

ASSESSED_AMOUNT = Measure(
    name="assessed_amount",
    label_zh="应征金额",
    label_en="Assessed amount",
    meaning_zh="费款所属期内有效核定的应缴金额",
    meaning_en="Amounts assessed and in force for the month",
    caveat_zh="是否含补差核定依设置；含未登记人员",
    caveat_en="Top-up assessments count only where the setting says so; unregistered people count too",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=("assessments",),
    good=Good.NEITHER,
    value=(money("assessed_amount", Window.EVERY_MONTH),),
)

PAID_AMOUNT = Measure(
    name="paid_amount",
    label_zh="所属期实缴金额",
    label_en="Paid amount",
    meaning_zh="为该费款所属期缴纳的金额（截至数据日所知），退收为负",
    meaning_en="Amount paid for the month as known now, refunds negative",
    caveat_zh="按费款所属期，不是入库口径；含未登记人员",
    caveat_en="By the month it is for, not by treasury date; unregistered people count too",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=("receipts",),
    good=Good.MORE,
    value=(money("paid_amount", Window.EVERY_MONTH),),
)

ASSESSED_PAID_AMOUNT = Measure(
    name="assessed_paid_amount",
    label_zh="应征已缴金额",
    label_en="Assessed amount paid",
    meaning_zh="应征金额中已缴的部分，每人每月不超过应征",
    meaning_en="The part of the assessed amount that is paid, never more than assessed per person and month",
    caveat_zh="多缴部分不抵他人或他月的应征",
    caveat_en="An overpayment does not make up for another person or month",
    unit=Unit.YUAN,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=("assessments", "receipts"),
    good=Good.MORE,
    value=(money("assessed_paid_amount"),),
)

COLLECTION_RATE = Ratio(
    name="collection_rate",
    label_zh="征缴率",
    label_en="Collection rate",
    meaning_zh="应征已缴金额占应征金额的比例",
    meaning_en="Assessed amount paid over assessed amount",
    caveat_zh="按费款所属期；近几个月会随补缴上升",
    caveat_en="By the month it is for; recent months still rise as people pay later",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=("assessments", "receipts"),
    good=Good.MORE,
    basis="TADAT P5 (value of payments made over total due)",
    basis_zh="TADAT P5（已缴金额与应缴总额之比）",
    numerator=(money("assessed_paid_amount"),),
    denominator=(money("assessed_amount"),),
)

PAID_TO_ASSESSED_RATIO = Ratio(
    name="paid_to_assessed_ratio",
    label_zh="实缴应征比",
    label_en="Paid to assessed ratio",
    meaning_zh="所属期实缴金额与应征金额之比",
    meaning_en="Paid amount over assessed amount",
    caveat_zh="含未核定的缴款和补差，可以超过 100%",
    caveat_en="Includes payments nobody assessed and top-ups, so it may exceed 100%",
    unit=Unit.RATE,
    axis=Axis.MONTH,
    takes=PERSON,
    feeds=("assessments", "receipts"),
    good=Good.MORE,
    numerator=(money("paid_amount"),),
    denominator=(money("assessed_amount"),),
)

METRICS: tuple[Metric, ...] = (
    ASSESSED_AMOUNT,
    PAID_AMOUNT,
    ASSESSED_PAID_AMOUNT,
    COLLECTION_RATE,
    PAID_TO_ASSESSED_RATIO,
)
