"""What a rule or a computed question gives for the « essais » of a procedure: seen beside it as soon as it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import forms
from app.editor import scenarios
from app.editor.trial import tried
from app.editor.working import Work
from app.extensions import db
from forms import authoring

TOLD = {"error": "la personne lit le message", "warn": "la personne est prévenue", "stop": "la demande s’arrête"}
SILENT = "rien n’est dit"
NOTHING = "pas de valeur"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One test: its name, and what it gives in words."""

    name: str
    words: str


def of_rule(work: Work, rule: authoring.Rule) -> list[Weighed]:
    """Say for each test whether a rule speaks."""
    spoken = TOLD.get(rule.effect, TOLD["error"])
    at = re.compile("/".join("[0-9]+" if part == "*" else re.escape(part) for part in rule.at.split("/")))
    found = []
    for one in scenarios.runs_of(db.session, work.library, work.draft.slug, work.draft.text).results:
        if one.outcome is None:
            continue
        stops = [one.outcome.stop] if one.outcome.stop else []
        said = [*one.outcome.problems, *one.outcome.warnings, *stops]
        speaks = any(each.words == rule.message and at.fullmatch(each.pointer) for each in said)
        found.append(Weighed(one.name, spoken if speaks else SILENT))
    return found


def of_total(work: Work, pointer: str) -> list[Weighed]:
    """Say for each test what a question counts."""
    found = []
    for test in scenarios.scenarios_of(db.session, work.draft.slug):
        result = scenarios.run(work.library, test, work.draft.text)
        if result.outcome is None:
            continue
        procedure = tried(work.library, work.draft.slug, work.draft.text).procedure
        values = list(_values(procedure.relevant(result.answers, today=test.today), pointer.split("/")[1:]))
        node = procedure.compiled.nodes.get(pointer)
        words = [" ".join(forms.shown(node, one)) for one in values] if isinstance(node, forms.Question) else []
        found.append(Weighed(result.name, ", ".join(words) or NOTHING))
    return found


def _values(value: Any, parts: list[str]) -> Iterator[Any]:
    """Give what stands at a pointer, in each row it goes through."""
    if not parts:
        yield value
    elif parts[0] == "*":
        for row in value if isinstance(value, list) else ():
            yield from _values(row, parts[1:])
    elif isinstance(value, dict) and parts[0] in value:
        yield from _values(value[parts[0]], parts[1:])
