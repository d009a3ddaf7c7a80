"""The arrears page: moves between ages person by person, the grade, who owes most, tables with totals of their own."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from dashboard.access.audit import Action, Chosen
from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Unfit
from dashboard.findings.when import first_month
from dashboard.numbers import wan
from dashboard.pages import PAGES, arrears
from dashboard.pages.arrears_cards import ages_card, arrears_strip, grade
from dashboard.pages.arrears_debtors import debtors_card, shows_people
from dashboard.pages.arrears_rolls import CURED, NONE, rolls_card, rolls_table
from dashboard.pages.page import Context
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.small_cells import SMALL
from dashboard.view import read_view
from dashboard.wording import words_in
from sql.connect import open_reader
from sql.metrics import Month, Question
from sql.metrics.people import Listing, people_behind
from sql.schema.marts import ARREARS_BY_AGE, PERSON_MONTH
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

AUGUST = 2026 * 12 + 7
ANALYST = Viewer("ana", Role.ANALYST, None)
CHOSEN = {"area": "210213013", "type": "04"}
WHERE = {"subdistrict": ("210213013",), "worker_type": ("04",)}


@pytest.fixture(scope="module")
def plain(demo_home):
    return open_reader(demo_home)


@pytest.fixture(scope="module")
def services(demo_home):
    return services_of(Settings(demo_home))


def _context(services, viewer=MANAGER, language="zh", **query):
    return Context(read_view("/arrears", {**query, "lang": language}), words_in(language), viewer, services)


@pytest.mark.parametrize(("query", "where"), [({}, {}), (CHOSEN, WHERE), ({"month": "2026-03"}, {})])
def test_the_moves_are_those_of_the_people_one_by_one(services, plain, query, where):
    month = 2026 * 12 + 2 if "month" in query else AUGUST
    before, now = _oldest(plain, month - 1), _oldest(plain, month)
    chosen = {person for person, (_, area, kind) in before.items() if _within(area, kind, where)}
    new = {person for person, (_, area, kind) in now.items() if _within(area, kind, where)} - set(before)
    moves = Counter((before[person][0], now[person][0] if person in now else CURED) for person in chosen)
    moves.update((NONE, now[person][0]) for person in new)
    rows = rolls_table(_context(services, **query)).rows
    assert {(row["from_age"], row["to_age"]): row["persons"] for row in rows} == dict(moves)
    for age in {row["from_age"] for row in rows} - {NONE}:
        part = [row for row in rows if row["from_age"] == age]
        assert sum(row["rate"] for row in part).quantize(Decimal("0.00000001")) == 1
        assert {row["rate_den"] for row in part} == {sum(row["persons"] for row in part)}


def _oldest(plain, month):
    """Of everybody who owes at a month end: age of the oldest money, subdistrict, worker type."""
    cell, index = PERSON_MONTH.c, list(ARREARS_BY_AGE).index
    ages = [PERSON_MONTH.c[column] for column in ARREARS_BY_AGE.values()]
    owing = select(cell.person_id, cell.subdistrict, cell.worker_type, *ages).where(
        cell.month == month, cell.persons == 1, cell.arrears_amount > 0
    )
    return {
        person: (max((age for age, owed in zip(ARREARS_BY_AGE, amounts, strict=True) if owed), key=index), area, kind)
        for person, area, kind, *amounts in plain.rows(owing)
    }


def _within(area, kind, where):
    return area in where.get("subdistrict", (area,)) and kind in where.get("worker_type", (kind,))


def test_the_matrix_says_rates_and_on_hover_persons(services):
    context = _context(services)
    rows = {(row["from_age"], row["to_age"]): row for row in rolls_table(context).rows}
    shown = text_of(rolls_card(context))
    many = [row for row in rows.values() if row["rate"] is not None and row["rate_den"] >= SMALL]
    assert many
    for row in many:
        assert f"{row['persons']} ÷ {row['rate_den']} 人 · {wan(row['amount'])} 万元" in shown
    assert all(f"{row['persons']} 人" in shown for (start, _), row in rows.items() if start == NONE)
    assert "账龄加深" in rolls_card(context).children[0].children[0].children


def test_an_age_that_nobody_had_says_so(services):
    context = _context(services)
    rows = rolls_table(context).rows
    nobody = {*ARREARS_BY_AGE} - {row["from_age"] for row in rows}
    unknown = sum(row["rate"] is None for row in rows)
    assert nobody
    assert text_of(rolls_card(context)).count('"–"') == len(nobody) * (len(ARREARS_BY_AGE) + 2) + unknown


def test_what_is_hidden_is_not_told_by_the_matrix_or_its_title(services):
    context = _context(services, ANALYST)
    rows = rolls_table(context).rows
    assert any(row["persons"] is None for row in rows)
    assert not any(0 < (row["persons"] or 0) < SMALL for row in rows)
    card = rolls_card(context)
    assert card.children[0].children[0].children == words_in("zh")("arrears.rolls_title_plain")
    assert "·" in text_of(card)


def test_there_is_no_move_into_the_first_month(services):
    first = first_month(_context(services).reading)
    context = _context(services, month=f"{first // 12}-{first % 12 + 1:02d}")
    assert rolls_table(context) is None
    assert words_in("zh")("arrears.rolls_nothing") in text_of(rolls_card(context))


def test_a_filter_moves_are_not_counted_by_is_said(services):
    with pytest.raises(Unfit) as refused:
        rolls_card(_context(services, arrears_age="731+"))
    assert refused.value.dimensions == ("arrears_age",)


def test_grades_are_those_of_pefa():
    shares = ("0", "0.2499", "0.25", "0.4999", "0.5", "0.7499", "0.75", "1")
    assert [grade(Decimal(share)) for share in shares] == list("AABBCCDD")
    assert grade(None) == ""


def test_the_strip_and_the_ages_carry_the_grade(services, door):
    (row,) = door.reading(MANAGER).ask(Question(("arrears_over_12m_share",), (), Month(AUGUST)))
    given = f"账龄 {grade(row['arrears_over_12m_share'])} 级"
    context = _context(services)
    for shown in (arrears_strip(context), ages_card(context)):
        assert given in text_of(shown)
        assert "PEFA PI-19.4" in text_of(shown)


def test_the_largest_are_the_first_of_the_list_masked_and_noted(services, plain):
    context = _context(services, area="210213013")
    before = services.audit.count(Chosen(action=Action.LIST_SEEN))
    shown = text_of(debtors_card(context))
    found = people_behind(plain, Listing("arrears_persons", AUGUST, {"subdistrict": ("210213013",)}, limit=10))
    owed = sum(row["arrears_amount"] for row in found.rows)
    assert f"欠费最多的 {len(found.rows)} 人共欠 {wan(owed)} 万元" in shown
    assert f"{found.total} 人 ›" in shown
    assert "metric=arrears_persons" in shown
    for row in found.rows:
        assert row["name"] not in shown
        assert row["identity"] not in shown
        assert f"{row['arrears_amount']:,.2f}" in shown
    (line,) = services.audit.lines(Chosen(action=Action.LIST_SEEN), 0, 1)
    assert services.audit.count(Chosen(action=Action.LIST_SEEN)) == before + 1
    assert (line.about, line.actor) == ("arrears_persons", MANAGER.name)


def test_nobody_is_shown_to_an_analyst_or_a_screen(services):
    before = services.audit.count(Chosen(action=Action.LIST_SEEN))
    for context in (_context(services, ANALYST), _context(services, replace(MANAGER, screen=True))):
        assert not shows_people(context)
        assert "21*" not in text_of(arrears.body(context))
    assert services.audit.count(Chosen(action=Action.LIST_SEEN)) == before


@pytest.mark.parametrize("name", ["parts", "types"])
def test_the_total_of_a_table_is_its_own_question(services, door, name):
    context = _context(services)
    shown = arrears.TABLES[name](context)
    names = ("arrears_amount", "arrears_persons", "arrears_rate", "arrears_over_12m_share")
    (whole,) = door.reading(MANAGER).ask(Question(names, (), Month(AUGUST)))
    assert {metric: shown.total[metric] for metric in names} == {metric: whole[metric] for metric in names}
    assert sum(row["arrears_amount"] for row in shown.rows) == whole["arrears_amount"]
    sheet = shown.sheet(context.view, context.words, ())
    assert [column.label for column in sheet.columns][1:4] == ["欠费余额（元）", "欠费人数", "欠费率"]
    assert [*sheet.rows][-1][1] == whole["arrears_amount"]
    assert f"{whole['arrears_persons']:,} 人 ›" in text_of(shown.columns[-1].show(shown.total))


def test_the_ageing_of_a_month_adds_up_to_its_total(services):
    shown = arrears.TABLES["ageing"](_context(services))
    assert [row["month"] for row in shown.rows] == list(range(AUGUST, AUGUST - len(shown.rows), -1))
    for row in shown.rows:
        assert sum(row[age] or 0 for age in ARREARS_BY_AGE) == row["total"]


@pytest.mark.parametrize(
    "query", [{}, {"arrears_age": "731+"}, {"type": "04", "area": "210213013006"}, {"channel": "06"}]
)
@pytest.mark.parametrize("viewer", [MANAGER, ANALYST])
def test_no_card_fails(services, viewer, query):
    for language in ("zh", "en"):
        context = _context(services, viewer, language, **query)
        assert words_in(language)("state.failed") not in text_of(arrears.body(context))


def test_its_tables_can_be_taken_away():
    (page,) = [page for page in PAGES if page.name == "arrears"]
    assert set(page.tables) == {"parts", "types", "ageing", "rolls"}
