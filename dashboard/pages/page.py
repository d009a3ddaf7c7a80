"""What is the same for every page: reading the address, opening the version, the frame around it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

from dash.development.base_component import Component
from flask import g, has_app_context, request

from dashboard import shell
from dashboard.access.audit import Action
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, current_viewer
from dashboard.areas import Areas, areas_of, home_of
from dashboard.components import html
from dashboard.components.cards import state
from dashboard.components.filters import filter_row
from dashboard.components.tables import Table
from dashboard.components.view_tools import view_tools
from dashboard.data import Reading
from dashboard.findings.freshness import Freshness, freshness_of
from dashboard.findings.monthly import Asking
from dashboard.findings.when import When, when
from dashboard.people import People
from dashboard.places import PLACE, PLACES, Place
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in
from sql.connect import NothingPublished
from sql.schema import marts

LOG = logging.getLogger(__name__)
FIGURES = (Right.FIGURES, Right.PEOPLE)
"""Pages that need one of these are about a version; the others stand without any."""


@dataclass(frozen=True)
class Context:
    """All a page needs: the view asked for, the version it is answered from, the words to say it in."""

    view: View
    words: Words
    viewer: Viewer
    services: Services

    @cached_property
    def reading(self) -> Reading:
        """The version the page is answered from, one for all of it.

        Raises NothingPublished.
        """
        return self.services.door.reading(self.viewer)

    @property
    def published(self) -> bool:
        """Whether there is a version; those who administer work before the first night too."""
        try:
            return bool(self.reading)
        except NothingPublished:
            return False

    @cached_property
    def when(self) -> When:
        """The day and month the page is about."""
        return when(self.view, self.reading)

    @cached_property
    def areas(self) -> Areas:
        """Areas by code."""
        return areas_of(self.reading)

    @cached_property
    def feeds(self) -> tuple[Freshness, ...]:
        """How fresh each source is."""
        return freshness_of(self.reading)

    @cached_property
    def types(self) -> tuple[tuple[str, str], ...]:
        """Worker types with their names."""
        name = "name" if self.words.chinese else "name_en"
        return tuple((row["code"], row[name]) for row in self.reading.table(marts.WORKER_TYPE))

    @cached_property
    def people(self) -> People:
        """The people the viewer may see."""
        return self.services.people(self.reading)

    @property
    def headline(self) -> Asking:
        """Figures of the view, suspension by the headline number of unpaid months."""
        return Asking(self.reading, self.view.where)

    @property
    def asking(self) -> Asking:
        """Figures of the view, suspension by the number of unpaid months chosen."""
        return Asking(self.reading, self.view.where, self.view.run_length)

    @property
    def version(self) -> dict[str, Any]:
        """What the version says of itself."""
        return self.reading.table(marts.VERSION)[0]

    @property
    def run_length(self) -> int:
        """The number of unpaid months that counts as suspended."""
        return int(self.view.run_length or self.version["suspended_after"] or 3)

    @property
    def files(self) -> bool:
        """Whether the viewer may take tables away."""
        return self.viewer.may(Right.EXPORT)

    @property
    def place(self) -> str:
        """The area in words, for subtitles."""
        return self.areas.name(self.view.area, self.words) if self.view.area else self.areas.everything(self.words)


Body = Callable[[Context], Sequence[Component]]
Tables = Mapping[str, Callable[[Context], Table | None]]
"""The tables of a page by the names they have there; None where there is nothing to make one of."""

Folded = Mapping[str, Callable[[Context], Sequence[Component]]]
"""What of a page is fetched when somebody opens it, by the name it has in its address."""


@dataclass(frozen=True)
class Page:
    """One page: its place, what stands on it, whether it can be filtered.

    `controls` are those of its own, where it has any: Dash learns their ids from the page before it is asked for.
    `tables` are those that can be taken away; `folded` is what it shows only when it is opened, by name.
    """

    place: Place
    body: Body
    filtered: bool = True
    controls: Callable[[Words], Component] | None = None
    tables: Tables = field(default_factory=dict)
    folded: Folded = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the words."""
        return self.place.name

    @property
    def path(self) -> str:
        """Its address."""
        return self.place.path

    @property
    def right(self) -> Right:
        """What whoever opens it must have."""
        return self.place.right

    def title(self, **_path: str) -> str:
        """The browser's title, in the language of the request."""
        words = words_in(g.get("language", "zh") if has_app_context() else "zh")
        return f"{words(f'page.{self.name}')} · {words('app.title')}"


def render(asked: Page, services: Services, /, **query: Any) -> Component:
    """A page as the query asks for it; without a query, as Dash calls it to learn the ids, no question is asked."""
    page = _started(asked) if query else asked
    view = read_view(page.path, query, query.get("scheme"))
    words = words_in(view.language)
    if not query:
        return _unasked(page, view, words)
    g.language = view.language
    viewer, settings = current_viewer(), services.settings
    view = _at_home(view, viewer)
    if viewer.screen:
        view = replace(view, path=PLACES[0].path, wall=True, scheme="dark")
    if not viewer.may(page.right):
        services.audit.record(viewer, Action.DENIED, page.path)
        return _alone(page, view, words, settings, state(words("state.denied"), words("state.denied_hint")))
    try:
        return _answered(page, Context(view, words, viewer, services))
    except NothingPublished:
        return _alone(page, view, words, settings, _unpublished(view, words, viewer))
    except Exception:
        number = f"E-{uuid4().hex[:8].upper()}"
        LOG.exception("%s page %s could not be made", number, page.name)
        return _alone(
            page,
            view,
            words,
            settings,
            state(words("state.failed"), words("state.failed_hint", number=number), (words("state.reset"), page.path)),
        )


def context_of(page: Page, services: Services) -> Context:
    """What a route answers a page's address from: the view of its query, as the viewer has it."""
    viewer = current_viewer()
    view = _at_home(read_view(page.path, request.args), viewer)
    return Context(view, words_in(view.language), viewer, services)


def _at_home(view: View, viewer: Viewer) -> View:
    """The view as somebody sees it who said no area: that of the viewer."""
    return replace(view, area=view.area or home_of(viewer.areas))


def _started(page: Page) -> Page:
    """The page itself; the start of somebody who sees no figures is the first page that this somebody may open.

    A screen on a wall sees the wall, whatever it asks for.
    """
    from dashboard.pages import PAGES

    viewer = current_viewer()
    if viewer.screen:
        return PAGES[0]
    if page.place is not PLACES[0] or viewer.may(page.right):
        return page
    return next(one for one in PAGES if viewer.may(one.right))


def not_found(services: Services, /, **query: Any) -> Component:
    """What stands where there is no page."""
    view = read_view("/", query, query.get("scheme"))
    words = words_in(view.language)
    missing = Page(Place("missing", "/", None), body=lambda _context: ())
    body = state(words("state.missing"), words("state.missing_hint"), (words("state.start"), "/"))
    return _alone(missing, view, words, services.settings, body)


def _answered(page: Page, context: Context) -> Component:
    words, settings = context.words, context.services.settings
    header = _header(context) if page.right in FIGURES or context.published else shell.Header()
    bar = _bar(page, context) if page.filtered else _title_bar(page, words)
    banner, foot = shell.banners(settings, words), _foot(page, context)
    sheet = shell.Sheet(_body(page, context), bar, banner, foot, _aside(page, context), key=page.filtered)
    return shell.frame(page.name, context.view, words, header, sheet)


def _header(context: Context) -> shell.Header:
    return shell.Header(
        as_of=context.reading.business_date.isoformat(),
        demo=bool(context.version["demo"]),
        feeds=context.feeds if context.viewer.may(PLACE["health"].right) else (),
        version=context.reading.version,
    )


def why_nothing(page: Page, context: Context) -> str:
    """Why a page has nothing for the viewer: another's area, or fewer people than may be shown; else empty."""
    if page.filtered and not context.viewer.reaches(context.view.area):
        return "outside"
    return "few" if page.filtered and context.reading.hides(context.view.where) else ""


def _body(page: Page, context: Context) -> Sequence[Component]:
    """What stands on the page; or why there is nothing."""
    why = why_nothing(page, context)
    return [_nothing(context, why)] if why else page.body(context)


def _aside(page: Page, context: Context) -> Component | None:
    """The explanation of a number, where the address asks for one and there is something to explain."""
    from dashboard.pages.explain import panel

    return panel(context) if page.filtered and context.view.explain and not why_nothing(page, context) else None


def _nothing(context: Context, why: str) -> Component:
    words, view = context.words, context.view
    link = (words("state.reset"), view.link(area="", worker_type="", more={}))
    return html.Section(state(words(f"state.{why}"), words(f"state.{why}_hint"), link), className="card")


def _foot(page: Page, context: Context) -> str:
    """How the page's figures are made; and that small groups are hidden, where they are."""
    text = context.words(f"foot.{page.name}")
    if context.viewer.may(Right.SMALL_CELLS) or not page.filtered:
        return text
    return f"{text}　{context.words('foot.small')}"


def _bar(page: Page, context: Context) -> html.Div:
    tools = view_tools(context.view, context.words, files=bool(page.tables) and context.files)
    return filter_row(context.view, context.areas, context.types, context.words, tools)


def _title_bar(page: Page, words: Words) -> html.Div:
    title = html.Nav(html.B(words(f"page.{page.name}")), className="crumbs", **{"aria-label": words("crumbs.label")})
    return html.Div(title, className="choosing")


def _unasked(page: Page, view: View, words: Words) -> Component:
    """The frame with every control in it and nothing else."""
    body = [page.controls(words)] if page.controls else []
    return shell.frame(page.name, view, words, shell.Header(), shell.Sheet(body))


def _unpublished(view: View, words: Words, viewer: Viewer) -> html.Div:
    """Before the first night; who may bring files is shown where."""
    if viewer.may(Right.INTAKE) and viewer.areas is None:
        way = (words("page.intake"), view.link(PLACE["intake"].path))
        return state(words("state.unpublished"), words("state.bring_first"), way)
    return state(words("state.unpublished"), words("state.unpublished_hint"))


def _alone(page: Page, view: View, words: Words, settings: Settings, body: Component) -> Component:
    """The frame around one card, when there are no figures to show."""
    sheet = shell.Sheet([html.Section(body, className="card")], banner=shell.banners(settings, words))
    return shell.frame(page.name, view, words, shell.Header(), sheet)
