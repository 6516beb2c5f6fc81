"""Every typed change between two versions; nothing differs without one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from forms.model import Question, Repeat
from forms.procedure import Procedure
from forms.versions import announcements, effects, pages, places, questions, rules
from forms.versions.aspects import aspect
from forms.versions.change import Change
from forms.versions.matching import Matching
from forms.versions.pair import Pair, first, what

EFFECTIVE = frozenset(
    {
        *("condition", "made-required", "made-optional", "document-required", "document-optional", "narrowed"),
        *("widened", "added-optional", "added-required", "removed", "kind", "choice-added", "choice-removed"),
        *("renamed", "wording"),
    }
)
"""Types that explain why conditions around a question are written otherwise."""


@lru_cache(maxsize=16)
def pair_of(old: Procedure, new: Procedure) -> Pair:
    """Lay two versions side by side, once."""
    return Pair(old.compiled, new.compiled)


def changes(old: Procedure, new: Procedure) -> list[Change]:
    """Give every change from one version to the next, questions first in the order of the new version.

    An empty list means that the documents say the same but for `$comment`, for the names under `$defs` and for the
    layout: the order of keys counts only where it is an order of questions.
    """
    if old.digest == new.digest:
        return []
    pair = pair_of(old, new)
    found = [*places.added(pair), *places.removed(pair), *places.renamed(pair), *places.moved(pair)]
    for before, after in pair.both:
        found += questions.compare(pair, before, after)
        found += effects.compare(pair, before, after)
        if isinstance(before, Repeat) and isinstance(after, Repeat) and not after.scalar and not before.scalar:
            found += questions.rows(pair, before, after)
    found += [*pages.compare(pair), *announcements.compare(pair)]
    found += [*_root(pair), *_branch_words(pair)]
    found += _rewritten(pair, found)
    found += _residue(old, new) if not found else []
    return sorted(dict.fromkeys(found), key=lambda change: _place(pair, change))


def _place(pair: Pair, change: Change) -> int:
    if not change.pointer:
        return len(pair.new.nodes) + len(pair.old.nodes)
    return pair.new.places.get(change.pointer, pair.old.places.get(change.pointer, 0))


def _root(pair: Pair) -> Iterator[Change]:
    """Give the changes of what the root says of all answers at once."""
    before, after = pair.old.expanded.root, pair.new.expanded.root
    for keyword in dict.fromkeys([*before, *after]):
        if before.get(keyword) != after.get(keyword) and aspect(keyword) in ("limits", "choices", "kind", "setting"):
            said = "Une règle qui porte sur toutes les réponses à la fois a changé."
            yield Change("rewritten", "", said, keyword, keyword)


def _branch_words(pair: Pair) -> Iterator[Change]:
    """Give the objects whose conditions say something else, in their messages or titles."""
    for old, new in _objects(pair):
        before, after = (sorted(rules.words(list(_rules_of(side).values()))) for side in _bases(pair, old, new))
        if before != after:
            where = f"de {what(pair.new.nodes[new])}" if new in pair.new.nodes else "de la démarche"
            yield Change("wording", new, f"Les mots d’une condition {where} ont changé.")


def _objects(pair: Pair) -> Iterator[tuple[str, str]]:
    """Give the old and new pointers of everything that may hold conditions."""
    yield "", ""
    yield from ((old.pointer, new.pointer) for old, new in pair.both)
    yield from _rows(pair)


def _bases(pair: Pair, old: str, new: str) -> tuple[Any, Any]:
    return pair.old.structure.base.get(old), pair.new.structure.base.get(new)


def _rules_of(schema: Any) -> dict[str, Any]:
    return {key: one for key, one in schema.items() if aspect(key) == "rules"} if isinstance(schema, dict) else {}


def _rewritten(pair: Pair, found: list[Change]) -> Iterator[Change]:
    """Give the objects whose conditions are written otherwise though none of their effects changed."""
    told = {change.pointer for change in found if change.type in EFFECTIVE and change.pointer}
    for old, new in _objects(pair):
        base, now = _bases(pair, old, new)
        before, after = _rules(base, old, pair.matching), _rules(now, new, rules.SAME)
        if before == after or any(one == new or one.startswith(f"{new}/") for one in told):
            continue
        where = f"de {what(pair.new.nodes[new])}" if new in pair.new.nodes else "de la démarche"
        yield Change("rewritten", new, f"{first('les conditions')} {where} sont écrites autrement, sans effet.")


def _rows(pair: Pair) -> Iterator[tuple[str, str]]:
    for old, new in pair.both:
        if isinstance(old, Repeat) and isinstance(new, Repeat) and not old.scalar:
            yield f"{old.pointer}/*", f"{new.pointer}/*"


def _rules(schema: Any, scope: str, matching: Matching) -> list[str]:
    """Write the conditions that stand on an object, in no order, in the names of the new version."""
    said = rules.renamed(_rules_of(schema), scope, matching)
    parts = [rules.spelt(one) for one in said.pop("allOf", [])]
    return sorted([*parts, *(rules.spelt([key, one]) for key, one in said.items())])


def _residue(old: Procedure, new: Procedure) -> list[Change]:
    """Give one change when the documents differ though nothing that is compared one by one does."""
    if written(old) == written(new):
        return []
    return [Change("rewritten", "", "La démarche est écrite autrement, sans rien changer pour les personnes.")]


def written(procedure: Procedure) -> str:
    """Write all that a definition says, references followed: equal texts, equal definitions."""
    document, compiled = procedure.document, procedure.compiled
    names = announcements.aliases(document)
    unused = [one for name, one in document.get("$defs", {}).items() if names[name].startswith("unused")]
    identity = [str(document.get("$id", "")).rstrip("0123456789").rstrip("/"), document.get("$schema", "")]
    orders = [
        list(compiled.nodes),
        *([one.pointer for one in page.nodes] for page in compiled.pages),
    ]
    choices = [[one.value for one in node.choices] for node in compiled.nodes.values() if isinstance(node, Question)]
    said = {key: value for key, value in compiled.expanded.root.items() if key != "x-i18n"}
    return rules.spelt([said, announcements.texts(document), unused, identity, orders, choices])
