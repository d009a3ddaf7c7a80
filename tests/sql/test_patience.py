"""A question that takes too long is stopped, on both engines, and the connection answers the next one."""

import time
from threading import Event, Thread

import pytest

from sql.connect import TooSlow
from sql.connect.patience import Watch

SLOW = """
select sum(a.n * b.n) from generate_series(1, 4000000) as a (n) cross join generate_series(1, 400000) as b (n)
"""


def test_what_takes_too_long_is_stopped(engine):
    version = engine.empty_version()
    version.patience = 0.5
    started = time.monotonic()
    with pytest.raises(TooSlow, match=r"within 0\.5 seconds"):
        version.rows(SLOW)
    assert time.monotonic() - started < 10
    if engine.name == "postgresql":
        version.native.connection.rollback()  # a version filled by hand is one transaction
    assert version.value("select 1 + 1") == 2


def test_only_the_slow_one_is_stopped(engine):
    """Another question of the same version, asked meanwhile, is answered."""
    version = engine.empty_version()
    version.patience = 1
    other = version.cursor()
    assert other.patience == 1
    faults = []

    def ask():
        try:
            version.rows(SLOW)
        except TooSlow as slow:
            faults.append(slow)

    asking = Thread(target=ask)
    asking.start()
    while asking.is_alive():
        assert other.value("select 40 + 2") == 42
    assert len(faults) == 1


def test_who_has_no_patience_set_waits(engine):
    assert engine.empty_version().value("select count(*) from generate_series(1, 100000) as a (n)") == 100_000


def test_what_was_not_stopped_at_once_is_stopped_again_and_others_are_looked_after(caplog):
    """An engine may not hear it the first time, and a server that has gone cannot be told at all."""
    watch, heard, others = Watch(), Event(), Event()
    times = []

    def stop():
        times.append(time.monotonic())
        if len(times) < 3:
            raise OSError("gone")
        heard.set()

    with watch.over(stop, 0.1) as asked, watch.over(others.set, 0.1):
        assert heard.wait(10)
        assert others.wait(10)
    assert asked.stopped
    said = len(times)
    time.sleep(0.5)
    assert len(times) == said, "stopped after it had ended"
    assert [one.getMessage() for one in caplog.records] == [
        "a question that takes too long could not be stopped: OSError"
    ] * 2
