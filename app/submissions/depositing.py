"""« PIÈCES JOINTES », and the page that one link of a mail opens for the one document that was asked for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as Page
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

import forms
from app.accounts import services
from app.accounts.models import Account, Token
from app.accounts.queries import live_token, token
from app.accounts.views import POSTS, private
from app.catalogue.library import Loaded
from app.extensions import db, now
from app.security import anyone, signed_in
from app.submissions import deposits, mandates, pieces, queries, sending, telling
from app.submissions.access import Held, library, me
from app.submissions.exchange_models import PieceRequest
from app.submissions.follow_up import head, sent_or_resumed
from app.submissions.models import Submission
from app.submissions.views import Answer, bp, folder
from app.uploads.models import Document
from app.uploads.services import MAX_REQUEST, RefusedError

WITHIN = "Les pièces ajoutées seront automatiquement prises en compte pour le traitement de votre demande 24 h après "
WITHIN += "leur dépôt."
PURPOSE = "piece"


@bp.get("/demandes/<uuid:draft_id>/pieces")
@signed_in
def documents(draft_id: uuid.UUID) -> str:
    """Show « PIÈCES JOINTES »: what is asked, what may be added, what is there."""
    submission, held = sent_or_resumed(draft_id)
    return _documents(submission, held)


def _documents(submission: Submission, held: Held, refused: str = "", at: str = "charger") -> str:
    answers = pieces.answers_of(submission)
    values = head(submission, held, "documents")
    accepted = {one.id: deposits.target(one, held.loaded, answers, submission.sent_at) for one in values["awaited"]}
    return render_template(
        "submissions/documents.html",
        files=pieces.filed(db.session, submission, held.loaded, answers),
        accepted={key: words_of(one) for key, one in accepted.items()},
        room=forms.size_text(MAX_REQUEST),
        accepted_here=words_of(deposits.Target(mandates.TYPES, mandates.MAX_SIZE, pieces.MOST_FILES)),
        refused=refused,
        at=at,
        within=WITHIN,
        **values,
    )


class Accepted(NamedTuple):
    """What a place for files accepts: in words, as the browser reads it, several or one."""

    words: str
    types: str
    several: bool


def words_of(target: deposits.Target) -> Accepted:
    """Say what a place for files accepts."""
    size = forms.size_text(target.max_size) if target.max_size else ""
    count = f"{target.most} fichiers au plus" if target.most > 1 else "un seul fichier"
    words = f"{forms.types_text(target.types)}, {size} au plus chacun, {count}."
    return Accepted(words, ",".join(target.types), target.most > 1)


def _chosen() -> Sequence[FileStorage]:
    return [file for file in request.files.getlist("pieces") if file.filename]


@bp.post("/demandes/<uuid:draft_id>/pieces")
@POSTS
@signed_in
def add_pieces(draft_id: uuid.UUID) -> Answer:
    """Add documents to a request that was sent, while it is open: all that were chosen, or none."""
    submission, held = sent_or_resumed(draft_id, "fill")
    try:
        taken = pieces.add(db.session, folder(), submission, held.loaded, _chosen(), me(), now())
    except RefusedError as refused:
        db.session.rollback()
        return _documents(submission, held, str(refused)), refused.status
    _tell(submission, held.loaded, held.owner, taken, None)
    db.session.commit()
    flash(f"C’est chargé. {WITHIN}")
    return redirect(url_for(".documents", draft_id=draft_id), 303)


@bp.post("/demandes/<uuid:draft_id>/pieces/<uuid:piece_id>")
@POSTS
@signed_in
def deposit(draft_id: uuid.UUID, piece_id: uuid.UUID) -> Answer:
    """Take in a document that was asked for, from somebody who is logged in."""
    submission, held = sent_or_resumed(draft_id, "fill")
    piece = pieces.one(db.session, submission, piece_id)
    if piece is None:
        abort(404)
    given = deposits.Deposit(_chosen(), me())
    try:
        _take(submission, held.loaded, held.owner, piece, given)
    except RefusedError as refused:
        db.session.rollback()
        at = f"piece-{piece_id}" if piece.awaited else "charger"
        return _documents(submission, held, str(refused), at), refused.status
    db.session.commit()
    flash(f"« {piece.title} » est bien arrivé. {WITHIN}")
    return redirect(url_for(".documents", draft_id=draft_id), 303)


def _take(submission: Submission, loaded: Loaded, owner: Account, piece: PieceRequest, given: deposits.Deposit) -> None:
    """Take a document in, let the request go on when it can, and tell its people. Raises RefusedError."""
    taken = deposits.deposit(db.session, folder(), submission, loaded, piece, given, now())
    moved = deposits.settle(db.session, submission, loaded, now())
    _tell(submission, loaded, owner, taken, moved)


def _tell(
    submission: Submission, loaded: Loaded, owner: Account, taken: Sequence[Document], moved: forms.Status | None
) -> None:
    """Acknowledge what came; the helpers are told when the status moved."""
    status = sending.status_of(loaded.procedure.settings, submission.status)
    values = {"count": len(taken), "at": now(), "status": status, "moved": moved is not None}
    telling.person("documents_received", submission, loaded, owner, **values)
    if moved is not None:
        telling.helpers(submission, loaded, owner)


class Linked(NamedTuple):
    """What a link of a mail opens: the one document asked for, its request, its procedure."""

    token: Token
    piece: PieceRequest
    submission: Submission
    loaded: Loaded


def _linked(found: Token | None) -> Linked | None:
    """Find what a link is about."""
    piece = db.session.get(PieceRequest, uuid.UUID(found.detail)) if found else None
    submission = queries.submission(db.session, piece.submission_id) if piece else None
    if found is None or piece is None or submission is None:
        return None
    db.session.refresh(piece)
    return Linked(found, piece, submission, library().of(submission.version))


def _live(secret: str) -> Linked | None:
    """Find what a link opens, if it may still be used and the document is still awaited."""
    known = _linked(live_token(db.session, PURPOSE, secret, now()))
    if known is None or not known.piece.awaited:
        return None
    return None if deposits.over(known.loaded.procedure.settings, known.submission) else known


@bp.get("/piece/<secret>")
@anyone
def piece(secret: str) -> Page:
    """Show the one document that is asked for; following the link uses nothing up."""
    known = _live(secret)
    return _piece(known) if known else _dead(secret)


def _piece(known: Linked, refused: str = "") -> Page:
    answers = pieces.answers_of(known.submission)
    accepted = deposits.target(known.piece, known.loaded, answers, known.submission.sent_at)
    return private(
        "submissions/piece.html",
        422 if refused else 200,
        piece=known.piece,
        number=known.submission.number,
        type=known.loaded.procedure.settings.type,
        accepted=words_of(accepted),
        refused=refused,
        within=WITHIN,
    )


@bp.post("/piece/<secret>")
@POSTS
@anyone
def piece_post(secret: str) -> Page | Response:
    """Take the document in, and use the link up; a file that is refused leaves it as it was."""
    known = _live(secret)
    if known is None:
        return _dead(secret)
    owner = known.token.account
    given = deposits.Deposit(_chosen(), owner, by_link=True)
    try:
        services.use_token(db.session, PURPOSE, secret, now(), known.token)
        _take(known.submission, known.loaded, owner, known.piece, given)
    except (services.LinkDeadError, RefusedError) as refused:
        db.session.rollback()
        return _piece(known, str(refused)) if _live(secret) else _dead(secret)
    db.session.commit()
    return redirect(url_for(".piece", secret=secret), 303)


def _dead(secret: str) -> Page:
    """Say that a link is dead, or that it did what it was for; either way one may log in."""
    found = token(db.session, PURPOSE, secret)
    same = found is not None and found.email_key == found.account.email_key
    known = _linked(found) if same else None
    arrived = known.piece.answered_at if known else None
    return private("submissions/piece_dead.html", 200 if arrived else 410, arrived=arrived, within=WITHIN)
