"""LAND: what the sources delivered becomes rows of the warehouse; what cannot be used is refused whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.failures import Refused, Unsettled
from etl.feeds import FEEDS
from etl.load import Loaded, Loader
from etl.progress import say
from etl.settings import Settings
from etl.sources.control import control_path, read_control
from etl.sources.database import pull
from etl.sources.inbox import Delivery, Stamp, look_into, stamp
from etl.sources.opening import refuse_large
from etl.sources.pulled import brings_nothing, leave_out_known, pulled_before
from etl.totals import Disagreement
from sql.connect import Writer, sync_folder

OnStep = Callable[[str, int, int], None]
TIMES_SETTLED = 3
"""A file that still changes after so many times `settle_seconds` is left for the next night."""


@dataclass(frozen=True)
class RefusedFile:
    """A delivery that could not be used, and why."""

    name: str
    reason: str


@dataclass
class Landing:
    """What one night's landing came to."""

    landed: list[str] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    disagreements: dict[str, Disagreement] = field(default_factory=dict)


def land(  # noqa: PLR0913 - what a landing needs, named one by one
    connection: Writer,
    settings: Settings,
    business_date: date,
    run: str,
    on_step: OnStep,
    *,
    patient: bool = True,
) -> Landing:
    """Land everything delivered up to the business date, in the order of delivery.

    Waits for files that are still being written, unless told not to be patient.
    Raises Failure when a source database cannot be read.
    """
    (settings.home / "inbox").mkdir(parents=True, exist_ok=True)
    lander = _Lander(connection, settings, run, on_step)
    lander.land_pulled(business_date)
    lander.land_inbox(business_date, patient=patient)
    lander.warn()
    return lander.landing


class _Lander:
    """One landing, delivery by delivery."""

    def __init__(self, connection: Writer, settings: Settings, run: str, on_step: OnStep) -> None:
        self.landing = Landing()
        self._connection = connection
        self._settings = settings
        self._loader = Loader(connection, settings, run)
        self._on_step = on_step
        self._seen: dict[Path, tuple[Stamp | None, float]] = {}
        self._unknown: dict[tuple[str, str], list[str]] = {}
        self._quarantined: dict[str, int] = {}

    def land_pulled(self, business_date: date) -> None:
        """Pull every feed that comes from a database."""
        folder = self._settings.home / "work" / "pulled"
        for feed in FEEDS:
            if self._settings.feeds[feed.name].source == "database":
                before = pulled_before(self._connection, feed, business_date)
                started = time.monotonic()
                delivery = pull(self._settings, feed, business_date, before, folder)
                self._on_step(f"pull.{feed.name}", 0, int((time.monotonic() - started) * 1000))
                leave_out_known(self._connection, self._settings, delivery, before.until)
                if not brings_nothing(self._connection, delivery):
                    self._try(delivery)
        shutil.rmtree(folder, ignore_errors=True)

    def land_inbox(self, business_date: date, *, patient: bool) -> None:
        """Land the files of the inbox as they settle."""
        inbox = look_into(self._settings.home / "inbox", self._settings, business_date)
        self.landing.waiting = [delivery.file_name for delivery in inbox.waiting]
        for name in inbox.unknown:
            self.landing.warnings.append(
                f"{name} is left in the inbox: no feed has such a name; rename it like receipts_20251231.csv"
            )
        pending = list(inbox.due)
        give_up = time.monotonic() + TIMES_SETTLED * self._settings.settle_seconds
        while pending := [delivery for delivery in pending if not self._done(delivery)]:
            if not patient or time.monotonic() >= give_up:
                break
            say(f"waiting for {', '.join(delivery.file_name for delivery in pending)} to be complete")
            time.sleep(self._until_settled(pending))
        for delivery in pending:
            self.landing.waiting.append(delivery.file_name)
            self.landing.warnings.append(f"{delivery.file_name} is still changing; it is left for the next night")

    def _done(self, delivery: Delivery) -> bool:
        """Land a delivery that is complete, unless it was taken back; False when it may still be on its way."""
        if stamp(delivery.path) is None:
            return True
        settled = self._is_settled(delivery.path)
        if not settled and control_path(delivery.path) is None:
            return False
        return self._try(delivery, settled=settled)

    def _try(self, delivery: Delivery, *, settled: bool = True) -> bool:
        started, before = time.monotonic(), stamp(delivery.path)
        try:
            refuse_large(delivery.path, self._settings.largest_file_gigabytes)
            control = None if delivery.pulled else read_control(delivery.path)
            loaded = self._loader.load(delivery, control)
        except Refused as reason:
            if stamp(delivery.path) != before or (isinstance(reason, Unsettled) and not settled):
                return False
            pulled = f"pulled from {self._settings.feeds[delivery.feed.name].table}: " if delivery.pulled else ""
            self._refuse(delivery, pulled + str(reason))
            return True
        except FileNotFoundError:
            if stamp(delivery.path) is None:
                return True
            raise
        self.landing.landed.append(delivery.file_name)
        self._remember(delivery, loaded)
        self._on_step(f"land.{delivery.file_name}", loaded.rows, int((time.monotonic() - started) * 1000))
        return self._clear(delivery, before)

    def _remember(self, delivery: Delivery, loaded: Loaded) -> None:
        """Collect what is worth a warning."""
        if loaded.disagreement:
            self.landing.disagreements[delivery.file_name] = loaded.disagreement
            self.landing.warnings.append(f"{delivery.file_name}: {loaded.disagreement}")
        if loaded.rows_quarantined:
            self._quarantined[delivery.file_name] = loaded.rows_quarantined
        for column in loaded.unknown_columns:
            self._unknown.setdefault((delivery.feed.name, column), []).append(delivery.file_name)

    def warn(self) -> None:
        """Add one line for each thing that came more than once."""
        said: dict[tuple[str, str], list[str]] = {}
        for (feed, column), names in self._unknown.items():
            said.setdefault((feed, names[0] if len(names) == 1 else f"{len(names)} files"), []).append(column)
        for (feed, files), columns in said.items():
            mean = "column {} of {} means" if len(columns) == 1 else "columns {} of {} mean"
            self.landing.warnings.append(f"{feed}: {mean.format(', '.join(columns), files)} nothing to the feed")
        if self._quarantined:
            rows, names = sum(self._quarantined.values()), list(self._quarantined)
            files = names[0] if len(names) == 1 else f"{len(names)} files"
            self.landing.warnings.append(
                f"put aside {rows:,} of the rows of {files}; `python -m etl status` says why,"
                " and a corrected file loads them"
            )

    def _clear(self, delivery: Delivery, landed: object) -> bool:
        """Take a landed file out of the inbox, its control file first: without the file it would stay for ever.

        False when it is another by now than the one that landed: that one has yet to land.
        """
        if stamp(delivery.path) not in (landed, None):
            return False
        control = control_path(delivery.path)
        if control:
            control.unlink(missing_ok=True)
        delivery.path.unlink(missing_ok=True)
        sync_folder(delivery.path.parent)
        return True

    def _refuse(self, delivery: Delivery, reason: str) -> None:
        """Put a delivery aside with its reason."""
        folder = self._settings.home / "refused"
        folder.mkdir(parents=True, exist_ok=True)
        control = control_path(delivery.path)
        target = _free_name(folder, delivery.file_name)
        target.with_name(target.name + ".reason.txt").write_text(reason + "\n", encoding="utf-8")
        delivery.path.replace(target)
        if control:
            control.replace(target.with_name(target.name + ".ctl"))
        sync_folder(folder)
        self.landing.refused.append(RefusedFile(delivery.file_name, reason))

    def _is_settled(self, path: Path) -> bool:
        """Whether size and time have not changed for `settle_seconds`, by the file's clock or by ours."""
        now = stamp(path)
        seen = self._seen.get(path)
        if seen is None or seen[0] != now:
            seen = self._seen[path] = now, time.monotonic()
        return max(_age(now), time.monotonic() - seen[1]) >= self._settings.settle_seconds

    def _until_settled(self, pending: list[Delivery]) -> float:
        """Seconds until the first of these may have settled."""
        quiet = min(self._settings.settle_seconds - _age(stamp(each.path)) for each in pending)
        return min(max(quiet, 0.1), max(self._settings.settle_seconds, 0.1))


def _age(now: Stamp | None) -> float:
    """Seconds since a file was last written to, by its clock; one that is gone has long been quiet."""
    return time.time() - now[2] / 1e9 if now else float("inf")


def _free_name(folder: Path, name: str) -> Path:
    """A name not taken in the folder; the same file may be refused again and again."""
    target, place = folder / name, 1
    while target.exists():
        place += 1
        target = folder / f"{name}.{place}"
    return target
