"""What was tried of a promise and how often it was not kept: asserted by each test, printed as one table at the end."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROPERTY = "tried"
Wrong = Iterable[str]


@dataclass
class Tried:
    """One kind of fault under one promise."""

    promise: str
    fault: str
    tries: int = 0
    failures: list[str] = field(default_factory=list)

    def once(self, what: str, check: Callable[[Path], Wrong]) -> None:
        """Try one fault in a folder of its own; the check says what is not as promised, one text each."""
        with tempfile.TemporaryDirectory(prefix="tried-") as folder:
            try:
                wrong = list(check(Path(folder)))
            except Exception as error:  # noqa: BLE001 - one of a thousand tries must not end the others
                wrong = [f"{type(error).__name__}: {error}"]
        self.tries += 1
        if wrong:
            self.failures.append(f"{what}: {'; '.join(wrong)}")
            print(f"  {self.failures[-1]}", flush=True)

    def each(self, faults: Iterable[tuple[str, Callable[[Path], Wrong]]]) -> list[str]:
        """Try one after the other; the failures, none if the promise was kept."""
        started = time.monotonic()
        for what, check in faults:
            self.once(what, check)
        seconds = time.monotonic() - started
        print(f"\n{self.promise}: {self.fault}: tries {self.tries}, failures {len(self.failures)}, {seconds:,.0f} s")
        return self.failures


Trying = Callable[[str, str], Tried]
"""Begins to try a kind of fault (second) under a promise (first)."""


@pytest.fixture
def trying(record_property: Callable[[str, object], None]) -> Iterator[Trying]:
    """Begin to try; what came of it goes into the table."""
    begun: list[Tried] = []

    def begin(promise: str, fault: str) -> Tried:
        begun.append(Tried(promise, fault))
        return begun[-1]

    yield begin
    for one in begun:
        record_property(PROPERTY, [one.promise, one.fault, one.tries, len(one.failures)])


class Table:
    """Collects what every test tried, in whichever process, and prints it where anything was."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up by promise and fault."""
        if report.when != "teardown":
            return
        for name, said in report.user_properties:
            if name == PROPERTY:
                promise, fault, tries, failures = said  # type: ignore[misc]
                counted = self._rows.setdefault((promise, fault), [0, 0])
                counted[0] += tries
                counted[1] += failures

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print promise, fault, tries, failures."""
        if not self._rows:
            return
        lines = [["promise", "fault", "tries", "failures"]]
        lines += [[*names, f"{tries:,}", f"{failures:,}"] for names, (tries, failures) in sorted(self._rows.items())]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        terminalreporter.section("faults tried")
        for line in lines:
            cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
            terminalreporter.write_line("  ".join(cells).rstrip())
