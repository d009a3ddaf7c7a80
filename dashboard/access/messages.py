"""A message as a page of its own: why something was not done, and the way back."""

from __future__ import annotations

from flask import render_template

from dashboard.wording import Words


def message(words: Words, text: str, back: str) -> str:
    """The page; `back` is an address here."""
    return render_template("message.html", words=words, text=text, back=back)
