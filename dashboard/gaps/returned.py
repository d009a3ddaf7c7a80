"""A list that came back: its rows as text, and what each of them says, row by row."""

from __future__ import annotations

import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.access.secret import Secret
from dashboard.exports.workbook import EXCEL_ROWS
from dashboard.gaps.numbers import shown_mark, token_in
from dashboard.gaps.sheet import READ, Choices
from dashboard.state.gaps import GapPerson
from dashboard.wording import LANGUAGES, words_in
from etl.failures import Failure, Refused
from etl.sources.heads import Sheet, heads

LARGEST = 32 << 20
"""Bytes a file may have that comes back."""
SAID = 40
"""Characters of a cell that are shown beside what is wrong with it."""
COMMUNITY_DIGITS = 12
_TYPE_DIGITS = 2


class NotTaken(Exception):
    """A file is not taken back; `why` is the name of the words that say why, `values` fill their places."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


@dataclass(frozen=True)
class Returned:
    """The list a file says it is, and its rows: the number of each in the file, and its cells by column."""

    token: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True)
class Filled:
    """What was filled in for one person; empty where nothing was."""

    number: str
    community: str
    worker_type: str


@dataclass(frozen=True)
class Fault:
    """A row that is not used: where it stands (0: not in the file), its number, why, and the cell at fault."""

    line: int
    number: str
    why: str
    said: str = ""


@dataclass(frozen=True)
class Checked:
    """What a list that came back says: the good rows, and every other with its reason."""

    filled: tuple[Filled, ...]
    faults: tuple[Fault, ...]


def read_returned(content: bytes) -> Returned:
    """The rows of a file, in either language; columns may have been moved, and others added.

    Raises NotTaken for what is no workbook, is hostile, or holds no list of ours.
    """
    try:
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content)
            file.flush()
            sheets = heads(Path(file.name), 1, EXCEL_ROWS)
    except (Refused, Failure):
        raise NotTaken("gaps.unreadable") from None
    token = next(filter(None, (token_in(cell) for sheet in sheets for row in sheet.rows[:100] for cell in row)), "")
    if not token:
        raise NotTaken("gaps.no_token")
    rows = tuple(row for sheet in sheets for row in _rows(sheet))
    if not rows:
        raise NotTaken("gaps.no_rows")
    return Returned(token, rows)


def _rows(sheet: Sheet) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the head of a list; a sheet without one has none."""
    for place, cells in enumerate(sheet.rows[:50]):
        if columns := _columns(cells):
            for line, row in enumerate(sheet.rows[place + 1 :], place + 2):
                said = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
                if any(said.values()):
                    yield line, said
            return


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where the columns of a list stand, when a row is its head."""
    said = [cell.strip() for cell in cells]
    for language in LANGUAGES:
        labels = {name: words_in(language)(f"gaps.{name}") for name in READ}
        if all(label in said for label in labels.values()):
            return {name: said.index(label) for name, label in labels.items()}
    return {}


class Checking:
    """Holds the rows of a file against the list that was handed out."""

    def __init__(self, people: Sequence[GapPerson], subdistrict: str, choices: Choices, secret: Secret) -> None:
        self._people = {person.number: person for person in people}
        self._subdistrict = subdistrict
        self._choices = choices
        self._secret = secret
        self._types = {_plain(name): code for name, code in choices.type_codes.items()}

    def check(self, returned: Returned) -> Checked:
        """Every row of the file and every person of the list, each used or with its reason."""
        said = [(line, _number(row["number"]), row) for line, row in returned.rows]
        times = Counter(number for _, number, _ in said)
        filled: dict[str, Filled] = {}
        faults: list[Fault] = []
        for line, number, row in said:
            one = self._row(line, number, row)
            if isinstance(one, Filled) and times[number] > 1:
                one = self._repeated(line, one, [other for _, same, other in said if same == number], filled)
            if isinstance(one, Filled):
                filled[number] = one
            else:
                faults.append(one)
        faults += [Fault(0, number, "removed") for number in self._people if number not in times]
        return Checked(tuple(filled.values()), tuple(faults))

    def _row(self, line: int, number: str, row: Mapping[str, str]) -> Filled | Fault:
        person = self._people.get(number)
        if person is None:
            return Fault(line, number[:SAID], "unknown_number")
        if shown_mark(self._secret, row["name"], row["identity"]) != person.shown:
            return Fault(line, number, "changed")
        community, why = self._community(row["community"], person.community)
        if why:
            return Fault(line, number, why, row["community"][:SAID])
        worker_type, why = self._type(row["type"], person.worker_type)
        if why:
            return Fault(line, number, why, row["type"][:SAID])
        return Filled(number, community, worker_type) if community or worker_type else Fault(line, number, "nothing")

    def _repeated(
        self, line: int, one: Filled, rows: Sequence[Mapping[str, str]], filled: Mapping[str, Filled]
    ) -> Filled | Fault:
        """Of rows that say the same the first is used; where they differ none is."""
        if len({(_plain(row["community"]), _plain(row["type"])) for row in rows}) > 1:
            return Fault(line, one.number, "contradicts")
        return Fault(line, one.number, "repeated") if one.number in filled else one

    def _community(self, text: str, known: str) -> tuple[str, str]:
        """The code that was filled in, or what is wrong with it."""
        said = _plain(text)
        if not said or (known and said[:COMMUNITY_DIGITS] == known):
            return "", ""
        if known:
            return "", "community_known"
        digits = said[:COMMUNITY_DIGITS]
        if digits.isdecimal() and len(digits) == COMMUNITY_DIGITS:
            if digits in self._choices.communities:
                return digits, ""
            outside = self._subdistrict.strip("0") and not digits.startswith(self._subdistrict)
            return "", "outside" if outside else "unknown_community"
        named = [code for code, name in self._choices.communities.items() if _plain(name) == said]
        return (named[0], "") if len(named) == 1 else ("", "several_communities" if named else "unknown_community")

    def _type(self, text: str, known: str) -> tuple[str, str]:
        said = _plain(text)
        if not said or (known and said[:_TYPE_DIGITS] == known):
            return "", ""
        if known in self._choices.types:
            return "", "type_known"
        digits = said[:_TYPE_DIGITS]
        code = digits if digits.isdecimal() else self._types.get(said, "")
        return (code, "") if code in self._choices.types else ("", "unknown_type")


def _number(text: str) -> str:
    return _plain(text).upper()


def _plain(text: str) -> str:
    """Without blanks, in half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
