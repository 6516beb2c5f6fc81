"""The rules of a definition, written as sentences without JavaScript: checks, stops, totals."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

import forms
from app.accounts.models import Account
from app.editor import drafting, scenarios
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_conditions import page_of, write_text
from tests.app.test_editor_screen import change, document, fields, revision
from tests.app.test_publishing import plain
from tests.app.test_rehearsal import PATH, SLUG, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RULES = f"{PATH}/regles"


def plain_page(answer: TestResponse) -> str:
    """Give what a page says."""
    return plain(answer.get_data(as_text=True))


def test_the_rules_are_read_in_words_and_posting_one_changes_nothing(app: Flask, editor: CheckingClient) -> None:
    page = page_of(editor.get(RULES))
    assert "le nombre de signes de" in page
    assert "est avertie et peut continuer" in page
    assert change(editor, f"{RULES}/regle?regle=/x-checks/0", action="save").status_code == 303
    assert document(app) == json.loads(text_of())
    with_less = change(editor, f"{RULES}/regle?regle=/x-checks/0", c0__number="8", effect="stop", action="save")
    assert with_less.status_code == 303
    (check,) = document(app)["x-checks"]
    assert check["effect"] == "stop"
    assert check["logic"]["or"][1] == {">=": [{"length": {"var": "navigo"}}, 8]}


def test_the_check_of_the_first_procedure_is_made_by_hand(app: Flask, editor: CheckingClient) -> None:
    whole = json.loads(text_of())
    write_text(app, {key: value for key, value in whole.items() if key not in ("x-checks", "x-i18n")})
    path = f"{RULES}/regle"
    data: dict[str, Any] = {"revision": revision(editor), "drawn-0": "", "c0-question": "/navigo", "action": "save"}
    measured = editor.post(path, data=data)
    assert measured.status_code == 200
    assert "Le nombre de signes" in page_of(measured)
    assert "data-unsaved" in measured.get_data(as_text=True), "it is said that the rule is not kept yet"
    assert "data-unsaved" not in editor.get(path).get_data(as_text=True)
    data |= {"drawn-0": "/navigo", "c0-measure": "length"}
    compared = editor.post(path, data=data)
    assert compared.status_code == 200
    data |= {"drawn-0": "/navigo length", "c0-operator": "ge", "shown": ["c0-against", "c0-number"]}
    data |= {"c0-against": "value", "c0-number": "10", "filled": "true", "effect": "warn"}
    told = editor.post(path, data=data)
    assert told.status_code == 422
    assert "le message" in page_of(told)
    data["message"] = whole["x-checks"][0]["message"]
    assert editor.post(path, data=data).status_code == 303
    assert document(app)["x-checks"] == whole["x-checks"]
    assert editor.post(RULES, data={"revision": revision(editor), "regle": "/x-checks/0"}).status_code == 303
    assert "x-checks" not in document(app)


def test_a_question_counts_what_one_says(app: Flask, editor: CheckingClient) -> None:
    made = document(app)
    made["properties"]["somme"] = {"title": "Somme", "type": "number", "readOnly": True, "x-compute": {"+": []}}
    made["x-pages"][0]["fields"].append("/somme")
    write_text(app, made)
    assert "Somme" in page_of(editor.get(RULES))
    path = f"{RULES}/total?ou=/somme"
    assert 'total?ou=/somme">Calcul</a>' in page_of(editor.get(f"{PATH}/question?ou=/somme"))
    empty = change(editor, path, way="sum", action="save")
    assert empty.status_code == 422 or "parts" in page_of(empty)
    answer = change(editor, path, way="sum", parts=["/parts", "/revenu"], shown=["parts"], action="save")
    assert answer.status_code == 303
    assert document(app)["properties"]["somme"]["x-compute"] == {"+": [{"var": "parts"}, {"var": "revenu"}]}
    assert "la somme de" in page_of(editor.get(path))


def test_odd_rules_are_kept_and_odd_posts_break_nothing(app: Flask, editor: CheckingClient) -> None:
    made = document(app)
    made["x-checks"].append({"at": "/parts", "logic": {"%": [{"var": "parts"}, 2]}, "message": "Pair."})
    made["properties"]["somme"] = {"title": "Somme", "type": "number", "readOnly": True, "x-compute": {"+": []}}
    made["properties"]["odd"] = {"type": "number", "readOnly": True, "x-compute": {"%": [{"var": "parts"}, 2]}}
    write_text(app, made)
    assert "Une règle particulière" in page_of(editor.get(RULES))
    for path in (
        f"{RULES}/regle?regle=/x-checks/1",
        f"{RULES}/total?ou=/odd",
        f"{RULES}/total?ou=/navigo",
        f"{RULES}/regle",
    ):
        assert editor.get(path).status_code == 200
    for path in (f"{RULES}/regle?regle=/x-checks/9", f"{RULES}/total?ou=/rien", f"{RULES}/total?ou="):
        assert editor.get(path).status_code == 404
    path = f"{RULES}/regle?regle=/x-checks/0"
    odd: list[dict[str, Any]] = [
        {"c0-question": "/rien", "drawn-0": "/rien"},
        {"c0-operator": "filled"},
        {"c0-measure": "?", "drawn-0": "/navigo ?"},
        {"c0-against": "other", "c0-other": "/rien", "shown": ["c0-other"]},
        {"at": "/rien"},
        {"c0-question-x": "/parts", "joiner-x": "or", "c0-where": "x", "c0-plus-question": "/rien"},
        {"c0-measure": "rows", "c0-where-question": "/parts", "drawn-0": "/navigo rows"},
        {"c0-question": "/parts", "c0-measure": "sum", "c0-plus": "/rien", "drawn-0": "/parts sum /rien"},
        {"action": "remove 7"},
    ]
    for one in odd:
        answer = editor.post(path, data={"action": "save", **fields(editor, path), **one, "csrf_token": editor.token})
        assert answer.status_code in (200, 303, 422), one
    made_up = [{"way": "either", "when": "x"}, {"way": "rien"}, {"way": "equal", "alike-question": "/rien"}]
    made_up += [{"way": "sum", "plus-question": "/rien", "plus-where-question": "/rien"}, {"way-x": "sum"}]
    for one in made_up:
        answer = editor.post(f"{RULES}/total?ou=/somme", data={"action": "save", "revision": revision(editor), **one})
        assert answer.status_code in (200, 303, 422), one
    assert editor.post(RULES, data={"revision": revision(editor), "regle": "/x/0"}).status_code == 303
    assert document(app)["x-checks"][1] == made["x-checks"][1]


def test_a_computed_value_that_nobody_wrote_yet_says_so_and_offers_the_form(app: Flask, editor: CheckingClient) -> None:
    added = {"genre": "computed", "titre": "Total des aides"}
    answer = editor.post(f"{PATH}/ajouter?page=0", data={"revision": revision(editor), **added})
    assert answer.status_code == 303
    (pointer,) = [
        f"/{key}" for key, one in document(app)["properties"].items() if one.get("title") == "Total des aides"
    ]
    said = page_of(editor.get(f"{RULES}/total?ou={pointer}"))
    assert "n’a pas encore de calcul. Choisissez ci-dessous ce qu’elle vaut" in said
    assert 'name="way"' in said
    assert "particulière" not in said
    assert "en JSON" not in said
    said = page_of(editor.get(RULES))
    assert "Choisir le calcul" in said
    assert "particulière" not in said


def with_rows(app: Flask) -> None:
    """Give the definition rows of people, and a question that is computed."""
    made = document(app)
    row = {"naissance": {"title": "Naissance", "type": "string", "format": "date"}}
    row |= {"lien": {"title": "Lien", "enum": ["Enfant", "Parent"]}}
    items = {"type": "object", "additionalProperties": False, "properties": row}
    made["properties"] |= {
        "enfants": {"title": "Vos enfants", "type": "array", "items": items},
        "places": {"title": "Places", "type": "integer"},
        "vers": {"title": "Vers", "enum": ["Un", "Deux"], "readOnly": True, "x-compute": {"+": []}},
    }
    made["x-pages"][0]["fields"] += ["/enfants", "/places", "/vers"]
    write_text(app, made)


def post(editor: CheckingClient, path: str, steps: list[dict[str, Any]]) -> list[int]:
    """Post a page step by step, each time with what it has shown so far, and press « Enregistrer »."""
    data: dict[str, Any] = {"revision": revision(editor), "action": "save"}
    codes = []
    for step in steps:
        data |= step
        data["shown"] = list(data)
        codes.append(editor.post(path, data=data).status_code)
    return codes


def test_a_rule_that_counts_some_rows_is_made_without_javascript(app: Flask, editor: CheckingClient) -> None:
    with_rows(app)
    words = {"effect": "error", "message": "Six enfants au plus."}
    codes = post(
        editor,
        f"{RULES}/regle",
        [
            {"c0-question": "/places", "drawn-0": "", **words},
            {"drawn-0": "/places", "c0-measure": "sum"},
            {"drawn-0": "/places sum", "c0-plus": "/enfants"},
            {"drawn-0": "/places sum /enfants", "c0-where-question": "/enfants/*/naissance"},
            {"drawn-0-where": "/enfants/*/naissance", "c0-where-measure": "age"},
            {
                "drawn-0-where": "/enfants/*/naissance age",
                "c0-where-operator": "lt",
                "c0-where-number": "3",
                "c0-operator": "le",
                "c0-against": "value",
                "c0-number": "6",
            },
        ],
    )
    assert codes == [200, 200, 200, 200, 200, 303]
    young = {"if": [{"<": [{"age": {"var": "current.naissance"}}, 3]}, 1, 0]}
    counted = {"reduce": [{"var": "enfants"}, {"+": [{"var": "accumulator"}, young]}, 0]}
    check = document(app)["x-checks"][1]
    assert check["logic"] == {"<=": [{"+": [{"var": "places"}, counted]}, 6]}
    path = f"{RULES}/regle?regle=/x-checks/1"
    page = page_of(editor.get(path))
    assert "Compter seulement les lignes où" in page
    before = document(app)
    assert change(editor, path, action="save").status_code == 303
    assert document(app) == before
    other = change(editor, path, **{"c0-where-question": "/enfants/*/lien"}, action="save")
    assert other.status_code == 200, "another question of the rows is asked otherwise"
    assert 'name="c0-number"' in page_of(other)
    assert re.search(r'name="c0-number"[^>]*value="6"|value="6"[^>]*name="c0-number"', page_of(other))
    assert document(app) == before


def test_a_value_or_another_is_computed_without_javascript(app: Flask, editor: CheckingClient) -> None:
    with_rows(app)
    path = f"{RULES}/total?ou=/vers"
    codes = post(
        editor,
        path,
        [
            {"way": "either", "one": "Un"},
            {"when-question": "/enfants", "two": "Deux"},
            {"drawn-when": "/enfants", "when-measure": "rows"},
            {"drawn-when": "/enfants rows", "when-where-question": "/enfants/*/lien"},
            {
                "drawn-when-where": "/enfants/*/lien",
                "when-where-operator": "is",
                "when-where-value": "Enfant",
                "when-operator": "ge",
                "when-against": "value",
                "when-number": "2",
            },
        ],
    )
    assert codes == [200, 200, 200, 200, 303]
    child = {"if": [{"==": [{"var": "current.lien"}, "Enfant"]}, 1, 0]}
    counted = {"reduce": [{"var": "enfants"}, {"+": [{"var": "accumulator"}, child]}, 0]}
    assert document(app)["properties"]["vers"]["x-compute"] == {"if": [{">=": [counted, 2]}, "Un", "Deux"]}
    before = document(app)
    assert change(editor, path, action="save").status_code == 303
    assert document(app) == before
    unfinished = change(editor, path, two="", action="")
    assert "data-unsaved" in page_of(unfinished), "what is not kept is said not to be"


def test_a_rule_and_a_total_are_tried_on_the_tests_of_the_procedure(
    app: Flask, editor: CheckingClient, clock: Clock
) -> None:
    path = f"{RULES}/regle?regle=/x-checks/0"
    assert "Avec vos essais" not in page_of(editor.get(path))
    with_rows(app)
    made = document(app)
    young = {"reduce": [{"var": "enfants"}, {"+": [{"var": "accumulator"}, {"if": [True, 1, 0]}]}, 0]}
    made["properties"]["vers"] = {"title": "Vers", "type": "integer", "readOnly": True, "x-compute": young}
    row = {"at": "/lien", "logic": {"!=": [{"var": "lien"}, "Parent"]}, "message": "Un enfant.", "effect": "error"}
    made["properties"]["enfants"]["items"]["x-checks"] = [row]
    write_text(app, made)
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        author = db.session.scalars(select(Account)).first()
        assert draft
        assert author
        given: dict[str, dict[str, Any]] = {
            "Court": {"navigo": "12345678", "enfants": [{"lien": "Enfant"}, {"lien": "Parent"}]},
            "Long": {"navigo": "0123456789"},
        }
        library = app.extensions["library"]
        for name, values in given.items():
            answers = forms.Answers(values=values)
            scenarios.keep(db.session, library, (SLUG, draft.text), name, answers, author, clock(), clock().date())
        db.session.commit()
    page = page_of(editor.get(path))
    assert "<strong>Court</strong>&nbsp;: la personne est prévenue" in page
    assert "<strong>Long</strong>&nbsp;: rien n’est dit" in page
    rows = page_of(editor.get(f"{RULES}/regle?regle=/properties/enfants/items/x-checks/0"))
    assert "<strong>Court</strong>&nbsp;: la personne lit le message" in rows
    counted = page_of(editor.get(f"{RULES}/total?ou=/vers"))
    assert "<strong>Court</strong>&nbsp;: 2</li>" in counted
    assert "<strong>Long</strong>&nbsp;: 0</li>" in counted


def test_answers_are_proposed_for_a_computed_value_only_where_it_is_one_of_them(
    app: Flask, editor: CheckingClient
) -> None:
    made = document(app)
    computed = {"type": "number", "readOnly": True}
    either = {"if": [{"==": [{"var": "parts"}, 1]}, "Un", "Deux"]}
    made["properties"] |= {
        "neuve": {"title": "Neuve", **computed, "x-compute": {"+": []}},
        "somme": {"title": "Somme", **computed, "x-compute": {"+": [{"var": "parts"}, 1]}},
        "vers": {"title": "Vers", "enum": ["Un", "Deux"], "readOnly": True, "x-compute": either},
        "zone": {"title": "Zone", "type": "string", "readOnly": True, "x-compute": either},
    }
    write_text(app, made)
    proposed, named, pasted = "Réponses proposées", "Liste nommée", "Coller des réponses"
    for pointer, there in (
        ("/neuve", []),
        ("/somme", []),
        ("/vers", [proposed]),
        ("/zone", [proposed]),
        ("/statut", [proposed, named, pasted]),
    ):
        page = page_of(editor.get(f"{PATH}/question?ou={pointer}&volet=reponse"))
        assert [one for one in (proposed, named, pasted) if one in page] == there, pointer
        if pointer != "/statut":
            assert "Unité" in page or "x-suffix" in page


def test_a_total_whose_question_is_deleted_is_told_and_keeps_the_version_from_being_published(
    app: Flask, editor: CheckingClient
) -> None:
    whole = json.loads(text_of())
    number = {"type": "integer", "minimum": 0, "maximum": 99}
    whole["properties"] |= {"enfants": {"title": "Enfants", **number, "x-noun": "le nombre d’enfants"}}
    product = {"*": [{"var": "enfants"}, 25]}
    whole["properties"] |= {"aide": {"title": "Aide", "type": "integer", "readOnly": True, "x-compute": product}}
    whole["x-pages"][0]["fields"] += ["/enfants", "/aide"]
    write_text(app, {key: value for key, value in whole.items() if key != "x-i18n"})
    assert "Le calcul de « Aide »" not in plain_page(editor.get(f"{PATH}/verification"))
    data = {"revision": revision(editor), "action": "supprimer", "ou": "/enfants"}
    answer = editor.post(f"{PATH}/actions", data=data)
    page = plain_page(editor.get(answer.headers["Location"]))
    assert "Le calcul de « Aide » ne lisait que « Enfants » : il est à refaire" in page
    page = plain_page(editor.get(f"{PATH}/verification"))
    assert "ne peut pas encore être publiée" in page
    assert "Le calcul de « Aide » n’est pas encore dit." in page
    assert "Ouvrir « Contrôles, totaux et arrêts »" in page
    assert "« Aide » n’a pas encore de calcul." in plain_page(editor.get(RULES))
    blocked = plain_page(editor.get(f"{PATH}/publier"))
    assert "Le calcul de « Aide » n’est pas encore dit." in blocked
