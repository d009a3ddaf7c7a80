"""A source database that cannot be read stops the night in one line; yesterday is served, and the next night works."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.failures import TRANSIENT
from tests.deliveries import HEADERS, Row
from tests.yesterday import (
    TODAY,
    TOMORROW,
    Night,
    assert_nothing_published,
    figures,
    figures_of_today,
    night,
    publish_yesterday,
    reason_of,
    receipts_of_today,
    receipts_of_yesterday,
)

COLUMNS = HEADERS["receipts"]
HOME = "{home}"
CORRECT = "correct feeds.receipts.url"
ANSWERS = f"see that it answers, or {CORRECT}, and run the night again"
NO_DRIVER = f"needs a driver that is not installed (…); install it with pip, or {CORRECT}"
PUT_BACK = "have it put back, or correct feeds.receipts.table"
MEANS = "correct the file, or say in settings.toml under [feeds.receipts.columns] what its headers mean"


def set_source(home: Path, url: str = "sqlite:///tax.db", table: str = "receipt") -> None:
    """Say where receipts come from."""
    text = f'[feeds.receipts]\nsource = "database"\nurl = "{url}"\ntable = "{table}"\n'
    (home / "settings.toml").write_text(text, encoding="utf-8")


def fill(path: Path, rows: list[Row], headers: tuple[str, ...] = COLUMNS) -> None:
    """Write a source database anew."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    columns = ", ".join(f'"{name}" text' for name in headers)
    connection.execute(f"create table receipt ({columns})")
    marks = ", ".join("?" * len(headers))
    cells = [[row.get(name) for name in headers] for row in rows]
    connection.executemany(f"insert into receipt values ({marks})", cells)
    connection.commit()
    connection.close()


@pytest.fixture(scope="module")
def pulling(tmp_path_factory):
    """Publish a night whose receipts come from a source database."""
    home = tmp_path_factory.mktemp("pulling")
    fill(home / "tax.db", receipts_of_yesterday())
    set_source(home)
    publish_yesterday(home, pulled=True)
    return home


@pytest.fixture
def source(pulling, tmp_path):
    """Return a copy of that home, with the receipts of today in its source."""
    home = tmp_path / "home"
    shutil.copytree(pulling, home)
    fill(home / "tax.db", receipts_of_yesterday() + receipts_of_today())
    yield home
    shutil.rmtree(home)


def remove(home: Path) -> None:
    """Take the database away."""
    (home / "tax.db").unlink()


def drop(home: Path) -> None:
    """Take the table out of the database."""
    connection = sqlite3.connect(home / "tax.db")
    connection.execute("drop table receipt")
    connection.commit()
    connection.close()


def overwrite(home: Path) -> None:
    """Put something else in the place of the database."""
    (home / "tax.db").write_bytes(b"?" * 5000)


def move_away(home: Path) -> None:
    """Look for the database where no server listens."""
    set_source(home, "postgresql+psycopg://reader:secret@127.0.0.1:1/tax")


def want_driver(home: Path) -> None:
    """Look for a database whose driver nobody has installed."""
    set_source(home, "oracle+oracledb://reader:secret@tax/receipts")


def misname(home: Path) -> None:
    """Say an address that is none."""
    set_source(home, "tax.db")


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no file": (remove, f"the database of receipts at {HOME}/tax.db does not exist; have it put there, or {CORRECT}"),
    "no table": (
        drop,
        f"the database of receipts at sqlite:///{HOME}/tax.db has no table or view receipt; {PUT_BACK}",
    ),
    "no database": (
        overwrite,
        f"the database of receipts cannot be read at sqlite:///{HOME}/tax.db (…); {ANSWERS}",
    ),
    "no answer": (
        move_away,
        f"the database of receipts cannot be read at postgresql+psycopg://reader:***@127.0.0.1:1/tax (…); {ANSWERS}",
    ),
    "no driver": (want_driver, f"the database of receipts at oracle+oracledb://reader:***@tax/receipts {NO_DRIVER}"),
    "no address": (
        misname,
        "feeds.receipts.url is no SQLAlchemy URL, such as postgresql://user@host/name; correct it",
    ),
}


@pytest.mark.parametrize(("breaks", "complaint"), BROKEN.values(), ids=BROKEN)
def test_a_source_that_cannot_be_read_stops_the_night_until_it_can(source, breaks, complaint):
    breaks(source)
    code = TRANSIENT if "cannot be read at" in complaint else 1
    assert_nothing_published(source, f"etl night: {complaint.format(home=source)}", code=code)
    assert_source_works_again(source)


def test_a_source_that_lost_a_starred_column_is_refused_until_it_is_back(source):
    fewer = tuple(name for name in COLUMNS if name != "实缴金额")
    fill(source / "tax.db", receipts_of_yesterday() + receipts_of_today(), fewer)
    name, reason = "receipts_20251231.csv", f"pulled from receipt: the header in row 1 lacks 实缴金额; {MEANS}"
    assert_nothing_published(source, f"etl night: refused: {name}: {reason}; nothing was published")
    assert reason_of(source, name) == reason
    assert_source_works_again(source)


def test_a_source_that_lost_another_column_is_read_without_it(source):
    fewer = tuple(name for name in COLUMNS if name != "姓名")
    fill(source / "tax.db", receipts_of_yesterday() + receipts_of_today(), fewer)
    assert night(source, TODAY) == Night(0, ())
    assert figures(source) == figures_of_today()


def assert_source_works_again(home: Path) -> None:
    """Put the source in order; the next night publishes what it brings."""
    set_source(home)
    fill(home / "tax.db", receipts_of_yesterday() + receipts_of_today())
    assert night(home, TOMORROW) == Night(0, ())
    assert figures(home) == figures_of_today()
