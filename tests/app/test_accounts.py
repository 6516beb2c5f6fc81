"""Accounts: sign-up to login, and what nobody may learn or reuse."""

from __future__ import annotations

import email
import re
from email.policy import default as policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import config, db
from tests.app.conftest import PASSWORD, CheckingClient, Clock


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """Give the mails written so far: to, subject, text."""
    with app.app_context():
        folder: Path = config().instance / "mail"
    found = []
    for path in sorted(folder.glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy)
        body = message.get_body(("plain",))
        found.append((str(message["To"]), str(message["Subject"]), body.get_content() if body else ""))
    return found


def link(app: Flask) -> str:
    """Give the path of the link in the last mail."""
    found = re.search(r"http://[^/]+(/\S+)", mails(app)[-1][2])
    assert found
    return found.group(1)


def sign_up(client: CheckingClient, address: str = "nouvelle@example.org") -> None:
    client.get("/inscription")
    answer = client.post("/inscription", data={"first_name": "Ève", "last_name": "NOËL", "email": address})
    assert answer.status_code == 303


def test_a_person_signs_up_chooses_a_password_and_logs_in(client: CheckingClient, app: Flask) -> None:
    sign_up(client)
    path = link(app)
    assert client.get(path).status_code == 200
    answer = client.post(path, data={"password": PASSWORD, "confirmation": PASSWORD})
    assert answer.status_code == 303
    client.log_in("Nouvelle@Example.org")
    assert "Ève NOËL" in client.get("/").get_data(as_text=True)


@pytest.mark.check("AU-7")
def test_a_link_works_once_and_looking_at_it_uses_nothing_up(client: CheckingClient, app: Flask) -> None:
    sign_up(client)
    path = link(app)
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert client.post(path, data={"password": PASSWORD, "confirmation": PASSWORD}).status_code == 303
    assert client.get(path).status_code == 410
    assert "Recevoir un nouveau lien" in client.get(path).get_data(as_text=True)


def test_an_old_link_dies_and_a_newer_one_kills_it(client: CheckingClient, app: Flask, clock: Clock) -> None:
    sign_up(client)
    first = link(app)
    client.get("/mot-de-passe/oublie")
    client.post("/mot-de-passe/oublie", data={"email": "nouvelle@example.org"})
    second = link(app)
    assert client.get(first).status_code == 410
    clock.pass_by(hours=73)
    assert client.get(second).status_code == 410


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("onze lettre", "12 caractères"),
        ("123456789012345", "chiffres"),
        ("Azerty123456", "trop facile"),
        ("amethyste2026", "trop facile"),
        ("nouvelle@example.org", "ressemble"),
    ],
)
@pytest.mark.check("AU-1")
def test_a_weak_password_is_refused_with_its_reason(
    client: CheckingClient, app: Flask, password: str, words: str
) -> None:
    sign_up(client)
    answer = client.post(link(app), data={"password": password, "confirmation": password})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/inscription", "/mot-de-passe/oublie"])
def test_nobody_learns_whether_an_address_has_an_account(client: CheckingClient, app: Flask, path: str) -> None:
    pages = []
    for address in ("josette.durond@example.org", "inconnue@example.org"):
        client.get(path)
        answer = client.post(path, data={"first_name": "A", "last_name": "B", "email": address}, follow_redirects=True)
        html = answer.get_data(as_text=True)
        pages.append((answer.status_code, re.sub(r'value="[^"]+"', "", html)))
    assert pages[0] == pages[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(client: CheckingClient) -> None:
    pages = []
    for address in ("josette.durond@example.org", "inconnue@example.org"):
        client.get("/connexion")
        answer = client.post("/connexion", data={"email": address, "password": "pas le bon du tout"})
        pages.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))))
    assert pages[0] == pages[1]
    assert pages[0][0] == 422


@pytest.mark.check("SE-2")
def test_a_cookie_is_worth_nothing_after_logging_out(josette: CheckingClient, app: Flask) -> None:
    cookie = josette.get_cookie("guichet")
    assert cookie is not None
    josette.post("/deconnexion", data={})
    thief = app.test_client()
    thief.set_cookie("guichet", cookie.value)
    assert thief.get("/demandes").status_code == 302


@pytest.mark.check("AU-8")
def test_a_new_password_ends_every_session_and_is_told_by_mail(
    josette: CheckingClient, app: Flask, client: CheckingClient
) -> None:
    other = app.test_client()
    assert isinstance(other, CheckingClient)
    other.get("/mot-de-passe/oublie")
    other.post("/mot-de-passe/oublie", data={"email": "josette.durond@example.org"})
    other.post(link(app), data={"password": "une tout autre phrase", "confirmation": "une tout autre phrase"})
    assert josette.get("/demandes").status_code == 302
    assert mails(app)[-1][1] == "Votre mot de passe a été changé"
    assert "phrase" not in mails(app)[-1][2]


def test_a_session_left_alone_ends(josette: CheckingClient, clock: Clock) -> None:
    clock.pass_by(minutes=119)
    assert josette.get("/demandes").status_code == 200
    clock.pass_by(minutes=121)
    assert josette.get("/demandes").status_code == 302


@pytest.mark.parametrize("target", ["//evil.tld", "https:evil", "/\\evil", "javascript:alert(1)", "https://evil.tld/"])
@pytest.mark.check("SE-7")
def test_login_never_leads_off_the_site(client: CheckingClient, target: str) -> None:
    client.get("/connexion")
    answer = client.post(
        "/connexion", data={"email": "josette.durond@example.org", "password": PASSWORD, "suite": target}
    )
    assert answer.headers["Location"] == "/"


@pytest.mark.check("MA-4")
def test_a_name_cannot_add_a_header_to_a_mail(client: CheckingClient, app: Flask) -> None:
    client.get("/inscription")
    client.post(
        "/inscription", data={"first_name": "A\r\nBcc: x@example.org", "last_name": "B", "email": "c@example.org"}
    )
    with app.app_context():
        raw = max((config().instance / "mail").glob("*.eml")).read_text()
    assert "\nBcc:" not in raw.partition("\n\n")[0]


@pytest.mark.check("AZ-4")
def test_signing_up_gives_no_role_whatever_is_posted(client: CheckingClient, app: Flask) -> None:
    client.get("/inscription")
    extra = {"role": "admin", "id": "1", "is_admin": "1", "password_hash": "x", "__proto__": "x"}
    names = {"first_name": "Ève", "last_name": "NOËL", "email": "nouvelle@example.org"}
    assert client.post("/inscription", data={**names, **extra}).status_code == 303
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == "nouvelle@example.org"))
        assert account
        assert (account.role, account.password_hash) == ("person", None)
