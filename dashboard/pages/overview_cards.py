"""The cards of the overview: pace, ranking, notices, calendar."""

from __future__ import annotations

from decimal import Decimal

from dashboard.components import html
from dashboard.components.cards import card, more, state
from dashboard.components.charts import chart, rows_behind
from dashboard.components.notices import notice_list
from dashboard.components.ramps import ramp
from dashboard.components.ranking import ranking_lines
from dashboard.figures.calendar import LEVELS, calendar_figure, levels_of
from dashboard.figures.pace import Marks, pace_figure
from dashboard.findings.days import calendar_frame, finding_of_days
from dashboard.findings.notices import Notice
from dashboard.findings.pace_frame import pace_frame, pace_rows
from dashboard.findings.ranking import Ranking
from dashboard.findings.receipts import working_days
from dashboard.numbers import SMALL, fixed, signed, wan
from dashboard.pages.page import Context
from dashboard.places import PATHS
from sql.studies.pace import Pace

WAN = 10_000


def pace_card(context: Context, pace: Pace) -> html.Section:
    """Cumulative receipts against plan, last year and season."""
    words, view = context.words, context.view
    name = "pace.subtitle" if pace.last_year else "pace.subtitle_alone"
    subtitle = words(name, place=context.place, year=pace.day.year, last=pace.day.year - 1)
    if not pace.daily:
        return card(words("pace.title_none"), subtitle, state(words("state.nothing"), words("state.nothing_hint")))
    frame = pace_frame(pace)
    gap = None if pace.gap is None else pace.gap * 100
    marks = Marks(
        day=pace.day,
        plan=float(pace.plan) / WAN if pace.plan else None,
        this_year=float(pace.to_date) / WAN,
        last_year=float(pace.last_year[-1]) / WAN if pace.last_year else None,
        gap=gap,
        years=len(pace.shares),
    )
    title = pace_title(context, pace)
    behind = rows_behind(
        words, (words("axis.treasury"), words("pace.this_year"), words("pace.last_year")), pace_rows(pace, words)
    )
    figure = pace_figure(frame, marks=marks, words=words, scheme=view.scheme)
    return card(title, subtitle, chart(figure, 236, f"{title}。{subtitle}"), tools=behind)


def pace_title(context: Context, pace: Pace) -> str:
    """What the pace says: no more than its limits allow."""
    words = context.words
    if pace.gap is None:
        return words("pace.title_plain", value=wan(pace.to_date))
    side = "ahead" if pace.gap >= 0 else "behind"
    if pace.season_limits is None:
        return words(f"pace.title_{side}", gap=fixed(_points(pace.gap)))
    return words(f"pace.title_{side}_{'unusual' if pace.unusual else 'usual'}", gap=fixed(_points(pace.gap)))


def ranking_card(context: Context, ranking: Ranking) -> html.Section:
    """The parts of the area, furthest behind first."""
    words = context.words
    title = _ranking_title(context, ranking)
    subtitle = words(f"ranking.subtitle_{ranking.basis}")
    other = _by_the_other(context)
    if not ranking.lines:
        nothing = state(words("ranking.none"), words("state.nothing_hint"))
        return card(words("ranking.title"), subtitle, nothing, tools=other)
    return card(
        title,
        subtitle,
        ranking_lines(ranking, context.areas, context.view, words, other),
    )


def _by_the_other(context: Context) -> html.Link | None:
    """From subdistricts to tax offices and back; an area has no offices."""
    view = context.view
    if view.area or view.wall:
        return None
    name = "ranking.by_subdistrict" if view.office else "ranking.by_office"
    return more(context.words(name), view.link(office=not view.office))


def _ranking_title(context: Context, ranking: Ranking) -> str:
    words = context.words
    if not ranking.lines:
        return words("ranking.title")
    worst = ranking.lines[0]
    name = context.areas.short_name(worst.code, words)
    if ranking.basis == "growth":
        return words("ranking.title_growth", name=name, change=signed(_decimal(worst.gap)))
    if worst.gap >= 0:
        return words("ranking.title_none_behind")
    said = words("ranking.title_behind", name=name, gap=fixed(_decimal(abs(worst.gap))))
    return said + words("ranking.outside") if worst.verdict != "inside" else said


def notices_card(context: Context, notices: tuple[Notice, ...]) -> html.Section:
    """What is outside its usual range; what is within is not listed."""
    words = context.words
    title = words("notices.title", count=len(notices)) if notices else words("notices.title_none")
    body = notice_list(notices, context.areas, context.view, words)
    return card(
        title,
        words("notices.subtitle"),
        body,
        tools=more(words("notices.all"), context.view.link(PATHS["suspension"], sort="-rate")),
    )


def calendar_card(context: Context, pace: Pace) -> html.Section:
    """Receipts day by day."""
    words, view = context.words, context.view
    frame = calendar_frame(pace, working_days(context.reading))
    limits = levels_of(list(frame["amount"].dropna()))
    found = finding_of_days(frame)
    title = (
        words("calendar.title", day=words.day(found.day), times=f"{found.times:.1f}")
        if found
        else words("calendar.title_plain")
    )
    subtitle = words("calendar.subtitle")
    figure = calendar_figure(frame, year=pace.day.year, limits=limits, words=words, scheme=view.scheme)
    known = frame.dropna()
    rows = [(words.day(day), f"{amount:,.2f}") for day, amount in zip(known["day"], known["amount"], strict=True)][::-1]
    places = 0 if limits and limits[0] >= SMALL else 2
    key = ramp(f"<{limits[0]:,.{places}f}", f"≥{limits[-1]:,.{places}f}", "seq", LEVELS) if limits else None

    behind = rows_behind(words, (words("axis.treasury"), words("unit.wan")), rows)
    return card(title, subtitle, chart(figure, 160, f"{title}。{subtitle}"), tools=behind, key=key)


def _points(fraction: float) -> Decimal:
    return _decimal(abs(fraction) * 100)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))
