"""What a page of the editor sent, in the words of the screen: a field by its title, never by its name in the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

import forms
from app.catalogue.library import Library
from app.editor.working import Work
from app.numbers import natural
from forms import authoring

Said = Sequence[tuple[str, str]]
"""What was sent: the title of each field, and what was written there."""
ROW = re.compile(r"-(\d+)(?=-|$)")
BOXES = re.compile(r"-(?:jour|mois|annee)$")
TICKED = "Oui"
DEEDS = {
    "monter": "Monter",
    "descendre": "Descendre",
    "copier": "Copier",
    "supprimer": "Supprimer",
    "deplacer": "Déplacer",
    "page-ajouter": "Ajouter une page",
    "page-monter": "Monter",
    "page-descendre": "Descendre",
    "page-copier": "Copier",
    "page-supprimer": "Supprimer",
    "annuler": "Annuler",
    "retablir": "Rétablir",
    "coller": "Reprendre ces lignes",
    "nettoyer": "Retirer ces traductions",
    "retirer": "Ne plus montrer cette image",
    "effacer": "Supprimer",
}
DELETES = ("supprimer", "page-supprimer", "retirer")
"""The deeds that do away with what the panel beside their button is about."""
BUTTON, CHOSEN = "puis", "vers"
"""The button beside a panel whose post carries the panel, and the page that was chosen for it."""
PANELS = {"page_post": "page", "question_post": "question", "settings_post": "procedure", "rule_post": "rule"}
"""The panel that each view reads."""
ADDED, PASTED = {"titre": "Question"}, {"lignes": "Les lignes"}
OURS = frozenset(
    (
        "csrf_token",
        "revision",
        "vu",
        "suite",
        "action",
        "page",
        "position",
        "apres",
        "shown",
        "row",
        "genre",
        BUTTON,
        CHOSEN,
    )
)
"""Fields that nobody writes into."""
PICTURE = {"alt": "Ce que montre l’image", "image": "Image choisie"}


def pressed() -> str:
    """Give the deed whose button beside a panel was pressed, `""` when what was posted is the panel alone."""
    return request.form.get(BUTTON, "")


def deletes() -> bool:
    """Say whether the button that was pressed deletes what the panel is about: that need not be right."""
    return pressed() in DELETES


def label() -> str:
    """Give the words on the button beside a panel that was pressed."""
    return DEEDS.get(pressed().partition(" ")[0], "")


def of_panel(procedure: forms.Procedure, posted: MultiDict[str, str]) -> Said:
    """Give what the fields of a panel were sent with; boxes of a date together, several answers together."""
    nodes = procedure.compiled.nodes
    known = {one.name: one for one in nodes.values() if isinstance(one, forms.Question)}
    made: dict[str, list[str]] = {}
    glue: dict[str, str] = {}
    for name, value in posted.items(multi=True):
        found = next(((one, rows) for plain, rows in _spellings(name) if (one := known.get(plain))), None)
        if found is not None and value.strip():
            question, rows = found
            title = _title(nodes, question, rows)
            made.setdefault(title, []).append(_written(question, value))
            glue[title] = " " if question.kind == "date" else ", "
    return [(title, glue[title].join(values)) for title, values in made.items()]


def _spellings(name: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Give the names that a question may have in its panel: as it is, without its boxes, with its rows unnumbered."""
    for plain in (name, BOXES.sub("", name)):
        yield plain, ()
        yield ROW.sub("-*", plain), ROW.findall(plain)


def _title(nodes: Mapping[str, forms.Node], question: forms.Question, rows: Sequence[str]) -> str:
    around = [nodes[one].texts.title for one in _above(question.pointer) if one in nodes]
    numbered = f" ({int(rows[-1]) + 1})" if rows else ""
    return " – ".join([*around, question.texts.title]) + numbered


def _above(pointer: str) -> Iterator[str]:
    parts = pointer.split("/")
    yield from ("/".join(parts[:end]) for end in range(2, len(parts)))


def _written(question: forms.Question, value: str) -> str:
    label = next((one.label for one in question.choices if forms.option_text(one.value) == value), None)
    return label or (TICKED if question.kind == "checkbox" else value)


def of_texts(rows: Iterable[authoring.TextRow], given: Mapping[str, str]) -> Said:
    """Give the translations that differ from those there are, each with the text it is of."""
    return [
        (f"{row.question or row.base} – {row.word}" if row.question else row.word, given[row.pointer])
        for row in rows
        if row.pointer in given and given[row.pointer].strip() != row.translation.strip()
    ]


def of_fields(labels: Mapping[str, str]) -> Said:
    """Give what was sent of fields that no panel has, by their labels."""
    return [(label, request.form[name]) for name, label in labels.items() if request.form.get(name, "").strip()]


def typed(library: Library) -> Said:
    """Give what was written in a form whose place is no more, each text by the title of its field."""
    panel = PANELS.get((request.endpoint or "").rpartition(".")[2], "")
    titles = dict(_titles(library.panels.get(panel, {}), ""))
    found = [(titles.get(ROW.sub("-*", name), ""), text.strip()) for name, text in _texts()]
    return [(title or "Vous aviez écrit", text) for title, text in found if title or re.search(r"\s", text)]


def _texts() -> Iterator[tuple[str, str]]:
    for name, text in request.form.items(multi=True):
        if text.strip() not in ("", "true") and not text.startswith("/") and name not in OURS:
            yield name, text


def _titles(schema: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Give the titles of the fields of a panel, by their names in the page; rows are unnumbered."""
    if isinstance(schema.get("title"), str) and name:
        yield name, schema["title"]
    for key, node in schema.get("properties", {}).items():
        if isinstance(node, Mapping):
            yield from _titles(node, f"{name}-{key}" if name else key)
    if isinstance(schema.get("items"), Mapping):
        yield from _titles(schema["items"], f"{name}-*")


def of_deed(work: Work, pages: Sequence[authoring.TreePage] = ()) -> Said:
    """Give the button that was pressed, and what it is about; `pages` are those that its author saw."""
    return _deed(work, request.form.get("action", ""), request.form, pages)


def of_button(work: Work, pages: Sequence[authoring.TreePage] = ()) -> Said:
    """Give the button beside a panel that was pressed, and what the panel is about; as `of_deed`."""
    return _deed(work, pressed(), request.args, pages)


def _deed(work: Work, name: str, named: Mapping[str, str], pages: Sequence[authoring.TreePage]) -> Said:
    pointer, page = named.get("ou", ""), natural(named.get("page", ""))
    item = work.item(pointer) if pointer else None
    about = f"« {item.title or item.key} »" if item else ""
    seen = pages or work.made.tree
    if not about and page is not None and page < len(seen):
        about = f"page « {seen[page].title} »"
    return [(DEEDS[name], about)] if name in DEEDS else []
