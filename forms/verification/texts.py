"""Every text of a definition that people read, with its place: what must be translated, short and plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.expansion import Schema
from forms.pointers import escape

NAMED = re.compile(r"\{[^}]*\}")

WORDS = {
    "title": "libellé",
    "description": "indication",
    "x-help": "aide",
    "x-noun": "nom de la réponse dans les messages",
    "x-placeholder": "exemple",
    "x-row/title": "titre d’une ligne",
    "x-row/noun": "ce qu’on ajoute",
    "x-figure/alt": "texte de l’image",
    "x-summary/label": "libellé au récapitulatif",
}
OF_PROCEDURE = {
    "type": "nom dans les listes",
    "summary": "présentation",
    "receipt": "accusé de réception",
    "help": "aide",
}
OF_TERMS = {
    "label": "libellé de la case des conditions",
    "text": "phrase au-dessus de la case des conditions",
    "full": "texte des conditions",
}
OF_PAGE = {"title": "titre de la page", "description": "texte sous le titre de la page", "section": "partie"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its place in the definition, what it is in French, the question or the page it belongs to."""

    place: str
    word: str
    text: str
    asked: str = ""
    page: str = ""


Origin = Callable[[Any], str]


def texts_of(root: Schema, origin: Origin) -> Iterator[Text]:
    """Give the texts of an expanded definition, always in the same order."""
    yield from _of_schema(root, "", "", origin, shown=True)
    for number, page in enumerate(root.get("x-pages", ())):
        for key, word in OF_PAGE.items():
            if page.get(key):
                yield Text(f"/x-pages/{number}/{key}", word, page[key], page=page["id"])
    terms = root.get("x-terms", {})
    yield from (Text(f"/x-terms/{key}", word, terms[key]) for key, word in OF_TERMS.items() if terms.get(key))
    yield from _of_procedure(root.get("x-procedure", {}))


def _of_procedure(words: Schema) -> Iterator[Text]:
    for key, word in OF_PROCEDURE.items():
        if words.get(key):
            yield Text(f"/x-procedure/{key}", word, words[key])
    for name, mail in words.get("mails", {}).items():
        for key, word in (("subject", "objet d’un courriel"), ("text", "texte d’un courriel")):
            if mail.get(key):
                yield Text(f"/x-procedure/mails/{escape(name)}/{key}", word, mail[key])
    for number, status in enumerate(words.get("statuses", ())):
        yield Text(f"/x-procedure/statuses/{number}/label", "libellé d’un statut", status["label"])


def _of_schema(schema: Any, here: str, asked: str, origin: Origin, shown: bool) -> Iterator[Text]:
    """Give the texts of a schema; `shown` says whether its choices are those that people see."""
    if not isinstance(schema, dict) or schema.get("x-widget") == "hidden":
        return
    here = origin(schema) or here
    yield from _own(schema, here, asked)
    yield from _messages(schema, here, asked)
    for name, child in schema.get("properties", {}).items():
        yield from _of_schema(child, f"{here}/properties/{escape(name)}", f"{asked}/{escape(name)}", origin, shown)
    for number, child in enumerate(schema.get("prefixItems", ())):
        yield from _of_schema(child, f"{here}/prefixItems/{number}", f"{asked}/{number}", origin, shown)
    items = schema.get("items")
    if isinstance(items, dict) and schema.get("x-widget") != "file":
        inner = asked if _chosen(items) else f"{asked}/*"
        yield from _of_schema(items, f"{here}/items", inner, origin, shown)
    for word in ("allOf", "oneOf", "anyOf"):
        for number, child in enumerate(schema.get(word, ())):
            yield from _of_branch(child, f"{here}/{word}/{number}", asked, origin, shown)
    for word in ("then", "else"):
        yield from _of_schema(schema.get(word), f"{here}/{word}", asked, origin, shown=False)


def _of_branch(child: Any, here: str, asked: str, origin: Origin, shown: bool) -> Iterator[Text]:
    if isinstance(child, dict) and "const" in child:
        if shown:
            place = origin(child) or here
            for key, word in (("title", "réponse proposée"), ("description", "indication d’une réponse")):
                if child.get(key):
                    yield Text(f"{place}/{key}", word, child[key], asked)
        return
    yield from _of_schema(child, here, asked, origin, shown)


def _chosen(items: Schema) -> bool:
    return "enum" in items or any("const" in one for one in items.get("oneOf", ()) if isinstance(one, dict))


def _own(schema: Schema, here: str, asked: str) -> Iterator[Text]:
    for path, word in WORDS.items():
        outer, _, inner = path.partition("/")
        value = schema.get(outer)
        text = value.get(inner) if inner and isinstance(value, dict) else value
        if isinstance(text, str) and _says(path, text):
            yield Text(f"{here}/{path}", word, text, asked)


def _says(path: str, text: str) -> bool:
    """Say whether a text has words of its own: the title of a row may only name answers."""
    if path != "x-row/title":
        return bool(text.strip())
    return any(sign.isalpha() for sign in NAMED.sub("", text))


def _messages(schema: Schema, here: str, asked: str) -> Iterator[Text]:
    for key, text in schema.get("x-errors", {}).items():
        yield Text(f"{here}/x-errors/{escape(key)}", "message d’erreur", text, asked)
    for number, check in enumerate(schema.get("x-checks", ())):
        place = f"{here}/x-checks/{number}/message"
        yield Text(place, "message d’une règle", check["message"], f"{asked}{check['at']}")
