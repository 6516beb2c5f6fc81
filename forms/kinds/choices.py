"""Choices: one of several, several of several, a box to tick, what is fixed, what is only told."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from forms.kinds.base import Fault, Kind, Posted
from forms.kinds.dates import Date
from forms.kinds.numbers import Number
from forms.model import ABSENT, Json, MaybeJson, Question
from forms.options import YES_NO, indexed, option_text


def typed_back(question: Question, text: str) -> Json:
    """Give the option that a posted text stands for, or the text when none is offered so."""
    known = indexed(question.choices).by_text.get(text)
    return text if known is None else known.value


def unlisted(question: Question, values: Iterable[Any]) -> Fault | None:
    """Say that a value is not of the named list; other options are held by the schema itself."""
    if not question.named_list:
        return None
    known = indexed(question.choices).by_text
    found = ((known.get(option_text(one)), one) for one in values)
    return None if all(option is not None and option.value == one for option, one in found) else Fault("enum")


class Choice(Kind):
    """One of several: radios, a select or a searchable list."""

    name = "choice"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give the option chosen; one that is not offered stays as posted, and is refused later."""
        text = self.first(posted)
        if not text:
            return ABSENT
        found = typed_back(question, text)
        return self._by_label(question, text) if question.widget == "search" and found == text else found

    @staticmethod
    def _by_label(question: Question, text: str) -> Json:
        """Take what was typed in a searchable list for the option it names."""
        found = indexed(question.choices).by_label.get(text.casefold(), ())
        return found[0].value if len(found) == 1 else text

    def check(self, question: Question, value: Any) -> Fault | None:
        """Find what is not of the named list."""
        return unlisted(question, [value])

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give the text that stands for the chosen option."""
        return {"": "" if value is ABSENT or value is None else option_text(value)}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show the label of the option."""
        return (label_of(question, value),)


class Choices(Kind):
    """Several of several: boxes to tick."""

    name = "choices"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give the options ticked, in their order; none ticked is no answer."""
        texts = [text.strip() for text in posted.get("", ()) if text.strip()]
        if not texts:
            return ABSENT
        order = {option_text(option.value): place for place, option in enumerate(question.choices)}
        unique = sorted(dict.fromkeys(texts), key=lambda text: order.get(text, len(order)))
        return [typed_back(question, text) for text in unique]

    def check(self, question: Question, value: Any) -> Fault | None:
        """Find what is not of the named list."""
        return unlisted(question, value) if isinstance(value, list) else None

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give nothing: the boxes are ticked from the value."""
        return {}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show one label a line."""
        items = value if isinstance(value, list) else [value]
        return tuple(label_of(question, item) for item in items)


class CheckBox(Kind):
    """One box to tick, or a consent; any value posted counts as ticked."""

    name = "checkbox"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give true or false, never nothing."""
        return bool(posted.get("", ()))

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give « true » when it is ticked."""
        return {"": "true" if value is True else ""}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « Oui » or « Non »."""
        yes, no = YES_NO.get(language, YES_NO["fr"])
        return (yes if value is True else no if value is False else str(value),)


class Fixed(Kind):
    """A value that the definition fixes (`const`); nothing posted changes it."""

    name = "fixed"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give the constant."""
        return question.const


class Note(Kind):
    """Words without an answer."""

    name = "note"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give nothing."""
        return ABSENT

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give nothing."""
        return {}


class Computed(Kind):
    """A value that is computed or only shown, written by its type."""

    name = "computed"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Give nothing: a computed value is never taken from a post."""
        return ABSENT

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Give the text shown."""
        return {"": "" if value is ABSENT or value is None else "\n".join(self.display(question, value))}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show numbers, dates and options as their own kinds do."""
        if question.choices:
            return (label_of(question, value),)
        if isinstance(value, bool):
            return CheckBox().display(question, value, language)
        if isinstance(value, int | Decimal):
            return Number().display(question, value, language)
        if question.format == "date":
            return Date().display(question, value, language)
        if isinstance(value, list):
            return tuple(str(item) for item in value)
        return (str(value),)


def label_of(question: Question, value: Any) -> str:
    """Give the label of an option, or the value itself when none is offered so."""
    known = indexed(question.choices).by_text.get(value) if isinstance(value, str) else None
    if known is not None and known.value == value:
        return known.label
    for option in () if question.named_list else question.choices:
        if option.value == value and isinstance(option.value, bool) == isinstance(value, bool):
            return option.label
    return option_text(value)
