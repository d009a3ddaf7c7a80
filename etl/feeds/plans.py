"""年度计划: the year's plans by area or by office."""

from etl.feeds.words import Column, Feed, Kind

PLANS = Feed(
    name="plans",
    title="年度计划",
    total_field="area",
    amount="amount",
    columns=(
        Column("year", "年度", Kind.COUNT, required=True),
        Column("area", "区划代码", Kind.AREA),
        Column("office", "主管税务所（科、分局）"),
        Column("amount", "计划金额", Kind.MONEY),
        Column("persons", "计划参保人数", Kind.COUNT),
    ),
)
