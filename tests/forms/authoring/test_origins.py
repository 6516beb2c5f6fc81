"""A published definition taken up again has its references back, and publishing it again gives the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms import authoring
from forms.expansion import bundle, digest
from tests.conftest import SCHEMAS, SLUGS, blocks, lists

OWN = st.dictionaries(st.sampled_from(["ouiNon", "pieces", "a", "b"]), st.just({"type": "string"}), max_size=3)


def written(slug: str) -> dict[str, Any]:
    return authoring.parse((SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8"))


@pytest.mark.parametrize("slug", SLUGS)
@settings(deadline=None)
@given(own=OWN, empty=st.booleans(), first=st.booleans())
def test_unbundled_then_bundled_is_the_identical_digest(
    slug: str, own: dict[str, Any], empty: bool, first: bool
) -> None:
    document = written(slug)
    if own or empty:
        definitions = {**document.pop("$defs", {}), **own}
        document = {"$defs": definitions, **document} if first else {**document, "$defs": definitions}
    published = bundle(document, blocks())
    again = authoring.unbundled(published, blocks())
    assert digest(bundle(again, blocks())) == digest(published)
    assert not set(again.get("$defs", {})) & set(blocks())


@pytest.mark.parametrize("slug", SLUGS)
def test_what_was_published_comes_back_as_it_was_written(slug: str) -> None:
    text = (SCHEMAS / "procedures" / f"{slug}.json").read_text("utf-8")
    published = forms.load(forms.read(text), blocks=blocks(), lists=lists()).document
    assert authoring.write_text(authoring.unbundled(published, blocks())) == text


def test_a_block_that_is_not_the_shared_one_any_more_stays() -> None:
    name = next(one for one in blocks() if "sepa" in one)
    document = {"properties": {"a": {"$ref": name}}, "$defs": {name: {"$id": name, "type": "string"}}}
    assert authoring.unbundled(document, blocks()) == document
    assert authoring.unbundled({"title": "t", "$defs": 3}, blocks()) == {"title": "t", "$defs": 3}


def test_a_copy_has_its_own_address_and_title_and_no_memory_of_older_keys() -> None:
    document = {
        "$schema": "s",
        "$id": "https://x/old",
        "title": "T",
        "properties": {
            "x-was": {
                "title": "a question named so",
                "x-was": "/a",
                "items": {"properties": {"b": {"x-was": "/c/*/d"}}},
            },
            "c": {"default": {"x-was": "a value"}},
        },
    }
    made = authoring.copy_of(document, "Copie de T", "https://x/new")
    assert list(made) == list(document)
    assert (made["$id"], made["title"]) == ("https://x/new", "Copie de T")
    assert made["properties"] == {
        "x-was": {"title": "a question named so", "items": {"properties": {"b": {}}}},
        "c": {"default": {"x-was": "a value"}},
    }
    assert document["properties"]["x-was"]["x-was"] == "/a", "the source is as it was"
    assert list(authoring.copy_of({"$schema": "s", "type": "object"}, "T", "i")) == ["$schema", "$id", "title", "type"]
