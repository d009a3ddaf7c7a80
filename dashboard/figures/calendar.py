"""The year's receipts day by day: one cell per day the treasury is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas

from dashboard.figures.parts import Drawing, Part, figure_of
from dashboard.theme import TOKENS, Scheme, Tokens
from dashboard.wording import Words, months_of_year

LEVELS = 6
_TIMES = (0.5, 0.8, 1.2, 2.5, 5.0)


def levels_of(amounts: Sequence[float]) -> list[float]:
    """Five limits between six levels, as multiples of an ordinary day: days of deduction batches are many times one."""
    known = pandas.Series([amount for amount in amounts if amount > 0], dtype=float)
    if known.empty:
        return []
    return sorted({_two_figures(float(known.median()) * times) for times in _TIMES})


def level_of(amount: float, limits: Sequence[float]) -> int:
    """The level of an amount, 0 to 5."""
    return sum(1 for limit in limits if amount >= limit)


def calendar_figure(
    frame: pandas.DataFrame, *, year: int, limits: Sequence[float], words: Words, scheme: Scheme
) -> Drawing:
    """Columns: day, amount (万元; nan for a day still to come). Days not in the frame have no cell."""
    tokens = TOKENS[scheme]
    pen = {"color": tokens["ctl"], "width": 1}
    borders = [{"type": "path", "path": border, "line": pen} for border in _month_borders(year)]
    return figure_of(
        scheme, [_cells(frame, limits, tokens, words)], shapes=borders, hovermode="closest",
        margin={"l": 26, "r": 4, "t": 20, "b": 2}, **_axes(year, words),
    )  # fmt: skip


def _cells(frame: pandas.DataFrame, limits: Sequence[float], tokens: Tokens, words: Words) -> Part:
    steps = [tokens["surface2"], *tokens["seq"][:LEVELS]]
    scale = [[place / len(steps), colour] for step, colour in enumerate(steps) for place in (step, step + 1)]
    weeks = max((_week(day) for day in frame["day"]), default=0) + 1
    level: list[list[Any]] = [[None] * weeks for _ in range(7)]
    text: list[list[str]] = [[""] * weeks for _ in range(7)]
    for day, amount in zip(frame["day"], frame["amount"], strict=True):
        known = not pandas.isna(amount)
        level[day.weekday()][_week(day)] = level_of(amount, limits) + 1.5 if known else 0.5
        text[day.weekday()][_week(day)] = f"{words.day(day)} {words.weekday(day)}<br>" + (
            f"{amount:,.2f} {words('unit.wan')}" if known else words("calendar.to_come")
        )
    return {
        "type": "heatmap", "z": level, "zmin": 0, "zmax": len(steps), "colorscale": scale, "showscale": False,
        "xgap": 2, "ygap": 2, "text": text, "hovertemplate": "%{text}<extra></extra>", "hoverongaps": False,
    }  # fmt: skip


def _week(day: date) -> int:
    """Weeks since the Monday on or before 1 January."""
    first = date(day.year, 1, 1)
    return ((day - first).days + first.weekday()) // 7


def _month_borders(year: int) -> list[str]:
    """A stepped line between each two months."""
    paths = []
    for month in range(2, 13):
        first = date(year, month, 1)
        week, weekday = _week(first), first.weekday()
        paths.append(
            f"M{week - 0.5},6.5 L{week - 0.5},{weekday - 0.5} L{week + 0.5},{weekday - 0.5} L{week + 0.5},-0.5"
            if weekday
            else f"M{week - 0.5},6.5 L{week - 0.5},-0.5"
        )
    return paths


def _axes(year: int, words: Words) -> dict[str, Any]:
    middles = [_week(date(year, month, 15)) for month in range(1, 13)]
    shown, monday = [0, 2, 4, 6], date(2024, 1, 1)
    names = [words.weekday(monday + timedelta(days=place)).removeprefix("周") for place in shown]
    x = {
        "range": [-0.5, _week(date(year, 12, 31)) + 0.5],
        "tickvals": middles,
        "ticktext": months_of_year(words),
        "side": "top",
    }
    y = {"range": [6.5, -0.5], "tickvals": shown, "ticktext": names, "showgrid": False}
    return {"xaxis": {**x, "ticks": "", "showline": False}, "yaxis": y}


def _two_figures(value: float) -> float:
    """Rounded to two significant figures."""
    return float(f"{value:.1e}")
