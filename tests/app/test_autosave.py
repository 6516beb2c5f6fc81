"""Saving as one types: late saves, two tabs, two devices, a request that was sent meanwhile."""

from __future__ import annotations

import html as entities
import json
import re
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.submissions.models import Draft
from tests.app.conftest import CheckingClient
from tests.app.test_requests import sent
from tests.app.test_sending import ready
from tests.app.test_sepa import paying
from tests.app.walk import begin

SLUG = "amethyste-renouvellement"
CHILD = "cheque-reussite"


def carried(client: CheckingClient, path: str) -> str:
    """Open a page; give what it carries."""
    found = re.search(r'name="drawn" value="([^"]*)"', client.get(path).get_data(as_text=True))
    assert found
    return entities.unescape(found.group(1))


def save(client: CheckingClient, path: str, **data: str) -> dict[str, object]:
    """Save what is typed; give what the script is told."""
    answer = client.post(f"{path}/enregistrer", data=data)
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def kept(app: Flask) -> dict[str, object]:
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        return dict(draft.answers["values"])


def test_what_is_typed_is_kept_as_typed_and_the_page_is_not_done(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    drawn = carried(josette, path)
    told = save(josette, path, navigo="45 AB", drawn=drawn)
    assert re.fullmatch(r"\d\d:\d\d", str(told["saved"]))
    assert kept(app)["navigo"] == "45 AB"
    page = josette.get(path).get_data(as_text=True)
    assert 'value="45 AB"' in page
    assert josette.get(path.replace("navigo", "statut")).status_code in (303, 404)


@pytest.mark.check("DU-2")
def test_a_save_that_comes_late_or_twice_never_overwrites_a_newer_one(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    drawn = carried(josette, path)
    save(josette, path, navigo="2222", drawn=drawn, tab="one", save="2")
    save(josette, path, navigo="1111", drawn=drawn, tab="one", save="1")
    assert kept(app)["navigo"] == "2222"
    save(josette, path, navigo="2222", drawn=drawn, tab="one", save="2")
    save(josette, path, navigo="3333", drawn=drawn, tab="one", save="3")
    assert kept(app)["navigo"] == "3333"


@pytest.mark.check("DU-2")
def test_a_save_that_was_overtaken_never_overwrites_what_another_device_changed_since(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, SLUG)
    drawn = carried(josette, path)
    told = save(josette, path, navigo="1111", drawn=drawn, tab="one", save="2")
    save(josette, path, navigo="2222", drawn=str(told["drawn"]), tab="two", save="1")
    save(josette, path, navigo="1111", drawn=drawn, tab="one", save="2")
    assert kept(app)["navigo"] == "2222", "twice"
    save(josette, path, navigo="0000", drawn=drawn, tab="one", save="1")
    assert kept(app)["navigo"] == "2222", "late"
    post = {"navigo": "4444", "drawn": drawn, "tab": "one", "save": "4", "action": "save"}
    assert josette.post(path, data=post).status_code == 303
    save(josette, path, navigo="3333", drawn=drawn, tab="one", save="3")
    assert kept(app)["navigo"] == "4444", "the page was posted meanwhile"
    now = carried(josette, path)
    save(josette, path, navigo="4444", drawn=now, tab="three", save="2")
    save(josette, path, navigo="3333", drawn=now, tab="three", save="1")
    assert kept(app)["navigo"] == "4444", "typed, then typed back before it was saved"


@pytest.mark.check("DU-5")
def test_two_tabs_on_different_questions_keep_both(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, CHILD)
    first = second = carried(josette, path)
    save(josette, path, nom="DUROND", prenom="", drawn=first, tab="one", save="1")
    told = save(josette, path, nom="", prenom="Inès", drawn=second, tab="two", save="1")
    assert kept(app) | {"nom": "DUROND", "prenom": "Inès"} == kept(app)
    assert told["elsewhere"] == [
        {"name": "nom", "label": "Nom de l’enfant", "value": "DUROND", "texts": {"nom": ["DUROND"]}}
    ]


@pytest.mark.check("DU-5")
def test_two_tabs_on_the_same_question_the_later_wins_and_the_other_is_told(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, CHILD)
    first = second = carried(josette, path)
    one = save(josette, path, nom="PREMIER", drawn=first, tab="one", save="1")
    save(josette, path, nom="SECOND", drawn=second, tab="two", save="1")
    assert kept(app)["nom"] == "SECOND"
    told = save(josette, path, nom="PREMIER", prenom="Inès", drawn=str(one["drawn"]), tab="one", save="2")
    assert told["elsewhere"] == [
        {"name": "nom", "label": "Nom de l’enfant", "value": "SECOND", "texts": {"nom": ["SECOND"]}}
    ]
    assert kept(app)["nom"] == "SECOND"
    assert kept(app)["prenom"] == "Inès"


def test_without_a_script_an_old_page_never_overwrites_what_it_did_not_change(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, CHILD)
    old = carried(josette, path)
    josette.post(path, data={"nom": "DUROND", "drawn": carried(josette, path), "action": "save"})
    josette.post(path, data={"nom": "", "prenom": "Inès", "drawn": old, "action": "save"})
    assert kept(app)["nom"] == "DUROND"
    assert kept(app)["prenom"] == "Inès"
    page = josette.get("/demandes/a-finaliser").get_data(as_text=True)
    assert "a été changé ailleurs" in page
    now = carried(josette, path)
    josette.post(path, data={"nom": "", "prenom": "Inès", "drawn": now, "action": "save"})
    assert "nom" not in kept(app), "what one does empty is emptied"


@pytest.mark.check("DU-5")
def test_a_tab_left_open_is_told_that_the_request_was_sent(josette: CheckingClient) -> None:
    receipt = sent(josette)
    josette.get(receipt)
    answer = josette.post(receipt.replace("envoyee", "pages/navigo/enregistrer"), data={"navigo": "1"})
    assert answer.status_code == 409
    assert str(answer.get_json()["sent"]).startswith("DEM-")


@pytest.mark.parametrize("drawn", ["", "{", "[]", '{"navigo": 1}', '{"navigo": ["x", "y"]}', "x" * 300_000])
def test_what_a_page_carries_may_be_anything(josette: CheckingClient, app: Flask, drawn: str) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    save(josette, path, navigo="45878855", drawn=drawn, tab="x" * 500, save="-1")
    assert kept(app)["navigo"] == "45878855"


def test_many_saves_at_once_are_all_kept(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, CHILD)
    drawn = carried(josette, path)
    cookie, token = josette.get_cookie("guichet"), josette.token
    seed = josette.get_cookie("form")
    assert cookie
    assert seed
    codes: list[int] = []

    def act(name: str) -> None:
        tab = app.test_client()
        tab.set_cookie("guichet", cookie.value)
        tab.set_cookie("form", seed.value)
        data = {"csrf_token": token, "drawn": drawn, "tab": name, "save": "1", name: name.upper()}
        codes.append(tab.post(f"{path}/enregistrer", data=data).status_code)

    threads = [threading.Thread(target=act, args=(name,)) for name in ("nom", "prenom")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200, 200]
    assert kept(app) | {"nom": "NOM", "prenom": "PRENOM"} == kept(app)


def test_a_visitor_gets_no_token_and_saves_nothing(client: CheckingClient) -> None:
    assert client.get("/jeton").status_code == 302


def test_what_a_page_carries_is_right_for_every_kind(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, CHILD)
    first = json.loads(carried(josette, path))
    assert set(first) >= {"nom", "prenom", "naissance"}
    assert all(revision == 0 for revision, _ in first.values())
    date = {"naissance-jour": "2", "naissance-mois": "3", "naissance-annee": "2015"}
    josette.post(path, data={**date, "nom": "D", "drawn": json.dumps(first), "action": "save"})
    second = json.loads(carried(josette, path))
    assert second["naissance"][0] == 1
    assert second["prenom"] == first["prenom"]


@pytest.mark.check("DU-5")
@pytest.mark.parametrize(
    ("page", "name", "typed", "newer"),
    [("navigo", "navigo", "4587 8855", "11112222"), ("ressources", "revenu", "8650", "9000")],
)
def test_what_is_kept_otherwise_than_typed_does_not_count_as_changed_for_ever(
    josette: CheckingClient, app: Flask, page: str, name: str, typed: str, newer: str
) -> None:
    path = begin(josette, SLUG).replace("navigo", page)
    first = str(save(josette, path, **{name: typed}, drawn="{}", tab="one", save="1")["drawn"])
    save(josette, path, **{name: newer}, drawn=first, tab="two", save="1")
    told = save(josette, path, **{name: typed}, drawn=first, tab="one", save="2")
    assert str(kept(app)[name]) == newer
    assert [one["name"] for one in told["elsewhere"]] == [name]  # type: ignore[attr-defined]


@pytest.mark.check("DU-2")
def test_a_save_that_comes_after_its_page_was_posted_never_overwrites_it(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, CHILD)
    drawn = carried(josette, path)
    save(josette, path, nom="B", drawn=drawn, tab="one", save="1")
    josette.post(path, data={"nom": "B", "drawn": drawn, "tab": "one", "save": "3", "action": "save"})
    josette.get(path)
    save(josette, path, nom="A", prenom="Z", drawn=drawn, tab="one", save="2")
    assert kept(app)["nom"] == "B", "typed between the two, saved late"
    assert "prenom" not in kept(app)
    for number in range(40):
        save(josette, path, nom="B", drawn=drawn, tab=f"tab {number}", save="9")
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        assert len(draft.revisions["tabs"]) <= 30


@pytest.mark.check("SP-6")
def test_the_bic_is_found_when_the_page_is_left_though_its_empty_box_was_saved(josette: CheckingClient) -> None:
    path = ready(josette).replace("recapitulatif", "pages/paiement")
    other = "FR7630006000011234567890189"

    def post(save: int, action: str, **typed: str) -> None:
        sent = {"sepa-iban": other, "tab": "t", "save": str(save), "action": action, **typed}
        answer = josette.post(path + ("/enregistrer" if action == "autosave" else ""), data=paying(sent))
        assert answer.status_code == (200 if action == "autosave" else 303)

    def shown() -> str:
        return re.findall(r'name="sepa-bic"[^>]* value="([^"]*)"', josette.get(path).get_data(as_text=True))[0]

    post(1, "autosave")
    assert shown() == "", "nothing is put where the open page would not show it"
    post(2, "autosave")
    post(3, "next")
    assert shown() == "AGRIFRPPXXX"
    post(4, "autosave")
    post(5, "next")
    assert shown() == "", "the person saw it, and emptied it"


def test_a_save_tells_what_is_computed_of_what_is_typed(josette: CheckingClient) -> None:
    path = begin(josette, "apa-domicile").rpartition("/")[0] + "/autonomie"
    told = save(josette, path, seLever="Non", manger="Non", toilette="Oui", tab="one", save="1")
    assert told["computed"] == {"nombreNon": "2"}
    told = save(josette, path, seLever="Oui", manger="Non", toilette="Oui", tab="one", save="2")
    assert told["computed"] == {"nombreNon": "1"}
