"""Views kept under a name: each user's own, and nobody named in them."""

from dashboard.access.roles import Role
from dashboard.state.saved_views import MOST
from tests.dashboard.viewers import signed_in


def _views(app, client):
    """The addresses that the user's menu leads to."""
    services = app.server.extensions["services"]
    with app.server.test_request_context():
        from sqlalchemy import select

        from dashboard.state.users import User

        with services.database.reading() as work:
            return {
                one.name: [view.address for view in services.saved_views.of(one.id)]
                for one in work.scalars(select(User))
            }


def test_a_view_is_kept_in_place_of_one_of_its_name_and_is_its_users_alone(app):
    manager, official = signed_in(app, Role.MANAGER), signed_in(app, Role.OFFICIAL)
    for address in ("/suspension?type=04", "/suspension?type=03&sort=-rate"):
        answer = manager.post("/views/keep", data={"name": "周报", "address": address})
        assert (answer.status_code, answer.location) == (303, address)
    kept = _views(app, manager)
    assert kept["manager-all"] == ["/suspension?type=03&sort=-rate"]
    assert kept["official-all"] == []
    number = app.server.extensions["services"].saved_views.of(1)
    official.post("/views/drop", data={"id": str(number[0].id if number else 1), "address": "/"})
    assert _views(app, manager)["manager-all"] == ["/suspension?type=03&sort=-rate"]


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
