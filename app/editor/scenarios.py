"""The tests of a procedure: kept from a rehearsal, run on the definition as it is now. Services flush, never commit."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from cachetools import LRUCache
from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.example_models import ABOUT, ProcedureTest
from app.catalogue.library import Library
from app.database import dump, parse
from app.editor.examining import digest
from app.editor.trial import tried
from app.sealing import seal, unseal
from forms import authoring

LONGEST_NAME = 120
MOST_TESTS = 100
UNREADABLE = "La démarche ne peut pas être lue : l’essai n’a pas pu être fait."


class NameTakenError(Exception):
    """A test cannot be kept under this name; in words."""


@dataclass(frozen=True)
class Result:
    """What became of one test: how it differs from what was expected, in sentences, and what it shows now."""

    test_id: uuid.UUID
    name: str
    differences: tuple[str, ...]
    answers: forms.Answers
    outcome: authoring.Outcome | None

    @property
    def passed(self) -> bool:
        """Say whether it shows what it must."""
        return not self.differences


@dataclass(frozen=True)
class Runs:
    """What became of every test of a procedure."""

    results: tuple[Result, ...] = ()

    @property
    def passed(self) -> int:
        """How many show what they must."""
        return sum(one.passed for one in self.results)

    @property
    def failed(self) -> int:
        """How many do not."""
        return len(self.results) - self.passed


_RESULTS: LRUCache[Any, Result] = LRUCache(maxsize=1000)
_LOCK = Lock()


def scenarios_of(database: Session, slug: str) -> Sequence[ProcedureTest]:
    """Give the tests of a procedure, by name."""
    found = select(ProcedureTest).where(ProcedureTest.slug == slug)
    return database.scalars(found.order_by(ProcedureTest.name)).all()


def find(database: Session, slug: str, test_id: uuid.UUID) -> ProcedureTest | None:
    """Find one test of a procedure."""
    mine = (ProcedureTest.slug == slug, ProcedureTest.id == test_id)
    return database.scalar(select(ProcedureTest).where(*mine))


def run_all(library: Library, tests: Sequence[ProcedureTest], text: str) -> Runs:
    """Run tests on a definition; what was run once on a text is not run again."""
    return Runs(tuple(run(library, one, text) for one in tests))


def runs_of(database: Session, library: Library, slug: str, text: str) -> Runs:
    """Run the tests of a procedure on a definition."""
    return run_all(library, scenarios_of(database, slug), text)


def run(library: Library, test: ProcedureTest, text: str) -> Result:
    """Run one test on a definition, on its own day."""
    known_by = (test.answers, test.packed, dump(test.expected))
    key = (test.id, test.name, *map(hash, known_by), digest(text))
    with _LOCK:
        known = _RESULTS.get(key)
    if known is None:
        known = _run(library, test, text)
        if known.outcome is not None and not tried(library, test.slug, text).procedure.problems:
            with _LOCK:
                _RESULTS[key] = known
    return known


def _run(library: Library, test: ProcedureTest, text: str) -> Result:
    answers = answers_of(test)
    expected = authoring.Outcome.from_json(test.expected)
    try:
        new = tried(library, test.slug, text).procedure
        old = tried(library, test.slug, text_of(test)).procedure
    except forms.DefinitionError:
        return Result(test.id, test.name, (UNREADABLE,), answers, None)
    moved = forms.migrate(answers, old, new, today=test.today)
    outcome = authoring.observe(new, moved.answers, test.today)
    lost = [one.sentence for one in moved.dropped if one.reason != "hidden"]
    told = (*lost, *authoring.compare(expected.followed(moved.follow), outcome))
    return Result(test.id, test.name, told, moved.answers, outcome)


def answers_of(test: ProcedureTest) -> forms.Answers:
    """Give the answers of a test as they were given."""
    return forms.Answers.from_json(parse(unseal(test.answers, ABOUT)))


def text_of(test: ProcedureTest) -> str:
    """Give the definition that the answers of a test were given to."""
    return zlib.decompress(test.packed).decode("utf-8", "surrogatepass")


def keep(
    database: Session,
    library: Library,
    draft: tuple[str, str],
    named: str,
    answers: forms.Answers,
    actor: Account,
    now: datetime,
    today: date,
) -> ProcedureTest:
    """Keep answers as a test of a procedure, given by its slug and its text, with what they show now.

    Raises NameTakenError, forms.DefinitionError.
    """
    slug, text = draft
    name = _name(database, slug, named)
    if len(scenarios_of(database, slug)) >= MOST_TESTS:
        raise NameTakenError(f"Il y a déjà {MOST_TESTS} essais : supprimez-en d’abord un.")
    made = ProcedureTest(
        id=uuid.uuid4(), slug=slug, name=name, today=today, actor=actor.display_name, created_at=now, updated_at=now
    )
    _put(library, made, answers, text)
    database.add(made)
    database.flush()
    return made


def take(database: Session, library: Library, test: ProcedureTest, text: str, actor: Account, now: datetime) -> None:
    """Take what a test shows now as what it must show; its answers are now those of this definition.

    Raises forms.DefinitionError.
    """
    _put(library, test, run(library, test, text).answers, text)
    test.actor, test.updated_at = actor.display_name, now
    database.flush()


def _put(library: Library, test: ProcedureTest, answers: forms.Answers, text: str) -> None:
    outcome = authoring.observe(tried(library, test.slug, text).procedure, answers, test.today)
    test.answers = seal(dump(answers.to_json()), ABOUT)
    test.expected = outcome.to_json()
    test.packed = zlib.compress(text.encode("utf-8", "surrogatepass"))


def rename(database: Session, test: ProcedureTest, named: str, now: datetime) -> None:
    """Give a test another name. Raises NameTakenError."""
    if named.strip() != test.name:
        test.name, test.updated_at = _name(database, test.slug, named), now
        database.flush()


def drop(database: Session, test: ProcedureTest) -> None:
    """Forget a test."""
    database.delete(test)
    database.flush()


def copy(database: Session, slug: str, to: str, actor: Account, now: datetime) -> int:
    """Give the tests of a procedure to a copy of it; say how many."""
    there = {one.name for one in scenarios_of(database, to)}
    kept = [one for one in scenarios_of(database, slug) if one.name not in there]
    for one in kept:
        same = {name: getattr(one, name) for name in ("name", "answers", "expected", "packed", "today")}
        database.add(ProcedureTest(slug=to, actor=actor.display_name, created_at=now, updated_at=now, **same))
    database.flush()
    return len(kept)


def _name(database: Session, slug: str, named: str) -> str:
    """Give a name as it is kept. Raises NameTakenError."""
    name = " ".join(named.replace("\x00", "").split())
    if not name:
        raise NameTakenError("Donnez un nom à l’essai, par exemple « Retraité, sans prélèvement ».")
    if len(name) > LONGEST_NAME:
        raise NameTakenError(f"Écrivez un nom de {LONGEST_NAME} signes au plus.")
    if database.scalar(select(ProcedureTest.id).where(ProcedureTest.slug == slug, ProcedureTest.name == name)):
        raise NameTakenError(f"Un essai s’appelle déjà « {name} » : donnez-lui un autre nom.")
    return name
