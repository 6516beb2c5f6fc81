"""Requests from start to receipt, and everything that must not be lost or given to another."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.submissions.models import Draft, Submission
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.walk import PDF, begin, fill, row_marks, send_page
from tests.conftest import SLUGS, load_file
from tests.people import complete

SLUG = "amethyste-renouvellement"


def draft_of(path: str) -> uuid.UUID:
    return uuid.UUID(path.split("/")[2])


@pytest.mark.parametrize("slug", SLUGS)
def test_each_procedure_goes_from_start_to_receipt(josette: CheckingClient, app: Flask, slug: str) -> None:
    procedure = load_file(slug)
    path = begin(josette, slug)
    recap = fill(josette, procedure, path, complete(slug))
    page = josette.get(recap)
    assert page.status_code == 200
    assert "n’est pas encore envoyée" in page.get_data(as_text=True)
    answer = josette.post(recap, data=recap_data(procedure, slug))
    assert answer.status_code == 303, re.findall(r"error-summary.*?</ul>", answer.get_data(as_text=True), re.S)
    receipt = josette.get(answer.headers["Location"]).get_data(as_text=True)
    assert re.search(r"DEM-\d{10}", receipt)
    [(_, subject, text)] = [one for one in mails(app) if one[0] == "josette.durond@example.org"]
    assert re.search(r"DEM-\d{10}", subject)
    assert not any(secret in text for secret in ("FR76", "1254", "LEGENTIL", "DUROND Josette\n"))
    detail = josette.get(f"/demandes/{draft_of(path)}").get_data(as_text=True)
    assert "Demande soumise" in detail
    assert "1254 8029" not in detail


def recap_data(procedure: object, slug: str) -> dict[str, str]:
    return {"action": "send", **({"navigo": "45878855"} if slug == SLUG else {})}


def sent(josette: CheckingClient) -> str:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    josette.get(recap)
    answer = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_sending_twice_gives_the_same_receipt(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    again = josette.post(receipt.replace("envoyee", "recapitulatif"), data={"action": "send"})
    assert again.headers["Location"] == receipt
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert len([mail for mail in mails(app) if "DEM-" in mail[1]]) == 1


def test_an_old_page_of_a_request_that_was_sent_leads_to_it(josette: CheckingClient) -> None:
    receipt = sent(josette)
    answer = josette.get(receipt.replace("envoyee", "pages/navigo"))
    assert answer.status_code == 303
    assert "déjà envoyée" in josette.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_rating_is_kept_once(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    josette.get(receipt)
    for stars in ("5", "1", "9", "x"):
        josette.post(receipt.replace("envoyee", "avis"), data={"note": stars, "commentaire": f"note {stars} <b>"})
    with app.app_context():
        assert db.session.scalar(select(Submission.rating)) == 5
        assert db.session.scalar(select(Submission.rating_comment)) == "note 5 <b>"


def test_a_comment_without_a_note_is_given_back(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    josette.get(receipt)
    place = receipt.replace("envoyee", "avis")
    for posted in ({}, {"note": "9"}, {"note": "x"}):
        answer = josette.post(place, data={**posted, "commentaire": "Trop long <b>"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, posted
        assert 'href="#note-5">Choisissez une note de 1 à 5' in page
        assert "Trop long &lt;b&gt;</textarea>" in page
        assert "<title>Erreur : " in page
    old = josette.post(
        place,
        data={"note": "4", "commentaire": "Très bien", "csrf_token": "x"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = old.get_data(as_text=True)
    assert (old.status_code, "Très bien</textarea>" in page, 'value="4" checked' in page) == (403, True, True)
    assert josette.post(place, data={"commentaire": " "}).status_code == 303, "who has nothing to say goes on"
    with app.app_context():
        assert db.session.scalar(select(Submission.rating)) is None
    assert josette.post(place, data={"note": "4", "commentaire": "a\r\n" * 667}).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Submission.rating_comment)).one() or "") == 1333


def test_a_page_that_is_only_begun_shows_no_error_before_suivant(josette: CheckingClient) -> None:
    path = begin(josette, "agrement-assistant-maternel")
    send_page(josette, path, {"demande": "premiere", "lieu": "domicile"}, "save")
    assert "Il y a un problème" not in josette.get(path).get_data(as_text=True)
    send_page(josette, path, {"demande": "renouvellement", "shown": ["numeroAgrement"]}, "save")
    assert "Il y a un problème" not in josette.get(path).get_data(as_text=True)
    send_page(josette, path, {"demande": "renouvellement", "shown": ["numeroAgrement"]}, "next")
    assert "Il y a un problème" in josette.get(path).get_data(as_text=True)


@pytest.mark.check("DU-6")
def test_beginning_five_times_opens_one_draft(josette: CheckingClient, app: Flask) -> None:
    paths = {begin(josette, SLUG) for _ in range(5)}
    assert len(paths) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
    assert "Reprendre ma demande" in josette.get(f"/demarches/{SLUG}").get_data(as_text=True)


def test_the_terms_must_be_accepted_and_are_kept_with_their_time(josette: CheckingClient, app: Flask) -> None:
    josette.get(f"/demarches/{SLUG}")
    answer = josette.post(f"/demarches/{SLUG}/commencer", data={}, follow_redirects=True)
    assert "Cochez la case" in answer.get_data(as_text=True)
    begin(josette, SLUG)
    with app.app_context():
        terms = db.session.scalar(select(Draft.terms))
    assert terms is not None
    assert terms["version"] == "2026-11"
    assert terms["accepted"].startswith("2026-11-24T13:30")


@pytest.mark.check("DU-4")
@pytest.mark.parametrize("action", ["save", "previous", "next"])
def test_what_is_wrong_is_kept_as_typed_whatever_the_button(josette: CheckingClient, action: str) -> None:
    path = begin(josette, SLUG)
    send_page(josette, path, {"navigo": "45878855"})
    statut = path.replace("navigo", "statut")
    send_page(josette, statut, {"statut": "RE", "zonage": "1-5"})
    page = path.replace("navigo", "ressources")
    answer = send_page(josette, page, {"parts": "une et demie", "revenu": "8 650"}, action)
    assert answer.status_code == (422 if action == "next" else 303)
    again = josette.get(page).get_data(as_text=True)
    assert 'value="une et demie"' in again
    assert "Écrivez votre nombre de parts fiscales en chiffres" in again
    assert 'value="8\u202f650"' in again


def test_a_wrong_page_says_so_first_in_its_title_and_at_its_field(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    html = send_page(josette, path, {"navigo": ""}).get_data(as_text=True)
    assert "<title>Erreur : " in html
    assert html.index("Il y a un problème") < html.index("<h1")
    assert '<a href="#navigo">Renseignez votre numéro de Passe Navigo.</a>' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.check("AZ-5")
def test_a_page_that_is_not_reachable_keeps_what_was_typed_and_leads_back(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    answer = send_page(josette, path.replace("navigo", "ressources"), {"parts": "2", "revenu": "100"})
    assert answer.headers["Location"].endswith("/pages/navigo")
    with app.app_context():
        answers = db.session.scalar(select(Draft.answers))
    assert answers is not None
    assert answers["values"]["revenu"] == 100
    assert josette.get(path.replace("pages/navigo", "recapitulatif")).status_code == 303


@pytest.mark.check("AZ-2")
def test_the_request_of_another_person_does_not_exist(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    receipt = sent(josette)
    marcel.get("/aide")
    root = receipt.removesuffix("/envoyee")
    with app.app_context():
        document = db.session.scalar(select(Document.id).limit(1))
    for path in ("", "/envoyee", "/pages/navigo", "/recapitulatif", "/arret", "/supprimer", f"/documents/{document}"):
        assert marcel.get(root + path).status_code == 404, path
    for path in ("/pages/navigo", "/pages/navigo/conditions", "/recapitulatif", "/avis", "/supprimer"):
        assert marcel.post(root + path, data={"navigo": "1"}).status_code == 404, path


@pytest.mark.check("AZ-4")
def test_keys_that_are_not_on_the_page_and_hidden_values_never_count(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    extra = {"status": "acceptee", "number": "1", "account_id": "1", "__proto__": "x", "revenu": "9", "sepa-iban": "x"}
    send_page(josette, path, {"navigo": "45878855", **extra})
    with app.app_context():
        answers = db.session.scalar(select(Draft.answers))
    assert answers is not None
    assert answers["values"] == {"navigo": "45878855"}


def test_questions_that_a_post_makes_appear_come_without_errors(josette: CheckingClient) -> None:
    procedure = load_file(SLUG)
    path = begin(josette, SLUG)
    for page, data in (
        ("navigo", {"navigo": "45878855"}),
        ("statut", {"statut": "RE", "zonage": "1-5"}),
        ("ressources", {"parts": "1", "revenu": "0"}),
        ("aidant", {}),
    ):
        assert send_page(josette, path.replace("navigo", page), data).status_code == 303
    answer = send_page(josette, path.replace("navigo", "paiement"), {"prelevement": "Oui"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Il y a un problème" not in html
    assert 'id="sepa-iban-question" data-question="sepa-iban" data-label="N° IBAN">' in html
    assert procedure.title in html


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vide.pdf", "est vide"),
        (b"%PDF-1.7 rien", "casse.pdf", "abîmé"),
        (b"MZ\x90\x00" + b"\0" * 300, "ID.pdf", "bon format"),
        (b"<html><script>alert(1)</script>", "page.pdf", "bon format"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "photo.png", "abîmée"),
        (PDF + b"\0" * 10_000_001, "lourd.pdf", "trop lourd"),
    ],
)
@pytest.mark.check("UP-2")
def test_a_file_that_cannot_be_taken_is_named_and_nothing_else_is_lost(
    josette: CheckingClient, app: Flask, content: bytes, name: str, words: str
) -> None:
    path = begin(josette, "cheque-reussite")
    josette.get(path)
    data = MultiDict([("csrf_token", josette.token), ("nom", "DUROND"), ("action", "upload domicile")])
    data.add("domicile", (io.BytesIO(content), name))
    answer = josette.post(path, data=data, content_type="multipart/form-data")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f"«\u00a0{name}\u00a0»" in html
    assert words in html
    assert 'value="DUROND"' in html
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Document)) == 0


def test_a_document_is_listed_downloaded_and_deleted(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, "cheque-reussite")
    josette.get(path)
    data = MultiDict([("csrf_token", josette.token), ("action", "upload domicile")])
    data.add("domicile", (io.BytesIO(PDF), "../../Facture d\u202e’été.pdf"))
    assert josette.post(path, data=data, content_type="multipart/form-data").status_code == 303
    html = josette.get(path).get_data(as_text=True)
    assert "Facture d’été.pdf" in html
    with app.app_context():
        document = db.session.scalar(select(Document))
        assert document is not None
        key = document.id
    root = path.rpartition("/pages")[0]
    got = josette.get(f"{root}/documents/{key}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    josette.get(path)
    asked = josette.post(path, data={"nom": "DUROND", "action": f"delete {key}"}).headers["Location"]
    assert "Facture d’été.pdf" in josette.get(asked).get_data(as_text=True)
    assert josette.get(f"{root}/documents/{key}").data == PDF, "nothing is deleted before one has said so"
    assert josette.post(asked, data={}).headers["Location"] == path
    assert josette.get(f"{root}/documents/{key}").status_code == 404
    page = josette.get(path).get_data(as_text=True)
    assert "Télécharger" not in page
    assert 'value="DUROND"' in page


def test_an_ineligible_person_is_told_why_and_keeps_the_answers(josette: CheckingClient) -> None:
    path = begin(josette, "cheque-reussite")
    answer = send_page(josette, path, {"nom": "DUROND", "college": "autre"})
    assert answer.headers["Location"].endswith("/arret")
    page = josette.get(answer.headers["Location"]).get_data(as_text=True)
    assert "collèges publics" in page
    assert 'value="DUROND"' in josette.get(path).get_data(as_text=True)


def test_a_closed_procedure_is_not_listed_and_late_drafts_follow_its_rule(
    josette: CheckingClient, clock: Clock
) -> None:
    path = begin(josette, "cheque-reussite")
    recap = fill(josette, load_file("cheque-reussite"), path, complete("cheque-reussite"))
    clock.pass_by(days=300)
    josette.log_in()
    assert "Chèque réussite" not in josette.get("/demarches").get_data(as_text=True)
    josette.get(recap)
    answer = josette.post(recap, data={"action": "send"})
    assert answer.status_code == 422
    assert "fermée" in answer.get_data(as_text=True)


def test_a_draft_is_deleted_with_its_documents_only_after_asking(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    root = path.rpartition("/pages")[0]
    assert "Supprimer cette demande" in josette.get(f"{root}/supprimer").get_data(as_text=True)
    assert josette.post(f"{root}/supprimer", data={}).status_code == 303
    assert josette.get(path).status_code == 404
    assert "aucune demande" in josette.get("/demandes/a-finaliser").get_data(as_text=True)


@pytest.mark.parametrize(
    "text", ["\x00a\x1b[31m", "<script>alert(1)</script>", "{{7*7}}{% raw %}", '"><img onerror=x>', "x" * 1_000_000]
)
def test_odd_text_is_shown_as_text_and_breaks_nothing(josette: CheckingClient, text: str) -> None:
    path = begin(josette, SLUG)
    answer = send_page(josette, path, {"navigo": text})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<script>alert" not in html
    assert "<img onerror" not in html
    assert "\x00" not in html
    assert josette.get(path).status_code == 200


def test_a_stale_page_comes_back_filled_with_a_new_token_and_keeps_nothing(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = josette.post(path, data={"csrf_token": "old", "navigo": "45878855"}, headers=headers)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert 'value="45878855"' in html
    assert "ouverte depuis longtemps" in html
    with app.app_context():
        answers = db.session.scalar(select(Draft.answers))
    assert answers is not None
    assert answers["values"] == {}
    assert josette.post(path, data={"navigo": "45878855", "action": "next"}).status_code == 303


@pytest.mark.check("DU-6")
def test_another_request_is_begun_only_when_it_is_said_and_five_at_most(josette: CheckingClient, app: Flask) -> None:
    first = begin(josette, SLUG)
    page = josette.get(f"/demarches/{SLUG}").get_data(as_text=True)
    assert "Reprendre ma demande" in page
    assert "Commencer une autre demande" in page
    assert begin(josette, SLUG) == first
    wrong = josette.post(f"/demarches/{SLUG}/commencer", data={"autre": "oui"})
    assert "a-accepter" in wrong.headers["Location"], "its conditions are accepted again"
    places = {first}
    for _ in range(4):
        answer = josette.post(f"/demarches/{SLUG}/commencer", data={"autre": "oui", "conditions": "oui"})
        places.add(answer.headers["Location"])
    assert len(places) == 5
    sixth = josette.post(f"/demarches/{SLUG}/commencer", data={"autre": "oui", "conditions": "oui"})
    assert sixth.headers["Location"] == "/demandes/a-finaliser"
    assert "déjà cinq demandes" in josette.get("/demandes/a-finaliser").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 5


def test_the_summary_of_errors_says_in_which_row_each_stands(josette: CheckingClient) -> None:
    slug = "agrement-assistant-maternel"
    recap = fill(josette, load_file(slug), begin(josette, slug), complete(slug))
    path = recap.replace("recapitulatif", "pages/personnes")
    for _ in range(2):
        marks = row_marks(josette.get(path).get_data(as_text=True))
        more = [("csrf_token", josette.token), ("action", "add /personnes"), *(("row", mark) for mark in marks)]
        assert josette.post(path, data=MultiDict(more)).status_code == 303
    marks = row_marks(josette.get(path).get_data(as_text=True))
    data = MultiDict([("csrf_token", josette.token), ("action", "next"), *(("row", mark) for mark in marks)])
    last = len(marks) - 1
    data.update({f"personnes-{last - 1}-nom": "DUROND", f"personnes-{last - 1}-prenom": "Ève"})
    shown = re.findall(r'name="shown" value="([^"]+)"', josette.get(path).get_data(as_text=True))
    for name in shown:
        data.add("shown", name)
    wrong = josette.post(path, data=data)
    listed = wrong.get_data(as_text=True).split("govuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    said = re.findall(r'<a href="([^"]*)">([^<]*)<', listed)
    assert wrong.status_code == 422
    born = "renseignez la date de naissance."
    assert (f"#personnes-{last - 1}-naissance-jour", f"Personne {last}\u00a0: {born}") in said
    assert (f"#personnes-{last}-naissance-jour", f"Personne {last + 1}\u00a0: {born}") in said
    assert [target.split("-")[1] for target, _ in said] == sorted(target.split("-")[1] for target, _ in said), (
        "one row after another, as they stand on the page"
    )
    assert len({words for _, words in said}) == len(said), "no line of it says what another says"
