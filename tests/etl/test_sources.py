"""Sources beyond files, by the recipes of deploy/SOURCES.md: view, account and settings as they stand there.

PostgreSQL is that of the tests. A MySQL or MariaDB at hand is tried too where SOURCES_MYSQL says how its administrator
signs in (mysql+pymysql://root@127.0.0.1:3306), with the driver installed. What is delivered by a client is tried with
any program that prints a table.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from etl.failures import TRANSIENT
from tests import engines
from tests.deliveries import HEADERS, delivery, identity, receipt, registered, write
from tests.program import Reader, call
from tests.questions import Asked

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "deploy" / "SOURCES.md").read_text(encoding="utf-8")
DELIVER = ROOT / "deploy" / "deliver.py"
D, NEXT = "2025-06-20", "2025-06-21"
A, B = identity("1985-03-04", 1), identity("1985-03-04", 3)
COLUMNS = ("dzsphm", "zjhm", "xm", "zspm", "ssqq", "ssqz", "jfjs", "sjje", "jkrq", "rkrq", "jdxz", "xgsj")
TABLE = """
create table levy.rkmx (
    dzsphm varchar(40), zjhm varchar(30), xm varchar(40), zspm varchar(60), ssqq date, ssqz date,
    jfjs decimal(12, 2), sjje decimal(12, 2), jkrq {moment}, rkrq {moment}, jdxz varchar(60), xgsj {moment}
)"""
PENSION = "企业职工基本养老保险费"
ROWS = (
    ("T1", A, "张三", PENSION, "2025-05-01", "2025-05-31", "4359", "871.80", "2025-05-20 09:30:00"),
    ("T2", B, "李四", PENSION, "2025-04-01", "2025-05-31", "4359", "1743.60", "2025-05-21 00:00:00"),
)


def blocks(name):
    """The SQL and the settings of one database on the page."""
    part = re.search(rf"^## {name}.*?(?=^## )", PAGE, re.DOTALL | re.MULTILINE)[0]
    sql = re.search(r"```sql\n(.*?)```", part, re.DOTALL)[1]
    return [one.strip() for one in sql.split(";\n") if one.strip()], re.search(r"```toml\n(.*?)```", part, re.DOTALL)[1]


def source(engine, moment):
    """The tax bureau's own table, as its system has it."""
    with engine.begin() as connection:
        connection.execute(text(TABLE.format(moment=moment)))
        for row in ROWS:
            insert(connection, row, row[-1])


def insert(connection, row, changed):
    """A row of it, changed at a moment."""
    values = dict(zip(COLUMNS, (*row[:8], row[8], row[8], "先进街道", changed), strict=True))
    names = ", ".join(f":{name}" for name in COLUMNS)
    connection.execute(text(f"insert into levy.rkmx values ({names})"), values)


class PostgreSQL:
    """A database of its own on the server of the tests; the role is gone with it."""

    def __init__(self):
        self.url = make_url(engines.made(f"levy_{os.getpid()}"))
        self.engine = sqlalchemy.create_engine(self.url.set(drivername="postgresql+psycopg"))
        with self.engine.begin() as connection:
            connection.execute(text("create schema levy"))
        source(self.engine, "timestamp")
        statements, self.settings = blocks("PostgreSQL")
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement.replace(":", r"\:")))
        self.reader = self.url.set(drivername="postgresql+psycopg", username="collection_reader")

    def drop(self):
        """Remove it, and the role."""
        self.engine.dispose()
        server = sqlalchemy.create_engine(
            make_url(engines.server().format("postgres")).set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
        )
        with server.connect() as connection:
            connection.execute(text(f'drop database "{self.url.database}" with (force)'))
            connection.execute(text("drop role collection_reader"))
        server.dispose()


class MySQL:
    """Two databases on a server at hand; gone with the test."""

    def __init__(self):
        if "SOURCES_MYSQL" not in os.environ:
            pytest.skip("SOURCES_MYSQL does not say how the administrator of a MySQL signs in")
        self.url = make_url(os.environ["SOURCES_MYSQL"])
        self.engine = sqlalchemy.create_engine(self.url)
        self.drop()
        with self.engine.begin() as connection:
            connection.execute(text("create database levy character set utf8mb4"))
        source(self.engine, "datetime")
        statements, self.settings = blocks("MySQL, MariaDB")
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        known = {"username": "collection_reader", "password": "change-me", "query": {"charset": "utf8mb4"}}
        self.reader = self.url.set(database="collection_read", **known)

    def drop(self):
        """Remove both, and the user."""
        with self.engine.begin() as connection:
            for statement in (
                *("drop database if exists levy", "drop database if exists collection_read"),
                "drop user if exists 'collection_reader'@'127.0.0.1'",
            ):
                connection.execute(text(statement))
        self.engine.dispose()


@pytest.fixture(params=[PostgreSQL, MySQL], ids=lambda kind: kind.__name__.lower())
def database(request):
    """A tax bureau's database with the view and the account of the page."""
    made = request.param()
    yield made
    made.drop()


def settings_of(database):
    """The settings of the page, with the address of the server at hand."""
    (said,) = tomllib.loads(database.settings)["feeds"].values()
    assert said["url"].partition("://")[0] == database.reader.drivername
    return database.settings.replace(said["url"], database.reader.render_as_string(hide_password=False))


def received(home):
    """Received net by street, and what was put aside."""
    with Reader(home) as reader:
        answer = reader.ask(Asked("received_net", ("subdistrict",), {"months": ("2025-05", "2025-06")}, {}, 3))
        aside = reader.connection.value("select coalesce(sum(rows_quarantined), 0) from marts.delivery_account")
    return {key: figures["received_net"] for key, figures in answer.items()}, aside


def test_a_view_of_the_page_comes_in_and_only_what_changed_comes_again(database, tmp_path):
    (tmp_path / "settings.toml").write_text(settings_of(database), encoding="utf-8")
    said = call(tmp_path, "night", "--date", D)
    assert (said.code, received(tmp_path)) == (0, ({("210213009",): Decimal("2615.40")}, 0)), said
    with database.engine.begin() as connection:
        insert(connection, (*ROWS[0][:7], "900.00", "2025-05-20 09:30:00"), "2025-06-21 08:00:00")
    assert call(tmp_path, "night", "--date", NEXT).code == 0
    assert received(tmp_path) == ({("210213009",): Decimal("2643.60")}, 0)
    with Reader(tmp_path) as reader:
        rows = reader.connection.rows("select file_date, rows_read from marts.delivery_account order by 1")
    assert [(f"{day}", read) for day, read in rows] == [(D, 2), (NEXT, 1)]


def test_the_account_of_the_page_reads_its_view_and_nothing_else(database):
    engine = sqlalchemy.create_engine(database.reader)
    view = tomllib.loads(database.settings)["feeds"]["receipts"]["table"]
    refused = []
    with engine.connect() as connection:
        assert connection.execute(text(f"select count(*) from {view}")).scalar() == 2
    for statement in ("select * from levy.rkmx", f"delete from {view}", "create table mine (one int)"):
        try:
            with engine.begin() as connection:
                connection.execute(text(statement))
        except DBAPIError:
            refused.append(statement)
    engine.dispose()
    assert len(refused) == 3


@pytest.mark.parametrize("name", ["Oracle", "SQL Server"])
def test_settings_of_the_databases_not_tried_can_be_read(name, tmp_path):
    """The settings are ones that the program takes, and without the driver it says which is missing."""
    _, settings = blocks(name)
    (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
    said = call(tmp_path, "night", "--date", D)
    assert said.code in (1, TRANSIENT)
    assert "PASSWORD" not in said.err
    assert re.search("needs a driver that is not installed|cannot be read", said.err), said.err


def printing(folder, table, encoding="utf-8", code=0):
    """A client of a database that prints a table and ends with a code."""
    client = folder / "client.py"
    printed = table.encode(encoding)
    client.write_text(f"import sys\nsys.stdout.buffer.write({printed!r})\nsys.exit({code})\n", encoding="utf-8")
    return [sys.executable, str(client)]


def run(*words):
    """Run deliver.py as cron does."""
    return subprocess.run([sys.executable, str(DELIVER), *words], capture_output=True, text=True, check=False)


def as_table(rows, separator=","):
    """Receipts as a client prints them."""
    lines = [separator.join(HEADERS["receipts"])]
    return "\n".join([*lines, *(separator.join(row.get(name, "") for name in HEADERS["receipts"]) for row in rows)])


RECEIPTS = [
    receipt("T1", A, "202505", "202505", "871.80", "2025-05-20", 街道乡镇="先进街道"),
    receipt("T2", B, "202505", "202505", "900.00", "2025-05-21", 街道乡镇="先进街道"),
]


@pytest.mark.parametrize(
    ("separator", "encoding", "words"),
    [(",", "utf-8", ()), ("\t", "utf-8", ("--tabs",)), (",", "gb18030", ("--encoding", "gb18030"))],
)
def test_what_a_client_prints_is_delivered_with_its_control_file(tmp_path, separator, encoding, words):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    client = printing(tmp_path, "\n" + as_table(RECEIPTS, separator) + "\n", encoding)
    said = [run("receipts", "--inbox", str(inbox), "--date", "20250620", *words, "--", *client) for _ in range(2)]
    assert [one.stdout for one in said] == ["receipts_20250620.csv: 2 rows\n", "receipts_20250620_1.csv: 2 rows\n"]
    assert sorted(path.name for path in inbox.iterdir()) == [
        *("receipts_20250620.csv", "receipts_20250620.ctl", "receipts_20250620_1.csv", "receipts_20250620_1.ctl"),
    ]
    control = json.loads((inbox / "receipts_20250620.ctl").read_text(encoding="utf-8"))
    assert (control["rows"], control["amount"]) == (2, "1771.80")
    write([delivery("register", "2025-06-01", [registered("a", A, "1", "2025-01-01")])], inbox)
    night = call(tmp_path, "night", "--date", D)
    assert (night.code, received(tmp_path)) == (0, ({("210213009",): Decimal("1771.80")}, 0)), night


@pytest.mark.parametrize(
    ("table", "code", "why"),
    [
        (as_table(RECEIPTS), 3, "ended with 3"),
        ("", 0, "printed no table"),
        (as_table(RECEIPTS) + "\nT3,cut", 0, "row 4 has 2 cells, the head 18"),
        ("电子税票号码,姓名", 0, "is not ascii; say its --encoding"),
    ],
)
def test_of_a_client_that_fails_nothing_is_delivered(tmp_path, table, code, why):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    words = ("--encoding", "ascii") if "ascii" in why else ()
    said = run("receipts", "--inbox", str(inbox), *words, "--", *printing(tmp_path, table, code=code))
    assert (said.returncode, said.stdout, list(inbox.iterdir())) == (1, "", [])
    assert why in said.stderr
    assert said.stderr.endswith("; nothing was delivered\n")
