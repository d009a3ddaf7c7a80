"""Comparisons that are kept: read by a layout, commented, signed, and after three months printed as a certificate."""

import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader

from dashboard.access.audit import Chosen
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.data import Denied
from dashboard.parallel.certificate import certificate
from dashboard.parallel.comparisons import NotDone
from dashboard.parallel.pointed import Unpointed, pointed
from dashboard.reports.formats import Format, rendered
from dashboard.services import services_of
from dashboard.settings import Settings
from tests.dashboard.viewers import session_of
from tests.printed_table import MARCH, STREETS, THEIRS, TOTAL, book, lines, live_through_march

AGREEING = dict.fromkeys(STREETS, "3071.80")


@pytest.fixture(scope="module")
def march_home(tmp_path_factory):
    """The bureau of the printed table, after its night."""
    home = tmp_path_factory.mktemp("kept")
    live_through_march(home)
    make_secret(home)
    return home


@pytest.fixture
def services(march_home):
    """Its services, with an empty application database."""
    services = services_of(Settings(march_home, memory="512MB", query_threads=1))
    yield services
    services.database.close()
    for path in march_home.glob("state.db*"):
        path.unlink()


def somebody(services, role, *areas):
    """A user who is signed in."""
    return services.sessions.find(session_of(services, role, areas or ("all",)), active=True).viewer


@pytest.fixture
def chief(services):
    """A manager who sees everything."""
    return somebody(services, Role.MANAGER)


def bring(services, viewer, content):
    """Bring a table; the comparison."""
    number = services.comparisons.bring(viewer, services.door.reading(viewer), content)
    return services.comparisons.one(viewer, number)


def month(number, theirs=AGREEING, total="15359.00"):
    """The table of a month of 2025, its figures equal to ours in January and February."""
    return book(lines(theirs, total, month=f"2025年{number}月", made=f"2025-{number + 1:02d}-02"))


def deeds(services):
    """What the audit has lines for, the first first."""
    return [entry.action for entry in reversed(services.audit.lines(Chosen(), 0, 100))]


def test_a_table_all_of_which_is_sure_is_compared_at_once(services, chief):
    kept = bring(services, chief, book(lines(THEIRS, TOTAL)))
    assert (kept.month, kept.signed_at, len(kept.cells), kept.open_cells) == (MARCH, None, 6, [])
    assert deeds(services) == ["table_brought"]


def test_a_layout_pointed_at_once_reads_the_next_month(services, chief):
    """入库金额 may be gross or net: it is asked in January and no more in February."""

    def unsure(number):
        rows = [
            [cell.replace("净入库金额", f"{number}月入库金额") for cell in row] for row in lines(AGREEING, "15359.00")
        ]
        return book([[rows[0][0].replace("3月", f"{number}月"), *rows[0][1:]], *rows[1:]])

    january = bring(services, chief, unsure(1))
    assert january.outcome is None
    assert january.meaning.asks
    columns = {
        place: replace(line, metric="received_gross", sure=1.0) for place, line in january.meaning.columns.items()
    }
    meaning = replace(january.meaning, columns=columns)
    services.comparisons.point(chief, services.door.reading(chief), january.id, meaning)
    february = bring(services, chief, unsure(2))
    assert (february.month, february.layout) == (MARCH - 1, january.meaning.title.replace("2025年1月", ""))
    assert {found.cell.metric for found in february.cells} == {"received_gross"}
    assert all(found.agrees for found in february.cells)
    assert deeds(services) == ["table_brought", "table_compared", "table_brought"]


def test_what_nothing_explains_must_be_commented_before_it_is_signed(services, chief):
    kept = bring(services, chief, month(1, AGREEING | {"210213012": "3071.81"}, "15359.01"))
    assert len(kept.open_cells) == 2
    with pytest.raises(NotDone, match="rest_open"):
        services.comparisons.sign(chief, kept.id)
    for cell in kept.open_cells:
        services.comparisons.comment(chief, kept.id, cell, "街道手工台账四舍五入")
    services.comparisons.sign(chief, kept.id)
    signed = services.comparisons.one(chief, kept.id)
    assert (signed.signer, [one.text for one in signed.comments]) == (chief.name, ["街道手工台账四舍五入"] * 2)
    assert deeds(services) == ["table_brought", "cell_commented", "cell_commented", "table_signed"]


def test_what_is_signed_never_changes(services, chief):
    kept = bring(services, chief, month(1))
    services.comparisons.sign(chief, kept.id)
    reading = services.door.reading(chief)
    for change in (
        lambda: services.comparisons.again(chief, reading, kept.id),
        lambda: services.comparisons.point(chief, reading, kept.id, kept.meaning),
        lambda: services.comparisons.comment(chief, kept.id, kept.cells[0].cell.name, "later"),
        lambda: services.comparisons.drop(chief, kept.id),
        lambda: services.comparisons.sign(chief, kept.id),
    ):
        with pytest.raises(NotDone, match="is_signed"):
            change()


def test_an_official_of_one_subdistrict_sees_and_comments_own_cells_and_signs_nothing(services, chief):
    kept = bring(services, chief, book(lines(THEIRS, TOTAL)))
    official = somebody(services, Role.OFFICIAL, "210213002")
    seen = services.comparisons.one(official, kept.id).seen_by(official)
    assert [(found.cell.area, str(found.difference)) for found in seen] == [("210213002", "-700.00")]
    foreign = next(found.cell.name for found in kept.cells if found.cell.area == "210213001")
    with pytest.raises(NotDone, match="no_cell"):
        services.comparisons.comment(official, kept.id, foreign, "不是我的")
    services.comparisons.comment(official, kept.id, seen[0].cell.name, "晚到一笔")
    with pytest.raises(Denied):
        services.comparisons.sign(official, kept.id)
    with pytest.raises(Denied):
        services.comparisons.sign(somebody(services, Role.MANAGER, "210213002"), kept.id)
    for change in (
        lambda: services.comparisons.drop(official, kept.id),
        lambda: services.comparisons.again(official, services.door.reading(official), kept.id),
        lambda: services.comparisons.point(official, services.door.reading(official), kept.id, kept.meaning),
    ):
        with pytest.raises(Denied):
            change()
    with pytest.raises(Denied):
        services.comparisons.of(somebody(services, Role.ANALYST))


def test_a_table_brought_by_an_official_holds_own_figures_alone(services, chief):
    official = somebody(services, Role.OFFICIAL, "210213002")
    kept = bring(services, official, book(lines(THEIRS, TOTAL)))
    assert [found.cell.area for found in kept.cells] == ["210213002"]
    assert "2728.20" not in json.dumps([str(found.ours) for found in kept.outcome.cells])


def test_three_signed_months_in_a_row_print_the_certificate(services, chief):
    tables = {1: month(1), 2: month(2), 3: book(lines(THEIRS, TOTAL))}
    for number in (1, 3):
        services.comparisons.sign(chief, bring(services, chief, tables[number]).id)
    assert [kept.month for kept in services.comparisons.live(chief)] == [MARCH]
    services.comparisons.sign(chief, bring(services, chief, tables[2]).id)
    live = services.comparisons.live(chief)
    assert [kept.month for kept in live] == [MARCH - 2, MARCH - 1, MARCH]
    report = certificate(live, services.months.bureau)
    content = rendered(report, Format.PDF)
    assert content == rendered(certificate(services.comparisons.live(chief), services.months.bureau), Format.PDF)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    said = "".join(text.split())
    for words in ("上线对数确认书", "2025年1月至2025年3月", "核对18格：一致13格", "5格", chief.name, live[0].version):
        assert words in said, words
    assert [
        [cell if isinstance(cell, str) else str(cell.value) for cell in row.cells] for row in report.tables[2].rows
    ] == [
        ["时点", "1", "-700.00", "700.00"],
        ["重复", "1", "1200.00", "1200.00"],
        ["征收品目", "1", "512.34", "512.34"],
        ["退收", "1", "343.60", "343.60"],
        ["加总", "1", "1000.00", "1000.00"],
    ]


def test_a_form_says_only_what_it_offers(services, chief):
    kept = bring(services, chief, book(lines(THEIRS, TOTAL)))
    fields = {
        "title": "新名",
        "month": "2025-03",
        "made_on": "2025-04-02",
        "unit": "1",
        "basis": "said",
        "causes": "axis,item",
    }
    column, row = next(iter(kept.meaning.columns)), next(iter(kept.meaning.rows))
    said = pointed(kept.meaning, {**fields, f"c{column}_metric": "paid_amount", f"r{row}_who": "-"}, {"210213001"})
    assert (said.title, [str(cause) for cause in said.basis]) == ("新名", ["item", "axis"])
    assert said.columns[column] == replace(kept.meaning.columns[column], metric="paid_amount", sure=1.0)
    assert said.rows[row].skip
    for wrong in (
        {f"c{column}_metric": "salary"},
        {f"r{row}_who": "210299999"},
        {"r99_who": "all"},
        {"month": "2025"},
        {"unit": "7"},
        {"causes": "magic"},
        {"c0_metric_x": "paid_amount"},
        {"made_on": "2025-02-30"},
    ):
        with pytest.raises(Unpointed):
            pointed(kept.meaning, {**fields, **wrong}, {"210213001"})
