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
from etl.sources.inbox import Delivery
from etl.sources.reading import Reading, read
from sql.connect import Writer
from sql.schema.landed import REGISTER as LANDED

_FIELDS = tuple(column.field for column in REGISTER.columns)
_COMPARED = tuple(name for name in _FIELDS if name not in ("person_number", "change_date"))


@dataclass(frozen=True)
class _Place:
    """Where a delivery stands among the others."""

    delivery: int
    file_date: date
    file_number: int

    @property
    def key(self) -> dict[str, object]:
        """The place as parameters."""
        return {"delivery": self.delivery, "file_date": self.file_date, "file_number": self.file_number}


class WholeRegister:
    """Compares deliveries of the whole register with one another."""

    def __init__(self, connection: Writer, settings: Settings, work: Path) -> None:
        self._connection = connection
        self._settings = settings
        self._work = work
        self._archive = Archive(settings.home)

    def keep_changes(self, note: Note, reading: Reading) -> None:
        """Turn the table `reading` into the register rows of its delivery, and compare later ones anew."""
        this = _Place(note.delivery, note.file_date, note.file_number)
        self._compare(this, reading)
        later = self._later(this)
        if not later:
            return
        self._connection.files.execute("alter table temp.reading rename to reading_of_this")
        for place, delivery in later:
            again = read(self._connection.files, delivery, delivery.path, self._work, self._settings)
            self._connection.execute(
                "delete from landed.register where delivery = $delivery", {"delivery": place.delivery}
            )
            self._compare(place, again)
        self._connection.files.execute("drop table temp.reading")
        self._connection.files.execute("alter table temp.reading_of_this rename to reading")

    def _later(self, this: _Place) -> list[tuple[_Place, Delivery]]:
        rows = self._connection.rows(
            "select delivery, file_date, file_number, sha256, file_name from landed.delivery"
            " where feed = 'register' and (file_date, file_number, delivery) > ($file_date, $file_number, $delivery)"
            " order by file_date, file_number, delivery",
            this.key,
        )
        return [
            (_Place(*row[:3]), Delivery(REGISTER, self._archive.path(row[3]), row[4], row[1], row[2])) for row in rows
        ]

    def _compare(self, place: _Place, reading: Reading) -> None:
        columns = ", ".join(LANDED.columns.keys())
        self._connection.hand_out(
            "known",
            LANDED,
            f"""
            select {columns}
            from (
                select
                    register.*,
                    row_number() over (
                        partition by person_number
                        order by file_date desc, file_number desc, register.delivery desc, line desc
                    ) as age
                from landed.register
                inner join landed.delivery on register.delivery = delivery.delivery
                where (file_date, file_number, register.delivery) < ($file_date, $file_number, $delivery)
            ) as placed
            where age = 1
            """,
            place.key,
        )
        self._insert_changed(place, reading)
        self._insert_gone(place)
        self._connection.execute(
            "update landed.delivery set rows_unchanged = rows_read - rows_total - rows_quarantined"
            " - (select count(*) from landed.register where register.delivery = $delivery and line > 0)"
            " where delivery.delivery = $delivery",
            {"delivery": place.delivery},
        )

    def _insert_changed(self, place: _Place, reading: Reading) -> None:
        """Rows that say something new; of several rows of one 个人编号 the last."""
        same = " and ".join(f"reading.{name} is not distinct from known.{name}" for name in _COMPARED)
        first = self._connection.files.value("select count(*) from temp.known") == 0
        dated = "reading.change_date" if first else "cast($file_date as date)"
        chosen = ", ".join(dated if name == "change_date" else f"reading.{name}" for name in _FIELDS)
        self._connection.take_in(
            LANDED,
            ("delivery", "line", *_FIELDS),
            f"""
            select $delivery, {reading.line}, {chosen}
            from temp.reading
            left join temp.known on reading.person_number = known.person_number
            where
                reading.fate is null
                and reading.rowid in (select max(rowid) from temp.reading where fate is null group by person_number)
                and not (known.person_number is not null and {same})
            order by reading.rowid
            """,
            {"delivery": place.delivery} | ({} if first else {"file_date": place.file_date}),
        )

    def _insert_gone(self, place: _Place) -> None:
        """People known before and not in the delivery, not even in a row that was put aside."""
        special = {
            "status": "'4'",
            "change_date": "cast($file_date as date)",
            "change_type": "null",
            "change_reason": "null",
        }
        chosen = ", ".join(special.get(name, f"known.{name}") for name in _FIELDS)
        self._connection.take_in(
            LANDED,
            ("delivery", "line", *_FIELDS),
            f"""
            select $delivery, -row_number() over (order by known.person_number), {chosen}
            from temp.known
            where
                known.status <> '4'
                and not exists (select 1 from temp.reading where reading.person_number = known.person_number)
            """,
            {"delivery": place.delivery, "file_date": place.file_date},
        )
