"""入库明细: contribution receipts of the tax bureau."""

from etl.feeds.words import Column, Feed, Kind, Rule, identity, key, shipped_codes, themselves

LONGEST_PERIOD = 600

RECEIPTS = Feed(
    name="receipts",
    title="入库明细",
    expected=True,
    total_field="identity",
    amount="amount",
    columns=(
        key("ticket_number", "电子税票号码"),
        identity(),
        Column("name", "姓名"),
        Column("item", "征收品目"),
        Column(
            "first_month",
            "费款所属期起",
            Kind.FIRST_MONTH,
            required=True,
            otherwise="coalesce(period_first(cell.period), month_in_year(cell.period_year, cell.period_from))",
            instead=(("period",), ("period_year", "period_from")),
        ),
        Column(
            "last_month",
            "费款所属期止",
            Kind.LAST_MONTH,
            required=True,
            otherwise="coalesce(period_last(cell.period), month_in_year(cell.period_year, cell.period_to))",
            instead=(("period",), ("period_year", "period_to")),
        ),
        Column("period", "费款所属期", Kind.PERIOD, landed=False),
        Column("period_year", "年度", Kind.YEAR, landed=False),
        Column("period_from", "起始月份", Kind.MONTH_OF_YEAR, landed=False),
        Column("period_to", "终止月份", Kind.MONTH_OF_YEAR, landed=False),
        Column("base", "缴费基数", Kind.MONEY),
        Column("rate", "费率", Kind.RATE),
        Column("assessed_amount", "应缴金额", Kind.MONEY),
        Column("amount", "实缴金额", Kind.MONEY, required=True),
        Column("pay_date", "缴款日期", Kind.DAY),
        Column("treasury_date", "入库日期", Kind.DAY),
        Column("office", "主管税务所（科、分局）"),
        Column("street", "街道乡镇"),
        Column("channel", "缴费渠道", Kind.CODE, values=shipped_codes("channels"), unknown="99", empty="99"),
        Column(
            "kind",
            "业务类型",
            Kind.CODE,
            values=themselves("正常应缴", "补缴", "预缴", "清欠", "补差", "退收"),
            closed=True,
        ),
        Column("original_ticket", "原电子税票号码"),
        Column("updated_at", "更新时间", Kind.MOMENT),
    ),
    derived={
        "pay_date": "coalesce(pay_date, treasury_date)",
        "kind": "coalesce(kind, case when amount < 0 then '退收' else '正常应缴' end)",
    },
    rules=(
        Rule("last_month", "last_month < first_month", "the period runs backwards"),
        Rule(
            "last_month",
            f"last_month - first_month >= {LONGEST_PERIOD}",
            f"the period covers more than {LONGEST_PERIOD} months",
        ),
    ),
)
