"""灵活就业台账: community rosters of people in flexible employment."""

from etl.feeds.words import Column, Feed, Kind, identity, worker_type

ROSTER = Feed(
    name="roster",
    title="灵活就业台账",
    total_field="identity",
    columns=(
        Column("roster_month", "台账月份", Kind.MONTH, required=True),
        Column("community", "社区代码", Kind.AREA, required=True),
        identity(),
        Column("name", "姓名"),
        worker_type("就业类别"),
        Column("platform", "就业平台"),
        Column("hukou", "户籍地代码", Kind.AREA),
    ),
)
