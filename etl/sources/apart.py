"""A workbook read in a process of its own: one made to break its reader cannot take the night with it.

A single cell far below the others makes the reader ask for more memory than there is, which ends
its process without a word. Asked and answered in JSON; the rows go through the spool file.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.failures import Failure, Refused
from etl.feed_settings import FeedSettings
from etl.feeds import feed_named
from etl.sources.grid import Grid, Header, Search
from etl.sources.workbook import sheet_grid, workbook_grid, workbook_heads


@dataclass(frozen=True)
class Most:
    """What the process may take: bytes of memory, seconds of time; a full sheet of 20 columns takes 3 GB."""

    bytes: int = 6 << 30
    seconds: int = 1800


MOST = Most()
_SIGNAL_WHEN_PARENT_DIES = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


def workbook_grid_apart(path: Path, source: str, search: Search) -> Grid:
    """A workbook as a grid.

    Raises Refused for passwords, damaged files, missing headers, and what breaks the reader.
    """
    said = _ask(
        {
            "path": str(path),
            "source": source,
            "work": str(search.work),
            "feed": search.feed.name,
            "settings": asdict(search.settings),
        }
    )
    return sheet_grid(Header(said["row"], tuple(said["cells"]), said["places"], said["total"]), source, search)


def workbook_heads_apart(
    path: Path, source: str, work: Path, rows: int, most: Most = MOST
) -> list[tuple[str, list[list[str]]]]:
    """The name and the first rows of every sheet, whatever they mean; refused as above."""
    said = _ask({"path": str(path), "source": source, "work": str(work), "rows": rows}, most)
    return [(name, head) for name, head in said["sheets"]]


def _ask(asked: dict[str, Any], most: Most = MOST) -> dict[str, Any]:
    """What the process of its own answers; Refused where it refuses or breaks."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", __name__, str(os.getpid()), str(most.bytes), str(most.seconds)],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
        check=False,
    )
    if done.returncode < 0:
        raise Refused(
            "the workbook breaks its reader: it is damaged, or asks for more memory than is safe;"
            " remove cells that lie far from the others, or have it delivered as CSV"
        )
    if done.returncode > 0:
        last = done.stderr.strip().rpartition("\n")[2]
        name = asked.get("feed", Path(asked["path"]).name)
        raise Failure(f"the workbook of {name} could not be read ({last}); try it again")
    said: dict[str, Any] = json.loads(done.stdout)
    if "refused" in said:
        raise Refused(said["refused"])
    return said


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return _heads(asked) if "rows" in asked else _header(asked)
    except Refused as refused:
        return {"refused": str(refused)}


def _header(asked: dict[str, Any]) -> dict[str, Any]:
    search = Search(feed_named(asked["feed"]), FeedSettings(**asked["settings"]), Path(asked["work"]))
    header = workbook_grid(Path(asked["path"]), asked["source"], search).header
    return {"row": header.row, "cells": header.cells, "places": dict(header.places), "total": header.total}


def _heads(asked: dict[str, Any]) -> dict[str, Any]:
    return {"sheets": workbook_heads(Path(asked["path"]), asked["source"], Path(asked["work"]), asked["rows"])}


def _bound(most: Most) -> None:
    """Let this process take only so much, and leave no picture of its memory behind."""
    resource.setrlimit(resource.RLIMIT_AS, (most.bytes, most.bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (most.seconds, most.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with(parent: int) -> None:
    """End with the night, however it ends: what it runs again must be alone in its folders."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_DIES, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the night has ended")


if __name__ == "__main__":
    _end_with(int(sys.argv[1]))
    _bound(Most(*map(int, sys.argv[2:4])))
    json.dump(_answer(json.load(sys.stdin)), sys.stdout)
