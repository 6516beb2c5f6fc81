"""What stands around every request: tokens, headers, errors, limits, configuration."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app import create_app
from app.accounts.models import Account
from app.config import ConfigurationError, from_env
from app.database import Base
from app.extensions import alembic, db, utc_now
from tests.app.conftest import HASH, PASSWORD, CheckingClient
from tests.conftest import KEYS, migrated

GOOD = {
    "SECRET_KEY": "k" * 40,
    "ENCRYPTION_KEYS": KEYS,
    "BASE_URL": "https://demarches.example",
    "DATABASE_URL": "sqlite://",
    "CLAMAV": "off",
}


def posts(app: Flask) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", rule.rule)
            found.append(re.sub(r"<[^>]+>", "activation", path))
    return found


@pytest.mark.check("SE-4")
def test_no_post_passes_without_its_token_or_from_another_site(josette: CheckingClient, app: Flask) -> None:
    thief = app.test_client()
    thief.get("/connexion")
    for path in posts(app):
        assert josette.post(path, data={"csrf_token": ""}).status_code == 403, path
        assert josette.post(path, data={"csrf_token": getattr(thief, "token", "x")}).status_code == 403, path
        answer = josette.post(path, data={}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, path
    assert "Cette page a expiré" in answer.get_data(as_text=True)


@pytest.mark.check("AZ-3")
def test_a_visitor_sees_nothing_personal(client: CheckingClient, app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/demandes", "/mes-informations")) and "GET" in (rule.methods or ()):
            path = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", rule.rule)
            answer = client.get(re.sub(r"<[^>]+>", "x", path))
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/connexion?suite=")


@pytest.mark.check("HD-1")
@pytest.mark.parametrize("path", ["/connexion", "/rien", "/static/build/guichet.css", "/theme.css"])
def test_every_answer_has_its_headers(client: CheckingClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.check("SE-6")
def test_personal_pages_are_not_kept_and_logging_out_clears_the_browser(josette: CheckingClient) -> None:
    assert josette.get("/demandes").headers["Cache-Control"] == "no-store"
    assert "cache" in josette.post("/deconnexion", data={}).headers["Clear-Site-Data"]


@pytest.mark.check("SE-1")
def test_the_cookie_of_a_session_is_opaque_and_closed(client: CheckingClient) -> None:
    client.get("/connexion")
    answer = client.post("/connexion", data={"email": "josette.durond@example.org", "password": PASSWORD})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("guichet="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert len(cookie.split("=", 1)[1].split(";")[0]) >= 43


@pytest.mark.check("OP-1")
def test_an_unforeseen_error_is_a_french_page_with_a_reference(app: Flask, josette: CheckingClient) -> None:
    def broken() -> str:
        raise RuntimeError("secret of the house")

    app.view_functions["pages.help_page"] = broken
    answer = josette.get("/aide")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Un problème est survenu" in html
    assert "secret of the house" not in html
    assert re.search(r"référence <strong>[0-9A-F]{8}</strong>", html)


@pytest.mark.check("AU-6")
def test_too_many_logins_from_one_address_wait_with_a_french_page(client: CheckingClient) -> None:
    client.get("/connexion")
    answers = [client.post("/connexion", data={"email": "a", "password": ""}) for _ in range(31)]
    assert [one.status_code for one in answers[:30]] == [422] * 30
    assert answers[30].status_code == 429
    assert "Retry-After" in answers[30].headers
    assert "Attendez quelques instants" in answers[30].get_data(as_text=True)


def test_a_post_that_is_too_large_is_told_its_limit(josette: CheckingClient) -> None:
    answer = josette.post("/connexion", data={"email": "x" * 4_100_000})
    assert answer.status_code == 413
    assert "trop lourd" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "change",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "change-me" * 9},
        {"ENCRYPTION_KEYS": ""},
        {"ENCRYPTION_KEYS": "k1:c2hvcnQ="},
        {"ENCRYPTION_KEYS": "k1:" + "A" * 43 + "="},
        {"BASE_URL": ""},
        {"DATABASE_URL": ""},
        {"CLAMAV": ""},
        {"CLAMAV": "non"},
        {"DOCUMENTS_URL": "https://s3.example"},
    ],
)
@pytest.mark.check("OP-3")
def test_production_refuses_to_start_on_what_is_missing_or_an_example(change: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(change))):
        from_env({**GOOD, **change})


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="COLOUR_BRAND"):
        from_env({**GOOD, "COLOUR_BRAND": "red; } body { display: none"})


def test_secrets_do_not_show_in_the_configuration() -> None:
    assert "k" * 40 not in repr(from_env(GOOD))


def test_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    with app.app_context():
        assert [one for one in alembic.compare_metadata() if "modify_" not in str(one)] == []
        assert len(alembic.heads()) == 1
        assert alembic.current()
    assert "submission" in Base.metadata.tables


def test_pages_for_developers_do_not_exist_in_production(tmp_path: object) -> None:
    production = create_app(from_env({**GOOD, "INSTANCE_DIR": str(tmp_path)}))
    answer = production.test_client().get("/dev/courriels", base_url="https://demarches.example")
    assert answer.status_code == 404
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.check("SE-1")
def test_over_https_the_cookies_are_bound_to_the_host_and_change_at_login(tmp_path: object) -> None:
    env = {**GOOD, "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/guichet.sqlite3"}
    production = create_app(from_env(env))
    migrated(production)
    with production.app_context():
        account = Account(
            email="a@example.org",
            email_key="a@example.org",
            first_name="A",
            last_name="B",
            password_hash=HASH,
            created_at=utc_now(),
        )
        db.session.add(account)
        db.session.commit()
    client, site = production.test_client(), "https://demarches.example"
    seen = []
    for _ in range(2):
        html = client.get("/connexion", base_url=site).get_data(as_text=True)
        token = re.search(r'csrf_token" value="([^"]+)"', html)
        assert token
        data = {"csrf_token": token.group(1), "email": "a@example.org", "password": PASSWORD}
        answer = client.post("/connexion", data=data, base_url=site, headers={"Referer": site})
        assert answer.status_code == 303
        seen.append(next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-guichet=")))
    for cookie in seen:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert seen[0].split(";")[0] != seen[1].split(";")[0]
