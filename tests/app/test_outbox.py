"""The outbox: mails written with what they tell, sent once, tried again, never telling a secret."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app import mail as mails
from app.accounts.models import Account
from app.config import from_env
from app.extensions import db
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from tests.app.conftest import CheckingClient, Clock, empty
from tests.app.sharing import shared
from tests.app.test_accounts import sign_up
from tests.conftest import KEYS, ROOT, free_port, migrated

EVE = "nouvelle@example.org"


class Server:
    """A mail server that answers as it is told to."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.refusal = ""
        self.received: list[Envelope] = []
        self.meanwhile: Callable[[], object] = bool
        self.port = 0
        self.stop: Callable[[], None] = bool

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        envelope.rcpt_tos.append(address)
        return self.refusal or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a mail."""
        self.meanwhile()
        if self.answer.startswith("250"):
            self.received.append(envelope)
        return self.answer


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server on loopback."""
    made = Server()
    controller = Controller(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    made.port = controller.port
    made.stop = controller.stop
    yield made
    if controller.server is not None:
        controller.stop()


@pytest.fixture
def posting(database_url: str, tmp_path: Path, clock: Clock, server: Server) -> Iterator[Flask]:
    """The portal with a mail server, and a worker that works only when the test says so."""
    env = {
        "GUICHET_ENV": "development",
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "BASE_URL": "http://demarches.example",
    }
    made = create_app(from_env(env), clock=clock)
    made.extensions["wake"] = lambda: None
    shared(made)
    made.test_client_class = CheckingClient
    migrated(made)
    with made.app_context():
        empty(made)
    yield made
    with made.app_context():
        db.engine.dispose()


def write_one(app: Flask) -> OutboxMail:
    """Sign somebody up; give the mail that was written."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    sign_up(client)
    return state(app)


def state(app: Flask) -> OutboxMail:
    with app.app_context():
        [row] = db.session.scalars(select(OutboxMail))
        return row


def work(app: Flask) -> int:
    with app.app_context():
        return outbox.deliver_due()


@pytest.mark.check("MA-1")
@pytest.mark.parametrize("how", ["refused", "451", "stopped"])
def test_a_server_that_fails_keeps_nobody_waiting_and_the_mail_leaves_later(
    posting: Flask, server: Server, clock: Clock, how: str
) -> None:
    if how == "stopped":
        server.stop()
    elif how == "451":
        server.answer = "451 later"
    else:
        server.refusal = "450 busy"
    assert write_one(posting).state == "waiting"
    assert work(posting) == 0
    row = state(posting)
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.error
    assert work(posting) == 0, "not before five minutes"
    assert state(posting).tries == 1
    if how == "stopped":
        return
    server.answer, server.refusal = "250 OK", ""
    clock.pass_by(minutes=5)
    assert work(posting) == 1
    assert state(posting).state == "sent"
    assert len(server.received) == 1


@pytest.mark.check("MA-1")
def test_a_server_that_takes_its_time_keeps_nobody_from_writing(posting: Flask, server: Server) -> None:
    write_one(posting)
    written: list[bool] = []

    def somebody_writes() -> None:
        with posting.app_context(), db.engine.begin() as connection:
            connection.execute(update(Account).values(first_name="Ève"))
            written.append(True)

    server.meanwhile = somebody_writes
    assert work(posting) == 1
    assert written == [True]


@pytest.mark.check("MA-2")
def test_after_four_hours_of_tries_it_is_told_as_not_delivered(posting: Flask, server: Server, clock: Clock) -> None:
    server.answer = "451 later"
    write_one(posting)
    for _ in range(48):
        work(posting)
        clock.pass_by(minutes=5)
    row = state(posting)
    assert (row.state, row.tries) == ("failed", 48)
    server.answer = "250 OK"
    assert work(posting) == 0


def test_an_address_that_takes_no_mail_is_told_at_once(posting: Flask, server: Server) -> None:
    server.refusal = "550 no such mailbox"
    write_one(posting)
    work(posting)
    assert state(posting).state == "bounced"


@pytest.mark.check("MA-3")
def test_two_senders_at_once_send_one_mail(posting: Flask, server: Server) -> None:
    write_one(posting)
    senders = [threading.Thread(target=work, args=(posting,)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(server.received) == 1


@pytest.mark.check("MA-3")
def test_a_sender_killed_after_the_server_said_yes_repeats_the_same_message(
    posting: Flask, server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_one(posting)

    class KilledError(BaseException):
        """The process dies."""

    def killed(send: Callable[..., None]) -> Callable[..., None]:
        def act(*args: object) -> None:
            send(*args)
            raise KilledError

        return act

    with monkeypatch.context() as patch:
        patch.setattr(mails, "transport", killed(mails.transport))
        with pytest.raises(KilledError):
            work(posting)
    assert work(posting) == 0, "the lease of the dead sender still runs"
    clock.pass_by(minutes=3)
    assert work(posting) == 1
    ids = {message_from_bytes(one.original_content or b"")["Message-ID"] for one in server.received}
    assert len(server.received) == 2
    assert len(ids) == 1


@pytest.mark.check("MA-1")
def test_what_is_rolled_back_sends_nothing(posting: Flask, server: Server) -> None:
    person = type("Person", (), {"display_name": "Ève", "email": EVE})()
    with posting.app_context():
        outbox.send("closed", EVE, account=person)
        db.session.rollback()
        assert outbox.deliver_due() == 0
    assert server.received == []


def test_the_body_is_sealed_and_gone_once_sent(posting: Flask, server: Server) -> None:
    row = write_one(posting)
    assert row.body.startswith("test.")
    assert "mot-de-passe" not in row.body
    work(posting)
    assert state(posting).body == ""
    text = message_from_bytes(server.received[0].original_content or b"")
    kinds = [part.get_content_type() for part in text.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]
    html = (
        next(part for part in text.walk() if part.get_content_type() == "text/html").get_payload(decode=True).decode()
    )
    assert re.search(r'<a href="http://demarches\.example/mot-de-passe/activation/[^"]+">', html)


def test_links_that_open_accounts_leave_first(posting: Flask, server: Server, clock: Clock) -> None:
    with posting.app_context():
        person = type("Person", (), {"display_name": "Ève", "email": EVE})()
        outbox.send("closed", EVE, account=person)
        clock.pass_by(seconds=1)
        outbox.send("reset", EVE, account=person, link="http://demarches.example/x")
        db.session.commit()
        outbox.deliver_due()
    subjects = [str(message_from_bytes(one.original_content or b"")["Subject"]) for one in server.received]
    assert "mot de passe" in subjects[0]


def test_after_an_outage_all_that_waits_leaves_at_once(posting: Flask, server: Server) -> None:
    with posting.app_context():
        person = type("Person", (), {"display_name": "Ève", "email": EVE})()
        for _ in range(120):
            outbox.send("closed", EVE, account=person)
        db.session.commit()
    assert work(posting) == 120
    assert len(server.received) == 120


@pytest.mark.check("MA-5")
def test_no_mail_can_tell_an_answer_a_password_or_the_host_of_a_forged_request(posting: Flask, server: Server) -> None:
    for path in (ROOT / "templates" / "mail").rglob("*.txt"):
        words = path.read_text("utf-8")
        assert not re.search(r"answers|iban|password_hash|values\[|navigo", words, re.I), path
        assert "https://" not in words, path
    client = posting.test_client()
    client.get("/inscription", headers={"Host": "evil.example"})
    write_one(posting)
    work(posting)
    assert b"evil.example" not in (server.received[0].original_content or b"")


@pytest.mark.check("MA-4")
@pytest.mark.parametrize("address", ['"a,b"@example.org', "a@example.org\r\nBcc: x@example.org"])
def test_an_odd_address_adds_no_recipient(posting: Flask, server: Server, address: str) -> None:
    with posting.app_context():
        person = type("Person", (), {"display_name": "A <b>\r\nBcc: y@example.org", "email": address})()
        outbox.send("closed", address, account=person)
        db.session.commit()
        outbox.deliver_due()
    for one in server.received:
        assert len(one.rcpt_tos) == 1
        assert message_from_bytes(one.original_content or b"")["Bcc"] is None
