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
from app.submissions.acknowledging import later
from app.submissions.mandate_models import Mandate
from app.submissions.models import Event, Submission
from app.uploads.models import Document
from tests.app.conftest import CheckingClient, Clock
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
    assert josette.get(receipt).get_data() == josette.get(receipt).get_data(), "F5"
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
