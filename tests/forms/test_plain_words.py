"""Who writes a procedure and knows no JSON understands every sentence: no keyword, no pointer, the screen's words."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import authoring, dialect, screen
from tests.conftest import ROOT, SCHEMAS, TODAY
from tests.forms.editing import Maker, loads
from tests.forms.jargon import jargon

SEEDED = sorted([*(ROOT / "tests/schemas/verify").glob("*.json"), *(ROOT / "tests/schemas/broken").glob("*.json")])
FEATURES = sorted((ROOT / "tests/schemas/features").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return found


def verified(definition: dict[str, Any], before: dict[str, Any] | None = None) -> forms.Report:
    published = forms.load(before) if before is not None else None
    try:
        return forms.verify(forms.load(definition, draft=True), today=TODAY, before=published)
    except forms.DefinitionError as error:
        return forms.Report.of_problems(error.problems)


@pytest.mark.parametrize("path", SEEDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_finding_speaks_json_to_who_knows_none(path: Path) -> None:
    case = read(path)
    report = verified(case["definition"], case.get("before"))
    assert report.findings
    assert {one.sentence: words for one in report.findings if (words := jargon(one.sentence))} == {}
    assert all(one.wrong.endswith((".", "»", "?")) and one.right.endswith(".") for one in report.findings)


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_no_finding_about_a_sound_definition_speaks_json_either(path: Path) -> None:
    report = verified(read(path)["definition"])
    assert {one.sentence: words for one in report.findings if (words := jargon(one.sentence))} == {}


@pytest.mark.parametrize(
    "sentence", ["Ajoutez « x-noun ».", "La question /a/b.", "Corrigez required.", "Retirez-la de « $defs »."]
)
def test_the_judge_of_these_tests_sees_what_it_looks_for(sentence: str) -> None:
    assert jargon(sentence)
    assert not jargon("Écrivez la date au format 01/02/2026, et/ou en km/h : « Nom » a un message.")


def test_who_writes_json_is_told_the_keyword() -> None:
    wanted = {"no-noun": "x-noun", "sensitive": "x-sensitive", "helper-nowhere": "/a", "format-vacuous": "required"}
    for name, word in wanted.items():
        report = verified(read(ROOT / f"tests/schemas/verify/{name}.json")["definition"])
        assert any(word in one.detail and word in str(one) for one in report.findings), name


def test_what_sentences_call_the_screen_is_what_the_screen_says() -> None:
    panels = "".join(path.read_text("utf-8") for path in sorted((SCHEMAS / "editor").glob("*.json")))
    pages = "".join(path.read_text("utf-8") for path in sorted((ROOT / "templates/editor").glob("*.html")))
    shown = panels + pages + (ROOT / "app/editor/framing.py").read_text("utf-8")
    sources = [*(ROOT / "forms").glob("*.py"), *(ROOT / "forms/verification").glob("*.py")]
    told = {name for path in sources for name in named(path.read_text("utf-8"))}
    told |= set(re.findall(r"« ([^»{}]+) »", " ".join(str(one) for one in vars(screen).values())))
    assert len(told) > 25
    assert [name for name in sorted(told) if name not in shown] == []


def test_settings_are_called_as_the_panel_of_a_question_calls_them() -> None:
    panel = json.loads((SCHEMAS / "editor" / "question.json").read_text("utf-8"))
    tabs = {page["title"]: [field[1:] for field in page["fields"]] for page in panel["x-pages"]}
    known = {
        tab: {key: panel["properties"][key]["title"] for key in keys if key in dialect.keywords()}
        for tab, keys in tabs.items()
    }
    assert known == screen.FIELDS


@pytest.mark.parametrize(
    ("words", "sentence", "right"),
    [
        ({"maxLength": -1}, "« Nom » : « Nombre de signes au plus » a une valeur qui ne convient pas.", "« Réponse »"),
        ({"x-help": 3}, "« Nom » : « Aide » n’est pas de la bonne sorte.", "à l’onglet « Aide »"),
        ({"x-widget": "radios"}, "« Nom » : « Présentation des choix » a une valeur qui n’existe pas.", "« Réponse »"),
        ({"oneOf": []}, "« Nom » n’a aucune réponse proposée.", "dans « Réponses proposées »"),
        ({"minProperties": -1}, "« Nom » : un réglage a une valeur qui ne convient pas.", "à la page « JSON »"),
    ],
)
def test_a_setting_that_is_not_right_is_called_by_its_name_on_the_screen(
    words: dict[str, Any], sentence: str, right: str
) -> None:
    document = {"title": "Essai", "type": "object", "properties": {"title": {"title": "Nom", **words}}}
    finding = verified(document).findings[0]
    assert finding.wrong == sentence
    assert right in finding.right
    assert jargon(finding.sentence) == []


def test_a_page_just_added_is_told_to_have_no_question_yet() -> None:
    document = forms.read((SCHEMAS / "procedures" / "cheque-reussite.json").read_text("utf-8"))
    added = authoring.add_page(document, "Une page", 1).document
    finding = verified(added).findings[0]
    assert (
        finding.sentence == "La page « Une page » n’a aucune question. Ajoutez-lui une question, ou supprimez la page."
    )


def named(source: str) -> set[str]:
    """Give the names of fields and tabs between quotes in a source: they begin with a capital and hold no value."""
    joined = re.sub(r'"\s*\n\s*f?"', "", source)
    tabs = set(re.findall(r"in_settings\(['\"]([^'\"]+)['\"]\)", joined))
    fields = re.findall(
        r"(?:dans|pour|Cochez|Décochez|décochez|cochez|Retirez|Corrigez|Écrivez aussi|Videz) « ([A-ZÀ-Ý][^»{}]+) »",
        joined,
    )
    return tabs | set(fields)


def test_no_change_between_two_versions_made_by_chance_speaks_json() -> None:
    told: dict[str, list[str]] = {}
    for seed in range(60):
        chance = random.Random(seed)
        maker = Maker(chance)
        first = maker.document()
        old, new = loads(first), loads(maker.edited(first, chance.randint(1, 8)))
        assert old is not None
        assert new is not None
        told |= {one.sentence: jargon(one.sentence) for one in forms.changes(old, new)}
    assert len(told) > 100
    # « true » is then a value that an author gave as a text
    assert {sentence: words for sentence, words in told.items() if set(words) - {"true", "false"}} == {}
