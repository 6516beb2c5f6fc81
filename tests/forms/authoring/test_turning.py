"""A question turned into another genre or given another key, from its panel."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms import authoring
from tests.forms.authoring.panelling import BLOCKS, Opened, definitions

AMETHYSTE = definitions()["amethyste-renouvellement"]
LEAVES = [genre for genre in authoring.GENRES if genre not in ("group", "repeat")]


def turned(document: dict[str, Any], place: str, genre: str) -> authoring.Saved:
    return Opened("question", document, place).post("question", {"genre": genre})


@pytest.mark.parametrize("genre", LEAVES)
def test_any_question_becomes_any_other_and_stays_sound(genre: str) -> None:
    for old in LEAVES:
        first = authoring.blank("essai", "Essai")
        made = authoring.add_question(first, BLOCKS, old, "Ma question", 0, 1)
        saved = turned(made.document, made.pointer, genre)
        assert saved.problems == (), old
        node = saved.document["properties"][made.pointer[1:]]
        assert node["title"] == "Ma question"
        if genre != "computed":
            forms.load(forms.read(authoring.write_text(saved.document)), blocks=BLOCKS)
        again = authoring.read_panel(Opened("question", first, "/nom").panel, saved.document, BLOCKS, made.pointer)
        assert again.values["genre"] == genre


def test_words_stay_and_limits_go() -> None:
    node = turned(AMETHYSTE, "/parts", "text").document["properties"]["parts"]
    assert node == {
        **{
            key: AMETHYSTE["properties"]["parts"][key]
            for key in ("title", "description", "x-noun", "x-help", "x-figure")
        },
        "type": "string",
        "maxLength": 120,
    }


def test_answers_of_a_choice_go_with_it_and_so_do_their_translations() -> None:
    made = turned(AMETHYSTE, "/zonage", "choices").document
    node = made["properties"]["zonage"]
    assert node["items"]["oneOf"] == AMETHYSTE["properties"]["zonage"]["oneOf"]
    assert made["x-i18n"]["en"]["/properties/zonage/items/oneOf/1/title"] == "Zones 2 to 5"
    assert "/properties/zonage/oneOf/1/title" not in made["x-i18n"]["en"]
    assert made["x-i18n"]["en"]["/properties/zonage/x-figure/alt"]
    back = turned(made, "/zonage", "choice").document
    assert back["properties"]["zonage"]["oneOf"] == AMETHYSTE["properties"]["zonage"]["oneOf"]
    assert back["x-i18n"]["en"]["/properties/zonage/oneOf/1/title"] == "Zones 2 to 5"


def test_what_holds_questions_is_offered_its_own_genre_only() -> None:
    found = authoring.sources(AMETHYSTE, BLOCKS, "/sepa")["genres"]
    assert [row["title"] for row in found] == [BLOCKS["https://demarches.example/blocks/sepa/2"]["title"]]
    assert len(authoring.sources(AMETHYSTE, BLOCKS, "/navigo")["genres"]) == len(LEAVES)


def test_a_key_changed_takes_all_that_names_it_along() -> None:
    saved = Opened("question", AMETHYSTE, "/prelevement").post("avance", {"key": "paiement"})
    assert saved.place == "/paiement"
    assert saved.document["allOf"][0]["if"]["required"] == ["paiement"]
    assert "x-was" not in saved.document["properties"]["paiement"]


def test_a_key_that_people_have_answers_under_is_noted() -> None:
    opened = Opened("question", AMETHYSTE, "/prelevement")
    after = opened.panel.accept(
        "avance", opened.before, opened.panel.form("avance", opened.before, {"key": "paiement"})
    )
    saved = authoring.write_panel(
        opened.panel, "avance", AMETHYSTE, BLOCKS, "/prelevement", opened.before, after, answered={"/prelevement"}
    )
    assert saved.document["properties"]["paiement"]["x-was"] == "/prelevement"


def test_a_key_that_is_taken_is_refused_and_told() -> None:
    saved = Opened("question", AMETHYSTE, "/prelevement").post("avance", {"key": "navigo"})
    assert saved.document is AMETHYSTE
    assert "navigo" in saved.problems[0].message


def test_a_block_says_that_its_question_is_obligatory() -> None:
    opened = Opened("question", AMETHYSTE, "/sepa/iban")
    assert opened.before.values["required"] is True
    saved = opened.post("question", {"required": None})
    assert saved.document is AMETHYSTE
    assert "bloc" in saved.problems[0].message
    asked = Opened("question", AMETHYSTE, "/sepa/bic").post("question", {"required": "on"}).document
    assert asked["properties"]["sepa"]["required"] == ["bic"]
