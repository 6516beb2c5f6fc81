"""What agents ask and write: a document, a message, « j’ai vu »."""

from __future__ import annotations

import uuid

from flask import abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.accounts import services as links
from app.catalogue.library import Loaded
from app.extensions import db, now, today
from app.office import asking, queries, services
from app.office.views import STALE, Wrong, bp, drawn, found
from app.security import may, redraws_when_stale
from app.submissions import history, messages, pieces, telling
from app.submissions.access import me
from app.submissions.exchange_models import PieceRequest

Answer = Redirect | tuple[str, int]


@bp.post("/bureau/demandes/<uuid:draft_id>/pieces")
@redraws_when_stale
@may("office")
def ask(draft_id: uuid.UUID) -> Answer:
    """Ask for a document: the mail says which, why, until when, and bears the link that opens its page."""
    if g.stale:
        return drawn(draft_id, Wrong("document", STALE)), 403
    row, loaded = found(draft_id)
    typed = request.form
    wish = asking.Wish(*(typed.get(name, "") for name in ("document", "titre", "raison", "delai")))
    try:
        piece = asking.ask(db.session, row.submission, loaded, me(), wish, now(), today())
    except services.UnfitError as unfit:
        return drawn(draft_id, Wrong(unfit.at, str(unfit))), 422
    _tell(row, loaded, piece)
    db.session.commit()
    flash(f"« {piece.title} » est demandé. La personne est prévenue par courriel.")
    return redirect(url_for(".show", draft_id=draft_id, _anchor="documents"), 303)


def _tell(row: queries.Row, loaded: Loaded, piece: PieceRequest) -> None:
    if row.person.email:
        secret = links.make_token(db.session, row.person, "piece", now(), detail=str(piece.id), alone=False)
        target = telling.whole("submissions.piece", secret=secret)
        telling.person("piece_asked", row.submission, loaded, row.person, piece=piece, link=target)
    telling.helpers(row.submission, loaded, row.person)


@bp.post("/bureau/demandes/<uuid:draft_id>/pieces/<uuid:piece_id>/retirer")
@may("office")
def call_off(draft_id: uuid.UUID, piece_id: uuid.UUID) -> Answer:
    """Ask for a document no more; its link dies, and the person is told."""
    row, loaded = found(draft_id)
    piece = pieces.one(db.session, row.submission, piece_id)
    if piece is None:
        abort(404)
    try:
        asking.call_off(db.session, row.submission, loaded, me(), piece, now())
    except services.UnfitError as unfit:
        return drawn(draft_id, Wrong(unfit.at, str(unfit))), 422
    telling.person("updated", row.submission, loaded, row.person, refusal=False)
    telling.helpers(row.submission, loaded, row.person)
    db.session.commit()
    flash(f"« {piece.title} » n’est plus demandé.")
    return redirect(url_for(".show", draft_id=draft_id, _anchor="documents"), 303)


@bp.post("/bureau/demandes/<uuid:draft_id>/messages")
@redraws_when_stale
@may("office")
def write(draft_id: uuid.UUID) -> Answer:
    """Write to the applicant, who is told by mail, without the content; the helpers too."""
    if g.stale:
        return drawn(draft_id, Wrong("message", STALE)), 403
    row, loaded = found(draft_id)
    text = request.form.get("message", "")
    try:
        messages.write(db.session, row.submission, me(), text, now(), from_office=True)
    except messages.UnfitError as unfit:
        return drawn(draft_id, Wrong("message", str(unfit))), 422
    target = telling.whole("submissions.exchange", draft_id=draft_id)
    telling.person("message_for_person", row.submission, loaded, row.person, link=target)
    telling.helpers(row.submission, loaded, row.person)
    db.session.commit()
    flash("Votre message est envoyé. La personne est prévenue par courriel.")
    return redirect(url_for(".show", draft_id=draft_id, _anchor="messages"), 303)


@bp.post("/bureau/demandes/<uuid:draft_id>/vu")
@may("office")
def see(draft_id: uuid.UUID) -> Redirect:
    """Note that the messages and the documents that came were seen: a page that is only opened changes nothing."""
    row, _ = found(draft_id)
    messages.mark_read(db.session, row.submission, by_office=True, now=now())
    history.note(db.session, row.submission.draft, me(), "seen", now())
    db.session.commit()
    flash("C’est noté : les messages et les documents arrivés sont vus.")
    return redirect(url_for(".show", draft_id=draft_id), 303)
