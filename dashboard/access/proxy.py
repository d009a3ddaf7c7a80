"""Sign-in by a proxy that has signed its users in: its header is believed from its own addresses alone."""

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


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(address) in ip_network(one) for one in trusted)
    except ValueError:
        return False
