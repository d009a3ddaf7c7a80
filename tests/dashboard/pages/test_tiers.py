"""The page of tiers: what its titles say is what its strip and its questions say."""

from decimal import Decimal

import pytest
from flask import g

from dashboard.pages.page import Context
from dashboard.pages.tiers_tables import BASE, base_table
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.metrics import Against, Month, Question
from tests.dashboard.viewers import MANAGER


@pytest.mark.parametrize("area", ["", "210213013"])
def test_the_title_of_the_base_compares_as_the_strip_does(app, area):
    services = app.server.extensions["services"]
    with app.server.test_request_context():
        g.viewer = MANAGER
        context = Context(read_view("/tiers", {"area": area}), words_in("zh"), MANAGER, services)
        question = Question(
            (BASE,), period=Month(context.when.month), where=context.view.where, against=(Against.YEAR_BEFORE,)
        )
        (row,) = context.reading.ask(question)
        now, before = Decimal(row[BASE]), Decimal(row[f"{BASE}@year_before"])
        (raw,) = context.reading.ask(Question((BASE,), period=Month(context.when.month - 12), where=context.view.where))
        assert raw[BASE] != before, "later payments have changed nothing: this says nothing of the age"
        change = (now - before) / before * 100
        way = "升" if change > 0 else "降"
        said = f"人均缴费基数 {now:,.0f} 元，较2025年8月同期{way} {abs(change):.2f}%"
        assert base_table(context).title == said
