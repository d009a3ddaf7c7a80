"""Sign-in at the bureau's own identity provider: OpenID Connect, authorization code with PKCE.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636. What the provider says is believed only as far as its
signature, for this dashboard, for this one handshake; and it only names somebody who is a user here already.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete

from dashboard.access.sessions import hashed
from dashboard.settings import Settings
from dashboard.state import Database
from dashboard.state.columns import now
from dashboard.state.users import Handshake

PATIENCE = 5
"""Seconds the provider has for an answer."""
KEPT = 3600
"""Seconds for which what the provider publishes of itself is taken as read."""
LASTS = timedelta(minutes=10)
"""A handshake that has not come back by then is forgotten."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by a key that the provider alone has; never by a secret that is shared, and never none."""
LEEWAY = 60
"""Seconds by which its clock may be off."""


class NotSaid(Exception):
    """The provider has not said who it is; `why` is the name of the words that say so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and the word it brings back."""

    address: str
    token: str


@dataclass(frozen=True)
class Said:
    """Who it is, and where the browser wanted to go."""

    name: str
    next: str


class Provider:
    """The identity provider of the settings."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._read: dict[str, tuple[float, Any]] = {}

    def begin(self, back: str, onward: str) -> Begun:
        """A new handshake: what it will be known by stays here, the browser gets a word for it.

        Raises NotSaid.
        """
        token, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        with self._session(back) as session:
            address, state = session.create_authorization_url(
                self._metadata()["authorization_endpoint"], nonce=nonce, code_verifier=verifier
            )
        content = {"state": state, "nonce": nonce, "verifier": verifier, "next": onward}
        with self._database.writing() as work:
            work.execute(delete(Handshake).where(Handshake.created_at < now() - LASTS))
            work.add(Handshake(token_hash=hashed(token), content=json.dumps(content, ensure_ascii=False)))
        return Begun(str(address), token)

    def finish(self, token: str, said: Mapping[str, str], back: str) -> Said:
        """Who has come back; a handshake is good once.

        Raises NotSaid.
        """
        kept = self._taken(token)
        if kept is None or not secrets.compare_digest(said.get("state", "").encode(), kept["state"].encode()):
            raise NotSaid("provider.handshake")
        if said.get("error") or not said.get("code"):
            raise NotSaid("provider.refused")
        claims = self._claims(self._id_token(said["code"], kept["verifier"], back), kept["nonce"])
        name = claims.get(self._settings.oidc_name_claim)
        if not isinstance(name, str) or not name:
            raise NotSaid("provider.unusable")
        return Said(name, kept["next"])

    def _taken(self, token: str) -> dict[str, str] | None:
        with self._database.writing() as work:
            handshake = work.get(Handshake, hashed(token))
            if handshake is None:
                return None
            work.delete(handshake)
            fresh = now() - handshake.created_at <= LASTS
            return dict(json.loads(handshake.content)) if fresh else None

    def _id_token(self, code: str, verifier: str, back: str) -> str:
        try:
            with self._session(back) as session:
                answer = session.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=verifier, timeout=PATIENCE
                )
        except (AuthlibBaseError, requests.RequestException, ValueError):
            raise NotSaid("provider.unreachable") from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotSaid("provider.unusable")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token, signed by the provider for this dashboard and this handshake."""
        needed = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": self._settings.oidc_client},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            read = jwt.decode(token, self._keys(token), algorithms=ALGORITHMS)
            needed.validate(read.claims)
        except (JoseError, ValueError):
            raise NotSaid("provider.unusable") from None
        return read.claims

    def _keys(self, token: str) -> KeySet:
        """The provider's keys; read anew once where it has signed with one it did not have before."""
        address = self._metadata()["jwks_uri"]
        keys = KeySet.import_key_set(self._published(address))
        named = _key_of(token)
        if named and named not in {key.kid for key in keys}:
            self._read.pop(address, None)
            keys = KeySet.import_key_set(self._published(address))
        return keys

    def _metadata(self) -> dict[str, Any]:
        issuer = self._settings.oidc_issuer
        published: dict[str, Any] = self._published(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if published.get("issuer") != issuer:
            raise NotSaid("provider.unusable")
        return published

    def _published(self, address: str) -> Any:
        """What stands at an address of the provider, not older than an hour."""
        at, kept = self._read.get(address, (0.0, None))
        if kept is None or time.monotonic() - at > KEPT:
            try:
                answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
                answer.raise_for_status()
                kept = answer.json()
            except (requests.RequestException, ValueError):
                raise NotSaid("provider.unreachable") from None
            self._read[address] = (time.monotonic(), kept)
        return kept

    def _session(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self._settings.oidc_client,
            self._settings.oidc_secret,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
        )


def _key_of(token: str) -> str:
    """The name of the key that a token says it was signed with."""
    try:
        return str(jws.extract_compact(token.encode()).headers().get("kid") or "")
    except (JoseError, ValueError):
        return ""
