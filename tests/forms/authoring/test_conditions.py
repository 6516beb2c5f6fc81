"""Conditions as sentences: what is set is read back, shows and hides as it says, and touches nothing else."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import authoring
from forms.authoring import Clause, Foreign, Sentence
from forms.authoring.days import day_of, pattern_from
from forms.conditions import validator
from forms.motifs import pattern_problems
from tests.forms.authoring.panelling import BLOCKS, EDITOR, definitions

DEFINITIONS = definitions()
TEMPLATE = forms.read((EDITOR / "condition.json").read_text("utf-8"))
AMETHYSTE = DEFINITIONS["amethyste-renouvellement"]
CHOICES = ["a", "b", "c"]
FILE: dict[str, Any] = {"type": "object", "required": ["id", "name", "type", "size"], "properties": {}}
FILE["properties"] = {"id": {"type": "string"}, "name": {"type": "string"}, "type": {"type": "string"}}
FILE["properties"]["size"] = {"type": "integer"}


def blank() -> dict[str, Any]:
    """A procedure of two pages: one question of each sort, a group, rows, and what comes after them."""
    choice = {"title": "Choix", "enum": list(CHOICES)}
    return {
        "$schema": "https://demarches.example/dialect/1",
        "$id": "https://demarches.example/procedures/essai",
        "title": "Essai",
        "x-lang": "fr",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "choix": dict(choice),
            "cases": {"title": "Cases", "type": "array", "uniqueItems": True, "items": {"enum": list(CHOICES)}},
            "coche": {"title": "Coche", "type": "boolean"},
            "nombre": {"title": "Nombre", "type": "number"},
            "jour": {"title": "Jour", "type": "string", "format": "date"},
            "texte": {"title": "Texte", "type": "string"},
            "groupe": {
                "title": "Groupe",
                "type": "object",
                "additionalProperties": False,
                "properties": {"dedans": dict(choice), "apres": {"title": "Après", "type": "string"}},
            },
            "lignes": {
                "title": "Lignes",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"sorte": dict(choice), "nom": {"title": "Nom", "type": "string"}},
                },
            },
            "pieces": {"title": "Pièces", "type": "array", "x-widget": "file", "items": copy.deepcopy(FILE)},
            "cible": {"title": "Cible", "type": "string"},
            "autre": {"title": "Autre", "type": "string"},
        },
        "x-pages": [
            {"id": "une", "title": "Une", "fields": ["/choix", "/cases", "/coche", "/nombre", "/jour", "/texte"]},
            {"id": "deux", "title": "Deux", "fields": ["/groupe", "/lignes", "/pieces", "/cible", "/autre"]},
        ],
    }


def loaded(document: dict[str, Any]) -> forms.Procedure:
    return forms.load(forms.read(authoring.write_text(document)), blocks=BLOCKS)


values = st.sampled_from(CHOICES)
lists = st.lists(values, min_size=1, max_size=3, unique=True)
numbers = st.integers(-3, 3)
days = st.dates(date(1990, 1, 1), date(2035, 12, 31)).map(date.isoformat)
OFFERED: dict[str, list[tuple[str, Any]]] = {
    "/choix": [("is", values), ("is-not", values), ("one-of", lists), ("none-of", lists), ("unless", values)],
    "/cases": [("contains", values), ("contains-not", values)],
    "/coche": [("is", st.just(True)), ("unless", st.just(True))],
    "/nombre": [(one, numbers) for one in ("is", "is-not", "lt", "le", "gt", "ge")]
    + [("between", st.tuples(numbers, numbers).map(lambda pair: sorted(pair)))],
    "/jour": [("is", days), ("before", days), ("from", days)],
    "/texte": [],
    "/groupe/dedans": [("is", values), ("unless-any", lists)],
    "/lignes": [("at-least", st.integers(1, 2)), ("fewer", st.integers(1, 2))],
    "/pieces": [("at-least", st.integers(1, 2))],
}
NOTHING = st.none()
clauses: st.SearchStrategy[Clause] = st.one_of(
    *(
        st.builds(Clause, st.just(pointer), st.just(name), value)
        for pointer, offered in OFFERED.items()
        for name, value in [*offered, *((("filled", NOTHING), ("empty", NOTHING)) if pointer != "/coche" else ())]
    )
)
tests = st.lists(clauses, min_size=1, max_size=3, unique_by=repr)
joiners = st.sampled_from(["and", "or"])
DOCUMENT = {"id": "1", "name": "a.pdf", "type": "application/pdf", "size": 1}
answers = st.fixed_dictionaries(
    {},
    optional={
        "choix": values,
        "cases": lists,
        "coche": st.booleans(),
        "nombre": numbers,
        "jour": days,
        "texte": st.just("x"),
        "groupe": st.fixed_dictionaries({"dedans": values}),
        "lignes": st.lists(st.fixed_dictionaries({"sorte": values}), min_size=1, max_size=3),
        "pieces": st.lists(st.just(DOCUMENT), min_size=1, max_size=3),
    },
)


ABSENT_HOLDS = ("unless", "unless-any", "contains-not", "fewer")
MEANINGS: dict[str, Callable[[Any, Any], bool]] = {
    "unless": operator.ne,
    "unless-any": lambda value, wanted: value not in wanted,
    "contains-not": lambda value, wanted: wanted not in value,
    "fewer": lambda value, wanted: len(value) < wanted,
    "is": operator.eq,
    "is-not": operator.ne,
    "one-of": lambda value, wanted: value in wanted,
    "none-of": lambda value, wanted: value not in wanted,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "between": lambda value, wanted: wanted[0] <= value <= wanted[1],
    "before": operator.lt,
    "from": operator.ge,
    "contains": lambda value, wanted: wanted in value,
    "at-least": lambda value, wanted: len(value) >= wanted,
}


def holds(clause: Clause, given: dict[str, Any]) -> bool:
    """What a clause means, in plain Python."""
    value: Any = given
    for part in clause.pointer.strip("/").split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    wanted: Any = clause.value
    if clause.operator in ("filled", "empty"):
        return (value is not None) == (clause.operator == "filled")
    if value is None:
        return clause.operator in ABSENT_HOLDS
    return bool(MEANINGS[clause.operator](value, wanted))


def only(document: dict[str, Any], pointer: str = "/cible") -> Sentence:
    (found,) = authoring.condition_of(document, BLOCKS, pointer)
    assert isinstance(found, Sentence)
    return found


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tests, joiners, st.booleans(), st.lists(answers, min_size=1, max_size=6))
def test_what_is_set_is_read_back_and_shows_the_question_exactly_then(
    asked: list[Clause], joiner: str, required: bool, several: list[dict[str, Any]]
) -> None:
    document = blank()
    made = authoring.set_condition(document, BLOCKS, "/cible", asked, joiner, required)
    assert document == blank()
    found = only(made)
    assert list(found.tests) == asked
    assert found.joiner == (joiner if len(asked) > 1 else "and")
    assert [(one.pointer, one.required) for one in found.targets] == [("/cible", required)]
    assert authoring.set_condition(made, BLOCKS, "/cible", found.tests, found.joiner, required) is made
    procedure = loaded(made)
    for given_answers in several:
        told = [holds(one, given_answers) for one in asked]
        shown = all(told) if joiner == "and" else any(told)
        kept = procedure.relevant({**given_answers, "cible": "x"})
        assert ("cible" in kept) == shown
        missing = [one.pointer for one in procedure.problems(given_answers) if one.keyword == "required"]
        assert ("/cible" in missing) == (shown and required)
    assert authoring.set_condition(made, BLOCKS, "/cible", (), required=False) == document


@settings(max_examples=60, deadline=None, derandomize=True)
@given(days, days)
def test_days_are_told_apart_by_their_pattern(first: str, second: str) -> None:
    pattern = pattern_from(first)
    assert day_of(pattern) == first
    assert validator({"pattern": pattern}).is_valid(second) == (second >= first)
    assert pattern_problems({"pattern": pattern}) == []


def test_the_conditions_of_the_first_procedure_are_set_by_hand_exactly() -> None:
    bare = {key: value for key, value in AMETHYSTE.items() if key != "allOf"}
    yes, no = ([Clause("/prelevement", "is", answer)] for answer in ("Oui", "Non"))
    made = authoring.set_condition(bare, BLOCKS, "/rib", yes, required=True)
    made = authoring.set_condition(made, BLOCKS, "/sansPrelevement", no)
    comment = AMETHYSTE["allOf"][0]["$comment"]
    made = authoring.set_condition(made, BLOCKS, "/sepa", yes, required=True, comment=comment)
    assert authoring.write_text(made) == authoring.write_text(AMETHYSTE)


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_a_sentence_set_as_it_is_read_changes_nothing(slug: str) -> None:
    document = DEFINITIONS[slug]
    for found in authoring.sentences(document, BLOCKS):
        for target in found.targets if isinstance(found, Sentence) else ():
            assert isinstance(found, Sentence)
            made = authoring.set_condition(
                document, BLOCKS, target.pointer, found.tests, found.joiner, target.required, entry=found.place
            )
            assert made is document or not target.shown


def test_every_condition_of_our_procedures_is_a_sentence() -> None:
    for slug in ("agrement-assistant-maternel", "amethyste-renouvellement", "apa-domicile", "cheque-reussite"):
        document = DEFINITIONS[slug]
        for found in authoring.sentences(document, BLOCKS):
            assert isinstance(found, Sentence), found
            pointer = found.targets[0].pointer
            also = [one.pointer for one in found.tests]
            assert authoring.can_say(found, authoring.candidates(document, BLOCKS, pointer, None, also))
            assert authoring.sentence_words(document, BLOCKS, found)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tests, joiners)
def test_the_panel_gives_back_the_clauses_that_it_was_given(asked: list[Clause], joiner: str) -> None:
    made = authoring.set_condition(blank(), BLOCKS, "/cible", asked, joiner)
    offered = authoring.candidates(made, BLOCKS, "/cible")
    lines = authoring.lines_of(only(made), offered)
    assert authoring.clauses_in(lines, offered) == tuple(asked)
    values = {**{f"c{number}": line for number, line in enumerate(lines)}, "joiner": joiner}
    panel = authoring.condition_panel(TEMPLATE, offered, values)
    procedure = forms.load(panel.document, lists=panel.lists)
    assert procedure.problems(values) == ()
    shown = procedure.relevant(values)
    assert [shown[f"c{number}"] for number in range(len(lines))] == lines


def test_a_sentence_reads_well() -> None:
    made = authoring.set_condition(blank(), BLOCKS, "/cible", [Clause("/choix", "is", "a")], required=True)
    made = authoring.set_condition(made, BLOCKS, "/autre", [Clause("/choix", "is", "a")])
    assert [authoring.sentence_words(made, BLOCKS, one) for one in authoring.sentences(made, BLOCKS)] == [
        "Afficher « Cible » (obligatoire), « Autre » si « Choix » est « a »."
    ]
    asked = [
        Clause("/jour", "before", "2026-09-01"),
        Clause("/lignes", "at-least", 2),
        Clause("/coche", "unless", True),
    ]
    assert authoring.condition_words(made, BLOCKS, asked, "or") == (
        "« Jour » est avant le 1er septembre 2026 ou « Lignes » compte au moins 2 lignes ou « Coche » n’est pas cochée"
    )


def test_a_condition_inside_a_group_or_a_row_stands_where_both_sides_are() -> None:
    made = authoring.set_condition(blank(), BLOCKS, "/groupe/apres", [Clause("/groupe/dedans", "is", "a")])
    made = authoring.set_condition(made, BLOCKS, "/lignes/*/nom", [Clause("/lignes/*/sorte", "is", "b")], required=True)
    made = authoring.set_condition(made, BLOCKS, "/groupe/dedans", [Clause("/choix", "is", "a")], required=True)
    assert "allOf" in made["properties"]["groupe"]
    assert "allOf" in made["properties"]["lignes"]["items"]
    assert made["allOf"] == [
        {
            "if": {"required": ["choix"], "properties": {"choix": {"const": "a"}}},
            "then": {"properties": {"groupe": {"required": ["dedans"]}}},
            "else": {"properties": {"groupe": {"properties": {"dedans": False}}}},
        }
    ]
    procedure = loaded(made)
    given_answers = {"choix": "b", "groupe": {"dedans": "a", "apres": "x"}, "lignes": [{"sorte": "b"}, {"nom": "x"}]}
    assert procedure.relevant(given_answers) == {"choix": "b", "lignes": [{"sorte": "b"}]}
    assert "/lignes/0/nom" in [one.pointer for one in procedure.problems(given_answers)]


def test_a_question_in_rows_may_wait_for_one_outside_of_them() -> None:
    made = authoring.set_condition(blank(), BLOCKS, "/lignes/*/nom", [Clause("/choix", "is", "a")], required=True)
    assert only(made, "/lignes/*/nom").scope == ""
    procedure = loaded(made)
    assert procedure.relevant({"choix": "b", "lignes": [{"nom": "x", "sorte": "a"}]})["lignes"] == [{"sorte": "a"}]
    assert procedure.relevant({"choix": "a", "lignes": [{"nom": "x"}]})["lignes"] == [{"nom": "x"}]


def test_a_question_leaves_its_old_condition_and_what_it_shared_stays() -> None:
    one, two = [Clause("/choix", "is", "a")], [Clause("/choix", "is", "b")]
    made = authoring.set_condition(blank(), BLOCKS, "/cible", one, required=True, comment="Pourquoi.")
    made["allOf"][0]["x-errors"] = {"required": "Il le faut."}
    shared = authoring.set_condition(made, BLOCKS, "/autre", one)
    moved = authoring.set_condition(shared, BLOCKS, "/autre", two)
    assert moved["allOf"][0] == made["allOf"][0]
    assert only(moved, "/autre").tests == tuple(two)
    both = authoring.set_condition(shared, BLOCKS, "/autre", two, whole=True)
    assert [target.pointer for target in only(both, "/cible").targets] == ["/cible", "/autre"]
    assert both["allOf"][0]["$comment"] == "Pourquoi."
    quiet = authoring.set_condition(made, BLOCKS, "/autre", one, comment="")
    assert quiet["allOf"][0]["$comment"] == "Pourquoi.", "who joins a condition without a note leaves the others’"
    alone = authoring.set_condition(made, BLOCKS, "/cible", two, "and", True)
    assert alone["allOf"][0] == {
        **made["allOf"][0],
        "if": {"required": ["choix"], "properties": {"choix": {"const": "b"}}},
    }
    assert list(alone["allOf"][0]) == ["$comment", "if", "then", "else", "x-errors"]


def test_required_is_said_by_the_condition_and_comes_back_without_it() -> None:
    document = {**blank(), "required": ["choix", "cible"]}
    made = authoring.set_condition(document, BLOCKS, "/cible", [Clause("/choix", "is", "a")], required=True)
    assert made["required"] == ["choix"]
    eased = authoring.set_condition(made, BLOCKS, "/cible", [Clause("/choix", "is", "a")], required=False)
    assert "then" not in eased["allOf"][0]
    assert authoring.set_condition(eased, BLOCKS, "/cible", (), required=True) == document


FOREIGN = {
    "$comment": "À la main.",
    "if": {"required": ["nombre"], "properties": {"nombre": {"multipleOf": 2}}},
    "then": {"required": ["autre"]},
    "else": {"properties": {"autre": False}},
    "x-ext-note": 1,
}


def test_a_shape_that_no_sentence_says_is_told_and_kept() -> None:
    document = {**blank(), "allOf": [copy.deepcopy(FOREIGN), {"required": ["choix"]}]}
    (found,) = authoring.condition_of(document, BLOCKS, "/autre")
    assert isinstance(found, Foreign)
    assert "« Autre »" in authoring.sentence_words(document, BLOCKS, found)
    made = authoring.set_condition(document, BLOCKS, "/cible", [Clause("/choix", "is", "a")])
    assert made["allOf"][:2] == document["allOf"]
    assert authoring.set_condition(made, BLOCKS, "/cible", ()) == document
    entry = {**FOREIGN, "if": {"required": ["nombre"]}}
    edited = authoring.put_entry(document, found.place, entry)
    assert only(edited, "/autre").tests == (Clause("/nombre", "filled"),)
    assert authoring.put_entry(edited, found.place, None)["allOf"] == [{"required": ["choix"]}]


def test_only_what_is_asked_before_and_does_not_wait_may_be_looked_at() -> None:
    document = blank()
    offered = {one.pointer: one.sort for one in authoring.candidates(document, BLOCKS, "/nombre")}
    assert offered == {"/choix": "choice", "/cases": "choices", "/coche": "checkbox"}
    assert "/lignes/*/sorte" in {one.pointer for one in authoring.candidates(document, BLOCKS, "/lignes/*/nom")}
    assert "/lignes/*/sorte" not in {one.pointer for one in authoring.candidates(document, BLOCKS, "/cible")}
    total = {"title": "Total", "type": "number", "readOnly": True, "x-compute": {"var": "cible"}}
    document = {**document, "properties": {**document["properties"], "total": total}}
    assert "/total" not in {one.pointer for one in authoring.candidates(document, BLOCKS, "/cible")}
    assert "/total" in {one.pointer for one in authoring.candidates(document, BLOCKS, "/autre")}
    with pytest.raises(authoring.UnfitConditionError, match="« Autre » ne peut pas servir ici"):
        authoring.set_condition(document, BLOCKS, "/cible", [Clause("/autre", "filled")])
    with pytest.raises(authoring.UnfitConditionError, match="Donnez la valeur"):
        authoring.set_condition(document, BLOCKS, "/cible", [Clause("/choix", "is")])


def test_what_a_shared_block_always_requires_is_not_hidden_alone() -> None:
    with pytest.raises(authoring.UnfitConditionError, match="le groupe entier"):
        authoring.set_condition(AMETHYSTE, BLOCKS, "/sepa/iban", [Clause("/prelevement", "is", "Oui")])
    made = authoring.set_condition(AMETHYSTE, BLOCKS, "/sepa/bic", [Clause("/sepa/iban", "filled")])
    assert made["properties"]["sepa"]["allOf"][0]["else"] == {"properties": {"bic": False}}
    assert "IBAN" in loaded(made).condition_words("/sepa/bic")
