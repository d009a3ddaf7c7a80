"""The list as it leaves: who is open, masked and numbered, with what may be filled in to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.exports import Cell, Column, Sheet
from dashboard.people import Person
from dashboard.wording import Words

HEADS = ("number", "name", "identity", "status", "community", "type")
"""The columns of a list in their order, by the names of their words."""
READ = ("number", "name", "identity", "community", "type")
"""Those that are read when it comes back."""


@dataclass(frozen=True)
class Choices:
    """What may be filled in: codes of communities and of worker types, each with its name.

    `type_codes` are the codes by the names of both languages, for a list that was filled in by hand.
    """

    communities: Mapping[str, str]
    types: Mapping[str, str]
    type_codes: Mapping[str, str]

    def community(self, code: str) -> str:
        """A community as the list says it: 210213013001 先进社区."""
        return f"{code} {self.communities[code]}" if code in self.communities else code

    def type(self, code: str) -> str:
        """A worker type as the list says it: 01 下岗失业人员."""
        return f"{code} {self.types[code]}" if code in self.types else code


@dataclass(frozen=True)
class Row:
    """One person of a list with the number that stands for the person."""

    number: str
    person: Person

    @property
    def community(self) -> str:
        """The community where it is known; empty where it is to be filled in."""
        return "" if self.person.record["community_open"] else str(self.person.record["community"])

    @property
    def worker_type(self) -> str:
        """The worker type where it is known; empty where it is to be filled in."""
        return "" if self.person.record["type_open"] else str(self.person.record["worker_type"])


def list_sheet(
    rows: Sequence[Row], choices: Choices, title: str, notes: Sequence[tuple[str, str]], words: Words
) -> Sheet:
    """The list of one subdistrict; its number stands in the title too, for the sheet of notes is soon thrown away."""
    offered = {
        "community": tuple(choices.community(code) for code in choices.communities),
        "type": tuple(choices.type(code) for code in choices.types),
    }
    widths = {"community": 32, "type": 24}
    columns = tuple(
        Column(words(f"gaps.{name}"), width=widths.get(name), choices=offered.get(name, ())) for name in HEADS
    )
    return Sheet(title, tuple(notes), columns, _cells(rows, choices, words))


def _cells(rows: Sequence[Row], choices: Choices, words: Words) -> Iterator[Sequence[Cell]]:
    for row in rows:
        person = row.person
        yield (
            row.number,
            person.name,
            person.identity,
            words(f"status.{person.record['status'] or 'none'}"),
            choices.community(row.community) or None,
            choices.type(row.worker_type) if row.worker_type in choices.types else None,
        )
