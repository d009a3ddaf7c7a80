"""The link from a number to the people behind it: it names its count, and the list is as long as it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.access.roles import Right
from dashboard.components import html
from dashboard.pages.page import Context
from dashboard.places import PATHS
from sql.metrics import METRIC
from sql.metrics.people import has_people


def people_link(context: Context, metric: str, persons: int | None, changes: Mapping[str, Any] | None = None) -> object:
    """184 人 ›, or nothing where there is nobody, no such list, or no right to see people.

    `changes` are what the number stands for beside the filters of the view, as `View.link` takes them.
    """
    if not persons or not context.viewer.may(Right.PEOPLE) or not has_people(METRIC[metric]):
        return ""
    href = context.view.link(PATHS["people"], metric=metric, sort="", **(changes or {}))
    return html.Link(context.words("people.link", count=f"{persons:,}"), href=href, className="list")
