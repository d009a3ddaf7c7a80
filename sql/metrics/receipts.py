"""Receipts: money by the day it reached the treasury."""

from typing import Any

from sqlalchemy import ColumnElement, distinct, func

from sql.metrics.declaration import Axis, Columns, Good, Measure, Metric, Ratio, Source, Sum, Unit, Window
from sql.metrics.dimensions import RECEIPT

_FEEDS = ("receipts",)


def _payers(row: Columns, _k: int) -> ColumnElement[Any]:
    """A person with several receipts is one payer."""
    return func.count(distinct(row.person_id)).filter(row.receipts > 0)


def receipt_sum(column: str, unit: Unit, window: Window = Window.DAYS, sign: int = 1) -> Sum:
    """A column of the receipts."""
    return Sum(Source.RECEIPT, column, unit, window, sign)


GROSS = receipt_sum("gross_amount", Unit.YUAN)
REFUNDED = receipt_sum("refunded_amount", Unit.YUAN)
RECEIPTS = receipt_sum("receipts", Unit.COUNT)

RECEIVED_GROSS = Measure(
    name="received_gross",
    label_zh="入库金额（退收前）",
    label_en="Received, gross",
    meaning_zh="入库日期在期内、业务类型不是退收的金额",
    meaning_en="Receipts by treasury date other than refunds",
    caveat_zh="按入库日期，与所属期实缴金额不同",
    caveat_en="By treasury date, unlike the amount paid for a month",
    unit=Unit.YUAN,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.MORE,
    value=(GROSS,),
)

REFUNDED_AMOUNT = Measure(
    name="refunded_amount",
    label_zh="退收金额",
    label_en="Refunded amount",
    meaning_zh="入库日期在期内的退收金额，取正数",
    meaning_en="Refunds by treasury date, as a positive amount",
    caveat_zh="退收按退收日，不回到原缴款日",
    caveat_en="Stands on the day of the refund, not of the payment refunded",
    unit=Unit.YUAN,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.LESS,
    value=(REFUNDED,),
)

RECEIVED_NET = Measure(
    name="received_net",
    label_zh="入库金额（净额）",
    label_en="Received, net",
    meaning_zh="入库金额减退收金额",
    meaning_en="Receipts less refunds, by treasury date",
    caveat_zh="按入库日期，与所属期实缴金额不同",
    caveat_en="By treasury date, unlike the amount paid for a month",
    unit=Unit.YUAN,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.MORE,
    value=(GROSS, receipt_sum("refunded_amount", Unit.YUAN, sign=-1)),
)

RECEIPT_COUNT = Measure(
    name="receipt_count",
    label_zh="入库笔数",
    label_en="Receipts",
    meaning_zh="期内入库的明细行数，不含退收",
    meaning_en="Receipt rows by treasury date other than refunds",
    caveat_zh="一张票可以有多行",
    caveat_en="One ticket may have several rows",
    unit=Unit.COUNT,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.NEITHER,
    value=(RECEIPTS,),
)

PAYER_COUNT = Measure(
    name="payer_count",
    label_zh="入库人数",
    label_en="Payers",
    meaning_zh="期内有入库（不含退收）的不同人数",
    meaning_en="Distinct persons with receipts other than refunds, by treasury date",
    caveat_zh="去重人数，各组或各月之和可能大于合计",
    caveat_en="Distinct: groups or months add up to more than the total",
    unit=Unit.PERSONS,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.MORE,
    value=(Sum(Source.PAYER, _payers, Unit.PERSONS, Window.DAYS, distinct=True),),
)

IN_TRANSIT_AMOUNT = Measure(
    name="in_transit_amount",
    label_zh="在途金额",
    label_en="In transit",
    meaning_zh="已缴款、尚无入库日期的金额，按缴款日期，退收为负",
    meaning_en="Paid but without a treasury date, by pay date, refunds negative",
    caveat_zh="不计入其他任何指标，入库后计入",
    caveat_en="Counts in no other metric until it reaches the treasury",
    unit=Unit.YUAN,
    axis=Axis.PAY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.NEITHER,
    value=(receipt_sum("in_transit_amount", Unit.YUAN),),
)

CONTACTLESS_SHARE = Ratio(
    name="contactless_share",
    label_zh="非接触式缴费占比",
    label_en="Contactless share",
    meaning_zh="经非接触式渠道入库的笔数占比，不含退收",
    meaning_en="Receipts through contactless channels over receipts, refunds left out",
    caveat_zh="按笔数；渠道未知计为接触式",
    caveat_en="By number of receipts; an unknown channel counts as not contactless",
    unit=Unit.RATE,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=_FEEDS,
    good=Good.MORE,
    basis="TADAT P5 (electronic payment)",
    basis_zh="TADAT P5（电子缴款）",
    numerator=(receipt_sum("contactless", Unit.COUNT),),
    denominator=(RECEIPTS,),
)

MATCH_RATE = Ratio(
    name="match_rate",
    label_zh="匹配率",
    label_en="Match rate",
    meaning_zh="缴费人在登记中且社区由认定、登记或台账得知的入库笔数占比",
    meaning_en="Receipts of registered people with a community by assignment, register or roster, over receipts",
    caveat_zh="反映数据质量，不反映缴费",
    caveat_en="Says how good the data is, not how people pay",
    unit=Unit.RATE,
    axis=Axis.TREASURY_DATE,
    takes=RECEIPT,
    feeds=("receipts", "register"),
    good=Good.MORE,
    numerator=(receipt_sum("matched", Unit.COUNT),),
    denominator=(RECEIPTS,),
)

METRICS: tuple[Metric, ...] = (
    RECEIVED_GROSS,
    REFUNDED_AMOUNT,
    RECEIVED_NET,
    RECEIPT_COUNT,
    PAYER_COUNT,
    IN_TRANSIT_AMOUNT,
    CONTACTLESS_SHARE,
    MATCH_RATE,
)
