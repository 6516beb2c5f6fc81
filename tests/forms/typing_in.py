"""Answers typed page by page on one version as a person does, and the same answers typed afresh on another.

Nothing here asks the engine which question is which: people are followed by their `$comment`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import forms
from forms import option_text
from forms.kinds import KINDS
from tests.conftest import TODAY
from tests.forms.editing import Schema, named, pointers
from tests.people import inputs, rows

WORDS = (
    "Oui",
    "Non",
    "a",
    "12",
    "3",
    "12 34",
    "1234",
    "2,5",
    "8 650",
    "Bleu",
    "Deux",
    "x" * 8,
    "a\r\nb",
    "éàü",
    "16/01/1947",
)
OF_KIND: dict[str, tuple[str, ...]] = {
    "number": ("0", "3", "12", "2,5", "8 650", "250", "trois", "1,25"),
    "email": ("josette@example.org", "josette", "J@EXAMPLE.ORG"),
    "phone": ("06 39 98 00 12", "+33639980012", "12"),
    "iban": ("FR76 1254 8029 9812 3456 7890 161", "FR76", "3"),
}
DATES = (("16", "1", "1947"), ("31", "2", "1947"), ("16", "", ""), ("1", "mars", "2001"))
BLANK: tuple[Any, ...] = (None, "", [], {}, forms.ABSENT)


def document(chance: random.Random, number: int) -> dict[str, Any]:
    """Give the metadata of a document, accepted or not."""
    kind = chance.choice(["application/pdf", "application/pdf", "image/png", "text/plain"])
    return {"id": f"d{number}", "name": f"{number}.pdf", "type": kind, "size": chance.choice([3, 40, 400])}


def texts(question: forms.Question, name: str, chance: random.Random) -> dict[str, list[str]]:
    """Type an answer to a question, right or wrong, or leave it blank."""
    if chance.random() < 0.2:
        return {}
    if question.kind == "date":
        boxes = chance.choice(DATES)
        return {name + suffix: [text] for suffix, text in zip(KINDS["date"].suffixes, boxes, strict=True) if text}
    if question.kind == "choices":
        chosen = [option_text(one.value) for one in question.choices if chance.random() < 0.5]
        return {name: chosen} if chosen else {}
    if question.choices:
        return {name: [option_text(chance.choice(question.choices).value)]}
    if question.kind == "checkbox":
        return {name: ["true"]} if chance.random() < 0.6 else {}
    return {name: [chance.choice(OF_KIND.get(question.kind, WORDS))]}


class Person:
    """Somebody who fills a procedure by chance, down to some page."""

    def __init__(self, procedure: forms.Procedure, chance: random.Random) -> None:
        self.procedure = procedure
        self.chance = chance
        self.answers = forms.Answers()
        self.count = 0

    def fill(self) -> forms.Answers:
        """Type pages in order, mostly all; the last is sometimes only saved."""
        stop = self.chance.randint(1, len(self.procedure.pages) + 1)
        for number, page in enumerate(self.procedure.pages, 1):
            if number <= stop and self.procedure.journey(self.answers, today=TODAY).find(page.id):
                self._page(page.id, done=number < stop)
        return self.answers

    def _page(self, page_id: str, done: bool) -> None:
        for _ in range(2):
            self._rows(page_id)
            view = self.procedure.page(page_id, self.answers, today=TODAY)
            post: dict[str, list[str]] = {"shown": [], "row": []}
            for item in view.questions():
                if item.visible:
                    post["shown"] += [item.name] if item.dependent else []
                    self._answer(item, post)
            for one in view.items:
                post["row"] += rows(one)
            form = self.procedure.form(page_id, self.answers, post, today=TODAY)
            form.validate()
            self.answers = self.procedure.accept(page_id, self.answers, form, today=TODAY, done=done)

    def _answer(self, item: forms.QuestionView, post: dict[str, list[str]]) -> None:
        if item.question.kind == "file" and self.chance.random() < 0.5:
            self.count += 1
            self.answers = forms.add_document(self.answers, item.pointer, document(self.chance, self.count))
        elif item.question.asked and item.question.kind != "file":
            known = inputs(item)
            post |= known if known and self.chance.random() < 0.6 else texts(item.question, item.name, self.chance)

    def _rows(self, page_id: str) -> None:
        for pointer in list(self._lists(self.procedure.page(page_id, self.answers, today=TODAY).items)):
            for _ in range(self.chance.randrange(3)):
                self.count += 1
                self.answers = self.procedure.add_row(self.answers, pointer, f"r{self.count}", today=TODAY)

    def _lists(self, items: Any) -> Iterator[str]:
        for item in items:
            if isinstance(item, forms.RepeatView):
                yield item.pointer
                for row in item.rows:
                    yield from self._lists(row.items)
            elif isinstance(item, forms.GroupView):
                yield from self._lists(item.items)


def at(values: Any, pointer: str) -> Any:
    """Follow a pointer into answers."""
    for part in pointer.split("/")[1:]:
        if isinstance(values, dict):
            values = values.get(part)
        else:
            found = isinstance(values, list) and part.isdecimal() and int(part) < len(values)
            values = values[int(part)] if found else None
    return values


def filled(pointer: str, indexes: tuple[int, ...]) -> str:
    """Put the indexes of rows into a pointer."""
    for index in indexes:
        pointer = pointer.replace("*", str(index), 1)
    return pointer


def instances(values: Any, pointer: str) -> Iterator[tuple[int, ...]]:
    """Give the rows in which a pointer has a place."""
    head, star, rest = pointer.partition("/*")
    if not star:
        yield ()
        return
    found = at(values, head)
    for index, row in enumerate(found if isinstance(found, list) else ()):
        yield from ((index, *deeper) for deeper in instances(row, rest))


def seen(question: forms.Question, value: Any) -> str:
    """Write an answer as a person reads it."""
    labels = {option_text(one.value): one.label for one in question.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(option_text(one), option_text(one)) for one in value)
    if isinstance(value, dict):
        return " ".join(value.values()).strip()
    if labels:
        return labels.get(option_text(value), option_text(value))
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if question.kind == "date":
        return "/".join(reversed(str(value).split("-")))
    whole = isinstance(value, Decimal) and value == int(value)
    return str(int(value) if whole else value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def chosen(old: forms.Question, new: forms.Question, value: Any) -> str:
    """Choose the option of this value, else the only one of this label, else what was there."""
    offered = [option_text(one.value) for one in new.choices]
    if option_text(value) in offered:
        return option_text(value)
    named_so = [one for one in new.choices if one.label.casefold() == seen(old, value).casefold()]
    if len(named_so) == 1:
        return option_text(named_so[0].value)
    return option_text(value) if old.choices else seen(old, value)


def typed(old: forms.Question, new: forms.Question, value: Any) -> dict[str, list[str]] | None:
    """Give what is typed into the boxes of a question to say what an answer said; None for what none can say."""
    if new.choices:
        several = value if isinstance(value, list) else [value]
        texts_ = [chosen(old, new, one) for one in several]
        return {"": texts_ if new.kind == "choices" or len(texts_) == 1 else [seen(old, value)]}
    if new.kind == "checkbox":
        word = seen(old, value)
        return {"": ["true"]} if word in ("Oui", "true") else {} if word in ("Non", "false") else None
    if new.kind == "date":
        boxes = KINDS["date"].boxes(old, value) if old.kind == "date" else day(seen(old, value))
        return {suffix: [text] for suffix, text in boxes.items()}
    if new.kind == "number" and not isinstance(value, bool | str | list | dict):
        return {"": [str(value).replace(".", ",")]}
    return {"": [value if isinstance(value, str) and old.kind == new.kind else seen(old, value)]}


def day(text: str) -> dict[str, str]:
    """Part a written day into its boxes."""
    parts = text.split("/") if text.count("/") == 2 else [text, "", ""]
    words = text.split()
    parts = words if len(words) == 3 else parts
    return dict(zip(KINDS["date"].suffixes, parts, strict=True))


class Fresh:
    """The same answers typed on another version, question by question as the page saves them."""

    def __init__(self, old: forms.Procedure, new: forms.Procedure, documents: tuple[Schema, Schema]) -> None:
        self.old, self.new = old, new
        self.before, self.after = pointers(documents[0]), pointers(documents[1])
        self.old_of = {self.after[who]: pointer for who, pointer in self.before.items() if who in self.after}
        self.new_of = {old_pointer: pointer for pointer, old_pointer in self.old_of.items()}
        self.questions = {one.pointer: one for one in old.questions}
        self.names = list(named(documents[1]))

    def draft(self, draft: forms.Answers) -> forms.Answers:
        """Type every answer of a draft again; no page counts as posted yet."""
        self.found = forms.Answers()
        self.was = draft
        for who, pointer, _, _ in self.names:
            self._rows(who, pointer)
        for page in self.new.pages:
            self._type(page)
        return self.found

    def _both(self, pointer: str) -> tuple[forms.Question, forms.Question] | None:
        old = self.questions.get(self.old_of.get(pointer, ""))
        new = next((one for one in self.new.questions if one.pointer == pointer), None)
        return (old, new) if old and new else None

    def _rows(self, who: str, pointer: str) -> None:
        """Add the rows of a list as they were, when any of its questions is still there."""
        node = self.new.compiled.nodes.get(pointer)
        inside = [one for one in self.new.questions if one.pointer.startswith(f"{pointer}/*")]
        if not isinstance(node, forms.Repeat) or who not in self.before:
            return
        if not any(one.pointer in self.old_of for one in inside):
            return
        was = self.before[who]
        for indexes in list(instances(self.was.values, was)):
            for row_id in self.old.row_ids(self.was, filled(was, indexes)):
                self._row(node, filled(pointer, indexes), row_id)

    def _row(self, node: forms.Repeat, pointer: str, row_id: str) -> None:
        """Add a row; beyond the most that a list may have, put it there as an older draft had it."""
        ids = self.new.row_ids(self.found, pointer)
        if node.max_items is None or len(ids) < node.max_items:
            self.found = self.new.add_row(self.found, pointer, row_id)
            return
        at(self.found.values, pointer).append("" if node.scalar else {})
        named_so = self.new.with_row_ids(self.found, pointer)
        self.found = replace(self.found, rows={**self.found.rows, named_so: (*ids, row_id)})

    def _type(self, page: forms.Page) -> None:
        post: dict[str, list[str]] = {"shown": [], "row": []}
        blank = self.new.form(page.id, self.found, {}, today=TODAY)
        left = set()
        for field in blank.answer_fields():
            answer = self._answer(field.pointer, field.question.pointer)
            post["shown"].append(field.name)
            if answer is None:
                left.add(field.name)
            else:
                post |= {field.name + suffix: boxes for suffix, boxes in answer.items()}
        form = self.new.form(page.id, self.found, post, today=TODAY)
        form.left = frozenset(left)
        self.found = self.new.accept(page.id, self.found, form, today=TODAY, done=False)

    def _answer(self, pointer: str, template: str) -> dict[str, list[str]] | None:
        """Give the boxes of one answer; documents are added at once."""
        both = self._both(template)
        if both is None:
            return None
        indexes = tuple(int(b) for a, b in zip(template.split("/"), pointer.split("/"), strict=True) if a == "*")
        value = at(self.was.values, filled(both[0].pointer, indexes))
        if value in BLANK or not both[1].asked:
            return None
        if "file" in (both[0].kind, both[1].kind):
            for one in value if both[0].kind == both[1].kind else ():
                self.found = forms.add_document(self.found, pointer, one)
            return None
        return typed(both[0], both[1], value)


def unblank(values: Any) -> Any:
    """Drop what is blank from the values of a draft, rows aside."""
    if isinstance(values, dict):
        pairs = ((key, unblank(one)) for key, one in values.items())
        return {key: one for key, one in pairs if one not in BLANK and one is not forms.ABSENT}
    return [unblank(one) for one in values] if isinstance(values, list) else values


def today() -> date:
    """Give the day of the tests."""
    return TODAY
