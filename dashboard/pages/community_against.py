"""Every indicator of a community against its subdistrict, communities of its size, and everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from dashboard.areas import COMMUNITY
from dashboard.components import html
from dashboard.components.cards import card, state
from dashboard.components.marks import ALARM, DOWN, UP, badge
from dashboard.components.strips import share_of
from dashboard.components.tables import Cell, Column, Table, drawn, of_few
from dashboard.data import Record, unfit_for
from dashboard.exports.sheet import Kind
from dashboard.findings.alike import alike
from dashboard.findings.beside import BACK
from dashboard.findings.monthly import Asking, absent
from dashboard.numbers import NOTHING, SMALL, count, difference, points, signed, wan, yuan
from dashboard.pages.comparing import month_beside
from dashboard.pages.page import Context
from dashboard.places import PATHS
from sql.metrics import METRIC, Axis, Good, Unit
from sql.metrics.declaration import Sum
from sql.metrics.period import month_text
from sql.studies.limits import verdict

PAGE_OF = {
    "coverage_rate": "coverage",
    "effective_coverage_rate": "coverage",
    "suspension_rate": "suspension",
    "new_suspension_rate": "suspension",
    "resumption_rate": "suspension",
    "compliance_rate": "suspension",
    "contribution_density": "suspension",
    "collection_rate": "arrears",
    "arrears_rate": "arrears",
    "arrears_over_12m_share": "arrears",
    "lowest_tier_share": "tiers",
    "match_rate": "health",
}
"""The indicators, and the page that treats each."""
CASES = (Unit.PERSONS, Unit.COUNT)
"""What has limits: a number of cases; money and months are none."""
GIVEN = ("match_rate",)
"""Receipts of a community have a community by making, so that this rate stands above its subdistrict's by no merit."""
OUTSIDE = ("warn", "alarm")
NAMED = 3
"""So many indicators are called by their names in a title."""
PARTS = ("num", "den")


def fitting(context: Context, metrics: Sequence[str]) -> tuple[str, ...]:
    """Metrics there are here that the filters count, all there are where they count none."""
    there = tuple(name for name in metrics if not absent(context.reading, METRIC[name]))
    return tuple(name for name in there if not unfit_for(name, context.view.where)) or there


def subdistrict_of(context: Context) -> str:
    """The community's subdistrict where there is one and the viewer sees all of it, else empty."""
    code, scope = context.view.area[:9], context.viewer.areas
    seen = scope is None or any(code.startswith(one) for one in scope)
    return code if seen and context.areas.known(code) else ""


def alone(context: Context) -> str:
    """Why there is no subdistrict to compare with: it is outside the viewer's areas, or unknown."""
    return "outside" if context.areas.known(context.view.area[:9]) else "unknown"


def elsewhere(context: Context, where: Mapping[str, tuple[str, ...]]) -> Asking:
    """Figures of another place, filtered as the view is."""
    return Asking(context.reading, {**where, **context.view.where_type, **context.view.more}, context.view.run_length)


def against_card(context: Context) -> html.Section:
    """The table, and which communities are meant by similar."""
    words, shown = context.words, against_table(context)
    if shown is None:
        nothing = state(words("state.nothing"), words("state.nothing_hint"))
        return card(words("community.against_plain"), _subtitle(context), nothing)
    table = drawn(shown, context.view, words, files=context.files)
    return card(shown.title, shown.subtitle, html.Div([table, _similar_named(context)]))


def _similar_named(context: Context) -> html.Div:
    words, codes = context.words, similar(context)
    if not codes:
        return html.Div(words("community.no_similar"), className="counted")
    links = [html.Link(context.areas.name(code, words), href=context.view.link(area=code)) for code in codes]
    between = words.listed(("", ""))
    listed = [part for place, link in enumerate(links) for part in ([between] if place else []) + [link]]
    return html.Div(html.Span([words("community.similar_are"), *listed]), className="counted")


def similar(context: Context) -> tuple[str, ...]:
    """The communities of the viewer's that are nearest in registered persons, whatever the filters."""
    if not context.areas.known(context.view.area):
        return ()
    rows = Asking(context.reading, {}).of_month(("registered_persons",), context.when.month, by=("community",))
    sizes = {row["community"]: row["registered_persons"] for row in rows if row["registered_persons"]}
    return alike(context.view.area, {code: size for code, size in sizes.items() if context.areas.known(code)})


def against_table(context: Context) -> Table | None:
    """One row per rate: here and what it is made of, its subdistrict, the difference, similar communities, all."""
    there = fitting(context, tuple(PAGE_OF))
    if len(context.view.area) < COMMUNITY or not there:
        return None
    rows = _rows(context, there)
    if all(row["here"] is None for row in rows):
        return None
    return Table(
        "against",
        _title(context, rows),
        _subtitle(context),
        _columns(context),
        rows,
        at=lambda row: _at(context, row["metric"]),
    )


def _rows(context: Context, metrics: Sequence[str]) -> list[Record]:
    subdistrict = subdistrict_of(context)
    _, here = month_beside(context, elsewhere(context, context.view.where_area), metrics)
    above = _asked(context, metrics, {"subdistrict": (subdistrict,)} if subdistrict else None)
    codes = similar(context)
    group = _asked(context, metrics, {"community": codes} if codes else None)
    whole = _asked(context, metrics, {} if _wider(context) else None)
    return [_row(name, here, above, group, whole) for name in metrics]


def _row(name: str, here: Record, above: Record, group: Record, whole: Record) -> Record:
    compared = {f"here@{against}": here.get(f"{name}@{against}") for against in (*BACK, "closed")}
    return {
        **compared,
        "metric": name,
        "here": here.get(name),
        "num": here.get(f"{name}_num"),
        "den": here.get(f"{name}_den"),
        "subdistrict": above.get(name),
        "similar": group.get(name),
        "whole": whole.get(name),
    }


def _asked(context: Context, metrics: Sequence[str], where: Mapping[str, tuple[str, ...]] | None) -> Record:
    if where is None:
        return {}
    rows = elsewhere(context, where).of_month(metrics, context.when.month)
    return rows[0] if rows else {}


def _wider(context: Context) -> bool:
    """Whether the viewer sees anything beyond the subdistrict."""
    scope, code = context.viewer.areas, context.view.area[:9]
    return scope is None or any(not one.startswith(code) for one in scope)


def judged(row: Record) -> str:
    """Inside, warn or alarm against the subdistrict; `few` where there are too few cases, or none, to say."""
    rate, other, cases = row["here"], row["subdistrict"], row["den"]
    if not _counts_cases(row["metric"]) or rate is None or other is None or not 0 < other < 1 or (cases or 0) < SMALL:
        return "few"
    return verdict(float(rate), float(other), int(cases))


def worse(row: Record) -> bool:
    """Whether a row is on the unfavourable side of its subdistrict."""
    return bool((row["here"] < row["subdistrict"]) is (METRIC[row["metric"]].good is Good.MORE))


def _counts_cases(name: str) -> bool:
    return name not in GIVEN and all(isinstance(term, Sum) and term.unit in CASES for term in METRIC[name].terms)


def _title(context: Context, rows: Sequence[Record]) -> str:
    """What is worse than chance explains, else what is better; how many where the names are too many."""
    words, code = context.words, subdistrict_of(context)
    said = [(row, judged(row)) for row in rows]
    counted = sum(1 for _, verdict_of in said if verdict_of != "few")
    if not counted:
        return words(f"community.against_{'plain' if code else alone(context)}")
    outside = [row for row, verdict_of in said if verdict_of in OUTSIDE]
    bad, name = [row for row in outside if worse(row)], context.areas.name(code, words)
    if not outside:
        return words("community.against_inside", name=name, count=counted)
    if len(bad) > NAMED:
        return words("community.against_many", name=name, count=counted, bad=len(bad))
    names = words.listed(_named(context, row) for row in bad or outside)
    return words("community.against_worse" if bad else "community.against_better", name=name, names=names)


def _subtitle(context: Context) -> str:
    words = context.words
    name = "subtitle" if subdistrict_of(context) else f"subtitle_{alone(context)}"
    return words(f"community.against_{name}", month=words.full_month(context.when.month))


def _columns(context: Context) -> list[Column]:
    words, view = context.words, context.view
    everything = [_rate(context.areas.everything(words), "whole")] if _wider(context) else []
    return [
        Column("metric", words("community.indicator"), partial(_name, context), partial(_named, context),
               number=False, kind=Kind.TEXT),
        Column("here", words("community.here"), partial(_here, context), lambda row: row["here"], kind=Kind.RATE),
        *(Column(name, words(f"community.{name}"), partial(_part, context, place),
                 partial(_filed, context, place), kind=Kind.TEXT) for place, name in enumerate(PARTS)),
        Column("subdistrict", words("part.subdistrict"), partial(_above, context, view.area[:9]),
               lambda row: row["subdistrict"], kind=Kind.RATE),
        Column("difference", words("community.difference"), lambda row: signed(points(_apart(row))), _apart,
               kind=Kind.RATE),
        Column("judged", words("column.verdict"), partial(_badge, context), partial(_said, context), number=False,
               kind=Kind.TEXT),
        _rate(words("community.similar"), "similar"),
        *everything,
        *(_moved(words(f"than.{name}"), name) for name in (*BACK, "closed") if name in view.compared),
    ]  # fmt: skip


def _rate(head: str, name: str) -> Column:
    return Column(name, head, lambda row: share_of(row[name]), lambda row: row[name], kind=Kind.RATE)


def _moved(head: str, name: str) -> Column:
    """How far a rate is from what it was then, in percentage points."""

    def moved(row: Record) -> Any:
        return difference(row["here"], row[f"here@{name}"])

    return Column(f"here@{name}", head, lambda row: signed(points(moved(row))), moved, css="moved", kind=Kind.RATE)


def _named(context: Context, row: Record) -> str:
    return context.words.of(METRIC[row["metric"]])


def _name(context: Context, row: Record) -> Cell:
    """The indicator, as the way to the page that treats it."""
    return html.Link(_named(context, row), href=context.view.link(PATHS[PAGE_OF[row["metric"]]], sort=""))


def _here(context: Context, row: Record) -> Cell:
    text, name = share_of(row["here"]), row["metric"]
    if row["here"] is None:
        return text
    shown = html.Link(html.B(text), href=context.view.link(explain=name, of=_at(context, name)), className="explained")
    return of_few(shown, row["den"]) if _few(row) else shown


def _few(row: Record) -> bool:
    return METRIC[row["metric"]].totals[1][0].unit is Unit.PERSONS and 0 < (row["den"] or 0) < SMALL


def _above(context: Context, code: str, row: Record) -> Cell:
    text, name = share_of(row["subdistrict"]), row["metric"]
    if row["subdistrict"] is None:
        return text
    of = {**_at(context, name), "subdistrict": code}
    return html.Link(text, href=context.view.link(explain=name, of=of), className="explained")


def _at(context: Context, name: str) -> dict[str, str]:
    """What a row's number is of beside the filters: its month, where it would be of the days of the view."""
    return {"month": month_text(context.when.month)} if METRIC[name].axis is Axis.TREASURY_DATE else {}


def _part(context: Context, place: int, row: Record) -> str:
    """Numerator or denominator with its unit, money in 万元."""
    value, unit = row[PARTS[place]], METRIC[row["metric"]].totals[place][0].unit
    if value is None:
        return NOTHING
    amount = wan(value) if unit is Unit.YUAN else count(value)
    return context.words(f"community.of_{unit}", value=amount)


def _filed(context: Context, place: int, row: Record) -> str | None:
    """The same for a file, money to the cent."""
    value, unit = row[PARTS[place]], METRIC[row["metric"]].totals[place][0].unit
    if value is None or unit is not Unit.YUAN:
        return None if value is None else _part(context, place, row)
    return f"{yuan(value)} {context.words('unit.yuan')}"


def _apart(row: Record) -> Any:
    return difference(row["here"], row["subdistrict"])


def _said(context: Context, row: Record) -> str:
    """The verdict in words; that the subdistrict is not the viewer's where it is not."""
    words, said = context.words, judged(row)
    if not subdistrict_of(context):
        return words(f"community.{alone(context)}")
    if said == "few":
        return NOTHING
    if said == "inside":
        return words("limit.inside")
    side = "low" if row["here"] < row["subdistrict"] else "high"
    return words(f"community.{side}_{said}" if worse(row) else f"community.{side}")


def _badge(context: Context, row: Record) -> Cell:
    """Ochre or vermilion only for what is worse beyond chance."""
    text, said = _said(context, row), judged(row)
    if said not in OUTSIDE:
        return html.Span(text, className="quiet")
    if worse(row):
        return badge(text, said, ALARM if said == "alarm" else UP)
    return badge(text, "good", DOWN if row["here"] < row["subdistrict"] else UP)
