"""FranceConnect: what is asked, what is refused, whom an identity belongs to."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import Account, LinkedIdentity
from app.config import ConfigurationError, from_env
from app.extensions import db
from app.outbox.services import deliver_due
from tests.app.conftest import HASH, PASSWORD, CheckingClient, Clock, empty
from tests.app.sharing import shared
from tests.app.test_accounts import link, mails
from tests.conftest import KEYS, migrated
from tests.franceconnect.fake import Fake
from tests.franceconnect.real import SETTINGS

BACK = "/connexion/franceconnect/retour"
JOSETTE = "josette.durond@example.org"


@pytest.fixture
def fake() -> Iterator[Fake]:
    """An issuer of the test's own."""
    made = Fake()
    yield made
    made.close()


@pytest.fixture
def portal(database_url: str, tmp_path: Path, clock: Clock, fake: Fake) -> Iterator[Flask]:
    """The portal with FranceConnect on, Josette's account and an agent's."""
    env = {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "FRANCECONNECT_ISSUER": fake.issuer,
        **SETTINGS,
    }
    made = create_app(from_env(env), clock=clock)
    shared(made)
    made.test_client_class = CheckingClient
    made.extensions["wake"] = deliver_due
    migrated(made)
    with made.app_context():
        empty(made)
        for role, email in (("person", JOSETTE), ("agent", "agent@example.org")):
            account = Account(
                email=email,
                email_key=email,
                first_name="Josette",
                last_name="DUROND",
                role=role,
                password_hash=HASH,
                created_at=clock(),
            )
            db.session.add(account)
        db.session.commit()
    yield made
    with made.app_context():
        db.engine.dispose()


def visitor(portal: Flask) -> CheckingClient:
    made = portal.test_client()
    assert isinstance(made, CheckingClient)
    return made


def depart(client: CheckingClient, fake: Fake, **data: str) -> dict[str, str]:
    """Press the button; give what the browser is sent to ask."""
    client.get("/connexion")
    answer = client.post("/connexion/franceconnect", data=data)
    assert answer.status_code == 303
    query = {key: one[0] for key, one in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    fake.nonce = query["nonce"]
    return query


def come_back(client: CheckingClient, fake: Fake, **data: str) -> TestResponse:
    """Go there and come back with a code."""
    query = depart(client, fake, **data)
    return client.get(BACK, query_string={"code": "abc", "state": query["state"]})


def logged_in(client: CheckingClient) -> bool:
    return client.get("/demandes").status_code == 200


@pytest.mark.check("FC-1")
def test_what_is_asked_of_franceconnect(portal: Flask, fake: Fake) -> None:
    client = visitor(portal)
    first, second = depart(client, fake), depart(client, fake)
    assert first["response_type"] == "code"
    assert first["scope"] == "openid identite_pivot email"
    assert first["acr_values"] == "eidas1"
    assert first["redirect_uri"].endswith(BACK)
    assert len(first["nonce"]) >= 22
    assert len(first["state"]) >= 22
    assert {first["nonce"], first["state"]}.isdisjoint({second["nonce"], second["state"]})
    policy = client.get("/connexion").headers["Content-Security-Policy"]
    assert f"form-action 'self' {fake.issuer};" in policy


@pytest.mark.check("FC-1")
def test_the_metadata_of_another_issuer_is_refused(portal: Flask, fake: Fake) -> None:
    fake.metadata = lambda: {"issuer": "https://evil.example"}  # type: ignore[method-assign]
    client = visitor(portal)
    client.get("/connexion")
    assert client.post("/connexion/franceconnect", data={}).status_code == 422


@pytest.mark.check("FC-6")
def test_a_new_person_needs_no_password_and_their_identity_is_read_only(portal: Flask, fake: Fake) -> None:
    client = visitor(portal)
    assert come_back(client, fake).status_code == 303
    page = client.get("/mes-informations").get_data(as_text=True)
    for words in ("Angela Claire Louise", "DUBOIS", "24/08/1962", "donné par FranceConnect"):
        assert words in page
    form = client.get("/mes-informations/identite").get_data(as_text=True)
    assert 'name="nomUsage"' in form
    assert 'name="nomNaissance"' not in form
    data = {"nomUsage": "MARTIN", "nomNaissance": "VOLÉ", "prenoms": "VOLÉ"}
    assert client.post("/mes-informations/identite", data=data).status_code == 303
    page = client.get("/mes-informations").get_data(as_text=True)
    assert "MARTIN" in page
    assert "VOLÉ" not in page


@pytest.mark.check("FC-6")
def test_claims_are_brought_up_to_date_at_the_next_login(portal: Flask, fake: Fake) -> None:
    assert come_back(visitor(portal), fake).status_code == 303
    fake.claims |= {"family_name": "DUPONT", "email": "other@example.org"}
    client = visitor(portal)
    assert come_back(client, fake).status_code == 303
    assert "DUPONT" in client.get("/mes-informations").get_data(as_text=True)
    with portal.app_context():
        assert len(db.session.scalars(select(LinkedIdentity)).all()) == 1


@pytest.mark.check("FC-2")
@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "x" * 30},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"acr": "eidas0"},
        {"exp": 1_000_000_000},
        {"sub": ""},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_id_token_that_is_not_right_opens_nothing(
    portal: Flask, fake: Fake, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    fake.id_token = wrong
    client = visitor(portal)
    answer = come_back(client, fake)
    assert answer.status_code == 422
    assert "n’a pas abouti" in answer.get_data(as_text=True)
    assert not logged_in(client)
    assert "FranceConnect refused" in caplog.text
    assert "DUBOIS" not in caplog.text


@pytest.mark.check("FC-2")
@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_only_the_right_algorithms_are_taken(portal: Flask, fake: Fake, algorithm: str) -> None:
    fake.algorithm = algorithm
    client = visitor(portal)
    assert come_back(client, fake).status_code == 422
    assert not logged_in(client)


@pytest.mark.check("FC-2")
def test_a_state_that_is_wrong_missing_replayed_or_of_another_browser_is_refused(portal: Flask, fake: Fake) -> None:
    client, thief = visitor(portal), visitor(portal)
    query = depart(client, fake)
    right = {"code": "abc", "state": query["state"]}
    assert thief.get(BACK, query_string=right).status_code == 422
    assert client.get(BACK, query_string={"code": "abc", "state": "x"}).status_code == 422
    assert client.get(BACK, query_string=right).status_code == 422, "a try serves once, even a failed one"
    query = depart(client, fake)
    assert client.get(BACK, query_string={"code": "abc"}).status_code == 422
    query = depart(client, fake)
    right = {"code": "abc", "state": query["state"]}
    assert client.get(BACK, query_string={**right, "iss": "https://evil.example"}).status_code == 422
    query = depart(client, fake)
    right = {"code": "abc", "state": query["state"]}
    assert client.get(BACK, query_string=right).status_code == 303
    assert visitor(portal).get(BACK, query_string=right).status_code == 422


@pytest.mark.check("FC-3")
@pytest.mark.parametrize("change", [{"flipped": True}, {"plain": True}, {"userinfo": {"sub": "somebody-else"}}])
def test_userinfo_must_be_signed_whole_and_about_the_same_person(
    portal: Flask, fake: Fake, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(fake, name, value)
    client = visitor(portal)
    assert come_back(client, fake).status_code == 422
    assert not logged_in(client)


@pytest.mark.check("FC-3")
def test_keys_that_were_replaced_are_fetched_again(portal: Flask, fake: Fake) -> None:
    assert come_back(visitor(portal), fake).status_code == 303
    fake.rotate()
    assert come_back(visitor(portal), fake).status_code == 303


@pytest.mark.check("FC-4")
def test_a_code_that_is_too_old_and_a_provider_that_hangs_give_a_calm_page(
    portal: Flask, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts import franceconnect

    assert max(franceconnect.TIMEOUT) <= 5
    fake.status = 400
    assert come_back(visitor(portal), fake).status_code == 422
    fake.status, fake.delay = 200, 1.0
    monkeypatch.setattr(franceconnect, "TIMEOUT", (0.2, 0.2))
    answer = come_back(visitor(portal), fake)
    assert answer.status_code == 422
    assert "Recommencez" in answer.get_data(as_text=True)


@pytest.mark.check("FC-4")
def test_without_franceconnect_one_still_logs_in_by_address(portal: Flask, fake: Fake) -> None:
    fake.close()
    client = visitor(portal)
    client.get("/connexion")
    assert client.post("/connexion/franceconnect", data={}).status_code == 422
    client.log_in()


@pytest.mark.check("FC-5")
def test_an_address_that_has_an_account_is_linked_only_by_its_password(portal: Flask, fake: Fake) -> None:
    fake.claims["email"] = "Josette.Durond@example.org"
    client = visitor(portal)
    answer = come_back(client, fake, suite="/demandes")
    assert answer.headers["Location"].startswith("/connexion/franceconnect/rattacher")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "un compte existe déjà avec votre adresse mail" in page
    assert not logged_in(client)
    client.get(answer.headers["Location"])
    assert client.post("/connexion/franceconnect/rattacher", data={"current": "pas le bon"}).status_code == 422
    done = client.post("/connexion/franceconnect/rattacher", data={"current": PASSWORD, "suite": "/demandes"})
    assert done.headers["Location"] == "/demandes"
    assert mails(portal)[-1][:2] == (JOSETTE, "Votre compte est relié à FranceConnect")
    again = visitor(portal)
    assert come_back(again, fake).status_code == 303
    assert logged_in(again)


@pytest.mark.check("FC-5")
def test_or_by_a_link_sent_to_its_address_good_once_for_fifteen_minutes(
    portal: Flask, fake: Fake, clock: Clock
) -> None:
    fake.claims["email"] = JOSETTE
    client = visitor(portal)
    page = client.get(come_back(client, fake).headers["Location"])
    assert page.status_code == 200
    assert client.post("/connexion/franceconnect/rattacher/courriel", data={}).status_code == 303
    path = link(portal)
    clock.pass_by(minutes=14)
    assert client.get(path).status_code == 200
    assert not logged_in(client)
    client.get(path)
    assert client.post(path, data={}).status_code == 303
    assert logged_in(client)
    assert visitor(portal).get(path).status_code == 410
    client.get("/")
    client.post("/deconnexion", data={})
    fake.subject = "another"
    client.get(come_back(client, fake).headers["Location"])
    client.post("/connexion/franceconnect/rattacher/courriel", data={})
    clock.pass_by(minutes=16)
    assert client.get(link(portal)).status_code == 410


@pytest.mark.check("FC-5")
def test_two_callbacks_at_once_make_one_account(portal: Flask, fake: Fake) -> None:
    clients = [visitor(portal) for _ in range(2)]
    queries = []
    for client in clients:
        queries.append(depart(client, fake))
    fake.nonces = {one["nonce"]: one["nonce"] for one in queries}
    answers: list[int] = []

    def act(client: CheckingClient, query: dict[str, str]) -> None:
        answers.append(client.get(BACK, query_string={"code": query["nonce"], "state": query["state"]}).status_code)

    threads = [threading.Thread(target=act, args=pair) for pair in zip(clients, queries, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    with portal.app_context():
        assert len(db.session.scalars(select(LinkedIdentity)).all()) == 1
        assert len(db.session.scalars(select(Account).where(Account.email == "angela@example.org")).all()) == 1


@pytest.mark.check("FC-5")
def test_the_people_of_the_departement_do_not_come_in_this_way(portal: Flask, fake: Fake) -> None:
    fake.claims["email"] = "agent@example.org"
    client = visitor(portal)
    assert come_back(client, fake).status_code == 422
    assert not logged_in(client)


@pytest.mark.check("FC-7")
def test_logging_out_ends_here_first_then_there(portal: Flask, fake: Fake) -> None:
    client = visitor(portal)
    come_back(client, fake)
    client.get("/")
    answer = client.post("/deconnexion", data={})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(f"{fake.issuer}/end_session?")
    assert query["id_token_hint"][0].count(".") == 2
    assert query["post_logout_redirect_uri"][0].endswith("/deconnexion/franceconnect")
    assert query["state"]
    assert not logged_in(client)
    assert client.get("/deconnexion/franceconnect").headers["Location"] == "/connexion"


@pytest.mark.check("FC-7")
def test_logging_out_works_when_franceconnect_does_not(portal: Flask, fake: Fake) -> None:
    client = visitor(portal)
    come_back(client, fake)
    portal.extensions["franceconnect"]._metadata = {}
    fake.close()
    client.get("/")
    answer = client.post("/deconnexion", data={})
    assert answer.headers["Location"] == "/connexion"
    assert not logged_in(client)


def test_giving_up_there_comes_back_to_the_login_with_a_calm_word(portal: Flask, fake: Fake) -> None:
    client = visitor(portal)
    query = depart(client, fake, suite="/demandes")
    answer = client.get(BACK, query_string={"error": "access_denied", "state": query["state"]})
    assert answer.headers["Location"] == "/connexion?suite=/demandes"
    assert "abandonnée" in client.get("/connexion").get_data(as_text=True)


def test_the_button_stands_first_and_only_where_franceconnect_is_on(portal: Flask, app: Flask) -> None:
    page = visitor(portal).get("/connexion").get_data(as_text=True)
    assert page.index("S’identifier avec FranceConnect") < page.index('name="password"')
    assert re.search(r"Qu’est-ce que FranceConnect", page)
    without = app.test_client().get("/connexion").get_data(as_text=True)
    assert "S’identifier avec FranceConnect" not in without
    assert app.test_client().get(BACK).status_code == 404


def test_half_a_configuration_is_refused() -> None:
    good = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    with pytest.raises(ConfigurationError, match="FRANCECONNECT_CLIENT"):
        from_env({**good, "FRANCECONNECT_ISSUER": "https://fc.example"})
