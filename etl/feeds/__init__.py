"""The feeds: one module each, declaring its columns and how a row is read.

A new feed is its module, its name in FEEDS, its landed table, and its staging SELECT.
"""

from etl.feeds.areas import AREAS
from etl.feeds.assessments import ASSESSMENTS
from etl.feeds.assignments import ASSIGNMENTS
from etl.feeds.base_limits import BASE_LIMITS
from etl.feeds.calendar import CALENDAR
from etl.feeds.classifications import CLASSIFICATIONS
from etl.feeds.deductions import DEDUCTIONS
from etl.feeds.elsewhere import ELSEWHERE
from etl.feeds.plans import PLANS
from etl.feeds.receipts import RECEIPTS
from etl.feeds.register import REGISTER
from etl.feeds.roster import ROSTER
from etl.feeds.targets import TARGETS
from etl.feeds.words import Column, Feed, Kind, Rule

__all__ = ["FEEDS", "Column", "Feed", "Kind", "Rule", "feed_named"]

FEEDS: tuple[Feed, ...] = (
    RECEIPTS,
    ASSESSMENTS,
    REGISTER,
    ASSIGNMENTS,
    CLASSIFICATIONS,
    ROSTER,
    TARGETS,
    ELSEWHERE,
    DEDUCTIONS,
    PLANS,
    AREAS,
    BASE_LIMITS,
    CALENDAR,
)


def feed_named(name: str) -> Feed:
    """The feed of a name; KeyError when there is none."""
    return {feed.name: feed for feed in FEEDS}[name]
