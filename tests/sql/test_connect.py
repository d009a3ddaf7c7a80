"""The border between us and the engine: what one engine does, the other does too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sql.connect import (
    NothingPublished,
    Place,
    Unable,
    Version,
    Writer,
    alone,
    create_table,
    current_version,
    discard_unfinished,
    drop_version,
    has_warehouse,
    located,
    open_reader,
    open_writer,
    publish,
    rebuilding,
    rehearsing,
    versions,
    without_password,
)
from sql.schema import landed, ledger, marts
from tests import engines
from tests.engines import Engine
from tests.sql.metrics.marts_by_hand import put

DAY = date(2025, 6, 20)


def name_of(number: int) -> str:
    """Return the name of a version."""
    return f"20250620-{number:020d}"


def publish_numbered(place: Place, number: int) -> None:
    """Publish a version whose tables all say its number."""
    writer = open_writer(place)
    writer.begin_version(name_of(number))
    for table in (marts.VERSION, marts.CHANNEL):
        create_table(writer, table)
    put(writer, marts.VERSION, [{"version": name_of(number), "business_date": DAY}])
    put(writer, marts.CHANNEL, [{"code": f"{row:02d}", "name": name_of(number)} for row in range(200)])
    writer.finish_version()
    writer.close()
    publish(place, Version(name_of(number), DAY))


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Place:
    """Return an empty place on an engine."""
    return engine.place(tmp_path)


@pytest.fixture
def writer(place: Place) -> Iterator[Writer]:
    """Open the warehouse of a place."""
    opened = open_writer(place, memory="256MB", threads=1)
    yield opened
    opened.close()


def test_readers_never_see_a_mixed_or_missing_version(place: Place) -> None:
    """While versions are published, and those before dropped at once, every reader has one of them whole."""
    publish_numbered(place, 1)
    seen: list[int] = []
    wrong: list[object] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            reader = open_reader(place, memory="64MB", threads=1)
            said = {reader.value("select version from marts.version")}
            for _ in range(3):
                said |= {name for (name,) in reader.rows("select distinct name from marts.channel")}
            rows = reader.value("select count(*) from marts.channel")
            reader.close()
            if len(said) != 1 or rows != 200:
                wrong.append((said, rows))
            seen.append(int(str(said.pop())[9:]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 20):
        publish_numbered(place, number)
        for old in versions(place)[:-1]:
            drop_version(place, old)
    over.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(seen) > 20
    assert len(set(seen)) > 3


def test_version_being_read_can_be_read_on(place: Place) -> None:
    """Dropping an old version takes nothing away from who has it open."""
    for number in (1, 2):
        publish_numbered(place, number)
    reader = open_reader(place, name_of(1))
    drop_version(place, name_of(1))
    assert reader.value("select count(*) from marts.channel") == 200
    assert reader.cursor().value("select version from marts.version") == name_of(1)
    reader.close()
    drop_version(place, name_of(1))
    assert name_of(1) not in versions(place)
    with pytest.raises(NothingPublished, match=f"version {name_of(1)} is not in"):
        open_reader(place, name_of(1))


def test_nothing_is_published_at_first(place: Place) -> None:
    """Neither a version nor a warehouse."""
    assert not has_warehouse(place)
    assert versions(place) == []
    with pytest.raises(NothingPublished, match="run `python -m etl night`"):
        current_version(place)
    open_writer(place).close()
    assert has_warehouse(place)
    with pytest.raises(NothingPublished):
        open_reader(place)


def test_half_built_version_is_not_one(place: Place, writer: Writer) -> None:
    """A killed night leaves it; the next removes it."""
    writer.begin_version(name_of(1))
    create_table(writer, marts.VERSION)
    writer.close()
    assert versions(place) == []
    discard_unfinished(place)
    publish_numbered(place, 1)
    assert versions(place) == [name_of(1)]
    assert current_version(place) == Version(name_of(1), DAY)


def test_readers_only_read(place: Place) -> None:
    """Whatever they are told."""
    publish_numbered(place, 1)
    reader = open_reader(place)
    for statement in (
        "delete from marts.channel",
        "create table marts.other (number integer)",
        "drop table marts.channel",
    ):
        with pytest.raises(Exception, match=r"read.only|Cannot"):
            reader.execute(statement)
    assert reader.value("select count(*) from marts.channel") == 200
    reader.close()


def test_one_writer_at_a_time(place: Place) -> None:
    """On a server, whatever home folder the other has; files are locked by their folder."""
    with alone(place) as first, alone(place) as second:
        assert first()
        assert second() is (place.url == "")
    with alone(place) as third:
        assert third()


TRICKY = [
    (1, None, "", Decimal("-0.05"), date(1, 1, 1)),
    (2, 'say "so",\nthen', "\\N", None, date(9999, 12, 31)),
    (3, "一\t' ", "NULL", Decimal("9999999999999999.99"), None),
]


def test_rows_of_files_arrive_as_they_are(writer: Writer) -> None:
    """Empty texts are not null, quotes and line ends stay, money is exact; and back again."""
    files = writer.files
    files.execute("create temp table read (number bigint, name text, item text, amount decimal(18, 2), day date)")
    files.native.executemany("insert into read values (?, ?, ?, ?, ?)", [list(row) for row in TRICKY])
    columns = ("delivery", "line", "name", "item", "amount", "pay_date")
    with writer.transaction():
        writer.take_in(
            landed.RECEIPTS, columns, "select $delivery, number, name, item, amount, day from read", {"delivery": 7}
        )
    chosen = "select line, name, item, amount, pay_date from landed.receipts where delivery = $delivery order by line"
    assert writer.rows(chosen, {"delivery": 7}) == TRICKY
    everything = ", ".join(landed.RECEIPTS.columns.keys())
    select = f"select {everything} from landed.receipts where name is distinct from $name"
    writer.hand_out("handed", landed.RECEIPTS, select, {"name": "it's not"})
    assert files.rows("select line, name, item, amount, pay_date from handed order by line") == TRICKY


def test_transaction_is_all_or_nothing(writer: Writer) -> None:
    """Also from files."""
    with suppress(ZeroDivisionError), writer.transaction():
        writer.insert(ledger.ACCOUNT, [(1, *[0] * 8)])
        writer.take_in(landed.CALENDAR, ("delivery", "line"), "select 1, 2")
        raise ZeroDivisionError
    assert writer.value("select count(*) from landed.account") == 0
    assert writer.value("select count(*) from landed.calendar") == 0


def test_texts_compare_byte_by_byte(writer: Writer) -> None:
    """Whatever the locale of the server."""
    words = ["a", "B", "_", "一", "é", "1", "10", "2"]
    writer.insert(ledger.CHECK_RESULT, [("run", word, "warn", 0, None) for word in words])
    found = writer.rows("select check_name from landed.check_result order by check_name")
    assert [word for (word,) in found] == sorted(words, key=lambda word: word.encode())
    assert writer.rows("select min(check_name), max(check_name) from landed.check_result") == [("1", "一")]


def test_many_rows_are_inserted_like_few(writer: Writer) -> None:
    """Texts become what the column is."""
    rows = [("1", str(line), f"2025-01-{line % 28 + 1:02d}", None) for line in range(300)]
    writer.insert(landed.CALENDAR, rows)
    writer.insert(landed.CALENDAR, rows[:5])
    assert writer.rows("select count(*), max(line), max(day) from landed.calendar") == [(305, 299, date(2025, 1, 28))]


def test_rehearsal_leaves_nothing(place: Place, tmp_path: Path) -> None:
    """What it wrote can be read in it, and nowhere after it."""
    open_writer(place).close()
    copied = tmp_path / "copied"
    copied.mkdir()
    with rehearsing(place, copied) as rehearsal:
        rehearsal.begin_scratch("staging")
        with rehearsal.transaction():
            rehearsal.insert(ledger.ACCOUNT, [(1, *[0] * 8)])
        assert rehearsal.value("select count(*) from landed.account") == 1
    writer = open_writer(place)
    assert writer.value("select count(*) from landed.account") == 0
    writer.close()


@pytest.mark.parametrize("fails", [False, True])
def test_rebuilding_replaces_all_or_nothing(place: Place, fails: bool) -> None:
    """The tables kept are kept either way."""
    writer = open_writer(place)
    writer.insert(ledger.ACCOUNT, [(1, *[0] * 8)])
    writer.insert(ledger.STEP, [("run", 1, "step", 0, 0)])
    writer.close()
    with suppress(ZeroDivisionError), rebuilding(place, ("step",)) as fresh:
        fresh.insert(ledger.ACCOUNT, [(number, *[0] * 8) for number in (2, 3)])
        if fails:
            raise ZeroDivisionError
    writer = open_writer(place)
    assert writer.rows("select delivery from landed.account order by delivery") == ([(1,)] if fails else [(2,), (3,)])
    assert writer.value("select count(*) from landed.step") == 1
    writer.close()


def test_reader_outlives_a_lost_connection(tmp_path: Path) -> None:
    """A server that was restarted, or a line that was cut, is not seen by who asks."""
    place = engines.POSTGRESQL.place(tmp_path)
    publish_numbered(place, 1)
    reader = open_reader(place)
    other = open_writer(place)
    cut = (
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where pid <> pg_backend_pid() and datname = current_database()"
    )
    other.execute(cut)
    assert reader.value("select count(*) from marts.channel") == 200
    other.execute(cut)
    assert current_version(place).name == name_of(1)
    reader.close()
    other.close()


def test_writer_says_what_the_server_said(tmp_path: Path) -> None:
    """In one line, with the place and without the password."""
    place = engines.POSTGRESQL.place(tmp_path)
    writer = open_writer(place)
    with pytest.raises(Unable, match=r'relation "marts\.nowhere" does not exist') as told:
        writer.execute("select * from marts.nowhere")
    assert "\n" not in str(told.value)
    writer.close()


def test_place_is_what_environment_or_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment goes before the file; nothing said is the folder."""
    monkeypatch.delenv("COLLECTION_DATABASE", raising=False)
    assert located(tmp_path) == Place(tmp_path)
    (tmp_path / "settings.toml").write_text('database = "postgresql://clerk@db/reports"\n', encoding="utf-8")
    assert located(tmp_path) == Place(tmp_path, "postgresql://clerk@db/reports")
    monkeypatch.setenv("COLLECTION_DATABASE", "postgresql://other@db/reports")
    assert located(tmp_path).url == "postgresql://other@db/reports"
    monkeypatch.setenv("COLLECTION_DATABASE", "mysql://root:secret@db/reports")
    with pytest.raises(Unable, match="must be empty, for files in the home folder, or postgresql://") as told:
        located(tmp_path)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://clerk:p@ss:w@db:5432/reports", "postgresql://clerk@db:5432/reports"),
        ("postgresql://db/reports", "postgresql://db/reports"),
        ("postgresql://clerk@/reports?host=/tmp", "postgresql://clerk@/reports?host=/tmp"),
        ("optional", "optional"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    """In no message."""
    assert without_password(url) == shown
