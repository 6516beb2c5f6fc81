"""One tiny definition per keyword of the dialect, each with what it must do; see tests/schemas/features."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

import forms
from forms.dialect import keywords
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "schemas" / "features"
FILES = sorted(FOLDER.glob("*.json"))
LISTS = {"villes/1": [{"const": "b", "title": "Bobigny"}, {"const": "m", "title": "Montreuil"}]}
REFUSED = {"contentEncoding"}
"""Keywords that a definition may not use; tests/schemas/broken shows them refused."""


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return found


def cases() -> Iterator[Any]:
    for path in FILES:
        for number, case in enumerate(read(path)["cases"]):
            yield pytest.param(path, case, id=f"{path.stem}-{number}")


def answers_of(case: dict[str, Any]) -> forms.Answers | dict[str, Any]:
    return forms.Answers(values=case["answers"]) if case.get("fresh") else case["answers"]


class Looked:
    """What a definition says for one case."""

    def __init__(self, path: Path, case: dict[str, Any], today: date) -> None:
        procedure = forms.load(read(path)["definition"], lists=LISTS)
        self.procedure = procedure.in_language(case["language"]) if "language" in case else procedure
        self.today = today
        self.answers = answers_of(case)
        if "post" in case:
            page = self.procedure.pages[0].id
            form = self.procedure.form(page, self.answers, case["post"], today=today)
            self.answers = self.procedure.accept(page, self.answers, form, today=today)
        sources = {"profile": {}, "previous": {}, **case.get("sources", {})}
        pages = [self.procedure.page(one.id, self.answers, sources, today=today) for one in self.procedure.pages]
        self.views = {view.pointer: view for page in pages for view in page.questions()}
        self.questions = {question.pointer: question for question in self.procedure.questions}

    def values(self) -> Any:
        return dict(self.answers.values) if isinstance(self.answers, forms.Answers) else self.answers

    def relevant(self) -> Any:
        return self.procedure.relevant(self.answers, today=self.today)

    def problems(self) -> list[str]:
        return sorted(f"{one.pointer} {one.keyword}" for one in self.procedure.problems(self.answers, today=self.today))

    def messages(self) -> dict[str, str]:
        return {one.pointer: one.message for one in self.procedure.problems(self.answers, today=self.today)}

    def recap(self, masked: bool = False) -> dict[str, list[str]]:
        sections = self.procedure.recap(self.answers, masked, today=self.today)
        return {row.label: list(row.value) for section in sections for row in section.rows}

    def said(self, word: str) -> Any:
        """Give what one word of a case is compared with."""
        views, questions = self.views, self.questions
        table: dict[str, Any] = {
            "values": self.values,
            "relevant": self.relevant,
            "problems": self.problems,
            "messages": self.messages,
            "recap": self.recap,
            "masked": lambda: self.recap(masked=True),
            "warnings": lambda: [one.pointer for one in self.procedure.warnings(self.answers, today=self.today)],
            "stop": lambda: getattr(self.procedure.stop(self.answers, today=self.today), "message", None),
            "kinds": lambda: {pointer: one.kind for pointer, one in questions.items()},
            "widgets": lambda: {pointer: one.widget for pointer, one in questions.items()},
            "names": lambda: {pointer: one.name for pointer, one in questions.items()},
            "order": lambda: list(questions),
            "visible": lambda: {pointer: pointer in views and views[pointer].visible for pointer in questions},
            "required": lambda: {pointer: one.required for pointer, one in views.items()},
            "choices": lambda: {pointer: [choice.value for choice in one.choices] for pointer, one in views.items()},
            "boxes": lambda: {pointer: dict(one.boxes) for pointer, one in views.items()},
            "journey": self.journey,
            "sections": self.sections,
            "settings": lambda: {key: getattr(self.procedure.settings, key) for key in ("type", "opens", "debit")},
        }
        return table[word]()

    def journey(self) -> dict[str, str]:
        journey = self.procedure.journey(self.answers, today=self.today)
        return {stage.page.id: stage.state for stage in journey.stages}

    def sections(self) -> list[str]:
        sections = self.procedure.recap(self.answers, today=self.today)
        return [inner.title for section in sections for inner in section.sections]


PARTIAL = ("recap", "kinds", "widgets", "names", "visible", "required", "choices", "boxes", "messages")
GIVEN = ("answers", "post", "fresh", "sources", "language")


@pytest.mark.parametrize(("path", "case"), list(cases()))
def test_a_keyword_does_what_it_says(path: Path, case: dict[str, Any], today: date) -> None:
    looked = Looked(path, case, today)
    compared = [word for word in case if word not in GIVEN]
    assert compared, "a case that compares nothing"
    for word in compared:
        said = looked.said(word)
        wanted = sorted(case[word]) if word == "problems" else case[word]
        if word in PARTIAL:
            said = {key: said.get(key) for key in wanted}
        assert said == wanted, word


@pytest.mark.parametrize(("path", "case"), list(cases()))
def test_the_plain_twin_gives_the_same_verdict(path: Path, case: dict[str, Any], today: date) -> None:
    looked = Looked(path, case, today)
    own = ("check", "iban", "bic", "nir", "siret")
    found = [one for one in looked.problems() if not one.split(" ")[1].startswith((*own, "format"))]
    twin, relevant = looked.procedure.schema, looked.relevant()
    fast = jsonschema_rs.Draft202012Validator(twin, pattern_options=jsonschema_rs.RegexOptions())
    assert fast.is_valid(relevant) is (not found)
    if path.stem not in ("pattern", "multiple-of", "number"):
        plain = json.loads(json.dumps([twin, relevant], default=float))
        assert jsonschema.Draft202012Validator(plain[0]).is_valid(plain[1]) is (not found)


def test_every_keyword_of_the_dialect_has_its_definition() -> None:
    covered = {word for path in FILES for word in read(path)["covers"]}
    assert set(keywords()) - covered - REFUSED == set()
    assert covered <= set(keywords())
