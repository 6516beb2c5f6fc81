"""What a request needs of its applicant's profile, and what it may give back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import forms
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.extensions import db, now, today
from app.profile import services as profile
from app.submissions.access import Held, library

BLANK: tuple[Any, ...] = (None, "", [], {})


class Change(NamedTuple):
    """An answer of a request that differs from the profile it came from."""

    key: str
    label: str
    value: Any


def needed(loaded: Loaded) -> tuple[str, ...]:
    """Give the keys of the profile that a procedure needs."""
    return loaded.procedure.settings.profile


def missing(loaded: Loaded, owner: Account) -> tuple[str, ...]:
    """Give those that the applicant's profile has not, or has wrong."""
    keys = needed(loaded)
    if not keys:
        return ()
    answers = profile.answers_of(db.session, owner)
    return profile.missing(library().profile().procedure, keys, answers, today())


def asked(loaded: Loaded, owner: Account) -> tuple[str, ...]:
    """Give the keys to ask on the first page: those missing, and those that the same answers decide about."""
    lacking = missing(loaded, owner)
    whole = library().profile().procedure

    def around(keys: Sequence[str]) -> set[str]:
        return {question.pointer.split("/")[1] for question in whole.only(keys).questions}

    touched = around(lacking) if lacking else set()
    return tuple(key for key in needed(loaded) if around([key]) & touched)


def sections(loaded: Loaded, owner: Account) -> Sequence[forms.RecapSection]:
    """Give the applicant's part of the recap."""
    keys = needed(loaded)
    if not keys:
        return ()
    answers = profile.answers_of(db.session, owner)
    fixed = profile.from_franceconnect(db.session, owner)
    return library().profile(keys, fixed).procedure.recap(answers, today=today())


def changes(loaded: Loaded, owner: Account, answers: forms.Answers) -> list[Change]:
    """Give the answers that came from the profile, are right, and differ from it now."""
    kept = profile.answers_of(db.session, owner).values
    procedure = loaded.procedure
    wrong = {problem.pointer.split("/")[1] for problem in procedure.problems(answers, today=today())}
    titles = {node.key: node.texts.title for page in procedure.pages for node in page.nodes}
    found = []
    for key, (place, value) in _from_profile(procedure, procedure.relevant(answers, today=today())).items():
        if value not in BLANK and value != kept.get(key) and place not in wrong and key != profile.EMAIL:
            found.append(Change(key, titles.get(place, key), value))
    return found


def _from_profile(procedure: forms.Procedure, own: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Gather the answers that are prefilled from the profile: its key -> where they stand in the request, value."""
    found: dict[str, tuple[str, Any]] = {}
    for question in procedure.questions:
        source, *path = question.prefill.split(".")
        if source != "profile" or "*" in question.pointer:
            continue
        key, *below = path
        place = question.pointer.split("/")[1]
        value = own.get(place)
        found[key] = (place, dict(value) if below and isinstance(value, Mapping) else value)
    return found


def report(held: Held, answers: forms.Answers, key: str) -> bool:
    """Write an answer of a request to the profile (« reporter dans mes informations »)."""
    found = next((one for one in changes(held.loaded, held.owner, answers) if one.key == key), None)
    if found is not None:
        profile.put(db.session, held.owner, key, found.value, now(), library().profile().procedure)
    return found is not None


def copy_for(loaded: Loaded, owner: Account) -> dict[str, Any]:
    """Give the copy of the applicant's answers that a request keeps when it is sent."""
    keys = needed(loaded)
    if not keys:
        return {}
    answers = profile.answers_of(db.session, owner)
    return library().profile(keys).procedure.relevant(answers, today=today())


def named_helper(loaded: Loaded, answers: forms.Answers) -> str:
    """Give the address of the helper that a request names (`x-procedure.helper`), `""` for none."""
    place = loaded.procedure.settings.helper
    if not place:
        return ""
    value: Any = loaded.procedure.relevant(answers, today=today())
    for part in place.removeprefix("/").split("/"):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
