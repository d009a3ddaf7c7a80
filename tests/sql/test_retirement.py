"""The month of statutory retirement age, as the reporting database has it, against the published tables."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from sql.connect import open_reader
from sql.schema.marts import PERSON
from tests.deliveries import delivery, identity, registered, write
from tests.model.reading import month_text
from tests.program import night

TABLE = [
    ("1964-12", "男60", "2024-12"),
    ("1965-01", "男60", "2025-02"),
    ("1970-01", "男60", "2031-05"),
    ("1975-01", "男60", "2037-08"),
    ("1976-09", "男60", "2039-09"),
    ("1984-11", "男60", "2047-11"),
    ("1970-01", "女55", "2025-02"),
    ("1975-01", "女55", "2031-05"),
    ("1976-09", "女55", "2033-06"),
    ("1981-09", "女55", "2039-09"),
    ("1984-11", "女55", "2042-11"),
    ("1975-01", "女50", "2025-02"),
    ("1976-09", "女50", "2027-08"),
    ("1981-09", "女50", "2035-02"),
    ("1984-11", "女50", "2039-11"),
]
"""Birth, 退休年龄类别, month reached: 60, 55 or 50 years, delayed stepwise from 2025."""


def test_retirement_follows_the_table(engine, tmp_path: Path) -> None:
    """Every row of the table, and one whose class is not known but follows from the number."""
    people = [identity(f"{birth}-01", 2 * n + (kind == "男60")) for n, (birth, kind, _) in enumerate(TABLE, start=1)]
    rows = [
        registered(str(n), who, "1", "2024-01-05", "210213004001", 退休年龄类别=kind)
        for n, (who, (_, kind, _)) in enumerate(zip(people, TABLE, strict=True))
    ]
    woman = identity("1970-01-01", 200)
    rows.append(registered("900", woman, "1", "2024-01-05", "210213004001"))
    write([delivery("register", "2025-06-01", rows)], tmp_path / "inbox")
    night(tmp_path, date(2025, 6, 20).isoformat())
    reader = open_reader(engine.place(tmp_path))
    try:
        reached = dict(reader.rows(select(PERSON.c.identity, PERSON.c.retirement_month)))
    finally:
        reader.close()
    assert {who: month_text(month) for who, month in reached.items()} == {
        **{who: month for who, (_, _, month) in zip(people, TABLE, strict=True)},
        woman: "2025-02",
    }
