"""Signing in at an identity provider: what is believed, and what never is. Nothing of ours is replaced."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from sqlalchemy import update

from dashboard.access.accounts import COMMAND_LINE
from dashboard.access.audit import Action, Chosen
from dashboard.state.columns import now
from dashboard.state.users import Handshake
from tests.dashboard.access.provider import (
    CLIENT,
    OTHER,
    SHARED,
    by_another,
    by_public_key,
    provider_of,
    served,
    unsigned,
)


@pytest.fixture
def provider(socket_enabled):
    with provider_of("wangfang") as server:
        yield server


@pytest.fixture
def office(tmp_path, provider):
    said = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": SHARED}
    return served(tmp_path, **said)


def _authorized(provider, client, name="wangfang", query="?next=/suspension"):
    """What the browser does up to its way back: the address the provider sends it to."""
    left = client.get(f"/sign-in/provider{query}")
    asked = {key: value[0] for key, value in parse_qs(urlsplit(left.headers["Location"]).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/sign-in/provider/back"
    provider.codes["the-code"] = {"nonce": asked["nonce"], "challenge": asked["code_challenge"], "name": name}
    return f"/sign-in/provider/back?code=the-code&state={asked['state']}"


def _refused(services, answer, says):
    assert answer.status_code in {403, 502}
    assert says in answer.get_data(as_text=True)
    assert "session" not in str(answer.headers.getlist("Set-Cookie"))
    (line,) = services.audit.lines(Chosen(action=Action.SIGN_IN_REFUSED), 0, 1)
    assert (line.actor, "provider" in line.detail) == ("?", True)


def test_the_provider_signs_somebody_in(office, provider):
    _services, client = office
    answer = client.get(_authorized(provider, client))
    assert answer.status_code == 200
    assert 'content="0; url=/suspension"' in answer.get_data(as_text=True)
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(one.startswith("__Host-session=") and "HttpOnly" in one for one in cookies)
    assert any(one.startswith("__Host-handshake=;") for one in cookies)
    account = client.get("/account")
    assert account.status_code == 200
    assert "wangfang" in account.get_data(as_text=True)


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_leads_nowhere_else(office, provider, onward):
    _services, client = office
    answer = client.get(_authorized(provider, client, query=f"?next={onward}"))
    assert 'url=/"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": int(time.time()) - 3600}},
        {"claims": {"exp": None}},
        {"claims": {"preferred_username": None}},
        {"claims": {"preferred_username": ["wangfang"]}},
        {"sign": unsigned},
        {"sign": by_public_key},
        {"sign": by_another},
        {"sign": lambda _claims: "nonsense"},
        {"issuer": "https://evil.example"},
    ],
    ids=(
        "nonce",
        "no nonce",
        "aud",
        "iss",
        "exp",
        "no exp",
        "nobody",
        "several",
        "unsigned",
        "by a public key",
        "by another",
        "nonsense",
        "issuer",
    ),
)
def test_a_token_that_is_not_for_us_signs_nobody_in(office, provider, wrong):
    services, client = office
    if "issuer" in wrong:
        provider.wrong = wrong
        _refused(services, client.get("/sign-in/provider"), "无法核实")
        return
    back = _authorized(provider, client)
    provider.wrong = wrong
    _refused(services, client.get(back), "无法核实")
    assert client.get("/account").status_code == 303


def test_a_handshake_is_good_once_for_its_own_browser_and_not_for_long(office, provider):
    services, client = office
    back = _authorized(provider, client)
    stranger = client.application.test_client()
    stranger.environ_base.update(client.environ_base)
    _refused(services, stranger.get(back), "没有完成")
    assert client.get(back.replace("state=", "state=x")).status_code == 502
    _refused(services, client.get(back), "没有完成")
    late = _authorized(provider, client)
    with services.database.writing() as work:
        work.execute(update(Handshake).values(created_at=now() - timedelta(minutes=11)))
    _refused(services, client.get(late), "没有完成")


def test_what_the_provider_refuses_and_whom_we_do_not_know(office, provider):
    services, client = office
    back = _authorized(provider, client)
    _refused(services, client.get(back.replace("code=the-code", "error=access_denied")), "没有通过")
    _refused(services, client.get(_authorized(provider, client, name="nobody-here")), "没有这个用户")
    services.entrance.accounts.disable(COMMAND_LINE, "wangfang")
    _refused(services, client.get(_authorized(provider, client)), "没有这个用户")


def test_a_new_key_of_the_provider_is_fetched(office, provider):
    _services, client = office
    assert client.get(_authorized(provider, client)).status_code == 200
    provider.keys.append(OTHER)
    provider.wrong = {"sign": lambda claims: jwt.encode({"alg": "RS256", "kid": "two"}, claims, OTHER)}
    client.delete_cookie("__Host-session")
    assert client.get(_authorized(provider, client)).status_code == 200


def test_a_provider_that_does_not_answer_is_said(tmp_path, socket_enabled):
    said = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client": CLIENT, "oidc_secret": SHARED}
    services, client = served(tmp_path, **said)
    _refused(services, client.get("/sign-in/provider"), "没有应答")


def test_without_a_provider_there_is_nothing(tmp_path):
    _services, client = served(tmp_path)
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back").status_code == 404
    assert "统一认证" not in client.get("/sign-in").get_data(as_text=True)


def test_the_provider_of_the_tests_is_reached(provider):
    """The tests above would pass with nothing behind them."""
    answer = requests.get(f"{provider.issuer}/keys", timeout=5)
    assert answer.json()["keys"][0]["kid"] == "one"


def test_one_address_cannot_fill_the_audit_by_the_provider_s_way_back(office):
    services, client = office
    statuses = [client.get("/sign-in/provider/back?state=x").status_code for _ in range(31)]
    assert statuses == [502] * 30 + [429]
    assert services.audit.count(Chosen(action=Action.SIGN_IN_REFUSED)) == 30
    assert client.get("/sign-in/provider").status_code == 429
