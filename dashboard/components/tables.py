"""Tables: numbers right, text left, sorted by a link in the head, every row counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dash import dcc, html

from dashboard.data import Record
from dashboard.view import View
from dashboard.wording import Words

Cell = Any


@dataclass(frozen=True)
class Column:
    """One column: its head, what a cell shows, and what it is sorted by."""

    name: str
    head: str
    show: Callable[[Record], Cell]
    sort: Callable[[Record], Any] | None = None
    number: bool = True
    css: str = ""

    @property
    def class_name(self) -> str:
        """Right for numbers, left for text."""
        return " ".join(filter(None, ("number" if self.number else "", self.css)))


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
    return html.Div(html.Table([html.Thead(head), html.Tbody(body)], className="grid"), className="scroll")


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
    before = [dcc.Link(words("table.before"), href=view.link(page=page - 1))] if page > 1 else []
    after = [dcc.Link(words("table.after"), href=view.link(page=page + 1))] if page < pages else []
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


def _turn(view: View, number: int, page: int) -> html.Span | dcc.Link:
    if number == page:
        return html.Span(f"{number:,}", className="on", **{"aria-current": "page"})
    return dcc.Link(f"{number:,}", href=view.link(page=number)) if number else html.Span("…")


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


def _head(column: Column, view: View, default: str) -> html.Th:
    if column.sort is None:
        return html.Th(column.head, className=column.class_name)
    now = view.sort or default
    turned = column.name if now == f"-{column.name}" else f"-{column.name}"
    on = now.removeprefix("-") == column.name
    arrow = (" ↓" if now.startswith("-") else " ↑") if on else ""
    link = dcc.Link(f"{column.head}{arrow}", href=view.link(sort=turned), className="sorted" if on else "")
    direction = ("descending" if now.startswith("-") else "ascending") if on else "none"
    return html.Th(link, className=column.class_name, **{"aria-sort": direction})


def _row(columns: Sequence[Column], row: Record, css: str = "") -> html.Tr:
    return html.Tr([html.Td(column.show(row), className=column.class_name) for column in columns], className=css)


def plain(value: float) -> Decimal:
    """A computed float as the decimal it is written as."""
    return Decimal(repr(float(value)))
