"""Keys rotate, and what is sensitive is sealed wherever answers are stored: both databases are dumped and searched."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.accounts.models import Factor
from app.catalogue import services as catalogue
from app.catalogue import vault
from app.config import from_env
from app.database import Base
from app.extensions import config, db
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from app.profile.models import Profile
from app.submissions import resealing
from app.submissions.models import Draft, Submission
from tests.app.conftest import HASH, CheckingClient, Clock, empty
from tests.app.test_rights import staff
from tests.app.walk import begin, fill
from tests.conftest import KEYS, ROOT, migrated
from tests.people import IBAN, PROFILE, complete

SLUG = "amethyste-renouvellement"
PLANTED = "PLANTE-93-SECRET"
NEW = {"new": bytes(range(1, 33))}


def dump() -> str:
    """Give every stored value of the database as text."""
    tables = Base.metadata.sorted_tables
    return "".join(str(tuple(row)) for table in tables for row in db.session.execute(table.select()))


@pytest.fixture
def marked(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """A portal whose profile has a sensitive question too, which requests need and keep a copy of."""
    schemas = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", schemas)
    profile = json.loads((schemas / "profile.json").read_text("utf-8"))
    profile["properties"]["dossier"] = {"type": "string", "title": "N° de dossier", "x-sensitive": True}
    for page in profile.get("x-pages", [])[:1]:
        page["fields"].append("/dossier")
    (schemas / "profile.json").write_text(json.dumps(profile), "utf-8")
    procedure = json.loads((schemas / "procedures" / f"{SLUG}.json").read_text("utf-8"))
    procedure["x-procedure"]["profile"].append("dossier")
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    env |= {"DATABASE_URL": database_url, "INSTANCE_DIR": str(tmp_path / "instance")}
    made = create_app(from_env(env), clock=clock, schemas=schemas)
    made.extensions["wake"] = lambda: None
    made.test_client_class = CheckingClient
    migrated(made)
    with made.app_context():
        empty(made)
        catalogue.publish(db.session, made.extensions["library"], SLUG, json.dumps(procedure), "tests", clock())
        db.session.commit()
    yield made
    with made.app_context():
        db.engine.dispose()


def josette(app: Flask, clock: Clock) -> CheckingClient:
    """Make Josette's account, with a profile that holds the planted value, and log her in."""
    import forms
    from app.accounts.models import Account
    from app.profile import services as profile

    with app.app_context():
        address = "josette.durond@example.org"
        names = {"first_name": "Josette", "last_name": "DUROND"}
        account = Account(email=address, email_key=address, password_hash=HASH, created_at=clock(), **names)
        db.session.add(account)
        db.session.flush()
        profile.keep(db.session, account, forms.Answers(values={**PROFILE, "dossier": PLANTED}), clock())
        db.session.commit()
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    made.log_in()
    return made


def with_keys(app: Flask, keys: dict[str, bytes]) -> None:
    app.extensions["config"] = dataclasses.replace(app.extensions["config"], encryption_keys=keys)


@pytest.mark.check("SP-9")
def test_everything_sealed_is_sealed_again_and_the_old_key_can_go(
    marked: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    client = josette(marked, clock)
    procedure = _procedure(marked)
    recap = fill(client, procedure, begin(client, SLUG), complete(SLUG))
    client.get(recap)
    assert client.post(recap, data={"action": "send", "navigo": "45878855"}).status_code == 303
    path = begin(client, SLUG)
    fill(client, procedure, path, complete(SLUG))
    staff(marked, "agent", clock)
    with marked.app_context():
        assert PLANTED not in dump(), "draft, request, profile, its copy, history and outbox"
        assert IBAN not in dump()
        assert db.session.scalar(select(OutboxMail.body).where(OutboxMail.name == "sent"))
        old = dict(config().encryption_keys)
        _as_before_it_was_marked()
    with_keys(marked, {**NEW, **old})
    assert resealing.run(marked) == 0
    told = capsys.readouterr().out
    mandate = [(f"Mandate.{name}", 1) for name in ("iban", "bic", "document")]
    answers = [("Draft.answers", 2), ("Submission.answers", 1), ("Submission.profile", 1)]
    for name, rows in (*answers, *mandate, ("Factor.seed", 1), ("Document.sealed_key", 10)):
        assert f"{name}: {rows} sealed again, 0 need an old key" in told
    assert "Profile.answers: 1 sealed again" in told
    assert "No row needs an old key." in told
    with_keys(marked, NEW)
    with marked.app_context():
        assert PLANTED not in dump()
        _all_opens()
        before = dump()
    assert resealing.run(marked) == 0, "twice is as once"
    assert "Draft.answers: 0 sealed again" in capsys.readouterr().out
    with marked.app_context():
        assert dump() == before
    assert "1254 8029" in client.get(path.rpartition("/pages")[0] + "/recapitulatif").get_data(as_text=True)


def _procedure(app: Flask) -> Any:
    from app.catalogue.queries import latest

    with app.app_context():
        version = latest(db.session, SLUG)
        assert version
        return app.extensions["library"].of(version).procedure


def _as_before_it_was_marked() -> None:
    """Store a profile as it was before its question was marked sensitive."""
    profile = db.session.scalar(select(Profile))
    assert profile
    plain = {**profile.answers, "values": {**profile.answers["values"], "dossier": PLANTED}}
    db.session.execute(update(Profile).values(answers=plain))
    db.session.commit()


def _all_opens() -> None:
    """Open everything with the keys that are left."""
    from app.accounts import factors
    from app.sealing import unseal

    [request] = db.session.scalars(select(Submission))
    assert vault.opened(request.profile)["dossier"] == PLANTED
    for one in (request, *db.session.scalars(select(Draft))):
        assert vault.opened(one.answers)["values"]["sepa"]["iban"] == IBAN
    [profile] = db.session.scalars(select(Profile))
    assert vault.opened(profile.answers)["values"]["dossier"] == PLANTED
    for body in db.session.scalars(select(OutboxMail.body).where(OutboxMail.body != "")):
        assert "Bonjour" in unseal(body, outbox.ABOUT)
    assert unseal(db.session.scalars(select(Factor.seed)).one(), factors.ABOUT)


def test_a_row_that_no_key_opens_is_told_and_one_changed_meanwhile_is_looked_at_again(
    app: Flask, josette: CheckingClient, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.sealing import seal

    with app.app_context():
        old = dict(config().encryption_keys)
        for number in range(3):
            outbox.send("helper_ended", f"{number}@example.org", account=type("Person", (), {"display_name": "A"})())
        db.session.commit()
    with_keys(app, {**NEW, **old})
    with app.app_context():
        first, second, third = db.session.scalars(select(OutboxMail.id).order_by(OutboxMail.id))
        [changes] = resealing._texts(resealing.TEXTS[0], db.session)
        db.session.execute(update(OutboxMail).where(OutboxMail.id == second).values(body=""))
        assert [one.put() for one in changes] == [True, False, True], "the mail that was sent meanwhile stays sent"
        assert db.session.scalar(select(OutboxMail.body).where(OutboxMail.id == second)) == ""
        gone = seal("x", outbox.ABOUT).replace("new.", "gone.")
        db.session.execute(update(OutboxMail).where(OutboxMail.id == third).values(body=gone))
        db.session.commit()
    assert resealing.run(app) == 1
    told = capsys.readouterr().out
    assert "OutboxMail.body: 0 sealed again, 0 need an old key, 1 cannot be opened" in told
    assert "keep it" in told
    assert first
