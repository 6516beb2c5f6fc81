"""A page of the editor that comes again, for a fault or a row more, still knows what its author has seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG
from tests.app.test_editor_screen import change, document, fields, kept
from tests.app.test_rehearsal import write
from tests.app.test_rights import staff

HERE = f"/edition/{SLUG}/brouillon"


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who may edit, with the definition of a procedure being written."""
    write(app, clock)
    return staff(app, "editor", clock)


@pytest.fixture
def colleague(app: Flask, clock: Clock, editor: CheckingClient) -> CheckingClient:
    """Somebody else who may."""
    made = staff(app, "admin", clock)
    made.get(HERE)
    return made


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
