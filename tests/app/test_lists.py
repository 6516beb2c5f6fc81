"""Named lists made in the portal: uploaded, confirmed, used by procedures, searched by the applicant."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from flask import Flask

from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import publish
from tests.app.test_rights import staff
from tests.app.walk import begin

LISTS = "/edition/listes"
NEW = f"{LISTS}/nouvelle"
CSV = "code;libellé\n75056;Paris\n93008;Bobigny\n93048;Montreuil\n"


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who writes procedures, logged in."""
    return staff(app, "editor", clock)


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").replace("\u202f", " ")


def posted(client: CheckingClient, path: str, data: dict[str, Any]) -> tuple[int, str]:
    client.get(path)
    answer = client.post(path, data=data)
    return answer.status_code, answer.headers.get("Location", "") or plain(answer.get_data(as_text=True))


def uploaded(client: CheckingClient, path: str, data: bytes, **more: str) -> str:
    """Upload a table; give where what was understood is shown."""
    status, place = posted(client, path, {"fichier": (io.BytesIO(data), "liste.csv"), **more})
    assert status == 303, place
    return place


def confirmed(client: CheckingClient, place: str, **more: str) -> tuple[int, str]:
    page = client.get(place).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(base|separateur|entete)" value="([^"]*)"', page))
    answer = client.post(place, data={**hidden, **more})
    return answer.status_code, answer.headers.get("Location", "") or plain(answer.get_data(as_text=True))


def definition(number: int) -> str:
    ville = {"title": "Ville", "type": "string", "x-widget": "search", "x-list": f"villes-de-france/{number}"}
    asked = {"type": "object", "properties": {"ville": ville}, "required": ["ville"]}
    return json.dumps({"title": "Essai", **asked, "x-procedure": {"type": "Essai"}})


def test_a_list_is_uploaded_seen_confirmed_and_its_versions_never_change(
    editor: CheckingClient, app: Flask, clock: Clock
) -> None:
    for given, sentence in (
        ({"nom": "", "texte": CSV}, "Donnez un nom à la liste"),
        ({"nom": "Nouvelle", "texte": CSV}, "Une liste porte déjà ce nom"),
        ({"nom": "Colleges", "texte": CSV}, "Une liste porte déjà ce nom"),
        ({"nom": "Villes", "texte": " "}, "Choisissez un fichier CSV ou collez"),
        ({"nom": "Villes", "fichier": (io.BytesIO(b"PK\x03\x04\0"), "a.csv")}, "n’est pas un tableau CSV"),
    ):
        status, words = posted(editor, NEW, given)
        assert (status, sentence in words) == (422, True), words
    place = uploaded(editor, NEW, CSV.encode("cp1252"), nom="Villes de France")
    seen = plain(editor.get(place).get_data(as_text=True))
    assert "Windows-1252" in seen
    assert "3 lignes" in seen
    assert "Bobigny" in seen
    assert staff(app, "admin", clock).get(place).status_code == 404
    assert confirmed(editor, place, note="Première") == (303, f"{LISTS}/villes-de-france")
    assert editor.get(place).status_code == 404

    second = uploaded(editor, f"{LISTS}/villes-de-france/nouvelle-version", b"75056;Paris\n93048;Montreuil !\n1;A")
    seen = plain(editor.get(second).get_data(as_text=True))
    for words in ("1 ligne ajoutée", "1 ligne retirée", "1 ligne changée", "Montreuil → Montreuil ! (93048)"):
        assert words in seen, words
    assert confirmed(editor, second, base="7")[0] == 422
    assert confirmed(editor, second, note="x" * 501)[0] == 422
    assert confirmed(editor, second)[0] == 303
    same = uploaded(editor, f"{LISTS}/villes-de-france/nouvelle-version", b"75056;Paris\n93048;Montreuil !\n1;A")
    assert "Rien ne change" in plain(editor.get(same).get_data(as_text=True))
    assert confirmed(editor, same, base="2")[0] == 422
    wrong = uploaded(editor, f"{LISTS}/villes-de-france/nouvelle-version", b"a;A\na;B")
    assert "Ligne 2 : la valeur « a » est déjà à la ligne 1." in confirmed(editor, wrong, base="2")[1]
    assert "1 ligne." not in plain(editor.get(f"{wrong}?separateur=aucun&entete=non").get_data(as_text=True))

    assert "Montreuil !" not in editor.get(f"{LISTS}/villes-de-france/1/csv").get_data(as_text=True)
    assert editor.get(f"{LISTS}/villes-de-france/2/csv").get_data(as_text=True).startswith("\ufeffvaleur;libellé\r\n")
    page = plain(editor.get(f"{LISTS}/villes-de-france?q=montreuil&version=2").get_data(as_text=True))
    assert "1 ligne trouvée sur 3" in page
    assert [editor.get(f"{LISTS}/villes-de-france?version={n}").status_code for n in (3, 1)] == [404, 200]

    publish(app, definition(1), "essai")
    editor.get("/edition/essai")
    assert editor.post("/edition/essai/brouillon/commencer", data={}).status_code == 303
    panel = plain(editor.get("/edition/essai/brouillon/question?ou=/ville&volet=reponse").get_data(as_text=True))
    assert "Villes de France, version 2" in panel
    assert "colleges, version 1" in panel
    page = plain(editor.get(f"{LISTS}/villes-de-france").get_data(as_text=True))
    assert "Essai : version 1 ancienne version" in page
    assert publish(app, definition(2), "essai") == 2
    page = plain(editor.get(f"{LISTS}/villes-de-france").get_data(as_text=True))
    assert "Essai : version 2" in page
    assert "Essai (brouillon en préparation) : version 1 ancienne version" in page
    assert "Essai" in plain(editor.get(LISTS).get_data(as_text=True))


def test_a_list_of_very_many_rows_is_searched_and_never_written_into_the_page(
    editor: CheckingClient, josette: CheckingClient, app: Flask
) -> None:
    text = "".join(f"c{n};Commune n° {n}\n" for n in range(20_000))
    assert confirmed(editor, uploaded(editor, NEW, text.encode(), nom="Villes de France"))[0] == 303
    publish(app, definition(1), "essai")
    path = begin(josette, "essai")
    page = josette.get(path).get_data(as_text=True)
    assert len(page) < 30_000
    assert 'data-long-list="/listes/villes-de-france/1"' in page
    found = josette.get("/listes/villes-de-france/1?q=n° 1234").get_json()
    assert (found["found"][0], found["more"]) == ({"value": "c1234", "label": "Commune n° 1234", "hint": ""}, False)
    assert josette.get("/listes/villes-de-france/1?valeur=c7").get_json()["found"][0]["label"] == "Commune n° 7"
    assert len(josette.get("/listes/villes-de-france/1?q=commune").get_json()["found"]) == 20
    assert josette.get("/listes/villes-de-france/1").get_json() == {"found": [], "more": False}
    assert [josette.get(f"/listes/{name}").status_code for name in ("villes-de-france/2", "rien/1")] == [404, 404]

    answer = josette.post(path, data={"ville": "n° 1234", "action": "search ville"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'value="c1234"' in page, 'value="n° 1234"' in page) == (200, True, True)
    assert josette.post(path, data={"ville": "n° 1234", "action": "next"}).status_code == 422
    ticked = josette.post(path, data={"ville": ["c1234", "n° 1234"], "csrf_token": josette.token, "action": "next"})
    assert ticked.status_code == 303
    assert "Commune n° 1234" in plain(josette.get(ticked.headers["Location"]).get_data(as_text=True))
    page = josette.get(path).get_data(as_text=True)
    assert 'value="Commune n° 1234" data-chosen="c1234"' in page
    assert josette.post(path, data={"ville": "Commune n° 1234", "action": "next"}).status_code == 303


def test_a_definition_that_named_a_list_too_early_is_sound_once_the_list_is_there(editor: CheckingClient) -> None:
    text = definition(1).replace("villes-de-france", "villes-d-ailleurs")
    begun = {"depuis": "fichier", "texte": text, "titre": "Ailleurs", "adresse": "ailleurs"}
    assert posted(editor, "/edition/nouvelle", begun)[0] == 303
    told = "la liste « villes-d-ailleurs », version 1, qui n’existe pas"
    pages = ("/edition/ailleurs/brouillon/verification", "/edition/ailleurs/brouillon/publier")
    for path in pages:
        assert told in plain(editor.get(path).get_data(as_text=True))
    assert confirmed(editor, uploaded(editor, NEW, CSV.encode(), nom="Villes d’ailleurs"))[0] == 303
    for path in pages:
        assert told not in plain(editor.get(path).get_data(as_text=True))


def test_saving_a_list_takes_the_way_of_reading_that_the_page_shows(editor: CheckingClient) -> None:
    rows = "Code UAI;École;Commune\n0930001A;Jaurès;Bobigny\n0930002B;Hugo;Pantin"
    place = uploaded(editor, NEW, rows.encode(), nom="Écoles")
    page = editor.get(place).get_data(as_text=True)
    assert '<option value="non" selected' in page, "no header is recognised"
    assert len(re.findall(r"<form [^>]*>", page.split("<main", 1)[1].split("</main>", 1)[0])) == 1
    status, words = confirmed(
        editor, place, **{"lire-entete": "oui", "lire-separateur": "point-virgule", "note": "Ma note"}
    )
    assert (status, "relu comme vous l’avez choisi" in words, "2 lignes" in words) == (422, True, True), words
    assert "Écoles" not in plain(editor.get(LISTS).get_data(as_text=True))
    again = {"lire-entete": "oui", "lire-separateur": "point-virgule", "entete": "oui"}
    assert confirmed(editor, place, **again) == (303, f"{LISTS}/ecoles")
    kept = editor.get(f"{LISTS}/ecoles/1/csv").get_data(as_text=True)
    assert "Code UAI" not in kept
    assert "0930001A;Jaurès" in kept


def test_a_list_is_read_again_as_one_says_and_its_note_stays(editor: CheckingClient) -> None:
    place = uploaded(editor, NEW, CSV.encode(), nom="Villes de France")
    hidden = {"base": "0", "separateur": "point-virgule", "entete": "oui", "note": "Ma note"}
    chosen = {"lire-separateur": "aucun", "lire-entete": "non", "action": "relire"}
    answer = editor.post(place, data={**hidden, **chosen})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "4 lignes" in plain(page)
    assert 'value="Ma note"' in page
    assert '<input type="hidden" name="entete" value="non">' in page


def test_a_table_pasted_into_a_page_that_is_too_old_stays(app: Flask, clock: Clock) -> None:
    editor = staff(app, "editor", clock)
    data = {"csrf_token": "vieux", "nom": "Communes", "texte": "93008;Bobigny"}
    answer = editor.post("/edition/listes/nouvelle", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "93008;Bobigny" in page
    assert "Ce que vous avez écrit est toujours là" in page
