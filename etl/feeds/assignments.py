"""社区认定: communities as the bureau decided them."""

from etl.feeds.words import Column, Feed, Kind, identity

ASSIGNMENTS = Feed(
    name="assignments",
    title="社区认定",
    total_field="identity",
    columns=(
        identity(),
        Column("community", "社区代码", Kind.AREA, required=True),
        Column("effective_date", "生效日期", Kind.DAY, required=True),
        Column("source", "来源"),
    ),
)
