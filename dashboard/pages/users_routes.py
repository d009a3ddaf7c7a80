"""The routes behind the forms of users: each checks the form, changes one account, and leads back.

A new password stands on the answer itself, once, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.accounts import Accounts, NotDone, Wanted
from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.messages import message
from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer, current_viewer
from dashboard.services import Services
from dashboard.view import View, read_view
from dashboard.wording import Words, words_in

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class Named(Form):
    """Which account."""

    name: Name


class Described(Named):
    """What an account is to be; areas are codes with commas between them."""

    display: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
    role: Annotated[str, StringConstraints(pattern="^(" + "|".join(Role) + ")$")]
    areas: Annotated[str, StringConstraints(pattern=r"^[a-z0-9,]*$", max_length=4_000)]

    @property
    def wanted(self) -> Wanted:
        """The same as accounts take it."""
        codes = tuple(code for code in self.areas.split(",") if code)
        return Wanted(Role(self.role), codes, self.display)


Answer = Callable[[Accounts, Viewer], str | None]


def add_users_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for path, endpoint, answer in (
        ("/users/add", "users_add", _add),
        ("/users/change", "users_change", _change),
        ("/users/disable", "users_disable", _disable),
        ("/users/enable", "users_enable", _enable),
        ("/users/password", "users_password", _password),
        ("/users/second-factor", "users_second_factor", _second_factor),
        ("/users/sessions", "users_sessions", _sessions),
    ):
        server.add_url_rule(path, endpoint, _answering(services.entrance.accounts, answer), methods=["POST"])


def _answering(accounts: Accounts, answer: Answer) -> Callable[[], ResponseReturnValue]:
    """A route that leads back to the account it changed, shows a new password, or says why nothing was done."""

    def route() -> ResponseReturnValue:
        view = read_view("/users", request.args)
        words = words_in(view.language)
        try:
            password = answer(accounts, current_viewer())
        except (NotDone, Unusable) as refused:
            text = words(refused.why, **getattr(refused, "values", {}))
            return message(words, text, view.link()), HTTPStatus.BAD_REQUEST
        name = request.form.get("name", "").strip()
        if password is not None:
            return _once(words, name, password, view)
        return redirect(view.link(user=name), HTTPStatus.SEE_OTHER)

    return route


def _once(words: Words, name: str, password: str, view: View) -> str:
    return render_template("once.html", words=words, name=name, password=password, back=view.link(user=name))


def _add(accounts: Accounts, who: Viewer) -> str:
    form = read_form(Described)
    return accounts.add(who, form.name, form.wanted)


def _change(accounts: Accounts, who: Viewer) -> None:
    form = read_form(Described)
    accounts.change(who, form.name, form.wanted)


def _disable(accounts: Accounts, who: Viewer) -> None:
    accounts.disable(who, read_form(Named).name)


def _enable(accounts: Accounts, who: Viewer) -> None:
    accounts.enable(who, read_form(Named).name)


def _password(accounts: Accounts, who: Viewer) -> str:
    return accounts.reset_password(who, read_form(Named).name)


def _second_factor(accounts: Accounts, who: Viewer) -> None:
    accounts.reset_second_factor(who, read_form(Named).name)


def _sessions(accounts: Accounts, who: Viewer) -> None:
    accounts.end_sessions(who, read_form(Named).name)
