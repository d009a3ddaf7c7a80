"""The routes behind the forms of 补录: a list as a file, the file taken back, what it says accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated

from flask import Flask, redirect, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.messages import message
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, viewer_with
from dashboard.data import Denied
from dashboard.exports.ledger import NoReason, TooMany
from dashboard.gaps.returned import NotTaken
from dashboard.gaps.service import Asked
from dashboard.numbers import count
from dashboard.pages.gaps import REASON, TAKE
from dashboard.places import PATHS
from dashboard.services import Services
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in
from sql.connect import NothingPublished

FILES = Limit("gaps", 120, 3600)


class Export(Form):
    """Which list, and what for."""

    subdistrict: Annotated[str, StringConstraints(pattern=r"^\d{9}$")]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=REASON)]


class Accepted(Form):
    """Which list that came back, and from which day it holds."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]
    since: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


Answer = Callable[[Services, Viewer, View, Words], ResponseReturnValue]


def add_gaps_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for name, answer in (("export", _export), ("take", _take), ("accept", _accept)):
        path = f"{PATHS['gaps']}/{name}"
        server.add_url_rule(path, f"gaps_{name}", _answering(services, answer), methods=["POST"])


def _answering(services: Services, answer: Answer) -> Callable[[], ResponseReturnValue]:
    """A route that says in words why it does not do what it was asked."""

    def route() -> ResponseReturnValue:
        viewer = viewer_with(Right.INTAKE)
        view = read_view(PATHS["gaps"], request.args)
        words = words_in(view.language)
        try:
            services.limits.require(FILES, viewer.name)
            return answer(services, viewer, view, words)
        except NotTaken as refused:
            text = words(refused.why, **refused.values)
        except Unusable as refused:
            text = words(refused.why)
        except NoReason:
            text = words("lists.no_reason")
        except TooMany as refused:
            text = words("form.too_many", most=count(refused.most))
        except (Denied, NothingPublished):
            text = words("gaps.not_now")
        return message(words, text, view.link()), HTTPStatus.BAD_REQUEST

    return route


def _export(services: Services, viewer: Viewer, view: View, words: Words) -> ResponseReturnValue:
    del view
    form = read_form(Export)
    reading = services.door.reading(viewer)
    asked = Asked(form.subdistrict, form.reason)
    handed = services.gaps.hand_out(reading, services.people(reading), asked, words)
    return send_file(handed.file, as_attachment=True, download_name=handed.name)


def _take(services: Services, viewer: Viewer, view: View, words: Words) -> ResponseReturnValue:
    del words
    sent = request.files.get("list")
    if sent is None or not sent.filename:
        raise NotTaken("gaps.no_file")
    reading = services.door.reading(viewer)
    take = services.gaps.take(reading, services.people(reading), sent.read())
    return redirect(view.link(choices={TAKE: str(take)}), HTTPStatus.SEE_OTHER)


def _accept(services: Services, viewer: Viewer, view: View, words: Words) -> ResponseReturnValue:
    del words
    form = read_form(Accepted)
    try:
        since = date.fromisoformat(form.since)
    except ValueError:
        raise Unusable("form.unusable") from None
    services.gaps.accept(services.door.reading(viewer), int(form.id), since)
    return redirect(view.link(choices={TAKE: form.id}), HTTPStatus.SEE_OTHER)
