"""A page of a procedure as HTML: fragments made once, filled with plain values at each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from app.markdown import block, inline
from app.rendering import listed, searched
from app.rendering.fragments import Fragment, make
from app.rendering.listed import PATH as LISTS
from app.rendering.searched import Searched
from app.rendering.words import WORDS
from app.typography import french
from forms import (
    ABSENT,
    Choice,
    GroupView,
    Node,
    PageView,
    Question,
    QuestionView,
    RepeatView,
    RowView,
    option_text,
    row_noun,
    size_text,
    types_text,
)

ItemView = QuestionView | GroupView | RepeatView
CHECKED, SELECTED = " checked", " selected"
UNSEARCHED: Mapping[str, Searched] = MappingProxyType({})
Lister = Callable[[QuestionView], str]


def unlisted(_view: QuestionView) -> str:
    """List no document: a page that holds none."""
    return ""


class Beside(NamedTuple):
    """What stands beside the questions: what search boxes show again, what lists the documents of a question, and
    where the script of a page searches named lists."""

    found: Mapping[str, Searched] = UNSEARCHED
    listed: Lister = unlisted
    lists: str = LISTS


@lru_cache(maxsize=4)
def _with_filters(environment: Environment) -> Environment:
    """Give the filters of the questions to an environment: one for every renderer, for each compiles its templates."""
    made = environment.overlay()
    made.filters = {**environment.filters, "rich": inline, "rich_block": block, "option_text": option_text}
    return made


class Renderer:
    """Draws the pages of one procedure in one language; it keeps the fragments of every question it has drawn.

    `search_url` is where the script of a page asks for addresses; without it no address can be searched.
    """

    def __init__(
        self, environment: Environment, figure_url: Callable[[str], str], language: str = "fr", search_url: str = ""
    ) -> None:
        self._environment = _with_filters(environment)
        self._figure_url = figure_url
        self._words = WORDS.get(language, WORDS["fr"])
        self._language = language
        self._search_url = search_url
        self._fragments: dict[tuple[Any, ...], Fragment] = {}
        self._pages: dict[str, tuple[PageView, Markup]] = {}

    @property
    def language(self) -> str:
        """The language of the words around the questions."""
        return self._language

    def page(
        self,
        view: PageView,
        found: Mapping[str, Searched] = UNSEARCHED,
        listed: Lister = unlisted,
        lists: str = LISTS,
    ) -> Markup:
        """Draw the items of a page; the form around them is the view's own template.

        `found` is what the search boxes of its address groups show again, by the HTML name of the group; `listed`
        draws the documents of a question.
        """
        known = self._pages.get(view.page.id)
        if known is not None and known[0] is view and not found and lists == LISTS:
            return known[1]
        beside = Beside(found, listed, lists)
        made = Markup("".join([self._item(item, beside) for item in view.items]))  # noqa: S704  # all is escaped below
        if not found and lists == LISTS and all(item.value is ABSENT and not item.error for item in view.questions()):
            self._pages[view.page.id] = (view, made)
        return made

    def question(self, view: QuestionView, lists: str = LISTS) -> Markup:
        """Draw one question alone (the one that is corrected on the recap)."""
        return Markup(self._question(view, Beside(lists=lists)))  # noqa: S704  # escaped below

    def _item(self, item: ItemView, beside: Beside) -> str:
        if isinstance(item, QuestionView):
            return self._question(item, beside)
        if isinstance(item, GroupView):
            return self._group(item, beside)
        return self._repeat(item, beside)

    def _question(self, view: QuestionView, beside: Beside) -> str:
        question = view.question
        key = (
            question.pointer,
            question.texts.title,
            view.required,
            view.visible,
            view.dependent,
            bool(view.error),
            bool(view.warning),
            len(view.choices) if view.choices is question.choices else tuple(id(choice) for choice in view.choices),
        )
        fragment = self._fragments.get(key)
        if fragment is None:
            fragment = self._fragments[key] = self._make_question(view)
        return fragment.fill(self._values(view, beside))

    def _make_question(self, view: QuestionView) -> Fragment:
        question = view.question
        template = "hidden" if question.widget == "hidden" else question.kind
        return make(
            self._environment,
            f"fields/{template}.html",
            question.name,
            {
                **self._context(question, view),
                "q": question,
                "choices": view.choices,
                "dependent": view.dependent,
                "required": view.required,
                "first_box": "",
                "figure_url": self._figure_url,
                "accepted": self._accepted(question),
                "named_list": question.named_list if listed.is_long(view) else "",
            },
        )

    def _accepted(self, question: Question) -> str:
        """Say what a question of documents accepts: types, size, number."""
        rule, words = question.documents, self._words.documents
        if rule is None:
            return ""
        types = f"{types_text(rule.types, self._language)}." if rule.types else ""
        size = words.size.format(size_text(rule.max_size, self._language)) if rule.max_size else ""
        most = words.only if rule.max_items == 1 else words.most.format(rule.max_items) if rule.max_items else ""
        return " ".join(part for part in (types, size, most) if part)

    def _context(self, node: Node, view: ItemView) -> dict[str, Any]:
        described = ["hint"] if node.texts.hint else []
        described += ["limits"] if getattr(node, "documents", None) else []
        described += ["error"] if view.error else []
        described += ["warning"] if getattr(view, "warning", "") else []
        name = "\x02name\x03" if "*" in node.name else str(escape(node.name))
        return {
            "words": self._words,
            "visible": view.visible,
            "has_error": bool(view.error),
            "has_warning": bool(getattr(view, "warning", "")),
            "describedby": Markup(" ".join(f"{name}-{part}" for part in described)),  # noqa: S704  # escaped above
        }

    def _values(self, view: QuestionView, beside: Beside) -> dict[str, str]:
        values = {"value" + suffix: str(escape(text)) for suffix, text in view.boxes.items()}
        if "*" in view.question.name:
            values["name"] = str(escape(view.name))
        if view.error:
            values["error"] = french(str(escape(view.error)))
        if view.warning:
            values["warning"] = french(str(escape(view.warning)))
        kind = view.question.kind
        if listed.is_long(view):
            values |= {**listed.drawn(view, self._words.list), "lists": str(escape(beside.lists))}
        elif kind == "choice" or kind == "choices":
            self._tick(view, values)
        elif kind == "checkbox" and view.value is True:
            values["on"] = CHECKED
        elif kind == "file":
            values["documents"] = beside.listed(view)
        return values

    def _tick(self, view: QuestionView, values: dict[str, str]) -> None:
        if view.value is ABSENT:
            return
        radios = view.question.widget == "radio" or view.question.kind == "choices"
        chosen = view.value if isinstance(view.value, list) else [view.value]
        met = False
        for place, choice in enumerate(view.choices):
            if any(_same(choice, value) for value in chosen):
                values[f"on:{place}"] = CHECKED if radios else SELECTED
                met = True
        typed = view.boxes.get("", "")
        if not met and typed and not radios:
            shown = escape(typed)
            values["stray"] = f'<option value="{shown}" selected>{shown}</option>'

    def _kept(self, key: tuple[Any, ...], template: str, name: str, context: Mapping[str, Any]) -> Fragment:
        fragment = self._fragments.get(key)
        if fragment is None:
            fragment = self._fragments[key] = make(self._environment, template, name, context)
        return fragment

    def _group(self, view: GroupView, beside: Beside) -> str:
        group = view.group
        address = group.widget == "address"
        search = self._search_url if address else ""
        context = {**self._context(group, view), "q": group, "dependent": view.dependent, "search": search}
        key = (group.pointer, view.visible, bool(view.error))
        fragment = self._kept(key, "fields/group.html", group.name, context)
        values = {"name": str(escape(view.name)), "error": french(str(escape(view.error)))}
        if address:
            values["chosen"] = searched.chosen(view)
        if search:
            values |= self._searched(view, beside.found.get(view.name, searched.NOTHING))
        return fragment.fill({**values, "items": "".join([self._item(item, beside) for item in view.items])})

    def _searched(self, view: GroupView, found: Searched) -> dict[str, str]:
        block = self._kept(("found",), "fields/address_found.html", "*", {})
        answer = self._kept(("answer",), "fields/address_answer.html", "*", {"words": self._words})
        return searched.drawn(view, found, self._words.address, block, answer)

    def _repeat(self, view: RepeatView, beside: Beside) -> str:
        repeat = view.repeat
        key = (repeat.pointer, view.visible, bool(view.error), view.can_add, view.required)
        context = {
            **self._context(repeat, view),
            "q": repeat,
            "required": view.required,
            "can_add": view.can_add,
            "noun": row_noun(repeat, self._language),
        }
        fragment = self._kept(key, "fields/repeat.html", repeat.name, context)
        rows = "".join([self._row(view, row, beside) for row in view.rows])
        values = {
            "name": str(escape(view.name)),
            "error": french(str(escape(view.error))),
            "pointer": str(escape(view.pointer)),
        }
        return fragment.fill({**values, "rows": rows})

    def _row(self, view: RepeatView, row: RowView, beside: Beside) -> str:
        context = {"words": self._words, "first": row.first, "last": row.last}
        fragment = self._kept(("row", row.first, row.last), "fields/row.html", "*", context)
        return fragment.fill(
            {
                "name": str(escape(f"{view.name}-{row.index}")),
                "title": str(escape(row.title)),
                "id": str(escape(row.id)),
                "parent": str(escape(view.pointer)),
                "items": "".join([self._item(item, beside) for item in row.items]),
            }
        )


def _same(choice: Choice, value: Any) -> bool:
    return choice.value == value and isinstance(choice.value, bool) == isinstance(value, bool)


def first_input(question: Question, name: str) -> str:
    """Give the id of the first input of a question, where a link to it leads."""
    return f"{name}-jour" if question.kind == "date" else name
