"""How a property of a panel reads and writes a node where one keyword of the same name is not enough."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.authoring import durations, formats
from forms.authoring.braces import with_names
from forms.authoring.genres import genre_of
from forms.authoring.keywords import Path, at, drop, pointer_to, put, without_texts
from forms.authoring.obligation import obligatory, oblige
from forms.authoring.options import read_options, spelled, write_options
from forms.authoring.results import AuthoringError
from forms.authoring.spots import Spot, page_ids
from forms.authoring.structure import rename_question
from forms.authoring.turning import as_genre
from forms.compiler import RECAP
from forms.expansion import Schema
from forms.kinds.dates import parse as parse_day
from forms.kinds.numbers import parse, write
from forms.model import ABSENT, Json, MaybeJson
from forms.nodes import constants, flat, is_documents, json_type, kind_of
from forms.options import option_text
from forms.pointers import split

MEGA = 1_000_000


class RefusedError(ValueError):
    """What was typed cannot be written into the definition; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to write: where, what it was when the panel was drawn, what it is now.

    `path` leads from the node to the keyword; `rows` are the ids of the rows of `after`, « o3 » being the fourth of
    those that were read; `answered` the pointers of the questions that people have answers to already.
    """

    spot: Spot
    path: Path
    before: MaybeJson = ABSENT
    after: MaybeJson = ABSENT
    rows: Sequence[str] = ()
    answered: Container[str] = ()

    @property
    def full(self) -> Path:
        """The path from the root of the document."""
        return (*self.spot.path, *self.path)


@dataclass(frozen=True, slots=True)
class Written:
    """A document after an edit, and where its node stands now."""

    document: Schema
    place: str


Reader = Callable[[Spot, Path], MaybeJson]
Writer = Callable[[Edit], Written]


@dataclass(frozen=True, slots=True)
class Lens:
    """A pair of functions; edits are written in the order of `turn`, so that renaming comes last.

    `firm`: what is written reads again as it was given, unless a shared block keeps it from being so.
    """

    read: Reader
    write: Writer
    turn: int = 1
    firm: bool = False


def read_keyword(spot: Spot, path: Path) -> MaybeJson:
    """Give the value of a keyword as it stands."""
    found: MaybeJson = at(spot.effective, path, ABSENT)
    return found


def write_keyword(edit: Edit) -> Written:
    """Set a keyword or take it away; over a shared block, what is taken away is written as nothing."""
    spot, place = edit.spot, edit.spot.place
    if edit.after is not ABSENT and edit.after is not False:
        return Written(put(_seeded(edit), edit.full, edit.after), place)
    known = at(spot.own, edit.path, ABSENT) is not ABSENT
    left = drop(spot.document, edit.full) if known else spot.document
    under = at(Spot(left, spot.blocks, spot.of, place).effective, edit.path, ABSENT)
    if under is ABSENT or under is edit.after:
        return Written(without_texts(left, pointer_to(edit.full)), place)
    if not isinstance(under, str | bool):
        raise RefusedError("Cette valeur vient d’un bloc partagé : elle peut être changée, pas retirée.")
    return Written(put(_seeded(edit), edit.full, "" if isinstance(under, str) else False), place)


def _seeded(edit: Edit) -> Schema:
    """Give the document with what a block says of an `x-` object written out, when only a part of it is changed."""
    spot, word = edit.spot, str(edit.path[0])
    whole = len(edit.path) > 1 and word.startswith("x-") and word != "x-errors" and word not in spot.own
    return (
        put(spot.document, (*spot.path, word), spot.effective[word])
        if whole and word in spot.effective
        else spot.document
    )


def _read_duration(spot: Spot, path: Path) -> MaybeJson:
    found = read_keyword(spot, path)
    return durations.said(found) if isinstance(found, str) else found


def _write_duration(edit: Edit) -> Written:
    return write_keyword(_with(edit, durations.written(edit.after) if isinstance(edit.after, str) else edit.after))


def _read_megabytes(spot: Spot, path: Path) -> MaybeJson:
    found = read_keyword(spot, path)
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        return found
    size = Decimal(found) / MEGA
    return int(size) if size == int(size) else size


def _write_megabytes(edit: Edit) -> Written:
    number = edit.after
    return write_keyword(_with(edit, int(number * MEGA) if isinstance(number, int | Decimal) else number))


def _write_row_title(edit: Edit) -> Written:
    """Name the answers of a row as the engine does, where the author wrote the titles of their questions."""
    return write_keyword(_with(edit, with_names(edit.spot, edit.after) if isinstance(edit.after, str) else edit.after))


def _read_lines(spot: Spot, path: Path) -> MaybeJson:
    found = read_keyword(spot, path)
    return "\n".join(_as_text(value) for value in found) if isinstance(found, list) else found


def _write_lines(edit: Edit) -> Written:
    if not isinstance(edit.after, str):
        return write_keyword(edit)
    old = at(edit.spot.effective, edit.path, [])
    known = {_as_text(value): value for value in old} if isinstance(old, list) else {}
    lines = [line.strip() for line in edit.after.split("\n") if line.strip()]
    kind = json_type(dict(edit.spot.effective))
    return write_keyword(_with(edit, [known[line] if line in known else _typed(kind, line) for line in lines]))


def _read_pair(spot: Spot, path: Path) -> MaybeJson:
    found = read_keyword(spot, path)
    return {"least": found[0], "most": found[1]} if isinstance(found, list) and len(found) == 2 else ABSENT


def _write_pair(edit: Edit) -> Written:
    pair = edit.after if isinstance(edit.after, Mapping) else {}
    least, most = pair.get("least"), pair.get("most")
    if least is None and most is None:
        return write_keyword(_with(edit, ABSENT))
    low = most if least is None else least
    return write_keyword(_with(edit, [0 if least is None else low, low if most is None else most]))


def _read_default(spot: Spot, path: Path) -> MaybeJson:
    found = read_keyword(spot, path)
    if isinstance(found, list):
        return "\n".join(_as_text(value) for value in found)
    if isinstance(found, str) and spot.effective.get("format") == "date":
        return "/".join(reversed(found.split("-")))
    return found if found is ABSENT else _as_text(found)


def _write_default(edit: Edit) -> Written:
    if not isinstance(edit.after, str):
        return write_keyword(edit)
    node = dict(edit.spot.effective)
    if json_type(node) != "array":
        return write_keyword(_with(edit, _chosen(node, edit.after)))
    items = node.get("items") if isinstance(node.get("items"), dict) else {}
    return write_keyword(_with(edit, [_chosen(items or {}, line) for line in edit.after.split("\n") if line.strip()]))


def _chosen(node: Schema, text: str) -> Json:
    """Give the option that a text names, by its value or by its label, else the value that it spells."""
    for option in constants(node):
        if text in (option_text(option["const"]), option.get("title")):
            chosen: Json = option["const"]
            return chosen
    if node.get("format") == "date":
        return _day(text)
    return _typed(json_type(node), text)


def _day(text: str) -> Json:
    """Read « 16/01/1947 » or an ISO date."""
    pieces = text.replace(".", "/").replace(" ", "/").split("/")
    if len(pieces) == 1:
        pieces = list(reversed(text.split("-")))
    found = parse_day(*pieces) if len(pieces) == 3 else None
    if found is None:
        raise RefusedError(f"« {text} » n’est pas une date : écrivez par exemple 16/01/1947.")
    return found.isoformat()


def _read_required(spot: Spot, path: Path) -> MaybeJson:
    return obligatory(spot)


def _write_required(edit: Edit) -> Written:
    try:
        return Written(oblige(edit.spot, edit.after is True), edit.spot.place)
    except AuthoringError as error:
        raise RefusedError(str(error)) from error


def _read_demanded(spot: Spot, path: Path) -> MaybeJson:
    return spot.demanded and not obligatory(spot)


def _read_format(spot: Spot, path: Path) -> MaybeJson:
    pattern = spot.effective.get("pattern")
    if not isinstance(pattern, str):
        return ABSENT
    return formats.explain(pattern) or formats.BY_HAND


def _write_format(edit: Edit) -> Written:
    keyword = Edit(edit.spot, ("pattern",), after=ABSENT)
    if not isinstance(edit.after, str):
        return write_keyword(keyword)
    pattern = formats.pattern_of(edit.after)
    if pattern is None:
        raise RefusedError(formats.NOT_UNDERSTOOD)
    return write_keyword(_with(keyword, pattern))


def _read_choices(spot: Spot, path: Path) -> MaybeJson:
    return read_options(at(spot.effective, _of_answers(spot), {}))


def _write_choices(edit: Edit) -> Written:
    rows = edit.after if isinstance(edit.after, list) else []
    return Written(write_options(edit.spot, _of_answers(edit.spot), rows, edit.rows), edit.spot.place)


def _of_answers(spot: Spot) -> Path:
    """Give where the answers of a choice stand: under `items` when several may be given."""
    return ("items",) if json_type(dict(spot.effective)) == "array" else ()


def _read_list(spot: Spot, path: Path) -> MaybeJson:
    return read_keyword(spot, (*_of_answers(spot), "x-list"))


def _write_list(edit: Edit) -> Written:
    """Take a named list for the answers, instead of those that stand in the definition, or no list any more."""
    above = _of_answers(edit.spot)
    made = write_keyword(Edit(edit.spot, (*above, "x-list"), after=edit.after))
    word, _ = spelled(at(edit.spot.own, above, {}))
    if edit.after is ABSENT or not word:
        return made
    full = (*edit.spot.path, *above, word)
    return Written(without_texts(drop(made.document, full), pointer_to(full)), made.place)


def _read_nature(spot: Spot, path: Path) -> MaybeJson:
    return nature(dict(spot.effective))


def nature(node: Schema) -> str:
    """Say what a node is: `group`, `fixed_list`, `repeat`, or a name of KINDS; what depends on it stands in panels.

    What is computed is one of several answers only when it has some, or is one value or another: `computed_choice`, and
    `computed_list` when they are those of a named list.
    """
    if node.get("x-widget") == "note":
        return "note"
    kind = json_type(node)
    if kind == "object":
        return "group"
    if kind != "array":
        return _computed(node) if "x-compute" in node else kind_of(node)
    items = flat(node["items"]) if isinstance(node.get("items"), dict) else {}
    if is_documents(node, items):
        return "file"
    if "prefixItems" in node:
        return "fixed_list"
    return "choices" if constants(items) or "x-list" in items else "repeat"


def _computed(node: Schema) -> str:
    if "x-list" in node:
        return "computed_list"
    either = isinstance(node["x-compute"], dict) and set(node["x-compute"]) == {"if"}
    return "computed_choice" if either or constants(node) else "computed"


def _read_key(spot: Spot, path: Path) -> MaybeJson:
    return split(spot.place)[-1]


def _write_key(edit: Edit) -> Written:
    if not isinstance(edit.after, str):
        raise RefusedError("Écrivez un nom technique, par exemple « nomNaissance ».")
    spot = edit.spot
    made = rename_question(spot.document, spot.place, edit.after, was=spot.place in edit.answered)
    return Written(made.document, made.pointer)


def _read_genre(spot: Spot, path: Path) -> MaybeJson:
    return genre_of(dict(spot.effective), dict(spot.own)) or ABSENT


def _write_genre(edit: Edit) -> Written:
    spot = edit.spot
    if not isinstance(edit.after, str):
        raise RefusedError("Choisissez un type de réponse.")
    return Written(as_genre(spot.document, spot.blocks, spot.place, edit.after), spot.place)


def _write_page_id(edit: Edit) -> Written:
    """Rename a page in the addresses; its place is its new name."""
    name = edit.after
    if not isinstance(name, str) or name == RECAP or name in page_ids(edit.spot.document):
        raise RefusedError(
            f"Le nom dans l’adresse « {name} » est déjà pris par une autre page. Choisissez-en un autre."
        )
    return Written(put(edit.spot.document, edit.full, name), name)


def _read_nothing(spot: Spot, path: Path) -> MaybeJson:
    return ABSENT


def _write_nothing(edit: Edit) -> Written:
    return Written(edit.spot.document, edit.spot.place)


def _with(edit: Edit, value: MaybeJson | None) -> Edit:
    return Edit(edit.spot, edit.path, edit.before, ABSENT if value is None else value, edit.rows)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return option_text(value)
    return write(value, grouped=False) if isinstance(value, int | Decimal) else str(value)


def _typed(kind: str, text: str) -> Json:
    """Give the value that a text spells in a question of this type."""
    if kind in ("integer", "number"):
        number = parse(text)
        if number is None:
            raise RefusedError(f"« {text} » n’est pas un nombre : écrivez par exemple 12 ou 1,5.")
        return int(number) if kind == "integer" else number
    if kind == "boolean":
        if text.lower() not in ("true", "oui", "false", "non"):
            raise RefusedError("Écrivez « oui » ou « non ».")
        return text.lower() in ("true", "oui")
    return text


KEYWORD = Lens(read_keyword, write_keyword, firm=True)
LENSES: Mapping[str, Lens] = MappingProxyType(
    {
        "genre": Lens(_read_genre, _write_genre, turn=0),
        "key": Lens(_read_key, _write_key, turn=5),
        "demanded": Lens(_read_demanded, _write_nothing),
        "choices": Lens(_read_choices, _write_choices),
        "default": Lens(_read_default, _write_default, turn=2),
        "duration": Lens(_read_duration, _write_duration),
        "format": Lens(_read_format, _write_format),
        "list": Lens(_read_list, _write_list),
        "lines": Lens(_read_lines, _write_lines),
        "megabytes": Lens(_read_megabytes, _write_megabytes, firm=True),
        "nature": Lens(_read_nature, _write_nothing),
        "nothing": Lens(_read_nothing, _write_nothing),
        "pageId": Lens(read_keyword, _write_page_id, turn=4),
        "pair": Lens(_read_pair, _write_pair),
        "required": Lens(_read_required, _write_required, turn=3),
        "rowTitle": Lens(read_keyword, _write_row_title),
    }
)
