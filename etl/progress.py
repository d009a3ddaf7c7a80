"""Telling somebody who watches what goes on; silent where nobody does."""

import sys


def say(text: str) -> None:
    """Print a line on a terminal's standard error."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)
