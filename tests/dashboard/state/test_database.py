"""The application database on SQLite and PostgreSQL: its migrations, what it keeps, who waits for whom."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import exc, select

from dashboard.state import Database, open_database
from dashboard.state.columns import now
from dashboard.state.models import METADATA
from dashboard.state.users import User, UserArea
from tests import engines


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    url = ""
    if request.param == "postgresql":
        url = engines.POSTGRESQL.place(tmp_path).url
    opened = open_database(tmp_path, url)
    yield opened
    opened.close()
    if url:
        engines.POSTGRESQL.drop(tmp_path)
        engines.POSTGRESQL.forget()


def _add(database, name):
    with database.writing() as work:
        work.add(User(name=name, role="official", areas=[UserArea(code="210213")]))


def _names(database):
    with database.reading() as work:
        return list(work.scalars(select(User.name).order_by(User.name)))


def test_the_migrations_make_the_tables_that_the_code_declares(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []


def test_what_a_block_does_is_kept_whole_or_not_at_all(database):
    _add(database, "kept")
    with pytest.raises(exc.IntegrityError), database.writing() as work:
        work.add_all([User(name="lost", role="official"), User(name="kept", role="official")])
    with pytest.raises(exc.IntegrityError):
        _add(database, "kept")
    assert _names(database) == ["kept"]


def test_moments_come_back_in_utc(database):
    _add(database, "now")
    with database.reading() as work:
        made = work.scalar(select(User.created_at))
    assert made.utcoffset().total_seconds() == 0
    assert abs((now() - made).total_seconds()) < 60
    with pytest.raises(exc.StatementError, match="no time zone"), database.writing() as work:
        work.scalar(select(User)).signed_in_at = now().replace(tzinfo=None)


def test_writers_wait_for_each_other(database):
    """Each adds one to what it has read: none is lost."""

    def one(_place):
        with database.writing() as work:
            user = work.scalar(select(User).where(User.name == "counter").with_for_update())
            user.failures += 1

    _add(database, "counter")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    with database.reading() as work:
        assert work.scalar(select(User.failures)) == 40


def test_workers_that_start_together_make_it_once(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_database(tmp_path), range(6)))
    _add(opened[0], "one")
    assert [_names(one) for one in opened] == [["one"]] * 6
    for one in opened:
        one.close()


def test_the_file_is_its_owners_alone(tmp_path):
    database: Database = open_database(tmp_path)
    database.close()
    assert stat.S_IMODE((tmp_path / "state.db").stat().st_mode) == 0o600
