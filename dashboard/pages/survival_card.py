"""How long people pay before they stop, by the year they joined."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas

from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.charts import chart, table_behind
from dashboard.components.strips import share_of
from dashboard.components.tables import Column, Table, plain
from dashboard.data import Record
from dashboard.exports.sheet import Kind
from dashboard.figures.survival import EVERY, survival_figure
from dashboard.findings.cohorts import Cohort, cohorts_of, common_month, differs
from dashboard.findings.studied import studied
from dashboard.numbers import count, percent
from dashboard.pages.page import Context
from sql.metrics.period import month_of
from sql.studies.kaplan_meier import Step

METHOD = "Kaplan–Meier"


def survival_card(context: Context, *, height: int) -> html.Section:
    """The latest four years of joining, each as steps with its band; numbers at risk under the axis."""
    words, view = context.words, context.view
    cohorts = _cohorts(context)
    if not cohorts:
        nothing = state(words("survival.nothing"), words("survival.nothing_hint"))
        return card(words("survival.title_plain"), _subtitle(context, None), nothing)
    frame, floor = _frame(context, cohorts), _floor(cohorts)
    title, subtitle = _title(context, cohorts), _subtitle(context, floor)
    figure = survival_figure(frame, _risk(context, cohorts), floor=floor, words=words, scheme=view.scheme)
    behind = table_behind(_table(context, cohorts), view, words, files=context.files)
    return card(title, subtitle, chart(figure, height, f"{title}。{subtitle}"), tools=behind)


def survival_table(context: Context) -> Table | None:
    """The steps behind the curves; None where no cohort has enough people."""
    cohorts = _cohorts(context)
    return _table(context, cohorts) if cohorts else None


def _cohorts(context: Context) -> list[Cohort]:
    return cohorts_of(studied(context.reading, "survival", context.view.where, k=context.view.run_length))


def _name(context: Context, cohort: Cohort) -> str:
    return context.words("survival.year", year=cohort.year)


def _subtitle(context: Context, floor: float | None) -> str:
    words = context.words
    month = words.full_month(month_of(context.reading.business_date))
    said = words("survival.subtitle", k=context.run_length, method=METHOD, month=month)
    return said if floor is None else f"{said} · {words('survival.axis', floor=f'{floor:.0f}')}"


def _title(context: Context, cohorts: Sequence[Cohort]) -> str:
    """The latest cohort against those before it, at the last month all of them have enough people in."""
    words, month = context.words, common_month(cohorts)
    if not month:
        return words("survival.title_plain")
    latest, before = cohorts[-1], cohorts[:-1]
    said = {"cohort": _name(context, latest), "count": month, "rate": _percent(latest.at(month))}
    if not before:
        return words("survival.title_alone", **said)
    name = {-1: "earlier", 0: "alike", 1: "later"}[differs(latest, before, month)]
    return words(f"survival.title_{name}", **said, others=_range([one.at(month) for one in before]))


def _range(steps: Sequence[Step]) -> str:
    """From the lowest to the highest."""
    low, high = (_percent(step) for step in (min(steps, key=_survival), max(steps, key=_survival)))
    return f"{high}%" if low == high else f"{low}–{high}%"


def _survival(step: Step) -> float:
    return step.survival


def _percent(step: Step) -> str:
    return percent(plain(step.survival))


def _floor(cohorts: Sequence[Cohort]) -> float:
    """Where the axis starts: the ten per cent under the lowest band."""
    lowest = min(one.at(month).low or 1.0 for one in cohorts for month in range(one.end + 1))
    return min(90.0, int(lowest * 10) * 10.0)


def _frame(context: Context, cohorts: Sequence[Cohort]) -> pandas.DataFrame:
    rows = [
        (_name(context, one), month, step.survival * 100, (step.low or 1.0) * 100, (step.high or 1.0) * 100)
        for one in cohorts
        for month in range(one.end + 1)
        for step in (one.at(month),)
    ]
    return pandas.DataFrame(rows, columns=["cohort", "month", "survival", "low", "high"])


def _risk(context: Context, cohorts: Sequence[Cohort]) -> pandas.DataFrame:
    months = range(0, max(EVERY, *(one.end for one in cohorts)) + 1, EVERY)
    rows = {
        _name(context, one): [one.at_risk(month) if month <= one.end else None for month in months] for one in cohorts
    }
    return pandas.DataFrame.from_dict(rows, orient="index", columns=list(months), dtype=float)


def _table(context: Context, cohorts: Sequence[Cohort]) -> Table:
    """One row per cohort and month at which anything happened."""
    words = context.words
    rows = [{"cohort": _name(context, one), "step": step} for one in cohorts for step in one.steps]
    columns = [
        Column("cohort", words("survival.cohort"), lambda row: row["cohort"], number=False, kind=Kind.TEXT),
        *(_whole(name, words(f"survival.{name}")) for name in ("time", "at_risk", "events", "censored")),
        *(_rate(name, words(f"survival.{name}")) for name in ("survival", "low", "high")),
    ]
    return Table("survival", _title(context, cohorts), _subtitle(context, None), columns, rows)


def _whole(name: str, head: str) -> Column:
    def value(row: Record) -> int:
        return int(getattr(row["step"], name))

    return Column(name, head, lambda row: count(value(row)), value, kind=Kind.WHOLE)


def _rate(name: str, head: str) -> Column:
    def value(row: Record) -> Decimal | None:
        figure = getattr(row["step"], name)
        return None if figure is None else plain(figure)

    return Column(name, head, lambda row: share_of(value(row)), value, kind=Kind.RATE)
