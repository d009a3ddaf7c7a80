"""PAGES: every page there is, in order; each module has a NAME and a body()."""

from __future__ import annotations

from dashboard.pages import arrears, definitions, health, overview, suspension
from dashboard.pages.page import Page

PAGES: tuple[Page, ...] = (
    Page("overview", "/", overview.body),
    Page("suspension", "/suspension", suspension.body),
    Page("arrears", "/arrears", arrears.body),
    Page("health", "/health", health.body, filtered=False),
    Page("definitions", "/definitions", definitions.body, filtered=False),
)
