"""What somebody does who signs in, and what is kept of it."""

from sqlalchemy import select

from dashboard.access.cookies import cookie_name
from dashboard.state.deeds import AuditEntry

GOOD = "Dalian-Kaifaqu-77"
"""A password that no rule is against."""


def enter(browser, name, password, query=""):
    """Name and password."""
    return browser.post(f"/sign-in{query}", data={"name": name, "password": password})


def change(browser, old, new=GOOD):
    """A password for another."""
    return browser.post("/sign-in/password", data={"old": old, "new": new, "again": new})


def word_of(browser, services):
    """The word the browser has; None for none."""
    cookie = browser.get_cookie(cookie_name(services.settings))
    return cookie.value if cookie else None


def actions_of(services, name):
    """What the audit says somebody did, in order."""
    with services.database.reading() as work:
        return list(work.scalars(select(AuditEntry.action).where(AuditEntry.actor == name).order_by(AuditEntry.number)))
