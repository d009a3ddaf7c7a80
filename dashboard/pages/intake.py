"""接入: which sources come, a new file of the bureau's own, the files that wait, and a night on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.cards import card, guarded, state
from dashboard.components.forms import day_field, file_field, form, form_with_file, hidden, send
from dashboard.components.marks import ALARM, UP, badge
from dashboard.components.tables import Column, table
from dashboard.data import Record
from dashboard.findings.freshness import freshness_of
from dashboard.intake import NotUsable
from dashboard.numbers import NOTHING, count
from dashboard.pages.intake_file import file_body, under_way
from dashboard.pages.page import Context
from dashboard.places import PATHS
from dashboard.state.columns import in_china
from etl.due import yesterday
from etl.feeds import FEEDS
from etl.intake.brought import Brought
from etl.ledger import last_announced
from etl.sources.inbox import ENDINGS, Delivery
from etl.wanted import Deed
from sql.connect import NothingPublished

FILE = "file"
"""The choice of the address that says which file is shown."""
ACCEPTED = "accepted"
"""What the address says was done just now."""
MOST_NAMED = 12
TABS = ("intake", "gaps", "parallel")


def tabs(context: Context, shown: str) -> html.Nav:
    """The three parts of what comes in: files, gaps, and the parallel run."""
    words = context.words
    links = [
        html.Span(words(f"page.{name}"), className="part shown", **{"aria-current": "page"})
        if name == shown
        else html.Link(words(f"page.{name}"), href=context.view.link(PATHS[name], choices={}), className="part")
        for name in TABS
        if name in PATHS
    ]
    return html.Nav(links, className="tabs", **{"aria-label": words("intake.parts")})


def body(context: Context) -> Sequence[Component]:
    """One file, where the address names it; else everything that comes in."""
    words = context.words
    if context.viewer.areas is not None:
        hint = state(words("intake.whole_only"), words("intake.whole_only_hint"))
        return [tabs(context, "intake"), html.Section(hint, className="card")]
    token = context.view.choices.get(FILE, "")
    if token:
        return [tabs(context, "intake"), *file_body(context, token)]
    parts = (_bring, _waiting, _night, _sources)
    done = html.P(words("intake.accepted_done"), className="succeeded", role="status")
    said = [done] if context.view.choices.get("done") == ACCEPTED else []
    return [tabs(context, "intake"), *said, *(guarded(context, partial(part, context)) for part in parts)]


def _bring(context: Context) -> html.Section:
    words = context.words
    fields = [
        file_field("delivery", words("intake.file"), ",".join(ENDINGS), words),
        send(words("intake.look"), css="primary"),
    ]
    bring = form_with_file(context.view.link("/intake/bring", choices={}), fields)
    note = html.P(words("intake.bring_hint"), className="note")
    return card(words("intake.bring_title"), words("intake.bring_subtitle"), [bring, note])


def _waiting(context: Context) -> html.Section:
    words, files = context.words, context.services.intake.waiting(context.viewer)
    if not files:
        return card(words("intake.waiting_none"), words("intake.waiting_subtitle"), None)
    rows = [_row(context, file) for file in files]
    columns = [
        Column("name", words("intake.name"), lambda row: row["link"], lambda row: row["name"], number=False),
        Column("feed", words("intake.feed"), lambda row: row["feed"], number=False),
        Column("stands", words("intake.stands"), lambda row: row["stands"], number=False),
        Column("by", words("intake.by"), lambda row: row["by"], number=False),
        Column("at", words("intake.at"), lambda row: in_china(row["at"]), lambda row: row["at"], number=False),
    ]
    title = words("intake.waiting_title", count=count(len(files)))
    return card(title, words("intake.waiting_subtitle"), table(columns, rows, context.view))


def _row(context: Context, file: Brought) -> Record:
    words = context.words
    link = html.Link(file.name, href=context.view.link(choices={FILE: file.token}))
    row: dict[str, Any] = {"name": file.name, "link": link, "by": file.by, "at": file.at}
    try:
        looked = context.services.intake.look(file)
    except NotUsable:
        return {**row, "feed": NOTHING, "stands": badge(words("intake.fault"), "alarm", ALARM)}
    left = looked.open_questions
    stands = (
        badge(words("intake.left", count=left), "warn", UP)
        if left
        else badge(words("intake.tried" if file.trial else "intake.clear"), "good")
    )
    return {**row, "feed": words(f"feed.{looked.proposal.feed.name}"), "stands": stands}


def _night(context: Context) -> html.Section:
    words, standing = context.words, context.services.intake.standing
    night = next((note for note in standing.wanted if note.deed is Deed.NIGHT), None)
    inbox = context.services.intake.inbox
    fields = [
        day_field("day", words("intake.night_day"), _day_of_night(context, inbox)),
        send(words("intake.run_night"), css="primary"),
    ]
    parts: list[Component] = [form(context.view.link("/intake/night", choices={}), fields)]
    if inbox:
        names = words.listed([delivery.file_name for delivery in inbox[:MOST_NAMED]])
        parts.append(html.P(words("intake.inbox", names=names, count=len(inbox)), className="note"))
    if night or standing.running:
        parts.append(under_way(context, "intake.night_runs" if standing.running else "intake.night_waits", standing))
    last = last_announced(context.services.settings.home)
    if last:
        parts.append(html.P(_last_night(context, last), className="note"))
    return card(words("intake.night_title"), words("intake.night_subtitle"), parts)


def _last_night(context: Context, last: dict[str, Any]) -> str:
    words = context.words
    outcome = str(last.get("outcome"))
    name = f"intake.night_{outcome}"
    text = words(name, day=last.get("business_date", NOTHING)) if name in words else outcome
    return f"{text}：{words.reason(str(last['reason']))}" if last.get("reason") else text


def _day_of_night(context: Context, inbox: Sequence[Delivery]) -> date:
    """The day that the dry run of what lies in the inbox had: the latest of it, and not before what is published."""
    published = _published_for(context)
    latest = yesterday()
    days = [min(delivery.file_date, latest) for delivery in inbox]
    return max([*days, *([published] if published else [])], default=latest)


def _published_for(context: Context) -> date | None:
    try:
        return context.services.door.reading(context.viewer).business_date
    except NothingPublished:
        return None


def _sources(context: Context) -> html.Section:
    words = context.words
    settings = context.services.intake.settings
    came = {feed.feed: feed for feed in freshness_of(context.reading)} if context.published else {}
    rows: list[Record] = [
        {
            "feed": feed.name,
            "expected": settings.feeds[feed.name].expected,
            "latest": came[feed.name].latest if feed.name in came else None,
            "known": len([field for field in settings.feeds[feed.name].columns.values() if field]),
        }
        for feed in FEEDS
    ]
    columns = [
        Column("feed", words("intake.source"), lambda row: words(f"feed.{row['feed']}"), number=False),
        Column("expected", words("intake.stands"), partial(_expected, context), number=False),
        Column("latest", words("intake.latest"), lambda row: _day(context, row["latest"]), number=False),
        Column("known", words("intake.known_columns"), lambda row: count(row["known"]), lambda row: row["known"]),
        Column("adds", words("intake.adds"), lambda row: words(f"intake_adds.{row['feed']}"), number=False, css="wide"),
        Column("change", "", partial(_declaring, context), number=False),
    ]
    expected = sum(row["expected"] for row in rows)
    title = words("intake.sources_title", count=count(expected), all=count(len(rows)))
    return card(title, words("intake.sources_subtitle"), table(columns, rows, context.view))


def _day(context: Context, day: date | None) -> str:
    return context.words.full_day(day) if day else NOTHING


def _expected(context: Context, row: Record) -> Component:
    words = context.words
    if row["expected"]:
        return badge(words("intake.expected"), "good")
    return badge(words("intake.not_provided"), "quiet")


def _declaring(context: Context, row: Record) -> Component:
    words = context.words
    wanted = "no" if row["expected"] else "yes"
    fields = [
        hidden("feed", row["feed"]),
        hidden("expected", wanted),
        send(words("intake.declare_no" if row["expected"] else "intake.declare_yes")),
    ]
    return form(context.view.link("/intake/declare", choices={}), fields)
