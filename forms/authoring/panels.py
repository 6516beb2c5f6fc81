"""The panels of the editor: definitions of our own dialect whose answers are a node of the definition being edited.

A property of a panel is called after the keyword that it edits, inside objects too (`x-summary` / `label`).
Words of its own: `x-ext-of` on the panel (`question`, `page`, `procedure`); on a property `x-ext-lens` (a name of
LENSES), `x-ext-path` (the pointer from the node to the keyword when it is not the name), `x-ext-choices` (a name of
`sources`, whose rows become its `oneOf`), `x-ext-empty` (the sentence shown when that source has no row),
`x-ext-from` (in a row: the sibling that a missing technical name is made from), `x-ext-link` (a source whose only row
is the address that its description names in braces; without it the words of the link stay).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import forms
from forms.answers import Answers, copied
from forms.authoring.comparing import alike, cleaned, merged, plain
from forms.authoring.keywords import Path, at, moved_texts, order_of, pointer_to, put
from forms.authoring.lenses import KEYWORD, LENSES, Edit, Lens, RefusedError, Written
from forms.authoring.options import original, slug
from forms.authoring.results import AuthoringError
from forms.authoring.spots import Spot
from forms.expansion import Schema
from forms.model import ABSENT, Group, MaybeJson, Node, Problem, Question, Repeat
from forms.offers import find
from forms.pointers import html_name, join, split
from forms.relevance import Relevant

ODD = (AttributeError, KeyError, IndexError, TypeError)
"""What reading a node raises when its author wrote a word of another sort than the dialect says."""
Sources = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of writing a panel: the new document, where its node stands now, what could not be written."""

    document: Schema
    place: str
    problems: tuple[Problem, ...] = ()


def panel(document: Schema, sources: Sources, blocks: Mapping[str, Schema] | None = None) -> forms.Procedure:
    """Load a panel, the choices that depend on the definition being edited put in."""
    return forms.load(_with_choices(copied(document), sources), blocks or {})


def read(loaded: forms.Procedure, document: Schema, blocks: Mapping[str, Schema], place: str = "") -> Answers:
    """Give the answers of a panel for a node: what it is now, its references included.

    `place` is the pointer of a question, the id of a page, or `""` for the procedure.
    """
    spot = Spot(document, blocks, kind_of_place(loaded), place)
    values: dict[str, Any] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for node in _top(loaded):
        value = _read(loaded, node, spot)
        if value is not ABSENT:
            values[node.key] = value
    for pointer, node in loaded.compiled.nodes.items():
        found = find(values, split(pointer)) if isinstance(node, Repeat) and "*" not in pointer else ABSENT
        if isinstance(found, list):
            rows[pointer] = tuple(f"o{index}" for index in range(len(found)))
    return Answers(values=values, rows=rows)


def adopted(loaded: forms.Procedure, answers: Answers, posted: Sequence[str]) -> Answers:
    """Give the answers with the rows that a page has: new ones at the end, without those that it no longer shows.

    `posted` are the inputs `row` (« x-procedure-statuses-0=o0 »). A list of which no row is posted is left alone,
    unless the page says by « x-procedure-statuses= » that it shows it, empty.
    """
    pairs = [text.rpartition("=") for text in posted]
    for pointer, node in loaded.compiled.nodes.items():
        if not isinstance(node, Repeat) or "*" in pointer:
            continue
        ids = [row_id for name, _, row_id in pairs if row_id and name.rpartition("-")[0] == node.name]
        for row_id in ids:
            answers = loaded.add_row(answers, pointer, row_id)
        if ids or node.name in {name for name, _, row_id in pairs if not row_id}:
            for row_id in loaded.row_ids(answers, pointer):
                answers = answers if row_id in ids else loaded.remove_row(answers, pointer, row_id)
    return answers


def write(
    loaded: forms.Procedure,
    page_id: str,
    document: Schema,
    blocks: Mapping[str, Schema],
    place: str,
    before: Answers,
    after: Answers,
    *,
    answered: Container[str] = (),
) -> Saved:
    """Write what a page of a panel changes, and nothing else; `before` is what `read` gave for this document.

    `answered` are the pointers of the questions that were published: one that gets another key says where its answers
    were (`x-was`). What cannot be written is left as it was and told.
    """
    found = loaded.compiled.relevance.decide(after.values, None)
    page = next(page for page in loaded.pages if page.id == page_id)
    edits = list(_edits(loaded, page.nodes, found, before, after))
    saved = Saved(document, place)
    for edit in sorted(edits, key=lambda one: one.lens.turn):
        saved = _saved(loaded, page_id, saved, blocks, edit, answered)
    return saved


def value_at(answers: Answers, pointer: str) -> MaybeJson:
    """Give one answer of a panel, ABSENT when there is none."""
    return find(answers.values, split(pointer))


def kind_of_place(loaded: forms.Procedure) -> str:
    """Give what a panel is for: `question`, `page` or `procedure`."""
    return str(loaded.document.get("x-ext-of", "procedure"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A difference between two answers of a panel."""

    node: Node
    lens: Lens
    path: Path
    before: MaybeJson
    after: MaybeJson
    rows: tuple[str, ...] = ()


def _saved(
    loaded: forms.Procedure,
    page_id: str,
    saved: Saved,
    blocks: Mapping[str, Schema],
    one: _Wanted,
    answered: Container[str],
) -> Saved:
    spot = Spot(saved.document, blocks, kind_of_place(loaded), saved.place)
    edit = Edit(spot, one.path, one.before, one.after, one.rows, answered)
    try:
        made = _made(one.lens, edit)
        _kept(loaded, one, Spot(made.document, blocks, spot.of, made.place))
    except (RefusedError, AuthoringError) as refusal:
        name = html_name(one.node.pointer)
        problem = Problem(one.node.pointer, "written", str(refusal), page_id, name)
        return replace(saved, problems=(*saved.problems, problem))
    return Saved(_completed(made.document), made.place, saved.problems)


def _made(lens: Lens, edit: Edit) -> Written:
    try:
        return lens.write(edit)
    except ODD as error:
        words = "Ce réglage est écrit d’une façon que ce panneau ne comprend pas : corrigez-le dans le JSON."
        raise RefusedError(words) from error


def _kept(loaded: forms.Procedure, one: _Wanted, spot: Spot) -> None:
    """Refuse a change that a shared block does not let through: its limits can be narrowed, never widened."""
    if spot.of != "question" or not isinstance(one.node, Question) or not spot.referenced or not one.lens.firm:
        return
    now = one.lens.read(spot, one.path)
    if not alike(one.node, now, one.after) and not (now == "" and one.after is ABSENT):
        raise RefusedError(
            "Cette valeur est fixée aussi par un bloc partagé ou par une règle de la démarche : "
            "une limite peut être resserrée ici, pas élargie."
        )


def _completed(document: Schema) -> Schema:
    """Give what `x-procedure` and `x-terms` must have as soon as they are there."""
    for word, key, otherwise in (
        ("x-procedure", "type", document.get("title") or "Démarche"),
        ("x-terms", "label", "J’accepte les termes d’utilisation de ce téléservice"),
    ):
        if isinstance(document.get(word), dict) and key not in document[word]:
            document = put(document, (word, key), otherwise)
    return document


def _edits(
    loaded: forms.Procedure, nodes: Sequence[Node], found: Relevant, before: Answers, after: Answers
) -> Iterator[_Wanted]:
    for node in nodes:
        if node.pointer not in found.visible:
            continue
        schema = _schema(loaded, node)
        lens, path = lens_of(schema), _path(loaded, node)
        old, new = find(before.values, split(node.pointer)), find(after.values, split(node.pointer))
        if isinstance(node, Question):
            if node.asked and not alike(node, old, new):
                yield _Wanted(node, lens, path, old, merged(node, old, new))
        elif isinstance(node, Group) and "x-ext-lens" not in schema:
            yield from _edits(loaded, node.children, found, before, after)
        elif isinstance(node, Group):
            if not _same(node, old, new):
                yield _Wanted(node, lens, path, old, new)
        else:
            yield from _rows(loaded, node, lens, path, before, after)


def _rows(
    loaded: forms.Procedure, node: Repeat, lens: Lens, path: Path, before: Answers, after: Answers
) -> Iterator[_Wanted]:
    old, new = find(before.values, split(node.pointer)), find(after.values, split(node.pointer))
    known, rows = (list(value) if isinstance(value, list) else [] for value in (old, new))
    ids = loaded.row_ids(after, node.pointer)
    kept = [
        (row_id, row) for row_id, row in zip(ids, rows, strict=True) if not _blank(row) or _was_blank(row_id, known)
    ]
    unmoved = [original(row_id) for row_id, _ in kept] == list(range(len(known)))
    if unmoved and all(_same_row(node, old_row, row) for old_row, (_, row) in zip(known, kept, strict=True)):
        return
    made = tuple(row_id for row_id, _ in kept)
    drawn = [_as_read(node, row, row_id, known) for row_id, row in kept]
    if lens is KEYWORD:
        yield _Wanted(node, Lens(lens.read, _row_writer(loaded, node)), path, old, drawn, made)
    else:
        yield _Wanted(node, lens, path, old, drawn or ABSENT, made)


def _row_writer(loaded: forms.Procedure, node: Repeat) -> Any:
    """Give the writer of a list of objects: unknown keys of a row stay, translations follow their row."""

    def write_rows(edit: Edit) -> Written:
        spot = edit.spot
        old = at(spot.effective, edit.path, [])
        rows: list[Any] = []
        places: dict[int, int | None] = dict.fromkeys(range(len(old)))
        for row_id, row in zip(edit.rows, edit.after if isinstance(edit.after, list) else [], strict=True):
            index = original(row_id)
            known = old[index] if index is not None and index < len(old) else {}
            if index is not None:
                places[index] = len(rows)
            rows.append(row if node.scalar else _row(loaded, node, known, row, rows, edit.path))
        if not rows:
            return KEYWORD.write(replace(edit, after=ABSENT))
        moved = moved_texts(spot.document, pointer_to(edit.full), places)
        return KEYWORD.write(replace(edit, spot=replace(spot, document=moved), after=rows))

    return write_rows


def _row(loaded: forms.Procedure, node: Repeat, known: Any, row: Any, others: Sequence[Any], path: Path) -> Schema:
    made: Schema = dict(known) if isinstance(known, Mapping) else {}
    for child in node.children:
        value = row.get(child.key, ABSENT)
        source = _schema(loaded, child).get("x-ext-from")
        if value in (ABSENT, "") and source and child.key not in made:
            value = slug(str(row.get(source, "")), [str(one.get(child.key)) for one in others])
        if value is ABSENT or (value is False and made.get(child.key) is not False):
            made.pop(child.key, None)
        elif child.key not in made or made[child.key] != value:
            made[child.key] = value
    if known:
        return made
    order = order_of((*path, 0))
    return dict(sorted(made.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def _as_read(node: Repeat, row: Any, row_id: str, known: Sequence[Any]) -> Any:
    """Give a row with what is only typed otherwise, like spaces at the ends, as it was read."""
    index = original(row_id)
    if node.scalar or index is None or index >= len(known):
        return row
    old, made = known[index], dict(row)
    for child in node.children:
        if isinstance(child, Question) and alike(child, old.get(child.key, ABSENT), row.get(child.key, ABSENT)):
            made.pop(child.key, None)
            if child.key in old:
                made[child.key] = old[child.key]
    return made


def _same_row(node: Repeat, old: Any, new: Any) -> bool:
    return bool(_as_read(node, new, "o0", [old]) == old)


def _same(node: Node, old: MaybeJson, new: MaybeJson) -> bool:
    if isinstance(node, Question):
        return alike(node, old, new)
    one, two = (value if isinstance(value, Mapping) else {} for value in (old, new))
    children = getattr(node, "children", ())
    return all(_same(child, one.get(child.key, ABSENT), two.get(child.key, ABSENT)) for child in children)


def _was_blank(row_id: str, known: Sequence[Any]) -> bool:
    """Say whether a row says nothing that a panel knows since before it was opened."""
    index = original(row_id)
    return index is not None and index < len(known) and _blank(known[index])


def _blank(row: Any) -> bool:
    return (
        not any(value not in ("", None, False, [], {}) for value in row.values())
        if isinstance(row, Mapping)
        else row in ("", None)
    )


def _read(loaded: forms.Procedure, node: Node, spot: Spot) -> MaybeJson:
    schema = _schema(loaded, node)
    if isinstance(node, Group) and "x-ext-lens" not in schema:
        inner = {child.key: _read(loaded, child, spot) for child in node.children}
        made = {key: value for key, value in inner.items() if value is not ABSENT}
        return made or ABSENT
    try:
        value = plain(lens_of(schema).read(spot, _path(loaded, node)))
    except ODD:
        return ABSENT
    if isinstance(node, Repeat):
        return _rows_read(node, value)
    return cleaned(node, value) if isinstance(node, Question) else value


def _rows_read(node: Repeat, value: MaybeJson) -> MaybeJson:
    """Give what a panel knows of each row of a list."""
    if not isinstance(value, list):
        return ABSENT
    if node.scalar:
        return list(value)
    keys = [child.key for child in node.children]
    return [{key: row[key] for key in keys if key in row} if isinstance(row, Mapping) else {} for row in value]


def lens_of(schema: Mapping[str, Any]) -> Lens:
    """Give the lens of a property of a panel. Raises KeyError for a name that is none."""
    name = schema.get("x-ext-lens")
    return KEYWORD if name is None else LENSES[str(name)]


def _path(loaded: forms.Procedure, node: Node) -> Path:
    """Give the path from the edited node to the keyword that a property of a panel edits."""
    written = _schema(loaded, node).get("x-ext-path")
    return tuple(split(written)) if isinstance(written, str) else tuple(split(node.pointer))


def _schema(loaded: forms.Procedure, node: Node) -> Mapping[str, Any]:
    found: Mapping[str, Any] = loaded.compiled.structure.base.get(node.pointer, {})
    return found


def _top(loaded: forms.Procedure) -> Iterator[Node]:
    return (node for pointer, node in loaded.compiled.nodes.items() if pointer == join([node.key]))


def _with_choices(node: Any, sources: Sources) -> Any:
    """Put the rows of a source where a property names it; a property without rows becomes a note."""
    if isinstance(node, list):
        return [_with_choices(child, sources) for child in node]
    if not isinstance(node, dict):
        return node
    made = {key: _with_choices(child, sources) for key, child in node.items()}
    if isinstance(made.get("x-ext-link"), str):
        made["description"] = _linked(str(made.get("description", "")), made["x-ext-link"], sources)
    name = made.get("x-ext-choices")
    if not isinstance(name, str):
        return made
    rows = [dict(row) for row in sources.get(name, ())]
    if not rows:
        words = made.get("x-ext-empty", "Il n’y a rien à choisir ici pour le moment.")
        return {"title": made.get("title", ""), "description": words, "x-widget": "note", "readOnly": True}
    if isinstance(made.get("items"), dict):
        return {**made, "items": {**made["items"], "oneOf": rows}}
    return {**made, "oneOf": rows}


def _linked(words: str, name: str, sources: Sources) -> str:
    """Put an address where a text names it, or take the link away around its words."""
    found = next((str(row["const"]) for row in sources.get(name, ())), "")
    return re.sub(rf"\[([^\]]*)\]\(\{{{name}\}}\)", lambda link: f"[{link[1]}](<{found}>)" if found else link[1], words)
