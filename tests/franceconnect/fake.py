"""An issuer that misbehaves as it is told to: what no real provider can be made to answer."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT = "guichet"
CLAIMS: dict[str, Any] = {
    "given_name": "Angela Claire Louise",
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "gender": "female",
    "birthplace": "",
    "birthcountry": "99352",
    "email": "angela@example.org",
}


class Fake:
    """One issuer; its attributes say how it answers, and the tests change them."""

    def __init__(self) -> None:
        self.key = new_key("one")
        self.nonce = ""
        self.nonces: dict[str, str] = {}
        self.subject = "a-subject"
        self.claims = dict(CLAIMS)
        self.id_token: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.algorithm = "ES256"
        self.flipped = self.plain = False
        self.status = 200
        self.delay = 0.0
        self.asked: list[dict[str, str]] = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server = server
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def rotate(self) -> None:
        """Replace the key."""
        self.key = new_key("two")

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()

    def metadata(self) -> dict[str, Any]:
        """Give what discovery tells."""
        names = ("authorization", "token", "userinfo", "end_session")
        places = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in names}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **places}

    def tokens(self, code: str) -> dict[str, Any]:
        """Give the answer of the token endpoint to a code."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": self.nonces.get(code, self.nonce),
            "acr": "eidas1",
            "iat": moment,
            "exp": moment + 60,
            **self.id_token,
        }
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": self.signed(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        """Sign claims as the issuer is told to."""
        if self.algorithm == "none":
            head, body = (jwt.base64url(json.dumps(part)) for part in ({"alg": "none"}, claims))
            return f"{head}.{body}."
        key = OctKey.import_key("a secret of the tests, long enough") if self.algorithm == "HS256" else self.key
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def about(self) -> str:
        """Give the signed userinfo."""
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, **self.claims, **self.userinfo}
        text = jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, algorithms=["ES256"])
        if self.flipped:
            head, body, sign = text.split(".")
            text = f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{sign}"
        return text

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self.give(json.dumps(fake.metadata()))
                elif self.path == "/jwks":
                    self.give(json.dumps({"keys": [{**fake.key.as_dict(private=False), "use": "sig"}]}))
                elif fake.plain:
                    self.give(json.dumps({"sub": fake.subject, **fake.claims}))
                else:
                    self.give(fake.about(), "application/jwt")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = {key: values[0] for key, values in parse_qs(body).items()}
                fake.asked.append(asked)
                time.sleep(fake.delay)
                answer = fake.tokens(asked["code"]) if fake.status == 200 else {"error": "invalid_grant"}
                self.give(json.dumps(answer), "", fake.status)

            def give(self, text: str, kind: str = "", status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind or "application/json")
                self.end_headers()
                self.wfile.write(text.encode())

        return Handler


def new_key(name: str) -> ECKey:
    """Make a key of its own."""
    return ECKey.generate_key("P-256", {"kid": name})
