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
FIELDS = {
    "Question": {
        "title": "Question",
        "description": "Indication",
        "required": "Réponse obligatoire",
        "x-noun": "Nom de la réponse dans les messages",
    },
    "Réponse": {
        "x-list": "Liste nommée",
        "x-widget": "Présentation des choix",
        "x-clean": "Corriger ce qui est tapé",
        "minLength": "Nombre de signes au moins",
        "maxLength": "Nombre de signes au plus",
        "minimum": "La plus petite valeur",
        "maximum": "La plus grande valeur",
        "multipleOf": "Pas",
        "x-decimals": "Décimales montrées",
        "x-suffix": "Unité",
        "minItems": "Nombre au moins",
        "maxItems": "Nombre au plus",
        "x-validity": "Durée de validité",
        "x-row": "Les lignes",
        "default": "Réponse de départ",
    },
    "Aide": {
        "x-help": "Aide",
        "x-figure": "Image",
        "x-placeholder": "Exemple montré avec l’indication",
        "examples": "Exemples de réponse",
    },
    "Messages": {"x-errors": "Messages"},
    "Récapitulatif": {
        "x-summary": "Au récapitulatif",
        "x-sensitive": "Donnée sensible",
        "writeOnly": "Ne jamais remontrer la réponse",
        "x-example": "C’est un exemple, à remplacer avant la publication",
    },
    "Avancé": {
        "pattern": "Motif",
        "exclusiveMinimum": "Plus grand que",
        "exclusiveMaximum": "Plus petit que",
        "uniqueItems": "Pas deux fois la même réponse",
        "x-inputmode": "Clavier du téléphone",
        "x-autocomplete": "Ce que le navigateur peut proposer",
        "x-prefill": "Réponse reprise de",
        "x-bic-for": "IBAN dont ce BIC est proposé",
        "readOnly": "Montrée, jamais saisie",
        "deprecated": "Question ancienne",
        "$comment": "Remarque pour les rédacteurs",
        "x-was": "Ancien nom technique",
    },
}
"""What the panel of a question calls each keyword, by its tabs."""
_FIELDS = {keyword: (title, tab) for tab, fields in FIELDS.items() for keyword, title in fields.items()}
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


def setting(pointer: str) -> tuple[str, str]:
    """Name the setting of a question that a place stands in, and its tab; two blanks where the panel has none."""
    parts = split(pointer)
    asked = max((place for place, part in enumerate(parts) if part == "properties"), default=-2) + 2
    found = next((_FIELDS[part] for part in parts[asked:] if part in _FIELDS), None) if asked else None
    return (f"« {found[0]} »", f"à l’onglet « {found[1]} »") if found else ("", "")


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
