"""What can be done with a list: look for somebody, take it away, ask for it unmasked."""

from __future__ import annotations

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.components.forms import form, send, text_field
from dashboard.pages.page import Context

REASON = 200
"""Characters a reason may have."""
SEARCH = 40
"""Characters one can look for."""


def list_tools(context: Context, total: int) -> html.Div:
    """The search, and for those who may the file and the request; each a form that says what it is for."""
    forms = [_search(context)]
    if total and context.viewer.may(Right.EXPORT):
        forms.append(_export(context))
    if total and context.viewer.may(Right.REVEAL):
        forms.append(_request(context))
    return html.Div(forms, className="forms")


def _search(context: Context) -> html.Form:
    words = context.words
    return form(
        _same_view(context, "/people/search"),
        [text_field("text", words("people.search"), SEARCH), send(words("people.find"))],
        title=words("people.search_hint"),
    )


def _export(context: Context) -> html.Form:
    words = context.words
    return form(
        _same_view(context, "/people/export"),
        [
            text_field("reason", words("people.reason_export"), REASON),
            send("xlsx", name="form", value="xlsx"),
            send("csv", name="form", value="csv"),
        ],
        title=words("people.export_hint"),
    )


def _request(context: Context) -> html.Form:
    words = context.words
    return form(
        _same_view(context, "/people/request"),
        [text_field("reason", words("people.reason_request"), REASON), send(words("people.request"))],
        title=words("people.request_hint"),
    )


def _same_view(context: Context, path: str) -> str:
    """The route, told which people it is about; nothing in an address names anybody."""
    query = context.view.query
    return f"{path}?{query}" if query else path
