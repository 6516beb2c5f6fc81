"""Static files are kept by browsers for as long as they are the same, and not a page longer."""

from __future__ import annotations

import hashlib
import re

from tests.app.conftest import CheckingClient
from tests.conftest import ROOT


def test_a_page_names_its_script_by_its_digest_and_a_browser_keeps_it(client: CheckingClient) -> None:
    html = client.get("/connexion").get_data(as_text=True)
    found = re.search(r'src="(/static/build/guichet\.js\?v=([0-9a-f]+))"', html)
    assert found
    digest = hashlib.sha256((ROOT / "static/build/guichet.js").read_bytes()).hexdigest()
    assert digest.startswith(found[2])
    assert "immutable" in client.get(found[1]).headers["Cache-Control"]


def test_the_style_sheet_names_its_fonts_by_their_digests(client: CheckingClient) -> None:
    fonts = re.findall(r'url\("?(fonts/[^")]+)', (ROOT / "static/build/guichet.css").read_text("utf-8"))
    assert len(fonts) == 2
    for one in fonts:
        assert "immutable" in client.get(f"/static/build/{one}").headers["Cache-Control"]


def test_what_is_asked_for_by_no_digest_or_an_old_one_is_asked_for_again(client: CheckingClient) -> None:
    for query in ("", "?v=", "?v=000000000000"):
        answer = client.get("/static/build/guichet.css" + query)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache", query
        again = client.get("/static/build/guichet.css" + query, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_static_file_that_is_not_there_is_not_found(client: CheckingClient) -> None:
    assert client.get("/static/build/rien.js?v=").status_code == 404
    assert client.get("/static/../pyproject.toml").status_code == 404
