"""What `etl status` and a dry run say: runs, what is published, and the account of every row read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from etl.feeds import feed_named
from etl.publish import stored
from etl.sources.header import clean_header
from sql.connect import NothingPublished, Place, current_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from etl.settings import Settings
    from sql.connect import Connection

ACCOUNT = """
    select delivery.delivery, feed, file_name, file_date, encoding, unknown_columns, rows_read,
        rows_loaded, rows_superseded, rows_duplicate, rows_quarantined, rows_out_of_scope, rows_total,
        amount_read, amount_loaded, amount_superseded, amount_duplicate, amount_quarantined, amount_out_of_scope
    from landed.delivery left join landed.account on delivery.delivery = account.delivery
    order by delivery.delivery
"""
QUARANTINE = """
    select delivery.delivery, feed, file_name, column_name, reason, count(*) as rows, sum(quarantine.amount) as amount,
        min(line) as first_line
    from landed.quarantine join landed.delivery on quarantine.delivery = delivery.delivery
    group by delivery.delivery, feed, file_name, column_name, reason order by delivery.delivery, first_line
"""
EXAMPLES = """
    select delivery, column_name, reason, min(value) as value from landed.quarantine
    group by delivery, column_name, reason
"""
RUNS = """
    select run, business_date, started_at, ended_at, outcome, reason, version from landed.run order by started_at desc
"""
STEPS = """
    select step.run, position, step, rows, milliseconds from landed.step
    where step.run = (select max(run) from landed.run) order by position
"""
CHECKS = """
    select check_result.run, check_name, severity, faults, example from landed.check_result
    where run = (select max(run) from landed.check_result) order by severity, check_name
"""

PERSONAL = ("identity", "name", "phone", "person_number")
"""Fields whose cells tell a person."""

Said = list[dict[str, Any]]


def status(connection: Connection, settings: Settings) -> dict[str, Any]:
    """Everything known of the nights; amounts are text with two decimals, dates ISO."""
    return {
        "published": published(settings.place),
        "versions": [version.name for version in stored(settings.place)],
        "feeds": [
            {"feed": name, "expected": feed.expected, "source": feed.source} for name, feed in settings.feeds.items()
        ],
        "runs": said(connection, RUNS),
        "files": said(connection, ACCOUNT),
        "quarantine": said(connection, QUARANTINE),
        "checks": said(connection, CHECKS),
        "steps": said(connection, STEPS),
    }


def published(place: Place) -> dict[str, str] | None:
    """The version served; None before the first."""
    try:
        version = current_version(place)
    except NothingPublished:
        return None
    return {"version": version.name, "business_date": version.business_date.isoformat()}


def said(connection: Connection, question: str) -> Said:
    """The rows of a question as dictionaries that JSON can carry."""
    done = connection.execute(question).native
    names = [column[0] for column in done.description or ()]
    return [dict(zip(names, map(plain, row), strict=True)) for row in done.fetchall()]


def plain(value: Any) -> Any:
    """A value as JSON can carry it: money with two decimals, dates in ISO form."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_json(report: dict[str, Any]) -> str:
    """The report for programs."""
    return json.dumps(report, ensure_ascii=False, indent=2)


def as_text(report: dict[str, Any]) -> str:
    """The report for people."""
    served = report["published"]
    known = f"{served['version']}, as known on {served['business_date']}" if served else "nothing"
    lines = [f"published: {known}"]
    lines += ["", "runs (latest first)", *_table(report["runs"][:10], ("run", "business_date", "outcome", "reason"))]
    lines += ["", *files_as_lines(report)]
    worth = [check for check in report["checks"] if check["faults"]]
    lines += ["", "checks with faults", *_table(worth, ("check_name", "severity", "faults", "example"))]
    provided = ", ".join(feed["feed"] for feed in report["feeds"] if feed["expected"]) or "none"
    others = ", ".join(feed["feed"] for feed in report["feeds"] if not feed["expected"]) or "none"
    return "\n".join([*lines, "", f"feeds expected: {provided}", f"feeds not declared expected: {others}"])


def files_as_lines(report: dict[str, Any]) -> list[str]:
    """The account of every file in rows and money, and its quarantine by reason."""
    rows = ("rows_read", "rows_loaded", "rows_superseded", "rows_duplicate", "rows_quarantined")
    money = ("amount_read", "amount_loaded", "amount_superseded", "amount_duplicate", "amount_quarantined")
    rest = ("rows_out_of_scope", "rows_total")
    kept = ("file_name", "column_name", "reason", "rows", "amount", "first_line")
    return [
        "rows: read = loaded + superseded + duplicate + quarantined + out of scope + totals",
        *_table(report["files"], ("file_name", *rows, *rest)),
        "",
        "money, split the same way",
        *_table(report["files"], ("file_name", *money, "amount_out_of_scope")),
        "",
        "quarantine",
        *_table(report["quarantine"], kept),
    ]


def figures_as_lines(report: dict[str, Any]) -> list[str]:
    """What the figures would be; a rate with its two sums."""
    rows = [
        {**row, "over": f"{row['months']} months" if row["months"] > 1 else "the month"} for row in report["figures"]
    ]
    return ["", "figures as they would be", *_table(rows, ("metric", "over", "value", "numerator", "denominator"))]


def quarantine(connection: Connection, settings: Settings) -> Said:
    """The rows put aside by reason, with a value as an example where it cannot tell a person."""
    found = {(row["delivery"], row["column_name"], row["reason"]): row["value"] for row in said(connection, EXAMPLES)}
    rows = said(connection, QUARANTINE)
    for row in rows:
        personal = clean_header(row["column_name"]) in _personal(row["feed"], settings)
        row["example"] = None if personal else found[row["delivery"], row["column_name"], row["reason"]]
    return rows


def _personal(feed: str, settings: Settings) -> set[str]:
    """The headers under which a feed says who a person is: ours, and those of the settings."""
    columns = feed_named(feed).columns
    headers = {clean_header(column.header) for column in columns if column.field in PERSONAL}
    return headers | {
        clean_header(header) for header, field in settings.feeds[feed].columns.items() if field in PERSONAL
    }


def _table(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> list[str]:
    cells = [[str("-" if row[name] is None else row[name]) for name in names] for row in rows]
    if not cells:
        return ["  none"]
    heads = [name.removeprefix("rows_").removeprefix("amount_").replace("_", " ") for name in names]
    widths = [max(len(line[place]) for line in [heads, *cells]) for place in range(len(names))]
    lines = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in [heads, *cells]]
    return [("  " + "  ".join(line)).rstrip() for line in lines]
