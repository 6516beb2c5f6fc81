"""Documents and a real antivirus: found, down, back, blind; what the person, the agent and the health page see."""

from __future__ import annotations

import io
import re
import socketserver
import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.accounts.models import HelperLink
from app.extensions import db
from app.submissions.models import Event
from app.uploads.antivirus import Antivirus, Verdict
from app.uploads.models import Document
from app.uploads.scanning import tonight
from tests import files
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_accounts import mails
from tests.app.test_documents import documents, send, uploads
from tests.app.test_helping import helping, with_mandate
from tests.app.test_requests import sent
from tests.app.test_rights import staff
from tests.app.walk import PDF, begin
from tests.clamd import MAX_FILE, SIGNED, Clamd

JOSETTE = "josette.durond@example.org"


@pytest.fixture
def settings(clamd: Clamd) -> dict[str, str]:
    """The antivirus of the test."""
    return {"CLAMAV": clamd.socket}


@pytest.fixture
def place(josette: CheckingClient) -> str:
    """A page of Josette's that asks for documents."""
    path = begin(josette, "cheque-reussite")
    josette.get(path)
    return path


def look(app: Flask) -> int:
    with app.app_context():
        return worker.look(app)


def states(app: Flask) -> list[str]:
    with app.app_context():
        return [one.state for one in documents()]


@pytest.mark.check("UP-5")
def test_what_is_infected_leaves_the_draft_and_the_disk_and_is_told_in_plain_words(
    josette: CheckingClient, place: str, app: Flask, clock: Clock
) -> None:
    assert send(josette, place, PDF, "bon.pdf").status_code == 303
    clock.pass_by(seconds=1)
    assert send(josette, place, files.infected(), "mauvais.pdf").status_code == 303
    assert states(app) == ["checking", "checking"]
    clock.pass_by(seconds=1)
    assert look(app) == 2
    with app.app_context():
        (document,) = documents()
        assert (document.name, document.state, document.preview) == ("bon.pdf", "safe", "made")
        assert {path.name[:32] for path in uploads(app).rglob("*") if path.is_file()} == {document.id.hex}
        (event,) = db.session.scalars(select(Event).where(Event.kind == "document_refused"))
        assert (event.details["name"], event.actor) == ("mauvais.pdf", "")
        worker.deliver_due()
    html = josette.get(place).get_data(as_text=True)
    assert "Erreur" in html.partition("</title>")[0]
    assert "Le fichier «\u00a0mauvais.pdf\u00a0» n’était pas sûr\u00a0: nous l’avons supprimé." in html
    assert "bon.pdf" in html
    to, subject, text = mails(app)[-1]
    assert (to, "à envoyer de nouveau" in subject) == (JOSETTE, True)
    for jargon in ("mauvais.pdf", "virus", "ClamAV", "Test.Guichet", "infect"):
        assert jargon not in text + html.replace("mauvais.pdf", ""), jargon
    clock.pass_by(seconds=1)
    assert send(josette, place, PDF, "nouveau.pdf").status_code == 303
    assert "n’était pas sûr" not in josette.get(place).get_data(as_text=True)


@pytest.mark.check("UP-5")
@pytest.mark.check("UP-6")
def test_a_request_that_was_sent_keeps_the_line_of_what_was_refused_and_agents_open_only_what_is_safe(
    josette: CheckingClient, app: Flask, clock: Clock, clamd: Clamd
) -> None:
    here, agent = sent(josette).removesuffix("/envoyee"), staff(app, "agent", clock)
    look(app)
    josette.get(here)
    data = {"csrf_token": josette.token, "pieces": (io.BytesIO(files.infected()), "mauvais.pdf")}
    assert josette.post(f"{here}/pieces", data=data, content_type="multipart/form-data").status_code == 303
    with app.app_context():
        key = db.session.scalars(select(Document.id).where(Document.name == "mauvais.pdf")).one()
    assert "Vérification en cours." in josette.get(f"{here}/pieces").get_data(as_text=True)
    office = agent.get(f"/bureau{here}").get_data(as_text=True)
    assert "Vérification en cours" in office
    assert "Télécharger mauvais.pdf" not in office
    for what in ("", "/apercu", "/vignette"):
        got = agent.get(f"/bureau{here}/documents/{key}{what}")
        assert got.mimetype != "application/pdf"
        assert got.status_code == 404 or got.headers["Location"].startswith(("/bureau", "/static"))
    look(app)
    with app.app_context():
        document = db.session.get_one(Document, key)
        assert (document.state, document.sealed_key) == ("refused", "")
        assert key.hex not in {name[:32] for name, _ in app.extensions["documents"].names()}
    for client, page in ((josette, here), (agent, f"/bureau{here}")):
        html = client.get(page).get_data(as_text=True)
        html += josette.get(f"{here}/pieces").get_data(as_text=True) if client is josette else ""
        assert "Fichier refusé" in html
        assert "Pièce refusée, le fichier n’était pas sûr" in html
        assert client.get(f"{page}/documents/{key}").status_code == 404


@pytest.mark.check("UP-6")
def test_while_the_antivirus_is_down_people_go_on_and_what_waited_is_cleared_when_it_is_back(
    josette: CheckingClient, place: str, app: Flask, clamd: Clamd, clock: Clock
) -> None:
    clamd.stop()
    assert send(josette, place, PDF, "avis.pdf").status_code == 303
    tried = []
    for _ in range(8):
        assert look(app) == 0
        assert states(app) == ["checking"]
        with app.app_context():
            (document,) = documents()
            assert document.due_at is not None
            tried.append((document.due_at - clock()).total_seconds())
            clock.time = document.due_at
    assert tried[:5] == [300] * 5
    assert all(3600 < wait <= 24 * 3600 for wait in tried[5:])
    clock.pass_by(minutes=-5)
    assert look(app) == 0
    assert health(josette)["document_minutes"] > 30
    assert "documents non vérifiés" in str(health(josette)["etat"])
    clamd.start()
    clock.pass_by(minutes=5)
    assert look(app) == 1
    assert states(app) == ["safe"]


def test_what_waited_for_the_night_is_looked_at_as_soon_as_the_antivirus_answers_for_another(
    josette: CheckingClient, place: str, app: Flask, clamd: Clamd, clock: Clock
) -> None:
    clamd.stop()
    send(josette, place, PDF, "avis.pdf")
    look(app)
    clamd.start()
    assert look(app) == 0
    clock.pass_by(seconds=10)
    send(josette, place, files.image(), "photo.jpg")
    assert look(app) == 2
    assert states(app) == ["safe", "safe"]
    late = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert tonight(late) == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


@pytest.mark.check("UP-7")
def test_what_the_antivirus_cannot_see_whole_is_never_clean(
    app: Flask, josette: CheckingClient, place: str, clock: Clock
) -> None:
    antivirus = Antivirus(app.extensions["config"])

    def verdict(content: bytes) -> Verdict:
        return antivirus.scan(io.BufferedReader(io.BytesIO(content)))[0]  # type: ignore[arg-type]  # bytes are read

    assert verdict(PDF) is Verdict.CLEAN
    assert verdict(SIGNED) is Verdict.INFECTED
    assert verdict(bytes(MAX_FILE + 1) + SIGNED) is Verdict.UNSEEN
    assert verdict(files.locked(SIGNED)) is Verdict.LOCKED
    assert verdict(bytes(2 * MAX_FILE + 1) + SIGNED) is Verdict.UNKNOWN
    with app.app_context():
        send(josette, place, PDF, "avis.pdf")
        (document,) = documents()
        file = next(path for path in uploads(app).rglob(document.id.hex))
        file.write_bytes(file.read_bytes()[:-1])
    assert look(app) == 0
    assert states(app) == ["checking"]


@pytest.mark.check("UP-5")
def test_a_mandate_that_was_refused_lets_nobody_send(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    assert with_mandate(josette, helping(josette, marcel, app), files.infected()).status_code == 303
    assert look(app) == 1
    with app.app_context():
        assert documents() == []
        assert db.session.scalars(select(HelperLink.mandate_at)).one() is None
        worker.deliver_due()
    assert "mandat" in mails(app)[-1][2]


def health(client: CheckingClient) -> dict[str, object]:
    got = client.get("/sante")
    assert got.status_code == 200
    found: dict[str, object] = got.get_json()
    return found


@pytest.mark.check("OP-4")
def test_the_health_page_tells_of_disk_documents_and_antivirus_and_of_nobody(
    josette: CheckingClient, place: str, app: Flask, clamd: Clamd, clock: Clock
) -> None:
    assert health(josette)["antivirus"] == "l’antivirus ne dit pas de quand datent ses signatures"
    send(josette, place, PDF, "Josette-avis.pdf")
    assert health(josette)["document_minutes"] == 0
    clock.pass_by(minutes=31)
    known = health(josette)
    assert known["document_minutes"] == 31
    assert "documents non vérifiés" in str(known["etat"])
    free = known["disque_libre_pourcent"]
    assert isinstance(free, int)
    assert 0 < free <= 100
    clamd.stop()
    assert health(josette)["antivirus"] == "l’antivirus ne répond pas"
    object.__setattr__(app.extensions["config"], "clamav", "off")
    look(app)
    known = health(josette)
    assert known["antivirus"] == "antivirus désactivé par configuration"
    assert known["etat"] == ("ok" if free >= 10 else "disque presque plein")
    assert not re.search(r"josette|durond|avis|@|[0-9a-f]{32}", str(known).lower())


class Dated(socketserver.BaseRequestHandler):
    """What clamd says of its version once it has the public signatures, whose file nobody but their makers can sign."""

    day = ""

    def handle(self) -> None:
        """Answer VERSION."""
        if self.request.recv(64).startswith(b"nVERSION"):
            self.request.sendall(f"ClamAV 1.4.6/27500/{self.day}\n".encode())


@pytest.mark.check("OP-4")
def test_signatures_older_than_two_days_are_told(josette: CheckingClient, app: Flask) -> None:
    words = {
        "Mon Nov 23 08:00:00 2026": "ok",
        "Sun Nov 22 13:00:00 2026": "signatures de l’antivirus trop anciennes",
    }
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dated) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        object.__setattr__(app.extensions["config"], "clamav", f"127.0.0.1:{server.server_address[1]}")
        for day, said in words.items():
            Dated.day = day
            known = health(josette)
            assert known["antivirus"] == said
            assert (said == "ok") == ("antivirus" not in str(known["etat"]))
        server.shutdown()
