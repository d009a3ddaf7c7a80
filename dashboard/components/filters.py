"""The filter row: where one is, what is chosen, and what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html

from dashboard.areas import Areas
from dashboard.components.charts import LOCATION
from dashboard.view import View
from dashboard.wording import Words
from sql.metrics.period import month_text


class Ids(StrEnum):
    """The controls; after `filter-` comes the name the query has for them."""

    MONTH = "filter-month"
    AREA = "filter-area"
    WORKER_TYPE = "filter-type"


EVERYTHING = "all"
"""The choice that leaves a name out of the query; shell.js knows it too."""

Option = dict[str, Any]


@dataclass(frozen=True)
class Choices:
    """What can be chosen: months, latest first, areas, and worker types with their names."""

    months: Sequence[int] = ()
    areas: Areas = field(default_factory=lambda: Areas((), ()))
    types: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class _Control:
    name: Ids
    label: str
    options: list[Option]
    width: int
    indent: int = 46
    searchable: bool = False


def filter_row(crumbs: Sequence[Any], view: View, choices: Choices, words: Words) -> html.Div:
    """Breadcrumb, the three choices, and what is chosen as chips."""
    month = _Control(Ids.MONTH, words("filter.month"), _month_options(choices.months, words), 160, indent=50)
    area = _Control(Ids.AREA, words("filter.area"), area_options(choices.areas, words), 190, searchable=True)
    types = _Control(Ids.WORKER_TYPE, words("filter.type"), _type_options(choices.types, words), 196, indent=66)
    return html.Div(
        [
            html.Nav(crumbs, className="crumbs", **{"aria-label": words("crumbs.label")}),
            html.Span(className="grow"),
            _select(month, month_text(view.month) if view.month else ""),
            _select(area, view.area),
            _select(types, view.worker_type),
            *_chips(view, choices, words),
        ],
        className="choosing",
    )


def crumbs_of(view: View, areas: Areas, words: Words) -> list[Any]:
    """The way from the whole down to the area shown."""
    path = areas.path(view.area)
    whole = areas.everything(words)
    steps: list[Any] = [html.B(whole) if not path else dcc.Link(whole, href=view.link(area=""))]
    for code in path:
        name = areas.name(code, words)
        steps += [
            html.Span("›", className="sep"),
            html.B(name) if code == view.area else dcc.Link(name, href=view.link(area=code)),
        ]
    return [*steps, html.Span(_counted(view, areas, words), className="count")]


def area_options(areas: Areas, words: Words) -> list[Option]:
    """Everything, then each subdistrict with its communities."""
    groups = [
        {
            "group": areas.name(code, words),
            "items": [
                _option(code, words("area.whole", name=areas.name(code, words))),
                *_communities(code, areas, words),
            ],
        }
        for code in areas.subdistricts
    ]
    return [_option(EVERYTHING, areas.everything(words)), *groups]


def register_callbacks() -> None:
    """Each control writes its choice into the address, in the browser."""
    for control in Ids:
        clientside_callback(
            ClientsideFunction("shell", "choose"),
            Output(LOCATION, "search", allow_duplicate=True),
            Input(control, "value"),
            State(control, "id"),
            prevent_initial_call=True,
        )


def _communities(subdistrict: str, areas: Areas, words: Words) -> list[Option]:
    return [_option(code, areas.name(code, words)) for code in areas.within(subdistrict) if code.strip("0")]


def _select(control: _Control, value: str) -> dmc.Select:
    return dmc.Select(
        id=control.name,
        data=control.options,
        value=value or EVERYTHING,
        leftSection=control.label,
        leftSectionWidth=control.indent,
        leftSectionPointerEvents="none",
        allowDeselect=False,
        searchable=control.searchable,
        maxDropdownHeight=420,
        w=control.width,
        className="select",
        **{"aria-label": control.label},
    )


def _option(value: str, label: str) -> Option:
    return {"value": value, "label": label}


def _month_options(months: Sequence[int], words: Words) -> list[Option]:
    return [
        _option(EVERYTHING, words("filter.latest")),
        *(_option(month_text(month), words.full_month(month)) for month in months),
    ]


def _type_options(types: Sequence[tuple[str, str]], words: Words) -> list[Option]:
    return [_option(EVERYTHING, words("filter.every")), *(_option(code, name) for code, name in types)]


def _chips(view: View, choices: Choices, words: Words) -> list[dcc.Link]:
    chips = []
    if view.month:
        chips.append((words.full_month(view.month), view.link(month=None)))
    if view.area != choices.areas.home:
        chips.append((choices.areas.name(view.area, words), view.link(area="")))
    if view.worker_type:
        chips.append((dict(choices.types).get(view.worker_type, view.worker_type), view.link(worker_type="")))
    return [
        dcc.Link([text, html.Span("×", className="x")], href=href, className="chip", title=words("filter.drop"))
        for text, href in chips
    ]


def _counted(view: View, areas: Areas, words: Words) -> str:
    if not view.area:
        return words(
            "area.counts", subdistricts=len(areas.named_subdistricts), communities=len(areas.named_communities())
        )
    return words("area.communities", communities=len(areas.named_communities(view.area))) if len(view.area) < 12 else ""
