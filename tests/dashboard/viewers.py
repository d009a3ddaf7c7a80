"""Who looks at the dashboard in the tests."""

from sqlalchemy import select

from dashboard.access.cookies import cookie_name
from dashboard.access.roles import Role
from dashboard.access.sessions import Stage
from dashboard.access.viewer import Viewer
from dashboard.state.users import User, UserArea

MANAGER = Viewer("chief", Role.MANAGER, None)
"""Sees everything there is of figures."""


AUDITOR = Viewer("hongliang", Role.AUDITOR, ())
ADMINISTRATOR = Viewer("liuyang", Role.ADMINISTRATOR, ())


def viewer_of(page):
    """Somebody who may open a page."""
    return next(viewer for viewer in (MANAGER, AUDITOR, ADMINISTRATOR) if viewer.may(page.right))


SAME_SITE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
"""What a browser says of a request that a page of ours makes."""


def signed_in(app, role, areas=("all",), stage=Stage.OPEN):
    """A client with a session of a user of a role and areas, made for it."""
    services = app.server.extensions["services"]
    client = app.server.test_client()
    client.environ_base.update(SAME_SITE)
    client.set_cookie(cookie_name(services.settings), session_of(services, role, areas, stage), secure=True)
    return client


def session_of(services, role, areas=("all",), stage=Stage.OPEN):
    """The word of a new session of a user of a role and areas, made for it."""
    name = f"{role}-{'-'.join(areas) or 'nowhere'}"
    with services.database.writing() as work:
        user = work.scalar(select(User).where(User.name == name))
        if user is None:
            user = User(name=name, role=role, areas=[UserArea(code=code) for code in areas])
            work.add(user)
            work.flush()
        return services.sessions.begin_in(work, user, stage, address="127.0.0.1", browser="test")
