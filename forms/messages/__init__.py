"""Every sentence that the engine can say to the public, built from the author's noun; `x-errors` goes before all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.kinds.documents import size_text, types_text
from forms.kinds.numbers import BESIDE_UNIT, write
from forms.messages import english, french
from forms.model import Node, Question, Repeat

TABLES = {"fr": french, "en": english}
BRACES = re.compile(r"\{([^{}]*)\}")
"""A question named in the title of a row."""
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains")


def sentence(node: Node | None, keyword: str, params: Mapping[str, Any], language: str = "fr") -> str:
    """Give the sentence for a fault: the question's own (`x-errors`), else by kind and keyword, else by keyword.

    `params` is what the fault knows (`limit`, `expected`, …); an unknown language speaks French.
    """
    own = node.texts.errors if node is not None else {}
    if keyword in own or "_" in own:
        return own.get(keyword) or own["_"]
    words = TABLES.get(language, french)
    table: Mapping[str, str] = words.SENTENCES
    kind = node.kind if isinstance(node, Question) else "rows" if isinstance(node, Repeat) else "group"
    found = table.get(f"{kind}.{keyword}") or table.get(keyword) or table["_"]
    return found.format_map(_values(node, params, language))


def row_title(repeat: Repeat, index: int, texts: Mapping[str, str], language: str = "fr") -> str:
    """Give the title of a row: the author's, filled with its answers, else what it is and its number from 1.

    A name between braces that is no answer is left out, whatever it is made of; braces that a person typed stay.
    """
    if repeat.row_title and texts:
        filled = " ".join(BRACES.sub(lambda found: texts.get(found[1].strip(), ""), repeat.row_title).split())
        if any(sign.isalnum() for sign in filled):
            return filled
    noun = _bare(repeat.row_noun) or repeat.texts.title
    return f"{noun[:1].upper()}{noun[1:]} {index + 1}"


def row_noun(repeat: Repeat, language: str = "fr") -> str:
    """Give what « Ajouter » adds: « une personne », else the words for a line."""
    words: str = TABLES.get(language, french).A_LINE
    return repeat.row_noun or words


def not_given(language: str = "fr") -> str:
    """Give the words for an answer that was not given."""
    words: str = TABLES.get(language, french).NOT_GIVEN
    return words


def _bare(noun: str) -> str:
    for article in ("une ", "un ", "des ", "a ", "an "):
        noun = noun.removeprefix(article)
    return noun


def _values(node: Node | None, params: Mapping[str, Any], language: str) -> _Words:
    words = TABLES.get(language, french)
    question = node if isinstance(node, Question) else None
    title = node.texts.title if node is not None else ""
    noun = node.texts.noun if node is not None else ""
    documents = question.documents if question else None
    limit = params.get("limit", params.get("multiple_of"))
    return _Words(
        noun=noun or words.FIELD.format(title=title),
        Noun=_capital(noun) or words.FIELD_FIRST.format(title=title),
        title=title,
        document=noun or words.DOCUMENT.format(title=title),
        limit=_limit(question, limit),
        count=params.get("limit", ""),
        s="s" if isinstance(params.get("limit"), int) and params["limit"] > 1 else "",
        expected=params.get("expected", ""),
        actual=params.get("actual", ""),
        country=params.get("country", ""),
        part=_parts(params, words),
        size=size_text(documents.max_size, language) if documents and documents.max_size else "",
        types=types_text(documents.types, language) if documents else "",
        what=row_noun(node, language) if isinstance(node, Repeat) else "",
    )


class _Words(dict[str, Any]):
    """What a sentence may name; a name it does not know is left out."""

    def __init__(self, **values: Any) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _limit(question: Question | None, limit: Any) -> str:
    if isinstance(limit, bool) or not isinstance(limit, int | float | Decimal):
        return str(limit) if limit is not None else ""
    value = Decimal(str(limit)) if isinstance(limit, float) else limit
    unit = f"{BESIDE_UNIT}{question.texts.suffix}" if question and question.texts.suffix else ""
    return write(value) + unit


def _parts(params: Mapping[str, Any], words: Any) -> str:
    names = [str(words.DATE_PARTS[suffix]) for suffix in params.get("missing", ())]
    return str(words.AND).join(names)
