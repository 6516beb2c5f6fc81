"""What a person changes of their own account: password, address, connections; and closing it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account, Session
from app.extensions import config, db
from app.profile.models import Profile
from app.submissions.models import Draft
from tests.app.conftest import PASSWORD, CheckingClient, Clock
from tests.app.test_accounts import link, mails
from tests.app.walk import begin

NEW = "une tout autre phrase"
JOSETTE, MARCEL = "josette.durond@example.org", "marcel.petit@example.org"


def other(app: Flask) -> CheckingClient:
    """Log Josette in, in another browser."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    made.log_in()
    return made


@pytest.mark.check("AU-8")
def test_a_changed_password_ends_the_other_sessions_and_is_told(josette: CheckingClient, app: Flask) -> None:
    elsewhere = other(app)
    josette.get("/mot-de-passe/changer")
    before = josette.get_cookie("guichet")
    data = {"current": PASSWORD, "password": NEW, "confirmation": NEW}
    assert josette.post("/mot-de-passe/changer", data=data).status_code == 303
    after = josette.get_cookie("guichet")
    assert before
    assert after
    assert before.value != after.value
    assert josette.get("/demandes").status_code == 200
    assert elsewhere.get("/demandes").status_code == 302
    to, subject, text = mails(app)[-1]
    assert (to, subject) == (JOSETTE, "Votre mot de passe a été changé")
    assert NEW not in text


@pytest.mark.check("AU-8")
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/mot-de-passe/changer", {"password": NEW, "confirmation": NEW}),
        ("/mon-adresse-courriel", {"email": "nouvelle@example.org"}),
        ("/fermer-mon-compte", {}),
    ],
)
def test_nothing_of_the_account_changes_without_the_password_of_now(
    josette: CheckingClient, app: Flask, path: str, data: dict[str, str]
) -> None:
    josette.get(path)
    answer = josette.post(path, data={**data, "current": "pas le bon du tout"})
    assert answer.status_code == 422
    assert "pas votre mot de passe actuel" in answer.get_data(as_text=True)
    assert mails(app) == []
    josette.post("/deconnexion", data={})
    josette.log_in()


@pytest.mark.check("AU-8")
def test_a_new_address_is_confirmed_and_both_are_told(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mon-adresse-courriel")
    josette.post("/mon-adresse-courriel", data={"email": "Neuve@example.org", "current": PASSWORD})
    to_new, to_old = mails(app)[-2:]
    assert [to_new[0], to_old[0]] == ["Neuve@example.org", JOSETTE]
    path = re.search(r"http://[^/]+(/\S+)", to_new[2])
    assert path
    assert josette.get(path.group(1)).status_code == 200
    josette.get("/mes-connexions")
    assert JOSETTE in josette.get("/mon-adresse-courriel").get_data(as_text=True), "a look changes nothing"
    assert josette.post(path.group(1), data={}).status_code == 303
    assert josette.get("/demandes").status_code == 302
    assert mails(app)[-1][:2] == (JOSETTE, "Votre adresse courriel a été changée")
    josette.log_in("neuve@example.org")
    assert josette.post(path.group(1), data={}).status_code == 410


@pytest.mark.check("AU-7")
def test_a_reset_link_dies_with_the_address_it_was_sent_to(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mot-de-passe/oublie")
    josette.post("/mot-de-passe/oublie", data={"email": JOSETTE})
    reset = link(app)
    josette.get("/mon-adresse-courriel")
    josette.post("/mon-adresse-courriel", data={"email": "neuve@example.org", "current": PASSWORD})
    confirm = re.search(r"http://[^/]+(/mon-adresse-courriel/\S+)", mails(app)[-2][2])
    assert confirm
    josette.post(confirm.group(1), data={})
    assert josette.get(reset).status_code == 410


@pytest.mark.check("AU-7")
def test_a_dead_link_is_replaced_by_one_click(client: CheckingClient, app: Flask, clock: Clock) -> None:
    client.get("/mot-de-passe/oublie")
    client.post("/mot-de-passe/oublie", data={"email": JOSETTE})
    dead = link(app)
    clock.pass_by(minutes=61)
    page = client.get(dead).get_data(as_text=True)
    assert "Recevoir un nouveau lien" in page
    assert client.post(dead + "/renouveler", data={}).status_code == 303
    assert link(app) != dead
    assert client.get(link(app)).status_code == 200
    assert client.post("/mot-de-passe/nouveau/inconnu/renouveler", data={}).status_code == 303
    assert len(mails(app)) == 2


def test_an_address_that_is_taken_is_told_only_by_mail(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mon-adresse-courriel")
    pages = []
    for address in (MARCEL, "personne@example.org"):
        answer = josette.post("/mon-adresse-courriel", data={"email": address, "current": PASSWORD})
        pages.append((answer.status_code, answer.headers["Location"]))
    assert pages[0] == pages[1]
    taken = next(text for to, _, text in mails(app) if to == MARCEL)
    assert "/mon-adresse-courriel/" not in taken


@pytest.mark.check("AU-7")
def test_a_changed_password_kills_the_change_of_address_that_was_asked(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mon-adresse-courriel")
    josette.post("/mon-adresse-courriel", data={"email": "voleur@example.org", "current": PASSWORD})
    stolen = re.search(r"http://[^/]+(/mon-adresse-courriel/\S+)", mails(app)[-2][2])
    assert stolen
    josette.get("/mot-de-passe/changer")
    josette.post("/mot-de-passe/changer", data={"current": PASSWORD, "password": NEW, "confirmation": NEW})
    assert josette.get(stolen.group(1)).status_code == 410


@pytest.mark.check("SE-2")
def test_connections_are_listed_and_ended_one_by_one_or_all(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    elsewhere = app.test_client()
    assert isinstance(elsewhere, CheckingClient)
    elsewhere.get("/connexion")
    agent = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"}
    elsewhere.post("/connexion", data={"email": JOSETTE, "password": PASSWORD}, headers=agent)
    page = josette.get("/mes-connexions").get_data(as_text=True)
    assert "Safari sur un iPhone" in page
    assert "C’est l’appareil que vous utilisez" in page
    path = re.search(r'action="(/mes-connexions/[^"]+/deconnecter)"', page)
    assert path
    assert marcel.post(path.group(1), data={}).status_code == 404
    assert elsewhere.get("/demandes").status_code == 200
    assert josette.post(path.group(1), data={}).status_code == 303
    assert elsewhere.get("/demandes").status_code == 302
    third = other(app)
    assert josette.post("/mes-connexions/deconnecter-partout", data={}).status_code == 303
    assert [one.get("/demandes").status_code for one in (josette, third, marcel)] == [302, 302, 200]


def test_a_closed_account_keeps_nothing_that_names_the_person(josette: CheckingClient, app: Flask) -> None:
    begin(josette, "amethyste-renouvellement")
    josette.get("/fermer-mon-compte")
    assert josette.post("/fermer-mon-compte", data={"current": PASSWORD}).status_code == 303
    assert mails(app)[-1][:2] == (JOSETTE, "Votre compte est fermé")
    with app.app_context():
        [account] = db.session.scalars(select(Account).where(Account.closed_at.is_not(None)))
        assert (account.email, account.first_name, account.last_name, account.password_hash) == ("", "", "", None)
        assert db.session.scalars(select(Profile).where(Profile.account_id == account.id)).all() == []
        assert db.session.scalars(select(Draft).where(Draft.account_id == account.id)).all() == []
    josette.get("/connexion")
    assert josette.post("/connexion", data={"email": JOSETTE, "password": PASSWORD}).status_code == 422
    josette.get("/inscription")
    josette.post("/inscription", data={"first_name": "Josette", "last_name": "DUROND", "email": JOSETTE})
    assert "/mot-de-passe/activation/" in mails(app)[-1][2]


@pytest.mark.check("SE-3")
def test_sessions_live_as_long_as_is_written_down(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    for _ in range(19):
        clock.pass_by(minutes=61)
        assert josette.get("/demandes").status_code == 200
    clock.pass_by(minutes=45)
    assert josette.get("/demandes").status_code == 302, "20 hours at most, however busy"
    with app.app_context():
        assert (config().session_hours, config().session_idle_minutes) == (20, 120)
        assert (config().staff_session_hours, config().staff_idle_minutes) == (10, 30)


@pytest.mark.check("SE-3")
def test_the_page_knows_when_the_session_ends_and_one_key_extends_it(josette: CheckingClient, clock: Clock) -> None:
    clock.pass_by(minutes=100)
    page = josette.get("/demarches").get_data(as_text=True)
    left = re.search(r'data-left="(\d+)"', page)
    assert left
    assert int(left.group(1)) == 7200
    clock.pass_by(minutes=119)
    assert josette.post("/connexion/prolonger", data={}).get_json() == {"left": 7200}
    clock.pass_by(minutes=119)
    assert josette.get("/demandes").status_code == 200


def test_sessions_of_a_disabled_account_end_at_once(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == JOSETTE))
        assert account
        account.disabled_at = clock()
        db.session.commit()
    assert josette.get("/demandes").status_code == 302
    josette.get("/connexion")
    answer = josette.post("/connexion", data={"email": JOSETTE, "password": PASSWORD}, follow_redirects=True)
    assert "Ce compte est fermé" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Session)).all() != []
