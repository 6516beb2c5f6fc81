"""Helpers: invited, with rights of their own, named in the history, ended in one click."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import HelperLink
from app.extensions import db
from app.submissions.models import Draft, Event, Submission
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.walk import PDF, begin, fill
from tests.conftest import load_file
from tests.people import complete

SLUG = "amethyste-renouvellement"
MARCEL, JOSETTE = "marcel.petit@example.org", "josette.durond@example.org"
SEND = {"action": "send", "navigo": "45878855"}


def invite(josette: CheckingClient, app: Flask, rights: str = "fill", email: str = MARCEL) -> str:
    """Invite a helper and give the path of the invitation."""
    josette.get("/mes-aidants")
    assert josette.post("/mes-aidants", data={"email": email, "rights": rights}).status_code == 303
    to, _, text = mails(app)[-1]
    assert to == email
    found = re.search(r"http://[^/]+(/mes-aidants/invitation/\S+)", text)
    assert found
    return found.group(1)


def helping(josette: CheckingClient, marcel: CheckingClient, app: Flask, rights: str = "fill") -> str:
    """Make Marcel the helper of Josette; give the id of their link."""
    path = invite(josette, app, rights)
    assert marcel.post(path, data={}).status_code == 303
    with app.app_context():
        return str(db.session.scalar(select(HelperLink.id).order_by(HelperLink.invited_at.desc())))


def with_mandate(josette: CheckingClient, link: str, content: bytes = PDF, name: str = "mandat.pdf") -> TestResponse:
    josette.get("/mes-aidants")
    data = {"csrf_token": josette.token, "mandat": (io.BytesIO(content), name)}
    return josette.post(f"/mes-aidants/{link}/mandat", data=data, content_type="multipart/form-data")


def test_an_invitation_says_what_it_allows_and_is_accepted_once(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    path = invite(josette, app)
    for _ in range(2):
        assert "remplir" in marcel.get(path).get_data(as_text=True)
    assert marcel.post(path, data={}).status_code == 303
    assert marcel.get(path).status_code == 410
    to, subject, _ = mails(app)[-1]
    assert (to, subject) == (JOSETTE, "Marcel PETIT est maintenant votre aidant")
    with app.app_context():
        [link] = db.session.scalars(select(HelperLink))
        assert link.accepted_at is not None
        assert "Cette personne peut voir mes demandes" in link.consent
    assert "Josette DUROND" in marcel.get("/mes-aidants").get_data(as_text=True)


def test_an_invitation_leads_through_the_login_and_dies_after_seven_days(
    josette: CheckingClient, client: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = invite(josette, app, email="nouvelle@example.org")
    visitor = app.test_client()
    assert isinstance(visitor, CheckingClient)
    page = visitor.get(path).get_data(as_text=True)
    assert "Me connecter pour accepter" in page
    assert "/connexion?suite=/mes-aidants/invitation/" in page.replace("%2F", "/")
    clock.pass_by(days=7, minutes=1)
    assert visitor.get(path).status_code == 410


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "", "rights": "fill"}, "Écrivez son adresse"),
        ({"email": "aidant@example.org"}, "Choisissez ce que"),
        ({"email": JOSETTE, "rights": "fill"}, "votre propre adresse"),
        ({"email": "pas une adresse", "rights": "send"}, "Vérifiez votre adresse"),
    ],
)
def test_a_wrong_invitation_is_told_and_sends_nothing(
    josette: CheckingClient, app: Flask, data: dict[str, str], words: str
) -> None:
    josette.get("/mes-aidants")
    answer = josette.post("/mes-aidants", data=data)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert mails(app) == []


def test_a_helper_fills_under_their_own_name_and_the_applicant_sends(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    link = helping(josette, marcel, app)
    marcel.get(f"/demarches/{SLUG}")
    begun = marcel.post(f"/demarches/{SLUG}/commencer", data={"conditions": "oui", "pour": link})
    path = begun.headers["Location"]
    recap = fill(marcel, load_file(SLUG), path, complete(SLUG))
    page = marcel.get(recap).get_data(as_text=True)
    assert "Demander à Josette DUROND" in page
    assert "Envoyer ma demande" not in page
    assert marcel.post(recap, data=SEND).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Submission)).all() == []
        [draft] = db.session.scalars(select(Draft))
        assert draft.begun_by is not None
        kinds = db.session.scalars(select(Event.kind).where(Event.actor == "Marcel PETIT")).all()
        assert {"begun", "page", "ready"} <= set(kinds)
    to, subject, text = mails(app)[-1]
    assert (to, subject) == (JOSETTE, "Votre demande est prête : relisez-la et envoyez-la")
    assert recap in text
    josette.get(recap)
    assert josette.post(recap, data=SEND).status_code == 303
    detail = josette.get(path.partition("/pages/")[0]).get_data(as_text=True)
    assert "par Marcel PETIT, aidant" in detail
    acts = josette.get(f"/mes-aidants/{link}").get_data(as_text=True)
    assert "Demande commencée" in acts
    assert "Forfait Améthyste" in marcel.get(f"/mes-aidants/{link}").get_data(as_text=True)


def test_a_signed_mandate_lets_a_helper_send(josette: CheckingClient, marcel: CheckingClient, app: Flask) -> None:
    link = helping(josette, marcel, app)
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    refused = with_mandate(josette, link, b"<html>", "mandat.pdf")
    assert refused.status_code == 422
    assert with_mandate(marcel, link).status_code == 404, "the helper does not write their own mandate"
    assert with_mandate(josette, link).status_code == 303
    assert marcel.get(f"/mes-aidants/{link}/mandat").data == PDF
    marcel.get(recap)
    assert marcel.post(recap, data=SEND).status_code == 303
    with app.app_context():
        [submission] = db.session.scalars(select(Submission))
        assert submission.sent_by != submission.account_id


@pytest.mark.check("AZ-2")
def test_one_click_ends_it_and_the_helper_sees_nothing_more(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    link = helping(josette, marcel, app)
    path = begin(josette, SLUG)
    assert marcel.get(path).status_code == 200
    assert josette.post(f"/mes-aidants/{link}/arreter", data={}).status_code == 303
    assert marcel.get(path).status_code == 404
    assert marcel.get(f"/mes-aidants/{link}").status_code == 404
    assert mails(app)[-1][0] == MARCEL
    with app.app_context():
        [kept] = db.session.scalars(select(HelperLink))
        assert (kept.ended_by, kept.ended_at is not None) == ("person", True)


def test_a_helper_who_is_only_told_sees_no_request(josette: CheckingClient, marcel: CheckingClient, app: Flask) -> None:
    link = helping(josette, marcel, app, rights="told")
    path = begin(josette, SLUG)
    assert marcel.get(path).status_code == 404
    assert marcel.get(f"/mes-aidants/{link}").status_code == 404
    marcel.get("/demarches")
    begun = marcel.post(f"/demarches/{SLUG}/commencer", data={"conditions": "oui", "pour": link})
    assert begun.status_code == 404
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    josette.get(recap)
    josette.post(recap, data=SEND)
    told = {to: (subject, text) for to, subject, text in mails(app)}
    assert set(told) >= {MARCEL, JOSETTE, "eliane.legendil@partenaire.fr"}
    for address in (MARCEL, "eliane.legendil@partenaire.fr"):
        subject, text = told[address]
        assert subject == "Une demande que vous suivez a été mise à jour"
        assert not re.search(r"DEM-|Navigo|FR76|8\s650", text)


def test_a_helper_may_stand_for_a_person_without_e_mail_on_a_paper_mandate(marcel: CheckingClient, app: Flask) -> None:
    marcel.get("/mes-aidants/sans-courriel")
    data = {"csrf_token": marcel.token, "first_name": "Jeanne", "last_name": "SANS-COURRIEL"}
    without = marcel.post("/mes-aidants/sans-courriel", data=data, content_type="multipart/form-data")
    assert without.status_code == 422
    assert "mandat signé" in without.get_data(as_text=True)
    marcel.get("/mes-aidants/sans-courriel")
    data = {**data, "csrf_token": marcel.token, "mandat": (io.BytesIO(PDF), "mandat.pdf")}  # type: ignore[dict-item]
    made = marcel.post("/mes-aidants/sans-courriel", data=data, content_type="multipart/form-data")
    assert made.status_code == 303
    with app.app_context():
        [link] = db.session.scalars(select(HelperLink))
        assert link.mandate_at is not None
        link_id = str(link.id)
    assert "Jeanne SANS-COURRIEL" in marcel.get(f"/demarches/{SLUG}").get_data(as_text=True)
    begun = marcel.post(f"/demarches/{SLUG}/commencer", data={"conditions": "oui", "pour": link_id})
    assert "vos-informations" in begun.headers["Location"]
    page = marcel.get(begun.headers["Location"]).get_data(as_text=True)
    assert "Les informations de Jeanne SANS-COURRIEL" in page


def test_the_helper_that_a_request_names_is_invited_from_its_page(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    page = next(one.id for one in load_file(SLUG).pages if any(q.key == "courrielAidant" for q in one.questions()))
    here = f"{path.rpartition('/')[0]}/{page}"
    data = {"courrielAidant": "eliane@example.org", "aidant": "Mme LEGENTIL", "action": "invite"}
    reached = josette.post(path, data={"navigo": "45878855", "action": "next"})
    values = complete(SLUG)
    fields = {"statut": values["statut"], "zonage": values["zonage"], "parts": "1", "revenu": "8650", "action": "next"}
    while not reached.headers["Location"].endswith(f"/{page}"):
        reached = josette.post(reached.headers["Location"], data=fields)
        assert reached.status_code == 303
    assert "Inviter mon aidant" in josette.get(here).get_data(as_text=True)
    answer = josette.post(here, data=data)
    assert answer.headers["Location"] == "/mes-aidants?courriel=eliane@example.org"
    assert 'value="eliane@example.org"' in josette.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'value="eliane@example.org"' in josette.get(here).get_data(as_text=True)
