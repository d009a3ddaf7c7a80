"""What the labels of printed tables are read as: shapes that bureaus print, and what must be asked."""

from datetime import date

import pytest

from dashboard.parallel.meaning import cells_of, meaning_of
from dashboard.parallel.printed import NotRead, figure_of, read_printed
from dashboard.parallel.suggest import Names, by_layout, layout_json, layout_name, suggested
from sql.metrics.period import Month, Months
from tests.bad_workbooks import KINDS
from tests.workbooks import xlsx

MARCH = 2025 * 12 + 2
NAMES = Names(
    {
        **dict.fromkeys(("金州区", "金州"), ("210213",)),
        **dict.fromkeys(("拥政街道", "拥政"), ("210213001",)),
        **dict.fromkeys(("友谊街道", "友谊"), ("210213002",)),
        **dict.fromkeys(("古城甲区社区", "古城甲区"), ("210213001001",)),
        **dict.fromkeys(("福利街社区", "福利街"), ("210213001004",)),
        **dict.fromkeys(("和平社区", "和平"), ("210213001009", "210213002009")),
    },
    {"个体经营者": "02", "进城务工人员": "04"},
    frozenset({"第一税务所"}),
)


def read(text):
    """A table pasted as text with tabs, and its meaning."""
    rows = read_printed(text.strip("\n").encode())
    return rows, suggested(rows, NAMES)


def pointed(text):
    """Every figure as what it is of: metric, whom, period, value."""
    rows, meaning = read(text)
    return [
        (cell.metric, *(code for codes in cell.where.values() for code in codes), cell.period, str(cell.theirs))
        for cell in cells_of(rows, meaning)
    ]


MERGED = """
大连金普新区灵活就业人员养老保险费征收月报（2025年3月）\t\t\t\t\t
单位：万元、人\t\t\t\t制表日期：2025年4月2日\t
街道\t入库情况\t\t\t参保情况\t
\t净入库\t退费\t本年累计净入库\t参保人数\t断缴人数
拥政\t1.25\t0.03\t3.50\t120\t7
友谊街道办事处\t2.50\t0.00\t6.25\t1,080\t9
合计\t3.75\t0.03\t9.75\t1,200\t16
制表人：李雷\t\t\t审核人：韩梅\t\t
"""


def test_merged_heads_units_totals_and_short_names():
    month, year = Month(MARCH), Months(MARCH - 2, MARCH)
    assert pointed(MERGED) == [
        ("received_net", "210213001", month, "12500.00"),
        ("received_net", "210213002", month, "25000.00"),
        ("received_net", month, "37500.00"),
        ("refunded_amount", "210213001", month, "300.00"),
        ("refunded_amount", "210213002", month, "0.00"),
        ("refunded_amount", month, "300.00"),
        ("received_net", "210213001", year, "35000.00"),
        ("received_net", "210213002", year, "62500.00"),
        ("received_net", year, "97500.00"),
        ("registered_persons", "210213001", month, "120"),
        ("registered_persons", "210213002", month, "1080"),
        ("registered_persons", month, "1200"),
        ("suspended_persons", "210213001", month, "7"),
        ("suspended_persons", "210213002", month, "9"),
        ("suspended_persons", month, "16"),
    ]
    meaning = read(MERGED)[1]
    assert (meaning.made_on, meaning.asks) == (date(2025, 4, 2), False)


def test_a_table_on_its_side_has_its_metrics_in_rows():
    text = """
2025年3月征收情况
指标\t拥政街道\t友谊街道\t合计
净入库（元）\t100.00\t200.00\t300.00
征缴率\t95.50%\t90.00%\t92.10%
"""
    month = Month(MARCH)
    assert pointed(text) == [
        ("received_net", "210213001", month, "100.00"),
        ("collection_rate", "210213001", month, "0.9550"),
        ("received_net", "210213002", month, "200.00"),
        ("collection_rate", "210213002", month, "0.9000"),
        ("received_net", month, "300.00"),
        ("collection_rate", month, "0.9210"),
    ]


def test_worker_types_communities_and_offices_are_known_by_name():
    by_type = "2025年3月\n类别\t参保人数\n个体经营者\t5\n进城务工人员\t6\n合计\t11"
    assert [line.who for line in read(by_type)[1].rows.values()] == ["type:02", "type:04", "all"]
    by_office = "2025年3月\n税务所\t净入库\n第一税务所\t5.00\n合计\t5.00"
    assert [line.who for line in read(by_office)[1].rows.values()] == ["office:第一税务所", "all"]
    by_community = "2025年3月\n社区\t参保人数\n古城甲区\t5\n福利街社区\t6\n合计\t11"
    assert [line.who for line in read(by_community)[1].rows.values()] == ["210213001001", "210213001004", "210213001"]


def test_what_is_unsure_is_asked():
    """入库 may be gross or net, a name may be of two communities, a word may be of nothing, a month may be missing."""
    rows, meaning = read(
        "灵活就业征收表\n街道\t入库金额\t其中：窗口\n拥政街道\t1.00\t2.00\n和平社区\t3.00\t4.00\n某地\t5.00\t6.00"
    )
    assert meaning.month is None
    assert meaning.asks
    assert [(line.metric, line.sure) for line in meaning.columns.values()] == [("received_net", 0.7), ("", 0.0)]
    assert [(line.who, line.sure) for line in meaning.rows.values()] == [
        ("210213001", 1.0),
        ("210213001009", 0.5),
        ("", 0.0),
    ]
    assert list(cells_of(rows, meaning)) == []


@pytest.mark.parametrize("head", ["同比增长%", "排名", "占比", "环比"])
def test_orders_and_changes_are_none_of_our_figures(head):
    meaning = read(f"2025年3月\n街道\t净入库\t{head}\n拥政街道\t1.00\t2\n友谊街道\t3.00\t4")[1]
    columns = [line for line in meaning.columns.values() if not line.skip]
    assert [line.metric for line in columns] == ["received_net"]
    assert not meaning.asks


def test_a_layout_reads_the_table_of_another_month_without_asking():
    march = "2025年3月征收表\n街道\t3月入库\n拥政街道\t1.00\n友谊街道\t3.00\n合计\t4.00"
    meaning = read(march)[1]
    assert meaning.asks
    said = {
        place: line.__class__(**{**line.__dict__, "metric": "received_gross", "sure": 1.0})
        for place, line in meaning.columns.items()
    }
    layout = layout_json(meaning.__class__(**{**meaning.__dict__, "columns": said}))
    april = read("2025年4月征收表\n街道\t4月入库\n友谊街道\t2.00\n拥政街道\t5.00\n合计\t7.00")[1]
    found = by_layout(april, layout)
    assert found is not None
    assert (found.month, found.asks) == (MARCH + 1, False)
    assert [line.metric for line in found.columns.values()] == ["received_gross"]
    assert [line.who for line in found.rows.values()] == ["210213002", "210213001", "all"]
    assert layout_name(april) == layout_name(meaning) == "征收表"
    other = read("2025年4月断缴表\n街道\t断缴\n拥政街道\t5\n合计\t7")[1]
    assert by_layout(other, layout) is None


def test_columns_that_name_their_months_are_of_them_and_their_total_is_the_year():
    text = "2025年2月净入库情况\n单位：元\n街道\t1月\t2月\t合计\n拥政街道\t1.00\t2.00\t3.00\n友谊街道\t4.00\t5.00\t9.00"
    january, february, year = Month(MARCH - 2), Month(MARCH - 1), Months(MARCH - 2, MARCH - 1)
    assert pointed(text) == [
        ("received_net", "210213001", january, "1.00"),
        ("received_net", "210213002", january, "4.00"),
        ("received_net", "210213001", february, "2.00"),
        ("received_net", "210213002", february, "5.00"),
        ("received_net", "210213001", year, "3.00"),
        ("received_net", "210213002", year, "9.00"),
    ]


def test_what_is_kept_of_a_meaning_comes_back():
    meaning = read(MERGED)[1]
    assert meaning_of(meaning.as_json()) == meaning


@pytest.mark.parametrize(
    ("cell", "value", "places", "percent"),
    [
        ("1,234.50", "1234.50", 2, False),
        ("－12", "-12", 0, False),
        ("(300.00)", "-300.00", 2, False),
        ("￥5.1", "5.1", 1, False),
        ("９５．５０％", "95.50", 2, True),
    ],
)
def test_numbers_are_read_as_clerks_write_them(cell, value, places, percent):
    figure = figure_of(cell)
    assert (str(figure.value), figure.places, figure.percent) == (value, places, percent)


@pytest.mark.parametrize("cell", ["", "–", "—", "合计", "2025-04-02", "1,2", "12人"])
def test_what_is_no_number_is_none(cell):
    assert figure_of(cell) is None


def test_amounts_pasted_as_a_sheet_shows_them_are_not_split_at_their_commas():
    pasted = "街道\t净入库\n拥政\t1,593,717.20\n友谊\t936,415.88\n合计\t2,530,133.08"
    assert read_printed(pasted.encode()) == (
        ("街道", "净入库"),
        ("拥政", "1,593,717.20"),
        ("友谊", "936,415.88"),
        ("合计", "2,530,133.08"),
    )


def test_a_table_without_figures_or_too_large_is_refused():
    with pytest.raises(NotRead, match="no_figures"):
        read_printed("街道\t净入库".encode())
    with pytest.raises(NotRead, match="too_many"):
        read_printed(("1\t2\n" * 301).encode())
    with pytest.raises(NotRead, match="too_large"):
        read_printed(b"1" * 2_000_001)
    with pytest.raises(NotRead, match="people"):
        read_printed("姓名\t证件号码\t金额\n王小明\t210299198503040013\t871.80".encode())
    with pytest.raises(NotRead) as empty:
        read_printed(b" \n")
    assert empty.value.why == "parallel.unreadable"


@pytest.mark.parametrize("name", KINDS)
def test_hostile_and_damaged_files_are_refused(name):
    content = KINDS[name].content
    with pytest.raises(NotRead):
        read_printed(content if isinstance(content, bytes) else content.encode())


def test_a_cell_far_from_the_others_takes_no_more_than_the_reader_may():
    """What the nightly reader could still hold in memory, with so many gigabytes, is too much while people wait."""
    with pytest.raises(NotRead) as far:
        read_printed(xlsx([["2025年3月"], ["拥政街道", "1.00"]], far=(300_000, 1_000)))
    assert "asks for more memory than is safe" in far.value.reason
