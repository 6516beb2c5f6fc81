"""Whether a limit lets more answers in than before, or fewer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from forms.kinds.documents import size_text, types_text
from forms.kinds.numbers import write
from forms.model import DocumentRule
from forms.options import option_text

LOW = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minContains", "minProperties"}
HIGH = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxContains", "maxProperties"}
OPEN = {"additionalProperties", "unevaluatedProperties", "unevaluatedItems"}
NAMES = {
    "minimum": "la valeur la plus petite",
    "exclusiveMinimum": "la limite à dépasser",
    "maximum": "la valeur la plus grande",
    "exclusiveMaximum": "la limite à ne pas atteindre",
    "minLength": "le nombre de signes le plus petit",
    "maxLength": "le nombre de signes le plus grand",
    "minItems": "le nombre de réponses le plus petit",
    "maxItems": "le nombre de réponses le plus grand",
    "multipleOf": "le pas",
    "const": "la réponse attendue",
    "uniqueItems": "l’interdiction des réponses en double",
    "minContains": "le nombre de réponses exigées le plus petit",
    "maxContains": "le nombre de réponses exigées le plus grand",
}
UNSAID = {
    "pattern": "le format attendu",
    "format": "la forme attendue",
    "not": "la règle qui refuse certaines réponses",
    "contains": "la réponse exigée",
}
"""Limits whose values only who writes JSON can read."""
NONE = "aucune limite"


def narrows(keyword: str, old: Any, new: Any) -> bool:
    """Say whether a keyword that changed may refuse an answer that it let in; when nobody can know, it may."""
    if new is None or (keyword == "uniqueItems" and not new) or (keyword in OPEN and new is not False):
        return False
    if old is None:
        return True
    if keyword in LOW | HIGH and _number(old) and _number(new):
        return bool(new > old) if keyword in LOW else bool(new < old)
    if keyword == "multipleOf" and _number(old) and _number(new) and new:
        return Decimal(str(old)) % Decimal(str(new)) != 0
    return True


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """Write a limit for a sentence."""
    if value is None:
        return NONE
    if _number(value):
        return write(Decimal(str(value)) if isinstance(value, float) else value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return option_text(value)[:80] if isinstance(value, str) else "une règle"


def sentence(keyword: str, old: Any, new: Any, counted: str = "réponses") -> str:
    """Say how one limit changed: « la valeur la plus grande passe de 10 à 5 »; `counted` are documents or lines."""
    if keyword not in NAMES:
        return f"{UNSAID.get(keyword, 'une autre limite')} a changé"
    name = NAMES[keyword].replace("réponses le", f"{counted} le")
    return f"{name} passe {'d’' if old is None else 'de '}{shown(old)} à {shown(new)}"


def of_documents(old: DocumentRule, new: DocumentRule) -> list[tuple[bool, str]]:
    """Give each change of what documents are accepted: whether fewer are, and how to say it."""
    made = []
    gone, come = [one for one in old.types if one not in new.types], [one for one in new.types if one not in old.types]
    if gone or come:
        narrowed = bool(gone and new.types) or not old.types
        made.append((narrowed, f"les formats acceptés sont maintenant {types_text(new.types) or 'tous'}"))
    if old.max_size != new.max_size:
        narrowed = new.max_size is not None and (old.max_size is None or new.max_size < old.max_size)
        size = size_text(new.max_size) if new.max_size is not None else NONE
        made.append((narrowed, f"le poids le plus grand d’un document est maintenant {size}"))
    return made
