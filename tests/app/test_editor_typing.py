"""What is saved while somebody writes: undone at once, told when it is not kept, kept in sight when it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.editor import drafting
from app.extensions import db
from tests.app.conftest import CheckingClient
from tests.app.test_conditions import page_of
from tests.app.test_editor_screen import act, change, document, revision
from tests.app.test_rehearsal import PATH, SLUG, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAVIGO = f"{PATH}/question?ou=/navigo"


def title(app: Flask) -> str:
    found: str = document(app)["properties"]["navigo"]["title"]
    return found


def typed(editor: CheckingClient, run: str, *titles: str) -> None:
    for one in titles:
        assert change(editor, NAVIGO, title=one, suite=run).status_code == 303


def test_what_was_written_into_one_field_is_undone_and_done_again_at_once(app: Flask, editor: CheckingClient) -> None:
    before = title(app)
    typed(editor, "un", "Le n", "Le num", "Le numéro")
    typed(editor, "deux", "Le numéro du", "Le numéro du passe")
    typed(editor, "", "Le numéro du passe Navigo")
    for wanted in ("Le numéro du passe", "Le numéro", before):
        act(editor, "annuler")
        assert title(app) == wanted
    assert "Il n’y a rien à annuler" in page_of(editor.get(act(editor, "annuler").headers["Location"]))
    for wanted in ("Le numéro", "Le numéro du passe", "Le numéro du passe Navigo"):
        act(editor, "retablir")
        assert title(app) == wanted


def test_the_history_shows_where_writing_ended_and_leads_there(app: Flask, editor: CheckingClient) -> None:
    typed(editor, "un", "Le n", "Le num", "Le numéro")
    page = page_of(editor.get(f"{PATH}/historique"))
    assert page.count('<th class="govuk-table__header" scope="row">') == 2
    data = {"revision": revision(editor), "position": "2"}
    assert editor.post(f"{PATH}/historique", data=data).status_code == 303
    assert title(app) == "Le num", "a state on the way is still kept, for who has a page of it"
    page = page_of(editor.get(f"{PATH}/historique"))
    assert page.count('<th class="govuk-table__header" scope="row">') == 3
    act(editor, "retablir")
    assert title(app) == "Le numéro"
    act(editor, "annuler")
    assert document(app) == json.loads(text_of())


def test_a_colleague_who_was_overtaken_in_the_middle_is_shown_all_that_changed(
    app: Flask, editor: CheckingClient
) -> None:
    typed(editor, "un", "Le n", "Le num")
    drawn = revision(editor)
    typed(editor, "un", "Le numéro")
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        text = drafting.text_at(db.session, draft, int(drawn))
        assert text
        assert json.loads(text)["properties"]["navigo"]["title"] == "Le num"


def test_an_empty_question_is_refused_and_what_was_typed_stays(app: Flask, editor: CheckingClient) -> None:
    refused = change(editor, NAVIGO, title="  ", description="Au dos du passe.")
    assert refused.status_code == 422
    assert "Renseignez le texte de la question" in page_of(refused)
    assert 'value="Au dos du passe."' in page_of(refused) or "Au dos du passe.</textarea>" in page_of(refused)
    assert document(app) == json.loads(text_of())


def test_a_question_that_never_had_words_can_be_changed_otherwise(app: Flask, editor: CheckingClient) -> None:
    made = document(app)
    del made["properties"]["navigo"]["title"]
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        draft.text = json.dumps(made)
        db.session.commit()
    assert change(editor, NAVIGO, description="Au dos.").status_code == 303
    assert document(app)["properties"]["navigo"]["description"] == "Au dos."
    assert change(editor, NAVIGO, title="Passe").status_code == 303
    assert change(editor, NAVIGO, title="").status_code == 422


def test_the_tabs_of_a_question_are_above_each_of_its_pages(app: Flask, editor: CheckingClient) -> None:
    made = document(app)
    made["properties"]["somme"] = {"title": "Somme", "type": "number", "readOnly": True, "x-compute": {"+": []}}
    made["x-pages"][0]["fields"].append("/somme")
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        draft.text = json.dumps(made)
        db.session.commit()
    pages = {"Condition": "condition", "Calcul": "regles/total", "Image": "images", "Question": "question"}
    for name, path in pages.items():
        page = page_of(editor.get(f"{PATH}/{path}?ou=/somme"))
        tabs = page.split('<ul class="guichet-volets">', 1)[1].split("</ul>", 1)[0]
        assert tabs.count('aria-current="page"') == 1
        assert f'aria-current="page">{name}</a>' in tabs
        assert all(f">{one}</a>" in tabs for one in ("Question", "Avancé", "Condition", "Calcul", "Image"))
    assert "guichet-volets" not in page_of(editor.get(f"{PATH}/images"))


def test_texts_of_a_language_are_saved_while_one_writes(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/langues/en?page=navigo&manquants=oui"
    made = document(app)
    pointer = "/properties/navigo/title"
    made["x-i18n"]["en"].pop(pointer)
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        draft.text = json.dumps(made)
        db.session.commit()
    assert "data-live" in page_of(editor.get(path))
    data: dict[str, Any] = {"revision": revision(editor), f"texte {pointer}": "Pass num", "suite": "un"}
    kept = editor.post(path, data=data)
    assert kept.status_code == 200
    assert 'value="Pass num"' in page_of(kept), "the text that was missing stays in sight"
    data |= {"revision": revision(editor), f"texte {pointer}": "Pass number"}
    assert editor.post(path, data=data).status_code == 200
    assert document(app)["x-i18n"]["en"][pointer] == "Pass number"
    act(editor, "annuler")
    assert document(app) == json.loads(text_of()), "both saves are undone at once"
    done = editor.post(path, data={**data, "revision": revision(editor), "action": "enregistrer"})
    assert done.status_code == 303
