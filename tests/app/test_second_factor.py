"""The second factor of the département's people."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account, Factor
from app.accounts.queries import email_key
from app.extensions import db
from tests.app.conftest import HASH, PASSWORD, CheckingClient, Clock

AGENT = "agent@example.org"


@pytest.fixture
def agent(app: Flask, clock: Clock) -> CheckingClient:
    """An agent who gave the password and owes the second factor."""
    with app.app_context():
        account = Account(
            email=AGENT,
            email_key=email_key(AGENT),
            first_name="Amina",
            last_name="BENALI",
            role="agent",
            password_hash=HASH,
            created_at=clock(),
        )
        db.session.add(account)
        db.session.commit()
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    give_password(made)
    return made


def give_password(client: CheckingClient) -> str:
    client.get("/connexion")
    answer = client.post("/connexion", data={"email": AGENT, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def seed_of(client: CheckingClient) -> str:
    found = re.search(r'guichet-key">([A-Z2-7 ]+)<', client.get("/connexion/code").get_data(as_text=True))
    assert found
    return found.group(1).replace(" ", "")


def enrol(client: CheckingClient, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    """Set the factor up; give what makes its codes, and the recovery codes."""
    totp = pyotp.TOTP(seed_of(client))
    answer = client.post("/connexion/code", data={"code": totp.at(clock())})
    assert answer.status_code == 200
    return totp, re.findall(r"([0-9a-f]{5}-[0-9a-f]{5})", answer.get_data(as_text=True))


@pytest.mark.check("AU-9")
def test_a_password_alone_opens_nothing(agent: CheckingClient) -> None:
    assert agent.get("/demandes").status_code == 302
    assert agent.get("/mes-informations").status_code == 302
    page = agent.get("/connexion/code").get_data(as_text=True)
    assert "data:image/svg+xml" in page
    assert "one-time-code" in page


@pytest.mark.check("AU-9")
def test_a_code_lets_in_once_and_the_recovery_codes_once_each(agent: CheckingClient, clock: Clock) -> None:
    totp, recovery = enrol(agent, clock)
    assert len(recovery) == 10
    assert agent.get("/demandes").status_code == 200
    used = totp.at(clock())
    agent.post("/deconnexion", data={})
    give_password(agent)
    assert agent.post("/connexion/code", data={"code": used}).status_code == 422
    clock.pass_by(seconds=30)
    assert agent.post("/connexion/code", data={"code": totp.at(clock())}).status_code == 303
    for code, expected in ((recovery[0], 303), (recovery[0], 422), (recovery[1].upper(), 303)):
        agent.get("/")
        agent.post("/deconnexion", data={})
        give_password(agent)
        assert agent.post("/connexion/code", data={"code": code}).status_code == expected


@pytest.mark.check("AU-9")
def test_the_seed_is_sealed_and_codes_cannot_be_guessed(agent: CheckingClient, app: Flask, clock: Clock) -> None:
    totp, recovery = enrol(agent, clock)
    with app.app_context():
        factor = db.session.scalar(select(Factor))
        assert factor
        assert totp.secret not in factor.seed
        assert factor.seed.startswith("test.")
        assert not set(recovery) & set(factor.recovery)
    agent.post("/deconnexion", data={})
    give_password(agent)
    answers = [agent.post("/connexion/code", data={"code": f"{number:06}"}) for number in range(7)]
    assert [one.status_code for one in answers] == [422] * 7
    assert "Attendez" in answers[-1].get_data(as_text=True)
    clock.pass_by(seconds=3)
    assert agent.post("/connexion/code", data={"code": totp.at(clock())}).status_code == 422, "it must wait"


@pytest.mark.check("SE-3")
def test_the_session_of_an_agent_is_shorter(agent: CheckingClient, clock: Clock) -> None:
    enrol(agent, clock)
    clock.pass_by(minutes=29)
    assert agent.get("/demandes").status_code == 200
    clock.pass_by(minutes=31)
    assert agent.get("/demandes").status_code == 302


@pytest.mark.check("SE-2")
def test_an_agent_who_is_demoted_or_disabled_is_refused_at_the_next_request(
    agent: CheckingClient, app: Flask, clock: Clock
) -> None:
    enrol(agent, clock)
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == AGENT))
        assert account
        account.disabled_at = clock()
        db.session.commit()
    assert agent.get("/demandes").status_code == 302
