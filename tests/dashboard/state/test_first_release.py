"""What the first release wrote is brought up to this one, and means the same; what a later one wrote is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from dashboard.__main__ import main
from dashboard.access.audit import Action, Chosen
from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state import OfLaterRelease, open_database
from dashboard.state.models import METADATA
from dashboard.state.saved_views import Saved
from dashboard.state.users import User
from tests.program import environment

FIRST = Path(__file__).with_name("first_release.sql")
SECRET = "of this old release alone, aq7Zk3Wm"  # noqa: S105 - of the fixture alone
WHO = Viewer("wangfang", Role.MANAGER, None, 1, "10.1.2.3")


@pytest.fixture
def home(tmp_path):
    """A home folder with the state.db of the first release."""
    with closing(sqlite3.connect(tmp_path / "state.db")) as database:
        database.executescript(FIRST.read_text(encoding="utf-8"))
    return tmp_path


def test_everything_of_the_first_release_is_there_after_the_upgrade(home):
    services = services_of(Settings(home, secret=SECRET))
    with services.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with services.database.reading() as work:
        users = {user.name: (user.display_name, user.role, user.codes) for user in work.scalars(select(User))}
    assert users == {
        "wangfang": ("王芳", "manager", ("all",)),
        "lina": ("", "official", ("210213009", "210213012")),
    }
    assert services.saved_views.of(1) == [Saved(1, "高新断缴", "/suspension?area=210213009")]
    assert list(services.audit.faults()) == []
    assert services.audit.record(WHO, Action.PERSON_SEEN, "person 5") == 6
    assert (list(services.audit.faults()), services.audit.count(Chosen())) == ([], 6)
    services.database.close()


def test_what_the_first_release_has_in_its_audit_cannot_be_changed_after_it(home):
    """The triggers of the database outlive every migration."""
    open_database(home).close()
    with (
        closing(sqlite3.connect(home / "state.db")) as database,
        pytest.raises(sqlite3.IntegrityError, match="only added"),
    ):
        database.execute("delete from audit where number = 3")


def test_an_upgrade_that_was_cut_off_is_run_again(home, monkeypatch):
    """A migration is one transaction: what it had begun is gone, and the next start does all of it."""
    from alembic import op

    create, left = op.create_table, [3]

    def cut(*arguments, **options):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return create(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_table", cut)
        with pytest.raises(KeyboardInterrupt):
            open_database(home)
    test_everything_of_the_first_release_is_there_after_the_upgrade(home)


def test_what_a_later_release_wrote_is_refused_with_what_to_do(home, capsys):
    open_database(home).close()
    with closing(sqlite3.connect(home / "state.db")) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(OfLaterRelease, match=r"later release \(9999\).*restore the backup made before the upgrade"):
        open_database(home)
    with environment(home, {"COLLECTION_DASHBOARD_SECRET": SECRET}):
        assert main(["user", "list"]) == 1
        assert main(["doctor"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("dashboard user: the application database is of a later release (9999)")
    assert "MEND  users and audit: the application database is of a later release (9999)" in said.out
