"""The live page and the rehearsal of a definition being written: walked to the end, with nothing stored."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import forms
from app.accounts.models import Account
from app.catalogue.example_models import ProcedureTest
from app.database import Base
from app.editor import drafting, scenarios
from app.extensions import db
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import page_of
from tests.app.walk import PDF, row_marks
from tests.conftest import ROOT, SLUGS, TODAY, load_file
from tests.people import IBAN, complete, posted

SLUG = "amethyste-renouvellement"
PATH = f"/edition/{SLUG}/brouillon"


def text_of(slug: str = SLUG) -> str:
    return (ROOT / "schemas" / "procedures" / f"{slug}.json").read_text("utf-8")


def write(app: Flask, clock: Clock, slug: str = SLUG, text: str = "") -> None:
    """Have a definition being written."""
    with app.app_context():
        author = db.session.scalars(select(Account)).first()
        assert author
        known = drafting.find(db.session, slug)
        if known is None:
            drafting.begin(db.session, slug, text or text_of(slug), 1, author, clock())
        else:
            known.text = text
        db.session.commit()


def counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {one.name: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def carries(page: str) -> str:
    found = re.search(r'name="repetition.reponses" value="([^"]*)"', page)
    assert found, page[:2000]
    return html.unescape(found.group(1))


def place(page: str) -> str:
    found = re.search(r'name="repetition.page" value="([^"]*)"', page)
    assert found
    return found.group(1)


def press(
    client: CheckingClient, path: str, page: str, action: str, values: MultiDict[str, Any] | None = None
) -> TestResponse:
    """Press a button of a page of a rehearsal."""
    data = MultiDict(values or {})
    known = {"csrf_token": client.token, "repetition.reponses": carries(page), "repetition.page": place(page)}
    for name, value in {**known, "action": action}.items():
        data.add(name, value)
    if 'name="repetition.retour"' in page:
        data.add("repetition.retour", "1")
    return client.post(path, data=data, content_type="multipart/form-data")


def filled(view: forms.PageView, page: str, client: CheckingClient) -> MultiDict[str, Any]:
    data: MultiDict[str, Any] = MultiDict()
    for name, texts in posted(view).items():
        for text in texts if name != "row" else row_marks(page):
            data.add(name, text)
    for item in view.questions():
        if item.visible and item.question.kind == "file" and item.value is not forms.ABSENT:
            data.add(item.name, (io.BytesIO(PDF), "document.pdf"))
    return data


def rows(view: forms.PageView) -> list[forms.RepeatView]:
    found: list[forms.RepeatView] = []
    for item in view.items:
        inside = item.items if isinstance(item, forms.GroupView) else [item]
        found += [one for one in inside if isinstance(one, forms.RepeatView)]
    return found


def to_the_end(client: CheckingClient, slug: str, path: str) -> str:
    """Walk a whole definition as an applicant; give the last page."""
    procedure, values = load_file(slug), complete(slug)
    page = client.get(path).get_data(as_text=True)
    for _ in range(len(procedure.pages) + 4):
        here = place(page)
        if here.startswith("repetition."):
            action = "send" if here == "repetition.recapitulatif" else "next"
            if here == "repetition.envoi":
                return page
            data = inputs(page)
        else:
            view = procedure.page(here, values, today=TODAY, show_problems=False)
            for repeat in rows(view):
                for _row in repeat.rows:
                    marks = MultiDict([*shown(page), *(("row", mark) for mark in row_marks(page))])
                    page = press(client, path, page, f"add {repeat.pointer}", marks).get_data(as_text=True)
            data, action = filled(view, page, client), "next"
        answer = press(client, path, page, action, data)
        page = answer.get_data(as_text=True)
        said = re.findall(r'govuk-error-message"[^>]*><span[^>]*>[^<]*</span>([^<]*)', page)
        said += re.findall(r"role=\"alert\">([^<]*)", page)
        assert answer.status_code == 200, (here, answer.status_code, said)
        assert "rien n’est enregistré" in page
        assert place(page) != here
    raise AssertionError("the rehearsal never ended")


def shown(page: str) -> list[tuple[str, str]]:
    return [("shown", one) for one in re.findall(r'name="shown" value="([^"]+)"', page)]


def inputs(page: str) -> MultiDict[str, Any]:
    """Give what a page posts of texts and ticked boxes, as it was drawn."""
    found = MultiDict(shown(page))
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        ticks = 'type="radio"' in tag or 'type="checkbox"' in tag
        ours = name is None or name[1] in ("csrf_token", "shown") or "repetition" in name[1]
        if name and value and not ours and 'type="file"' not in tag and (not ticks or " checked" in tag):
            found.add(name[1], html.unescape(value[1]))
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_rehearsal_ends_where_the_request_would_be_sent_and_writes_no_row(
    app: Flask, clock: Clock, editor: CheckingClient, slug: str
) -> None:
    write(app, clock, slug, text_of(slug))
    before = counts(app)
    path = f"/edition/{slug}/brouillon/repetition"
    last = to_the_end(editor, slug, path)
    assert "Ici, la demande serait envoyée" in last
    assert "Accusé de réception" in last
    assert counts(app) == before
    assert not list((app.extensions["config"].instance).rglob("*.pdf"))


def test_the_live_page_shows_a_page_alone_in_a_frame_of_ours_only(app: Flask, editor: CheckingClient) -> None:
    before = counts(app)
    answer = editor.get(f"{PATH}/apercu?page=navigo&question=/navigo")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert "guichet-header" not in page
    assert 'data-goto="navigo-question"' in page
    assert "govuk-error-summary" not in page
    told = editor.get(f"{PATH}/apercu?page=navigo&erreurs=1").get_data(as_text=True)
    assert "Renseignez votre numéro de Passe Navigo." in told
    assert "frame-ancestors 'none'" in editor.get(f"{PATH}/repetition").headers["Content-Security-Policy"]
    assert counts(app) == before


def test_every_page_and_every_question_of_a_draft_is_reached_in_the_live_page(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    for slug in SLUGS:
        write(app, clock, slug, text_of(slug))
        for page in load_file(slug).pages:
            assert editor.get(f"/edition/{slug}/brouillon/apercu?page={page.id}&erreurs=1").status_code == 200
            for question in page.questions():
                address = f"/edition/{slug}/brouillon/apercu?page={page.id}&question={question.pointer}"
                body = editor.get(address).get_data(as_text=True)
                if question.widget != "hidden" and question.kind != "fixed":
                    assert "data-goto=" in body, (slug, question.pointer)


def test_what_waits_for_an_answer_is_hidden_as_for_the_applicant_and_shown_at_will(editor: CheckingClient) -> None:
    page = editor.get(f"{PATH}/apercu?page=paiement").get_data(as_text=True)
    assert re.search(r'id="sepa-iban-question"[^>]* hidden', page)
    assert "Afficher les questions masquées" in page
    page = press(editor, f"{PATH}/apercu?masquees=1", page, "stay", inputs(page)).get_data(as_text=True)
    assert not re.search(r'id="sepa-iban-question"[^>]* hidden', page)


def test_a_definition_with_a_fault_is_shown_as_far_as_it_goes(app: Flask, clock: Clock, editor: CheckingClient) -> None:
    document = json.loads(text_of())
    document["properties"]["navigo"]["pattern"] = "("
    write(app, clock, SLUG, json.dumps(document))
    assert "de la démarche" in editor.get(f"{PATH}/apercu").get_data(as_text=True)
    for broken in ("{", "[]", '{"type": "object"}', "null", '{"a": "\\ud800"}'):
        write(app, clock, SLUG, broken)
        for place in ("apercu", "apercu?page=navigo&question=/navigo", "repetition"):
            assert editor.get(f"{PATH}/{place}").status_code == 200


HOSTILE: tuple[str, ...] = (
    "{",
    "[]",
    "null",
    '{"answers": []}',
    "[" * 5000,
    '{"a": ' * 500,
    '{"answers": {"values": [], "rows": 3, "offered": {}, "posted": 7}}',
    '{"answers": {"values": {"navigo": {"a": {}}, "sepa": "x", "zonage": [[1]], "revenu": 1e300, "parts": NaN}}}',
    '{"answers": {"values": {"navigo": "\\u0000\\ud800", "identite": [{"id": {}}], "sepa": {"iban": [1]}}}}',
    '{"answers": {"values": {"identite": [{"id": "a", "name": "\\udfff", "type": "b", "size": 3}], "revenu": true}}}',
    '{"answers": {"values": {}, "posted": null, "rows": {"/x": ["a", "a"], "": [1]}, "offered": ["/x", 2]}}',
    '{"about": {"values": {"adresse": [], "naissance": {"day": "x", "a": 1}, "civilite": 3}, "posted": ["x"]}}',
    "x" * 500_000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_page_carries_may_be_anything(editor: CheckingClient, text: str) -> None:
    page = editor.get(f"{PATH}/repetition").get_data(as_text=True)
    for at in ("navigo", "pieces", "repetition.informations", "repetition.recapitulatif", "rien"):
        for action in ("next", "add /x y", "replace x"):
            known = {"csrf_token": editor.token, "repetition.page": at, "action": action}
            answer = editor.post(f"{PATH}/repetition", data={**known, "repetition.reponses": text})
            assert answer.status_code in (200, 422), (at, action)
            carries(answer.get_data(as_text=True))
    assert "rien n’est enregistré" in page


def test_what_ends_a_request_ends_its_rehearsal_and_is_corrected(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    write(app, clock, "cheque-reussite", text_of("cheque-reussite"))
    path = "/edition/cheque-reussite/brouillon/repetition"
    page = press(editor, path, editor.get(path).get_data(as_text=True), "next").get_data(as_text=True)
    page = press(editor, path, page, "next", MultiDict({"college": "autre"})).get_data(as_text=True)
    assert "Cette demande ne peut pas continuer" in page
    button = re.search(r'value="(go enfant [^"]+)"', page)
    assert button
    page = press(editor, path, page, button[1]).get_data(as_text=True)
    assert place(page) == "enfant"
    assert 'value="autre" data-option="autre" selected' in page


def test_the_recap_tells_all_that_is_missing_and_leads_to_it_and_back(editor: CheckingClient) -> None:
    path = f"{PATH}/repetition"
    page = press(editor, path, editor.get(path).get_data(as_text=True), "go repetition.recapitulatif")
    answer = press(editor, path, page.get_data(as_text=True), "send")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="go ressources revenu"' in page
    there = press(editor, path, page, "go ressources revenu-question", inputs(page)).get_data(as_text=True)
    assert place(there) == "ressources"
    assert 'data-goto="revenu-question"' in there
    assert 'name="repetition.retour"' in there


def test_a_file_is_named_and_not_kept_and_one_too_many_is_refused(editor: CheckingClient) -> None:
    page = editor.get(f"{PATH}/apercu?page=pieces").get_data(as_text=True)
    for number in range(5):
        file: MultiDict[str, Any] = MultiDict([("identite", (io.BytesIO(PDF), f"../carte-{number}.pdf"))])
        page = press(editor, f"{PATH}/apercu", page, "upload identite", file).get_data(as_text=True)
        assert "govuk-error-message" not in page, re.findall("error-message.{200}", page)
    assert page.count("Simulé, rien n’est gardé") == 5
    assert "../carte" not in page
    file = MultiDict([("identite", (io.BytesIO(PDF), "sixième.pdf"))])
    refused = press(editor, f"{PATH}/apercu", page, "upload identite", file)
    assert refused.status_code == 422
    assert "est en trop" in refused.get_data(as_text=True)
    held = re.search(r'value="(delete [^"]+)"', page)
    assert held
    assert press(editor, f"{PATH}/apercu", page, held[1]).get_data(as_text=True).count("Simulé") == 4
    nothing = press(editor, f"{PATH}/apercu", page, held[1].replace("delete", "replace"))
    assert nothing.status_code == 422


def shared(client: CheckingClient) -> str:
    """Make a link for colleagues; give its path."""
    client.get(f"{PATH}/partager")
    link = re.search(r'readonly value="([^"]+)"', client.post(f"{PATH}/partager", data={}).get_data(as_text=True))
    assert link
    return "/apercu/" + link[1].rpartition("/")[2]


def test_a_link_for_colleagues_needs_no_account_and_dies(app: Flask, clock: Clock, editor: CheckingClient) -> None:
    visitor = app.test_client()
    assert isinstance(visitor, CheckingClient)
    path = shared(editor)
    before = counts(app)
    assert "Garder ces réponses" not in to_the_end(visitor, SLUG, path)
    assert counts(app) == before
    assert visitor.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert visitor.post(path, data={"csrf_token": "x"}).status_code == 403
    dead = visitor.get("/apercu/inconnu")
    newer = shared(editor)
    assert visitor.get(path).status_code == dead.status_code == 410
    assert visitor.get(newer).status_code == 200
    editor.post(f"{PATH}/partager", data={"action": "arreter"})
    assert visitor.get(newer).status_code == 410
    last = shared(editor)
    clock.pass_by(days=7, seconds=1)
    ended = visitor.get(last)
    assert ended.status_code == 410
    assert ended.data == dead.data


def keep(app: Flask, clock: Clock, name: str = "Josette", slug: str = SLUG) -> str:
    """Keep whole answers as a test; give its id."""
    with app.app_context():
        author = db.session.scalars(select(Account)).first()
        assert author
        made = scenarios.keep(
            db.session, app.extensions["library"], (slug, text_of(slug)), name,
            forms.Answers(values=complete(slug)), author, clock(), TODAY,
        )  # fmt: skip
        db.session.commit()
        return str(made.id)


def test_answers_of_a_rehearsal_are_kept_as_a_test_that_each_change_runs(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    last = to_the_end(editor, SLUG, f"{PATH}/repetition")
    wrong = press(editor, f"{PATH}/essais", last, "stay")
    assert wrong.status_code == 422
    assert "Donnez un nom à l’essai" in wrong.get_data(as_text=True)
    name = MultiDict({"repetition.essai": "  Josette   D. "})
    assert press(editor, f"{PATH}/essais", last, "stay", name).status_code == 303
    page = editor.get(f"{PATH}/essais").get_data(as_text=True)
    assert "Josette D." in page
    assert "1\u00a0essai réussi, 0&nbsp;à revoir" in page
    assert press(editor, f"{PATH}/essais", last, "stay", name).status_code == 422
    document = json.loads(text_of())
    document["properties"]["accompagnant"] = document["properties"].pop("aidant") | {"x-was": "/aidant"}
    page_of(document, "aidant")[0] = "/accompagnant"
    write(app, clock, SLUG, json.dumps(document))
    page = editor.get(f"{PATH}/essais").get_data(as_text=True)
    assert "1\u00a0essai réussi" in page, re.findall("<li>[^<]*(?:attend|écapit|rob)[^<]*", page)
    document["properties"]["revenu"]["maximum"] = 10
    write(app, clock, SLUG, json.dumps(document))
    page = editor.get(f"{PATH}/essais").get_data(as_text=True)
    assert "0\u00a0essai réussi, 1&nbsp;à revoir" in page
    assert "Un problème nouveau est signalé" in page
    assert "1&nbsp;à revoir" in editor.get(f"{PATH}/publier").get_data(as_text=True)
    test = re.search(r'action="([^"]+/accepter)"', page)
    assert test
    assert editor.post(test[1], data={}).status_code == 303
    assert "1\u00a0essai réussi" in editor.get(f"{PATH}/essais").get_data(as_text=True)
    again = editor.get(test[1].replace("accepter", "rejouer")).get_data(as_text=True)
    assert "Récapitulatif" in again
    assert "Mme LEGENTIL Eliane" in again


def test_a_test_is_renamed_and_deleted_and_survives_what_cannot_be_read(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    path, _ = f"{PATH}/essais/{keep(app, clock)}", keep(app, clock, "Marcel")
    editor.get(f"{PATH}/essais")
    assert editor.post(f"{path}/renommer", data={"nom": "Marcel"}).status_code == 422
    assert editor.post(f"{path}/renommer", data={"nom": "Paulette"}).status_code == 303
    write(app, clock, SLUG, "{")
    page = editor.get(f"{PATH}/essais").get_data(as_text=True)
    assert "Paulette" in page
    assert page.count("l’essai n’a pas pu être fait") == 2
    assert editor.post(f"{path}/accepter", data={}).status_code == 422
    assert editor.get(f"{path}/rejouer").status_code == 200
    assert editor.post(f"{path}/supprimer", data={}).status_code == 303
    assert editor.post(f"{path}/supprimer", data={}).status_code == 404


def test_what_a_test_answers_is_sealed_and_a_copy_takes_the_tests(app: Flask, clock: Clock) -> None:
    keep(app, clock)
    with app.app_context():
        author = db.session.scalars(select(Account)).first()
        assert author
        assert scenarios.copy(db.session, SLUG, "copie", author, clock()) == 1
        db.session.commit()
        library = app.extensions["library"]
        runs = scenarios.runs_of(db.session, library, "copie", text_of())
        assert (runs.passed, runs.failed) == (1, 0)
        for one in db.session.scalars(select(ProcedureTest)):
            assert "IBAN" not in one.answers
            assert IBAN not in one.answers + json.dumps(one.expected)


def test_a_rehearsal_in_another_language_says_which_part_is_in_it(editor: CheckingClient) -> None:
    door = editor.get(f"{PATH}/repetition?langue=en").get_data(as_text=True)
    assert '<p class="govuk-body" lang="en">To be able to begin your request, please accept our terms.</p>' in door
    assert "Read the terms" in door
    assert "Lire les conditions" not in door
