"""The panels of rules and totals: what they say is read back as it is, and written exactly, for every shape of ours."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms import authoring
from forms.answers import Answers, copied
from forms.authoring import Comparison, Demand, Term
from forms.expansion import Schema
from tests.forms.authoring.panelling import BLOCKS, EDITOR, definitions
from tests.forms.authoring.test_conditions import blank, loaded
from tests.forms.authoring.test_rules import OURS, TODAY, answer, dated, value

DEFINITIONS = definitions()
RULE, TOTAL = (forms.read((EDITOR / f"{name}.json").read_text("utf-8")) for name in ("rule", "total"))


def household() -> dict[str, Any]:
    """Give a definition with two dates, two numbers, two choices of the same answers, and rows of people."""
    document = dated()
    row = document["properties"]["lignes"]["items"]["properties"]
    row["naissance"] = {"title": "Naissance", "type": "string", "format": "date"}
    row["arrivee"] = {"title": "Arrivée", "type": "string", "format": "date"}
    row["montant"] = {"title": "Montant", "type": "number"}
    document["properties"] |= {
        "places": {"title": "Places", "type": "integer"},
        "seul": {"title": "Seul", "enum": ["Oui", "Non"]},
        "aide": {"title": "Aidé", "enum": ["Oui", "Non"]},
    }
    document["x-pages"][0]["fields"] += ["/places", "/seul", "/aide"]
    return document


YOUNG = Comparison(Term("age", "/lignes/*/naissance"), "lt", value(3))
ALIKE = Term("equal", value="Non", parts=(answer("/seul"), answer("/aide")))
SPAN = {"debut": "2026-01-31", "fin": "2026-03-01"}
Said = tuple[Demand, dict[str, Any], dict[str, Any]]
SAID: dict[str, Said] = {
    "rows that are such": (
        Demand((Comparison(Term("rows", "/lignes", test=YOUNG), "le", value(1)),)),
        {"lignes": [{"naissance": "2025-01-01"}, {"naissance": "1990-01-01"}]},
        {"lignes": [{"naissance": "2025-01-01"}, {"naissance": "2026-01-01"}]},
    ),
    "a number and the rows that are such": (
        Demand(
            (Comparison(Term("sum", parts=(answer("/places"), Term("rows", "/lignes", test=YOUNG))), "le", value(2)),)
        ),
        {"places": 1, "lignes": [{"naissance": "2025-01-01"}]},
        {"places": 2, "lignes": [{"naissance": "2025-01-01"}]},
    ),
    "a number and all the rows": (
        Demand((Comparison(Term("sum", parts=(answer("/places"), Term("length", "/lignes"))), "le", value(2)),)),
        {"places": 1, "lignes": [{"nom": "x"}]},
        {"places": 2, "lignes": [{"nom": "x"}]},
    ),
    "a row compared within itself": (
        Demand(
            (
                Comparison(
                    Term(
                        "rows",
                        "/lignes",
                        test=Comparison(answer("/lignes/*/arrivee"), "lt", answer("/lignes/*/naissance")),
                    ),
                    "is",
                    value(0),
                ),
            )
        ),
        {"lignes": [{"naissance": "2025-01-01", "arrivee": "2025-01-02"}]},
        {"lignes": [{"naissance": "2025-01-01", "arrivee": "2024-01-02"}]},
    ),
    "one or the other is filled": (
        Demand((Comparison(answer("/texte"), "filled"), Comparison(answer("/autre"), "filled")), "or"),
        {"autre": "x"},
        {},
    ),
    "0, or 10 at least": (
        Demand(
            (Comparison(answer("/nombre"), "is", value(0)), Comparison(answer("/nombre"), "ge", value(10))),
            "or",
            ("/nombre",),
        ),
        {"nombre": 0},
        {"nombre": 9},
    ),
    "days between two dates": (
        Demand((Comparison(Term("days-between", parts=(answer("/debut"), answer("/fin"))), "le", value(29)),)),
        SPAN,
        {**SPAN, "fin": "2026-03-02"},
    ),
    "months between two dates": (
        Demand((Comparison(Term("months-between", parts=(answer("/debut"), answer("/fin"))), "lt", value(2)),)),
        SPAN,
        {**SPAN, "fin": "2026-03-31"},
    ),
    "years between two dates": (
        Demand((Comparison(Term("years-between", parts=(answer("/debut"), answer("/fin"))), "ge", value(1)),)),
        {**SPAN, "fin": "2027-01-31"},
        {**SPAN, "fin": "2027-01-30"},
    ),
    "months since a date": (
        Demand((Comparison(Term("months", "/debut"), "lt", value(3)),)),
        {"debut": "2026-08-29"},
        {"debut": "2026-08-28"},
    ),
    "months until a date": (
        Demand((Comparison(Term("months-until", "/fin"), "ge", value(6)),)),
        {"fin": "2027-05-28"},
        {"fin": "2027-05-27"},
    ),
    "a date and today": (
        Demand((Comparison(answer("/debut"), "gt", Term("today")),), filled=("/debut",)),
        {"debut": "2026-11-29"},
        {"debut": "2026-11-28"},
    ),
    "a number and a count": (
        Demand((Comparison(answer("/places"), "ge", Term("length", "/lignes")),)),
        {"places": 1, "lignes": [{"nom": "x"}]},
        {"places": 0, "lignes": [{"nom": "x"}]},
    ),
    "a number and the sum of a column": (
        Demand((Comparison(answer("/nombre"), "is", Term("total", "/lignes/*/montant")),)),
        {"nombre": 5, "lignes": [{"montant": 2}, {"montant": 3}]},
        {"nombre": 4, "lignes": [{"montant": 2}, {"montant": 3}]},
    ),
    "the sum of a column": (
        Demand((Comparison(Term("total", "/lignes/*/montant"), "le", value(5)),)),
        {"lignes": [{"montant": 2}, {"montant": 3}]},
        {"lignes": [{"montant": 2}, {"montant": 4}]},
    ),
    "how many questions have one answer": (
        Demand((Comparison(ALIKE, "lt", value(2)),)),
        {"seul": "Non", "aide": "Oui"},
        {"seul": "Non", "aide": "Non"},
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_rule_of_every_shape_is_made_in_the_panel_and_read_back(name: str) -> None:
    demand, right, wrong = SAID[name]
    made = authoring.set_rule(household(), BLOCKS, demand, "/cible", "Non.")
    (found,) = authoring.rules(made, BLOCKS)
    offered = authoring.readable(made, BLOCKS, {})
    values = authoring.rule_values(found, offered)
    assert values is not None
    panel = authoring.rule_panel(RULE, offered, values)
    again = forms.load(panel.document, lists=panel.lists)
    assert again.problems(values) == ()
    drawn = again.relevant(values)
    read = authoring.demand_in(authoring.answers_in(drawn), values["joiner"], values["filled"], offered, found.demand)
    assert read == demand, "each field that the sentence needs is on the panel"
    assert authoring.set_rule(made, BLOCKS, read, found.at, found.message, found.effect, found.place) is made
    procedure = loaded(made)
    assert [one.message for one in procedure.problems(right, today=TODAY)] == []
    assert [one.message for one in procedure.problems(wrong, today=TODAY)] == ["Non."]


@pytest.mark.parametrize("slug", OURS)
def test_no_rule_of_our_procedures_needs_json(slug: str) -> None:
    document = DEFINITIONS[slug]
    offered = authoring.readable(document, BLOCKS, {})
    for rule in authoring.rules(document, BLOCKS):
        values = authoring.rule_values(rule, offered)
        assert values is not None, rule
        panel = authoring.rule_panel(RULE, offered, values)
        made = forms.load(panel.document, lists=panel.lists)
        assert made.problems(values) == ()
        lines = authoring.answers_in(made.relevant(values))
        demand = authoring.demand_in(lines, values["joiner"], values["filled"], offered, rule.demand)
        wanted = (rule.at, rule.message, rule.effect, rule.place)
        assert authoring.set_rule(document, BLOCKS, demand, *wanted) is document
    for total in authoring.totals(document, BLOCKS):
        meaning = through_the_panel(document, offered, total)
        assert authoring.set_total(document, BLOCKS, total.pointer, meaning) is document


def through_the_panel(
    document: Schema, offered: tuple[authoring.Candidate, ...], total: authoring.Total
) -> Term | Demand:
    """Say what a question counts in its panel, and read it there."""
    values = authoring.total_values(total.meaning, offered)
    assert values is not None, total
    panel = authoring.total_panel(TOTAL, RULE, offered, total.pointer, values)
    made = forms.load(panel.document, lists=panel.lists)
    assert made.problems(values) == ()
    return authoring.meaning_in(made.relevant(values), offered)


TOTALS: dict[str, tuple[Schema, Term | Demand, dict[str, Any], Any]] = {
    "a sum with rows that are such": (
        {"type": "integer"},
        Term("sum", parts=(answer("/places"), Term("rows", "/lignes", test=YOUNG))),
        {"places": 1, "lignes": [{"naissance": "2025-01-01"}]},
        2,
    ),
    "a sum with documents and rows": (
        {"type": "integer"},
        Term("sum", parts=(answer("/places"), answer("/nombre"), Term("length", "/lignes"))),
        {"places": 1, "nombre": 2, "lignes": [{"nom": "x"}]},
        4,
    ),
    "rows that are such": (
        {"type": "integer"},
        Term("rows", "/lignes", test=YOUNG),
        {"lignes": [{"naissance": "2025-01-01"}, {"naissance": "1990-01-01"}]},
        1,
    ),
    "a sum over rows": (
        {"type": "number"},
        Term("total", "/lignes/*/montant"),
        {"lignes": [{"montant": 2}, {"montant": 3}]},
        5,
    ),
    "a quotient": (
        {"type": "number"},
        Term("quotient", parts=(answer("/nombre"), answer("/places"))),
        {"nombre": 5, "places": 2},
        2.5,
    ),
    "a part": (
        {"type": "number"},
        Term("quotient", parts=(answer("/nombre"), value(12))),
        {"nombre": 24},
        2,
    ),
    "months between two dates": (
        {"type": "integer"},
        Term("months-between", parts=(answer("/debut"), answer("/fin"))),
        SPAN,
        1,
    ),
    "how many questions have one answer": ({"type": "integer"}, ALIKE, {"seul": "Non", "aide": "Non"}, 2),
    "yes or no": (
        {"type": "boolean"},
        Demand((Comparison(Term("months", "/debut"), "lt", value(3)),)),
        {"debut": "2026-09-01"},
        True,
    ),
    "one choice or the other": (
        {"type": "string", "enum": ["departement", "caisse"]},
        Term(
            "either",
            value=["departement", "caisse"],
            parts=(answer("/seul"), answer("/aide")),
            test=Comparison(ALIKE, "ge", value(2)),
        ),
        {"seul": "Non", "aide": "Non"},
        "departement",
    ),
    "one number or the other": (
        {"type": "number"},
        Term("either", value=[10, 20], test=Comparison(answer("/seul"), "is", value("Oui"))),
        {"seul": "Non"},
        20,
    ),
}


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_of_every_shape_is_made_in_the_panel_and_read_back(name: str) -> None:
    schema, meaning, given, right = TOTALS[name]
    document = household()
    document["properties"]["total"] = {"title": "Total", **schema}
    document["x-pages"][0]["fields"].append("/total")
    made = authoring.set_total(document, BLOCKS, "/total", meaning)
    (found,) = authoring.totals(made, BLOCKS)
    offered = authoring.readable(made, BLOCKS, {})
    assert through_the_panel(made, offered, found) == meaning
    assert authoring.set_total(made, BLOCKS, "/total", through_the_panel(made, offered, found)) is made
    assert loaded(made).relevant(given, today=TODAY)["total"] == right


def test_a_quotient_is_said_in_words_and_never_by_nought() -> None:
    document = household()
    document["properties"]["total"] = {"title": "Quotient", "type": "number"}
    by = Term("quotient", parts=(answer("/nombre"), answer("/places")))
    made = authoring.set_total(document, BLOCKS, "/total", by)
    assert made["properties"]["total"]["x-compute"] == {"/": [{"var": "nombre"}, {"var": "places"}]}
    (found,) = authoring.totals(made, BLOCKS)
    assert authoring.total_words(made, BLOCKS, found) == "« Quotient » est « Nombre » divisé par « Places »."
    offered = authoring.readable(document, BLOCKS, {})
    for divisor, right in ((0, False), (-2, False), (3, True)):
        values = {"way": "share", "first": "/nombre", "into": divisor}
        panel = authoring.total_panel(TOTAL, RULE, offered, "/total", values)
        assert (forms.load(panel.document, lists=panel.lists).problems(values) == ()) is right
    nought = {"/": [{"var": "nombre"}, 0]}
    kept = authoring.set_total(document, BLOCKS, "/total", nought)
    (odd,) = authoring.totals(kept, BLOCKS)
    assert authoring.total_values(odd.meaning, offered) is None


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_a_quotient_that_does_not_come_out_even_is_kept_and_shown_short(kind: str) -> None:
    document = household()
    document["properties"]["total"] = {"title": "Quotient", "type": kind}
    document["x-pages"][0]["fields"].append("/total")
    by = Term("quotient", parts=(answer("/nombre"), answer("/places")))
    procedure = loaded(authoring.set_total(document, BLOCKS, "/total", by))
    given = {"nombre": 10000, "places": 3}
    assert procedure.problems(given, today=TODAY) == ()
    sections = procedure.recap(Answers(values=given), today=TODAY)
    assert [row.value for one in sections for row in one.rows if row.question.key == "total"] == [("3\u202f333,33",)]


def test_a_quotient_keeps_the_decimals_that_its_author_chose() -> None:
    document = household()
    document["properties"]["total"] = {"title": "Quotient", "type": "number", "x-decimals": [0, 0]}
    by = Term("quotient", parts=(answer("/nombre"), value(3)))
    assert authoring.set_total(document, BLOCKS, "/total", by)["properties"]["total"]["x-decimals"] == [0, 0]


def test_what_counts_rows_is_judged_without_any_row() -> None:
    offered = authoring.readable(household(), BLOCKS, {})
    line = {"question": "/lignes", "measure": "length", "operator": "ge", "against": "value", "number": 1}
    demand = authoring.demand_in([line], "and", True, offered, None)
    assert demand.filled == ()
    made = authoring.set_rule(household(), BLOCKS, demand, "/cible", "Ajoutez une ligne.")
    assert [one.message for one in loaded(made).problems({})] == ["Ajoutez une ligne."]


def test_what_no_field_says_stays_for_json() -> None:
    odd = (
        {"<": [{"+": [{"length": {"var": "lignes"}}, {"var": "nombre"}]}, 3]},
        {"==": [{"var": "nombre"}, None]},
        {">": [{"years": [{"var": "debut"}, {"today": []}]}, 3]},
        {"<": [{"reduce": [{"var": "lignes"}, {"+": [{"var": "accumulator"}, {"var": "current.montant"}]}, 1]}, 3]},
    )
    for logic in odd:
        document = {**household(), "x-checks": [{"at": "/cible", "logic": copied(logic), "message": "Non."}]}
        (rule,) = authoring.rules(document, BLOCKS)
        assert authoring.rule_values(rule, authoring.readable(document, BLOCKS, {})) is None
        wanted = rule.demand or rule.logic
        assert authoring.set_rule(document, BLOCKS, wanted, rule.at, rule.message, rule.effect, rule.place) is document


def test_a_line_offers_only_what_there_is_to_measure() -> None:
    document = blank()
    offered = authoring.readable(document, BLOCKS, {})
    panel = authoring.rule_panel(RULE, offered, {"c0": {"question": "/nombre"}, "c1": {"question": "/choix"}})
    lines = panel.document["properties"]
    assert [one["const"] for one in lines["c0"]["properties"]["measure"]["oneOf"]] == ["answer", "sum"]
    assert [one["const"] for one in lines["c1"]["properties"]["measure"]["oneOf"]] == ["answer", "equal"]
    assert "operator" in lines["c1"]["properties"], "what is nearly always meant is asked at once"
