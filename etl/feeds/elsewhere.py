"""他处参保: insurance of the same people elsewhere."""

from etl.feeds.words import Column, Feed, Kind, Rule, identity

ELSEWHERE = Feed(
    name="elsewhere",
    title="他处参保",
    total_field="identity",
    columns=(
        identity(),
        Column("category", "类别", required=True),
        Column("from_date", "起", Kind.FROM_DAY, required=True),
        Column("to_date", "止", Kind.TO_DAY),
    ),
    rules=(Rule("to_date", "to_date < from_date", "the period runs backwards"),),
)
