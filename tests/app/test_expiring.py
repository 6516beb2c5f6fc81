"""The end of drafts: announced two weeks before, once a life; then they go, and never before their notice left."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts import helping
from app.accounts.models import Account, HelperLink
from app.extensions import db
from app.outbox.models import OutboxMail
from app.outbox.services import deliver_due
from app.submissions import announcing, expiring, nightly
from app.submissions.models import Draft, Event
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import edited, publish
from tests.app.test_accounts import mails
from tests.app.test_requests import SLUG
from tests.app.walk import begin, fill, send_page
from tests.conftest import load_file
from tests.people import complete

JOSETTE, MARCEL = "josette.durond@example.org", "marcel.petit@example.org"


def deliver(app: Flask) -> None:
    with app.app_context():
        deliver_due()


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def many(app: Flask, clock: Clock, number: int) -> None:
    """Make drafts of many people, whose end is near."""
    with app.app_context():
        one = db.session.scalars(select(Draft)).one()
        for index in range(number):
            address = f"personne-{index}@example.org"
            owner = Account(email=address, email_key=address, first_name="A", last_name="B", created_at=clock())
            db.session.add(owner)
            db.session.flush()
            made = Draft(account_id=owner.id, procedure_id=one.procedure_id, version_id=one.version_id, slot=1)
            made.answers, made.terms = one.answers, {}
            made.created_at = made.updated_at = clock()
            made.expires_at = clock() + timedelta(days=1)
            db.session.add(made)
        db.session.commit()


@pytest.mark.check("PR-2")
def test_a_draft_is_announced_once_a_life_then_goes_with_its_documents(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = begin(josette, SLUG)
    fill(josette, load_file(SLUG), path, complete(SLUG))
    with app.app_context():
        assert len(list(app.extensions["documents"].names())) == 5
    clock.pass_by(days=77)
    assert (nightly.announce(app), nightly.purge(app)) == (0, 0)
    clock.pass_by(days=1)
    assert [nightly.announce(app), nightly.announce(app)] == [1, 0]
    deliver(app)
    [(to, subject, text)] = mails(app)
    assert (to, subject) == (JOSETTE, "Votre demande de Forfait Améthyste n’est pas encore envoyée")
    assert "Nous la gardons jusqu’au 24\u00a0février 2027" in text
    assert path.split("/")[2] in text
    josette.log_in()
    assert "Gardée jusqu’au 24\u00a0février 2027" in josette.get("/demandes/a-finaliser").get_data(as_text=True)
    send_page(josette, path, {"navigo": "45878855"}, "save")
    clock.pass_by(days=20)
    assert (nightly.announce(app), nightly.purge(app)) == (0, 0), "a save began another life"
    clock.pass_by(days=60)
    assert nightly.announce(app) == 1
    deliver(app)
    clock.pass_by(days=13)
    assert nightly.purge(app) == 0
    clock.pass_by(days=1)
    assert nightly.purge(app) == 5
    assert nightly.purge(app) == 0
    assert (count(app, Draft), count(app, Document), count(app, Event)) == (0, 0, 0)
    with app.app_context():
        assert list(app.extensions["documents"].names()) == []
    josette.log_in()
    assert josette.get(path).status_code == 404


@pytest.mark.check("PR-2")
def test_nobody_is_purged_whose_notice_did_not_leave(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    begin(josette, SLUG)
    clock.pass_by(days=200)
    assert nightly.purge(app) == 0
    assert count(app, Draft) == 1, "the worker was off for months: first the notice"
    nightly.announce(app)
    clock.pass_by(days=15)
    nightly.purge(app)
    assert count(app, Draft) == 1, "the mail still waits"
    fate(app, state="failed")
    nightly.purge(app)
    assert nightly.announce(app) == 1, "it never left: it is written again"
    deliver(app)
    clock.pass_by(days=13)
    nightly.purge(app)
    assert count(app, Draft) == 1
    clock.pass_by(days=2)
    nightly.purge(app)
    assert count(app, Draft) == 0


def fate(app: Flask, **values: str) -> None:
    with app.app_context():
        db.session.execute(update(OutboxMail).values(**values))
        db.session.commit()


@pytest.mark.check("PR-2")
def test_at_most_two_hundred_notices_leave_in_ten_minutes_however_many_workers(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    begin(josette, SLUG)
    many(app, clock, announcing.MOST + 30)
    written: list[int] = []
    workers = [threading.Thread(target=lambda: written.append(nightly.announce(app))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(written) == [0, 0, announcing.MOST]
    clock.pass_by(minutes=9)
    assert nightly.announce(app) == 0
    clock.pass_by(minutes=2)
    assert nightly.announce(app) == 30
    with app.app_context():
        people = select(func.count(OutboxMail.recipient.distinct()))
        assert db.session.scalar(people) == announcing.MOST + 30, "nobody twice"


@pytest.mark.check("OP-5")
@pytest.mark.parametrize("at", ["announcing", "purging"])
def test_a_worker_killed_midway_leaves_nothing_done_by_half(
    josette: CheckingClient, app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    begin(josette, SLUG)
    many(app, clock, 4)

    class KilledError(BaseException):
        """The process dies."""

    def killed_at_third(real: Callable[..., object]) -> Callable[..., object]:
        calls: list[int] = []

        def act(*args: object, **values: object) -> object:
            calls.append(1)
            if len(calls) == 3:
                raise KilledError
            return real(*args, **values)

        return act

    if at == "announcing":
        with monkeypatch.context() as patch:
            patch.setattr(expiring, "_write", killed_at_third(expiring._write))
            with pytest.raises(KilledError):
                nightly.announce(app)
        assert count(app, OutboxMail) == 0
        assert nightly.announce(app) == 4
        return
    nightly.announce(app)
    deliver(app)
    clock.time = clock.time.replace(year=2027, month=3, day=28, hour=1, minute=30)
    with monkeypatch.context() as patch:
        patch.setattr(expiring, "_announced", killed_at_third(expiring._announced))
        with pytest.raises(KilledError):
            nightly.purge(app)
    assert count(app, Draft) == 3, "two are gone whole, the third not at all"
    workers = [threading.Thread(target=nightly.purge, args=(app,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert count(app, Draft) == 1, "that of Josette, whose end is not near"


def test_the_helper_who_began_it_is_told_without_content_as_long_as_they_help(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = begin(josette, SLUG)
    with app.app_context():
        people = {one.email: one for one in db.session.scalars(select(Account))}
        link = HelperLink(
            person_id=people[JOSETTE].id,
            helper_id=people[MARCEL].id,
            email=MARCEL,
            email_key=MARCEL,
            rights="fill",
            consent="",
            invited_at=clock(),
            accepted_at=clock(),
        )
        db.session.add(link)
        db.session.get_one(Draft, uuid.UUID(path.split("/")[2])).begun_by = people[MARCEL].id
        db.session.commit()
        clock.pass_by(days=80)
        assert nightly.announce(app) == 2
        deliver(app)
        told = {to: text for to, _, text in mails(app)}
        assert set(told) == {JOSETTE, MARCEL}
        assert "Josette DUROND n’est pas encore envoyée" in told[MARCEL]
        assert path.split("/")[2] not in told[MARCEL]
        db.session.execute(update(Draft).values(noticed_at=None))
        helping.end(db.session.get_one(HelperLink, link.id), "person", clock())
        db.session.commit()
        assert nightly.announce(app) == 1


def test_a_person_without_address_is_told_through_who_stands_for_them(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    begin(josette, SLUG)
    with app.app_context():
        helper = db.session.scalars(select(Account).where(Account.email == JOSETTE)).one()
        link = helping.stand_for(db.session, helper, "Léon", "BLANC", clock())
        db.session.execute(update(Draft).values(account_id=link.person_id, begun_by=helper.id))
        db.session.commit()
        clock.pass_by(days=80)
        assert nightly.announce(app) == 1
        deliver(app)
        assert [to for to, _, _ in mails(app)] == [JOSETTE]
        clock.pass_by(days=15)
        nightly.purge(app)
        assert count(app, Draft) == 0


def test_a_duration_that_says_nothing_keeps_a_draft_as_long_as_any(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    publish(app, edited(lambda one: one["x-procedure"]["retention"].update(drafts="P")))
    begin(josette, SLUG)
    with app.app_context():
        [draft] = db.session.scalars(select(Draft))
        assert (draft.expires_at - clock()).days > 80
