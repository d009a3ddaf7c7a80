"""A mail server on this machine: it keeps what it takes, and can end its client at any moment of the talk."""

import os
import signal
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

MOMENTS = ("connected", "sender", "recipient", "data", "taken", "answered", "quit")
"""Before the greeting; at MAIL; at RCPT; at DATA; with the message taken and unanswered; answered; at QUIT."""


@dataclass
class Office:
    """What was taken, and at which moment which process is ended, once."""

    port: int = 0
    taken: list = field(default_factory=list)
    tries: int = 0
    end_at: str = ""
    process: object = None
    refuse: bool = False

    def reached(self, moment):
        """End the client where this is the moment."""
        if self.process is not None and moment == self.end_at:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            return True
        return False

    @property
    def messages(self):
        """The messages, each once: a server knows one that it has by its name."""
        return {message["Message-ID"]: message for message in self.taken}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        office = self.server.office
        office.tries += 1
        if office.reached("connected"):
            return
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                if office.reached("data") or not self._data(office):
                    return
            elif word == b"QUIT":
                office.reached("quit")
                self._say("221 bye")
                return
            elif (word == b"MAIL" and office.reached("sender")) or (word == b"RCPT" and office.reached("recipient")):
                return
            elif word == b"RCPT" and office.refuse:
                self._say("451 try again later")
            else:
                self._say("250 ok")

    def _data(self, office):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        office.taken.append(message_from_bytes(b"".join(lines), policy=default))
        if office.reached("taken"):
            return False
        self._say("250 taken")
        office.reached("answered")
        return True

    def _say(self, line):
        try:
            self.wfile.write(line.encode() + b"\r\n")
        except OSError:
            return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def post_office():
    """The server, for as long as the block lasts."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.office = Office(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.office
        finally:
            server.shutdown()
            thread.join()
