"""总览: is all well? Money, pace, who is behind, what is unusual, who stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import guarded
from dashboard.components.hero import hero
from dashboard.findings.notices import notices_of
from dashboard.findings.ranking import ranking_of
from dashboard.findings.receipts import pace_of, year_so_far
from dashboard.pages.overview_cards import calendar_card, notices_card, pace_card, ranking_card
from dashboard.pages.overview_tiles import overview_tiles
from dashboard.pages.page import Context
from dashboard.pages.stock_card import stock_card
from sql.studies.pace import Pace


def body(context: Context) -> Sequence[Component]:
    """Three rows: tiles; pace, ranking, notices; calendar and stock."""
    words = context.words
    pace = pace_of(context.reading, context.view, context.when)
    first = guarded(
        words, lambda: html.Div([_hero(context, pace), *overview_tiles(context, pace)], className="row tiles")
    )
    return [first, _second(context, pace), _third(context, pace)]


def _hero(context: Context, pace: Pace) -> Component:
    return hero(pace, year_so_far(pace.daily, pace.day), linear_pace(pace), context.words)


def linear_pace(pace: Pace) -> Decimal:
    """Days elapsed over days in the year."""
    in_year = (pace.day.replace(month=12, day=31) - pace.day.replace(month=1, day=1) + timedelta(days=1)).days
    return Decimal(pace.day.timetuple().tm_yday) / Decimal(in_year)


def _second(context: Context, pace: Pace) -> Component:
    words = context.words
    ranking = ranking_of(context.reading, context.view, context.when, pace.normal_years)
    notices = notices_of(context.reading, context.view, context.when, ranking, context.feeds)
    cards = (
        guarded(words, lambda: pace_card(context, pace)),
        guarded(words, lambda: ranking_card(context, ranking)),
        guarded(words, lambda: notices_card(context, notices)),
    )
    return html.Div(list(cards), className="row overview-second")


def _third(context: Context, pace: Pace) -> Component:
    words = context.words
    cards = (
        guarded(words, lambda: calendar_card(context, pace)),
        guarded(words, lambda: stock_card(context, height=160, linked=True)),
    )
    return html.Div(list(cards), className="row overview-third")
