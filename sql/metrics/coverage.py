"""Coverage: how many of the people who should be insured are."""

from sqlalchemy import ColumnElement, and_

from sql.metrics.declaration import (
    Axis,
    Columns,
    Figure,
    Good,
    Measure,
    Metric,
    Planned,
    Ratio,
    Source,
    Sum,
    Unit,
    Window,
    persons_where,
)
from sql.metrics.dimensions import ROSTER, TARGET
from sql.metrics.standing import REGISTERED, is_registered

_ATTRIBUTED = ("assignment", "register", "roster")


def _roster(column: str) -> Sum:
    return Sum(Source.ROSTER, column, Unit.PERSONS, Window.MONTH_END)


def _attributed(row: Columns, k: int) -> ColumnElement[bool]:
    return and_(is_registered(row, k), row.attribution.in_(_ATTRIBUTED))


TARGET_PERSONS = Measure(
    name="target_persons",
    label_zh="应参保人数（台账）",
    label_en="Target persons",
    meaning_zh="月末有效灵活就业台账上的人数",
    meaning_en="Persons on the rosters in force at the month end",
    caveat_zh="同一人在两个社区台账上时各计一次，另有检查提示",
    caveat_en="A person on the rosters of two communities counts in both; a check warns",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("roster",),
    good=Good.NEITHER,
    value=(_roster("target_persons"),),
)

COVERED_PERSONS = Measure(
    name="covered_persons",
    label_zh="台账参保人数",
    label_en="Covered persons",
    meaning_zh="月末台账人员中参保的人数",
    meaning_en="Persons on the rosters in force who are registered at the month end",
    caveat_zh="区域和类别取自台账，不同于参保人数的口径",
    caveat_en="Area and type are the roster's, unlike those of registered_persons",
    unit=Unit.PERSONS,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("roster", "register"),
    good=Good.MORE,
    value=(_roster("covered_persons"),),
)

COVERAGE_RATE = Ratio(
    name="coverage_rate",
    label_zh="参保覆盖率",
    label_en="Coverage rate",
    meaning_zh="台账参保人数占台账人数的比例",
    meaning_en="Covered persons over target persons",
    caveat_zh="只反映台账已登记的人，台账不全则偏高或偏低",
    caveat_en="Only as good as the rosters; people on no roster are not seen",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("roster", "register"),
    good=Good.MORE,
    basis="ILO legal coverage",
    basis_zh="国际劳工组织（ILO）法定覆盖",
    numerator=(_roster("covered_persons"),),
    denominator=(_roster("target_persons"),),
)

EFFECTIVE_COVERAGE_RATE = Ratio(
    name="effective_coverage_rate",
    label_zh="有效参保率",
    label_en="Effective coverage rate",
    meaning_zh="台账人员中参保、无到期未缴月份且近 12 个月有缴费者的比例",
    meaning_en="Roster persons registered, no due month unpaid, a paid one in the last twelve, over target persons",
    caveat_zh="按当时所知缴款",
    caveat_en="As it stood at the month end",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("roster", "register", "receipts"),
    good=Good.MORE,
    basis="ILO effective coverage (SDG 1.3.1)",
    basis_zh="国际劳工组织（ILO）有效覆盖（SDG 1.3.1）",
    numerator=(_roster("effective_persons"),),
    denominator=(_roster("target_persons"),),
)

INSURED_ANYWHERE_RATE = Ratio(
    name="insured_anywhere_rate",
    label_zh="任意参保率",
    label_en="Insured anywhere rate",
    meaning_zh="台账人员中在本险种或他处（单位职工、城乡居民、异地、退休）参保者的比例",
    meaning_en="Roster persons registered here or insured elsewhere (not by death), over target persons",
    caveat_zh="未提供他处参保数据时等于参保覆盖率",
    caveat_en="Equals the coverage rate where no data on insurance elsewhere is provided",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("roster", "register"),
    good=Good.MORE,
    numerator=(_roster("anywhere_persons"),),
    denominator=(_roster("target_persons"),),
)

ENROLMENT_RATIO = Ratio(
    name="enrolment_ratio",
    label_zh="参保率（推算口径）",
    label_en="Enrolment ratio (estimated)",
    meaning_zh="参保人数与下达的应参保人数之比，取不晚于该月的最近一期",
    meaning_en="Registered persons over the target handed down, of the latest month not after the month end",
    caveat_zh="推算口径：分母是下达数而非人口，可以超过 100%",
    caveat_en="Estimated: the denominator is a target, not a population, so it may exceed 100%",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=TARGET,
    feeds=("register", "targets"),
    good=Good.MORE,
    numerator=(REGISTERED,),
    denominator=(Planned(Figure.TARGET_PERSONS, Unit.PERSONS, Window.MONTH_END),),
)

ATTRIBUTION_RATE = Ratio(
    name="attribution_rate",
    label_zh="社区归属率",
    label_en="Attribution rate",
    meaning_zh="参保人员中社区由认定、登记或台账得知者的比例",
    meaning_en="Registered persons whose community is known by assignment, register or roster, over registered persons",
    caveat_zh="其余的人只知街道或未知，社区级数字不含他们",
    caveat_en="The others are known by subdistrict only or not at all, and missing from the communities' figures",
    unit=Unit.RATE,
    axis=Axis.MONTH_END,
    takes=ROSTER,
    feeds=("register",),
    good=Good.MORE,
    numerator=(Sum(Source.PERSON, persons_where(_attributed), Unit.PERSONS, Window.MONTH_END),),
    denominator=(REGISTERED,),
)

METRICS: tuple[Metric, ...] = (
    TARGET_PERSONS,
    COVERED_PERSONS,
    COVERAGE_RATE,
    EFFECTIVE_COVERAGE_RATE,
    INSURED_ANYWHERE_RATE,
    ENROLMENT_RATIO,
    ATTRIBUTION_RATE,
)
