"""What is measured of running, as Prometheus reads it: requests, questions, nights, how old the figures are.

Nothing of what was asked, and nothing of anybody. Workers count for themselves; what is read is the sum.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from dashboard.access.roles import Role
from dashboard.access.viewer import Viewer
from dashboard.counts import REQUESTS, SECONDS
from dashboard.data import Door
from dashboard.ended_workers import Workers
from dashboard.findings.freshness import freshness_of
from dashboard.logs import seconds_taken
from dashboard.nights import Nights
from dashboard.services import Services
from sql.connect import NothingPublished, Unable
from sql.schema import marts

ENDPOINT = "measured"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names where workers keep their counts; the server sets it before they start."""
_TOGETHER = bool(os.environ.get(FOLDER))
"""Whether workers count together: that is decided once, when the counters are made."""
_NOBODY = Viewer("measures", Role.MANAGER, None)


def measure(server: Flask, services: Services) -> None:
    """Count every request, and answer `/metrics` to those whom the setting names."""
    server.after_request(_count)

    @server.get("/metrics", endpoint=ENDPOINT)
    def measured() -> Response:
        if request.remote_addr not in services.settings.metrics_addresses:
            abort(HTTPStatus.NOT_FOUND)
        registry = CollectorRegistry()
        if _TOGETHER:
            registry.register(Workers(Path(os.environ[FOLDER])))
        else:
            registry.register(REGISTRY)
        registry.register(_Figures(services.door))
        registry.register(Nights(services.settings.home))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(seconds_taken())
    return response


class _Figures(Collector):
    """What the published version says of itself, read when it is asked for."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Whether there are figures, what they are known on, each source's last day, how nights ended."""
        ready = GaugeMetricFamily("collection_figures", "1: a version is published and can be read.")
        try:
            reading = self._door.reading(_NOBODY)
        except (NothingPublished, Unable, OSError):
            ready.add_metric((), 0)
            yield ready
            return
        ready.add_metric((), 1)
        yield ready
        known = GaugeMetricFamily("collection_known_on", "The business date of the version, as days since 1970.")
        known.add_metric((), (reading.business_date.toordinal() - _EPOCH))
        yield known
        feeds = GaugeMetricFamily("collection_feed_latest", "A source's latest day, days since 1970.", labels=("feed",))
        for feed in freshness_of(reading):
            if feed.latest is not None:
                feeds.add_metric((feed.feed,), feed.latest.toordinal() - _EPOCH)
        yield feeds
        ended: dict[str, int] = {}
        for night in reading.table(marts.NIGHT):
            if night["ended_at"] is None:
                continue  # the night that built the version
            outcome = night["outcome"]
            ended[outcome] = ended.get(outcome, 0) + 1
        nights = GaugeMetricFamily(
            "collection_nights", "Nights that are known, by how they ended.", labels=("outcome",)
        )
        for outcome, count in sorted(ended.items()):
            nights.add_metric((outcome,), count)
        yield nights


_EPOCH = 719_163
"""1 January 1970, as Python counts days."""
