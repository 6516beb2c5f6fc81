"""Several at one definition at the same instant: each change lands, or is refused with the difference; none is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.editor import drafting
from app.editor.models import DefinitionDraft
from app.extensions import db
from app.submissions.drafts import answers_of
from app.submissions.models import Draft
from forms import authoring
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import edited, publish
from tests.app.test_editor_screen import revision
from tests.app.test_publishing import MARCEL, confirmed_by, longer, versions
from tests.app.test_rehearsal import PATH, SLUG, text_of, write
from tests.app.walk import begin, send_page

ADD = f"{PATH}/ajouter?page=0"
MANY = 6


def tab(app: Flask, client: CheckingClient) -> CheckingClient:
    """Give another tab of a browser, for another thread."""
    client.get(PATH)
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    for name in ("guichet", "form"):
        cookie = client.get_cookie(name)
        assert cookie
        made.set_cookie(name, cookie.value)
    made.token = client.token
    return made


def at_once(*deeds: Callable[[], TestResponse]) -> list[TestResponse]:
    """Do these at the same instant, each on a thread of its own."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], TestResponse]) -> TestResponse:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result() for one in [pool.submit(do, deed) for deed in deeds]]


def added(client: CheckingClient, name: str, at: str) -> Callable[[], TestResponse]:
    return lambda: client.post(ADD, data={"titre": name, "genre": "text", "revision": at})


def kept(app: Flask) -> tuple[str, int, int]:
    """Give the text, the revision and how many states there are; nothing when no draft is left."""
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        return (draft.text, draft.revision, len(drafting.states(db.session, draft))) if draft else ("", 0, 0)


def test_of_many_edits_at_one_revision_one_lands_and_the_others_are_told_what_changed(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    at = revision(editor)
    tabs = [tab(app, editor if number % 2 else colleague) for number in range(MANY)]
    answers = at_once(*(added(one, f"Ajout {number}", at) for number, one in enumerate(tabs)))
    assert sorted(one.status_code for one in answers) == [303, *[409] * (MANY - 1)]
    landed = next(number for number, one in enumerate(answers) if one.status_code == 303)
    for number, one in enumerate(answers):
        if number != landed:
            page = one.get_data(as_text=True)
            assert f"Ajout {landed}" in page, "the difference is shown"
            assert f"Ajout {number}" in page, "what was typed is still there"
    text, after, states = kept(app)
    assert (after, states) == (int(at) + 1, 2)
    assert f"Ajout {landed}" in text


def test_edits_that_try_again_all_land_and_undoing_as_many_gives_the_first_text(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    first = kept(app)[0]

    def insist(client: CheckingClient, name: str) -> Callable[[], TestResponse]:
        def deed() -> TestResponse:
            for _ in range(40):
                answer = added(client, name, revision(client))()
                if answer.status_code != 409:
                    return answer
            raise AssertionError(f"{name} never landed")

        return deed

    tabs = [tab(app, editor if number % 2 else colleague) for number in range(MANY)]
    answers = at_once(*(insist(one, f"Ajout {number}") for number, one in enumerate(tabs)))
    assert [one.status_code for one in answers] == [303] * MANY
    text, after, states = kept(app)
    assert (after, states) == (1 + MANY, 1 + MANY)
    assert all(f"Ajout {number}" in text for number in range(MANY))
    for _ in range(MANY):
        data = {"revision": revision(editor), "action": "annuler"}
        assert editor.post(f"{PATH}/actions", data=data).status_code == 303
    assert kept(app)[0] == first
    assert "Il n’y a rien à annuler" in _undone(editor)


def _undone(client: CheckingClient) -> str:
    answer = client.post(f"{PATH}/actions", data={"revision": revision(client), "action": "annuler"})
    return client.get(answer.headers["Location"]).get_data(as_text=True)


def releasing(app: Flask, client: CheckingClient) -> Callable[[], TestResponse]:
    """Be about to publish what is being written, as it was just shown."""
    page = client.get(f"{PATH}/publier").get_data(as_text=True)
    data = {**confirmed_by(page), "note": "Essai"}
    one = tab(app, client)
    return lambda: one.post(f"{PATH}/publier", data=data)


def changed(app: Flask, clock: Clock) -> None:
    """Change a few words of the definition that is being written."""
    write(app, clock, SLUG, edited(longer))


def test_of_two_publications_at_once_there_is_one_version(
    app: Flask, clock: Clock, editor: CheckingClient, colleague: CheckingClient
) -> None:
    changed(app, clock)
    answers = at_once(releasing(app, editor), releasing(app, colleague))
    assert sorted(one.status_code for one in answers) == [303, 404]
    assert [one[0] for one in versions(app)] == [1, 2]


@pytest.mark.parametrize("ending", ["publier", "abandonner"])
def test_an_edit_while_the_draft_ends_lands_before_or_finds_it_gone(
    app: Flask, clock: Clock, editor: CheckingClient, colleague: CheckingClient, ending: str
) -> None:
    changed(app, clock)
    at = revision(editor)
    giving_up = tab(app, colleague)
    end = releasing(app, colleague)
    if ending == "abandonner":
        end = lambda: giving_up.post(f"{PATH}/abandonner", data={"revision": at})  # noqa: E731  # one of two deeds
    edit, ended = at_once(added(tab(app, editor), "Ajout tardif", at), end)
    count = len(versions(app))
    if edit.status_code == 303:
        assert ended.status_code in (409, 422)
        assert "Ajout tardif" in kept(app)[0]
        assert count == 1
    else:
        assert (edit.status_code, ended.status_code) == (404, 303)
        assert kept(app) == ("", 0, 0)
        assert count == (2 if ending == "publier" else 1)


def test_of_two_procedures_begun_at_once_under_one_address_one_is_and_the_other_is_told(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    def begun(client: CheckingClient, title: str) -> Callable[[], TestResponse]:
        one = tab(app, client)
        return lambda: one.post("/edition/nouvelle", data={"depuis": "vide", "titre": title, "adresse": "velo"})

    answers = at_once(begun(editor, "Aide au vélo"), begun(colleague, "Prime au vélo"))
    assert sorted(one.status_code for one in answers) == [303, 422]
    refused = next(one for one in answers if one.status_code == 422).get_data(as_text=True)
    assert "a déjà l’adresse" in refused
    assert re.search('value="(Aide|Prime) au vélo"', refused), "what was typed is still there"
    with app.app_context():
        found = select(func.count()).select_from(DefinitionDraft).where(DefinitionDraft.slug == "velo")
        assert db.session.scalar(found) == 1


def test_a_request_that_moves_while_a_version_is_published_keeps_every_answer(
    app: Flask, clock: Clock, editor: CheckingClient, marcel: CheckingClient
) -> None:
    path = begin(marcel, SLUG)
    for data in MARCEL:
        path = send_page(marcel, path, data).headers["Location"]
    here = path.rpartition("/pages/")[0]
    publish(app, edited(longer))

    def shorter(document: dict[str, Any]) -> None:
        document["title"] = "Forfait"

    write(app, clock, SLUG, edited(shorter))
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        draft.base = 2
        db.session.commit()
    marcel.get(f"{here}/formulaire-change")
    moving = {"version": "2"}
    moved, ended = at_once(lambda: marcel.post(f"{here}/formulaire-change", data=moving), releasing(app, editor))
    assert ended.status_code == 303
    assert moved.status_code in (303, 409), "it moves, or is told that there is a newer one"
    assert [one[0] for one in versions(app)] == [1, 2, 3]
    marcel.get(f"{here}/formulaire-change")
    assert marcel.post(f"{here}/formulaire-change", data={"version": "3"}).status_code == 303
    with app.app_context():
        request = db.session.scalars(select(Draft)).one()
        assert request.version.number == 3
        values = answers_of(request).values
    assert (values["navigo"], values["statut"], values["revenu"]) == ("45878855", "RE", 8650)


def test_a_text_posted_whole_by_two_is_kept_once_and_given_back_to_the_other(
    app: Flask, editor: CheckingClient, colleague: CheckingClient
) -> None:
    at = revision(editor)

    def written(client: CheckingClient, title: str) -> Callable[[], TestResponse]:
        one, document = tab(app, client), authoring.parse(text_of())
        document["title"] = title
        data = {"texte": authoring.write_text(document), "revision": at}
        return lambda: one.post(f"{PATH}/json", data=data)

    answers = at_once(written(editor, "Titre A"), written(colleague, "Titre B"))
    assert sorted(one.status_code for one in answers) == [303, 409]
    lost = next(one for one in answers if one.status_code == 409).get_data(as_text=True)
    assert "Titre A" in lost
    assert "Titre B" in lost
