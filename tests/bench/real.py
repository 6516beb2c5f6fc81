"""A wizard page for real: login, draft and SQLite, against the hand-written page that has none of them."""

from __future__ import annotations

import tempfile

import simplejson

from app import create_app
from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.config import from_env
from app.extensions import db, utc_now
from tests.app.conftest import HASH, CheckingClient
from tests.bench.by_hand import make_app
from tests.bench.measure import clocked
from tests.bench.pages import definition
from tests.bench.people import session_share, told_apart
from tests.conftest import KEYS, migrated


def real_page() -> tuple[float, float, float, float]:
    """Give how many times as many requests per second, the microseconds of ours, and two facts of people.

    The share of finding the session, and the difference that an address with an account makes, in ms.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "INSTANCE_DIR": folder}
        app = create_app(from_env(env))
        migrated(app)
        with app.app_context():
            text = simplejson.dumps(definition(8))
            catalogue.publish(db.session, app.extensions["library"], "essai", text, "bench", utc_now())
            address = "bench@example.org"
            names = {"first_name": "Josette", "last_name": "DUROND"}
            db.session.add(Account(email=address, email_key=address, password_hash=HASH, created_at=utc_now(), **names))
            db.session.commit()
        app.test_client_class = CheckingClient
        entering = app.test_client()
        assert isinstance(entering, CheckingClient)
        entering.log_in("bench@example.org")
        entering.get("/demarches/essai")
        path = entering.post("/demarches/essai/commencer", data={}).headers["Location"]
        cookie = entering.get_cookie("guichet")
        assert cookie is not None
        app.test_client_class = None
        client = app.test_client()
        client.set_cookie("guichet", cookie.value)
        assert client.get(path).status_code == 200
        ours = clocked(lambda: client.get(path))
        share = session_share(app, client, path)
        apart = told_apart(app, "bench@example.org")
        with app.app_context():
            db.engine.dispose()
    peer = make_app(8).test_client()
    return clocked(lambda: peer.get("/page")) / ours, ours, share, apart
