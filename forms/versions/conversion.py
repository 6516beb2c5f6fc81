"""An answer given to one kind of question, as an answer to another: converted when nothing is lost, else as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from forms.kinds import KINDS
from forms.kinds.choices import label_of
from forms.kinds.numbers import write
from forms.model import ABSENT, MaybeJson, Question
from forms.options import YES_NO, option_text

Stored = Callable[[Question, MaybeJson], MaybeJson]
"""What the draft keeps of a text that was read: cleaned if the question accepts it so."""

YES = {"true", *(yes.casefold() for yes, _ in YES_NO.values())}
NO = {"false", *(no.casefold() for _, no in YES_NO.values())}
DAY = re.compile(r"\s*(\S+?)[\s/.-]+(\S+?)[\s/.-]+(\S+)\s*\Z")


def convert(old: Question, new: Question, value: Any, stored: Stored) -> MaybeJson:
    """Give what an answer becomes; ABSENT when the new question cannot hold it at all."""
    if new.kind in ("note", "fixed") or new.compute is not ABSENT:
        return new.const if new.kind == "fixed" and value == new.const else ABSENT
    if "file" in (old.kind, new.kind) and old.kind != new.kind:
        return ABSENT
    as_it_is: MaybeJson = value
    if new.read_only or new.kind == "file":
        return as_it_is
    if new.kind in ("choice", "choices"):
        return _chosen(old, new, value)
    if old.kind == new.kind:
        return _same(new, value, stored)
    if new.kind == "checkbox":
        return _ticked(old, value)
    return _read(new, _written(old, new, value), stored)


def _same(new: Question, value: Any, stored: Stored) -> MaybeJson:
    """Read an answer again as the new question does: other cleaning, whole numbers."""
    if isinstance(value, str):
        return stored(new, value) if new.kind in ("date", "checkbox") else _read(new, value, stored)
    if new.kind == "number" and new.json_type == "integer" and isinstance(value, Decimal) and value == int(value):
        return int(value)
    as_it_is: MaybeJson = value
    return as_it_is


def _read(new: Question, text: str, stored: Stored) -> MaybeJson:
    """Read a text as if it were typed into the boxes of the new question."""
    if new.kind == "date":
        return KINDS["date"].read(new, {suffix: [part] for suffix, part in _boxes(text).items()})
    return stored(new, KINDS[new.kind].read(new, {"": [text]}))


def _boxes(text: str) -> dict[str, str]:
    """Part a written day into its three boxes; what is no day goes into the first."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found = DAY.match(text)
        parts = found.groups() if found else (text, "", "")
    else:
        parts = (str(day.day), str(day.month), f"{day.year:04}")
    return dict(zip(KINDS["date"].suffixes, parts, strict=True))


def text_of(old: Question, value: Any) -> str:
    """Write an answer as its question showed it."""
    if isinstance(value, list):
        return ", ".join(label_of(old, one) for one in value)
    if old.choices:
        return label_of(old, value)
    if isinstance(value, bool):
        return YES_NO["fr"][0 if value else 1]
    if isinstance(value, int | Decimal):
        return write(value, None, grouped=False)
    if old.kind in ("date", "datetime"):
        return " ".join(KINDS[old.kind].display(old, value))
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values()).strip()
    return KINDS[old.kind].boxes(old, value).get("", "") if old.kind == "time" else str(value)


def _written(old: Question, new: Question, value: Any) -> str:
    """Write an answer for the boxes of another kind: an option as a number is its value, else its label."""
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return write(value, None, grouped=False) if new.kind == "number" and number else text_of(old, value)


def _ticked(old: Question, value: Any) -> MaybeJson:
    word = text_of(old, value).casefold()
    return True if value is True or word in YES else False if value is False or word in NO else ABSENT


def _chosen(old: Question, new: Question, value: Any) -> MaybeJson:
    """Find the options that an answer stands for; what none does stays as text."""
    several = value if isinstance(value, list) else [value]
    found = [_option(old, new, one) for one in several]
    if new.kind == "choices":
        order = {option_text(option.value): place for place, option in enumerate(new.choices)}
        return sorted(found, key=lambda one: order.get(option_text(one), len(order)))
    return KINDS["choice"].read(new, {"": [option_text(found[0]) if len(found) == 1 else text_of(old, value)]})


def _option(old: Question, new: Question, value: Any) -> Any:
    """Give the option of this value, else the only one of this label, else the text itself."""
    texts = {option_text(option.value): option.value for option in new.choices}
    text = option_text(value) if isinstance(value, str | bool) else _number_text(value)
    if text in texts:
        return texts[text]
    label = text_of(old, value).casefold()
    named = [option.value for option in new.choices if option.label.casefold() == label]
    if len(named) == 1:
        return named[0]
    return text if old.choices else text_of(old, value)


def _number_text(value: Any) -> str:
    return option_text(int(value)) if isinstance(value, Decimal) and value == int(value) else option_text(value)
