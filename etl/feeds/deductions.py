"""银行回盘: results of bank deduction batches."""

from etl.feeds.words import Column, Feed, Kind, identity, key, themselves

DEDUCTIONS = Feed(
    name="deductions",
    title="银行回盘",
    total_field="identity",
    amount="amount",
    columns=(
        key("batch_number", "批次号"),
        identity(),
        Column("month", "费款所属期", Kind.MONTH, required=True),
        Column("amount", "金额", Kind.MONEY, required=True),
        Column("deduction_date", "扣款日期", Kind.DAY, required=True),
        Column("result", "结果", Kind.CODE, required=True, values=themselves("成功", "失败"), closed=True),
        Column("failure_reason", "失败原因"),
        Column("bank", "开户银行"),
    ),
)
