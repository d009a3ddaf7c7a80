"""The routes behind the forms of 接入: a file brought, what is said of it, trying and accepting it; feeds; a night."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.messages import message
from dashboard.access.roles import Right
from dashboard.access.viewer import Viewer, viewer_with
from dashboard.data import Denied
from dashboard.intake import NotUsable, Said
from dashboard.pages.intake import ACCEPTED, FILE
from dashboard.pages.intake_file import NOT_READ, OPEN
from dashboard.places import PATHS
from dashboard.services import Services
from dashboard.view import View, read_view
from dashboard.wording import words_in
from etl.feeds import FEEDS, Feed, feed_named
from etl.intake.look import Look

FILES = Limit("intake", 120, 3600)
_WORDS = re.compile(r"[,，、;；\s]+")
LONGEST = 200
Deed = Callable[[Services, Viewer, View], str]
"""What a form asks for is done; the address that is shown then."""


class Declared(Form):
    """Whether a feed comes here."""

    feed: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    expected: Literal["yes", "no"]


class Night(Form):
    """The business date of a night."""

    day: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


def add_intake_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for name, deed in (("bring", _bring), ("say", _say), ("declare", _declare), ("night", _night)):
        path = f"{PATHS['intake']}/{name}"
        server.add_url_rule(path, f"intake_{name}", _answering(services, deed), methods=["POST"])


def _answering(services: Services, deed: Deed) -> Callable[[], ResponseReturnValue]:
    """A route that says in words why it does not do what it was asked."""

    def route() -> ResponseReturnValue:
        viewer = viewer_with(Right.INTAKE)
        view = read_view(PATHS["intake"], request.args)
        words = words_in(view.language)
        back = view.link()
        try:
            services.limits.require(FILES, viewer.name)
            return redirect(deed(services, viewer, view), HTTPStatus.SEE_OTHER)
        except NotUsable as refused:
            said = f"{words(refused.why)} {words.reason(refused.detail)}".strip()
        except Unusable as refused:
            said = words(refused.why)
        except Denied:
            said = words("intake.whole_only")
        return message(words, said, back), HTTPStatus.BAD_REQUEST

    return route


def _bring(services: Services, viewer: Viewer, view: View) -> str:
    sent = request.files.get("delivery")
    if sent is None or not sent.filename:
        raise NotUsable("intake.no_file")
    token = services.intake.bring(viewer, sent.filename, sent.stream)
    return view.link(choices={FILE: token})


def _say(services: Services, viewer: Viewer, view: View) -> str:
    """What the form says of the file is written down first, whatever is to be done then."""
    form = request.form.to_dict()
    if len(form) > len(request.form) or any("\0" in said or len(said) > LONGEST for said in form.values()):
        raise Unusable("form.unusable")
    token, then = form.get("file", ""), form.get("then", "")
    if then == "away":
        services.intake.throw_away(viewer, token)
        return view.link(choices={})
    file = services.intake.one(viewer, token)
    services.intake.say(viewer, token, _said(form, services.intake.look(file)))
    if then == "try":
        services.intake.try_out(viewer, token)
    elif then == "accept":
        services.intake.accept(viewer, token)
        return view.link(choices={"done": ACCEPTED})
    return view.link(choices={FILE: token})


def _said(form: Mapping[str, str], looked: Look) -> Said:
    """What a form says of a file that is looked at; of another feed than before, columns are proposed anew.

    Raises Unusable for what no page of ours sends.
    """
    feed = _feed(form.get("feed", ""))
    day, scope = _day(form.get("day", "")), form.get("scope")
    words = tuple(filter(None, _WORDS.split(scope))) if scope is not None else None
    if feed.name != looked.proposal.feed.name:
        return Said(feed.name, {}, {}, day, words or None)
    fields = {column.field for column in feed.columns}
    columns = {}
    for column in looked.proposal.columns:
        said = form.get(f"column_{column.place}", OPEN)
        if said not in (OPEN, NOT_READ) and said not in fields:
            raise Unusable("form.unusable")
        proposed = NOT_READ if column.field is None else column.field
        if said != OPEN and (said != proposed or column.asks or column.reason == "said"):
            columns[column.header] = "" if said == NOT_READ else said
    return Said(feed.name, columns, _values(form, feed, looked), day, words or None)


def _values(form: Mapping[str, str], feed: Feed, looked: Look) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for place, value in enumerate(looked.values):
        said = form.get(f"value_{place}", OPEN)
        known = {*feed.column(value.field).values.values(), value.code, *value.choices, OPEN, NOT_READ}
        if said not in known:
            raise Unusable("form.unusable")
        if said != OPEN and (said != (value.code or NOT_READ) or value.asks or value.reason == "said"):
            values.setdefault(value.field, {})[value.value] = "" if said == NOT_READ else said
    return values


def _feed(name: str) -> Feed:
    if name not in {feed.name for feed in FEEDS}:
        raise Unusable("form.unusable")
    return feed_named(name)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Unusable("form.unusable") from None


def _declare(services: Services, viewer: Viewer, view: View) -> str:
    form = read_form(Declared)
    services.intake.declare(viewer, _feed(form.feed).name, expected=form.expected == "yes")
    return view.link(choices={})


def _night(services: Services, viewer: Viewer, view: View) -> str:
    services.intake.run_night(viewer, _day(read_form(Night).day))
    return view.link(choices={})
