"""Texts that are missing in a language, or that changed after their translation, and translations that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from forms.answers import copied
from forms.expansion import Expansion, Schema, in_language, text_at
from forms.pointers import escape
from forms.procedure import Procedure
from forms.screen import LANGUAGES, language_name
from forms.verification.subject import Found, Subject
from forms.verification.texts import Text, texts_of

MARK = "\x02"
SHOWN = 60
Pair = tuple[str, str]
"""A text and its translation."""


def missing_texts(subject: Subject) -> Iterator[Found]:
    """Give, by language and by question or page, the texts that have no translation."""
    for code in subject.procedure.languages[1:]:
        missing = [text for text, translation in _pairs(subject.procedure, code) if not translation.strip()]
        for texts in _by_owner(missing):
            wrong = f"n’a pas tous ses textes en {language_name(code)}"
            right, detail = f"Traduisez-les à la page {LANGUAGES}.", "Écrivez-les dans « x-i18n »."
            yield _found(subject, texts, wrong, right, detail)


def texts_to_read_again(subject: Subject) -> Iterator[Found]:
    """Give the texts that changed since the version before, and whose translations did not."""
    before = subject.before
    for code in subject.procedure.languages[1:] if before is not None else ():
        known = _pairs(subject.procedure, code)
        pairs = [(text.text, translation) for text, translation in known]
        old = outdated([(text.text, translation) for text, translation in _pairs(before, code)], pairs)
        for texts in _by_owner([text for (text, _), pair in zip(known, pairs, strict=True) if _spaced(pair) in old]):
            wrong = f"a changé en français, et sa traduction en {language_name(code)} est restée la même"
            right = f"Relisez-la à la page {LANGUAGES} : elle y est marquée « À relire »."
            yield _found(subject, texts, wrong, right)


def outdated(old: Iterable[Pair], new: Iterable[Pair]) -> Mapping[Pair, str]:
    """Give the pairs whose translation went with another text before, which is gone; and that text.

    Pairs are counted, wherever they stand: what is moved, renamed or copied is no change.
    """
    before, now = Counter(map(_spaced, old)), Counter(map(_spaced, new))
    gone = {translation: text for text, translation in before - now if translation}
    return {pair: gone[pair[1]] for pair in now - before if pair[1] in gone}


def _spaced(pair: Pair) -> Pair:
    return " ".join(pair[0].split()), " ".join(pair[1].split())


def _by_owner(texts: Iterable[Text]) -> list[list[Text]]:
    """Gather texts by page or question, else by the part of the definition that holds them."""
    owned: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        owner = text.page, text.asked or ("" if text.page else text.place.split("/")[1])
        owned.setdefault(owner, []).append(text)
    return list(owned.values())


@lru_cache(maxsize=16)
def _pairs(procedure: Procedure, code: str) -> tuple[tuple[Text, str], ...]:
    """Give every text with its translation, `""` where it stays as it is when every translation is marked."""
    marked: Schema = copied(procedure.document)
    _mark(marked, code)
    translated = Expansion(in_language(marked, code))
    own = procedure.compiled.expanded
    pairs = zip(texts_of(own.root, own.origin), texts_of(translated.root, translated.origin), strict=True)
    return tuple((text, other.text.replace(MARK, "") if MARK in other.text else "") for text, other in pairs)


def _mark(document: Schema, code: str) -> None:
    for holder in [document, *document.get("$defs", {}).values()]:
        overlay = holder.get("x-i18n", {}).get(code, {}) if isinstance(holder, dict) else {}
        for pointer, text in list(overlay.items()):
            if text_at(holder, pointer) is not None:
                overlay[pointer] = MARK + text
            else:
                del overlay[pointer]


def _found(subject: Subject, texts: list[Text], wrong: str, right: str, detail: str = "") -> Found:
    first = texts[0]
    words = ", ".join(dict.fromkeys(text.word for text in texts))
    page = next((one for one in subject.compiled.pages if one.id == first.page), None)
    node = subject.compiled.nodes.get(first.asked)
    whose = f"La page « {page.title} »" if page else f"« {node.texts.title} »" if node else "La démarche"
    return Found(f"{whose} {wrong} : {words}.", right, node, first.place, page, detail)


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
                if text_at(holder, pointer) is None:
                    yield Found(
                        f"Une traduction en {language_name(code)} n’a plus de texte à traduire : "
                        f"« {_short(overlay[pointer])} ».",
                        f"Retirez-la à la page {LANGUAGES}, sous « Traductions perdues ».",
                        place=f"{prefix}/x-i18n/{code}/{escape(pointer)}",
                        detail=f"« {pointer} » ne mène à aucun texte : corrigez ce pointeur, ou retirez-la.",
                    )
