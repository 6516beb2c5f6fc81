"""A request read in another language of its procedure: chosen at the door or on any page, and never lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

import forms
from app.extensions import db
from app.rendering import others, wording
from app.rendering.tongues import WORDINGS, called
from app.submissions.models import Draft, Event
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.test_helping import helping
from tests.app.test_renewal import settle
from tests.app.test_requests import SLUG
from tests.app.test_sending import SEND, words
from tests.app.walk import begin, fill, send_page
from tests.conftest import load_file
from tests.people import complete

ENGLISH = "Read the questions in English"
CHEQUE = "cheque-reussite"


def text_of(client: CheckingClient, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).get_data(as_text=True))


def test_a_procedure_in_one_language_offers_none(josette: CheckingClient) -> None:
    assert "langue=" not in text_of(josette, f"/demarches/{CHEQUE}")
    assert 'value="language ' not in text_of(josette, begin(josette, CHEQUE))


def test_the_door_is_read_in_english_and_leads_to_english_pages(josette: CheckingClient, app: Flask) -> None:
    door = text_of(josette, f"/demarches/{SLUG}")
    assert f'href="/demarches/{SLUG}?langue=en" lang="en" hreflang="en">{ENGLISH}</a>' in door
    door = text_of(josette, f"/demarches/{SLUG}?langue=en")
    for said in (
        '<h1 class="govuk-heading-l" lang="en">My Améthyste renewal</h1>',
        "Proof of identity",
        "(depending on your answers)",
        "Before you begin",
        "Lire les questions en français",
        "E-mails, letters and the rest of this site are in French",
    ):
        assert said in door, said
    refused = josette.post(f"/demarches/{SLUG}/commencer", data={"langue": "en"})
    assert "langue=en" in refused.headers["Location"], "who forgot the box reads on in English"
    told = text_of(josette, refused.headers["Location"])
    assert told.count("Tick the box to accept the terms, then go on.") == 2
    assert "Cochez" not in told
    begun = josette.post(f"/demarches/{SLUG}/commencer", data={"langue": "en", "conditions": "oui"})
    page = text_of(josette, begun.headers["Location"])
    assert '<h1 class="govuk-heading-l" lang="en">Write your Navigo pass number below</h1>' in page
    assert '<html lang="fr">' in page
    for said in ("Navigo pass number", ">Next</button>", ">Save</button>", "Page 1 of 6"):
        assert said in page, said
    assert "Suivant" not in page
    with app.app_context():
        assert db.session.scalars(select(Draft.language)).one() == "en"


def test_a_page_changes_its_language_and_keeps_what_is_typed(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    changed = send_page(josette, path, {"navigo": "12 abc"}, "language en")
    assert (changed.status_code, changed.headers["Location"]) == (303, f"{path}#langues")
    page = text_of(josette, path)
    assert 'value="12 abc"' in page
    assert "Navigo pass number" in page
    wrong = send_page(josette, path, {"navigo": "12 abc"}, "next")
    said = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert "Check your Navigo pass number: it has 8 to 10 digits" in said
    assert "There is a problem" in said
    assert send_page(josette, path, {"navigo": "45878855"}, "language xx").status_code == 303
    gone = text_of(josette, path.replace("pages/navigo", "supprimer"))
    assert "Forfait Améthyste" in gone, "a page in French names the procedure in French"
    assert "Navigo pass number" in text_of(josette, path), "a language that there is not changes nothing"
    assert send_page(josette, path, {"navigo": "45878855"}, "language fr").status_code == 303
    assert "Numéro de Passe Navigo" in text_of(josette, path)


def test_what_is_sent_mailed_and_kept_is_in_the_language_of_the_procedure(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    send_page(josette, path, {}, "language en")
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    page = text_of(josette, recap)
    for said in (
        'lang="en">Your answers</h1>',
        "RE - Retired",
        ">Yes</dd>",
        ">Change<",
        "Send my request",
        "tax income",
    ):
        assert said in page, said
    josette.post(recap, data={**SEND, "action": "language fr"})
    assert ">Récapitulatif</h1>" in text_of(josette, recap)
    josette.post(recap, data={**SEND, "action": "language en"})
    receipt = josette.post(recap, data=SEND).headers["Location"]
    assert receipt.endswith("/envoyee")
    paper = re.sub(r"\s+", " ", words(josette.get(receipt.replace("envoyee", "accuse.pdf")).data))
    assert "RE - Retraité.e" in paper
    assert "Retired" not in paper
    assert "Retired" not in text_of(josette, receipt.removesuffix("/envoyee"))
    [mail] = [text for to, _, text in mails(app) if to == "josette.durond@example.org"]
    assert "Votre demande de renouvellement" in mail


def test_the_history_of_a_helper_is_in_the_language_of_the_procedure(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    link = helping(josette, marcel, app)
    marcel.get(f"/demarches/{SLUG}?langue=en")
    data = {"conditions": "oui", "pour": link, "langue": "en"}
    path = marcel.post(f"/demarches/{SLUG}/commencer", data=data).headers["Location"]
    assert "Navigo pass number" in text_of(marcel, path)
    assert send_page(marcel, path, {"navigo": "45878855"}, "next").status_code == 303
    with app.app_context():
        [detail] = db.session.scalars(select(Event.details).where(Event.kind == "page"))
    assert "Write your Navigo" not in str(detail)
    assert detail


def test_each_language_of_the_portal_has_every_word_and_one_that_has_none_is_said_in_french() -> None:
    assert {code: one.code for code, one in WORDINGS.items()} == {"fr": "fr", "en": "en"}
    assert wording("es").next == "Suivant"
    assert [code for code, _ in others(load_file(SLUG))] == ["en"]


def test_a_language_without_a_text_yet_is_not_offered() -> None:
    document = {**load_file(SLUG).document, "x-i18n": {"en": {"/title": "My request"}, "es": {}}}
    assert [code for code, _ in others(forms.load(document))] == ["en"]


@pytest.mark.parametrize(("code", "words_of"), [("es", "Español"), ("ar", "العربية")])
def test_a_language_without_words_of_ours_is_offered_by_its_own_name(code: str, words_of: str) -> None:
    assert called(code) == words_of


def test_documents_are_listed_in_the_language_of_the_page(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    send_page(josette, path, {}, "language en")
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    page = text_of(josette, recap.replace("recapitulatif", "pages/pieces"))
    for said in ('aria-label="Uploaded documents : Proof of identity"', ">Replace<", ">Remove<", " bytes. "):
        assert said in page, said
    assert re.search("All your documents together: 50.MB at most.", page)
    for said in ("Ensemble, vos", "Remplacer", "Télécharger", "octets", "Documents chargés"):
        assert said not in page, said


def test_a_renewal_is_read_in_the_language_of_the_door_else_in_that_of_last_year(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = begin(josette, SLUG)
    send_page(josette, path, {}, "language en")
    receipt = josette.post(fill(josette, load_file(SLUG), path, complete(SLUG)), data=SEND).headers["Location"]
    settle(app, clock, receipt)
    door = f"/demarches/{SLUG}/renouveler"
    assert f'href="{door}?langue=en"' in text_of(josette, f"/demarches/{SLUG}?langue=en")
    assert '<input type="hidden" name="langue" value="en">' in text_of(josette, f"{door}?langue=en")
    about = josette.post(door, data={"conditions": "oui"}).headers["Location"]
    assert '<span lang="en">My Améthyste renewal</span> · Page 1 sur 7' in text_of(josette, about)
    page = text_of(josette, about.replace("vos-informations?tout=oui", "pages/navigo"))
    assert "Navigo pass number" in page
    assert 'cliquez sur «&nbsp;<span lang="en">Next</span>&nbsp;»' in page
