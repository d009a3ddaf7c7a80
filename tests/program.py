"""The program as a user calls it: a night over a home folder, and questions to what it published."""

import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from tests import engines
from tests.model import Answer, Figure
from tests.model.reading import read_month
from tests.questions import Asked
from tests.world import Expected

QUIET = {"COLLECTION_VOLUME_FACTOR": "1000000", "COLLECTION_MEMORY": "512MB", "COLLECTION_THREADS": "1"}
"""A world this small moves more than any tolerance, and needs little."""


@contextmanager
def environment(home: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Point the program at a home folder and the engine the test runs on, with settings."""
    place = engines.chosen.place(home)
    variables = {"COLLECTION_HOME": str(home), "COLLECTION_DATABASE": place.url, **QUIET, **settings}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code and what it said on standard output and standard error."""

    code: int
    out: str
    err: str


def call(home: Path, *words: str, settings: Mapping[str, str] | None = None) -> Said:
    """Run a command of `python -m etl`."""
    from etl.__main__ import main

    out, err = io.StringIO(), io.StringIO()
    with environment(home, settings or {}), redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def night(home: Path, d: str, settings: Mapping[str, str] | None = None) -> None:
    """Run the night of a business date; it must succeed."""
    said = call(home, "night", "--date", d, settings=settings)
    assert said.code == 0, said


def settings_of(expected: Expected) -> dict[str, str]:
    """Return the settings under which an answer is expected."""
    starts = {"COLLECTION_HISTORY_STARTS": expected.history_starts} if expected.history_starts else {}
    return {"COLLECTION_TOP_UP": expected.top_up, **starts}


def arguments(expected: Expected) -> list[str]:
    """Return a question as the words of the command line."""
    words = ["ask", *expected.metrics, "--k", str(expected.k), "--format", "json"]
    if expected.by:
        words += ["--by", ",".join(expected.by)]
    for name, value in expected.period.items():
        words += [f"--{name}", value if isinstance(value, str) else f"{value[0]}:{value[1]}"]
    for name, values in expected.where.items():
        words += ["--where", f"{name}={','.join(values)}"]
    return words


def ask(home: Path, expected: Expected) -> Answer:
    """Ask the program."""
    from sql.__main__ import main

    said, wrong = io.StringIO(), io.StringIO()
    with environment(home, {}), redirect_stdout(said), redirect_stderr(wrong):
        code = main(arguments(expected))
    assert code == 0, wrong.getvalue()
    return read_answer(said.getvalue(), expected)


def read_answer(text: str, expected: Expected) -> Answer:
    """Read the JSON that `ask` prints."""
    rows: list[dict[str, Any]] = json.loads(text, parse_float=Decimal)
    return {group_of(row, expected.by): figures_of(row, expected.metrics) for row in rows}


def group_of(row: Mapping[str, Any], by: Iterable[str]) -> tuple[str, ...]:
    """Return the values of the dimensions of a row."""
    return tuple(str(row[name]) for name in by)


def figures_of(row: Mapping[str, Any], metrics: Iterable[str]) -> dict[str, Figure]:
    """Return the figures of a row; of a rate numerator and denominator, with which its value must agree."""
    return {name: figure_of(row, name) for name in metrics}


def figure_of(row: Mapping[str, Any], name: str) -> Figure:
    """Return one figure of a row."""
    value: Figure = row[name]
    if f"{name}_num" not in row:
        return value
    numerator, denominator = row[f"{name}_num"] or 0, row[f"{name}_den"] or 0
    if denominator:
        assert isinstance(value, int | Decimal), (name, row)
        assert abs(value - Decimal(numerator) / Decimal(denominator)) < Decimal("0.0000005"), (name, row)
    else:
        assert value is None, (name, row)
    return numerator, denominator


class Reader:
    """The published version, open for many questions."""

    def __init__(self, home: Path) -> None:
        """Open what the pointer names."""
        from sql.connect import open_reader

        self.connection = open_reader(engines.chosen.place(home))

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.connection.close()

    def ask(self, asked: Asked) -> Answer:
        """Ask the door to the figures."""
        from sql.metrics import Question, ask

        period = period_of(asked)
        answer = ask(self.connection, Question((asked.metric,), asked.by, period, asked.where, asked.k))
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        return {group_of(row, asked.by): figures_of(row, (asked.metric,)) for row in rows}


def period_of(asked: Asked) -> Any:
    """Return the period of a question as the program's own."""
    from sql.metrics import Days, Month, Months

    if "days" in asked.period:
        return Days(*asked.period["days"])
    if "month" in asked.period:
        return Month(read_month(asked.period["month"]))
    return Months(*map(read_month, asked.period["months"])) if "months" in asked.period else None
