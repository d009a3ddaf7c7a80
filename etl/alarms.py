"""A night that failed, takes too long or did not come is said: in the log, by mail, to a webhook, in a count.

The dashboard shows the same above every page, and the counts in /metrics, for the scheduler has no address of its
own. Nothing personal is in an alarm: dates, file names, counts.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

from etl.ledger import keep
from etl.settings import Settings
from messages.mail import hand_over, place_of

LOG = logging.getLogger("etl.alarms")
SECONDS = 20
COUNTS = "alarms.json"


class Kind(StrEnum):
    """What an alarm can be about."""

    NIGHT_FAILED = "night_failed"
    NIGHT_LONG = "night_long"
    NIGHT_MISSING = "night_missing"
    REPORTS_NOT_SENT = "reports_not_sent"
    NOT_TIDIED = "not_tidied"


def alarm(settings: Settings, kind: Kind, subject: str, text: str) -> None:
    """Count it, and say it by every way that is set; a way that is blocked is logged and stops no other."""
    LOG.error("%s: %s", subject, text)
    ways: list[tuple[str, Callable[[], None]]] = [(COUNTS, lambda: _count(settings.home, kind))]
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


def _count(home: Path, kind: Kind) -> None:
    """Add one to how many alarms of a kind there were, with the moment of the latest."""
    path = home / COUNTS
    try:
        counts = json.loads(path.read_text(encoding="utf-8"))
        raised = int(counts[kind]["raised"]) if kind in counts else 0
    except (OSError, ValueError, KeyError, TypeError):
        counts, raised = {}, 0  # none yet, or nothing that can be read: counted anew
    counts[kind] = {"raised": raised + 1, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    keep(path, json.dumps(counts, sort_keys=True))


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
