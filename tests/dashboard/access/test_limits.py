"""Limits count over all workers, on both engines of the application database, and in batches where asked often."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from sqlalchemy import func, select

from dashboard.access.limits import KEPT, Limit, Limits
from dashboard.state import open_database
from dashboard.state.users import Attempt
from tests import engines

WORKERS = 3
_NUMBERS = count()
AT = 1_000_000_000.0
"""A moment at which a stretch of 60 seconds is 40 seconds old."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Home folder and URL of an empty application database."""
    url = "" if request.param == "sqlite" else engines.made(f"limits_{os.getpid()}_{next(_NUMBERS)}")
    return tmp_path, url


@pytest.fixture
def database(place):
    """The database, opened."""
    opened = open_database(*place)
    yield opened
    opened.close()


def _worker(place, limit, names, barrier, given):
    database = open_database(*place)
    limits = Limits(database)
    barrier.wait()
    given.put([name for name in names if not limits.take(limit, name, AT)])
    database.close()


def _in_parallel(place, limit, names):
    """What several workers were given, when all of them try all names at once."""
    context = multiprocessing.get_context("spawn")
    barrier, given = context.Barrier(WORKERS), context.Queue()
    workers = [context.Process(target=_worker, args=(place, limit, names, barrier, given)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    taken = [name for _ in workers for name in given.get(timeout=60)]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    return taken


def test_first_tries_at_once_are_one(place, database):
    """Nobody has tried before: all workers make the first row, none fails, and one of them may go ahead."""
    names = [f"name {number}" for number in range(60)]
    assert sorted(_in_parallel(place, Limit("first", 1, 60), names)) == sorted(names)


def test_workers_count_together(place, database):
    assert len(_in_parallel(place, Limit("once", 50, 60), ["one"] * 40)) == 50


def test_workers_that_take_batches_never_give_more_than_the_limit(place, database):
    given = _in_parallel(place, Limit("often", 100, 60, batch=7), ["one"] * 60)
    assert 100 - WORKERS * 7 < len(given) <= 100


def test_who_is_told_to_wait_can_try_again_then(database):
    limits, limit = Limits(database), Limit("patience", 2, 60)
    assert [limits.take(limit, "one", AT + second) for second in range(3)] == [0, 0, 18]
    assert limits.take(limit, "another", AT) == 0
    assert [limits.take(limit, "one", AT + 20 + second) for second in range(3)] == [0, 0, 58]


def test_a_batch_ends_with_its_stretch_of_time(database):
    limits, limit = Limits(database), Limit("batch", 10, 60, batch=4)
    assert [limits.take(limit, "one", AT) for _ in range(11)] == [0] * 10 + [20]
    assert limits.take(limit, "one", AT + 20) == 0
    with database.reading() as work:
        assert work.execute(select(Attempt.count)).all() == [(4,)]


def test_old_counts_are_forgotten(database):
    limits, limit = Limits(database), Limit("old", 2, 60)
    for number in range(5):
        limits.take(limit, f"name {number}", AT)
    limits.take(limit, "name 0", AT + 60)
    with database.reading() as work:
        assert work.scalar(select(func.count()).select_from(Attempt)) == 5
    limits.take(limit, "name 0", AT + KEPT + 120)
    with database.reading() as work:
        assert work.scalar(select(func.count()).select_from(Attempt)) == 1


def test_requests_at_once_lose_nothing_of_a_batch(database):
    """A browser asks six things at once: all that the limit gives is given, and no more."""
    limits = Limits(database)
    limit = Limit("request", 600, 60, batch=20)
    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda _: limits.take(limit, "somebody", AT), range(900)))
    assert told.count(0) == 600
