"""« Réponse obligatoire »: whether a question is required whenever it shows, by its object or by what shows it."""

from __future__ import annotations

from forms.authoring.conditions import Foreign, Sentence, condition_of, require_when_shown
from forms.authoring.keywords import at, drop, put
from forms.authoring.results import AuthoringError
from forms.authoring.spots import Spot
from forms.expansion import Schema
from forms.pointers import split

BY_BLOCK = "Le bloc partagé rend cette question obligatoire."
"""Why a question cannot be made optional here."""


def obligatory(spot: Spot) -> bool:
    """Say whether a question is required whenever it shows."""
    return _by_holder(spot) or _by_condition(spot, _shower(spot))


def oblige(spot: Spot, wanted: bool) -> Schema:
    """Give the document with a question required whenever it shows, or not. Raises AuthoringError.

    What a condition shows is required by that condition: its object would require it of those who do not see it too.
    """
    shower = _shower(spot)
    if shower is not None and (wanted or _by_condition(spot, shower)):
        return require_when_shown(spot.document, spot.blocks, spot.place, shower, wanted)
    holder = (*(spot.holder.path if spot.holder else ()), "required")
    names = list(at(spot.document, holder, []))
    key = split(spot.place)[-1]
    if wanted:
        return put(spot.document, holder, [*names, key])
    if key not in names:
        raise AuthoringError(BY_BLOCK)
    left = [name for name in names if name != key]
    return put(spot.document, holder, left) if left else drop(spot.document, holder)


def _by_holder(spot: Spot) -> bool:
    names = spot.holder.effective.get("required", []) if spot.holder else spot.document.get("required", [])
    return isinstance(names, list) and split(spot.place)[-1] in names


def _by_condition(spot: Spot, shower: Sentence | Foreign | None) -> bool:
    target = shower.target(spot.place) if shower is not None else None
    return target is not None and target.required


def _shower(spot: Spot) -> Sentence | Foreign | None:
    """Give the condition that shows a question, whether a sentence says it or not; None where none or several do."""
    found = condition_of(spot.document, spot.blocks, spot.place)
    showing = [one for one in found if any(t.pointer == spot.place and t.shown for t in one.targets)]
    return showing[0] if len(showing) == 1 else None
