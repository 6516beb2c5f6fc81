"""The answers of a choice as rows, written back as they were spelled: `oneOf` or `anyOf` of constants, or `enum`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forms.authoring.keywords import Path, at, drop, moved_texts, pointer_to, put
from forms.authoring.spots import Spot
from forms.authoring.values import values_followed
from forms.expansion import Schema
from forms.kinds.numbers import parse
from forms.model import ABSENT, Json, MaybeJson
from forms.nodes import json_type
from forms.options import option_text
from forms.pointers import index_in

WORDS = ("enum", "oneOf", "anyOf")
ROW = ("const", "title", "description", "x-example")


def original(row_id: str) -> int | None:
    """Give the index that a row had when it was read, from its id « o3 »; None for a new row."""
    return index_in(row_id[1:]) if row_id[:1] == "o" else None


def slug(text: str, taken: Iterable[str] = (), sign: str = "-") -> str:
    """Make a technical name of a label: « Zones 1 à 5 » gives `zones-1-a-5`; one that is taken gets a number."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae").replace("Œ", "oe"))
    bare = "".join(sign_ for sign_ in plain.lower() if not unicodedata.combining(sign_))
    words = "".join(sign_ if sign_.isascii() and sign_.isalnum() else " " for sign_ in bare).split()
    name = sign.join(words)[:60].strip(sign) or "choix"
    known, made, number = set(taken), name, 2
    while made in known:
        made, number = f"{name}{sign}{number}", number + 1
    return made


def read_options(holder: Any) -> MaybeJson:
    """Give the rows of a choice: `{const, title, description, x-example}`, constants as text."""
    _, branches = spelled(holder)
    rows: list[Json] = [_row({"title": label(b["const"]), **b}) for b in branches if _is_option(b)]
    return rows or ABSENT


def spelled(holder: Any) -> tuple[str, list[Any]]:
    """Give the word by which a choice is spelled and what it lists; `""` when it lists nothing."""
    if not isinstance(holder, Mapping):
        return "", []
    if isinstance(holder.get("enum"), list):
        return "enum", [{"const": value} if value is not None else None for value in holder["enum"]]
    for word in ("oneOf", "anyOf"):
        branches = holder.get(word)
        if isinstance(branches, list) and branches and all(isinstance(b, Mapping) and "const" in b for b in branches):
            return word, branches
    return "", []


def write_options(spot: Spot, path: Path, rows: Sequence[Any], ids: Sequence[str]) -> Schema:
    """Give the document with these rows as the answers of a choice; `ids` say which row each of them was."""
    holder = at(spot.effective, path, {})
    word, old = spelled(holder)
    known = [(place, branch) for place, branch in enumerate(old) if _is_option(branch)]
    others = [branch for _, branch in known]
    places: dict[int, int | None] = dict.fromkeys(range(len(old)))
    renamed: list[tuple[Json, Json]] = []
    made: list[Any] = []
    for number, row in enumerate(rows):
        index = original(ids[number]) if number < len(ids) else None
        place, branch = known[index] if index is not None and index < len(known) else (-1, {})
        if branch:
            places[place] = len(made)
        made.append(_branch(branch, row, json_type(dict(holder)), [*others, *made], word))
        if branch and made[-1]["const"] != branch["const"]:
            renamed.append((branch["const"], made[-1]["const"]))
    made += [branch for branch in old if not _is_option(branch)]
    document = values_followed(spot.document, spot.place, renamed) if renamed else spot.document
    return _spelled_again(replace(spot, document=document), path, word, made, places)


def _spelled_again(spot: Spot, path: Path, word: str, made: list[Any], places: Mapping[int, int | None]) -> Schema:
    full = (*spot.path, *path)
    if not made:
        return drop(spot.document, (*full, word)) if word else spot.document
    plain = word == "enum" and all(branch is None or branch.keys() <= {"const"} for branch in made)
    if plain:
        return put(spot.document, (*full, "enum"), [None if b is None else b["const"] for b in made])
    branches = [{"const": None} if branch is None else branch for branch in made]
    if word == "enum":
        holder = at(spot.document, full, {})
        moved = {("oneOf" if key == "enum" else key): value for key, value in holder.items()}
        titled = [b if "title" in b or b["const"] is None else _titled(b) for b in branches]
        return put(put(spot.document, full, moved), (*full, "oneOf"), titled)
    written = put(spot.document, (*full, word or "oneOf"), branches)
    return moved_texts(written, pointer_to((*full, word)), places) if word else written


def _titled(branch: Schema) -> Schema:
    rest = {key: text for key, text in branch.items() if key != "const"}
    return {"const": branch["const"], "title": label(branch["const"]), **rest}


def label(value: Any) -> str:
    """Give the label of an option that has none of its own."""
    return ("Oui" if value else "Non") if isinstance(value, bool) else str(value)


def _is_option(branch: Any) -> bool:
    return branch is not None and branch.get("const") is not None


def _row(branch: Mapping[str, Any]) -> dict[str, Json]:
    row: dict[str, Json] = {key: branch[key] for key in ROW if key in branch}
    row["const"] = option_text(branch["const"])
    return row


def _branch(old: Mapping[str, Any], row: Mapping[str, Any], kind: str, others: Sequence[Any], word: str) -> Schema:
    made: Schema = dict(old)
    text = row.get("const")
    title = row.get("title")
    if not old or text != option_text(old["const"]):
        made["const"] = _constant(text, title, kind, others, word)
    for key in ROW[1:]:
        value = row.get(key)
        if value not in (None, "", False):
            made[key] = value
        elif not (key == "x-example" and old.get(key) is False):
            made.pop(key, None)
    if made.get("title") == label(made["const"]) and (word == "enum" or (old and "title" not in old)):
        del made["title"]
    ordered = {key: made[key] for key in ROW if key in made}
    return made if old and "title" in old else {**ordered, **{k: v for k, v in made.items() if k not in ordered}}


def _constant(text: Any, title: Any, kind: str, others: Sequence[Any], word: str) -> Json:
    """Give the value of an option: as typed, or made from its label."""
    if isinstance(text, str) and text:
        number = parse(text) if kind in ("integer", "number") else None
        if kind == "boolean" and text.lower() in ("true", "oui", "false", "non"):
            return text.lower() in ("true", "oui")
        return text if number is None else int(number) if kind == "integer" else number
    label = str(title or "")
    if word == "enum" and label:
        return label
    return slug(label, [option_text(b["const"]) for b in others if _is_option(b)])
