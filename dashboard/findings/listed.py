"""Which people a list is of, as the address says it: the page and the file it is taken away as agree."""

from __future__ import annotations

from datetime import date

from dashboard.access.secret import Secret
from dashboard.data import Reading
from dashboard.findings.when import when
from dashboard.view import View
from sql.metrics import METRIC
from sql.metrics.people import ORDERS, Listing, has_people

SEARCH = "search"
"""What the words for a search are sealed for: what people look for is personal too."""
DEFAULT = "registered_persons"
ORDER = "-arrears_amount"
PAGE = 20
"""People on one page."""


def metric_of(view: View) -> str:
    """The number the list stands behind; the registered where the address names none that has people."""
    metric = METRIC.get(view.metric)
    return view.metric if metric is not None and has_people(metric) else DEFAULT


def listing_of(view: View, reading: Reading, secret: Secret) -> Listing:
    """The people the address asks for, those of its page."""
    order = view.sort if view.sort.removeprefix("-") in ORDERS else ORDER
    return Listing(
        metric=metric_of(view),
        where=view.where,
        month=when(view, reading).month,
        k=view.run_length,
        search=secret.opened(SEARCH, view.search) or "" if view.search else "",
        order=order.removeprefix("-"),
        descending=order.startswith("-"),
        offset=(view.page - 1) * PAGE,
        limit=PAGE,
    )


def age_on(born: date | None, day: date) -> int | None:
    """Full years on a day; None where the date of birth is unknown."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
