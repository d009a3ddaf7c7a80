"""Every page in a real browser: drawn, quiet, within its width, in nobody's way, and reaching nobody else."""

import re

import pytest

from dashboard.pages import PAGES
from tests.dashboard.browser.serving import in_the_way, laid_out_badly, sign_in
from tests.dashboard.viewers import viewer_of

SHEET_IN_EVERY_FRAME = """() => {
  window.seen = [];
  (function look() {
    const sheet = document.querySelector(".menu[open] .sheet");
    window.seen.push(sheet ? sheet.querySelectorAll(".pick").length + " " + sheet.ariaBusy : "closed");
    requestAnimationFrame(look);
  })();
}"""
MENU = {name: f"#pick-{name}" for name in ("period", "area", "type", "compare", "more")}
PHONE = 767
"""As wide as a phone: there a chart's words may touch; its table is one tap away."""
WITHOUT_FIGURES = {"/users", "/settings", "/audit", "/exports", "/intake", "/intake/gaps", "/intake/parallel"}
by_page = pytest.mark.parametrize("place", PAGES, ids=lambda page: page.path)
LINE_IS = """colour => [...document.querySelectorAll('.js-plotly-plot .scatterlayer .js-line')]
    .some(line => line.style.stroke === colour)"""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def _as_somebody(opened, home, place):
    """Signed in as somebody who may open the page; its address."""
    viewer = viewer_of(place)
    sign_in(opened.page.context, opened.base, home, viewer.role, viewer.areas if viewer.areas is not None else ("all",))
    return place.path


@by_page
def test_a_page_is_drawn_and_fits(opened, demo_home, place):
    page = opened.go(_as_somebody(opened, demo_home, place))
    assert page.locator("main.page .card, main.page .tile").count() > 0
    assert laid_out_badly(page) == []
    assert not page.evaluate(WIDER)
    assert in_the_way(page) == []


@by_page
def test_a_page_is_drawn_in_english_and_in_the_dark(opened, demo_home, place):
    address = _as_somebody(opened, demo_home, place)
    opened.page.context.add_cookies([{"name": "scheme", "value": "dark", "url": opened.base}])
    page = opened.go(f"{address}?lang=en")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 20, 28)"
    assert not page.evaluate(WIDER)
    text = page.inner_text(".rail")
    assert re.search("Overview|Users|Audit", text)
    assert laid_out_badly(page) == []
    assert in_the_way(page) == []


@by_page
def test_a_page_before_the_first_night_says_what_to_do(opened_empty, empty_home, place):
    page = opened_empty.go(_as_somebody(opened_empty, empty_home, place))
    figures = place.path not in WITHOUT_FIGURES
    assert ("还没有发布过数据" in page.inner_text("main.page")) is figures
    assert figures or page.locator("main.page .card").count() > 0
    assert laid_out_badly(page) == []


@pytest.mark.parametrize(
    ("path", "metric"),
    [("/", "compliance_rate"), ("/suspension", "suspension_rate"), ("/coverage", "coverage_rate")],
)
def test_a_page_makes_room_for_the_explanation(opened, path, metric):
    page = opened.go(f"{path}?explain={metric}")
    assert page.locator(".explain .parts > span").count() > 1
    assert laid_out_badly(page) == []
    assert in_the_way(page) == []


def test_a_browser_too_old_is_led_to_plain_text(opened):
    opened.page.add_init_script("CSS.supports = () => false")
    opened.page.goto(f"{opened.base}/suspension")
    opened.page.wait_for_url("**/plain")
    assert opened.page.locator("th").count() == 8
    opened.complaints.clear()


def test_charts_are_drawn_with_the_shipped_library(opened):
    page = opened.go("/")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator(".js-plotly-plot").count() == 3
    assert page.evaluate("() => typeof Plotly.version") == "string"
    scripts = page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)")
    assert [name for name in scripts if "package_data/plotly" in name] == []


def test_the_way_down_and_back(opened):
    page = opened.go("/suspension")
    link = page.locator("table.grid tbody tr:not(.total) a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(re.compile(r"area=\d{9}$"))
    opened.settled()
    assert page.inner_text(".crumbs b") == name
    community = page.locator("table.grid tbody tr:not(.total) a").first
    community.click()
    page.wait_for_url(re.compile(r"area=\d{12}$"))
    opened.settled()
    assert name in page.inner_text(".crumbs")
    page.go_back()
    page.wait_for_url(re.compile(r"area=\d{9}$"))
    page.wait_for_function("name => document.querySelector('.crumbs b').innerText === name", arg=name)
    page.locator(".crumbs a").first.click()
    page.wait_for_url(re.compile(r"/suspension$"))


def test_a_choice_becomes_the_address_and_a_chip(opened):
    page = opened.go("/suspension")
    page.click(MENU["type"])
    page.get_by_role("link", name="进城务工人员").first.click()
    page.wait_for_url(re.compile(r"type=04"))
    opened.settled()
    assert page.locator(".chip").inner_text().startswith("进城务工人员")
    page.click(MENU["period"])
    page.locator(".menu[open] .months", has_text="2026").first.get_by_text("6月", exact=True).click()
    page.wait_for_url(re.compile(r"month=2026-06"))
    opened.settled()
    assert opened.address() == "/suspension?month=2026-06&type=04"
    assert page.locator(".menu[open]").count() == 0
    page.locator(".chip", has_text="进城务工人员").click()
    page.wait_for_url(re.compile(r"suspension\?month=2026-06$"))
    opened.settled()
    assert page.inner_text(MENU["type"]).split() == ["人员类别", "全部"]


@pytest.mark.parametrize("said", ["湾里", "wanli", "wlj"])
def test_an_area_is_found_by_its_name_its_sound_and_its_initials(opened, said):
    page = opened.go("/arrears")
    page.click(MENU["area"])
    page.fill(".find-area", said)
    page.get_by_role("link", name="湾里街道（全部）").click()
    page.wait_for_url(re.compile(r"area=210213013$"))
    opened.settled()
    assert page.inner_text(".crumbs b") == "湾里街道"


def test_months_from_one_to_another_become_the_address(opened):
    page = opened.go("/suspension")
    page.click(MENU["period"])
    page.wait_for_selector(".menu[open] input[type=month]")
    first, last = page.locator(".menu[open] input[type=month]").all()
    first.fill("2026-03")
    last.fill("2026-06")
    page.locator(".menu[open] .apply-span").first.click()
    page.wait_for_url(re.compile(r"span=2026-03_2026-06$"))
    opened.settled()
    assert page.inner_text(".chip").startswith("2026年3月–2026年6月")


def test_several_codes_of_a_further_dimension_are_chosen_one_after_the_other(opened):
    page = opened.go("/suspension")
    page.click(MENU["more"])
    for name in ("50–54 岁", "45–49 岁"):
        page.get_by_role("link", name=name).click()
        opened.settled()
    assert opened.address() == "/suspension?age_band=50-54,45-49"
    page.keyboard.press("Escape")
    assert page.locator(".menu[open]").count() == 0


def test_a_kept_menu_says_what_was_chosen_before_anything_more_of_it_can_be(opened):
    page = opened.go("/suspension")
    page.click(MENU["more"])
    page.wait_for_selector(".menu[open] .pick")
    page.evaluate(SHEET_IN_EVERY_FRAME)
    for name in ("50–54 岁", "45–49 岁", "50–54 岁"):
        page.locator(".menu[open]").get_by_role("link", name=name).click()
    page.wait_for_selector(".menu[open] .folded:not([aria-busy]) .pick.on >> text=45–49 岁")
    opened.settled()
    assert opened.address() == "/suspension?age_band=45-49"
    seen = page.evaluate("window.seen")
    assert "closed" not in seen
    assert {shown.split()[0] for shown in seen} == {seen[0].split()[0]}, "never empty"


def test_what_is_chosen_already_can_be_chosen_again_and_then_something_else(opened):
    page = opened.go("/suspension?type=04")
    for name in ("进城务工人员", "下岗失业人员"):
        page.click(MENU["type"])
        page.locator(".menu[open] .pick", has_text=name).click()
        assert page.locator(".menu[open]").count() == 0
    page.wait_for_url(re.compile(r"type=01"))
    opened.settled()


def test_subjects_of_explore_hold_their_metrics_whatever_is_chosen_meanwhile(opened):
    page = opened.go("/explore")
    closed = page.locator(".choosing-cut .branch:not([open]) > summary").first
    subject = closed.inner_text()
    closed.click()
    page.wait_for_selector(f".branch[open]:has(> summary:text-is('{subject}')) .pick")
    page.locator(".choosing-cut").get_by_role("link", name="性别").click()
    page.wait_for_url(re.compile("by=.*sex"))
    opened.settled()
    open_ones = page.locator(".choosing-cut .branch[open]")
    assert open_ones.count() > 0
    assert [one.locator(".pick").count() > 0 for one in open_ones.all()] == [True] * open_ones.count()


def test_a_menu_that_cannot_be_fetched_says_so_and_can_be_opened_again(opened):
    page = opened.go("/suspension")
    page.route("**/menus/**", lambda route: route.abort())
    page.click(MENU["area"])
    assert page.inner_text(".menu[open] .none-found") == "暂时取不到，请稍后再点开"
    page.unroute("**/menus/**")
    page.click(MENU["area"])
    page.click(MENU["area"])
    page.wait_for_selector(".menu[open] .branch")
    assert any("/menus/area/suspension" in one for one in opened.complaints)
    opened.complaints.clear()


def test_a_search_for_an_area_that_finds_nothing_says_so(opened):
    page = opened.go("/arrears")
    page.click(MENU["area"])
    page.fill(".find-area", "没有的街道")
    assert page.inner_text(".menu[open] .none-found") == "没有找到这样的区域"
    assert page.locator(".menu[open] .branch:visible").count() == 0
    page.fill(".find-area", "")
    assert page.locator(".menu[open] .none-found").is_hidden()


def test_a_menu_is_used_from_the_keyboard(opened):
    page = opened.go("/suspension")
    page.focus(MENU["type"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".menu[open] .pick")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"suspension\?type=01"))
    opened.settled()


def test_a_view_is_kept_under_a_name_and_found_again(opened):
    page = opened.go("/suspension?type=04")
    page.click(".views > summary")
    page.fill(".views input[name=name]", "务工断缴")
    page.click(".views form >> text=保存")
    opened.settled()
    page = opened.go("/")
    page.click(".views > summary")
    page.get_by_role("link", name="务工断缴").click()
    page.wait_for_url(re.compile(r"/suspension\?type=04$"))


def test_a_shared_address_is_the_same_view(opened):
    page = opened.go("/?area=210213013&month=2026-05&type=02&lang=en")
    assert page.locator(".chip").count() == 3
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(re.compile(r"\?month=2026-05&area=210213013&type=02$"))
    opened.settled()
    assert page.inner_text(".crumbs b") == "湾里街道"


def test_light_and_dark_are_one_click_and_stay(opened):
    page = opened.go("/")
    page.wait_for_function(LINE_IS, arg="rgb(27, 87, 166)")
    page.click("#scheme-tool")
    page.wait_for_function(LINE_IS, arg="rgb(107, 164, 238)")
    assert opened.address() == "/"
    page.reload()
    opened.settled()
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    page.click("#scheme-tool")
    page.wait_for_function("() => document.documentElement.dataset.mantineColorScheme === 'light'")


def test_every_chart_has_its_rows_behind_it(opened):
    page = opened.go("/")
    switch = page.locator(".rows > summary").first
    switch.click()
    assert page.locator(".rows[open] table.grid tbody tr").count() > 10


def test_a_tile_leads_to_its_page(opened):
    page = opened.go("/?area=210213013")
    page.locator("a.tile", has_text="断缴率").click()
    page.wait_for_url(re.compile(r"/suspension\?area=210213013$"))


def test_a_number_of_months_can_be_chosen(opened):
    page = opened.go("/suspension")
    page.locator(".choices a", has_text="6个月").click()
    page.wait_for_url(re.compile(r"k=6$"))
    opened.settled()
    assert page.locator(".choices a.on").inner_text().startswith("6个月")
    assert page.locator(".strip .value").first.inner_text().split()[0] == page.locator(".choices a.on b").inner_text()


def test_older_files_are_one_click_away(opened):
    page = opened.go("/health")
    page.get_by_role("link", name="下一页 ›").click()
    page.wait_for_url(re.compile(r"page=2$"))
    opened.settled()
    assert "第 41–" in page.inner_text("main.page")


def test_a_table_is_sorted_by_its_head(opened):
    page = opened.go("/suspension")
    page.locator("table.grid th a", has_text="断缴率").click()
    page.wait_for_url(re.compile(r"sort=-rate$"))
    opened.settled()
    rates = [
        float(text.split("%")[0].split()[-1])
        for text in page.locator(".scroll table.grid tbody tr:not(.total) td:nth-child(4)").all_inner_texts()
    ]
    assert rates == sorted(rates, reverse=True)


def test_everything_can_be_reached_by_keyboard(opened):
    page = opened.go("/")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.className + ' ' + document.activeElement.id"))
    order = [
        next(place for place, text in enumerate(seen) if name in text)
        for name in ("mark", "copy-tool", "pick-period", "tile")
    ]
    assert order == sorted(order)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_the_keyboard_skips_to_the_page_and_the_address_stays(opened):
    page = opened.go("/suspension")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    assert opened.address() == "/suspension"


def test_the_document_says_its_language(opened):
    page = opened.go("/?lang=en")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="中文").click()
    page.wait_for_function("() => document.documentElement.lang === 'zh-CN'")


def test_the_page_prints_without_its_controls(opened):
    page = opened.go("/")
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.locator(".asof").is_visible()


@pytest.mark.campaign
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (1366, 768), (1920, 1080), (3840, 2160)], ids=str)
def test_every_page_at_every_size_in_both_languages(opened, demo_home, size, scheme):
    """The long matrix: every page, 5 sizes, 2 schemes, 2 languages."""
    found = []
    opened.page.set_viewport_size({"width": size[0], "height": size[1]})
    for place in PAGES:
        address = _as_somebody(opened, demo_home, place)
        opened.page.context.add_cookies([{"name": "scheme", "value": scheme, "url": opened.base}])
        for language in ("zh", "en"):
            page = opened.go(f"{address}?lang={language}")
            wider = ["wider than the window"] if page.evaluate(WIDER) else []
            badly = laid_out_badly(page, charts=size[0] > PHONE)
            found += [(place.path, language, one) for one in (*badly, *wider, *in_the_way(page))]
    print(f"pages laid out: {len(PAGES) * 2} at {size}, {scheme}: {len(found)} faults")
    assert found == []
