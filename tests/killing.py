"""Killing a night at one of its side effects: `python -m tests.killing`, a program of its own.

It takes orders, one JSON object a line, and answers each with the exit code of the night and the side effects it had.
Each night runs in a fork, which counts what changes the disk (files opened for writing, written, synced, renamed,
removed, folders made and removed, processes started, statements that write, the closing of the database) and kills
itself with SIGKILL right before one of them, or right after it; a write, and an insert of several rows, is then half
done. Nothing of this is in the program: files are watched through Python's own audit events.

A night may be ordered to meet a failing disk instead (`tests.failing`); what it counts then are system calls.
"""

import builtins
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self

BEFORE, AFTER = "before", "after"
WRITING = re.compile(
    r"\s*(insert into|update|delete from|truncate|create table|drop table|alter table|begin transaction|commit|rollback"
    r"|attach|detach|checkpoint)(?:\s+(?:if (?:not )?exists )?(?!temp\.|reading\b|if )(\S+)|\s*$)",
    re.IGNORECASE,
)
"""Statements that change a file; those on tables of the session do not."""
VERSION_NAME = re.compile(r"\d{8}-\d{20}")


@dataclass(frozen=True)
class Order:
    """One night: at which side effect, counted from 1, it dies and on which side of it; or after how many seconds.

    With place 0 and no seconds it lives. Where a way to fail is named, it is the disk that fails at the place.
    """

    home: str
    business_date: str
    place: int = 0
    side: str = BEFORE
    seconds: float = 0
    fails: str = ""


@dataclass(frozen=True)
class Death:
    """How a night ended: its exit code, -9 when it was killed, the side effects begun by then, and what it said."""

    code: int
    effects: tuple[str, ...]
    said: str = ""


class Runner:
    """The program to which orders are given."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it; `environment`: what it needs besides."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"],
            cwd=Path(__file__).parents[1],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate()

    def run(self, order: Order) -> Death:
        """Let a night run, and die if so ordered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        code, effects, said = json.loads(self._process.stdout.readline())
        return Death(code, tuple(effects), said)


class Effects:
    """The side effects of this process under a home folder, and the one at which it dies."""

    def __init__(self, order: Order, told: int) -> None:
        """Count from now on; each name is written to the descriptor."""
        self._home, self._place, self._side, self._told = order.home, order.place, order.side, told
        self._count = 0

    def begin(self, name: str) -> None:
        """Count a side effect that is about to happen."""
        self._count += 1
        os.write(self._told, f"{name}\n".encode())
        if self._dies(BEFORE):
            die()

    def end(self) -> None:
        """Note that it has happened."""
        if self._dies(AFTER):
            die()

    def _dies(self, side: str) -> bool:
        return self._side == side and self._count == self._place

    @contextmanager
    def counted(self, name: str) -> Iterator[None]:
        """Count what the block does as one side effect."""
        self.begin(name)
        yield
        self.end()

    def halved(self, name: str, whole: Sequence[Any], write: Callable[[Any], Any]) -> Any:
        """Write something; only the first half of it, if the process dies after this."""
        self.begin(name)
        done = write(whole[: len(whole) // 2] if self._dies(AFTER) else whole)
        if not self._dies(AFTER):
            return done
        return None

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear an audit event: it comes before what it tells of."""
        name = _NAMES[event](self, arguments) if event in _NAMES else None
        if name:
            self.begin(name)
            if self._dies(AFTER):
                sys.setprofile(_die_outside)

    def opened(self, arguments: tuple[Any, ...]) -> str | None:
        """Name a file that is opened for writing."""
        path, mode, flags = arguments
        writes = any(sign in mode for sign in "wxa+") if mode else flags & (os.O_WRONLY | os.O_RDWR)
        return self.named("open", path) if writes else None

    def named(self, what: str, path: Any, folder: int = -1) -> str | None:
        """Name a side effect on a path, if it lies in the home folder; one relative to a folder that is open does."""
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if folder < 0 and not text.startswith(self._home):
            return None
        return f"{what} {VERSION_NAME.sub('VERSION', text.removeprefix(self._home).lstrip('/'))}"


_NAMES: dict[str, Callable[[Effects, tuple[Any, ...]], str | None]] = {
    "open": Effects.opened,
    "os.rename": lambda effects, arguments: effects.named("rename", arguments[0], arguments[2]),
    "os.remove": lambda effects, arguments: effects.named("remove", *arguments[:2]),
    "os.mkdir": lambda effects, arguments: effects.named("mkdir", arguments[0], arguments[2]),
    "os.rmdir": lambda effects, arguments: effects.named("rmdir", *arguments[:2]),
    "os.link": lambda effects, arguments: effects.named("link", arguments[1]),
    "os.symlink": lambda effects, arguments: effects.named("symlink", arguments[1]),
    "os.truncate": lambda effects, arguments: effects.named("truncate", arguments[0]),
    "subprocess.Popen": lambda _effects, _arguments: "start a process",
}


def die() -> None:
    """Die at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def _die_outside(frame: FrameType, event: str, argument: object) -> None:
    """Die as soon as anything happens beyond the hook: what it announced is done by then."""
    if frame.f_code.co_filename != __file__:
        die()


class _Written:
    """A file whose writes are counted."""

    def __init__(self, file: Any, name: str, effects: Effects) -> None:
        self._file, self._name, self._effects = file, name, effects

    def write(self, content: Any) -> Any:
        done = self._effects.halved(self._name, content, self._file.write)
        if done is None:
            self._file.flush()
            die()
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def watch(effects: Effects) -> None:
    """Watch this process from now on."""
    _watch_files(effects)
    _watch_syncs(effects)
    _watch_database(effects)
    sys.addaudithook(effects.heard)


def _watch_files(effects: Effects) -> None:
    opens = io.open

    def watched(path: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        file = opens(path, mode, *more, **named)
        name = effects.named("write", path) if any(sign in mode for sign in "wxa+") else None
        return _Written(file, name, effects) if name else file

    io.open = builtins.open = watched  # type: ignore[assignment]


def _watch_syncs(effects: Effects) -> None:
    syncs = os.fsync

    def watched(descriptor: int) -> None:
        name = effects.named("fsync", Path(f"/proc/self/fd/{descriptor}").readlink())
        with effects.counted(name or "fsync"):
            syncs(descriptor)

    os.fsync = watched  # type: ignore[assignment]


class _Connected:
    """A database connection whose writing statements are counted."""

    def __init__(self, native: Any, effects: Effects) -> None:
        self._native, self._effects = native, effects

    def execute(self, statement: str, *parameters: Any) -> Self:
        writes = WRITING.match(statement)
        if not writes:
            self._native.execute(statement, *parameters)
            return self
        what, on = writes[1].lower(), (writes[2] or "").strip("'\"")
        with self._effects.counted(self._effects.named(what, on) or f"{what} {on}".strip()):
            self._native.execute(statement, *parameters)
        return self

    def executemany(self, statement: str, rows: Sequence[Any]) -> Self:
        writes = WRITING.match(statement)
        if writes:
            done = self._effects.halved(f"insert {writes[2]}", rows, lambda some: self._write(statement, some))
            if done is None:
                die()
        else:
            self._native.executemany(statement, rows)
        return self

    def _write(self, statement: str, rows: Sequence[Any]) -> int:
        if rows:
            self._native.executemany(statement, rows)
        return len(rows)

    def close(self) -> None:
        with self._effects.counted("close"):
            self._native.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._native, name)


def _watch_database(effects: Effects) -> None:
    import duckdb

    connects = duckdb.connect
    duckdb.connect = lambda *where, **how: _Connected(connects(*where, **how), effects)  # type: ignore[assignment]


def _live(order: Order, told: int) -> int:
    """Run the night of an order in this process."""
    from etl.__main__ import main
    from tests.failing import arm
    from tests.program import environment

    with environment(Path(order.home), {}):
        if order.fails:
            arm(order, told)
        else:
            watch(Effects(order, told))
        return main(["night", "--date", order.business_date])


def _follow(order: Order) -> tuple[int, list[str], str]:
    """Fork a night, kill it when its time has come, and read what it told and said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        code, effects = _followed(order, said.fileno())
        said.seek(0)
        return code, effects, said.read()


def _followed(order: Order, said: int) -> tuple[int, list[str]]:
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        os.dup2(said, 1)
        os.dup2(said, 2)
        code = 70
        try:
            code = _live(order, told)
        except BaseException:  # noqa: BLE001 - whatever it is, the fork ends here, and it is said
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(told)
    if order.seconds:
        time.sleep(order.seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(heard, encoding="utf-8") as lines:
        effects = lines.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), effects


def main() -> None:
    """Take orders until there are none; everything the program needs is loaded once."""
    import etl.night
    import etl.rehearsal
    import etl.simulator.command
    import etl.status  # noqa: F401 - loaded for the forks

    for line in sys.stdin:
        print(json.dumps(_follow(Order(**json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
