"""Every command, file, unit, setting and metric that the runbook and the units name is there."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from dashboard import settings as dashboard
from etl import settings as etl
from tests.test_readme import commands_of, parser_of

DEPLOY = Path(__file__).parents[1] / "deploy"
TEXT = (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")
UNITS = {path.stem: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}
PLACES = {
    "YYYY-MM-DD": "2026-09-15",
    "NAME": "wangfang",
    "VERSION": "20260915-20261128005812044123",
    "FILE": "a.csv",
    "…": "",
}
"""What stands for something, and something it may stand for."""


def told():
    """Every `python -m …` of the page and of the units, as the words after -m."""
    text = " ".join(TEXT.split())
    quoted = [code for code in re.findall(r"`([^`]+)`", text) if "python -m" in code]
    started = [re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1] for unit in UNITS.values()]
    lines = [re.split(r"python -m ", code, maxsplit=1)[1] for code in (*quoted, *started)]
    return sorted({line for line in lines if line != "…"})


@pytest.mark.parametrize("line", told())
def test_every_command_can_be_called(line):
    for stands, something in PLACES.items():
        line = line.replace(stands, something)
    program, *words = shlex.split(line)
    assert parser_of(program).parse_args(words).command


def test_what_an_engineer_needs_is_there():
    heads = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    for word in ("failed", "roll back", "put it back", "never delivered", "secrets", "source", "Upgrade", "containers"):
        assert any(word in head for head in heads), word
    assert {"etl night", "etl rollback", "etl replay", "etl backup", "etl restore", "dashboard doctor"} <= {
        " ".join(line.split()[:2]) for line in told()
    }


def test_the_units_named_are_those_there():
    named = set(re.findall(r"collection-(?:dashboard|scheduler)", TEXT))
    assert named == set(UNITS)
    assert all("systemctl" in TEXT and unit.startswith("# ") for unit in UNITS.values())
    assert "ExecReload=" in UNITS["collection-dashboard"]


def test_the_files_named_are_there():
    for path in re.findall(r"`(deploy/[A-Za-z.\-/]+)`", TEXT):
        if path != "deploy/inbox":  # made by deploy/compose-secrets
            assert (DEPLOY.parent / path).exists(), path


def test_the_settings_named_are_ones():
    known = {*etl.SETTINGS, *etl.FEED_OPTIONS, *dashboard.SETTINGS}
    like_settings = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", TEXT))
    like_settings = {name for name in like_settings if not name.startswith("collection_")}
    assert like_settings <= known | {"pg_restore", "server_name"}
    assert {"mail_server", "close_day", "outbox_days", "versions_kept"} <= like_settings
    variables = {name.lower() for name in re.findall(r"COLLECTION_([A-Z_]+)\b(?!<)", TEXT)}
    assert variables <= {*etl.SETTINGS, "home", "feeds_"}


def test_the_metrics_named_are_ones():
    sources = "".join(
        (DEPLOY.parent / "dashboard" / name).read_text(encoding="utf-8")
        for name in ("counts.py", "measures.py", "nights.py")
    )
    for name in re.findall(r"`(collection_[a-z_]+)`", TEXT):
        assert re.search(rf'"{name.removesuffix("_total").removesuffix("_timestamp_seconds")}', sources), name


def test_every_command_of_the_night_is_told():
    """Whatever there is to run by hand is in the runbook; the demo bureau is not a bureau's."""
    there = {name for name in commands_of("etl") if isinstance(commands_of("etl")[name], argparse.ArgumentParser)}
    assert {line.split()[1] for line in told() if line.startswith("etl ")} == there - {"demo"}
