"""缴费基数上下限: limits delivered by the bureau; each replaces the shipped row of the same year."""

from etl.feeds.words import Column, Feed, Kind

BASE_LIMITS = Feed(
    name="base_limits",
    title="缴费基数上下限",
    total_field="year",
    columns=(
        Column("year", "执行年度", Kind.COUNT, required=True),
        Column("statistic_year", "统计年度", Kind.COUNT),
        Column("average_wage", "平均工资", Kind.MONEY, required=True),
        Column("lower_limit", "下限", Kind.MONEY, required=True),
        Column("upper_limit", "上限", Kind.MONEY, required=True),
        Column("document_number", "文号"),
        Column("valid_from", "生效起", Kind.FROM_DAY),
        Column("valid_to", "生效止", Kind.TO_DAY),
    ),
)
