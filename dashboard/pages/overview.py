"""总览: is all well? Money, pace, who is behind, what is unusual, who stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import guarded
from dashboard.components.hero import hero
from dashboard.components.tiles import with_way
from dashboard.findings.notices import Notice, notices_of
from dashboard.findings.ranking import Ranking, ranking_of
from dashboard.findings.receipts import pace_of, year_so_far
from dashboard.pages.overview_cards import calendar_card, notices_card, pace_card, ranking_card
from dashboard.pages.overview_tiles import overview_tiles, way_to
from dashboard.pages.page import Context
from dashboard.pages.stock_card import stock_card
from dashboard.view import View
from sql.studies.pace import Pace


class _Receipts:
    """What several cards stand on, worked out where the first of them asks; each card says itself why it cannot."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @cached_property
    def pace(self) -> Pace:
        return pace_of(self._context.reading, self._context.view, self._context.when)

    @cached_property
    def ranking(self) -> Ranking:
        return self._ranked(self._context.view)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """A notice names an area, however the ranking beside it is made."""
        context = self._context
        ranking = self._ranked(replace(context.view, office=False)) if context.view.office else self.ranking
        return notices_of(context.reading, context.view, context.when, ranking, context.feeds)

    def _ranked(self, view: View) -> Ranking:
        return ranking_of(self._context.reading, view, self._context.when, self.pace.normal_years)


def body(context: Context) -> Sequence[Component]:
    """Three rows: tiles; pace, ranking, notices; calendar and stock."""
    receipts = _Receipts(context)
    first = [guarded(context, lambda: _hero(context, receipts.pace)), *overview_tiles(context, lambda: receipts.pace)]
    second = [
        guarded(context, lambda: pace_card(context, receipts.pace)),
        guarded(context, lambda: ranking_card(context, receipts.ranking)),
        guarded(context, lambda: notices_card(context, receipts.notices)),
    ]
    third = [
        guarded(context, lambda: calendar_card(context, receipts.pace)),
        guarded(context, lambda: stock_card(context, height=160, linked=True)),
    ]
    return [
        html.Div(first, className="row tiles"),
        html.Div(second, className="row overview-second"),
        html.Div(third, className="row overview-third"),
    ]


def _hero(context: Context, pace: Pace) -> Component:
    year = year_so_far(pace.daily, pace.day)
    shown = hero(pace, year, linear_pace(pace), context.words)
    return with_way(shown, way_to(context, "plan_completion" if pace.plan else "received_net", year.span), "whole-year")


def linear_pace(pace: Pace) -> Decimal:
    """Days elapsed over days in the year."""
    in_year = (pace.day.replace(month=12, day=31) - pace.day.replace(month=1, day=1) + timedelta(days=1)).days
    return Decimal(pace.day.timetuple().tm_yday) / Decimal(in_year)
