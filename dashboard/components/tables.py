"""Tables: numbers right, text left, sorted by a link in the head, every row counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import dash_mantine_components as dmc

from dashboard.components import html
from dashboard.components.forms import hidden
from dashboard.data import Record
from dashboard.exports.sheet import Column as Filed
from dashboard.exports.sheet import Kind, Sheet
from dashboard.numbers import NOTHING
from dashboard.view import View
from dashboard.wording import Words, words_in

Cell = Any
RESIZE = "Shift+ArrowLeft Shift+ArrowRight"
"""What makes the column of a head narrower and wider; `assets/columns.js` does it."""


@dataclass(frozen=True)
class Column:
    """One column: its head, what a cell shows, and what it is sorted by.

    `kind` says what its values are in a file, which holds what `sort` gives, else what `show` gives; a column
    without one is on the screen alone. `metric`: its cells lead to the explanation of that number.
    """

    name: str
    head: str
    show: Callable[[Record], Cell]
    sort: Callable[[Record], Any] | None = None
    number: bool = True
    css: str = ""
    kind: Kind | None = None
    metric: str = ""

    @property
    def class_name(self) -> str:
        """Right for numbers, left for text."""
        return " ".join(filter(None, ("number" if self.number else "", self.css)))

    def value(self, row: Record) -> Any:
        """What a file holds: the exact value."""
        return self.sort(row) if self.sort else self.show(row)


@dataclass(frozen=True)
class Table:
    """A table of a page: the screen draws it, and a file holds all its rows.

    `name` is what the page knows it by; `at` says what a row stands for beside the filters, such as
    {"community": "210213013006"}, for the explanation of its numbers; `total` is a question of its own;
    rows of which `last` says more than 0, such as those of no known area, stand after the others however sorted.
    """

    name: str
    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Record]
    total: Record | None = None
    default: str = ""
    at: Callable[[Record], Mapping[str, str]] | None = None
    last: Callable[[Record], int] | None = None

    def in_order(self, view: View) -> list[Record]:
        """All rows but the total as the view sorts them."""
        rows = ordered(self.columns, self.rows, view.sort or self.default)
        return sorted(rows, key=self.last) if self.last else rows

    def sheet(self, view: View, words: Words, notes: Sequence[tuple[str, str]]) -> Sheet:
        """The table as a file has it: all rows as sorted on the screen, the total last; money in yuan, as it is."""
        kept = [column for column in self.columns if column.kind is not None]
        heads = tuple(Filed(_filed_head(column, words), column.kind or Kind.TEXT) for column in kept)
        rows = self.in_order(view)
        last = [] if self.total is None else [self.total]
        money = [(words("export.money"), words("unit.yuan"))] if any(one.kind is Kind.MONEY for one in kept) else []
        told = ((self.title, self.subtitle), *money, *notes)
        return Sheet(self.title, told, heads, ([column.value(row) for column in kept] for row in (*rows, *last)))


def _filed_head(column: Column, words: Words) -> str:
    """The head in a file: what the screen shows in 万元 a file holds to the cent, in yuan."""
    if column.kind is not Kind.MONEY:
        return column.head
    head, unit = column.head.replace(words("unit.in_wan"), ""), words("unit.in_yuan")
    return head if unit in head else head + unit


def drawn(shown: Table, view: View, words: Words, *, files: bool) -> html.Div:
    """A table with what can be done with it: look for something in it, copy it, take it away (`files`)."""
    rows = [_row(shown.columns, row, "", _leading(shown, view, row)) for row in shown.in_order(view)]
    if shown.total is not None:
        rows.append(_row(shown.columns, shown.total, "total", _leading(shown, view, shown.total)))
    grid = _drawn(shown.columns, rows, view, shown.default)
    return html.Div([grid, _tools(shown, view, words, files=files)], className="tabled")


def _leading(shown: Table, view: View, row: Record) -> Callable[[str], str]:
    """From a metric to the address where this row's number of it is explained."""
    of = dict(shown.at(row)) if shown.at else {}
    return lambda metric: view.link(explain=metric, of=of, page=view.page)


def _tools(shown: Table, view: View, words: Words, *, files: bool) -> html.Div:
    counted = words("table.counted", count=len(shown.rows))
    looking = dmc.TextInput(
        className="find",
        size="xs",
        placeholder=words("table.find"),
        **{"aria-label": words("table.find")},
    )
    copy = html.Button(words("table.copy"), type="button", className="plain copy", title=words("table.copy_hint"))
    return html.Div(
        [
            html.Span(counted, className="rows-counted"),
            html.Span(looking, className="finding"),
            copy,
            *([download(view, words, shown.name)] if files else []),
        ],
        className="table-tools",
    )


def download(view: View, words: Words, name: str) -> html.Form:
    """Two buttons that bring a table of this page as a file, all its rows, the filters written on it."""
    buttons = [
        html.Button(
            form, type="submit", name="form", value=form, className="plain", title=words("table.download", form=form)
        )
        for form in ("xlsx", "csv")
    ]
    target = view.link("/export", sort=view.sort, page=1, choices=view.choices)
    return html.Form(
        [hidden("page", view.path), hidden("table", name), html.Span(className="icon icon-download"), *buttons],
        action=target,
        method="POST",
        className="files",
    )


def table(
    columns: Sequence[Column], rows: Sequence[Record], view: View, *, total: Record | None = None, default: str = ""
) -> html.Div:
    """A table sorted as the view says; the total is a row of its own, never a sum of what is shown."""
    body = [_row(columns, row) for row in ordered(columns, rows, view.sort or default)]
    if total is not None:
        body.append(_row(columns, total, "total"))
    return _drawn(columns, body, view, default)


def sorted_table(columns: Sequence[Column], rows: Sequence[Record], view: View, default: str) -> html.Div:
    """One page of a list that the database has sorted already; its heads still say and change the order."""
    return _drawn(columns, [_row(columns, row) for row in rows], view, default)


def _drawn(columns: Sequence[Column], body: Sequence[html.Tr], view: View, default: str) -> html.Div:
    head = html.Tr([_head(column, view, default) for column in columns])
    said = {"data-resize": words_in(view.language)("table.resize"), "aria-keyshortcuts": RESIZE}
    grid = html.Table([html.Thead(head), html.Tbody(body)], className="grid", **said)
    # Where nothing in it can be reached by keyboard, the table itself can, to be scrolled.
    reached = {} if any(column.sort for column in columns) else {"tabIndex": "0"}
    return html.Div(grid, className="scroll", **reached)


def ordered(columns: Sequence[Column], rows: Sequence[Record], sort: str) -> list[Record]:
    """Rows by a column's name, descending after a minus; what is unknown comes last."""
    chosen = next((column for column in columns if column.name == sort.removeprefix("-") and column.sort), None)
    if chosen is None or chosen.sort is None:
        return list(rows)
    key = chosen.sort
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + [row for row in rows if key(row) is None]


def turning(view: View, length: int, total: int, words: Words) -> html.Div:
    """Which rows of a long list are shown, a page of `length` at a time, and the way to the others."""
    page, pages = page_shown(view, length, total), _pages(length, total)
    first, last = (page - 1) * length + 1, min(page * length, total)
    before = [html.Link(words("table.before"), href=view.link(page=page - 1))] if page > 1 else []
    after = [html.Link(words("table.after"), href=view.link(page=page + 1))] if page < pages else []
    numbers = [_turn(view, number, page) for number in _near(page, pages)] if pages > 1 else []
    shown = words("table.shown", first=f"{first:,}", last=f"{last:,}", count=f"{total:,}")
    turns = html.Nav([*before, *numbers, *after], className="turns", **{"aria-label": words("table.pages")})
    return html.Div([html.Span(shown), turns], className="counted")


def page_shown(view: View, length: int, total: int) -> int:
    """The page of a long list that an address asks for; the last one where it has fewer."""
    return min(view.page, _pages(length, total))


def _pages(length: int, total: int) -> int:
    return max(1, (total + length - 1) // length)


def _near(page: int, pages: int) -> list[int]:
    """The first page, the last, and those beside the one shown; 0 where some are left out."""
    numbers: list[int] = []
    for number in sorted({1, pages, page - 1, page, page + 1} & {*range(1, pages + 1)}):
        numbers += [0, number] if numbers and number - numbers[-1] > 1 else [number]
    return numbers


def _turn(view: View, number: int, page: int) -> html.Span | html.Link:
    if number == page:
        return html.Span(f"{number:,}", className="on", **{"aria-current": "page"})
    return html.Link(f"{number:,}", href=view.link(page=number)) if number else html.Span("…")


def inline_bar(
    value: float | None,
    highest: float,
    *,
    kind: str = "",
    usual: tuple[float, float] | None = None,
    parent: float | None = None,
) -> html.Div:
    """A bar in a cell: the usual range behind it, the parent's value as a line; broken where it goes on beyond."""
    pieces = []
    if usual:
        pieces.append(_piece("usual", usual[0], usual[1], highest))
    if value is not None:
        broken = "broken" if value > highest else ""
        pieces.append(_piece(" ".join(filter(None, ("fill", kind, broken))), 0.0, value, highest))
    if parent is not None:
        pieces.append(html.Span(className="parent", style={"left": _share(parent, highest)}))
    return html.Div(pieces, className="inline", **{"aria-hidden": "true"})


def _piece(css: str, start: float, end: float, highest: float) -> html.Span:
    return html.Span(
        className=css, style={"left": _share(start, highest), "width": _share(min(end, highest) - start, highest)}
    )


def _share(value: float, highest: float) -> str:
    return f"{100 * value / highest:.2f}%" if highest else "0%"


def _head(column: Column, view: View, default: str) -> html.Th | html.Td:
    if not column.head:
        return html.Td("", className=column.class_name)
    if column.sort is None:
        return html.Th(column.head, className=column.class_name, tabIndex="0")
    now = view.sort or default
    turned = column.name if now == f"-{column.name}" else f"-{column.name}"
    on = now.removeprefix("-") == column.name
    arrow = ("\N{NO-BREAK SPACE}↓" if now.startswith("-") else "\N{NO-BREAK SPACE}↑") if on else ""
    link = html.Link(f"{column.head}{arrow}", href=view.link(sort=turned), className="sorted" if on else "")
    direction = ("descending" if now.startswith("-") else "ascending") if on else "none"
    return html.Th(link, className=column.class_name, **{"aria-sort": direction})


def _row(columns: Sequence[Column], row: Record, css: str = "", leading: Callable[[str], str] | None = None) -> html.Tr:
    return html.Tr([_cell(column, row, leading) for column in columns], className=css)


def _cell(column: Column, row: Record, leading: Callable[[str], str] | None) -> html.Td:
    shown = column.show(row)
    if leading is not None and column.metric and shown not in ("", NOTHING):
        shown = html.Link(shown, href=leading(column.metric), className="explained")
    return html.Td(shown, className=column.class_name)


def of_few(text: Cell, persons: int) -> list[Cell]:
    """A rate of few people: how many they are stands before it, so that the rates of a column stay in line."""
    return [html.Span(f"n={persons} ", className="quiet"), text]


def plain(value: float) -> Decimal:
    """A computed float as the decimal it is written as."""
    return Decimal(repr(float(value)))
