"""What an author can add to a page: each genre with its French words, and the JSON that it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.answers import copied
from forms.authoring.mentions import mapping
from forms.expansion import Schema
from forms.nodes import FORMATS, constants, is_documents, json_type

BLOCK_PREFIX = "block:"
DOCUMENT = "https://demarches.example/blocks/document/"
GROUPS = ("group", "repeat")


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre of question: what it is called, what it is for, the keywords that it begins with after its title."""

    id: str
    label: str
    about: str
    snippet: Mapping[str, Any]
    required: bool = False


def _choices(*words: str) -> list[dict[str, str]]:
    return [{"const": f"choix{place}", "title": word} for place, word in enumerate(words, 1)]


FIRST, SECOND = "Première réponse", "Deuxième réponse"
OWN_FIELDS = {"premiere": {"title": "Première question", "type": "string", "maxLength": 120}}
TEXT: Schema = {"type": "string"}

_TABLE = (
    Genre("text", "Texte court", "Une ligne : un nom, une ville, un numéro.", {**TEXT, "maxLength": 120}),
    Genre("textarea", "Texte long", "Plusieurs lignes.", {**TEXT, "maxLength": 1000, "x-widget": "textarea"}),
    Genre(
        "integer",
        "Nombre entier",
        "Un nombre sans virgule : des personnes, des pièces, une surface.",
        {"type": "integer", "minimum": 0, "x-inputmode": "numeric"},
    ),
    Genre(
        "decimal",
        "Nombre à virgule",
        "Un nombre avec des décimales : un nombre de parts, des kilomètres.",
        {"type": "number", "minimum": 0, "x-decimals": [0, 2], "x-inputmode": "decimal"},
    ),
    Genre(
        "amount",
        "Montant en euros",
        "Une somme, avec ou sans les centimes.",
        {
            "type": "number",
            "minimum": 0,
            "multipleOf": Decimal("0.01"),
            "x-decimals": [0, 2],
            "x-suffix": "€",
            "x-inputmode": "decimal",
        },
    ),
    Genre(
        "date",
        "Date",
        "Un jour, un mois, une année, dans trois cases.",
        {"description": "Par exemple 16 1 1947.", **TEXT, "format": "date"},
    ),
    Genre(
        "yes-no",
        "Oui ou non",
        "Deux réponses, sans choix d’avance.",
        {**TEXT, "enum": ["Oui", "Non"], "x-widget": "radio"},
    ),
    Genre("checkbox", "Case à cocher", "Une case, que l’on peut laisser vide.", {"type": "boolean"}),
    Genre(
        "consent",
        "Engagement à cocher",
        "Une case à cocher pour continuer : une attestation, un accord.",
        {"type": "boolean", "const": True},
        required=True,
    ),
    Genre(
        "choice",
        "Choix d’une réponse",
        "Une seule réponse parmi plusieurs.",
        {**TEXT, "x-widget": "radio", "oneOf": _choices(FIRST, SECOND)},
    ),
    Genre(
        "choices",
        "Choix de plusieurs réponses",
        "Des cases à cocher : autant de réponses que l’on veut.",
        {"type": "array", "uniqueItems": True, "items": {"oneOf": _choices(FIRST, SECOND)}},
    ),
    Genre(
        "search",
        "Choix dans une longue liste",
        "On écrit les premières lettres et l’on choisit : un collège, une commune.",
        {**TEXT, "x-widget": "search", "oneOf": _choices(FIRST, SECOND)},
    ),
    Genre(
        "email",
        "Courriel",
        "Une adresse électronique.",
        {"description": "Par exemple eliane.legentil@exemple.fr.", **TEXT, "format": "email", "maxLength": 254},
    ),
    Genre(
        "phone",
        "Téléphone",
        "Un numéro français ou étranger.",
        {**TEXT, "format": "fr-phone", "pattern": "^\\+[0-9]{8,15}$", "x-autocomplete": "tel"},
    ),
    Genre(
        "postcode",
        "Code postal",
        "Cinq chiffres.",
        {
            **TEXT,
            "format": "fr-postcode",
            "pattern": "^[0-9]{5}$",
            "x-inputmode": "numeric",
            "x-autocomplete": "postal-code",
        },
    ),
    Genre(
        "iban",
        "IBAN",
        "Le numéro d’un compte, vérifié et masqué.",
        {
            **TEXT,
            "format": "iban",
            "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
            "maxLength": 34,
            "x-sensitive": True,
        },
    ),
    Genre(
        "bic",
        "BIC",
        "Le code d’une banque, proposé d’après l’IBAN.",
        {
            **TEXT,
            "format": "bic",
            "pattern": "^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$",
            "maxLength": 11,
            "x-sensitive": True,
        },
    ),
    Genre(
        "nir",
        "Numéro de sécurité sociale",
        "15 chiffres, vérifiés et masqués.",
        {
            "description": "15 chiffres, sur votre carte Vitale.",
            **TEXT,
            "format": "nir",
            "pattern": "^[0-9]{5}(?:[0-9]{2}|2A|2B)[0-9]{8}$",
            "maxLength": 15,
            "x-sensitive": True,
            "x-inputmode": "text",
        },
    ),
    Genre(
        "siret",
        "SIRET",
        "Le numéro d’un établissement : 14 chiffres, vérifiés.",
        {**TEXT, "format": "siret", "pattern": "^[0-9]{14}$", "x-inputmode": "numeric"},
    ),
    Genre(
        "url", "Adresse d’un site", "Une adresse qui commence par https.", {**TEXT, "format": "uri", "maxLength": 300}
    ),
    Genre(
        "time", "Heure", "Une heure et des minutes.", {"description": "Par exemple 14:30.", **TEXT, "format": "time"}
    ),
    Genre(
        "datetime",
        "Date et heure",
        "Un rendez-vous : un jour et une heure.",
        {**TEXT, "format": "date-time"},
    ),
    Genre("document", "Document à joindre", "Une photo ou un PDF : un justificatif.", {"$ref": DOCUMENT + "1"}),
    Genre(
        "note",
        "Texte à lire",
        "Une explication dans la page, sans réponse.",
        {"description": "Texte à compléter.", "x-widget": "note", "readOnly": True},
    ),
    Genre(
        "computed",
        "Valeur calculée",
        "Un total que le portail calcule, et que personne ne saisit.",
        {"type": "number", "readOnly": True, "x-compute": {"+": []}},
    ),
    Genre(
        "group",
        "Groupe de questions",
        "Des questions sous un même titre : une personne, un logement.",
        {"type": "object", "additionalProperties": False, "properties": OWN_FIELDS},
    ),
    Genre(
        "repeat",
        "Liste de lignes",
        "Les mêmes questions plusieurs fois : des enfants, des revenus.",
        {
            "type": "array",
            "maxItems": 20,
            "x-row": {"noun": "une ligne"},
            "items": {"type": "object", "additionalProperties": False, "properties": OWN_FIELDS},
        },
    ),
)
GENRES: Mapping[str, Genre] = MappingProxyType({genre.id: genre for genre in _TABLE})
"""The genres that need no shared block, in the order in which they are offered."""


def genres(blocks: Mapping[str, Schema]) -> dict[str, Genre]:
    """Give every genre that can be added: ours, then one a shared block, in its newest number."""
    newest = newest_blocks(blocks)
    made = dict(GENRES)
    document = newest.get(DOCUMENT)
    if document is not None:
        known = made["document"]
        made["document"] = Genre(known.id, known.label, known.about, {"$ref": document})
    for name, address in newest.items():
        if name != DOCUMENT:
            title = blocks[address].get("title")
            label = title if isinstance(title, str) and title else name.rstrip("/").rpartition("/")[2]
            about = "Des questions toutes prêtes, les mêmes dans toutes les démarches."
            made[BLOCK_PREFIX + address] = Genre(BLOCK_PREFIX + address, label, about, {"$ref": address})
    return made


def newest_blocks(blocks: Mapping[str, Schema]) -> dict[str, str]:
    """Give the `$id` of the newest number of each shared block, by its address without the number."""
    found: dict[str, tuple[int, str]] = {}
    for address in blocks:
        name, _, number = address.rpartition("/")
        rank = int(number) if number.isdecimal() else 0
        if rank >= found.get(f"{name}/", (0, ""))[0]:
            found[f"{name}/"] = (rank, address)
    return {name: address for name, (_, address) in found.items()}


def snippet(genre: Genre, title: str) -> Schema:
    """Give the JSON of a new question; a reference stands before the title, as in our files."""
    words = copied(dict(genre.snippet))
    if "$ref" in words:
        return {"$ref": words.pop("$ref"), "title": title, **words}
    return {"title": title, **words}


def genre_of(effective: Schema, own: Schema) -> str:
    """Give the genre of a node, `""` when none fits; what stands in a shared block is that block's."""
    reference = own.get("$ref")
    items = mapping(effective, "items")
    try:
        if effective.get("x-widget") == "note":
            return "note"
        kind = json_type(effective)
        if kind == "array" and is_documents(effective, items):
            return "document"
        if isinstance(reference, str) and not reference.startswith("#"):
            return BLOCK_PREFIX + reference
        if kind == "array":
            return _of_list(effective, items)
        if kind == "object":
            return "group" if "properties" in effective else ""
        return _of_value(effective, kind)
    except (AttributeError, KeyError, TypeError, IndexError):
        return ""


def _of_list(node: Schema, items: Schema) -> str:
    if node.get("readOnly") or "prefixItems" in node:
        return "computed" if "x-compute" in node else ""
    if constants(items) or "x-list" in items:
        return "choices"
    return "repeat" if items else ""


def _of_value(node: Schema, kind: str) -> str:
    if "x-compute" in node:
        return "computed"
    if node.get("readOnly") or ("const" in node and node["const"] is not True):
        return ""
    if kind == "boolean":
        return "consent" if node.get("const") is True else "checkbox" if "x-widget" not in node else "yes-no"
    if "x-list" in node or (node.get("x-widget") == "search" and constants(node)):
        return "search"
    if constants(node):
        return "yes-no" if node.get("enum") == ["Oui", "Non"] else "choice"
    if kind in ("integer", "number"):
        return "amount" if node.get("x-suffix") == "€" else "integer" if kind == "integer" else "decimal"
    return _of_text(node) if kind == "string" else ""


def _of_text(node: Schema) -> str:
    widget, written = node.get("x-widget"), node.get("format")
    if widget == "hidden":
        return ""
    if widget == "textarea":
        return "textarea"
    if written in FORMATS:
        return FORMATS[written]
    long = node.get("maxLength", 0) > 255
    return "" if written else "textarea" if long and widget != "text" else "text"
