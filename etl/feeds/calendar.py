"""工作日: working days delivered by the bureau; each replaces the shipped day."""

from etl.feeds.words import Column, Feed, Kind

CALENDAR = Feed(
    name="calendar",
    title="工作日",
    total_field="day",
    columns=(
        Column("day", "日期", Kind.DAY, required=True),
        Column("working", "工作日", Kind.COUNT, required=True),
    ),
)
