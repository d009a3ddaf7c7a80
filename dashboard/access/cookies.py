"""The one cookie that counts: the word that opens a session, out of the reach of scripts."""

from __future__ import annotations

from flask import Request, Response

from dashboard.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Over HTTPS a name that no other host and no plain connection can set."""
    return "__Host-session" if settings.https else "session"


def session_word(request: Request, settings: Settings) -> str:
    """What the browser brought; empty for none."""
    return request.cookies.get(cookie_name(settings), "")


def hand_over(response: Response, settings: Settings, token: str) -> None:
    """Give the browser its word, for as long as it stays open."""
    same_site = "Lax" if settings.https else "Strict"
    response.set_cookie(
        cookie_name(settings), token, secure=settings.https, httponly=True, samesite=same_site, path="/"
    )


def take_back(response: Response, settings: Settings) -> None:
    """Let the browser forget it."""
    same_site = "Lax" if settings.https else "Strict"
    response.delete_cookie(cookie_name(settings), secure=settings.https, httponly=True, samesite=same_site, path="/")
