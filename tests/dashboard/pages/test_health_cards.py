"""The steps of a night in words, the longest first."""

import pytest

from dashboard.pages.health_cards import steps_card
from dashboard.pages.page import Context
from dashboard.view import View
from dashboard.wording import words_in
from sql.schema import marts
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_has_a_stage_in_words(app, language):
    words = words_in(language)
    context = Context(View("/health", language=language), words, MANAGER, app.server.extensions["services"])
    stages = {row["step"].partition(".")[0] for row in context.reading.table(marts.STEP_TAKEN)}
    with app.server.test_request_context():
        shown = text_of(steps_card(context))
    assert stages
    assert all(f"health.stage_{stage}" in words and words(f"health.stage_{stage}") in shown for stage in stages)
    assert {"zh": "读入 · ", "en": "Read · "}[language] in shown


def test_the_longest_step_stands_first(app):
    context = Context(View("/health"), words_in("zh"), MANAGER, app.server.extensions["services"])
    with app.server.test_request_context():
        card = steps_card(context)
    rows = card.children[2].children.children.children.children[1].children
    seconds = [float(row.children[3].children.replace(",", "")) for row in rows]
    assert seconds == sorted(seconds, reverse=True)
