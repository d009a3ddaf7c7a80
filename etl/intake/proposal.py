"""What a strange file is proposed to be: its feed, its header, and what each column and value means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from etl.failures import Refused
from etl.feed_settings import FeedSettings
from etl.feeds import FEEDS, Column, Feed, Kind
from etl.intake.looks import Looks, looks
from etl.intake.vocabulary import (
    NONE,
    OURS,
    UNSURE,
    Known,
    in_ten_thousands,
    is_critical,
    meanings,
    means_nothing,
    plain_header,
)
from etl.sources.grid import Header
from etl.sources.header import clean_header, one_line, shown_header, stand_in
from etl.sources.heads import Sheet

HEADERS_SEARCHED = 30
MOST_HEADER_ROWS = 3
ENOUGH, ENOUGH_IF_CRITICAL = 0.8, 0.9
"""A column is taken without asking from this confidence on."""
WORTH_ASKING = 0.5
BY_LOOKS = 0.85
CONFIRMED = 0.92
"""A word that may mean the column, over cells that can mean nothing else."""
NEARLY_ALL = 0.98
SAMPLES = 5
BROKEN_OFF = 2.0
_TOTALS = ("合计", "小计", "总计")
_SPEAK_FOR_THEMSELVES = ("identity", "community", "street", "phone")
"""Fields whose cells alone show what they are."""


class NoList(Refused):
    """No row of a file looks like the header of a feed."""


@dataclass(frozen=True)
class Answers:
    """What a person has said of a file already; the rest is proposed.

    `columns`: header → field, or "" where it is not to be read. `values`: field → value → code.
    """

    feed: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnProposal:
    """What one column is taken for (`field` None: for nothing), how surely (0 to 1), and why.

    `reason` is a word: said, ours, known, looks, may, rival, unreadable, unit, transit, nothing, unknown.
    `asks`: it must be answered before anything is written; `perhaps` is then the field it may be.
    """

    place: int
    header: str
    field: str | None
    confidence: float
    reason: str
    samples: tuple[str, ...]
    asks: bool = False
    perhaps: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A strange file as a delivery of a feed."""

    feed: Feed
    sheet: str
    header_row: int
    header_rows: int
    columns: tuple[ColumnProposal, ...]
    missing: tuple[str, ...]
    total_header: str | None
    kind: str

    @property
    def questions(self) -> tuple[ColumnProposal, ...]:
        """The columns that must be answered."""
        return tuple(column for column in self.columns if column.asks)

    @property
    def in_transit(self) -> bool:
        """Whether all money of the file would be in transit, for want of a treasury date."""
        return self.feed.name == "receipts" and "treasury_date" not in {column.field for column in self.columns}

    @property
    def meaning(self) -> dict[str, str]:
        """Header → field of the columns that are taken."""
        return {column.header: column.field for column in self.columns if column.field}

    @property
    def _totals_stand_first(self) -> bool:
        """Whether total rows say so under the first column, where they are seen whatever header is set."""
        return bool(self.columns) and self.columns[0].header == self.total_header

    def settings(self, before: FeedSettings) -> FeedSettings:
        """How the feed would come in here: the words of the file beside those that are known already."""
        ours = {clean_header(column.header): column.field for column in self.feed.columns}
        said = {clean_header(header): header for header in before.columns}
        columns = dict(before.columns)
        taken = {clean_header(column.header) for column in self.columns if column.field}
        for column in self.columns:
            name = clean_header(column.header)
            if column.field is None and name in taken:
                continue  # another column of the same name is taken
            columns.pop(said.get(name, ""), None)
            wanted = column.field or ""
            if name and wanted != ours.get(name, ""):
                columns[column.header] = wanted
        several = self.header_rows > 1
        return replace(
            before,
            expected=True,
            kind=self.kind,
            header_row=self.header_row if several else before.header_row,
            header_rows=self.header_rows if several else before.header_rows,
            total_header=(self._totals_stand_first and before.total_header) or self.total_header or before.total_header,
            columns=columns,
        )


@dataclass(frozen=True)
class _Candidate:
    """A row that may be the header of a feed, and how much speaks for it; `lower`: its last line, where of several."""

    feed: Feed
    sheet: Sheet
    row: int
    lines: int
    names: tuple[str, ...]
    lower: tuple[str, ...]
    score: float


def propose(sheets: Sequence[Sheet], answers: Answers, kinds: Mapping[str, FeedSettings]) -> Proposal:
    """The likeliest reading of a file, in the light of what was said of it and is set already.

    Raises NoList where no row looks like the header of any feed, or of the feed that was said.
    """
    feeds = [feed for feed in FEEDS if answers.feed in (None, feed.name)]
    candidates = [each for sheet in sheets for feed in feeds for each in _candidates(feed, sheet, kinds[feed.name])]
    best = max(candidates, key=lambda each: (each.score, -each.lines, -each.row), default=None)
    if best is None:
        said = f"of the feed {answers.feed}" if answers.feed else "of any feed"
        raise NoList(
            f"no row of the first {HEADERS_SEARCHED} of any sheet names enough columns {said};"
            " see that it is a list with one row per record, and say which feed it is with --feed"
        )
    return _proposal(best, answers, kinds[best.feed.name])


def _candidates(feed: Feed, sheet: Sheet, settings: FeedSettings) -> Iterator[_Candidate]:
    said = _said(settings)
    for last in range(min(HEADERS_SEARCHED, len(sheet.rows))):
        for lines in range(1, MOST_HEADER_ROWS + 1):
            if lines <= last + 1:
                rows = sheet.rows[last + 1 - lines : last + 1]
                names = one_line(rows)
                lower = _last_line(rows, len(names))
                score = _score(feed, names, lower, settings, said)
                score -= _broken_off(feed, names, sheet.rows[last + 1 : last + 2], said) if score > 0 else 0
                if score > 0 and (lines == 1 or _spans(rows)):
                    yield _Candidate(feed, sheet, last + 1, lines, tuple(names), lower, score)


def _last_line(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """What the last line of a head of several says over each column; nothing of a head of one line."""
    last = rows[-1] if len(rows) > 1 else ()
    return tuple(last[place].strip() if place < len(last) else "" for place in range(width))


def _broken_off(feed: Feed, names: Sequence[str], below: Sequence[Sequence[str]], said: Mapping[str, str]) -> float:
    """What speaks against a head whose next row leaves the place of its key empty: that is its second line."""
    keys = [column.field for column in feed.columns if column.required][:2]
    for row in below:
        for place, name in enumerate(names):
            empty = place >= len(row) or not row[place].strip()
            if empty and any(known.field in keys and known.strength > UNSURE for known in _known(feed, name, "", said)):
                return BROKEN_OFF
    return 0


def _spans(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows look like one head of several lines: each line but the last leaves cells to the next."""
    filled = [{place for place, cell in enumerate(row) if cell.strip()} for row in rows]
    return all(len(upper) > 1 and lower - upper for upper, lower in pairwise(filled))


def _score(
    feed: Feed, names: Sequence[str], lower: Sequence[str], settings: FeedSettings, said: Mapping[str, str]
) -> float:
    """What speaks for a row as the header of a feed; nothing where fewer than two of its columns are named."""
    found: dict[str, float] = {}
    for name, last in zip(names, lower, strict=True):
        for known in _known(feed, name, last, said) if name.strip() else ():
            found[known.field] = max(found.get(known.field, NONE), known.strength)
    if len([strength for strength in found.values() if strength > UNSURE]) < 2:
        return 0
    required = [column for column in feed.columns if column.required and not _dated_by_file(column, settings)]
    header = Header(1, (), dict.fromkeys(found, 0))
    lacking = [column for column in required if column.field not in found and not stand_in(column, header)]
    return sum(found.values()) - 2 * len(lacking) - 0.1 * len(feed.columns) / len(FEEDS)


def _dated_by_file(column: Column, settings: FeedSettings) -> bool:
    return settings.kind == "full" and column.field == "change_date"


def _said(settings: FeedSettings) -> dict[str, str]:
    """What the settings say of headers, by the headers as they are compared."""
    return {clean_header(header): meaning for header, meaning in settings.columns.items()}


def _known(feed: Feed, name: str, lower: str, said: Mapping[str, str]) -> tuple[Known, ...]:
    """What a header may mean: what the settings say of it goes before what is known of such words.

    A head of two lines also says it backwards (日期 over 入库); its `lower` line alone (身份证号 under 人员信息)
    may mean it, for whoever the upper line speaks of.
    """
    if said and (cleaned := clean_header(name)) in said:
        return (Known(said[cleaned], OURS),) if said[cleaned] else ()
    words = meanings(feed)
    backwards = lower + name.removesuffix(lower)
    found = words.get(plain_header(name)) or words.get(plain_header(backwards), ())
    if found or not lower:
        return found
    return tuple(Known(known.field, min(known.strength, UNSURE)) for known in words.get(plain_header(lower), ()))


def _proposal(best: _Candidate, answers: Answers, settings: FeedSettings) -> Proposal:
    feed = best.feed
    below = best.sheet.rows[best.row :]
    width = max((place + 1 for place, name in enumerate(best.names) if name.strip()), default=0)
    rows = [row for row in below if any(cell.strip() for cell in row) and not _is_total(row)]
    cells = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    columns = _Columns(best, looks(cells, of_workbook=best.sheet.of_workbook), cells, settings, answers).proposed()
    places = {column.field: column.place for column in columns if column.field}
    asked = {column.perhaps: column.place for column in columns if column.asks and column.perhaps}
    kind = _kind(feed, {**asked, **places}, settings)
    finder_settings = replace(settings, kind=kind)
    header = Header(best.row, best.names, {**asked, **places})
    missing = [
        column.header
        for column in feed.columns
        if column.required
        and column.field not in header.places
        and not stand_in(column, header)
        and not _dated_by_file(column, finder_settings)
    ]
    total = _total_header(feed, best.names[:width], below, places)
    return Proposal(feed, best.sheet.name, best.row, best.lines, columns, tuple(missing), total, kind)


def _kind(feed: Feed, places: Mapping[str, int], settings: FeedSettings) -> str:
    """A register without dates of change can only be a whole one."""
    return "full" if feed.name == "register" and "change_date" not in places else settings.kind


def _is_total(row: Sequence[str]) -> bool:
    return any("".join(cell.split()) in _TOTALS for cell in row)


def _total_header(
    feed: Feed, names: Sequence[str], rows: Sequence[Sequence[str]], places: Mapping[str, int]
) -> str | None:
    """The header farthest right under which total rows say so, where it is not the feed's own place for it."""
    said = [
        place
        for row in rows
        for place, cell in enumerate(row[: len(names)])
        if "".join(cell.split()) in _TOTALS and place != places.get(feed.total_field) and names[place].strip()
    ]
    return shown_header(names[max(said)]) if said else None


class _Columns:
    """The columns of one header: each is weighed against the fields, and the surest takes the field."""

    def __init__(
        self,
        best: _Candidate,
        seen: Sequence[Looks],
        cells: Sequence[Sequence[str]],
        settings: FeedSettings,
        answers: Answers,
    ) -> None:
        self._feed = best.feed
        self._names = best.names[: len(cells)]
        self._lower = best.lower
        self._seen = seen
        self._cells = cells
        self._set = _said(settings)
        self._said = {clean_header(header): meaning for header, meaning in answers.columns.items()}

    def proposed(self) -> tuple[ColumnProposal, ...]:
        """One proposal per column, in the order of the file."""
        weighed = [self._weighed(place) for place in range(len(self._names))]
        taken = self._taken(weighed)
        decided = [self._decided(place, weighed, taken) for place in range(len(self._names))]
        fields = {field for each in decided for field in (each.field, each.perhaps)}
        if self._feed.name == "receipts" and "treasury_date" not in fields:
            decided = [self._in_transit(each) for each in decided]
        return tuple(decided)

    def _in_transit(self, column: ColumnProposal) -> ColumnProposal:
        """The day of payment, asked whether it can stand for the treasury date, without which money is in transit."""
        if column.field != "pay_date" or column.reason == "said":
            return column
        return replace(
            column, field=None, perhaps="treasury_date", confidence=WORTH_ASKING, reason="transit", asks=True
        )

    def _weighed(self, place: int) -> list[ColumnProposal]:
        """What a column may be, likeliest first."""
        name = self._names[place]
        if clean_header(name) in self._said:
            meaning = self._said[clean_header(name)]
            if meaning and in_ten_thousands(name) and self._feed.column(meaning).kind is Kind.MONEY:
                raise Refused(f"{shown_header(name)} is in 万元 and has lost its cents; have it exported in yuan")
            return [self._column(place, meaning or None, OURS, "said")]
        found = [self._weigh(place, known) for known in _known(self._feed, name, self._lower[place], self._set)]
        return sorted(found or self._by_looks(place), key=lambda each: -each.confidence)

    def _column(self, place: int, meaning: str | None, confidence: float, reason: str) -> ColumnProposal:
        samples = tuple(dict.fromkeys(cell for cell in self._cells[place] if cell.strip()))[:SAMPLES]
        header = shown_header(self._names[place])
        return ColumnProposal(place, header, meaning, round(confidence, 2), reason, samples)

    def _weigh(self, place: int, known: Known) -> ColumnProposal:
        """What the header says, as far as the cells agree."""
        column, seen = self._feed.column(known.field), self._seen[place]
        share = seen.share(self._feed, column)
        if column.kind is Kind.MONEY and in_ten_thousands(self._names[place]):
            return self._column(place, known.field, NONE, "unit")
        if known.strength <= UNSURE:
            certain = share >= NEARLY_ALL and bool(seen.values)
            if certain and (known.field in _SPEAK_FOR_THEMSELVES or column.kind is Kind.CODE):
                return self._column(place, known.field, CONFIRMED, "looks")
            return self._column(place, known.field, UNSURE if share >= WORTH_ASKING and seen.values else NONE, "may")
        if share >= NEARLY_ALL or column.kind is Kind.CODE:
            return self._column(place, known.field, known.strength, "ours" if known.strength == OURS else "known")
        if share >= ENOUGH:
            return self._column(place, known.field, min(known.strength, BY_LOOKS), "unreadable")
        return self._column(place, known.field, WORTH_ASKING, "unreadable")

    def _by_looks(self, place: int) -> list[ColumnProposal]:
        """Of an unknown header: what its cells can be and nothing else."""
        if means_nothing(self._names[place]) or not self._seen[place].values:
            return []
        for name in _SPEAK_FOR_THEMSELVES:
            column = next((each for each in self._feed.columns if each.field == name), None)
            if column and self._seen[place].share(self._feed, column) >= NEARLY_ALL:
                return [self._column(place, name, BY_LOOKS, "looks")]
        return []

    def _taken(self, weighed: Sequence[Sequence[ColumnProposal]]) -> dict[str, ColumnProposal]:
        """Which column takes each field: the surest, of equals the first; a period is taken one way only."""
        claims = sorted(
            (each for column in weighed for each in column), key=lambda each: (-each.confidence, each.place)
        )
        taken: dict[str, ColumnProposal] = {}
        used: set[int] = set()
        for claim in claims:
            if claim.field and claim.field not in taken and claim.place not in used and claim.confidence > NONE:
                taken[claim.field] = claim
                used.add(claim.place)
        return self._one_way(taken)

    def _one_way(self, taken: dict[str, ColumnProposal]) -> dict[str, ColumnProposal]:
        """Without the stand-ins of columns that the file has, and without all but the surest way to say a period."""
        for column in self._feed.columns:
            groups = [(column.field,), *column.instead] if column.instead else []
            whole = [group for group in groups if all(name in taken for name in group)]
            if len(whole) > 1:
                best = max(whole, key=lambda group: min(taken[name].confidence for name in group))
                for group in whole:
                    for name in group:
                        if name not in best and taken.get(name) and taken[name].reason != "said":
                            taken.pop(name, None)
        return taken

    def _decided(
        self, place: int, weighed: Sequence[Sequence[ColumnProposal]], taken: Mapping[str, ColumnProposal]
    ) -> ColumnProposal:
        """What becomes of a column: taken, asked, or left out."""
        mine = next((each for each in taken.values() if each.place == place), None)
        if mine is None:
            said = next((each for each in weighed[place] if each.reason == "said"), None)
            unit = next((replace(each, field=None) for each in weighed[place] if each.reason == "unit"), None)
            nothing = self._column(place, None, OURS, "nothing" if means_nothing(self._names[place]) else "unknown")
            return said or unit or nothing
        if mine.reason == "said":
            return mine
        column = self._feed.column(mine.field or "")
        rival = self._rival(mine, weighed)
        if rival and is_critical(column):
            return replace(mine, field=None, perhaps=mine.field, confidence=UNSURE, reason="rival", asks=True)
        if mine.confidence >= (ENOUGH_IF_CRITICAL if is_critical(column) else ENOUGH):
            return mine
        if is_critical(column):
            return replace(mine, field=None, perhaps=mine.field, asks=mine.confidence >= WORTH_ASKING)
        return mine if mine.confidence >= WORTH_ASKING else replace(mine, field=None)

    def _rival(self, mine: ColumnProposal, weighed: Sequence[Sequence[ColumnProposal]]) -> bool:
        """Whether another column claims the field about as surely, with other cells."""
        for column in weighed:
            for each in column:
                weaker = each.reason == "looks" and mine.reason in ("ours", "known")
                near = each.field == mine.field and each.confidence > mine.confidence - 0.1 and not weaker
                if near and each.place != mine.place and self._cells[each.place] != self._cells[mine.place]:
                    return True
        return False
