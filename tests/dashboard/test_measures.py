"""/metrics: what is counted over all workers, for whom it may be read, and nothing of anybody in it."""

import json
import os
import re

import pytest
import requests
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.access.roles import Role
from dashboard.nights import Nights
from tests.dashboard.access.bodies import CALLBACK, page_at
from tests.dashboard.browser.serving import server
from tests.dashboard.viewers import signed_in


def read(text):
    """The samples of an answer: name and labels to value."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_questions_are_counted(app, client):
    before = read(client.get("/metrics").get_data(as_text=True))
    assert client.post(CALLBACK, json=page_at("/suspension")).status_code == 200
    after = read(client.get("/metrics").get_data(as_text=True))
    endpoint = ("endpoint", CALLBACK.partition("?")[0])
    key = ("collection_requests_total", endpoint, ("method", "POST"), ("status", "200"))
    assert after[key] == before.get(key, 0) + 1
    answered = ("collection_question_seconds_count", ("kept", "no"))
    kept = ("collection_question_seconds_count", ("kept", "yes"))
    assert sum(after.get(one, 0) - before.get(one, 0) for one in (answered, kept)) > 5
    assert after["collection_figures",] == 1
    assert after["collection_known_on",] == 20711
    assert after["collection_feed_latest", ("feed", "receipts")] > 20000
    assert after["collection_night_published_timestamp_seconds",] > 1_700_000_000
    assert not [key for key in after if key[0] == "collection_nights"], "the one night is the version's own"


def test_nothing_of_anybody_is_in_it(app):
    client = signed_in(app, Role.MANAGER, ("210213012",))
    client.post(CALLBACK, json=page_at("/people", "?metric=suspended_persons"))
    text = client.get("/metrics").get_data(as_text=True)
    assert not re.search(r"210213012|manager|(?<![.\d])\d{15,}|\?", text)


def test_what_is_refused_has_a_number_too(app):
    refused = app.server.test_client().get("/_dash-layout")
    assert refused.status_code == 401
    assert re.fullmatch(r"[0-9a-f]{12}", refused.headers["X-Request-ID"])


def test_nights_and_alarms_are_read_from_what_the_scheduler_wrote(tmp_path):
    """It has no address of its own to be asked at."""
    said = {"outcome": "refused", "published_at": "2026-09-15T20:00:00", "failed_at": "2026-09-16T19:00:00"}
    (tmp_path / "status.json").write_text(json.dumps(said), encoding="utf-8")
    alarms = {"night_failed": {"raised": 3, "at": "2026-09-16T19:00:01+00:00"}, "night_long": {"raised": 1}}
    (tmp_path / "alarms.json").write_text(json.dumps(alarms), encoding="utf-8")
    (tmp_path / "schedule.lock").touch()
    os.utime(tmp_path / "schedule.lock", (1_789_000_000, 1_789_000_000))
    assert exposed(Nights(tmp_path)) == {
        ("collection_night_published_timestamp_seconds",): 1_789_502_400,
        ("collection_night_failed_timestamp_seconds",): 1_789_585_200,
        ("collection_scheduler_timestamp_seconds",): 1_789_000_000,
        ("collection_alarms_total", ("alarm", "night_failed")): 3,
        ("collection_alarms_total", ("alarm", "night_long")): 1,
        ("collection_alarm_timestamp_seconds", ("alarm", "night_failed")): 1_789_585_201,
    }


@pytest.mark.parametrize("text", ["", "{", "[]", '{"published_at": 5, "failed_at": null}'])
def test_what_was_never_written_down_is_left_out(tmp_path, text):
    (tmp_path / "status.json").write_text(text, encoding="utf-8")
    assert exposed(Nights(tmp_path)) == {}


def exposed(collector):
    """What a collector shows, as it is read."""
    registry = CollectorRegistry()
    registry.register(collector)
    return read(generate_latest(registry).decode())


def test_only_the_monitoring_reads_it(client):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 404


def test_workers_are_summed_and_every_line_of_the_log_is_json(demo_home, tmp_path):
    """Two workers of gunicorn; forty requests, whichever of them answers."""
    with (
        (tmp_path / "log").open("w", encoding="utf-8") as said,
        server(demo_home, said, workers=2, log_level="info") as base,
    ):
        numbers = {requests.get(f"{base}/healthz", timeout=10).headers["X-Request-ID"] for _ in range(40)}
        counted = read(requests.get(f"{base}/metrics", timeout=10).text)
    key = ("collection_requests_total", ("endpoint", "healthy"), ("method", "GET"), ("status", "200"))
    assert counted[key] == 40
    written = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line) for line in written if line.startswith("{")]
    told = [line for line in lines if line["message"].startswith("GET /healthz 200")]
    assert {line["request"] for line in told} == numbers
    assert len(numbers) == 40
