"""A register that is delivered whole each time: what changed since the delivery before becomes its rows.

A changed row is dated by the file; a person no longer in it is 终止 on that date, in a row whose
line is negative because no file holds it. The first delivery is taken as it says. When a delivery
comes in late, those after it are compared anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.archive import Archive, Note
from etl.feeds.register import REGISTER
from etl.settings import Settings
from etl.sources.reading import Reading, read
from sql.connect import Connection

_COMPARED = tuple(column.field for column in REGISTER.columns if column.field not in ("person_number", "change_date"))


@dataclass(frozen=True)
class _Place:
    """Where a delivery stands among the others."""

    delivery: int
    file_date: date
    file_number: int
    sha256: str


def keep_changes(
    connection: Connection, settings: Settings, note: Note, reading: Reading, archive: Archive, work: Path
) -> None:
    """Turn the table `reading` into the register rows of its delivery, and compare later ones anew."""
    this = _Place(note.delivery, note.file_date, note.file_number, note.sha256)
    _compare(connection, this, reading)
    later = _after(connection, this)
    if not later:
        return
    connection.execute("alter table temp.reading rename to reading_of_this")
    for place in later:
        path = archive.path(place.sha256)
        again = read(connection, path, work, REGISTER, settings, place.file_date)
        connection.execute("delete from landed.register where delivery = $delivery", {"delivery": place.delivery})
        _compare(connection, place, again)
    connection.execute("drop table temp.reading")
    connection.execute("alter table temp.reading_of_this rename to reading")


def _after(connection: Connection, this: _Place) -> list[_Place]:
    rows = connection.rows(
        "select delivery, file_date, file_number, sha256 from landed.delivery"
        " where feed = 'register' and (file_date, file_number, delivery) > ($file_date, $file_number, $delivery)"
        " order by file_date, file_number, delivery",
        _key(this),
    )
    return [_Place(*row) for row in rows]


def _key(place: _Place) -> dict[str, object]:
    return {"delivery": place.delivery, "file_date": place.file_date, "file_number": place.file_number}


def _compare(connection: Connection, place: _Place, reading: Reading) -> None:
    connection.execute(
        f"""
        create or replace temp table known as
        select register.* from landed.register
        inner join landed.delivery on register.delivery = delivery.delivery
        where (file_date, file_number, register.delivery) < ($file_date, $file_number, $delivery)
        qualify row_number() over (
            partition by person_number order by file_date desc, file_number desc, register.delivery desc, line desc
        ) = 1
        """,
        _key(place),
    )
    _insert_changed(connection, place, reading)
    _insert_gone(connection, place)


def _insert_changed(connection: Connection, place: _Place, reading: Reading) -> None:
    """Rows that say something new; of several rows of one 个人编号 the last."""
    fields = [column.field for column in REGISTER.columns]
    same = " and ".join(f"reading.{name} is not distinct from known.{name}" for name in _COMPARED)
    first = "not exists (select 1 from known)"
    dated = f"case when {first} then reading.change_date else cast($file_date as date) end as change_date"
    chosen = ", ".join(dated if name == "change_date" else f"reading.{name}" for name in fields)
    connection.execute(
        f"""
        insert into landed.register (delivery, line, {", ".join(fields)})
        select $delivery, {reading.line.replace("rowid", "reading.rowid")}, {chosen}
        from reading
        left join known on reading.person_number = known.person_number
        where
            reading.fate is null
            and reading.rowid in (select max(rowid) from reading where fate is null group by person_number)
            and not (known.person_number is not null and {same})
        order by reading.rowid
        """,
        {"delivery": place.delivery, "file_date": place.file_date},
    )


def _insert_gone(connection: Connection, place: _Place) -> None:
    """People known before and not in the delivery, not even in a row that was put aside."""
    fields = [column.field for column in REGISTER.columns]
    special = {
        "status": "'4'",
        "change_date": "cast($file_date as date)",
        "change_type": "null",
        "change_reason": "null",
    }
    chosen = ", ".join(special.get(name, f"known.{name}") for name in fields)
    connection.execute(
        f"""
        insert into landed.register (delivery, line, {", ".join(fields)})
        select $delivery, -row_number() over (order by known.person_number), {chosen}
        from known
        where
            known.status <> '4'
            and not exists (select 1 from reading where reading.person_number = known.person_number)
        """,
        {"delivery": place.delivery, "file_date": place.file_date},
    )
