"""A person who arrives with nothing: account, password, login, help; and every page of the shell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.conftest import PASSWORD
from tests.journeys.conftest import DESKTOP, PHONE, Judge, Site, context, joined
from tests.journeys.driver import NEXT, Person

SHELL = ("/", "/mes-informations", "/demarches", "/demandes", "/demandes/a-finaliser", "/aide", "/accessibilite")
SHELL += ("/mentions-legales", "/donnees-personnelles", "/dev/courriels", "/dev/codes", "/rien", "/mes-connexions")
SHELL += ("/mes-aidants", "/mes-informations/identite", "/mes-informations/coordonnees", "/mes-informations/aidant")
WITH_ERRORS = ("/mot-de-passe/changer", "/mon-adresse-courriel", "/fermer-mon-compte", "/mes-aidants/sans-courriel")
NEW = "une tout autre phrase"


def sign_up(page: Page, walker: Person, address: str) -> None:
    """Sign up, follow the link of the mail, choose a password, log in."""
    page.goto(walker.site.address + "/inscription")
    walker.look("sign-up")
    page.click("button:has-text('Valider')")
    walker.look("sign-up, with errors")
    for name, text in (("first_name", "Ève"), ("last_name", "NOËL"), ("email", address)):
        page.fill(f"#{name}", text)
    page.click("button:has-text('Valider')")
    walker.look("mail sent")
    path = walker.link_of_mail("/activation/", address)
    page.goto(path)
    walker.look("choose a password")
    page.fill("#password", "court")
    page.fill("#confirmation", "autre")
    page.click("button[type=submit]:has-text('Créer mon mot de passe')")
    walker.look("choose a password, with errors")
    page.fill("#password", PASSWORD)
    page.fill("#confirmation", PASSWORD)
    page.click("button[type=submit]:has-text('Créer mon mot de passe')")
    page.wait_for_url("**/connexion")
    walker.look("login")
    page.goto(path)
    walker.look("a link that is dead")
    walker.log_in(address)


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_a_person_signs_up_and_sees_every_page_of_the_shell(
    browser: Browser, site: Site, judge: Judge, js: bool
) -> None:
    window = context(browser, js, DESKTOP if js else PHONE)
    walker = Person(window.new_page(), site, judge, js)
    sign_up(walker.page, walker, f"eve.{js}@example.org".lower())
    for path in SHELL:
        walker.page.goto(site.address + path)
        walker.look(path)
    for path in WITH_ERRORS:
        walker.page.goto(site.address + path)
        walker.look(path)
        walker.page.click("main form[novalidate] button[type=submit]:not([tabindex])")
        walker.page.wait_for_selector(".govuk-error-summary")
        walker.look(f"{path}, with errors")
    walker.page.click("button:has-text('Se déconnecter')")
    walker.page.wait_for_url("**/connexion")
    reset(walker, f"eve.{js}@example.org".lower())
    assert [one for one in walker.errors if "404" not in one] == []
    window.close()


def reset(walker: Person, address: str) -> None:
    """Forget the password, choose another by the link of the mail, log in with it."""
    page = walker.page
    page.goto(walker.site.address + "/mot-de-passe/oublie")
    walker.look("forgotten")
    page.fill("#email", address)
    page.click("button:has-text('Changer mon mot de passe')")
    page.wait_for_url("**/mail-envoye")
    page.goto(walker.link_of_mail("/nouveau/", address))
    page.fill("#password", NEW)
    if walker.js:
        expect(page.locator("[data-check=length]")).to_have_class("guichet-rule--met")
        expect(page.locator("[data-check=same]")).not_to_have_class("guichet-rule--met")
    page.fill("#confirmation", NEW)
    if walker.js:
        expect(page.locator(".guichet-rule--met")).to_have_count(4)
        expect(page.locator("[data-password-status]")).to_have_text("4 conditions sur 4 remplies.")
    walker.look("reset, ready")
    page.click("button[type=submit]:has-text('Changer mon mot de passe')")
    page.wait_for_url("**/connexion")
    page.fill("#email", address)
    page.fill("#password", NEW)
    page.click("button:has-text('Je me connecte')")
    page.wait_for_url(walker.site.address + "/")


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_a_new_person_tells_the_profile_once(browser: Browser, site: Site, judge: Judge, js: bool) -> None:
    window = context(browser, js, PHONE if js else DESKTOP)
    walker = Person(window.new_page(), site, judge, js)
    page = walker.page
    walker.log_in(joined(site, {}))
    page.goto(site.address + "/mes-informations/identite")
    page.click("button:has-text('Enregistrer'):visible >> nth=-1")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("profile, with errors")
    walker.begin("amethyste-renouvellement")
    page.wait_for_url("**/vos-informations")
    walker.look("about")
    page.click(".guichet-buttons button[value=next]")
    page.wait_for_selector(".govuk-error-summary")
    walker.look("about, with errors")
    page.check("#naissanceInconnue")
    if js:
        expect(page.locator("#naissance-question")).to_be_hidden()
        expect(page.locator("#anneeNaissance-question")).to_be_visible()
    page.uncheck("#naissanceInconnue")
    walker.tell()
    page.click(".guichet-buttons button[value=next]")
    page.wait_for_url("**/pages/navigo")
    assert "Page 2 sur" in page.inner_text("#progression")
    page.goto(site.address + "/mes-informations")
    walker.look("profile")
    assert "15 rue Ernest Savart" in page.inner_text("main")
    assert walker.errors == []
    window.close()


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_a_helper_is_invited_and_fills_in(browser: Browser, site: Site, judge: Judge, js: bool) -> None:
    windows = [context(browser, js, size) for size in (PHONE, DESKTOP)]
    josette, marcel = (Person(window.new_page(), site, judge, js) for window in windows)
    josette.log_in(joined(site))
    address = joined(site)
    page = josette.page
    page.goto(site.address + "/mes-aidants")
    page.click("button:has-text('Envoyer l’invitation')")
    page.wait_for_selector(".govuk-error-summary")
    josette.look("helpers, with errors")
    page.fill("#email", address)
    page.check("#rights-fill")
    page.click("button:has-text('Envoyer l’invitation')")
    page.wait_for_selector("text=pas encore acceptée")
    josette.look("helpers, invited")
    invitation = josette.link_of_mail("/mes-aidants/invitation/", address)
    marcel.page.goto(invitation)
    marcel.look("invitation, unknown")
    marcel.page.click("text=Me connecter pour accepter")
    marcel.page.fill("#email", address)
    marcel.page.fill("#password", PASSWORD)
    marcel.page.click("button:has-text('Je me connecte')")
    marcel.page.wait_for_url(invitation)
    marcel.look("invitation")
    marcel.page.click("button:has-text('Accepter d’aider')")
    marcel.page.wait_for_url("**/mes-aidants")
    marcel.look("people I help")
    marcel.page.goto(f"{site.address}/demarches/cheque-reussite")
    marcel.look("entry, for whom")
    marcel.page.check("label:has-text('Pour Josette')")
    if marcel.page.query_selector("#conditions"):
        marcel.page.check("#conditions")
    marcel.page.click(".guichet-buttons button:has-text('Suivant')")
    marcel.page.wait_for_url("**/pages/**")
    marcel.page.fill("#nom", "DUROND")
    marcel.page.click(".guichet-buttons button[value=save]")
    marcel.page.wait_for_url("**/a-finaliser")
    page.goto(site.address + "/mes-aidants")
    page.click("text=Voir ce qu’il a fait")
    josette.look("what a helper did")
    assert "Demande commencée" in page.inner_text("main")
    page.goto(site.address + "/mes-aidants")
    josette.look("helpers, accepted")
    page.click("button:has-text('Mettre fin à cette aide')")
    page.wait_for_selector("text=Personne ne vous aide")
    assert josette.errors == []
    assert marcel.errors == []
    for window in windows:
        window.close()


def test_a_form_left_open_is_sent_after_logging_in_again(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), site, judge, js=True)
    page, address = walker.page, joined(site)
    walker.log_in(address)
    walker.begin("amethyste-renouvellement")
    page.fill("#navigo", "4587 8855")
    window.clear_cookies(name="guichet")
    page.click(".guichet-buttons button[value=next]")
    page.wait_for_selector("text=Rien n’est perdu")
    walker.look("login, after a long time")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.wait_for_selector("text=Ce que vous avez saisi est toujours là")
    walker.look("logged in again")
    page.click("button:has-text('Continuer')")
    page.wait_for_url("**/pages/*")
    assert walker.page_id() != "navigo"
    assert walker.errors == []
    window.close()


@pytest.mark.check("SE-3")
def test_the_end_of_a_session_is_announced_and_one_key_extends_it(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), site, judge, js=True)
    walker.page.clock.install()
    walker.log_in(joined(site))
    warning = walker.page.locator("[data-session]")
    expect(warning).to_be_hidden()
    walker.page.clock.fast_forward("01:58:30")
    expect(warning).to_be_visible()
    walker.look("session about to end")
    walker.page.keyboard.press("Tab")
    walker.page.focus("text=Rester connecté")
    walker.page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert walker.errors == []
    window.close()


def test_a_short_walk_on_postgresql(browser: Browser, postgres_site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), postgres_site, judge, js=True)
    sign_up(walker.page, walker, "eve@example.org")
    walker.begin("amethyste-renouvellement")
    walker.tell()
    walker.page.click(".guichet-buttons button[value=next]")
    walker.page.fill("#navigo", "4587 8855")
    walker.page.click("button[value=save]:visible")
    walker.page.wait_for_url("**/demandes/a-finaliser")
    walker.look("drafts")
    walker.page.click(".guichet-buttons >> text=Reprendre")
    assert walker.page.input_value("#navigo") == "45878855"
    assert walker.errors == []
    window.close()


def test_the_help_opens_by_keyboard_and_the_focus_is_seen(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    page = window.new_page()
    page.goto(site.address + "/connexion")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"
    window.close()


@pytest.mark.check("DU-1")
@pytest.mark.check("DU-2")
def test_what_is_typed_is_saved_and_said_so_only_when_it_is_true(browser: Browser, site: Site, judge: Judge) -> None:
    windows = [context(browser, js=True) for _ in range(2)]
    walker, elsewhere = (Person(window.new_page(), site, judge, js=True) for window in windows)
    page, address = walker.page, joined(site)
    for one in (walker, elsewhere):
        one.log_in(address)
    walker.begin("cheque-reussite")
    saved = page.locator("[data-saved]")
    page.locator("#nom").press_sequentially("DUROND", delay=30)
    expect(saved).to_have_text(re.compile(r"Enregistré à \d\d:\d\d\."))
    walker.look("saved as typed")
    elsewhere.page.goto(page.url)
    assert elsewhere.page.input_value("#nom") == "DUROND"
    elsewhere.page.fill("#prenom", "Inès")
    expect(elsewhere.page.locator("[data-saved]")).to_have_text(re.compile("Enregistré à"))
    page.fill("#nom", "DURAND")
    expect(saved).to_have_text(re.compile(r"Enregistré à .*«\sPrénom de l’enfant\s» a été changé ailleurs"))
    assert page.input_value("#prenom") == "Inès"
    windows[0].set_offline(True)
    page.fill("#nom", "DUROND-PETIT")
    expect(saved).to_have_text(re.compile("Pas encore enregistré"))
    page.wait_for_timeout(1500)
    expect(saved).to_have_text(re.compile("Pas encore enregistré"))
    leaves = "dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert not page.evaluate(leaves), "leaving warns as long as something is not saved"
    windows[0].set_offline(False)
    expect(saved).to_have_text(re.compile("Enregistré à"))
    assert page.evaluate(leaves)
    elsewhere.page.reload()
    assert elsewhere.page.input_value("#nom") == "DUROND-PETIT"
    with page.expect_request(lambda one: one.method == "POST" and not one.url.endswith("enregistrer")) as posted:
        page.click(NEXT)
    assert re.search(r'name="save"\s+\d', posted.value.post_data or ""), "a save under way must not come after it"
    for window in windows:
        window.close()


@pytest.mark.check("DU-3")
def test_a_session_that_ends_while_one_types_is_said_at_once(browser: Browser, site: Site, judge: Judge) -> None:
    window = context(browser, js=True)
    walker = Person(window.new_page(), site, judge, js=True)
    page, address = walker.page, joined(site)
    walker.log_in(address)
    walker.begin("cheque-reussite")
    window.clear_cookies(name="guichet")
    page.fill("#nom", "DUROND")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("vous avez été déconnecté"))
    page.click(".guichet-buttons button[value=save]")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Je me connecte')")
    page.click("button:has-text('Continuer')")
    page.wait_for_url("**/a-finaliser")
    page.click(".guichet-buttons >> text=Reprendre")
    assert page.input_value("#nom") == "DUROND"
    window.close()
