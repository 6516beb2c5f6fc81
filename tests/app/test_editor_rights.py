"""The editor attacked by who has no right to it: every method of every route, lost drafts, links for colleagues."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import email_key
from app.catalogue.models import SheetUpload
from app.editor import drafting, scenarios
from app.extensions import db
from tests.app.conftest import HASH, PASSWORD, CheckingClient, Clock
from tests.app.editions import publish
from tests.app.test_rehearsal import PATH, SLUG, press, shared, text_of, to_the_end, write
from tests.app.test_rights import address, filled, people, routes, snapshot
from tests.conftest import SLUGS

__all__ = ["filled", "people"]
OVERRIDES = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE", "X-HTTP-Method": "PUT"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
LISTED = "/listes/villes-a-nous/1"


def half_way(app: Flask, clock: Clock) -> CheckingClient:
    """Give an admin whose password was right and who has not given a code."""
    with app.app_context():
        email = "sans-code@example.org"
        known = {"first_name": "Sans", "last_name": "CODE", "password_hash": HASH, "created_at": clock()}
        db.session.add(Account(email=email, email_key=email_key(email), role="admin", **known))
        db.session.commit()
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    made.get("/connexion")
    assert made.post("/connexion", data={"email": email, "password": PASSWORD}).status_code in (200, 303)
    return made


def editing(app: Flask, known: dict[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Give the address of every route of the editor that asks for a right, with its methods."""
    found: dict[str, set[str]] = {}
    for rule, guard in routes(app):
        if guard == "may edit":
            found.setdefault(address(rule, known).partition("?")[0], set()).update(rule.methods or ())
    yield from ((f"{path}?ou=/navigo&page=0", methods) for path, methods in found.items())


@pytest.mark.check("AZ-1")
@pytest.mark.check("AU-9")
def test_no_method_of_the_editor_does_anything_for_who_has_no_right(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str], clock: Clock
) -> None:
    intruders = {name: people[name] for name in ("anonymous", "josette", "agent")} | {"half": half_way(app, clock)}
    with app.app_context():
        before = snapshot()
    for who, client in intruders.items():
        client.get("/aide")
        client.get("/connexion")
        logged_in = who in ("josette", "agent")
        for path, methods in editing(app, filled):
            for method in METHODS:
                headers = {"X-CSRF-Token": client.token, **OVERRIDES}
                answer = FlaskClient.open(client, path, method=method, headers=headers, buffered=True)
                inside = 404 if logged_in else 302 if method in ("GET", "HEAD") else 403
                wanted = {inside} if method in methods else {405}
                assert answer.status_code in wanted, (who, method, path, answer.status_code)
                assert "brouillon" not in answer.headers.get("Location", "").partition("?")[0]
            unsigned = FlaskClient.open(client, f"{path}{'&' if '?' in path else '?'}_method=POST", method="POST")
            assert unsigned.status_code == 403, (who, path)
    with app.app_context():
        assert snapshot() == before


@pytest.mark.check("SE-4")
def test_an_editor_posts_nothing_without_a_token_and_nothing_by_another_method(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str]
) -> None:
    client = people["editor"]
    client.get("/edition")
    with app.app_context():
        before = snapshot()
    for path, methods in editing(app, filled):
        for headers in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": client.token, "Sec-Fetch-Site": "cross-site"}):
            answer = FlaskClient.open(client, path, method="POST", headers=headers, buffered=True)
            assert answer.status_code == 403, (path, headers)
        for method in ("PUT", "PATCH", "DELETE"):
            answer = FlaskClient.open(client, path, method=method, headers={"X-CSRF-Token": client.token})
            assert answer.status_code == 405, (path, method)
        if "GET" in methods:
            answer = FlaskClient.open(client, path, method="GET", headers=OVERRIDES, buffered=True)
            assert answer.status_code in (200, 404), path
    with app.app_context():
        assert snapshot() == before


@pytest.mark.parametrize("ended", ["given up", "published"])
def test_a_draft_that_is_gone_is_found_by_no_address(
    app: Flask, people: dict[str, CheckingClient], filled: dict[str, str], ended: str
) -> None:
    client = people["editor"]
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        if ended == "published":
            draft.base = 1
        drafting.drop(db.session, draft)
        db.session.commit()
    with app.app_context():
        before = snapshot()
    for path, methods in editing(app, filled):
        if "/brouillon" not in path or "/commencer" in path:
            continue
        for method in sorted(methods & {"GET", "POST"}):
            client.get("/edition")
            data = {} if method == "POST" else None
            assert client.open(path, method=method, data=data).status_code == 404, (method, path)
    with app.app_context():
        assert snapshot() == before


@pytest.mark.check("AZ-2")
def test_what_waits_of_somebody_else_and_the_tests_of_another_procedure_do_not_exist(
    app: Flask, clock: Clock, people: dict[str, CheckingClient], filled: dict[str, str]
) -> None:
    write(app, clock, "cheque-reussite", text_of("cheque-reussite"))
    mine, theirs = people["editor"], people["admin"]
    theirs.get("/edition/listes/nouvelle")
    answer = theirs.post("/edition/listes/nouvelle", data={"nom": "Villes", "texte": "a;A\nb;B\n"})
    waiting = answer.headers["Location"]
    test = f"/edition/cheque-reussite/brouillon/essais/{filled['test_id']}"
    with app.app_context():
        before = snapshot()
        assert db.session.scalar(select(SheetUpload.id)) is not None
    mine.get("/edition")
    for path in (waiting, f"{test}/rejouer", f"/edition/listes/depots/{uuid.uuid4()}"):
        assert mine.get(path).status_code == 404
    for path in (waiting, *(f"{test}/{deed}" for deed in ("accepter", "renommer", "supprimer"))):
        assert mine.post(path, data={"base": "0", "nom": "Autre"}).status_code == 404
    with app.app_context():
        assert snapshot() == before
        assert scenarios.find(db.session, SLUG, uuid.UUID(filled["test_id"])) is not None


def colleague(app: Flask) -> CheckingClient:
    """Give a browser that nobody is logged in with."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


def stored(app: Flask) -> list[str]:
    """Give the files that the portal keeps, beside its database."""
    return sorted(str(one) for one in app.extensions["config"].instance.rglob("*") if one.is_file())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_colleague_walks_to_the_end_and_not_one_row_or_file_is_written(
    app: Flask, clock: Clock, editor: CheckingClient, slug: str
) -> None:
    write(app, clock, slug, text_of(slug))
    editor.get(f"/edition/{slug}/brouillon/partager")
    page = editor.post(f"/edition/{slug}/brouillon/partager", data={}).get_data(as_text=True)
    path = "/apercu/" + re.findall(r'readonly value="[^"]+/apercu/([^"]+)"', page)[0]
    visitor = colleague(app)
    with app.app_context():
        before = snapshot()
    files = stored(app)
    to_the_end(visitor, slug, path)
    with app.app_context():
        assert snapshot() == before
    assert stored(app) == files


def test_a_link_for_colleagues_shows_one_draft_alone_to_who_holds_it_whole(
    app: Flask, clock: Clock, editor: CheckingClient
) -> None:
    write(app, clock, "cheque-reussite", text_of("cheque-reussite"))
    path, visitor = shared(editor), colleague(app)
    answer = visitor.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert [one.split("=")[0] for one in answer.headers.getlist("Set-Cookie")] == ["form"]
    assert "Améthyste" in answer.get_data(as_text=True)
    for tampered in (f"{path}x", path[:-1], f"/apercu/{path[8:].swapcase()}", f"{path}%20"):
        gone = visitor.get(tampered)
        assert gone.status_code == 410, tampered
        assert gone.headers["Referrer-Policy"] == "no-referrer"
        assert gone.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert visitor.get(f"{path}%00").status_code == 404
    for more in ("?slug=cheque-reussite", "?page=college&question=/college", "?langue=x&masquees=1"):
        assert "Améthyste" in visitor.get(f"{path}{more}").get_data(as_text=True)
    assert visitor.get(f"{PATH}/repetition").status_code == 302
    assert visitor.get(f"{path}/conditions").status_code == 405
    with app.app_context():
        draft = drafting.find(db.session, SLUG)
        assert draft
        drafting.drop(db.session, draft)
        db.session.commit()
    assert visitor.get(path).status_code == 410
    assert visitor.post(path, data={}).status_code == 410


ACTIONS = re.compile(r'\b(?:form)?action="([^"]*)"')
LINKS = re.compile(r'\b(?:href|src|data-[a-z-]*url|data-long-list)="([^"]*)"')
HARMLESS = ("#", "/static/", "/theme.css", "data:,", "/demarches/", "/listes/", "mailto:", "tel:", "https://")


@pytest.mark.check("HD-2")
def test_the_live_page_leads_and_posts_to_itself_alone(app: Flask, clock: Clock, editor: CheckingClient) -> None:
    screen = editor.get(f"{PATH}/question?ou=/navigo")
    frame = re.search(r"<iframe [^>]*>", screen.get_data(as_text=True))
    assert frame
    source = re.search(r' src="([^"]*)"', frame[0])
    assert source
    inside = editor.get(source.group(1).replace("&amp;", "&"), headers={"Sec-Fetch-Dest": "iframe"})
    sandbox = "sandbox allow-same-origin allow-scripts allow-forms"
    assert inside.headers["Content-Security-Policy"].endswith(sandbox), "it cannot leave its frame"
    assert "frame-src 'self'" in screen.headers["Content-Security-Policy"]
    for slug in SLUGS:
        write(app, clock, slug, text_of(slug))
        live = f"/edition/{slug}/brouillon/apercu"
        for place in re.findall(
            r'value="go ([a-z0-9-]+)"', editor.get(f"{live[:-6]}repetition").get_data(as_text=True)
        ):
            answer = editor.get(f"{live}?page={place}&erreurs=1&masquees=1")
            page, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
            assert "form-action 'self'" in policy
            assert "frame-ancestors 'self'" in policy
            assert {one.partition("?")[0] for one in ACTIONS.findall(page)} <= {live, "", "next"}
            assert [one for one in LINKS.findall(page) if not one.startswith((*HARMLESS, live))] == []


def publish_list(client: CheckingClient) -> None:
    """Make a list that no procedure uses."""
    client.get("/edition/listes/nouvelle")
    rows = "".join(f"c{number};Commune {number}\n" for number in range(600))
    answer = client.post("/edition/listes/nouvelle", data={"nom": "Villes à nous", "texte": f"v1;Ville cachee\n{rows}"})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="(base|separateur|entete)" value="([^"]*)"', page))
    assert client.post(answer.headers["Location"], data=hidden).status_code == 303


@pytest.mark.check("AZ-3")
def test_a_list_that_no_published_procedure_uses_is_searched_by_who_may_see_its_draft_only(
    app: Flask, clock: Clock, editor: CheckingClient, marcel: CheckingClient
) -> None:
    publish_list(editor)
    visitor = colleague(app)
    assert visitor.get("/listes/colleges/1?q=college").status_code == 200, "a published procedure asks it"
    for client in (visitor, marcel):
        for query in ("?q=ville", "?valeur=v1", ""):
            assert client.get(f"{LISTED}{query}").status_code == 404
    assert "Ville cachee" in editor.get(f"{LISTED}?q=ville").get_data(as_text=True)
    text = asking(LISTED)
    write(app, clock, SLUG, text)
    path = shared(editor)
    assert "Ville cachee" in visitor.get(f"{path}{LISTED}?q=ville").get_data(as_text=True)
    assert visitor.get(f"{path}/listes/colleges/1?q=c").status_code == 404, "this draft does not use it"
    assert visitor.get(f"/apercu/inconnu{LISTED}?q=ville").status_code == 410
    assert visitor.get(f"{LISTED}?q=ville").status_code == 404
    page = press(visitor, path, visitor.get(path).get_data(as_text=True), "next").get_data(as_text=True)
    assert f'data-long-list="{path}{LISTED}"' in page, "its script searches where its link lets it"
    assert f'data-long-list="{LISTED}"' in editor.get(f"{PATH}/apercu").get_data(as_text=True)
    publish(app, text, "essai")
    assert visitor.get(f"{LISTED}?q=ville").status_code == 200, "now everybody may begin it"


def asking(path: str) -> str:
    """Give a definition of one question that a list answers."""
    question = {"title": "Ville", "type": "string", "x-widget": "search", "x-list": path.removeprefix("/listes/")}
    document = {"title": "Essai", "type": "object", "properties": {"ville": question}}
    return json.dumps({**document, "x-procedure": {"type": "Essai"}})
