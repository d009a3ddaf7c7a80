"""One community: every number against the marts counted another way, comparisons only with what the viewer sees."""

from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.data import Unfit
from dashboard.findings.alike import alike
from dashboard.numbers import SMALL
from dashboard.pages.community import TABLES, body
from dashboard.pages.community_against import PAGE_OF, against_card, against_table, alone, judged, similar, worse
from dashboard.pages.community_cards import (
    ends_of,
    head_card,
    multiples_card,
    past_table,
    receipts_card,
    receipts_table,
)
from dashboard.pages.community_tables import choose_table, types_table
from dashboard.pages.page import Context
from dashboard.view import View
from dashboard.wording import words_in
from sql.connect import open_reader
from sql.metrics import Days, Month, Question
from tests.dashboard.viewers import MANAGER

ZH = words_in("zh")
AUGUST = 2026 * 12 + 7
HERE, STREET = "210213013010", "210213013"
ONE = Viewer("one", Role.OFFICIAL, (HERE,))
ANALYST = Viewer("counts", Role.ANALYST, None)


@pytest.fixture
def context(app):
    """The page as a manager sees it, or another viewer or view."""

    def made(viewer=MANAGER, **choices):
        return Context(View("/community", **choices), ZH, viewer, app.server.extensions["services"])

    with app.server.test_request_context():
        yield made


@pytest.fixture(scope="module")
def counted(demo_home):
    """Registered and suspended persons of August, and net receipts of the year, by community, straight from marts."""
    reader = open_reader(demo_home)
    people = reader.rows(
        "select community, sum(persons) filter (registered = 1), sum(persons) filter (registered = 1 and run >= 3)"
        f" from marts.area_month where month = {AUGUST} group by 1"
    )
    money = reader.rows(
        "select community, sum(gross_amount - refunded_amount) from marts.receipt_day"
        " where day between date '2026-01-01' and date '2026-09-15' group by 1"
    )
    return {code: (int(all_of or 0), int(some or 0)) for code, all_of, some in people}, dict(money)


def _texts(shown):
    if shown is None or isinstance(shown, str | int | Decimal):
        return "" if shown is None else str(shown)
    if isinstance(shown, list | tuple):
        return " ".join(_texts(one) for one in shown)
    return _texts(getattr(shown, "children", None))


def _hrefs(shown):
    if isinstance(shown, list | tuple):
        return [href for one in shown for href in _hrefs(one)]
    own = [shown.href] if getattr(shown, "href", None) else []
    return own + (_hrefs(shown.children) if getattr(shown, "children", None) is not None else [])


def _by_metric(shown):
    return {row["metric"]: row for row in shown.rows}


def _column(shown, name):
    return next(column for column in shown.columns if column.name == name)


def _judged(metric, here, subdistrict, cases):
    return {
        "metric": metric,
        "here": Decimal(here),
        "subdistrict": Decimal(subdistrict),
        "num": None,
        "den": cases,
    }


def test_the_nearest_in_size_are_alike_and_nobody_is_like_what_is_hidden():
    sizes = {"a": 100, "b": 98, "c": 103, "d": 102, "e": 500, "f": None, "g": 40, "h": 102}
    assert alike("a", sizes) == ("b", "d", "h", "c", "g")
    assert alike("a", sizes, 2) == ("b", "d")
    assert alike("f", sizes) == alike("z", sizes) == ()
    assert alike("a", {"a": 100}) == ()


def test_every_indicator_is_asked_of_each_place_by_itself(context, counted):
    shown = against_table(context(area=HERE))
    rows, reading = _by_metric(shown), context().reading
    assert tuple(rows) == tuple(PAGE_OF)
    people, _ = counted
    registered, suspended = people[HERE]
    assert (rows["suspension_rate"]["num"], rows["suspension_rate"]["den"]) == (suspended, registered)
    codes = similar(context(area=HERE))
    sizes = {code: people[code][0] for code in people if people[code][0] and context().areas.known(code)}
    assert codes == alike(HERE, sizes)
    assert len(codes) == 5
    places = {"here": [HERE], "similar": codes, "subdistrict": [code for code in people if code.startswith(STREET)]}
    for place, within in places.items():
        below, above = (sum(people.get(code, (0, 0))[which] for code in within) for which in (0, 1))
        assert round(rows["suspension_rate"][place], 8) == round(Decimal(above) / below, 8), place
    for name, row in rows.items():
        for place, where in (("subdistrict", {"subdistrict": (STREET,)}), ("whole", {})):
            (asked,) = reading.ask(Question((name,), period=Month(AUGUST), where=where))
            assert row[place] == asked[name], (name, place)


def test_filters_narrow_what_is_compared_too_and_leave_out_what_they_do_not_count(context):
    rows = _by_metric(against_table(context(area=HERE, worker_type="01")))
    where = {"subdistrict": (STREET,), "worker_type": ("01",)}
    (asked,) = context().reading.ask(Question(("suspension_rate",), period=Month(AUGUST), where=where))
    assert rows["suspension_rate"]["subdistrict"] == asked["suspension_rate"]
    women = _by_metric(against_table(context(area=HERE, more={"sex": ("F",)})))
    assert "suspension_rate" in women
    assert not {"coverage_rate", "match_rate"} & set(women)
    assert similar(context(area=HERE, worker_type="01", more={"sex": ("F",)})) == similar(context(area=HERE))


def test_a_rate_is_worse_by_what_is_good_of_it_and_judged_only_where_it_counts_cases():
    high = _judged("suspension_rate", "0.2679", "0.2102", 209)
    low = _judged("coverage_rate", "0.40", "0.6776", 270)
    assert [(judged(row), worse(row)) for row in (high, low)] == [("warn", True), ("alarm", True)]
    better = _judged("suspension_rate", "0.02", "0.2102", 209)
    assert (judged(better), worse(better)) == ("alarm", False)
    assert judged(_judged("suspension_rate", "0.21", "0.2102", 209)) == "inside"
    few = (
        _judged("suspension_rate", "0.9", "0.2", 9),
        _judged("suspension_rate", "0.9", "1", 90),
        _judged("match_rate", "1", "0.9", 900),
        _judged("collection_rate", "0.5", "0.9", Decimal("90000.00")),
        _judged("contribution_density", "0.5", "0.9", 900),
        {**_judged("suspension_rate", "0.9", "0.2", 90), "subdistrict": None},
        {**_judged("suspension_rate", "0.9", "0.2", 90), "here": None, "den": None},
    )
    assert {judged(row) for row in few} == {"few"}


def test_only_what_is_worse_is_coloured_and_every_verdict_has_a_word_and_a_glyph(context):
    verdict = _column(against_table(context(area=HERE)), "judged")
    shown = {
        row: verdict.show(_judged(*row))
        for row in (
            ("suspension_rate", "0.2679", "0.2102", 209),
            ("coverage_rate", "0.40", "0.6776", 270),
            ("suspension_rate", "0.02", "0.2102", 209),
            ("coverage_rate", "0.99", "0.6776", 270),
            ("suspension_rate", "0.21", "0.2102", 209),
            ("match_rate", "1", "0.9", 900),
        )
    }
    assert [_texts(one) for one in shown.values()] == [
        "▲ 偏高，超 95% 界", "◆ 偏低，超 99.8% 界", "▼ 偏低", "▲ 偏高", "在界内", "–",
    ]  # fmt: skip
    assert [one.className for one in shown.values()] == [
        "badge warn", "badge alarm", "badge good", "badge good", "quiet", "quiet",
    ]  # fmt: skip


def test_numerators_carry_their_unit_and_are_exact_in_a_file(context):
    shown = against_table(context(area=HERE))
    rows, num = _by_metric(shown), _column(shown, "num")
    money = rows["collection_rate"]
    assert num.show(money) == f"{money['num'] / 10_000:,.2f} 万元"
    assert num.value(money) == f"{money['num']:,.2f} 元"
    persons = rows["suspension_rate"]
    assert num.show(persons) == num.value(persons) == f"{persons['num']} 人"
    assert num.show({**money, "num": None}) == "–"
    assert num.value({**money, "num": None}) is None


@pytest.mark.parametrize("areas", [(HERE,), (HERE, "210213013001")])
def test_whoever_does_not_see_the_whole_subdistrict_sees_nothing_of_it(context, areas):
    seen = context(Viewer("one", Role.OFFICIAL, areas), area=HERE)
    shown = against_table(seen)
    rows = _by_metric(shown)
    assert {row["subdistrict"] for row in rows.values()} == {None}
    assert rows["suspension_rate"]["here"] is not None
    assert {
        _texts(_column(shown, name).show(row)) for row in rows.values() for name in ("subdistrict", "difference")
    } == {"–"}
    assert {_texts(_column(shown, "judged").show(row)) for row in rows.values()} == {"不在辖区"}
    assert "不在辖区" in shown.title
    assert "whole" not in {column.name for column in shown.columns}
    assert STREET not in {href.split("area=")[-1] for href in _hrefs(head_card(seen))}
    assert "街道不在辖区，无灰线" in past_table(seen).subtitle
    grey = [line for line in str(multiples_card(seen)).split("className='stroke'") if "muteFill" in line]
    assert grey
    assert all('points=""' in line or "points=%22%22" in line for line in grey)
    assert similar(seen) == tuple(area for area in areas if area != HERE and seen.areas.known(area))


def test_whoever_sees_the_subdistrict_compares_with_it_and_with_nothing_wider(context):
    seen = context(Viewer("street", Role.OFFICIAL, (STREET,)), area=HERE)
    shown = against_table(seen)
    mine, everyones = _by_metric(shown), _by_metric(against_table(context(area=HERE)))
    assert {name: row["subdistrict"] for name, row in mine.items()} == {
        name: row["subdistrict"] for name, row in everyones.items()
    }
    assert "whole" not in {column.name for column in shown.columns}
    assert all(code.startswith(STREET) for code in similar(seen))


def test_people_of_no_known_subdistrict_are_compared_with_none(context):
    unknown = context(area="000000000000")
    assert (alone(unknown), alone(context(ONE, area=HERE))) == ("unknown", "outside")
    assert similar(unknown) == ()
    assert "灰线" not in multiples_card(unknown).children[1].children[0].children.replace("无灰线", "")


def test_small_groups_are_hidden_from_whoever_may_not_see_them(context):
    """Every community of this bureau is small: its page has no number, and the list of communities names them all."""
    there = context(ANALYST, area=HERE)
    assert against_table(there) is None
    assert len(body(there)) == 3
    assert similar(there) == ()
    shown = choose_table(context(ANALYST))
    named = {row["community"] for row in shown.rows if there.areas.known(row["community"])}
    assert len(named) > 20
    cells = {column.name: {_texts(column.show(row)) for row in shown.rows} for column in shown.columns}
    assert cells["suspended_persons"] <= {"–", "0"}
    assert cells["registered_persons"] == {"–"}
    assert "list" not in cells


def test_the_head_leads_to_its_subdistrict_and_to_as_many_people_as_it_says(context, counted):
    people, money = counted
    registered, suspended = people[HERE]
    shown = head_card(context(area=HERE))
    title = _texts(shown.children[0].children[0])
    assert f"参保 {registered} 人，断缴 {suspended} 人" in title
    said, hrefs = _texts(shown), _hrefs(shown.children[0])
    assert f"{registered} 人 ›" in said
    assert f"{money[HERE] / 10_000:,.2f}" in said
    assert f"/community?area={STREET}" in hrefs
    assert f"/people?area={HERE}&metric=registered_persons" in hrefs
    if suspended:
        assert f"/people?area={HERE}&metric=suspended_persons" in hrefs


def test_every_community_stands_in_the_list_and_the_total_is_its_own_question(context, counted):
    people, money = counted
    shown = choose_table(context())
    rows = {row["community"]: row for row in shown.rows}
    assert {code: row["registered_persons"] for code, row in rows.items() if row.get("registered_persons")} == {
        code: all_of for code, (all_of, _) in people.items() if all_of
    }
    assert {code: row["received_net"] for code, row in rows.items() if row["received_net"]} == {
        code: amount for code, amount in money.items() if amount
    }
    assert shown.total["received_net"] == sum(money.values())
    assert shown.total["registered_persons"] == sum(all_of for all_of, _ in people.values())
    name = _column(shown, "part")
    assert name.show(rows[HERE]).href == f"/community?area={HERE}"
    assert _column(shown, "lies").show(rows[HERE]) == context().areas.name(STREET, ZH)
    street = choose_table(context(area=STREET))
    assert {row["community"][:9] for row in street.rows} == {STREET}
    assert "lies" not in {column.name for column in street.columns}
    assert choose_table(context(area="999999999")) is None


def test_a_rate_of_few_people_says_how_many_and_who_has_no_community_stands_last(context):
    made = context()
    shown = choose_table(made)
    rows = shown.in_order(made.view)
    few = [row for row in rows if 0 < (row.get("registered_persons") or 0) < SMALL]
    assert few
    for row in few:
        assert _texts(_column(shown, "suspension_rate").show(row)).startswith(f"n={row['registered_persons']} ")
    unplaced = [row["community"].endswith("000") for row in rows]
    assert any(unplaced)
    assert unplaced == sorted(unplaced)


def test_a_month_chosen_ends_the_year_to_date_and_its_receipts_are_not_explained_as_others(context):
    shown = choose_table(context(month=AUGUST))
    (asked,) = context().reading.ask(Question(("received_net",), period=Days(date(2026, 1, 1), date(2026, 8, 31))))
    assert shown.total["received_net"] == asked["received_net"]
    assert _column(shown, "received_net").metric == ""
    assert _column(choose_table(context()), "received_net").metric == "received_net"


def test_worker_types_add_up_to_a_community_that_is_asked_by_itself(context, counted):
    people, _ = counted
    shown = types_table(context(area=HERE))
    assert (shown.total["registered_persons"], shown.total["suspended_persons"]) == people[HERE]
    assert sum(row["registered_persons"] or 0 for row in shown.rows) == people[HERE][0]
    link = _column(shown, "part").show(shown.rows[0])
    assert link.href == f"/community?area={HERE}&type={shown.rows[0]['worker_type']}"


def test_rates_over_time_are_those_of_their_month_and_axes_hold_them(context):
    shown = past_table(context(area=HERE))
    july = next(row for row in shown.rows if row["month"] == AUGUST - 1)
    question = Question(("suspension_rate",), period=Month(AUGUST - 1), where={"community": (HERE,)})
    assert july["suspension_rate"] == context().reading.ask(question)[0]["suspension_rate"]
    panels = multiples_card(context(area=HERE)).children[2].children.children
    assert 4 <= len(panels) <= 6
    assert "/coverage?area=" in _hrefs(panels[0])[0]
    assert ends_of([Decimal("0.12"), None, Decimal("0.31")]) == pytest.approx((0.1, 0.35))
    assert ends_of([Decimal("0.15"), Decimal("0.15")]) == pytest.approx((0.15, 0.2))
    assert ends_of([Decimal(0), Decimal(0)]) == pytest.approx((0.0, 0.05))


def test_the_bars_are_the_receipts_and_lead_to_their_month(context):
    there = context(area=HERE)
    shown = receipts_table(there)
    figure = go.Figure(receipts_card(there).children[2].children.children.figure)
    drawn = go.Figure(figure.to_dict())
    net = {row["month"]: row["received_net"] for row in shown.rows}
    assert list(drawn.data[0].y)[-1] == pytest.approx(float(net.get(AUGUST) or 0) / 10_000)
    assert len(drawn.data[0].y) == AUGUST - min(net) + 1
    assert drawn.data[0].ids[-1] == f"/community?month=2026-08&area={HERE}&crossed=month"
    with pytest.raises(Unfit):
        receipts_table(context(area=HERE, more={"sex": ("F",)}))


def test_a_page_of_a_community_stands_whatever_it_is_filtered_by(context):
    for choices in ({"more": {"sex": ("M",)}}, {"more": {"channel": ("01",)}}, {"more": {"arrears_age": ("1-30",)}}):
        for area in ("", HERE):
            assert "E-" not in _texts(body(context(area=area, **choices)))
    assert "同类社区" in _texts(against_card(context(area=HERE)))
    assert TABLES.keys() == {"choose", "against", "past", "types", "receipts"}
