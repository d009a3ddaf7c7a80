"""What the README and its neighbours say is so: commands, flags, files, settings, the catalogue."""

import argparse
import re
import shlex
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from dashboard import settings as dashboard
from etl import settings as etl
from sql.schema import manual as tables
from sql.studies import manual as catalogue
from tests.documents import EXAMPLE, README, ROOT, example, readme

TEXT = README.read_text(encoding="utf-8")
PROGRAMS = ("etl", "sql", "dashboard")
INTERNAL = {"dashboard free", "dashboard tokens"}
"""Commands of the Makefile and of developers, not of a bureau."""


def blocks():
    """The lines of the README's shell blocks, without prompt and comment."""
    lines = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def table():
    """The rows of the command table: the command's words, and the flags named beside it."""
    rows = re.findall(r"^\| `(python -m [^`]+)` \|(.*)\|$", TEXT, re.MULTILINE)
    return [(command.split(), re.findall(r"--[a-z-]+", does)) for command, does in rows]


def parser_of(program):
    """The parser a program reads its command line with."""
    return import_module(f"{program}.__main__")._parser()


def commands_of(program):
    """The sub-commands of a program, with their parsers."""
    (action,) = [each for each in parser_of(program)._actions if isinstance(each, argparse._SubParsersAction)]
    return action.choices


def targets():
    """The targets of the Makefile that are called by name."""
    (line,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return set(line.split())


@pytest.mark.parametrize("words", blocks(), ids=" ".join)
def test_every_command_of_the_readme_can_be_called(words):
    """Make knows the target; a program's parser takes the line as it stands."""
    if words[0] == "make":
        assert set(words[1:]) <= targets()
    elif words[0] != "export":
        assert words[:2] == [".venv/bin/python", "-m"]
        assert parser_of(words[2]).parse_args(words[3:]).command


def test_every_command_named_in_passing_is_there():
    named = re.findall(r"`(make [a-z-]+)`", TEXT)
    assert named
    assert {name.split()[1] for name in named} <= targets()


@pytest.mark.parametrize(("words", "flags"), table(), ids=" ".join)
def test_every_flag_of_the_command_table_is_known(words, flags):
    """To the command beside which it stands."""
    command = commands_of(words[2])[words[3]]
    known = {flag for action in command._actions for flag in action.option_strings if flag.startswith("--")}
    assert set(flags) <= known


def test_the_command_table_names_every_command():
    there = {f"{program} {name}" for program in PROGRAMS for name in commands_of(program)}
    assert {f"{words[2]} {words[3]}" for words, _ in table()} == there - INTERNAL


def test_what_the_readme_points_to_is_there():
    """Links and pictures, headings, and paths in passing; var/ is written by the program."""
    headings = {
        re.sub(r"[^a-z -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert link.removeprefix("#") in headings if link.startswith("#") else (ROOT / link).exists(), link
    for path in re.findall(r"`((?:etl|sql|dashboard|tests|deploy)/[^`]*)`", TEXT):
        assert (ROOT / path).exists(), path


def test_the_pictures_are_shown_and_small():
    pictures = sorted((ROOT / "deploy" / "pictures").iterdir())
    assert [f"deploy/pictures/{picture.name}" in TEXT for picture in pictures] == [True] * 3
    for picture in pictures:
        assert picture.read_bytes()[1:4] == b"PNG"
        assert picture.stat().st_size < 400_000


def test_the_readme_says_where_the_dashboard_is():
    address = f"http://{dashboard.Settings(Path()).bind}"
    assert address in TEXT
    assert address in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_settings_of_the_readme_are_those_of_the_code():
    assert readme(TEXT) == TEXT, "run `make documents`"


def test_the_example_settings_are_those_of_the_code():
    text = EXAMPLE.read_text(encoding="utf-8")
    assert example(text) == text, "run `make documents`"


def test_every_setting_is_declared_once():
    """A value and a meaning for each, and nothing that is read but not declared."""
    for declared, settings in (
        (etl.SETTINGS, etl.Settings),
        (etl.FEED_OPTIONS, etl.FeedSettings),
        (dashboard.SETTINGS, dashboard.Settings),
    ):
        assert list(declared) == [name for name in settings.__dataclass_fields__ if name not in ("home", "feeds")]
        assert all(setting.meaning.endswith(".") for setting in declared.values())


def test_the_example_as_it_lies_says_what_is_shipped():
    """Copying it changes nothing."""
    environment = {"COLLECTION_HOME": "home", "COLLECTION_SETTINGS": str(EXAMPLE)}
    assert etl.load_settings(Path("home"), environment) == etl.Settings(Path("home"))
    assert dashboard.load_settings(environment) == dashboard.Settings(Path("home"))


def test_the_example_can_be_taken_at_its_word(tmp_path):
    """With every # taken away it can be read, says the shipped values, and sets each option of a feed."""
    text = re.sub(r"^#(?=[^ #\n])", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    said, settings = tomllib.loads(text), etl.load_settings(tmp_path, {})
    shipped = etl.Settings(tmp_path)
    for name, setting in etl.SETTINGS.items():
        expected = getattr(shipped, name)
        assert getattr(settings, name) == (setting.read(setting.example) if expected is None else expected)
    assert dashboard.load_settings({"COLLECTION_HOME": str(tmp_path)}) == dashboard.Settings(tmp_path)
    assert {option for feed in said["feeds"].values() for option in feed} == set(etl.FEED_OPTIONS)
    assert {feed.source for feed in settings.feeds.values()} == set(etl.SOURCES)
    assert settings.feeds["register"].kind == "full"


def test_the_catalogue_in_the_repository_is_the_one_printed():
    written = (ROOT / "sql" / "metrics" / "CATALOGUE.md").read_text(encoding="utf-8")
    assert written == catalogue.as_markdown(), "run `make documents`"


def test_the_tables_in_the_repository_are_those_of_the_code():
    written = (ROOT / "sql" / "schema" / "TABLES.md").read_text(encoding="utf-8")
    assert written == tables.as_markdown(), "run `make documents`"


def test_make_help_lists_every_target():
    said = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[0] for line in said.splitlines()} == targets()
    assert all(len(line.split()) > 1 for line in said.splitlines())


def test_the_changelog_has_a_place_for_what_is_new():
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").startswith("# Changelog\n\n## Unreleased\n\n- ")


def test_ci_runs_what_the_readme_says():
    """The one command of the README for tests, and nothing else."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert ["make", "test"] in blocks()
