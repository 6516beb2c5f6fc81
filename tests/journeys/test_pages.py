"""What only a browser shows of a page: what is computed, lists to search in, the room between questions."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, Judge, Site, context, joined, served
from tests.journeys.driver import NEXT, Person

NUMBER = {"type": "integer", "minimum": 0, "maximum": 1000}
SCHOOLS = [
    {"const": "a", "title": "École Jean Jaurès", "description": "Bobigny, **rue de Paris**"},
    {"const": "b", "title": "École Jean Jaurès", "description": "Montreuil"},
    {"const": "c", "title": "École Pasteur"},
]
DEFINITION = {
    "title": "Essai des pages",
    "type": "object",
    "properties": {
        "un": {"title": "Premier nombre", **NUMBER},
        "deux": {"title": "Second nombre", **NUMBER},
        "total": {
            "title": "Total",
            "type": "integer",
            "readOnly": True,
            "x-compute": {"+": [{"var": "un"}, {"var": "deux"}]},
        },
        "ecole": {"title": "École", "type": "string", "x-widget": "search", "oneOf": SCHOOLS},
        "enfants": {
            "title": "Enfants",
            "type": "array",
            "maxItems": 3,
            "items": {"type": "object", "properties": {"prenom": {"title": "Prénom", "type": "string"}}},
        },
        "iban": {"title": "IBAN", "type": "string", "format": "iban"},
        "bic": {"title": "BIC", "type": "string", "format": "bic", "x-bic-for": "iban"},
        "remarque": {"title": "Remarque", "type": "string"},
    },
    "x-procedure": {"type": "Essai"},
}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The portal, with a procedure of its own."""
    folder = tmp_path_factory.mktemp("pages-site")
    also = {"essai-des-pages": json.dumps(DEFINITION)}
    with served(folder, f"sqlite:///{folder / 'guichet.sqlite3'}", also=also) as made:
        yield made


@pytest.fixture
def page(browser: Browser, other: Site, judge: Judge) -> Iterator[Page]:
    """The page of a request just begun."""
    window = context(browser, js=True, size=DESKTOP)
    walker = Person(window.new_page(), other, judge, js=True)
    walker.log_in(joined(other))
    walker.begin("essai-des-pages")
    yield walker.page
    assert walker.errors == []
    window.close()


def test_what_is_computed_follows_what_is_typed(page: Page) -> None:
    page.fill("#un", "20")
    page.fill("#deux", "22")
    total = page.locator("#total-question .guichet-computed")
    expect(total).to_have_text("42")
    page.fill("#deux", "23")
    expect(total).to_have_text("43")


def test_the_options_of_a_searched_list_are_told_apart_by_their_hints(page: Page) -> None:
    box, lines = page.locator("#ecole"), page.locator("#ecole-question [role=option]")
    status = page.locator("#ecole-question [role=status]")
    box.press_sequentially("jaures")
    expect(lines).to_have_text(["École Jean Jaurès (Bobigny, rue de Paris)", "École Jean Jaurès (Montreuil)"])
    expect(status).to_have_text("2 réponses")
    box.fill("jaures montreuil")
    expect(lines).to_have_text(["École Jean Jaurès (Montreuil)"])
    expect(status).to_have_text("1 réponse")
    lines.first.click()
    assert page.eval_on_selector("select[name=ecole]", "(one) => one.value") == "b"
    box.press("Tab")
    assert page.eval_on_selector("select[name=ecole]", "(one) => one.value") == "b"
    box.fill("école pasteur")
    box.press("Tab")
    assert page.eval_on_selector("select[name=ecole]", "(one) => one.value") == "c"


def test_there_is_room_under_the_button_that_adds_a_row(page: Page) -> None:
    button = page.locator("#enfants").bounding_box()
    question = page.locator("#iban-question").bounding_box()
    assert button
    assert question
    assert 24 <= question["y"] - button["y"] - button["height"] <= 60


def test_the_bic_is_found_though_the_page_saves_while_one_types(page: Page) -> None:
    for _ in range(2):
        page.fill("#iban", "FR7630006000011234567890189")
        page.fill("#remarque", "Merci.")
        expect(page.locator("[data-saved]")).to_contain_text("Enregistré")
        assert page.input_value("#bic") == ""
        page.fill("#remarque", "Merci !")
    page.click(NEXT)
    expect(page.locator("main")).to_contain_text("AGRIFRPPXXX")
    page.go_back()
    page.reload()
    assert page.input_value("#bic") == "AGRIFRPPXXX"
    page.fill("#bic", "")
    page.press("#bic", "Tab")
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré")
    page.click(NEXT)
    expect(page.locator("main")).to_contain_text("FR76")
    expect(page.locator("main")).not_to_contain_text("AGRIFRPPXXX")
