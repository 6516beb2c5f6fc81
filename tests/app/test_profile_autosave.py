"""« Vos informations », the profile and the recap are saved as one types, merged question by question."""

from __future__ import annotations

import html as entities
import re
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.profile.models import Profile
from app.submissions.models import Draft, Event
from tests.app.conftest import CheckingClient
from tests.app.test_profile import IDENTITY, PLACE, SLUG, answers, eve
from tests.app.walk import begin, fill
from tests.conftest import load_file
from tests.people import complete

__all__ = ["eve"]
PAGE = "/mes-informations/identite"
EVE = "nouvelle@example.org"


def hidden(client: CheckingClient, path: str, name: str = "drawn") -> str:
    """Open a page; give what it carries."""
    found = re.search(rf'name="{name}" value="([^"]*)"', client.get(path).get_data(as_text=True))
    assert found
    return entities.unescape(found.group(1))


def save(client: CheckingClient, path: str, **data: str) -> dict[str, object]:
    """Save what is typed."""
    answer = client.post(f"{path}/enregistrer", data=data)
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def names(told: dict[str, object]) -> list[str]:
    """Give the questions that were changed elsewhere."""
    lost = told["elsewhere"]
    assert isinstance(lost, list)
    return [one["name"] for one in lost]


@pytest.mark.check("DU-2")
@pytest.mark.check("DU-5")
def test_the_profile_is_saved_as_one_types_and_nothing_older_wins(josette: CheckingClient, app: Flask) -> None:
    drawn = hidden(josette, PAGE)
    page = josette.get(PAGE).get_data(as_text=True)
    assert f'data-autosave="{PAGE}/enregistrer"' in page
    known = {key: value for key, value in IDENTITY.items() if key != "civilite"} | {"prenoms": "Josette"}
    known |= {"nomUsage": "DUROND", "nomNaissance": "PETIT", "naissance-jour": "16", "naissance-mois": "1"}
    known |= {"naissance-annee": "1947", "civilite": "madame", "drawn": drawn}
    told = save(josette, PAGE, **{**known, "prenoms": "Jos", "tab": "one", "save": "2"})
    assert re.fullmatch(r"\d\d:\d\d", str(told["saved"]))
    assert answers(app)["prenoms"] == "Jos"
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email_key == "josette.durond@example.org"))
        assert account
        assert account.first_name == "Josette", "the account takes no name that is being typed"
    save(josette, PAGE, **{**known, "prenoms": "Jo", "tab": "one", "save": "1"})
    assert answers(app)["prenoms"] == "Jos", "a save that comes late is left"
    told = save(josette, PAGE, **{**known, "nomNaissance": "", "tab": "two", "save": "1"})
    assert names(told) == ["prenoms"]
    kept = answers(app)
    assert kept["prenoms"] == "Jos"
    assert "nomNaissance" not in kept, "saving never needs validity"
    old = josette.post(PAGE, data={**known, "nomUsage": "DURAND"})
    assert old.status_code == 422, "the name at birth is empty now"
    assert (answers(app)["prenoms"], answers(app)["nomUsage"]) == ("Jos", "DURAND")


def test_two_first_saves_at_once_are_both_kept(eve: CheckingClient, app: Flask) -> None:
    with app.app_context():
        for profile in db.session.scalars(select(Profile).join(Account).where(Account.email_key == EVE)):
            db.session.delete(profile)
        db.session.commit()
    drawn, token = hidden(eve, PAGE), eve.token
    cookies = {name: eve.get_cookie(name) for name in ("guichet", "form")}
    codes: list[int] = []

    def act(name: str) -> None:
        tab = app.test_client()
        for key, cookie in cookies.items():
            assert cookie
            tab.set_cookie(key, cookie.value)
        data = {"csrf_token": token, "drawn": drawn, "tab": name, "save": "1", "prenoms": "Ève", "nomUsage": "NOËL"}
        codes.append(tab.post(f"{PAGE}/enregistrer", data={**data, name: name.upper()}).status_code)

    threads = [threading.Thread(target=act, args=(name,)) for name in ("prenoms", "nomNaissance")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200, 200]
    kept = answers(app, EVE)
    assert (kept["prenoms"], kept["nomNaissance"]) == ("PRENOMS", "NOMNAISSANCE")


@pytest.mark.check("DU-4")
def test_the_first_page_of_a_request_goes_on_asking_what_it_asked(eve: CheckingClient, app: Flask) -> None:
    path = begin(eve, SLUG)
    asked, drawn = hidden(eve, path, "asked"), hidden(eve, path)
    assert "prenoms" not in asked.split()
    data = {key: value for key, value in IDENTITY.items() if key not in ("prenoms", "nomUsage")}
    told = save(eve, path, **data, **PLACE, asked=asked, drawn=drawn, tab="one", save="1")
    assert answers(app, EVE)["nomNaissance"] == "D’ARTAGNAN"
    last = {**data, **PLACE, "asked": asked, "drawn": str(told["drawn"]), "nomNaissance": "D’ARTAGNAN-NOËL"}
    wrong = eve.post(path, data={**last, "civilite": "", "naissance-jour": "40", "action": "next"})
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert 'name="prenoms"' not in page, "what is whole now does not make the page ask everything"
    assert 'value="40"' in page
    assert eve.post(path, data={**last, "drawn": hidden(eve, path), "action": "next"}).status_code == 303
    kept = answers(app, EVE)
    assert (kept["prenoms"], kept["nomNaissance"]) == ("Ève", "D’ARTAGNAN-NOËL")
    with app.app_context():
        kinds = list(db.session.scalars(select(Event.kind)))
        assert kinds.count("profile") == 2, "what is typed is no event, what is posted is one"


def test_the_recap_is_saved_as_one_types_and_an_old_one_never_wins(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    drawn = hidden(josette, recap)
    address = re.search(r'data-autosave="([^"]+)"', josette.get(recap).get_data(as_text=True))
    assert address
    told = josette.post(address.group(1), data={"navigo": "11112222", "drawn": drawn, "tab": "one", "save": "1"})
    assert told.status_code == 200
    again = josette.post(recap, data={"navigo": "45878855", "drawn": drawn, "action": "save"})
    assert again.status_code == 303
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        assert draft.answers["values"]["navigo"] == "11112222"
        assert draft.answers["values"]["statut"] == "RE"
    told = josette.post(recap, data={"navigo": "123", "drawn": hidden(josette, recap), "action": "send"})
    assert told.status_code == 422


def test_what_a_request_gives_back_to_the_profile_is_newer_than_its_open_page(
    josette: CheckingClient, app: Flask
) -> None:
    page = "/mes-informations/aidant"
    drawn = hidden(josette, page)
    path = begin(josette, SLUG)
    recap = fill(josette, load_file(SLUG), path, complete(SLUG))
    josette.get(recap)
    josette.post(recap, data={"navigo": "45878855", "action": "report courrielAidant"})
    josette.post(page, data={"courrielAidant": "legrand@partenaire.fr", "drawn": drawn})
    assert answers(app)["courrielAidant"] == "eliane.legendil@partenaire.fr"
