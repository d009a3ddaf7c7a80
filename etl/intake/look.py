"""A strange file looked at whole: what it is proposed to be, and what is left to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from etl.feed_settings import FeedSettings
from etl.intake.proposal import Answers, Proposal, propose
from etl.intake.values import MOST, ValueProposal, propose_values, values_said
from etl.settings import Settings
from etl.sources.grid import Search
from etl.sources.heads import heads
from etl.sources.reading import distinct_values


@dataclass(frozen=True)
class Item:
    """One 征收品目 of the file, in how many rows it stands, and whether it counts under the scope set."""

    name: str
    rows: int
    counts: bool


@dataclass(frozen=True)
class Look:
    """A file, its proposal, the values of its columns, and its items; `known`: the feed's settings before it."""

    path: Path
    proposal: Proposal
    values: tuple[ValueProposal, ...]
    items: tuple[Item, ...]
    known: FeedSettings

    @property
    def open_questions(self) -> int:
        """How many things must be answered before the file can come in."""
        return len(self.proposal.questions) + len(self.proposal.missing) + sum(1 for value in self.values if value.asks)

    @property
    def settings(self) -> FeedSettings:
        """How the feed comes in here once this is accepted."""
        base = self.proposal.settings(self.known)
        values: dict[str, Mapping[str, str]] = {name: dict(codes) for name, codes in base.values.items()}
        for name, codes in values_said(self.values).items():
            values[name] = {**values.get(name, {}), **codes}
        return replace(base, values=values)


def look(path: Path, settings: Settings, answers: Answers) -> Look:
    """What a file is proposed to be, in the light of the answers given and of what is set already.

    Raises Refused for what holds no table, is hostile, or looks like no feed.
    """
    gigabytes = settings.largest_file_gigabytes
    proposal = propose(heads(path, gigabytes), answers, settings.feeds)
    known = settings.feeds[proposal.feed.name]
    if proposal.missing or proposal.questions:
        return Look(path, proposal, (), (), known)
    feed_settings = proposal.settings(known)
    values = propose_values(path, proposal.feed, feed_settings, gigabytes, answers.values)
    return Look(path, proposal, values, _items(path, proposal, feed_settings, settings), known)


def _items(path: Path, proposal: Proposal, feed_settings: FeedSettings, settings: Settings) -> tuple[Item, ...]:
    if not any(column.field == "item" for column in proposal.feed.columns):
        return ()
    search = Search(proposal.feed, feed_settings, Path())
    found = distinct_values(path, search, settings.largest_file_gigabytes, ["item"], MOST)["item"]
    return tuple(Item(name, rows, any(word in name for word in settings.scope)) for name, rows in found)
