"""What a printed table probably means: from its labels, or from a layout that was pointed at once and kept."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.data import Reading, Record
from dashboard.parallel.meaning import EVERYBODY, OFFICE, SURE, TYPE, YEAR, Line, Meaning
from dashboard.parallel.printed import Rows, figure_of
from sql.metrics import METRIC, Question, Unit
from sql.schema import marts
from sql.studies.parallel import Cause

NOBODY = "000000000"
"""The area of whom nobody knows where they are, as a subdistrict."""
_BLANK = re.compile(r"\s+")
_ALIKE = 0.8
"""The part of its rows a table shares with the layout it is read by."""


@cache
def labels() -> Mapping[str, Any]:
    """The words of labels.toml."""
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))


@cache
def _metric_words() -> tuple[tuple[str, str, float], ...]:
    """Each word with its metric and how sure that is, the longest first."""
    found = [(word, one["name"], one["sure"]) for one in labels()["metric"] for word in one["words"]]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def plain(text: str) -> str:
    """A label without blanks, in half width."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Names:
    """Whom rows and columns can be of, by the names they have in Chinese."""

    areas: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    offices: frozenset[str]

    def who(self, label: str) -> tuple[str, float]:
        """Whom a label names, and how sure that is."""
        of = labels()["of"]
        if label in of["total"]:
            return EVERYBODY, 1.0
        if label in of["unassigned"]:
            return NOBODY, SURE
        if label in self.types:
            return TYPE + self.types[label], 1.0
        if label in self.offices:
            return OFFICE + label, 1.0
        found = self.areas.get(label) or self.areas.get(bare(label)) or ()
        return (found[0], 1.0 if len(found) == 1 else 0.5) if found else ("", 0.0)


def bare(name: str) -> str:
    """The name of an area without what it is: 拥政 for 拥政街道."""
    suffixes = (
        suffix for suffix in labels()["of"]["suffixes"] if name.endswith(suffix) and len(name) > len(suffix) + 1
    )
    return name.removesuffix(next(suffixes, ""))


def names_of(reading: Reading) -> Names:
    """The names there are: of areas that share one a subdistrict before a community, those in force before others."""
    found: Names = reading.made("printed_names", lambda: _names(reading))
    return found


def _names(reading: Reading) -> Names:
    full: dict[str, list[Record]] = {}
    short: dict[str, list[Record]] = {}
    for row in reading.table(marts.AREA):
        full.setdefault(plain(row["name"]), []).append(row)
        short.setdefault(bare(plain(row["name"])), []).append(row)
    offices = reading.ask(Question(("receipt_count",), by=("office",))) if reading.sees_whole else ()
    return Names(
        {name: _meant(rows) for name, rows in {**short, **full}.items()},
        {plain(row["name"]): row["code"] for row in reading.table(marts.WORKER_TYPE)},
        frozenset(row["office"] for row in offices),
    )


def _meant(rows: Sequence[Record]) -> tuple[str, ...]:
    """Which areas of a name can be meant: those of the highest level, and of them those in force."""
    highest = min(len(row["code"]) for row in rows)
    level = [row for row in rows if len(row["code"]) == highest]
    in_force = [row for row in level if not row["successor"]]
    return tuple(sorted(row["code"] for row in in_force or level))


@dataclass(frozen=True)
class _Shape:
    """Where the parts of a table are: the rows of its head and body, the columns of its figures."""

    head: tuple[int, ...]
    body: tuple[int, ...]
    figures: tuple[int, ...]
    around: tuple[str, ...]


def suggested(rows: Rows, names: Names) -> Meaning:
    """What a table means by its labels alone."""
    shape = _shape(rows, names)
    words = " ".join(shape.around)
    month = _month(words)
    heads = {column: _head_line(_head_label(rows, shape, column), names) for column in shape.figures}
    columns = _of_months(heads, month)
    body = {row: _row_line(_row_label(rows, shape, row), names) for row in shape.body}
    metric, sure = _metric(plain(words))
    transposed = not any(line.metric for line in columns.values()) and any(line.metric for line in body.values())
    if transposed or sure < SURE or any(line.metric for line in columns.values()):
        metric = ""
    return Meaning(
        title=(shape.around[0] if shape.around else "")[:120],
        month=month,
        made_on=_made_on(shape.around),
        unit=_unit(plain(words)) or 1,
        rows={place: _settled(line, body_metric=transposed, whom=True) for place, line in _of_parents(body).items()},
        columns={
            place: _settled(line, body_metric=not (transposed or metric), whom=False) for place, line in columns.items()
        },
        metric=metric,
    )


def _settled(line: Line, *, body_metric: bool, whom: bool) -> Line:
    """How sure a line is of all that is expected of it."""
    if line.skip:
        return replace(line, sure=1.0)
    lacks = (body_metric and not line.metric) or (whom and not body_metric and not line.who)
    return replace(line, sure=0.0) if lacks else line


def _of_parents(lines: Mapping[int, Line]) -> dict[int, Line]:
    """A total over the communities of one subdistrict is the subdistrict's."""
    codes = {line.who for line in lines.values() if line.who.isdecimal()}
    parents = {code[:9] for code in codes}
    if len(parents) != 1 or not all(len(code) == 12 for code in codes):
        return dict(lines)
    (parent,) = parents
    return {place: replace(line, who=parent) if line.who == EVERYBODY else line for place, line in lines.items()}


def _of_months(heads: Mapping[int, Line], month: int | None) -> dict[int, Line]:
    """Columns that name their months, and what adds them up: January to the table's month."""
    if month is None:
        return dict(heads)
    named = {place: _named_month(plain(line.label), month) for place, line in heads.items()}
    if all(one is None for one in named.values()):
        return dict(heads)
    found = {}
    for place, line in heads.items():
        offset = named[place]
        if offset is not None:
            found[place] = replace(line, period=str(offset))
        else:
            found[place] = replace(line, who="", period=YEAR) if line.who == EVERYBODY else line
    return found


def _named_month(said: str, month: int) -> int | None:
    """How many months from the table's a label's month is; without a year it is the latest of that name."""
    of = labels()["of"]
    whole = re.search(of["monthly"], said)
    if whole and 1 <= int(whole[2]) <= 12:
        return int(whole[1]) * 12 + int(whole[2]) - 1 - month
    short = re.search(of["only_month"], said)
    if short is None or not 1 <= int(short[1]) <= 12:
        return None
    return -((month - (int(short[1]) - 1)) % 12)


# --- the shape ---


def _shape(rows: Rows, names: Names) -> _Shape:
    foot = labels()["of"]["foot"]
    filled = [place for place, row in enumerate(rows) if any(figure_of(cell) for cell in row)]
    named = [place for place in filled if any(_names_something(plain(cell), names) for cell in rows[place])]
    first = min(named or filled, default=len(rows))
    body = tuple(place for place in filled if place >= first and not plain(rows[place][0]).startswith(tuple(foot)))
    head = tuple(
        place for place in range(first) if sum(bool(cell) for cell in rows[place]) > 1 and _is_head(rows[place])
    )
    outside = [place for place in range(len(rows)) if place not in head and place not in body]
    figures = tuple(column for column in range(len(rows[0])) if _is_figures(rows, head, body, column))
    return _Shape(head, body, figures, tuple(cell for place in outside for cell in rows[place] if cell))


def _names_something(label: str, names: Names) -> bool:
    return bool(names.who(label)[0]) or bool(_metric(label)[0])


def _is_head(row: Sequence[str]) -> bool:
    """A row of heads, and not one of dates and units around the table."""
    of = labels()["of"]
    said = [plain(cell) for cell in row if cell]
    return not any(
        re.search(of["dated"], cell) or cell.startswith((*of["foot"], *of["around"])) for cell in said
    ) and not all(_counts(cell) or cell in of["nothing"] for cell in said)


def _counts(said: str) -> bool:
    """A number that only counts the rows."""
    return bool(re.fullmatch(labels()["of"]["counting"], said))


def _is_figures(rows: Rows, head: Sequence[int], body: Sequence[int], column: int) -> bool:
    said = plain("".join(rows[place][column] for place in head))
    if any(word in said for word in labels()["of"]["numbered"]):
        return False
    return sum(figure_of(rows[place][column]) is not None for place in body) * 2 >= max(len(body), 1)


def _head_label(rows: Rows, shape: _Shape, column: int) -> str:
    """The heads over a column; one that reaches over several columns stands in the first of them."""
    found: list[str] = []
    for place in shape.head:
        cell = rows[place][column]
        if not cell and place != shape.head[-1]:
            left = (rows[place][other] for other in range(column, -1, -1) if rows[place][other])
            cell = next(left, "") if column > min(shape.figures) else ""
        if cell and cell not in found:
            found.append(cell)
    return " ".join(found)


def _row_label(rows: Rows, shape: _Shape, row: int) -> str:
    cells = [rows[row][column] for column in range(len(rows[row])) if column not in shape.figures]
    return " ".join(cell for cell in cells if cell and not _counts(plain(cell)))


# --- the words ---


def _head_line(label: str, names: Names) -> Line:
    said, parts = plain(label), [plain(part) for part in label.split()]
    lowest = _metric(parts[-1]) if parts else ("", 0.0)
    metric, sure = lowest if lowest[1] >= SURE else max(_metric(said), lowest, key=lambda one: one[1])
    who = next((found for part in parts if (found := names.who(part)[0])), "")
    if any(word in said for word in labels()["of"]["nothing"]) and not who:
        return Line(label, skip=True)
    unit = -1 if metric and METRIC[metric].unit is Unit.RATE and "%" in said else _unit(said)
    return Line(label, metric, who, _period(said), unit, sure=sure if metric else 1.0)


def _row_line(label: str, names: Names) -> Line:
    found = [names.who(plain(part)) for part in label.split()] or [("", 0.0)]
    who, sure = max(reversed(found), key=lambda one: one[1])
    metric, metric_sure = ("", 1.0) if who else _metric(plain(label))
    if not who and any(word in plain(label) for word in labels()["of"]["nothing"]):
        return Line(label, skip=True)
    return Line(label, metric, who, "", _unit(plain(label)), sure=sure if who else metric_sure)


def _metric(said: str) -> tuple[str, float]:
    return next(((name, sure) for word, name, sure in _metric_words() if word in said), ("", 0.0))


def _unit(said: str) -> int:
    return next((int(factor) for word, factor in labels()["unit"].items() if word in said), 0)


def _period(said: str) -> str:
    of = labels()["of"]
    for name, period in (("last_year", "-12"), ("before", "-1"), ("year", YEAR), ("month", "0")):
        if any(word in said for word in of[name]):
            return period
    return ""


def _month(words: str) -> int | None:
    """The month a title names: the first that is no day."""
    of = labels()["of"]
    found = re.search(of["monthly"], re.sub(of["dated"], "", words))
    return int(found[1]) * 12 + int(found[2]) - 1 if found and 1 <= int(found[2]) <= 12 else None


def _made_on(around: Sequence[str]) -> date | None:
    of = labels()["of"]
    for cell in around:
        found = re.search(of["dated"], cell)
        if found and any(word in cell for word in of["until"]):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


# --- layouts ---


def layout_name(meaning: Meaning) -> str:
    """What a layout is called: the title of its table without the month."""
    of = labels()["of"]
    return re.sub(of["only_month"], "", re.sub(of["monthly"], "", plain(meaning.title))) or str(of["untitled"])


def layout_json(meaning: Meaning) -> str:
    """What a table means by its labels alone, for the tables of other months."""
    said = {
        name: {key: _kept(line) for key, line in _keyed(lines).items()}
        for name, lines in (("rows", meaning.rows), ("columns", meaning.columns))
    }
    basis = None if meaning.basis is None else [str(cause) for cause in meaning.basis]
    return json.dumps({**said, "unit": meaning.unit, "metric": meaning.metric, "basis": basis}, ensure_ascii=False)


def by_layout(meaning: Meaning, text: str) -> Meaning | None:
    """A table as a layout says it is read; None where it is another table.

    Every column must be known, and most rows; a new row keeps what its label suggests.
    """
    said = json.loads(text)
    columns, rows = _keyed(meaning.columns), _keyed(meaning.rows)
    shared = rows.keys() & said["rows"].keys()
    if columns.keys() != said["columns"].keys() or len(shared) < _ALIKE * max(len(rows), 1):
        return None
    basis = None if said["basis"] is None else tuple(Cause(cause) for cause in said["basis"])
    apply: Callable[[Mapping[int, Line], Mapping[str, Any]], dict[int, Line]] = _applied
    return replace(
        meaning,
        rows=apply(meaning.rows, said["rows"]),
        columns=apply(meaning.columns, said["columns"]),
        unit=meaning.unit if meaning.unit != 1 else said["unit"],
        metric=said["metric"],
        basis=basis,
    )


def _applied(lines: Mapping[int, Line], said: Mapping[str, Any]) -> dict[int, Line]:
    places = {key: place for place, key in zip(lines, _keyed(lines), strict=True)}
    known = {places[key]: _again(said[key], lines[places[key]]) for key in places if key in said}
    return {place: replace(known[place], sure=1.0) if place in known else line for place, line in lines.items()}


def _again(said: Mapping[str, Any], line: Line) -> Line:
    """A line as a layout says it, under its own label; the month that the label names is the label's."""
    named = re.search(labels()["of"]["only_month"], plain(line.label))
    own = {"label": line.label, **({"period": line.period} if named else {})}
    return Line(**{**said, **own})


def _kept(line: Line) -> dict[str, Any]:
    return {**line.__dict__, "sure": 1.0}


def _keyed(lines: Mapping[int, Line]) -> dict[str, Line]:
    """Lines by their labels without years and months, those of the same label numbered."""
    of, found = labels()["of"], dict[str, Line]()
    for line in lines.values():
        key = re.sub(of["only_month"], "", re.sub(of["monthly"], "", plain(line.label)))
        count = sum(known.partition("#")[0] == key for known in found)
        found[f"{key}#{count}" if count else key] = line
    return found
