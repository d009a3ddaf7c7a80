"""PAGES: every page there is, in the order of their places; each module has a body()."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.pages import (
    arrears,
    audit,
    collection,
    community,
    coverage,
    definitions,
    explore,
    explore_choices,
    exports,
    gaps,
    health,
    intake,
    lists,
    overview,
    parallel,
    people,
    person,
    reports,
    reveal,
    settings,
    suspension,
    tiers,
    users,
)
from dashboard.pages.page import Page
from dashboard.places import PLACE

PAGES: tuple[Page, ...] = (
    Page(PLACE["overview"], overview.body),
    Page(PLACE["collection"], collection.body, tables=collection.TABLES),
    Page(PLACE["coverage"], coverage.body, tables=coverage.TABLES),
    Page(PLACE["suspension"], suspension.body, tables=suspension.TABLES),
    Page(PLACE["arrears"], arrears.body, tables=arrears.TABLES),
    Page(PLACE["tiers"], tiers.body, tables=tiers.TABLES),
    Page(PLACE["community"], community.body, tables=community.TABLES),
    Page(PLACE["people"], people.body),
    Page(PLACE["person"], person.body, filtered=False, controls=reveal.controls),
    Page(PLACE["lists"], lists.body, filtered=False),
    Page(PLACE["explore"], explore.body, tables=explore.TABLES, folded=explore_choices.FOLDED),
    Page(PLACE["reports"], reports.body),
    Page(PLACE["intake"], intake.body, filtered=False),
    Page(PLACE["gaps"], gaps.body, filtered=False),
    Page(PLACE["parallel"], parallel.body, filtered=False),
    Page(PLACE["health"], health.body, filtered=False),
    Page(PLACE["definitions"], definitions.body, filtered=False),
    Page(PLACE["users"], users.body, filtered=False),
    Page(PLACE["settings"], settings.body, filtered=False),
    Page(PLACE["audit"], audit.body, filtered=False),
    Page(PLACE["exports"], exports.body, filtered=False),
)

PAGE: Mapping[str, Page] = {page.path: page for page in PAGES}
"""Each page by its path."""
