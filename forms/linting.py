"""The rules of a sound definition that the dialect cannot say; each breach names its place and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from forms import logic, settings, statuses
from forms.compiler import RECAP, Compiled
from forms.conditions import Test, tests_of, vacuous, validator
from forms.expansion import Schema, compact
from forms.kinds import KINDS
from forms.model import ABSENT, Group, Node, Question, Repeat
from forms.nodes import constants, flat
from forms.pointers import split
from forms.problems import DefinitionProblem
from forms.screen import ADVANCED, ANSWER, CONDITION, JSON, QUESTION, RULES

MAX_BYTES = 256_000
MAX_DEPTH = 16
MAX_QUESTIONS = 300
MAX_CHOICES = 500
MAX_LEAST = 50  # rows, which a sample request makes one by one
RESERVED_TOP = {"shown", "row", "action"}
RESERVED = {"csrf_token", "__proto__", "constructor", ""}
FORBIDDEN_SIGNS = ".[/~*"
LONGEST_NAME = 100
PAIRS = (
    ("minLength", "maxLength", "le nombre de signes au moins", "le nombre de signes au plus"),
    ("minimum", "maximum", "la plus petite valeur", "la plus grande valeur"),
    ("minItems", "maxItems", "le nombre au moins", "le nombre au plus"),
    ("minContains", "maxContains", "le nombre de réponses exigées au moins", "le nombre de réponses exigées au plus"),
)
LIST = f"une « Liste nommée », à {ANSWER}"
AGAIN = f"Réécrivez-la à {CONDITION} de la question qu’elle montre, ou à la page {JSON}."


def lint(bundled: Schema, compiled: Compiled) -> list[DefinitionProblem]:
    """Give every breach, in the order of the rules."""
    linter = _Linter(bundled, compiled)
    return [problem for rule in (*linter.rules(), settings.faults(bundled)) for problem in rule]


def size_problems(bundled: Schema) -> list[DefinitionProblem]:
    """Refuse a definition that is too heavy before anything looks into it."""
    weight = len(compact(bundled))
    if weight <= MAX_BYTES:
        return []
    words = f"La démarche pèse {weight // 1000} ko avec ses blocs partagés."
    right = f"La limite est de {MAX_BYTES // 1000} ko : mettez les longues listes de réponses dans {LIST}."
    return [DefinitionProblem("", words, right)]


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
                "/properties",
                f"La démarche pose {len(questions)} questions.",
                f"La limite est de {MAX_QUESTIONS} : retirez-en, ou faites-en deux démarches.",
            )
        for question in questions:
            if len(question.choices) > MAX_CHOICES and not question.named_list:
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} propose {len(question.choices)} réponses.",
                    f"La limite est de {MAX_CHOICES} ; au-delà, choisissez {LIST}.",
                )
            if len(question.choices) > MAX_CHOICES and question.named_list and question.kind == "choices":
                yield DefinitionProblem(
                    f"{self._at(question.pointer)}/items/x-list",
                    f"{self._name(question)} montre {len(question.choices)} cases à cocher.",
                    f"La limite est de {MAX_CHOICES} ; au-delà, faites choisir une seule réponse, qui se cherche.",
                )
        for pointer, node in self._nodes.items():
            if isinstance(node, Repeat) and node.min_items > MAX_LEAST:
                wrong = f"{self._name(node)} demande au moins {node.min_items} lignes."
                yield DefinitionProblem(self._at(pointer), wrong, f"La limite est de {MAX_LEAST} : demandez-en moins.")
            if pointer.count("/") - pointer.count("/*") > MAX_DEPTH:
                yield DefinitionProblem(
                    self._at(pointer),
                    f"{self._name(self._nodes[pointer])} est dans trop de groupes l’un dans l’autre.",
                    f"La limite est de {MAX_DEPTH} groupes : sortez-en cette question.",
                )

    def _names(self) -> Iterator[DefinitionProblem]:
        seen: dict[str, str] = {}
        for pointer, node in self._nodes.items():
            key = node.key
            if key != "*" and not _sound_name(key, pointer):
                yield DefinitionProblem(
                    self._at(pointer),
                    f"Le nom technique « {key[:40]} » est réservé ou contient un signe interdit.",
                    f"Changez-le à {ADVANCED} : des lettres, des chiffres et des tirets bas, "
                    "par exemple « nomNaissance ».",
                )
            if isinstance(node, Question) and seen.setdefault(node.name, pointer) != pointer:
                yield DefinitionProblem(
                    self._at(pointer),
                    f"{self._name(node)} et {self._name(self._nodes[seen[node.name]])} ont des noms techniques qui, "
                    "avec ceux de leurs groupes, donnent le même nom.",
                    f"Changez le « Nom technique » de l’une des deux, à {ADVANCED}.",
                    f"« {pointer} » et « {seen[node.name]} » donnent {node.name}.",
                )

    def _pages(self) -> Iterator[DefinitionProblem]:
        listed = self._document.get("x-pages", [])
        places: dict[str, list[str]] = {}
        ids: set[str] = set()
        for number, page in enumerate(listed):
            here = f"/x-pages/{number}"
            if page["id"] in ids or page["id"] == RECAP:
                yield DefinitionProblem(
                    f"{here}/id",
                    f"Le nom dans l’adresse de la page « {page['title']} » est déjà pris : « {page['id']} ».",
                    "Choisissez un autre « Nom dans l’adresse », à l’onglet « Avancé » de la page.",
                )
            ids.add(page["id"])
            for index, pointer in enumerate(page["fields"]):
                if pointer not in self._nodes or "*" in pointer:
                    yield DefinitionProblem(
                        f"{here}/fields/{index}",
                        f"La page « {page['title']} » nomme une question qui n’existe pas.",
                        f"Retirez ce nom à la page {JSON}.",
                        f"« {pointer} » n’est pas une question. Écrivez par exemple « /adresse ».",
                    )
                    continue
                for question in _under(self._nodes[pointer]):
                    places.setdefault(question.pointer, []).append(f"« {page['title']} »")
        for question in self._compiled.questions() if listed else ():
            pages = places.get(question.pointer, [])
            if len(pages) > 1:
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} est sur plusieurs pages : {', '.join(pages)}.",
                    f"Chaque question est sur une seule page : retirez-la des autres à la page {JSON}.",
                )
            elif not pages and question.kind not in ("computed", "fixed") and question.widget != "hidden":
                yield DefinitionProblem(
                    self._at(question.pointer),
                    f"{self._name(question)} n’est sur aucune page.",
                    "Elle est à gauche, sous « Sur aucune page » : déplacez-la vers une page.",
                )

    def _guards(self) -> Iterator[DefinitionProblem]:
        for test in self._structure.tests:
            for name in vacuous(test.schema):
                yield DefinitionProblem(
                    test.origin,
                    f"{self._told(test)} serait vraie tant que rien n’est répondu à {self._beside(test, name)}.",
                    AGAIN,
                    f"Elle regarde « {name} » sans l’exiger : ajoutez « {name} » à « required » dans ce « if ».",
                )
            for read in sorted(test.reads):
                if read not in self._nodes and read != test.scope and not self._known_row(read):
                    yield DefinitionProblem(
                        test.origin,
                        f"{self._told(test)} regarde une question qui n’existe pas.",
                        AGAIN,
                        f"« {read} » n’est pas une question : corrigez le nom.",
                    )

    def _told(self, test: Test) -> str:
        """Name a condition by what it shows or requires."""
        ways = [*self._structure.hide.items(), *self._structure.require.items()]
        shown = [pointer for pointer, ways in ways if any(test is one for way in ways for one in tests_of(way))]
        names = dict.fromkeys(self._name(self._nodes[one]) for one in shown if one in self._nodes)
        return f"La condition de {', '.join(names)}" if names else "Une condition"

    def _beside(self, test: Test, name: str) -> str:
        """Name a question that a condition looks at by its key, wherever it stands below it."""
        known = [self._nodes[one] for one in sorted(test.reads) if one in self._nodes and split(one)[-1] == name]
        return self._name(known[0]) if known else f"« {name} »"

    def _known_row(self, pointer: str) -> bool:
        return pointer.endswith("/*") and pointer.removesuffix("/*") in self._nodes

    def _targets(self) -> Iterator[DefinitionProblem]:
        for pointer, ways in self._structure.require.items():
            if pointer not in self._nodes and pointer.rpartition("/")[0] in ("", *self._nodes):
                origin = next(
                    (test.origin for way in ways for test in tests_of(way)), self._at(pointer.rpartition("/")[0])
                )
                yield DefinitionProblem(
                    origin,
                    "Une question qui n’existe pas est rendue obligatoire.",
                    f"Ajoutez cette question, ou retirez l’obligation à la page {JSON}.",
                    f"« {pointer} » est exigée mais n’est pas déclarée dans « properties ».",
                )

    def _order_of_pages(self) -> Iterator[DefinitionProblem]:
        for pointer, ways in [*self._structure.hide.items(), *self._structure.require.items()]:
            target = self._page_place(pointer)
            for test in (test for way in ways for test in tests_of(way)):
                for read in sorted(test.reads):
                    if target is not None and (self._page_place(read, last=True) or 0) > target:
                        yield DefinitionProblem(
                            test.origin,
                            f"La condition de {self._name(self._nodes.get(pointer))} regarde "
                            f"{self._name(self._nodes.get(read))}, posée sur une page suivante.",
                            "Déplacez l’une des deux : une condition ne lit que des questions de la même page ou d’une "
                            "page précédente.",
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
            for low, high, least, most in PAIRS:
                if low in schema and high in schema and schema[low] > schema[high]:
                    yield DefinitionProblem(
                        here,
                        f"{self._name(node)} : {least} ({schema[low]}) dépasse {most} ({schema[high]}).",
                        f"Échangez-les, à {ANSWER}.",
                        f"{low} dépasse {high}.",
                    )
            if not isinstance(node, Question):
                continue
            if node.const is True and node.default is not ABSENT:
                yield DefinitionProblem(
                    f"{here}/default",
                    f"{self._name(node)} est un engagement : il ne peut pas être coché d’avance.",
                    f"Retirez « Réponse de départ », à {ANSWER}.",
                    "Retirez « default ».",
                )
            elif node.default is not ABSENT and not self._accepts(schema, node.default):
                yield DefinitionProblem(
                    f"{here}/default",
                    f"La valeur de départ de {self._name(node)} n’est pas une réponse acceptée.",
                    f"Corrigez « Réponse de départ », à {ANSWER}.",
                    "Corrigez « default ».",
                )
            options = constants(schema)
            if len({repr(option["const"]) for option in options}) < len(options):
                yield DefinitionProblem(
                    here,
                    f"{self._name(node)} propose deux fois la même réponse.",
                    f"Retirez l’une des deux, ou changez sa « Valeur gardée », à {ANSWER}.",
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
                    here,
                    f"{self._name(node)} : le portail ne sait pas comment poser cette question.",
                    f"Choisissez un autre « Type de réponse », à {QUESTION}.",
                    "Pas de champ connu : choisissez un autre « x-widget ».",
                )
            if node.bic_for and f"{pointer.rpartition('/')[0]}/{node.bic_for}" not in self._nodes:
                yield DefinitionProblem(
                    f"{here}/x-bic-for",
                    f"{self._name(node)} devrait être proposé d’après un IBAN qui n’est pas à côté de lui.",
                    f"Choisissez « IBAN dont ce BIC est proposé », à {ADVANCED}.",
                    f"« {node.bic_for} » n’est pas une question voisine.",
                )
            if node.named_list and not node.choices:
                name = "« {0} », version {2}".format(*node.named_list.rpartition("/"))
                yield DefinitionProblem(
                    f"{here}/x-list",
                    f"{self._name(node)} prend ses réponses dans la liste {name}, qui n’existe pas.",
                    f"Choisissez une autre « Liste nommée », à {ANSWER}, ou ajoutez la liste à la page « Listes ».",
                    f"La liste « {node.named_list} » n’existe pas.",
                )
            yield from self._kept_out(node, here)

    def _kept_out(self, node: Question, here: str) -> Iterator[DefinitionProblem]:
        """Tell of what an answer cannot be: a file inside JSON, a computed value that one types."""
        schema = self._structure.base[node.pointer]
        if "contentEncoding" in schema:
            yield DefinitionProblem(
                f"{here}/contentEncoding",
                f"{self._name(node)} : un fichier ne se met pas dans une réponse.",
                f"Choisissez le « Type de réponse » « Document à joindre », à {QUESTION}.",
                "Utilisez « x-widget »: « file ».",
            )
        if "x-compute" in schema and not schema.get("readOnly"):
            yield DefinitionProblem(
                here,
                f"{self._name(node)} est calculée mais peut être saisie.",
                f"Cochez « Montrée, jamais saisie », à {ADVANCED}.",
                "Ajoutez « readOnly »: true.",
            )

    def _logic(self) -> Iterator[DefinitionProblem]:
        for question in self._compiled.questions():
            for words in logic.check(question.compute) if question.compute is not ABSENT else ():
                yield DefinitionProblem(
                    f"{self._at(question.pointer)}/x-compute",
                    f"Le calcul de {self._name(question)} demande une opération qui n’existe pas.",
                    f"Réécrivez-le à la page {RULES}, ou à la page {JSON}.",
                    f"{words} Voyez la liste des opérateurs.",
                )
        for number, check in enumerate(self._compiled.checks):
            here = f"{self._at(check.scope)}/x-checks" if check.scope else f"/x-checks/{number}"
            for words in logic.check(check.logic):
                yield DefinitionProblem(
                    f"{here}/logic" if not check.scope else here,
                    f"La règle « {check.message} » demande une opération qui n’existe pas.",
                    f"Réécrivez-la à la page {RULES}, ou à la page {JSON}.",
                    f"{words} Voyez la liste des opérateurs.",
                )
            if check.at not in ("", check.scope, *self._nodes):
                yield DefinitionProblem(
                    here,
                    f"Le message de la règle « {check.message} » se lit à une question qui n’existe pas.",
                    f"Choisissez « Question où le message se lit », à la page {RULES}.",
                    f"« {check.at} » n’est pas une question. Corrigez « at ».",
                )

    def _alternatives(self) -> Iterator[DefinitionProblem]:
        for pointer, origin in self._structure.undiscriminated:
            yield DefinitionProblem(
                origin,
                f"Rien ne distingue l’un de l’autre les cas de {self._name(self._nodes.get(pointer))}.",
                f"Corrigez-les à la page {JSON}.",
                "Donnez à chaque branche une propriété commune de valeur différente (« const »).",
            )
        for pointer, node in self._nodes.items():
            if isinstance(node, Repeat) and not node.children:
                yield DefinitionProblem(
                    self._at(pointer),
                    f"{self._name(node)} ne dit pas ce que contient une ligne.",
                    "Ajoutez-lui une question, ou supprimez cette liste.",
                    "Ajoutez « items ».",
                )
            if isinstance(node, Group) and not node.children and pointer:
                yield DefinitionProblem(
                    self._at(pointer),
                    f"{self._name(node)} ne contient aucune question.",
                    "Ajoutez-lui une question, ou supprimez ce groupe.",
                    "Ajoutez « properties ».",
                )


def _sound_name(key: str, pointer: str) -> bool:
    if key in RESERVED or (pointer.count("/") == 1 and key in RESERVED_TOP) or len(key) > LONGEST_NAME:
        return False
    return not any(sign in FORBIDDEN_SIGNS or ord(sign) < 32 or ord(sign) == 127 for sign in key) and key.strip() == key


def _under(node: Node | None) -> list[Question]:
    if node is None:
        return []
    return [node] if isinstance(node, Question) else [q for child in node.children for q in _under(child)]
