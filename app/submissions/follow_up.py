"""The pages of what was sent or saved: lists, receipt, rating, detail, documents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

import forms
from app.catalogue.library import Loaded
from app.extensions import db, now
from app.outbox import services as outbox
from app.security import OWNER, signed_in
from app.submissions import history, mandates, presenting, queries, renewals, sending, unfinished, vault
from app.submissions.access import Held, find, library, me, unsent
from app.submissions.models import Submission
from app.submissions.views import Answer, bp, folder
from app.uploads.services import RefusedError, Slot, take_in

FATES = {"waiting": "à envoyer", "sent": "envoyé", "failed": "non distribué", "bounced": "non distribué"}
MOST_FILES = 5
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
    rows = [(one, loaded, sending.status_of(loaded.procedure.settings, one.status)) for one, loaded in found]
    return render_template("submissions/current.html", rows=rows, renewable=renewals.own_offers())


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
    draft, loaded, *_ = unsent(draft_id, "delete")
    return render_template("submissions/delete_draft.html", draft=draft, loaded=loaded)


@bp.post("/demandes/<uuid:draft_id>/supprimer")
@signed_in
def delete_draft_post(draft_id: uuid.UUID) -> Response:
    """Delete a draft and its documents."""
    draft, *_ = unsent(draft_id, "delete")
    documents = queries.documents(db.session, draft.id)
    db.session.delete(draft)
    db.session.commit()
    for document in documents:
        folder().drop(document.id)
    flash("La demande à finaliser est supprimée.")
    return redirect(url_for(".unsent_list"), 303)


@bp.get("/demandes/<uuid:draft_id>/envoyee")
@signed_in
def receipt(draft_id: uuid.UUID) -> str:
    """Show the receipt, and ask how it went."""
    submission, held = sent(draft_id)
    loaded = held.loaded
    values = presenting.receipt_values(loaded, submission)
    return render_template("submissions/receipt.html", submission=submission, loaded=loaded, stars=STARS, **values)


@bp.post("/demandes/<uuid:draft_id>/avis")
@signed_in
def rate(draft_id: uuid.UUID) -> Response:
    """Keep the rating, once."""
    submission, _ = sent(draft_id, "rate")
    text = request.form.get("note", "")
    if text.isascii() and text.isdecimal():
        sending.rate(db.session, submission, me(), int(text), now(), request.form.get("commentaire", ""))
        db.session.commit()
        flash("Merci pour votre avis.")
    return redirect(url_for(".current"), 303)


@bp.get("/demandes/<uuid:draft_id>")
@signed_in
def detail(draft_id: uuid.UUID) -> Answer:
    """Show a request: its status, the answer of the département, what was sent."""
    held = find(draft_id)
    if held.draft.submission is None:
        return redirect(presenting.resume(held), 303)
    return _detail(held, held.draft.submission)


@bp.post("/demandes/<uuid:draft_id>/pieces")
@signed_in
def add_pieces(draft_id: uuid.UUID) -> Answer:
    """Add documents to a request that was sent, while it is open."""
    submission, held = sent(draft_id, "fill")
    if not sending.status_of(held.loaded.procedure.settings, submission.status).open:
        return _detail(held, submission, "Cette demande est terminée : on ne peut plus y ajouter de pièce."), 422
    files = [file for file in request.files.getlist("pieces") if file.filename]
    if not files:
        return _detail(held, submission, "Choisissez d’abord un fichier, puis chargez-le."), 422
    for file in files[:MOST_FILES]:
        slot = Slot(mandates.TYPES, mandates.MAX_SIZE, draft_id)
        try:
            document = take_in(db.session, folder(), slot, str(file.filename), file.stream, now())
        except RefusedError as refused:
            db.session.commit()
            return _detail(held, submission, str(refused)), 422
        history.note(db.session, held.draft, me(), "document", now(), {"name": document.name})
    db.session.commit()
    flash("C’est chargé. Les pièces ajoutées seront prises en compte pour le traitement de votre demande sous 24 h.")
    return redirect(url_for(".detail", draft_id=draft_id), 303)


def _detail(held: Held, submission: Submission, refused: str = "") -> str:
    loaded = held.loaded
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    sections = loaded.procedure.recap(answers, masked=True, today=submission.sent_at.date(), sent=True)
    events = [(one, history.words(one)) for one in queries.events(db.session, held.draft.id)]
    return render_template(
        "submissions/detail.html",
        submission=submission,
        loaded=loaded,
        about=sent_about(submission, loaded),
        sections=sections,
        events=events,
        documents=queries.documents(db.session, held.draft.id),
        open=sending.status_of(loaded.procedure.settings, submission.status).open,
        refused=refused,
        mails=outbox.fates(db.session, held.draft.id),
        fates=FATES,
        helping=held.who != OWNER,
        owner=held.owner,
        **presenting.receipt_values(loaded, submission),
    )


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
