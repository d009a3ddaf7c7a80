"""Facts: what follows from the staged rows, person by person and month by month."""

from sqlalchemy import Column, Table

from sql.schema.words import METADATA, code, count, day, flag, money, month, number, text


def _fact(name: str, *columns: Column[object], comment: str) -> Table:
    return Table(name, METADATA, *columns, schema="facts", comment=comment)


PERSON = _fact(
    "person",
    number("person_id", "key"),
    text("identity", "canonical"),
    text("name", "latest known"),
    text("phone", "latest known"),
    code("sex", "M F U"),
    day("birth_date", "null when unknown"),
    month("birth_month", "month of birth; null when unknown"),
    month("sixteenth_month", "month of the 16th birthday; 0 when unknown"),
    month("retirement_month", "month statutory retirement age is reached; null when unknown"),
    count("stated_months", "latest 累计缴费月数; null when none"),
    month("stated_month", "month of the 变更日期 of its row"),
    comment="Every person, with what does not change from month to month",
)
SPAN = _fact(
    "span",
    number("span_id", "key"),
    number("person_id", "facts.person"),
    day("from_date", "first day"),
    day("to_date", "last day"),
    month("from_month", "first month whose T lies in it"),
    month("to_month", "last month whose T lies in it; before from_month when none does"),
    flag("in_force", "0 before the first register row, and for the unregistered"),
    flag("in_register", "1: the person has a register row"),
    code("status", "参保状态"),
    code("community", "by assignment or register; null when unknown"),
    code("attribution", "assignment, register, or null"),
    code("unassigned", "<subdistrict>000 of an unknown 社区代码; null when there is none"),
    code("worker_type", "of the register, else of the classification when 01-06"),
    count("months_in_group", "1 3 6 12; null: inferred"),
    code("hukou", "local other U"),
    day("subsidy_from", "补贴起"),
    day("subsidy_to", "补贴止"),
    code("change_reason", "变更类型, U when empty"),
    comment="Spans of days in which nothing known of a person changes",
)
ROSTER_PLACE = _fact(
    "roster_place",
    number("person_id", "facts.person"),
    month("month", "month the roster is in force"),
    code("community", "lowest known community or <subdistrict>000; null when unknown"),
    code("worker_type", "of the same row; null unless 01-06"),
    comment="Where the roster puts people whose community or type the register leaves open",
)
STREET_PLACE = _fact(
    "street_place",
    number("person_id", "facts.person"),
    day("from_date", "pay date of the receipt"),
    day("to_date", "day before the next one's"),
    month("from_month", "first month whose T lies in it"),
    month("to_month", "last month whose T lies in it"),
    code("subdistrict", "null when its street is unknown"),
    comment="Street of the latest receipt, for people whom nothing else places",
)
RECEIPT_PART = _fact(
    "receipt_part",
    number("person_id", "facts.person"),
    month("month", "month paid for"),
    day("pay_date", "缴款日期"),
    month("pay_month", "month of the pay date"),
    money("amount", "share of the month"),
    flag("top_up", "1: 补差"),
    flag("has_base", "1: neither 补差 nor 退收"),
    money("base", "缴费基数"),
    day("treasury_date", "入库日期"),
    text("ticket_number", "电子税票号码"),
    number("line", "for ties"),
    code("subdistrict", "of its street"),
    comment="Receipts split into the months they pay for",
)
BASE_CHOICE = _fact(
    "base_choice",
    number("person_id", "facts.person"),
    month("month", "month paid for"),
    text("ticket_number", "电子税票号码"),
    number("line", "row of the ticket"),
    count("place", "1: reached the treasury last"),
    money("base", "缴费基数"),
    comment="Months with a base on several receipt rows: which of them comes first",
)
PAID_MONTH = _fact(
    "paid_month",
    number("person_id", "facts.person"),
    month("month", "month paid for"),
    money("paid_amount", "as known on d"),
    flag("paid", "principal > 0 as known on d"),
    month("paid_from", "when all was paid in one month and stays paid: that month; else null"),
    flag("several", "1: paid in several months, see paid_interval"),
    month("settled_month", "pay month of everything paid for it, top-ups too, when it was one; else null"),
    money("base", "base of the month, null when there is none"),
    comment="What was paid for a month",
)
PAID_INTERVAL = _fact(
    "paid_interval",
    number("person_id", "facts.person"),
    month("month", "month paid for"),
    month("from_month", "first T at which it is paid, at least the month itself"),
    month("until_month", "first T at which it no longer is; null: stays paid"),
    comment="When months with several payments, or paid late, count as paid",
)
ASSESSED_MONTH = _fact(
    "assessed_month",
    number("person_id", "facts.person"),
    month("month", "month"),
    money("amount", "assessed"),
    count("rows", "assessments"),
    day("due_date", "earliest 缴款期限; null: the last day of the group"),
    comment="What was assessed for a month",
)
INFERRED_FREQUENCY = _fact(
    "inferred_frequency",
    number("person_id", "facts.person"),
    count("year", "year of the month"),
    count("months_in_group", "1 3 6 12"),
    comment="Payment habit of people whose 缴费频次 is empty",
)
ELSEWHERE_MONTH = _fact(
    "elsewhere_month",
    number("person_id", "facts.person"),
    month("month", "month whose T is covered"),
    flag("leaves", "1: 单位职工, 退休 or 死亡, so not registered here"),
    flag("insured", "1: any category but 死亡"),
    comment="Month ends covered by insurance elsewhere",
)
PRESENCE = _fact(
    "presence",
    number("person_id", "facts.person"),
    month("month", "month; T its end, d in the month of d"),
    month("first_month", "of the person's first trace"),
    number("span_id", "facts.span in force at T"),
    count("months_in_group", "1 3 6 12"),
    flag("stated", "1: 缴费频次 was stated"),
    month("frequency_changed", "the month itself when its frequency is not that of the month before"),
    month("due_from", "first T at which the month is due; after the month of d when not yet"),
    flag("registered", "at T"),
    month("last_paid", "latest month paid as it stood at T; null when none"),
    month("on_time_from", "the month itself when paid in it, or before, for good; else null"),
    flag("several", "1: see facts.paid_interval"),
    flag("paid", "as known on d"),
    money("paid_amount", "as known on d"),
    money("base", "of the month"),
    comment="Every person at every month end from the first trace on",
)
STANDING = _fact(
    "standing",
    number("person_id", "facts.person"),
    month("month", "month; T its end, d in the month of d"),
    number("span_id", "facts.span in force at T"),
    count("months_in_group", "1 3 6 12"),
    flag("stated", "1: 缴费频次 was stated"),
    flag("registered", "at T"),
    flag("registered_before", "at T-1"),
    flag("registered_ever_before", "at any earlier month end"),
    flag("paid_recently", "1: registered with a paid month among the 12 ending with T"),
    month("stop", "the month before the run of unpaid months can start: paid, not registered, or before the first"),
    month("frequency_since", "latest month whose frequency is not that of the month before; null when none"),
    month("due_from", "see facts.presence"),
    flag("paid", "as known on d"),
    money("paid_amount", "as known on d"),
    money("base", "of the month"),
    number("last_base", "last paid month up to this x 10^10 + its base in cents; 9999999999: none"),
    count("on_time_so_far", "months up to this registered and paid on time"),
    count("counted_so_far", "months up to this registered, and paid on time or due at their own end"),
    comment="Every person at every month end: since when unpaid, what was before",
)
MIXED_RUN = _fact(
    "mixed_run",
    number("person_id", "facts.person"),
    month("month", "month; T its end, d in the month of d"),
    count("not_due", "months of the run, in the year of T, not due at T"),
    comment="Runs within which the frequency changed",
)
MONTH_EVENT = _fact(
    "month_event",
    number("person_id", "facts.person"),
    month("month", "T from which it holds"),
    count("density_paid", "change"),
    count("density_due", "change"),
    count("repairable_months", "change"),
    money("repairable_amount", "change"),
    comment="Changes of counts that run on from T to T",
)
ARREARS_EVENT = _fact(
    "arrears_event",
    number("person_id", "facts.person"),
    month("month", "month assessed"),
    month("at_month", "T at which something fell due or was paid"),
    month("until_month", "T of the next event"),
    money("overdue_amount", "overdue from at_month on"),
    money("new_amount", "fallen overdue"),
    money("cleared_amount", "paid of what was overdue before"),
    day("due_date", "earliest 缴款期限 among what is due"),
    comment="What happened to each month that was not paid by its day",
)
ARREARS = _fact(
    "arrears",
    number("person_id", "facts.person"),
    month("month", "T"),
    *(money(f"amount_{position}", f"overdue in bucket {position} of staging.arrears_age") for position in range(1, 7)),
    money("new_amount", "fallen overdue since T-1"),
    money("cleared_amount", "paid since T-1 of what was overdue"),
    comment="Arrears of each person at each T",
)


def _cell(name: str, comment: str) -> Table:
    return _fact(
        name,
        number("person_id", "facts.person"),
        month("month", "month the row is about; T its end, d in the month of d and after"),
        number("span_id", "facts.span in force at T"),
        count("months_in_group", "1 3 6 12"),
        flag("stated", "1: 缴费频次 was stated"),
        number("last_base", "see facts.standing"),
        *(flag(word, "see marts.person_month") for word in ("registered", "registered_before")),
        *(count(word, "see marts.person_month") for word in _COUNTED),
        *(money(word, "see marts.person_month") for word in _MONEY),
        comment=comment,
    )


_COUNTED = (
    "run", "run_before", "new", "returned", "lost", "paying", "due", "awaiting", "admin_suspended", "paid_recently",
    "repairable_months", "density_paid", "density_due",
)  # fmt: skip
_MONEY = (
    "base", "repairable_amount", "assessed_amount", "paid_amount", "assessed_paid_amount",
    *(f"amount_{position}" for position in range(1, 7)), "arrears_new_amount", "arrears_cleared_amount",
)  # fmt: skip
CELL_AHEAD = _cell("cell_ahead", "Months after the month of d: only money")
CELL = _cell("cell", "Everything that is counted of a person and a month, before it is placed")
STREET_MONEY = _fact(
    "street_money",
    number("person_id", "facts.person"),
    month("month", "month paid for"),
    code("subdistrict", "of the receipts' street; null: where the person is"),
    money("amount", "paid there; where the person is: what went elsewhere, negative"),
    comment="Money for a month that came through another street than the one that places the person",
)
MONTH_END = _fact(
    "month_end",
    month("month", "month that has a cell"),
    month("t_month", "month of its T"),
    day("day", "T: its last day; d in the month of d and after"),
    comment="T of every month",
)
