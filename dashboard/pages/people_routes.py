"""The routes behind the forms of a list: search, file, request, decision, the list to call people by.

Every one is a POST, takes a form with bounds, and answers with the way back, a file, or a message.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Literal

from flask import Flask, Response, redirect, request, send_file
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.forms import Form as FormBody
from dashboard.access.forms import Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.lists import NotGiven
from dashboard.access.messages import message
from dashboard.access.viewer import Viewer, current_viewer
from dashboard.exports.ledger import Form, Handed, NoReason, TooMany, Wanted
from dashboard.findings.listed import SEARCH, listing_of
from dashboard.numbers import count
from dashboard.pages.people_sheets import called_sheet, masked_sheet
from dashboard.services import Services
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in

SEARCHES = Limit("search", 60, 600)
FILES = Limit("file", 30, 3600)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Search(FormBody):
    """Part of a name, or an identity number, its last four characters, or a telephone number."""

    text: Text


class Export(FormBody):
    """A list as a file, masked."""

    reason: Reason
    form: Literal["xlsx", "csv"]


class Request(FormBody):
    """A list to call people by."""

    reason: Reason


class Decision(FormBody):
    """A manager's answer to a request."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]
    decision: Literal["approve", "refuse"]
    days: Annotated[str, StringConstraints(pattern=r"^\d{1,2}$")]
    note: Reason


class Download(FormBody):
    """An approved list."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]


def add_people_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for path, endpoint, answer in (
        ("/people/search", "people_search", _search),
        ("/people/export", "people_export", _export),
        ("/people/request", "people_request", _request),
        ("/lists/decide", "lists_decide", _decide),
        ("/lists/download", "lists_download", _download),
    ):
        server.add_url_rule(path, endpoint, _answering(services, answer), methods=["POST"])


class _Asked:
    """One request: who asks, in which view, in which words."""

    def __init__(self, services: Services, path: str) -> None:
        self.services = services
        self.viewer: Viewer = current_viewer()
        self.view: View = read_view(path, request.args)
        self.words: Words = words_in(self.view.language)

    def within(self, limit: Limit) -> None:
        """Count the request against a limit."""
        self.services.limits.require(limit, self.viewer.name)


def _answering(
    services: Services, answer: Callable[[_Asked], ResponseReturnValue]
) -> Callable[[], ResponseReturnValue]:
    """A route that says in words why it does not do what it was asked."""

    def route() -> ResponseReturnValue:
        asked = _Asked(services, "/lists" if request.path.startswith("/lists") else "/people")
        try:
            return answer(asked)
        except (Unusable, NotGiven) as refused:
            text = asked.words(refused.why)
        except NoReason:
            text = asked.words("lists.no_reason")
        except TooMany as refused:
            text = asked.words("form.too_many", most=count(refused.most))
        return message(asked.words, text, asked.view.link()), HTTPStatus.BAD_REQUEST

    return route


def _search(asked: _Asked) -> ResponseReturnValue:
    """What is looked for is sealed before it stands in an address."""
    asked.within(SEARCHES)
    text = read_form(Search).text
    word = asked.services.secret.sealed(SEARCH, text)
    return redirect(asked.view.link("/people", search=word, metric=asked.view.metric), HTTPStatus.SEE_OTHER)


def _export(asked: _Asked) -> ResponseReturnValue:
    asked.within(FILES)
    form = read_form(Export)
    reading = asked.services.door.reading(asked.viewer)
    people = asked.services.people(reading)
    listing = listing_of(asked.view, reading, asked.services.secret)
    sheet = masked_sheet(asked.view, reading, people.every(listing), asked.words)
    wanted = Wanted((sheet,), Form(form.form), form.reason, reading.version)
    return _sent(asked.services.ledger.hand_out(asked.viewer, wanted, asked.words))


def _request(asked: _Asked) -> ResponseReturnValue:
    form = read_form(Request)
    reading = asked.services.door.reading(asked.viewer)
    listing = listing_of(asked.view, reading, asked.services.secret)
    total = asked.services.people(reading).page(listing).total
    asked.services.lists.ask(asked.viewer, listing, total, form.reason)
    return redirect(asked.view.link("/lists"), HTTPStatus.SEE_OTHER)


def _decide(asked: _Asked) -> ResponseReturnValue:
    form = read_form(Decision)
    asked.services.lists.decide(
        asked.viewer, int(form.id), approve=form.decision == "approve", days=int(form.days), note=form.note
    )
    return redirect(asked.view.link("/lists"), HTTPStatus.SEE_OTHER)


def _download(asked: _Asked) -> ResponseReturnValue:
    """The audit has a line for every person before the first row is read unmasked."""
    asked.within(FILES)
    number = int(read_form(Download).id)
    reading = asked.services.door.reading(asked.viewer)
    people = asked.services.people(reading)
    given = asked.services.lists.give(asked.viewer, number, people)
    sheet = called_sheet(number, reading, given.people, asked.words)
    wanted = Wanted((sheet,), Form.XLSX, given.reason, reading.version)
    return _sent(asked.services.ledger.hand_out(asked.viewer, wanted, asked.words))


def _sent(handed: Handed) -> Response:
    return send_file(handed.file, as_attachment=True, download_name=handed.name)
