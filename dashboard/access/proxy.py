"""A trusted proxy: who it has signed in, and whom it asks for; believed from its own addresses alone."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from flask import Request

from dashboard.settings import Settings


def named_by_proxy(request: Request, settings: Settings) -> str:
    """The name a trusted proxy gives; empty for none, for anybody else, and for a header that is there twice."""
    if not settings.proxy_header or not _is_trusted(request.remote_addr or "", settings.proxy_addresses):
        return ""
    said = request.headers.getlist(settings.proxy_header)
    return said[0].strip() if len(said) == 1 and "," not in said[0] else ""


def address_of(request: Request, settings: Settings) -> str:
    """Where a request comes from: what stands before the trusted proxies; a browser can write the rest itself."""
    address = request.remote_addr or ""
    for before in reversed(request.access_route):
        if not _is_trusted(address, settings.proxy_addresses) or not _is_address(before):
            break
        address = before
    return address


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in ip_network(one) for one in trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
