"""Questions added, removed, renamed and moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from forms.compiler import Compiled
from forms.model import Group, Node, Question, Repeat, leaves
from forms.ordering import holder_of
from forms.pointers import split
from forms.versions.change import Change
from forms.versions.effects import demanded
from forms.versions.pair import Pair, asked, first, what


def added(pair: Pair) -> Iterator[Change]:
    """Give the questions that are new; a new list counts once, a new group by its questions."""
    for node in _topmost(pair.new, pair.matching.back):
        required = asked(node) or isinstance(node, Repeat) or getattr(node, "kind", "") == "note"
        kind = "added-required" if required and demanded(pair, node.pointer) else "added-optional"
        duty = "obligatoire" if kind == "added-required" else "facultative"
        words = f"{first(what(node))} a été ajouté{'' if isinstance(node, Group) else 'e'}"
        words += f" ({duty})." if asked(node) or isinstance(node, Repeat) else "."
        yield pair.change(kind, node, words, "", node.texts.title)


def removed(pair: Pair) -> Iterator[Change]:
    """Give the questions that are gone."""
    for node in _topmost(pair.old, pair.matching.forth):
        words = f"{first(what(node))} a été retiré{'' if isinstance(node, Group) else 'e'}."
        yield pair.change("removed", node, words, node.texts.title, "", gone=True)
    for pointer, was in pair.matching.nowhere.items():
        node = pair.new.nodes[pointer]
        said = (
            f"{first(what(node))} dit venir d’une question qui n’est pas dans la version précédente, ou pas dans les "
        )
        said += "mêmes lignes : les réponses ne suivront pas. Corrigez « Ancien nom technique », à l’onglet « Avancé »."
        yield pair.change("rename-lost", node, said, was, pointer)


def _topmost(compiled: Compiled, known: Mapping[str, str]) -> Iterator[Node]:
    """Give each question or list that the other version does not have, outside lists that it does not have either."""
    told: set[str] = set()
    for pointer, node in compiled.nodes.items():
        if pointer in known:
            continue
        if any(holder in told for holder in _holders(pointer)):
            continue
        if isinstance(node, Repeat) or (isinstance(node, Group) and not any(leaves(node))):
            told.add(pointer)
            yield node
        elif isinstance(node, Question):
            yield node


def _holders(pointer: str) -> Iterator[str]:
    holder = holder_of(pointer)
    while holder:
        yield holder
        holder = holder_of(holder)


def renamed(pair: Pair) -> Iterator[Change]:
    """Give the questions, groups and lists whose key or group changed; what only follows its group says nothing."""
    for old, new in pair.both:
        if _follows(pair, old, new):
            continue
        before, after = split(old.pointer)[-1], split(new.pointer)[-1]
        said = f"a un autre nom technique : « {after} » (avant : « {before} »)"
        said = said if before != after else "est maintenant dans un autre groupe"
        yield pair.change("renamed", new, f"{first(what(new))} {said}. Les réponses suivent.", old.pointer, new.pointer)


def _follows(pair: Pair, old: Node, new: Node) -> bool:
    before, after = old.pointer.rpartition("/")[0], new.pointer.rpartition("/")[0]
    return split(old.pointer)[-1] == split(new.pointer)[-1] and pair.matching.scope(before) == after


def moved(pair: Pair) -> Iterator[Change]:
    """Give the questions that stand on another page, or elsewhere on theirs; a whole group or list counts once."""
    gone = dict(_other_page(pair))
    here = set(_other_place(pair, gone))
    told: set[str] = set()
    for node in pair.new.nodes.values():
        inside = [one.pointer for one in leaves(node) if one.pointer in pair.matching.back]
        if not inside or any(holder in told for holder in _holders(node.pointer)):
            continue
        pages = {gone.get(one) for one in inside}
        if len(pages) == 1 and None not in pages:
            told.add(node.pointer)
            yield _to_page(pair, node, str(pages.pop()))
        elif all(one in here for one in inside):
            told.add(node.pointer)
            yield pair.change("moved", node, f"{first(what(node))} a changé de place dans sa page.")


def _to_page(pair: Pair, node: Node, origin: str) -> Change:
    titles = {page.id: page.title for page in pair.old.pages} | {"": "aucune page"}
    page = pair.new.page_of.get(next(leaves(node)).pointer, "")
    now = next((one.title for one in pair.new.pages if one.id == page), "aucune page")
    said = f"{first(what(node))} passe de « {titles[origin]} » à « {now} »."
    return pair.change("moved", node, said, titles[origin], now)


def _other_page(pair: Pair) -> Iterator[tuple[str, str]]:
    for old, new in pair.both:
        before = pair.old.page_of.get(old.pointer, "")
        if isinstance(new, Question) and pair.pages.get(before, before) != pair.new.page_of.get(new.pointer, ""):
            yield new.pointer, before


def _other_place(pair: Pair, gone: Mapping[str, str]) -> Iterator[str]:
    """Give the questions that others of their page overtook: those outside the longest run that kept its order."""
    for page in pair.new.pages:
        kept = [
            one.pointer for one in page.questions() if one.pointer in pair.matching.back and one.pointer not in gone
        ]
        places = [pair.old.places[pair.matching.back[pointer]] for pointer in kept]
        still = longest_run(places)
        yield from (pointer for index, pointer in enumerate(kept) if index not in still)


def longest_run(places: Sequence[int]) -> set[int]:
    """Give the indexes of a longest increasing run of different numbers."""
    ends: list[int] = []
    indexes: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(indexes[at - 1] if at else -1)
        if at == len(ends):
            ends.append(place)
            indexes.append(index)
        else:
            ends[at], indexes[at] = place, index
    found: set[int] = set()
    index = indexes[-1] if indexes else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found
