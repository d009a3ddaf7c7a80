"""Signing in at an identity provider, and by a trusted proxy: what is believed, and what never is.

The provider is a small real server on this machine; nothing of ours is replaced.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import update

from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.audit import Action, Chosen
from dashboard.access.guard import stand_guard
from dashboard.access.oidc_routes import add_provider_routes
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.sign_in import add_sign_in_routes
from dashboard.services import services_of
from dashboard.settings import Settings, SettingsError, load_settings
from dashboard.state.columns import in_china, now
from dashboard.state.users import Handshake
from tests.dashboard.viewers import SAME_SITE

CLIENT, SHARED = "dashboard", "a-secret-the-provider-knows"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})


class Provider(BaseHTTPRequestHandler):
    """What a provider does: say what it is, and give a token for a code and the verifier of its challenge."""

    def do_GET(self):
        """What it publishes of itself."""
        here = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": self.server.wrong.get("issuer", here),
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "jwks_uri": f"{here}/keys",
                }
            )
        elif self.path == "/keys":
            self._say({"keys": [key.as_dict(private=False) for key in self.server.keys]})
        else:
            self.send_error(404)

    def do_POST(self):
        """A token for a code, once."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        code = self.server.codes.pop(form["code"][0], None)
        basic = base64.b64decode(self.headers["Authorization"].split()[1]).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if code is None or basic != f"{CLIENT}:{SHARED}" or challenge.decode() != code["challenge"]:
            self._say({"error": "invalid_grant"}, 400)
            return
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": self._token(code)})

    def _token(self, code):
        claims = {
            "iss": self.server.issuer,
            "aud": CLIENT,
            "sub": "42",
            "nonce": code["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "preferred_username": code["name"],
        }
        for name, value in self.server.wrong.get("claims", {}).items():
            claims[name] = value
            if value is None:
                del claims[name]
        return self.server.wrong.get("sign", _signed)(claims)

    def _say(self, said, status=200):
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


def _signed(claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)


def _unsigned(claims):
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def _by_public_key(claims):
    """The old trick: the public key taken for a shared secret."""
    parts = [{"alg": "HS256", "kid": "one"}, claims]
    signed = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    mark = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def _by_another(claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER)


@pytest.fixture
def provider(socket_enabled):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.codes, server.keys, server.wrong = {}, [KEY], {}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _served(home, **said):
    """The sign-in with its guard, over settings of its own."""
    make_secret(home)
    services = services_of(replace(Settings(home), **said))
    server = Flask("dashboard", template_folder="access/templates")
    server.jinja_env.filters["china"] = in_china
    add_sign_in_routes(server, services)
    add_provider_routes(server, services)
    stand_guard(server, services, [])
    services.entrance.accounts.add(COMMAND_LINE, "wangfang", Wanted(Role.MANAGER, ("all",)))
    client = server.test_client()
    client.environ_base.update({**SAME_SITE, "HTTP_ACCEPT": "text/html"})
    return services, client


@pytest.fixture
def office(tmp_path, provider):
    said = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": SHARED}
    return _served(tmp_path, **said)


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
        {"sign": _unsigned},
        {"sign": _by_public_key},
        {"sign": _by_another},
        {"sign": lambda _claims: "nonsense"},
        {"issuer": "https://evil.example"},
    ],
    ids=lambda wrong: str(next(iter(wrong.items())))[:48],
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
    services, client = _served(tmp_path, **said)
    _refused(services, client.get("/sign-in/provider"), "没有应答")


def test_without_a_provider_there_is_nothing(tmp_path):
    _services, client = _served(tmp_path)
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back").status_code == 404
    assert "统一认证" not in client.get("/sign-in").get_data(as_text=True)


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
    _services, client = _served(tmp_path, **PROXY)
    asked = {"environ_overrides": {"REMOTE_ADDR": address}, "headers": headers}
    answer = client.get("/sign-in?next=/arrears", **asked)
    assert (answer.status_code == 303 and answer.headers["Location"] == "/arrears") == opens
    assert client.get("/account").status_code == (200 if opens else 303)


def test_a_disabled_user_does_not_come_in_by_the_proxy_and_signing_out_lasts(tmp_path):
    services, client = _served(tmp_path, **PROXY)
    asked = {"environ_overrides": {"REMOTE_ADDR": "10.1.2.3"}, "headers": [("X-Signed-In", "wangfang")]}
    client.get("/sign-in", **asked)
    out = client.post("/sign-out")
    assert out.headers["Location"] == "/sign-in?out=1"
    assert client.get(out.headers["Location"], **asked).status_code == 200
    services.entrance.accounts.disable(COMMAND_LINE, "wangfang")
    assert client.get("/sign-in", **asked).status_code == 403


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('proxy_header = "X-User"', "say both"),
        ('proxy_addresses = ["10.0.0.1"]', "say both"),
        ('oidc_issuer = "https://id.example"', "oidc_client and oidc_secret"),
        ('oidc_issuer = "http://id.example"\noidc_client = "a"\noidc_secret = "b"', "must begin with https://"),
        ('proxy_addresses = ["somewhere"]\nproxy_header = "X"', "addresses such as"),
        ("second_factor_roles = ['chief']", "some of official"),
        ('identity_shown = "6+6"', "together 10 at most"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(tmp_path, said, why):
    (tmp_path / "settings.toml").write_text(f"[dashboard]\n{said}\n")
    with pytest.raises(SettingsError, match=why):
        load_settings({"COLLECTION_HOME": str(tmp_path)})


def test_the_provider_of_the_tests_is_reached(provider):
    """The tests above would pass with nothing behind them."""
    answer = requests.get(f"{provider.issuer}/keys", timeout=5)
    assert answer.json()["keys"][0]["kid"] == "one"
