"""Numbers that pages post, thousands of digits long: none is read as a number, and none breaks a page."""

from __future__ import annotations

import pytest
from flask import Flask

from app.numbers import natural
from tests.app.conftest import CheckingClient, Clock
from tests.app.test_editor_screen import revision
from tests.app.test_rehearsal import PATH
from tests.app.test_requests import sent
from tests.app.test_rights import staff

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG = "9" * 5_000
"""More digits than Python reads as a number (4,300)."""


@pytest.mark.parametrize(
    ("text", "read"),
    [("0", 0), ("12", 12), ("00012", 12), (LONG, None), ("123456", None), ("", None), ("-1", None), ("٣", None)],
)
def test_a_natural_number_is_one_of_few_plain_digits(text: str, read: int | None) -> None:
    assert natural(text) == read


def test_nine_digits_are_read_where_they_are_asked_for() -> None:
    assert (natural("123456789", 9), natural("1234567890", 9)) == (123_456_789, None)


@ON_SQLITE
def test_the_list_of_requests_and_a_rating(josette: CheckingClient, app: Flask, clock: Clock) -> None:
    receipt = sent(josette)
    josette.get(receipt)
    assert josette.post(receipt.replace("envoyee", "avis"), data={"note": LONG}).status_code == 303
    assert "DEM-0000000001" in staff(app, "agent", clock).get(f"/bureau?page={LONG}").get_data(as_text=True)


@ON_SQLITE
@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("actions", {"action": "page-monter", "page": LONG}),
        ("actions", {"action": "page-monter", "page": LONG, "revision": "999"}),
        ("regles/regle?regle=/x-checks/0", {"action": f"remove {LONG}"}),
        ("question?ou=/statut&volet=reponse", {"row": f"choices-0=o{LONG}"}),
        ("historique", {"position": LONG}),
    ],
)
def test_the_posts_of_the_editor(editor: CheckingClient, path: str, posted: dict[str, str]) -> None:
    data = {"revision": revision(editor), **posted}
    assert editor.post(f"{PATH}/{path}", data=data).status_code < 500
