"""The strip and the charts of the community page."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

import plotly.graph_objects as go
from dash import html

from dashboard.components.cards import card
from dashboard.components.multiples import Multiple, multiples
from dashboard.components.strips import metric_item, strip
from dashboard.components.tables import Table
from dashboard.figures.monthly import bars_figure
from dashboard.findings.monthly import Asking, absent
from dashboard.numbers import percent
from dashboard.pages.community_tables import NET, receipts_table
from dashboard.pages.page import Context
from dashboard.pages.parts import chart_card
from dashboard.places import PATHS
from sql.metrics import METRIC

FIGURES = ("registered_persons", "coverage_rate", "suspended_persons", "suspension_rate", "arrears_amount")
LINES = {
    "coverage_rate": "coverage",
    "suspension_rate": "suspension",
    "compliance_rate": "suspension",
    "collection_rate": "arrears",
    "arrears_over_12m_share": "arrears",
    "lowest_tier_share": "tiers",
}
MONTHS = 24


def community_strip(context: Context) -> html.Div:
    """Five figures of the community, each to be explained."""
    there = [name for name in FIGURES if not absent(context.reading, METRIC[name])]
    monthly = context.asking.by_month(there, context.when.month, 2)
    items = [metric_item(METRIC[name], monthly, context.when.month, context.words) for name in there]
    links = [context.view.link(explain=name, of={}) for name in there]
    return strip([replace(item, href=href) for item, href in zip(items, links, strict=True)])


def multiples_card(context: Context) -> html.Section:
    """Six rates over two years, the subdistrict as a grey line where the viewer sees all of it."""
    words, last = context.words, context.when.month
    there = [name for name in LINES if not absent(context.reading, METRIC[name])]
    here = context.asking.by_month(there, last, MONTHS)
    above = Asking(context.reading, {"subdistrict": (context.view.area[:9],)}).by_month(there, last, MONTHS)
    seen = context.viewer.reaches(context.view.area[:9])
    panels = []
    for name in there:
        own = here.series(name, last, MONTHS)
        whole = above.series(name, last, MONTHS) if seen else []
        known = [float(value) for value in (*own, *whole) if value is not None]
        if not known:
            continue
        low, high = floor(min(known) * 20) / 20, max(ceil(max(known) * 20) / 20, floor(min(known) * 20) / 20 + 0.05)
        latest = f"{percent(own[-1])}%" if own[-1] is not None else "–"
        panel = Multiple(words.of(METRIC[name]), latest, own, context.view.link(PATHS[LINES[name]]))
        panels.append(multiples([panel], whole, low, high))
    subtitle = words("community.multiples_subtitle" if seen else "community.multiples_alone")
    return card(words("community.multiples_title"), subtitle, html.Div(panels, className="panels"))


def receipts_card(context: Context) -> html.Section:
    """Net receipts over two years; a click shows the month."""
    words = context.words

    def draw(shown: Table) -> go.Figure:
        rows = list(shown.rows)[::-1]
        values = [None if row[NET] is None else row[NET] / 10_000 for row in rows]
        ids = [context.view.link(month=row["month"], crossed=("month",)) for row in rows]
        ticks = words.ticks([row["month"] for row in rows])
        return bars_figure(ticks, {words("unit.wan"): values}, ("accent",), scheme=context.view.scheme, ids=ids)

    return chart_card(context, receipts_table(context), draw, words("community.receipts_plain"), 220)
