"""The routes behind the forms of users: each checks the form, changes one account, and leads back.

A new password stands on the answer itself, once, and nowhere else. What somebody typed that cannot be done
stands on the answer too, to be mended there: a name of somebody is not written into an address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access.accounts import Accounts, NotDone, Wanted
from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.messages import message
from dashboard.access.roles import Right, Role
from dashboard.access.viewer import Viewer, viewer_with
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


def _add(accounts: Accounts, who: Viewer, form: Any) -> str:
    return accounts.add(who, form.name, form.wanted)


def _change(accounts: Accounts, who: Viewer, form: Any) -> None:
    accounts.change(who, form.name, form.wanted)


def _disable(accounts: Accounts, who: Viewer, form: Any) -> None:
    accounts.disable(who, form.name)


def _enable(accounts: Accounts, who: Viewer, form: Any) -> None:
    accounts.enable(who, form.name)


def _password(accounts: Accounts, who: Viewer, form: Any) -> str:
    return accounts.reset_password(who, form.name)


def _second_factor(accounts: Accounts, who: Viewer, form: Any) -> None:
    accounts.reset_second_factor(who, form.name)


def _sessions(accounts: Accounts, who: Viewer, form: Any) -> None:
    accounts.end_sessions(who, form.name)


@dataclass(frozen=True)
class Deed:
    """One thing done with an account: its name, what does it, and the form it needs; some give a new password."""

    name: str
    do: Callable[[Accounts, Viewer, Any], str | None]
    form: type[Named] = Named

    @property
    def path(self) -> str:
        """Where its form is sent."""
        return f"/users/{self.name.replace('_', '-')}"


DEEDS = (
    Deed("add", _add, Described),
    Deed("change", _change, Described),
    Deed("disable", _disable),
    Deed("enable", _enable),
    Deed("password", _password),
    Deed("second_factor", _second_factor),
    Deed("sessions", _sessions),
)


def add_users_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard stands before them."""
    for deed in DEEDS:
        route = _answering(services.entrance.accounts, deed)
        server.add_url_rule(deed.path, f"users_{deed.name}", route, methods=["POST"])


def _answering(accounts: Accounts, deed: Deed) -> Callable[[], ResponseReturnValue]:
    """A route that leads back to the account it changed, shows a new password, or says why nothing was done."""

    def route() -> ResponseReturnValue:
        who, view = viewer_with(Right.USERS), read_view("/users", request.args)
        words = words_in(view.language)
        try:
            form = read_form(deed.form)
        except Unusable as refused:
            return message(words, words(refused.why), view.link()), HTTPStatus.BAD_REQUEST
        try:
            password = deed.do(accounts, who, form)
        except NotDone as refused:
            said = words(refused.why, **refused.values)
            return _refused(deed, form, said, view, words), HTTPStatus.BAD_REQUEST
        if password is not None:
            return _once(words, form.name, password, view)
        return redirect(view.link(user=form.name, choices={"done": deed.name}), HTTPStatus.SEE_OTHER)

    return route


def _once(words: Words, name: str, password: str, view: View) -> str:
    return render_template("once.html", words=words, name=name, password=password, back=view.link(user=name))


def _refused(deed: Deed, form: Named, said: str, view: View, words: Words) -> str:
    """Why nothing was done; what was typed stands there to be mended."""
    new = deed.name == "add"
    back = view.link(user="" if new else form.name)
    if not isinstance(form, Described):
        return message(words, said, back)
    action = view.link(deed.path)
    return render_template(
        "again.html", words=words, error=said, form=form, new=new, roles=[*Role], action=action, back=back
    )
