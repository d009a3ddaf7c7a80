"""The doctor finds what is broken, says what to do, and is content with what is well."""

import re
import shutil
from datetime import date

import duckdb
import pytest

from dashboard.__main__ import main
from dashboard.access.secret import make_secret
from dashboard.doctor import State, look
from sql.connect import current_version, version_path
from tests.dashboard.browser.serving import free_port
from tests.dashboard.reports.post_office import post_office
from tests.program import environment

TODAY = date(2026, 9, 16)


@pytest.fixture
def home(demo_home, tmp_path):
    """A home of one's own to break."""
    copy = tmp_path / "home"
    shutil.copytree(demo_home, copy, ignore=shutil.ignore_patterns("state.db*", "archive", "source"))
    return copy


def found(home, **said):
    """What the doctor finds, by what it looked at."""
    variables = {f"COLLECTION_{name.upper()}": value for name, value in said.items()}
    variables.setdefault("COLLECTION_DASHBOARD_BIND", f"127.0.0.1:{free_port()}")
    with environment(home, variables):
        return {one.what: (one.state, one.said) for one in look(TODAY)}


def test_an_installation_that_is_well(home, capsys):
    states = {what: state for what, (state, _) in found(home).items()}
    assert states == {
        **dict.fromkeys(("python", "packages", "time zones", "fonts", "settings", "home folder"), State.GOOD),
        **dict.fromkeys(("disk", "secret", "users and audit", "figures", "last night"), State.GOOD),
        "scheduler": State.WARN,
        "address": State.WARN,
    }
    with environment(home, {"COLLECTION_DASHBOARD_BIND": f"127.0.0.1:{free_port()}"}):
        assert main(["doctor"]) == 0
    assert re.search(r"13 things looked at, 0 to mend", capsys.readouterr().out)


def test_a_version_with_a_damaged_block_is_found(home):
    """It can be opened, and would be served but for its checksums."""
    path = next((home / "versions").glob("*.duckdb"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    state, said = found(home)["figures"]
    assert state is State.BAD
    assert said.startswith("the version is damaged (")
    assert said.endswith("); run `python -m etl rollback`")


def test_what_is_broken_is_named_with_what_to_do(home, capsys):
    (home / "secret").chmod(0o644)
    (home / "versions" / "current.json").write_text("{", encoding="utf-8")
    (home / "state.db").write_bytes(b"no database at all, " * 100)
    broken = found(home)
    assert broken["secret"] == (
        State.BAD,
        f"{home}/secret can be read by others; take that away: chmod 600 {home}/secret",
    )
    assert broken["figures"][0] is State.BAD
    assert "run `python -m etl rollback`" in broken["figures"][1]
    assert broken["users and audit"][0] is State.BAD
    with environment(home, {}):
        assert main(["doctor"]) == 1
    assert "3 to mend" in capsys.readouterr().out
    (home / "settings.toml").write_text("[dashboard]\ncolour = 1\n", encoding="utf-8")
    assert found(home)["settings"][0] is State.BAD


def test_a_version_of_another_release_is_said_with_what_to_run(home):
    name = current_version(home).name
    with duckdb.connect(str(version_path(home, name))) as version:
        version.execute("alter table payment drop column base_place")
    why = f"version {name} is another release's (payment lacks base_place), so some pages cannot be made;"
    assert found(home)["figures"] == (State.WARN, f"{why} run python -m etl night --date 2026-09-15")


def test_a_home_that_is_not_there(tmp_path):
    state, said = found(tmp_path / "nowhere")["home folder"]
    assert (state, "make it" in said) == (State.BAD, True)


def test_the_mail_server_is_knocked_at(home):
    with post_office() as office:
        known = found(home, mail_server=f"smtp://127.0.0.1:{office.port}", mail_from="a@b.example")
    assert known["mail"][0] is State.GOOD
    dead = found(home, mail_server=f"smtp://127.0.0.1:{free_port()}", mail_from="a@b.example")
    assert dead["mail"][0] is State.WARN


def test_before_the_first_night_nothing_is_to_be_mended(tmp_path):
    make_secret(tmp_path)
    known = found(tmp_path)
    assert known["figures"] == (State.WARN, "no night has been published; run python -m etl night")
    assert not [what for what, (state, _) in known.items() if state is State.BAD]
