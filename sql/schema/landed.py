"""Landed rows: what each delivery said, typed, one table per feed, nothing thrown away.

Every row knows its delivery and its row number in the delivered file. Codes are canonical
(the value maps were applied); an unknown or empty one is null unless the column says otherwise.
"""

from sqlalchemy import Column, Table

from sql.schema.words import METADATA, code, count, day, moment, money, month, number, ratio, text


def _landed(name: str, *columns: Column[object], comment: str) -> Table:
    return Table(
        name,
        METADATA,
        number("delivery", "landed.delivery this row came with"),
        number("line", "row number in the delivered file, title and header lines counted"),
        *columns,
        schema="landed",
        comment=comment,
    )


RECEIPTS = _landed(
    "receipts",
    text("ticket_number", "电子税票号码"),
    text("identity", "证件号码, canonical"),
    text("name", "姓名"),
    text("item", "征收品目"),
    month("first_month", "费款所属期起"),
    month("last_month", "费款所属期止"),
    money("base", "缴费基数 per month; in a top-up row the difference"),
    ratio("rate", "费率"),
    money("assessed_amount", "应缴金额"),
    money("amount", "实缴金额, refunds negative"),
    day("pay_date", "缴款日期, else 入库日期"),
    day("treasury_date", "入库日期; null while in transit"),
    text("office", "主管税务所（科、分局）"),
    text("street", "街道乡镇 as delivered"),
    code("channel", "缴费渠道, code of reference/channels.csv, 99 when unknown or empty"),
    code("kind", "业务类型: 正常应缴 补缴 预缴 清欠 补差 退收"),
    text("original_ticket", "原电子税票号码"),
    moment("updated_at", "更新时间 as delivered; null: the file's date"),
    comment="Contribution receipts of the tax bureau",
)

ASSESSMENTS = _landed(
    "assessments",
    text("voucher_number", "应征凭证序号"),
    text("identity", "证件号码, canonical"),
    month("month", "费款所属期"),
    text("item", "征收品目"),
    money("base", "缴费基数"),
    ratio("rate", "费率"),
    money("amount", "应缴金额"),
    day("due_date", "缴款期限; null: the last day of the payer's group of months"),
    code("kind", "业务类型: 正常应缴 补差"),
    code("status", "状态: 有效 作废 核销"),
    moment("updated_at", "更新时间 as delivered; null: the file's date"),
    comment="Assessed contributions of the tax bureau",
)

REGISTER = _landed(
    "register",
    text("person_number", "个人编号"),
    text("identity", "证件号码, canonical"),
    text("name", "姓名"),
    code("sex", "M or F"),
    day("birth_date", "出生日期"),
    text("hukou", "户籍地代码"),
    code("community", "社区代码 as delivered, half-width"),
    code("worker_type", "01-06, 98 not in any map, 99 empty"),
    code("status", "参保状态: 1 正常 2 暂停 4 终止"),
    text("change_type", "变更类型 (AAC050)"),
    text("change_reason", "变更原因 (AAE160)"),
    day("change_date", "变更日期"),
    month("first_enrolled_month", "首次参保年月"),
    count("paid_months", "累计缴费月数"),
    code("pay_frequency", "M Q H Y; null: inferred"),
    code("retirement_class", "M60 F55 F50"),
    day("subsidy_from", "补贴起"),
    day("subsidy_to", "补贴止"),
    text("phone", "手机号码"),
    comment="Registration events of HRSS",
)

ASSIGNMENTS = _landed(
    "assignments",
    text("identity", "证件号码, canonical"),
    code("community", "社区代码"),
    day("effective_date", "生效日期"),
    text("source", "来源"),
    comment="Communities as the bureau decided them",
)

CLASSIFICATIONS = _landed(
    "classifications",
    text("identity", "证件号码, canonical"),
    code("worker_type", "缴费人员类别: 01-06, 98 not in any map"),
    day("effective_date", "生效日期"),
    text("source", "来源"),
    comment="Worker types as the bureau decided them",
)

ROSTER = _landed(
    "roster",
    month("roster_month", "台账月份"),
    code("community", "社区代码 as delivered, half-width"),
    text("identity", "证件号码, canonical"),
    text("name", "姓名"),
    code("worker_type", "就业类别: 01-06, 98 not in any map, 99 empty"),
    text("platform", "就业平台"),
    text("hukou", "户籍地代码"),
    comment="Community rosters of people in flexible employment",
)

TARGETS = _landed(
    "targets",
    month("month", "月份"),
    code("area", "区划代码"),
    text("category", "类别"),
    count("persons", "应参保人数"),
    text("source", "来源"),
    comment="Persons who should be insured, by area",
)

ELSEWHERE = _landed(
    "elsewhere",
    text("identity", "证件号码, canonical"),
    text("category", "类别: 单位职工 城乡居民 异地 退休 死亡"),
    day("from_date", "起"),
    day("to_date", "止; null: open"),
    comment="Insurance of the same people elsewhere",
)

DEDUCTIONS = _landed(
    "deductions",
    text("batch_number", "批次号"),
    text("identity", "证件号码, canonical"),
    month("month", "费款所属期"),
    money("amount", "金额"),
    day("deduction_date", "扣款日期"),
    code("result", "成功 or 失败"),
    text("failure_reason", "失败原因"),
    text("bank", "开户银行"),
    comment="Results of bank deduction batches",
)

PLANS = _landed(
    "plans",
    count("year", "年度"),
    code("area", "区划代码"),
    text("office", "主管税务所（科、分局）"),
    money("amount", "计划金额"),
    count("persons", "计划参保人数"),
    comment="The year's plans by area or office",
)

AREAS = _landed(
    "areas",
    code("code", "区划代码"),
    text("name", "名称"),
    text("level", "级别: 区县 街道乡镇 社区村"),
    code("parent", "上级代码"),
    day("valid_from", "生效日期"),
    day("valid_to", "失效日期"),
    code("successor", "继任代码"),
    comment="Areas delivered by the bureau; each replaces the shipped row of the same code",
)

BASE_LIMITS = _landed(
    "base_limits",
    count("year", "执行年度"),
    count("statistic_year", "统计年度"),
    money("average_wage", "平均工资"),
    money("lower_limit", "下限"),
    money("upper_limit", "上限"),
    text("document_number", "文号"),
    day("valid_from", "生效起"),
    day("valid_to", "生效止"),
    comment="Base limits delivered by the bureau; each replaces the shipped row of the same year",
)

CALENDAR = _landed(
    "calendar",
    day("day", "日期"),
    count("working", "工作日: 1 or 0"),
    comment="Working days delivered by the bureau; each replaces the shipped day",
)
