"""Staging: one current, deduplicated row set per feed, as known on the business date."""

from sqlalchemy import Column, Table

from sql.schema.words import METADATA, code, count, day, flag, money, month, number, text


def _staging(name: str, *columns: Column[object], comment: str) -> Table:
    return Table(name, METADATA, *columns, schema="staging", comment=comment)


NIGHT = _staging(
    "night",
    day("business_date", "d"),
    month("month", "month of d"),
    month("due_month", "latest month that has ended on d"),
    month("first_shown", "a year before history_starts: earlier months are not kept; 0: no limit"),
    code("top_up", "none, optional, mandatory: only mandatory top-ups are assessed"),
    count("volume_factor", "how many times a feed's usual rows is too many, or too few"),
    count("volume_nights", "how many nights make the usual"),
    number("changes_after", "latest landed.delivery of the oldest version kept: what came since is a change"),
    comment="One row: what the night is asked to know",
)
SCOPE_WORD = _staging("scope_word", text("word", "a 征收品目 containing it counts"), comment="Setting scope")
SHIPPED_AREA = _staging(
    "shipped_area",
    code("code", "区划代码"),
    text("name", "名称"),
    text("level", "级别"),
    code("parent", "上级代码"),
    day("valid_from", "生效日期"),
    day("valid_to", "失效日期"),
    code("successor", "继任代码"),
    comment="reference/areas.csv",
)
SHIPPED_BASE_LIMIT = _staging(
    "shipped_base_limit",
    count("year", "执行年度"),
    money("average_wage", "平均工资"),
    money("lower_limit", "下限"),
    money("upper_limit", "上限"),
    text("document_number", "文号"),
    comment="reference/base_limits.csv",
)
SHIPPED_WORKDAY = _staging(
    "shipped_workday",
    day("day", "date"),
    flag("working", "1: a working day"),
    comment="Working days of the calendar library",
)
ARREARS_AGE = _staging(
    "arrears_age",
    count("position", "1 to 6"),
    code("arrears_age", "bucket"),
    count("from_days", "first day of age in it"),
    count("until_days", "first day of age beyond it"),
    comment="Buckets of arrears age in days",
)
DELIVERY = _staging(
    "delivery",
    number("delivery", "landed.delivery"),
    code("feed", "feed name"),
    day("file_date", "date in the file name"),
    number("place", "delivery order: date, number, landing"),
    comment="Deliveries known on d in delivery order",
)
AREA = _staging(
    "area",
    code("code", "区划代码"),
    text("name", "名称"),
    text("level", "级别"),
    code("parent", "上级代码"),
    day("valid_from", "生效日期"),
    day("valid_to", "失效日期"),
    code("successor", "继任代码"),
    comment="Shipped areas, replaced by delivered ones of the same code",
)
BASE_LIMIT = _staging(
    "base_limit",
    count("year", "执行年度"),
    money("average_wage", "平均工资"),
    money("lower_limit", "下限"),
    money("upper_limit", "上限"),
    text("document_number", "文号"),
    comment="Shipped base limits, replaced by delivered ones of the same year",
)
STREET = _staging(
    "street",
    text("street", "街道乡镇 as delivered"),
    code("subdistrict", "its code"),
    comment="Streets of receipts that could be matched to a subdistrict",
)
ITEM = _staging(
    "item",
    text("item", "征收品目, empty text when none"),
    flag("in_scope", "1: counts"),
    comment="Contribution items seen and whether they count",
)
ALIAS = _staging(
    "alias",
    text("identity", "an earlier 证件号码"),
    text("canonical", "the number its person is known by now"),
    comment="Numbers that one 个人编号 has had",
)
IDENTITY = _staging(
    "identity",
    text("identity", "any 证件号码 delivered"),
    text("canonical", "the number its person is known by"),
    number("person_id", "the person, within this version"),
    comment="From numbers to persons",
)
REPEATED_TICKET = _staging(
    "repeated_ticket", text("ticket_number", "电子税票号码"), comment="Tickets with more than one row"
)
REPEATED_VOUCHER = _staging(
    "repeated_voucher", text("voucher_number", "应征凭证序号"), comment="Vouchers with more than one row"
)
RECEIPT_VERSION = _staging(
    "receipt_version",
    number("delivery", "landed.delivery"),
    number("line", "row number"),
    code("fate", "loaded, superseded, duplicate"),
    day("delivered", "file date of the first delivery that said so; of a copy, of the delivery that repeated it"),
    day("replaced", "file date of the first delivery of a newer version; null while there is none"),
    comment="What became of the rows of repeated tickets",
)
ASSESSMENT_VERSION = _staging(
    "assessment_version",
    number("delivery", "landed.delivery"),
    number("line", "row number"),
    code("fate", "loaded, superseded, duplicate"),
    comment="What became of the rows of repeated vouchers",
)
RECEIPT = _staging(
    "receipt",
    number("person_id", "staging.identity"),
    text("ticket_number", "电子税票号码"),
    number("line", "row number, for ties within a ticket"),
    month("first_month", "费款所属期起"),
    month("last_month", "费款所属期止"),
    money("base", "缴费基数"),
    money("amount", "实缴金额"),
    day("pay_date", "缴款日期"),
    day("treasury_date", "入库日期; null in transit"),
    text("office", "主管税务所"),
    code("subdistrict", "of 街道乡镇, null when unknown"),
    code("channel", "缴费渠道"),
    code("kind", "业务类型"),
    number("delivery", "landed.delivery"),
    day("delivered", "file date of the first delivery that said so"),
    comment="Receipt rows in scope, latest version of each ticket, treasury date at most d",
)
ASSESSMENT = _staging(
    "assessment",
    number("person_id", "staging.identity"),
    month("month", "费款所属期"),
    money("amount", "应缴金额"),
    day("due_date", "缴款期限; null: the last day of the group"),
    comment="Valid assessments in scope, latest version of each voucher",
)
REGISTRATION = _staging(
    "registration",
    number("person_id", "staging.identity"),
    number("registration_id", "key"),
    day("change_date", "变更日期, at most d"),
    number("place", "delivery order"),
    number("line", "row number"),
    text("name", "姓名"),
    code("sex", "M F"),
    day("birth_date", "出生日期"),
    text("hukou", "户籍地代码"),
    code("community", "社区代码 as delivered"),
    code("worker_type", "01-06 98 99"),
    code("status", "1 2 4"),
    text("change_type", "变更类型"),
    month("first_enrolled_month", "首次参保年月"),
    count("paid_months", "累计缴费月数 as at 变更日期"),
    code("pay_frequency", "M Q H Y"),
    code("retirement_class", "M60 F55 F50"),
    day("subsidy_from", "补贴起"),
    day("subsidy_to", "补贴止"),
    text("phone", "手机号码"),
    comment="The register as history: the last delivered row of each person and date",
)
ASSIGNMENT = _staging(
    "assignment",
    number("person_id", "staging.identity"),
    day("effective_date", "生效日期"),
    code("community", "社区代码; null when unknown"),
    comment="Communities as the bureau decided, last delivered of each person and date",
)
CLASSIFICATION = _staging(
    "classification",
    number("person_id", "staging.identity"),
    day("effective_date", "生效日期"),
    code("worker_type", "01-06; null when any other"),
    comment="Worker types as the bureau decided, last delivered of each person and date",
)
ROSTER = _staging(
    "roster",
    code("roster_code", "社区代码 as delivered"),
    code("community", "known community, <subdistrict>000 or 000000000000"),
    month("from_month", "台账月份"),
    month("to_month", "last month in force"),
    number("person_id", "staging.identity"),
    code("worker_type", "01-06 98 99"),
    text("name", "姓名"),
    comment="Rosters with the months they are in force",
)
ELSEWHERE = _staging(
    "elsewhere",
    number("person_id", "staging.identity"),
    text("category", "类别"),
    day("from_date", "起"),
    day("to_date", "止; null: open"),
    comment="The latest delivery of insurance elsewhere",
)
DEDUCTION = _staging(
    "deduction",
    number("person_id", "staging.identity"),
    money("amount", "金额"),
    day("deduction_date", "扣款日期"),
    code("result", "成功 失败"),
    text("failure_reason", "失败原因"),
    text("bank", "开户银行"),
    comment="Latest result of each deduction",
)
FATE = _staging(
    "fate",
    number("delivery", "landed.delivery"),
    code("fate", "loaded, superseded, duplicate, out_of_scope"),
    number("rows", "rows"),
    money("amount", "their amount"),
    comment="What became of landed rows, summed by delivery",
)
