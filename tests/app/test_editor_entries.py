"""Every field of every form of the editor posted with what no person types: refused or taken, never a breakdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.app.conftest import Clock
from tests.app.test_rehearsal import PATH, SLUG, keep, write
from tests.app.test_rights import staff

ODD = {
    "invisible": "a\x00b\x1b\x7f\u202e\u2028",
    "numbers": "99999999999999999999999999",
    "pointers": "/~2/properties/__proto__/-1/*/9999999999",
    "long": "é" * 20_000,
}
PLACES = """
json page?page=0 question?ou=/navigo question?ou=/revenu&volet=avance condition?ou=/rib regles/regle?regle=0
regles/total?ou=/revenu reglages?volet=service ajouter?page=0 images?ou=/navigo langues historique essais partager
publier
"""
ELSEWHERE = ("/edition/nouvelle?depuis=vide", "/edition/nouvelle?depuis=fichier", "/edition/listes/nouvelle")
DESTRUCTIVE = ("deconnexion", "actions")


def forms_of(page: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give the forms of a page: where each posts, and its fields, those that stand elsewhere in the page included."""
    for head, body in re.findall(r"<form ([^>]*)>(.*?)</form>", page, re.S):
        action = re.search(r'action="([^"]*)"', head)
        fields = re.findall(r"<(?:input|textarea|select|button)[^>]*>", body)
        named = [(re.search(r' name="([^"]*)"', one), re.search(r' type="([^"]*)"', one), one) for one in fields]
        found = [(name[1], kind[1] if kind else "text", tag) for name, kind, tag in named if name]
        made = [(name, _value(tag) if kind in ("hidden", "submit") else "") for name, kind, tag in found]
        known = re.search(r'id="([^"]*)"', head)
        beside = re.findall(rf"<[^>]* form=\"{re.escape(known[1])}\"[^>]*>", page) if known else []
        apart = [name[1] for one in beside if (name := re.search(r' name="([^"]*)"', one))]
        yield html.unescape(action[1]) if action else "", [*made, *((name, "") for name in apart)]


def _value(tag: str) -> str:
    found = re.search(r' value="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


@pytest.mark.check("DF-7")
@pytest.mark.parametrize(
    ("database_url", "odd"),
    [("postgresql", "invisible"), *(("sqlite", one) for one in ODD)],
    indirect=["database_url"],
)
def test_no_field_of_the_editor_breaks_on_what_nobody_types(app: Flask, clock: Clock, odd: str) -> None:
    odd = ODD[odd]
    write(app, clock)
    keep(app, clock)
    client = staff(app, "editor", clock)
    posted = 0
    for path in (*(f"{PATH}/{one}" for one in PLACES.split()), f"/edition/{SLUG}/nouvelle-version", *ELSEWHERE):
        page = client.get(path).get_data(as_text=True)
        for action, fields in forms_of(page):
            if any(one in action for one in DESTRUCTIVE):
                continue
            data: MultiDict[str, Any] = MultiDict((name, value or odd) for name, value in fields)
            data["csrf_token"] = client.token
            answer = FlaskClient.open(client, action or path, method="POST", data=data)
            assert answer.status_code < 500, (path, action, list(data))
            hidden = {name: odd for name in data if name not in ("csrf_token", "revision")}
            answer = FlaskClient.open(client, action or path, method="POST", data={**data.to_dict(), **hidden})
            assert answer.status_code < 500, (path, action, list(hidden))
            posted += len(data)
    assert posted > 100
    asked = (f"{PATH}/question?ou={{}}", "/edition/{}", "/edition/{}/brouillon", "/apercu/{}", "/edition/listes/{}")
    for path in (*asked, "/edition/listes/colleges?q={}", "/edition/nouvelle?depuis=copie&de={}", "/listes/{}/1"):
        assert client.get(path.format(quote(odd[:300], errors="replace"))).status_code < 500, path
