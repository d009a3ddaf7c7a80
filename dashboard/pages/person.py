"""人员: one person, masked: what is known, month by month, what was paid; unmasked only for a reason."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.access.audit import Action
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.tables import Column, table
from dashboard.data import Record
from dashboard.findings.listed import age_on
from dashboard.numbers import NOTHING, count, yuan
from dashboard.pages.page import Context
from dashboard.pages.parts import kind_of_business
from dashboard.pages.person_line import line_card
from dashboard.pages.reveal import reveal_card
from dashboard.people import Person, standing
from sql.metrics.period import month_text

MONTHS = 36
PAYMENTS = 24


def body(context: Context) -> Sequence[Component]:
    """What is known beside the way to see it unmasked; all years on one line; the months; the payments."""
    words = context.words
    person = context.people.one(context.view.person)
    if person is None:
        link = (words("person.back"), context.view.link("/people"))
        nobody = state(words("person.nobody"), words("person.nobody_hint"), link)
        return [html.Section(nobody, className="card")]
    context.services.audit.record(context.viewer, Action.PERSON_SEEN, person.word)
    months, payments = context.people.months(person.word), context.people.payments(person.word)
    return [
        html.Div([_facts(context, person), reveal_card(context)], className="row halves"),
        line_card(context, months, payments),
        _months(context, months),
        _payments(context, payments),
    ]


def _facts(context: Context, person: Person) -> html.Section:
    words, record = context.words, person.record
    left = _left(record)
    pairs = (
        ("people.name", person.name),
        ("people.identity", person.identity),
        ("people.phone", person.phone or NOTHING),
        ("people.age", count(age_on(record["birth_date"], context.reading.business_date))),
        ("people.type", dict(context.types).get(record["worker_type"], record["worker_type"])),
        ("people.community", context.areas.name(record["community"], words)),
        ("person.status", words(f"status.{record['status'] or 'none'}")),
        ("people.run", count(record["run"])),
        ("people.last", _month(record["last_paid_month"])),
        ("people.arrears", yuan(record["arrears_amount"])),
        ("person.contributed", count(record["contributed_months"])),
        ("people.minimum", words("people.reached") if left == 0 else count(left)),
    )
    facts = html.Dl(
        [part for name, value in pairs for part in (html.Dt(words(name)), html.Dd(value))], className="known wide"
    )
    return card(words("person.title", name=person.name), words("person.subtitle"), facts)


def _left(record: Record) -> int | None:
    """Months to the statutory minimum; None where either is unknown."""
    if record["required_months"] is None or record["contributed_months"] is None:
        return None
    return max(0, int(record["required_months"] - record["contributed_months"]))


def _months(context: Context, months: list[Record]) -> html.Section:
    words = context.words
    rows = months[-MONTHS:][::-1]
    columns = [
        Column("month", words("person.month"), lambda row: month_text(row["month"])),
        Column(
            "community",
            words("people.community"),
            lambda row: context.areas.name(row["community"], words),
            number=False,
        ),
        Column("standing", words("person.standing"), lambda row: words(f"standing.{standing(row)}"), number=False),
        Column("run", words("people.run"), lambda row: count(row["run"])),
        Column("assessed", words("person.assessed"), lambda row: yuan(row["assessed_amount"])),
        Column("paid", words("person.paid"), lambda row: yuan(row["paid_amount"])),
        Column("arrears", words("people.arrears"), lambda row: yuan(row["arrears_amount"])),
    ]
    return card(
        words("person.months"), words("person.months_subtitle", count=len(rows)), table(columns, rows, context.view)
    )


def _payments(context: Context, paid: list[Record]) -> html.Section:
    words = context.words
    rows = paid[:PAYMENTS]
    columns = [
        Column("day", words("person.day"), lambda row: row["day"].isoformat()),
        Column("kind", words("person.kind"), lambda row: kind_of_business(context, row["kind"]), number=False),
        Column("amount", words("person.amount"), lambda row: yuan(row["gross_amount"] - row["refunded_amount"])),
    ]
    subtitle = words("person.payments_subtitle", shown=len(rows), count=len(paid))
    return card(words("person.payments"), subtitle, table(columns, rows, context.view))


def _month(month: int | None) -> str:
    return NOTHING if month is None else month_text(month)
