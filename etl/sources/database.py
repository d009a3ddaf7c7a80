"""A source database: a table or view pulled as text into a file, from where the last pull ended."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, CursorResult, Engine, Select, and_, column, null, or_, select, table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.types import Date, DateTime

from etl.failures import Failure
from etl.feed_settings import FeedSettings
from etl.feeds import Feed
from etl.settings import Settings
from etl.sources.header import clean_header
from etl.sources.inbox import Delivery

ROWS_AT_ONCE = 10_000
_ISO_DAY = "____-__-__%"
UPDATED_AT = "updated_at"


@dataclass(frozen=True)
class Pulled:
    """How far a feed has been pulled: the latest 更新时间 known, and the number the next pull takes."""

    until: datetime | None
    next_number: int


def pull(settings: Settings, feed: Feed, business_date: date, before: Pulled, folder: Path) -> Delivery:
    """Write the rows of a source table, as known on the business date, to a CSV file named like a delivery.

    Only rows changed since the last pull, with days of overlap, where the table says when a row changed.
    Raises Failure when the database cannot be read; nothing is left of a pull that broke off.
    """
    said = settings.feeds[feed.name]
    number = f"_{before.next_number}" if before.next_number else ""
    path = folder / f"{feed.name}_{business_date:%Y%m%d}{number}.csv"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = Delivery(feed, path, path.name, business_date, before.next_number, pulled=True)
    url = source_url(settings.home, feed, said)
    try:
        engine = sqlalchemy.create_engine(url)
        try:
            _write(engine, settings, wanted, before.until)
        finally:
            engine.dispose()
    except sqlalchemy.exc.NoSuchTableError:
        raise Failure(
            f"the database of {feed.name} at {_shown(url)} has no table or view {said.table};"
            f" have it put back, or correct feeds.{feed.name}.table"
        ) from None
    except (ImportError, sqlalchemy.exc.NoSuchModuleError) as error:
        raise Failure(
            f"the database of {feed.name} at {_shown(url)} needs a driver that is not installed ({_cause(error)});"
            f" install it with pip, or correct feeds.{feed.name}.url"
        ) from None
    except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
        path.unlink(missing_ok=True)
        raise Failure(
            f"the database of {feed.name} cannot be read at {_shown(url)} ({_cause(error)});"
            f" see that it answers, or correct feeds.{feed.name}.url, and run the night again",
            transient=True,
        ) from None
    return wanted


def source_url(home: Path, feed: Feed, said: FeedSettings) -> URL:
    """The URL of a feed's database; a relative SQLite file lies under the home folder.

    Raises Failure when it is no SQLAlchemy URL, or names a SQLite file that is not there, which would be made anew.
    """
    try:
        url = make_url(said.url or "")
    except sqlalchemy.exc.ArgumentError:
        raise Failure(
            f"feeds.{feed.name}.url is no SQLAlchemy URL, such as postgresql://user@host/name; correct it"
        ) from None
    if url.get_backend_name() != "sqlite" or not url.database:
        return url
    path = home / url.database
    if not path.exists():
        raise Failure(
            f"the database of {feed.name} at {path} does not exist; have it put there, or correct feeds.{feed.name}.url"
        )
    return url.set(database=str(path))


def _write(engine: Engine, settings: Settings, wanted: Delivery, until: datetime | None) -> None:
    """Stream the wanted delivery's table into its file."""
    feed, said, path = wanted.feed, settings.feeds[wanted.feed.name], wanted.path
    schema, _, name = (said.table or "").rpartition(".")
    described = sqlalchemy.inspect(engine).get_columns(name, schema=schema or None)
    headers = [str(item["name"]) for item in described]
    source = table(name, *(column(header) for header in headers), schema=schema or None)
    question = select(*source.columns)
    changed = next((item for item in described if _means_updated_at(feed, said, str(item["name"]))), None)
    if changed is not None:
        since = until - timedelta(days=said.overlap_days) if until else None
        question = _bounded(question, source.c[str(changed["name"])], changed["type"], since, wanted.file_date)
    with engine.connect() as connection, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        with _streamed(connection, question) as rows:
            for some in rows.partitions(ROWS_AT_ONCE):
                writer.writerows(some)


def _means_updated_at(feed: Feed, said: FeedSettings, header: str) -> bool:
    meanings = {clean_header(column.header): column.field for column in feed.columns}
    meanings |= {clean_header(name): field for name, field in said.columns.items()}
    return meanings.get(clean_header(header)) == UPDATED_AT


def _bounded(
    question: Select[Any], changed: ColumnElement[Any], kind: Any, since: datetime | None, business_date: date
) -> Select[Any]:
    """Rows changed from `since` to the end of the business date, and those that do not say when.

    Text is compared as text; what is not written YYYY-MM-DD cannot be compared and comes each time.
    """
    end = datetime.combine(business_date + timedelta(days=1), time())
    if isinstance(kind, Date | DateTime) and not _is_sqlite_text(kind):
        within = [changed < end, *([changed >= since] if since else [])]
        return question.where(or_(changed.is_(null()), and_(*within)))
    within = [changed < f"{end:%Y-%m-%d}", *([changed >= f"{since:%Y-%m-%d}"] if since else [])]
    return question.where(or_(changed.is_(null()), ~changed.like(_ISO_DAY), and_(*within)))


def _is_sqlite_text(kind: Any) -> bool:
    """SQLite keeps dates as text whatever their column is declared as."""
    return type(kind).__module__.startswith("sqlalchemy.dialects.sqlite")


def _streamed(connection: Connection, question: Select[Any]) -> CursorResult[Any]:
    """The rows, held by the server until they are fetched where it can do that; to be closed, also when it is lost."""
    options = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    return connection.execution_options(**options).execute(question)


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _cause(error: BaseException) -> str:
    """The driver's own first line, which says more than the wrapper around it."""
    inner = getattr(error, "orig", None) or error
    return str(inner).strip().split("\n", 1)[0] or type(inner).__name__
