"""What a rehearsal makes believe: a person whose information is known, and documents of which nothing is kept."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

import forms
from app.rendering import WORDS, Lister
from app.submissions.attaching import Place, too_many
from app.submissions.listing import Listed

PERSON: Mapping[str, Any] = {
    "civilite": "madame",
    "prenoms": "Camille",
    "nomUsage": "EXEMPLE",
    "nomNaissance": "EXEMPLE",
    "naissance": "1958-06-14",
    "situation": "celibataire",
    "adresse": {"numero": "1", "voie": "rue de l’Exemple", "codePostal": "93000", "commune": "Bobigny"},
    "telephoneMobile": "0639980012",
    "telephone": "0639980012",
    "courriel": "camille.exemple@example.org",
}
"""« Vos informations » of a rehearsal. They are filled in, so that one goes on at once, and can be emptied."""
PHOTOS = ("image/heic", "image/heif")


def person(about: forms.Procedure | None, today: date) -> forms.Answers:
    """Give the answers of the example person to what a procedure needs; what does not fit is left blank."""
    if about is None:
        return forms.Answers()
    keys = {question.pointer.split("/")[1] for question in about.questions}
    made = forms.Answers(values={key: value for key, value in PERSON.items() if key in keys})
    wrong = {one.pointer.split("/")[1] for one in about.problems(made, today=today)}
    return replace(made, values={key: value for key, value in made.values.items() if key not in wrong})


class FullError(Exception):
    """A question has all the documents it takes; in words."""


def document(file: FileStorage, place: Place) -> dict[str, Any]:
    """Give what would be known of a file; the file itself is let go."""
    name = (file.filename or "document").replace("\\", "/").rpartition("/")[2][:200]
    file.stream.seek(0, 2)
    size = file.stream.tell()
    rule = place.question.documents
    sort = mimetypes.guess_type(name)[0] or file.mimetype or "application/octet-stream"
    if sort in PHOTOS and rule is not None and "image/jpeg" in rule.types:
        sort = "image/jpeg"
    return {"id": str(uuid.uuid4()), "name": name, "type": sort[:120], "size": size}


def attach(
    answers: forms.Answers, place: Place, held: Iterable[Any], made: Mapping[str, Any], replaced: str = ""
) -> forms.Answers:
    """Add a document that is made believe to its question, or in the place of another. Raises FullError."""
    ids = [str(one.get("id")) for one in held if isinstance(one, Mapping)]
    if replaced in ids:
        answers = forms.remove_document(answers, place.pointer, replaced)
        ids.remove(replaced)
    if place.most is not None and len(ids) >= place.most:
        raise FullError(too_many(str(made["name"]), place.most))
    return forms.add_document(answers, place.pointer, made)


def lister(language: str) -> Lister:
    """Give what lists the documents of a question."""
    words = WORDS.get(language, WORDS["fr"]).documents

    def listed(view: forms.QuestionView) -> str:
        items = [item for item in view.value if isinstance(item, Mapping)] if isinstance(view.value, list) else []
        macro = get_template_attribute("components/documents.html", "documents")
        drawn: Markup = macro(view.question, [_listed(item, language) for item in items], words)
        return str(drawn)

    return listed


def _listed(item: Mapping[str, Any], language: str) -> Listed:
    size = item.get("size")
    sort = forms.types_text((str(item.get("type", "")),), language)
    return Listed(
        str(item.get("id", "")),
        str(item.get("name", "")),
        sort,
        forms.size_text(size, language) if isinstance(size, int) else "",
        "pretend",
        "",
        "",
    )
