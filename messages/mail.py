"""Mail: where it is handed over, said in one way for alarms and reports, and handing it over."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
"""The ways mail is handed over, each with the port it has where none is said."""
MEANING_SERVER = (
    "Where mail is handed over, alarms and reports: smtps://name@server:465, smtp+starttls://name@server:587, or"
    " smtp://server:25. Empty: no mail is sent, and reports go into the folder `outbox`."
)
MEANING_FROM = "The address mail comes from; needed beside mail_server."
MEANING_PASSWORD = "The password of the name at the mail server."  # noqa: S105 - what it means, not what it is
WAIT = 60
"""Seconds a mail server may take."""


def server_address(value: Any) -> str:
    """A mail server as a setting says it, or nothing; raises ValueError saying what it must be."""
    text = str(value)
    if not isinstance(value, str) or (text and (urlsplit(text).scheme not in PORTS or not urlsplit(text).hostname)):
        raise ValueError("an address such as " + ", ".join(f"{way}://server:{port}" for way, port in PORTS.items()))
    return text


def place_of(server: str) -> tuple[str, int]:
    """Host and port of a mail server."""
    said = urlsplit(server)
    return said.hostname or "localhost", said.port or PORTS[said.scheme]


def hand_over(server: str, password: str, message: EmailMessage) -> None:
    """Hand a message over; raises OSError where the server cannot be had or does not take it."""
    with _connected(server) as connection:
        name = urlsplit(server).username
        if name:
            connection.login(unquote(name), password)
        connection.send_message(message)


@contextmanager
def _connected(server: str) -> Iterator[smtplib.SMTP]:
    scheme, (host, port) = urlsplit(server).scheme, place_of(server)
    trusted = ssl.create_default_context()
    connection: smtplib.SMTP
    if scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, port, timeout=WAIT, context=trusted)
    else:
        connection = smtplib.SMTP(host, port, timeout=WAIT)
    with connection:
        if scheme == "smtp+starttls":
            connection.starttls(context=trusted)
        yield connection
