"""What the values of a strange file's columns mean: all of them, counted over the whole file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from etl.feed_settings import FeedSettings
from etl.feeds import Column, Feed, Kind
from etl.intake.looks import communities, community_name
from etl.intake.vocabulary import values_of
from etl.sources.grid import Search
from etl.sources.reading import distinct_values

MOST = 500
"""So many different values of a column are looked at; a column with more is no list of codes."""


@dataclass(frozen=True)
class ValueProposal:
    """What one value of a column is taken for, and in how many rows it stands.

    `code` None: for nothing known. `reason`: said, ours, known, several, unknown. `asks`: rows with it would be put
    aside. `choices`: the communities it may be, those of its name, or all where none has it.
    """

    field: str
    value: str
    rows: int
    code: str | None
    reason: str
    asks: bool = False
    choices: tuple[str, ...] = ()


def propose_values(
    path: Path, feed: Feed, settings: FeedSettings, gigabytes: int, said: Mapping[str, Mapping[str, str]]
) -> tuple[ValueProposal, ...]:
    """What the coded columns and the names of communities of a file hold, and what each value is taken for.

    `said`: what a person has said already, field → value → code, "" for nothing known.
    Raises Refused for a file that cannot be read to its end.
    """
    columns = [column for column in feed.columns if column.kind is Kind.CODE or column.field == "community"]
    found = distinct_values(path, Search(feed, settings, Path()), gigabytes, [column.field for column in columns], MOST)
    proposals = []
    for column in columns:
        known = {**values_of(feed, column), **settings.values.get(column.field, {})}
        for value, rows in found[column.field]:
            if column.field == "community" and value.isdecimal():
                continue
            proposals.append(_proposal(column, value, rows, known, said.get(column.field, {})))
    return tuple(proposals)


def _proposal(
    column: Column, value: str, rows: int, known: Mapping[str, str], said: Mapping[str, str]
) -> ValueProposal:
    choices = _choices(column, value)
    if value in said:
        code = said[value] or None
        return ValueProposal(column.field, value, rows, code, "said", choices=choices)
    if value in column.values:
        return ValueProposal(column.field, value, rows, column.values[value], "ours")
    if column.field == "community" and value not in known:
        codes = communities().get(community_name(value), ())
        code = codes[0] if len(codes) == 1 else None
        reason = "known" if code else "several" if codes else "unknown"
        return ValueProposal(column.field, value, rows, code, reason, choices=choices)
    code = known.get(value)
    reason, asks = ("known", False) if code else ("unknown", column.closed)
    return ValueProposal(column.field, value, rows, code, reason, asks, choices)


def _choices(column: Column, value: str) -> tuple[str, ...]:
    if column.field != "community":
        return ()
    return communities().get(community_name(value)) or tuple(sorted(chain.from_iterable(communities().values())))


def values_said(proposals: Sequence[ValueProposal]) -> dict[str, dict[str, str]]:
    """What is to be written down: the values that our own words do not know already."""
    found: dict[str, dict[str, str]] = {}
    for each in proposals:
        if each.code and each.reason != "ours":
            found.setdefault(each.field, {})[each.value] = each.code
    return found
