"""FranceConnect in a real browser, with a real provider: new, known, colliding, refused, leaving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.app.conftest import PASSWORD
from tests.conftest import free_port
from tests.franceconnect.real import SETTINGS, provider
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined, served
from tests.journeys.driver import Person


@pytest.fixture(scope="module")
def fc_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The portal and the provider, which know each other’s address."""
    folder, port = tmp_path_factory.mktemp("fc-site"), free_port()
    with provider(f"http://127.0.0.1:{port}") as issuer:
        url = f"sqlite:///{folder / 'guichet.sqlite3'}"
        with served(folder, url, port, FRANCECONNECT_ISSUER=issuer, **SETTINGS) as made:
            yield made


def go(walker: Person, who: str) -> None:
    """Press the button and say there who one is."""
    walker.page.goto(walker.site.address + "/connexion")
    walker.look("login with FranceConnect")
    walker.page.click("button:has-text('S’identifier avec FranceConnect')")
    walker.page.click(f"#{who}")


@pytest.mark.check("FC-7")
def test_a_new_person_comes_in_leaves_and_comes_back(browser: Browser, fc_site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), fc_site, judge, js=True)
    page = walker.page
    go(walker, "angela")
    page.wait_for_url(fc_site.address + "/")
    page.goto(fc_site.address + "/mes-informations")
    walker.look("profile from FranceConnect")
    assert "DUBOIS" in page.inner_text("main")
    page.goto(fc_site.address + "/mes-informations/identite")
    walker.look("profile from FranceConnect, to change")
    page.click("button:has-text('Se déconnecter')")
    page.click("button:has-text('Oui')")
    page.wait_for_url(fc_site.address + "/connexion")
    page.goto(fc_site.address + "/demandes")
    assert "/connexion" in page.url
    go(walker, "angela")
    page.wait_for_url(fc_site.address + "/")
    assert "Angela" in page.inner_text("header")
    assert walker.errors == []
    window.close()


@pytest.mark.check("FC-5")
def test_an_account_that_exists_is_linked_by_its_password(browser: Browser, fc_site: Site, judge: Judge) -> None:
    joined(fc_site, address="josette.durond@example.org")
    window = context(browser, True, DESKTOP)
    walker = Person(window.new_page(), fc_site, judge, js=True)
    page = walker.page
    go(walker, "josette")
    page.wait_for_url("**/rattacher")
    walker.look("collision")
    page.fill("#current", "pas le bon")
    page.click("button:has-text('Relier mon compte')")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("collision, with an error")
    page.click("button:has-text('Recevoir un lien par courriel')")
    page.wait_for_url("**/mail-envoye")
    page.goto(walker.link_of_mail("/rattacher/", "josette.durond@example.org"))
    walker.look("collision, by mail")
    page.goto(fc_site.address + "/connexion/franceconnect/rattacher")
    page.fill("#current", PASSWORD)
    page.click("button:has-text('Relier mon compte')")
    page.wait_for_url(fc_site.address + "/")
    assert "Josette DUROND" in page.inner_text("header")
    assert walker.errors == []
    window.close()


@pytest.mark.check("FC-8")
def test_giving_up_there_comes_back_calmly(browser: Browser, fc_site: Site, judge: Judge) -> None:
    window = context(browser, True, PHONE)
    walker = Person(window.new_page(), fc_site, judge, js=True)
    go(walker, "refuser")
    walker.page.wait_for_url("**/connexion")
    assert "abandonnée" in walker.page.inner_text("main")
    walker.look("login, after giving up")
    walker.page.goto(fc_site.address + "/connexion/franceconnect/retour?state=x")
    walker.look("FranceConnect refused")
    walker.page.goto(fc_site.address + "/inscription")
    walker.look("sign-up with FranceConnect")
    assert walker.errors == []
    window.close()
