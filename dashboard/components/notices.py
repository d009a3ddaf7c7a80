"""Notices: a glyph, a statement with its number, the usual range, and the way to it."""

from __future__ import annotations

from dashboard.areas import Areas
from dashboard.components import html
from dashboard.components.cards import state
from dashboard.components.marks import ALARM, UP
from dashboard.components.tables import plain
from dashboard.findings.notices import Notice
from dashboard.numbers import fixed, percent
from dashboard.places import PATHS
from dashboard.view import View
from dashboard.wording import Words

SHOWN = 5

Written = tuple[list[object], str, tuple[str, str]]
"""A notice in words: its statement, the usual range, and a link's text and address."""


def notice_list(notices: tuple[Notice, ...], areas: Areas, view: View, words: Words) -> html.Div:
    """The first few; the heading counts them all."""
    if not notices:
        return state(words("notices.none"), words("notices.none_hint"))
    lines = [_notice(notice, areas, view, words) for notice in notices[:SHOWN]]
    return html.Div(lines, className="notices")


def _notice(notice: Notice, areas: Areas, view: View, words: Words) -> html.Div:
    statement, usual, link = _WRITTEN[notice.kind](notice, areas, view, words)
    alarm = notice.verdict == "alarm"
    glyph = html.Span(
        ALARM if alarm else UP,
        className=f"glyph {'alarm' if alarm else 'warn'}",
        title=words(f"limit.{notice.verdict}"),
    )
    return html.Div(
        [
            glyph,
            html.Div([html.Div(statement), html.Div(usual, className="usual")]),
            html.Link(f"{link[0]} ›", href=link[1], className="link"),
        ],
        className="notice",
    )


def _suspension(notice: Notice, areas: Areas, view: View, words: Words) -> Written:
    limits = notice.limits
    usual = (
        words("notice.usual_rate", low=percent(plain(limits.low)), high=percent(plain(limits.high))) if limits else ""
    )
    statement = [
        words("notice.suspension", name=areas.name(notice.code, words)),
        " ",
        html.B(f"{percent(plain(notice.value))}%"),
    ]
    return (
        statement,
        usual,
        (words("notice.persons", count=f"{notice.persons:,}"), view.link(PATHS["suspension"], area=notice.code)),
    )


def _pace(notice: Notice, areas: Areas, view: View, words: Words) -> Written:
    limits = notice.limits
    usual = words("notice.usual_points", low=fixed(plain(limits.low)), high=fixed(plain(limits.high))) if limits else ""
    statement = [
        words("notice.pace", name=areas.name(notice.code, words)),
        " ",
        html.B(fixed(plain(abs(notice.value)))),
        " ",
        words("unit.points"),
    ]
    return statement, usual, (words("notice.look"), view.link(area=notice.code))


def _late(notice: Notice, _areas: Areas, view: View, words: Words) -> Written:
    statement = [
        words("notice.late", name=words(f"feed.{notice.code}")),
        " ",
        html.B(words("notice.days", days=int(notice.value))),
    ]
    return statement, words("notice.late_usual"), (words("page.health"), view.link(PATHS["health"]))


_WRITTEN = {"suspension": _suspension, "pace": _pace, "late": _late}
