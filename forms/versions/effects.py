"""What changed in when a question applies, when it is required, and what conditions add to its limits."""

from __future__ import annotations

from collections.abc import Iterator

from forms import outline
from forms.compiler import Compiled
from forms.model import Group, Node, Question
from forms.ordering import holder_of
from forms.versions import rules
from forms.versions.change import Change
from forms.versions.pair import Pair, first, name, what


def compare(pair: Pair, old: Node, new: Node) -> Iterator[Change]:
    """Give the changes of conditions and requirement of one node that both versions have."""
    elsewhere = pair.matching.back.get(holder_of(new.pointer), "") != holder_of(old.pointer)
    before = rules.hidden(pair.old, old.pointer, pair.matching, elsewhere)
    hidden = before != rules.hidden(pair.new, new.pointer, rules.SAME, elsewhere)
    if hidden:
        yield _condition(pair, old, new, elsewhere)
    yield from _requirement(pair, old, new, elsewhere)
    if not hidden and not isinstance(new, Group):
        yield from _overlays(pair, old, new)


def _condition(pair: Pair, old: Node, new: Node, elsewhere: bool) -> Change:
    before = _words(pair.old, old.pointer, elsewhere)
    after = _words(pair.new, new.pointer, elsewhere)
    now = f"s’affiche maintenant {after}" if after else "s’affiche maintenant toujours"
    said = f"{first(what(new))} {now} (avant : {before or 'toujours'})."
    return pair.change("condition", new, said, before, after)


def _words(compiled: Compiled, pointer: str, inherited: bool) -> str:
    if inherited:
        return outline.shown_when(compiled, pointer)
    ways = [outline.hidden_unless(compiled, way) for way in compiled.hide.get(pointer, ())]
    return f"si {' et '.join(ways)}" if ways else ""


def _requirement(pair: Pair, old: Node, new: Node, elsewhere: bool) -> Iterator[Change]:
    before = rules.required(pair.old, old.pointer, pair.matching)
    after = rules.required(pair.new, new.pointer, rules.SAME)
    freed = elsewhere and _throughout(pair.new, new.pointer) and not _throughout(pair.old, old.pointer)
    if before == after and not freed:
        return
    more = freed or rules.EVEN_HIDDEN in after or (after - before and not {rules.ALWAYS, rules.EVEN_HIDDEN} & before)
    document = isinstance(new, Question) and new.kind == "file"
    kind = "document-" if document else "made-"
    when = outline.required_when(pair.new, new.pointer)
    if more:
        said = f"{first(what(new))} est maintenant obligatoire{f' si {when}' if when else ''}."
        yield pair.change(f"{kind}required", new, said)
    else:
        said = f"{first(what(new))} n’est plus obligatoire{f' que si {when}' if after else ''}."
        yield pair.change(f"{kind}optional", new, said)


def _throughout(compiled: Compiled, pointer: str) -> bool:
    """Say whether a node may be required, and so may every group that it stands in."""
    while pointer:
        if not compiled.require.get(pointer):
            return False
        pointer = holder_of(pointer)
    return True


def _overlays(pair: Pair, old: Node, new: Node) -> Iterator[Change]:
    before = rules.overlays(pair.old, old.pointer, pair.matching)
    after = rules.overlays(pair.new, new.pointer, rules.SAME)
    if after - before:
        yield pair.change("narrowed", new, f"D’autres réponses limitent maintenant {name(new)} autrement.")
    elif before - after:
        yield pair.change("widened", new, f"Des limites de {name(new)} qui dépendaient d’autres réponses sont levées.")


def demanded(pair: Pair, pointer: str) -> bool:
    """Say whether some must answer a new question: it may be required, and so may each new group that it stands in.

    In a group or a list that was there before, answers may already stand beside it.
    """
    while pointer and pointer not in pair.matching.back:
        if not pair.new.require.get(pointer) and not pointer.endswith("/*"):
            return False
        pointer = holder_of(pointer)
    return True
