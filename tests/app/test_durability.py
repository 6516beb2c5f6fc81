"""What trust.md §7 asks of drafts and no other file proves: documents beside errors, old tabs, clicks at once."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.submissions.models import Draft, Event, Submission
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock, clicks
from tests.app.test_requests import SLUG, sent
from tests.app.walk import PDF, begin

CHILD = "cheque-reussite"


@pytest.mark.check("DU-4")
def test_an_invalid_page_keeps_its_documents_and_what_was_typed_whatever_the_button(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, CHILD)
    for number, (action, status) in enumerate((("save", 303), ("previous", 303), ("next", 422)), 1):
        josette.get(path)
        data = MultiDict([("csrf_token", josette.token), ("action", action), ("nom", "DUROND"), ("prenom", "")])
        data.update({"naissance-jour": "32", "naissance-mois": "mars", "naissance-annee": "2015"})
        data.add("domicile", (io.BytesIO(PDF), f"preuve-{number}.pdf"))
        answer = josette.post(path, data=data, content_type="multipart/form-data")
        assert answer.status_code == status, action
        again = josette.get(path).get_data(as_text=True)
        assert 'value="DUROND"' in again
        assert 'value="mars"' in again
        assert f"preuve-{number}.pdf" in again
        assert "Saisissez" in again or "date" in again
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Document)) == 3


@pytest.mark.check("DU-5")
def test_what_an_old_tab_posts_after_sending_changes_nothing_and_is_told(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    page = receipt.replace("envoyee", "pages/navigo")
    with app.app_context():
        before = db.session.scalar(select(Submission.answers))
    josette.get(receipt)
    for action in ("next", "save", "confirm"):
        answer = josette.post(page, data={"navigo": "11111111", "action": action})
        assert answer.status_code == 303
        told = josette.get(answer.headers["Location"]).get_data(as_text=True)
        assert "déjà envoyée, sous le n° DEM-0000000001" in told
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
        assert db.session.scalar(select(Submission.answers)) == before
        [draft] = db.session.scalars(select(Draft))
        assert draft.answers["values"]["navigo"] == "45878855"


@pytest.mark.check("DU-6")
def test_five_clicks_at_once_begin_one_draft(josette: CheckingClient, app: Flask) -> None:
    josette.get(f"/demarches/{SLUG}")
    places = clicks(josette, app, f"/demarches/{SLUG}/commencer")
    assert len(set(places)) == 1, places
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
        begun = select(func.count()).select_from(Event).where(Event.kind == "begun")
        assert db.session.scalar(begun) == 1, "its history says once that it was begun"


def test_the_list_says_what_is_left_until_when_and_when_it_is_too_late(josette: CheckingClient, clock: Clock) -> None:
    path = begin(josette, SLUG)
    begin(josette, CHILD)
    josette.get(path)
    clock.pass_by(minutes=1)
    josette.post(path, data={"navigo": "45878855", "action": "next"})
    page = josette.get("/demandes/a-finaliser").get_data(as_text=True)
    first, second = page.split('<div class="guichet-card">')[1:]
    assert "Il reste 5\u00a0étapes, puis l’envoi." in first
    assert first.count("<strong>À faire</strong>") == 6
    assert first.count("<strong>Fait</strong>") == 1
    assert "Gardée jusqu’au 24\u00a0février 2027." in first
    assert "Il reste 1\u00a0étape, puis l’envoi." in second
    assert page.count("Pas encore envoyée") == 2
    entry = josette.get(f"/demarches/{SLUG}").get_data(as_text=True)
    assert "Reprendre ma demande" in entry
    assert "Elle est gardée jusqu’au 24\u00a0février 2027." in entry
    clock.pass_by(days=250)
    josette.log_in()
    late = josette.get("/demandes/a-finaliser").get_data(as_text=True)
    assert "Cette démarche est fermée depuis le 30\u00a0juin 2027" in late
    josette.get(path)
    josette.post(path.rpartition("/pages")[0] + "/supprimer", data={})
    assert "Forfait Améthyste" not in josette.get("/demandes/a-finaliser").get_data(as_text=True)


def test_the_worker_does_it_by_itself(app: Flask) -> None:
    registry = app.extensions["huey"]._registry
    names = {one.name: one for one in registry.periodic_tasks}
    assert {"announce", "purge_drafts"} <= set(names)
    assert app.extensions["huey"].execute(names["announce"]) == 0
    assert app.extensions["huey"].execute(names["purge_drafts"]) == 0
