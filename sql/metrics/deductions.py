"""Deductions: what the banks collected for us."""

from sql.metrics.declaration import Axis, Good, Metric, Ratio, Source, Sum, Unit, Window
from sql.metrics.dimensions import DEDUCTION

_SUCCEEDED = Sum(Source.DEDUCTION, "succeeded", Unit.COUNT, Window.MONTHS)
_FAILED = Sum(Source.DEDUCTION, "failed", Unit.COUNT, Window.MONTHS)

DEDUCTION_SUCCESS_RATE = Ratio(
    name="deduction_success_rate",
    label_zh="代扣成功率",
    label_en="Deduction success rate",
    meaning_zh="扣款成功笔数占成功与失败笔数之和的比例",
    meaning_en="Successful deductions over successful and failed ones",
    caveat_zh="按扣款日期所在月；同一人同一所属期重扣各计一次",
    caveat_en="By the month of the deduction; every attempt counts",
    unit=Unit.RATE,
    axis=Axis.DEDUCTION,
    takes=DEDUCTION,
    feeds=("deductions",),
    good=Good.MORE,
    numerator=(_SUCCEEDED,),
    denominator=(_SUCCEEDED, _FAILED),
)

METRICS: tuple[Metric, ...] = (DEDUCTION_SUCCESS_RATE,)
