"""A definition without its conditions: every question of it shows, to be looked at."""

from __future__ import annotations

from typing import Any

from forms.authoring.effects import targets_of
from forms.pointers import split


def unconditional(node: Any) -> Any:
    """Give a definition without its conditions; what one of them shows and requires stays required."""
    if isinstance(node, list):
        return [unconditional(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: unconditional(value) for key, value in node.items()}
    entries = made.get("allOf")
    if not isinstance(entries, list):
        return made
    gone = [one for one in entries if isinstance(one, dict) and "if" in one]
    kept = [one for one in entries if not any(one is other for other in gone)]
    made = {key: value if key != "allOf" else kept for key, value in made.items() if key != "allOf" or kept}
    return _demanding(made, gone)


def _demanding(made: dict[str, Any], gone: list[dict[str, Any]]) -> dict[str, Any]:
    """Require for good what a condition that is gone required of those to whom it showed it."""
    names = made.get("required", [])
    shown = [one.pointer for entry in gone for one in targets_of(entry, "")[0] if one.required and one.shown]
    own = [split(pointer)[0] for pointer in shown if len(split(pointer)) == 1]
    more = [name for name in dict.fromkeys(own) if isinstance(names, list) and name not in names]
    return {**made, "required": [*names, *more]} if more else made
