"""What the screens of the editor call what a sentence speaks of, and who a place in a definition belongs to.

Who writes a procedure may never have seen JSON: sentences name titles and the words of the screen, never a keyword.
"""

from __future__ import annotations

from typing import Any

from forms.pointers import split

SETTINGS = "« Réglages, textes et courriels »"
RULES = "« Contrôles, totaux et arrêts »"
LANGUAGES = "« Langues »"
JSON = "« JSON »"
QUESTION, ANSWER, CONDITION, ADVANCED = (
    f"l’onglet « {tab} »" for tab in ("Question", "Réponse", "Condition", "Avancé")
)
IN_JSON = f"Corrigez-le à la page {JSON}."
LANGUAGE_NAMES = {"fr": "français", "en": "anglais", "es": "espagnol", "de": "allemand", "it": "italien"}
LANGUAGE_NAMES |= {"pt": "portugais", "ar": "arabe", "tr": "turc", "pl": "polonais", "ro": "roumain"}
LANGUAGE_NAMES |= {"uk": "ukrainien", "zh": "chinois"}
TITLES = ("title", "label", "name")


def in_settings(tab: str) -> str:
    """Name a tab of the settings of the whole procedure."""
    return f"dans {SETTINGS}, à l’onglet « {tab} »"


def language_name(code: str) -> str:
    """Name a language in French."""
    return LANGUAGE_NAMES.get(code, f"« {code} »")


def owner(document: Any, pointer: str) -> str:
    """Say whose a place in a definition is: its question, page or status by its title, else the procedure."""
    found = ""
    node = document
    around = ""
    for part in split(pointer):
        holder, around = around, part
        node = _under(node, part)
        title = next((node[key] for key in TITLES if _text(node, key)), "") if isinstance(node, dict) else ""
        if holder == "x-pages":
            found = f"la page « {title} »" if title else f"la page {int(part) + 1}" if part.isdecimal() else found
        elif holder == "statuses":
            found = f"le statut « {title} »" if title else "un statut"
        elif holder == "properties":
            found = f"« {title or part} »"
    return found or "la démarche"


def title_of(document: Any, pointer: str) -> str:
    """Give the title of a question by its pointer in the answers, its technical name when it has none."""
    node = document
    for part in split(pointer):
        node = node.get("items") if isinstance(node, dict) and part == "*" else _under(_under(node, "properties"), part)
    return node["title"] if _text(node, "title") else split(pointer)[-1] if pointer else "la démarche"


def first(words: str) -> str:
    """Begin a sentence with a capital."""
    return words[:1].upper() + words[1:]


def _text(node: Any, key: str) -> bool:
    return isinstance(node, dict) and isinstance(node.get(key), str) and bool(node[key].strip())


def _under(node: Any, part: str) -> Any:
    if isinstance(node, list):
        return node[int(part)] if part.isdecimal() and int(part) < len(node) else None
    return node.get(part) if isinstance(node, dict) else None
