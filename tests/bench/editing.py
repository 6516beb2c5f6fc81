"""What an edit costs the server: a definition of 300 questions with 100 conditions, open in the editor."""

from __future__ import annotations

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts.models import Account
from app.config import from_env
from app.editor import drafting
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_rights import staff
from tests.bench.engine import large
from tests.conftest import KEYS, migrated

HERE = "/edition/grande/brouillon"
TIMES = 7


def edits() -> dict[str, float]:
    """Give, for each sort of edit, the milliseconds from the post to the page that shows it (median of seven)."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "INSTANCE_DIR": folder}
        clock = Clock()
        app = create_app(from_env(env), clock)
        migrated(app)
        app.test_client_class = CheckingClient
        client = staff(app, "editor", clock)
        app.test_client_class = None
        _begin(app)
        plain = app.test_client()
        cookie = client.get_cookie("guichet")
        assert cookie is not None
        plain.set_cookie("guichet", cookie.value)
        form = client.get_cookie("form")
        assert form is not None
        plain.set_cookie("form", form.value)
        return Edits(plain, client.token).measured()


def _begin(app: Flask) -> None:
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        text = json.dumps(nearly(large()) | {"$schema": "https://demarches.example/dialect/1", "x-lang": "fr"})
        drafting.begin(db.session, "grande", text, 0, account, Clock()())
        db.session.commit()


def nearly(whole: dict[str, Any]) -> dict[str, Any]:
    """Take one question out, to be added again: a definition has 300 at most."""
    del whole["properties"]["q299"]
    whole["x-pages"][-1]["fields"].remove("/q299")
    return whole


class Edits:
    """Somebody who edits, one change after another."""

    def __init__(self, client: object, token: str) -> None:
        self.client, self.token, self.count = client, token, 0

    def measured(self) -> dict[str, float]:
        """Time each sort of edit."""
        undo = partial(self.act, "annuler")
        return {
            "words of a question": self.timed(lambda: self.words(f"Q {self.count}")),
            "a question moved": self.timed(lambda: self.act("descendre", ou="/q150")),
            "a question added": self.timed(self.add, undo),
            "a question copied": self.timed(lambda: self.act("copier", ou=f"/q{100 + self.count}"), undo),
            "a question deleted": self.timed(lambda: self.act("supprimer", ou=f"/q{200 + self.count}"), undo),
            "undone": self.timed(undo, lambda: self.act("retablir")),
            "a page moved, and a condition broken": self.timed(
                lambda: self.act("page-descendre", page=str(self.count % 25)), undo
            ),
            "words where a condition is broken": self.broken(),
        }

    def timed(self, edit: Callable[[], None], after: Callable[[], None] = lambda: None) -> float:
        """Give the median of several edits, the page that follows each included, without what is done after each."""
        found = []
        for _ in range(TIMES):
            self.count += 1
            self.revision = self._revision()
            start = time.perf_counter()
            edit()
            found.append((time.perf_counter() - start) * 1e3)
            self.revision = self._revision()
            after()
        return statistics.median(found)

    def broken(self) -> float:
        """Write words while a condition reads a later page: what is wrong is taken out to load the rest."""
        self.revision = self._revision()
        self.act("page-descendre", page="3")
        return self.timed(lambda: self.words(f"Q {self.count}"))

    def _revision(self) -> str:
        html = self.client.get(HERE).get_data(as_text=True)  # type: ignore[attr-defined]
        return re.search(r'data-revision="(\d+)"', html).group(1)  # type: ignore[union-attr]

    def post(self, path: str, **fields: str) -> None:
        """Post a form of the screen, and follow where it leads."""
        data = {"csrf_token": self.token, "revision": self.revision, **fields}
        answer = self.client.post(path, data=data)  # type: ignore[attr-defined]
        assert answer.status_code == 303, (path, fields, answer.status_code)
        assert self.client.get(answer.headers["Location"]).status_code == 200  # type: ignore[attr-defined]

    def words(self, title: str) -> None:
        """Change the words of a question."""
        self.post(f"{HERE}/question?ou=/q150", title=title, required="", genre="yes-no")

    def act(self, action: str, **fields: str) -> None:
        """Press a button of the screen."""
        self.post(f"{HERE}/actions", action=action, **fields)

    def add(self) -> None:
        """Add a question in the middle."""
        self.post(f"{HERE}/ajouter?page=15", titre=f"Nouvelle {self.count}", genre="text", position="3")
