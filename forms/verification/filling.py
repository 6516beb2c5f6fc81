"""Pages filled and posted as a person does: rows are added, documents deposited, what appears is answered in turn."""

from __future__ import annotations

from datetime import date

from forms.answers import Answers
from forms.attachments import add_document, remove_document
from forms.procedure import Procedure
from forms.verification.alternatives import Alternatives
from forms.verification.posting import repeats, typed
from forms.verification.samples import document
from forms.views import PageView, QuestionView

TURNS = 8
"""Times that a page may come again because of what appeared on it."""


class Filling:
    """Posts the pages of one procedure with the answers that are chosen; `posts` counts."""

    def __init__(self, procedure: Procedure, today: date | None, ways: Alternatives) -> None:
        self._procedure = procedure
        self._today = today
        self._ways = ways
        self._rows = 0
        self._documents = 0
        self.posts = 0

    def post(self, page_id: str, answers: Answers) -> Answers:
        """Post a page, again while the post makes something appear."""
        known: set[str] = set()
        for _ in range(TURNS):
            answers, view = self._prepared(page_id, answers)
            seen = {one.pointer for item in view.items for one in repeats(item)}
            seen |= {one.pointer for one in view.questions() if one.visible}
            if known and seen <= known:
                break
            known |= seen
            form = self._procedure.form(page_id, answers, typed(view, self._ways.value), today=self._today)
            right = form.validate()
            answers = self._procedure.accept(page_id, answers, form, today=self._today)
            self.posts += 1
            if right or not known:
                break
        return answers

    def _prepared(self, page_id: str, answers: Answers) -> tuple[Answers, PageView]:
        """Add the rows and the documents of a page, which come by operations of their own; give how it is drawn."""
        for _ in range(TURNS):
            view = self._procedure.page(page_id, answers, today=self._today, show_problems=False)
            before = answers
            for one in [one for item in view.items for one in repeats(item)]:
                answers = self._rowed(answers, one.pointer, self._ways.rows(one.repeat, one.pointer))
            if answers is before:
                break
        for question in view.questions():
            if question.visible and question.question.kind == "file" and question.question.asked:
                answers = self._deposited(answers, question)
        return answers, view

    def _rowed(self, answers: Answers, pointer: str, wanted: int) -> Answers:
        ids = self._procedure.row_ids(answers, pointer)
        for row_id in ids[wanted:]:
            answers = self._procedure.remove_row(answers, pointer, row_id, today=self._today)
        for _ in range(wanted - len(ids)):
            self._rows += 1
            answers = self._procedure.add_row(answers, pointer, f"r{self._rows}", today=self._today)
        return answers

    def _deposited(self, answers: Answers, item: QuestionView) -> Answers:
        chosen = self._ways.value(item)
        wanted = len(chosen) if isinstance(chosen, list) else 0
        there = self._procedure.documents_at(answers, item.pointer)
        for one in there[wanted:]:
            answers = remove_document(answers, item.pointer, str(one["id"]))
        for _ in range(wanted - len(there)):
            self._documents += 1
            answers = add_document(answers, item.pointer, document(item.question, self._documents))
        return answers
