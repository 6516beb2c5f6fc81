"""Following a request: the list, messages both ways, giving it up, what the office sees wait."""

from __future__ import annotations

import logging
import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

import forms
from app.accounts import helping
from app.accounts.models import Account
from app.extensions import db
from app.outbox.models import OutboxMail
from app.submissions import moving
from app.submissions.exchange_models import Message, PieceRequest
from app.submissions.models import Draft, Submission
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.test_office import decide
from tests.app.test_pieces import JOSETTE, SLUG, agent, ask, give, here
from tests.app.test_rights import snapshot
from tests.app.walk import PDF

__all__ = ["agent", "here"]
SERVICE = "demarches@departement.example"
HELPER = "marcel.petit@example.org"
SECRET = "Ma fille Inès part\nen voyage <b>."


@pytest.fixture
def helped(app: Flask, clock: Clock) -> None:
    """Marcel helps Josette: he fills in with her."""
    with app.app_context():
        people = {one.email_key: one for one in db.session.scalars(select(Account))}
        made, _ = helping.invite(db.session, people[JOSETTE], HELPER, helping.FILL, clock())
        helping.accept(db.session, made, people[HELPER], clock())
        db.session.commit()


def write(client: CheckingClient, place: str, words: str) -> int:
    client.get(place.removesuffix("/messages") if place.startswith("/bureau") else place)
    return client.post(place, data={"message": words}).status_code


def texts_to(app: Flask, address: str) -> list[str]:
    return [text for to, _, text in mails(app) if to == address]


@pytest.mark.check("SE-4")
def test_the_list_has_the_five_columns_and_what_waits_and_looking_changes_nothing(
    josette: CheckingClient, agent: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    page = josette.get("/demandes").get_data(as_text=True)
    heads = re.findall(r'scope="col"[^>]*>([^<]+)<', page)
    assert heads == [
        "Numéro de la demande",
        "Type de la demande",
        "Date de dépôt",
        "Statut",
        "Réponse du département",
    ]
    assert "24/11/2026 14:30" in page
    assert "Il manque" not in page
    ask(agent, here)
    write(agent, f"/bureau{here}/messages", "Bonjour.")
    write(josette, f"{here}/messages", "Bonjour.")
    write(agent, f"/bureau{here}/messages", "Bonsoir.")
    page = josette.get("/demandes").get_data(as_text=True)
    assert "Il manque 1\u00a0document" in page
    assert "1\u00a0nouveau message" in page
    for tab, words in (("", "Détails de la demande"), ("/pieces", "Fichiers (1)"), ("/messages", "Écrire au service")):
        html = josette.get(here + tab).get_data(as_text=True)
        assert words in html
        assert html.count('aria-current="page"') == 1
        assert "Il manque" in html
    [path] = re.findall(r"/piece/\S+", "\n".join(texts_to(app, JOSETTE)))
    with app.app_context():
        before = snapshot()
    for page in ("/demandes", here, f"{here}/pieces", f"{here}/messages", f"{here}/annuler", path):
        assert josette.get(page).status_code == 200
    for page in ("/bureau", "/bureau?a-voir=oui", f"/bureau{here}"):
        assert agent.get(page).status_code == 200
    with app.app_context():
        assert snapshot() == before


def test_messages_go_both_ways_and_mails_say_nothing_of_them(
    josette: CheckingClient, agent: CheckingClient, helped: None, marcel: CheckingClient, here: str, app: Flask,
    clock: Clock, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    app.logger.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    assert write(josette, f"{here}/messages", SECRET) == 303
    assert write(marcel, f"{here}/messages", "Je l’aide.") == 303
    [told] = texts_to(app, SERVICE)
    assert f"/bureau{here}" in told
    office = agent.get(f"/bureau{here}").get_data(as_text=True)
    assert "Ma fille Inès part\nen voyage &lt;b&gt;." in office
    assert "Marcel PETIT</strong>" not in office
    assert "Marcel PETIT, aidant" in office
    assert "2\u00a0messages" in agent.get("/bureau").get_data(as_text=True)
    assert write(agent, f"/bureau{here}/messages", "C’est noté.") == 303
    assert "2\u00a0messages" not in agent.get("/bureau").get_data(as_text=True)
    page = josette.get(f"{here}/messages").get_data(as_text=True)
    assert "C’est noté." in page
    assert "agent TEST" not in page
    assert "Nouveau" in page
    assert josette.post(f"{here}/messages/lus", data={}).status_code == 303
    assert "Nouveau" not in josette.get(f"{here}/messages").get_data(as_text=True)
    assert f"{here}/messages" in texts_to(app, JOSETTE)[-1]
    assert "a été mise à jour" in texts_to(app, HELPER)[-1]
    for body in [*(text for _, _, text in mails(app)), caplog.text]:
        assert not re.search("voyage|noté|Je l’aide", body)
    with app.app_context():
        for stored in db.session.scalars(select(Message.text)):
            assert not re.search("voyage|noté|aide", stored)


@pytest.mark.check("SE-5")
def test_a_message_that_cannot_be_sent_is_kept_on_the_page(
    josette: CheckingClient, agent: CheckingClient, marcel: CheckingClient, here: str, app: Flask
) -> None:
    josette.get(f"{here}/messages")
    for words, why in (("  \r\n", "Écrivez votre message"), ("é" * 3001, "Raccourcissez votre message")):
        answer = josette.post(f"{here}/messages", data={"message": words})
        assert answer.status_code == 422
        assert why in answer.get_data(as_text=True)
        assert agent.get(f"/bureau{here}").status_code == 200
        refused = agent.post(f"/bureau{here}/messages", data={"message": words})
        assert refused.status_code == 422
        assert words.strip() in refused.get_data(as_text=True)
    stale = josette.post(
        f"{here}/messages", data={"message": SECRET, "csrf_token": "old"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert stale.status_code == 403
    assert "en voyage &lt;b&gt;." in stale.get_data(as_text=True)
    for field, place in (("message", "/messages"), ("raison", "/pieces"), ("reponse", "")):
        old = {field: SECRET, "csrf_token": "old"}
        kept = agent.post(f"/bureau{here}{place}", data=old, headers={"Sec-Fetch-Site": "same-origin"})
        assert kept.status_code == 403
        assert "en voyage &lt;b&gt;." in kept.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Message)).all() == []
    for number in range(20):
        assert write(josette, f"{here}/messages", f"Message {number}") == 303
    assert write(josette, f"{here}/messages", "De trop") == 422
    assert len(texts_to(app, SERVICE)) == 1


@pytest.mark.check("AZ-2")
def test_the_exchanges_of_a_request_exist_for_its_own_people_only(
    josette: CheckingClient, marcel: CheckingClient, agent: CheckingClient, here: str, app: Flask
) -> None:
    write(josette, f"{here}/messages", SECRET)
    ask(agent, here)
    for path in ("/pieces", "/messages", "/annuler"):
        assert marcel.get(here + path).status_code == 404
        marcel.get("/")
        assert marcel.post(here + path, data={"message": "x"}).status_code == 404
    marcel.get("/")
    assert marcel.post(f"{here}/messages/lus", data={}).status_code == 404
    for path in ("/pieces", "/messages", "/vu"):
        assert josette.post(f"/bureau{here}{path}", data={"message": "x"}).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Message.read_at)).all() == [None]
        assert len(db.session.scalars(select(Message)).all()) == 1


def test_one_may_write_for_sixty_days_after_the_end(
    josette: CheckingClient, agent: CheckingClient, here: str, clock: Clock
) -> None:
    assert decide(agent, f"/bureau{here}", "refusee", "Hors délai.") == 303
    assert "jusqu’au 23\u00a0janvier 2027" in josette.get(f"{here}/messages").get_data(as_text=True)
    assert write(josette, f"{here}/messages", "Pourquoi ?") == 303
    clock.pass_by(days=60, minutes=10)
    josette.log_in()
    page = josette.get(f"{here}/messages").get_data(as_text=True)
    assert "terminée depuis plus de 60" in page
    assert "<textarea" not in page
    assert write(josette, f"{here}/messages", "Encore") == 422


def test_the_applicant_gives_a_request_up_after_a_confirmation(
    josette: CheckingClient, agent: CheckingClient, helped: None, marcel: CheckingClient, here: str, app: Flask
) -> None:
    assert f'href="{here}/annuler"' in josette.get(here).get_data(as_text=True)
    assert f'href="{here}/annuler"' not in marcel.get(here).get_data(as_text=True)
    assert marcel.get(f"{here}/annuler").status_code == 404
    ask(agent, here)
    assert "Garder ma demande" in josette.get(f"{here}/annuler").get_data(as_text=True)
    assert josette.post(f"{here}/annuler", data={}).status_code == 303
    page = josette.get(here).get_data(as_text=True)
    assert "Annulée par l’usager" in page
    assert "Il manque" not in page
    assert "annuler" not in page
    assert josette.get(f"{here}/annuler").status_code == 303
    assert "a été mise à jour" in texts_to(app, JOSETTE)[-1]
    assert "Demande annulée, par Josette DUROND" in agent.get(f"/bureau{here}").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(PieceRequest)).one().withdrawn_at is not None
    assert ask(agent, here).status_code == 422


def test_the_office_sees_what_arrived_until_it_says_so_in_a_list_that_is_counted_and_cut_into_pages(
    josette: CheckingClient, agent: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    assert "DEM-" not in agent.get("/bureau?a-voir=oui").get_data(as_text=True)
    give(josette, f"{here}/pieces", f"{here}/pieces", (PDF, "un.pdf"), (PDF, "deux.pdf"))
    page = agent.get(f"/bureau?a-voir=oui&demarche={SLUG}&statut=soumise").get_data(as_text=True)
    assert "2\u00a0pièces reçues" in page
    assert "DEM-" not in agent.get("/bureau?a-voir=oui&demarche=apa-domicile").get_data(as_text=True)
    clock.pass_by(minutes=1)
    agent.get(f"/bureau{here}")
    assert agent.post(f"/bureau{here}/reponses-masquees", data={}).status_code == 200
    assert "2\u00a0pièces reçues" in agent.get("/bureau").get_data(as_text=True), "an IBAN shown is no document seen"
    agent.get(f"/bureau{here}")
    assert agent.post(f"/bureau{here}/vu", data={}).status_code == 303
    assert "pièces reçues" not in agent.get("/bureau").get_data(as_text=True)
    assert "documents vus, par le Département" in josette.get(here).get_data(as_text=True)
    with app.app_context():
        db.session.scalars(select(OutboxMail).limit(1)).one().state = "bounced"
        db.session.commit()
    assert "1\u00a0courriel non distribué" in agent.get("/bureau").get_data(as_text=True)
    assert "non distribué" in josette.get(here).get_data(as_text=True)
    with app.app_context():
        one = db.session.scalars(select(Submission)).one()
        for number in range(2, 53):
            add_like(one, number)
        db.session.commit()
    first = agent.get(f"/bureau?demarche={SLUG}").get_data(as_text=True)
    assert "52\u00a0demandes" in first
    assert "Demande soumise (52)" in first
    assert "Page 1 sur 2" in first
    assert first.count('scope="row"') == 50
    assert f"demarche={SLUG}&amp;page=2" in first
    second = agent.get(f"/bureau?demarche={SLUG}&page=2").get_data(as_text=True)
    assert second.count('scope="row"') == 2
    assert "Tout voir" in second


def add_like(one: Submission, number: int) -> None:
    """Add a request like another."""
    key, of = uuid.uuid4(), one.draft
    same = {name: getattr(of, name) for name in ("account_id", "procedure_id", "version_id", "answers", "terms")}
    dates = {name: getattr(of, name) for name in ("created_at", "updated_at", "expires_at")}
    db.session.add(Draft(id=key, slot=None, revisions={}, **same, **dates))
    db.session.flush()
    known = {name: getattr(one, name) for name in ("account_id", "version_id", "answers", "profile", "status")}
    db.session.add(Submission(id=key, draft_id=key, number=f"DEM-{number:010}", sent_at=one.sent_at, **known))


def test_requests_of_before_the_flags_go_on_by_the_same_names() -> None:
    old = forms.Settings(statuses=(forms.Status("soumise", "A", True), forms.Status("piece", "B", True)))
    own = forms.Settings(
        statuses=(
            forms.Status("new", "A", True),
            forms.Status("wait", "B", True, pending=True),
            forms.Status("end", "C"),
        )
    )
    none = forms.Settings(statuses=(forms.Status("new", "A", True), forms.Status("end", "C")))
    assert [one and one.id for one in map(moving.pending, (old, own, none))] == ["piece", "wait", None]
    assert [one and one.id for one in map(moving.withdrawn, (old, own, none))] == [None, None, None]
    assert moving.resumed(own, "new").id == "new"
    assert moving.resumed(forms.Settings(), "soumise").id == "instruction"
    assert moving.resumed(forms.Settings(), "instruction").id == "instruction"
