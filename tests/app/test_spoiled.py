"""A published text that was spoiled in the base: the last sound version serves, it is told, nobody meets an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app.catalogue.models import ProcedureVersion
from app.extensions import db
from app.rendering import Renderer
from app.submissions.models import Draft
from tests.app.conftest import CheckingClient, Clock
from tests.app.editions import edited, publish
from tests.app.test_publishing import confirmed_by, plain, shown, versions
from tests.app.test_requests import sent
from tests.app.test_rights import staff
from tests.app.walk import begin, send_page
from tests.conftest import ROOT

CHEQUE = "cheque-reussite"


def spoil(app: Flask, number: int, text: str = "{") -> None:
    """Spoil a version, in a portal that starts again."""
    with app.app_context():
        mine = ProcedureVersion.procedure.has(slug=CHEQUE), ProcedureVersion.number == number
        db.session.execute(update(ProcedureVersion).where(*mine).values(document=text))
        db.session.commit()
    app.extensions["library"]._loaded.clear()


def longer(document: dict[str, object]) -> None:
    document["title"] = "Un autre titre"


@pytest.mark.check("DF-8")
@pytest.mark.parametrize("text", ["{", "{}", edited(longer, CHEQUE)], ids=["no JSON", "empty", "another text"])
def test_the_last_sound_version_serves_and_the_fault_is_told(
    app: Flask,
    josette: CheckingClient,
    marcel: CheckingClient,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    text: str,
) -> None:
    old = begin(josette, CHEQUE)
    publish(app, edited(lambda one: one.update(title="La deuxième"), CHEQUE), CHEQUE)
    new = begin(marcel, CHEQUE)
    send_page(marcel, new, {"nom": "PETIT", "prenom": "Paul"}, "save")
    spoil(app, 2, text)

    assert "Ma demande de Chèque réussite" in shown(josette, f"/demarches/{CHEQUE}")
    assert "Chèque réussite" in shown(josette, "/demarches")
    assert josette.get("/").status_code == 200
    assert josette.get(old).status_code == 200
    assert send_page(josette, old, {"nom": "DUROND", "prenom": "Inès"}, "save").status_code == 303
    assert "version 2 of procedure cheque-reussite is spoiled" in caplog.text

    # who fills the spoiled version is told, and nothing of theirs is lost
    answer = marcel.get(new)
    assert (answer.status_code, "Cette demande est en pause" in answer.get_data(as_text=True)) == (503, True)
    assert marcel.get("/demandes/a-finaliser").status_code == 200
    editor = staff(app, "editor", clock)
    assert "Version 2 abîmée" in shown(editor, "/edition")
    assert "Le texte de la version 2 est abîmé" in shown(editor, f"/edition/{CHEQUE}")
    for path in ("versions/2", "nouvelle-version", "versions/2/json"):
        assert editor.get(f"/edition/{CHEQUE}/{path}").status_code == 200, path
    assert editor.post(f"/edition/{CHEQUE}/brouillon/commencer", data={}).status_code == 303

    # publishing again, even the same text, puts it right: each draft goes on
    path = f"/edition/{CHEQUE}/nouvelle-version"
    mended = edited(lambda one: one.update(title="La deuxième"), CHEQUE)
    page = editor.post(path, data={"texte": mended}).get_data(as_text=True)
    data = {"texte": mended, "action": "publier", "note": "Réparée", **confirmed_by(page)}
    assert editor.post(path, data=data).status_code == 303
    assert [one[0] for one in versions(app, CHEQUE)] == [1, 2, 3]
    changed = "/".join([*new.split("/")[:3], "formulaire-change"])
    assert marcel.get(new).headers["Location"] == changed
    assert marcel.get(changed).status_code == 200
    assert marcel.post(changed, data={"version": "3"}).status_code == 303
    assert 'value="PETIT"' in marcel.get(new).get_data(as_text=True)


@pytest.mark.check("DF-8")
def test_a_request_sent_with_a_spoiled_version_waits_and_lists_go_on(
    app: Flask, josette: CheckingClient, clock: Clock
) -> None:
    receipt = sent(josette)
    with app.app_context():
        slug = db.session.query(Draft).one().version.procedure.slug
        db.session.execute(
            update(ProcedureVersion).where(ProcedureVersion.procedure.has(slug=slug)).values(document="[")
        )
        db.session.commit()
    app.extensions["library"]._loaded.clear()
    assert josette.get("/demandes").status_code == 200
    assert josette.get(receipt.replace("/envoyee", "")).status_code == 503
    assert josette.get(f"/demarches/{slug}").status_code == 503
    assert slug not in josette.get("/demarches").get_data(as_text=True)
    agent = staff(app, "agent", clock)
    page = agent.get("/bureau")
    assert page.status_code == 200
    assert agent.get("/bureau/demandes/" + receipt.split("/")[2]).status_code == 503
    assert "abîmée" in plain(staff(app, "editor", clock).get("/edition").get_data(as_text=True))


@pytest.mark.check("DF-8")
def test_files_that_are_spoiled_on_disk_stop_nothing_and_are_told(
    app: Flask, josette: CheckingClient, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    sent(josette)
    for name in (f"procedures/{CHEQUE}.json", "blocks/sepa/1.json", "profile.json"):
        (tmp_path / "schemas" / name).write_text("{", "utf-8")
    again = app.extensions["library"]
    again.schemas = tmp_path / "schemas"
    for name in ("blocks", "profile_text"):
        again.__dict__.pop(name, None)
    again._profiles.clear()
    assert josette.get(begin(josette, CHEQUE)).status_code == 200
    assert "DUROND" in shown(josette, "/mes-informations").partition("Menu et aide")[2]
    page = shown(staff(app, "editor", clock), "/edition")
    assert f"Le portail ne peut pas lire blocks/sepa/1.json, procedures/{CHEQUE}.json, profile.json" in page
    assert "cannot be read" in caplog.text


@pytest.mark.check("DF-8")
def test_what_a_page_cannot_show_is_not_published(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("no such fragment")

    monkeypatch.setattr(Renderer, "_question", fail)
    editor, path = staff(app, "editor", clock), f"/edition/{CHEQUE}/nouvelle-version"
    answer = editor.post(path, data={"texte": edited(longer, CHEQUE)})
    page = plain(answer.get_data(as_text=True))
    assert (answer.status_code, "ne peut pas être affichée" in page) == (422, True)
    assert "Cette version ne peut pas être publiée" in page
    assert "no such fragment" in caplog.text
