"""A small real identity provider on this machine, which can be told to be wrong; and a sign-in that asks it."""

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from dashboard.access.account_routes import add_account_routes
from dashboard.access.accounts import COMMAND_LINE, Wanted
from dashboard.access.guard import stand_guard
from dashboard.access.oidc_routes import add_provider_routes
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.sign_in import add_sign_in_routes
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.columns import in_china
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
        elif self.path.startswith("/authorize?"):
            self._send_back({key: value[0] for key, value in parse_qs(urlsplit(self.path).query).items()})
        elif self.path == "/keys":
            self._say({"keys": [key.as_dict(private=False) for key in self.server.keys]})
        else:
            self.send_error(404)

    def _send_back(self, asked):
        """Whoever comes is who the test says, without being asked for anything."""
        code = {"nonce": asked["nonce"], "challenge": asked["code_challenge"], "name": self.server.somebody}
        self.server.codes["the-code"] = code
        self.send_response(302)
        self.send_header(
            "Location", f"{asked['redirect_uri']}?{urlencode({'code': 'the-code', 'state': asked['state']})}"
        )
        self.end_headers()

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
        return self.server.wrong.get("sign", signed)(claims)

    def _say(self, said, status=200):
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def provider_of(somebody=""):
    """Run one that signs somebody in."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.codes, server.keys, server.wrong, server.somebody = {}, [KEY], {}, somebody
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def signed(claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)


def unsigned(claims):
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def by_public_key(claims):
    """The old trick: the public key taken for a shared secret."""
    parts = [{"alg": "HS256", "kid": "one"}, claims]
    signed = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    mark = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def by_another(claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER)


def served(home, **said):
    """The sign-in with its guard, over settings of its own."""
    make_secret(home)
    services = services_of(replace(Settings(home), **said))
    server = Flask("dashboard", template_folder="access/templates")
    server.jinja_env.filters["china"] = in_china
    add_sign_in_routes(server, services)
    add_account_routes(server, services)
    add_provider_routes(server, services)
    stand_guard(server, services, [])
    services.entrance.accounts.add(COMMAND_LINE, "wangfang", Wanted(Role.MANAGER, ("all",)))
    client = server.test_client()
    client.environ_base.update({**SAME_SITE, "HTTP_ACCEPT": "text/html"})
    return services, client
