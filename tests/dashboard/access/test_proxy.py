"""A trusted proxy: whom it has signed in, and whom it asks for, are believed from its own addresses alone."""

import pytest

from dashboard.access.accounts import COMMAND_LINE
from dashboard.access.audit import Action, Chosen
from tests.dashboard.access.provider import served

PROXY = {"proxy_header": "X-Signed-In", "proxy_addresses": ("10.1.2.0/24", "127.0.0.1")}


@pytest.mark.parametrize(
    ("address", "headers", "opens"),
    [
        ("10.1.2.3", [("X-Signed-In", "wangfang")], True),
        ("127.0.0.1", [("X-Signed-In", " wangfang ")], True),
        ("10.1.3.3", [("X-Signed-In", "wangfang")], False),
        ("", [("X-Signed-In", "wangfang")], False),
        ("nonsense", [("X-Signed-In", "wangfang")], False),
        ("10.1.2.3", [("X-Signed-In", "wangfang"), ("X-Signed-In", "liuyang")], False),
        ("10.1.2.3", [("X-Signed-In", "wangfang,liuyang")], False),
        ("10.1.2.3", [("X-Signed-In", "nobody-here")], False),
        ("10.1.2.3", [("X-Signed-In", "")], False),
        ("10.1.2.3", [("X-Other", "wangfang")], False),
    ],
)
def test_a_header_is_believed_from_its_proxy_alone(tmp_path, address, headers, opens):
    _services, client = served(tmp_path, **PROXY)
    asked = {"environ_overrides": {"REMOTE_ADDR": address}, "headers": headers}
    answer = client.get("/sign-in?next=/arrears", **asked)
    assert (answer.status_code == 303 and answer.headers["Location"] == "/arrears") == opens
    assert client.get("/account").status_code == (200 if opens else 303)


def test_a_disabled_user_does_not_come_in_by_the_proxy_and_signing_out_lasts(tmp_path):
    services, client = served(tmp_path, **PROXY)
    asked = {"environ_overrides": {"REMOTE_ADDR": "10.1.2.3"}, "headers": [("X-Signed-In", "wangfang")]}
    client.get("/sign-in", **asked)
    out = client.post("/sign-out")
    assert out.headers["Location"] == "/sign-in?out=1"
    assert client.get(out.headers["Location"], **asked).status_code == 200
    services.entrance.accounts.disable(COMMAND_LINE, "wangfang")
    assert client.get("/sign-in", **asked).status_code == 403


@pytest.mark.parametrize(
    ("address", "said", "kept"),
    [
        ("10.1.2.3", "192.168.7.8", "192.168.7.8"),
        ("10.1.2.3", "1.1.1.1, 192.168.7.8", "192.168.7.8"),
        ("10.1.2.3", "1.1.1.1, 192.168.7.8, 10.1.2.9", "192.168.7.8"),
        ("10.1.2.3", "2001:db8::7", "2001:db8::7"),
        ("10.1.2.3", "<script>", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("192.168.7.8", "1.1.1.1", "192.168.7.8"),
        ("nonsense", "1.1.1.1", "nonsense"),
    ],
)
def test_where_a_request_comes_from_is_believed_of_the_proxy_alone(tmp_path, address, said, kept):
    """Sessions and audit name the browser, and tries are counted for it; behind a proxy all would be one."""
    services, client = served(tmp_path, proxy_addresses=("10.1.2.0/24",))
    asked = {"environ_overrides": {"REMOTE_ADDR": address}, "headers": {"X-Forwarded-For": said}}
    client.post("/sign-in", data={"name": "wangfang", "password": "wrong"}, **asked)
    (line,) = services.audit.lines(Chosen(action=Action.SIGN_IN_REFUSED), 0, 1)
    assert line.address == kept
