"""The recap of a request, and sending it."""

from __future__ import annotations

import uuid

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

import forms
from app.accounts import helping, sessions
from app.extensions import config, db, now, today
from app.outbox import services as outbox
from app.security import allowed, redraws_when_stale, signed_in
from app.submissions import applicant, debits, drafts, history, overtaken, presenting, renewals, sending
from app.submissions.access import Held, already_sent, current, find, is_behind, library, me
from app.submissions.models import Submission
from app.submissions.views import SAVED, Answer, bp, folder, take_over
from app.submissions.wizard import RECAP_PAGE, PagePost

READ = "mandat.lu"
"""The input that says which mandate the page showed; no question can bear this name."""
CHANGED = "Le mandat de prélèvement a changé depuis que cette page est ouverte. Relisez-le, puis envoyez votre demande."
UNREADY = "Le prélèvement n’est pas possible pour le moment. Votre demande est gardée : appelez le {phone}."
READY = "Nous avons écrit à la personne que vous aidez : elle peut relire sa demande et l’envoyer."


@bp.get("/demandes/<uuid:draft_id>/recapitulatif")
@signed_in
def recap(draft_id: uuid.UUID) -> Answer:
    """Show the recap."""
    held = current(draft_id)
    answers = drafts.answers_of(held.draft)
    if applicant.missing(held.loaded, held.owner) or presenting.journey_of(held).first_incomplete is not None:
        return redirect(presenting.resume(held), 303)
    return presenting.recap(held, answers, today())


@bp.post("/demandes/<uuid:draft_id>/recapitulatif")
@redraws_when_stale
@signed_in
def recap_post(draft_id: uuid.UUID) -> Answer:
    """Keep what was corrected on the recap, then save, go back, report to the profile, or send."""
    held = find(draft_id, "fill")
    draft, loaded = held.draft, held.loaded
    if draft.submission is not None:
        return _already(draft.submission)
    old = overtaken.older(db.session, library(), draft, request.form)
    if old is not None and not g.stale:
        return redirect(take_over(held, old, RECAP_PAGE), 303)
    post = PagePost(db.session, folder(), loaded, draft, RECAP_PAGE, request.form, MultiDict(), today(), now())
    answers, form = post.answers, post.form
    if g.stale:
        return presenting.recap(held, answers, today(), stale=True), 403
    post.autosave()
    verb, _, rest = request.form.get("action", "send").partition(" ")
    right = form.validate()
    if verb in ("send", "ready") and is_behind(draft):
        db.session.commit()
        return redirect(url_for(".changed", draft_id=draft_id), 303)
    if verb == "send" and right:
        return _send(held, answers)
    if verb == "ready" and right:
        return _ready(held, answers)
    if verb == "report":
        applicant.report(held, answers, rest)
    if verb == "language":
        drafts.speak(draft, loaded, rest)
    db.session.commit()
    return _leave(held, answers, form, verb)


def _already(submission: Submission) -> Answer:
    """Lead to the receipt; who wanted anything but sending is told why nothing was done."""
    if request.form.get("action", "send") != "send":
        flash(already_sent(submission))
    return redirect(url_for(".receipt", draft_id=submission.draft_id), 303)


def _leave(held: Held, answers: forms.Answers, form: forms.PageForm, verb: str) -> Answer:
    draft_id = held.draft.id
    if verb == "save":
        flash(SAVED)
        return redirect(url_for(".unsent_list"), 303)
    if verb == "previous":
        pages = presenting.journey_of(held).stages
        return redirect(url_for(".page", draft_id=draft_id, page_id=pages[-1].page.id), 303)
    if verb == "language":
        return redirect(url_for(".recap", draft_id=draft_id, _anchor="langues"), 303)
    if verb == "report":
        flash("C’est reporté dans vos informations personnelles.")
        return redirect(url_for(".recap", draft_id=draft_id), 303)
    return presenting.recap(held, answers, today(), form.problems), 422


def _ready(held: Held, answers: forms.Answers) -> Answer:
    """Tell the applicant that their helper has finished; sending stays theirs."""
    problems = held.loaded.procedure.problems(answers, today=today())
    if problems:
        db.session.commit()
        return presenting.recap(held, answers, today(), problems), 422
    history.note(db.session, held.draft, me(), "ready", now())
    values = {"helper": me(), "type": held.own().procedure.settings.type}
    outbox.send(
        "ready",
        held.owner.email,
        held.draft.id,
        account=held.owner,
        link=presenting.whole_address(held, ".recap"),
        **values,
    )
    db.session.commit()
    flash(READY)
    return redirect(url_for(".unsent_list"), 303)


def _send(held: Held, answers: forms.Answers) -> Answer:
    draft, loaded = held.draft, held.loaded
    if not allowed(held.who, "send"):
        return _ready(held, answers)
    if applicant.missing(loaded, held.owner):
        db.session.commit()
        return redirect(presenting.resume(held), 303)
    shown = debits.digest(presenting.sheets(held, answers, today()))
    if request.form.get(READ, shown) != shown:
        db.session.commit()
        return presenting.recap(held, answers, today(), mandate=CHANGED), 422
    expired = renewals.expired(held)
    if expired is not None:
        return expired
    copy = sending.Copy(applicant.copy_for(loaded, held.owner), held.owner, _signature())
    try:
        submission, fresh = sending.send(db.session, draft, held.own(), library(), copy, today(), now())
    except sending.NotReadyError:
        db.session.commit()
        problems = loaded.procedure.problems(answers, today=today())
        return presenting.recap(held, answers, today(), problems), 422
    except sending.ClosedError:
        db.session.commit()
        return render_template(
            "submissions/closed.html",
            loaded=loaded,
            since=drafts.closed_since(loaded.procedure.settings, draft, today()),
        ), 422
    except debits.NoCreditorError:
        db.session.commit()
        words = UNREADY.format(phone=config().department.phone)
        return presenting.recap(held, answers, today(), mandate=words), 422
    if not fresh:
        db.session.rollback()
        return _already(submission)
    _tell(held, answers, submission)
    db.session.commit()
    return redirect(url_for(".receipt", draft_id=draft.id), 303)


def _signature() -> debits.Signature:
    """Say who signs, how they logged in, and from where."""
    session = sessions.current()
    method = session.method if session is not None else ""
    return debits.Signature(me(), f"{method}+code" if me().staff else method, request.remote_addr or "")


def _tell(held: Held, answers: forms.Answers, submission: Submission) -> None:
    """Write to the applicant, and to the helpers without any content."""
    owner, own = held.owner, held.own()
    values = presenting.mail_values(own, submission)
    outbox.send("sent", owner.email, held.draft.id, account=owner, submission=submission, **values)
    named = applicant.named_helper(own, answers)
    for address in helping.to_tell(db.session, owner, [named] if named else []):
        outbox.send("progress", address, held.draft.id, account=owner, settings=own.procedure.settings)


@bp.get("/demandes/<uuid:draft_id>/arret")
@signed_in
def stopped(draft_id: uuid.UUID) -> Answer:
    """Say why the request cannot go on, and where to turn."""
    held = current(draft_id)
    problem = held.loaded.procedure.stop(drafts.answers_of(held.draft), today=today())
    if problem is None:
        return redirect(presenting.resume(held), 303)
    return render_template("submissions/stopped.html", draft=held.draft, loaded=held.loaded, problem=problem)
