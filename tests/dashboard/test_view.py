"""The URL is the view."""

import pytest

from dashboard.view import View, read_view

MAY_2026 = 2026 * 12 + 4


def test_a_view_is_read_back_from_its_own_link():
    view = View("/suspension", MAY_2026, "210213013", "04", 6, "-rate", 3, "en")
    path, _, query = view.link(page=3).partition("?")
    pairs = dict(pair.split("=") for pair in query.split("&"))
    assert read_view(path, pairs) == view


def test_defaults_are_left_out_of_a_link():
    assert View("/").link() == "/"
    assert View("/", area="210213013").link("/arrears") == "/arrears?area=210213013"


def test_another_choice_starts_on_the_first_page():
    assert View("/health", page=4).link(sort="-rows") == "/health?sort=-rows"


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-99"},
        {"month": ["2026-01", "2026-02"]},
        {"area": "2102"},
        {"area": "210213013' or 1=1"},
        {"type": "<script>"},
        {"k": "4"},
        {"k": "٣"},
        {"page": "-1"},
        {"page": "99999999999"},
        {"lang": "fr"},
        {"anything": "else"},
    ],
)
def test_what_is_not_known_is_left_out(query):
    assert read_view("/", query) == View("/")


def test_an_area_is_asked_for_at_its_own_level():
    assert View("/", area="210213").where == {"district": ("210213",)}
    assert View("/", area="210213013").where == {"subdistrict": ("210213013",)}
    assert View("/", area="210213013006", worker_type="04").where == {
        "community": ("210213013006",),
        "worker_type": ("04",),
    }


def test_an_area_is_told_apart_one_step_further_down():
    assert [View("/", area=area).part for area in ("", "210213", "210213013", "210213013006")] == [
        "subdistrict",
        "subdistrict",
        "community",
        "community",
    ]


def test_figures_are_compared_with_two_things_or_one_or_none():
    assert read_view("/", {}).compared == ("month_before", "year_before")
    assert read_view("/", {"compare": "closed,plan"}).compared == ("plan", "closed")
    none = read_view("/", {"compare": "none"})
    assert (none.compared, none.link()) == ((), "/?compare=none")
    assert read_view("/", {"compare": "nonsense"}).compared == ("month_before", "year_before")
