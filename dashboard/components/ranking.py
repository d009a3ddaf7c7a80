"""Who is behind: bars from zero, each on its own usual range, figures in columns at the right."""

from __future__ import annotations

from math import ceil

from dashboard.areas import Areas
from dashboard.components import html
from dashboard.components.tables import plain
from dashboard.findings.ranking import Basis, Line, Ranking
from dashboard.numbers import percent, points, signed, wan
from dashboard.view import View
from dashboard.wording import Words
from sql.metrics.dimensions import AREA_NAMES


def ranking_lines(ranking: Ranking, areas: Areas, view: View, words: Words, other: html.Link | None = None) -> html.Div:
    """One line per part, furthest behind first; a part is a link to its own view, `other` one to other parts."""
    reach = _reach(ranking)
    lines = [_line(line, ranking.basis, reach, _name(line, ranking.part, areas, view, words)) for line in ranking.lines]
    return html.Div([_heads(ranking, words), *lines, _ends(ranking, reach, words, other)], className="ranking")


def _reach(ranking: Ranking) -> int:
    """The axis goes from minus to plus this, in whole points."""
    values = [abs(line.gap) for line in ranking.lines]
    ranges = [abs(end) for line in ranking.lines if line.limits for end in (line.limits.low, line.limits.high)]
    return max(1, ceil(min(max([*values, *ranges]), max(values) * 2.5 if values else 1)))


def _heads(ranking: Ranking, words: Words) -> html.Div:
    boxed = words("ranking.box") if any(line.limits for line in ranking.lines) else ""
    third, fourth = ("ranking.received", "") if ranking.basis == "growth" else ("ranking.completion", "ranking.linear")
    cells = [
        html.Span(words("ranking.count", count=len(ranking.lines)), className="number"),
        html.Span(boxed, className="mid"),
        *(
            html.Span(words(name) if name else "", className="number")
            for name in (f"ranking.gap_{ranking.basis}", third, fourth)
        ),
    ]
    return html.Div(cells, className="line heads")


def _name(line: Line, part: str, areas: Areas, view: View, words: Words) -> html.Link | html.Span:
    if part not in AREA_NAMES:
        return html.Span(areas.short_name(line.code, words), className="name")
    css = "name on" if line.code == view.area else "name"
    return html.Link(areas.short_name(line.code, words), href=view.link(area=line.code), className=css)


def _line(line: Line, basis: Basis, reach: int, name: html.Link) -> html.Div:
    outside = "warn" if line.verdict != "inside" and line.gap < 0 else ""
    growth = basis == "growth"
    third = wan(line.received, 0) if growth else f"{percent(line.completion)}%"
    fourth = "" if growth else signed(points(line.linear))
    gap = html.Span(signed(plain(line.gap)), className=f"number gap {outside}".strip())
    rest = [html.Span(text, className="number dim") for text in (third, fourth)]
    return html.Div([name, _bar(line, reach, outside), gap, *rest], className="line")


def _bar(line: Line, reach: int, kind: str) -> html.Div:
    pieces = [_piece("usual", line.limits.low, line.limits.high, reach)] if line.limits else []
    pieces.append(_piece(f"fill {kind}".strip(), min(line.gap, 0), max(line.gap, 0), reach))
    pieces.append(html.Span(className="axis", style={"left": "50%"}))
    return html.Div(pieces, className="inline", **{"aria-hidden": "true"})


def _piece(css: str, start: float, end: float, reach: int) -> html.Span:
    low, high = max(start, -reach), min(end, reach)
    return html.Span(
        className=css, style={"left": f"{50 + 50 * low / reach:.2f}%", "width": f"{50 * (high - low) / reach:.2f}%"}
    )


def _ends(ranking: Ranking, reach: int, words: Words, other: html.Link | None) -> html.Div:
    unit = "%" if ranking.basis == "growth" else ""
    marks = [(0, f"−{reach}{unit}"), (50, words(f"ranking.zero_{ranking.basis}")), (100, f"+{reach}{unit}")]
    axis = html.Span([html.Span(text, style={"left": f"{place}%"}) for place, text in marks], className="mid")
    return html.Div([html.Span(), axis, html.Span(other, className="other")], className="line ends")
