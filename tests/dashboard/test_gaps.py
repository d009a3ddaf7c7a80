"""Filling the gaps: a list goes out masked and numbered, comes back row by row, and is the next night's delivery."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.__main__ import main as dashboard
from dashboard.access import roles
from dashboard.access.audit import Action
from dashboard.access.roles import Role, Terms
from dashboard.data import Denied
from dashboard.exports.ledger import NoReason, TooMany
from dashboard.gaps.returned import NotTaken
from dashboard.gaps.service import first_of_history
from dashboard.state.deeds import AuditEntry, Export
from dashboard.state.gaps import GapPerson
from dashboard.wording import words_in
from sql.metrics.gaps import gaps_by_subdistrict, people_with_gaps
from tests.comparing import differences
from tests.dashboard.gaps_bureau import (
    EASTERN,
    FIRST,
    FUQUAN,
    HERE,
    JUXIN,
    NEXT,
    NOWHERE,
    OLD_B,
    REASON,
    THERE,
    A,
    B,
    Bureau,
    C,
    D,
    E,
    F,
    Filling,
    U,
    deliveries,
    live_until_june,
    renamed,
    shown_as,
)
from tests.deliveries import delivery, write
from tests.model import World
from tests.program import Reader, environment
from tests.questions import Asked

ENDS = {who: shown_as(who) for who in (A, OLD_B, C, E, F, U)}
SINCE = date(2025, 2, 1)
FIRST_DAY = date(2025, 2, 1)


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    home = tmp_path_factory.mktemp("gaps")
    live_until_june(home)
    return home


@pytest.fixture
def bureau(june, tmp_path):
    """The bureau after the night of D, its own copy."""
    bureau = Bureau(Path(shutil.copytree(june, tmp_path / "home")))
    yield bureau
    bureau.services.database.close()


def test_who_has_gaps_is_told_by_subdistrict_on_both_engines(engine, tmp_path):
    live_until_june(tmp_path)
    with Reader(tmp_path) as reader:
        whole = [tuple(row.values()) for row in gaps_by_subdistrict(reader.connection, None)]
        here = [tuple(row.values()) for row in gaps_by_subdistrict(reader.connection, (HERE,))]
        listed = people_with_gaps(reader.connection, None, HERE)
    engine.drop(tmp_path)
    assert whole == [(NOWHERE, 1, 1, 1), (HERE, 3, 2, 4), (THERE, 0, 1, 1)]
    assert here == [(HERE, 3, 2, 4)]
    told = {row["identity"]: (row["community_open"], row["type_open"], row["registered"]) for row in listed}
    assert told == {A: (0, 1, 1), OLD_B: (1, 0, 1), C: (1, 1, 1), U: (1, 0, 0)}
    assert listed[-1]["identity"] == U


def test_a_list_says_nobody_and_offers_what_may_be_filled_in(bureau):
    content = bureau.handed()
    filling = Filling(content)
    assert [row[1:] for row in filling.rows] == [
        ["张**", f"21**************{ENDS[C]}", "正常参保", None, None],
        ["张**", f"21**************{ENDS[OLD_B]}", "正常参保", None, "02 个体经营者"],
        ["张**", f"21**************{ENDS[A]}", "正常参保", f"{EASTERN} 东山社区", None],
        ["", f"21**************{ENDS[U]}", "未登记", None, None],
    ]
    numbers = [row[0] for row in filling.rows]
    assert len(set(numbers)) == 4
    assert all(re.fullmatch("P[A-Z2-7]{11}", number) for number in numbers)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert [who for who in ENDS if who[2:16] in everything] == []
    offered = {str(one.sqref): one.formula1 for one in filling.sheet.data_validations.dataValidation}
    assert offered == {"E4:E7": "'可选项'!$A$1:$A$9", "F4:F7": "'可选项 (2)'!$A$1:$A$6"}
    communities, types = ([cell.value for (cell,) in sheet.iter_rows()] for sheet in filling.book.worksheets[2:])
    assert communities[:2] == [f"{EASTERN} 东山社区", f"{JUXIN} 聚鑫社区"]
    assert all(one.startswith(HERE) for one in communities)
    assert types == [
        "01 下岗失业人员",
        "02 个体经营者",
        "03 单位临时用工",
        "04 进城务工人员",
        "05 自由职业者",
        "06 自主创业人员",
    ]
    assert [sheet.sheet_state for sheet in filling.book.worksheets] == ["visible", "visible", "hidden", "hidden"]


def test_people_of_no_subdistrict_are_offered_every_community(bureau):
    filling = Filling(bureau.handed(NOWHERE))
    assert [row[2][-2:] for row in filling.rows] == [ENDS[F]]
    offered = [cell.value.split()[0] for (cell,) in filling.book.worksheets[2].iter_rows()]
    assert {EASTERN, FUQUAN} < set(offered)
    assert len(offered) > 200


def test_a_number_is_the_same_in_every_list_and_of_no_other_installation(bureau, tmp_path):
    numbers = [[row[0] for row in Filling(bureau.handed()).rows] for _ in range(2)]
    assert numbers[0] == numbers[1]
    other = tmp_path / "other"
    live_until_june(other)
    assert not set(numbers[0]) & {row[0] for row in Filling(Bureau(other).handed()).rows}


def test_what_is_filled_in_is_what_the_next_night_shows(bureau):
    """The whole way: out, filled in, back, a night; every figure by community and type agrees with the plain model."""
    for place, fills in (
        (HERE, ((OLD_B, f"{JUXIN} 聚鑫社区", None), (C, EASTERN, "自由职业者"), (A, None, "03 单位临时用工"))),
        (THERE, ((E, None, "Migrant worker"),)),
        (NOWHERE, ((F, f"{FUQUAN} 福泉社区", "01"),)),
    ):
        filling = Filling(bureau.handed(place))
        for who, community, worker_type in fills:
            filling.put(ENDS[who], community, worker_type)
        take = bureau.take(filling.saved())
        bureau.accept(take, SINCE)
    inbox = bureau.home / "inbox"
    delivered = [*deliveries(), *(_delivery(path) for path in sorted(inbox.glob("*.csv")))]
    assert [path.name for path in sorted(inbox.iterdir())] == [
        *(f"assignments_20250620_90000{number}.{ending}" for number in (1, 3) for ending in ("csv", "ctl")),
        *(f"classifications_20250620_90000{number}.{ending}" for number in (1, 2, 3) for ending in ("csv", "ctl")),
    ]
    bureau.night(NEXT)
    world = World(delivered, date.fromisoformat(NEXT))
    with Reader(bureau.home) as reader:
        for by in ("community", "worker_type", "attribution"):
            for month in ("2025-03", "2025-06"):
                asked = Asked("registered_persons", (by,), {"month": month}, {}, 3)
                should = world.ask((asked.metric,), asked.by, **asked.period)
                assert differences((asked.metric,), should, reader.ask(asked)) == []
        june = reader.ask(Asked("registered_persons", ("worker_type",), {"month": "2025-06"}, {}, 3))
    assert {key[0]: figures["registered_persons"] for key, figures in june.items()} == {
        "01": 1,
        "02": 1,
        "03": 1,
        "04": 2,
        "05": 2,
    }
    assert bureau.people().gaps() == [{"subdistrict": HERE, "community_open": 1, "type_open": 0, "people": 1}]


def _delivery(path):
    """A file of the inbox as the model takes it."""
    feed, day, number = path.stem.split("_")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    return delivery(feed, f"{day[:4]}-{day[4:6]}-{day[6:]}", rows, int(number))


def test_a_list_leads_back_to_its_people_after_later_nights(bureau):
    """Also to somebody whose identity number has changed since."""
    filling = Filling(bureau.handed())
    write([renamed()], bureau.home / "inbox")
    bureau.night(NEXT)
    filling.put(ENDS[OLD_B], JUXIN)
    take = bureau.take(filling.saved())
    bureau.accept(take, SINCE)
    bureau.night("2025-06-22")
    connection = bureau.reading().cursor()
    (row,) = connection.rows("select community, attribution from marts.person where identity = $who", {"who": B})
    assert row == (JUXIN, "assignment")


def test_a_list_may_be_sorted_widened_and_moved_about(bureau):
    filling = Filling(bureau.handed(language="en"))
    filling.put(ENDS[A], worker_type="02 Self-employed operator")
    rows = sorted(filling.rows, key=lambda row: row[0])
    head = [cell.value for cell in filling.sheet[FIRST - 1]]
    filling.sheet.delete_rows(1, filling.sheet.max_row)
    filling.sheet.append(["Notes of the community", *reversed(head)])
    for row in rows:
        filling.sheet.append(["seen", *reversed(row)])
    take = bureau.take(filling.saved())
    assert [(one.community, one.worker_type) for one in take.checked.filled] == [("", "02")]
    assert {fault.why for fault in take.checked.faults} == {"nothing"}


def _row(filling, who):
    return next(row for row in filling.sheet.iter_rows(min_row=FIRST) if str(row[2].value).endswith(ENDS[who]))


def _set(who, place, value):
    def edit(filling):
        _row(filling, who)[place].value = value

    return edit


def _twice(who, worker_type):
    def edit(filling):
        values = [cell.value for cell in _row(filling, who)]
        filling.sheet.append([*values[:5], worker_type])

    return edit


def _without(who):
    return lambda filling: filling.sheet.delete_rows(_row(filling, who)[0].row)


REFUSALS = {
    "unknown_number": (_set(A, 0, "PAAAAAAAAAAA"), ""),
    "changed": (_set(A, 2, "21**************99"), ""),
    "outside": (_set(C, 4, f"{FUQUAN} 福泉社区"), f"{FUQUAN} 福泉社区"),
    "unknown_community": (_set(C, 4, "东边那个"), "东边那个"),
    "community_known": (_set(A, 4, f"{JUXIN} 聚鑫社区"), f"{JUXIN} 聚鑫社区"),
    "unknown_type": (_set(A, 5, "快递员"), "快递员"),
    "type_known": (_set(OLD_B, 5, "03 单位临时用工"), "03 单位临时用工"),
    "nothing": (_set(A, 5, None), ""),
    "repeated": (_twice(A, "03 单位临时用工"), ""),
    "contradicts": (_twice(A, "04 进城务工人员"), ""),
    "removed": (_without(A), ""),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_every_row_that_cannot_be_used_is_told_and_the_others_are_kept(bureau, why):
    filling = Filling(bureau.handed())
    numbers = {who: _row(filling, who)[0].value for who in (A, OLD_B, C, U)}
    for who, community, worker_type in ((A, None, "03"), (OLD_B, JUXIN, None), (C, EASTERN, "05"), (U, JUXIN, None)):
        filling.put(ENDS[who], community, worker_type)
    filling.put(ENDS[A], None, "03 单位临时用工")
    edit, said = REFUSALS[why]
    edit(filling)
    checked = bureau.take(filling.saved()).checked
    at_fault = {"outside": C, "unknown_community": C, "type_known": OLD_B}.get(why, A)
    lost = {at_fault} if why != "repeated" else set()
    assert {one.number for one in checked.filled} == {numbers[who] for who in {A, OLD_B, C, U} - lost}
    told = [(fault.why, fault.said) for fault in checked.faults]
    expected = {
        "unknown_number": [("unknown_number", ""), ("removed", "")],
        "contradicts": [("contradicts", "")] * 2,
    }
    assert told == expected.get(why, [(why, said)])
    lines = [fault.line for fault in checked.faults]
    where = {"removed": [0], "unknown_number": [6, 0], "contradicts": [6, 8], "repeated": [8]}
    rows = {A: 6, OLD_B: 5, C: 4}
    assert lines == where.get(why, [rows[at_fault]])


def test_communities_of_one_name_must_be_told_apart(bureau):
    """Of all communities of the bureau some have one name; of one subdistrict a name alone is enough."""
    filling = Filling(bureau.handed(NOWHERE))
    names = [cell.value.split()[1] for (cell,) in filling.book.worksheets[2].iter_rows()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is None:
        pytest.skip("the shipped areas have no two communities of one name")
    filling.put(ENDS[F], twice)
    assert [fault.why for fault in bureau.take(filling.saved()).checked.faults] == ["several_communities"]


def _no_workbook(_content):
    return "编号,姓名,证件号码".encode()


def _cut_off(content):
    return content[: len(content) // 2]


def _without_title(content):
    """Without its notes a list still says in its title which it is; without that it does not."""
    filling = Filling(content)
    filling.book.remove(filling.book.worksheets[0])
    filling.book.worksheets[0]["A1"].value = None
    return filling.saved()


def _of_another_bureau(content):
    filling = Filling(content)
    for sheet in filling.book.worksheets:
        for row in sheet.iter_rows(max_row=FIRST + 5):
            for cell in row:
                cell.value = re.sub("L[A-Z2-7]{11}", "LAAAAAAAAAAA", cell.value) if cell.value else None
    return filling.saved()


def _without_head(content):
    filling = Filling(content)
    filling.sheet.delete_rows(FIRST - 1)
    return filling.saved()


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_no_workbook, "gaps.no_token"),
        (_cut_off, "gaps.unreadable"),
        (_without_title, "gaps.no_token"),
        (_of_another_bureau, "gaps.another_bureau"),
        (_without_head, "gaps.no_rows"),
    ],
)
def test_a_file_that_is_no_list_of_ours_is_not_taken(bureau, edit, why):
    with pytest.raises(NotTaken) as refused:
        bureau.take(edit(bureau.handed()))
    assert refused.value.why == why


def test_a_list_without_its_notes_is_still_known(bureau):
    filling = Filling(bureau.handed())
    filling.put(ENDS[A], worker_type="03")
    filling.book.remove(filling.book.worksheets[0])
    assert [one.worker_type for one in bureau.take(filling.saved()).checked.filled] == ["03"]


def test_what_a_list_of_another_installation_says_is_never_ours(bureau, tmp_path):
    """The same people there: not one number of it means anybody here."""
    other = tmp_path / "other"
    live_until_june(other)
    with pytest.raises(NotTaken) as refused:
        bureau.take(Bureau(other).handed())
    assert refused.value.why == "gaps.another_bureau"


def test_a_list_is_accepted_once_from_a_day_of_the_past(bureau):
    filling = Filling(bureau.handed())
    empty = bureau.take(filling.saved())
    filling.put(ENDS[A], worker_type="03")
    take = bureau.take(filling.saved())
    said = []
    for one, since in (
        (empty, SINCE),
        (take, date(2025, 6, 21)),
        (take, date(1980, 1, 1)),
        (take, SINCE),
        (take, SINCE),
    ):
        try:
            said.append(bureau.accept(one, since))
        except NotTaken as refused:
            said.append(refused.why)
    written = ("classifications_20250620_900002.csv",)
    assert said == ["gaps.nothing_filled", "gaps.no_day", "gaps.no_day", written, "gaps.accepted_before"]
    shown = bureau.services.gaps.one(bureau.manager, take.id)
    assert (shown.since, shown.files) == (SINCE, written)


def test_no_file_of_the_inbox_is_ever_replaced(bureau):
    filling = Filling(bureau.handed())
    filling.put(ENDS[A], worker_type="03")
    take = bureau.take(filling.saved())
    theirs = bureau.home / "inbox" / "classifications_20250620_900001.csv"
    theirs.write_text("theirs", encoding="utf-8")
    with pytest.raises(NotTaken) as refused:
        bureau.accept(take, SINCE)
    assert (refused.value.why, theirs.read_text(encoding="utf-8")) == ("gaps.name_taken", "theirs")
    theirs.unlink()
    (theirs.with_suffix(".ctl")).unlink(missing_ok=True)
    assert bureau.accept(take, SINCE) == (theirs.name,)
    control = json.loads(theirs.with_suffix(".ctl").read_text(encoding="utf-8"))
    assert control == {"rows": 1, "sha256": hashlib.sha256(theirs.read_bytes()).hexdigest()}
    assert [path.name for path in theirs.parent.iterdir() if path.name.startswith(".")] == []


def test_files_are_written_as_the_bureau_has_its_feeds_read(bureau):
    """Its own header, its head in the third row, codes that mean something else with it."""
    (bureau.home / "settings.toml").write_text(
        """
[feeds.assignments]
header_row = 3
columns = { "居住社区" = "community", "社区代码" = "source" }
[feeds.classifications.values.worker_type]
"03" = "05"
""",
        encoding="utf-8",
    )
    filling = Filling(bureau.handed())
    filling.put(ENDS[C], EASTERN, "03")
    bureau.accept(bureau.take(filling.saved()), SINCE)
    bureau.night(NEXT)
    connection = bureau.reading().cursor()
    (row,) = connection.rows("select community, worker_type from marts.person where identity = $who", {"who": C})
    assert row == (EASTERN, "03")


def test_lists_are_of_ones_own_areas(bureau):
    there = bureau.user("there", Role.MANAGER, THERE)
    assert bureau.people(there).gaps() == [{"subdistrict": THERE, "community_open": 0, "type_open": 1, "people": 1}]
    with pytest.raises(NotTaken) as nobody:
        bureau.handed(HERE, there)
    filling = Filling(bureau.handed(HERE))
    filling.put(ENDS[A], worker_type="03")
    with pytest.raises(NotTaken) as foreign:
        bureau.take(filling.saved(), there)
    take = bureau.take(filling.saved())
    with pytest.raises(NotTaken) as unknown:
        bureau.accept(take, SINCE, there)
    assert [one.value.why for one in (nobody, foreign, unknown)] == ["gaps.nobody", "gaps.not_yours", "gaps.unknown"]
    assert bureau.services.gaps.one(there, take.id) is None
    assert bureau.services.gaps.handed_out(there) == []
    own = bureau.handed(THERE, there)
    assert bureau.take(own).subdistrict == THERE


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_only_who_brings_data_in_fills_gaps(bureau, role):
    somebody = bureau.user(f"a-{role}", role, "all")
    with pytest.raises(Denied):
        bureau.handed(HERE, somebody)
    content = bureau.handed(HERE)
    with pytest.raises(Denied):
        bureau.services.gaps.take(bureau.reading(somebody), bureau.people(), content)


def test_a_list_needs_a_reason_keeps_to_the_cap_and_stands_in_ledger_and_audit(bureau, monkeypatch):
    with pytest.raises(NoReason):
        bureau.handed(reason="  x ")
    terms = Terms(roles.TERMS[Role.MANAGER].rights, export_rows=3)
    with monkeypatch.context() as patched:
        patched.setattr(roles, "TERMS", {**roles.TERMS, Role.MANAGER: terms})
        patched.setattr("dashboard.access.viewer.TERMS", {**roles.TERMS, Role.MANAGER: terms})
        with pytest.raises(TooMany):
            bureau.handed()
    assert bureau.services.gaps.handed_out(bureau.manager) == []
    content = bureau.handed()
    filling = Filling(content)
    filling.put(ENDS[A], worker_type="03")
    back = filling.saved()
    take = bureau.take(back)
    bureau.accept(take, SINCE)
    with bureau.services.database.reading() as work:
        (entry,) = work.scalars(select(Export))
        lines = [
            (line.action, line.about, json.loads(line.detail))
            for line in work.scalars(select(AuditEntry).order_by(AuditEntry.number))
        ]
        kept = list(work.scalars(select(GapPerson)))
    assert (entry.rows, entry.reason, entry.sha256) == (4, "请社区补录", hashlib.sha256(content).hexdigest())
    assert lines[1:] == [
        (Action.GAPS_TAKEN, take.token, {"rows": 1, "faults": 3, "sha256": hashlib.sha256(back).hexdigest()}),
        (
            Action.GAPS_ACCEPTED,
            take.token,
            {"rows": 1, "day": "2025-02-01", "files": "classifications_20250620_900001.csv"},
        ),
    ]
    assert len(kept) == 4
    assert not [person for person in kept for who in ENDS if who in (person.sealed, person.shown, person.number)]
    (handed,) = bureau.services.gaps.handed_out(bureau.manager)
    assert (handed.token, handed.people, handed.taken, handed.accepted) == (take.token, 4, 1, 1)


def test_what_was_open_is_filled_in_from_the_first_day_of_the_figures(bureau):
    assert first_of_history(bureau.reading()) == FIRST_DAY
    assert FIRST_DAY.isoformat() < D


def test_the_command_line_hands_out_and_takes_back(bureau, tmp_path, capsys):
    """The same lists: what it says, what it writes, and in one line why it does not."""
    out = tmp_path / "list.xlsx"

    def said(*words):
        with environment(bureau.home, {}):
            code = dashboard(["gaps", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    unknown = words_in("en")("area.unknown")
    assert said("list", "--by", "chief")[1].splitlines() == [
        f"000000000 {unknown}: without community 1, without worker type 1, on the list 1",
        "210213009 先进街道: without community 3, without worker type 2, on the list 4",
        "210213011 董家沟街道: without community 0, without worker type 1, on the list 1",
    ]
    exported = said("export", HERE, "--by", "chief", "--reason", REASON, "--out", str(out))
    assert exported == (0, f"{out}: on the list 4\n", "")
    filling = Filling(out.read_bytes())
    filling.put(ENDS[A], worker_type="03")
    line = filling.put(ENDS[C], "不知道")
    out.write_bytes(filling.saved())
    code, printed, wrong = said("take", str(out), "--by", "chief", "--accept", "--since", "2025-04-01")
    assert (code, wrong) == (0, "")
    assert re.sub("P[A-Z2-7]{11}", "NUMBER", printed).splitlines() == [
        f"row {line}, NUMBER: No such community (不知道)",
        *(f"row {row}, NUMBER: Nothing was filled in" for row in (5, 7)),
        "1 of 4 people can be taken over, 3 rows not",
        "community of 0, worker type of 1",
        "in force from 2025-04-01, for the next night: inbox/classifications_20250620_900001.csv",
    ]
    assert said("export", HERE, "--by", "nobody", "--reason", REASON) == (
        1,
        "",
        "dashboard gaps: there is no user 'nobody'; `python -m dashboard user list` lists them\n",
    )
    out.write_bytes(b"PK\x03\x04")
    assert said("take", str(out), "--by", "chief")[2].startswith("dashboard gaps: The file cannot be read.")
