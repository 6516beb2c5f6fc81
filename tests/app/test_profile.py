"""« Mes informations personnelles », and what requests ask of them, copy and give back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

import forms
from app.accounts.models import Account
from app.catalogue import services as catalogue
from app.extensions import db
from app.profile import services as profile
from app.submissions.models import Submission
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import link, sign_up
from tests.app.walk import begin, fill
from tests.conftest import ROOT, load_file
from tests.people import ADDRESS, complete

SLUG = "amethyste-renouvellement"
JOSETTE = "josette.durond@example.org"
IDENTITY = {
    "civilite": "madame",
    "prenoms": "Ève Marie",
    "nomUsage": "NOËL",
    "nomNaissance": "D’ARTAGNAN",
    "shown": "naissance",
    "naissance-jour": "1",
    "naissance-mois": "2",
    "naissance-annee": "1950",
}
PLACE = {f"adresse-{key}": value for key, value in ADDRESS.items()}


def answers(app: Flask, email: str = JOSETTE) -> dict[str, object]:
    """Give what a profile holds."""
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == email))
        assert account
        return dict(profile.answers_of(db.session, account).values)


@pytest.fixture
def eve(client: CheckingClient, app: Flask) -> CheckingClient:
    """A new person, whose profile holds only her name."""
    sign_up(client)
    client.post(link(app), data={"password": "une phrase que je retiens", "confirmation": "une phrase que je retiens"})
    client.log_in("nouvelle@example.org")
    return client


def test_what_is_known_is_shown_and_changed_page_by_page(josette: CheckingClient, app: Flask) -> None:
    shown = josette.get("/mes-informations").get_data(as_text=True)
    for words in ("Josette", "DUROND", "PETIT", "16/01/1947", "Montreuil", JOSETTE, "legrand@partenaire.fr"):
        assert words in shown
    assert 'value="PETIT"' in josette.get("/mes-informations/identite").get_data(as_text=True)
    assert josette.post("/mes-informations/identite", data=IDENTITY).status_code == 303
    assert answers(app)["nomNaissance"] == "D’ARTAGNAN"
    assert "Ève Marie NOËL" in josette.get("/").get_data(as_text=True)


@pytest.mark.check("DU-4")
def test_wrong_information_comes_back_as_typed_and_is_kept_so(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mes-informations/identite")
    data = {**IDENTITY, "nomNaissance": "", "naissance-jour": "32"}
    answer = josette.post("/mes-informations/identite", data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Erreur" in html
    assert 'value="32"' in html
    assert 'value="Ève Marie"' in html
    assert answers(app)["prenoms"] == "Ève Marie"
    assert "nomNaissance" not in answers(app), "what one empties is empty, and a request will ask for it"


def test_a_date_of_birth_may_be_unknown(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mes-informations/identite")
    data = {key: value for key, value in IDENTITY.items() if key[:9] != "naissance"} | {"naissanceInconnue": "true"}
    again = josette.post("/mes-informations/identite", data={**data, "shown": "naissance"})
    assert again.status_code == 200, "the year appears, without an error yet"
    assert "govuk-error-message" not in again.get_data(as_text=True)
    year = {"shown": "anneeNaissance", "anneeNaissance": "1947"}
    done = josette.post("/mes-informations/identite", data={**data, **year})
    assert done.status_code == 303
    assert "1947" in josette.get("/mes-informations").get_data(as_text=True)


@pytest.mark.check("AZ-4")
def test_keys_that_are_nobodys_to_write_are_ignored(josette: CheckingClient, app: Flask) -> None:
    josette.get("/mes-informations/coordonnees")
    extra = {"courriel": "voleur@example.org", "role": "admin", "id": "1", "account_id": "1", "__proto__": "x"}
    assert josette.post("/mes-informations/coordonnees", data={**PLACE, **extra}).status_code == 303
    kept = answers(app)
    assert kept["courriel"] == JOSETTE
    assert not {"role", "id", "account_id", "__proto__"} & set(kept)
    with app.app_context():
        assert db.session.scalars(select(Account.role)).all() == ["person", "person"]


def test_a_request_asks_first_what_the_profile_lacks_then_never_again(eve: CheckingClient, app: Flask) -> None:
    path = begin(eve, SLUG)
    assert path.endswith("/vos-informations")
    html = eve.get(path).get_data(as_text=True)
    assert "Page 1 sur" in html
    assert "Civilité" in html
    assert 'name="prenoms"' not in html, "what is known is not asked"
    wrong = eve.post(path, data={"civilite": "madame", "action": "next"})
    assert wrong.status_code == 422
    data = {key: value for key, value in IDENTITY.items() if key not in ("prenoms", "nomUsage")}
    first = eve.post(path, data={**data, **PLACE, "action": "next"})
    assert first.status_code == 303
    assert first.headers["Location"].endswith("/pages/navigo")
    assert "Page 2 sur" in eve.get(first.headers["Location"]).get_data(as_text=True)
    back = eve.post(first.headers["Location"], data={"action": "previous"})
    assert "vos-informations" in back.headers["Location"]
    assert 'value="D’ARTAGNAN"' in eve.get(back.headers["Location"]).get_data(as_text=True)
    other = begin(eve, "cheque-reussite")
    assert "/pages/" in other
    assert "Page 1 sur" in eve.get(other).get_data(as_text=True)


def test_saving_the_first_page_keeps_it_as_typed(eve: CheckingClient, app: Flask) -> None:
    path = begin(eve, SLUG)
    eve.get(path)
    data = {"nomNaissance": "D’ARTAGNAN", "naissance-jour": "40", "shown": "naissance", "action": "save"}
    assert eve.post(path, data=data).headers["Location"].endswith("/a-finaliser")
    html = eve.get(path).get_data(as_text=True)
    assert 'value="40"' in html


@pytest.mark.check("AZ-5")
def test_nothing_is_sent_while_the_profile_lacks_something(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    josette.get(recap)
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == JOSETTE))
        assert account
        profile.keep(db.session, account, forms.Answers(), clock())
        db.session.commit()
    answer = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    assert "vos-informations" in answer.headers["Location"]
    with app.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_a_request_keeps_a_copy_and_everything_reads_the_copy(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    page = josette.get(recap).get_data(as_text=True)
    assert "Vos informations" in page
    assert "vos-informations?retour=recapitulatif#nomNaissance-question" in page
    josette.post(recap, data={"action": "send", "navigo": "45878855"})
    josette.get("/mes-informations/identite")
    josette.post("/mes-informations/identite", data=IDENTITY)
    detail = josette.get(path.partition("/pages/")[0]).get_data(as_text=True)
    assert "PETIT" in detail
    assert "D’ARTAGNAN" not in detail
    with app.app_context():
        [submission] = db.session.scalars(select(Submission))
        assert submission.profile["nomNaissance"] == "PETIT"
        assert submission.profile_version is not None
        assert submission.profile_version.procedure.state == "closed"
    assert josette.get("/demarches/profil").status_code == 404


def test_modifying_from_the_recap_comes_back_to_it(josette: CheckingClient) -> None:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    about = path.partition("/pages/")[0] + "/vos-informations?retour=recapitulatif"
    josette.get(about)
    answer = josette.post(about, data={**IDENTITY, **PLACE, "action": "next"})
    assert answer.headers["Location"] == recap
    assert "D’ARTAGNAN" in josette.get(recap).get_data(as_text=True)


def test_an_answer_can_be_reported_to_the_profile(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    page = josette.get(recap).get_data(as_text=True)
    assert re.findall(r'value="report (\w+)"', page) == ["courrielAidant"]
    again = josette.post(recap, data={"navigo": "45878855", "action": "report courrielAidant"})
    assert again.headers["Location"] == recap
    assert answers(app)["courrielAidant"] == "eliane.legendil@partenaire.fr"
    assert "report courrielAidant" not in josette.get(recap).get_data(as_text=True)
    josette.post(recap, data={"navigo": "45878855", "action": "report nomUsage"})
    assert answers(app)["nomUsage"] == "DUROND"


def test_the_profile_fills_a_request_in_advance(josette: CheckingClient) -> None:
    html = josette.get(begin(josette, "agrement-assistant-maternel")).get_data(as_text=True)
    assert html
    procedure = load_file("cheque-reussite")
    page = next(one.id for one in procedure.pages if any(q.prefill == "profile.adresse.voie" for q in one.questions()))
    view = procedure.page(page, forms.Answers(), sources={"profile": {"adresse": ADDRESS}, "previous": {}})
    assert "rue Ernest Savart" in [one.value for one in view.questions()]


def test_a_definition_that_asks_what_no_profile_has_is_not_published(app: Flask, clock: Clock) -> None:
    text = (ROOT / "schemas" / "procedures" / f"{SLUG}.json").read_text("utf-8")
    broken = text.replace('"nomNaissance",', '"groupeSanguin",').replace("profile.courrielAidant", "profile.voisin")
    with app.app_context(), pytest.raises(forms.DefinitionError) as refused:
        catalogue.publish(db.session, app.extensions["library"], SLUG, broken, "tests", clock())
    words = [problem.detail for problem in refused.value.problems]
    assert any("groupeSanguin" in one for one in words)
    assert any("voisin" in one for one in words)
