"""A page as a WTForms class, built once when the procedure is loaded; nothing here knows one kind from another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import wtforms
from wtforms.fields.core import UnboundField
from wtforms.i18n import DummyTranslations
from wtforms.meta import DefaultMeta

from forms import cleaners
from forms.answers import Answers
from forms.compiler import Compiled
from forms.conditions import validator
from forms.kinds import KINDS
from forms.model import ABSENT, Group, MaybeJson, Node, Page, Problem, Question, Repeat
from forms.offers import find, offerable
from forms.pointers import concrete, split
from forms.rows import ids_at

FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(55296, 57344)))
"""Control characters (tabs and ends of lines stay) and lone surrogates: nobody types them."""


UNTRANSLATED = DummyTranslations()


class Posted(Mapping[str, str]):
    """A plain mapping, or one of lists, read as what a browser posts."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {key: value if isinstance(value, list | tuple) else [value] for key, value in values.items()}

    def __getitem__(self, key: str) -> str:
        return str(self._values[key][0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, key: str) -> list[str]:
        """Give every value posted under a name."""
        return [str(value) for value in self._values.get(key, ())]


class AnswerField(wtforms.Field):
    """The field of one question: its boxes are read together, by its kind.

    `pointer` counts rows as the draft does, `name` as the page was drawn; `data` is what the draft would keep.
    """

    def __init__(self, question: Question, pointer: str = "", **options: Any) -> None:
        super().__init__(label=question.texts.title, **options)
        self.question = question
        self.kind = KINDS[question.kind]
        self.pointer = pointer or question.pointer
        self.data: MaybeJson = ABSENT
        self.sent = False
        self.boxes: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the boxes that were posted; without a post keep what the form was given."""
        self.process_errors: list[str] = []
        self.errors: Sequence[str] = ()
        if formdata is None:
            return
        posted = {suffix: _texts(formdata, self.name + suffix) for suffix in self.kind.suffixes}
        self.raw_data = [text for texts in posted.values() for text in texts]
        self.sent = bool(self.raw_data)
        self.data = self.kind.read(self.question, posted)
        self.boxes = {suffix: texts[0] if texts else "" for suffix, texts in posted.items()}


def _texts(formdata: Any, name: str) -> list[str]:
    return [str(text).translate(FORBIDDEN) for text in formdata.getlist(name)]


class _Meta(DefaultMeta):
    """No CSRF (the application guards every post), no translations (the engine has its own words)."""

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        """Take a plain mapping too."""
        if isinstance(formdata, Mapping) and not hasattr(formdata, "getlist"):
            return Posted(formdata)
        return formdata

    def get_translations(self, form: Any) -> DummyTranslations:
        """Give none."""
        return UNTRANSLATED


@dataclass(slots=True)
class Context:
    """What a form must know to judge a post: the procedure, the answers before it, the day, what a draft keeps."""

    compiled: Compiled
    answers: Answers
    today: date | None
    page_id: str
    judge: Any
    kept: Callable[[AnswerField], MaybeJson]


class PageForm(wtforms.Form):
    """The fields of one page, those of its rows included; `validate` puts the page's problems on them.

    `left` names the fields that a post leaves as they are. `open` says that the page stays as it is before the person:
    nothing is put in a box that they left blank, for they would not see it, and their next post would take it out.
    """

    Meta = _Meta
    _page: ClassVar[Page]

    def __init__(self, formdata: Any, context: Context) -> None:
        self._context = context
        self._marks: dict[str, set[str]] = {"shown": set()}
        self._problems: tuple[Problem, ...] = ()
        self._appeared: tuple[str, ...] = ()
        self._was_posted = formdata is not None
        self.left: frozenset[str] = frozenset()
        self.open = False
        self._merged: Answers | None = None
        super().__init__(None)  # binds the fields; they read the post below, once
        posted = self.meta.wrap_formdata(self, formdata)
        if posted is not None:
            self._marks["shown"] = set(posted.getlist("shown"))
        self._bind_rows(_rows_posted(posted))
        for field in self._fields.values():
            field.process(posted)
            if posted is None and isinstance(field, AnswerField):
                field.data = find(context.answers.values, split(field.pointer))

    def process(self, *_given: Any, **_options: Any) -> None:
        """Read nothing yet: the fields of rows are still to be bound."""

    @property
    def posted(self) -> bool:
        """Say whether the form read a post."""
        return self._was_posted

    @property
    def shown(self) -> set[str]:
        """Give the HTML names of the dependent questions that the page showed."""
        return self._marks["shown"]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Give the problems that `validate` found."""
        return self._problems

    @property
    def appeared(self) -> tuple[str, ...]:
        """Give the pointers of questions that this post made apply and that the page had not shown."""
        return self._appeared

    def answer_fields(self) -> Iterable[AnswerField]:
        """Give the fields of questions, in order."""
        return (field for field in self._fields.values() if isinstance(field, AnswerField))

    def kept(self, field: AnswerField) -> MaybeJson:
        """Give what a draft would keep of a field, which may not be quite what was typed."""
        return self._context.kept(field)

    def merged(self, accept: Callable[[], Answers], answers: object) -> Answers:
        """Give the answers with the post merged in, worked out once for the answers the form was made with."""
        if answers is not self._context.answers:
            return accept()
        if self._merged is None:
            self._merged = accept()
        return self._merged

    def validate(self, extra_validators: Any = None) -> bool:
        """Put the problems of this page on its fields; False when there are any, or when the page must come again."""
        self._problems, self._appeared = self._context.judge(self)
        by_pointer: dict[str, list[str]] = {}
        for problem in self._problems:
            by_pointer.setdefault(problem.pointer, []).append(problem.message)
        for field in self.answer_fields():
            own = by_pointer.get(field.pointer, [])
            if field.question.kind in ("file", "choices"):
                inside = (texts for pointer, texts in by_pointer.items() if pointer.startswith(field.pointer + "/"))
                own = own + [text for texts in inside for text in texts]
            field.errors = tuple(own)
        return not self._problems and not self._appeared

    def _bind_rows(self, ids: Mapping[str, str]) -> None:
        for node in self._page.nodes:
            self._bind_below(node, (), (), ids)

    def _bind_below(self, node: Node, places: tuple[int, ...], drawn: tuple[int, ...], ids: Mapping[str, str]) -> None:
        """Bind the fields of rows; `places` are their indexes in the draft, `drawn` those on the page."""
        if isinstance(node, Question):
            if places:
                name = concrete(node.name, drawn)
                field = UnboundField(AnswerField, node, concrete(node.pointer, places), name=name)
                self._fields[name] = self.meta.bind_field(self, field, {"name": name, "prefix": ""})
        elif isinstance(node, Group):
            for child in node.children:
                self._bind_below(child, places, drawn, ids)
        else:
            self._bind_repeat(node, places, drawn, ids)

    def _bind_repeat(
        self, node: Repeat, places: tuple[int, ...], drawn: tuple[int, ...], ids: Mapping[str, str]
    ) -> None:
        name = concrete(node.name, drawn)
        context = self._context
        known = ids_at(context.answers, context.compiled, concrete(node.pointer, places))
        posted = {row_id: index for index, row_id in _of_repeat(name, ids)}
        for place, row_id in enumerate(known):
            index = posted.get(row_id) if posted else place
            if index is not None:
                for child in node.children:
                    self._bind_below(child, (*places, place), (*drawn, index), ids)


def _rows_posted(posted: Any) -> dict[str, str]:
    """Read the hidden inputs `row`: HTML name of the row -> its id."""
    pairs = (text.rpartition("=") for text in (posted.getlist("row") if posted is not None else ()))
    return {name: row_id for name, _, row_id in pairs if name}


def _of_repeat(name: str, ids: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for row_name, row_id in ids.items():
        holder, _, index = row_name.rpartition("-")
        if holder == name and index.isdecimal():
            yield int(index), row_id


def build(page: Page, questions: Sequence[Question]) -> type[PageForm]:
    """Build the form class of a page; its fields have generated names, which shadow no method of the form."""
    fields: dict[str, Any] = {"_page": page}
    for number, question in enumerate(questions):
        if "*" not in question.pointer:
            fields[f"q{number}"] = UnboundField(AnswerField, question, name=question.name)
    return type("PageForm", (PageForm,), fields)


class Acceptance:
    """Says what the draft keeps of a text: cleaned if the question accepts it so, else as typed."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._validators: dict[str, Any] = {}
        self._offerable: dict[str, tuple[str, ...]] = {}

    def offerable(self, page: Page) -> tuple[str, ...]:
        """Give the pointers of a page's questions that may have a prefill or a default; found once."""
        known = self._offerable.get(page.id)
        if known is None:
            known = self._offerable[page.id] = tuple(question.pointer for question in offerable(page))
        return known

    def kept(self, field: AnswerField) -> MaybeJson:
        """Give the value of a field for the draft."""
        return self.stored(field.question, field.data)

    def stored(self, question: Question, value: MaybeJson) -> MaybeJson:
        """Give the value of a question for the draft; what cleaning would leave empty stays as typed."""
        if not isinstance(value, str) or question.json_type != "string" or question.choices:
            return value
        cleaned = cleaners.clean(question.clean, value) if question.clean else value
        candidate = KINDS[question.kind].normalise(question, cleaned)
        for better in (candidate, cleaned):
            if better and better != value and self.accepts(question, better):
                return better
        return value

    def accepts(self, question: Question, value: Any) -> bool:
        """Say whether the question's own schema and kind have nothing against a value."""
        known = self._validators.get(question.pointer)
        if known is None:
            schema = self._compiled.structure.base[question.pointer]
            known = self._validators[question.pointer] = validator(schema)
        return bool(known.is_valid(value)) and field_check(question, value) is None


def field_check(question: Question, value: Any) -> Any:
    """Give what the kind has against a value, or None."""
    return KINDS[question.kind].check(question, value)
