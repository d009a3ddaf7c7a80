"""The routes that keep a view and forget it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.messages import message
from dashboard.access.viewer import current_viewer
from dashboard.places import PATHS
from dashboard.services import Services
from dashboard.state.saved_views import NAME
from dashboard.view import read_view
from dashboard.wording import words_in

Address = Annotated[str, StringConstraints(pattern=r"^/[a-z]*(\?[\w=&%.,:+\-]*)?$", max_length=500)]


class Keep(Form):
    """A view and what it is to be called."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME)]
    address: Address


class Drop(Form):
    """A view to forget, and the one to go back to."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]
    address: Address


def add_views_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""

    def keep() -> ResponseReturnValue:
        try:
            said = read_form(Keep)
            address = _own(said.address)
        except Unusable as refused:
            return _refused(refused.why)
        kept = services.saved_views.keep(current_viewer().user_id, said.name, address)
        return redirect(address, HTTPStatus.SEE_OTHER) if kept else _refused("views.too_many")

    def drop() -> ResponseReturnValue:
        try:
            said = read_form(Drop)
        except Unusable as refused:
            return _refused(refused.why)
        services.saved_views.drop(current_viewer().user_id, int(said.id))
        return redirect(_own(said.address), HTTPStatus.SEE_OTHER)

    server.add_url_rule("/views/keep", "views_keep", keep, methods=["POST"])
    server.add_url_rule("/views/drop", "views_drop", drop, methods=["POST"])


def _own(address: str) -> str:
    """The address as a page of ours writes it: what is not known is left out, and nobody stands in it.

    Raises Unusable where there is no such page.
    """
    parts = urlsplit(address)
    if parts.path not in PATHS.values():
        raise Unusable("form.unusable")
    return read_view(parts.path, dict(parse_qsl(parts.query))).link(person="", search="")


def _refused(why: str) -> ResponseReturnValue:
    words = words_in(read_view("/", request.args).language)
    return message(words, words(why), "/"), HTTPStatus.BAD_REQUEST
