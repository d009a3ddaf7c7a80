"""The scheduler over a real home folder: it runs the nights that are due, tries again, and says when it cannot."""

import json
import re
import socket
import threading
import time
from datetime import datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, TCPServer

import pytest

from dashboard.access.secret import make_secret
from etl import schedule
from etl.due import last_attempt
from etl.failures import Failure
from etl.settings import load_settings
from sql.connect import current_version
from tests.program import QUIET, call, environment
from tests.yesterday import AT_ONCE, TODAY, as_csv, figures, figures_of_today, figures_of_yesterday, receipts_of_today

MORNING = datetime.fromisoformat("2026-01-01T07:00+08:00")
LATE = datetime.fromisoformat("2026-01-01T08:00+08:00")


class _Webhook(BaseHTTPRequestHandler):
    """Remembers what is posted."""

    def do_POST(self):
        self.server.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


class _Relay(StreamRequestHandler):
    """As much of a mail relay as takes one letter after the other."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.said.append(b"".join(line[line.startswith(b"..") :] for line in lines))
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 yes\r\n")
            if line.upper().startswith(b"QUIT"):
                return


def _serving(server):
    server.said = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook():
    yield from _serving(HTTPServer(("127.0.0.1", 0), _Webhook))


@pytest.fixture
def relay():
    yield from _serving(TCPServer(("127.0.0.1", 0), _Relay))


def _look(home, now, **said):
    variables = {**QUIET, **AT_ONCE, **{f"COLLECTION_{name.upper()}": value for name, value in said.items()}}
    with environment(home, variables):
        return schedule.look(load_settings(home, {**variables, "COLLECTION_HOME": str(home)}), now)


def _deliver(home, text):
    (home / "inbox" / "receipts_20251231.csv").write_text(text, encoding="utf-8")


def test_the_night_that_is_due_is_run_once(home):
    _deliver(home, as_csv(receipts_of_today()))
    assert _look(home, MORNING)
    assert current_version(home).business_date.isoformat() == TODAY
    assert figures(home) == figures_of_today()
    assert last_attempt(home).published
    assert not _look(home, MORNING)


def test_a_refused_night_is_said_and_run_again_once_a_corrected_file_has_come(home, webhook, relay):
    ways = {
        "alarm_webhook": f"http://127.0.0.1:{webhook.server_port}/",
        "alarm_to": "chief@bureau.example,engineer@bureau.example",
        "mail_server": f"smtp://127.0.0.1:{relay.server_address[1]}",
        "mail_from": "collection@bureau.example",
    }
    _deliver(home, "no such header\n1\n")
    assert _look(home, MORNING, **ways)
    (posted,) = webhook.said
    assert posted["title"] == f"夜间加工未发布 {TODAY}"
    assert posted["text"].startswith("etl night: refused: receipts_20251231.csv: ")
    (letter,) = map(message_from_bytes, relay.said)
    assert letter["To"] == "chief@bureau.example, engineer@bureau.example"
    assert letter.get_payload(decode=True).decode().strip() == posted["text"]
    assert not _look(home, MORNING, **ways)
    assert figures(home) == figures_of_yesterday()
    _deliver(home, as_csv(receipts_of_today()))
    assert _look(home, MORNING, **ways)
    assert figures(home) == figures_of_today()
    assert len(webhook.said) == len(relay.said) == 1
    counts = json.loads((home / "alarms.json").read_text(encoding="utf-8"))
    assert {kind: said["raised"] for kind, said in counts.items()} == {"night_failed": 1}
    status = json.loads((home / "status.json").read_text(encoding="utf-8"))
    assert status["failed_at"] < status["published_at"] == status["ended_at"]


def test_the_log_of_a_night_is_lines_of_json_with_the_name_of_its_run(home, capfd):
    """Passed on by the scheduler as they come, and kept for the last night."""
    _deliver(home, as_csv(receipts_of_today()))
    assert _look(home, MORNING)
    passed_on = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [json.loads(line) for line in (home / "night.log").read_text(encoding="utf-8").splitlines()] == passed_on
    status = json.loads(call(home, "status", "--json").out)
    assert {line["run"] for line in passed_on} == {status["runs"][0]["run"]}
    messages = [line["message"] for line in passed_on]
    assert messages[0] == f"night of {TODAY} begins"
    assert re.fullmatch(rf"published {current_version(home).name}, as known on {TODAY}", messages[-1])
    steps = {message.partition(":")[0] for message in messages if " rows in " in message}
    assert steps == {step["step"] for step in status["steps"]}


def test_the_log_hides_what_it_would_quote_of_anybody(home, capfd):
    """A header that is somebody's number is quoted in the reason, which is kept where the bureau alone reads it."""
    _deliver(home, "210213199001011234,13812345678\n1,2\n")
    assert _look(home, MORNING)
    written = capfd.readouterr().err + (home / "night.log").read_text(encoding="utf-8")
    assert "refused: receipts_20251231.csv" in written
    assert not re.search("210213199001011234|13812345678", written)


def test_the_scheduler_is_seen_to_live(home):
    begun_at = time.time()
    assert not _look(home, MORNING.replace(hour=1))
    assert (home / schedule.LOCK).stat().st_mtime >= begun_at - 1


def test_a_night_that_waits_for_a_source_is_said_to_be_missing_once(home, webhook):
    ways = {"alarm_webhook": f"http://127.0.0.1:{webhook.server_port}/", "wait_until": "09:00"}
    assert not _look(home, MORNING, **ways)
    assert webhook.said == []
    for _ in range(2):
        assert not _look(home, LATE, **ways)
    assert [said["title"] for said in webhook.said] == [f"夜间加工缺失 {TODAY}"]


def test_an_alarm_that_cannot_be_sent_stops_nothing(home, caplog):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{one.getsockname()[1]}/"
    _deliver(home, "no such header\n1\n")
    assert _look(home, MORNING, alarm_webhook=dead)
    assert last_attempt(home).ended_at == MORNING
    assert "the alarm could not be sent to alarm_webhook" in caplog.text


def test_a_night_held_up_by_another_is_tried_again_and_said_when_it_fails_twice(home, webhook):
    from etl.night import only_writer
    from sql.connect import located

    ways = {"alarm_webhook": f"http://127.0.0.1:{webhook.server_port}/"}
    _deliver(home, as_csv(receipts_of_today()))
    with only_writer(located(home)):
        assert _look(home, MORNING, **ways)
    assert last_attempt(home).transient
    assert webhook.said == []
    assert not _look(home, MORNING, **ways)
    assert _look(home, MORNING.replace(minute=1), **ways)
    assert figures(home) == figures_of_today()


def test_a_home_folder_has_one_scheduler(home):
    settings = load_settings(home, {})
    with schedule._alone(settings), pytest.raises(Failure, match="another scheduler has"):
        schedule.run_once(settings)


def test_reports_are_handed_over_once_an_hour_and_a_failure_is_said_once_a_day(home, webhook):
    ways = {"alarm_webhook": f"http://127.0.0.1:{webhook.server_port}/", "wait_until": "23:00", "alarm_at": "23:30"}
    variables = {**QUIET, **AT_ONCE, **{f"COLLECTION_{name.upper()}": value for name, value in ways.items()}}
    settings = load_settings(home, {**variables, "COLLECTION_HOME": str(home)})

    def hand_over(text):
        with environment(home, variables):
            return schedule.hand_over(settings, datetime.fromisoformat(text))

    assert not hand_over("2026-01-01T07:00+08:00")
    (home / "secret").write_text("too short", encoding="utf-8")
    assert [hand_over(f"2026-01-01T07:{minute}+08:00") for minute in ("01", "02", "59")] == [True, False, False]
    assert hand_over("2026-01-01T08:00+08:00")
    assert [said["title"] for said in webhook.said] == ["报表发送失败 2026-01-01", "日常清理失败 2026-01-01"]
    assert webhook.said[0]["text"].startswith("dashboard send: ")
    (home / "secret").unlink()
    make_secret(home)
    (home / "sent.json").write_text("{", encoding="utf-8")  # a power cut: everything is done again
    assert hand_over("2026-01-02T08:00+08:00")
    assert len(webhook.said) == 2


def test_the_demo_bureau_has_no_nights_of_its_own(home):
    _deliver(home, as_csv(receipts_of_today()))
    assert not _look(home, MORNING, demo="true")
    assert last_attempt(home) is None
