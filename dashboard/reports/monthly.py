"""The monthly report: one object out of the figures of a month, for every format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.reports.annexes import bridge_table, communities_table, delivered_table
from dashboard.reports.asked import BOTH, YEAR, MonthAsked
from dashboard.reports.blocks import (
    Block,
    Chart,
    Cover,
    Drawn,
    Figure,
    Form,
    Heading,
    Level,
    Paragraph,
    Pieces,
    Report,
    Series,
    Summary,
    Table,
)
from dashboard.reports.cells import value
from dashboard.reports.checks import check
from dashboard.reports.printing import text_of
from dashboard.reports.sentences import Story
from dashboard.reports.tables import (
    RECEIVED,
    Wording,
    assessed_table,
    channels_table,
    enrolled_table,
    key_table,
    owed_table,
    received_table,
    suspended_table,
    tiers_table,
    types_table,
)
from dashboard.reports.words import said, say, worded
from sql.metrics import DIMENSION

FLOW_MONTHS = 12
FIELDS = ("cause", "measure_1", "measure_2", "measure_3")
"""What a person writes: a cause, three measures."""


@dataclass(frozen=True)
class Written:
    """A person's words in one field; `confirmed` once somebody stands by them."""

    text: str
    confirmed: bool = False


@dataclass(frozen=True)
class Bureau:
    """What the cover needs to know of the bureau, from its settings."""

    name: str
    maker: str = ""
    checker: str = ""
    signer: str = ""
    sent_up: str = ""
    sent_to: str = ""
    first_issue: int | None = None


@dataclass(frozen=True)
class Standing:
    """How a month stands: a draft, or closed for the n-th time by somebody.

    `restated`: the table that sets the month before, as closed, beside today's figures; None where it was not closed.
    """

    closed: int = 0
    day: date | None = None
    signer: str = ""
    restated: Table | None = None
    written: dict[str, Written] = field(default_factory=dict)


def monthly_report(asked: MonthAsked, bureau: Bureau, standing: Standing) -> Report:
    """The report of a month and an area as one viewer may see it.

    Raises DoesNotAddUp where its figures contradict one another, QuestionError for a month that is not known.
    """
    asked.check()
    maker = _Maker(asked, bureau, standing)
    report = maker.report()
    check(report.tables, hidden=asked.hides)
    return report


def suggested(report: Report, name: str) -> str:
    """What stands in a field of a report."""
    found = (block for block in report.body if isinstance(block, Paragraph) and block.field == name)
    return next((text_of(block.pieces) for block in found), "")


class _Maker:
    def __init__(self, asked: MonthAsked, bureau: Bureau, standing: Standing) -> None:
        self.asked = asked
        self.bureau = bureau
        self.standing = standing
        self.wording = self._wording()
        self.story = Story(asked, self.wording, self._days())
        self.tables = self._tables()

    def report(self) -> Report:
        known = self.asked.words.full_day(self.asked.reading.business_date)
        return Report(
            cover=self._cover(known),
            body=tuple(self._body()),
            annex=self._annex(),
            about=self._about(known),
            dated=self.standing.day or self.asked.reading.business_date,
            name=self._name(),
        )

    # --- what the words need ---

    def _wording(self) -> Wording:
        month = self.asked.month
        kind = str(said("cover.communities" if self.asked.part == "community" else "cover.subdistricts"))
        last = month % 12 + 1
        return Wording(
            kind=kind,
            span=worded("mark.span", last=last) if last > 1 else self.asked.words.month(month),
            day=self.asked.words.day(self.asked.last_day),
            this=self._period(),
            before=self.asked.words.full_month(month - 1),
            last=self.asked.words.full_month(month - 12),
            k=self.asked.headline,
            restated=self.standing.restated is not None,
        )

    def _days(self) -> str:
        month, day = self.asked.month % 12 + 1, self.asked.last_day.day
        return worded("mark.whole_month" if self.asked.over else "mark.part_month", month=month, day=day)

    def _period(self) -> str:
        full = self.asked.words.full_month(self.asked.month)
        return full if self.asked.over else worded("mark.part_period", month=full, day=self.asked.last_day.day)

    def _version(self) -> str:
        if self.standing.closed:
            return worded("cover.closed", number=self.standing.closed)
        return str(said("cover.draft"))

    def _name(self) -> str:
        version = (
            worded("cover.name_closed", number=self.standing.closed)
            if self.standing.closed
            else str(said("cover.name_draft"))
        )
        month = self.asked.month
        area = self.asked.area_name or self.bureau.name
        return worded("cover.name", area=area, year=month // 12, month=month % 12 + 1, version=version)

    # --- cover ---

    def _cover(self, known: str) -> Cover:
        month = self.asked.month
        day = self.asked.words.full_day(self.standing.day or self.asked.reading.business_date)
        area = self.asked.area_name
        title = worded("cover.title_area" if area else "cover.title", period=self._period(), area=area)
        nobody = str(said("cover.nobody"))
        signer = self.standing.signer or self.bureau.signer or nobody
        names = {"maker": self.bureau.maker or nobody, "checker": self.bureau.checker or nobody}
        compared = said("cover.compared_restated" if self.standing.restated else "cover.compared_plain")
        sent: tuple[str, ...] = ()
        if self.bureau.sent_up or self.bureau.sent_to:
            sent = (worded("cover.sent_to", up=self.bureau.sent_up or nobody, to=self.bureau.sent_to or nobody),)
        return Cover(
            kept=str(said("cover.kept")),
            banner=tuple(said("cover.banner")),
            issue=worded("cover.issue", year=month // 12, month=month % 12 + 1),
            bureau=self.bureau.name,
            day=day,
            title=title,
            known=worded("cover.known", known=known, version=self._version(), scope=self._scope(), compared=compared),
            running=worded("cover.running", period=self._period()),
            state=worded("cover.state", known=known, version=self._version()),
            made=worded("cover.made", bureau=self.bureau.name, known=known, day=day, **names),
            ending=(*sent, worded("cover.signed", signer=signer, **names)),
        )

    def _scope(self) -> str:
        known = [code for code in self.asked.by_part(("registered_persons",)) if self.asked.areas.known(code)]
        area = self.asked.area_name
        return worded("cover.scope", area=area, count=len(known), kind=self.wording.kind)

    def _about(self, known: str) -> tuple[tuple[str, str], ...]:
        pairs = (
            ("period", self._period()),
            ("bureau", self.bureau.name),
            ("known", known),
            ("version", self._version()),
            ("data", self.asked.reading.version),
            ("scope", self._scope()),
            ("axes", said("about.axes_said")),
            ("places", said("about.places_said")),
            ("signs", said("about.signs_said")),
            ("totals", said("about.totals_said")),
            *([("small", said("about.small_said"))] if self.asked.hides else []),
            ("definitions", worded("about.definitions_said", k=self.wording.k)),
        )
        return tuple((str(said(f"about.{name}")), str(words)) for name, words in pairs)

    # --- tables ---

    def _tables(self) -> dict[str, Table]:
        makers = {
            "key": key_table,
            "received": received_table,
            "assessed": assessed_table,
            "enrolled": enrolled_table,
            "suspended": suspended_table,
            "types": types_table,
            "owed": owed_table,
            "tiers": tiers_table,
            "channels": channels_table,
            "bridge": bridge_table,
        }
        return {name: make(self.asked, self.wording) for name, make in makers.items()}

    def _annex(self) -> tuple[Table, ...]:
        names = ("received", "assessed", "enrolled", "suspended", "types", "owed", "tiers", "channels")
        more = (
            delivered_table(self.asked, self.wording),
            self.standing.restated,
            communities_table(self.asked, self.wording),
        )
        return (*(self.tables[name] for name in names), *(table for table in more if table is not None))

    # --- text ---

    def _body(self) -> Iterable[Block]:
        story, tables = self.story, self.tables
        yield Summary(story.summary())
        charts = _Charts(self.asked, self.wording, story)
        pace, plans, flows, types = (charts.pace(), charts.plans(), charts.flows(), charts.types())
        numbers = _numbered(pace, plans, flows, types)
        pace, plans, flows, types = numbers
        yield from _drawn(pace)
        yield _chapter("done")
        yield _section("received")
        yield Paragraph(story.receipts(_see(pace, tables["key"])))
        pulls = story.pulls(_see(None, tables["received"]))
        if pulls:
            yield Paragraph(pulls)
        yield tables["key"]
        yield _section("parts", kind=self.wording.kind)
        yield Paragraph(story.parts(_see(plans, tables["received"])))
        yield from _drawn(plans)
        yield _section("months")
        yield Paragraph(story.assessed(_see(None, tables["assessed"])))
        yield from self._field("cause")
        yield _chapter("enrolled")
        yield Paragraph(story.enrolled(_see(None, tables["enrolled"])))
        yield _chapter("suspended")
        yield Paragraph(story.suspended(_see(flows, tables["suspended"])))
        yield from _drawn(flows)
        yield Paragraph(story.types(_see(types, tables["types"])))
        yield from _drawn(types)
        yield _chapter("owed")
        yield Paragraph(story.arrears(_see(None, tables["owed"])))
        yield _chapter("structure")
        yield Paragraph(story.structure(_see(None, tables["tiers"], tables["channels"])))
        yield _chapter("data")
        yield Paragraph(story.data(self.asked.words.full_day(self.asked.reading.business_date), self._quarantined()))
        yield tables["bridge"]
        yield Paragraph((str(said("text.restated" if self.standing.restated else "text.not_closed")),))
        yield _chapter("measures")
        for name in FIELDS[1:]:
            yield from self._field(name)

    def _field(self, name: str) -> Iterable[Block]:
        written = self.standing.written.get(name)
        if written is not None and not written.text.strip():
            return
        if written is not None and written.confirmed:
            yield Paragraph((written.text,), field=name)
            return
        pieces: Pieces = (written.text,) if written else self.suggested(name)
        yield Paragraph(pieces, field=name, open=True)

    def suggested(self, name: str) -> Pieces:
        """What a field is filled with until somebody writes something else."""
        return say(
            f"field.{name}_suggested",
            newly=value(self.story.stopped, "newly_suspended_persons"),
            kind=self.wording.kind,
            old=Figure(self.story.owed.get("arrears_over_12m_share_num"), Form.WAN),
            missing=self.story.missing(),
        )

    def _quarantined(self) -> int | None:
        table = delivered_table(self.asked, self.wording)
        if table is None:
            return None
        figure = table.rows[-1].cells[6]
        return int(figure.value or 0) if isinstance(figure, Figure) else None


def _chapter(name: str) -> Heading:
    return Heading(Level.CHAPTER, str(said(f"chapter.{name}")))


def _section(name: str, **values: object) -> Heading:
    return Heading(Level.SECTION, worded(f"section.{name}", **values))


def _see(chart: Chart | None, *tables: Table) -> str:
    return str(said("say.listed")).join([*([chart.number] if chart else []), *(table.number for table in tables)])


def _drawn(chart: Chart | None) -> Iterable[Block]:
    if chart is not None:
        yield chart


def _numbered(*charts: Chart | None) -> list[Chart | None]:
    """Charts with their numbers in the order of the text; one without data has none."""
    number = 0
    found: list[Chart | None] = []
    for chart in charts:
        if chart is None:
            found.append(None)
            continue
        number += 1
        named = worded("mark.chart", number=number)
        found.append(Chart(named, chart.title, chart.subtitle, chart.drawn, chart.places, chart.series, chart.beside))
    return found


class _Charts:
    """The charts of the text; None where there is nothing to draw."""

    def __init__(self, asked: MonthAsked, wording: Wording, story: Story) -> None:
        self.asked = asked
        self.wording = wording
        self.story = story

    def pace(self) -> Chart | None:
        """The year's gap to the straight line by month, beside last year's."""
        year = self.asked.month // 12
        lines = []
        for first in (self.asked.january, self.asked.january - 12):
            last = self.asked.month if first == self.asked.january else first + 11
            gaps = self.asked.gaps(first, last)
            if any(gap is not None for gap in gaps):
                named = worded("chart.pace.line", year=first // 12)
                padded = [*gaps, *[None] * (12 - len(gaps))]
                lines.append(Series(named, tuple(Figure(gap, Form.POINTS) for gap in padded)))
        if (
            not lines
            or all(figure.value is None for figure in lines[0].values)
            or not lines[0].name.startswith(str(year))
        ):
            return None
        places = tuple(self.asked.words.month(month) for month in range(12))
        return _chart("pace", Drawn.LINES, places, lines)

    def plans(self) -> Chart | None:
        """Every part's gap to the straight line, the best first, and what that is in money."""
        found = self.asked.by_part(RECEIVED, None, BOTH)
        codes = [code for code in self.asked.parts(found) if found[code].get("pace_gap") is not None]
        if len(codes) < 2:
            return None
        codes.sort(key=lambda code: -Decimal(found[code]["pace_gap"]))
        beside = tuple(self._beside(self.story.short_of(code)) for code in codes)
        values = tuple(value(found[code], "pace_gap") for code in codes)
        places = tuple(self.asked.name(code) for code in codes)
        named = {"kind": self.wording.kind, "day": self.wording.day}
        return _chart("plans", Drawn.BARS, places, [Series("", values)], beside=beside, **named)

    @staticmethod
    def _beside(short: Decimal) -> Pieces:
        return say(f"chart.plans.{'short' if short > 0 else 'over'}", value=Figure(abs(short), Form.WAN))

    def flows(self) -> Chart | None:
        """Newly suspended up; resumed and left down."""
        names = ("newly_suspended_persons", "resumed_persons", "left_suspended_persons")
        first = self.asked.month - FLOW_MONTHS + 1
        found = self.asked.months(names, first)
        months = sorted(found)
        if not months or not any(found[month].get(names[0]) for month in months):
            return None
        series = tuple(
            Series(str(said(f"chart.flows.{short}")), tuple(value(found[month], name) for month in months))
            for short, name in zip(("newly", "resumed", "left"), names, strict=True)
        )
        places = tuple(self.asked.words.month(month) for month in months)
        return _chart("flows", Drawn.FLOWS, places, series, k=self.wording.k)

    def types(self) -> Chart | None:
        """Suspension rates by worker type, the highest first."""
        metrics = ("registered_persons", "new_persons", "suspended_persons", "suspension_rate")
        found = self.asked.by("worker_type", metrics, None, (YEAR,))
        named = {code.code: code.label_zh for code in DIMENSION["worker_type"].codes if code.code < "98"}
        rated = [
            (value(found[code], "suspension_rate"), label)
            for code, label in named.items()
            if code in found and found[code].get("suspension_rate") is not None
        ]
        rated = sorted((one for one in rated if not one[0].hidden), key=lambda one: -Decimal(one[0].value or 0))
        if len(rated) < 2:
            return None
        series = (Series("", tuple(rate for rate, _ in rated)),)
        return _chart("types", Drawn.BARS, tuple(label for _, label in rated), series, day=self.wording.day)


def _chart(name: str, drawn: Drawn, places: Sequence[str], series: Sequence[Series], **more: object) -> Chart:
    """A chart still without its number; its words have places for `more`."""
    beside: Any = more.pop("beside", ())
    title, subtitle = (worded(f"chart.{name}.{part}", **more) for part in ("title", "subtitle"))
    return Chart("", title, subtitle, drawn, tuple(places), tuple(series), tuple(beside))
