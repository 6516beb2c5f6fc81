"""The plain office: finding, deciding, telling; what agents may and may not."""

from __future__ import annotations

import html
import logging
import re
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.submissions.models import Event, Submission
from tests.app.conftest import CheckingClient, Clock
from tests.app.remembered import remembered
from tests.app.test_accounts import mails
from tests.app.test_requests import sent
from tests.app.test_rights import staff
from tests.app.walk import PDF

JOSETTE = "josette.durond@example.org"
WRONG = ({"statut": "inventé"}, {"statut": "soumise"}, {"statut": "instruction", "reponse": "x" * 5000})


@pytest.fixture
def agent(app: Flask, clock: Clock) -> CheckingClient:
    """An agent, logged in."""
    return staff(app, "agent", clock)


@pytest.fixture
def place(josette: CheckingClient) -> str:
    """A request that Josette sent: its address in the office."""
    return "/bureau" + remembered(josette, "sent", lambda: sent(josette)).replace("/envoyee", "")


def revision(agent: CheckingClient, place: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', agent.get(place).get_data(as_text=True))
    assert found
    return found.group(1)


def decide(agent: CheckingClient, place: str, status: str, words: str = "") -> int:
    data = {"revision": revision(agent, place), "statut": status, "reponse": words}
    return agent.post(place, data=data).status_code


def test_requests_are_found_by_status_number_and_name(agent: CheckingClient, place: str) -> None:
    for query in ("", "?mots=durond", "?mots=JOSETTE+dur", "?mots=DEM-0000000001", "?statut=soumise"):
        assert "DEM-0000000001" in agent.get(f"/bureau{query}").get_data(as_text=True), query
    for query in ("?mots=personne", "?statut=refusee", "?mots=%25", "?page=99", "?page=x"):
        page = agent.get(f"/bureau{query}").get_data(as_text=True)
        assert agent.get(f"/bureau{query}").status_code == 200
        assert ("DEM-0000000001" in page) == (query in ("?mots=%25", "?page=x")), query


def test_a_decision_is_told_to_the_person_and_without_content_to_the_helper(
    agent: CheckingClient, josette: CheckingClient, place: str, app: Flask
) -> None:
    assert decide(agent, place, "instruction") == 303
    assert decide(agent, place, "piece", "Il manque votre avis d’imposition.") == 303
    told = {to: (subject, text) for to, subject, text in mails(app)}
    subject, text = told[JOSETTE]
    assert subject == "Votre demande de Forfait Améthyste"
    assert "a été mise à jour" in text
    assert "imposition" not in text
    assert "imposition" not in told["eliane.legendil@partenaire.fr"][1]
    detail = josette.get(place.removeprefix("/bureau")).get_data(as_text=True)
    assert "Il manque votre avis d’imposition." in detail
    assert "En attente de pièce complémentaire" in detail
    assert "par le Département" in detail
    assert "agent TEST" not in detail
    assert "agent TEST" in agent.get(place).get_data(as_text=True)


def test_a_refusal_says_why_and_its_mail_how_to_appeal(agent: CheckingClient, place: str, app: Flask) -> None:
    agent.get(place)
    data = {"revision": revision(agent, place), "statut": "refusee", "reponse": "  "}
    answer = agent.post(place, data=data)
    assert answer.status_code == 422
    assert "Un refus doit dire son motif" in answer.get_data(as_text=True)
    assert decide(agent, place, "refusee", "Vous n’habitez pas le département.") == 303
    text = next(text for to, _, text in reversed(mails(app)) if to == JOSETTE)
    assert "deux mois" in text
    assert "tribunal administratif" in text


def test_what_a_colleague_decided_meanwhile_is_not_overwritten(agent: CheckingClient, place: str, app: Flask) -> None:
    old = revision(agent, place)
    assert decide(agent, place, "instruction") == 303
    agent.get(place)
    answer = agent.post(place, data={"revision": old, "statut": "acceptee", "reponse": "Oui."})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "un collègue l’a modifiée, ou une pièce est arrivée" in html
    assert "Oui." in html
    with app.app_context():
        assert db.session.scalar(select(Submission.status)) == "instruction"


def test_of_two_agents_who_decide_at_the_same_instant_one_is_told(
    agent: CheckingClient, place: str, app: Flask, clock: Clock
) -> None:
    lead, codes = staff(app, "lead", clock), []
    seen = revision(agent, place)
    lead.get(place)
    start = Barrier(2)

    def post(who: CheckingClient, status: str) -> None:
        start.wait()
        data = {"revision": seen, "statut": status, "reponse": "Le motif."}
        codes.append(who.post(place, data=data).status_code)

    threads = [Thread(target=post, args=pair) for pair in ((agent, "acceptee"), (lead, "refusee"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 422]
    with app.app_context():
        assert len([one for one in db.session.scalars(select(Event.kind)) if one == "decided"]) == 1


@pytest.mark.parametrize("data", WRONG)
def test_a_decision_that_cannot_be_is_told_and_changes_nothing(
    agent: CheckingClient, place: str, app: Flask, data: dict[str, str]
) -> None:
    answer = agent.post(place, data={"revision": revision(agent, place), **data})
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalar(select(Submission.status)) == "soumise"
        assert "decided" not in db.session.scalars(select(Event.kind)).all()


@pytest.mark.check("PR-7")
def test_opening_a_request_or_a_document_is_logged_without_content(
    agent: CheckingClient, place: str, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    app.logger.setLevel(logging.INFO)
    with caplog.at_level(logging.INFO):
        page = agent.get(place).get_data(as_text=True)
        path = re.search(r'href="(/bureau/demandes/[^"]+/documents/[^"]+)"', page)
        assert path
        answer = agent.get(path.group(1))
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(re.findall("opened: account", caplog.text)) == 2
    assert "DUROND" not in caplog.text


@pytest.mark.check("SP-9")
def test_an_agent_sees_the_iban_masked(agent: CheckingClient, place: str) -> None:
    page = agent.get(place).get_data(as_text=True)
    assert "1254 8029" not in page
    assert "FR7612548029981234567890161" not in page
    assert "FR76" in page


@pytest.mark.check("AZ-6")
def test_a_draft_does_not_exist_for_the_office_nor_the_office_for_others(
    agent: CheckingClient, josette: CheckingClient, place: str, app: Flask, clock: Clock
) -> None:
    from tests.app.walk import begin

    draft = begin(josette, "cheque-reussite").split("/")[2]
    assert agent.get(f"/bureau/demandes/{draft}").status_code == 404
    assert josette.get("/bureau").status_code == 404
    assert josette.post(place, data={"statut": "acceptee"}).status_code == 404
    assert staff(app, "editor", clock).get(place).status_code == 404


def test_a_missing_document_is_added_while_the_request_is_open(
    agent: CheckingClient, josette: CheckingClient, place: str
) -> None:
    import io

    here = place.removeprefix("/bureau")

    def add(content: bytes, name: str) -> int:
        josette.get(f"{here}/pieces")
        data = {"csrf_token": josette.token, "pieces": (io.BytesIO(content), name)}
        return josette.post(f"{here}/pieces", data=data, content_type="multipart/form-data").status_code

    assert add(PDF, "avis.pdf") == 303
    assert "Pièce ajoutée : avis.pdf" in josette.get(here).get_data(as_text=True)
    assert "Télécharger avis.pdf" in josette.get(f"{here}/pieces").get_data(as_text=True)
    assert "Télécharger avis.pdf" in agent.get(place).get_data(as_text=True)
    assert add(b"<html>", "page.html") == 422
    assert add(b"", "") == 422
    assert decide(agent, place, "refusee", "Hors délai.") == 303
    assert add(PDF, "trop-tard.pdf") == 422
    page = josette.get(f"{here}/pieces").get_data(as_text=True)
    assert "trop-tard.pdf" not in page
    assert "Charger des fichiers" not in page


def test_ratings_are_counted_procedure_by_procedure_with_what_was_written(
    agent: CheckingClient, josette: CheckingClient, place: str, app: Flask, clock: Clock
) -> None:
    assert "Personne n’a encore donné son avis" in agent.get("/bureau/avis").get_data(as_text=True)
    josette.post(f"{place.removeprefix('/bureau')}/avis", data={"note": "5", "commentaire": "Très <b>simple</b>."})
    for stars, words in (("2", "La page du RIB est difficile."), ("2", "")):
        clock.pass_by(minutes=5)
        josette.get("/")
        here = sent(josette)
        josette.get(here)
        josette.post(here.replace("envoyee", "avis"), data={"note": stars, "commentaire": words})
    page = agent.get("/bureau/avis").get_data(as_text=True)
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert [html.unescape(cell).replace("\u00a0", " ") for cell in cells] == [
        "3",
        "3,0 sur 5",
        "1 (33 %)",
        "0 (0 %)",
        "0 (0 %)",
        "2 (67 %)",
        "0 (0 %)",
    ]
    assert "Très &lt;b&gt;simple&lt;/b&gt;." in page
    assert page.index("La page du RIB") < page.index("simple&lt;")
    assert "DUROND" not in page
    assert josette.get("/bureau/avis").status_code == 404
