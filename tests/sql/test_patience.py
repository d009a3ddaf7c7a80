"""A question that takes too long is stopped, on both engines, and the connection answers the next one."""

import time
from threading import Thread

import pytest

from sql.connect import TooSlow

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
