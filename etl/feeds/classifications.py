"""类别认定: worker types as the bureau decided them, where the register leaves them open."""

from dataclasses import replace

from etl.feeds.words import Column, Feed, Kind, identity, worker_type

CLASSIFICATIONS = Feed(
    name="classifications",
    title="类别认定",
    total_field="identity",
    columns=(
        identity(),
        replace(worker_type("缴费人员类别"), required=True, empty=None),
        Column("effective_date", "生效日期", Kind.DAY, required=True),
        Column("source", "来源"),
    ),
)
