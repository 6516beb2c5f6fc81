"""The JSON of a definition being written: opened, checked, changed by hand, whole or at one place."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.editor import drafting
from app.editor.models import DefinitionDraft
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_publishing import plain
from tests.app.test_rehearsal import SLUG, text_of, write

PATH = f"/edition/{SLUG}/brouillon/json"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def kept(app: Flask) -> DefinitionDraft:
    with app.app_context():
        found = drafting.find(db.session, SLUG)
        assert found
        return found


def saved(client: CheckingClient, app: Flask, text: str, path: str = PATH, **more: Any) -> TestResponse:
    return client.post(path, data={"texte": text, "revision": kept(app).revision, **more})


def typed(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
    assert found
    return html.unescape(found.group(1))


def test_a_definition_saved_as_json_keeps_all_of_it(editor: CheckingClient, app: Flask) -> None:
    page = editor.get(PATH).get_data(as_text=True)
    assert json.loads(typed(page)) == json.loads(text_of())
    text = typed(page).replace('"title"', '"x-ext-note": 1.50,\n "title"', 1).replace("\n", "\r\n")
    assert saved(editor, app, text).status_code == 303
    assert '\n  "x-ext-note": 1.50,\n' in kept(app).text
    assert list(json.loads(kept(app).text)) == list(json.loads(text))
    assert "Texte JSON modifié" in editor.get(f"/edition/{SLUG}/brouillon/historique").get_data(as_text=True)


def test_a_text_that_is_no_json_is_shown_again_with_its_line(editor: CheckingClient, app: Flask) -> None:
    before = kept(app).text
    for text, line, column in (('{\n "a": 1\n "b": 2}', 3, 2), ('{"a": 1,\n"a": 2}', 2, 1), ("", 1, 1), ("[1]", 1, 1)):
        answer = saved(editor, app, text)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, typed(page)) == (422, text)
        assert f"Ligne {line}, colonne {column}" in page
        assert f'href="#ligne-{line}"' in page
        assert f'id="ligne-{line}"' in page
    assert kept(app).text == before


def test_a_text_that_is_no_json_is_told_with_what_is_likely_wrong(editor: CheckingClient, app: Flask) -> None:
    editor.get(PATH)
    for text, likely in (
        ('{\n "a": 1\n "b": 2}', "Il manque une virgule juste avant : ajoutez-la."),
        ('{\n "a": 1,\n}', "Il y a une virgule de trop avant « } » : retirez-la."),
        ('{\n "a": "x\n}', "Un guillemet n’est pas fermé sur cette ligne"),
    ):
        page = saved(editor, app, text).get_data(as_text=True)
        assert f"Ce n’est pas du JSON. {likely}" in plain(page)
        assert "guichet-pointer" not in page, "a text that is no JSON has no place to name"
        (found,) = editor.post(f"{PATH}/verifier", data={"texte": text}).get_json()
        assert found["right"].startswith(likely)


def test_what_is_unsound_is_saved_and_told_at_its_line(editor: CheckingClient, app: Flask) -> None:
    document = json.loads(text_of())
    key = next(key for key, one in document["properties"].items() if one.get("type") == "string")
    document["properties"][key]["maxLenght"] = 3
    text = json.dumps(document, indent=2, ensure_ascii=False)
    assert saved(editor, app, text).status_code == 303
    page = editor.get(PATH).get_data(as_text=True)
    line = 1 + text[: text.index('"maxLenght"')].count("\n")
    assert f'href="#ligne-{line}" data-column="7"' in page
    assert "Le mot « maxLenght » n’existe pas." in plain(page)
    assert f"/question?ou=/{key}" in page
    assert saved(editor, app, '{"x-pages": 5, "properties": [1], "allOf": {"if": 2}}').status_code == 303
    for place in ("", "/json", "/verification", "/reglages", "/apercu", "/json?a=/properties/0", "/json?ou=/x"):
        assert editor.get(f"/edition/{SLUG}/brouillon{place}").status_code == 200, place


def test_a_text_is_checked_while_it_is_typed_and_nothing_is_kept(editor: CheckingClient, app: Flask) -> None:
    editor.get(PATH)
    before = kept(app).text
    assert editor.post(f"{PATH}/verifier", data={"texte": text_of()}).get_json() is not None
    text = json.dumps({**json.loads(text_of()), "x-widjet": 1}, indent=1)
    found = editor.post(f"{PATH}/verifier", data={"texte": text}).get_json()
    line = 1 + text[: text.index('"x-widjet"')].count("\n")
    assert (found[0]["pointer"], found[0]["line"], found[0]["column"]) == ("/x-widjet", line, 2)
    assert found[0]["blocks"] is True
    assert found[0]["sentence"] == "La démarche : un réglage n’est pas connu du portail."
    assert found[0]["right"] == "Le mot « x-widjet » n’existe pas. Vouliez-vous écrire « x-widget » ?"
    found = editor.post(f"{PATH}/verifier", data={"texte": '{"a": }'}).get_json()
    assert [(one["line"], one["column"]) for one in found] == [(1, 7)]
    assert kept(app).text == before
    assert editor.get("/edition/dialecte.json").get_json()["properties"]["title"]


def test_a_question_is_found_in_the_json_and_the_json_leads_back_to_it(editor: CheckingClient) -> None:
    key = next(iter(json.loads(text_of())["properties"]))
    page = editor.get(f"{PATH}?ou=/{key}").get_data(as_text=True)
    text = typed(page)
    line = 1 + text[: text.index(f'\n    "{key}": {{')].count("\n") + 1
    assert f'data-line="{line}"' in page
    assert f"commence à la ligne {line}" in plain(page)
    assert f'id="ligne-{line}"' in page


def test_a_stale_text_is_refused_with_what_changed_and_can_be_saved_all_the_same(
    editor: CheckingClient, app: Flask
) -> None:
    editor.get(PATH)
    seen = kept(app).revision
    assert saved(editor, app, text_of().replace('"title": "', '"title": "Neuf ', 1)).status_code == 303
    mine = text_of().replace('"description": "', '"description": "À moi ', 1)
    answer = editor.post(PATH, data={"texte": mine, "revision": seen})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, typed(page)) == (409, mine)
    assert "modifiée entre-temps" in page
    assert "Neuf " in page
    assert f'name="revision" value="{kept(app).revision}"' in page
    assert saved(editor, app, mine).status_code == 303
    assert "À moi" in kept(app).text
    assert "Neuf " not in kept(app).text


def test_the_draft_is_downloaded_and_begins_another_procedure(editor: CheckingClient, app: Flask) -> None:
    answer = editor.get(f"{PATH}/fichier")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-brouillon.json"'
    assert answer.get_data(as_text=True) == kept(app).text
    taken = {"depuis": "fichier", "fichier": (io.BytesIO(answer.data), "brouillon.json"), "adresse": "autre"}
    editor.get("/edition/nouvelle?depuis=fichier")
    assert editor.post("/edition/nouvelle", data=taken).status_code == 303
    assert json.loads(editor.get("/edition/autre/brouillon/json/fichier").data) == json.loads(answer.data)


def test_one_place_is_changed_alone(editor: CheckingClient, app: Flask) -> None:
    place = f"{PATH}/endroit?a=/allOf/0&retour=/edition/{SLUG}/brouillon"
    assert typed(editor.get(place).get_data(as_text=True)) == json.dumps(
        json.loads(text_of())["allOf"][0], indent=2, ensure_ascii=False
    )
    answer = saved(editor, app, '{"not": false},\n {"x": 1}', place)
    assert (answer.status_code, "Ligne 2, colonne 2" in answer.get_data(as_text=True)) == (422, True)
    answer = saved(editor, app, '{"x-ext-ours": [1.0]}', place)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/edition/{SLUG}/brouillon")
    before = json.loads(text_of())
    assert json.loads(kept(app).text) == {**before, "allOf": [{"x-ext-ours": [1.0]}, *before["allOf"][1:]]}
    assert '"x-ext-ours": [\n        1.0' in kept(app).text
    assert editor.get(f"{PATH}/endroit?a=/allOf/99").status_code == 404
    answer = saved(editor, app, '{"mine": 1}', f"{PATH}/endroit?a=/allOf/99")
    assert (answer.status_code, typed(answer.get_data(as_text=True))) == (422, '{"mine": 1}')
    assert editor.get(f"{PATH}/endroit?a=&retour=https://ailleurs.example").status_code == 200


def test_another_procedure_has_no_json(editor: CheckingClient, app: Flask) -> None:
    assert editor.get("/edition/rien/brouillon/json").status_code == 404
    write_nothing = editor.post("/edition/rien/brouillon/json/verifier", data={"texte": "{}"})
    assert write_nothing.status_code == 404


WRONG = {
    "/x-checks/0": ('{"at": "/navigo", "logic": {"mystere": [1]}, "message": "Non."}', "n’est pas un opérateur"),
    "/allOf/0": ('{"if": {"required": ["navigo"]}, "then": {"required": ["rien"]}}', "rien"),
    "/properties/somme/x-compute": ('{"mystere": [1]}', "n’est pas un opérateur"),
}


@pytest.mark.parametrize("place", WRONG)
def test_a_condition_or_a_rule_that_would_block_is_told_where_it_is_written(
    app: Flask, editor: CheckingClient, clock: Clock, place: str
) -> None:
    made = json.loads(text_of())
    made["properties"]["somme"] = {"title": "Somme", "type": "number", "readOnly": True, "x-compute": {"var": "parts"}}
    made["x-pages"][2]["fields"].append("/somme")
    write(app, clock, text=json.dumps(made))
    text, words = WRONG[place]
    address = f"{PATH}/endroit?a={place}&retour=/edition/{SLUG}/brouillon/regles"
    answer = saved(editor, app, text, address)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in html.unescape(page).replace("\xa0", " ")
    assert "Ce n’est pas enregistré" in page
    assert typed(page) == text, "what was typed is still there"
    assert 'aria-describedby="texte-erreur"' in page
    assert json.loads(kept(app).text) == made
    cut = saved(editor, app, text[:-1], address)
    assert cut.status_code == 422
    assert text[:-1] in html.unescape(cut.get_data(as_text=True))


def test_a_rule_written_as_json_is_kept_where_other_things_were_wrong_before(
    app: Flask, editor: CheckingClient, clock: Clock
) -> None:
    made = json.loads(text_of())
    made["x-checks"].append({"at": "/navigo", "logic": {"mystere": [1]}, "message": "Non."})
    write(app, clock, text=json.dumps(made))
    text = '{"at": "/navigo", "logic": {"%": [{"length": {"var": "navigo"}}, 2]}, "message": "Pair."}'
    answer = saved(editor, app, text, f"{PATH}/endroit?a=/x-checks/0&retour=/edition/{SLUG}/brouillon/regles")
    assert answer.status_code == 303
    assert json.loads(kept(app).text)["x-checks"][0] == json.loads(text)
