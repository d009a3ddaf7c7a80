"""The steps of a night in words, the longest first."""

import pytest

from dashboard.findings.account import grouped_steps
from dashboard.pages.health_cards import _step_said, steps_card
from dashboard.pages.page import Context
from dashboard.view import View
from dashboard.wording import words_in
from sql.schema import marts
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_is_in_words(app, language):
    words = words_in(language)
    context = Context(View("/health", language=language), words, MANAGER, app.server.extensions["services"])
    steps = {row["step"] for row in grouped_steps(context.reading.table(marts.STEP_TAKEN))}
    with app.server.test_request_context():
        shown = text_of(steps_card(context))
    assert steps > {"facts.presence", "marts.person_month", "land.receipts", "check.volume", "account.lists"}
    for stage, about in (step.split(".") for step in steps):
        (name,) = [name for name in (f"feed.{about}", f"check.{about}", f"step.{about}") if name in words]
        assert f"{words(f'health.stage_{stage}')} · {words(name)}" in shown
    assert {"zh": "读入 · 入库明细", "en": "Read · "}[language] in shown


def test_a_step_of_another_release_is_told_by_its_name():
    words = words_in("zh")
    assert _step_said(words, "facts.of_old") == "推算 · of_old"


def test_the_longest_step_stands_first(app):
    context = Context(View("/health"), words_in("zh"), MANAGER, app.server.extensions["services"])
    with app.server.test_request_context():
        card = steps_card(context)
    rows = card.children[2].children.children.children.children[1].children
    seconds = [float(row.children[3].children.replace(",", "")) for row in rows]
    assert seconds == sorted(seconds, reverse=True)
