"""The rules of a sound definition that the dialect cannot say; each breach names its place and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from forms import logic, settings, statuses
from forms.compiler import RECAP, Compiled
from forms.conditions import tests_of, validator
from forms.expansion import Schema, compact
from forms.kinds import KINDS
from forms.model import ABSENT, Group, Node, Question, Repeat
from forms.nodes import constants, flat
from forms.pointers import escape, split
from forms.problems import DefinitionProblem

MAX_BYTES = 256_000
MAX_DEPTH = 16
MAX_QUESTIONS = 300
MAX_CHOICES = 500
RESERVED_TOP = {"shown", "row", "action"}
RESERVED = {"csrf_token", "__proto__", "constructor", ""}
FORBIDDEN_SIGNS = ".[/~"
LONGEST_NAME = 100
DATA = {"const", "enum", "default", "examples"}
PAIRS = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"), ("minContains", "maxContains"))


def lint(bundled: Schema, compiled: Compiled) -> list[DefinitionProblem]:
    """Give every breach, in the order of the rules."""
    linter = _Linter(bundled, compiled)
    return [problem for rule in (*linter.rules(), settings.faults(bundled)) for problem in rule]


def size_problems(bundled: Schema) -> list[DefinitionProblem]:
    """Refuse a definition that is too heavy before anything looks into it."""
    weight = len(compact(bundled))
    if weight <= MAX_BYTES:
        return []
    words = f"La démarche pèse {weight // 1000} ko avec ses blocs."
    return [DefinitionProblem("", words, f"La limite est de {MAX_BYTES // 1000} ko.")]


def pattern_problems(bundled: Schema) -> list[DefinitionProblem]:
    """Refuse patterns that cannot run in linear time, or that only look at a part of an answer, wherever they stand."""
    found: list[DefinitionProblem] = []
    waiting: list[tuple[Any, str]] = [(bundled, "")]
    while waiting:
        node, here = waiting.pop()
        if isinstance(node, list):
            waiting.extend((child, f"{here}/{index}") for index, child in enumerate(node))
        if not isinstance(node, dict):
            continue
        named = node.get("patternProperties")
        for pattern in named if isinstance(named, dict) else ():
            found += _pattern(pattern, f"{here}/patternProperties/{escape(pattern)}", whole=False)
        if isinstance(node.get("pattern"), str) and not here.endswith("/properties"):
            found += _pattern(node["pattern"], f"{here}/pattern", whole=True)
        schemas = ((key, child) for key, child in node.items() if key not in DATA and not key.startswith("x-"))
        waiting.extend((child, f"{here}/{escape(key)}") for key, child in schemas)
    return found


def _pattern(pattern: str, here: str, whole: bool) -> Iterator[DefinitionProblem]:
    reason = pattern_refusal(pattern)
    if reason:
        yield DefinitionProblem(here, reason, "Écrivez le motif (pattern) sans regard en avant ni renvoi.")
    elif whole and not (pattern.startswith("^") and pattern.endswith("$") and _top_level_whole(pattern)):
        right = f"Écrivez « ^(?:{pattern.strip('^$')})$ »."
        yield DefinitionProblem(here, "Le motif ne porte que sur une partie de la réponse.", right)


class _Linter:
    def __init__(self, bundled: Schema, compiled: Compiled) -> None:
        self._document = bundled
        self._compiled = compiled
        self._structure = compiled.structure
        self._nodes = compiled.nodes
        self._page_order = {page.id: place for place, page in enumerate(compiled.pages)}

    def rules(self) -> tuple[Iterator[DefinitionProblem], ...]:
        """Give every rule, in order."""
        return (
            self._limits(),
            self._names(),
            self._pages(),
            self._guards(),
            self._targets(),
            self._order_of_pages(),
            self._values(),
            self._words(),
            self._logic(),
            self._alternatives(),
            statuses.faults(self._document),
        )

    def _at(self, pointer: str) -> str:
        """Give the place in the document of a question's schema."""
        schema = self._structure.base.get(pointer)
        origin = self._compiled.expanded.origin(schema) if schema is not None else ""
        if origin or not pointer:
            return origin
        return "".join("/items" if part == "*" else f"/properties/{part}" for part in split(pointer))

    def _name(self, node: Node | None) -> str:
        return f"« {node.texts.title} »" if node is not None else "cette question"

    def _limits(self) -> Iterator[DefinitionProblem]:
        questions = self._compiled.questions()
        if len(questions) > MAX_QUESTIONS:
            yield DefinitionProblem(
                "/properties", f"La démarche pose {len(questions)} questions.", f"La limite est de {MAX_QUESTIONS}."
            )
        for question in questions:
            if len(question.choices) > MAX_CHOICES and not question.named_list:
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} propose {len(question.choices)} réponses.",
                    f"La limite est de {MAX_CHOICES} ; au-delà, utilisez une liste nommée (x-list).",
                )
            if len(question.choices) > MAX_CHOICES and question.named_list and question.kind == "choices":
                yield DefinitionProblem(
                    f"{self._at(question.pointer)}/items/x-list",
                    f"{self._name(question)} montre {len(question.choices)} cases à cocher.",
                    f"La limite est de {MAX_CHOICES} ; au-delà, faites choisir une seule réponse, qui se cherche.",
                )
        for pointer in self._nodes:
            if pointer.count("/") - pointer.count("/*") > MAX_DEPTH:
                yield DefinitionProblem(
                    self._at(pointer), "Les groupes sont trop imbriqués.", f"La limite est de {MAX_DEPTH} niveaux."
                )

    def _names(self) -> Iterator[DefinitionProblem]:
        seen: dict[str, str] = {}
        for pointer, node in self._nodes.items():
            key = node.key
            if key != "*" and not _sound_name(key, pointer):
                yield DefinitionProblem(
                    self._at(pointer),
                    f"Le nom « {key[:40]} » est réservé ou contient un signe interdit.",
                    "Utilisez des lettres, des chiffres et des tirets bas, par exemple « nomNaissance ».",
                )
            if isinstance(node, Question) and seen.setdefault(node.name, pointer) != pointer:
                yield DefinitionProblem(
                    self._at(pointer),
                    f"« {pointer} » et « {seen[node.name]} » donnent le même nom dans la page : {node.name}.",
                    "Renommez l’une des deux.",
                )

    def _pages(self) -> Iterator[DefinitionProblem]:
        listed = self._document.get("x-pages", [])
        places: dict[str, list[str]] = {}
        ids: set[str] = set()
        for number, page in enumerate(listed):
            here = f"/x-pages/{number}"
            if page["id"] in ids or page["id"] == RECAP:
                yield DefinitionProblem(
                    f"{here}/id", f"L’identifiant « {page['id']} » est déjà pris.", "Choisissez-en un autre."
                )
            ids.add(page["id"])
            for index, pointer in enumerate(page["fields"]):
                if pointer not in self._nodes or "*" in pointer:
                    yield DefinitionProblem(
                        f"{here}/fields/{index}",
                        f"« {pointer} » n’est pas une question.",
                        "Écrivez par exemple « /adresse ».",
                    )
                    continue
                for question in _under(self._nodes[pointer]):
                    places.setdefault(question.pointer, []).append(page["id"])
        for question in self._compiled.questions() if listed else ():
            pages = places.get(question.pointer, [])
            if len(pages) > 1:
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} est sur plusieurs pages : {', '.join(pages)}.",
                    "Chaque question est sur une seule page.",
                )
            elif not pages and question.kind not in ("computed", "fixed") and question.widget != "hidden":
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} n’est sur aucune page.",
                    "Ajoutez-la à une page (x-pages).",
                )

    def _guards(self) -> Iterator[DefinitionProblem]:
        for test in self._structure.tests:
            for name in _vacuous(test.schema):
                yield DefinitionProblem(
                    test.origin,
                    f"La condition regarde « {name} » sans l’exiger : elle serait vraie tant que rien n’est répondu.",
                    f"Ajoutez « {name} » à « required » dans ce « if ».",
                )
            for read in sorted(test.reads):
                if read not in self._nodes and read != test.scope and not self._known_row(read):
                    yield DefinitionProblem(
                        test.origin, f"La condition regarde « {read} », qui n’est pas une question.", "Corrigez le nom."
                    )

    def _known_row(self, pointer: str) -> bool:
        return pointer.endswith("/*") and pointer.removesuffix("/*") in self._nodes

    def _targets(self) -> Iterator[DefinitionProblem]:
        for pointer, ways in self._structure.require.items():
            if pointer not in self._nodes and pointer.rpartition("/")[0] in ("", *self._nodes):
                origin = next(
                    (test.origin for way in ways for test in tests_of(way)), self._at(pointer.rpartition("/")[0])
                )
                yield DefinitionProblem(
                    origin, f"« {pointer} » est exigée mais n’est pas déclarée.", "Déclarez-la dans « properties »."
                )

    def _order_of_pages(self) -> Iterator[DefinitionProblem]:
        for pointer, ways in [*self._structure.hide.items(), *self._structure.require.items()]:
            target = self._page_place(pointer)
            for test in (test for way in ways for test in tests_of(way)):
                for read in sorted(test.reads):
                    if target is not None and (self._page_place(read, last=True) or 0) > target:
                        yield DefinitionProblem(
                            test.origin,
                            f"La condition de {self._name(self._nodes.get(pointer))} lit "
                            f"{self._name(self._nodes.get(read))}, posée sur une page suivante.",
                            "Une condition ne lit que des questions de la même page ou d’une page précédente.",
                        )

    def _page_place(self, pointer: str, last: bool = False) -> int | None:
        node = self._nodes.get(pointer)
        pages = [self._compiled.page_of.get(question.pointer) for question in _under(node)] if node else []
        places = [self._page_order[page] for page in pages if page is not None]
        return (max(places) if last else min(places)) if places else None

    def _values(self) -> Iterator[DefinitionProblem]:
        for pointer, node in self._nodes.items():
            schema = flat(self._structure.base[pointer])
            here = self._at(pointer)
            for low, high in PAIRS:
                if low in schema and high in schema and schema[low] > schema[high]:
                    yield DefinitionProblem(
                        here,
                        f"{self._name(node)} : {low} ({schema[low]}) dépasse {high} ({schema[high]}).",
                        "Échangez-les.",
                    )
            if not isinstance(node, Question):
                continue
            if node.const is True and node.default is not ABSENT:
                yield DefinitionProblem(
                    f"{here}/default", "Un consentement ne peut pas être coché d’avance.", "Retirez « default »."
                )
            elif node.default is not ABSENT and not self._accepts(schema, node.default):
                yield DefinitionProblem(
                    f"{here}/default",
                    f"La valeur de départ de {self._name(node)} n’est pas une réponse acceptée.",
                    "Corrigez « default ».",
                )
            options = constants(schema)
            if len({repr(option["const"]) for option in options}) < len(options):
                yield DefinitionProblem(
                    here, f"{self._name(node)} propose deux fois la même réponse.", "Retirez le doublon."
                )

    @staticmethod
    def _accepts(schema: Schema, value: Any) -> bool:
        try:
            return validator({key: child for key, child in schema.items() if key != "pattern"}).is_valid(value)
        except (jsonschema_rs.ValidationError, ValueError):
            return True

    def _words(self) -> Iterator[DefinitionProblem]:
        for pointer, node in self._nodes.items():
            if not isinstance(node, Question):
                continue
            here = self._at(pointer)
            if node.kind not in KINDS:
                yield DefinitionProblem(
                    here, f"{self._name(node)} n’a pas de champ connu.", "Choisissez un autre « x-widget »."
                )
            if node.bic_for and f"{pointer.rpartition('/')[0]}/{node.bic_for}" not in self._nodes:
                yield DefinitionProblem(
                    f"{here}/x-bic-for", f"« {node.bic_for} » n’est pas une question voisine.", "Nommez l’IBAN."
                )
            if node.named_list and not node.choices:
                yield DefinitionProblem(
                    f"{here}/x-list",
                    f"La liste « {node.named_list} » n’existe pas.",
                    "Ajoutez-la à côté de la démarche.",
                )
            schema = self._structure.base[pointer]
            if "contentEncoding" in schema:
                yield DefinitionProblem(
                    f"{here}/contentEncoding",
                    "Un fichier ne se met pas dans une réponse.",
                    "Utilisez « x-widget »: « file ».",
                )
            if "x-compute" in schema and not schema.get("readOnly"):
                yield DefinitionProblem(
                    here, f"{self._name(node)} est calculée mais peut être saisie.", "Ajoutez « readOnly »: true."
                )

    def _logic(self) -> Iterator[DefinitionProblem]:
        for question in self._compiled.questions():
            if question.compute is not ABSENT:
                for words in logic.check(question.compute):
                    yield DefinitionProblem(
                        f"{self._at(question.pointer)}/x-compute", words, "Voyez la liste des opérateurs."
                    )
        for number, check in enumerate(self._compiled.checks):
            holder = self._at(check.scope) if check.scope else ""
            here = f"{holder}/x-checks" if check.scope else f"/x-checks/{number}"
            for words in logic.check(check.logic):
                yield DefinitionProblem(
                    f"{here}/logic" if not check.scope else here, words, "Voyez la liste des opérateurs."
                )
            if check.at not in ("", check.scope, *self._nodes):
                yield DefinitionProblem(here, f"« {check.at} » n’est pas une question.", "Corrigez « at ».")

    def _alternatives(self) -> Iterator[DefinitionProblem]:
        for pointer, origin in self._structure.undiscriminated:
            yield DefinitionProblem(
                origin,
                f"Rien ne distingue les branches de {self._name(self._nodes.get(pointer))}.",
                "Donnez à chaque branche une propriété commune de valeur différente (« const »).",
            )
        for pointer, node in self._nodes.items():
            if isinstance(node, Repeat) and not node.children:
                yield DefinitionProblem(
                    self._at(pointer), f"{self._name(node)} ne dit pas ce que contient une ligne.", "Ajoutez « items »."
                )
            if isinstance(node, Group) and not node.children and pointer:
                yield DefinitionProblem(
                    self._at(pointer), f"{self._name(node)} ne contient aucune question.", "Ajoutez « properties »."
                )


def pattern_refusal(pattern: str) -> str:
    """Say why a pattern cannot run in linear time, or `""` when it can."""
    try:
        validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return "Le motif n’est pas lisible, ou demande un retour en arrière qui pourrait bloquer le site."
    return ""


def _top_level_whole(pattern: str) -> bool:
    """Say whether no alternative at the top escapes the anchors (`^a|b$` does)."""
    depth = 0
    escaped = in_class = False
    for sign in pattern:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            return False
    return True


def _sound_name(key: str, pointer: str) -> bool:
    if key in RESERVED or (pointer.count("/") == 1 and key in RESERVED_TOP) or len(key) > LONGEST_NAME:
        return False
    return not any(sign in FORBIDDEN_SIGNS or ord(sign) < 32 or ord(sign) == 127 for sign in key) and key.strip() == key


def _vacuous(schema: Any) -> Iterator[str]:
    """Give the properties that a condition tests without requiring them, at any depth but under `not`."""
    if not isinstance(schema, dict):
        return
    required = set(schema.get("required", []))
    for name, child in schema.get("properties", {}).items():
        if child is not True and child != {}:
            if name not in required:
                yield name
            yield from _vacuous(child)
    for word in ("allOf", "anyOf", "oneOf"):
        for child in schema.get(word, []):
            yield from _vacuous(
                child if not required else {**child, "required": [*required, *child.get("required", [])]}
            )
    for word in ("contains", "not"):
        yield from _vacuous(schema.get(word))


def _under(node: Node | None) -> list[Question]:
    if node is None:
        return []
    return [node] if isinstance(node, Question) else [q for child in node.children for q in _under(child)]
