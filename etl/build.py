"""BUILD: staging, facts and marts of one business date, in full, from what has landed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

import chinese_calendar
from sqlalchemy import select

from etl.feeds.words import reference_rows
from etl.publish import stored
from etl.settings import Settings
from sql import movement
from sql.connect import Writer, create_table, open_reader
from sql.metrics import manual
from sql.schema import landed, ledger, marts, staging, tables_of

OnStep = Callable[[str, int, int], None]
"""Told the name of each step done, the rows it wrote, and its milliseconds."""

AGES = (("1-30", 1, 31), ("31-90", 31, 91), ("91-180", 91, 181), ("181-365", 181, 366), ("366-730", 366, 731))
COUNTED_AS_OF_LATEST = ("delivery", "item", "alias", "identity", "repeated_ticket", "repeated_voucher")
VERSIONS = ("receipt_version", "assessment_version")


def account(connection: Writer, settings: Settings, business_date: date) -> None:
    """Only say what became of every landed row; nothing is built."""
    connection.begin_scratch("staging")
    for table in tables_of("staging"):
        create_table(connection, table)
    _account(connection, settings, business_date, lambda *_: None)


def build(connection: Writer, settings: Settings, business_date: date, name: str, on_step: OnStep) -> None:
    """Fill a new version of that name with everything as known on the business date.

    Afterwards `marts` is still to be finished, so that it can be checked, beside `staging` and `facts`.
    """
    connection.begin_scratch("staging", "facts")
    connection.begin_version(name)
    for schema in ("staging", "facts", "marts"):
        for table in tables_of(schema):
            create_table(connection, table)
    filled = _account(connection, settings, business_date, on_step)
    _know(connection, settings, business_date)
    _load_reference(connection)
    for transform in movement.transforms("staging", "facts", "marts"):
        if transform.name not in filled:
            _fill(connection, transform, on_step)
    _describe(connection, settings, business_date, name)


def _account(connection: Writer, settings: Settings, business_date: date, on_step: OnStep) -> frozenset[str]:
    """Say what became of every landed row, whatever its date.

    The tables filled for it, where the business date knows as much; else they are emptied again.
    """
    latest = connection.value("select max(file_date) from landed.delivery") or business_date
    _know(connection, settings, max(business_date, latest))
    wanted = {f"staging.{name}" for name in COUNTED_AS_OF_LATEST + VERSIONS}
    used = [each for each in movement.transforms("staging") if each.name in wanted]
    for transform in used:
        movement.fill(connection, transform)
    folder = movement.FOLDER / "account"
    for feed in ("receipts", "assessments", "register", "roster", "deductions", "lists"):
        _fill(connection, movement.read_transform(folder / f"{feed}.sql", staging.FATE), on_step, f"account.{feed}")
    with connection.transaction():
        connection.execute("delete from landed.account")
        movement.fill(connection, movement.read_transform(folder / "account.sql", ledger.ACCOUNT))
    if latest <= business_date:
        return frozenset(wanted)
    for transform in used:
        connection.execute(f"truncate {transform.name}")
    return frozenset()


def _know(connection: Writer, settings: Settings, business_date: date) -> None:
    """Write down what the night is asked to know."""
    connection.execute("truncate staging.night")
    connection.execute("truncate staging.scope_word")
    month = business_date.year * 12 + business_date.month - 1
    ended = (business_date + timedelta(days=1)).day == 1
    volume = settings.volume_factor, settings.volume_nights
    first_shown = settings.history_starts - 12 if settings.history_starts else 0
    known = (business_date, month, month if ended else month - 1, first_shown, settings.top_up, *volume)
    connection.insert(staging.NIGHT, [(*known, _changes_after(connection, settings))])
    connection.insert(staging.SCOPE_WORD, [(word,) for word in settings.scope])


def _changes_after(connection: Writer, settings: Settings) -> int:
    """The latest delivery the oldest version kept knew of; where none is kept, or says so, the latest there is."""
    for version in sorted(stored(settings.place), key=lambda each: each.built):
        with suppress(Exception), closing(open_reader(settings.place, version.name)) as reader:
            return int(reader.value(select(marts.VERSION.c.latest_delivery)))
    return int(connection.value("select coalesce(max(delivery), 0) from landed.delivery"))


def _load_reference(connection: Writer) -> None:
    areas = ((*row[:4], row[4] or None, row[5] or None, row[6] or None) for row in reference_rows("areas"))
    limits = ((row[0], row[2], row[3], row[4], row[5]) for row in reference_rows("base_limits"))
    ages = [*AGES, ("731+", 731, 999_999)]
    connection.insert(staging.SHIPPED_AREA, areas)
    connection.insert(staging.SHIPPED_BASE_LIMIT, limits)
    connection.insert(staging.ARREARS_AGE, [(place, *age) for place, age in enumerate(ages, start=1)])
    connection.insert(staging.SHIPPED_WORKDAY, _workdays(connection))
    connection.insert(marts.WORKER_TYPE, reference_rows("worker_types"))
    connection.insert(marts.CHANNEL, reference_rows("channels"))


def _workdays(connection: Writer) -> Iterator[tuple[date, int]]:
    """Every day from the first receipt's year to the end of the year of d, open (1) or closed (0)."""
    first, last = connection.rows(
        "select coalesce(min(treasury_date), max(business_date)), max(business_date)"
        " from staging.night left join landed.receipts on true"
    )[0]
    day = date(max(first.year, 2004), 1, 1)
    while day.year <= last.year:
        yield day, int(_is_workday(day))
        day += timedelta(days=1)


def _is_workday(day: date) -> bool:
    """By the State Council's announcements; weekdays for years not announced yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def _fill(connection: Writer, transform: movement.Transform, on_step: OnStep, name: str | None = None) -> None:
    started = monotonic()
    rows = movement.fill(connection, transform)
    on_step(name or transform.name, rows, int((monotonic() - started) * 1000))


def _describe(connection: Writer, settings: Settings, business_date: date, version: str) -> None:
    first: Any = connection.value("select min(month) from marts.area_month")
    built_at = datetime.now(UTC).replace(tzinfo=None)
    connection.insert(
        marts.VERSION,
        [
            (
                version,
                business_date,
                built_at,
                settings.history_starts,
                first,
                settings.suspended_after,
                int(settings.demo),
                connection.value("select coalesce(max(delivery), 0) from landed.delivery"),
                _definition(settings),
            )
        ],
    )
    with connection.transaction():
        for name in landed.__dict__.values():
            if getattr(name, "schema", None) == "landed":
                _describe_feed(connection, settings, name.name)


def _definition(settings: Settings) -> str:
    """A fingerprint that changes when a figure may mean something else."""
    said = settings.scope, settings.top_up, settings.suspended_after, settings.repair_window, settings.history_starts
    words = [each.select for each in movement.transforms("staging", "facts", "marts")]
    return sha256("\n".join([*words, manual.as_json(), repr(said)]).encode()).hexdigest()


def _describe_feed(connection: Writer, settings: Settings, feed: str) -> None:
    expected = int(settings.feeds[feed].expected) if feed in settings.feeds else 0
    row = connection.rows(
        "select max(delivery.file_date), max(delivery.landed_at), count(*), coalesce(sum(account.rows_loaded), 0)"
        " from landed.delivery left join landed.account on delivery.delivery = account.delivery where feed = $feed",
        {"feed": feed},
    )[0]
    connection.insert(marts.FEED, [(feed, expected, *row)])
