"""A line to a PostgreSQL server that breaks after so many bytes of its answers."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self


class Line:
    """A server on a loopback port that passes everything on to a socket file, until it breaks.

    `breaks_after`: bytes of answers; None for a line that holds. `passed`: bytes since `breaks_after` was last set.
    """

    def __init__(self, target: Path) -> None:
        """Listen."""
        self.passed, self.broken = 0, False
        self._breaks_after: int | None = None
        line = self

        class Ends(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                line._join(self.request, target)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ends)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        """Begin to pass on."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def set(self, breaks_after: int | None) -> None:
        """Let the line break after so many bytes from now on, or hold."""
        self._breaks_after, self.passed, self.broken = breaks_after, 0, False

    def _join(self, client: socket.socket, target: Path) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(str(target))
            asking = threading.Thread(target=_pass_on, args=(client, server), daemon=True)
            asking.start()
            while not self.broken and (content := server.recv(4096)):
                left = len(content) if self._breaks_after is None else self._breaks_after - self.passed
                self.passed += len(content[:left])
                self.broken = left < len(content)
                with suppress(OSError):
                    client.sendall(content[:left])
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    """Pass on what is asked; once there is nothing more, the server is told so."""
    with suppress(OSError):
        while content := client.recv(4096):
            server.sendall(content)
    with suppress(OSError):
        server.shutdown(socket.SHUT_WR)
