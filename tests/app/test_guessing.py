"""Somebody who guesses passwords, somebody who asks who has an account, and those they must not hinder."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from app import create_app
from app.accounts.models import Attempt, Session, Token
from app.accounts.upkeep import sweep
from app.config import from_env
from app.extensions import db
from tests.app.conftest import PASSWORD, CheckingClient, Clock
from tests.app.test_accounts import link, mails
from tests.conftest import KEYS

JOSETTE = "josette.durond@example.org"
REDIS = "redis://127.0.0.1:6379/15"


def guess(app: Flask, number: int, email: str = JOSETTE) -> tuple[int, str]:
    """Try a wrong password from an address of its own."""
    thief = app.test_client()
    thief.get("/connexion")
    answer = thief.post(
        "/connexion",
        data={"email": email, "password": f"essai numéro {number}"},
        environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
    )
    return answer.status_code, answer.get_data(as_text=True)


def guess_ten_times(app: Flask, clock: Clock, email: str = JOSETTE) -> list[int]:
    """Guess ten times, waiting as long as asked between the tries."""
    found = []
    for number in range(1, 11):
        found.append(guess(app, number, email)[0])
        clock.pass_by(seconds=81)
    return found


@pytest.mark.check("AU-5")
def test_the_fifth_wrong_password_brings_a_delay_that_grows(app: Flask, clock: Clock) -> None:
    assert [guess(app, number)[0] for number in range(1, 6)] == [422] * 5
    status, html = guess(app, 6)
    assert status == 429
    assert "Attendez 5 secondes" in html
    clock.pass_by(seconds=6)
    assert guess(app, 7)[0] == 422
    assert "Attendez 10 secondes" in guess(app, 8)[1]


@pytest.mark.check("AU-5")
def test_the_tenth_locks_for_an_hour_and_mails_a_link_that_unlocks(app: Flask, clock: Clock) -> None:
    assert guess_ten_times(app, clock) == [422] * 10
    owner = app.test_client()
    assert isinstance(owner, CheckingClient)
    owner.get("/connexion")
    right = {"email": JOSETTE, "password": PASSWORD}
    assert owner.post("/connexion", data=right).status_code == 429
    path = link(app)
    assert "déverrouiller" in mails(app)[-1][2]
    assert owner.get(path).status_code == 200
    assert owner.post("/connexion", data=right).status_code == 429, "looking at the link unlocks nothing"
    assert owner.post(path, data={}).status_code == 303
    assert owner.post("/connexion", data=right).status_code == 303
    owner.get("/")
    assert owner.post(path, data={}).status_code == 410


@pytest.mark.check("AU-5")
def test_a_lock_ends_by_itself_and_keeps_open_sessions(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    guess_ten_times(app, clock)
    assert josette.get("/demandes").status_code == 200
    clock.pass_by(minutes=60)
    fresh = app.test_client()
    assert isinstance(fresh, CheckingClient)
    fresh.log_in()


@pytest.mark.check("AU-5")
def test_a_reset_lets_the_owner_in_during_a_lock(app: Flask, clock: Clock) -> None:
    guess_ten_times(app, clock)
    owner = app.test_client()
    assert isinstance(owner, CheckingClient)
    owner.get("/mot-de-passe/oublie")
    owner.post("/mot-de-passe/oublie", data={"email": JOSETTE})
    owner.post(link(app), data={"password": "une tout autre phrase", "confirmation": "une tout autre phrase"})
    owner.log_in(password="une tout autre phrase")


@pytest.mark.check("AU-4")
def test_an_unknown_address_is_answered_like_a_known_one_through_a_lock(app: Flask, clock: Clock) -> None:
    pages = {}
    for email in (JOSETTE, "inconnue@example.org"):
        tries = [guess(app, number, email) for number in range(1, 8)]
        pages[email] = [(status, re.sub(r'value="[^"]*"', "", html)) for status, html in tries]
        clock.pass_by(hours=2)
    assert pages[JOSETTE] == pages["inconnue@example.org"]


@pytest.mark.check("AU-4")
@pytest.mark.parametrize("path", ["/inscription", "/mot-de-passe/oublie"])
def test_a_mail_leaves_after_the_answer_so_that_its_time_tells_nothing(app: Flask, path: str) -> None:
    client = app.test_client()
    client.get(path)
    data = {"first_name": "A", "last_name": "B", "email": JOSETTE}
    answer = client.post(path, data=data, buffered=False)
    assert answer.status_code == 303
    assert mails(app) == []
    answer.close()
    assert len(mails(app)) == 1


@pytest.mark.check("AU-6")
def test_twenty_people_behind_one_address_log_in_at_once(app: Flask) -> None:
    for _ in range(20):
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.log_in()


def test_nobody_can_fill_the_mailbox_of_somebody_else(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    client.get("/mot-de-passe/oublie")
    for _ in range(9):
        assert client.post("/mot-de-passe/oublie", data={"email": JOSETTE}).status_code == 303
    assert len(mails(app)) == 6
    clock.pass_by(minutes=61)
    client.post("/mot-de-passe/oublie", data={"email": JOSETTE})
    assert len(mails(app)) == 7


@pytest.mark.check("AU-6")
def test_two_workers_count_together_when_redis_is_configured(database_url: str, tmp_path: object) -> None:
    Redis.from_url(REDIS).flushdb()
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS, "INSTANCE_DIR": str(tmp_path)}
    workers = [create_app(from_env({**env, "DATABASE_URL": database_url, "LIMITS_STORAGE": REDIS})) for _ in "ab"]
    answers = []
    for number in range(32):
        client = workers[number % 2].test_client()
        client.get("/connexion")
        token = re.search(r'csrf_token" value="([^"]+)"', client.get("/connexion").get_data(as_text=True))
        assert token
        answers.append(client.post("/connexion", data={"csrf_token": token.group(1)}).status_code)
    assert answers.count(429) >= 1
    assert answers[:30] == [422] * 30
    Redis.from_url(REDIS).flushdb()


def test_the_night_sweeps_what_no_longer_serves_and_only_that(app: Flask, clock: Clock) -> None:
    guess(app, 1)
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.log_in()
    client.get("/mot-de-passe/oublie")
    client.post("/mot-de-passe/oublie", data={"email": JOSETTE})

    def left() -> list[int]:
        with app.app_context():
            sweep(db.session, clock())
            db.session.commit()
            return [len(db.session.scalars(select(one)).all()) for one in (Attempt, Session, Token)]

    guess(app, 2)
    assert left() == [1, 1, 1]
    assert left() == [1, 1, 1]
    clock.pass_by(hours=25)
    assert left() == [0, 0, 1]
    clock.pass_by(days=31)
    assert left() == [0, 0, 0]
