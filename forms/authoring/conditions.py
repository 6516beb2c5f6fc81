"""Conditions as sentences: « Afficher le RIB si le prélèvement est Oui » is one entry of `allOf`, read and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.authoring.clauses import AND, LISTS, OPERATORS, OPPOSITES, Clause, alike, clauses_of, schema_of, settled
from forms.authoring.effects import Target, targets_of, with_target, without
from forms.authoring.keywords import Path, at, drop, moved_texts, path_of, pointer_to, put
from forms.authoring.results import AuthoringError, sturdy
from forms.authoring.surroundings import Candidate, Surroundings
from forms.expansion import Schema
from forms.logic import iso
from forms.model import Question
from forms.pointers import join, split

ALL_OF = "allOf"


class UnfitConditionError(AuthoringError):
    """A condition that cannot be written, in a French sentence for its author; `clause` is the one at fault."""

    def __init__(self, words: str, clause: int = 0) -> None:
        super().__init__(words)
        self.clause = clause


@dataclass(frozen=True, slots=True)
class Sentence:
    """An entry of `allOf` that a sentence says; `place` leads to it in the document, `scope` to its object.

    `more` says that it does something besides, which stays as it is.
    """

    place: str
    scope: str
    targets: tuple[Target, ...]
    tests: tuple[Clause, ...]
    joiner: str = AND
    comment: str = ""
    more: bool = False

    def target(self, pointer: str) -> Target | None:
        """Give what it says of one question."""
        return _target(self.targets, pointer)


@dataclass(frozen=True, slots=True)
class Foreign:
    """An entry that no sentence says, with the questions that it decides on: shown, kept, edited as JSON."""

    place: str
    scope: str
    targets: tuple[Target, ...]
    comment: str = ""

    def target(self, pointer: str) -> Target | None:
        """Give what it says of one question."""
        return _target(self.targets, pointer)


def _target(targets: Sequence[Target], pointer: str) -> Target | None:
    return next((one for one in targets if one.pointer == pointer), None)


def sentences(document: Schema, blocks: Mapping[str, Schema]) -> tuple[Sentence | Foreign, ...]:
    """Give every condition that stands in a document, in the order of its objects."""
    return tuple(_read(place, scope, entry) for place, scope, entry in _entries(document, "", ""))


def condition_of(document: Schema, blocks: Mapping[str, Schema], pointer: str) -> tuple[Sentence | Foreign, ...]:
    """Give the conditions that decide on one question: usually one, none for a question that always shows."""
    return tuple(one for one in sentences(document, blocks) if any(t.pointer == pointer for t in one.targets))


def candidates(
    document: Schema,
    blocks: Mapping[str, Schema],
    pointer: str,
    lists: Mapping[str, Any] | None = None,
    also: Sequence[str] = (),
) -> tuple[Candidate, ...]:
    """Give the questions that the condition of one may look at: asked before, and not waiting for it themselves.

    `also` are those that it looks at already, wherever they stand.
    """
    around = Surroundings(document, blocks, lists or {})
    found = around.before(pointer)
    known = {one.pointer for one in found}
    more = (around.candidate(one) for one in dict.fromkeys(also) if one not in known)
    return (*found, *(one for one in more if one is not None))


def requirable(document: Schema, blocks: Mapping[str, Schema], pointer: str) -> bool:
    """Say whether a question can be required: one that is answered, a group, rows; not a note nor what is computed."""
    node = Surroundings(document, blocks).nodes.get(pointer)
    return node is not None and (not isinstance(node, Question) or node.asked)


def always_required(document: Schema, pointer: str) -> bool:
    """Say whether a question is required whenever it shows, by its own object."""
    names = at(document, (*scope_path(document, pointer.rpartition("/")[0]), "required"), [])
    return isinstance(names, list) and split(pointer)[-1] in names


@sturdy
def set_condition(
    document: Schema,
    blocks: Mapping[str, Schema],
    pointer: str,
    tests: Sequence[Clause],
    joiner: str = AND,
    required: bool = False,
    comment: str | None = None,
    *,
    entry: str | None = None,
    whole: bool = False,
) -> Schema:
    """Show a question when these clauses hold, and require it then if asked; without clauses it always shows.

    It joins the entry that has the same `if`, or makes a new one. `entry` is the place of the sentence that changes
    when several decide on the question; with `whole`, all the questions of that sentence follow. Without `comment` the
    entry keeps its own. Raises UnfitConditionError.
    """
    around = Surroundings(document, blocks)
    if pointer not in around.nodes:
        raise UnfitConditionError("Cette question n’existe plus.")
    known = [one for one in condition_of(document, blocks, pointer) if isinstance(one, Sentence)]
    mine = next((one for one in known if entry in (None, one.place)), None)
    wanted, (tests, joiner) = Target(pointer, required), settled(tests, joiner)
    if not tests:
        made = _taken_out(document, mine, pointer) if mine else document
        return _always_required(made, pointer, required)
    if mine is not None and alike(mine.tests, tests) and (mine.joiner == joiner or len(tests) == 1):
        made = _adjusted(document, mine, wanted, around)
        made = made if comment is None else _commented(made, mine.place, comment)
        return made if made == document else _always_required(made, pointer, False)
    _judge(around, pointer, tests, mine.tests if mine else ())
    if around.nodes[pointer].required and not always_required(document, pointer):
        raise UnfitConditionError(
            f"« {around.title(pointer)} » est toujours obligatoire dans le bloc partagé où elle se trouve. Mettez la"
            " condition sur le groupe entier."
        )
    return _always_required(
        _Writing(document, blocks, around, tuple(tests), joiner, comment).moved(mine, wanted, whole), pointer, False
    )


@sturdy
def require_when_shown(
    document: Schema, blocks: Mapping[str, Schema], pointer: str, shower: Sentence | Foreign, required: bool
) -> Schema:
    """Require a question in the condition that shows it, or no more, and never on its own account."""
    made = _adjusted(document, shower, Target(pointer, required), Surroundings(document, blocks))
    return _always_required(made, pointer, False)


def entry_at(document: Schema, place: str) -> Any:
    """Give an entry of `allOf` as it stands in the document; None where there is none."""
    return at(document, path_of(document, place))


@sturdy
def put_entry(document: Schema, place: str, entry: Any) -> Schema:
    """Give the document with another entry at a place, or without it when it is None."""
    path = path_of(document, place)
    if at(document, path) is None:
        raise UnfitConditionError("Cette condition n’existe plus.")
    return put(document, path, entry) if entry is not None else _without_entry(document, path)


def scope_path(document: Schema, scope: str) -> Path:
    """Give where the object of a scope stands in the document."""
    path: Path = ()
    for part in split(scope):
        path += ("items",) if part == "*" else ("properties", part)
    return path


class _Writing:
    """One condition on its way into a document."""

    def __init__(
        self,
        document: Schema,
        blocks: Mapping[str, Schema],
        around: Surroundings,
        tests: tuple[Clause, ...],
        joiner: str,
        comment: str | None,
    ) -> None:
        self.document, self.blocks, self.around = document, blocks, around
        self.tests, self.joiner, self.comment = tests, joiner, comment

    def moved(self, mine: Sentence | None, wanted: Target, whole: bool) -> Schema:
        """Take a question, or all of them, from the condition that it has to the new one."""
        if mine is None:
            return self._joined(self.document, wanted, None)
        targets = mine.targets if whole else (mine.target(wanted.pointer) or wanted,)
        alone = whole or (len(mine.targets) == 1 and not mine.more)
        scope = self._scope([one.pointer for one in targets], mine.scope)
        if alone and scope == mine.scope and (whole or self._same_if(self.document, scope, mine.place) is None):
            path = path_of(self.document, mine.place)
            made = put(self.document, (*path, "if"), schema_of(self.tests, self.joiner, scope))
            made = _adjusted(made, replace(mine, tests=self.tests), wanted, self.around)
            return made if self.comment is None else _commented(made, mine.place, self.comment)
        kept = {} if not alone else _own_words(entry_at(self.document, mine.place))
        made, gone = self.document, mine
        for one in targets:
            made = _taken_out(made, gone, one.pointer)
        for one in targets:
            made = self._joined(made, wanted if one.pointer == wanted.pointer else one, mine, kept)
        return made

    def _joined(self, document: Schema, wanted: Target, after: Sentence | None, kept: Schema | None = None) -> Schema:
        """Add a question to the entry that has the same `if`, or to a new one."""
        scope = self._scope([wanted.pointer])
        place = self._same_if(document, scope)
        if place is not None:
            entry = with_target(entry_at(document, place), wanted, scope, self.around.rank)
            made = put(document, path_of(document, place), entry)
            # who joins a condition with nothing to note leaves the note of those who made it
            return _commented(made, place, self.comment) if self.comment else made
        blank = {"if": schema_of(self.tests, self.joiner, scope)}
        entry = with_target({**(kept or {}), **blank}, wanted, scope, self.around.rank)
        path = (*scope_path(document, scope), ALL_OF)
        listed = list(at(document, path, []))
        place_in = len(listed)
        if after is not None and after.scope == scope:
            place_in = min(int(split(after.place)[-1]) + (entry_at(document, after.place) is not None), len(listed))
        later = {number: number + (number >= place_in) for number in range(len(listed))}
        made = moved_texts(document, pointer_to(path), later)
        made = put(made, path, [*listed[:place_in], entry, *listed[place_in:]])
        return made if self.comment is None else _commented(made, pointer_to((*path, place_in)), self.comment)

    def _same_if(self, document: Schema, scope: str, but: str = "") -> str | None:
        for one in sentences(document, self.blocks):
            if not isinstance(one, Sentence) or one.scope != scope or one.place == but:
                continue
            if alike(one.tests, self.tests) and (one.joiner == self.joiner or len(self.tests) == 1):
                return one.place
        return None

    def _scope(self, targets: Sequence[str], known: str | None = None) -> str:
        """Give the object that holds the questions looked at and those decided on; `known` if it does."""
        sides = [split(one)[:-1] for one in (*targets, *(test.pointer for test in self.tests))]
        common = sides[0]
        for side in sides[1:]:
            length = next((n for n, pair in enumerate(zip(common, side, strict=False)) if pair[0] != pair[1]), None)
            common = common[: min(len(common), len(side)) if length is None else length]
        if known is not None and split(known) == common[: len(split(known))] and "*" not in common[len(split(known)) :]:
            return known
        while common and at(self.document, scope_path(self.document, join(common))) is None:
            if common[-1] == "*":
                break
            common = common[:-1]
        return join(common)


def _entries(node: Any, pointer: str, scope: str) -> Iterator[tuple[str, str, Schema]]:
    """Give every condition under an object of the document: where it stands, of which object it is."""
    if not isinstance(node, dict):
        return
    listed = node.get(ALL_OF)
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict) and "if" in entry:
            yield f"{pointer}/{ALL_OF}/{index}", scope, entry
    properties = node.get("properties")
    for name, child in properties.items() if isinstance(properties, dict) else ():
        yield from _entries(child, f"{pointer}/properties{join([name])}", scope + join([name]))
    yield from _entries(node.get("items"), f"{pointer}/items", f"{scope}/*")


def _read(place: str, scope: str, entry: Schema) -> Sentence | Foreign:
    targets, more = targets_of(entry, scope)
    found = clauses_of(entry["if"], scope)
    comment = str(entry.get("$comment", ""))
    if found is None or not targets:
        return Foreign(place, scope, targets, comment)
    return Sentence(place, scope, targets, found[0], found[1], comment, more)


def _adjusted(document: Schema, mine: Sentence | Foreign, wanted: Target, around: Surroundings) -> Schema:
    """Make a question of a sentence required or not, in its place."""
    known = mine.target(wanted.pointer)
    if known is None or (known.required == wanted.required and known.shown):
        return document
    wanted = replace(wanted, otherwise=known.otherwise)
    entry = entry_at(document, mine.place)
    if not wanted.required:
        entry = without(entry, wanted.pointer, mine.scope, shown=False) or entry
    entry = with_target(entry, wanted, mine.scope, around.rank)
    return put(document, path_of(document, mine.place), entry)


def _taken_out(document: Schema, mine: Sentence, pointer: str) -> Schema:
    path = path_of(document, mine.place)
    entry = at(document, path)
    left = without(entry, pointer, mine.scope) if entry is not None else None
    return _without_entry(document, path) if left is None else put(document, path, left)


def _without_entry(document: Schema, path: Path) -> Schema:
    holder, index = path[:-1], path[-1]
    listed = at(document, holder, [])
    left = [one for place, one in enumerate(listed) if place != index]
    places = {place: None if place == index else place - (place > int(index)) for place in range(len(listed))}
    made = moved_texts(document, pointer_to(holder), places)
    return put(made, holder, left) if left else drop(made, holder)


def _commented(document: Schema, place: str, comment: str) -> Schema:
    path = path_of(document, place)
    entry = at(document, path)
    if comment == entry.get("$comment", ""):
        return document
    made = {key: value for key, value in entry.items() if key != "$comment"}
    if comment:
        made = {**entry, "$comment": comment} if "$comment" in entry else {"$comment": comment, **entry}
    return put(document, path, made)


def _own_words(entry: Any) -> Schema:
    """Give what an entry says besides its condition: its comment, its messages, words unknown to us."""
    return {key: value for key, value in entry.items() if key not in ("if", "then", "else")}


def _always_required(document: Schema, pointer: str, required: bool) -> Schema:
    """Require a question always, or never on its own account."""
    holder, _, _ = pointer.rpartition("/")
    name = split(pointer)[-1]
    path = (*scope_path(document, holder), "required")
    names = at(document, path, [])
    if not isinstance(names, list) or (name in names) == required:
        return document
    if required:
        return put(document, path, [*names, name])
    left = [one for one in names if one != name]
    return put(document, path, left) if left else drop(document, path)


def _judge(around: Surroundings, pointer: str, tests: Sequence[Clause], old: Sequence[Clause]) -> None:
    """Refuse a clause that looks at what comes later or goes in a circle, or lacks its value."""
    allowed = {one.pointer for one in around.before(pointer)} | {one.pointer for one in old}
    for number, test in enumerate(tests):
        if test.pointer not in allowed:
            raise UnfitConditionError(
                f"« {around.title(test.pointer)} » ne peut pas servir ici : une condition regarde une question posée"
                " avant, qui ne dépend pas d’elle.",
                number,
            )
        asked = OPPOSITES.get(test.operator, test.operator)
        if asked not in OPERATORS:
            raise UnfitConditionError("Choisissez ce que la condition demande.", number)
        if not _has_value(asked, test):
            raise UnfitConditionError(f"Donnez la valeur attendue pour « {around.title(test.pointer)} ».", number)


def _has_value(asked: str, test: Clause) -> bool:
    value = test.value
    if asked == "filled":
        return True
    if test.operator in LISTS or asked == "between":
        return (
            isinstance(value, list) and len(value) > 0 and None not in value and (asked != "between" or len(value) == 2)
        )
    if asked in ("from", "before"):
        return iso(value) is not None
    return value is not None
