"""Who may enter where: every route, tried by everybody, against the written table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import Account, HelperLink, Session
from app.accounts.queries import email_key
from app.database import Base
from app.editor import drafting, scenarios
from app.extensions import db
from app.security import DEEDS, GUARD, RIGHTS, allowed, relation
from app.uploads.models import Document
from forms import Answers
from tests.app.conftest import HASH, PASSWORD, CheckingClient, Clock
from tests.app.walk import PDF, begin, fill
from tests.conftest import ROOT, load_file
from tests.people import complete

SLUG = "amethyste-renouvellement"
STAFF = ("agent", "editor", "admin")
WHO = ("anonymous", "josette", "marcel", *STAFF)
OPEN, LOGIN, NONE, DEV = "open", "login", "none", "dev"
OWNED = ("draft_id", "link_id", "session_id")
STAFF_ONLY = "may "
HIDDEN_FROM_GET = {"accounts.code", "accounts.choose_password", "accounts.confirm_email", "accounts.unlock"}
HIDDEN_FROM_GET |= {"helpers.invitation", "catalogue.figure", "submissions.piece", "editor.sheet"}
"""Pages whose address holds a secret or a file that this test does not know: open to everybody, here a dead link."""

OF_A_PLACE = {"editor.condition", "editor.total", "editor.page", "editor.question"}
"""Pages of a place in a definition, which the query names."""
NOT_SENT = {"helpers.download_mandate", "submissions.receipt", "submissions.receipt_paper", "submissions.mandate_paper"}
NOT_SENT |= {"office.show", "office.download", "office.preview", "office.thumbnail", "office.receipt_paper"}
"""Pages of a request that was sent, or of a mandate that was given: those of this test are not."""


def expected(rule: Rule, guard: str, who: str) -> str:
    """Give what the table says of a route for somebody; FranceConnect is off here."""
    if rule.endpoint.startswith("franceconnect."):
        return NONE
    if guard == "anyone":
        return OPEN
    if guard == "development_only":
        return DEV
    if who == "anonymous":
        return LOGIN
    if guard.startswith("may "):
        return OPEN if guard[4:] in RIGHTS.get(who, frozenset()) else NONE
    mine = not any(name in rule.arguments for name in OWNED)
    return OPEN if mine or who == "josette" else NONE


def seen(status: int, location: str) -> str:
    """Read an answer in the words of the table."""
    if status in (302, 303) and location.startswith("/connexion"):
        return LOGIN
    return NONE if status == 404 else OPEN


@pytest.fixture
def people(app: Flask, josette: CheckingClient, marcel: CheckingClient, clock: Clock) -> dict[str, CheckingClient]:
    """Everybody of the table, logged in."""
    anonymous = app.test_client()
    assert isinstance(anonymous, CheckingClient)
    found = {"anonymous": anonymous, "josette": josette, "marcel": marcel}
    for role in STAFF:
        found[role] = staff(app, role, clock)
    return found


def staff(app: Flask, role: str, clock: Clock) -> CheckingClient:
    """Log somebody of the département in, second factor included."""
    email = f"{role}@example.org"
    with app.app_context():
        account = Account(
            email=email,
            email_key=email_key(email),
            first_name=role,
            last_name="TEST",
            role=role,
            password_hash=HASH,
            created_at=clock(),
        )
        db.session.add(account)
        db.session.commit()
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    made.get("/connexion")
    page = made.post("/connexion", data={"email": email, "password": PASSWORD}).get_data(as_text=True)
    found = re.search(r'guichet-key">([A-Z2-7 ]+)<', page)
    assert found
    code = pyotp.TOTP(found.group(1).replace(" ", "")).at(clock())
    assert made.post("/connexion/code", data={"code": code}).status_code == 200
    return made


@pytest.fixture
def filled(josette: CheckingClient, app: Flask, clock: Clock) -> dict[str, str]:
    """What Josette has: a draft with a document, a link to a helper, a session."""
    path = begin(josette, SLUG)
    fill(josette, load_file(SLUG), path, complete(SLUG))
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == "josette.durond@example.org"))
        assert account
        link = HelperLink(
            person_id=account.id,
            email="x@example.org",
            email_key="x@example.org",
            rights="fill",
            consent="",
            invited_at=clock(),
        )
        db.session.add(link)
        db.session.commit()
        link_id, account_id = str(link.id), str(account.id)
        document_id = str(db.session.scalar(select(Document.id).where(Document.draft_id.is_not(None)).limit(1)))
        session_id = str(db.session.scalar(select(Session.id).where(Session.account_id == account.id)))
        text = (ROOT / "schemas" / "procedures" / f"{SLUG}.json").read_text("utf-8")
        drafting.begin(db.session, SLUG, text, 1, account, clock())
        library, day = app.extensions["library"], clock().date()
        kept = scenarios.keep(db.session, library, (SLUG, text), "Rien", Answers(), account, clock(), day)
        test_id = str(kept.id)
        db.session.commit()
    draft_id = path.split("/")[2]
    return {
        "draft_id": draft_id,
        "document_id": document_id,
        "link_id": link_id,
        "session_id": session_id,
        "account_id": account_id,
        "slug": SLUG,
        "page_id": "navigo",
        "number": "1",
        "chapter": "commencer",
        "name": "identite",
        "purpose": "activation",
        "secret": "inconnu",
        "token": "inconnu",
        "test_id": test_id,
        "piece_id": "00000000-0000-4000-8000-000000000001",
        "upload_id": "00000000-0000-4000-8000-000000000001",
        "list_name": "colleges",
        "file": "navigo.svg",
        "code": "en",
        "filename": "build/guichet.css",
    }


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Give every route with its guard."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule, getattr(app.view_functions[rule.endpoint], GUARD)


def address(rule: Rule, known: dict[str, str]) -> str:
    """Write the address of a route for what Josette has; a new argument needs its line above."""
    path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: known[found.group(1)], rule.rule)
    path += "?ou=/navigo&page=0" if rule.endpoint in OF_A_PLACE else ""
    return path.replace("/mes-informations/navigo", "/mes-informations/identite")


@pytest.mark.check("AZ-1")
def test_every_route_lets_in_whom_the_table_says(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str]
) -> None:
    wrong = []
    for rule, guard in routes(app):
        if rule.endpoint in HIDDEN_FROM_GET or "GET" not in (rule.methods or ()):
            continue
        for who in WHO:
            answer = people[who].get(address(rule, filled))
            got = seen(answer.status_code, answer.headers.get("Location", ""))
            wanted = expected(rule, guard, who).replace(DEV, OPEN)
            home = rule.endpoint == "pages.home" and who == "anonymous"
            not_yet = rule.endpoint in NOT_SENT and who == ("agent" if guard == "may office" else "josette")
            if got != wanted and not home and not not_yet:
                wrong.append((rule.rule, who, wanted, answer.status_code))
    assert wrong == []


@pytest.mark.check("AZ-2")
def test_what_another_person_posts_to_a_request_finds_nothing_and_is_logged(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        before = snapshot()
    for rule, guard in routes(app):
        if guard != "signed_in" or not any(name in rule.arguments for name in OWNED):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            people["marcel"].get("/")
            answer = people["marcel"].open(address(rule, filled), method=method, data={})
            assert answer.status_code == 404, (method, rule.rule)
    with app.app_context():
        assert snapshot() == before
    assert "refused: account" in caplog.text


@pytest.mark.check("SE-4")
def test_no_link_changes_anything(app: Flask, people: dict[str, CheckingClient], filled: dict[str, str]) -> None:
    with app.app_context():
        before = snapshot()
    for rule, _ in routes(app):
        if "GET" in (rule.methods or ()):
            people["josette"].get(address(rule, filled))
            people["agent"].get(address(rule, filled))
    with app.app_context():
        assert snapshot() == before


def snapshot() -> dict[str, list[str]]:
    """Read every table, but for when sessions were last seen."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name != "seen_at"]
        found[table.name] = sorted(str(tuple(row)) for row in db.session.execute(select(*columns)))
    return found


@pytest.mark.check("AZ-3")
def test_a_visitor_gets_not_one_personal_byte(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str]
) -> None:
    for rule, guard in routes(app):
        if guard == "development_only":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = people["anonymous"].open(address(rule, filled), method=method, data={})
            text = answer.get_data(as_text=True)
            for word in ("DUROND", "45878855", "josette.durond", "8650", PDF[:20].decode("latin-1")):
                assert word not in text, (rule.rule, word)


def test_the_table_of_deeds_is_what_is_written() -> None:
    import uuid

    owner, other = uuid.uuid4(), uuid.uuid4()
    assert {deed for deed in DEEDS if allowed(relation(owner, owner, False, False), deed)} == set(DEEDS)
    assert {deed for deed in DEEDS if allowed(relation(other, owner, True, False), deed)} == {"see", "fill"}
    assert {deed for deed in DEEDS if allowed(relation(other, owner, True, True), deed)} == {
        "see",
        "fill",
        "send",
        "rate",
        "withdraw",
    }
    assert not any(allowed(relation(other, owner, False, True), deed) for deed in DEEDS)
