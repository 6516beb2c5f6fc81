"""A page of the editor that comes again, for a fault or a row more, still knows what its author has seen."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from flask import Flask

from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG
from tests.app.test_editor_screen import change, document, fields, kept
from tests.app.test_rehearsal import text_of, write

HERE = f"/edition/{SLUG}/brouillon"


def again(page: str) -> dict[str, Any]:
    """Give what the panel of an answer would post."""

    class Once:
        def get(self, _path: str) -> Any:
            return type("Answer", (), {"get_data": lambda _self, as_text: page})()

    return fields(Once(), "")  # type: ignore[arg-type]  # an answer instead of a visit


@pytest.mark.parametrize(
    ("path", "wrong"), [("page?page=1", {"title": [""]}), ("question?ou=/navigo", {"title": [""]})]
)
def test_a_refused_panel_does_not_forget_a_colleague(
    app: Flask, editor: CheckingClient, colleague: CheckingClient, path: str, wrong: dict[str, Any]
) -> None:
    opened = fields(editor, f"{HERE}/{path}")
    assert change(colleague, f"{HERE}/{path}", description="Ce que ma collègue a écrit.").status_code == 303
    refused = editor.post(f"{HERE}/{path}", data={**opened, **wrong})
    assert refused.status_code == 422
    made = again(refused.get_data(as_text=True))
    late = editor.post(f"{HERE}/{path}", data={**made, "title": ["Mon titre"]})
    assert late.status_code == 409
    applied = editor.post(f"{HERE}/{path}", data=kept(late.get_data(as_text=True)))
    assert applied.status_code == 303
    text = json.dumps(document(app), ensure_ascii=False)
    assert "Ce que ma collègue a écrit." in text
    assert "Mon titre" in text


def test_a_row_more_does_not_forget_a_colleague(app: Flask, editor: CheckingClient, colleague: CheckingClient) -> None:
    path = f"{HERE}/question?ou=/statut&volet=reponse"
    opened = fields(editor, path)
    row = next(name for name in opened if name.endswith("-0-title"))
    assert colleague.post(path, data={**fields(colleague, path), row: ["Renommé"]}).status_code == 303
    more = editor.post(path, data={**opened, "action": "add /choices"})
    assert more.status_code == 200
    made = again(more.get_data(as_text=True))
    assert made["revision"] == opened["revision"]
    filled = {name: value if name in opened else ["Une de plus"] for name, value in made.items()}
    assert editor.post(path, data=filled).status_code == 409


def test_json_that_is_mended_does_not_forget_a_colleague(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    page = editor.get(f"{HERE}/json").get_data(as_text=True)
    before = page.split('name="revision" value="')[-1].split('"')[0]
    assert change(colleague, f"{HERE}/question?ou=/navigo", title="Renommé").status_code == 303
    broken = editor.post(f"{HERE}/json", data={"texte": '{"title": ', "revision": before})
    assert broken.status_code == 422
    assert f'name="revision" value="{before}"' in broken.get_data(as_text=True)
    late = editor.post(f"{HERE}/json", data={"texte": '{"title": "Autre"}', "revision": before})
    assert late.status_code == 409
    assert document(app)["properties"]["navigo"]["title"] == "Renommé"


def test_a_page_of_a_draft_that_is_no_more_is_late_for_the_next_one(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    path = f"{HERE}/question?ou=/navigo"
    opened = fields(editor, path)
    gone = again(colleague.get(path).get_data(as_text=True))["revision"]
    assert colleague.post(f"{HERE}/abandonner", data={"revision": gone}).status_code == 303
    assert colleague.post(f"{HERE}/commencer", data={}).status_code == 303
    late = editor.post(path, data={**opened, "title": ["Mon titre"]})
    assert late.status_code == 409
    assert "Mon titre" in late.get_data(as_text=True)
    assert document(app)["properties"]["navigo"]["title"] != "Mon titre"


def actions(client: CheckingClient, seen: str, **values: str) -> Any:
    return client.post(f"{HERE}/actions", data={"revision": seen, **values})


def titles(app: Flask) -> list[str]:
    return [page["title"] for page in document(app)["x-pages"]]


def test_a_late_deed_of_a_page_is_about_the_page_that_its_author_saw(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    before, seen = titles(app), fields(editor, f"{HERE}/page?page=2")["revision"][0]
    assert actions(colleague, seen, action="page-supprimer", page="0").status_code == 303
    late = actions(editor, seen, action="page-supprimer", page="2")
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert before[2] in page.split("Ce que vous avez envoyé")[1].replace("&nbsp;", " ").replace("\u00a0", " ")
    assert editor.post(f"{HERE}/actions", data=kept(page)).status_code == 303
    assert titles(app) == [*before[1:2], *before[3:]]


def test_a_late_title_goes_to_its_page_or_is_given_back(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    last = len(titles(app)) - 1
    opened, other = fields(editor, f"{HERE}/page?page={last}"), fields(editor, f"{HERE}/page?page=0")
    assert actions(colleague, opened["revision"][0], action="page-supprimer", page="0").status_code == 303
    late = editor.post(f"{HERE}/page?page={last}", data={**opened, "title": ["Mon titre"]})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    panel = page.split("guichet-editor__middle", 1)[1]
    address = html.unescape(panel.split('<form method="post" action="', 1)[1].split('"')[0])
    assert address == f"{HERE}/page?page={last - 1}"
    assert editor.post(address, data=kept(page)).status_code == 303
    assert titles(app)[-1] == "Mon titre"
    gone = editor.post(f"{HERE}/page?page=0", data={**other, "title": ["Un autre titre"]})
    assert gone.status_code == 409
    assert "Un autre titre" in gone.get_data(as_text=True)
    assert "Appliquer quand même" not in gone.get_data(as_text=True)
    assert "Un autre titre" not in titles(app)


def test_a_rule_deleted_late_is_the_one_that_was_seen(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    made = document(app)
    check = {"at": "/parts", "logic": {"<": [{"var": "parts"}, 9]}, "effect": "warn"}
    made["x-checks"] = [{**check, "message": message} for message in ("Un.", "Deux.", "Trois.")]
    first = fields(editor, f"{HERE}/page?page=0")["revision"][0]
    data = {"texte": authoring.write_text(made), "revision": first}
    assert editor.post(f"{HERE}/json", data=data).status_code == 303
    seen = editor.get(f"{HERE}/regles").get_data(as_text=True).split('data-revision="')[1].split('"')[0]
    for client, place, code in ((colleague, "/x-checks/0", 303), (editor, "/x-checks/1", 409)):
        answer = client.post(f"{HERE}/regles", data={"revision": seen, "regle": place})
        assert answer.status_code == code
    assert editor.post(f"{HERE}/regles", data=kept(answer.get_data(as_text=True))).status_code == 303
    assert [one["message"] for one in document(app)["x-checks"]] == ["Trois."]
    last = editor.get(f"{HERE}/regles").get_data(as_text=True).split('data-revision="')[1].split('"')[0]
    for place in ("", "/x-checks/7", "/x-checks", "/properties/navigo"):
        assert editor.post(f"{HERE}/regles", data={"revision": last, "regle": place}).status_code == 303, place
    assert len(document(app)["x-checks"]) == 1


@pytest.mark.parametrize("path", ["question?ou=/navigo", "condition?ou=/navigo", "images?ou=/navigo"])
def test_what_was_written_of_a_question_that_is_gone_is_given_back(
    editor: CheckingClient, colleague: CheckingClient, path: str
) -> None:
    seen = fields(editor, f"{HERE}/question?ou=/navigo")["revision"][0]
    assert actions(colleague, seen, action="supprimer", ou="/navigo").status_code == 303
    late = editor.post(f"{HERE}/{path}", data={"revision": seen, "title": "Mon long titre", "alt": "Mon long titre"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Mon long titre" in page
    assert "Appliquer quand même" not in page
    assert editor.get(f"{HERE}/{path}").status_code == 404 or path.startswith("images")


def test_what_was_written_into_a_draft_that_ended_is_given_back(
    editor: CheckingClient, colleague: CheckingClient
) -> None:
    seen = fields(editor, f"{HERE}/question?ou=/navigo")["revision"][0]
    assert colleague.post(f"{HERE}/abandonner", data={"revision": seen}).status_code == 303
    for path in ("question?ou=/navigo", "page?page=0", "reglages", "regles/regle", "langues/en", "ajouter?page=0"):
        ended = editor.post(
            f"{HERE}/{path}", data={"revision": seen, "title": "Mon titre", "message": "Mon message à moi"}
        )
        assert ended.status_code == 404
        assert "Mon message à moi" in ended.get_data(as_text=True), path
        assert "Ce brouillon n’existe plus" in ended.get_data(as_text=True)


def test_places_that_are_none_are_late_too(editor: CheckingClient) -> None:
    long = "9" * 5_000
    for path, fields_sent in (
        ("actions", {"action": "page-supprimer", "page": long}),
        ("actions", {"action": "page-ajouter", "apres": long}),
        ("regles", {"regle": f"/x-checks/{long}"}),
        ("regles", {"regle": "sans barre"}),
        ("regles/regle?regle=/x-checks/~9", {"message": "Un message"}),
        (f"page?page={long}", {"title": "Un titre"}),
    ):
        answer = editor.post(f"{HERE}/{path}", data={"revision": "999", **fields_sent})
        assert answer.status_code in (303, 409), (path[:40], answer.status_code)


def test_what_was_written_into_a_draft_that_was_never_published_is_given_back(
    editor: CheckingClient, app: Flask, clock: Clock
) -> None:
    here = "/edition/carte/brouillon"
    write(app, clock, "carte", text_of())
    seen = fields(editor, f"{here}/question?ou=/navigo")["revision"][0]
    assert editor.post(f"{here}/abandonner", data={"revision": seen}).status_code == 303
    ended = editor.post(
        f"{here}/question?ou=/navigo", data={"revision": seen, "title": "Mon titre", "required": "true"}
    )
    page = ended.get_data(as_text=True)
    assert ended.status_code == 404
    assert '<strong>Question</strong></p>\n<pre class="guichet-difference">Mon titre</pre>' in page
    assert "true" not in page.split("<details", 2)[-1].split("</details>")[0]
    assert 'href="/edition/carte"' not in page
    assert (
        editor.post("/edition/inconnue/brouillon/reglages", data={"revision": "1", "title": "Mon titre"}).status_code
        == 404
    )
