"""The rules of a definition as sentences: what must be, what happens else, what is computed."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent, weighing
from app.editor.framing import Selected, frame
from app.editor.keeping import OLD, found, keep
from app.editor.lined import Lined, problem
from app.editor.panelling import tabs
from app.editor.pressing import follow
from app.editor.stale import missing, stale
from app.editor.views import bp
from app.editor.working import Work
from app.extensions import db, today
from app.security import may, redraws_when_stale
from app.submissions.access import me
from forms import authoring

EFFECTS = {"error": "Erreur", "warn": "Avertissement", "stop": "Arrêt"}
NOT_COUNTED = "« {} » est remplie par la personne : rien n’y est calculé."
GONE, KEPT, COUNTED = "Règle supprimée", "Règle modifiée", "Calcul de « {} » modifié"


def _rules(here: Work) -> list[tuple[authoring.Rule, str]]:
    document, blocks, lists = here.document, here.blocks, here.library.lists
    return [(one, authoring.rule_words(document, blocks, one, lists)) for one in authoring.rules(document, blocks)]


@bp.get("/edition/<slug>/brouillon/regles")
@may("edit")
def rules(slug: str) -> Response:
    """Show every rule and every computed question, in words."""
    here = found(slug)
    document, blocks, lists = here.document, here.blocks, here.library.lists
    totals = [(one, authoring.total_words(document, blocks, one, lists)) for one in authoring.totals(document, blocks)]
    return frame(here, "editor/rules.html", rules=_rules(here), totals=totals, effects=EFFECTS)


@bp.post("/edition/<slug>/brouillon/regles")
@redraws_when_stale
@may("edit")
def rules_post(slug: str) -> Response:
    """Take a rule out."""
    here = found(slug, lock=True)
    if g.stale:
        flash(OLD)
        return redirect(url_for(".rules", slug=slug), 303)
    try:
        keep(here, authoring.remove_rule(here.document, request.form.get("regle", "")), GONE)
    except authoring.AuthoringError as unfit:
        db.session.rollback()
        flash(str(unfit))
        return redirect(url_for(".rules", slug=slug), 303)
    except drafting.StaleError:
        return stale(here, [("Supprimer une règle", "")])
    db.session.commit()
    flash("La règle est supprimée. Le bouton « Annuler » la fait revenir.")
    return redirect(url_for(".rules", slug=slug), 303)


class Board:
    """One rule in hand: as the document has it or a new one, the panel over it where there is one."""

    def __init__(self, work: Work, place: str, posted: Any = None) -> None:
        self.work, self.place = work, place
        known = {one.place: (one, words) for one, words in _rules(work)}
        if place and place not in known:
            missing(work)
        self.rule: authoring.Rule | None = known[place][0] if place else None
        self.words = known[place][1] if place else ""
        self.offered = authoring.readable(work.document, work.blocks, work.library.lists)
        first = authoring.rule_values(self.rule, self.offered) if self.offered else None
        self.panel: Lined | None = None
        if first is not None:
            preset = partial(authoring.rule_preset, self.offered)
            self.panel = Lined("rule", work.library, self._asked, first, today(), posted, preset=preset)

    def _asked(self, values: Any) -> authoring.Asked:
        return authoring.rule_panel(self.work.library.panels["rule"], self.offered, values)

    def saved(self, panel: Lined) -> dict[str, Any]:
        """Write what the panel says. Raises authoring.UnfitRuleError."""
        values = panel.values
        if not panel.lines:
            if self.rule is None:
                return self.work.document
            return authoring.remove_rule(self.work.document, self.rule.place)
        old = self.rule.demand if self.rule else None
        joiner, filled = str(values.get("joiner", "and")), values.get("filled") is True
        demand = authoring.demand_in(panel.lines, joiner, filled, self.offered, old)
        told_at = str(values.get("at") or panel.lines[0]["question"])
        message, effect = str(values.get("message", "")), str(values.get("effect", "error"))
        document, blocks = self.work.document, self.work.blocks
        return authoring.set_rule(document, blocks, demand, told_at, message, effect, self.place or None)


@bp.get("/edition/<slug>/brouillon/regles/regle")
@may("edit")
def rule(slug: str) -> Response:
    """Show a rule, or a blank one, to be written."""
    return _draw(Board(found(slug), request.args.get("regle", "")))


@bp.post("/edition/<slug>/brouillon/regles/regle")
@redraws_when_stale
@may("edit")
def rule_post(slug: str) -> Response:
    """Keep a rule; a line that has just been chosen comes back with its fields."""
    here = found(slug, lock=True)
    board = Board(here, request.args.get("regle", ""), request.form)
    panel = board.panel
    if panel is None:
        return redirect(url_for(".rule", slug=slug, regle=board.place), 303)
    if g.stale:
        return _draw(board, stale=True, status=403)
    if not (panel.ready or panel.passed):
        return _draw(board, told=panel.told)
    if board.rule is None and not panel.told:
        return _draw(board)
    try:
        if not panel.passed:
            keep(here, board.saved(panel), KEPT)
        address = follow(here, _after(found(slug), board))
    except authoring.AuthoringError as unfit:
        return _draw(board, told=True, extra=[problem(panel, "c0-question", str(unfit))])
    except drafting.StaleError:
        return stale(here, sent.of_panel(panel.panel.procedure, request.form))
    db.session.commit()
    current_app.logger.info("definition changed: account %s, procedure %s", me().id, slug)
    return redirect(address, 303)


def _after(here: Work, board: Board) -> str:
    """Give where one goes on: the rule itself, the list for one that is new or moved."""
    if board.rule is not None and board.place in {one.place for one in authoring.rules(here.document, here.blocks)}:
        return url_for(".rule", slug=here.draft.slug, regle=board.place)
    return url_for(".rules", slug=here.draft.slug)


def _draw(board: Board, told: bool = False, extra: Any = (), **more: Any) -> Response:
    values = board.panel.draw(told, extra) if board.panel else {"panel": None}
    trials = weighing.of_rule(board.work, board.rule) if board.rule else []
    known = {"rule": board.rule, "words": board.words, "trials": trials}
    return frame(board.work, "editor/rule.html", **{**known, **values, **more})


class Count:
    """A computed question in hand."""

    def __init__(self, work: Work, pointer: str, posted: Any = None) -> None:
        self.work, self.pointer = work, pointer
        document, blocks, lists = work.document, work.blocks, work.library.lists
        item = work.item(pointer)
        if item is None:
            missing(work)
        self.title = item.title
        self.total = next((one for one in authoring.totals(document, blocks) if one.pointer == pointer), None)
        self.offered = authoring.readable(document, blocks, lists)
        self.words = NOT_COUNTED.format(item.title)
        self.panel: Lined | None = None
        if self.total is not None:
            self.words = authoring.total_words(document, blocks, self.total, lists)
            self.panel = self._panel(self.total, posted)

    def _panel(self, total: authoring.Total, posted: Any) -> Lined | None:
        first = authoring.total_values(total.meaning, self.offered)
        fits = (first is not None or total.blank) and bool(self.offered)
        if not fits or not authoring.can_count(self.offered, self.pointer):
            return None
        preset = partial(authoring.total_preset, self.offered, self.pointer)
        return Lined("total", self.work.library, self._asked, first or {}, today(), posted, lines=False, preset=preset)

    def _asked(self, values: Any) -> authoring.Asked:
        panels = self.work.library.panels
        return authoring.total_panel(panels["total"], panels["rule"], self.offered, self.pointer, values)

    def saved(self, panel: Lined) -> dict[str, Any]:
        """Write what the panel says."""
        meaning = authoring.meaning_in(panel.values, self.offered)
        return authoring.set_total(self.work.document, self.work.blocks, self.pointer, meaning)


@bp.get("/edition/<slug>/brouillon/regles/total")
@may("edit")
def total(slug: str) -> Response:
    """Show what a question counts, to be changed."""
    return _draw_total(Count(found(slug), request.args.get("ou", "")))


@bp.post("/edition/<slug>/brouillon/regles/total")
@redraws_when_stale
@may("edit")
def total_post(slug: str) -> Response:
    """Keep what a question counts."""
    here = found(slug, lock=True)
    count = Count(here, request.args.get("ou", ""), request.form)
    if count.panel is None:
        return redirect(url_for(".total", slug=slug, ou=count.pointer), 303)
    if g.stale:
        return _draw_total(count, stale=True, status=403)
    if not (count.panel.ready or count.panel.passed):
        return _draw_total(count, told=count.panel.told)
    again = url_for(".total", slug=slug, ou=count.pointer)
    try:
        if not count.panel.passed:
            keep(here, count.saved(count.panel), COUNTED.format(count.title))
        address = follow(here, again, Selected(here.page_of(count.pointer), count.pointer))
    except drafting.StaleError:
        return stale(here, sent.of_panel(count.panel.panel.procedure, request.form))
    db.session.commit()
    current_app.logger.info("definition changed: account %s, procedure %s", me().id, slug)
    return redirect(address, 303)


def _draw_total(count: Count, told: bool = False, **more: Any) -> Response:
    here = count.work
    place = authoring.definition_pointer(here.document, count.pointer)
    values = count.panel.draw(told) if count.panel else {"panel": None}
    return frame(
        here,
        "editor/total.html",
        Selected(here.page_of(count.pointer), count.pointer),
        total=count.total,
        item=here.item(count.pointer),
        tabs=tabs(here, count.pointer, today()),
        title=count.title,
        words=count.words,
        trials=weighing.of_total(here, count.pointer) if count.total else [],
        json_at=f"{place}/x-compute",
        **{**values, **more},
    )
