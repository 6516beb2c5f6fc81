"""The département's people: the first admin, invitations, ending sessions, lost factors."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app import staffing
from app.accounts.models import Account, Factor
from app.extensions import db
from tests.app.conftest import PASSWORD, CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.test_rights import staff

JOSETTE = "josette.durond@example.org"


def account(app: Flask, email: str) -> Account:
    """Find an account."""
    with app.app_context():
        found = db.session.scalar(select(Account).where(Account.email_key == email))
        assert found
        return found


@pytest.mark.check("OP-3")
def test_the_first_admin_is_made_by_a_command_that_prints_a_link_good_once(
    app: Flask, client: CheckingClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staffing.run(app, "admin", ["chef@example.org", "Anne", "CHEF"]) == 0
    path = re.search(r"http://[^/]+(/mot-de-passe/activation/\S+)", capsys.readouterr().out)
    assert path
    assert account(app, "chef@example.org").role == "admin"
    client.get(path.group(1))
    data = {"password": PASSWORD, "confirmation": PASSWORD}
    assert client.post(path.group(1), data=data).status_code == 303
    assert client.get(path.group(1)).status_code == 410
    assert staffing.run(app, "admin", ["chef@example.org", "Anne", "CHEF"]) == 1


def test_an_admin_invites_an_agent_and_an_address_that_is_taken_is_told(app: Flask, clock: Clock) -> None:
    admin = staff(app, "admin", clock)
    admin.get("/bureau/comptes")
    data = {"first_name": "Amina", "last_name": "BENALI", "email": "amina@example.org", "role": "agent"}
    assert admin.post("/bureau/comptes", data={**data, "email": JOSETTE}).status_code == 422
    assert admin.post("/bureau/comptes", data={**data, "role": "roi"}).status_code == 422
    assert admin.post("/bureau/comptes", data=data).status_code == 303
    assert mails(app)[-1][0] == "amina@example.org"
    assert account(app, "amina@example.org").role == "agent"
    assert "Amina BENALI" in admin.get("/bureau/comptes").get_data(as_text=True)


@pytest.mark.check("SE-2")
def test_an_admin_ends_the_sessions_of_one_person_or_of_everybody(
    app: Flask, josette: CheckingClient, marcel: CheckingClient, clock: Clock
) -> None:
    admin = staff(app, "admin", clock)
    assert "Josette" in admin.get(f"/bureau/comptes?courriel={JOSETTE}").get_data(as_text=True)
    key = account(app, JOSETTE).id
    assert admin.post(f"/bureau/comptes/{key}/deconnecter", data={}).status_code == 303
    assert [one.get("/demandes").status_code for one in (josette, marcel)] == [302, 200]
    assert admin.post("/bureau/comptes/deconnecter-tous", data={}).status_code == 303
    assert [one.get("/demandes").status_code for one in (marcel, admin)] == [302, 200]


@pytest.mark.check("SE-2")
def test_an_agent_who_is_disabled_is_out_and_a_lost_factor_is_set_up_again(app: Flask, clock: Clock) -> None:
    admin, agent = staff(app, "admin", clock), staff(app, "agent", clock)
    key = account(app, "agent@example.org").id
    admin.get("/bureau/comptes")
    assert admin.post(f"/bureau/comptes/{key}/etat", data={}).status_code == 303
    assert agent.get("/demandes").status_code == 302
    admin.post(f"/bureau/comptes/{key}/etat", data={})
    assert admin.post(f"/bureau/comptes/{key}/second-facteur", data={}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Factor).where(Factor.account_id == key)) is None
    own = account(app, "admin@example.org").id
    assert admin.post(f"/bureau/comptes/{own}/etat", data={}).status_code == 404


def test_commands_forget_a_factor_and_end_sessions(app: Flask, josette: CheckingClient, clock: Clock) -> None:
    agent = staff(app, "agent", clock)
    assert staffing.run(app, "forget-factor", ["agent@example.org"]) == 0
    assert agent.get("/demandes").status_code == 302
    assert staffing.run(app, "end-sessions", [JOSETTE]) == 0
    assert josette.get("/demandes").status_code == 302
    assert staffing.run(app, "end-sessions", ["--all"]) == 0
    assert staffing.run(app, "end-sessions", ["personne@example.org"]) == 1
