"""Signing in, step by step: pages made by the server, which need no script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from dashboard.access import second_factor
from dashboard.access.accounts import NotDone
from dashboard.access.audit import Action
from dashboard.access.cookies import hand_over, session_word, take_back
from dashboard.access.entrance import Step
from dashboard.access.forms import Form, Unusable, read_form
from dashboard.access.limits import Limit
from dashboard.access.passwords import LONGEST
from dashboard.access.proxy import address_of, named_by_proxy
from dashboard.access.sessions import SignedIn, Stage
from dashboard.services import Services
from dashboard.theme import TOKENS
from dashboard.wording import Words, words_in

OPEN_ENDPOINTS = frozenset(("sign_in", "sign_in_post", "provider", "provider_back"))
"""What nobody needs to be signed in for."""

STAGE_ENDPOINTS: Mapping[Stage, frozenset[str]] = {
    Stage.SECOND_FACTOR: frozenset(("second_factor", "second_factor_post", "sign_out")),
    Stage.ENROL: frozenset(("enrol", "second_factor_post", "sign_out")),
    Stage.PASSWORD: frozenset(("password", "password_post", "sign_out")),
}
"""What a session in each stage may ask for, and nothing else."""

PATHS = {
    Stage.SECOND_FACTOR: "/sign-in/second-factor",
    Stage.ENROL: "/sign-in/enrol",
    Stage.PASSWORD: "/sign-in/password",
}

TRIES = Limit("sign-in", 30, 60)
"""From one address."""
NAMED = Limit("sign-in of", 10, 60)
"""For one name, from wherever; whether there is such an account makes no difference."""
CODES = Limit("code", 5, 900)
"""Codes of one account."""
CHANGES = Limit("password", 10, 900)
"""Changes of one's own password: who has found an open session does not guess it either."""

_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
LONGEST_NEXT = 1_500

Name = Annotated[str, StringConstraints(max_length=64)]
Password = Annotated[str, StringConstraints(max_length=LONGEST)]


class SignIn(Form):
    """Name and password."""

    name: Name
    password: Password


class Code(Form):
    """Six digits."""

    code: Annotated[str, StringConstraints(pattern=r"^ *[0-9]{6} *$")]


class Change(Form):
    """A password for another."""

    old: Password
    new: Password
    again: Password


def add_sign_in_routes(server: Flask, services: Services) -> None:
    """Put the routes up; the guard says who may ask for which."""
    routes = Routes(services)
    for path, endpoint, method, answer in (
        ("/sign-in", "sign_in", "GET", routes.ask),
        ("/sign-in", "sign_in_post", "POST", routes.sign_in),
        ("/sign-in/second-factor", "second_factor", "GET", routes.ask_code),
        ("/sign-in/second-factor", "second_factor_post", "POST", routes.code),
        ("/sign-in/enrol", "enrol", "GET", routes.enrol),
        ("/sign-in/password", "password", "GET", routes.ask_password),
        ("/sign-in/password", "password_post", "POST", routes.password),
        ("/sign-out", "sign_out", "POST", routes.sign_out),
    ):
        server.add_url_rule(path, endpoint, answer, methods=[method])


def local(address: str) -> str:
    """An address here; the start for anything that could lead elsewhere."""
    return address if len(address) <= LONGEST_NEXT and _LOCAL.fullmatch(address) else "/"


class Routes:
    """The pages of the sign-in over one installation, and what other ways to sign in share of them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def ask(self) -> ResponseReturnValue:
        """The page that asks for name and password; who is signed in goes on."""
        found = self._services.sessions.find(session_word(request, self._services.settings), active=False)
        if found is not None:
            return self._on(found.stage)
        named = "" if "out" in request.args else named_by_proxy(request, self._services.settings)
        if not named:
            return self.page("sign_in", error="sign_in.needs_https" if self._drops_cookies() else "")
        step = self._services.entrance.vouched(named, request, "proxy")
        if step is None:
            return self.page("sign_in", error="provider.nobody"), HTTPStatus.FORBIDDEN
        return self.enter(step)

    def sign_in(self) -> ResponseReturnValue:
        """Name and password."""
        if self.too_often():
            return self.page("sign_in", error="sign_in.too_often"), HTTPStatus.TOO_MANY_REQUESTS
        try:
            form = read_form(SignIn)
        except Unusable:
            return self.page("sign_in", error="sign_in.wrong"), HTTPStatus.BAD_REQUEST
        name = form.name.strip()
        if self._services.limits.take(NAMED, self._services.secret.mark("sign-in", name)):
            return self.page("sign_in", error="sign_in.too_often", typed=name), HTTPStatus.TOO_MANY_REQUESTS
        address = address_of(request, self._services.settings)
        user = self._services.entrance.accounts.check(name, form.password, address)
        if user is None:
            return self.page("sign_in", error="sign_in.wrong", typed=name), HTTPStatus.UNAUTHORIZED
        return self.enter(self._services.entrance.begin(user, request))

    def ask_code(self) -> ResponseReturnValue:
        """The page that asks for the code of the telephone."""
        return self.page("second_factor")

    def enrol(self) -> ResponseReturnValue:
        """The page that shows a telephone its secret; one that a telephone has is not shown again."""
        if self._services.entrance.accounts.has_second_factor(g.signed_in.viewer.name):
            return redirect("/account", HTTPStatus.SEE_OTHER)
        return self._enrol_page("")

    def code(self) -> ResponseReturnValue:
        """The code, of a telephone already known or of a new one."""
        found: SignedIn = g.signed_in
        known = self._services.entrance.accounts.has_second_factor(found.viewer.name)
        again = self._code_again if known else self._enrol_again
        if self._services.limits.take(CODES, found.viewer.name):
            return again("sign_in.too_often"), HTTPStatus.TOO_MANY_REQUESTS
        try:
            code = read_form(Code).code.strip()
        except Unusable:
            return again("second_factor.wrong"), HTTPStatus.BAD_REQUEST
        step = self._services.entrance.code(found, code, request)
        if step is None:
            return again("second_factor.wrong"), HTTPStatus.BAD_REQUEST
        return self.enter(step)

    def ask_password(self) -> ResponseReturnValue:
        """The page that asks for a new password."""
        return self.page("password")

    def password(self) -> ResponseReturnValue:
        """A new password."""
        if self._services.limits.take(CHANGES, g.signed_in.viewer.name):
            return self.page("password", error="sign_in.too_often"), HTTPStatus.TOO_MANY_REQUESTS
        try:
            form = read_form(Change)
            step = self._services.entrance.password(g.signed_in, form.old, _same(form), request)
        except (NotDone, Unusable) as refused:
            values = getattr(refused, "values", {})
            return self.page("password", error=refused.why, **values), HTTPStatus.BAD_REQUEST
        return self.enter(step)

    def sign_out(self) -> ResponseReturnValue:
        """End this session."""
        found: SignedIn = g.signed_in
        self._services.sessions.end(found.token_hash)
        self._services.audit.record(found.viewer, Action.SIGNED_OUT)
        return self.out()

    def _code_again(self, error: str) -> str:
        return self.page("second_factor", error=error)

    def _enrol_again(self, error: str) -> str:
        return self._enrol_page(error)

    def _enrol_page(self, error: str) -> str:
        user = self._services.entrance.enrolling(g.signed_in)
        secret = self._services.secret
        shown = {
            "picture": second_factor.picture(user, secret),
            "typed": second_factor.in_fours(second_factor.typed(user, secret)),
        }
        return self.page("enrol", error=error, **shown)

    def enter(self, step: Step) -> Response:
        """Hand over the new word and lead on."""
        response = self._on(step.stage)
        hand_over(response, self._services.settings, step.token)
        return response

    def _on(self, stage: Stage) -> Response:
        """The page of a stage; when nothing is missing the one that was asked for first."""
        address = wanted() if stage is Stage.OPEN else f"{PATHS[stage]}?{carried()}"
        return make_response(redirect(address, HTTPStatus.SEE_OTHER))

    def out(self) -> Response:
        """Out, with nothing left in the browser."""
        response = make_response(redirect("/sign-in?out=1", HTTPStatus.SEE_OTHER))
        take_back(response, self._services.settings)
        return response

    def _drops_cookies(self) -> bool:
        """Whether the browser will not keep the cookie: it comes over plain HTTP from another machine.

        Browsers say where a request comes from only where they take the connection for safe.
        """
        said = "Sec-Fetch-Site" in request.headers or request.headers.get("X-Forwarded-Proto") == "https"
        return self._services.settings.https and not (said or request.is_secure or is_loopback(request.host))

    def too_often(self) -> bool:
        """Whether one address tries too often."""
        return bool(self._services.limits.take(TRIES, address_of(request, self._services.settings)))

    def page(self, name: str, *, error: str = "", **values: Any) -> str:
        """A page of the sign-in; `error` is the name of words."""
        words = _words()
        said = words(error, **{"length": 0, "count": 0, **values}) if error else ""
        settings = self._services.settings
        scheme = request.cookies.get("scheme", "")
        return render_template(
            f"{name}.html",
            words=words,
            error=said,
            carried=carried(),
            other=urlencode({"next": wanted(), "lang": "en" if words.chinese else "zh"}),
            scheme=scheme if scheme in TOKENS else "light",
            plain_http=not settings.https,
            settings=settings,
            **values,
        )


def _same(form: Change) -> str:
    """The new password, where it was typed twice alike."""
    if form.new != form.again:
        raise NotDone("password.differ")
    return form.new


def _words() -> Words:
    """The language said, else that of the page that was asked for."""
    said = request.args.get("lang", "")
    return words_in("en" if said == "en" or (not said and "lang=en" in wanted()) else "zh")


def wanted() -> str:
    """Where the browser wanted to go; an address here."""
    return local(request.args.get("next", "/"))


def carried() -> str:
    """What goes from step to step: where to go at last, and the language."""
    return urlencode({"next": wanted(), "lang": _words().language})


def is_loopback(host: str) -> bool:
    """Whether a host of a request is this machine."""
    name = host.rpartition(":")[0] or host
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
