"""A definition in the middle of being written, of any shape: what is wrong is told, and nothing fails."""

from __future__ import annotations

import json
from typing import Any

import pytest

import forms
from forms import authoring
from tests.conftest import SCHEMAS, TODAY, blocks, lists

TEXT = (SCHEMAS / "procedures" / "amethyste-renouvellement.json").read_text("utf-8")


def told(document: dict[str, Any]) -> str:
    """Give every problem of a definition, as the editor asks for them."""
    authoring.tree(document, blocks())
    try:
        procedure = forms.load(document, blocks=blocks(), lists=lists(), draft=True)
    except forms.DefinitionError as error:
        return "\n".join(str(one) for one in error.problems)
    return "\n".join(str(one) for one in forms.verify(procedure, today=TODAY).findings)


def test_a_translation_of_a_text_that_is_gone_is_told() -> None:
    document = json.loads(TEXT)
    page = document["x-pages"][0]
    page["description"] = "Un texte."
    document["x-i18n"] = {"en": {"/x-pages/0/description": "A text.", "/x-pages/0/title": "A page"}}
    assert "n’a plus de texte à traduire" not in told(document)
    del page["description"]
    assert "Une traduction en anglais n’a plus de texte à traduire : « A text. »." in told(document)


@pytest.mark.parametrize(
    "pointer",
    [
        "/properties/statut/oneOf/0/const",
        "/properties/navigo/type",
        "/properties/navigo",
        "/x-pages/0/id",
        "/x-pages/99",
        "/x-pages/un",
        "/x-pages/0/fields/9",
        "/allOf/0/if/properties/prelevement/const",
        "/x-procedure/service/email",
        "/$defs",
    ],
)
def test_a_translation_changes_words_and_never_what_is_asked(pointer: str) -> None:
    document = json.loads(TEXT)
    own = forms.load(document, blocks=blocks(), lists=lists()).in_language("en")
    document["x-i18n"]["en"][pointer] = "["
    read = forms.load(document, blocks=blocks(), lists=lists()).in_language("en")
    assert [one.id for one in read.pages] == [one.id for one in own.pages]
    assert read.questions == own.questions
    assert read.settings == own.settings
    assert "Une traduction en anglais n’a plus de texte à traduire : « [ »." in told(document)


def test_what_stands_after_a_number_is_translated() -> None:
    rent = {"title": "Loyer", "type": "integer", "x-suffix": "par mois"}
    document = {"title": "Essai", "type": "object", "properties": {"loyer": rent}}
    document["x-i18n"] = {"en": {"/properties/loyer/x-suffix": "a month"}}
    assert forms.load(document).in_language("en").questions[0].texts.suffix == "a month"


def test_a_blank_translation_leaves_the_words_as_they_are() -> None:
    document = json.loads(TEXT)
    document["x-i18n"]["en"]["/properties/navigo/title"] = "  "
    read = forms.load(document, blocks=blocks(), lists=lists()).in_language("en")
    assert read.questions[0].texts.title == document["properties"]["navigo"]["title"]
    assert "n’a pas tous ses textes en anglais : libellé" in told(document)


def test_yes_and_no_without_a_label_and_what_is_computed_are_said_in_the_language_that_is_read() -> None:
    document = json.loads(TEXT)
    document["properties"] |= {
        "tarif": {"title": "Tarif réduit", "type": "boolean", "readOnly": True, "x-compute": {"!!": {"var": "parts"}}}
    }
    document["x-pages"][0]["fields"].append("/tarif")
    own = forms.load(document, blocks=blocks(), lists=lists())
    for procedure, said in ((own, ["Oui", "Non"]), (own.in_language("en"), ["Yes", "No"])):
        asked = {one.pointer: one for one in procedure.questions}
        assert [one.label for one in asked["/prelevement"].choices] == said
        shown = procedure.page("navigo", {"parts": 1}, today=TODAY).questions()
        assert [one.boxes[""] for one in shown if one.name == "tarif"] == said[:1]
    assert "« Tarif réduit » n’a pas tous ses textes en anglais : libellé" in told(document)
    document["properties"]["tarif"]["x-summary"] = {"hide": True}
    assert "« Tarif réduit » n’a pas tous ses textes en anglais : libellé" in told(document)


@pytest.mark.parametrize("pages", [5, ["a"], [{"id": "a", "title": "A", "fields": 5}], [None], {"fields": []}])
def test_pages_of_another_sort_are_told_with_a_question_at_fault(pages: Any) -> None:
    document = json.loads(TEXT)
    key = next(iter(document["properties"]))
    document["properties"][key]["maxLength"] = -1
    assert f"#/properties/{key}/maxLength" in told({**document, "x-pages": pages})


@pytest.mark.parametrize("parts", [5, False, "a", {"if": 2}, None])
def test_conditions_of_another_sort_are_told(parts: Any) -> None:
    document = json.loads(TEXT)
    assert "#/allOf" in told({**document, "allOf": parts})
    key = next(iter(document["properties"]))
    document["properties"][key]["allOf"] = parts
    assert f"#/properties/{key}/allOf" in told(document)
