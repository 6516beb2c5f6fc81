"""The pages of what was sent or saved: lists, receipt, rating, detail, documents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

import forms
from app.catalogue.library import Loaded
from app.database import writes
from app.extensions import db, now
from app.numbers import natural
from app.outbox import services as outbox
from app.security import OWNER, allowed, redraws_when_stale, signed_in
from app.submissions import (
    debits,
    deposits,
    history,
    mandates,
    marks,
    messages,
    moving,
    pieces,
    presenting,
    queries,
    renewals,
    sending,
    telling,
    unfinished,
    vault,
)
from app.submissions.access import Held, find, library, me, unsent
from app.submissions.models import Submission
from app.submissions.views import Answer, bp, folder
from app.uploads.services import drop_after_commit

FATES = {"waiting": "à envoyer", "sent": "envoyé", "failed": "non distribué", "bounced": "non distribué"}
NO_STARS = "Choisissez une note de 1 à 5, ou effacez votre commentaire."
LATE = "La page était ouverte depuis longtemps. Votre avis est toujours là : cliquez de nouveau sur « Terminer »."
STARS = ((5, "Très bonne"), (4, "Bonne"), (3, "Acceptable"), (2, "Mauvaise"), (1, "Très mauvaise"))


def sent(draft_id: uuid.UUID, deed: str = "see") -> tuple[Submission, Held]:
    """Find a request that was sent, on which the person who asks may do this."""
    held = find(draft_id, deed)
    if held.draft.submission is None:
        abort(404)
    return held.draft.submission, held


@bp.get("/demandes")
@signed_in
def current() -> str:
    """Show « Mes demandes en cours »."""
    found = [(one, library().of(one.version)) for one in queries.sent(db.session, current_user.id)]
    ids = [one.id for one, _ in found]
    return render_template(
        "submissions/current.html",
        rows=[(one, loaded, sending.status_of(loaded.procedure.settings, one.status)) for one, loaded in found],
        awaited=marks.awaited(db.session, ids),
        unread=marks.unread(db.session, ids, from_office=True),
        renewable=renewals.own_offers(),
    )


@bp.get("/demandes/a-finaliser")
@signed_in
def unsent_list() -> str:
    """Show « Mes demandes à finaliser »."""
    rows, renewable = unfinished.of_person(), renewals.own_offers()
    return render_template("submissions/unsent_list.html", rows=rows, renewable=renewable)


@bp.get("/demandes/<uuid:draft_id>/supprimer")
@signed_in
def delete_draft(draft_id: uuid.UUID) -> str:
    """Ask before a draft is deleted."""
    held = unsent(draft_id, "delete")
    return render_template("submissions/delete_draft.html", draft=held.draft, loaded=held.own())


@bp.post("/demandes/<uuid:draft_id>/supprimer")
@signed_in
def delete_draft_post(draft_id: uuid.UUID) -> Response:
    """Delete a draft and its documents."""
    draft, *_ = unsent(draft_id, "delete")
    for document in queries.documents(db.session, draft.id):
        drop_after_commit(db.session, folder(), document.id)
    db.session.delete(draft)
    db.session.commit()
    flash("La demande à finaliser est supprimée.")
    return redirect(url_for(".unsent_list"), 303)


@bp.get("/demandes/<uuid:draft_id>/envoyee")
@signed_in
def receipt(draft_id: uuid.UUID) -> str:
    """Show the receipt, and ask how it went."""
    return _receipt(*sent(draft_id))


def _receipt(submission: Submission, held: Held, wrong: str = "") -> str:
    """Draw the receipt; after a rating that was not kept, with what is wrong and all that was sent."""
    loaded = held.loaded
    return render_template(
        "submissions/receipt.html",
        submission=submission,
        wrong=[(f"#note-{STARS[0][0]}", wrong)] if wrong else [],
        typed=request.form if wrong else {},
        loaded=loaded,
        stars=STARS,
        helping=held.who != OWNER,
        owner=held.owner,
        mandates=debits.of(db.session, submission) if allowed(held.who, "send") else (),
        **presenting.receipt_values(loaded, submission),
    )


@bp.post("/demandes/<uuid:draft_id>/avis")
@redraws_when_stale
@signed_in
def rate(draft_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep the rating, once; who gives none and writes nothing just goes on."""
    submission, held = sent(draft_id, "rate")
    stars, comment = natural(request.form.get("note", "")), request.form.get("commentaire", "").strip()
    known = stars in {number for number, _ in STARS}
    if submission.rating is None and (known or comment):
        if g.stale or stars is None or not known:
            return _receipt(submission, held, LATE if g.stale else NO_STARS), 403 if g.stale else 422
        sending.rate(db.session, submission, me(), stars, now(), comment)
        db.session.commit()
        flash("Merci pour votre avis.")
    return redirect(url_for(".current"), 303)


@bp.get("/demandes/<uuid:draft_id>")
@signed_in
def detail(draft_id: uuid.UUID) -> Answer:
    """Show a request: its status, the answer of the département, what was sent, what happened."""
    submission, held = sent_or_resumed(draft_id)
    answers = pieces.answers_of(submission)
    loaded = held.loaded
    return render_template(
        "submissions/detail.html",
        about=sent_about(submission, loaded),
        sections=loaded.procedure.recap(answers, masked=True, today=submission.sent_at.date(), sent=True),
        events=history.told(queries.events(db.session, draft_id)),
        mails=[one for one in outbox.fates(db.session, draft_id) if one.name not in telling.FOR_SERVICE],
        fates=FATES,
        may_withdraw=allowed(held.who, "withdraw") and moving.withdrawn(loaded.procedure.settings) is not None,
        **head(submission, held, "detail"),
    )


def sent_or_resumed(draft_id: uuid.UUID, deed: str = "see") -> tuple[Submission, Held]:
    """Find a request that was sent; a draft leads to where it goes on. Who writes sees it as it is after waiting."""
    held = find(draft_id, deed)
    if held.draft.submission is None:
        abort(redirect(presenting.resume(held), 303))
    if writes.get():
        db.session.refresh(held.draft.submission)
    return held.draft.submission, held


def head(submission: Submission, held: Held, tab: str) -> dict[str, Any]:
    """Give what stands above every tab of a request: its line, what is awaited, what was not read."""
    return {
        "submission": submission,
        "loaded": held.loaded,
        "tab": tab,
        "helping": held.who != OWNER,
        "owner": held.owner,
        "open": not deposits.over(held.loaded.procedure.settings, submission),
        "awaited": marks.awaited(db.session, [submission.id])[submission.id],
        "unread": messages.unread(db.session, submission, from_office=True),
        **presenting.receipt_values(held.loaded, submission),
    }


def sent_about(submission: Submission, loaded: Loaded) -> Sequence[forms.RecapSection]:
    """Give the applicant's part of a request as it was sent."""
    version = submission.profile_version
    if version is None:
        return ()
    part = library().of(version).procedure.only(loaded.procedure.settings.profile)
    return part.recap(vault.opened(submission.profile), masked=True, today=submission.sent_at.date(), sent=True)


@bp.get("/demandes/<uuid:draft_id>/documents/<uuid:document_id>")
@signed_in
def download(draft_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """Give a document to its owner, as a file to keep, never shown inside the site."""
    draft, *_ = find(draft_id)
    document = queries.document(db.session, draft.id, document_id)
    if document is None:
        abort(404)
    return mandates.sealed(document)


def counts() -> tuple[int, int]:
    """Count the requests and the drafts of the person, for the tiles of the home page."""
    return queries.counts(db.session, current_user.id)
