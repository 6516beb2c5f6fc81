"""Plain language: how easily the French texts of a definition are read, and how long their sentences are.

The measure is the Flesch reading ease for French (constants of Kandel and Moles), as textstat computes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.verification.subject import Found, Subject
from forms.verification.texts import Text, texts_of

EASY = 50
"""The bar: 60 and more is plain, under 50 is hard."""

WORDS = 15
"""Texts with fewer words are left alone: the measure says nothing of them."""

LONGEST = 25
"""Words in one sentence."""

LABELS = {"libellé": 100, "titre de la page": 70, "réponse proposée": 90, "libellé de la case des conditions": 120}
"""Signs in a label, by what it labels."""

RIGHT = "Écrivez des phrases courtes, une idée par phrase, avec des mots de tous les jours."
SENTENCE = re.compile(r"[.!?:;…\n]+")
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
LINE = re.compile(r"\n\s*(?:[-*]|\d+\.)?\s*")
SIGNS = re.compile(r"[*_`#>]|\]\([^)]*\)|\[|https?://\S+")


def hard_texts(subject: Subject) -> Iterator[Found]:
    """Give the French texts above the bar of plain language; nothing for another language."""
    if subject.procedure.document.get("x-lang", "fr") != "fr":
        return
    for text in (one for one in _texts(subject) if one.word not in LABELS):
        plain = plain_text(text.text)
        longest = max((len(WORD.findall(one)) for one in SENTENCE.split(plain)), default=0)
        if longest > LONGEST:
            wrong = f"Une phrase compte {longest} mots ({text.word}) : « {_short(plain)} »"
            yield _found(subject, text, f"{wrong} La limite est de {LONGEST} mots.", RIGHT)
        elif len(WORD.findall(plain)) >= WORDS and (ease := ease_of(plain)) < EASY:
            wrong = f"Texte difficile à lire ({text.word}, {round(ease)} sur 100) : « {_short(plain)} »"
            yield _found(subject, text, f"{wrong} Il faut au moins {EASY}.", RIGHT)


def long_labels(subject: Subject) -> Iterator[Found]:
    """Give the labels that are too long to be read at once."""
    for text in _texts(subject):
        most = LABELS.get(text.word)
        if most is not None and len(text.text) > most:
            wrong = f"Le {text.word} « {_short(text.text)} » compte {len(text.text)} signes."
            if text.word == "réponse proposée":
                wrong = f"La réponse « {_short(text.text)} » compte {len(text.text)} signes."
            yield _found(subject, text, wrong, f"Restez sous {most} signes ; mettez le reste dans l’indication.")


def ease_of(text: str) -> float:
    """Measure how easily a French text is read: about 100 for a child, 30 for a lawyer."""
    import textstat  # type: ignore[import-untyped]  # heavy: only where a text is measured

    textstat.set_lang("fr")
    return float(textstat.flesch_reading_ease(text))


def plain_text(text: str) -> str:
    """Give a text without the signs of Markdown, each line of a list as a sentence."""
    return LINE.sub(". ", SIGNS.sub("", text)).strip()


def _texts(subject: Subject) -> Iterator[Text]:
    expanded = subject.compiled.expanded
    return texts_of(expanded.root, expanded.origin)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _found(subject: Subject, text: Text, wrong: str, right: str) -> Found:
    page = next((one for one in subject.compiled.pages if text.page and one.id == text.page), None)
    return Found(wrong, right, subject.compiled.nodes.get(text.asked), text.place, page)
