"""What is accepted is written into the settings: comments stay, the former text is kept, nonsense changes nothing."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from etl.failures import Refused, SettingsError
from etl.feed_settings import FeedSettings
from etl.feeds import feed_named
from etl.intake.accept import Change, accept
from etl.intake.look import look
from etl.intake.looks import communities
from etl.intake.naming import deliver
from etl.intake.proposal import Answers
from etl.settings import load_settings
from tests.people_numbers import identity_number
from tests.program import call
from tests.strange_files import tax_export

WRITTEN = """# Settings of the bureau
memory = "2GB" # enough for us

[feeds.receipts]
# the tax bureau's own words
columns = { "旧税票号" = "ticket_number" }

[dashboard]
workers = 3
"""


def change(**said: object) -> Change:
    """A change of receipts."""
    return Change({"receipts": FeedSettings(**{"expected": True, **said})}, "clerk", "a test")  # type: ignore[arg-type]


def test_comments_and_what_others_wrote_stay(tmp_path: Path) -> None:
    """The words of the feed are changed in place; the text before is kept under a number, with who and why."""
    path = tmp_path / "settings.toml"
    path.write_text(WRITTEN, encoding="utf-8")
    first = accept(tmp_path, change(columns={"税票号": "ticket_number"}, values={"kind": {"退费": "退收"}}))
    text = path.read_text(encoding="utf-8")
    for line in ("# Settings of the bureau", "# enough for us", "# the tax bureau's own words", "workers = 3"):
        assert line in text
    said = load_settings(tmp_path, {}).feeds["receipts"]
    assert said.columns == {"税票号": "ticket_number"}
    assert said.values == {"kind": {"退费": "退收"}}
    assert first is not None
    head, _, kept = first.read_text(encoding="utf-8").partition("\n")
    assert (first.name, kept) == ("0001.toml", WRITTEN)
    assert head.startswith("# Held until 20")
    assert head.endswith("; then changed by clerk: a test")
    second = accept(tmp_path, change(columns={}))
    assert second is not None
    assert second.read_text(encoding="utf-8").partition("\n")[2] == text


@pytest.mark.parametrize(
    "written",
    [
        'feeds = { receipts = { columns = { "旧税票号" = "ticket_number" } }, roster = { expected = true } }\n',
        "feeds.receipts.expected = true\nfeeds.roster.expected = true\n[dashboard]\nworkers = 3\n",
        "[feeds.receipts.values.kind]\n'退费' = '退收'\n[dashboard]\nworkers = 3\n[feeds.roster]\nexpected = true\n",
        "[feeds]\nreceipts = { values = { kind = { '退费' = '退收' } } }\nroster.expected = true\n",
    ],
)
def test_however_it_was_written_by_hand(tmp_path: Path, written: str) -> None:
    """In one line, by dotted keys, out of order: what is said is said, the rest stays; twice is once."""
    path = tmp_path / "settings.toml"
    path.write_text(written, encoding="utf-8")
    said = change(columns={"税票号": "ticket_number"}, values={"kind": {"退款": "退收"}})
    for _ in range(2):
        accept(tmp_path, replace(said, scope=("养老保险",)))
    feeds = load_settings(tmp_path, {}).feeds
    assert feeds["receipts"].columns == {"税票号": "ticket_number"}
    assert feeds["receipts"].values["kind"]["退款"] == "退收"
    assert feeds["roster"].expected
    text = path.read_text(encoding="utf-8")
    assert ("workers = 3" in text, "scope" in text) == ("workers = 3" in written, False)
    assert (tmp_path / "settings_versions" / "0002.toml").read_text(encoding="utf-8").partition("\n")[2] == text


def test_settings_that_are_no_toml_are_said_to_be(tmp_path: Path) -> None:
    """Nothing is written over them."""
    (tmp_path / "settings.toml").write_text('memory = "2GB\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be changed"):
        accept(tmp_path, change())
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == 'memory = "2GB\n'


def test_files_of_a_feed_that_are_delivered_at_once_are_all_there(tmp_path: Path) -> None:
    """Each under a name of its own, with its own bytes."""
    texts = {f"{number}" * 100_000 for number in range(8)}
    for text in texts:
        (tmp_path / f"{text[:1]}.csv").write_text(text, encoding="utf-8")
    feed, day = feed_named("receipts"), date(2025, 12, 10)
    with ThreadPoolExecutor(8) as pool:
        paths = list(
            pool.map(lambda text: deliver(tmp_path / f"{text[:1]}.csv", tmp_path, feed, day, os.replace), texts)
        )
    assert {path.read_text(encoding="utf-8") for path in paths} == texts
    assert len({path.name for path in paths}) == len(texts)


def test_what_the_night_could_not_read_is_not_written(tmp_path: Path) -> None:
    """The settings before stay, byte for byte."""
    (tmp_path / "settings.toml").write_text(WRITTEN, encoding="utf-8")
    with pytest.raises(SettingsError, match="which is none of"):
        accept(tmp_path, change(columns={"税票号": "no_such_field"}))
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == WRITTEN
    assert not (tmp_path / "settings_versions").exists()


def test_a_mapping_is_known_the_next_time(tmp_path: Path) -> None:
    """The same file needs no answer twice, and changes nothing then."""
    strange = tax_export(tmp_path)
    words = ["map", str(strange.path), *(word for said in strange.said for word in ("--column", said))]
    assert call(tmp_path, *words).code == 0
    text = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert call(tmp_path, "map", str(strange.path)).code == 0
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == text


def test_two_lines_of_head_on_the_second_sheet(tmp_path: Path) -> None:
    """Merged heads are read from the top; the sheet is found, the first one holds no table."""
    book = openpyxl.Workbook()
    book.active.append(["说明", "本表按月导出"])
    sheet = book.create_sheet("明细")
    sheet.append(["灵活就业人员缴费明细"])
    sheet.append(["电子税票号码", "证件号码", "费款所属期", None, "金额", None, "入库日期"])
    sheet.append([None, None, "起", "止", "应缴", "实缴", None])
    sheet.merge_cells("C2:D2")
    for place in range(5):
        sheet.append(
            [f"42101625{place:010}", identity_number(place), "202510", "202510", "871.80", "871.80", "2025-10-13"]
        )
    path = tmp_path / "缴费.xlsx"
    book.save(path)
    looked = look(path, load_settings(tmp_path, {}), Answers())
    assert (looked.proposal.sheet, looked.proposal.header_row, looked.proposal.header_rows) == ("明细", 3, 2)
    assert looked.open_questions == 0
    said = call(tmp_path, "map", str(path), "--deliver", "2025-10-31")
    assert said.code == 0, said
    assert call(tmp_path, "night", "--date", "2025-10-31").code == 0
    assert "receipts_20251031.xlsx  5     5" in call(tmp_path, "status").out


def test_a_head_of_two_lines_is_read_backwards_and_by_its_lower_line(tmp_path: Path) -> None:
    """日期 over 入库 is 入库日期; 身份证号 under 人员信息 is one by its cells; what is asked is not missing too."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["街道", "人员信息", None, "所属期", None, "个人部分", "日期", None, "票号"])
    sheet.append([None, "姓名", "身份证号", "起", "止", "实缴金额", "缴款", "入库", None])
    for spans in ("A1:A2", "B1:C1", "D1:E1", "G1:H1", "I1:I2"):
        sheet.merge_cells(spans)
    for place in range(5):
        who, day = identity_number(place), "2025-11-13"
        sheet.append(["湾里街道", "张某", who, 202511, 202511, 871.8, day, day, f"42101625{place:010}"])
    path = tmp_path / "台账.xlsx"
    book.save(path)
    proposal = look(path, load_settings(tmp_path, {}), Answers()).proposal
    assert [(column.header, column.field, column.perhaps) for column in proposal.columns] == [
        ("街道", "street", None),
        ("人员信息姓名", "name", None),
        ("人员信息身份证号", "identity", None),
        ("所属期起", "first_month", None),
        ("所属期止", "last_month", None),
        ("个人部分实缴金额", None, "amount"),
        ("日期缴款", "pay_date", None),
        ("日期入库", "treasury_date", None),
        ("票号", None, "ticket_number"),
    ]
    assert proposal.missing == ()


@pytest.mark.parametrize("first", ["one line", "two lines"])
def test_files_of_a_feed_with_heads_of_one_and_two_lines_come_together(tmp_path: Path, first: str) -> None:
    """What is said of one file is not taken from the other, whichever came first; nor is where its totals stand."""
    book = openpyxl.Workbook()
    book.active.append(["台账"])
    book.active.append(["电子税票号码", "证件号码", "费款所属期", None, "金额", None, "入库日期", "街道"])
    book.active.append([None, None, "起", "止", "应缴", "实缴", None, None])
    book.active.merge_cells("C2:D2")
    for place in range(5):
        who = identity_number(place)
        book.active.append([f"42{place:016}", who, "202510", "202510", "1.00", "1.00", "2025-10-13", "湾里街道"])
    book.active.append([None, None, None, None, "5.00", "5.00", None, "小计"])
    book.save(tmp_path / "two lines.xlsx")
    head = "序号,电子税票号码,证件号码,费款所属期起,费款所属期止,实缴金额,入库日期"
    rows = [f"{place},43{place:016},{identity_number(place)},202510,202510,2.00,2025-10-13" for place in range(5)]
    text = "\n".join(["入库明细", head, *rows, "合计,,,,,10.00,"])
    (tmp_path / "one line.csv").write_text(text, encoding="utf-8")
    for path in sorted(tmp_path.glob("* line*"), key=lambda path: path.stem != first):
        said = call(tmp_path, "map", str(path), "--deliver", "2025-10-31")
        assert said.code == 0, said
    assert call(tmp_path, "night", "--date", "2025-10-31").code == 0
    lines = [line.split() for line in call(tmp_path, "status").out.splitlines() if "receipts_20251031" in line]
    assert sorted(line[1:8] for line in lines if line[1].isdecimal()) == [
        ["6", "5", "0", "0", "0", "0", "1"],
        ["6", "5", "0", "0", "0", "0", "1"],
    ]


def test_a_month_that_a_workbook_writes_as_a_day_is_read(tmp_path: Path) -> None:
    """As the night reads it; the same cells of a text file are no month."""
    rows = [["台账月份", "社区代码", "证件号码"]]
    rows += [["2025-11-01", "210213013007", identity_number(place)] for place in range(5)]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([date.fromisoformat(cell) if cell == "2025-11-01" else cell for cell in row])
    book.save(tmp_path / "台账.xlsx")
    (tmp_path / "台账.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    settings = load_settings(tmp_path, {})
    assert look(tmp_path / "台账.xlsx", settings, Answers()).open_questions == 0
    (asked,) = look(tmp_path / "台账.csv", settings, Answers()).proposal.questions
    assert (asked.header, asked.reason) == ("台账月份", "unreadable")


def test_subtotals_and_their_total_stand_under_different_heads(tmp_path: Path) -> None:
    """小计 under 社区, 合计 left of it: all are totals, none is put aside."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "社区", "身份证号码", "所属期起", "所属期止", "实缴金额", "入库日期", "电子税票号码"])
    for part in range(2):
        for place in range(part * 3, part * 3 + 3):
            who, number = identity_number(place), f"42101625{place:010}"
            sheet.append([place, "红梅社区", who, "202511", "202511", 871.8, "2025-11-13", number])
        sheet.append([None, "小计", None, None, None, 2615.4])
    sheet.append(["合计", None, None, None, None, 5230.8])
    path = tmp_path / "台账.xlsx"
    book.save(path)
    assert call(tmp_path, "map", str(path), "--deliver", "2025-11-30").code == 0
    said = call(tmp_path, "night", "--date", "2025-11-30")
    assert (said.code, "add up to" in said.out + said.err) == (0, False)
    account = next(line for line in call(tmp_path, "status").out.splitlines() if "receipts_20251130" in line)
    assert account.split()[:8] == ["receipts_20251130.xlsx", "9", "6", "0", "0", "0", "0", "3"]


def test_communities_of_one_name_are_chosen_among(tmp_path: Path) -> None:
    """By whoever knows which is meant; a name that nobody has may be any."""
    path = tmp_path / "台账.csv"
    names = (*["红梅社区居委会"] * 60, "东山社区", "没有这个社区")
    rows = [f"202511,{name},{identity_number(place)}" for place, name in enumerate(names)]
    path.write_text("\n".join(["台账月份,社区代码,证件号码", *rows]), encoding="utf-8")
    values = look(path, load_settings(tmp_path, {}), Answers()).values
    found = {value.value: (value.code, value.reason, len(value.choices)) for value in values}
    standing = sum(map(len, communities().values()))
    assert found["红梅社区居委会"] == ("210213004012", "known", 1)
    assert found["东山社区"] == (None, "several", 2)
    assert found["没有这个社区"] == (None, "unknown", standing)


def test_a_text_file_of_a_bank_is_taken(tmp_path: Path) -> None:
    """Named .txt, with bars between its cells; what its codes of results mean is asked."""
    path = tmp_path / "回盘_20251115.txt"
    lines = ["批次号|所属期|证件号码|扣款金额|扣款日期|状态码|返回信息"]
    for place in range(5):
        code, why = ("00", "") if place else ("01", "余额不足")
        lines.append(f"PC1|202511|{identity_number(place)}|871.80|20251115|{code}|{why}")
    path.write_text("\r\n".join(lines), encoding="gb18030")
    before = call(tmp_path, "map", str(path))
    assert "is result 00 (4 rows)?" in before.out
    said = call(
        tmp_path, "map", str(path), "--value", "result:00=成功", "--value", "result:01=失败", "--deliver", "2025-11-15"
    )
    assert (said.code, said.err) == (0, "")
    assert call(tmp_path, "night", "--date", "2025-11-15").code == 0
    assert "deductions_20251115.txt  5     5" in call(tmp_path, "status").out


def test_amounts_in_ten_thousands_are_refused_even_when_said(tmp_path: Path) -> None:
    """Their cents are lost."""
    path = tmp_path / "a.csv"
    head = "电子税票号码,证件号码,费款所属期起,费款所属期止,实缴金额(万元),入库日期"
    path.write_text(f"{head}\n1,{identity_number(1)},202510,202510,0.09,2025-10-13\n", encoding="utf-8")
    with pytest.raises(Refused, match="lost its cents"):
        look(path, load_settings(tmp_path, {}), Answers(columns={"实缴金额(万元)": "amount"}))
    assert "missing: no column is 实缴金额" in call(tmp_path, "map", str(path)).out


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 no book", b"just a line of text\n"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    """In one line, with exit code 1."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    said = call(tmp_path, "map", str(path))
    assert said.code == 1
    assert said.err.startswith("etl map: ")
    assert said.err.count("\n") == 1
