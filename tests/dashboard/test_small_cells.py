"""Groups of fewer than ten people: hidden from those without the right, and not to be worked out from what is left."""

import pytest
from flask import g

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.pages import PAGES
from dashboard.pages.page import render
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.small_cells import SHARE, SMALL
from sql.metrics import ALL, METRIC, METRICS, Months, Question
from sql.metrics.areas import LENGTHS
from sql.metrics.declaration import Ratio, Unit, adds_over_people, adds_over_time
from tests.dashboard.drawing import text_of
from tests.dashboard.viewers import MANAGER

ANALYST = Viewer("ana", Role.ANALYST, None)
AUGUST = 2026 * 12 + 7
ROLES = {Role.ANALYST: False, Role.OFFICIAL: True, Role.MANAGER: True}


def _counts(metric):
    """The columns of a metric that count people."""
    if isinstance(metric, Ratio):
        ends = zip(("_num", "_den"), metric.totals, strict=True)
        return [f"{metric.name}{end}" for end, total in ends if total[0].unit is Unit.PERSONS]
    return [metric.name] if metric.unit is Unit.PERSONS else []


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_no_count_of_one_to_nine_people_is_shown(door, metric):
    analyst, manager = door.reading(ANALYST), door.reading(MANAGER)
    hidden = 0
    for name in metric.takes.dimensions:
        question = Question((metric.name,), by=(name,))
        whole, shown = manager.ask(question), analyst.ask(question)
        assert len(whole) == len(shown)
        for all_of_it, row in zip(whole, shown, strict=True):
            assert row[name] == all_of_it[name]
            for column in metric.columns:
                assert row[column] in (None, all_of_it[column])
                hidden += row[column] is None and all_of_it[column] is not None
            assert not any(0 < abs(row[column] or 0) < SMALL for column in _counts(metric)), row
    print(metric.name, hidden)


def test_a_group_of_few_people_is_hidden_whole(door):
    """Its money and its rates too, though they count nobody."""
    names = ("registered_persons", "arrears_amount", "suspension_rate", "received_net")
    question = Question(names, by=("community",))
    whole, shown = door.reading(MANAGER).ask(question), door.reading(ANALYST).ask(question)
    small = [place for place, row in enumerate(whole) if 0 < (row["registered_persons"] or 0) < SMALL]
    assert len(small) > 5
    for place in small:
        assert not any(value for name, value in shown[place].items() if name != "community")


def test_one_hidden_group_is_never_alone(door):
    """Its value would be the total less the others."""
    for name in ("registered_persons", "suspended_persons", "arrears_persons"):
        for by in (("worker_type",), ("sex",), ("month", "sex"), ("month", "worker_type")):
            question = Question((name,), by=by, period=Months(AUGUST - 5, AUGUST))
            whole, shown = door.reading(MANAGER).ask(question), door.reading(ANALYST).ask(question)
            hidden = {}
            for all_of_it, row in zip(whole, shown, strict=True):
                if all_of_it[name] and row[name] is None:
                    hidden[row.get("month")] = hidden.get(row.get("month"), 0) + 1
            assert 1 not in hidden.values(), (name, by)


COUNTED = [one for one in METRICS if one.unit is Unit.PERSONS and adds_over_people(one)]


@pytest.mark.parametrize("metric", COUNTED, ids=lambda metric: metric.name)
@pytest.mark.parametrize(
    ("by", "totals"),
    [
        (("community", "worker_type"), True),
        (("community", "sex"), False),
        (("subdistrict", "community", "worker_type"), True),
        (("month", "subdistrict", "age_band"), False),
        (("sex", "age_band"), True),
    ],
)
def test_no_hidden_count_is_a_total_less_what_is_shown(door, metric, by, totals):
    """Along every dimension: with the totals of the answer, and with those that anybody could ask for."""
    by = tuple(name for name in by if name in metric.takes.dimensions)
    question = Question((metric.name,), by=by, period=Months(AUGUST - 5, AUGUST), totals=totals)
    whole, shown = door.reading(MANAGER).ask(question), door.reading(ANALYST).ask(question)
    told = {tuple(row[name] for name in by): row[metric.name] for row in shown}
    true = {tuple(row[name] for name in by): row[metric.name] for row in whole}
    lines = {}
    for group, value in true.items():
        for place, name in enumerate(by):
            if group[place] == ALL or (name in ("month", "day") and not adds_over_time(metric)):
                continue
            for above in {"", group[place][: LENGTHS["subdistrict"]] if name == "community" else ""}:
                line = (name, group[:place], above, group[place + 1 :])
                lines.setdefault(line, []).append((value or 0, told[group] is None and bool(value)))
    for (name, before, above, after), values in lines.items():
        if sum(bool(value) for value, _ in values) > 1:
            assert sum(hidden for _, hidden in values) != 1, (name, before, after, values)
        total = (*before, ALL, *after)
        if told.get(total, 0) is None and true[total] and not above:
            assert any(hidden for value, hidden in values if value), (name, before, after, values)


@pytest.mark.parametrize(("name", "share"), SHARE.items())
def test_no_count_leaves_one_to_nine_of_those_it_is_a_part_of(door, name, share):
    """Who shows 55 of 60 shows the 5, whether count, rate or both ends of it are asked for."""
    by = tuple(one for one in ("community", "worker_type") if one in METRIC[name].takes.dimensions)
    reading = door.reading(ANALYST)
    wholes = door.reading(MANAGER).ask(Question((share,), by=by))
    left = 0
    for row, rate, ends in zip(
        reading.ask(Question((name,), by=by)), reading.ask(Question((share,), by=by)), wholes, strict=True
    ):
        if 0 < (ends[f"{share}_den"] or 0) - (ends[f"{share}_num"] or 0) < SMALL:
            left += 1
            assert not row[name]
            assert not any(rate[column] for column in METRIC[share].columns)
    print(name, share, left)


def test_the_counts_that_are_parts_of_others():
    assert SHARE == {
        "covered_persons": "coverage_rate",
        "paying_persons": "compliance_rate",
        "suspended_persons": "suspension_rate",
        "newly_suspended_persons": "new_suspension_rate",
        "resumed_persons": "resumption_rate",
    }


def test_a_filter_down_to_few_people_shows_nothing(door):
    whole = door.reading(MANAGER).ask(Question(("registered_persons",), by=("community",)))
    code = next(row["community"] for row in whole if 0 < (row["registered_persons"] or 0) < SMALL)
    (row,) = door.reading(ANALYST).ask(Question(("arrears_amount", "paid_amount"), where={"community": (code,)}))
    assert not any(row.values())


def test_everybody_with_the_right_sees_all(door):
    question = Question(("registered_persons",), by=("community",))
    for role, sees in ROLES.items():
        assert (door.reading(Viewer("x", role, None)).ask(question) == door.reading(MANAGER).ask(question)) == sees


@pytest.mark.parametrize("page", [page for page in PAGES if page.right == "figures"], ids=lambda page: page.name)
def test_every_page_stands_without_small_groups(demo_home, app, page, caplog):
    services = services_of(Settings(demo_home, memory="512MB", query_threads=1))
    for query in ({"lang": "en"}, {"area": "210213013"}, {"area": "210213013006"}, {"type": "06", "k": "12"}):
        with app.server.test_request_context():
            g.viewer = ANALYST
            text_of(render(page, services, scheme="light", **query))
    assert [record.exc_text or record.message for record in caplog.records if record.levelname == "ERROR"] == []
