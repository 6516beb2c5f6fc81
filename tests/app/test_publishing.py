"""Publication: what a new version changes, who it concerns, and what can never be lost by it."""

from __future__ import annotations

import html
import io
import json
import re
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from app import cli
from app.catalogue import queries as catalogue
from app.catalogue.models import Procedure, ProcedureEvent, ProcedureVersion
from app.extensions import db
from app.submissions import nightly
from app.submissions.models import Draft
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import SLUG, all_at_once, edited
from tests.app.test_accounts import mails
from tests.app.test_requests import sent
from tests.app.test_rights import snapshot, staff
from tests.app.walk import begin, fill, send_page
from tests.conftest import ROOT, load_file
from tests.people import complete

CHEQUE = "cheque-reussite"
MARCEL = ({"navigo": "45878855"}, {"statut": "RE", "zonage": "1-5"}, {"parts": "1", "revenu": "8650"})
"""What Marcel has answered so far, page by page."""
HERE = f"/edition/{SLUG}"
NEW = f"{HERE}/nouvelle-version"
TOKEN = re.compile(rb'(csrf_token" value|data-token)="[^"]*')


@pytest.fixture
def editor(app: Flask, clock: Clock) -> CheckingClient:
    """Somebody who writes procedures, logged in."""
    return staff(app, "editor", clock)


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").replace("\u202f", " ")


def shown(client: CheckingClient, path: str) -> str:
    return plain(client.get(path).get_data(as_text=True))


def examined(client: CheckingClient, text: str, slug: str = SLUG) -> tuple[str, dict[str, str]]:
    """Have a text examined; give what is shown, and what the confirmation posts."""
    new = NEW.replace(SLUG, slug)
    client.get(new)
    answer = client.post(new, data={"texte": text, "action": "verifier"})
    page = answer.get_data(as_text=True)
    return plain(page), {"texte": text.replace("\n", "\r\n"), "action": "publier", **confirmed_by(page)}


def confirmed_by(page: str, choice: str = "redemander") -> dict[str, str]:
    """Give what a confirmation posts of itself, with one choice for every change that leaves one."""
    hidden = re.findall(r'name="(base|empreinte|revision)" value="([^"]*)"', page)
    return dict(hidden) | dict.fromkeys(re.findall(r'name="(choix-[0-9a-f]+)"', page), choice)


def versions(app: Flask, slug: str = SLUG) -> list[tuple[int, str, str, str, str]]:
    with app.app_context():
        found = select(ProcedureVersion).join(Procedure).where(Procedure.slug == slug)
        rows = db.session.scalars(found.order_by(ProcedureVersion.number))
        return [(one.number, one.digest, one.document, one.author, one.note) for one in rows]


def longer(document: dict[str, object]) -> None:
    """Change a few words."""
    document["title"] = "Renouveler un forfait"


@pytest.mark.check("DF-9")
def test_a_version_is_published_once_all_it_changes_is_seen_and_nothing_of_before_changes(
    editor: CheckingClient, josette: CheckingClient, marcel: CheckingClient, app: Flask, clock: Clock
) -> None:
    receipt = sent(josette)
    detail = receipt.replace("/envoyee", "")
    paper = re.search(r'href="(/demandes/[^"]+\.pdf)"', josette.get(receipt).get_data(as_text=True))
    assert paper
    kept = {path: josette.get(path).get_data() for path in (detail, paper.group(1))}
    path = begin(marcel, SLUG)
    for page in MARCEL:
        path = send_page(marcel, path, page).headers["Location"]
    before = versions(app)

    words, confirmed = examined(editor, edited(all_at_once))
    assert "1 brouillon et 1 demande sont concernés" in words
    assert "1 brouillon a une réponse à donner ou à revoir" in words
    assert "2 réponses" in words
    assert "PETIT" not in words
    assert "Exemples à remplacer" in words
    for title in ("À donner par les personnes", "À revoir, si la réponse", "Retiré des brouillons", "Sans effet sur"):
        assert title in words
    assert '+    "accompagnant": {' in words
    choices = [name for name in confirmed if name.startswith("choix-")]
    narrowed, removed = choices
    for wrong, sentence in (
        ({}, "Écrivez en une phrase ce qui change"),
        ({"note": "Numéro fiscal", **dict.fromkeys(choices, "")}, "Choisissez ce que deviennent les brouillons"),
        ({"note": "Numéro fiscal", narrowed: "refuser"}, "Un brouillon est concerné par ce changement"),
        ({"note": "x" * 501}, "Écrivez 500 signes au plus"),
    ):
        answer = editor.post(NEW, data={**confirmed, **wrong})
        assert (answer.status_code, sentence in plain(answer.get_data(as_text=True))) == (422, True), sentence
        assert "numeroFiscal" in answer.get_data(as_text=True)
    assert versions(app) == before

    clock.pass_by(minutes=10)
    answer = editor.post(NEW, data={**confirmed, "note": "Numéro fiscal", removed: "refuser"})
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    page = shown(editor, HERE)
    assert "La version 2 est publiée" in page
    assert "Version 2 publiée, par editor TEST" in page
    after = versions(app)
    assert after[:-1] == before
    assert (after[-1][0], after[-1][3], after[-1][4]) == (2, "editor TEST", "Numéro fiscal")
    for path, body in kept.items():
        same = [TOKEN.sub(b"", one) for one in (josette.get(path).get_data(), body)]
        assert same[0] == same[1], path

    difference = shown(editor, f"{HERE}/versions/2")
    assert "Numéro fiscal" in difference
    assert '+    "numeroFiscal": {' in difference
    file = editor.get(f"{HERE}/versions/1/json")
    assert "attachment" in file.headers["Content-Disposition"]
    assert json.loads(file.get_data(as_text=True)) == json.loads(before[0][2])
    assert shown(editor, f"{HERE}/versions/1").count("C’est la première version.") == 1
    assert [editor.get(f"{HERE}/versions/{number}").status_code for number in (0, 3, 99999999)] == [404, 404, 404]

    # back to the first, by the same confirmation
    editor.get(HERE)
    answer = editor.post(NEW, data={"depuis": "1"})
    back = answer.get_data(as_text=True)
    text = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", back, re.S).group(1))  # type: ignore[union-attr]
    hidden = confirmed_by(back)
    data = {"texte": text, "action": "publier", "note": "Retour", **hidden}
    assert editor.post(NEW, data=data).status_code == 303
    last = versions(app)
    assert last[:-1] == after
    assert (last[-1][0], last[-1][1], last[-1][2]) == (3, before[0][1], before[0][2])
    with app.app_context():
        version = catalogue.latest(db.session, SLUG)
        assert version is not None
        assert app.extensions["library"].of(version).number == 3
        kinds = list(db.session.scalars(select(ProcedureEvent.kind).where(ProcedureEvent.actor == "editor TEST")))
        assert kinds == ["published", "published"]


def test_what_is_broken_is_not_published_and_nothing_pasted_is_lost(
    editor: CheckingClient, client: CheckingClient, app: Flask
) -> None:
    with app.app_context():
        before = snapshot()

    def hopeless(document: dict[str, dict[str, object]]) -> None:
        document["properties"]["parts"] |= {"minimum": 5, "maximum": 2}

    def unknown(document: dict[str, dict[str, object]]) -> None:
        document["x-procedure"]["profile"] = ["pointure"]

    for text, sentence in (
        ("{ ce n’est pas du JSON", "Ce n’est pas du JSON : ligne 1, colonne 3"),
        (edited(hopeless), "Cette version ne peut pas être publiée"),
        (edited(unknown), "Le profil n’a pas de réponse « pointure »"),
        ("[]", "Une démarche est un objet JSON"),
    ):
        editor.get(NEW)
        for action in ({"action": "verifier"}, {"action": "publier", "base": "1", "empreinte": "x", "note": "y"}):
            answer = editor.post(NEW, data={"texte": text, **action})
            page = html.unescape(answer.get_data(as_text=True))
            assert answer.status_code == 422
            assert sentence in plain(page), sentence
            assert text in page
    assert editor.post(NEW, data={"texte": " "}).status_code == 422
    file = {"fichier": (io.BytesIO(b"\xff\xfe\x00"), "a.json"), "texte": "gardé", "csrf_token": editor.token}
    answer = editor.post(NEW, data=file, content_type="multipart/form-data")
    assert (answer.status_code, "gardé</textarea>" in answer.get_data(as_text=True)) == (422, True)
    old = editor.post(NEW, data={"texte": "gardé", "csrf_token": "périmé"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (old.status_code, "gardé</textarea>" in old.get_data(as_text=True)) == (403, True)
    same = {"fichier": (io.BytesIO(b"\xef\xbb\xbf" + edited(lambda _: None).encode()), "a.json")}
    answer = editor.post(NEW, data={**same, "csrf_token": editor.token}, content_type="multipart/form-data")
    assert answer.status_code == 200
    with app.app_context():
        assert snapshot() == before
    assert client.get(f"/demarches/{SLUG}").status_code == 200


def test_a_confirmation_that_is_not_of_today_is_refused_with_what_changed(editor: CheckingClient, app: Flask) -> None:
    new = NEW.replace(SLUG, CHEQUE)
    words, confirmed = examined(editor, edited(longer, CHEQUE), CHEQUE)
    assert "ce que deviennent les brouillons" not in words
    other = edited(lambda document: document.update(title="Encore un autre titre"), CHEQUE)
    answer = editor.post(new, data={**confirmed, "texte": other, "note": "n"})
    page = plain(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Le texte a changé depuis qu’il a été vérifié" in page
    assert "Encore un autre titre" in page
    _, second = examined(editor, other, CHEQUE)
    assert editor.post(new, data={**second, "note": "n"}).status_code == 303
    answer = editor.post(new, data={**confirmed, "note": "n"})
    page = plain(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "La version 2 a été publiée entre-temps par editor TEST" in page
    assert "Ce qui change depuis la version 2" in page
    assert 'name="empreinte"' in answer.get_data(as_text=True), "it may be confirmed again"
    bare = editor.post(new, data={"texte": other, "action": "publier", "note": "n"})
    assert (bare.status_code, "Vérifiez d’abord le texte" in bare.get_data(as_text=True)) == (422, True)
    assert [one[0] for one in versions(app, CHEQUE)] == [1, 2]


def test_of_two_who_publish_at_once_one_is_refused_and_a_draft_two_versions_behind_is_counted(
    editor: CheckingClient, josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    new, other = NEW.replace(SLUG, CHEQUE), staff(app, "admin", clock)
    first = begin(josette, CHEQUE)
    send_page(josette, first, {"nom": "DUROND", "prenom": "Inès"}, "save")
    confirmed = [examined(one, edited(longer, CHEQUE), CHEQUE)[1] for one in (editor, other)]
    start, seen = Barrier(2), []

    def publish(client: CheckingClient, data: dict[str, str]) -> None:
        start.wait()
        seen.append(client.post(new, data={**data, "note": "n"}).status_code)

    threads = [Thread(target=publish, args=pair) for pair in zip((editor, other), confirmed, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(seen) == [303, 422]
    assert [one[0] for one in versions(app, CHEQUE)] == [1, 2]

    def shorter(document: dict[str, dict[str, dict[str, object]]]) -> None:
        document["properties"]["prenom"]["maxLength"] = 3

    words, last = examined(editor, edited(shorter, CHEQUE), CHEQUE)
    assert "1 brouillon a une réponse à donner ou à revoir" in words
    assert editor.post(new, data={**last, "note": "n"}).status_code == 303
    changed = first.partition("/pages")[0] + "/formulaire-change"
    assert "« Prénom de l’enfant » ne convient plus" in shown(josette, changed)
    assert josette.post(changed, data={"version": "3"}).headers["Location"] == first
    assert 'value="Inès"' in josette.get(first).get_data(as_text=True)


def test_a_portal_that_starts_again_leaves_what_was_published_on_it(editor: CheckingClient, app: Flask) -> None:
    file = ROOT / "schemas" / "procedures" / f"{CHEQUE}.json"
    assert not cli.ours(app, file), "published by these tests, not from its file"
    assert cli.ours(app, file.with_name("nouvelle.json"))
    assert cli.publish(app, [file]) == 0
    assert [one[3] for one in versions(app, CHEQUE)] == ["tests"], "the same content changes nothing"
    _, confirmed = examined(editor, edited(longer, CHEQUE), CHEQUE)
    assert editor.post(NEW.replace(SLUG, CHEQUE), data={**confirmed, "note": "n"}).status_code == 303
    assert cli.publish(app, [file]) == 0
    assert cli.ours(app, file)


def closings(app: Flask) -> list[str]:
    """Give the texts of the mails that told of a closing."""
    return [body for _, subject, body in mails(app) if subject.endswith("est fermée")]


def test_a_procedure_is_closed_and_opened_again_and_drafts_follow_its_rule(
    editor: CheckingClient, josette: CheckingClient, app: Flask, clock: Clock
) -> None:
    page = begin(josette, SLUG)
    other = begin(josette, CHEQUE)
    assert "Publiée" in shown(editor, "/edition")
    for slug in (SLUG, CHEQUE):
        clock.pass_by(minutes=10)
        editor.get(f"/edition/{slug}")
        assert editor.post(f"/edition/{slug}/fermer", data={}).status_code == 303
        editor.post(f"/edition/{slug}/fermer", data={})
    assert "Fermée" in shown(editor, "/edition")
    with app.app_context():
        assert db.session.query(ProcedureEvent).filter_by(kind="closed").count() == 2
    told = closings(app)
    assert len(told) == 2, "each draft once, though the button was pressed twice"
    assert "Vous pouvez encore la terminer" in told[0]
    assert "Elle ne peut plus être envoyée" in told[1]
    assert nightly.announce(app) == 0
    for path in (page, f"{page.partition('/pages')[0]}/vos-informations"):
        assert "vous pouvez la terminer et l’envoyer" in shown(josette, path)
    assert "Cette demande ne peut plus être envoyée" in shown(josette, other)
    late = fill(josette, load_file(CHEQUE), other, complete(CHEQUE), clock().date())
    answer = send_page(josette, late, {}, "send")
    assert (answer.status_code, "fermée depuis le 24" in plain(answer.get_data(as_text=True))) == (422, True)
    accepted = fill(josette, load_file(SLUG), page, complete(SLUG), clock().date())
    assert send_page(josette, accepted, {"navigo": "45878855"}, "send").headers["Location"].endswith("/envoyee")
    assert "Cette démarche est fermée depuis le 24" in shown(josette, f"/demarches/{SLUG}")
    assert SLUG not in josette.get("/demarches").get_data(as_text=True)
    refused = josette.post(f"/demarches/{SLUG}/commencer", data={"conditions": "oui"})
    assert refused.headers["Location"] == f"/demarches/{SLUG}"
    assert josette.get("/demarches/profil").status_code == editor.get("/edition/profil").status_code == 404
    assert "ne peut plus être envoyée" in shown(josette, "/demandes/a-finaliser")
    editor.get(HERE)
    assert editor.post(f"{HERE}/rouvrir", data={}).status_code == 303
    assert "Démarche rouverte, par editor TEST" in shown(editor, HERE)
    assert josette.post(f"/demarches/{SLUG}/commencer", data={"conditions": "oui"}).status_code == 303
    with app.app_context():
        assert db.session.query(Draft).filter(Draft.slot.is_not(None)).count() == 2
