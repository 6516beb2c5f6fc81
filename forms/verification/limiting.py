"""Limits that contradict each other: alone, or once the conditions have narrowed them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from forms.cleaners import clean
from forms.expansion import Schema, merge
from forms.kinds import KINDS
from forms.kinds.documents import size_text
from forms.model import ABSENT, Node, Question, Repeat
from forms.nodes import flat
from forms.screen import ANSWER
from forms.verification.patterns import part_of
from forms.verification.samples import exact
from forms.verification.subject import Found, Subject

RIGHT = f"Corrigez ces limites, à {ANSWER} : personne ne peut donner de réponse acceptée."
RIGHT_AT_TIMES = "Corrigez ces limites, ou la condition qui les resserre : personne ne peut alors répondre."
FIXED_LENGTHS = {"date": 10, "postcode": 5, "siret": 14, "nir": 15}


def contradictory(subject: Subject) -> Iterator[Found]:
    """Give the questions and lists to which no answer is ever accepted."""
    for node in _limited(subject):
        reason = reason_of(subject, node, subject.schema(node))
        if reason:
            yield Found(f"{subject.name(node.pointer)} : {reason}.", RIGHT, node)


def contradictory_at_times(subject: Subject) -> Iterator[Found]:
    """Give the questions and lists to which no answer is accepted when some conditions hold."""
    for node in _limited(subject):
        base = subject.schema(node)
        if not reason_of(subject, node, base):
            yield from _narrowed(subject, node, base)


def _limited(subject: Subject) -> Iterator[Question | Repeat]:
    return (node for node in subject.nodes() if isinstance(node, Question | Repeat) and not _given(node))


def _given(node: Node) -> bool:
    """Say whether a node has no answer of its own to be limited."""
    return isinstance(node, Question) and (node.kind in ("note", "fixed") or node.compute is not ABSENT)


def _narrowed(subject: Subject, node: Node, base: Schema) -> Iterator[Found]:
    told: set[str] = set()
    for schema in _narrowings(subject, node, base):
        reason = reason_of(subject, node, schema)
        if reason and reason not in told:
            told.add(reason)
            yield Found(f"{subject.name(node.pointer)}, sous certaines conditions : {reason}.", RIGHT_AT_TIMES, node)


def _narrowings(subject: Subject, node: Node, base: Schema) -> Iterator[Schema]:
    """Give each schema that conditions make of a question, for answers that do make it."""
    overlays = [(way, schema) for way, schema in subject.compiled.structure.overlays.get(node.pointer, ()) if way]
    if not overlays:
        return
    cones = subject.explorer.cones
    worlds = subject.explorer.worlds(cones.of_conditions(way for way, _ in overlays) | cones.of_node(node.pointer))
    holder = node.pointer.rpartition("/")[0]
    seen: set[tuple[bool, ...]] = set()
    for world in worlds.valid:
        frame = world.frame(holder)
        active = tuple(bool(frame and subject.compiled.relevance.holds(way, frame)) for way, _ in overlays)
        if active in seen or not subject.explorer.applies(world, node.pointer) or not any(active):
            continue
        seen.add(active)
        made = base
        for holds, (_, schema) in zip(active, overlays, strict=True):
            made = flat(merge(made, flat(schema))) if holds else made
        yield made


def reason_of(subject: Subject, node: Node, schema: Schema) -> str:
    """Say why no answer can be accepted by a schema, `""` when one can or nothing is known."""
    if isinstance(node, Repeat):
        return _counts(schema)
    if not isinstance(node, Question):
        return ""
    if node.kind == "choices":
        return _counts(schema) or _boxes(subject, node, schema)
    if node.kind == "file":
        return _counts(schema) or _sizes(schema)
    if node.kind == "checkbox" or node.choices:
        return _options(subject, node, schema)
    if "const" in schema or "enum" in schema:
        return _constants(subject, schema)
    return _numbers(schema) if node.kind == "number" else _lengths(node, schema)


def _numbers(schema: Schema) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    lows = [exact(one) for one in (low, above) if one is not None]
    highs = [exact(one) for one in (high, below) if one is not None]
    if not lows or not highs:
        return ""
    least, most = max(lows), min(highs)
    open_end = (above is not None and exact(above) == least) or (below is not None and exact(below) == most)
    if least > most:
        return f"la plus petite valeur ({least}) dépasse la plus grande ({most})"
    if least == most and open_end:
        return f"aucune valeur n’est permise entre {least} et {most}"
    step = _step(schema)
    if step is None:
        return ""
    first = _first_step(least, step, above is not None and exact(above) == least)
    if first > most or (first == most and below is not None and exact(below) == most):
        steps = "nombre entier" if step == 1 else f"multiple de {step}"
        return f"aucun {steps} n’est permis entre {least} et {most}"
    return ""


def _step(schema: Schema) -> Decimal | None:
    """Give what every answer is a multiple of, whole numbers alone for an integer."""
    step = exact(schema["multipleOf"]) if "multipleOf" in schema else None
    if schema.get("type") != "integer":
        return step
    return Decimal(Fraction(step).numerator) if step is not None else Decimal(1)


def _first_step(least: Decimal, step: Decimal, beyond: bool) -> Decimal:
    count = (least / step).to_integral_value(rounding="ROUND_CEILING")
    return (count + 1) * step if beyond and count * step == least else count * step


def _lengths(question: Question, schema: Schema) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if most is not None and least > most:
        return f"la plus petite longueur ({least}) dépasse la plus grande ({most})"
    part = part_of(schema["pattern"]) if "pattern" in schema else None
    fixed = FIXED_LENGTHS.get(question.kind)
    shortest = part.least if part else fixed or 0
    longest = part.most if part else fixed
    if longest is not None and longest < least:
        return f"il faut au moins {least} signes, mais la forme demandée en permet {longest} au plus"
    if most is not None and shortest > most:
        return f"il faut au plus {most} signes, mais la forme demandée en compte {shortest} au moins"
    return ""


def _counts(schema: Schema) -> str:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if most is not None and least > most:
        return f"le plus petit nombre ({least}) dépasse le plus grand ({most})"
    wanted = schema.get("minContains", 1) if "contains" in schema else 0
    if most is not None and wanted > most:
        return f"il faut {wanted} réponses d’une sorte, mais {most} au plus en tout"
    return ""


def _boxes(subject: Subject, question: Question, schema: Schema) -> str:
    items = schema.get("items", {})
    options = [one.value for one in question.choices if subject.explorer.schemas.accepts(items, one.value)]
    if not options:
        return "aucune des réponses proposées n’est acceptée"
    least = schema.get("minItems", 0)
    if schema.get("uniqueItems") and least > len(options):
        return f"il faut {least} réponses, mais {len(options)} seulement sont proposées"
    wanted = schema.get("contains")
    if wanted is not None and schema.get("minContains", 1) > 0:
        fitting = [one for one in options if subject.explorer.schemas.accepts(wanted, one)]
        return "" if fitting else "la réponse exigée n’est pas proposée"
    return ""


def _sizes(schema: Schema) -> str:
    size = flat(schema.get("items", {})).get("properties", {}).get("size", {})
    least, most = size.get("minimum", 0), size.get("maximum")
    if most is None or least <= most:
        return ""
    return f"le plus petit poids ({size_text(least)}) dépasse le plus grand ({size_text(most)})"


def _options(subject: Subject, question: Question, schema: Schema) -> str:
    values = [one.value for one in question.choices] or [True, False]
    if any(subject.explorer.schemas.accepts(schema, value) for value in values):
        return ""
    return "aucune des réponses proposées n’est acceptée"


def _constants(subject: Subject, schema: Schema) -> str:
    values = [schema["const"]] if "const" in schema else schema["enum"]
    rest = {key: value for key, value in schema.items() if key not in ("const", "enum")}
    if any(subject.explorer.schemas.accepts(rest, value) for value in values):
        return ""
    return "la valeur exigée ne respecte pas les autres limites"


def defaults_refused(subject: Subject) -> Iterator[Found]:
    """Give the starting values that the question itself refuses."""
    for question in subject.compiled.questions():
        if question.default is not ABSENT and not _accepted(subject, question, question.default):
            yield Found(
                f"La valeur de départ de {subject.name(question.pointer)} n’est pas une réponse acceptée.",
                f"Corrigez « Réponse de départ », à {ANSWER}, ou videz-la.",
                question,
                f"{subject.place(question.pointer)}/default",
                detail="Corrigez « default », ou retirez-la.",
            )


def examples_refused(subject: Subject) -> Iterator[Found]:
    """Give the examples of answers that the question itself refuses."""
    for question in subject.compiled.questions():
        for number, example in enumerate(subject.schema(question).get("examples", ())):
            if not any(_accepted(subject, question, one) for one in _as_kept(question, example)):
                yield Found(
                    f"L’exemple « {example} » de {subject.name(question.pointer)} serait refusé.",
                    "Corrigez-le dans « Exemples de réponse », à l’onglet « Aide ».",
                    question,
                    f"{subject.place(question.pointer)}/examples/{number}",
                )


def _as_kept(question: Question, example: Any) -> Iterator[Any]:
    """Give an example as it is, and as it would be kept once typed."""
    yield example
    if isinstance(example, str):
        cleaned = clean(question.clean, example)
        yield from (cleaned, KINDS[question.kind].normalise(question, cleaned))
        yield KINDS[question.kind].read(question, {"": [example]})


def _accepted(subject: Subject, question: Question, value: Any) -> bool:
    schema = subject.schema(question)
    return subject.explorer.schemas.accepts(schema, value) and KINDS[question.kind].check(question, value) is None
