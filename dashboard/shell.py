"""The frame around every page: rail, header with freshness, banner, filter row, footer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, page_container
from dash.development.base_component import Component
from flask import g, has_app_context

from dashboard import theme
from dashboard.access.inputs import Callback, Count
from dashboard.access.sessions import SignedIn
from dashboard.access.viewer import Viewer
from dashboard.components import html
from dashboard.components.icons import icon
from dashboard.components.marks import ALARM, UP
from dashboard.findings.freshness import DAILY, Freshness
from dashboard.places import GROUPS, PATHS, PLACE, PLACES, Place
from dashboard.settings import Settings
from dashboard.view import View
from dashboard.wording import Words


class Ids(StrEnum):
    """What stands outside the pages, and the tools in the header."""

    PROVIDER = "provider"
    SCHEME = "scheme"
    SCHEME_TOOL = "scheme-tool"
    COPY_TOOL = "copy-tool"
    COPIED = "copied"
    PULSE = "pulse"
    CURRENT = "current"
    NEWER = "newer"


PULSE = 60_000
"""Milliseconds after which a page asks whether its session lives, and which version is the current one."""

STILL_THERE = Callback(f"{Ids.CURRENT}.data", inputs={f"{Ids.PULSE}.n_intervals": Count}, polling=True)


@dataclass(frozen=True)
class Header:
    """What the header says of the version served; all empty while nothing is published."""

    as_of: str = ""
    demo: bool = False
    feeds: tuple[Freshness, ...] = ()
    version: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a page puts into the frame."""

    body: Sequence[Component] = ()
    bar: Component | None = None
    banner: Component | None = None
    foot: str = ""
    aside: Component | None = None
    key: bool = False
    """Whether the foot says what the colours of changes mean."""


def document(scheme: theme.Scheme) -> Component:
    """The layout Dash is given: the theme, and the place pages are put."""
    return dmc.MantineProvider(
        [
            page_container,
            dcc.Store(id=Ids.SCHEME, data=scheme),
            dcc.Store(id=Ids.CURRENT),
            dcc.Interval(id=Ids.PULSE, interval=PULSE),
        ],
        id=Ids.PROVIDER,
        theme=theme.MANTINE,
        forceColorScheme=scheme,
    )


def frame(name: str, view: View, words: Words, header: Header, sheet: Sheet) -> html.Div:
    """A whole page; on a wall without anything to press."""
    if view.wall:
        return _wall(name, view, words, header, sheet)
    parts = [
        _top(view, words, header),
        sheet.banner,
        _newer(view, words, header),
        # A component without children is as false as none, and asking costs a walk through all of it.
        html.Div(className="choosing") if sheet.bar is None else sheet.bar,
        _middle(name, sheet),
        _foot(words, header, sheet),
    ]
    main = html.Div([part for part in parts if part is not None], className="main")
    skip = html.A(words("rail.skip"), href="#page", className="skip")
    return html.Div([skip, _rail(name, view, words), main], lang=_language(words))


def _language(words: Words) -> str:
    return "zh-CN" if words.chinese else "en"


def _wall(name: str, view: View, words: Words, header: Header, sheet: Sheet) -> html.Div:
    """What hangs on a wall: the title, what the figures are as of, the page; read from afar and never touched."""
    top = [*_named(words, header), _leave(view, words)]
    parts = [
        html.Header([part for part in top if part is not None], className="top"),
        sheet.banner,
        html.Div(id=Ids.NEWER, hidden=True, **{"data-version": header.version}),
        html.Main(list(sheet.body), className=f"page {name}"),
    ]
    return html.Div([part for part in parts if part is not None], className="wall", lang=_language(words))


def _leave(view: View, words: Words) -> Component | None:
    """The way back to the page; a screen has none."""
    viewer: Viewer | None = g.get("viewer") if has_app_context() else None
    if viewer is None or viewer.screen:
        return None
    return html.Link(words("wall.leave"), href=view.link(wall=False), className="tool")


def _middle(name: str, sheet: Sheet) -> Component:
    """What stands on the page; the panel beside it pushes it, and covers nothing."""
    page = html.Main(list(sheet.body), className=f"page {name}", id="page", tabIndex="-1")
    return page if sheet.aside is None else html.Div([page, sheet.aside], className="beside")


def register_callbacks(current: Callable[[], str]) -> None:
    """The tools of the header, in the browser; and what a page asks by itself: the name of the current version."""
    clientside_callback(
        ClientsideFunction("shell", "switchScheme"),
        Output(Ids.PROVIDER, "forceColorScheme"),
        Output(Ids.SCHEME, "data"),
        Input(Ids.SCHEME_TOOL, "n_clicks"),
        State(Ids.PROVIDER, "forceColorScheme"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("shell", "copyLink"),
        Output(Ids.COPIED, "children"),
        Input(Ids.COPY_TOOL, "n_clicks"),
        State(Ids.COPY_TOOL, "title"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("shell", "tellNewer"),
        Output(Ids.NEWER, "hidden"),
        Input(Ids.CURRENT, "data"),
        State(Ids.NEWER, "data-version"),
    )
    clientside_callback(ClientsideFunction("shell", "sayLanguage"), Input("_pages_location", "search"))
    still_there = callback(Output(Ids.CURRENT, "data"), Input(Ids.PULSE, "n_intervals"), prevent_initial_call=True)
    still_there(lambda _count: current())


def banners(settings: Settings, words: Words) -> Component | None:
    """What must be said above every page."""
    plain = None if settings.https else _plain_http(words)
    said = [part for part in (plain, failed_night(settings.home, words)) if part is not None]
    return html.Div(said) if said else None


def failed_night(home: Path, words: Words) -> Component | None:
    """A banner when the last night did not publish; the figures below are those of the version served."""
    try:
        said = json.loads((home / "status.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said.get("outcome") not in ("failed", "refused"):
        return None
    text = words(f"night.{said['outcome']}", day=said.get("business_date", "–"))
    reason = words.reason(str(said.get("reason") or "")) or words("night.no_reason")
    rest = html.Span([" ", words("night.still_served", reason=reason)], className="rest")
    return html.Div([html.Span(ALARM), html.Div([html.B(text), rest])], className="banner alarm", role="alert")


def _plain_http(words: Words) -> Component:
    return html.Div([html.Span(ALARM), html.Div(words("plain_http.banner"))], className="banner plain", role="note")


def _newer(view: View, words: Words, header: Header) -> Component:
    """Shown by the browser once another version is the current one; the link loads everything anew."""
    link = html.A(words("newer.reload"), href=view.link(page=view.page))
    return html.Div(
        [html.Span(words("newer.there")), link],
        id=Ids.NEWER,
        className="banner newer",
        hidden=True,
        role="status",
        **{"data-version": header.version},
    )


def _rail(name: str, view: View, words: Words) -> html.Nav:
    viewer: Viewer | None = g.get("viewer") if has_app_context() else None
    opened = [place for place in PLACES if viewer is None or viewer.may(place.right)]
    parts = [[place for place in opened if _part_of(place, opened) == group] for group in GROUPS]
    groups = [
        html.Div([_rail_item(place, name, view, words) for place in part], className="group") for part in parts if part
    ]
    mark = html.Link(
        words("app.mark"), href=view.link("/", sort="", run_length=None), className="mark", title=words("app.title")
    )
    return html.Nav(
        [mark, html.Div(groups, className="groups")], className="rail", **{"aria-label": words("rail.label")}
    )


def _part_of(place: Place, opened: Sequence[Place]) -> int | None:
    """Its part of the rail; of a place that another leads to, that other's where the other may not be opened."""
    alone = place.under and PLACE[place.under] not in opened
    return PLACE[place.under].group if alone else place.group


def _rail_item(place: Place, current: str, view: View, words: Words) -> html.Link:
    href = view.link(place.path, sort="", run_length=None)
    text = html.Span(words(f"page.{place.name}"))
    shown = PLACE.get(current)
    on = place.name in (current, shown.under if shown else "")
    return html.Link([icon(place.under or place.name), text], href=href, className="on" if on else "")


def _top(view: View, words: Words, header: Header) -> html.Header:
    parts = [
        *_named(words, header),
        _feeds(view, words, header.feeds) if header.feeds else None,
        *_tools(view, words),
    ]
    return html.Header([part for part in parts if part is not None], className="top")


def _named(words: Words, header: Header) -> list[Component | None]:
    """What the dashboard is called, whether it is the demo bureau, and what its figures are as of."""
    demo = html.Span(words("demo.badge"), className="demo", title=words("demo.meaning"))
    as_of = html.Span([words("asof.label"), " ", html.B(header.as_of), " 24:00"], className="asof")
    return [
        html.H1(words("app.title")),
        demo if header.demo else None,
        html.Span(className="grow"),
        as_of if header.as_of else None,
    ]


def _tools(view: View, words: Words) -> list[Component]:
    other = "en" if words.chinese else "zh"
    return [
        _tool("link", Ids.COPY_TOOL, words("tool.copy")),
        _tool("moon", Ids.SCHEME_TOOL, words("tool.scheme")),
        html.Link(words(f"tool.{other}"), href=view.link(language=other, page=view.page), className="tool"),
        html.Span(id=Ids.COPIED, className="hidden", role="status"),
        *_account(words),
    ]


def _account(words: Words) -> list[Component]:
    """Who is signed in, and the way out; both are pages of the server, opened whole."""
    signed_in: SignedIn | None = g.get("signed_in") if has_app_context() else None
    if signed_in is None:
        return []
    name = html.A(
        [html.Span(signed_in.display_name), html.Span(words(f"role.{signed_in.viewer.role}"), className="role")],
        href="/account",
        className="tool who",
        title=f"{words('account.title')} · {signed_in.display_name}",
    )
    way_out = html.Button(words("account.sign_out"), type="submit", className="tool")
    return [name, html.Form(way_out, action="/sign-out", method="POST", className="out")]


def _tool(shape: str, name: Ids, says: str) -> html.Button:
    return html.Button(icon(shape), id=name, className="tool", title=says, **{"aria-label": says})


def _feeds(view: View, words: Words, feeds: Sequence[Freshness]) -> html.Div:
    """The daily sources, each by name; late ones always, the others folded into one on narrow screens."""
    shown = [feed for feed in feeds if feed.provided and (feed.feed in DAILY or feed.late)]
    fine = [feed for feed in shown if not feed.late]
    folded = html.Span([_dot(), words("feeds.fine", count=len(fine))], className="folded")
    pieces = [
        *([folded] if fine else []),
        *(html.Span([_dot(), _fine(feed, words)], className="fine") for feed in fine),
        *(html.Span(_late(feed, words), className="late") for feed in shown if feed.late),
    ]
    return html.Div(html.Link(pieces, href=view.link(PATHS["health"]), className="feeds", title=words("feeds.meaning")))


def _dot() -> html.Span:
    return html.Span(className="dot")


def _late(feed: Freshness, words: Words) -> str:
    return f"{UP} {words(f'feed.{feed.feed}')} {words('feeds.late', days=feed.late)}"


def _fine(feed: Freshness, words: Words) -> str:
    landed = f"{feed.landed:%H:%M}" if feed.landed else "–"
    return f"{words(f'feed.{feed.feed}')} {landed}"


def _foot(words: Words, header: Header, sheet: Sheet) -> html.Footer:
    said = words("foot.version", version=_short(header.version)) if header.version else ""
    version = html.Span(said, title=header.version)
    key = [html.Span(_key(words))] if sheet.key else []
    return html.Footer([html.Span(sheet.foot), *key, html.Span(className="grow"), version], className="foot")


def _short(version: str) -> str:
    """A version by its business date and the hour and minute it was made, without the day and the seconds of that."""
    date, _, made = version.partition("-")
    return f"{date}-{made[8:12]}"


def _key(words: Words) -> list[Any]:
    return [html.Span(className="key"), words("foot.good"), html.Span(className="key bad"), words("foot.bad")]
