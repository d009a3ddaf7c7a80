"""What can be done with a view: keep it under a name, hang it on a wall, print it, take its tables away."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components import html
from dashboard.components.forms import form, hidden, plain_field, send
from dashboard.components.icons import icon
from dashboard.components.menus import folded
from dashboard.state.saved_views import NAME, Saved
from dashboard.view import View
from dashboard.wording import Words


def view_tools(view: View, words: Words, *, files: bool) -> list[Component]:
    """Saved views, the wall of the overview, print; tables as one workbook where there are any and the viewer may."""
    wall = [_wall(view, words)] if view.path == "/" else []
    return [_saved(view, words), *wall, _print(words), *([_export(view, words)] if files else [])]


def _wall(view: View, words: Words) -> html.Link:
    says = words("tool.wall")
    named = [icon("screen"), html.Span(says, className="hidden")]
    return html.Link(named, href=view.link(wall=True), className="tool", title=says)


def _saved(view: View, words: Words) -> html.Details:
    name = html.Summary(icon("save"), title=words("views.title"), **{"aria-label": words("views.title")})
    return html.Details([name, folded(view, "views", words, "sheet")], className="menu icon-only views")


def saved_sheet(view: View, words: Words, saved: Sequence[Saved]) -> list[Component]:
    """The views kept, and the form that keeps this one; nothing that names anybody is kept."""
    said = words("views.name")
    keep = form(
        view.link("/views/keep"),
        [
            plain_field(said, name="name", placeholder=said, required=True, maxLength=NAME),
            hidden("address", view.link(page=1, person="", search="", explain="", of={})),
            send(words("views.keep")),
        ],
    )
    return [keep, *([_line(one, view, words) for one in saved] or [html.Div(words("views.none"), className="none")])]


def _line(one: Saved, view: View, words: Words) -> html.Div:
    drop = form(
        view.link("/views/drop"),
        [hidden("id", str(one.id)), hidden("address", view.link()), send("×", css="drop")],
        title=words("views.drop"),
    )
    return html.Div([html.Link(one.name, href=one.address, className="pick"), drop], className="saved")


def _print(words: Words) -> html.Button:
    says = words("tool.print")
    return html.Button(icon("print"), type="button", className="tool print-page", title=says, **{"aria-label": says})


def _export(view: View, words: Words) -> html.Form:
    says = words("tool.export")
    button = html.Button(
        icon("download"), type="submit", name="form", value="xlsx", className="tool", title=says, **{"aria-label": says}
    )
    target = view.link("/export", sort=view.sort, choices=view.choices)
    return html.Form(
        [hidden("page", view.path), hidden("table", ""), button], action=target, method="POST", className="files"
    )
