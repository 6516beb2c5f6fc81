"""What changed in the questions themselves: words, kind, choices, limits, documents, settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forms.model import Choice, Node, Question, Repeat
from forms.options import option_text
from forms.outline import KIND_WORDS
from forms.versions import limits, rules
from forms.versions.aspects import aspect
from forms.versions.change import Change
from forms.versions.pair import Pair, first, name, own, what

TEXTS = {
    "title": "le titre",
    "description": "l’indication",
    "x-help": "l’aide",
    "x-noun": "le nom dans les messages",
    "x-placeholder": "l’exemple",
    "examples": "les exemples",
    "x-suffix": "l’unité",
    "x-errors": "les messages d’erreur",
    "x-figure": "l’image",
    "x-row": "le nom des lignes",
}
SETTINGS = {
    "default": "la réponse de départ",
    "deprecated": "la mise en retrait",
    "writeOnly": "le secret",
    "x-prefill": "le préremplissage",
    "x-clean": "le nettoyage de ce qui est tapé",
    "x-sensitive": "la protection",
    "x-example": "la marque d’exemple",
    "x-validity": "la durée de validité",
    "x-bic-for": "le lien avec l’IBAN",
}
SHOWN_CHOICES = 5


def compare(pair: Pair, old: Node, new: Node) -> Iterator[Change]:
    """Give the changes of one node that both versions have, but for its place, conditions and requirement."""
    before, after = own(pair.old, old.pointer), own(pair.new, new.pointer)
    found: dict[str, list[str]] = {}
    for keyword in dict.fromkeys([*before, *after]):
        if before.get(keyword) != after.get(keyword) or (keyword in before) != (keyword in after):
            found.setdefault(aspect(keyword), []).append(keyword)
    yield from _words(pair, new, before, after, found.get("wording", []))
    if "presentation" in found:
        yield pair.change("presentation", new, f"La présentation de {what(new)} a changé.")
    yield from _settings(pair, new, found.get("setting", []))
    yield from _block(pair, old, new, before, after)
    yield from _computation(pair, old, new)
    if _kind(old) != _kind(new):
        yield _new_kind(pair, old, new)
        return
    if isinstance(old, Question) and isinstance(new, Question):
        yield from _choices(pair, old, new, found)
    yield from _limits(pair, old, new, before, after, found)


def rows(pair: Pair, old: Node, new: Node) -> Iterator[Change]:
    """Give the changes of what a list says of each of its rows."""
    before, after = own(pair.old, f"{old.pointer}/*"), own(pair.new, f"{new.pointer}/*")
    for keyword in dict.fromkeys([*before, *after]):
        if before.get(keyword) == after.get(keyword):
            continue
        if aspect(keyword) == "limits":
            yield _limit(pair, new, [keyword], before, after)
        elif aspect(keyword) in ("wording", "presentation", "setting", "block"):
            kind = "block" if aspect(keyword) == "block" else "wording"
            yield pair.change(kind, new, f"Ce qui est dit des lignes de {name(new)} a changé.")


def _kind(node: Node) -> tuple[str, ...]:
    if not isinstance(node, Question):
        return (type(node).__name__, str(getattr(node, "scalar", "")), str(getattr(node, "fixed_list", "")))
    numbers = "number" if node.json_type == "integer" else node.json_type
    return (node.kind, numbers, str(node.read_only))


def kind_words(node: Node) -> str:
    """Say of which kind a node is."""
    if isinstance(node, Question):
        return KIND_WORDS[node.kind] + (" (non modifiable)" if node.read_only and node.kind != "computed" else "")
    return "plusieurs lignes" if hasattr(node, "scalar") else "groupe de questions"


def _new_kind(pair: Pair, old: Node, new: Node) -> Change:
    before, after = kind_words(old), kind_words(new)
    said = f"{first(what(new))} change de nature : {before}, puis {after}."
    return pair.change("kind", new, said, before, after)


def _words(pair: Pair, new: Node, before: Any, after: Any, keywords: Sequence[str]) -> Iterator[Change]:
    for keyword in keywords:
        old, now = _text(before.get(keyword)), _text(after.get(keyword))
        if keyword == "title":
            said = f"{first(what(new))} s’appelait « {old} »." if old else f"{first(what(new))} a maintenant un titre."
        else:
            said = f"{first(TEXTS[keyword])} de {what(new)} a changé."
            said = said.replace(" a changé", " ont changé") if TEXTS[keyword].startswith("les ") else said
        yield pair.change("wording", new, said, old, now)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _settings(pair: Pair, new: Node, keywords: Sequence[str]) -> Iterator[Change]:
    for keyword in keywords:
        yield pair.change("setting", new, f"{first(SETTINGS.get(keyword, 'un réglage'))} de {what(new)} a changé.")


def _block(pair: Pair, old: Node, new: Node, before: Any, after: Any) -> Iterator[Change]:
    was, now = before.get("x-ext-block", ""), after.get("x-ext-block", "")
    if was != now:
        said = f"{first(what(new))} vient d’un autre bloc partagé : {_numbered(now)} (avant : {_numbered(was)})."
        yield pair.change("block", new, said, was, now)


def _numbered(name: str) -> str:
    """Name a shared block or a named list by the end of its address: « sepa », version 2."""
    named, _, number = name.rpartition("/")
    return f"« {named.rpartition('/')[2]} », version {number}" if named and number.isdecimal() else "aucun autre"


def _computation(pair: Pair, old: Node, new: Node) -> Iterator[Change]:
    if not (isinstance(old, Question) and isinstance(new, Question)):
        return
    scope = old.pointer.rpartition("/")[0]
    if rules.logic(old.compute, scope, pair.old, pair.matching) != new.compute:
        yield pair.change("computation", new, f"Le calcul de {name(new)} a changé.")


def _choices(pair: Pair, old: Question, new: Question, found: dict[str, list[str]]) -> Iterator[Change]:
    before, after = _by_value(old.choices), _by_value(new.choices)
    gone = [one for value, one in before.items() if value not in after]
    come = [one for value, one in after.items() if value not in before]
    both = [(before[value], after[value]) for value in before if value in after]
    if gone and not new.choices:
        yield pair.change("widened", new, f"{first(what(new))} n’est plus un choix parmi des réponses.")
    elif gone:
        said = f"{first(what(new))} ne propose plus {listed(gone)}."
        yield pair.change("choice-removed", new, said, listed(gone), "")
    if come and not old.choices:
        yield pair.change("narrowed", new, f"{first(what(new))} n’admet plus que des réponses proposées.")
    elif come:
        yield pair.change("choice-added", new, f"{first(what(new))} propose aussi {listed(come)}.", "", listed(come))
    renamed = [(one, other) for one, other in both if (one.label, one.hint) != (other.label, other.hint)]
    if renamed:
        old_words, new_words = (listed([pair_[place] for pair_ in renamed]) for place in (0, 1))
        said = f"Les mots d’une réponse de {name(new)} ont changé : {new_words}."
        yield pair.change("wording", new, said, old_words, new_words)
    yield from _lists(
        pair, old, new, changed=bool(gone or come or renamed), order=[one for one, _ in both], found=found
    )


def _lists(
    pair: Pair, old: Question, new: Question, changed: bool, order: list[Choice], found: dict[str, list[str]]
) -> Iterator[Change]:
    """Give a change of list, of order or of spelling among choices."""
    kept = {_value(one) for one in order}
    now = [_value(one) for one in new.choices if _value(one) in kept]
    if old.named_list != new.named_list:
        said = f"{first(what(new))} prend ses réponses dans une autre liste : {_numbered(new.named_list)}."
        yield pair.change("list", new, said, old.named_list, new.named_list)
    elif now != [_value(one) for one in order]:
        yield pair.change("presentation", new, f"L’ordre des réponses de {name(new)} a changé.")
    elif "choices" in found and not changed:
        yield pair.change("rewritten", new, f"Les réponses de {name(new)} sont écrites autrement, sans effet.")


def _by_value(choices: Sequence[Choice]) -> dict[str, Choice]:
    return {_value(one): one for one in choices}


def _value(choice: Choice) -> str:
    return f"{type(choice.value).__name__} {option_text(choice.value)}"


def listed(choices: Sequence[Choice]) -> str:
    """Name some choices: « Oui », « Non » et 3 autres."""
    names = ", ".join(f"« {one.label} »" for one in choices[:SHOWN_CHOICES])
    return names + (f" et {len(choices) - SHOWN_CHOICES} autres" if len(choices) > SHOWN_CHOICES else "")


def _limits(pair: Pair, old: Node, new: Node, before: Any, after: Any, found: dict[str, list[str]]) -> Iterator[Change]:
    keywords = found.get("limits", [])
    for narrowed in (True, False):
        some = [one for one in keywords if limits.narrows(one, before.get(one), after.get(one)) is narrowed]
        if some:
            yield _limit(pair, new, some, before, after)
    yield from _type(pair, old, new, found)
    if isinstance(old, Question) and isinstance(new, Question) and old.documents and new.documents:
        yield from _documents(pair, new, limits.of_documents(old.documents, new.documents), found)
    elif "inside" in found and isinstance(new, Question) and not _choices_differ(old, new):
        yield pair.change("rewritten", new, f"{first(what(new))} est écrite autrement, sans effet.")


def _choices_differ(old: Node, new: Question) -> bool:
    return isinstance(old, Question) and (old.choices, old.named_list) != (new.choices, new.named_list)


def _limit(pair: Pair, new: Node, keywords: Sequence[str], before: Any, after: Any) -> Change:
    counted = "lignes" if isinstance(new, Repeat) else "documents" if getattr(new, "documents", None) else "réponses"
    said = " ; ".join(limits.sentence(one, before.get(one), after.get(one), counted) for one in keywords)
    narrowed = any(limits.narrows(one, before.get(one), after.get(one)) for one in keywords)
    old, now = (", ".join(limits.shown(schema.get(one)) for one in keywords) for schema in (before, after))
    return pair.change("narrowed" if narrowed else "widened", new, f"{first(what(new))} : {said}.", old, now)


def _type(pair: Pair, old: Node, new: Node, found: dict[str, list[str]]) -> Iterator[Change]:
    """Give a change of `type` that leaves the kind as it is: whole numbers only, or no longer; null."""
    types = (getattr(old, "json_type", ""), getattr(new, "json_type", ""))
    if types == ("number", "integer"):
        yield pair.change("narrowed", new, f"{first(what(new))} n’admet plus que des nombres entiers.")
    elif types == ("integer", "number"):
        yield pair.change("widened", new, f"{first(what(new))} admet aussi des nombres à virgule.")
    elif "kind" in found:
        yield pair.change("rewritten", new, f"{first(what(new))} est écrite autrement, sans effet.")


def _documents(
    pair: Pair, new: Question, said: list[tuple[bool, str]], found: dict[str, list[str]]
) -> Iterator[Change]:
    for narrowed, words in said:
        yield pair.change("narrowed" if narrowed else "widened", new, f"{first(what(new))} : {words}.")
    if "inside" in found and not said:
        yield pair.change("rewritten", new, f"Les documents de {name(new)} sont décrits autrement, sans effet.")
