"""What becomes of drafts by each change that leaves a choice: asked of who publishes, one change at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import forms

ASK, REFUSE = "redemander", "refuser"
LEFT = {
    forms.Policy.ASKED_OR_FORBIDDEN: "Redemander la réponse aux brouillons où elle ne convient plus",
    forms.Policy.DROPPED_OR_FORBIDDEN: "Retirer la réponse des brouillons, et le dire à la personne",
}
"""The policies that leave a choice, with what is done by the first of the two."""
FIELD = "choix-"


class Choice(NamedTuple):
    """A change that leaves a choice; `key` names it in a form, `carried` is what is done unless it is refused."""

    key: str
    change: forms.Change
    carried: str

    @property
    def field(self) -> str:
        """The name of its buttons."""
        return f"{FIELD}{self.key}"

    def concerns(self, migration: forms.Migration) -> bool:
        """Say whether the change asks something again of a draft, or takes an answer from it."""
        places = [one.pointer for one in migration.asked_again if self.change.pointer or one.reason == "check"]
        if self.change.pointer:
            places += [one.pointer for one in migration.dropped]
        return any(touches(self.change.pointer, one) for one in places)


def choices(changes: Iterable[forms.Change]) -> list[Choice]:
    """Give the changes that leave a choice, in their order."""
    return [Choice(_key(one), one, LEFT[one.policy]) for one in changes if one.policy in LEFT]


def _key(change: forms.Change) -> str:
    said = "\0".join((change.type, change.pointer, change.sentence))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def touches(changed: str, place: str) -> bool:
    """Say whether a place of a draft is where a change is, or within it; a row of the change is any row."""
    wanted, found = changed.split("/"), place.split("/")
    return len(found) >= len(wanted) and all(one in ("*", other) for one, other in zip(wanted, found, strict=False))


def chosen(form: Mapping[str, str]) -> dict[str, str]:
    """Read what was chosen, by the keys of the changes."""
    return {name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD)}
