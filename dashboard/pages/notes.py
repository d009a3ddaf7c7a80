"""What is chosen, in words: on every file, in the head of every print."""

from __future__ import annotations

from dashboard.pages.page import Context
from dashboard.view import MORE
from dashboard.wording import Words
from sql.metrics import DIMENSION

Pairs = tuple[tuple[str, str], ...]


def notes_of(context: Context) -> Pairs:
    """Period, area, worker type and every other filter, then how current the figures are."""
    words, view = context.words, context.view
    return (
        (words("filter.period"), words.full_month(context.when.month)),
        (words("filter.days"), words.full_span(context.when.span)),
        (words("filter.area"), context.place),
        (words("filter.type"), dict(context.types).get(view.worker_type, words("filter.every"))),
        *((words.of(DIMENSION[name]), codes_named(context, name)) for name in MORE if name in view.more),
        (words("suspension.k_name"), words("suspension.k", k=context.run_length)),
        (words("asof.label"), context.reading.business_date.isoformat()),
        (words("people.version"), context.reading.version),
    )


def codes_named(context: Context, name: str) -> str:
    """The codes a dimension is filtered by, in words."""
    return context.words.listed(code_named(name, code, context.words) for code in context.view.more[name])


def code_named(name: str, code: str, words: Words) -> str:
    """A code in words; itself where there are none."""
    known = {one.code: words.of(one) for one in DIMENSION[name].codes}
    return known.get(code, words(f"channel.{code}") if name == "channel" and f"channel.{code}" in words else code)
