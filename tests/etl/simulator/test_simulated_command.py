"""The command: its options, what it prints, how it fails."""

import argparse

from etl.simulator import command


def parse(*words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser.parse_args(list(words))


def test_defaults_are_fixed():
    options = parse()
    assert (options.people, options.months, options.seed) == (20_000, 60, 1)
    assert options.until.isoformat() == "2026-09-15"


def test_it_says_what_it_wrote(tmp_path, capsys):
    assert command.run(parse("--people", "20", "--months", "3"), tmp_path) == 0
    said = capsys.readouterr().out
    assert "Simulated 20 people from 202607 until 2026-09-15" in said
    assert str(tmp_path / "inbox") in said


def test_it_fails_with_one_line(tmp_path, capsys):
    assert command.run(parse("--people", "20", "--months", "900"), tmp_path) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("demo: months must be between 1 and")
    assert said.err.count("\n") == 1


def test_a_later_until_goes_on(tmp_path, capsys):
    first = parse("--people", "20", "--months", "3")
    later = parse("--people", "20", "--months", "3", "--until", "2026-10-20")
    assert command.run(first, tmp_path) == command.run(later, tmp_path) == 0
    assert "from 202607 until 2026-10-20" in capsys.readouterr().out
