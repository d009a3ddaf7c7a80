"""The SELECT that reads a grid: cells as text, then values, then what is wrong with the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from etl.feed_settings import FeedSettings
from etl.feeds.words import DATES, WHAT_IS_READ, Column, Feed, Kind
from etl.sources.grid import Grid
from etl.sources.header import stand_in

TOTAL = 0
"""The fate of a total row; rows that are put aside have the number of their fault, good rows null."""
_WHOLE_MONTHS = (Kind.FIRST_MONTH, Kind.LAST_MONTH)


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong with a row, told at a column.

    `missing` and `unreadable`: the reason where the cell is empty, and where it is not.
    """

    place: int
    header: str
    condition: str
    missing: str
    unreadable: str


@dataclass(frozen=True)
class Statement:
    """The SELECT for one grid (`$path`, `$delimiter`, `$skip`) and its faults, numbered from 1."""

    select: str
    faults: tuple[Fault, ...]


def statement_for(feed: Feed, settings: FeedSettings, grid: Grid, file_date: date) -> Statement:
    """How the rows of a grid become landed rows; the result has `fate`, `cells`, and `line` if numbered."""
    columns = tuple(_as_set(column, settings, file_date) for column in feed.columns)
    faults = tuple(_faults(feed, columns, grid))
    landed = [column.field for column in columns if column.landed]
    finals = [f"{feed.derived[name]} as {name}" if name in feed.derived else name for name in landed]
    line = ["line"] if grid.numbered else []
    select = f"""
select {", ".join([*line, *finals])}, fate,
    case when fate is not null then [{", ".join(f"cell_{column.field}" for column in columns)}] end as cells
from (
    select *, {_fate(feed, faults)} as fate
    from (
        select {", ".join([*line, *(_value(column, settings, grid) for column in columns)])},
            {", ".join(f"cell.{column.field} as cell_{column.field}" for column in columns)}, cell.total_mark
        from ({cells_of(columns, grid)}) as cell
    ) as value
) as judged"""
    return Statement(select, faults)


def _as_set(column: Column, settings: FeedSettings, file_date: date) -> Column:
    """A column of a whole register: what has no 变更日期 is dated by the file."""
    if settings.kind == "full" and column.field == "change_date":
        return replace(column, otherwise=f"date '{file_date.isoformat()}'")
    return column


def cells_of(columns: tuple[Column, ...], grid: Grid) -> str:
    """The SELECT of the delivered text, each column under its field's name; absent columns are null."""
    names = [*(["line"] if grid.numbered else []), *(f"cell_{place}" for place in range(len(grid.header.cells)))]
    declared = ", ".join(f"'{name}': 'varchar'" for name in names)
    places = grid.header.places
    marks = [f"{_total_mark(grid.header.total)} as total_mark"]
    chosen = [
        f"cell_{places[column.field]} as {column.field}"
        if column.field in places
        else f"cast(null as varchar) as {column.field}"
        for column in columns
    ]
    line = ["cast(line as bigint) as line"] if grid.numbered else []
    return f"""
            select {", ".join([*line, *chosen, *marks])}
            from read_csv(
                $path, auto_detect = false, header = false, strict_mode = true, delim = $delimiter,
                quote = '"', escape = '"', skip = $skip, columns = {{{declared}}}
            )"""


def _value(column: Column, settings: FeedSettings, grid: Grid) -> str:
    """The value of a cell, under the field's name."""
    cell = f"cell.{column.field}"
    if column.kind is Kind.CODE:
        read = _code(column, settings.values.get(column.field, {}), cell)
    elif column.kind is Kind.AREA and settings.values.get(column.field):
        read = f"case clean({cell}) {_whens(settings.values[column.field])} else read_area({cell}) end"
    elif column.kind is Kind.MONTH and grid.is_workbook:
        read = f"read_sheet_month({cell})"
    else:
        read = f"read_{column.kind}({cell})"
    if column.otherwise:
        read = f"case when clean({cell}) is null then {column.otherwise} else {read} end"
    return f"{read} as {column.field}"


def _code(column: Column, said: Mapping[str, str], cell: str) -> str:
    """A source's value translated by the shipped map and the settings' own."""
    known = {**column.values, **said}
    wide = {full_width(value): code for value, code in known.items()}
    return (
        f"case {cell} {_whens(known)} else case when clean({cell}) is null then {literal(column.empty)}"
        f" else case clean({cell}) {_whens({**wide, **known})} else {literal(column.unknown)} end end end"
    )


def _whens(values: Mapping[str, str]) -> str:
    return " ".join(f"when {literal(value)} then {literal(code)}" for value, code in values.items())


def full_width(text: str) -> str:
    """The text as an input method set to full width would have typed it."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _total_mark(place: int | None) -> str:
    """What says that a row is a total: under the header set, or left of it, where that of all subtotals does."""
    if place is None:
        return "cast(null as varchar)"
    marks = [f"case when is_total(cell_{left}) then cell_{left} end" for left in range(place)]
    return f"coalesce({', '.join([*marks, f'cell_{place}'])})"


def literal(text: str | None) -> str:
    """A text as an SQL literal."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def _fate(feed: Feed, faults: tuple[Fault, ...]) -> str:
    """The number of the first fault of a row, or that it is a total, or null."""
    whens = " ".join(f"when {fault.condition} then {number}" for number, fault in enumerate(faults, start=1))
    total = f"is_total(cell_{feed.total_field}) or is_total(total_mark)"
    return f"cast(case when {total} then {TOTAL} {whens} end as smallint)"


def _faults(feed: Feed, columns: tuple[Column, ...], grid: Grid) -> Iterator[Fault]:
    """What can be wrong with a row; of columns that make up for an absent one it is told where it is."""
    lacking = (column for column in columns if column.field not in grid.header.places)
    stand_ins = {name for column in lacking for name in stand_in(column, grid.header)}
    for place, column in enumerate(columns, start=1):
        if column.field in stand_ins:
            yield from _faults_of(replace(column, required=True), place, _header_of(column, grid))
    for place, column in enumerate(columns, start=1):
        if column.landed:
            yield from _faults_of(column, place, _header_of(column, grid))
    for rule in feed.rules:
        said = feed.column(rule.field)
        instead = () if said.field in grid.header.places else stand_in(said, grid.header)
        told = instead[-1] if instead else said.field
        place = next(place for place, column in enumerate(columns, start=1) if column.field == told)
        header = _header_of(columns[place - 1], grid)
        yield Fault(place, header, rule.condition, rule.reason, rule.reason)


def _faults_of(column: Column, place: int, header: str) -> Iterator[Fault]:
    """What can be wrong with one cell: missing, not whole months, unreadable."""
    cell, missing = f"cell_{column.field}", "the value is missing"
    unreadable = f"the value is not {WHAT_IS_READ[column.kind]}"
    if column.kind in _WHOLE_MONTHS:
        whole = "the period is not whole months"
        yield Fault(place, header, f"{column.field} is null and read_day({cell}) is not null", missing, whole)
    if column.required:
        yield Fault(place, header, f"{column.field} is null", missing, unreadable)
    elif column.kind in DATES or column.closed:
        yield Fault(place, header, f"{column.field} is null and clean({cell}) is not null", missing, unreadable)


def _header_of(column: Column, grid: Grid) -> str:
    """The header as the source spells it, else as we do."""
    place = grid.header.places.get(column.field)
    return column.header if place is None else " ".join(grid.header.cells[place].split()) or column.header
