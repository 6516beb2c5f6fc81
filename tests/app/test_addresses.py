"""« Rechercher une adresse » on the pages of a request, without script, and the answers that its script gets."""

from __future__ import annotations

import html as entities
import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.catalogue import services as catalogue
from app.extensions import db, utc_now
from app.submissions.models import Draft
from tests.addresses.spoiled import spoiled, whole
from tests.app.conftest import CheckingClient
from tests.app.walk import begin, row_marks, send_page

SLUG = "cheque-reussite"
SAVART = {
    "numero": "15",
    "voie": "Rue Ernest Savart",
    "codePostal": "93100",
    "commune": "Montreuil",
    "codeInsee": "93048",
}
FAILED = "La recherche d’adresse ne répond pas. Écrivez votre adresse ci-dessous."
BLOCK = {"$ref": "https://demarches.example/blocks/address/1"}


@pytest.fixture
def settings(address_service: str) -> dict[str, str]:
    """Every application of this file asks a real service."""
    return {"ADDRESS_SEARCH_URL": address_service}


def kept(app: Flask) -> dict[str, Any]:
    """Give the answers of the one draft there is."""
    with app.app_context():
        answers = db.session.scalar(select(Draft.answers))
    assert answers is not None
    values: dict[str, Any] = answers["values"]
    return values


def choices(html: str) -> dict[str, str]:
    """Read the buttons of the addresses found: their words and what they post."""
    found = re.findall(r'name="action" value="(choose [^"]+)">([^<]+)</button>', html)
    return {words: entities.unescape(value) for value, words in found}


def inputs(html: str) -> dict[str, str]:
    """Read the texts and the hidden inputs of a page."""
    found = re.findall(r'<input [^>]*?\bname="([^"]+)"[^>]*? value="([^"]*)"', html)
    return {name: entities.unescape(value) for name, value in found if "radio" not in name}


def typed(html: str) -> dict[str, str]:
    """Give what a person posts who leaves the address as the page has it."""
    return {name: text for name, text in inputs(html).items() if "adresse" in name}


def publish(app: Flask, properties: dict[str, Any]) -> None:
    """Publish a small procedure of one page."""
    with app.app_context():
        document = {
            "$schema": "https://demarches.example/dialect/1",
            "title": "Essai",
            "type": "object",
            "properties": properties,
            "x-pages": [{"id": "page", "title": "Page", "fields": [f"/{name}" for name in properties]}],
        }
        catalogue.publish(db.session, app.extensions["library"], "essai", json.dumps(document), "tests", utc_now())
        db.session.commit()


def test_an_address_is_searched_and_chosen_without_script_and_nothing_typed_is_lost(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, SLUG)
    data = {"nom": "DUROND", "adresse-complement1": "Bât. B", "adresse-pays": "France"}
    answer = send_page(josette, path, {**data, "search adresse": "15 rue ernest sav"}, "search adresse")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "1 adresse trouvée." in page
    assert "govuk-error" not in page
    assert inputs(page)["search adresse"] == "15 rue ernest sav"
    assert inputs(page)["nom"] == "DUROND"
    found = choices(page)
    assert list(found) == ["Choisir 15 Rue Ernest Savart 93100 Montreuil"]
    answer = josette.post(path, data={**typed(page), "nom": "DURAND", "action": found.popitem()[1]})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#adresse-voie-question")
    page = josette.get(path).get_data(as_text=True)
    assert {key: inputs(page)[f"adresse-{key}"] for key in SAVART} == SAVART
    assert kept(app)["adresse"] == {**SAVART, "complement1": "Bât. B", "pays": "France"}
    assert kept(app)["nom"] == "DURAND"


@pytest.mark.parametrize(
    ("changed", "code"),
    [({}, "93048"), ({"numero": "17"}, "93048"), ({"voie": "Rue Haute"}, None), ({"commune": "Metz"}, None)],
)
def test_the_insee_code_is_kept_as_long_as_street_and_town_are_those_chosen(
    josette: CheckingClient, app: Flask, changed: dict[str, str], code: str | None
) -> None:
    path = begin(josette, SLUG)
    send_page(josette, path, {f"adresse-{key}": text for key, text in SAVART.items()}, "save")
    page = josette.get(path).get_data(as_text=True)
    data = {**typed(page), **{f"adresse-{key}": text for key, text in changed.items()}, "action": "save"}
    assert josette.post(path, data=data).status_code == 303
    assert kept(app)["adresse"].get("codeInsee") == code


def test_a_town_that_is_chosen_leaves_the_street_that_was_written(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    data = {"adresse-numero": "10", "adresse-voie": "rue Primo Levi", "search adresse": "montreuil"}
    found = choices(send_page(josette, path, data, "search adresse").get_data(as_text=True))
    assert josette.post(path, data={**data, "action": found["Choisir 93100 Montreuil"]}).status_code == 303
    assert kept(app)["adresse"] == {**SAVART, "numero": "10", "voie": "rue Primo Levi"}


def test_the_enter_key_in_the_search_box_searches_once_and_never_blocks(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    data = {"search adresse": "rue introuvable xyz"}
    answer = send_page(josette, path, data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Aucune adresse ne correspond." in page
    assert inputs(page)["searched adresse"] == data["search adresse"]
    answer = send_page(josette, path, {**data, "searched adresse": data["search adresse"]})
    assert answer.status_code == 422
    assert inputs(answer.get_data(as_text=True))["search adresse"] == data["search adresse"]


def test_too_few_signs_are_told(josette: CheckingClient) -> None:
    answer = send_page(josette, begin(josette, SLUG), {"search adresse": "ru"}, "search adresse")
    assert "Écrivez au moins 3 signes" in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "\x00\x02name\x03 rue \x1b[31m", "x" * 100_000])
def test_odd_text_in_the_search_box_is_shown_as_text(josette: CheckingClient, text: str) -> None:
    answer = send_page(josette, begin(josette, SLUG), {"search adresse": text}, "search adresse")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<script>alert" not in page
    assert not re.search("[\x00\x02\x03\x1b]", page)


def test_a_choice_that_was_made_up_fills_nothing_but_the_boxes_of_an_address(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, SLUG)
    action = "choose adresse commune=Metz&pays=Luxembourg&nom=X&../voie=Y"
    assert josette.post(path, data={"adresse-pays": "France", "action": action}).status_code == 303
    assert kept(app)["adresse"] == {"commune": "Metz", "pays": "France"}
    for odd in ("choose", "choose  ", "search", "search nulle part", "choose \x02%ff =&=;"):
        assert josette.post(path, data={"action": odd}).status_code in (200, 303)


def test_a_stale_page_shows_the_search_text_again(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = josette.post(path, data={"csrf_token": "old", "search adresse": "15 rue"}, headers=headers)
    assert answer.status_code == 403
    assert inputs(answer.get_data(as_text=True))["search adresse"] == "15 rue"


def test_a_group_in_another_group_is_searched_by_its_own_name(josette: CheckingClient, app: Flask) -> None:
    publish(app, {"mam": {"title": "Maison", "type": "object", "properties": {"adresse": {**BLOCK, "title": "Lieu"}}}})
    path = begin(josette, "essai")
    data = {"search mam-adresse": "15 rue ernest savart"}
    found = choices(send_page(josette, path, data, "search mam-adresse").get_data(as_text=True))
    assert josette.post(path, data={**data, "action": next(iter(found.values()))}).status_code == 303
    assert kept(app)["mam"]["adresse"] == SAVART


def test_the_address_of_a_row_is_searched_and_chosen_in_its_row(josette: CheckingClient, app: Flask) -> None:
    row = {"type": "object", "properties": {"adresse": BLOCK}}
    publish(app, {"lieux": {"title": "Lieux", "type": "array", "maxItems": 3, "items": row}})
    path = begin(josette, "essai")
    for _ in range(2):
        marks = row_marks(josette.get(path).get_data(as_text=True))
        rows = [("row", mark) for mark in marks]
        data = MultiDict([("csrf_token", josette.token), ("action", "add /lieux"), *rows])
        assert josette.post(path, data=data).status_code == 303
    marks = row_marks(josette.get(path).get_data(as_text=True))
    rows = [("csrf_token", josette.token), *(("row", mark) for mark in marks)]
    search = [("search lieux-1-adresse", "15 rue ernest savart"), ("action", "search lieux-1-adresse")]
    found = choices(josette.post(path, data=MultiDict([*rows, *search])).get_data(as_text=True))
    assert josette.post(path, data=MultiDict([*rows, ("action", next(iter(found.values())))])).status_code == 303
    assert kept(app)["lieux"] == [{}, {"adresse": SAVART}]


def test_an_address_without_a_box_for_the_number_has_it_before_its_street(josette: CheckingClient, app: Flask) -> None:
    boxes = {name: {"title": name, "type": "string"} for name in ("voie", "codePostal", "commune")}
    publish(app, {"lieu": {"title": "Lieu", "type": "object", "x-widget": "address", "properties": boxes}})
    path = begin(josette, "essai")
    data = {"search lieu": "15 rue ernest savart"}
    found = choices(send_page(josette, path, data, "search lieu").get_data(as_text=True))
    assert josette.post(path, data={**data, "action": next(iter(found.values()))}).status_code == 303
    assert kept(app)["lieu"] == {"voie": "15 Rue Ernest Savart", "codePostal": "93100", "commune": "Montreuil"}


def test_the_script_gets_addresses_that_nobody_keeps(josette: CheckingClient) -> None:
    answer = josette.get("/adresses?q=15+rue+ernest+sav")
    assert answer.headers["Cache-Control"] == "no-store"
    label = "15 Rue Ernest Savart 93100 Montreuil"
    assert answer.json == {"addresses": [{"label": label, "boxes": SAVART}], "failed": False}
    assert josette.get("/adresses").json == {"addresses": [], "failed": False}


@pytest.mark.check("AZ-3")
def test_a_visitor_gets_no_address(client: CheckingClient) -> None:
    answer = client.get("/adresses?q=15+rue+ernest+sav")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/connexion?suite=")
    assert "Montreuil" not in answer.get_data(as_text=True)


def test_a_person_who_searches_too_much_waits_and_the_others_do_not(
    josette: CheckingClient, marcel: CheckingClient
) -> None:
    answers = [josette.get("/adresses?q=rue+de+paris") for _ in range(91)]
    assert {one.status_code for one in answers[:90]} == {200}
    assert answers[90].status_code == 429
    assert answers[90].json == {"addresses": [], "failed": True}
    assert marcel.get("/adresses?q=rue+de+paris").status_code == 200
    page = send_page(josette, begin(josette, SLUG), {"nom": "X", "search adresse": "rue de paris"}, "search adresse")
    assert page.status_code == 200
    assert FAILED in page.get_data(as_text=True)


class TestWithoutAnAnswer:
    """A service that fails: the page says so, and the person writes the address."""

    @pytest.fixture
    def settings(self) -> Any:
        """Ask a service that wants to be left alone."""
        with spoiled() as server:
            server.answer = whole(status=429)
            yield {"ADDRESS_SEARCH_URL": server.base}

    def test_the_page_says_that_nothing_answers_and_takes_what_is_written(
        self, josette: CheckingClient, app: Flask
    ) -> None:
        path = begin(josette, SLUG)
        data = {"adresse-voie": "rue Primo Levi", "search adresse": "10 rue primo levi"}
        answer = send_page(josette, path, data, "search adresse")
        assert answer.status_code == 200
        assert FAILED in answer.get_data(as_text=True)
        assert josette.get("/adresses?q=primo").json == {"addresses": [], "failed": True}
        assert send_page(josette, path, data, "save").status_code == 303
        assert kept(app)["adresse"]["voie"] == "rue Primo Levi"


class TestWithoutAService:
    """No address configured: nothing of the search shows."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        """Name no service."""
        return {}

    def test_nothing_of_the_search_shows(self, josette: CheckingClient) -> None:
        path = begin(josette, SLUG)
        page = josette.get(path).get_data(as_text=True)
        assert "Rechercher" not in page
        assert "data-address" not in page
        answer = send_page(josette, path, {"search adresse": "15 rue ernest savart"}, "search adresse")
        assert answer.status_code == 200
        assert "Rechercher" not in answer.get_data(as_text=True)

    def test_the_insee_code_of_another_town_is_forgotten_all_the_same(
        self, josette: CheckingClient, app: Flask
    ) -> None:
        path = begin(josette, SLUG)
        send_page(josette, path, {f"adresse-{key}": text for key, text in SAVART.items()}, "save")
        page = josette.get(path).get_data(as_text=True)
        josette.post(path, data={**typed(page), "adresse-commune": "Metz", "action": "save"})
        assert "codeInsee" not in kept(app)["adresse"]
