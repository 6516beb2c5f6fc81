"""People with whole drafts and open sessions, made by the portal's own services, without the cost of passwords."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import forms
from app.accounts import sessions
from app.accounts.models import Account
from app.catalogue.queries import latest
from app.extensions import db, now
from app.profile import services as profile
from app.submissions import drafts
from tests.faults.portal import Portal
from tests.people import PROFILE, complete

WHOLE, TYPED = "amethyste-renouvellement", "cheque-reussite"
BATCH = 50


@dataclass(frozen=True)
class Seed:
    """A person with a draft: what their browser holds, and where the draft is."""

    account: uuid.UUID
    email: str
    cookie: str
    draft: uuid.UUID


def seed(portal: Portal, count: int, slug: str = WHOLE, filled: bool = True) -> list[Seed]:
    """Make so many people, each with a draft of a procedure, ready to be sent or empty."""
    made: list[Seed] = []
    for start in range(0, count, BATCH):
        many = min(BATCH, count - start)
        with portal.app.test_request_context("/", method="POST"):
            made += [_one(portal, slug, filled) for _ in range(many)]
            db.session.commit()
    return made


def _one(portal: Portal, slug: str, filled: bool) -> Seed:
    name = uuid.uuid4().hex
    email = f"{name}@example.org"
    account = Account(email=email, email_key=email, first_name="Josette", last_name="DUROND", created_at=now())
    db.session.add(account)
    db.session.flush()
    profile.keep(db.session, account, forms.Answers(values=dict(PROFILE)), now())
    version = latest(db.session, slug)
    assert version
    loaded = portal.app.extensions["library"].of(version)
    draft = drafts.begin(db.session, account.id, version, loaded, now())
    if filled:
        posted = frozenset(page.id for page in loaded.procedure.pages)
        drafts.keep(draft, forms.Answers(values=complete(slug), posted=posted), loaded, now())
    cookie = sessions.enter(account)
    db.session.flush()
    return Seed(account.id, email, cookie, draft.id)
