"""Views kept under a name: each user's own, and nobody named in them."""

from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.state.saved_views import MOST
from dashboard.state.users import User
from tests.dashboard.viewers import signed_in

AREAS = ("210213009",)
"""Of users that no other test has."""


def _views(app):
    """The addresses that each user's menu leads to, by the user's name."""
    services = app.server.extensions["services"]
    with services.database.reading() as work:
        users = [(one.id, one.name) for one in work.scalars(select(User))]
    return {name: [view.address for view in services.saved_views.of(number)] for number, name in users}


def test_a_view_is_kept_in_place_of_one_of_its_name_and_is_its_users_alone(app):
    manager, official = signed_in(app, Role.MANAGER, AREAS), signed_in(app, Role.OFFICIAL, AREAS)
    for address in ("/suspension?type=04", "/suspension?type=03&sort=-rate"):
        answer = manager.post("/views/keep", data={"name": "周报", "address": address})
        assert (answer.status_code, answer.location) == (303, address)
    kept = _views(app)
    assert kept["manager-210213009"] == ["/suspension?type=03&sort=-rate"]
    assert kept["official-210213009"] == []
    services = app.server.extensions["services"]
    with services.database.reading() as work:
        owner = work.scalar(select(User.id).where(User.name == "manager-210213009"))
    (view,) = services.saved_views.of(owner)
    official.post("/views/drop", data={"id": str(view.id), "address": "/"})
    assert _views(app) == kept


def test_what_names_somebody_is_left_out_and_no_other_place_is_led_to(app):
    manager = signed_in(app, Role.MANAGER)
    word = "a" * 30
    answer = manager.post("/views/keep", data={"name": "一个人", "address": f"/person?person={word}"})
    assert (answer.status_code, answer.location) == (303, "/person")
    for address in ("https://evil.example", "//evil.example", "/nowhere", "/people?metric=<script>"):
        assert manager.post("/views/keep", data={"name": "x", "address": address}).status_code == 400


def test_only_so_many_are_kept(app):
    manager = signed_in(app, Role.MANAGER, ("210213013",))
    codes = [
        manager.post("/views/keep", data={"name": f"视图{number}", "address": "/coverage"}).status_code
        for number in range(MOST + 1)
    ]
    assert codes == [*[303] * MOST, 400]
