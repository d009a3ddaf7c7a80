"""What workers that have ended counted stays counted, in one file of each kind, whatever became of them."""

import fcntl
import os
import signal
import time

import psutil
import requests
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from dashboard.ended_workers import Workers, begin_anew, take_over
from tests.dashboard.browser.serving import server
from tests.dashboard.test_measures import read

HEALTHY = ("collection_requests_total", ("endpoint", "healthy"), ("method", "GET"), ("status", "200"))


def _counted(folder, process, number):
    """A worker counts so many requests."""
    file = MmapedDict(str(folder / f"counter_{process}.db"))
    file.write_value(mmap_key("asked", "asked_total", ("path",), ("/",), "Asked."), number, 0.0)
    file.close()


def _sum(folder):
    (metric,) = Workers(folder).collect()
    (sample,) = metric.samples
    return sample.value


def _names(folder):
    return sorted(path.name for path in folder.glob("*.db"))


def test_a_hundred_workers_leave_one_file(tmp_path):
    begin_anew(tmp_path)
    for process in range(1, 101):
        _counted(tmp_path, process, process)
        take_over(tmp_path, [process])
        assert _sum(tmp_path) == process * (process + 1) / 2
        assert len(_names(tmp_path)) <= 2
    take_over(tmp_path, [])
    assert (_names(tmp_path), _sum(tmp_path)) == (["counter_ended.db"], 5050)


def test_who_reads_just_now_is_not_waited_for(tmp_path):
    _counted(tmp_path, 1, 5)
    with (tmp_path / "lock").open("a") as reading:
        fcntl.flock(reading, fcntl.LOCK_SH)
        take_over(tmp_path, [])
    assert (_names(tmp_path), _sum(tmp_path)) == (["counter_1.db"], 5)
    take_over(tmp_path, [])
    assert (_names(tmp_path), _sum(tmp_path)) == (["counter_ended.db"], 5)


def test_a_damaged_file_is_left_out_and_said(tmp_path, caplog):
    _counted(tmp_path, 1, 5)
    (tmp_path / "counter_2.db").write_bytes(b"")
    (tmp_path / "counter_3.db").write_bytes(b"\x60\0\0\0" * 24)
    take_over(tmp_path, [])
    assert (_names(tmp_path), _sum(tmp_path)) == (["counter_ended.db"], 5)
    assert [message.partition(" (")[0] for message in sorted(caplog.messages)] == [
        "counter_2.db is damaged",
        "counter_3.db is damaged",
    ]


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    _counted(tmp_path, 1, 5)
    monkeypatch.setattr(os, "posix_fallocate", full)
    take_over(tmp_path, [])
    assert (_names(tmp_path), _sum(tmp_path)) == (["counter_1.db"], 5)
    assert caplog.messages == ["counter_1.db is kept beside the others: [Errno 28] No space left on device"]


def test_a_killed_worker_and_a_reload_lose_no_count(demo_home):
    """The server as shipped, two workers, all of them ended once."""
    with server(demo_home, workers=2) as base:
        master = psutil.Process(_listening(base))

        def ask(times):
            for _ in range(times):
                assert requests.get(f"{base}/healthz", timeout=10).status_code == 200

        ask(20)
        master.children()[0].send_signal(signal.SIGKILL)
        _until(lambda: len(_ready(master, 2)) == 2)
        ask(20)
        before = set(master.children())
        master.send_signal(signal.SIGHUP)
        _until(lambda: len(_ready(master, 2)) == 2 and not before & set(master.children()))
        ask(20)
        counted = read(requests.get(f"{base}/metrics", timeout=10).text)
        assert counted[HEALTHY] == 60
        alive = {str(worker.pid) for worker in master.children()}
        files = {path.stem.rpartition("_")[2] for path in (demo_home / "metrics").glob("*.db")}
        assert {"ended"} < files <= {"ended", *alive}


def _listening(base):
    """The process that this test started and that serves there."""
    address = base.removeprefix("http://")
    started = psutil.Process().children()
    return next(one.pid for one in started if one.environ().get("COLLECTION_DASHBOARD_BIND") == address)


def _ready(master, workers):
    """The workers, once as many serve as there are to be."""
    alive = [worker for worker in master.children() if worker.status() != psutil.STATUS_ZOMBIE]
    return alive if len(alive) == workers else []


def _until(true):
    give_up = time.monotonic() + 60
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.1)
