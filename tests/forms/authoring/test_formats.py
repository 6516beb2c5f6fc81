"""Formats as sentences, samples, pasted choices, durations in words."""

from __future__ import annotations

from typing import Any

import pytest

from forms import authoring
from forms.authoring import durations
from forms.motifs import pattern_refusal
from tests.forms.authoring.panelling import definitions

DEFINITIONS = definitions()
SENTENCES = {
    "8 à 10 chiffres": "^[0-9]{8,10}$",
    "5 chiffres": "^[0-9]{5}$",
    "1 chiffre": "^[0-9]$",
    "au moins 2 lettres": "^[A-Za-z]{2,}$",
    "au moins 1 lettre": "^[A-Za-z]+$",
    "au plus 3 lettres minuscules": "^[a-z]{0,3}$",
    "2 lettres majuscules, puis 6 chiffres": "^[A-Z]{2}[0-9]{6}$",
    "4 chiffres, puis un tiret, puis 2 lettres ou chiffres": "^[0-9]{4}-[A-Za-z0-9]{2}$",
    "commence par «\u00a0FR\u00a0»": "^FR.*$",
    "«\u00a019\u00a0» ou «\u00a020\u00a0», puis 2 chiffres": "^(?:19|20)[0-9]{2}$",
    "6 lettres majuscules, puis éventuellement 3 lettres majuscules ou chiffres": "^[A-Z]{6}(?:[A-Z0-9]{3})?$",
    "5 chiffres, puis éventuellement 1 lettre majuscule": "^[0-9]{5}[A-Z]?$",
    "2 chiffres, puis un point, puis éventuellement un espace, puis 2 chiffres": "^[0-9]{2}\\. ?[0-9]{2}$",
    "«\u00a0(A)\u00a0», puis n’importe combien de signes": "^\\(A\\).*$",
}


@pytest.mark.parametrize("words", SENTENCES)
def test_a_sentence_is_a_pattern_and_a_pattern_is_a_sentence(words: str) -> None:
    made = authoring.pattern_of(words)
    assert made == SENTENCES[words]
    assert pattern_refusal(made) == ""
    assert authoring.explain(made) == (words if words[:3] != "«\u00a0(" else "commence par «\u00a0(A)\u00a0»")
    assert authoring.pattern(authoring.parts_of(made) or ()) == made


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("8 à 10 chiffres.", "^[0-9]{8,10}$"),
        ("8\u00a0à\u00a010 chiffres", "^[0-9]{8,10}$"),
        ("8 ou 9 chiffres", "^[0-9]{8,9}$"),
        ("Deux chiffres", None),
        ("8 ou 10 chiffres", None),
        ("10 à 8 chiffres", None),
        ("0 chiffre", None),
        ("2000 chiffres", None),
        ('"A" puis 2 chiffres', "^A[0-9]{2}$"),
        ("une lettre suivie de 3 chiffres", "^[A-Za-z][0-9]{3}$"),
        ("un numéro", None),
        ("", None),
    ],
)
def test_other_ways_to_say_it(words: str, made: str | None) -> None:
    assert authoring.pattern_of(words) == made


@pytest.mark.parametrize(
    "pattern",
    ["^([0-9]{2}|2A|2B|97[1-6])$", "^\\+[0-9]{8,15}$|a", "[0-9]", "^[0-9]{3}(?:ab)+$", "^a{2}$", "^$", "^[^a]$"],
)
def test_a_pattern_of_another_shape_is_not_said(pattern: str) -> None:
    assert authoring.explain(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("^\\d{5}$", "5 chiffres"), ("^(19|20)[0-9]{2}$", "«\u00a019\u00a0» ou «\u00a020\u00a0», puis 2 chiffres")],
)
def test_a_pattern_spelled_otherwise_is_said_too(pattern: str, words: str) -> None:
    assert authoring.explain(pattern) == words


def test_samples_get_the_verdict_of_the_engine() -> None:
    node = DEFINITIONS["amethyste-renouvellement"]["properties"]["navigo"]
    tried = authoring.try_samples(node, ["4587 8855 12", "123", "", "4587885512"])
    assert [(one.sample, one.ok, one.message) for one in tried] == [
        ("4587 8855 12", True, "Retenu : 4587885512"),
        (
            "123",
            False,
            "Vérifiez votre numéro de Passe Navigo : il compte 8 à 10 chiffres, par exemple 4587 8855 12.",
        ),
        ("4587885512", True, ""),
    ]


@pytest.mark.parametrize(
    ("node", "sample", "ok"),
    [
        ({"type": "string", "format": "date"}, "16/01/1947", True),
        ({"type": "string", "format": "date"}, "31/02/1947", False),
        ({"type": "number", "minimum": 1, "multipleOf": 0.25}, "1,25", True),
        ({"type": "number", "minimum": 1}, "0,5", False),
        ({"type": "string", "enum": ["Oui", "Non"]}, "Oui", True),
        ({"type": "string", "pattern": "(", "title": "A"}, "a", False),
    ],
)
def test_samples_of_any_kind(node: dict[str, Any], sample: str, ok: bool) -> None:
    assert [one.ok for one in authoring.try_samples(node, [sample])] == [ok]


def test_a_note_has_no_samples() -> None:
    assert authoring.try_samples({"x-widget": "note", "readOnly": True, "description": "Bonjour."}, ["a"]) == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Femme\nHomme\n", [("femme", "Femme", ""), ("homme", "Homme", "")]),
        ("F\tFemme\r\nM\tHomme", [("F", "Femme", ""), ("M", "Homme", "")]),
        ("valeur;libellé;indication\nF;Femme;\nM;Homme;ou garçon", [("F", "Femme", ""), ("M", "Homme", "ou garçon")]),
        ("1,Un\n2,Deux", [("1", "Un", ""), ("2", "Deux", "")]),
        ("Marié, PACS\nVeuf", [("marie-pacs", "Marié, PACS", ""), ("veuf", "Veuf", "")]),
        ('"Un; deux";"Trois"\nA;B', [("Un; deux", "Trois", ""), ("A", "B", "")]),
        ("\ufeffÉté", [("ete", "Été", "")]),
        ("\nA b\n\nA-b", [("a-b", "A b", ""), ("a-b-2", "A-b", "")]),
    ],
)
def test_choices_pasted_from_a_spreadsheet(text: str, rows: list[tuple[str, str, str]]) -> None:
    made = authoring.pasted(text)
    assert [(row["const"], row["title"], row.get("description", "")) for row in made] == rows


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Rien n’a été collé"),
        ("A\nB\nA", "Ligne 3 : le libellé « A » est déjà à la ligne 1."),
        ("a;Un\na;Deux", "Ligne 2 : la valeur « a » est déjà à la ligne 1."),
        ("\n".join(f"Choix {n}" for n in range(501)), "Ligne 501 : il y a 501 choix, la limite est de 500."),
        ("a;b;c;d", "Ligne 1 : il y a plus de trois colonnes."),
        ("a;Un\n;;x", "Ligne 2 : il manque le libellé."),
    ],
)
def test_what_cannot_be_choices_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(authoring.PastedError) as refused:
        authoring.pasted(text)
    assert sentence in "\n".join(refused.value.problems)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P3M", "3 mois"),
        ("P1Y", "1 an"),
        ("P2Y", "2 ans"),
        ("P1Y6M", "1 an et 6 mois"),
        ("P2W", "2 semaines"),
        ("P1Y2M3D", "1 an, 2 mois et 3 jours"),
        ("P45D", "45 jours"),
    ],
)
def test_a_duration_is_said_and_read_again(iso: str, words: str) -> None:
    assert durations.said(iso) == words
    assert durations.written(words) == iso
    assert durations.written(iso) == iso


def test_what_is_no_duration_is_left() -> None:
    assert durations.said("P") == "P"
    assert durations.written("trois mois") is None
    assert durations.written("") is None
