"""Coverage by part: who is on the rosters, who of them is in, each part against the whole."""

from __future__ import annotations

from functools import partial

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.marks import ALARM, UP, badge
from dashboard.components.tables import Column, Table, inline_bar
from dashboard.data import Record, Unfit, unfit_for
from dashboard.exports.sheet import Kind
from dashboard.findings.monthly import absent
from dashboard.numbers import NOTHING, SMALL, Figure, count, difference, points, signed
from dashboard.pages.comparing import closed_column, month_with_closed
from dashboard.pages.page import Context
from dashboard.pages.parts import last_of, metric_column, of_row, part_column, table_card
from dashboard.pages.people_link import people_link
from sql.metrics import METRIC
from sql.studies.limits import WARN, around, verdict

TARGET, COVERED, RATE, EFFECTIVE = "target_persons", "covered_persons", "coverage_rate", "effective_coverage_rate"
MOVES = ("new_persons", "lost_persons")
METRICS = (TARGET, COVERED, RATE, EFFECTIVE, *MOVES)
COUNTS = (TARGET, COVERED, *MOVES)
OUTSIDE = ("warn", "alarm")


def parts_card(context: Context) -> html.Section:
    """The table by part."""
    return table_card(context, parts_table(context), context.words("coverage.table_plain"), _subtitle(context))


def parts_table(context: Context) -> Table | None:
    """One row per part with anybody in it, the whole as its own question.

    Raises Unfit where the rosters are not counted by one of the filters.
    """
    if unfit := unfit_for(RATE, context.view.where):
        raise Unfit(tuple(unfit))
    part = context.view.part
    rows = [row for row in month_with_closed(context, METRICS, (part,)) if _stands(context, row)]
    if not rows:
        return None
    (whole,) = month_with_closed(context, METRICS)
    title, columns = _title(context, rows, whole), _columns(context, whole)
    subtitle, last = _subtitle(context), last_of(part)
    return Table("parts", title, subtitle, columns, rows, whole, default="-missing", at=of_row(part), last=last)


def _stands(context: Context, row: Record) -> bool:
    """Whether a part has a row: somebody in it, or an area of which this viewer may not see how many."""
    if any(row.get(name) for name in COUNTS):
        return True
    return not context.viewer.may(Right.SMALL_CELLS) and context.areas.known(row[context.view.part])


def _subtitle(context: Context) -> str:
    return context.words("coverage.table_subtitle", month=context.words.full_month(context.when.month))


def _title(context: Context, rows: list[Record], whole: Record) -> str:
    """How many parts are higher or lower than their size explains; those with too few people are not counted."""
    words, part = context.words, context.view.part
    if context.view.area and len(rows) == 1:
        return words("coverage.table_plain")
    named = [row for row in rows if context.areas.known(row[part])]
    said = [(row[RATE], judged(row[RATE], row[TARGET], whole[RATE])) for row in named]
    outside = [rate for rate, verdict_of in said if verdict_of in OUTSIDE]
    low = sum(1 for rate in outside if rate < whole[RATE])
    name = "coverage.table_title" if outside else "coverage.table_title_inside"
    count_of = sum(1 for _, verdict_of in said if verdict_of != "few")
    if not count_of:
        return words("coverage.table_plain")
    return words(name, count=count_of, parts=words(f"parts.{part}"), low=low, high=len(outside) - low)


def judged(rate: Figure, persons: int | None, whole: Figure) -> str:
    """Inside, warn or alarm; `few` where there are too few people, or no rate of the whole, to say."""
    if rate is None or (persons or 0) < SMALL or whole is None or not 0 < whole < 1:
        return "few"
    return verdict(float(rate), float(whole), persons or 0)


def missing_of(context: Context, target: int | None, covered: int | None) -> int | None:
    """How many are on the rosters and not in; one to nine only for those who may see them."""
    if target is None or covered is None:
        return None
    missing = int(target - covered)
    return None if 0 < missing < SMALL and not context.viewer.may(Right.SMALL_CELLS) else missing


def _columns(context: Context, whole: Record) -> list[Column]:
    words = context.words
    there = [name for name in (EFFECTIVE, *MOVES) if not absent(context.reading, METRIC[name])]
    lists = [name for name in MOVES if name in there and context.viewer.may(Right.PEOPLE)]
    missing = partial(_missing, context)
    return [
        part_column(context, context.view.part),
        metric_column(context, TARGET),
        metric_column(context, COVERED),
        Column("missing", words("coverage.missing"), lambda row: count(missing(row)), missing, kind=Kind.WHOLE),
        metric_column(context, RATE),
        *closed_column(context, RATE, whole),
        Column("bar", "0–100%", partial(_bar, whole), number=False, css="bar"),
        Column("against", words("column.against"), partial(_against, whole)),
        Column("verdict", words("column.verdict"), partial(_verdict, context, whole), number=False),
        *(metric_column(context, name) for name in there),
        *(
            Column(f"list_{name}", words(f"coverage.list_{name}"), partial(_list, context, name), number=False)
            for name in lists
        ),
    ]


def _missing(context: Context, row: Record) -> int | None:
    return missing_of(context, row[TARGET], row[COVERED])


def _bar(whole: Record, row: Record) -> object:
    said = judged(row[RATE], row[TARGET], whole[RATE])
    if row is whole or said == "few":
        return ""
    rate = float(whole[RATE])
    limits = around(rate, row[TARGET], WARN)
    kind = "" if said not in OUTSIDE else "good" if row[RATE] > whole[RATE] else said
    return inline_bar(float(row[RATE]), 1.0, kind=kind, usual=(limits.low, limits.high), parent=rate)


def _against(whole: Record, row: Record) -> str:
    return "" if row is whole else signed(points(difference(row[RATE], whole[RATE])))


def _verdict(context: Context, whole: Record, row: Record) -> object:
    """Below the limits is what to look at; above is good news."""
    if row is whole:
        return ""
    said = judged(row[RATE], row[TARGET], whole[RATE])
    if said == "few":
        return html.Span(NOTHING, className="quiet")
    if said == "inside":
        return html.Span(context.words("limit.inside"), className="quiet")
    if row[RATE] > whole[RATE]:
        return badge(context.words("coverage.high"), "good", UP)
    return badge(context.words(f"coverage.low_{said}"), said, ALARM if said == "alarm" else UP)


def _list(context: Context, metric: str, row: Record) -> object:
    code = row.get(context.view.part)
    return people_link(context, metric, row.get(metric), {} if code is None else {"area": code})
