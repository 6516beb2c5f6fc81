"""A draft while its procedure is published again: it moves when it is next opened, and loses nothing."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

import forms
from app.catalogue import vault
from app.extensions import db
from app.submissions import drafts
from app.submissions.models import Draft, Event
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG, all_at_once, edited, page_of, publish
from tests.app.walk import begin, fill
from tests.conftest import TODAY, load_file
from tests.people import complete, posted

Typed = dict[str, str]


def draft_of(path: str) -> Draft:
    found = db.session.get(Draft, uuid.UUID(path.split("/")[2]))
    assert found
    db.session.refresh(found)
    return found


def carried(client: CheckingClient, path: str) -> Typed:
    """Open a page, and give what its hidden inputs carry."""
    text = client.get(path).get_data(as_text=True)
    found = re.findall(r'name="(version\.lue|drawn)" value="([^"]*)"', text)
    return {"csrf_token": client.token, **{name: html.unescape(value) for name, value in found}}


def words(client: CheckingClient, path: str) -> str:
    text = html.unescape(client.get(path).get_data(as_text=True))
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def recap(josette: CheckingClient) -> str:
    """A draft that is filled to its recap."""
    return fill(josette, load_file(SLUG), begin(josette, SLUG), complete(SLUG))


@pytest.mark.check("DF-9")
def test_a_draft_moves_when_it_is_next_opened_and_nothing_goes_unseen(
    josette: CheckingClient, recap: str, app: Flask
) -> None:
    base = recap.rpartition("/")[0]
    helped, money = f"{base}/pages/aidant", f"{base}/pages/ressources"
    tab, other = carried(josette, helped), carried(josette, money)
    josette.get(recap)
    assert publish(app, edited(all_at_once)) == 2

    # the tab still open goes on with the version it has, and what it saves stays
    late = {**tab, "aidant": "Mme LEGENTIL Éliane", "courrielAidant": "eliane.legendil@partenaire.fr", "action": "next"}
    assert josette.post(helped, data=late).status_code == 303
    assert josette.post(recap, data={"action": "send", "navigo": "45878855"}).headers["Location"].endswith("-change")
    for path in (recap, helped, f"{base}/vos-informations"):
        answer = josette.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{base}/formulaire-change"), path
    told = words(josette, f"{base}/formulaire-change")
    for sentence in ("La question « Numéro fiscal » a été ajoutée", "Votre réponse à « Revenu Fiscal de Référence »"):
        assert sentence in told
    assert "« Avis d’imposition » n’est plus posée : votre réponse (« document.pdf" in told
    with app.app_context():
        assert draft_of(recap).version.number == 1
        assert draft_of(recap).answers["values"]["aidant"] == "Mme LEGENTIL Éliane"

    # another publication meanwhile is told before anything moves
    assert josette.post(f"{base}/formulaire-change", data={"version": "1"}).status_code == 409
    moved = josette.post(f"{base}/formulaire-change", data={"version": "2"})
    assert moved.headers["Location"] == money
    page = words(josette, money)
    assert "Le formulaire a changé le 24 novembre 2026" in page
    assert "Ce qui a changé sur cette page" in page
    assert 'href="#numeroFiscal-question"' in page
    assert re.search(r'id="revenu-error"', page), "the answer that no longer fits has its problem"
    assert 'value="8650"' in page or 'value="8 650"' in page
    with app.app_context():
        draft = draft_of(recap)
        values = vault.opened(draft.answers)["values"]
        assert (draft.version.number, values["accompagnant"]) == (2, "Mme LEGENTIL Éliane")
        pointers = set(db.session.scalars(select(Document.pointer).where(Document.draft_id == draft.id)))
        assert pointers == {"/identite", "/domicile", "/copieNavigo", "/rib"}
        assert {"/accompagnant"} <= set(draft.revisions)
        assert "carried" in set(db.session.scalars(select(Event.kind).where(Event.draft_id == draft.id)))

    # tabs of the old version, posted after the move: what they changed is merged, what they had drawn is not
    fresh = {"accompagnant": "Mme LEGENTIL Éliane", "courrielAidant": "autre@example.org", "action": "autosave"}
    assert josette.post(f"{helped}/enregistrer", data={**carried(josette, helped), **fresh}).status_code == 200
    old = {**tab, "aidant": "M. NOUVEAU", "courrielAidant": "eliane.legendil@partenaire.fr", "action": "next"}
    assert josette.post(helped, data=old).headers["Location"] == money
    assert "Ce que vous avez écrit est gardé" in words(josette, money)
    typed = {**other, "parts": "1,5", "revenu": "8650", "action": "autosave", "tab": "t1", "save": "1"}
    saved = josette.post(f"{money}/enregistrer", data=typed)
    assert saved.status_code == 200
    again = {**typed, "save": "2", "revenu": "4000", "drawn": saved.get_json()["drawn"]}
    assert josette.post(f"{money}/enregistrer", data=again).status_code == 200
    assert josette.post(f"{money}/enregistrer", data=typed).status_code == 200, "late and left"
    with app.app_context():
        values = vault.opened(draft_of(recap).answers)["values"]
        assert (values["accompagnant"], values["courrielAidant"]) == ("M. NOUVEAU", "autre@example.org")
        assert (values["parts"], values["revenu"]) == (1.5, 4000)
        assert "aidant" not in values

    # the page done again says nothing more, and the request is sent with the new version
    data = {**carried(josette, money), "parts": "1,5", "revenu": "4000", "numeroFiscal": "123", "action": "next"}
    assert josette.post(money, data=data).status_code == 303
    assert "Ce qui a changé sur cette page" not in words(josette, money)
    assert re.search(
        "Ce qui a changé dans le formulaire.*« Avis d’imposition » n’est plus", words(josette, recap), re.S
    )
    sent = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    assert sent.headers["Location"].endswith("/envoyee")
    with app.app_context():
        draft = draft_of(recap)
        assert draft.submission is not None
        assert (draft.submission.version.number, draft.moved) == (2, {})


def test_a_page_whose_question_and_page_are_gone_says_so_and_a_change_of_words_only_is_said_too(
    josette: CheckingClient, recap: str, app: Flask
) -> None:
    base = recap.rpartition("/")[0]
    helped = f"{base}/pages/aidant"
    tab = carried(josette, helped)

    def without(document: dict[str, object]) -> None:
        properties = document["properties"]
        assert isinstance(properties, dict)
        del properties["aidant"]
        page_of(document, "ressources").append("/courrielAidant")
        pages = document["x-pages"]
        assert isinstance(pages, list)
        document["x-pages"] = [page for page in pages if page["id"] != "aidant"]

    publish(app, edited(without))
    josette.get(f"{base}/formulaire-change")
    assert josette.post(f"{base}/formulaire-change", data={"version": "2"}).headers["Location"] == recap
    typed = {**tab, "aidant": "M. PERDU", "courrielAidant": "nouveau@example.org", "action": "next"}
    josette.get("/demandes")
    answer = josette.post(helped, data={**typed, "csrf_token": "périmé"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert "M. PERDU" in answer.get_data(as_text=True)
    assert josette.post(helped, data={**typed, "csrf_token": josette.token}).headers["Location"] == recap
    late = josette.post(f"{helped}/pieces/rib", data={"csrf_token": josette.token})
    assert (late.status_code, "Rechargez la page" in late.get_json()["refused"]) == (422, True)
    said = words(josette, recap)
    assert "n’est plus posée : ce que vous y avez écrit n’a pas été gardé" in said
    assert "nouveau@example.org" in said

    publish(app, edited(lambda document: (without(document), document.update(title="Un autre titre"))[0]))
    assert "Le formulaire a changé" in words(josette, f"{base}/formulaire-change")
    josette.post(f"{base}/formulaire-change", data={"version": "3"})
    assert "vos réponses sont gardées" in words(josette, recap)


def test_rows_of_a_list_typed_in_a_tab_of_the_old_version_find_their_list_again(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    slug = "apa-domicile"
    path = begin(josette, slug)
    procedure, values = load_file(slug), complete(slug)
    page_id = next(page.id for page in procedure.pages if "/patrimoine" in [node.pointer for node in page.nodes])
    with app.app_context():
        draft = draft_of(path)
        rows = {"/patrimoine": ("a1", "b2")}
        answers = forms.Answers(values, rows, posted=frozenset(page.id for page in procedure.pages))
        drafts.keep(draft, answers, app.extensions["library"].of(draft.version), clock())
        db.session.commit()
    place = path.rpartition("/")[0].partition("/pages")[0] + f"/pages/{page_id}"
    tab = carried(josette, place)
    view = procedure.page(page_id, values, today=TODAY, show_problems=False)

    def renamed(document: dict[str, dict[str, dict[str, object]]]) -> None:
        document["properties"]["patrimoine"]["title"] = "Ce que vous possédez"

    publish(app, edited(renamed, slug), slug)
    change = place.partition("/pages")[0] + "/formulaire-change"
    josette.get(change)
    assert josette.post(change, data={"version": "2"}).status_code == 303
    data = MultiDict([(name, text) for name, texts in posted(view).items() for text in texts if name != "row"])
    data.update(
        {"row": ["patrimoine-0=a1", "patrimoine-1=b2"], **tab, "action": "autosave", "csrf_token": josette.token}
    )
    data["patrimoine-1-valeur"] = "3500"
    assert josette.post(f"{place}/enregistrer", data=data).status_code == 200
    with app.app_context():
        kept = draft_of(path)
        found = vault.opened(kept.answers)["values"]["patrimoine"]
        assert found == [values["patrimoine"][0], {**values["patrimoine"][1], "valeur": 3500}]
        assert kept.revisions["/patrimoine/b2/valeur"][0] == 1
        assert "/patrimoine/a1/valeur" not in kept.revisions


def test_new_terms_are_accepted_again_before_a_draft_moves(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    path = begin(josette, SLUG)
    changed = "/".join([*path.split("/")[:3], "formulaire-change"])
    publish(app, edited(lambda document: document.update(title="Un autre titre")))
    assert "Les conditions ont changé" not in words(josette, changed)
    publish(app, edited(lambda document: document["x-terms"].update(version="2027-01", label="J’accepte encore")))
    assert "J’accepte encore" in words(josette, changed)
    clock.pass_by(minutes=10)
    refused = josette.post(changed, data={"version": "3"})
    assert refused.status_code == 422
    assert "Cochez la case pour accepter les conditions" in refused.get_data(as_text=True)
    with app.app_context():
        assert (draft_of(path).version.number, draft_of(path).terms["version"]) == (1, "2026-11")
    assert josette.post(changed, data={"version": "3", "conditions": "oui"}).headers["Location"] == path
    with app.app_context():
        assert draft_of(path).terms == {"version": "2027-01", "accepted": clock().isoformat()}
    publish(app, edited(lambda document: document.pop("x-terms")))
    assert josette.post(changed, data={"version": "4"}).headers["Location"] == path
    with app.app_context():
        assert draft_of(path).terms["version"] == "2027-01", "what was accepted stays written"
