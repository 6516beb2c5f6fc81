"""Texts side by side: every text once, at the place where it is written; only what differs is written back."""

from __future__ import annotations

import json
from typing import Any

import pytest

import forms
from forms import authoring
from forms.expansion import bundle
from forms.pointers import split
from tests.conftest import SCHEMAS, SLUGS, TODAY, blocks, lists

IBAN = "/$defs/https:~1~1demarches.example~1blocks~1sepa~12/properties/iban/title"


def document(slug: str = "amethyste-renouvellement") -> dict[str, Any]:
    return authoring.parse((SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8"))


def at(node: Any, pointer: str) -> Any:
    for part in split(pointer):
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node


@pytest.mark.parametrize("slug", SLUGS)
def test_every_text_stands_once_with_the_place_where_it_is_written(slug: str) -> None:
    bundled = bundle(document(slug), blocks())
    rows = authoring.text_rows(document(slug), blocks(), "en")
    assert [row.pointer for row in rows if at(bundled, row.pointer) != row.base] == []
    assert len({row.pointer for row in rows}) == len(rows)
    assert [row for row in rows if row.asked and not row.question] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_all_texts_translated_there_leave_none_missing_to_the_verification(slug: str) -> None:
    given = {row.pointer: f"«{row.base}»" for row in authoring.text_rows(document(slug), blocks(), "it")}
    made = authoring.set_texts(authoring.add_language(document(slug), "it"), blocks(), "it", given)
    found = forms.verify(forms.load(made, blocks=blocks(), lists=lists()), today=TODAY)
    assert [one.sentence for one in found.findings if "italien" in one.sentence or "traduction" in one.sentence] == []


def test_the_texts_go_by_page_in_french_words() -> None:
    sections = authoring.text_sections(document(), blocks(), "en")
    assert [one.id for one in sections] == [
        *("demarche", "navigo", "statut", "ressources", "aidant", "paiement", "pieces", "suite")
    ]
    assert [one.missing for one in sections] == [0] * 8
    navigo = {row.pointer: row for row in sections[1].rows}
    title = navigo["/properties/navigo/title"]
    assert (title.word, title.question, title.translation) == ("Libellé", title.base, "Navigo pass number")
    assert {"Aide", "Indication", "Texte de l’image", "Message d’erreur"} <= {row.word for row in sections[1].rows}
    words = [(row.asked, row.word) for row in sections[1].rows]
    assert words[:3] == [("", "Titre de la page"), ("", "Partie"), ("/navigo", "Libellé")]
    assert ("/navigo", "Message d’une règle") in words[3:]
    iban = next(row for row in sections[5].rows if row.pointer == IBAN)
    assert (iban.base, iban.translation, iban.multiline) == ("N° IBAN", "IBAN", False)


def test_what_is_the_same_is_not_written_and_the_order_of_what_is_there_stays() -> None:
    before = document()
    rows = authoring.text_rows(before, blocks(), "en")
    assert authoring.write_text(
        authoring.set_texts(before, blocks(), "en", {row.pointer: row.translation for row in rows})
    ) == authoring.write_text(before)
    assert authoring.set_texts(before, blocks(), "en", {"/rien": "x"}) == before


def test_a_text_is_changed_in_place_a_blank_one_goes_and_new_ones_follow_in_order() -> None:
    before = document()
    del before["x-i18n"]["en"]["/properties/navigo/title"], before["x-i18n"]["en"]["/title"]
    keys = list(before["x-i18n"]["en"])
    given = {"/properties/navigo/title": " Pass ", "/title": "T", "/description": "D\r\nE", "/x-terms/label": " "}
    made = authoring.set_texts(before, blocks(), "en", given)
    held = made["x-i18n"]["en"]
    assert list(held) == [*[key for key in keys if key != "/x-terms/label"], "/title", "/properties/navigo/title"]
    assert (held["/properties/navigo/title"], held["/description"]) == ("Pass", "D\nE")
    assert "/title" not in before["x-i18n"]["en"]
    assert list(made) == list(before)


def test_the_translation_of_a_shared_block_counts_and_is_not_copied() -> None:
    block = {"$id": "urn:b", "type": "object", "properties": {"a": {"title": "Nom", "type": "string"}}}
    block["x-i18n"] = {"en": {"/properties/a/title": "Name"}}
    held = {"type": "object", "title": "T", "properties": {"b": {"$ref": "urn:b", "title": "B"}}}
    rows = {row.pointer: row for row in authoring.text_rows(held, {"urn:b": block}, "en")}
    assert rows["/$defs/urn:b/properties/a/title"].translation == "Name"
    same = authoring.set_texts(held, {"urn:b": block}, "en", {"/$defs/urn:b/properties/a/title": "Name"})
    assert same == held


def test_translations_that_lead_nowhere_are_told_and_taken_away() -> None:
    before = document()
    before["x-i18n"]["en"] |= {"/properties/gone/title": "Gone", "/properties/navigo": "x"}
    found = authoring.orphans(before, blocks(), "en")
    assert found == (("/properties/gone/title", "Gone"), ("/properties/navigo", "x"))
    assert authoring.drop_orphans(before, blocks(), "en") == document()
    assert authoring.orphans(document(), blocks(), "en") == ()


def test_a_page_without_questions_has_its_place_among_the_pages() -> None:
    before = document()
    before["x-pages"].insert(1, {"id": "vide", "title": "Vide", "fields": []})
    assert [one.id for one in authoring.text_sections(before, blocks(), "en")][1:4] == ["navigo", "vide", "statut"]


def test_languages_come_and_go() -> None:
    bare = {key: value for key, value in document().items() if key != "x-i18n"}
    assert authoring.languages(document()) == ("en",)
    made = authoring.add_language(authoring.add_language(bare, "es"), "de")
    assert authoring.languages(made) == ("es", "de")
    assert authoring.add_language(made, "es") == made
    assert authoring.remove_language(authoring.remove_language(made, "es"), "de") == bare
    assert authoring.remove_language(document(), "en") == bare


def test_a_definition_that_does_not_compile_still_shows_its_texts() -> None:
    broken = {"title": "T", "type": "object", "properties": {"a": {"$ref": "urn:nowhere"}, "b": {"title": "B"}}}
    assert [row.base for row in authoring.text_rows(broken, {}, "en")] == ["T", "B"]
    for wrong in ({"x-i18n": 3}, {"x-i18n": {"en": []}}, {"x-pages": [3, {"fields": 3}]}, {"properties": 3}):
        authoring.text_sections({"title": "T", **wrong}, {}, "en")  # type: ignore[dict-item]
    assert json.loads(authoring.write_text(authoring.set_texts({"title": "T"}, {}, "en", {"/title": "E"}))) == {
        "title": "T",
        "x-i18n": {"en": {"/title": "E"}},
    }
