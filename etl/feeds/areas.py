"""区划: areas delivered by the bureau; each replaces the shipped row of the same code."""

from etl.feeds.words import Column, Feed, Kind

AREAS = Feed(
    name="areas",
    title="区划",
    total_field="code",
    columns=(
        Column("code", "区划代码", Kind.AREA, required=True),
        Column("name", "名称", required=True),
        Column("level", "级别", required=True),
        Column("parent", "上级代码", Kind.AREA),
        Column("valid_from", "生效日期", Kind.DAY),
        Column("valid_to", "失效日期", Kind.DAY),
        Column("successor", "继任代码", Kind.AREA),
    ),
)
