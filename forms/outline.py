"""Pages, questions and conditions in plain French, for an admin to read and an applicant to prepare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms.compiler import Compiled
from forms.conditions import Conjunction, Guard
from forms.kinds.choices import label_of
from forms.kinds.numbers import write
from forms.model import Group, Node, Question, Repeat
from forms.options import option_text

LIMITS = {
    "minimum": "est au moins {}",
    "maximum": "est au plus {}",
    "exclusiveMinimum": "est plus grand que {}",
    "exclusiveMaximum": "est plus petit que {}",
    "minItems": "compte au moins {} ligne(s)",
    "maxItems": "compte au plus {} ligne(s)",
    "minLength": "compte au moins {} signe(s)",
    "maxLength": "compte au plus {} signe(s)",
}
KIND_WORDS = {
    "text": "texte",
    "textarea": "texte long",
    "number": "nombre",
    "date": "date",
    "checkbox": "case à cocher",
    "choice": "choix",
    "choices": "choix multiple",
    "email": "courriel",
    "phone": "téléphone",
    "postcode": "code postal",
    "iban": "IBAN",
    "bic": "BIC",
    "nir": "numéro de sécurité sociale",
    "siret": "SIRET",
    "url": "adresse de site",
    "time": "heure",
    "datetime": "date et heure",
    "file": "documents",
    "note": "note",
    "fixed": "valeur fixe",
    "computed": "valeur calculée",
}


def shown_when(compiled: Compiled, pointer: str) -> str:
    """Say when a question applies, `""` for always: « si « Prélèvement » est « Oui » »."""
    ways = [hidden_unless(compiled, way) for way in compiled.hides_of(pointer)]
    return " et ".join(f"si {words}" if number == 0 else words for number, words in enumerate(ways))


def required_when(compiled: Compiled, pointer: str) -> str:
    """Say when a question is obligatory, `""` for always or never."""
    ways = [
        " et ".join(_guard(compiled, part, positive=True) for part in way)
        for way in compiled.require.get(pointer, ())
        if way
    ]
    return " ou ".join(ways)


def hidden_unless(compiled: Compiled, way: Conjunction) -> str:
    """Say the opposite of what hides a question."""
    return " ou ".join(_guard(compiled, part, positive=False) for part in way)


def _guard(compiled: Compiled, part: Any, positive: bool) -> str:
    if isinstance(part, Guard):
        return _schema(compiled, part.test.schema, part.test.scope, positive != part.negated)
    ways = [" et ".join(_guard(compiled, inner, positive=True) for inner in way) for way in part.ways]
    joined = " ou ".join(ways)
    return joined if not positive else f"l’inverse de ({joined})"


def _schema(compiled: Compiled, schema: Any, scope: str, positive: bool) -> str:
    if not isinstance(schema, dict):
        return "toujours" if bool(schema) == positive else "jamais"
    parts = [_property(compiled, scope, name, child, positive) for name, child in schema.get("properties", {}).items()]
    known = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in known:
            parts.append(f"{_title(compiled, f'{scope}/{name}')} {'a' if positive else 'n’a pas'} une réponse")
    for word, glue in (("allOf", " et "), ("anyOf", " ou "), ("oneOf", " ou ")):
        inner = [_schema(compiled, child, scope, positive) for child in schema.get(word, [])]
        if inner:
            parts.append((glue if positive else (" ou " if glue == " et " else " et ")).join(inner))
    if "not" in schema:
        parts.append(_schema(compiled, schema["not"], scope, not positive))
    return (" et " if positive else " ou ").join(parts) or "une règle particulière est remplie"


def _property(compiled: Compiled, scope: str, name: str, schema: Any, positive: bool) -> str:
    pointer = f"{scope}/{name}"
    title = _title(compiled, pointer)
    if not isinstance(schema, dict):
        return f"{title} {'a' if positive else 'n’a pas'} une réponse"
    node = compiled.nodes.get(pointer)
    if "const" in schema:
        return f"{title} {'est' if positive else 'n’est pas'} {_value(node, schema['const'])}"
    if "enum" in schema:
        values = " ou ".join(_value(node, value) for value in schema["enum"])
        return f"{title} {'est' if positive else 'n’est pas'} {values}"
    limits = [words.format(_value(None, schema[key])) for key, words in LIMITS.items() if key in schema]
    if limits:
        said = f"{title} {' et '.join(limits)}"
        return said if positive else f"il est faux que {said}"
    if "contains" in schema:
        inner = schema["contains"]
        if isinstance(inner, dict) and "const" in inner:
            return f"{title} {'contient' if positive else 'ne contient pas'} {_value(node, inner['const'])}"
        said = _schema(compiled, inner, f"{pointer}/*", True)
        return f"{'une' if positive else 'aucune'} ligne de {title} est telle que {said}"
    if "not" in schema:
        return _property(compiled, scope, name, schema["not"], not positive)
    return _schema(compiled, schema, pointer, positive)


def _title(compiled: Compiled, pointer: str) -> str:
    node = compiled.nodes.get(pointer)
    return f"« {node.texts.title} »" if node is not None else "une question qui n’existe pas"


def _value(node: Node | None, value: Any) -> str:
    if isinstance(node, Question) and node.choices:
        label = label_of(node, value)
        unnamed = isinstance(value, bool) and label == option_text(value)
        return f"« {label} »" if not unnamed else "« Oui »" if value else "« Non »"
    if isinstance(value, bool):
        return "coché" if value else "non coché"
    return write(value) if not isinstance(value, str | list | dict | None) else f"« {option_text(value)} »"


def outline(compiled: Compiled) -> Iterator[str]:
    """Give the lines of an outline: pages, then questions with their kind, then when they apply."""
    yield compiled.title
    for number, page in enumerate(compiled.pages, 1):
        yield ""
        yield f"Page {number}. {page.title}"
        for node in page.nodes:
            yield from _lines(compiled, node, "  ")


def _lines(compiled: Compiled, node: Node, indent: str) -> Iterator[str]:
    if isinstance(node, Question):
        required = "obligatoire" if node.required else "facultative"
        asked = f"{KIND_WORDS[node.kind]}, {required}" if node.asked else KIND_WORDS[node.kind]
        yield f"{indent}- {node.texts.title} ({asked})"
        yield from _conditions(compiled, node, indent)
        for option in node.choices[:12]:
            yield f"{indent}    · {option.label}"
        if len(node.choices) > 12:
            yield f"{indent}    · … {len(node.choices)} réponses"
        return
    more = " (plusieurs lignes)" if isinstance(node, Repeat) else ""
    yield f"{indent}- {node.texts.title}{more}"
    yield from _conditions(compiled, node, indent)
    for child in node.children:
        yield from _lines(compiled, child, indent + "    ")


def _conditions(compiled: Compiled, node: Question | Group | Repeat, indent: str) -> Iterator[str]:
    own = [hidden_unless(compiled, way) for way in compiled.hide.get(node.pointer, ())]
    if own:
        yield f"{indent}    Affichée si {' et '.join(own)}."
    needed = required_when(compiled, node.pointer)
    if needed:
        yield f"{indent}    Obligatoire si {needed}."
