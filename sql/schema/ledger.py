"""The ledger of nights: what came, what was done with it, what was found wrong with it."""

from sqlalchemy import Table

from sql.schema.words import METADATA, code, count, day, moment, money, number, text

DELIVERY = Table(
    "delivery",
    METADATA,
    number("delivery", "key; the order of landing"),
    code("feed", "feed name"),
    text("file_name", "name the file came with; for a database pull the name it was given"),
    day("file_date", "date in the name: the delivery's place in time"),
    count("file_number", "number in the name, 0 when there is none"),
    text("sha256", "of the bytes as delivered; their name in the archive"),
    text("encoding", "utf-8, gb18030, or the workbook's kind"),
    text("unknown_columns", "headers the mapping does not know, joined by a comma"),
    count("rows_read", "data rows, totals included"),
    money("amount_read", "sum of the feed's amount over all rows but totals, unreadable ones 0"),
    count("rows_total", "rows that say 合计, 小计 or 总计"),
    count("rows_quarantined", "rows kept aside as unreadable"),
    money("amount_quarantined", "their amount, unreadable ones 0"),
    count("rows_unchanged", "rows of a register delivered whole that say nothing new"),
    text("run", "the run that landed it"),
    moment("landed_at", "UTC"),
    schema="landed",
    comment="One row per delivery landed",
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    number("delivery", "landed.delivery"),
    number("line", "row number in the delivered file"),
    text("column_name", "source header of the first column at fault"),
    text("value", "the value as delivered"),
    text("reason", "what is wrong with it"),
    money("amount", "the row's amount, 0 when unreadable"),
    schema="landed",
    comment="Rows that could not be read, waiting for a corrected delivery",
)

ACCOUNT = Table(
    "account",
    METADATA,
    number("delivery", "landed.delivery"),
    count("rows_loaded", "rows that count"),
    money("amount_loaded", "their amount"),
    count("rows_superseded", "rows a later version replaced"),
    money("amount_superseded", "their amount"),
    count("rows_duplicate", "exact copies of a row"),
    money("amount_duplicate", "their amount"),
    count("rows_out_of_scope", "rows of other contribution items"),
    money("amount_out_of_scope", "their amount"),
    schema="landed",
    comment="What became of every landed row, as of the latest landing",
)

RUN = Table(
    "run",
    METADATA,
    text("run", "key: time and business date"),
    day("business_date", "d"),
    moment("started_at", "UTC"),
    moment("ended_at", "UTC"),
    code("outcome", "running, published, kept, refused, failed"),
    text("reason", "one line on a refused or failed run"),
    text("version", "the version it built"),
    schema="landed",
    comment="One row per night run",
)

STEP = Table(
    "step",
    METADATA,
    text("run", "landed.run"),
    count("position", "order within the run"),
    text("step", "what was done: the table filled, or land, check, publish"),
    number("rows", "rows written or found"),
    count("milliseconds", "time taken"),
    schema="landed",
    comment="Each step of a run with its rows and time",
)

CHECK_RESULT = Table(
    "check_result",
    METADATA,
    text("run", "landed.run"),
    text("check_name", "file name of the check"),
    code("severity", "stop or warn"),
    number("faults", "rows the check returned"),
    text("example", "its first row, as text, without personal data"),
    schema="landed",
    comment="What the checks of a run found",
)
