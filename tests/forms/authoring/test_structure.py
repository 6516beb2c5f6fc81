"""Questions added, copied, renamed, moved and removed: all that names them follows, all the rest stays."""

from __future__ import annotations

import pytest

import forms
from forms import authoring
from tests.forms.authoring.procedures import BLOCKS, PROCEDURES, Schema, loads, walked

NAMES = sorted(PROCEDURES)
LOADED = 5
"""One question in so many has its definition compiled again: that is what takes time."""


def text(document: Schema) -> str:
    """Write a definition, so that the order of keys counts too."""
    return authoring.write_text(document)


def held(document: Schema) -> list[str]:
    """Give the questions written in the document itself."""
    items = [item for item in walked(document) if item.key != "*"]
    blocks = [item.pointer + "/" for item in items if item.block]
    return [item.pointer for item in items if not any(item.pointer.startswith(block) for block in blocks)]


def sound(document: Schema) -> None:
    """Load a definition; a page that has just lost its last question is for its author to fill."""
    pages = [page for page in document["x-pages"] if page["fields"]]
    loads({**document, "x-pages": pages})


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_removed_leaves_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        copy = authoring.copy_question(document, pointer)
        assert authoring.own(copy.document, copy.pointer) is not None
        assert text(authoring.remove_question(copy.document, copy.pointer).document) == text(document)
        if place % LOADED == 0:
            loads(copy.document)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_renamed_back_leaves_the_definition_as_it_was(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        renamed = authoring.rename_question(document, pointer, "autreNom", was=True)
        assert (authoring.own(renamed.document, renamed.pointer) or {})["x-was"] == pointer
        key = pointer.rpartition("/")[2]
        back = authoring.rename_question(renamed.document, renamed.pointer, key, was=True)
        assert text(back.document) == text(document)
        if place % LOADED == 0:
            loads(renamed.document)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_removed_is_named_nowhere_any_more(name: str) -> None:
    document = PROCEDURES[name]
    for place, pointer in enumerate(held(document)):
        made = authoring.remove_question(document, pointer).document
        assert not [one for one in authoring.named_in(made) if one == pointer or one.startswith(pointer + "/")]
        if place % LOADED == 0:
            sound(made)


def test_the_smallest_definition_can_be_published() -> None:
    document = authoring.blank("ma-demarche", "Ma démarche")
    report = forms.verify(loads(document))
    assert not [one for one in report.findings if one.severity == "blocks"]


@pytest.mark.parametrize("genre", list(authoring.genres(BLOCKS)))
def test_each_genre_can_be_added_and_is_known_again(genre: str) -> None:
    document = authoring.blank("x", "X")
    made = authoring.add_question(document, BLOCKS, genre, "Une nouvelle question ?", 0, 1)
    loads(made.document)
    assert made.pointer == "/nouvelleQuestion"
    tree = authoring.tree(made.document, BLOCKS)
    assert [item.genre for item in tree[0].items] == ["text", genre]
    assert text(authoring.remove_question(made.document, made.pointer).document) == text(document)
