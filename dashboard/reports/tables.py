"""Tables 1 to 8 of the monthly report: columns as the bureau knows them, one question per group of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.data import Record
from dashboard.reports.asked import BEFORE, BOTH, YEAR, MonthAsked
from dashboard.reports.blocks import Cell, Figure, Form, Row, Table
from dashboard.reports.cells import (
    count,
    growth,
    less,
    made,
    ranks,
    rows_of,
    share,
    share_change,
    value,
    wan,
)
from dashboard.reports.printing import printed
from dashboard.reports.words import said, table_said
from sql.metrics import DIMENSION, METRIC, Unit
from sql.metrics.question import ALL
from sql.schema.marts import ARREARS_BY_AGE

RECEIVED = ("received_gross", "refunded_amount", "received_net", "plan_amount", "plan_completion", "pace_gap")
ASSESSED = ("assessed_amount", "paid_amount", "collection_rate")
PAYING = ("due_persons", "awaiting_persons", "paying_persons", "compliance_rate")
ENROLLED = ("registered_persons", "new_persons", "returned_persons", "lost_persons", "net_moved_persons")
COVERED = ("target_persons", "covered_persons", "coverage_rate", "effective_coverage_rate")
SUSPENDED = (
    *("suspended_persons", "newly_suspended_persons", "resumed_persons", "left_suspended_persons"),
    *("suspended_net_moved_persons", "suspension_rate", "new_suspension_rate", "resumption_rate"),
)
OWED = (
    *("arrears_amount", "arrears_new_amount", "arrears_cleared_amount", "arrears_net_moved_amount"),
    *("arrears_persons", "arrears_over_12m_share", "arrears_rate"),
)
NET = ("received_net",)
KEY = (
    *("received_net", "+received_net", "plan_completion", "pace_gap"),
    *("assessed_amount", "paid_amount", "collection_rate", "compliance_rate"),
    *("registered_persons", "coverage_rate", "effective_coverage_rate"),
    *("suspended_persons", "suspension_rate", "arrears_amount", "arrears_over_12m_share", "average_base"),
)
"""The rows of table 1; + is the year up to the month."""
_ACCUMULATED = frozenset(("+received_net", "plan_completion", "pace_gap"))


@dataclass(frozen=True)
class Wording:
    """What the words of the tables need besides the figures."""

    kind: str
    span: str
    day: str
    this: str
    before: str
    last: str
    k: int
    restated: bool

    def heads(self, asked: MonthAsked) -> dict[str, object]:
        """The values of their places."""
        return {
            "kind": self.kind,
            "span": self.span,
            "day": self.day,
            "month": asked.month % 12 + 1,
            "k": self.k,
            "this": self.this,
            "before": self.before,
            "last": self.last,
        }


def key_table(asked: MonthAsked, wording: Wording) -> Table:
    """表1: the figures a chief looks at, beside last month and last year."""
    words = table_said("key", frozenset((4,) if wording.restated else ()), **wording.heads(asked))
    rows = [_key_row(asked, name) for name in KEY]
    notes = words.notes
    if wording.restated:
        notes = (*notes, str(said("table.key.restated")).format(before=wording.before))
    return made(words, rows, notes=notes)


def _key_row(asked: MonthAsked, name: str) -> Row:
    metric = METRIC[name.lstrip("+")]
    accumulated = name.startswith("+")
    record = asked.total((metric.name,), asked.year if accumulated else None, BOTH)
    label = said("key.year_to_date") if accumulated else metric.label_zh
    now, before, last = (value(record, metric.name, against) for against in (None, BEFORE, YEAR))
    since = less if metric.unit in (Unit.RATE, Unit.POINTS, Unit.PERSONS) else growth
    form = now.form
    if metric.name == "average_base":
        now, before, last = (Figure(one.value, Form.YUAN) for one in (now, before, last))
    nothing = Figure(None, form)
    month = (nothing, nothing) if name in _ACCUMULATED else (before, since(record, metric.name, BEFORE))
    return Row((label, _axis(metric.axis), _unit(metric), now, *month, last, since(record, metric.name, YEAR)))


def _axis(axis: str) -> str:
    return str(said(f"axis.{axis}"))


def _unit(metric: object) -> str:
    unit = getattr(metric, "unit", None)
    if getattr(metric, "name", "") == "average_base":
        return str(said("unit.yuan_month"))
    names = {Unit.YUAN: "wan", Unit.PERSONS: "persons", Unit.RATE: "rate", Unit.POINTS: "points"}
    return str(said(f"unit.{names[unit]}")) if unit in names else ""


def received_table(asked: MonthAsked, wording: Wording) -> Table:
    """表2: money received and the year's plan."""
    month = asked.by_part(RECEIVED, None, BOTH)
    year = asked.by_part(NET, asked.year, (YEAR,))
    codes = asked.parts({**month, **year})
    places = ranks(month, "plan_completion", asked.placed(month))
    nothing = Figure(None, Form.RANK)

    def cells(code: str) -> Sequence[Cell]:
        row, total = month.get(code, {}), year.get(code, {})
        return (
            value(row, "plan_amount"),
            value(row, "received_gross"),
            value(row, "refunded_amount"),
            value(row, "received_net"),
            growth(row, "received_net", BEFORE),
            growth(row, "received_net", YEAR),
            value(total, "received_net"),
            less(total, "received_net", YEAR),
            growth(total, "received_net", YEAR),
            value(row, "plan_completion"),
            value(row, "pace_gap"),
            places.get(code, nothing),
        )

    words = table_said("received", pace=printed(value(asked.pace, "pace_linear")), **wording.heads(asked))
    rows = rows_of(codes, asked.name, cells, hides=asked.hides)
    return made(words, rows, bars=11)


def assessed_table(asked: MonthAsked, wording: Wording) -> Table:
    """表3: what was assessed and paid for the month, and who paid."""
    month = asked.by_part((*ASSESSED, *PAYING))
    year = asked.by_part(ASSESSED, asked.year, (YEAR,))
    codes = asked.parts({**month, **year})
    places = ranks(month, "compliance_rate", asked.placed(month))
    nothing = Figure(None, Form.RANK)

    def cells(code: str) -> Sequence[Cell]:
        row, total = month.get(code, {}), year.get(code, {})
        return (
            *(value(row, name) for name in ASSESSED),
            *(value(total, name) for name in ASSESSED),
            less(total, "collection_rate", YEAR),
            *(value(row, name) for name in PAYING),
            places.get(code, nothing),
        )

    return made(
        table_said("assessed", **wording.heads(asked)), rows_of(codes, asked.name, cells, hides=asked.hides), bars=11
    )


def enrolled_table(asked: MonthAsked, wording: Wording) -> Table:
    """表4: registered persons and their flows; the roster and who of it is registered."""
    people = asked.by_part(ENROLLED, None, BOTH)
    roster = asked.by_part(COVERED)
    codes = asked.parts({**people, **roster})

    def cells(code: str) -> Sequence[Cell]:
        row, listed = people.get(code, {}), roster.get(code, {})
        target, covered = listed.get("target_persons"), listed.get("covered_persons")
        return (
            value(row, "registered_persons", BEFORE),
            *(value(row, name) for name in ("new_persons", "returned_persons", "lost_persons", "net_moved_persons")),
            value(row, "registered_persons"),
            growth(row, "registered_persons", YEAR),
            value(listed, "target_persons"),
            value(listed, "covered_persons"),
            value(listed, "coverage_rate"),
            count(listed.get("effective_coverage_rate_num")),
            value(listed, "effective_coverage_rate"),
            count(target - covered if target is not None and covered is not None else None),
        )

    words = table_said("enrolled", frozenset((1,) if wording.restated else ()), **wording.heads(asked))
    return made(words, rows_of(codes, asked.name, cells, hides=asked.hides), bars=10)


def suspended_table(asked: MonthAsked, wording: Wording) -> Table:
    """表5: suspended persons, their flows and rates."""
    found = asked.by_part(SUSPENDED, None, BOTH)
    codes = asked.parts(found)
    places = ranks(found, "suspension_rate", asked.placed(found), best_low=True)
    nothing = Figure(None, Form.RANK)

    def cells(code: str) -> Sequence[Cell]:
        row = found[code]
        return (
            value(row, "suspended_persons", BEFORE),
            *(value(row, name) for name in SUSPENDED[1:5]),
            value(row, "suspended_persons"),
            value(row, "suspension_rate"),
            less(row, "suspension_rate", BEFORE),
            less(row, "suspension_rate", YEAR),
            value(row, "new_suspension_rate"),
            value(row, "resumption_rate"),
            places.get(code, nothing),
        )

    words = table_said("suspended", frozenset((1,) if wording.restated else ()), **wording.heads(asked))
    return made(words, rows_of(codes, asked.name, cells, hides=asked.hides), bars=7)


def types_table(asked: MonthAsked, wording: Wording) -> Table:
    """表6: everything by worker type."""
    people = asked.by(
        "worker_type",
        ("registered_persons", "new_persons", "suspended_persons", "suspension_rate"),
        None,
        (YEAR,),
    )
    paid = asked.by("worker_type", ("paying_persons", "compliance_rate", "average_base", "lowest_tier_share"))
    money = asked.by("worker_type", NET)
    whole = people[ALL].get("registered_persons")
    received = money[ALL].get("received_net")
    labels = {code.code: code.label_zh for code in DIMENSION["worker_type"].codes}
    codes = [code for code in labels if any(code in found for found in (people, paid, money))]

    def cells(code: str) -> Sequence[Cell]:
        row, payer, amount = people.get(code, {}), paid.get(code, {}), money.get(code, {})
        return (
            value(row, "registered_persons"),
            share(row.get("registered_persons"), whole),
            value(row, "new_persons"),
            value(payer, "paying_persons"),
            value(payer, "compliance_rate"),
            value(row, "suspended_persons"),
            value(row, "suspension_rate"),
            less(row, "suspension_rate", YEAR),
            value(amount, "received_net"),
            share(amount.get("received_net"), received),
            Figure(payer.get("average_base"), Form.YUAN),
            value(payer, "lowest_tier_share"),
        )

    return made(
        table_said("types", **wording.heads(asked)),
        rows_of(codes, labels.__getitem__, cells, hides=asked.hides),
        bars=7,
    )


def owed_table(asked: MonthAsked, wording: Wording) -> Table:
    """表7: arrears, their flows and ages."""
    found = asked.by_part(OWED, None, BOTH)
    ages = {age: asked.by_age(age) for age in ARREARS_BY_AGE}
    codes = asked.parts(found)

    def cells(code: str) -> Sequence[Cell]:
        row = found[code]
        return (
            value(row, "arrears_amount", BEFORE),
            *(value(row, name) for name in OWED[1:4]),
            value(row, "arrears_amount"),
            value(row, "arrears_persons"),
            *(wan(ages[age].get(code, 0)) for age in ARREARS_BY_AGE),
            value(row, "arrears_over_12m_share"),
            value(row, "arrears_rate"),
        )

    words = table_said("owed", frozenset((1,) if wording.restated else ()), **wording.heads(asked))
    return made(words, rows_of(codes, asked.name, cells, hides=asked.hides), bars=13)


def tiers_table(asked: MonthAsked, wording: Wording) -> Table:
    """表8（1）: tiers."""
    found = asked.by("tier", ("paying_persons", "paid_amount"), None, (YEAR,))
    labels = {code.code: code.label_zh for code in DIMENSION["tier"].codes}
    codes = [code for code in labels if code in found]
    return made(
        table_said("tiers", **wording.heads(asked)),
        rows_of(codes, labels.__getitem__, _structure(found, "paying_persons", "paid_amount"), hides=asked.hides),
        sign=False,
    )


def channels_table(asked: MonthAsked, wording: Wording) -> Table:
    """表8（2）: channels."""
    found = asked.by("channel", ("receipt_count", "received_gross"), None, (YEAR,))
    codes = sorted(code for code in found if code != ALL)
    cells = _structure(found, "receipt_count", "received_gross")
    rows = rows_of(codes, lambda code: asked.words(f"channel.{code}"), cells, hides=asked.hides)
    return made(table_said("channels", **wording.heads(asked)), rows)


def _structure(found: dict[str, Record], number: str, amount: str) -> Callable[[str], Sequence[Cell]]:
    whole = found[ALL]

    def cells(code: str) -> Sequence[Cell]:
        row = found[code]
        return (
            value(row, number),
            share(row.get(number), whole.get(number)),
            value(row, amount),
            share(row.get(amount), whole.get(amount)),
            share_change(row, whole, number),
        )

    return cells
