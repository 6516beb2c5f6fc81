"""Who comes to which request: it is found and authorized in one query; what one may not see does not exist."""

from __future__ import annotations

import uuid
from typing import NamedTuple, NoReturn

from flask import abort, current_app, flash, g, make_response, redirect, render_template, url_for
from flask_login import current_user

from app.accounts import helping
from app.accounts.models import Account
from app.catalogue import queries as catalogue
from app.catalogue import serving
from app.catalogue.library import Library, Loaded
from app.extensions import db
from app.security import allowed, relation
from app.submissions import queries
from app.submissions.models import Draft, Submission


class Held(NamedTuple):
    """A request as somebody comes to it: its draft, its procedure, its applicant, what they are to the applicant.

    A draft has its procedure in the language in which it is filled.
    """

    draft: Draft
    loaded: Loaded
    owner: Account
    who: str

    def own(self) -> Loaded:
        """Give the procedure in its own language, in which everything that is kept, signed or mailed is written."""
        procedure = self.loaded.procedure
        return self.loaded if procedure.language == procedure.languages[0] else library().of(self.draft.version)


def library() -> Library:
    """Give the compiled procedures of the application."""
    known: Library = g.get("library") or current_app.extensions["library"]
    return known


def me() -> Account:
    """Give the account of the person who asks."""
    found: Account = current_user._get_current_object()
    return found


def find(draft_id: uuid.UUID, deed: str = "see", spoiled: bool = False) -> Held:
    """Find a request on which the person who asks may do this; another one does not exist, and the try is logged.

    One whose version is spoiled is given only to who takes it `spoiled`.
    """
    draft = queries.draft_for(db.session, current_user.id, draft_id)
    held = _held(draft) if draft is not None else None
    if held is None or not allowed(held.who, deed):
        current_app.logger.warning("refused: account %s, %s of request %s", current_user.id, deed, draft_id)
        abort(404)
    if not spoiled:
        refuse_spoiled(held)
    return held


def _held(draft: Draft) -> Held | None:
    asking = me()
    if draft.account_id == asking.id:
        return Held(draft, _read(draft), asking, relation(asking.id, asking.id, False, False))
    owner = db.session.get(Account, draft.account_id)
    link = helping.between(db.session, asking.id, draft.account_id)
    if owner is None or link is None:
        return None
    who = relation(asking.id, owner.id, True, link.mandate_at is not None)
    return Held(draft, _read(draft), owner, who)


def _read(draft: Draft) -> Loaded:
    """Give the procedure of a draft in the language it is filled in; what was sent is read in the procedure's own."""
    own = library().of(draft.version)
    return own if draft.submission is not None else library().in_language(own, draft.language)


def unsent(draft_id: uuid.UUID, deed: str = "fill", spoiled: bool = False) -> Held:
    """Find a draft that was not sent; one that was leads to its receipt."""
    held = find(draft_id, deed, spoiled)
    if held.draft.submission is not None:
        flash(already_sent(held.draft.submission))
        abort(redirect(url_for("submissions.receipt", draft_id=held.draft.id), 303))
    return held


def is_behind(draft: Draft) -> bool:
    """Say whether a newer version of its procedure was published since a draft was last moved."""
    if draft.version.number >= catalogue.newest_number(db.session, draft.procedure_id):
        return False
    return bool(serving.later(db.session, library(), draft.version))


def refuse_spoiled(held: Held) -> None:
    """Lead to a newer version where there is one; else say that what was given is kept, and to come back."""
    if not held.loaded.fault:
        return
    if held.draft.submission is None and is_behind(held.draft):
        abort(redirect(url_for("submissions.changed", draft_id=held.draft.id), 303))
    pause(held.loaded)


def pause(loaded: Loaded) -> NoReturn:
    """Answer that a procedure cannot be shown today: its stored text was spoiled."""
    page = render_template("submissions/paused.html", title=loaded.procedure.title)
    abort(make_response(page, 503))


def current(draft_id: uuid.UUID) -> Held:
    """Find a draft to be filled with the newest version; one that is behind leads to what changed."""
    held = unsent(draft_id)
    if is_behind(held.draft):
        abort(redirect(url_for("submissions.changed", draft_id=draft_id), 303))
    return held


def already_sent(submission: Submission) -> str:
    """Say that a request was sent, and so is changed no more."""
    return f"Cette demande est déjà envoyée, sous le n° {submission.number}. Elle ne peut plus être modifiée."
