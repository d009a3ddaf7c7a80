"""Studies asked for a page: a filter that a study does not take is said, not failed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.data import Reading, Records, Unfit
from sql.studies.listing import STUDY
from sql.studies.scope import Scope


def studied(reading: Reading, name: str, where: Mapping[str, tuple[str, ...]], **more: Any) -> Records:
    """The rows of a study about the people of a filter; `more` is the rest of its scope.

    Raises Unfit where the study is not filtered by one of the dimensions.
    """
    if unfit := tuple(dimension for dimension in where if dimension not in STUDY[name].where):
        raise Unfit(unfit)
    return reading.study(name, Scope(where=dict(where), **more))
