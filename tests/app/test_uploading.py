"""Documents sent one at a time, apart from their page: kept beside what is typed meanwhile, replaced, deleted."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import forms
from app.extensions import db
from app.submissions.models import Draft, Event
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock, fills_in
from tests.app.test_requests import sent
from tests.app.walk import PDF, begin
from tests.conftest import load_file

SLUG = "cheque-reussite"
ROWS = "agrement-assistant-maternel"
NAME = "domicile"


def other(number: int) -> bytes:
    """Make another PDF."""
    return PDF + b"%" + str(number).encode() + b"\n"


def give(
    client: CheckingClient, path: str, content: bytes = PDF, title: str = "ID.pdf", name: str = NAME, **more: Any
) -> TestResponse:
    """Send one file as the script does."""
    data = MultiDict([("csrf_token", client.token)])
    for key, values in more.items():
        data.setlist(key, values if isinstance(values, list) else [values])
    data.add("file", (io.BytesIO(content), title))
    return client.post(f"{path}/pieces/{name}", data=data, content_type="multipart/form-data")


def kept(app: Flask) -> dict[str, Any]:
    """Give what the draft holds."""
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        return dict(draft.answers["values"])


def titles(app: Flask, name: str = NAME) -> list[str]:
    """Give the names of the documents that answer a question."""
    return [one["name"] for one in kept(app).get(name, [])]


def files(app: Flask) -> int:
    """Count the files that are stored."""
    folder = Path(app.extensions["config"].instance)
    return sum(one.is_file() and "uploads" in one.parts for one in folder.rglob("*"))


def rows(app: Flask) -> list[Document]:
    """Give the rows of documents."""
    with app.app_context():
        return list(db.session.scalars(select(Document).order_by(Document.created_at)))


@pytest.mark.check("UP-10")
@pytest.mark.check("DU-4")
def test_a_document_is_taken_listed_replaced_and_deleted_without_the_page_being_posted(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    josette.post(f"{path}/enregistrer", data={"nom": "DUROND"})
    told = give(josette, path)
    html = told.get_json()["html"]
    assert told.status_code == 200
    assert "ID.pdf</a>" in html
    assert re.search(r"PDF, \d+.octets\. <span[^>]*>Chargé", html), html
    [first] = rows(app)
    assert f'data-replace="{first.id}"' in html
    assert "Chargé" in josette.get(path).get_data(as_text=True)
    again = give(josette, path, other(1), "Passeport.pdf", replaces=str(first.id))
    assert titles(app) == ["Passeport.pdf"]
    assert "ID.pdf" not in again.get_json()["html"]
    [second] = rows(app)
    assert files(app) == 1, "the file that was replaced is gone"
    delete = f"{path}/pieces/{second.id}/supprimer"
    assert "Passeport.pdf" in josette.get(delete).get_data(as_text=True)
    assert josette.post(delete, data={"name": NAME}).get_json() == {"html": ""}
    assert (titles(app), rows(app), files(app)) == ([], [], 0)
    assert josette.post(delete, data={"name": NAME}).status_code == 404
    assert kept(app)["nom"] == "DUROND", "nothing typed was touched"


def test_what_is_refused_is_said_in_one_sentence_and_leaves_nothing(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    for content, title, words in ((b"", "vide.pdf", "est vide"), (b"MZ\x90\x00", "a.pdf", "bon format")):
        answer = give(josette, path, content, title)
        assert answer.status_code == 422
        assert words in answer.get_json()["refused"]
    nothing = josette.post(f"{path}/pieces/{NAME}", data={"file": "texte"})
    assert (nothing.status_code, "Aucun fichier" in nothing.get_json()["refused"]) == (422, True)
    assert give(josette, path, name="nom").status_code == 422
    assert give(josette, path.replace("/enfant", "/rien")).status_code == 404
    for number in range(3):
        assert give(josette, path, other(number), f"{number}.pdf").status_code == 200
    full = give(josette, path, other(9), "9.pdf")
    assert (full.status_code, "en trop : 3 au plus" in full.get_json()["refused"]) == (422, True)
    assert titles(app) == ["0.pdf", "1.pdf", "2.pdf"]
    assert (len(rows(app)), files(app)) == (3, 3)


def test_a_file_sent_again_because_its_answer_was_lost_is_there_once(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    give(josette, path)
    again = give(josette, path)
    assert (again.status_code, again.get_json()["html"].count("data-document")) == (200, 1)
    [first] = rows(app)
    for _ in range(2):
        give(josette, path, other(1), "Passeport.pdf", replaces=str(first.id))
    assert titles(app) == ["Passeport.pdf"]
    assert (len(rows(app)), files(app)) == (1, 1)


@pytest.mark.check("DU-4")
def test_documents_and_what_is_typed_arrive_at_once_and_all_are_kept(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    cookies = [(name, josette.get_cookie(name)) for name in ("guichet", "form")]
    codes: list[int] = []

    def tab() -> CheckingClient:
        made = app.test_client()
        assert isinstance(made, CheckingClient)
        for name, cookie in cookies:
            assert cookie
            made.set_cookie(name, cookie.value)
        made.token = josette.token
        return made

    def load(number: int) -> None:
        codes.append(give(tab(), path, other(number), f"{number}.pdf").status_code)

    def type_in(number: int) -> None:
        data = {"csrf_token": josette.token, "tab": "one", "save": str(number), "nom": f"N{number}", "drawn": "{}"}
        codes.append(tab().post(f"{path}/enregistrer", data=data).status_code)

    threads = [threading.Thread(target=load, args=(number,)) for number in range(3)]
    threads += [threading.Thread(target=type_in, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 7
    assert sorted(titles(app)) == ["0.pdf", "1.pdf", "2.pdf"]
    assert kept(app)["nom"] == "N4"
    assert (len(rows(app)), files(app)) == (3, 3)
    with app.app_context():
        draft = db.session.scalar(select(Draft))
        assert draft
        assert draft.revisions["/domicile"][0] == 3


def test_a_document_goes_to_its_row_wherever_the_row_is_now(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, ROWS).rpartition("/")[0] + "/personnes"
    josette.get("/")
    procedure = load_file(ROWS)

    def changed(act: Callable[[forms.Answers], forms.Answers]) -> None:
        with app.app_context():
            draft = db.session.scalar(select(Draft))
            assert draft
            draft.answers = act(forms.Answers.from_json(draft.answers)).to_json()
            db.session.commit()

    people = [{"nom": "A", "naissance": "1980-02-01"}, {"nom": "B", "naissance": "1981-02-01"}]
    changed(lambda one: replace(one, values={"personnes": people}, rows={"/personnes": ("r1", "r2")}))
    marks = ["personnes-0=r1", "personnes-1=r2"]
    assert give(josette, path, name="personnes-0-casier", row=marks).status_code == 200
    changed(lambda one: procedure.move_row(one, "/personnes", "r1", 1))
    assert give(josette, path, other(1), "2.pdf", name="personnes-1-casier", row=marks).status_code == 200
    found = kept(app)["personnes"]
    assert [(one["nom"], [doc["name"] for doc in one["casier"]]) for one in found] == [
        ("B", ["2.pdf"]),
        ("A", ["ID.pdf"]),
    ]
    assert [one.pointer for one in rows(app)] == ["/personnes/r1/casier", "/personnes/r2/casier"]
    changed(lambda one: procedure.remove_row(one, "/personnes", "r2"))
    gone = give(josette, path, other(3), "3.pdf", name="personnes-1-casier", row=marks)
    assert gone.status_code == 422
    assert "Rechargez la page" in gone.get_json()["refused"]


@pytest.mark.check("UP-10")
def test_without_a_script_replacing_is_one_button_and_deleting_is_confirmed(
    josette: CheckingClient, app: Flask
) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    give(josette, path)
    [first] = rows(app)
    html = josette.get(path).get_data(as_text=True)
    assert "PDF, JPEG ou PNG. 10\u00a0Mo au plus par fichier. 3\u00a0fichiers au plus." in html.replace(
        "3 fi", "3\u00a0fi"
    )
    assert "Comment photographier un papier" in html
    without = josette.post(path, data={"nom": "DUROND", "action": f"replace {first.id}"})
    assert without.status_code == 422
    assert "Choisissez d’abord le nouveau fichier" in without.get_data(as_text=True)
    data = MultiDict([("csrf_token", josette.token), ("nom", "DUROND"), ("action", f"replace {first.id}")])
    data.add(NAME, (io.BytesIO(other(1)), "Passeport.pdf"))
    done = josette.post(path, data=data, content_type="multipart/form-data")
    assert (done.status_code, done.headers["Location"]) == (303, f"{path}#{NAME}-question")
    assert (titles(app), files(app)) == (["Passeport.pdf"], 1)
    [second] = rows(app)
    asked = josette.post(path, data={"nom": "DURAND", "action": f"delete {second.id}"}).headers["Location"]
    assert "Supprimer ce document" in josette.get(asked).get_data(as_text=True)
    assert titles(app) == ["Passeport.pdf"]
    assert josette.post(asked, data={}).headers["Location"] == path
    assert "« Passeport.pdf » est supprimé." in josette.get(path).get_data(as_text=True).replace("\u00a0", " ")
    assert (titles(app), files(app), kept(app)["nom"]) == ([], 0, "DURAND")


def test_a_document_that_is_there_no_more_is_said_so_and_can_be_taken_out(josette: CheckingClient, app: Flask) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    give(josette, path)
    with app.app_context():
        [document] = db.session.scalars(select(Document))
        db.session.delete(document)
        db.session.commit()
    html = josette.get(path).get_data(as_text=True)
    assert "Ce document n’est plus là" in html
    josette.post(path, data={"action": f"delete {document.id}"})
    assert titles(app) == []


def test_a_request_that_was_sent_takes_no_more_this_way(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    josette.get(receipt)
    page = receipt.replace("envoyee", "pages/pieces")
    before = len(rows(app))
    answer = give(josette, page, name="identite")
    assert (answer.status_code, answer.get_json()["sent"][:4]) == (409, "DEM-")
    assert len(rows(app)) == before
    [one, *_] = rows(app)
    assert josette.post(f"{page}/pieces/{one.id}/supprimer", data={}).status_code == 303
    assert len(rows(app)) == before


def test_the_session_ended_or_somebody_else_asks_and_nothing_is_stored(
    josette: CheckingClient, marcel: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = begin(josette, SLUG)
    josette.get(path)
    marcel.get("/")
    assert give(marcel, path).status_code == 404
    clock.pass_by(hours=3)
    assert give(josette, path).status_code == 403
    assert (rows(app), files(app)) == ([], 0)


def test_what_a_helper_loads_and_deletes_is_written_down(
    josette: CheckingClient, marcel: CheckingClient, app: Flask, clock: Clock
) -> None:
    path = begin(josette, SLUG)
    fills_in(app, clock)
    marcel.get(path)
    assert give(marcel, path).status_code == 200
    [document] = rows(app)
    assert marcel.post(f"{path}/pieces/{document.id}/supprimer", data={"name": NAME}).status_code == 200
    with app.app_context():
        kinds = [
            one.kind for one in db.session.scalars(select(Event).order_by(Event.at)) if one.actor == "Marcel PETIT"
        ]
        assert sorted(kinds) == ["document", "undocument"]
