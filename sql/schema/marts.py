"""Marts: what a published version holds; the only tables questions are asked of.

Person columns and area columns have the same names in every mart, and every measure is a plain
sum, so one expression answers at every grain. `registered`, `registered_before`, `run` and
`run_before` are kept as group columns, weighted by `persons`, because the number of unpaid
months that counts as suspended is chosen when the question is asked.
"""

from sqlalchemy import Column, Table

from sql.schema.words import METADATA, code, count, day, flag, moment, money, month, number, text


def _areas() -> tuple[Column[object], ...]:
    return (
        code("district", "first 6 digits of the community"),
        code("subdistrict", "first 9 digits of the community"),
        code("community", "12 digits; <subdistrict>000 unassigned, 000000000000 unknown"),
        code("worker_type", "01-06, 98 other, 99 unclassified"),
        code("attribution", "how the community is known: assignment register roster street none"),
    )


def _traits() -> tuple[Column[object], ...]:
    return (
        code("sex", "M F U"),
        code("age_band", "age at T: -15 16-24 25-34 35-44 45-49 50-54 55+ U"),
        flag("past_age", "1: T is after the month of retirement age"),
        code("tier", "60 70 80 100 150 200 300 300+ U"),
        code("pay_frequency", "M Q H Y"),
        code("frequency_basis", "stated or inferred"),
        code("hukou", "local other U"),
        flag("subsidy", "1: T within the subsidy"),
        code("suspension_length", "run at T: 0 1 2 3-5 6-11 12-23 24+"),
        code("change_reason", "变更类型 of the state at T, U when empty"),
    )


def _standing() -> tuple[Column[object], ...]:
    return (
        flag("registered", "registered at T"),
        flag("registered_before", "registered at T-1"),
        count("run", "unpaid due months up to T in a row; 0 when not registered"),
        count("run_before", "the same at T-1, as it stood then"),
        count("persons", "persons; 0 on rows that only carry money of another street"),
    )


def _measures() -> tuple[Column[object], ...]:
    return (
        count("new", "registered at T and at no earlier month end"),
        count("returned", "registered at T, not at T-1, but at some month end before"),
        count("lost", "registered at T-1, not at T"),
        count("paying", "registered at T, month paid as known on d"),
        count("due", "registered at T, month paid, or unpaid and due on d"),
        count("awaiting", "registered at T, unpaid and not yet due on d"),
        count("admin_suspended", "registered with 参保状态 2"),
        count("paid_recently", "registered at T with a paid month among the 12 ending with T"),
        count("repairable_persons", "has repairable months at T"),
        count("repairable_months", "repairable months at T"),
        money("repairable_amount", "their amount"),
        money("assessed_amount", "assessed for the month"),
        money("paid_amount", "paid for the month as known on d"),
        money("assessed_paid_amount", "the assessed part of it that is paid"),
        count("arrears_persons", "owes anything at T"),
        money("arrears_amount", "overdue at T"),
        money("arrears_over_12m_amount", "of which overdue for more than 365 days"),
        money("arrears_new_amount", "fallen overdue between T-1 and T"),
        money("arrears_cleared_amount", "overdue at T-1, paid by T"),
        money("base_amount", "base of paying persons who have one"),
        count("base_persons", "paying persons who have a base"),
        count("lowest_tier_persons", "those of them in tier 60"),
        count("density_paid", "months of the 12 ending with T registered and paid at T"),
        count("density_due", "months of the 12 registered and paid, or due, at T"),
    )


ARREARS_BY_AGE = {
    "1-30": "arrears_1_30",
    "31-90": "arrears_31_90",
    "91-180": "arrears_91_180",
    "181-365": "arrears_181_365",
    "366-730": "arrears_366_730",
    "731+": "arrears_731",
}
"""The column of person_month that holds the arrears of each age."""

MEASURES = frozenset(("persons", *(column.name for column in _measures())))
"""The columns of person_month and area_month that add up."""

PERSON_MONTH = Table(
    "person_month",
    METADATA,
    number("person_id", "marts.person"),
    month("month", "month the row is about; T is its end, or d in the month of d"),
    *_areas(),
    *_traits(),
    *_standing(),
    *_measures(),
    *(money(column, f"overdue at T for {age} days") for age, column in ARREARS_BY_AGE.items()),
    schema="marts",
    comment="One row per person and month, ordered by month; more only for money of another street",
)

AREA_MONTH = Table(
    "area_month",
    METADATA,
    month("month", "month the row is about"),
    *_areas(),
    *_standing(),
    *_measures(),
    schema="marts",
    comment="person_month without the person and the traits: small, for most questions",
)

PAYMENT = Table(
    "payment",
    METADATA,
    number("person_id", "marts.person"),
    month("month", "month paid for"),
    day("day", "缴款日期"),
    month("treasury_month", "month of 入库日期"),
    money("amount", "share of the month, refunds negative"),
    money("principal", "the same, 0 for 补差"),
    money("base", "缴费基数 per month; null for 补差 and 退收"),
    count("base_place", "1: its base is the month's, as known on d; null for 补差 and 退收"),
    code("street", "<subdistrict>000 when counted there and not where the person is"),
    schema="marts",
    comment="One row per receipt row and month it pays for, ordered by month",
)

RECEIPT = Table(
    "receipt",
    METADATA,
    number("person_id", "marts.person"),
    text("ticket_number", "电子税票号码"),
    day("day", "入库日期; in transit 缴款日期"),
    month("month", "its month"),
    *_areas(),
    code("channel", "reference/channels.csv, 99 unknown"),
    code("office", "主管税务所（科、分局）, U when empty"),
    code("kind", "业务类型"),
    money("gross_amount", "amount when not a refund, else 0"),
    money("refunded_amount", "minus the amount when a refund, else 0"),
    count("receipts", "1 when not a refund"),
    count("contactless", "1 when not a refund and through a contactless channel"),
    count("matched", "1 when not a refund and the person is in the register with a known community"),
    money("in_transit_amount", "amount while not yet in the treasury, refunds negative; then nothing else counts"),
    code("street", "subdistrict of 街道乡镇 on the receipt, null when unknown"),
    month("first_month", "费款所属期起"),
    month("last_month", "费款所属期止"),
    number("delivery", "landed.delivery the row came with"),
    day("delivered", "file date of the first delivery that said so"),
    schema="marts",
    comment="One row per receipt row, ordered by day; attributes at that day",
)

RECEIPT_ASIDE = Table(
    "receipt_aside",
    METADATA,
    code("fate", "superseded, duplicate, out_of_scope, quarantined"),
    number("person_id", "marts.person; null when quarantined"),
    text("ticket_number", "电子税票号码; null when quarantined"),
    text("item", "征收品目"),
    day("day", "入库日期; quarantined: the file's date"),
    month("month", "its month"),
    *_areas(),
    code("office", "主管税务所（科、分局）, U when empty"),
    code("kind", "业务类型"),
    money("amount", "实缴金额, refunds negative; quarantined and unreadable 0"),
    code("street", "subdistrict of 街道乡镇 on the receipt, null when unknown"),
    month("first_month", "费款所属期起"),
    month("last_month", "费款所属期止"),
    number("delivery", "landed.delivery the row came with"),
    number("line", "row number in the delivered file"),
    day("delivered", "file date of the first delivery that said so; of a copy, of the delivery that repeated it"),
    day("replaced", "file date of the delivery that superseded it"),
    text("reason", "why it is quarantined"),
    schema="marts",
    comment="Receipt rows in the treasury by d that count nowhere, ordered by day; to explain figures of others",
)

RECEIPT_DAY = Table(
    "receipt_day",
    METADATA,
    day("day", "入库日期"),
    month("month", "month of the treasury date"),
    *_areas(),
    money("gross_amount", "see receipt"),
    money("refunded_amount", "see receipt"),
    count("receipts", "see receipt"),
    count("contactless", "see receipt"),
    count("matched", "see receipt"),
    money("in_transit_amount", "see receipt"),
    schema="marts",
    comment="receipt summed by day, community, worker type and attribution",
)

ROSTER_MONTH = Table(
    "roster_month",
    METADATA,
    month("month", "T"),
    code("district", "first 6 digits of the community"),
    code("subdistrict", "first 9 digits of the community"),
    code("community", "of the roster"),
    code("worker_type", "of the roster"),
    number("target_persons", "persons on the roster in force at T"),
    number("covered_persons", "of which registered at T"),
    number("effective_persons", "of which with run 0 and a paid month among the 12 ending with T"),
    number("anywhere_persons", "registered, or insured elsewhere"),
    schema="marts",
    comment="Rosters in force at each month end, counted",
)

DEDUCTION_MONTH = Table(
    "deduction_month",
    METADATA,
    month("month", "month of 扣款日期"),
    *_areas(),
    code("bank", "开户银行, U when empty"),
    code("failure_reason", "失败原因, U when empty"),
    number("succeeded", "成功"),
    number("failed", "失败"),
    money("succeeded_amount", "金额 of 成功"),
    schema="marts",
    comment="Bank deductions counted; attributes at 扣款日期",
)

TARGET = Table(
    "target",
    METADATA,
    month("month", "月份"),
    code("area", "区划代码"),
    code("level", "级别 of the area"),
    number("persons", "应参保人数 over all 类别"),
    schema="marts",
    comment="Persons who should be insured, latest delivery of each month",
)

PLAN = Table(
    "plan",
    METADATA,
    count("year", "年度"),
    code("area", "区划代码, null for an office's plan"),
    code("level", "级别 of the area, 税务所 for an office"),
    text("office", "主管税务所（科、分局）"),
    money("amount", "计划金额"),
    number("persons", "计划参保人数"),
    schema="marts",
    comment="The year's plans, latest delivery of each year",
)

AREA = Table(
    "area",
    METADATA,
    code("code", "区划代码"),
    text("name", "名称"),
    text("level", "区县 街道乡镇 社区村"),
    code("parent", "上级代码"),
    day("valid_from", "生效日期"),
    day("valid_to", "失效日期"),
    code("successor", "继任代码"),
    schema="marts",
    comment="Areas, shipped and delivered",
)

WORKER_TYPE = Table(
    "worker_type",
    METADATA,
    code("code", "01-06 98 99"),
    text("name", "Chinese"),
    text("name_en", "English"),
    schema="marts",
    comment="Worker types",
)

CHANNEL = Table(
    "channel",
    METADATA,
    code("code", "01-10 99"),
    text("name", "Chinese"),
    flag("contactless", "1: counts as 非接触式"),
    schema="marts",
    comment="Payment channels",
)

BASE_LIMIT = Table(
    "base_limit",
    METADATA,
    count("year", "执行年度"),
    money("average_wage", "平均工资 per month"),
    money("lower_limit", "下限"),
    money("upper_limit", "上限"),
    text("document_number", "文号"),
    schema="marts",
    comment="Base limits by year",
)

WORKDAY = Table(
    "workday",
    METADATA,
    day("day", "date"),
    flag("working", "1: the treasury is open"),
    schema="marts",
    comment="Working days of the years in the data",
)

PERSON = Table(
    "person",
    METADATA,
    number("person_id", "key, within this version"),
    text("identity", "证件号码, canonical"),
    text("name", "latest name known"),
    text("phone", "手机号码"),
    *_areas(),
    code("sex", "M F U"),
    day("birth_date", "null when unknown"),
    month("retirement_month", "month statutory retirement age is reached; null when unknown"),
    code("status", "参保状态 at d; null when unregistered"),
    flag("registered", "registered at d"),
    count("run", "unpaid due months in a row at d"),
    month("last_paid_month", "latest month paid as known on d, at most the month of d"),
    day("last_pay_date", "latest pay date"),
    code("pay_frequency", "M Q H Y at d"),
    day("subsidy_to", "end of the subsidy"),
    money("arrears_amount", "overdue at d"),
    count("contributed_months", "累计缴费月数 as stated, and months paid after that; null when never stated"),
    count("required_months", "statutory minimum by the year of retirement; null when that is unknown"),
    schema="marts",
    comment="Every person as known on d; for lists",
)

VERSION = Table(
    "version",
    METADATA,
    text("version", "name of this version"),
    day("business_date", "d"),
    moment("built_at", "UTC"),
    month("history_starts", "earliest month shown; null: no limit"),
    month("first_month", "earliest month with any row"),
    count("suspended_after", "headline k"),
    flag("demo", "1: the demo bureau"),
    number("latest_delivery", "latest landed.delivery when it was built"),
    text("definition", "fingerprint of what its figures mean: transforms, metrics and the settings that change them"),
    schema="marts",
    comment="One row: what this version is",
)

CHANGE = Table(
    "change",
    METADATA,
    number("delivery", "landed.delivery"),
    number("person_id", "marts.person"),
    month("first_month", "first month it can change"),
    month("last_month", "last month it can change; 999999: all after"),
    month("dated_month", "month of dated"),
    day("dated", "treasury, change or effective date; of an assessment the first of its month"),
    flag("correction", "1: replaces a row delivered earlier"),
    schema="marts",
    comment="What was delivered since the oldest version kept: whom and which months it concerns",
)

FEED = Table(
    "feed",
    METADATA,
    code("feed", "feed name"),
    flag("expected", "1: declared as expected"),
    day("latest_date", "date of the latest delivery; null when none came"),
    moment("landed_at", "when it landed, UTC"),
    count("deliveries", "deliveries landed"),
    number("rows_loaded", "rows that count"),
    schema="marts",
    comment="Freshness of each feed",
)

DELIVERY_ACCOUNT = Table(
    "delivery_account",
    METADATA,
    number("delivery", "order of landing"),
    code("feed", "feed name"),
    text("file_name", "name the file came with"),
    day("file_date", "date in the name"),
    number("rows_read", "= loaded + superseded + duplicate + quarantined + out of scope + total"),
    number("rows_loaded", "rows loaded"),
    number("rows_superseded", "rows superseded"),
    number("rows_duplicate", "rows duplicate"),
    number("rows_quarantined", "rows quarantined"),
    number("rows_out_of_scope", "rows out of scope"),
    number("rows_total", "rows total"),
    money("amount_read", "the feed's amount, split the same way; total rows left out"),
    money("amount_loaded", "amount loaded"),
    money("amount_superseded", "amount superseded"),
    money("amount_duplicate", "amount duplicate"),
    money("amount_quarantined", "amount quarantined"),
    money("amount_out_of_scope", "amount out of scope"),
    schema="marts",
    comment="Every row read is accounted for, per delivery",
)

QUARANTINE_REASON = Table(
    "quarantine_reason",
    METADATA,
    code("feed", "feed name"),
    text("file_name", "name the file came with"),
    text("column_name", "column at fault"),
    text("reason", "what is wrong"),
    number("rows", "rows"),
    money("amount", "their amount"),
    number("first_line", "first row number in the file"),
    schema="marts",
    comment="Quarantine without values: how many rows for which reason",
)

CHECK = Table(
    "check_result",
    METADATA,
    text("check_name", "file name of the check"),
    code("severity", "stop or warn"),
    number("faults", "rows the check returned"),
    text("example", "its first row, without personal data"),
    schema="marts",
    comment="What the checks of this version's night found",
)

STEP_TAKEN = Table(
    "step",
    METADATA,
    count("position", "order"),
    text("step", "what was done"),
    number("rows", "rows"),
    count("milliseconds", "time taken"),
    schema="marts",
    comment="Steps of the night that built this version",
)

NIGHT = Table(
    "night",
    METADATA,
    text("run", "key"),
    day("business_date", "d"),
    moment("started_at", "UTC"),
    moment("ended_at", "UTC"),
    code("outcome", "published, kept, refused, failed"),
    text("reason", "one line on a refused or failed run"),
    schema="marts",
    comment="The nights known when this version was built",
)
