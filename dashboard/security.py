"""What every response carries: where scripts may come from, and how long it may be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus

from flask import Flask, Response, request
from flask_compress import Compress

YEAR = 365 * 24 * 3600

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

_OVER_HTTPS = {
    "Strict-Transport-Security": f"max-age={YEAR}",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What browsers heed, and do not complain about, only where the connection is safe."""


def content_policy(script_hashes: Iterable[str]) -> str:
    """Everything from here; inline scripts by hash; styles inline, as charts and inputs set theirs that way."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' " + " ".join(script_hashes),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def protect(server: Flask, hashes: Callable[[], Iterable[str]], *, https: bool) -> None:
    """Set the headers on every response; the script hashes are asked for once, at the first one."""
    policy = cache(lambda: content_policy(hashes()))
    fixed = {**_FIXED, **(_OVER_HTTPS if https else {})}

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.update({**fixed, "Content-Security-Policy": policy()})
        if _is_fingerprinted() and response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif not response.headers.get("Cache-Control", "").startswith("public"):
            response.headers["Cache-Control"] = "no-store"
        return response


def compress(server: Flask) -> None:
    """Compress what is sent; assets once per worker, answers each time."""
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/javascript", "application/json"],
        COMPRESS_STREAMS=False,
        COMPRESS_CACHE_BACKEND=_AssetCache,
        COMPRESS_CACHE_KEY=lambda asked: asked.full_path if _is_asset(asked.path) else "",
    )
    Compress(server)
    server.after_request(_read_asset)


def _read_asset(response: Response) -> Response:
    """A file is sent as it is read and would not be compressed; scripts and styles are read whole first."""
    if request.path.startswith("/assets/") and response.status_code == HTTPStatus.OK:
        file = response.response
        response.direct_passthrough = False
        response.set_data(b"".join(response.iter_encoded()))
        if hasattr(file, "close"):
            file.close()
    return response


class _AssetCache:
    """Compressed assets; what has no key of its own is not kept."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The compressed bytes, if kept."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep an asset's bytes."""
        if not key.endswith(";"):
            self._kept[key] = value


def _is_asset(path: str) -> bool:
    return path.startswith(("/assets/", "/_dash-component-suites/"))


def _is_fingerprinted() -> bool:
    return request.path.startswith("/assets/") and "m" in request.args
