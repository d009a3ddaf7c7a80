"""Stock and flow of suspension, on the overview and on its own page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas

from dashboard.components import html
from dashboard.components.cards import card, more, state
from dashboard.components.charts import chart, rows_behind
from dashboard.figures.stock import stock_figure
from dashboard.findings.monthly import Monthly
from dashboard.numbers import count
from dashboard.pages.page import Context
from dashboard.places import PATHS

MONTHS = 24
METRICS = ("suspended_persons", "newly_suspended_persons", "resumed_persons", "left_suspended_persons")
NAMES = ("suspended", "newly", "resumed", "left")


def stock_card(context: Context, *, height: int, linked: bool) -> html.Section:
    """24 months: the suspended at each month end, who came, who went; linked from the overview, by the headline k."""
    words, when, view = context.words, context.when, context.view
    asking = context.headline if linked else context.asking
    monthly = asking.by_month(METRICS, when.month, MONTHS)
    subtitle = words(
        "suspension.stock_subtitle",
        k=asking.k or context.version["suspended_after"] or 3,
        month=words.full_month(when.month),
    )
    months = [
        month
        for month in range(when.month - MONTHS + 1, when.month + 1)
        if monthly("suspended_persons", month) is not None
    ]
    if len(months) < 2 or not monthly("suspended_persons", months[-1]):
        return card(
            words("suspension.stock_title_none"), subtitle, state(words("state.nothing"), words("state.nothing_hint"))
        )
    title = stock_title(context, monthly, months)
    frame = pandas.DataFrame(
        {
            "month": words.ticks(months),
            **{
                name: [monthly(metric, month) or 0 for month in months]
                for name, metric in zip(NAMES, METRICS, strict=True)
            },
        }
    )
    heads = (words("axis.month"), *(words(f"suspension.{name}") for name in ("stock", "newly", "resumed", "left")))
    rows = [
        (words.full_month(month), *(count(monthly(metric, month)) for metric in METRICS)) for month in reversed(months)
    ]
    tools = [
        rows_behind(words, heads, rows),
        *([more(words("suspension.enter"), view.link(PATHS["suspension"]))] if linked else []),
    ]
    return card(
        title,
        subtitle,
        chart(stock_figure(frame, words=words, scheme=view.scheme), height, f"{title}。{subtitle}"),
        tools=tools,
    )


def stock_title(context: Context, monthly: Monthly, months: Sequence[int]) -> str:
    """How long the stock has been rising or falling, and where it stands."""
    words, last = context.words, months[-1]
    stock = [monthly("suspended_persons", month) for month in months]
    length, rising = streak(stock)
    name = "up" if rising else "down"
    values = {"count": length, "month": words.month(last), "persons": count(stock[-1])}
    return (
        words(f"suspension.stock_title_{name}", **values) if length > 1 else words("suspension.stock_title", **values)
    )


def streak(values: Sequence[int]) -> tuple[int, bool]:
    """For how many steps up to the end the values have gone the same way, and whether that is up."""
    steps = [later - earlier for earlier, later in pairwise(values)]
    if not steps or not steps[-1]:
        return 0, False
    rising = steps[-1] > 0
    length = next(
        (place for place, step in enumerate(reversed(steps)) if not step or (step > 0) is not rising), len(steps)
    )
    return length, rising
