"""Texts that are missing in a language of the definition, and translations that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms.answers import copied
from forms.expansion import Expansion, Schema, in_language, step
from forms.pointers import escape, split
from forms.screen import LANGUAGES, language_name
from forms.verification.subject import Found, Subject
from forms.verification.texts import Text, texts_of

MARK = "\x02"
SHOWN = 60


def missing_texts(subject: Subject) -> Iterator[Found]:
    """Give, by language and by question or page, the texts that have no translation."""
    for code in subject.procedure.languages[1:]:
        owned: dict[tuple[str, str], list[Text]] = {}
        for text in _missing(subject, code):
            owned.setdefault(_owner(text), []).append(text)
        yield from (_found(subject, code, texts) for texts in owned.values())


def _owner(text: Text) -> tuple[str, str]:
    """Give the page or the question of a text, else the part of the definition that holds it."""
    return text.page, text.asked or ("" if text.page else text.place.split("/")[1])


def _missing(subject: Subject, code: str) -> Iterator[Text]:
    """Give the texts that stay as they are when every translation is marked."""
    marked: Schema = copied(subject.document)
    _mark(marked, code)
    translated = Expansion(in_language(marked, code))
    own = subject.compiled.expanded
    pairs = zip(texts_of(own.root, own.origin), texts_of(translated.root, translated.origin), strict=True)
    for text, other in pairs:
        if MARK not in other.text:
            yield text


def _mark(document: Schema, code: str) -> None:
    for holder in [document, *document.get("$defs", {}).values()]:
        overlay = holder.get("x-i18n", {}).get(code, {}) if isinstance(holder, dict) else {}
        for pointer, text in list(overlay.items()):
            if isinstance(_at(holder, pointer), str):
                overlay[pointer] = MARK + text
            else:
                del overlay[pointer]


def _found(subject: Subject, code: str, texts: list[Text]) -> Found:
    first = texts[0]
    words = ", ".join(dict.fromkeys(text.word for text in texts))
    page = next((one for one in subject.compiled.pages if one.id == first.page), None)
    node = subject.compiled.nodes.get(first.asked)
    whose = f"La page « {page.title} »" if page else f"« {node.texts.title} »" if node else "La démarche"
    return Found(
        f"{whose} n’a pas tous ses textes en {language_name(code)} : {words}.",
        f"Traduisez-les à la page {LANGUAGES}.",
        node,
        first.place,
        page,
        "Écrivez-les dans « x-i18n ».",
    )


def _short(text: Any) -> str:
    words = str(text)
    return words if len(words) <= SHOWN else words[: SHOWN - 1].rstrip() + "…"


def translations_nowhere(subject: Subject) -> Iterator[Found]:
    """Give the translations of texts that are not there."""
    blocks = [(f"/$defs/{escape(name)}", block) for name, block in subject.document.get("$defs", {}).items()]
    for prefix, holder in [("", subject.document), *blocks]:
        known: Any = holder.get("x-i18n", {}) if isinstance(holder, dict) else {}
        for code, overlay in known.items():
            for pointer in overlay:
                if not isinstance(_at(holder, pointer), str):
                    yield Found(
                        f"Une traduction en {language_name(code)} n’a plus de texte à traduire : "
                        f"« {_short(overlay[pointer])} ».",
                        f"Retirez-la à la page {LANGUAGES}, sous « Traductions perdues ».",
                        place=f"{prefix}/x-i18n/{code}/{escape(pointer)}",
                        detail=f"« {pointer} » ne mène à aucun texte : corrigez ce pointeur, ou retirez-la.",
                    )


def _at(document: Any, pointer: str) -> Any:
    for part in split(pointer):
        document = step(document, part)
    return document
