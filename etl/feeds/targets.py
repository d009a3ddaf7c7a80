"""应参保人数: persons who should be insured, by area."""

from etl.feeds.words import Column, Feed, Kind

TARGETS = Feed(
    name="targets",
    title="应参保人数",
    total_field="area",
    columns=(
        Column("month", "月份", Kind.MONTH, required=True),
        Column("area", "区划代码", Kind.AREA, required=True),
        Column("category", "类别"),
        Column("persons", "应参保人数", Kind.COUNT, required=True),
        Column("source", "来源"),
    ),
)
