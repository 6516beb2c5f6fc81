"""Documents after sending: asked for, deposited by one link or logged in, replaced only where they were asked."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.accounts.models import Account, Token
from app.extensions import config, db
from app.outbox.services import deliver_due
from app.submissions import deposits, pieces
from app.submissions.exchange_models import PieceRequest
from app.submissions.models import Event, Submission
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
from tests.app.remembered import remembered
from tests.app.test_accounts import mails
from tests.app.test_office import decide
from tests.app.test_rights import staff
from tests.app.walk import PDF, begin, fill
from tests.conftest import load_file
from tests.people import complete

SLUG, PLACE = "cheque-reussite", "/domicile"
JOSETTE = "josette.durond@example.org"
REASON = "On ne lit pas la date."
ASKED = {"document": PLACE, "titre": "", "raison": REASON, "delai": "30"}


@pytest.fixture
def agent(app: Flask, clock: Clock) -> CheckingClient:
    """An agent, logged in."""
    return staff(app, "agent", clock)


@pytest.fixture
def here(josette: CheckingClient, clock: Clock) -> str:
    """A request that Josette sent, with one document: its address."""

    def made() -> str:
        recap = fill(josette, load_file(SLUG), begin(josette, SLUG), complete(SLUG))
        josette.get(recap)
        answer = josette.post(recap, data={"action": "send"})
        assert answer.status_code == 303
        return answer.headers["Location"].replace("/envoyee", "")

    found = remembered(josette, f"{SLUG} with one document", made)
    clock.pass_by(minutes=5)
    return found


def ask(agent: CheckingClient, here: str, **fields: str) -> TestResponse:
    """Ask for a document from the office."""
    agent.get(f"/bureau{here}")
    return agent.post(f"/bureau{here}/pieces", data={**ASKED, **fields})


def give(client: CheckingClient, page: str, target: str, *files: tuple[bytes, str]) -> TestResponse:
    """Send files from a page."""
    client.get(page)
    data = MultiDict([("csrf_token", client.token), *(("pieces", (io.BytesIO(body), name)) for body, name in files)])
    return client.post(target, data=data, content_type="multipart/form-data")


def link(app: Flask) -> str:
    """Give the path of the link in the last mail that asks for a document."""
    text = next(text for _, _, text in reversed(mails(app)) if "/piece/" in text)
    found = re.search(r"http://[^/]+(/piece/\S+)", text)
    assert found
    return found.group(1)


def names(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Document.name).where(Document.draft_id.is_not(None))))


def held(app: Flask) -> list[str]:
    """Give the names of the documents that answer the question, as the office has them."""
    with app.app_context():
        answers = pieces.answers_of(db.session.scalars(select(Submission)).one())
        return [str(one["name"]) for one in answers.values["domicile"]]


def status(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Submission.status)).one()


def bytes_kept(app: Flask) -> int:
    with app.app_context():
        root: Path = config().instance / "uploads"
    return sum(1 for path in root.rglob("*") if path.is_file())


def rename(app: Flask, old: str, new: str) -> None:
    """Give the account of an address another one."""
    with app.app_context():
        db.session.scalars(select(Account).where(Account.email_key == old)).one().email_key = new
        db.session.commit()


def visitor(app: Flask) -> CheckingClient:
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


def test_all_the_files_that_were_chosen_are_kept_or_none_and_the_page_says_so(
    josette: CheckingClient, here: str, app: Flask
) -> None:
    before, kept = names(app), bytes_kept(app)
    six = [(PDF, f"page-{number}.pdf") for number in range(1, 7)]
    answer = give(josette, f"{here}/pieces", f"{here}/pieces", *six)
    assert answer.status_code == 422
    assert "Vous avez choisi 6 fichiers" in answer.get_data(as_text=True)
    bad = give(josette, f"{here}/pieces", f"{here}/pieces", six[0], (b"<html>", "page.html"), six[1])
    assert bad.status_code == 422
    assert "Aucun des fichiers choisis n’a été gardé" in bad.get_data(as_text=True)
    assert (names(app), bytes_kept(app)) == (before, kept)
    assert give(josette, f"{here}/pieces", f"{here}/pieces", *six[:5]).status_code == 303
    assert len(names(app)) == len(before) + 5
    page = josette.get(f"{here}/pieces").get_data(as_text=True)
    assert "Fichiers (6)" in page
    assert page.index("page-1.pdf") < page.index("document.pdf")
    subject, text = next((subject, text) for to, subject, text in reversed(mails(app)) if to == JOSETTE)
    assert "document reçu" in subject
    assert "page-1" not in text
    assert held(app) == ["document.pdf"]


@pytest.mark.check("AU-7")
def test_one_link_opens_one_page_for_the_one_document_asked_for(
    agent: CheckingClient, josette: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    assert decide(agent, f"/bureau{here}", "instruction") == 303
    assert ask(agent, here).status_code == 303
    assert status(app) == "piece"
    text = next(text for to, _, text in reversed(mails(app)) if to == JOSETTE)
    assert REASON in text
    assert "24\u00a0décembre 2026" in text
    assert "DEM-0000000001" in text
    path, phone = link(app), visitor(app)
    secret = path.rpartition("/")[2]
    assert len(secret) >= 43
    with app.app_context():
        [token] = db.session.scalars(select(Token).where(Token.purpose == "piece"))
        assert secret not in (token.digest, token.detail)
    for _ in range(2):
        page = phone.get(path)
        html = page.get_data(as_text=True)
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
        assert "DEM-0000000001" in html
        assert REASON in html
        assert not re.search(r"DUROND|Josette|Inès|Montreuil|document\.pdf|example\.org(?!/)", html.split("<footer")[0])
    assert give(phone, path, path).status_code == 422
    wrong = give(phone, path, path, (b"<html>", "page.html"))
    assert wrong.status_code == 422
    assert "Vous pouvez aussi prendre le papier en photo" in wrong.get_data(as_text=True)
    assert status(app) == "piece"
    assert give(phone, path, path, (PDF, "nouveau.pdf")).status_code == 303
    done = phone.get(path).get_data(as_text=True)
    assert "Votre document est bien arrivé" in done
    assert "DEM-" not in done
    again = give(josette, f"{here}/pieces", path, (PDF, "encore.pdf"))
    assert "ce lien a servi" in again.get_data(as_text=True)
    assert status(app) == "instruction"
    assert held(app) == ["nouveau.pdf"]
    assert names(app) == ["document.pdf", "nouveau.pdf"]
    office = agent.get(f"/bureau{here}").get_data(as_text=True)
    assert "Remplacé" in office
    assert "Télécharger document.pdf" in office
    detail = josette.get(here).get_data(as_text=True)
    assert "Document envoyé : nouveau.pdf, pour « Justificatif de domicile », par le lien du courriel" in detail
    assert "Document remplacé : document.pdf" in detail
    assert "Le 24\u00a0novembre 2026 à" in detail


def test_a_link_dies_with_what_it_is_for(
    agent: CheckingClient, josette: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    phone = visitor(app)

    def dead(path: str, code: int = 410) -> None:
        answer = phone.get(path)
        html = answer.get_data(as_text=True)
        assert answer.status_code == code
        assert "/connexion?suite=/demandes" in html
        assert not re.search(r"DEM-|Chèque|Justificatif", html)
        assert give(phone, "/connexion", path, (PDF, "tard.pdf")).status_code == code
        assert "tard.pdf" not in names(app)

    dead("/piece/inconnu")
    ask(agent, here)
    old = link(app)
    clock.pass_by(days=7, seconds=1)
    dead(old)
    agent = staff(app, "lead", clock)
    place = re.search(r'action="([^"]+/retirer)"', agent.get(f"/bureau{here}").get_data(as_text=True))
    assert place
    assert agent.post(place.group(1), data={}).status_code == 303
    assert status(app) == "instruction"
    ask(agent, here)
    off = link(app)
    assert phone.get(off).status_code == 200
    agent.get(f"/bureau{here}")
    with app.app_context():
        piece = db.session.scalars(select(PieceRequest).where(PieceRequest.withdrawn_at.is_(None))).one().id
    agent.post(f"/bureau{here}/pieces/{piece}/retirer", data={})
    dead(off)
    ask(agent, here)
    moved = link(app)
    rename(app, JOSETTE, "autre@example.org")
    dead(moved)
    rename(app, "autre@example.org", JOSETTE)
    josette.log_in()
    page = josette.get(f"{here}/pieces").get_data(as_text=True)
    target = re.search(r'action="(/demandes/[^"]+/pieces/[^"]+)"', page)
    assert target
    assert give(josette, f"{here}/pieces", target.group(1), (PDF, "connectee.pdf")).status_code == 303
    dead(moved, 200)
    late = give(josette, f"{here}/pieces", target.group(1), (PDF, "double.pdf"))
    assert late.status_code == 422
    assert "n’est plus demandé" in late.get_data(as_text=True)
    assert "double.pdf" not in names(app)


@pytest.mark.check("AZ-6")
def test_documents_are_replaced_only_where_the_office_asked(
    agent: CheckingClient, josette: CheckingClient, marcel: CheckingClient, here: str, app: Flask
) -> None:
    assert give(josette, f"{here}/pieces", f"{here}/pieces", (PDF, "en-plus.pdf")).status_code == 303
    assert held(app) == ["document.pdf"]
    ask(agent, here, document="autre", titre="Attestation de la CAF")
    with app.app_context():
        piece = db.session.scalars(select(PieceRequest)).one().id
    for target in (f"{here}/pieces/{piece}", f"{here}/pieces"):
        assert give(marcel, "/", target, (PDF, "intrus.pdf")).status_code == 404
    josette.get(f"{here}/pieces")
    made_up = f"{here}/pieces/{uuid.uuid4()}"
    assert give(josette, f"{here}/pieces", made_up, (PDF, "x.pdf")).status_code == 404
    assert give(josette, f"{here}/pieces", f"{here}/pieces/{piece}", (PDF, "caf.pdf")).status_code == 303
    assert held(app) == ["document.pdf"]
    assert "Attestation de la CAF" in agent.get(f"/bureau{here}").get_data(as_text=True)
    assert decide(agent, f"/bureau{here}", "refusee", "Hors délai.") == 303
    over = give(josette, f"{here}/pieces", f"{here}/pieces/{piece}", (PDF, "trop-tard.pdf"))
    assert over.status_code == 422
    assert names(app) == ["caf.pdf", "document.pdf", "en-plus.pdf"]


WRONG = (
    ({"raison": " "}, "Dites pourquoi"),
    ({"document": "autre"}, "Dites quel document"),
    ({"document": "autre", "titre": "x" * 151}, "Raccourcissez le nom"),
    ({"raison": "x" * 1501}, "Raccourcissez la raison"),
    ({"document": "/nom"}, "Choisissez un document de la liste"),
    ({"delai": "1000"}, "jusqu’à quand"),
)


def test_what_cannot_be_asked_is_told_and_what_was_typed_is_kept(agent: CheckingClient, here: str, app: Flask) -> None:
    for fields, words in WRONG:
        answer = ask(agent, here, **{"raison": "Floue & sombre", **fields})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert words in html
        assert "Floue &amp; sombre" in html or "raison" in fields
    assert status(app) == "soumise"
    assert ask(agent, here).status_code == 303
    assert "déjà demandé" in ask(agent, here).get_data(as_text=True)


def test_the_request_goes_on_when_all_that_was_asked_is_there(
    agent: CheckingClient, josette: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    ask(agent, here)
    ask(agent, here, document="autre", titre="Attestation")
    html = josette.get("/demandes").get_data(as_text=True)
    assert "Il manque 2\u00a0documents" in html
    answer = agent.post(f"/bureau{here}", data={"revision": "2", "statut": "refusee", "reponse": "Non."})
    assert answer.status_code == 422
    targets = re.findall(
        r'action="(/demandes/[^"]+/pieces/[^"]+)"', josette.get(f"{here}/pieces").get_data(as_text=True)
    )
    assert give(josette, f"{here}/pieces", targets[0], (PDF, "un.pdf")).status_code == 303
    assert status(app) == "piece"
    with app.app_context():
        library = app.extensions["library"]
        assert deposits.settle_due(db.session, library, clock()) == 0
        one = db.session.scalars(select(Document).where(Document.name == "un.pdf")).one()
        db.session.delete(one)
        db.session.commit()
        assert deposits.settle_due(db.session, library, clock()) == 0
    assert "Il manque 2\u00a0documents" in josette.get("/demandes").get_data(as_text=True)
    for target in targets:
        assert give(josette, f"{here}/pieces", target, (PDF, "deux.pdf")).status_code == 303
    assert status(app) == "instruction"
    with app.app_context():
        assert deposits.settle_due(db.session, library, clock()) == 0
        kinds = [one for one in db.session.scalars(select(Event.kind)) if one == "moved"]
    assert len(kinds) == 2
    assert "Il manque" not in josette.get("/demandes").get_data(as_text=True)


def test_nobody_decides_while_a_document_is_awaited_and_may_once_it_is_late(
    agent: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    ask(agent, here, delai="8")
    assert decide(agent, f"/bureau{here}", "refusee", "Il manque le justificatif.") == 422
    assert status(app) == "piece"
    clock.pass_by(days=9)
    agent = staff(app, "lead", clock)
    assert "1\u00a0pièce en retard" in agent.get("/bureau").get_data(as_text=True)
    assert decide(agent, f"/bureau{here}", "refusee", "Il manque le justificatif.") == 303
    with app.app_context():
        assert db.session.scalars(select(PieceRequest)).one().withdrawn_at is not None


def test_of_four_posts_of_one_link_at_once_one_is_taken(agent: CheckingClient, here: str, app: Flask) -> None:
    ask(agent, here)
    path, codes = link(app), []

    def post(number: int) -> None:
        codes.append(give(visitor(app), path, path, (PDF, f"fois-{number}.pdf")).status_code)

    threads = [Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(303) == 1
    assert set(codes) <= {303, 200, 422}
    assert len(names(app)) == 2
    assert len(held(app)) == 1


def test_what_the_check_lets_through_later_moves_the_request_by_itself_and_tells_its_people(
    agent: CheckingClient, josette: CheckingClient, here: str, app: Flask, clock: Clock
) -> None:
    ask(agent, here)
    give(visitor(app), link(app), link(app), (PDF, "nouveau.pdf"))
    with app.app_context():
        db.session.scalars(select(PieceRequest)).one().settled_at = None
        request = db.session.scalars(select(Submission)).one()
        request.status = "piece"
        db.session.commit()
        loaded = app.extensions["library"].of(request.version)
        for hours, moved in ((23, None), (24, "instruction")):
            at = clock() + timedelta(hours=hours)
            found = deposits.settle(db.session, request, loaded, at, checked=lambda _: False)
            assert (found and found.id) == moved
        db.session.rollback()
    with app.app_context():
        assert deposits.settle_due(db.session, app.extensions["library"], clock()) == 1
        assert deposits.settle_due(db.session, app.extensions["library"], clock()) == 0
        assert deliver_due() == 1
    assert status(app) == "instruction"
    assert re.search(rf"http://\S+{here}\r?\n\r?\nBien", mails(app)[-1][2])


def test_a_document_of_one_row_is_replaced_in_that_row_alone(
    agent: CheckingClient, josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    slug = "agrement-assistant-maternel"
    recap = fill(josette, load_file(slug), begin(josette, slug), complete(slug))
    josette.get(recap)
    here = josette.post(recap, data={"action": "send"}).headers["Location"].replace("/envoyee", "")
    page = agent.get(f"/bureau{here}").get_data(as_text=True)
    assert re.search(r'value="/personnes/0/casier">[^<]* \(Personne 1\) \(remplacer\)', page)
    assert ask(agent, here, document="/personnes/0/casier").status_code == 303
    assert ask(agent, here, document="/personnes/1/casier").status_code == 422
    count = len(names(app))
    assert give(visitor(app), link(app), link(app), (PDF, "casier.pdf")).status_code == 303
    with app.app_context():
        answers = pieces.answers_of(db.session.scalars(select(Submission)).one())
        assert [one["name"] for one in answers.values["personnes"][0]["casier"]] == ["casier.pdf"]
        new, old = (
            db.session.scalars(select(Document).where(Document.name == "casier.pdf")).one(),
            db.session.scalars(select(Document).where(Document.replaced_at.is_not(None))).one(),
        )
        assert new.pointer == old.pointer
        assert "/0/" not in new.pointer
    assert len(names(app)) == count + 1
