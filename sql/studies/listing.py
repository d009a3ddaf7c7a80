"""Every study there is: what it means, what it takes, how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sql.connect import Connection
from sql.metrics.answer import Answer
from sql.metrics.dimensions import PERSON
from sql.metrics.period import QuestionError
from sql.metrics.question import check_where, check_within, named_once
from sql.studies.bridge import AREAS, bridge
from sql.studies.decomposition import amount_decomposition, rate_decomposition
from sql.studies.funnel import funnel
from sql.studies.minimum import DIMENSIONS, minimum
from sql.studies.pace import pace
from sql.studies.roll_rates import roll_rates
from sql.studies.scope import Scope
from sql.studies.spells import spells
from sql.studies.survival import survival
from sql.studies.tier_migration import tier_migration

Ask = Callable[[Connection, Scope], Answer]


@dataclass(frozen=True)
class Study:
    """A study: its words, the dimensions it may be filtered by, and of its rows those that can be chosen.

    `ask` is given the name of a rate by studies `of_rates`, else nothing, and is then how the study is asked.
    `months` are those that can be named: the month looked at, the earlier one it is compared with.
    """

    name: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    where: tuple[str, ...]
    by: tuple[str, ...]
    ask: Callable[[str], Ask]
    of_rates: bool = False
    months: tuple[str, ...] = ()


_ONE, _TWO = ("month",), ("month", "earlier")
_PEOPLE = tuple(name for name in PERSON.dimensions if name != "month")

STUDIES: tuple[Study, ...] = (
    Study(
        "spells",
        "断缴期",
        "Suspension spells",
        "断缴从何时开始、持续几个月末、以复缴还是离开结束，3、6、12 个月内复缴的比例；各维度取断缴开始时",
        "When suspensions start, how many month ends they last, whether payment or exit ends them, "
        "and the part that returns by payment within 3, 6, 12 months; dimensions as at the start",
        _PEOPLE,
        PERSON.dimensions,
        lambda _rate: spells,
    ),
    Study(
        "survival",
        "队列持续缴费",
        "Cohort survival",
        "按参保半年分队列，参保后若干月尚未断缴者的比例（Kaplan–Meier），附风险人数和 95% 区间",
        "Of the people who joined in a half-year, the part not suspended after so many months "
        "(Kaplan–Meier), with numbers at risk and a 95 % band",
        _PEOPLE,
        (),
        lambda _rate: survival,
    ),
    Study(
        "roll_rates",
        "欠费滚动率",
        "Arrears roll rates",
        "上月末各账龄的欠费人员本月末在哪个账龄；none 为新欠，cured 为已清",
        "Where the people who owed at one month end stand at the next, by age of the oldest money; "
        "from none come new debtors, to cured go those who owe nothing any more",
        _PEOPLE,
        (),
        lambda _rate: roll_rates,
        months=_TWO,
    ),
    Study(
        "tier_migration",
        "档次迁移",
        "Tier migration",
        "两个月份之间缴费档次的变化；none 为该月未缴费",
        "Which tier the people who paid in one month chose in another; none: not paying in that month",
        _PEOPLE,
        (),
        lambda _rate: tier_migration,
        months=_TWO,
    ),
    Study(
        "rate_decomposition",
        "率的变动分解",
        "Rate decomposition",
        "率的变化中多少来自各组自身（行为），多少来自各组比重（结构）；两者相加恰为变化，标出反向",
        "How much of a rate's change comes from its parts' own rates and how much from their shares; "
        "both add up exactly, and a whole that moves against its parts is flagged",
        _PEOPLE,
        _PEOPLE,
        rate_decomposition,
        of_rates=True,
        months=_TWO,
    ),
    Study(
        "amount_decomposition",
        "金额变动分解",
        "Amount decomposition",
        "本年至该月所属期实缴金额与上年同期之差：人数 × 月数 × 基数各自的影响",
        "The amount paid for the year's months against the same months a year before: people x months x base",
        _PEOPLE,
        (),
        lambda _rate: amount_decomposition,
        months=_TWO,
    ),
    Study(
        "bridge",
        "两轴勾稽",
        "Bridge of the two axes",
        "某月净入库（入库日期）怎样变成同一月的所属期实缴（费款所属期）：减补缴以前各月、减以前年度、减预缴以后各月，加早已入库或以后入库的本月费款",
        "How the money received in a month becomes the money paid for it: less what was paid for earlier months and "
        "years and for later months, plus what came for the month before and after it",
        AREAS,
        (),
        lambda _rate: bridge,
        months=_ONE,
    ),
    Study(
        "pace",
        "季节序时进度",
        "Seasonal pace",
        "按近三个正常年份的累计进度推算今日应达进度与全年入库，附区间；不足两个完整年份时只有线性进度",
        "Where receipts should be today and end the year by the season of the last three normal years, "
        "with a band; with fewer than two full normal years only the straight line",
        ("district", "subdistrict", "community", "worker_type"),
        (),
        lambda _rate: pace,
        months=_ONE,
    ),
    Study(
        "funnel",
        "控制限",
        "Control limits",
        "各组的率与整体相比是否超出偶然（二项分布 95%、99.8% 限）",
        "Whether the parts' rates differ from the whole's by more than chance (binomial limits, 95 % and 99.8 %)",
        _PEOPLE,
        _PEOPLE,
        funnel,
        of_rates=True,
        months=_ONE,
    ),
    Study(
        "minimum",
        "最低缴费年限",
        "Statutory minimum",
        "现有缴费月数加至退休前月数是否达到退休年份的最低缴费年限",
        "Whether contributed months and those left until retirement reach the minimum of the year of retirement",
        DIMENSIONS,
        DIMENSIONS,
        lambda _rate: minimum,
    ),
)

STUDY: dict[str, Study] = {study.name: study for study in STUDIES}


def asked_of(name: str, rate: str | None = None) -> Ask:
    """How a study is asked; raises QuestionError for one there is not, or a rate too many or too few."""
    if name not in STUDY:
        raise QuestionError(f"unknown study '{name}'; studies are: {', '.join(STUDY)}")
    study = STUDY[name]
    if study.of_rates and rate is None:
        raise QuestionError(f"study '{name}' is of a rate; name it with --rate")
    if not study.of_rates and rate is not None:
        raise QuestionError(f"study '{name}' is of no rate; leave --rate out")
    return _checked(study, study.ask(rate or ""))


def _checked(study: Study, ask: Ask) -> Ask:
    """A study that refuses what it cannot be asked before it reads anything."""

    def asked(connection: Connection, scope: Scope) -> Answer:
        check(study, scope)
        return ask(connection, scope)

    return asked


def check(study: Study, scope: Scope) -> None:
    """Raise QuestionError when the study cannot be asked this."""
    for names, takes, said in ((scope.where, study.where, "filtered"), (scope.by, study.by, "told apart")):
        for name in names:
            if name not in takes:
                known = ", ".join(takes) or "no dimension"
                raise QuestionError(f"study '{study.name}' is not {said} by '{name}'; it takes: {known}")
    named_once(scope.by, "dimension")
    check_where(scope.where)
    check_within(scope.within)
    for name in _TWO:
        if getattr(scope, name) is not None and name not in study.months:
            raise QuestionError(f"study '{study.name}' takes no {_SAID[name]}; leave --{name} out")
    if scope.k is not None and scope.k < 1:
        raise QuestionError(f"k is {scope.k}; it must be 1 or more unpaid months")


_SAID = {"month": "month to look at", "earlier": "month to compare with"}
