"""A text that is no JSON is told with its line, its column and what is likely wrong, in French."""

from __future__ import annotations

import pytest

import forms
from tests.forms.jargon import jargon

BAD = [
    ('{"a": 1 "b": 2}', 1, 9, "Il manque une virgule juste avant"),
    ('{\n "a": 1\n "b": 2}', 3, 2, "Il manque une virgule juste avant"),
    ('{"a": [1 2]}', 1, 10, "Il manque une virgule juste avant"),
    ('{"a": 1,}', 1, 9, "Il y a une virgule de trop avant « } »"),
    ('["a",\n]', 2, 1, "Il y a une virgule de trop avant « ] »"),
    ('{"a": 1,, "b": 2}', 1, 9, "Cette virgule ne sépare rien"),
    ('{"a": "x}', 1, 7, "Un guillemet n’est pas fermé"),
    ('{"a": "x\n"}', 1, 9, "Un guillemet n’est pas fermé sur cette ligne"),
    ('{"a": "x\ty"}', 1, 9, "tabulation"),
    ('{"a": "x\\q"}', 1, 9, "barre oblique inverse"),
    ('{"a": "\\u12"}', 1, 9, "barre oblique inverse"),
    ("{a: 1}", 1, 2, "s’écrit entre guillemets"),
    ("{'a': 1}", 1, 2, "guillemets droits"),
    ('{"a": “x”}', 1, 7, "guillemets droits"),
    ('{"a": «x»}', 1, 7, "guillemets droits"),
    ('{"a" 1}', 1, 6, "Il manque « : » juste avant"),
    ('{"a": }', 1, 7, "Il manque une valeur"),
    ('{"a": tru}', 1, 7, "« tru » n’est pas une valeur"),
    ('{"a": None}', 1, 7, "« None » n’est pas une valeur"),
    ('{"a": 1}}', 1, 9, "Ce « } » ne ferme rien"),
    ('{"a": [1}', 1, 9, "Ce « } » ne ferme rien"),
    ('{"a": 1} b', 1, 10, "Il y a quelque chose après la fin"),
    ('{"a": 1', 1, 8, "Il manque à la fin : « } »"),
    ('{"a": [{"b": 2\n', 2, 1, "Il manque à la fin : « }]} »"),
    ("{", 1, 2, "Il manque à la fin : « } »"),
    ('{"a": ', 1, 7, "Il manque à la fin"),
    ("", 1, 1, "Il n’y a rien ici"),
    (" \n ", 2, 2, "Il n’y a rien ici"),
    ('{"a": 01}', 1, 8, "Un nombre ne commence pas par 0"),
    ('{"a": .5}', 1, 7, "Un nombre commence par un chiffre"),
    ('{"a": 1; "b": 2}', 1, 8, "une virgule"),
    ('{"a": 1} // x', 1, 10, "commentaire"),
    ('{ // x\n"a": 1}', 1, 3, "commentaire"),
    ('{"a": "un "mot" ici"}', 1, 12, "guillemet"),
    ('{"a":\u00a01}', 1, 6, "espace insécable"),
    ('{"a": 1}\u00a0', 1, 9, "espace insécable"),
    ('{"a": True}', 1, 7, "en minuscules"),
    ('{"a": 1,5}', 1, 9, "avec un point"),
    ('{"a": 1 000}', 1, 9, "sans espace"),
    ('{"a": 10 000, "b": 2}', 1, 10, "sans espace"),
    ('{"a": 1.}', 1, 8, "avec un point"),
    ('{"a": 1_000}', 1, 8, "sans espace"),
    ('{"a": 0x1F}', 1, 8, "Un nombre s’écrit"),
    ('{"a": [10 0]}', 1, 11, "Il manque une virgule juste avant"),
    ('{"a": 1, b: 2}', 1, 10, "s’écrit entre guillemets"),
    ("{]", 1, 2, "il faut d’abord « } »"),
    ("}", 1, 1, "Ce « } » ne ferme rien"),
    ("bonjour", 1, 1, "« bonjour » n’est pas une valeur"),
]


@pytest.mark.parametrize(("text", "line", "column", "likely"), BAD, ids=[repr(one[0]) for one in BAD])
def test_a_text_that_is_no_json_says_where_and_what_is_likely_wrong(
    text: str, line: int, column: int, likely: str
) -> None:
    with pytest.raises(forms.DefinitionError) as told:
        forms.read(text)
    (problem,) = told.value.problems
    assert problem.sentence == f"Ce n’est pas du JSON : ligne {line}, colonne {column}."
    assert likely in problem.right
    assert problem.right.endswith(".")
    assert not {"Expecting", "delimiter", "Extra", "Invalid", "Unterminated"} & set(problem.right.split())
    assert jargon(problem.right) == []


def test_a_long_word_is_cut_and_a_long_text_is_read_in_no_time() -> None:
    for text in ("é" * 900_000, '{"a": ' + "x" * 900_000, "[" * 60 + "1 " * 100_000, '{"a": "' + '\\"' * 400_000):
        with pytest.raises(forms.DefinitionError) as told:
            forms.read(text)
        assert len(told.value.problems[0].right) < 300
