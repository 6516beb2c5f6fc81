"""The condition of a question, written as a sentence without JavaScript: lines come one post after another."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask

from app.editor import drafting
from app.extensions import db
from tests.app.conftest import CheckingClient
from tests.app.test_editor_screen import change, document, fields
from tests.app.test_rehearsal import PATH, SLUG, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def condition(pointer: str) -> str:
    return f"{PATH}/condition?ou={pointer}"


def write_text(app: Flask, made: dict[str, Any]) -> None:
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        draft.text = json.dumps(made, ensure_ascii=False)
        db.session.commit()


def page_of(answer: Any) -> str:
    found: str = answer.get_data(as_text=True)
    return found


def test_the_sentence_is_read_and_posting_it_changes_nothing(app: Flask, editor: CheckingClient) -> None:
    page = page_of(editor.get(condition("/rib")))
    assert "prélèvement automatique" in page
    assert "(obligatoire)" in page
    assert change(editor, condition("/rib"), action="save").status_code == 303
    assert change(editor, condition("/sansPrelevement"), action="save").status_code == 303
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        assert (draft.text, draft.revision) == (text_of(), 1)


def test_the_box_of_a_question_that_a_condition_shows_is_that_of_the_condition(
    app: Flask, editor: CheckingClient
) -> None:
    path = f"{PATH}/question?ou=/rib"
    page = page_of(editor.get(path))
    assert re.search(r'id="required"[^>]* checked', page)
    assert "demandedNote" not in page
    assert change(editor, path).status_code == 303
    assert document(app) == json.loads(text_of())
    assert change(editor, path, required=None).status_code == 303
    entry = document(app)["allOf"][0]
    assert (entry["then"]["required"], entry["else"]) == (["sepa"], json.loads(text_of())["allOf"][0]["else"])
    assert change(editor, path, required="true").status_code == 303
    assert document(app) == json.loads(text_of())


def test_the_panel_of_a_question_says_that_a_condition_makes_it_obligatory(app: Flask, editor: CheckingClient) -> None:
    made = json.loads(text_of())
    made["allOf"].append({"if": {"required": ["aidant"]}, "then": {"required": ["courrielAidant"]}})
    write_text(app, made)
    page = page_of(editor.get(f"{PATH}/question?ou=/courrielAidant"))
    note = re.search(r'id="demandedNote-question"([^>]*)>(.*?)</div>', page, re.S)
    assert note
    assert "hidden" not in note[1]
    assert f'href="{PATH}/condition?ou=/courrielAidant"' in note[2]
    assert "Quand sa condition est remplie, cette question est obligatoire" in note[2]
    assert change(editor, f"{PATH}/question?ou=/courrielAidant").status_code == 303
    assert document(app) == made
    assert "demandedNote" not in page_of(editor.get(f"{PATH}/question?ou=/navigo"))


def test_the_conditions_of_the_first_procedure_are_made_by_hand(app: Flask, editor: CheckingClient) -> None:
    whole = json.loads(text_of())
    write_text(app, {key: value for key, value in whole.items() if key != "allOf"})
    comment = whole["allOf"][0]["$comment"]
    for pointer, answer, note in (("/rib", "Oui", ""), ("/sansPrelevement", "Non", ""), ("/sepa", "Oui", comment)):
        path = condition(pointer)
        assert "se montre toujours" in page_of(editor.get(path))
        sent = fields(editor, path)
        added = editor.post(path, data={**sent, "action": ["add"], "csrf_token": editor.token})
        assert added.status_code == 200
        assert "c1-question" in page_of(added)
        data = {"revision": sent["revision"], "drawn-0": "", "c0-question": "/prelevement", "action": "save"}
        chosen = editor.post(path, data=data)
        assert chosen.status_code == 200
        assert "est l’un de" in page_of(chosen)
        data |= {"drawn-0": "/prelevement", "c0-operator": "is", "c0-value": answer, "comment": note}
        data |= {"required": "true", "shown": ["c0-value"]}
        assert editor.post(path, data=data).status_code == 303
    assert document(app)["allOf"] == whole["allOf"]
    assert list(document(app)["allOf"][0]) == list(whole["allOf"][0])
    late = fields(editor, condition("/rib")) | {"drawn-comment": [""], "comment": [""], "csrf_token": editor.token}
    assert editor.post(condition("/rib"), data=late | {"action": ["save"]}).status_code == 303
    assert document(app)["allOf"] == whole["allOf"], "a note that was drawn blank and not touched takes none away"


def test_a_line_without_its_value_is_told_in_its_place(app: Flask, editor: CheckingClient) -> None:
    path = condition("/rib")
    wrong = change(editor, path, c0__operator="one-of", c0__value="", action="save")
    assert wrong.status_code == 200
    assert "c0-values" in page_of(wrong)
    told = change(editor, path, c0__value="", action="save")
    assert told.status_code == 422
    assert "la réponse attendue" in page_of(told)
    assert document(app) == json.loads(text_of())
    live = change(editor, path, c0__value="")
    assert live.status_code == 200


def test_a_condition_is_taken_away_and_one_shared_follows_whole(app: Flask, editor: CheckingClient) -> None:
    path = condition("/rib")
    assert change(editor, path, c0__value="Non", whole="true", action="save").status_code == 303
    entry = document(app)["allOf"][0]
    assert entry["if"]["properties"]["prelevement"] == {"const": "Non"}
    assert entry["then"]["required"] == ["sepa", "rib"]
    assert change(editor, path, action="remove 0").status_code == 303
    assert document(app)["allOf"][0]["then"]["required"] == ["sepa"]
    assert "rib" in document(app)["required"]


def test_every_question_has_its_page_and_odd_posts_break_nothing(app: Flask, editor: CheckingClient) -> None:
    made = document(app)
    made["allOf"].append({"if": {"required": ["parts"], "properties": {"parts": {"multipleOf": 2}}}})
    made["allOf"][-1]["else"] = {"properties": {"revenu": False}}
    write_text(app, made)
    for page in made["x-pages"]:
        for pointer in page["fields"]:
            assert editor.get(condition(pointer)).status_code == 200
    assert "Une condition particulière" in page_of(editor.get(condition("/revenu")))
    assert editor.get(condition("/rien")).status_code == 404
    odd: list[dict[str, Any]] = [
        {"c0-question": "/rien", "drawn-0": "/rien"},
        {"c0-question": "/rib", "drawn-0": "/rib", "c0-operator": "filled"},
        {"c0-operator": "unless-any"},
        {"c0-operator": "?" * 500, "c0-value": "x" * 5000},
        {"c0-value": "rien"},
        {"action": "remove x"},
        {"joiner-x": "any-all", "c1-question": "/parts", "joiner": "any-all"},
        {"c0-question-x": "/parts", "c0": "x", "-": "x", "c0-": "x", "c0-where-where-where-question": "/parts"},
        {"joiner": "any-all", "c1-question": "/parts", "c0-group": "neuf", "c1-group": "99"},
        {"action": "remove 99999999999999999999"},
        {f"c{number}-question": "/statut" for number in range(40)},
    ]
    for one in odd:
        sent = fields(editor, condition("/rib"))
        answer = editor.post(condition("/rib"), data={"action": "save", **sent, **one, "csrf_token": editor.token})
        assert answer.status_code in (200, 303, 422), one
    assert document(app)["allOf"][:2] == made["allOf"][:2]


def test_the_live_page_shows_what_the_sentence_says(app: Flask, editor: CheckingClient) -> None:
    path = condition("/revenu")
    sent = fields(editor, path)
    data = {"revision": sent["revision"], "drawn-0": "/parts", "c0-question": "/parts", "c0-operator": "between"}
    data |= {"action": "save"}
    appeared = editor.post(path, data=data)
    assert appeared.status_code == 200
    assert "c0-upper" in page_of(appeared)
    data |= {"c0-number": "1,5", "c0-upper": "3", "shown": ["c0-number", "c0-upper"]}
    assert editor.post(path, data=data).status_code == 303
    entry = document(app)["allOf"][-1]
    assert entry["if"]["properties"]["parts"] == {"minimum": 1.5, "maximum": 3}
    assert re.search(r"est entre 1,5\W+et 3", page_of(editor.get(path)))


def test_conditions_are_put_in_groups_without_javascript(app: Flask, editor: CheckingClient) -> None:
    path = condition("/revenu")
    data: dict[str, Any] = {"revision": fields(editor, path)["revision"], "action": "save", "joiner": "and"}
    for number, (question, operator, name, value) in enumerate(
        [("/statut", "is", "value", "RE"), ("/parts", "gt", "number", "3"), ("/navigo", "filled", "", "")]
    ):
        begin = f"c{number}-"
        data |= {f"drawn-{number}": question, f"{begin}question": question, f"{begin}operator": operator}
        data |= {f"{begin}{name}": value} if name else {}
    data["shown"] = list(data)
    data["joiner"] = "any-all"
    grouped = editor.post(path, data=data)
    assert grouped.status_code == 200, "in which group each line is can be seen before it is kept"
    assert page_of(grouped).count("Groupe 1</option>") == 3
    data |= {"c0-group": "1", "c1-group": "1", "c2-group": "2"}
    assert editor.post(path, data=data).status_code == 303
    (either, alone) = document(app)["allOf"][-1]["if"]["anyOf"]
    assert [one["required"] for one in either["allOf"]] == [["statut"], ["parts"]]
    assert alone == {"required": ["navigo"]}
    before = document(app)
    assert "ou bien" in page_of(editor.get(path))
    assert change(editor, path, action="save").status_code == 303
    assert document(app) == before
