"""Hostile words in everything that an admin can write: they come out as words, wherever anybody reads them."""

from __future__ import annotations

import email
import io
import json
import re
from email.policy import default as policy

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.extensions import db
from app.outbox.services import deliver_due
from tests import files
from tests.app.conftest import CheckingClient, Clock
from tests.app.hostile import CANARY, MADE, WaryClient, crawl, hostile
from tests.app.test_editor_screen import change, revision
from tests.app.test_publishing import confirmed_by
from tests.app.test_rehearsal import press, text_of, to_the_end, write
from tests.app.test_rights import staff
from tests.app.walk import begin, fill
from tests.people import complete

SLUG = "amethyste-renouvellement"
PATH = f"/edition/{SLUG}/brouillon"


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, whose every browser is wary."""
    app.test_client_class = WaryClient
    WaryClient.borne = 0
    return app


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who writes procedures, and whose name is hostile too."""
    made = staff(app, "editor", clock)
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.role == "editor")).one()
        account.first_name, account.last_name = CANARY[:80], "\"'><canari>"
        db.session.commit()
    return made


def words_of(slug: str) -> str:
    """Give a procedure whose every word is hostile."""
    return json.dumps(hostile(json.loads(text_of(slug))), ensure_ascii=False)


@pytest.mark.check("DF-1")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("slug", "most"), [("cheque-reussite", 60), (SLUG, 20)])
def test_hostile_words_are_words_on_every_page_of_the_editor(
    app: Flask, clock: Clock, editor: CheckingClient, slug: str, most: int
) -> None:
    here = f"/edition/{slug}/brouillon"
    write(app, clock, slug, text_of(slug))
    editor.get(f"{here}/json")
    answer = editor.post(f"{here}/json", data={"texte": words_of(slug), "revision": "1"})
    assert answer.status_code == 303
    seen = crawl(editor, "/edition", f"/edition/{slug}", most)
    assert set(seen.values()) <= {200, 303}, {path: code for path, code in seen.items() if code not in (200, 303)}
    assert WaryClient.borne >= min(most, 50)
    for place in re.findall(r'value="go ([^"]+)"', editor.get(f"{here}/repetition").get_data(as_text=True)):
        assert editor.get(f"{here}/apercu?page={place}&erreurs=1&masquees=1").status_code == 200
    stale = editor.post(f"{here}/json", data={"texte": "{}", "revision": "1"})
    assert stale.status_code == 409
    assert "canari" in stale.get_data(as_text=True)


def released(editor: CheckingClient, slug: str) -> None:
    """Publish the definition that is being written, with a note that is hostile."""
    path = f"/edition/{slug}/brouillon/publier"
    page = editor.get(path).get_data(as_text=True)
    answer = editor.post(path, data={**confirmed_by(page), "note": f"Note {CANARY}"[:500]})
    assert answer.status_code == 303, re.findall(r"error-message.{300}", answer.get_data(as_text=True), re.S)


@pytest.mark.check("DF-1")
@pytest.mark.check("MA-4")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("slug", [SLUG, "apa-domicile"])
def test_hostile_words_are_words_for_who_applies_who_decides_and_in_their_mails(
    app: Flask, clock: Clock, editor: CheckingClient, slug: str
) -> None:
    write(app, clock, slug, words_of(slug))
    to_the_end(editor, slug, f"/edition/{slug}/brouillon/repetition")
    released(editor, slug)
    assert set(crawl(editor, f"/edition/{slug}", f"/edition/{slug}/versions").values()) == {200}
    josette = app.test_client()
    josette.log_in()
    crawl(josette, "/demarches", "/demarches", 20)
    first = begin(josette, slug)
    with app.app_context():
        procedure = app.extensions["library"].load(words_of(slug))
    for page in procedure.pages:
        josette.get(first)
        answer = josette.post(re.sub(r"/pages/.*", f"/pages/{page.id}", first), data={"action": "next"})
        assert answer.status_code in (303, 422)
    recap = fill(josette, procedure, first, complete(slug))
    answer = josette.post(recap, data={"action": "send", "navigo": "45878855"})
    assert answer.status_code == 303, re.findall(r"error.{300}", answer.get_data(as_text=True), re.S)
    here = recap.rpartition("/")[0]
    assert set(crawl(josette, answer.headers["Location"], here, 30).values()) <= {200, 303}
    agent = staff(app, "agent", clock)
    assert set(crawl(agent, "/bureau", f"/bureau{here}", 30).values()) <= {200}
    assert WaryClient.borne > 20
    with app.app_context():
        deliver_due()
    for path in sorted((app.extensions["config"].instance / "mail").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy)
        assert set(message.keys()) <= HEADERS
        assert len(message["To"].addresses) == 1
        part = message.get_body(("html",))
        assert part
        assert "<canari" not in part.get_content()
        assert MADE not in part.get_content() + str(message["Subject"])


HEADERS = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"}


@pytest.mark.check("DF-1")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hostile_names_of_pages_questions_tests_lists_images_and_people_are_names(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    write(app, clock)
    mine, words = staff(app, "admin", clock), CANARY[:190]
    for path in ("page?page=1", "question?ou=/navigo", "question?ou=/statut&volet=presentation"):
        assert change(editor, f"{PATH}/{path}", title=words).status_code in (303, 422), path
    added = {"titre": words, "genre": "text"}
    assert editor.post(f"{PATH}/ajouter?page=0", data={"revision": revision(editor), **added}).status_code == 303
    picture = {"alt": words, "fichier": (io.BytesIO(files.image("PNG")), "'><canari onfocus=x>.png")}
    made = editor.post(f"{PATH}/images?ou=/navigo", data={"revision": revision(editor), **picture})
    assert made.status_code == 303, re.findall("error-message.{300}", made.get_data(as_text=True), re.S)
    assert editor.post(f"{PATH}/presence", data={}).status_code == 204
    page = editor.get(f"{PATH}/repetition").get_data(as_text=True)
    page = press(editor, f"{PATH}/repetition", page, "go repetition.recapitulatif").get_data(as_text=True)
    kept = press(editor, f"{PATH}/essais", page, "stay", MultiDict({"repetition.essai": words[:100]}))
    assert kept.status_code == 303
    for name in (words[:120], "Villes"):
        editor.get("/edition/listes/nouvelle")
        table = f"a;{words[:180].replace(chr(34), '')};x\nb;{CANARY[200:300]};y\n"
        place = editor.post("/edition/listes/nouvelle", data={"nom": name, "texte": table}).headers["Location"]
        hidden = re.findall(
            r'name="(base|separateur|entete)" value="([^"]*)"', editor.get(place).get_data(as_text=True)
        )
        assert editor.post(place, data={**dict(hidden), "note": words}).status_code == 303
    WaryClient.borne = 0
    page = mine.get(PATH).get_data(as_text=True)
    assert "travaille aussi sur cette démarche" in page
    crawl(mine, "/edition", f"/edition/{SLUG}", 40)
    crawl(mine, "/edition/listes", "/edition/listes", 20)
    assert "canari" in mine.get(f"{PATH}/historique").get_data(as_text=True)
    assert "canari" in mine.get(f"{PATH}/essais").get_data(as_text=True)
    assert "canari" in mine.get("/edition/listes").get_data(as_text=True)
    assert WaryClient.borne > 25
