"""The way to the identity provider and back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from dashboard.access.accounts import UNKNOWN
from dashboard.access.audit import Action
from dashboard.access.cookies import hand_over
from dashboard.access.oidc import LASTS, NotSaid, Provider
from dashboard.access.proxy import address_of
from dashboard.access.sign_in import Routes, is_loopback, local, wanted
from dashboard.services import Services

BACK = "/sign-in/provider/back"


def add_provider_routes(server: Flask, services: Services) -> None:
    """Put the routes up; without a provider in the settings there is nothing at them."""
    routes = _ProviderRoutes(services)
    server.add_url_rule("/sign-in/provider", "provider", routes.leave, methods=["GET"])
    server.add_url_rule(BACK, "provider_back", routes.come_back, methods=["GET"])


class _ProviderRoutes:
    """Leaving for the provider, and coming back."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pages = Routes(services)
        self._provider = Provider(services.settings, services.database)

    def leave(self) -> ResponseReturnValue:
        """To the provider, with a handshake."""
        self._there_is_one()
        if self._pages.too_often():
            return self._pages.page("sign_in", error="sign_in.too_often"), HTTPStatus.TOO_MANY_REQUESTS
        try:
            begun = self._provider.begin(self._back(), wanted())
        except NotSaid as refused:
            return self._refused(refused.why)
        response = make_response(redirect(begun.address, HTTPStatus.SEE_OTHER))
        https = self._services.settings.https
        age = int(LASTS.total_seconds())
        response.set_cookie(
            self._cookie(), begun.token, max_age=age, secure=https, httponly=True, samesite="Lax", path="/"
        )
        return response

    def come_back(self) -> ResponseReturnValue:
        """From the provider; the page leads on by itself, so that the browser sends the new cookie along."""
        self._there_is_one()
        if self._pages.too_often():
            return self._pages.page("sign_in", error="sign_in.too_often"), HTTPStatus.TOO_MANY_REQUESTS
        try:
            said = self._provider.finish(request.cookies.get(self._cookie(), ""), request.args, self._back())
        except NotSaid as refused:
            return self._refused(refused.why)
        step = self._services.entrance.vouched(said.name, request, "provider")
        if step is None:
            return self._pages.page("sign_in", error="provider.nobody"), HTTPStatus.FORBIDDEN
        response = make_response(render_template("onward.html", address=local(said.next)))
        hand_over(response, self._services.settings, step.token)
        response.delete_cookie(self._cookie(), secure=self._services.settings.https, httponly=True, path="/")
        return response

    def _refused(self, why: str) -> ResponseReturnValue:
        address = address_of(request, self._services.settings)
        self._services.audit.record(UNKNOWN, Action.SIGN_IN_REFUSED, by="provider", why=why, address=address)
        return self._pages.page("sign_in", error=why), HTTPStatus.BAD_GATEWAY

    def _there_is_one(self) -> None:
        if not self._services.settings.oidc_issuer:
            abort(HTTPStatus.NOT_FOUND)

    def _cookie(self) -> str:
        return "__Host-handshake" if self._services.settings.https else "handshake"

    def _back(self) -> str:
        secure = self._services.settings.https and not is_loopback(request.host)
        return f"{'https' if secure else 'http'}://{request.host}{BACK}"
