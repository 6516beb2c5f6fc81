"""Answering for a rehearsal, wherever it stands: the live page of the editor, the full width, a colleague’s link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import g, json, render_template, request
from flask_login import current_user

import forms
from app.addresses.asking import searched
from app.catalogue import entry as entries
from app.catalogue.library import Loaded
from app.editor import carried, pretending, trial
from app.editor.models import DefinitionDraft
from app.editor.rehearsing import ABOUT, BACK, CARRIED, ENTRY, PLACE, RECAP, SENT, STOP, Post, Step, Walk
from app.extensions import config, now, today
from app.rendering import LISTS, UNSEARCHED, Searched, summary_links, wording
from app.submissions import acknowledging, debits, sending
from app.submissions.access import library
from app.submissions.models import Submission
from app.submissions.wizard import RECAP_PAGE

LOST = "Ce qui avait été répondu n’a pas pu être relu : la répétition recommence au début."
GONE = "La page où vous étiez n’est plus dans la démarche. En voici la première."
MOST_TOLD = 8
TEMPLATES = {ENTRY: "entry", RECAP: "recap", SENT: "sent", STOP: "stop"}
Answer = tuple[str, int]


@dataclass(frozen=True)
class Stand:
    """Where a rehearsal stands: the definition, its address, the page around it, what is wished for."""

    draft: DefinitionDraft
    path: str
    shell: str
    live: bool = False
    keeps: bool = False
    language: str = ""
    masked: str = ""
    wanted: str = ""
    lists: str = LISTS

    def address(self, **more: str) -> str:
        """Give the address that the forms post to."""
        kept = {"langue": self.language, "masquees": self.masked, "question": self.wanted if self.live else "", **more}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{query}" if query else self.path


def stand(
    draft: DefinitionDraft, path: str, shell: str, live: bool = False, keeps: bool = False, lists: str = LISTS
) -> Stand:
    """Give where a rehearsal stands, with what its address says; `lists` is where its script searches named lists."""
    language, masked, wanted = (request.args.get(name, "")[:200] for name in ("langue", "masquees", "question"))
    return Stand(draft, path, shell, live, keeps, language, masked, wanted, lists)


def loaded(at: Stand, bare: bool = False) -> Loaded:
    """Give what compiles of the definition. Raises forms.DefinitionError."""
    return trial.tried(library(), at.draft.slug, at.draft.text, at.language, bare)


def answer(at: Stand) -> Answer:
    """Draw the place that is asked for, or the one that a post leads to."""
    try:
        made = loaded(at, at.masked == "1")
    except forms.DefinitionError as error:
        return nothing(at, error.problems)
    if request.method == "POST":
        return _posted(at, made)
    walk = Walk.of(library(), made, today())
    place = _wanted(at, walk)
    if at.live and not at.masked and at.wanted and _is_hidden(walk, place, at.wanted):
        return _shown(at, place)
    return _first(at, walk, place)


def _shown(at: Stand, place: str) -> Answer:
    """Show the question that is edited although nobody would see it yet."""
    at = replace(at, masked="1")
    return _first(at, Walk.of(library(), loaded(at, True), today()), place)


def _first(at: Stand, walk: Walk, place: str) -> Answer:
    """Draw a place of which nothing was posted."""
    _add_row(walk, at.wanted)
    step = walk.drawn(place, True if request.args.get("erreurs") == "1" else None)
    return draw(at, walk, replace(step, status=200))


def _posted(at: Stand, made: Loaded) -> Answer:
    posted, place = request.form, request.form.get(PLACE, ENTRY)
    try:
        walk = Walk.of(library(), made, today(), posted.get(CARRIED, ""))
    except carried.UnreadableError:
        walk = Walk.of(library(), made, today())
        return draw(at, walk, replace(walk.drawn(_start(at, walk)), status=422), LOST)
    if not walk.knows(place):
        return draw(at, walk, replace(walk.drawn(_start(at, walk)), status=422), GONE)
    post = Post(walk, place, posted, request.files, posted.get(BACK) == "1")
    if g.stale:
        return draw(at, walk, replace(walk.drawn(place), status=403), stale=True)
    step = post.step()
    person = current_user.get_id() or f"apercu:{request.remote_addr}"
    found = searched(post.posted, step.search, person) if step.view is not None and step.place == place else {}
    return draw(at, walk, step, found=found)


def reached(at: Stand) -> tuple[Walk, Step]:
    """Give the walk with what a page carries and what was typed there. Raises forms.DefinitionError."""
    made, place = loaded(at, at.masked == "1"), request.form.get(PLACE, ENTRY)
    try:
        walk = Walk.of(library(), made, today(), request.form.get(CARRIED, ""))
    except carried.UnreadableError:
        walk = Walk.of(library(), made, today())
    if walk.knows(place):
        Post(walk, place, request.form, request.files, False)
    return walk, walk.drawn(place if walk.knows(place) else ENTRY)


def replayed(at: Stand, answers: forms.Answers) -> Answer:
    """Draw the recap of answers that were kept, from which every page can be seen."""
    try:
        walk = Walk.of(library(), loaded(at), today())
    except forms.DefinitionError as error:
        return nothing(at, error.problems)
    walk.state = replace(walk.state, answers=answers)
    return draw(at, walk, walk.drawn(RECAP))


def _start(at: Stand, walk: Walk) -> str:
    return walk.first_page() if at.live else ENTRY


def _wanted(at: Stand, walk: Walk) -> str:
    """Give the place that the address names: its page, or the page of its question."""
    if not at.live:
        return ENTRY
    named = request.args.get("page", "")
    for place in (named, f"repetition.{named}"):
        if named and walk.knows(place):
            return place
    pages = (page.id for page in walk.procedure.pages if any(_covers(node, at.wanted) for node in page.nodes))
    return next(pages, "") or walk.first_page() if at.wanted else walk.first_page()


def _covers(node: forms.Node, pointer: str) -> bool:
    return bool(pointer) and (node.pointer == pointer or pointer.startswith(f"{node.pointer}/"))


def _is_hidden(walk: Walk, place: str, pointer: str) -> bool:
    """Say whether a question of the page is not seen by an applicant who has answered nothing."""
    page = next((one for one in walk.procedure.pages if one.id == place), None)
    if page is None or not any(_under(one.pointer, pointer) for one in page.questions()):
        return False
    view = walk.procedure.page(place, walk.state.answers, today=walk.today, show_problems=False)
    seen = [one for one in view.questions() if one.visible and _under(one.question.pointer, pointer)]
    rows = [one for one in view.items if isinstance(one, forms.RepeatView) and one.visible]
    return not seen and not any(_under(pointer, one.repeat.pointer) for one in rows)


def _under(pointer: str, above: str) -> bool:
    return pointer == above or pointer.startswith(f"{above}/")


def _add_row(walk: Walk, pointer: str) -> None:
    """Give a row to the repeat that holds the wanted question, so that the question is there."""
    at = pointer.find("/*")
    while at >= 0:
        above = pointer[:at].replace("*", "0")
        try:
            if not walk.procedure.row_ids(walk.state.answers, above):
                made = walk.procedure.add_row(walk.state.answers, above, "exemple")
                walk.state = replace(walk.state, answers=made)
        except LookupError:
            return
        at = pointer.find("/*", at + 1)


def nothing(at: Stand, problems: Sequence[forms.DefinitionProblem]) -> Answer:
    """Say that nothing of a definition can be shown yet, and why."""
    values = {"problems": problems[:MOST_TOLD], "more": max(0, len(problems) - MOST_TOLD)}
    return render_template("editor/walk_none.html", at=at, **values), 200


def conditions(at: Stand) -> dict[str, Any]:
    """Tell the script which questions apply to what is typed."""
    try:
        walk = Walk.of(library(), loaded(at, at.masked == "1"), today(), request.form.get(CARRIED, ""))
    except (forms.DefinitionError, carried.UnreadableError):
        return {"questions": {}}
    place = request.form.get(PLACE, "")
    if not walk.knows(place) or place in TEMPLATES:
        return {"questions": {}}
    Post(walk, place, request.form, request.files, False)
    view = walk.drawn(place, False).view
    shown = view.questions() if view else ()
    return {"questions": {one.name: {"visible": one.visible, "required": one.required} for one in shown}}


def draw(
    at: Stand,
    walk: Walk,
    step: Step,
    told: str = "",
    stale: bool = False,
    found: Mapping[str, Searched] = UNSEARCHED,
    **more: Any,
) -> Answer:
    """Draw a place of a rehearsal."""
    part = walk.about if step.place == ABOUT and walk.about is not None else walk.loaded
    places = walk.places()
    body = render_template(
        f"editor/walk_{TEMPLATES.get(step.place, 'page')}.html",
        at=at,
        walk=walk,
        step=step,
        procedure=walk.procedure,
        words=wording(walk.procedure.language),
        settings=walk.procedure.settings,
        view=step.view,
        items=_items(at, part, step.view, found) if step.view else "",
        rules=json.dumps(step.view.rules) if step.view and step.view.rules else "",
        links=summary_links(step.view, walk.procedure.language) if step.view else [],
        wrong=bool(step.problems),
        told=told,
        stale=stale,
        place=places.index(step.place) if step.place in places else 0,
        total=len(places) - 3,
        pages=[(stage.page.id, stage.page.title) for stage in walk.journey.stages],
        goto=step.anchor or _anchor(at, step),
        hidden=at.live and _hides(walk, step),
        **_more(at, walk, step),
        **more,
    )
    return body, step.status


def _items(at: Stand, part: Loaded, view: forms.PageView, found: Mapping[str, Searched]) -> str:
    return part.renderer.page(view, found, pretending.lister(part.renderer.language), at.lists)


def _anchor(at: Stand, step: Step) -> str:
    """Give where the wanted question stands on the page."""
    if not at.live or not at.wanted or step.view is None or request.method == "POST":
        return ""
    rows = [one for one in step.view.items if isinstance(one, forms.RepeatView) and one.repeat.pointer == at.wanted]
    if rows:
        return f"{rows[0].name}-question"
    found = (one.name for one in step.view.questions() if _under(one.question.pointer, at.wanted))
    return next((f"{name}-question" for name in found), "")


def _hides(walk: Walk, step: Step) -> bool:
    """Say whether some questions of a page are not to be seen."""
    page = next((one for one in walk.procedure.pages if one.id == step.place), None)
    if page is None or step.view is None:
        return False
    seen = {one.question.pointer for one in step.view.questions() if one.visible}
    return any(one.pointer not in seen and "*" not in one.pointer for one in page.questions() if one.widget != "hidden")


def _more(at: Stand, walk: Walk, step: Step) -> dict[str, Any]:
    """Give what one place alone says."""
    if step.place == ENTRY:
        return {"documents": entries.documents(walk.procedure)}
    if step.place == STOP:
        return {"problem": walk.stop()}
    if step.place == RECAP and step.view is not None:
        return _recap(walk, step.view, at.lists)
    if step.place == SENT:
        made = Submission(number="donné à l’envoi", sent_at=now())
        rows = acknowledging.particulars(made, walk.procedure.settings, config().department)
        return {"particulars": rows, "status": sending.first_status(walk.procedure.settings)}
    return {}


def _recap(walk: Walk, view: forms.PageView, lists: str) -> dict[str, Any]:
    answers, day = walk.state.answers, walk.today
    about = walk.about.procedure.recap(walk.state.about, today=day) if walk.about else ()
    known = walk.about.procedure.relevant(walk.state.about, today=day) if walk.about else {}
    name = " ".join(str(known[key]) for key in ("nomUsage", "prenoms") if key in known)
    relevant = walk.procedure.relevant(answers, today=day)
    sheets = debits.sheets(walk.procedure, relevant, known, name or "Camille EXEMPLE", config().creditor)
    return {
        "sections": walk.procedure.recap(answers, today=day),
        "about": about,
        "fields": {one.pointer: walk.loaded.renderer.question(one, lists) for one in view.questions()},
        "mandates": [debits.shown(one) for one in sheets],
        "warnings": walk.procedure.warnings(answers, today=day),
        "places": {one.pointer: one.page for one in walk.left() if one.page},
        "recap_page": RECAP_PAGE,
    }
