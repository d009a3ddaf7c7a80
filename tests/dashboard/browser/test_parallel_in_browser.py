"""From printed tables to the go-live certificate in a browser; hostile files and others' areas are refused."""

import pytest
from pypdf import PdfReader

from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from tests.bad_workbooks import KINDS
from tests.dashboard.browser.serving import in_the_way, laid_out_badly, opened_in, server, sign_in
from tests.printed_table import STREETS, THEIRS, TOTAL, book, lines, live_through_march

AGREEING = dict.fromkeys(STREETS, "3071.80")
PAGE = "/intake/parallel"


@pytest.fixture(scope="module")
def march(tmp_path_factory):
    """The bureau of the printed table, served."""
    home = tmp_path_factory.mktemp("march")
    live_through_march(home)
    make_secret(home)
    with server(home) as address:
        yield home, address


@pytest.fixture
def chief(chromium, march):
    """A fresh page of a manager who sees everything."""
    yield from _opened(chromium, march, Role.MANAGER, ("all",))


@pytest.fixture
def official(chromium, march):
    """A fresh page of an official of 友谊."""
    yield from _opened(chromium, march, Role.OFFICIAL, ("210213002",))


def _opened(chromium, march, role, areas):
    home, address = march
    sign_in(chromium, address, home, role, areas)
    opened = opened_in(chromium, address)
    yield opened
    opened.close()
    chromium.clear_cookies()


def month(number, head="净入库金额", theirs=AGREEING, total="15359.00"):
    """The table of a month of 2025 as it was made on the second of the next."""
    rows = lines(theirs, total, month=f"2025年{number}月", made=f"2025-{number + 1:02d}-02")
    return book([[cell.replace("净入库金额", head) for cell in row] for row in rows])


def bring(opened, content, name="table.xlsx"):
    """Bring a file on the page."""
    page = opened.go(PAGE)
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": content})
    page.click("form[action*='parallel/bring'] button")
    return page


def cells(page):
    """What the table of results says, row by row."""
    rows = page.locator("section.card:has(.leading) table.grid tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def test_from_the_printed_tables_of_three_months_to_the_certificate(chief):
    page = bring(chief, month(1, "1月入库金额"))
    chief.settled()
    assert "请指认 1 行或列" in page.inner_text("main")
    page.click("[name$=_metric] >> xpath=.. >> input[type=text], input[aria-label*='本系统指标']")
    page.get_by_role("option", name="入库金额（净额）").click()
    page.click("form[action*='parallel/point'] button.primary")
    chief.settled()
    assert "6 格中 6 格一致" in page.inner_text("main")
    page.click("form[action*='parallel/sign'] button")
    chief.settled()
    assert "已签署" in page.inner_text("main")

    page = bring(chief, month(2, "2月入库金额"))
    chief.settled()
    assert "6 格中 6 格一致" in page.inner_text("main"), "the layout of January reads February"
    page.click("form[action*='parallel/sign'] button")
    chief.settled()

    pasted = "\n".join("\t".join(row) for row in lines(THEIRS, TOTAL))
    page = chief.go(PAGE)
    page.fill("textarea[name=text]", pasted)
    page.click("form[action*='parallel/paste'] button")
    chief.settled()
    assert [[row[0], *row[2:6]] for row in cells(page)] == [
        ["拥政街道", "3,071.80", "2,728.20", "+343.60", "退收 +343.60"],
        ["友谊街道", "3,071.80", "3,771.80", "−700.00", "时点 −700.00"],
        ["先进街道", "4,271.80", "3,071.80", "+1,200.00", "重复 +1,200.00"],
        ["金石滩街道", "3,071.80", "3,071.80", "0.00", "一致"],
        ["湾里街道", "3,584.14", "3,071.80", "+512.34", "征收品目 +512.34"],
        [
            "合计",
            "18,071.34",
            "15,715.40",
            "+2,355.94",
            "退收 +343.60 时点 −700.00 重复 +1,200.00 征收品目 +512.34 加总 +1,000.00",
        ],
    ]
    page.click("table.grid a.explained >> nth=1")
    chief.settled()
    behind = page.inner_text("section.card >> nth=0")
    assert "receipts_20250408.csv" in behind
    assert "王**" in behind
    assert "210299" not in page.content(), "identity numbers are masked"
    page.fill("input[name=reason]", "核对三月报表")
    with page.expect_download() as taken:
        page.click("form[action*='parallel/rows'] button")
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.fill("form[action*='parallel/comment'] input[name=text]", "四月初才收到")
    page.click("form[action*='parallel/comment'] button")
    chief.settled()
    assert "四月初才收到" in page.inner_text("main")
    assert laid_out_badly(page) == []
    assert in_the_way(page) == []
    page.click("form[action*='parallel/sign'] button")
    chief.settled()

    page = chief.go(PAGE)
    assert "已连续签署 3 个月" in page.inner_text("main")
    with page.expect_download() as taken:
        page.click("form[action*='parallel/certificate'] button")
    assert taken.value.suggested_filename.startswith("上线对数确认书")
    text = "".join("".join(one.extract_text() for one in PdfReader(taken.value.path()).pages).split())
    assert "核对18格：一致13格" in text
    taken_away = ("failed: " + chief.base + PAGE + f"/{name}" for name in ("rows", "certificate"))
    assert chief.complaints == list(taken_away), "a browser calls a page that became a file failed"


@pytest.mark.parametrize(
    "name", ["a workbook with a password", "a stray cell in the last corner", "a page with a billion laughs"]
)
def test_hostile_files_are_refused_with_a_way_on(chief, name):
    content = KINDS[name].content
    page = bring(chief, content if isinstance(content, bytes) else content.encode(), f"table{KINDS[name].ending}")
    page.wait_for_load_state("networkidle")
    assert "不是能读的表格" in page.inner_text("body")


def test_an_official_of_one_subdistrict_sees_own_cells_and_own_rows_alone(official):
    official.go("/").click(".rail a:has-text('对数')")
    official.page.wait_for_url("**/intake/parallel*")
    official.settled()
    assert official.page.inner_text(".rail a.on") == "对数"
    page = bring(official, book(lines(THEIRS, TOTAL)))
    official.settled()
    assert [row[0] for row in cells(page)] == ["友谊街道"]
    assert "2,728.20" not in page.content()
    page.click("table.grid a.explained")
    official.settled()
    assert "receipts_20250408.csv" in page.inner_text("section.card >> nth=0")
    assert page.locator("form[action*='parallel/sign']").count() == 0
    assert "由看得到全局的管理者签署" in page.inner_text("main")
