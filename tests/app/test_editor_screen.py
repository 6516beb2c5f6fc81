"""The screen of the editor without JavaScript: what is chosen, changed, moved, added, pasted, undone, and refused."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.editor import drafting
from app.extensions import db
from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_rehearsal import PATH, SLUG, text_of, write
from tests.app.test_rights import staff
from tests.forms.jargon import jargon

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def document(app: Flask) -> dict[str, Any]:
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        return json.loads(draft.text)


def revision(client: CheckingClient) -> str:
    found = re.search(r'data-revision="(\d+)"', client.get(PATH).get_data(as_text=True))
    assert found
    return found.group(1)


def fields(client: CheckingClient, path: str) -> dict[str, Any]:
    """Give what the panel of a page would post as it is drawn."""
    html = client.get(path).get_data(as_text=True)
    form = html.split('class="guichet-panel"', 1)[1].split("</form>", 1)[0]
    made: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        ticked = " checked" in tag or not re.search(r'type="(checkbox|radio)"', tag)
        if name and ticked and " disabled" not in tag:
            made.setdefault(name.group(1), []).append(value.group(1) if value else "")
    for name, value in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        made[name] = [value]
    for name, inner in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inner)
        made[name] = [chosen.group(1) if chosen else ""]
    return made


def change(client: CheckingClient, path: str, **values: Any) -> TestResponse:
    made = fields(client, path)
    for name, value in values.items():
        made[name.replace("__", "-")] = value if isinstance(value, list) else [value]
    return client.post(path, data=made)


def act(client: CheckingClient, action: str, **values: str) -> TestResponse:
    return client.post(f"{PATH}/actions", data={"revision": revision(client), "action": action, **values})


def kept(page: str) -> dict[str, list[str]]:
    """Give what the middle of a page keeps hidden, to be sent again."""
    middle = page.split("guichet-editor__middle", 1)[-1].split("</form>", 1)[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', middle):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def test_a_question_changes_and_nothing_else(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/question?ou=/navigo"
    answer = change(editor, path, title="Numéro du passe")
    assert answer.status_code == 303
    before = json.loads(text_of())
    before["properties"]["navigo"]["title"] = "Numéro du passe"
    assert document(app) == before
    assert list(document(app)["properties"]["navigo"]) == list(before["properties"]["navigo"])
    assert "Numéro du passe" in editor.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_panel_posted_as_drawn_writes_nothing(app: Flask, editor: CheckingClient) -> None:
    for path in ("question?ou=/navigo", "question?ou=/statut&volet=reponse", "page?page=0", "reglages?volet=statuts"):
        assert change(editor, f"{PATH}/{path}").status_code == 303
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        assert (draft.text, draft.revision) == (text_of(), 1)


def test_what_a_panel_does_not_know_of_a_question_stays_and_stops_nothing(app: Flask, clock: Clock) -> None:
    known = json.loads(text_of())
    known["properties"]["navigo"] |= {"x-autocomplete": "address-line3", "x-inputmode": "roman", "maximum": -1}
    write(app, clock, SLUG, authoring.write_text(known))
    editor = staff(app, "editor", clock)
    assert change(editor, f"{PATH}/question?ou=/navigo&volet=avance").status_code == 303
    assert document(app) == known
    changed = {"$comment": "Relu", "x-inputmode": "tel"}
    assert change(editor, f"{PATH}/question?ou=/navigo&volet=avance", **changed).status_code == 303
    known["properties"]["navigo"] |= changed
    assert document(app) == known
    refused = change(editor, f"{PATH}/question?ou=/navigo&volet=avance", **{"x-inputmode": "romain"})
    assert refused.status_code == 422


def test_what_is_wrong_is_told_and_what_was_typed_stays(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/question?ou=/parts&volet=reponse"
    answer = change(editor, path, minimum="vingt")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="vingt"' in page
    assert "Il y a un problème" in page
    told = page.split('id="minimum-error"', 1)[1].split("</p>", 1)[0]
    assert re.search("Écrivez le champ .* en chiffres", told)
    assert document(app) == json.loads(text_of())


def test_a_stale_save_is_refused_and_kept(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/question?ou=/navigo"
    old = fields(editor, path)
    assert change(editor, f"{PATH}/question?ou=/aidant", title="Votre aidant").status_code == 303
    old["title"] = ["Mon titre"]
    answer = editor.post(path, data={**old, "csrf_token": editor.token})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="Mon titre"' in page
    assert "Votre aidant" in page
    sent = page.split("Ce que vous avez envoyé", 1)[1].split("</details>")[0]
    sent = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", sent)).split())
    assert "Question Mon titre" in sent
    assert "Nom de la réponse dans les messages votre numéro" in sent
    assert jargon(sent) == []
    again = re.search(r'name="revision" value="(\d+)"', page.split("guichet-editor__middle", 1)[-1])
    assert again
    assert editor.post(path, data={**old, "revision": again.group(1), "csrf_token": editor.token}).status_code == 303
    made = document(app)["properties"]
    assert (made["navigo"]["title"], made["aidant"]["title"]) == ("Mon titre", "Votre aidant")


def test_who_applies_a_stale_save_all_the_same_changes_only_what_they_changed(
    app: Flask, editor: CheckingClient
) -> None:
    path = f"{PATH}/question?ou=/navigo"
    old = {**fields(editor, path), "title": ["Mon titre"]}
    assert change(editor, path, description="Leur indication").status_code == 303
    refused = editor.post(path, data={**old, "csrf_token": editor.token})
    assert refused.status_code == 409
    again = kept(refused.get_data(as_text=True))
    wrong = editor.post(path, data={**again, "title": "x" * 2001})
    assert wrong.status_code == 422
    once_more = kept(wrong.get_data(as_text=True)) | {"title": ["Mon titre"]}
    assert editor.post(path, data={**again, **once_more}).status_code == 303
    made = document(app)["properties"]["navigo"]
    assert (made["title"], made["description"]) == ("Mon titre", "Leur indication")


def test_questions_and_pages_move_are_copied_deleted_and_come_back(app: Flask, editor: CheckingClient) -> None:
    def pages() -> list[list[str]]:
        return [page["fields"] for page in document(app)["x-pages"]]

    first = pages()
    assert act(editor, "descendre", ou="/statut").status_code == 303
    assert pages()[1] == ["/zonage", "/statut"]
    act(editor, "descendre", ou="/statut")
    assert pages()[2][0] == "/statut"
    act(editor, "deplacer", ou="/statut", page="0", position="0")
    assert pages()[0] == ["/statut", "/navigo"]
    act(editor, "copier", ou="/navigo")
    assert len(pages()[0]) == 3
    act(editor, "page-monter", page="5")
    assert pages()[4] == first[5]
    answer = act(editor, "supprimer", ou="/prelevement")
    assert "Annuler" in editor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "prelevement" not in json.dumps(document(app).get("allOf", []))
    for _ in range(6):
        assert act(editor, "annuler").status_code == 303
    assert document(app) == json.loads(text_of())
    act(editor, "retablir")
    assert pages()[1] == ["/zonage", "/statut"]


def test_a_question_is_added_where_one_said(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/ajouter?page=1"
    empty = editor.post(path, data={"revision": revision(editor), "titre": "", "genre": ""})
    assert empty.status_code == 422
    assert "comme l’usager la lira" in empty.get_data(as_text=True)
    data = {"revision": revision(editor), "titre": "Votre date de retraite", "genre": "date", "position": "1"}
    answer = editor.post(path, data=data)
    assert answer.status_code == 303
    added = document(app)["x-pages"][1]["fields"][1]
    assert document(app)["properties"][added[1:]]["title"] == "Votre date de retraite"
    for genre in authoring.genres(app.extensions["library"].blocks):
        data = {"revision": revision(editor), "titre": f"Essai {genre}", "genre": genre}
        assert editor.get(editor.post(path, data=data).headers["Location"]).status_code == 200


def test_choices_are_pasted_and_samples_are_tried(app: Flask, editor: CheckingClient) -> None:
    path = f"{PATH}/question?ou=/statut&volet=reponse"
    wrong = change(editor, path, puis="coller", lignes="A\tPremier\nB\tSecond\nA\tTroisième")
    assert wrong.status_code == 422
    assert "Ligne 3" in wrong.get_data(as_text=True)
    assert "Troisième</textarea>" in wrong.get_data(as_text=True)
    assert change(editor, path, puis="coller", lignes="A\tPremier\nB\tSecond").status_code == 303
    assert [one["const"] for one in document(app)["properties"]["statut"]["oneOf"]] == ["A", "B"]
    answer = change(editor, f"{PATH}/question?ou=/navigo&volet=reponse", samples="4587 8855 12\n123")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "acceptée" in page
    assert "refusée" in page


def test_what_is_not_there_is_not_found_and_odd_posts_break_nothing(app: Flask, editor: CheckingClient) -> None:
    for path in ("question?ou=/rien", "question?ou=", "page?page=99", "page?page=x", "ajouter?page=-1"):
        assert editor.get(f"{PATH}/{path}").status_code == 404
    odd = [
        ("inconnu", {}),
        ("monter", {"ou": "/rien"}),
        ("deplacer", {"ou": "/navigo", "page": "9" * 40, "position": "x"}),
    ]
    odd += [("page-monter", {"page": ""}), ("page-supprimer", {"page": "77"})]
    for action, more in odd:
        assert act(editor, action, **more).status_code == 303
    assert (
        editor.post(f"{PATH}/actions", data={"revision": "x", "action": "monter", "ou": "/statut"}).status_code == 409
    )
    assert document(app) == json.loads(text_of())


def test_a_colleague_is_told_of(app: Flask, editor: CheckingClient, clock: Clock) -> None:
    other = staff(app, "admin", clock)
    assert other.post(f"{PATH}/presence", data={}).status_code == 204
    assert "travaille aussi sur cette démarche" in editor.get(PATH).get_data(as_text=True)
    clock.pass_by(minutes=4)
    assert "travaille aussi" not in editor.get(PATH).get_data(as_text=True)


def test_the_faults_of_the_settings_name_their_field_and_their_row(app: Flask, editor: CheckingClient) -> None:
    durations = ("silence-after", "retention-drafts", "retention-requests", "retention-documents", "renewal-every")
    typed = {f"x-procedure-{name}": "bientôt" for name in durations}
    links = summary(change(editor, f"{PATH}/reglages?volet=delais", **typed))
    assert len(links) == len(set(links)) == len(durations)
    assert "Écrivez la durée de conservation des documents avec un nombre, 1 au moins, et un mot" in links[3]
    typed = {"x-procedure-statuses-1-label": "", "x-procedure-statuses-3-label": "", "x-procedure-statuses-4-id": "É"}
    links = summary(change(editor, f"{PATH}/reglages?volet=statuts", **typed))
    assert links[:2] == [f"Statut {number} : renseignez le libellé du statut." for number in (2, 4)]
    assert links[2].startswith("Statut 5 : écrivez le nom technique avec des minuscules")


def test_the_choice_of_nothing_agrees_with_every_question(editor: CheckingClient) -> None:
    page = editor.get(f"{PATH}/reglages?volet=delais").get_data(as_text=True).replace("\xa0", " ")
    assert '<option value="">– Sans réponse –</option>' in page
    assert "Aucun –" not in page


def summary(answer: TestResponse) -> list[str]:
    """Give the lines of the summary of errors."""
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    listed = page.split("govuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    return [html.unescape(one).replace("\xa0", " ") for one in re.findall(r"<a [^>]*>(.*?)</a>", listed)]
