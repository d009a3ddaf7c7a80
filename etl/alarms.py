"""A night that failed, takes too long or did not come is said: in the log, by mail, to a webhook.

The dashboard shows the same above every page. Nothing personal is in an alarm: dates, file names, counts.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage

from etl.settings import Settings
from messages.mail import hand_over, place_of

LOG = logging.getLogger("etl.alarms")
SECONDS = 20


def alarm(settings: Settings, subject: str, text: str) -> None:
    """Say it by every way that is set; a way that is blocked is logged and stops no other."""
    LOG.error("%s: %s", subject, text)
    ways: list[tuple[str, Callable[[], None]]] = []
    if settings.mail_server and settings.alarm_to:
        name = ":".join(map(str, place_of(settings.mail_server)))
        ways.append((name, lambda: _mail(settings, subject, text)))
    if settings.alarm_webhook:
        ways.append(("alarm_webhook", lambda: _post(settings.alarm_webhook, subject, text)))
    for name, say in ways:
        try:
            say()
        except OSError as error:
            LOG.warning("the alarm could not be sent to %s: %s", name, error)


def _mail(settings: Settings, subject: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, settings.mail_from
    message["To"] = ", ".join(settings.alarm_to)
    message.set_content(text)
    hand_over(settings.mail_server, settings.mail_password, message)


def _post(url: str, subject: str, text: str) -> None:
    body = json.dumps({"title": subject, "text": text}, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - the setting takes http alone
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - the same
        pass
