"""What the templates of a request are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app, json, render_template, url_for

import forms
from app.addresses.asking import searched
from app.catalogue.library import Loaded
from app.extensions import config, db, today
from app.rendering import UNSEARCHED, Searched, merging, others, summary_links, wording
from app.security import OWNER, allowed
from app.submissions import acknowledging, applicant, carrying, confirming, debits, drafts, listing, sending
from app.submissions.access import Held
from app.submissions.models import Draft, Submission
from app.submissions.wizard import RECAP, RECAP_PAGE, Outcome, PagePost
from app.uploads.services import MAX_REQUEST

STATES = {"to do": "À faire", "to correct": "À corriger", "done": "Fait"}


def extension(name: str) -> Any:
    """Give what create_app handed over."""
    return current_app.extensions[name]


def journey_of(held: Held) -> forms.Journey:
    """Give the pages of a request with their states."""
    return held.loaded.procedure.journey(drafts.answers_of(held.draft), today=today())


def resume(held: Held) -> str:
    """Give the address where a request goes on: what is missing of the applicant comes first."""
    if applicant.missing(held.loaded, held.owner):
        return url_for("submissions.about", draft_id=held.draft.id)
    return first_page(held.draft, journey_of(held))


def first_page(draft: Draft, journey: forms.Journey) -> str:
    """Give the address of the first page that is not done, or of the recap."""
    page = journey.first_incomplete
    if page is None:
        return url_for("submissions.recap", draft_id=draft.id)
    return url_for("submissions.page", draft_id=draft.id, page_id=page.id)


def whole_address(held: Held, endpoint: str) -> str:
    """Give the whole address of a page of a request, for a mail."""
    return config().base_url + url_for(f"submissions{endpoint}", draft_id=held.draft.id)


def address(draft: Draft, loaded: Loaded, outcome: Outcome, retour: str = "") -> str:
    """Give the address where a post leads."""
    if outcome.leave == "drafts":
        return url_for("submissions.unsent_list")
    if outcome.leave == "entry" and draft.profile_asked:
        return url_for("submissions.about", draft_id=draft.id, tout="oui")
    if outcome.leave == "entry":
        return url_for("catalogue.entry", slug=loaded.slug)
    if outcome.leave == "invite":
        named = applicant.named_helper(loaded, drafts.answers_of(draft))
        return url_for("helpers.index", courriel=named or None)
    if outcome.leave == "stop":
        return url_for("submissions.stopped", draft_id=draft.id)
    if outcome.asked:
        return url_for("submissions.delete_piece", draft_id=draft.id, page_id=outcome.leave, document_id=outcome.asked)
    if outcome.leave == RECAP:
        return url_for("submissions.recap", draft_id=draft.id)
    query: dict[str, Any] = {"retour": retour} if retour == RECAP and outcome.anchor else {}
    anchor = outcome.anchor or None
    return url_for("submissions.page", draft_id=draft.id, page_id=outcome.leave, _anchor=anchor, **query)


def page(
    draft: Draft,
    loaded: Loaded,
    view: forms.PageView,
    journey: forms.Journey,
    retour: str = "",
    wrong: bool = False,
    stale: bool = False,
    found: Mapping[str, Searched] = UNSEARCHED,
) -> str:
    """Draw a page of the form."""
    ids = [stage.page.id for stage in journey.stages]
    place = ids.index(view.page.id) + 1 if view.page.id in ids else 1
    kinds = {one.name: one for one in view.questions()}
    asked = 1 if draft.profile_asked else 0
    return_to = retour if retour == RECAP else ""
    target = url_for("submissions.page", draft_id=draft.id, page_id=view.page.id, retour=return_to or None)
    return render_template(
        "submissions/page.html",
        draft=draft,
        target=target,
        conditions=url_for("submissions.conditions", draft_id=draft.id, page_id=view.page.id),
        loaded=loaded,
        procedure=loaded.procedure,
        view=view,
        items=loaded.renderer.page(view, found, listing.of(draft, view.page.id, loaded.procedure.language)),
        rules=json.dumps(view.rules) if view.rules else "",
        links=summary_links(view, loaded.procedure.language),
        wrong=wrong or bool(view.problems),
        stale=stale,
        place=place + asked,
        total=len(ids) + asked,
        retour=return_to,
        room=_room(loaded, kinds.values()),
        first=place + asked == 1,
        drawn=merging.carried(loaded.procedure, draft.revisions, drafts.answers_of(draft), view),
        autosave=url_for("submissions.autosave", draft_id=draft.id, page_id=view.page.id),
        **_above(draft, loaded, view),
        names_helper=any(one.pointer == loaded.procedure.settings.helper for one in kinds.values()),
    )


def _room(loaded: Loaded, questions: Iterable[forms.QuestionView]) -> str:
    """Give how much the documents of a page may weigh together, `""` where it asks for none."""
    asks = any(one.question.kind == "file" for one in questions)
    return forms.size_text(MAX_REQUEST, wording(loaded.procedure.language).code) if asks else ""


def _above(draft: Draft, loaded: Loaded, view: forms.PageView) -> dict[str, Any]:
    """Give what a page says above its questions: a procedure that is closed, what changed with it, what to confirm."""
    return {
        **tongue(loaded),
        **standing(draft, loaded),
        "moved": carrying.told(draft, view.page.id),
        "asked": confirming.asked(db.session, draft, loaded, view.page, today()),
        "names": {one.name for one in view.questions()},
    }


def tongue(loaded: Loaded) -> dict[str, Any]:
    """Give the words around the questions of a procedure, and the languages in which it can be read instead."""
    return {"words": wording(loaded.procedure.language), "others": others(loaded.procedure)}


def standing(draft: Draft, loaded: Loaded) -> dict[str, Any]:
    """Give since when the procedure of a draft is closed, if it is, and whether the draft may still be sent."""
    settings = loaded.procedure.settings
    closed = drafts.closed_since(settings, draft, today())
    return {"closed": closed, "in_time": drafts.may_send_late(settings, draft, today())}


def stale(draft: Draft, post: PagePost, retour: str) -> tuple[str, int]:
    """Draw a page whose token was too old: nothing is kept, what was typed is there, the token is new."""
    journey = post.loaded.procedure.journey(post.before, today=today())
    found = searched(post.posted)
    return page(draft, post.loaded, post.redrawn(), journey, retour, stale=True, found=found), 403


def sheets(held: Held, answers: forms.Answers, day: date) -> list[debits.Sheet]:
    """Give the mandates that are agreed to when this request is sent."""
    procedure = held.own().procedure
    relevant = procedure.relevant(answers, today=day)
    profile = applicant.copy_for(held.loaded, held.owner)
    return debits.sheets(procedure, relevant, profile, held.owner.display_name, config().creditor)


def recap(
    held: Held,
    answers: forms.Answers,
    day: date,
    problems: Sequence[forms.Problem] = (),
    stale: bool = False,
    mandate: str = "",
) -> str:
    """Draw the recap, with the questions that are corrected in place; `mandate` is what is wrong with the mandate."""
    draft, loaded, procedure = held.draft, held.loaded, held.loaded.procedure
    editable = procedure.page("recap", answers, today=day, show_problems=True)
    fields = {item.pointer: loaded.renderer.question(item) for item in editable.questions()}
    found = sheets(held, answers, day)
    links = [(_mend(draft, problem, fields), problem.message) for problem in problems]
    return render_template(
        "submissions/recap.html",
        draft=draft,
        loaded=loaded,
        procedure=procedure,
        **tongue(loaded),
        **standing(draft, loaded),
        moved=carrying.all_told(draft),
        names=(),
        sections=procedure.recap(answers, today=day),
        about=applicant.sections(loaded, held.owner),
        changes=applicant.changes(loaded, held.owner, answers),
        since=confirming.changes(db.session, draft, loaded, day),
        owner=held.owner,
        helping=held.who != OWNER,
        may_send=allowed(held.who, "send"),
        stale=stale,
        fields=fields,
        mandates=[debits.shown(one) for one in found],
        read=debits.digest(found),
        drawn=merging.carried(procedure, draft.revisions, drafts.answers_of(draft), editable) if fields else "",
        autosave=url_for("submissions.autosave", draft_id=draft.id, page_id=RECAP_PAGE) if fields else "",
        links=[*links, *([("#mandat.lu", mandate)] if mandate else [])],
        wrong=bool(problems or mandate),
    )


def _mend(draft: Draft, problem: forms.Problem, fields: Mapping[str, Any]) -> str:
    if problem.pointer in fields or not problem.page:
        return f"#{problem.name}"
    return url_for(
        "submissions.page", draft_id=draft.id, page_id=problem.page, retour=RECAP, _anchor=problem.name or None
    )


def receipt_values(loaded: Loaded, submission: Submission) -> dict[str, Any]:
    """Give what the receipt must say: service, silence, statuses."""
    settings = loaded.procedure.settings
    return {
        "settings": settings,
        "status": sending.status_of(settings, submission.status),
        "particulars": acknowledging.particulars(submission, settings, config().department),
    }


def mail_values(loaded: Loaded, submission: Submission) -> dict[str, Any]:
    """Give what the mail of a request just sent says."""
    settings = loaded.procedure.settings
    words = settings.mails.get("sent", {})
    pages = {"link": "submissions.detail", "paper": "submissions.receipt_paper"}
    links = {key: config().base_url + url_for(page, draft_id=submission.draft_id) for key, page in pages.items()}
    return {**receipt_values(loaded, submission), "words": words, **links}
