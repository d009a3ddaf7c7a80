"""The command line: `python -m dashboard serve | tokens`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboard.theme import STYLESHEET, stylesheet

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "gunicorn.conf.py"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 2 on wrong usage."""
    return int(_parser().parse_args(argv).run())


def serve() -> int:
    """Serve what is published, under gunicorn, on http://127.0.0.1:8050."""
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONFIGURATION), "dashboard.wsgi:server"]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter becomes the server, no shell


def tokens() -> int:
    """Write assets/tokens.css from tokens.json."""
    STYLESHEET.write_text(stylesheet(), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="What people see.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in (("serve", serve), ("tokens", tokens)):
        commands.add_parser(name, help=run.__doc__).set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
