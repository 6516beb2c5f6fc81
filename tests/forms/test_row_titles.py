"""The title of a row: what an author writes between braces is a name, and a name that is none is never shown."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.messages import row_title
from forms.model import Repeat
from tests.forms.authoring.panelling import Opened
from tests.forms.test_verification import verified


def children(title: str) -> dict[str, Any]:
    """Give a definition with one list of children, whose rows are called so."""
    named = {"type": "string", "maxLength": 80}
    row = {
        "prenom": {"title": "Prénom de l’enfant", "x-noun": "son prénom", **named},
        "nom": {"title": "Nom", "x-noun": "son nom", **named},
        "naissance": {
            "title": "Naissance",
            "type": "object",
            "properties": {"ville": {"title": "Ville de naissance", "x-noun": "la ville", **named}},
        },
        "note": {"title": "À savoir", "description": "Une note.", "x-widget": "note", "readOnly": True},
    }
    listed = {
        "title": "Enfants",
        "type": "array",
        "x-noun": "vos enfants",
        "x-row": {"noun": "un enfant", "title": title},
        "items": {"type": "object", "properties": row},
    }
    return {"title": "Essai", "x-lang": "fr", "type": "object", "properties": {"enfants": listed}}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("{prenom} {nom}", "Zoé Le Goff"),
        ("{prenom} {Nom de l'enfant} {nom}", "Zoé Le Goff"),
        ("{Prénom de l'enfant}", "Enfant 2"),
        ("{ prenom }", "Zoé"),
        ("L’enfant {prénom}", "L’enfant"),
        ("({nul}) {}", "Enfant 2"),
    ],
)
def test_a_name_that_is_no_answer_is_never_shown(title: str, shown: str) -> None:
    repeat = forms.load(children(title)).compiled.nodes["/enfants"]
    assert isinstance(repeat, Repeat)
    assert row_title(repeat, 1, {"prenom": "Zoé", "nom": "Le Goff"}) == shown


def test_braces_that_a_person_typed_are_only_text() -> None:
    repeat = forms.load(children("{prenom} {nom}")).compiled.nodes["/enfants"]
    assert isinstance(repeat, Repeat)
    assert row_title(repeat, 0, {"prenom": "{nom}", "nom": "Le Goff"}) == "{nom} Le Goff"


def test_the_verification_says_which_names_may_be_written() -> None:
    (found,) = verified(children("{Prénom} {nom} {ville}")).findings
    assert (found.rule, found.asked, found.pointer) == ("row-title", "/enfants", "/properties/enfants/x-row/title")
    assert "« Enfants »" in found.wrong
    assert "« {Prénom} »" in found.wrong
    assert "{prenom} pour « Prénom de l’enfant »" in found.right
    assert "{ville} pour « Ville de naissance »" in found.right
    assert "note" not in found.right


def test_each_wrong_name_is_told_once() -> None:
    assert [one.rule for one in verified(children("{a} {b} {a} {nom}")).findings] == ["row-title"] * 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("{Prénom de l’enfant} {nom}", "{prenom} {nom}"),
        ("{prénom de l'enfant}", "{prenom}"),
        ("{  Prénom  de l'enfant } né à {Ville de naissance}", "{prenom} né à {ville}"),
        ("{prenom}", "{prenom}"),
        ("{Inconnue}", "{Inconnue}"),
        ("Un enfant", "Un enfant"),
    ],
)
def test_the_editor_takes_the_title_of_a_question_for_its_name(typed: str, kept: str) -> None:
    saved = Opened("question", children("Enfant"), "/enfants").post("reponse", {"x-row-title": typed})
    assert saved.problems == ()
    assert saved.document["properties"]["enfants"]["x-row"] == {"noun": "un enfant", "title": kept}


def test_a_title_that_two_questions_bear_stays_as_it_was_typed() -> None:
    document = children("Enfant")
    document["properties"]["enfants"]["items"]["properties"]["nom"]["title"] = "Prénom de l’enfant"
    saved = Opened("question", document, "/enfants").post("reponse", {"x-row-title": "{Prénom de l’enfant}"})
    assert saved.document["properties"]["enfants"]["x-row"]["title"] == "{Prénom de l’enfant}"
