"""Requests that another site made the browser send: told by what the browser says of where they come from."""

from __future__ import annotations

from flask import Request

READING = frozenset(("GET", "HEAD"))
"""Methods that change nothing, so that a link from anywhere may use them."""


def is_own(request: Request, *, https: bool) -> bool:
    """Whether a request that changes something comes from a page of ours.

    Browsers say so themselves where the connection is safe; over plain HTTP, and where they are old, they name
    the origin alone. A program that says neither is refused: a browser always says one of them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{'https' if https else 'http'}://{request.host}"
