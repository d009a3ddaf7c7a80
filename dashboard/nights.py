"""What the nights and the scheduler write down in the home folder, as Prometheus reads it: they serve no address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Nights(Collector):
    """When a night last published and last did not, when the scheduler last looked, and the alarms there were.

    What was never written down, or cannot be read, is left out.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    def collect(self) -> Iterable[Metric]:
        """Moments are seconds since 1970."""
        status = _read(self._home / "status.json")
        yield _moment("collection_night_published", "When a night last published.", status.get("published_at"))
        yield _moment("collection_night_failed", "When a night was last refused or failed.", status.get("failed_at"))
        yield self._looked()
        alarms = _read(self._home / "alarms.json")
        raised = CounterMetricFamily("collection_alarms", "Alarms raised.", labels=("alarm",))
        latest = GaugeMetricFamily(
            "collection_alarm_timestamp_seconds", "When an alarm was last raised.", labels=("alarm",)
        )
        for kind, said in sorted(alarms.items()):
            at = _seconds(said.get("at"))
            raised.add_metric((kind,), int(said.get("raised", 0)))
            if at is not None:
                latest.add_metric((kind,), at)
        yield raised
        yield latest

    def _looked(self) -> Metric:
        found = GaugeMetricFamily(
            "collection_scheduler_timestamp_seconds", "When the scheduler last looked whether a night is due."
        )
        lock = self._home / "schedule.lock"
        if lock.exists():
            found.add_metric((), lock.stat().st_mtime)
        return found


def _moment(name: str, meaning: str, text: Any) -> Metric:
    found = GaugeMetricFamily(f"{name}_timestamp_seconds", meaning)
    at = _seconds(text)
    if at is not None:
        found.add_metric((), at)
    return found


def _seconds(text: Any) -> float | None:
    """A moment as it is written down; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _read(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
