"""A dry run: the night's landing in a throw-away copy of the home folder, so that nothing changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.build import account, build
from etl.land import land
from etl.night import only_writer
from etl.status import ACCOUNT, plain, quarantine, said
from sql.connect import rehearsing
from sql.metrics import Month, Months, Question, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import date

    from etl.settings import Settings
    from sql.connect import Place, Writer

REHEARSED = "20000101T000000"
"""The name of a version that nobody will ever read."""
FIGURES = (
    *(("received_net", 12), ("receipt_count", 12), ("match_rate", 12), ("paid_amount", 12)),
    *(("registered_persons", 1), ("attribution_rate", 1), ("compliance_rate", 1), ("suspended_persons", 1)),
    *(("suspension_rate", 1), ("coverage_rate", 1), ("assessed_amount", 12), ("arrears_amount", 1)),
)
"""What a dry run says the figures would be, each over so many months up to that of the business date."""
UNKNOWN_TYPES = ("98", "99")
LEFT_OUT = frozenset(
    {"refused", "versions", "work", "writer.lock", "status.json", "warehouse.duckdb", "warehouse.duckdb.wal"}
)


def rehearse(
    settings: Settings, business_date: date, brought: Mapping[str, Path] | None = None, *, figures: bool = False
) -> dict[str, Any]:
    """What a night would do: the files it would land with their row account, and those it would refuse.

    `brought`: files that are not in the inbox yet, by the name they would have there. `figures`: build it all, and
    say what the figures would be. The account of earlier files is left out unless the new ones change it.
    """
    with ExitStack() as stack:
        with _undisturbed(settings.place):
            copied = stack.enter_context(_linked(settings, brought or {}))
            connection = stack.enter_context(
                rehearsing(settings.place, copied.home, memory=settings.memory, threads=settings.threads)
            )
        before = {row["delivery"]: row for row in said(connection, ACCOUNT)}
        landing = land(connection, copied, business_date, "rehearsal", lambda *_: None, patient=False)
        whole = figures and not landing.refused
        if whole:
            build(connection, copied, business_date, REHEARSED, lambda *_: None)
        else:
            account(connection, copied, business_date)
        files = [row for row in said(connection, ACCOUNT) if before.get(row["delivery"]) != row]
        fresh = [row for row in quarantine(connection, copied) if row["delivery"] not in before]
        would_be = _figures(connection, business_date) if whole else []
    return {
        "files": files,
        "quarantine": fresh,
        "refused": [{"file_name": file.name, "reason": file.reason} for file in landing.refused],
        "waiting": list(landing.waiting),
        "disagreements": [
            {"file_name": name, **{key: plain(value) for key, value in asdict(each).items()}}
            for name, each in landing.disagreements.items()
        ],
        "figures": would_be,
    }


def _figures(connection: Writer, business_date: date) -> list[dict[str, Any]]:
    """The figures of the month of the business date, and of the money received in all, as they would be."""
    found = [_known_types(connection)]
    for metric, months in FIGURES:
        last = business_date.year * 12 + business_date.month - 1
        period = Months(last - months + 1, last) if months > 1 else Month(last)
        answer = ask(connection, Question((metric,), period=period))
        row = answer.rows[0] if answer.rows else (None,) * len(answer.columns)
        value, numerator, denominator = (*row, None, None)[:3]
        rate = len(row) > 1 and value is not None
        told = {"metric": metric, "months": months, "value": f"{value:.6f}" if rate else plain(value)}
        found.append({**told, "numerator": plain(numerator), "denominator": plain(denominator)})
    return found


def _known_types(connection: Writer) -> dict[str, Any]:
    """How many of the registered have one of the bureau's worker types."""
    answer = ask(connection, Question(("registered_persons",), ("worker_type",)))
    counted = {row[0]: row[1] for row in answer.rows}
    known = sum(persons for code, persons in counted.items() if code not in UNKNOWN_TYPES)
    whole = sum(counted.values())
    share = f"{Decimal(known) / whole:.6f}" if whole else None
    return {"metric": "worker_type_rate", "months": 1, "value": share, "numerator": known, "denominator": whole}


@contextmanager
def _linked(settings: Settings, brought: Mapping[str, Path]) -> Iterator[Settings]:
    """A home folder of links, one by one where files move."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        home = Path(folder)
        for path in settings.home.glob("*"):
            _link(path, home / path.name)
        (home / "inbox").mkdir(exist_ok=True)
        for name, path in brought.items():
            (home / "inbox" / name).symlink_to(path.absolute())
        yield replace(settings, home=home)


def _link(path: Path, target: Path) -> None:
    if path.name in {"inbox", "archive"}:
        shutil.copytree(path, target, copy_function=os.symlink)
    elif path.name not in LEFT_OUT:
        target.symlink_to(path, target_is_directory=path.is_dir())


def _undisturbed(place: Place) -> AbstractContextManager[None]:
    """No night may write meanwhile; where there never was one there is no lock, and none is made."""
    return only_writer(place) if (place.home / "writer.lock").exists() else nullcontext()
