"""A renewal on a phone, from last year's request to sending; the list of drafts; without JavaScript too."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

import forms
from app import create_app
from app.accounts.models import Account
from app.catalogue.queries import latest
from app.config import from_env
from app.extensions import db, utc_now
from app.submissions import debits, drafts, sending
from app.submissions.models import Submission
from app.uploads.models import Document
from app.uploads.services import Slot, metadata, take_in
from tests.app.walk import PDF
from tests.conftest import KEYS
from tests.journeys.conftest import PHONE, Judge, Site, context
from tests.journeys.driver import NEXT, Person
from tests.people import PROFILE, complete

SLUG = "amethyste-renouvellement"
CONFIRM = ".guichet-buttons button:has-text('Oui, c’est exact')"


def portal(site: Site) -> Flask:
    """Open the portal's database beside the server."""
    env = {"GUICHET_ENV": "development", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": KEYS}
    env |= {"INSTANCE_DIR": str(site.files), "BASE_URL": site.address}
    return create_app(from_env({**env, "DATABASE_URL": f"sqlite:///{site.files / 'guichet.sqlite3'}"}))


def sent_last_year(site: Site, address: str) -> None:
    """Make a request that was sent ten months ago and accepted, with its documents."""
    app = portal(site)
    with app.app_context():
        then = utc_now() - timedelta(days=300)
        library, folder = app.extensions["library"], app.extensions["documents"]
        owner = db.session.scalars(select(Account).where(Account.email == address)).one()
        version = latest(db.session, SLUG)
        assert version
        loaded = library.of(version)
        draft = drafts.begin(db.session, owner.id, version, loaded, then)
        values = complete(SLUG)
        answers = forms.Answers(values={k: v for k, v in values.items() if not isinstance(v, list)}, posted=None)
        for key in (key for key, value in values.items() if isinstance(value, list)):
            slot = Slot((), None, draft.id, f"/{key}")
            document = take_in(db.session, folder, slot, f"{key}.pdf", io.BytesIO(PDF), then)
            answers = forms.add_document(answers, f"/{key}", metadata(document))
        drafts.keep(draft, answers, loaded, then)
        db.session.flush()
        day = date.today()
        copy = sending.Copy(PROFILE, owner, debits.Signature(owner, "password", "127.0.0.1"))
        submission, _ = sending.send(db.session, draft, loaded, library, copy, day, then)
        submission.status, submission.accepted_at = "acceptee", then
        submission.valid_from, submission.valid_until = then.date(), then.date() + timedelta(days=364)
        db.session.commit()
        db.engine.dispose()


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_last_years_request_is_renewed(browser: Browser, site: Site, judge: Judge, person: str, js: bool) -> None:
    """Pages are confirmed one by one; what changed and what is no longer valid is given; the recap tells it."""
    sent_last_year(site, person)
    window = context(browser, js, PHONE)
    walker = Person(window.new_page(), site, judge, js)
    page = walker.page
    walker.log_in(person)
    page.goto(f"{site.address}/demarches/{SLUG}")
    walker.look("entry, with a renewal")
    page.click("a:has-text('Renouveler ma demande')")
    walker.look("renewal: what is taken over")
    page.click(".guichet-buttons button:has-text('Suivant')")
    walker.look("renewal: conditions not accepted")
    page.check("#conditions")
    page.click(".guichet-buttons button:has-text('Suivant')")
    assert "Est-ce toujours exact" in page.inner_text("main")
    walker.look("renewal: own information")
    page.click(CONFIRM)
    for name in ("navigo", "statut"):
        assert walker.page_id() == name
        walker.look(f"renewal: {name}")
        page.click(CONFIRM)
    page.fill("#revenu", "9100")
    walker.next()
    page.click(CONFIRM)
    walker.look("renewal: a consent is given again")
    assert not page.is_checked("#sepa-mandat")
    page.check("#sepa-mandat")
    walker.next()
    walker.look("renewal: documents")
    page.goto(f"{site.address}/demandes/a-finaliser")
    walker.look("drafts, a renewal among them")
    assert "Il reste 1" in page.inner_text("main")
    page.click("a:has-text('Reprendre')")
    page.set_input_files("#domicile", site.files / "ID.pdf")
    if js:
        page.wait_for_timeout(300)
    page.click(NEXT)
    page.wait_for_url("**/recapitulatif")
    walker.look("renewal: recap")
    assert "Avant" in page.inner_text(".guichet-card")
    page.click("button:has-text('Envoyer ma demande')")
    assert page.inner_text("h1") == "Votre demande a été envoyée avec succès."
    page.goto(f"{site.address}/demandes")
    walker.look("requests, after a renewal")
    assert walker.errors == []
    window.close()
    still_whole(site, person)


def still_whole(site: Site, address: str) -> None:
    """Last year's request has kept its documents; the new one has its own."""
    app = portal(site)
    with app.app_context():
        owner = db.session.scalars(select(Account).where(Account.email == address)).one()
        requests = db.session.scalars(select(Submission).where(Submission.account_id == owner.id)).all()
        assert len(requests) == 2
        for one in requests:
            kept = db.session.scalars(select(Document).where(Document.draft_id == one.draft_id)).all()
            assert len(kept) == 5
        db.engine.dispose()
