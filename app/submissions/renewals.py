"""The pages by which a renewal is begun, for oneself or for somebody one helps."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.models import Account, HelperLink
from app.catalogue.library import Loaded
from app.catalogue.models import ProcedureVersion
from app.catalogue.services import state_of
from app.catalogue.serving import latest
from app.extensions import db, now, today
from app.security import OWNER, signed_in
from app.submissions import applicant, confirming, drafts, history, presenting, queries, renewing
from app.submissions.access import Held, library, me
from app.submissions.beginning import TOO_MANY, helped
from app.submissions.models import Draft, Submission
from app.submissions.views import Answer, bp, folder


class Offer(NamedTuple):
    """A request that may be renewed: whose it is, by which link (for a helper), the draft that renews it already."""

    owner: Account
    link: HelperLink | None
    renewed: Submission
    begun: Draft | None


def offers(account: object, version: ProcedureVersion) -> list[Offer]:
    """Give what somebody may renew of a procedure: their own request, those of the people for whom they fill in."""
    if not account:
        return []
    found = [_offer(me(), None, version), *(_offer(link.person, link, version) for link in helped())]
    return [one for one in found if one is not None]


def _offer(owner: Account, link: HelperLink | None, version: ProcedureVersion) -> Offer | None:
    renewed = renewing.last(db.session, library(), owner.id, version, now())
    if renewed is None:
        return None
    return Offer(owner, link, renewed, queries.renewal_draft(db.session, owner.id, renewed.id))


def own_offers() -> list[tuple[Loaded, Submission]]:
    """Give what a person may renew of any procedure and has not begun to."""
    return renewing.offers(db.session, library(), me().id, now())


def _wanted(slug: str, link_id: str) -> tuple[ProcedureVersion, Loaded, Offer | None]:
    version = latest(db.session, library(), slug)
    if version is None:
        abort(404)
    if version.procedure.state != "published":
        abort(redirect(url_for("catalogue.entry", slug=slug), 303))
    offer = next((one for one in offers(me(), version) if str(one.link.id if one.link else "") == link_id), None)
    return version, library().of(version), offer


@bp.get("/demarches/<slug>/renouveler")
@signed_in
def renew(slug: str) -> Answer:
    """Show what a renewal takes over, and what is to be given again."""
    _, loaded, offer = _wanted(slug, request.args.get("pour", ""))
    if offer is None:
        return redirect(url_for("catalogue.entry", slug=slug), 303)
    return _page(loaded, offer)


def _page(loaded: Loaded, offer: Offer, wrong: bool = False) -> str:
    papers = [confirming.line(one, today()) for one in renewing.papers(db.session, loaded, offer.renewed)]
    return render_template(
        "submissions/renew.html",
        loaded=loaded,
        procedure=loaded.procedure,
        offer=offer,
        papers=papers,
        open=state_of(loaded.procedure.settings, today()) == "open",
        other=queries.begun_draft(db.session, offer.owner.id, offer.renewed.draft.procedure_id),
        wrong=wrong,
        chosen=request.values.get("langue", "")[:2],
    )


@bp.post("/demarches/<slug>/renouveler")
@signed_in
def renew_post(slug: str) -> Answer:
    """Begin a renewal, or open the one that was begun."""
    version, loaded, offer = _wanted(slug, request.form.get("pour", ""))
    if offer is None:
        return redirect(url_for("catalogue.entry", slug=slug), 303)
    if offer.begun is not None:
        drafts.speak(offer.begun, loaded, request.form.get("langue", ""))
        db.session.commit()
        return redirect(presenting.resume(_held(offer.begun, offer)), 303)
    if state_of(loaded.procedure.settings, today()) != "open":
        return redirect(url_for("catalogue.entry", slug=slug), 303)
    if loaded.procedure.terms is not None and not request.form.get("conditions"):
        return _page(loaded, offer, wrong=True), 422
    try:
        draft = _begin(version, loaded, offer)
    except drafts.TooManyError:
        flash(TOO_MANY)
        return redirect(url_for(".unsent_list"), 303)
    drafts.speak(draft, loaded, request.form.get("langue", "") or offer.renewed.draft.language)
    return _enter(_held(draft, offer))


def _begin(version: ProcedureVersion, loaded: Loaded, offer: Offer) -> Draft:
    """Begin the draft and fill it; another click at the same moment gets the same one, and fills nothing."""
    helper, renewed, key = (me().id if offer.link else None), offer.renewed, uuid.uuid4()
    origin = {"renews_id": renewed.draft_id, "key": key}
    draft = drafts.begin(db.session, offer.owner.id, version, loaded, now(), helper, another=True, **origin)
    if draft.id == key:
        renewing.fill(db.session, folder(), draft, loaded, renewed, now())
        history.note(db.session, draft, me(), "renewed", now(), {"number": renewed.number})
    return draft


def _enter(held: Held) -> Response:
    """Go to the first page, which is that of the applicant's own information when the procedure needs any."""
    about = url_for(".about", draft_id=held.draft.id, tout="oui")
    target = about if applicant.needed(held.loaded) else presenting.resume(held)
    held.draft.profile_asked = target == about
    db.session.commit()
    return redirect(target, 303)


def _held(draft: Draft, offer: Offer) -> Held:
    return Held(draft, library().of(draft.version), offer.owner, OWNER)


def expired(held: Held) -> Response | None:
    """Take out of a renewal the documents that no longer serve; then lead to where they are given again."""
    gone = renewing.let_go(db.session, held.draft, held.loaded, now())
    if not gone:
        return None
    keys: list[uuid.UUID] = [one.document.id for one in gone]
    names = ", ".join(one.question.texts.title for one in gone)
    db.session.commit()
    for key in keys:
        folder().drop(key)
    flash(f"À redonner, car ce n’est plus valable : {names}. Votre demande n’est pas encore envoyée.")
    return redirect(presenting.resume(held), 303)
