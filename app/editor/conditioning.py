"""The condition of one question, written as a sentence: when it shows, whether it is then required."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.editor import drafting, sent
from app.editor.framing import Selected, frame
from app.editor.keeping import found, keep
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

NOBODY = authoring.Candidate("/", "Aucune question", "text")
"""What the list of questions holds when none is asked before."""
WORDS = "Condition de « {} » modifiée"


class Board:
    """The condition of one question: what stands in the document, what may be looked at, the panel over it."""

    def __init__(self, work: Work, pointer: str, entry: str, posted: Any = None) -> None:
        self.work, self.pointer = work, pointer
        document, blocks, lists = work.document, work.blocks, work.library.lists
        self.known = authoring.condition_of(document, blocks, pointer)
        said = [one for one in self.known if isinstance(one, authoring.Sentence)]
        self.sentence = next((one for one in said if entry in ("", one.place)), None)
        also = [test.pointer for test in self.sentence.tests] if self.sentence else []
        self.offered = authoring.candidates(document, blocks, pointer, lists, also)
        self.sayable = self.sentence is None or authoring.can_say(self.sentence, self.offered)
        self.listed = self.offered or (NOBODY,)
        self.required = authoring.requirable(document, blocks, pointer)
        first = self._first()
        preset = authoring.condition_preset
        self.panel = Lined("condition", work.library, self._asked, first, today(), posted, preset=preset)
        self.noted = str(first["comment"]) if posted is None else posted.get("drawn-comment")

    def _asked(self, values: Any) -> authoring.Asked:
        targets = self.sentence.targets if self.sentence else ()
        others = [self._title(one.pointer) for one in targets if one.pointer != self.pointer]
        return authoring.condition_panel(
            self.work.library.panels["condition"],
            self.listed,
            values,
            requirable=self.required,
            others=", ".join(others),
            lists=self.work.library.lists,
        )

    def _first(self) -> dict[str, Any]:
        lines = authoring.lines_of(self.sentence, self.offered) if self.sayable else []
        target = self.sentence.target(self.pointer) if self.sentence else None
        always = authoring.always_required(self.work.document, self.pointer)
        values: dict[str, Any] = {f"c{number}": line for number, line in enumerate(lines)}
        values["joiner"] = self.sentence.joiner if self.sentence else "and"
        values["required"] = target.required if target else always
        values["comment"] = self.sentence.comment if self.sentence else ""
        return values

    def _title(self, pointer: str) -> str:
        item = self.work.item(pointer)
        return f"« {item.title} »" if item else pointer

    @property
    def title(self) -> str:
        """The words of the question."""
        item = self.work.item(self.pointer)
        return item.title if item else self.pointer

    def saved(self) -> dict[str, Any]:
        """Write what the panel says. Raises authoring.UnfitConditionError."""
        values = self.panel.values
        # a note that nobody touched on the page must not undo that of the condition which its question joins
        comment = str(values.get("comment") or "")
        return authoring.set_condition(
            self.work.document,
            self.work.blocks,
            self.pointer,
            authoring.clauses_in(self.panel.lines, self.offered),
            str(values.get("joiner", "and")),
            values.get("required") is True and self.required,
            None if comment == self.noted else comment,
            entry=self.sentence.place if self.sentence else None,
            whole=values.get("whole") is True,
        )

    def said(self) -> list[tuple[authoring.Sentence | authoring.Foreign, str]]:
        """Give every condition that decides on the question, in words."""
        document, blocks, lists = self.work.document, self.work.blocks, self.work.library.lists
        return [(one, authoring.sentence_words(document, blocks, one, lists)) for one in self.known]


def _board(here: Work, posted: Any = None) -> Board:
    pointer = request.args.get("ou", "")
    if here.item(pointer) is None:
        missing(here)
    return Board(here, pointer, request.args.get("entree", ""), posted)


@bp.get("/edition/<slug>/brouillon/condition")
@may("edit")
def condition(slug: str) -> Response:
    """Show when a question is asked, to be changed."""
    return _draw(_board(found(slug)))


@bp.post("/edition/<slug>/brouillon/condition")
@redraws_when_stale
@may("edit")
def condition_post(slug: str) -> Response:
    """Keep when a question is asked; a line that has just been chosen comes back with its fields."""
    here = found(slug, lock=True)
    board = _board(here, request.form)
    if g.stale:
        return _draw(board, stale=True, status=403)
    if not board.sayable:
        return redirect(url_for(".condition", slug=slug, ou=board.pointer), 303)
    panel = board.panel
    if not (panel.ready or panel.passed):
        return _draw(board, told=panel.told)
    again = url_for(".condition", slug=slug, ou=board.pointer)
    try:
        changed = not panel.passed and keep(here, board.saved(), WORDS.format(board.title))
        address = follow(here, again, Selected(here.page_of(board.pointer), board.pointer))
    except authoring.UnfitConditionError as unfit:
        return _draw(board, told=True, extra=[problem(panel, f"c{unfit.clause}-question", str(unfit))])
    except drafting.StaleError:
        return stale(here, sent.of_panel(panel.panel.procedure, request.form))
    db.session.commit()
    if changed:
        current_app.logger.info("definition changed: account %s, procedure %s", me().id, slug)
    return redirect(address, 303)


def _draw(board: Board, told: bool = False, extra: Any = (), **more: Any) -> Response:
    here = board.work
    selected = Selected(here.page_of(board.pointer), board.pointer)
    values = board.panel.draw(told, extra)
    return frame(
        here,
        "editor/condition.html",
        selected,
        item=here.item(board.pointer),
        tabs=tabs(here, board.pointer, today()),
        said=board.said(),
        sentence=board.sentence,
        offered=board.offered,
        sayable=board.sayable,
        noted=board.noted,
        **{**values, **more},
    )
