"""People who ask the server for pages all the time, and notice every request that is not answered as it should be.

Half of them keep their connection, as browsers do, and open another when the server has closed it; half open one for
each request, as nginx does as we ship it. What is on its way is known, with the port it came from.
"""

import http.client
import json
import re
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.dashboard.access.bodies import CALLBACK, page_at

VERSION_NAME = re.compile(r"\d{8}-\d{20}")
PAGES = ("/", "/suspension", "/arrears", "/collection")


@dataclass
class Asked:
    """A request: of whom, from which port, for what, when it was sent; how it ended, once it has."""

    client: int
    port: int
    path: str
    began: float
    seconds: float = 0.0
    wrong: str = ""


@dataclass
class Clients:
    """So many at once, each with a session; `right` says whether a page is as it should be, or what is wrong."""

    address: str
    cookies: tuple[str, ...]
    right: Callable[[str, str], str]
    asked: list[Asked] = field(default_factory=list)
    _on_their_way: dict[int, Asked] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask as long as the block lasts."""
        threads = [threading.Thread(target=self._ask_on, args=(number,)) for number in range(len(self.cookies))]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join(timeout=120)

    def on_their_way(self, ports: set[int]) -> list[Asked]:
        """Return the requests sent from some ports that are not answered yet."""
        return [one for one in list(self._on_their_way.values()) if one.port in ports]

    def once(self, path: str) -> str:
        """Ask for a page as the first of them; its text."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        status, text = self._answer(connection, 0, path)
        connection.close()
        assert status == 200, text
        return text

    def _ask_on(self, client: int) -> None:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        for turn in count(client):
            if self._over.is_set():
                break
            self._ask(client, connection, PAGES[turn % len(PAGES)])
            if client % 2:
                connection.close()
        connection.close()

    def _ask(self, client: int, connection: http.client.HTTPConnection, path: str) -> None:
        began = time.monotonic()
        if _closed(connection):
            connection.close()
        if connection.sock is None:
            connection.connect()
        asked = self._on_their_way[client] = Asked(client, connection.sock.getsockname()[1], path, began)
        try:
            status, text = self._answer(connection, client, path)
            asked.wrong = self.right(path, text) if status == 200 else f"status {status}: {text[:100]}"
        except (OSError, http.client.HTTPException) as error:
            asked.wrong = f"{type(error).__name__}: {error}"
            connection.close()
        asked.seconds = time.monotonic() - began
        del self._on_their_way[client]
        self.asked.append(asked)

    def _answer(self, connection: http.client.HTTPConnection, client: int, path: str) -> tuple[int, str]:
        headers = {"Cookie": self.cookies[client], "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        connection.request("POST", CALLBACK, json.dumps(page_at(path)), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the server has closed a connection that was kept, which a browser sees before it asks again."""
    return connection.sock is not None and bool(select.select([connection.sock], [], [], 0)[0])
