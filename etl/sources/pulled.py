"""What a source database was asked before, so that the days of overlap do not land again and again."""

from __future__ import annotations

import csv
import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

from etl.archive import Archive, hash_of
from etl.feeds import Feed
from etl.settings import Settings
from etl.sources.database import ROWS_AT_ONCE, UPDATED_AT, Pulled
from etl.sources.grid import Search
from etl.sources.header import HeaderFinder
from etl.sources.inbox import Delivery
from sql.connect import Connection, Writer


def says_when_changed(feed: Feed) -> bool:
    """Whether the rows of a feed carry 更新时间."""
    return any(column.field == UPDATED_AT for column in feed.columns)


def pulled_before(connection: Connection, feed: Feed, business_date: date) -> Pulled:
    """How far a feed had been pulled by the nights up to a business date."""
    until: datetime | None = None
    if says_when_changed(feed):
        until = connection.value(
            f"select max(updated_at) from landed.{feed.name} inner join landed.delivery using (delivery)"
            " where encoding = 'database' and file_date <= $date and updated_at < file_date + interval '1 day'",
            {"date": business_date},
        )
    number = connection.value(
        "select coalesce(max(file_number) + 1, 0) from landed.delivery where feed = $feed and file_date = $date",
        {"feed": feed.name, "date": business_date},
    )
    return Pulled(until, int(number))


def brings_nothing(connection: Connection, delivery: Delivery) -> bool:
    """Whether landing a pull would say nothing: a list that has not changed, or no row on a date pulled before."""
    dated = says_when_changed(delivery.feed)
    before = connection.value(
        "select sha256 from landed.delivery where feed = $feed and encoding = 'database'"
        f" and file_date {'=' if dated else '<='} $date order by file_date desc, file_number desc limit 1",
        {"feed": delivery.feed.name, "date": delivery.file_date},
    )
    if before is None:
        return False
    return _is_bare(delivery.path) if dated else before == hash_of(delivery.path)


def leave_out_known(connection: Writer, settings: Settings, delivery: Delivery, until: datetime | None) -> None:
    """Take the rows of the days of overlap out of a pull's file, where nothing has happened to them.

    A row is known when it is among the rows that were pulled last of its ticket or voucher: one that
    went back to what it had been is not.
    """
    search = Search(delivery.feed, settings.feeds[delivery.feed.name], delivery.path.parent)
    headers = _headers(delivery.path)
    earlier = [path for path in _earlier(connection, settings, delivery, until) if _headers(path) == headers]
    places = HeaderFinder(search).understood(1, headers).places
    key = places.get(delivery.feed.columns[0].field)
    if not earlier or key is None:
        return
    fresh = delivery.path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        paths = {f"known{place}": str(path) for place, path in enumerate(earlier)}
        found = connection.files.execute(
            _unknown_rows(len(headers), key, len(earlier)), {"fresh": str(delivery.path), **paths}
        )
        while rows := found.native.fetchmany(ROWS_AT_ONCE):
            writer.writerows(rows)
    fresh.replace(delivery.path)


def _earlier(connection: Connection, settings: Settings, delivery: Delivery, until: datetime | None) -> list[Path]:
    """The archived pulls that may hold rows of the days of overlap, latest last.

    Raises Failure where one has changed since; of one that is missing, known rows come again.
    """
    if until is None:
        return []
    since = until.date() - timedelta(days=settings.feeds[delivery.feed.name].overlap_days)
    rows = connection.rows(
        "select sha256, file_name from landed.delivery where feed = $feed and encoding = 'database'"
        " and file_date between $since and $date order by file_date, file_number",
        {"feed": delivery.feed.name, "since": since, "date": delivery.file_date},
    )
    archive = Archive(settings.home)
    return [archive.checked(sha256, name) for sha256, name in rows if archive.holds(sha256)]


def _unknown_rows(width: int, key: int, earlier: int) -> str:
    """The rows of `$fresh` that are not, cell by cell, among the last pulled of their key."""
    names = [f"c{place}" for place in range(width)]
    columns = ", ".join(f"'{name}': 'varchar'" for name in names)
    shape = f"auto_detect = false, header = false, skip = 1, strict_mode = true, columns = {{{columns}}}"
    pulled = " union all ".join(
        f"select {place} as place, * from read_csv($known{place}, {shape})" for place in range(earlier)
    )
    same = " and ".join(f"fresh.{name} is not distinct from known.{name}" for name in names)
    return f"""
        with fresh as materialized (select * from read_csv($fresh, {shape})),
        pulled as (select * from ({pulled}) where c{key} in (select c{key} from fresh)),
        known as (select *, max(place) over (partition by c{key}) as last_place from pulled)
        select fresh.* from fresh
        where not exists (select 1 from known where known.place = known.last_place and {same})
    """


def _headers(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _is_bare(path: Path) -> bool:
    """Whether a pull's file holds its header only."""
    with path.open(encoding="utf-8", newline="") as file:
        return len(list(itertools.islice(csv.reader(file), 2))) < 2
