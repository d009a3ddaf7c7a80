"""PAGES: every page there is, in order; each module has a NAME and a body()."""

from __future__ import annotations

from dashboard.access.roles import Right
from dashboard.pages import arrears, definitions, health, lists, overview, people, person, reveal, suspension, users
from dashboard.pages.page import Page

PAGES: tuple[Page, ...] = (
    Page("overview", "/", overview.body),
    Page("suspension", "/suspension", suspension.body),
    Page("arrears", "/arrears", arrears.body),
    Page("people", "/people", people.body, Right.PEOPLE),
    Page("person", "/person", person.body, Right.PEOPLE, filtered=False, controls=reveal.controls),
    Page("lists", "/lists", lists.body, Right.PEOPLE, filtered=False),
    Page("health", "/health", health.body, filtered=False),
    Page("definitions", "/definitions", definitions.body, filtered=False),
    Page("users", "/users", users.body, Right.USERS, filtered=False),
)
