"""The documents of a question as its page lists them: name, size, type, state, and the buttons of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import get_template_attribute, url_for
from markupsafe import Markup

import forms
from app.extensions import db
from app.rendering import WORDS, Lister
from app.submissions import queries
from app.submissions.models import Draft


class Listed(NamedTuple):
    """One document as it is listed."""

    id: str
    name: str
    type: str
    size: str
    state: str
    href: str
    delete: str


def of(draft: Draft, page_id: str, language: str) -> Lister:
    """Give what lists the documents of the questions of a page, in a language; states are read once, if at all."""
    states: dict[str, str] = {}

    def listed(view: forms.QuestionView) -> str:
        items = [item for item in view.value if isinstance(item, Mapping)] if isinstance(view.value, list) else []
        if items and not states:
            states.update(_states(draft))
        return _drawn(view, [_listed(draft, page_id, item, states, language) for item in items], language)

    return listed


def _states(draft: Draft) -> dict[str, str]:
    """Give the state of each document."""
    return {str(one.id): one.state for one in queries.documents(db.session, draft.id)}


def _listed(draft: Draft, page_id: str, item: Mapping[str, Any], states: Mapping[str, str], language: str) -> Listed:
    key, size = str(item.get("id", "")), item.get("size")
    place: dict[str, Any] = {"draft_id": draft.id, "document_id": key}
    known = key in states
    return Listed(
        key,
        str(item.get("name", "")),
        forms.types_text((str(item.get("type", "")),), language),
        forms.size_text(size, language) if isinstance(size, int) else "",
        states.get(key, "missing"),
        url_for("submissions.download", **place) if known else "",
        url_for("submissions.delete_piece", page_id=page_id, **place) if known else "",
    )


def _drawn(view: forms.QuestionView, documents: list[Listed], language: str) -> str:
    macro = get_template_attribute("components/documents.html", "documents")
    drawn: Markup = macro(view.question, documents, WORDS.get(language, WORDS["fr"]).documents)
    return str(drawn)
