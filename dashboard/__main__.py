"""The command line: `python -m dashboard serve | free | secret | doctor | user | audit | gaps | report | …`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.access.audit_command import add_audit_command
from dashboard.access.command import UserError, add_user_command
from dashboard.access.secret import load_secret, make_secret
from dashboard.gaps.command import GapsError, add_gaps_command
from dashboard.reports.command import ReportError, add_report_command, add_send_command, add_treasury_command
from dashboard.settings import SettingsError, load_settings
from dashboard.state import OfLaterRelease
from dashboard.theme import STYLESHEET, stylesheet

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "gunicorn.conf.py"
LAST_PORT = 65_535


class NotFree(Exception):
    """The address cannot be listened on; the message says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 when it cannot be done, 2 on wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (GapsError, NotFree, OfLaterRelease, ReportError, SettingsError, UserError) as error:
        print(f"dashboard {arguments.command}: {error}", file=sys.stderr)
        return 1


def serve() -> int:
    """Serve what is published, under gunicorn, on http://127.0.0.1:8050."""
    free()
    load_secret(load_settings())
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONFIGURATION), "dashboard.wsgi:server"]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter becomes the server, no shell


def free() -> int:
    """See that the address to serve on is free; 1 with one line saying what to do when it is not."""
    bind = load_settings().bind
    host, colon, port = bind.rpartition(":")
    if not (colon and port.isdecimal()):
        return 0
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host.strip("[]"), int(port)))
        except (OSError, OverflowError) as error:
            other = f"{host}:{int(port) % LAST_PORT + 1}"
            raise NotFree(
                f"{bind} cannot be served on ({getattr(error, 'strerror', None) or error}); stop what listens there,"
                f" or take another: COLLECTION_DASHBOARD_BIND={other} make run"
            ) from None
    return 0


def secret() -> int:
    """Make the secret that keys are made from, where there is none yet."""
    made = make_secret(load_settings().home)
    if made:
        print(f"A secret was made at {made}; keep a copy of it where backups are kept, and nobody else's eyes on it")
    return 0


def examine() -> int:
    """Look the installation over and say what to mend."""
    from dashboard.doctor import doctor

    return doctor(datetime.now(ZoneInfo("Asia/Shanghai")).date())


def tidy() -> int:
    """Clear away sessions that have ended, tries, and old folders of the outbox."""
    from dashboard.services import services_of
    from dashboard.tidying import tidy as tidied

    for what, count in tidied(services_of(load_settings()), datetime.now(UTC)).items():
        print(f"{what}: {count:,}")
    return 0


def tokens() -> int:
    """Write assets/tokens.css from tokens.json."""
    STYLESHEET.write_text(stylesheet(), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="What people see.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in (
        ("serve", serve),
        ("free", free),
        ("secret", secret),
        ("doctor", examine),
        ("tidy", tidy),
        ("tokens", tokens),
    ):
        commands.add_parser(name, help=run.__doc__).set_defaults(run=partial(_without_arguments, run))
    add_user_command(commands)
    add_audit_command(commands)
    add_gaps_command(commands)
    add_report_command(commands)
    add_send_command(commands)
    add_treasury_command(commands)
    return parser


def _without_arguments(run: Callable[[], int], arguments: argparse.Namespace) -> int:
    del arguments
    return run()


if __name__ == "__main__":
    sys.exit(main())
