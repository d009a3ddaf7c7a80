"""The survival card: years put together from half-years, curves cut where few are left, titles that claim no more."""

import math
from decimal import Decimal

import pandas
import plotly.graph_objects as go
import pytest
from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Unfit
from dashboard.figures.survival import survival_figure
from dashboard.findings.cohorts import ENOUGH, LONGEST, Cohort, cohorts_of, common_month, differs
from dashboard.findings.studied import studied
from dashboard.numbers import SMALL
from dashboard.pages import suspension
from dashboard.pages.page import Context
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.small_cells import without_small_rows
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.connect import open_reader
from sql.schema.marts import PERSON_MONTH
from sql.studies.kaplan_meier import kaplan_meier, lives_of
from sql.studies.scope import Scope
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

D = 2026 * 12 + 8
"""The month of d."""


def _half(name, *steps):
    """Rows as the study gives them: months, at risk, events, censored."""
    keys = ("months", "at_risk", "events", "censored")
    return [{"cohort": name, **dict(zip(keys, step, strict=True))} for step in steps]


HALVES = [
    *_half("2024H1", (3, 60, 6, 0), (8, 54, 0, 4), (20, 50, 0, 42), (21, 8, 1, 7)),
    *_half("2024H2", (3, 40, 4, 0), (10, 36, 0, 36)),
    *_half("2025H1", (3, 30, 1, 0), (9, 29, 0, 29)),
]


def test_a_year_is_both_its_half_years():
    (one,) = cohorts_of(HALVES)
    assert (one.year, [step.time for step in one.steps]) == (2024, [3, 8, 10, 20])
    assert [one.at_risk(month) for month in (0, 6, 10, 12, 21)] == [100, 90, 86, 50, None]
    assert one.at(2).survival == 1.0
    assert math.isclose(one.at(20).survival, 0.9)


def test_what_is_hidden_ends_the_curve_and_still_counts_as_at_risk():
    hidden = [{**row, "at_risk": None, "months": None, "events": None, "censored": None} for row in HALVES[3:4]]
    (one,) = cohorts_of([*HALVES[:3], *hidden, *HALVES[4:]])
    (whole,) = cohorts_of(HALVES)
    assert one == whole


def test_a_year_of_few_people_or_seen_shortly_is_left_out():
    assert cohorts_of(_half("2025H1", (3, ENOUGH - 1, 1, 0), (9, 48, 0, 48))) == []
    assert cohorts_of(_half("2026H1", (3, 80, 1, 0), (5, 79, 0, 79))) == []
    assert cohorts_of([]) == []


def _cohort(year, survived, size=400):
    return Cohort(year, tuple(kaplan_meier({6: (size - survived, 0), 24: (0, survived)})))


def test_a_cohort_differs_only_beyond_chance_from_every_other():
    low, middle, high = _cohort(2025, 300), _cohort(2024, 340), _cohort(2023, 352)
    assert differs(low, [middle, high], 6) == -1
    assert differs(high, [low], 6) == 1
    assert differs(middle, [low, high], 6) == 0
    assert differs(high, [middle], 6) == 0
    assert differs(low, [middle], 2) == 0, "before the first event nothing can be told"
    assert common_month([low, middle, high]) == 24


def _lives(plain, first, last):
    """Of everybody new in these months: months until first suspended by k = 3, or until last seen."""
    cell = PERSON_MONTH.c
    columns = (cell.person_id, cell.month, cell.new, cell.registered, cell.run, cell.lost)
    rows = plain.rows(select(*columns).where(cell.persons == 1, cell.month <= D).order_by(cell.month))
    history, entered = {}, {}
    for person, month, new, registered, run, lost in rows:
        if new and first <= month <= last:
            entered[person] = month
        history.setdefault(person, []).append((month, registered and run >= 3, lost))
    for person, start in entered.items():
        after = [one for one in history[person] if one[0] >= start]
        stopped = [month for month, suspended, _ in after if suspended]
        gone = [month for month, _, lost in after if lost]
        until = min([*stopped[:1], *gone[:1], D])
        yield until - start, bool(stopped and stopped[0] == until)


def test_the_curves_are_those_of_the_people_one_by_one(demo_home, door):
    """300 people are too few for cards, so the years are compared below the size that is shown."""
    rows = door.reading(MANAGER).study("survival", Scope())
    many = [{**row, **{name: row[name] * 40 for name in ("at_risk", "events", "censored")}} for row in rows]
    plain = open_reader(demo_home)
    shown = cohorts_of(many)
    assert shown
    for cohort in shown:
        lives = lives_of(_lives(plain, cohort.year * 12, cohort.year * 12 + 11))
        expected = kaplan_meier(lives)
        assert [(step.time, step.at_risk * 40) for step in expected] == [(s.time, s.at_risk) for s in cohort.steps]
        for one, other in zip(cohort.steps, expected, strict=True):
            assert math.isclose(one.survival, other.survival)


def test_a_filter_the_study_does_not_take_is_said(door):
    with pytest.raises(Unfit) as refused:
        studied(door.reading(MANAGER), "survival", {"channel": ("06",), "worker_type": ("04",)})
    assert refused.value.dimensions == ("channel",)


FRAME = pandas.DataFrame(
    [("2024年", month, 100.0 - month, 99.0 - month, 100.0) for month in range(30)]
    + [("2025年", month, 100.0 - 2 * month, 98.0 - 2 * month, 100.0) for month in range(9)],
    columns=["cohort", "month", "survival", "low", "high"],
)
RISK = pandas.DataFrame.from_dict(
    {"2024年": [400, 380, 360, 340, 300], "2025年": [300, 200, None, None, None]},
    orient="index",
    columns=[0, 6, 12, 18, 24],
    dtype=float,
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_figure_is_one_plotly_accepts_and_names_its_lines(scheme):
    figure = go.Figure(survival_figure(FRAME, RISK, floor=60, words=words_in("zh"), scheme=scheme))
    assert len(go.Figure(figure.to_plotly_json()).data) == 8
    texts = [note.text for note in figure.layout.annotations]
    assert texts == [
        *("<b>2024年</b> 71.00", "<b>2025年</b> 84.00", "在险人数"),
        *("2024年", "400", "380", "360", "340", "300", "2025年", "300", "200"),
    ]
    assert figure.layout.yaxis.range == (60, 101)
    assert {trace.line.shape for trace in figure.data if trace.mode == "lines"} == {"hv"}
    below = next(note for note in figure.layout.annotations if note.text.endswith("84.00"))
    assert below.yanchor == "top", "the lowest line has its words under all bands"


def _context(demo_home, viewer, monkeypatch, rows, address=None):
    services = services_of(Settings(demo_home))
    context = Context(read_view("/suspension", address or {}), words_in("zh"), viewer, services)
    monkeypatch.setattr(type(context.reading), "study", lambda *_: tuple(rows))
    return context


def _title(drawn):
    return drawn.children[0].children[0].children


def test_the_title_says_months_per_cent_and_whether_it_is_more_than_chance(demo_home, monkeypatch):
    few, many = (3, 400, 20, 0), (3, 400, 80, 0)
    before = _half("2024H1", few, (30, 380, 0, 380))
    latest = _half("2025H1", many, (12, 320, 0, 320))
    context = _context(demo_home, MANAGER, monkeypatch, [*before, *latest])
    card = suspension.survival_card(context, height=300)
    assert _title(card) == "2025年参保的人停得更早：满 12 个月 80.00% 未断缴，此前各年 95.00%"
    alike = _context(demo_home, MANAGER, monkeypatch, [*before, *_half("2025H1", few, (12, 380, 0, 380))])
    assert "无显著差别" in _title(suspension.survival_card(alike, height=300))
    table = suspension.survival_table(context)
    assert [column.value(table.rows[0]) for column in table.columns] == [
        *("2024年", 3, 400, 20, 0, Decimal("0.95")),
        *(Decimal(repr(table.rows[0]["step"].low)), Decimal(repr(table.rows[0]["step"].high))),
    ]


def test_no_curve_where_too_few_joined(demo_home, monkeypatch):
    context = _context(demo_home, MANAGER, monkeypatch, [])
    assert words_in("zh")("survival.nothing") in text_of(suspension.survival_card(context, height=300))
    assert suspension.survival_table(context) is None


def test_who_sees_no_small_cells_sees_the_same_curves(demo_home, monkeypatch):
    """Where fewer than ten are at risk no curve is drawn for anybody; what is hidden ends it there."""
    analyst = Viewer("ana", Role.ANALYST, None)
    shown = without_small_rows("survival", HALVES)
    assert shown[3]["months"] is None
    context = _context(demo_home, analyst, monkeypatch, shown)
    table = suspension.survival_table(context)
    assert [row["step"].time for row in table.rows] == [3, 8, 10, 20]
    assert all(row["step"].at_risk >= SMALL and row["step"].time <= LONGEST for row in table.rows)


def test_the_page_holds_the_card_and_its_table():
    assert suspension.TABLES["survival"] is suspension.survival_table


def test_lines_of_one_length_keep_their_words_apart():
    same = pandas.DataFrame(
        [(name, month, 90.0 - less, 88.0, 92.0) for name, less in (("2023年", 0), ("2024年", 1)) for month in (0, 36)],
        columns=["cohort", "month", "survival", "low", "high"],
    )
    risk = pandas.DataFrame({0: [60.0, 60.0]}, index=["2023年", "2024年"])
    figure = go.Figure(survival_figure(same, risk, floor=80, words=words_in("zh"), scheme="light"))
    first, second = figure.layout.annotations[:2]
    assert first.y - second.y >= 2
    assert (first.xanchor, second.xanchor) == ("left", "left")
