"""What a person sees when something under the portal does not answer: French, when to come back, never a trace."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app import create_app
from app.config import from_env
from app.security import anyone
from tests.app.conftest import CheckingClient
from tests.conftest import KEYS, free_port


@pytest.mark.parametrize("cookie", ["", "guichet"], ids=["a visitor", "somebody with a session"])
@pytest.mark.parametrize("path", ["/", "/demarches", "/sante", "/demandes/a-finaliser"])
def test_a_database_that_does_not_answer_is_a_pause_in_french(tmp_path: Path, path: str, cookie: str) -> None:
    env = {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/nothing",
        "INSTANCE_DIR": str(tmp_path),
    }
    app = create_app(from_env(env))
    app.test_client_class = CheckingClient
    client = app.test_client()
    if cookie:
        client.set_cookie(cookie, "a-session-that-cannot-be-looked-up")
    answer = client.get(path)
    if answer.status_code == 302:
        answer = client.get("/demarches")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    page = answer.get_data(as_text=True)
    assert "Le site est en pause" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_keeps_nothing_more_is_told_in_french(tmp_path: Path, code: int) -> None:
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    app = create_app(from_env({**env, "INSTANCE_DIR": str(tmp_path)}))

    @app.get("/plein")
    @anyone
    def full() -> str:
        raise OSError(code, os.strerror(code))

    app.test_client_class = CheckingClient
    answer = app.test_client().get("/plein")
    assert answer.status_code == 507
    assert "n’a pas pu être enregistré" in answer.get_data(as_text=True)
