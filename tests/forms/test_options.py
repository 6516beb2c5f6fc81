"""Named lists: what is in them, what is not, and 50,000 rows that stay quick."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.options import Options, named_list
from tests.work import lines_run

TOWNS = [
    {"const": "93008", "title": "Bobigny"},
    {"const": "93048", "title": "Montreuil", "description": "Seine-Saint-Denis"},
    {"const": "62588", "title": "Montreuil-sur-Mer"},
    {"const": "49215", "title": "Montreuil-Juigné"},
    {"const": "62691", "title": "Œuf-en-Ternois"},
]
MANY = 50_000


def definition(**more: Any) -> dict[str, Any]:
    ville = {"title": "Ville", "type": "string", "x-widget": "search", "x-list": "villes/1", **more}
    return {"title": "Essai", "type": "object", "properties": {"ville": ville}}


def ticked(name: str) -> dict[str, Any]:
    villes = {"title": "Villes", "type": "array", "items": {"type": "string", "x-list": name}}
    return {"title": "Essai", "type": "object", "properties": {"villes": villes}}


@pytest.fixture(scope="module")
def towns() -> Options:
    """A list of 50,000 rows."""
    return named_list({"const": f"c{n}", "title": f"Commune n° {n}"} for n in range(MANY))


def test_a_value_that_is_not_of_the_named_list_is_refused() -> None:
    procedure = forms.load(definition(), lists={"villes/1": TOWNS})
    assert procedure.problems({"ville": "93008"}) == ()
    assert [(one.pointer, one.keyword) for one in procedure.problems({"ville": "zzz"})] == [("/ville", "enum")]
    several = forms.load(ticked("villes/1"), lists={"villes/1": TOWNS})
    assert several.problems({"villes": ["93008", "93048"]}) == ()
    assert [(one.pointer, one.keyword) for one in several.problems({"villes": ["93008", "x"]})] == [("/villes", "enum")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("montreuil", ["93048", "62588", "49215"]),
        ("MER", ["62588"]),
        ("juigne mont", ["49215"]),
        ("œuf", ["62691"]),
        ("oeuf", ["62691"]),
        ("seine", ["93048"]),
        ("rien", []),
    ],
)
def test_a_search_looks_past_accents_capitals_and_the_order_of_words(text: str, found: list[str]) -> None:
    assert [one.value for one in named_list(TOWNS).search(text)] == found


def test_the_options_of_a_named_list_are_shared_by_all_procedures(towns: Options) -> None:
    one, other = (forms.load(definition(title=title), lists={"villes/1": towns}) for title in ("Ville", "Commune"))
    assert one.questions[0].choices is towns
    assert other.questions[0].choices is towns


def test_among_50_000_rows_reading_judging_and_showing_go_through_none_of_them(towns: Options) -> None:
    procedure = forms.load(definition(), lists={"villes/1": towns})
    question = procedure.questions[0]
    assert question.widget == "search"
    page = procedure.pages[0].id
    towns.search("commune")
    assert procedure.problems({"ville": "c49999"}) == ()
    towns.by_label  # noqa: B018  # made at the first use

    def answered() -> None:
        form = procedure.form(page, {}, {"ville": "commune N° 49999"})
        kept = procedure.accept(page, {}, form)
        assert kept.values == {"ville": "c49999"}
        assert procedure.problems(kept) == ()
        assert forms.shown(question, "c49999") == ("Commune n° 49999",)

    assert lines_run(answered) < len(towns) / 10
    assert [one.value for one in towns.search("n° 49999")] == ["c49999"]


def test_very_many_rows_are_searched_whatever_the_widget_and_never_ticked(towns: Options) -> None:
    radios = forms.load(definition(**{"x-widget": "radio"}), lists={"villes/1": towns})
    assert radios.questions[0].widget == "search"
    with pytest.raises(forms.DefinitionError, match="cases à cocher"):
        forms.load(ticked("villes/1"), lists={"villes/1": towns})


def test_a_choice_posted_by_its_label_or_by_its_value_is_the_one_that_was_drawn(towns: Options) -> None:
    procedure = forms.load(definition(), lists={"villes/1": towns})
    page = procedure.pages[0].id
    drawn = forms.drawn.of_page(procedure.page(page, {"ville": "c7"}))
    for text in ("c7", "Commune n° 7"):
        form = procedure.form(page, {"ville": "c8"}, {"ville": text})
        assert forms.drawn.untouched(form, drawn) == {"ville"}, text
