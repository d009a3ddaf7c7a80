"""A deploy, a publish and the death of a worker under load: nobody notices, but who was being answered by the dead.

The server is gunicorn as shipped, with two workers; eight people ask for pages all the time, and every page must be the
one of its version, to the letter.
"""

import contextlib
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.sessions import Stage
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.users import User, UserArea
from sql.connect import Place, current_version, version_path
from tests.dashboard.browser.serving import server
from tests.dashboard.clients import PAGES, VERSION_NAME, Asked, Clients
from tests.dashboard.conftest import BUSINESS_DATE
from tests.program import night
from tests.publishing import Publisher, turn_of
from tests.tried import Trying

PEOPLE = 8
OTHERWISE = {"COLLECTION_SUSPENDED_AFTER": "6", "COLLECTION_SCOPE": "保险"}
"""Settings under which the same rows come to other figures."""
RELOADED, KILLED = "reloads and publishes", "killed workers, their own requests in flight apart"
NAMES = re.compile(r"\d{8}-\d{4}(?:\d{16})?|person\d")
FAILED = re.compile(r"E-[0-9A-F]{8}")
"""The number of a part of a page that could not be drawn."""


@pytest.fixture(scope="module")
def files(demo_home, tmp_path_factory):
    """Two versions of the demo bureau, with other figures on most pages."""
    other = tmp_path_factory.mktemp("other") / "home"
    shutil.copytree(demo_home, other)
    night(other, BUSINESS_DATE, OTHERWISE)
    return [version_path(home, current_version(home).name) for home in (demo_home, other)]


@dataclass
class Served:
    """The server under load: its first process, who asks it, and who publishes meanwhile."""

    master: psutil.Process
    clients: Clients
    published: int = 0
    killed: dict[psutil.Process, tuple[set[int], float, float]] = field(default_factory=dict)

    def reload(self) -> None:
        """Let all workers be replaced, as a deploy does."""
        before = set(self.master.children())
        self.master.send_signal(signal.SIGHUP)
        _until(lambda: not before & set(self.master.children()))
        self.answered(PEOPLE)

    def kill(self) -> None:
        """Kill a worker while it answers somebody."""
        _until(lambda: any(map(self._killed, self.master.children())))
        _until(lambda: len(self.master.children()) == 2 and not self.killed.keys() & set(self.master.children()))
        self.answered(PEOPLE)

    def _killed(self, worker: psutil.Process) -> bool:
        """Stop a worker, so that what is on its way to it is known; kill it if there is anything, else let it go on."""
        stopped = time.monotonic()
        worker.suspend()
        ports = {one.raddr.port for one in worker.net_connections("tcp") if one.raddr}
        if not self.clients.on_their_way(ports):
            worker.resume()
            return False
        worker.kill()
        self.killed[worker] = ports, stopped, time.monotonic()
        return True

    def answered(self, more: int) -> None:
        """Wait until so many more requests are answered."""
        enough = len(self.clients.asked) + more
        _until(lambda: len(self.clients.asked) >= enough)

    def lost(self) -> dict[psutil.Process, list[Asked]]:
        """Return the requests that failed on their way to each killed worker."""
        return {
            worker: [
                one
                for one in self.clients.asked
                if one.wrong and one.port in ports and one.began <= killed and one.began + one.seconds >= stopped
            ]
            for worker, (ports, stopped, killed) in self.killed.items()
        }

    def failed(self) -> list[Asked]:
        """Return all other requests that failed."""
        lost = [id(one) for requests in self.lost().values() for one in requests]
        return [one for one in self.clients.asked if one.wrong and id(one) not in lost]


def _until(true) -> None:
    give_up = time.monotonic() + 120
    while not true():
        assert time.monotonic() < give_up, "nothing came of it within two minutes"
        time.sleep(0.05)


@contextlib.contextmanager
def under_load(home: Path, files: list[Path]) -> Iterator[Served]:
    """Serve, publish, and ask."""
    make_secret(home)
    publisher = Publisher(Place(home), *files)
    publisher.publish()
    with server(home, workers=2) as base:
        address, expected = base.removeprefix("http://"), {}

        def right(path: str, text: str) -> str:
            names = set(VERSION_NAME.findall(text))
            if len(names) != 1:
                return f"the page is of {len(names)} versions"
            name = names.pop()
            return _difference(_plain(text), expected[turn_of(name), path])

        clients = Clients(address, _cookies(home), right)
        for _ in range(2):
            turn = turn_of(publisher.publish())
            expected |= {(turn, path): _plain(clients.once(path)) for path in PAGES}
        assert len(set(expected.values())) > len(PAGES) + 1, "the versions hardly differ"
        assert not any(map(FAILED.search, expected.values()))
        served, over = Served(_first_process(address), clients), threading.Event()

        def publish_on() -> None:
            while not over.wait(1):
                publisher.publish()
                served.published += 1

        publishing = threading.Thread(target=publish_on)
        with clients.asking():
            publishing.start()
            yield served
            over.set()
            publishing.join(timeout=60)
    publisher.close()


def _plain(text: str) -> str:
    """Return a page without the names of its version, short or long, and of its reader."""
    return NAMES.sub("", text)


def _difference(text: str, should: str) -> str:
    """Say where a page is not as it should be, or that a part of it could not be drawn."""
    if text == should:
        return ""
    failed = FAILED.search(text)
    place = next((place for place, (one, other) in enumerate(zip(text, should, strict=False)) if one != other), 0)
    return failed.group() if failed else f"at {place}: {text[place - 40 : place + 80]}"


def _cookies(home: Path) -> tuple[str, ...]:
    """Return the cookies of as many managers."""
    services = services_of(Settings(home))
    with services.database.writing() as work:
        users = [User(name=f"person{n}", role=Role.MANAGER, areas=[UserArea(code="all")]) for n in range(PEOPLE)]
        work.add_all(users)
        work.flush()
        begin = services.sessions.begin_in
        words = [begin(work, user, Stage.OPEN, address="127.0.0.1", browser="test") for user in users]
    services.database.close()
    return tuple(f"{cookie_name(services.settings)}={word}" for word in words)


def _first_process(address: str) -> psutil.Process:
    """Return the process that this test started and that serves there."""
    started = psutil.Process().children()
    return next(one for one in started if one.environ().get("COLLECTION_DASHBOARD_BIND") == address)


def _tried(trying: Trying, served: Served, fault: str) -> list[Asked]:
    """Put into the table what became of the requests that no killed worker was answering; those that failed."""
    asked, lost = served.clients.asked, served.lost()
    tried = trying("every request is answered with one version", fault)
    tried.tries = len(asked) - sum(map(len, lost.values()))
    tried.failures += [str(one) for one in served.failed()]
    print(f"\n{served.published} publishes, the slowest answer took {max(one.seconds for one in asked):.1f} s")
    for worker, requests in lost.items():
        print(f"  worker {worker.pid} was killed: {len(requests)} requests on their way to it failed", flush=True)
    return served.failed()


def test_a_deploy_and_a_publish_go_unnoticed(tmp_path, files, trying):
    """Two reloads."""
    with under_load(tmp_path, files) as served:
        for _ in range(2):
            served.reload()
    assert _tried(trying, served, RELOADED) == []
    assert served.published > 2


def test_only_what_a_killed_worker_was_answering_fails(tmp_path, files, trying):
    """Two workers killed, one after the other."""
    with under_load(tmp_path, files) as served:
        for _ in range(2):
            served.kill()
    assert _tried(trying, served, KILLED) == []
    assert [0 < len(requests) <= PEOPLE for requests in served.lost().values()] == [True, True]


@pytest.mark.campaign
def test_many_deploys_and_publishes_go_unnoticed(tmp_path, files, trying):
    """Ten reloads."""
    with under_load(tmp_path, files) as served:
        for _ in range(10):
            served.reload()
    assert _tried(trying, served, RELOADED) == []


@pytest.mark.campaign
def test_only_what_many_killed_workers_were_answering_fails(tmp_path, files, trying):
    """Twenty workers killed, and a reload after every fifth."""
    with under_load(tmp_path, files) as served:
        for number in range(20):
            served.kill()
            if number % 5 == 4:
                served.reload()
    assert _tried(trying, served, KILLED) == []
    assert [0 < len(requests) <= PEOPLE for requests in served.lost().values()] == [True] * 20
