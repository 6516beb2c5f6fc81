"""Documents given from a telephone, on a slow line, and all that can go wrong on the way."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.app.conftest import PASSWORD
from tests.conftest import load_file
from tests.journeys.conftest import PHONE, Judge, Site, context, joined
from tests.journeys.driver import Person
from tests.people import complete

SLOW, FAST = 400_000 // 8, -1
SLUG, NAME = "cheque-reussite", "domicile"
SENDING = "[data-sendings] li"
DOCUMENT = "[data-document]"


def photograph(folder: Path) -> Path:
    """Make a photograph that takes some seconds over a slow line."""
    path = folder / "photo.jpg"
    noise = random.Random(1).randbytes(1400 * 600 * 3)  # a picture, not a secret
    Image.frombytes("RGB", (1400, 600), noise).save(path, quality=60)
    return path


def watch_choosers(page: Page) -> None:
    """Have file choosers given to the test from now on.

    Asked for only when one is expected, this reaches a busy page after the key that opens the chooser, which is then
    lost: keys go before such orders. So it is asked for ahead, and the page is made to answer once.
    """
    page.on("filechooser", lambda _: None)
    page.evaluate("0")


class Line:
    """The line of a telephone, and its speed."""

    def __init__(self, window: BrowserContext, page: Page) -> None:
        self._session = window.new_cdp_session(page)
        self._session.send("Network.enable")

    def goes(self, speed: int) -> None:
        """Give the line a speed in bytes a second."""
        known: dict[str, Any] = {"latency": 100 if speed > 0 else 0, "offline": False}
        known |= {"downloadThroughput": speed, "uploadThroughput": speed}
        self._session.send("Network.emulateNetworkConditions", known)


@pytest.fixture
def phone(browser: Browser, site: Site, judge: Judge) -> Any:
    """Somebody with a telephone, on the page that asks for a document."""
    window = browser.new_context(viewport=PHONE, locale="fr-FR", has_touch=True, is_mobile=True)
    walker = Person(window.new_page(), site, judge, js=True)
    walker.log_in(joined(site, address=""))
    walker.begin(SLUG)
    walker.page.wait_for_url("**/pages/**")
    yield walker, window
    window.close()


@pytest.mark.check("DU-13")
@pytest.mark.check("UP-10")
def test_a_photograph_goes_over_a_slow_line_and_is_watched_stopped_and_sent_again(phone: Any, site: Site) -> None:
    walker, window = phone
    page, line, photo = walker.page, Line(window, walker.page), photograph(site.files)
    walker.look("documents, nothing chosen")
    expect(page.locator(f"#{NAME}-limits")).to_contain_text("10 Mo au plus par fichier")
    page.click("summary:has-text('Comment photographier un papier')")
    walker.look("how to photograph")
    page.fill("#nom", "DUROND")
    line.goes(SLOW)
    page.set_input_files(f"#{NAME}", photo)
    words, said = page.locator(f"{SENDING} .guichet-sendings__words"), page.locator("[data-upload-status]")
    expect(words).to_have_text(re.compile(r"Envoi en cours\s: \d+\sKo sur \d+\sKo\."))
    expect(said).to_have_text(re.compile(r"photo.jpg\s: Envoi en cours"))
    assert float(page.locator(f"{SENDING} progress").get_attribute("max") or 0) == photo.stat().st_size
    walker.look("a document on its way")
    page.click(f"{SENDING} >> text=Annuler")
    expect(page.locator(SENDING)).to_have_count(0)
    expect(said).to_have_text(re.compile(r"photo.jpg\s: Envoi annulé\."))
    assert page.evaluate("document.activeElement.id") == NAME, "the keyboard is where one chooses again"
    page.route("**/pieces/*", lambda route: route.abort("connectionreset"))
    page.set_input_files(f"#{NAME}", photo)
    expect(words).to_have_text(re.compile("La connexion est coupée"))
    walker.look("a document whose line is cut")
    page.unroute("**/pieces/*")
    page.click(f"{SENDING} >> text=Réessayer")
    expect(words).to_have_text(re.compile("Envoi en cours"))
    line.goes(FAST)
    expect(page.locator(DOCUMENT)).to_have_count(1)
    expect(page.locator(DOCUMENT)).to_contain_text(re.compile(r"photo\.jpg.*JPEG, \d+\sKo\. Chargé"))
    expect(said).to_have_text(re.compile(r"photo.jpg\s: Chargé\."))
    walker.look("a document that has arrived")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Enregistré à"))
    assert page.input_value("#nom") == "DUROND"
    assert page.locator(f"#{NAME}").evaluate("input => input.files.length") == 0, "the page does not post it again"
    line.goes(SLOW)
    page.set_input_files(
        f"#{NAME}", {"name": "autre.jpg", "mimeType": "image/jpeg", "buffer": photo.read_bytes() + b"."}
    )
    page.click(".guichet-buttons button[value=next]")
    expect(page.locator("[data-held]")).to_contain_text("Un document est encore en cours d’envoi")
    walker.look("a page that waits for its document")
    line.goes(FAST)
    expect(page.locator(".govuk-error-summary")).to_be_visible(timeout=20_000)
    expect(page.locator(DOCUMENT)).to_have_count(2)
    walker.look("a page with its documents and errors")
    assert [one for one in walker.errors if "ERR_CONNECTION_RESET" not in one] == []


@pytest.mark.check("UP-10")
def test_a_document_is_refused_replaced_and_deleted_by_keyboard(phone: Any, site: Site) -> None:
    walker, _ = phone
    page, words = walker.page, phone[0].page.locator(f"{SENDING} .guichet-sendings__words")
    watch_choosers(page)
    for name, content in (("vide.pdf", b""), ("programme.pdf", b"MZ\x90\x00" * 9)):
        (site.files / name).write_bytes(content)
    page.set_input_files(f"#{NAME}", site.files / "vide.pdf")
    expect(words).to_have_text(re.compile(r"Erreur\s: Le fichier «\svide.pdf\s» est vide"))
    page.set_input_files(f"#{NAME}", site.files / "programme.pdf")
    expect(words).to_have_text(re.compile(r"Erreur\s: Le fichier «\sprogramme.pdf\s» n’est pas du bon format"))
    walker.look("a document that is refused")
    page.focus(f"#{NAME}")
    focus = page.locator(".guichet-upload__pick--focus label").evaluate("one => getComputedStyle(one).outlineWidth")
    assert focus == "3px", "the focus is seen on the words that stand for the input"
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(site.files / "ID.pdf")
    expect(page.locator(DOCUMENT)).to_contain_text("ID.pdf")
    expect(page.locator(SENDING)).to_have_count(0)
    (site.files / "Passeport.pdf").write_bytes((site.files / "ID.pdf").read_bytes() + b"%1\n")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-replace]").press("Enter")
    chooser.value.set_files(site.files / "Passeport.pdf")
    expect(page.locator(DOCUMENT)).to_contain_text("Passeport.pdf")
    expect(page.locator(DOCUMENT)).to_have_count(1)
    page.focus("[data-delete]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Oui, supprimer"
    walker.look("a document about to be deleted")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Supprimer" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(DOCUMENT)).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == NAME
    assert walker.errors == []


@pytest.mark.check("DU-3")
def test_the_session_ends_and_the_file_stays_until_one_is_back(phone: Any, site: Site) -> None:
    walker, window = phone
    page, address = walker.page, joined(site)
    page.context.clear_cookies()
    walker.log_in(address)
    walker.begin(SLUG)
    page.wait_for_url("**/pages/**")
    window.clear_cookies(name="guichet")
    page.set_input_files(f"#{NAME}", site.files / "ID.pdf")
    page.fill("#nom", "DUROND")
    expect(page.locator(SENDING)).to_contain_text("Vous avez été déconnecté. Ce fichier est gardé sur cette page")
    saved = page.locator("[data-saved]")
    expect(saved).to_contain_text("vous avez été déconnecté")
    expect(saved).to_be_in_viewport()
    walker.look("logged out while a document waits")
    with window.expect_page() as opened:
        page.click("[data-saved] >> text=Me connecter")
    other = opened.value
    other.fill("#email", address)
    other.fill("#password", PASSWORD)
    other.click("button:has-text('Je me connecte')")
    other.wait_for_url(site.address + "/")
    other.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(DOCUMENT)).to_contain_text("ID.pdf")
    expect(saved).to_have_text(re.compile(r"Enregistré à \d\d:\d\d\."))
    page.reload()
    assert page.input_value("#nom") == "DUROND"
    expect(page.locator(DOCUMENT)).to_have_count(1)


def test_without_a_script_documents_are_posted_replaced_and_deleted(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=False)
    walker = Person(window.new_page(), site, judge, js=False)
    page = walker.page
    walker.log_in(joined(site))
    walker.begin(SLUG)
    page.wait_for_url("**/pages/**")
    page.set_input_files(f"#{NAME}", site.files / "ID.pdf")
    page.click(f"button[value='upload {NAME}']")
    expect(page.locator(DOCUMENT)).to_contain_text("ID.pdf")
    walker.look("a document, without script")
    page.click("button:has-text('Remplacer')")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choisissez d’abord le nouveau fichier")
    walker.look("nothing to replace it with, without script")
    page.click("button:has-text('Supprimer')")
    page.wait_for_url("**/supprimer")
    walker.look("about to delete a document, without script")
    page.click("main button:has-text('Supprimer')")
    expect(page.locator(DOCUMENT)).to_have_count(0)
    assert walker.errors == []
    window.close()


def test_the_profile_says_that_it_is_saved_as_one_types(phone: Any, site: Site) -> None:
    walker, _ = phone
    page = walker.page
    page.goto(site.address + "/mes-informations/identite")
    page.fill("#nomNaissance", "LEGRAND")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Enregistré à \d\d:\d\d\."))
    walker.look("profile, saved as typed")
    page.reload()
    assert page.input_value("#nomNaissance") == "LEGRAND"
    assert walker.errors == []


def test_a_document_is_added_to_a_request_that_was_sent(phone: Any, site: Site) -> None:
    walker, _ = phone
    page = walker.page
    walker.fill_page(load_file(SLUG), complete(SLUG), date.today())
    walker.next()
    page.wait_for_url("**/recapitulatif")
    page.click("button:has-text('Envoyer ma demande')")
    page.wait_for_url("**/envoyee")
    page.goto(page.url.replace("/envoyee", "/pieces"))
    wrong = {"name": "programme.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" * 9}
    page.set_input_files("[data-documents] input[name=pieces]", wrong)
    expect(page.locator(SENDING)).to_contain_text("n’est pas du bon format")
    walker.look("refused after sending")
    more = (site.files / "ID.pdf").read_bytes() + b"%2\n"
    right = {"name": "Plus.pdf", "mimeType": "application/pdf", "buffer": more}
    page.set_input_files("[data-documents] input[name=pieces]", right)
    expect(page.locator("[data-documents] [data-list]")).to_contain_text("Plus.pdf")
    expect(page.locator(SENDING)).to_have_count(0)
    walker.look("added after sending")
    assert walker.errors == []
