"""A form left open for hours: whatever ended meanwhile, nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.submissions.models import Draft
from tests.app.conftest import PASSWORD, CheckingClient, Clock
from tests.app.walk import begin

TYPED = {"navigo": "4587 8855 <b>12</b>", "action": "save"}


def hidden(html: str, name: str) -> str:
    """Read a hidden input as a browser would."""
    import html as entities

    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return entities.unescape(found.group(1))


def log_in_again(client: CheckingClient, html: str) -> str:
    """Log in on the page that came, and give the page that follows."""
    data = {
        "email": "josette.durond@example.org",
        "password": PASSWORD,
        "suite": hidden(html, "suite"),
        "kept": hidden(html, "kept"),
    }
    answer = client.post("/connexion", data=data)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def kept(app: Flask) -> object:
    """Give what the draft has of the page."""
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        return draft.answers["values"].get("navigo")


@pytest.mark.check("SE-5")
def test_the_session_ended_and_the_page_is_sent_all_the_same(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    path = begin(josette, "amethyste-renouvellement")
    josette.get(path)
    clock.pass_by(hours=3)
    answer = josette.post(path, data=TYPED)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Rien n’est perdu" in html
    assert kept(app) is None
    page = log_in_again(josette, html)
    assert "Ce que vous avez saisi est toujours là" in page
    assert f'action="{path}"' in page
    sent = {name: hidden(page, name) for name in ("navigo", "action")}
    assert sent == TYPED
    assert josette.post(path, data=sent).status_code == 303
    assert kept(app) == "4587885512"


@pytest.mark.check("SE-5")
def test_a_browser_that_was_restored_has_no_cookie_left(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, "amethyste-renouvellement")
    josette.get(path)
    fresh = app.test_client()
    assert isinstance(fresh, CheckingClient)
    same_site = {"Sec-Fetch-Site": "same-origin"}
    answer = fresh.post(path, data={**TYPED, "csrf_token": josette.token}, headers=same_site)
    assert answer.status_code == 403
    page = log_in_again(fresh, answer.get_data(as_text=True))
    assert hidden(page, "navigo") == TYPED["navigo"]


@pytest.mark.check("SE-5")
@pytest.mark.parametrize("path", ["/mes-informations/identite", "/mes-aidants"])
def test_other_forms_are_kept_too(josette: CheckingClient, clock: Clock, path: str) -> None:
    josette.get(path)
    clock.pass_by(hours=3)
    answer = josette.post(path, data={"prenoms": "Josette Marie", "email": "aidant@example.org"})
    page = log_in_again(josette, answer.get_data(as_text=True))
    assert hidden(page, "prenoms") == "Josette Marie"


def test_what_was_kept_never_leads_off_the_site_nor_to_another_person(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    path = begin(josette, "amethyste-renouvellement")
    marcel.get("/")
    data = {"email": "josette.durond@example.org", "password": PASSWORD, "kept": '[["a", "b"]]'}
    page = josette.post("/connexion", data={**data, "suite": "https://evil.example/"}).get_data(as_text=True)
    assert 'action="/"' in page
    for broken in ("{", "[[1]]", '"x"', "null"):
        assert josette.post("/connexion", data={**data, "kept": broken}).status_code == 303
        josette.get("/")
    assert marcel.post(path, data=TYPED).status_code == 404
    assert kept(app) is None
