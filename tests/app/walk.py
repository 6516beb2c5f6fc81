"""A person who fills a request over HTTP, page by page, from the values of a whole request."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pikepdf
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import forms
from tests.app.conftest import CheckingClient
from tests.app.known import known
from tests.conftest import TODAY
from tests.people import posted


def pdf() -> bytes:
    """Make a small, real PDF."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


PDF = pdf()


def begin(client: CheckingClient, slug: str) -> str:
    """Begin a request and give the path of its first page."""
    client.get(f"/demarches/{slug}")
    answer = client.post(f"/demarches/{slug}/commencer", data={"conditions": "oui"})
    assert answer.status_code == 303
    return answer.headers["Location"]


def send_page(client: CheckingClient, path: str, data: dict[str, Any], action: str = "next") -> TestResponse:
    """Post a page."""
    client.get(path)
    return client.post(path, data={**data, "action": action})


def row_marks(html: str) -> list[str]:
    """Read the hidden inputs of rows from a page."""
    return re.findall(r'name="row" value="([^"]+)"', html)


def add_rows(client: CheckingClient, path: str, items: tuple[Any, ...]) -> None:
    """Add the rows that a view has, repeats inside groups included."""
    for item in items:
        if isinstance(item, forms.GroupView):
            add_rows(client, path, item.items)
        elif isinstance(item, forms.RepeatView):
            for _ in item.rows:
                marks = row_marks(client.get(path).get_data(as_text=True))
                data = MultiDict([("csrf_token", client.token), *(("row", mark) for mark in marks)])
                data.add("action", f"add {item.pointer}")
                for view in shown_now(item):
                    data.add("shown", view)
                assert client.post(path, data=data).status_code == 303


def shown_now(item: forms.RepeatView) -> list[str]:
    """Give the markers of the dependent questions in the rows of a repeat."""
    return [view.name for row in item.rows for one in row.items for view in forms.opened(one) if view.dependent]


def fill(
    client: CheckingClient, procedure: forms.Procedure, path: str, values: dict[str, Any], today: date = TODAY
) -> str:
    """Fill every page with the values of a whole request; give the path of the recap."""
    for _ in range(len(procedure.pages) + 2):
        page_id = path.rpartition("/")[2].partition("?")[0].partition("#")[0]
        if page_id == "recapitulatif":
            return path
        view = procedure.page(page_id, values, today=today, show_problems=False)
        add_rows(client, path, view.items)
        html = client.get(path).get_data(as_text=True)
        data = MultiDict([("csrf_token", client.token), ("action", "next")])
        marks = row_marks(html)
        for name, texts in posted(view).items():
            for text in texts if name != "row" else marks:
                data.add(name, text)
        for item in view.questions():
            if item.visible and item.question.kind == "file" and item.value is not forms.ABSENT:
                data.add(item.name, (io.BytesIO(PDF), "document.pdf"))
        with known(PDF):
            answer = client.post(path, data=data, content_type="multipart/form-data")
        said = re.findall(r'govuk-error-message"[^>]*><span[^>]*>[^<]*</span>([^<]*)', answer.get_data(as_text=True))
        assert answer.status_code == 303, (page_id, answer.status_code, said)
        path = answer.headers["Location"]
    raise AssertionError("the request never reached its recap")
