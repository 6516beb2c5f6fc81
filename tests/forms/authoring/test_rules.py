"""Rules as sentences: what is set is read back, holds as it says, and what no sentence says is kept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import authoring, logic
from forms.authoring import Comparison, Demand, Term
from forms.authoring.rules import demand_logic, demand_of, meaning_of
from forms.authoring.terms import logic_of, term_of
from tests.forms.authoring.panelling import BLOCKS, definitions
from tests.forms.authoring.test_conditions import blank, loaded

DEFINITIONS = definitions()
OURS = ("agrement-assistant-maternel", "amethyste-renouvellement", "apa-domicile", "cheque-reussite")
TODAY = date(2026, 11, 28)


def answer(pointer: str) -> Term:
    return Term("answer", pointer)


def value(of: Any) -> Term:
    return Term("value", value=of)


places = st.sampled_from(["/nombre", "/groupe/dedans", "/texte"])
plain = st.one_of(
    st.builds(
        Term, st.sampled_from(["answer", "age", "length", "days", "days-until", "months", "months-until"]), places
    ),
    st.builds(
        lambda unit, one, two: Term(f"{unit}-between", parts=(answer(one), answer(two))),
        st.sampled_from(["days", "months", "years"]),
        places,
        places,
    ),
    st.builds(Term, st.just("start"), places, st.integers(1, 9)),
)
constants = st.one_of(st.integers(-9, 99), st.sampled_from(["a", "2026-09-01"])).map(value)
numbers = st.integers(-9, 9).map(value)
signs = st.sampled_from(["lt", "le", "gt", "ge", "is", "is-not"])
compared = st.one_of(
    st.builds(Comparison, plain, signs, st.one_of(constants, plain, st.just(Term("today")))),
    st.builds(Comparison, places.map(answer), st.sampled_from(["filled", "empty"])),
    st.builds(
        Comparison,
        places.map(answer),
        st.sampled_from(["one-of", "none-of"]),
        st.lists(st.integers(0, 9), min_size=1, max_size=3).map(value),
    ),
    st.builds(Comparison, places.map(answer), st.sampled_from(["contains", "contains-not"]), constants),
)
pairs = st.tuples(plain, plain)
terms = st.one_of(
    plain,
    st.lists(st.one_of(places.map(answer), st.builds(Term, st.just("age"), places)), min_size=1, max_size=3).map(
        lambda parts: Term("sum", parts=tuple(parts))
    ),
    pairs.map(lambda pair: Term("difference", parts=pair)),
    st.tuples(plain, numbers).map(lambda pair: Term("product", parts=pair)),
    st.tuples(plain, st.one_of(plain, st.integers(1, 9).map(value))).map(lambda pair: Term("quotient", parts=pair)),
    st.just(Term("total", "/lignes/*/sorte")),
    st.builds(
        lambda sign, right: Term("rows", "/lignes", test=Comparison(Term("age", "/lignes/*/nom"), sign, right)),
        signs,
        numbers,
    ),
    st.lists(places.map(answer), min_size=1, max_size=3).map(
        lambda parts: Term("equal", value="Non", parts=tuple(parts))
    ),
    st.builds(
        lambda test, parts: Term("either", value=["a", "b"], parts=tuple(parts), test=test),
        compared,
        st.lists(places.map(answer), max_size=2),
    ),
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(terms, st.sampled_from(["", "/groupe"]))
def test_what_is_counted_is_read_back(term: Term, scope: str) -> None:
    made = logic_of(term, scope)
    assert logic.check(made) == []
    assert term_of(made, scope) == term


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.lists(compared, min_size=1, max_size=3, unique_by=repr),
    st.sampled_from(["and", "or"]),
    st.lists(places, max_size=2, unique=True),
)
def test_a_demand_is_read_back(several: list[Comparison], joiner: str, filled: list[str]) -> None:
    demand = Demand(tuple(several), joiner if len(several) > 1 else "and", tuple(filled))
    found = demand_of(demand_logic(demand, ""), "")
    assert found is not None
    assert demand_logic(found, "") == demand_logic(demand, "")


HOLDS: dict[str, tuple[Demand, dict[str, Any], dict[str, Any]]] = {
    "two dates in order": (
        Demand((Comparison(answer("/debut"), "lt", answer("/fin")),), filled=("/debut", "/fin")),
        {"debut": "2026-01-01", "fin": "2026-01-02"},
        {"debut": "2026-01-02", "fin": "2026-01-02"},
    ),
    "a date that is no later than today": (
        Demand((Comparison(answer("/debut"), "le", Term("today")),)),
        {"debut": "2026-11-28"},
        {"debut": "2026-11-29"},
    ),
    "an age": (
        Demand((Comparison(Term("age", "/debut"), "ge", value(60)),)),
        {"debut": "1966-11-28"},
        {"debut": "1966-11-29"},
    ),
    "a length once there is something": (
        Demand((Comparison(Term("length", "/texte"), "ge", value(3)),), filled=("/texte",)),
        {},
        {"texte": "ab"},
    ),
    "a number once there is one, 0 being one": (
        Demand((Comparison(answer("/nombre"), "ge", value(3)),), filled=("/nombre",)),
        {},
        {"nombre": 0},
    ),
    "one of several": (
        Demand((Comparison(answer("/texte"), "filled"), Comparison(answer("/autre"), "filled")), "or"),
        {"autre": "x"},
        {},
    ),
    "a sum": (
        Demand((Comparison(Term("sum", parts=(answer("/nombre"), Term("length", "/lignes"))), "le", value(3)),)),
        {"nombre": 2, "lignes": [{"nom": "x"}]},
        {"nombre": 2, "lignes": [{"nom": "x"}, {"nom": "y"}]},
    ),
}


def dated() -> dict[str, Any]:
    document = blank()
    for name in ("debut", "fin"):
        document["properties"][name] = {"title": name.title(), "type": "string", "format": "date"}
    document["x-pages"][0]["fields"] += ["/debut", "/fin"]
    return document


@pytest.mark.parametrize("name", HOLDS)
@pytest.mark.parametrize("effect", ["error", "warn", "stop"])
def test_a_rule_tells_its_message_exactly_when_it_does_not_hold(name: str, effect: str) -> None:
    demand, right, wrong = HOLDS[name]
    made = authoring.set_rule(dated(), BLOCKS, demand, "/choix", "Non.", effect)
    (found,) = authoring.rules(made, BLOCKS)
    assert (found.demand, found.at, found.effect) == (demand, "/choix", effect)
    assert authoring.rule_words(made, BLOCKS, found)
    procedure = loaded(made)
    told = procedure.warnings if effect == "warn" else procedure.problems
    assert [one.message for one in told(right, today=TODAY)] == []
    assert [one.message for one in told(wrong, today=TODAY)] == ["Non."]
    assert (procedure.stop(wrong, today=TODAY) is not None) == (effect == "stop")


TOTALS: dict[str, tuple[Term | Demand, dict[str, Any], Any]] = {
    "a sum over rows": (Term("total", "/lignes/*/montant"), {"lignes": [{"montant": 2}, {"montant": 3}]}, 5),
    "a sum": (Term("sum", parts=(answer("/nombre"), answer("/texte"))), {"nombre": 2, "texte": "4"}, 6),
    "a difference": (Term("difference", parts=(answer("/nombre"), value(1))), {"nombre": 2}, 1),
    "a product": (Term("product", parts=(answer("/nombre"), value(12))), {"nombre": 2}, 24),
    "a quotient": (Term("quotient", parts=(answer("/nombre"), answer("/texte"))), {"nombre": 5, "texte": "2"}, 2.5),
    "a quotient by nothing": (
        Term("quotient", parts=(answer("/nombre"), answer("/texte"))),
        {"nombre": 5},
        None,
    ),
    "a part": (Term("quotient", parts=(answer("/nombre"), value(12))), {"nombre": 24}, 2),
    "an age": (Term("age", "/debut"), {"debut": "2000-11-28"}, 26),
    "rows": (Term("length", "/lignes"), {"lignes": [{"montant": 2}, {"montant": 3}]}, 2),
    "rows that are such": (
        Term("rows", "/lignes", test=Comparison(answer("/lignes/*/montant"), "gt", value(2))),
        {"lignes": [{"montant": 2}, {"montant": 3}]},
        1,
    ),
    "yes or no": (
        Demand((Comparison(answer("/debut"), "filled"), Comparison(Term("days", "/debut"), "lt", value(92)))),
        {"debut": "2026-10-01"},
        True,
    ),
}


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_counts_what_it_says(name: str) -> None:
    meaning, given_answers, right = TOTALS[name]
    document = dated()
    document["properties"]["lignes"]["items"]["properties"]["montant"] = {"title": "Montant", "type": "number"}
    document["properties"]["total"] = {"title": "Total", "type": "boolean" if right is True else "number"}
    made = authoring.set_total(document, BLOCKS, "/total", meaning)
    (found,) = authoring.totals(made, BLOCKS)
    assert found.meaning == meaning
    assert authoring.total_words(made, BLOCKS, found).startswith("« Total » est ")
    assert loaded(made).relevant(given_answers, today=TODAY).get("total") == right
    assert authoring.set_total(made, BLOCKS, "/total", meaning) is made


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_a_rule_set_as_it_is_read_changes_nothing(slug: str) -> None:
    document = DEFINITIONS[slug]
    for one in authoring.rules(document, BLOCKS):
        wanted = one.demand or one.logic
        assert authoring.set_rule(document, BLOCKS, wanted, one.at, one.message, one.effect, one.place) is document
    for total in authoring.totals(document, BLOCKS):
        if total.meaning is not None:
            assert authoring.set_total(document, BLOCKS, total.pointer, total.meaning) is document


@pytest.mark.parametrize("slug", OURS)
def test_every_rule_of_our_procedures_is_a_sentence_written_exactly(slug: str) -> None:
    document = DEFINITIONS[slug]
    for one in authoring.rules(document, BLOCKS):
        assert one.demand is not None, one
        assert demand_logic(one.demand, one.scope) == one.logic
    for total in authoring.totals(document, BLOCKS):
        scope = total.pointer.rpartition("/")[0]
        assert total.meaning is not None, total
        write: Callable[..., Any] = logic_of if isinstance(total.meaning, Term) else demand_logic
        assert write(total.meaning, scope) == total.logic


def test_the_check_of_the_first_procedure_is_set_by_hand_exactly() -> None:
    whole = DEFINITIONS["amethyste-renouvellement"]
    bare = {key: child for key, child in whole.items() if key != "x-checks"}
    demand = Demand((Comparison(Term("length", "/navigo"), "ge", value(10)),), filled=("/navigo",))
    made = authoring.set_rule(bare, BLOCKS, demand, "/navigo", whole["x-checks"][0]["message"], "warn")
    assert made["x-checks"] == whole["x-checks"]
    assert list(made["x-checks"][0]) == list(whole["x-checks"][0])


def test_a_rule_of_one_row_stands_on_the_rows() -> None:
    demand = Demand((Comparison(answer("/lignes/*/sorte"), "is-not", value("a")),))
    made = authoring.set_rule(blank(), BLOCKS, demand, "/lignes/*/nom", "Non.")
    assert made["properties"]["lignes"]["items"]["x-checks"] == [
        {"at": "/nom", "logic": {"!=": [{"var": "sorte"}, "a"]}, "message": "Non."}
    ]
    problems = loaded(made).problems({"lignes": [{"sorte": "b"}, {"sorte": "a"}]})
    assert [one.pointer for one in problems] == ["/lignes/1/nom"]
    with pytest.raises(authoring.UnfitRuleError, match="dans la ligne"):
        authoring.set_rule(blank(), BLOCKS, demand, "/cible", "Non.")


def test_a_logic_that_no_sentence_says_is_told_and_kept() -> None:
    odd = {"at": "/choix", "logic": {"%": [{"var": "nombre"}, 2]}, "message": "Pair.", "x-ext-note": 1}
    document = {**blank(), "x-checks": [copy.deepcopy(odd), {**odd, "message": "Encore."}]}
    document["x-i18n"] = {"en": {"/x-checks/1/message": "Again."}}
    one, two = authoring.rules(document, BLOCKS)
    assert one.demand is None
    assert "« Choix »" in authoring.rule_words(document, BLOCKS, one)
    changed = authoring.set_rule(document, BLOCKS, one.logic, one.at, "Impair.", "warn", one.place)
    assert changed["x-checks"] == [{**odd, "message": "Impair.", "effect": "warn"}, document["x-checks"][1]]
    left = authoring.remove_rule(document, one.place)
    assert left["x-checks"] == [{**odd, "message": two.message}]
    assert left["x-i18n"] == {"en": {"/x-checks/0/message": "Again."}}
    assert "x-checks" not in authoring.remove_rule(left, "/x-checks/0")
    assert meaning_of({"cat": ["a", "b"]}, "") is None
