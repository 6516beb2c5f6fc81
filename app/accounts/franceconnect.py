"""FranceConnect v2 as an OpenID Connect client: what is asked, what is checked of what comes back. Nothing is stored.

Sources: docs.partenaires.franceconnect.gouv.fr (v2 endpoints and scopes); trust bar FC-1 to FC-4.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

SCOPE = "openid identite_pivot email"
LEVELS = ("eidas1", "eidas2", "eidas3")
ALGORITHMS = ["ES256", "RS256"]
TIMEOUT = (3.05, 5)
LEEWAY = 5
METADATA_LIVES = 3600
WELL_KNOWN = "/.well-known/openid-configuration"


class RefusedError(Exception):
    """What came back cannot be trusted, or nothing came; the message is for the log and names nobody."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one browser: what it must bring back."""

    state: str
    nonce: str

    @classmethod
    def begin(cls) -> Attempt:
        """Make one, at random."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is for FranceConnect: the claims, and the ID token that logging out must show."""

    issuer: str
    subject: str
    claims: dict[str, Any]
    id_token: str


class Client:
    """Talks to one issuer; its metadata and keys are fetched once an hour, keys again when one is unknown."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._lock = Lock()

    def address(self, attempt: Attempt, back: str) -> str:
        """Give the address where the browser goes to be identified. Raises RefusedError."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": back,
            "scope": SCOPE,
            "acr_values": LEVELS[0],
            "state": attempt.state,
            "nonce": attempt.nonce,
        }
        return f"{self._told('authorization_endpoint')}?{urlencode(query)}"

    def leaving(self, id_token: str, state: str, back: str) -> str:
        """Give the address that ends the session at FranceConnect too. Raises RefusedError."""
        query = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": back}
        return f"{self._told('end_session_endpoint')}?{urlencode(query)}"

    def identify(self, code: str, attempt: Attempt, back: str) -> Identity:
        """Exchange a code, check both tokens, and give who it is. Raises RefusedError."""
        how = {"token_endpoint_auth_method": "client_secret_post", "redirect_uri": back}
        # FranceConnect's access token lives 60 seconds, which is the leeway that Authlib takes by default.
        session = OAuth2Session(self._client_id, self._secret, leeway=0, **how)
        try:
            token = session.fetch_token(
                self._told("token_endpoint"), code=code, grant_type="authorization_code", timeout=TIMEOUT
            )
            answer = session.get(self._told("userinfo_endpoint"), timeout=TIMEOUT)
        except (requests.RequestException, OAuthError, ValueError) as error:
            raise RefusedError(f"the exchange failed: {type(error).__name__}") from error
        id_token = str(token.get("id_token", ""))
        known = self._checked(id_token, nonce={"essential": True, "value": attempt.nonce}, acr=_one_of(LEVELS))
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("application/jwt"):
            raise RefusedError(f"userinfo answered {answer.status_code}, not a signed token")
        claims = self._checked(answer.text, timed=False)
        if claims.get("sub") != known["sub"]:
            raise RefusedError("userinfo is about somebody else")
        return Identity(self.issuer, str(known["sub"]), claims, id_token)

    def _checked(self, token: str, timed: bool = True, **more: Any) -> dict[str, Any]:
        """Check the signature and the claims of a token."""
        rules: dict[str, Any] = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
            "sub": {"essential": True},
            **more,
        }
        if timed:
            rules["exp"] = {"essential": True}
        try:
            claims = self._decoded(token)
            jwt.JWTClaimsRegistry(leeway=LEEWAY, **rules).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise RefusedError(f"a token was refused: {type(error).__name__}") from error
        return dict(claims)

    def _decoded(self, token: str) -> dict[str, Any]:
        """Decode a token; a key we do not know is asked for once more, since keys are replaced."""
        known = self._keys
        if known is not None:
            try:
                return dict(jwt.decode(token, known, algorithms=ALGORITHMS).claims)
            except (InvalidKeyIdError, ValueError):
                self._keys = None
        fresh = self._fetched_keys()
        return dict(jwt.decode(token, fresh, algorithms=ALGORITHMS).claims)

    def _fetched_keys(self) -> KeySet:
        self._keys = KeySet.import_key_set(self._get(self._told("jwks_uri")))
        return self._keys

    def _told(self, name: str) -> str:
        """Give an address of the issuer's own metadata."""
        with self._lock:
            if not self._metadata or time.monotonic() - self._fetched > METADATA_LIVES:
                found = self._get(self.issuer + WELL_KNOWN)
                if found.get("issuer") != self.issuer:
                    raise RefusedError("the metadata is that of another issuer")
                self._metadata, self._fetched = found, time.monotonic()
        if not isinstance(self._metadata.get(name), str):
            raise RefusedError(f"the metadata has no {name}")
        return str(self._metadata[name])

    def _get(self, address: str) -> Any:
        try:
            answer = requests.get(address, timeout=TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise RefusedError(f"the issuer does not answer: {type(error).__name__}") from error


def _one_of(values: tuple[str, ...]) -> dict[str, Any]:
    return {"essential": True, "values": list(values)}
