"""Two viewers of different areas, on several threads of one door: nothing of one is ever answered to the other."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import g

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.areas import COMMUNITY
from dashboard.data import Denied
from dashboard.pages import PAGES
from dashboard.pages.page import render
from dashboard.services import services_of
from dashboard.settings import Settings
from sql.connect import open_reader
from sql.metrics import METRICS, Against, Question, ask
from sql.metrics.dimensions import AREA_NAMES
from sql.schema import marts
from tests.dashboard.drawing import text_of

THREADS = 4
PLANNED = ("enrolment_ratio", "plan_amount", "plan_completion", "plan_persons_completion", "pace_gap", "pace_linear")
"""Of plans somebody set, not of people: an area's own counts, however many communities lie in it."""
FIGURES = [page for page in PAGES if page.name != "definitions"]


@pytest.fixture(scope="module")
def communities(demo_home):
    """Every community there is anybody of, known or not."""
    plain = open_reader(demo_home)
    names = [metric.name for metric in METRICS if "community" in metric.takes.dimensions]
    return sorted({row[0] for name in names for row in ask(plain, Question((name,), by=("community",))).rows})


@pytest.fixture(scope="module")
def viewers(communities):
    """One subdistrict; and one community of another beside a whole third."""
    first, second, third = sorted({code[:9] for code in communities if code.strip("0")})[:3]
    single = next(code for code in communities if code[:9] == second and not code.endswith("000"))
    return Viewer("a", Role.OFFICIAL, (first,)), Viewer("b", Role.OFFICIAL, (single, third))


def _mine(viewer, communities):
    return tuple(code for code in communities if code.startswith(viewer.areas))


def _questions():
    for metric in METRICS:
        for name in (None, *metric.takes.dimensions):
            yield Question((metric.name,), by=(name,) if name else ())
        areas = tuple(name for name in AREA_NAMES if name in metric.takes.dimensions)
        if areas:
            time = tuple(name for name in ("month",) if name in metric.takes.dimensions)
            yield Question((metric.name,), by=(*time, areas[-1]), against=(Against.MONTH_BEFORE, Against.PARENT))
            yield Question((metric.name,), by=(areas[-1],), totals=True)


def _records(answer):
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def _interleaved(tasks):
    """Run tasks on several threads in a random order that is printed."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    random.Random(seed).shuffle(tasks)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda task: task(), tasks))


def test_every_metric_by_every_dimension_is_of_ones_own_areas(door, demo_home, viewers, communities):
    """The same as the question put to each viewer's communities by name, and never another's, asked twice over."""
    plain = open_reader(demo_home)
    wanted = {}
    for viewer in viewers:
        for place, question in enumerate(_questions()):
            if question.against or question.metrics[0] in PLANNED:
                continue
            named = Question(question.metrics, question.by, where={"community": _mine(viewer, communities)})
            if not question.totals and "community" not in question.by:
                wanted[viewer, place] = _records(ask(plain, named))

    def task(viewer, place, question):
        return lambda: (viewer, place, question, door.reading(viewer).ask(question))

    tasks = [
        task(viewer, place, question)
        for place, question in enumerate(_questions())
        for viewer in viewers
        for _ in range(2)
    ]
    answers = _interleaved(tasks)
    assert len(answers) > 2_000
    for viewer, place, question, answer in answers:
        if (viewer, place) in wanted:
            assert list(answer) == wanted[viewer, place], (viewer.name, question)
        for row in answer:
            assert _within(row, viewer), (viewer.name, question, row)


def _within(row, viewer):
    """Whether the areas a row names lie in the viewer's, or around them, or the row holds nothing."""
    named = [row[name] for name in AREA_NAMES if row.get(name) not in (None, "all")]
    figures = [value for name, value in row.items() if name not in (*AREA_NAMES, "month") and value]
    return (
        not figures
        or all(code.startswith(area) or area.startswith(code) for code in named for area in viewer.areas[:1])
        or any(code.startswith(area) or area.startswith(code) for code in named for area in viewer.areas)
    )


def test_a_viewer_without_areas_sees_nothing(door, communities):
    nobody = door.reading(Viewer("n", Role.MANAGER, ()))
    for metric in METRICS:
        if metric.name == "pace_linear":
            continue
        for row in nobody.ask(Question((metric.name,))):
            assert not any(row.values()), metric.name


def test_a_filter_cannot_widen_the_areas(door, viewers, communities):
    mine, others = viewers
    theirs = _mine(others, communities)
    for name, codes in (("community", theirs), ("subdistrict", tuple(code[:9] for code in theirs))):
        (row,) = door.reading(mine).ask(Question(("registered_persons",), where={name: codes}))
        assert row["registered_persons"] == 0


def test_every_page_names_and_links_only_ones_own_areas(demo_home, app, viewers, communities):
    """Interleaved on several threads, with one cache; the area an address asks for is checked again on opening."""
    services = services_of(Settings(demo_home, memory="512MB", query_threads=1))
    names = {row["code"]: row["name"] for row in services.door.reading(viewers[0]).table(marts.AREA)}

    def task(page, viewer, query):
        def run():
            with app.server.test_request_context():
                g.viewer = viewer
                drawn = render(page, services, scheme="light", **query)
            return page, viewer, query, text_of(drawn)

        return run

    queries = ({}, {"lang": "en"}, {"area": viewers[0].areas[0]}, {"area": viewers[1].areas[0]})
    tasks = [task(page, viewer, query) for page in FIGURES for viewer in viewers for query in queries for _ in range(2)]
    for page, viewer, query, text in _interleaved(tasks):
        foreign = [
            code
            for code in communities
            if not code.startswith(viewer.areas) and code.strip("0") and code in text and query.get("area") != code
        ]
        assert foreign == [], (page.name, viewer.name, query)
        mine = {name for code, name in names.items() if code[:9] in {area[:9] for area in viewer.areas}}
        asked = names.get(query.get("area", ""), "")
        named = [
            name
            for code, name in names.items()
            if len(code) == COMMUNITY and name not in (*mine, asked) and f'"{name}"' in text
        ]
        assert named == [], (page.name, viewer.name, query)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_roles_without_figures_get_none(door, role):
    with pytest.raises(Denied):
        door.reading(Viewer("x", role, None)).ask(Question(("registered_persons",)))


def test_figures_of_the_whole_bureau_are_for_those_who_see_it(door, viewers):
    reading = door.reading(viewers[0])
    for table in (marts.CHECK, marts.QUARANTINE_REASON):
        with pytest.raises(Denied):
            reading.table(table)
    assert {tuple(row) for row in reading.table(marts.DELIVERY_ACCOUNT)} == {("feed", "file_date")}
