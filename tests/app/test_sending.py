"""Sending once and for good: twenty at a time, skipped, forged, late, again; the receipt that the law wants."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.outbox.models import OutboxMail
from app.rendering import paper
from app.submissions.durations import later
from app.submissions.mandate_models import Mandate
from app.submissions.models import Event, Submission
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import edited, publish
from tests.app.test_accounts import mails
from tests.app.test_requests import SLUG, sent
from tests.app.test_rights import snapshot
from tests.app.walk import PDF, begin, fill, send_page
from tests.conftest import load_file
from tests.people import complete

AT_ONCE = 20
SEND = {"action": "send", "navigo": "45878855"}


def ready(client: CheckingClient, slug: str = SLUG) -> str:
    """Fill a request up to its recap; give the path of the recap."""
    recap = fill(client, load_file(slug), begin(client, slug), complete(slug))
    client.get(recap)
    return recap


def at_once(app: Flask, posts: list[tuple[CheckingClient, str, dict[str, str]]]) -> list[tuple[int, str]]:
    """Post all of these at the same instant, each on a thread of its own; give statuses and where they lead."""
    start = Barrier(len(posts))

    def post(client: CheckingClient, path: str, data: dict[str, str]) -> tuple[int, str]:
        cookies = "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())
        start.wait()
        browser = app.test_client(use_cookies=False)
        answer = browser.post(path, data={"csrf_token": client.token, **data}, headers={"Cookie": cookies})
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(len(posts)) as pool:
        return [one.result() for one in [pool.submit(post, *one) for one in posts]]


TOKEN = re.compile(r'(csrf_token" value|data-token)="[^"]*')
"""What is signed with the second in which a page is drawn."""


@pytest.mark.check("DU-7")
def test_twenty_sendings_at_once_are_one_request_and_twenty_times_its_receipt(
    josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    recap = ready(josette)
    receipt = recap.replace("recapitulatif", "envoyee")
    assert set(at_once(app, [(josette, recap, SEND)] * AT_ONCE)) == {(303, receipt)}
    with app.app_context():
        assert db.session.scalars(select(Submission.number)).all() == ["DEM-0000000001"]
        assert db.session.scalar(select(func.count()).select_from(Mandate)) == 1
        assert db.session.scalars(select(Event.kind).where(Event.kind == "sent")).all() == ["sent"]
        told = db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.name == "sent")).all()
    assert told == ["josette.durond@example.org"]
    page = josette.get(receipt).get_data(as_text=True)
    assert "DEM-0000000001" in page
    again = [josette.post(recap, data=SEND), josette.get(recap)]
    assert [(one.status_code, one.headers["Location"]) for one in again] == [(303, receipt)] * 2
    assert "déjà envoyée, sous le n°" in josette.get(receipt).get_data(as_text=True), "Back says it"
    twice = [TOKEN.sub("", josette.get(receipt).get_data(as_text=True)) for _ in range(2)]
    assert twice[0] == twice[1], "F5"
    clock.pass_by(days=7)
    josette.log_in()
    later_page = josette.get(receipt).get_data(as_text=True)
    assert body(later_page) == body(page), "a bookmark, a week later"


def body(html: str) -> str:
    """Give what a page says, without its tokens."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'value="[^"]{20,}"', "", main)


def test_people_who_send_first_and_at_once_get_a_number_each(
    josette: CheckingClient, marcel: CheckingClient, app: Flask
) -> None:
    paths = [ready(josette), ready(marcel), ready(josette, "cheque-reussite"), ready(marcel, "cheque-reussite")]
    posts = [(client, path, SEND) for client, path in zip((josette, marcel) * 2, paths, strict=True)]
    assert at_once(app, posts) == [(303, path.replace("recapitulatif", "envoyee")) for path in paths]
    with app.app_context():
        numbers = sorted(db.session.scalars(select(Submission.number)))
    assert numbers == [f"DEM-{number:010}" for number in (1, 2, 3, 4)]


@pytest.mark.check("AZ-5")
def test_what_is_skipped_missing_or_forged_is_found_when_it_is_sent(josette: CheckingClient, app: Flask) -> None:
    first = begin(josette, SLUG)
    recap = first.replace("pages/navigo", "recapitulatif")
    send_page(josette, first, {"navigo": "45878855"})
    skipped = josette.post(recap, data=SEND)
    assert skipped.status_code == 422
    links = re.findall(r"error-summary__list.*?</ul>", skipped.get_data(as_text=True), re.S)[0]
    assert "/pages/statut?" in links
    assert "/pages/pieces?" in links
    fill(josette, load_file(SLUG), first, complete(SLUG))
    pieces = first.replace("navigo", "pieces")
    with app.app_context():
        document = db.session.scalar(select(Document.id).where(Document.pointer == "/identite"))
    josette.get(pieces)
    assert josette.post(f"{pieces}/pieces/{document}/supprimer", data={}).status_code == 303
    missing = josette.post(recap, data=SEND)
    assert missing.status_code == 422
    assert re.search(
        r'href="/demandes/[^"]+/pages/pieces\?retour=recapitulatif#identite"', missing.get_data(as_text=True)
    )
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0
    add(josette, pieces, "identite")
    send_page(josette, first.replace("navigo", "paiement"), {"prelevement": "Non", "shown": ["prelevement"]})
    josette.get(recap)
    forged = {"sepa-iban": "FR7630006000011234567890189", "sepa-titulaire": "X", "prelevement": "Oui", "number": "1"}
    assert josette.post(recap, data={**SEND, **forged}).status_code == 303
    with app.app_context():
        answers = db.session.scalars(select(Submission.answers)).one()["values"]
        assert (answers["prelevement"], "sepa" in answers, "rib" in answers) == ("Non", False, False)
        assert db.session.scalar(select(func.count()).select_from(Mandate)) == 0


def add(client: CheckingClient, path: str, question: str) -> None:
    """Add a document to a question of a page."""
    client.get(path)
    data = MultiDict([("csrf_token", client.token), ("action", f"upload {question}")])
    data.add(question, (io.BytesIO(PDF), "document.pdf"))
    assert client.post(path, data=data, content_type="multipart/form-data").status_code == 303


STILL_OPEN = {"submissions.rate", "submissions.add_pieces", "submissions.deposit", "submissions.write"}
STILL_OPEN |= {"submissions.mark_read", "submissions.withdraw_post"}
"""What may still be posted to a request that was sent."""


@pytest.mark.check("AZ-6")
def test_a_request_that_was_sent_is_changed_by_nothing_the_applicant_posts(josette: CheckingClient, app: Flask) -> None:
    root = sent(josette).removesuffix("/envoyee")
    with app.app_context():
        document = db.session.scalar(select(Document.id).where(Document.pointer == "/identite"))
        before = snapshot()
    typed = {"navigo": "11111111", "prelevement": "Non", "prenoms": "Autre", "shown": "prelevement"}
    tried = 0
    for rule in app.url_map.iter_rules():
        own = rule.endpoint.startswith("submissions.") and "draft_id" in rule.arguments
        if not own or "POST" not in (rule.methods or ()) or rule.endpoint in STILL_OPEN:
            continue
        path = rule.rule.replace("/demandes/<uuid:draft_id>", root).replace("<page_id>", "pieces")
        path = path.replace("<uuid:document_id>", str(document))
        for action in ("save", "next", "previous", f"delete /identite {document}", "upload identite"):
            josette.get("/")
            data: dict[str, Any] = {**typed, "action": action, "csrf_token": josette.token}
            data["identite"] = (io.BytesIO(PDF), "autre.pdf")
            answer = josette.post(path, data=MultiDict(data), content_type="multipart/form-data")
            said = answer.get_data(as_text=True)
            if answer.status_code == 303:
                said = josette.get(answer.headers["Location"]).get_data(as_text=True)
            assert answer.status_code in (303, 409), (path, action)
            assert "DEM-0000000001" in said
            assert answer.status_code == 409 or "Elle ne peut plus être modifiée." in said, (path, action)
            tried += 1
    assert tried > 20
    with app.app_context():
        assert snapshot() == before


def test_an_address_of_several_lines_keeps_them_and_a_text_that_greets_is_not_greeted_twice(
    josette: CheckingClient, app: Flask
) -> None:
    def change(document: dict[str, Any]) -> None:
        document["x-procedure"]["service"]["address"] = "Hôtel du Département\n93006 Bobigny Cedex"
        document["x-procedure"]["mails"]["sent"]["text"] = "Bonjour,\nVotre demande est bien arrivée."

    publish(app, edited(change))
    receipt = sent(josette)
    page = josette.get(receipt).get_data(as_text=True)
    assert '<dd class="govuk-summary-list__value guichet-summary-value">Hôtel du Département\n93006 Bobigny' in page
    text = words(josette.get(receipt.replace("envoyee", "accuse.pdf")).data)
    assert "Hôtel du Département\r\n93006 Bobigny Cedex" in text
    [mail] = [text for to, _, text in mails(app) if to == "josette.durond@example.org"]
    assert mail.count("Bonjour") == 1
    assert "Adresse postale : Hôtel du Département\r\n93006 Bobigny Cedex" in mail


@pytest.mark.check("MA-6")
def test_page_mail_and_document_are_the_legal_acknowledgement(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    document = josette.get(receipt.replace("envoyee", "accuse.pdf"))
    [mail] = [text for to, _, text in mails(app) if to == "josette.durond@example.org"]
    page = josette.get(receipt).get_data(as_text=True)
    text = words(document.data)
    for source in (page, mail, text):
        flat = re.sub(r"\s+", " ", source)
        for said in (
            "DEM-0000000001",
            "24 novembre 2026 à 14 h 30 (heure de Paris)",
            "Direction de l’autonomie — service Améthyste",
            "93006 Bobigny Cedex",
            "amethyste@departement.example",
            "01 99 00 93 93",
            "ne vous a pas répondu le 24 janvier 2027",
            "sera considérée comme refusée",
            "deux mois",
            "tribunal administratif",
        ):
            assert said in flat, said
    assert "45878855" not in mail
    assert f"{receipt.removesuffix('/envoyee')}/accuse.pdf" in mail
    flat = re.sub(r"\s+", " ", text)
    for answer in ("45878855", "RE - Retraité.e", "Mme LEGENTIL Eliane", "8 650 €", "document.pdf", "DUROND"):
        assert answer in flat, answer
    assert document.headers["Content-Type"] == "application/pdf"
    assert josette.get(receipt.replace("envoyee", "accuse.pdf")).data == document.data, "the same bytes"
    assert accessible(document.data) == ("fr", True, True, "1", "Accusé de réception électronique DEM-0000000001")


def words(document: bytes) -> str:
    """Give the text of a PDF, page after page."""
    opened = pypdfium2.PdfDocument(document)
    return "\n".join(page.get_textpage().get_text_range() for page in opened)


def accessible(document: bytes) -> tuple[str, bool, bool, str, str]:
    """Give the language, whether it is tagged and has a structure, its part of PDF/UA, its title."""
    with pikepdf.open(io.BytesIO(document)) as opened, opened.open_metadata() as metadata:
        root = opened.Root
        marked = bool(root.MarkInfo.Marked)
        return str(root.Lang)[:2], marked, "/StructTreeRoot" in root, metadata["pdfuaid:part"], metadata["dc:title"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*gras* #panic() $x$ `code` <balise> // rien", "*gras* #panic() $x$ `code` <balise> // rien"),
        ("漢字 et 😀", "\ufffd\ufffd et \ufffd"),
        ("\x00\x1bŁódź\ud800 Ж", "Łódź Ж"),
        ("x" * 200 + "fin", "x" * 20 + "fin"),
        ("".join(map(chr, range(0x4E00, 0x4E40))) + " fin", "\ufffd" * 50),
    ],
)
def test_what_was_typed_is_never_markup_on_paper_nor_too_strange_for_it(typed: str, shown: str) -> None:
    values = {"title": "Essai", "author": "X", "particulars": [["Réponse", [typed]]], "words": [], "answered": "Suite"}
    made = paper.pdf("receipt", {**values, "sections": [], "mandates": []}, datetime(2026, 11, 24, tzinfo=UTC))
    assert shown in words(made).replace("\ufffe", "")


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        (date(2026, 11, 24), "P2M", date(2027, 1, 24)),
        (date(2026, 12, 31), "P2M", date(2027, 2, 28)),
        (date(2028, 1, 31), "P1M", date(2028, 2, 29)),
        (date(2026, 11, 24), "P1Y1W3D", date(2027, 12, 4)),
        (date(2026, 11, 24), "", date(2026, 11, 24)),
    ],
)
def test_months_of_the_law_are_months_of_the_calendar(start: date, duration: str, end: date) -> None:
    assert later(start, duration) == end
