"""应征核定: assessed contributions of the tax bureau."""

from etl.feeds.words import Column, Feed, Kind, identity, key, themselves

ASSESSMENTS = Feed(
    name="assessments",
    title="应征核定",
    expected=True,
    total_field="identity",
    amount="amount",
    columns=(
        key("voucher_number", "应征凭证序号"),
        identity(),
        Column("month", "费款所属期", Kind.MONTH, required=True),
        Column("item", "征收品目"),
        Column("base", "缴费基数", Kind.MONEY),
        Column("rate", "费率", Kind.RATE),
        Column("amount", "应缴金额", Kind.MONEY, required=True),
        Column("due_date", "缴款期限", Kind.DAY),
        Column("kind", "业务类型", Kind.CODE, values=themselves("正常应缴", "补差"), closed=True, empty="正常应缴"),
        Column("status", "状态", Kind.CODE, values=themselves("有效", "作废", "核销"), closed=True, empty="有效"),
        Column("updated_at", "更新时间", Kind.MOMENT),
    ),
)
