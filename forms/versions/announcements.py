"""What changed in what is said of the whole procedure: terms, receipt, mails, statuses, dates, languages, checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from forms.model import Check
from forms.pointers import escape
from forms.screen import language_name
from forms.versions import rules
from forms.versions.change import Change
from forms.versions.pair import Pair

ROOT = {"title": "Le titre de la démarche", "description": "La présentation de la démarche"}
TERMS = {"label": "le libellé", "text": "la phrase", "full": "le texte entier", "version": "la version"}
BY_KEY: Mapping[str, tuple[str, str]] = {
    "opens": ("dates", "Le premier jour"),
    "closes": ("dates", "Le dernier jour"),
    "late": ("dates", "La règle des envois après la fermeture"),
    "receipt": ("receipt", "Le texte de l’accusé de réception"),
    "mails": ("mails", "Les mots des courriels"),
    "statuses": ("statuses", "La liste des statuts"),
    "type": ("procedure", "Le nom dans les listes"),
    "summary": ("procedure", "La phrase de présentation"),
    "service": ("procedure", "Le service responsable"),
    "silence": ("procedure", "Ce que vaut le silence"),
    "retention": ("procedure", "Les durées de conservation"),
    "renewal": ("procedure", "Le renouvellement"),
    "profile": ("procedure", "Ce qui est demandé du profil"),
    "helper": ("procedure", "La question où s’écrit le courriel de l’aidant"),
    "help": ("procedure", "L’aide de la démarche"),
    "debit": ("procedure", "Le mandat de prélèvement"),
    "x-example": ("procedure", "La liste des réglages qui sont des exemples"),
}
EFFECTS = {"warn": 0, "error": 1, "stop": 2}


def compare(pair: Pair) -> Iterator[Change]:
    """Give every change of what stands at the root."""
    old, new = pair.old.document, pair.new.document
    for key, words in ROOT.items():
        if old.get(key) != new.get(key):
            yield Change("wording", "", f"{words} a changé.", str(old.get(key, "")), str(new.get(key, "")))
    yield from _terms(old.get("x-terms"), new.get("x-terms"))
    yield from _procedure(old.get("x-procedure", {}), new.get("x-procedure", {}))
    yield from _languages(old, new)
    yield from _checks(pair)


def _terms(old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if not old or not new:
        said = "Des termes d’utilisation sont à accepter." if new else "Il n’y a plus de termes à accepter."
        yield Change("terms", "", said)
        return
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            words = TERMS.get(key, "la marque d’exemple")
            said = f"Les termes d’utilisation ont changé : {words}."
            yield Change("terms", "", said, _short(old.get(key)), _short(new.get(key)))


def _procedure(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before != after:
            kind, words = BY_KEY.get(key, ("procedure", "Un réglage de la démarche"))
            verb = "ont" if words.startswith("Les ") else "a"
            yield Change(kind, "", f"{words} {verb} changé.", _short(before), _short(after))


def _short(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _languages(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old.get("x-lang", "fr") != new.get("x-lang", "fr"):
        said = "La langue des textes a changé."
        yield Change("languages", "", said, old.get("x-lang", "fr"), new.get("x-lang", "fr"))
    before, after = texts(old), texts(new)
    for code in sorted(before | after):
        if code not in after:
            yield Change("languages", "", f"Les textes en {language_name(code)} ont été retirés.", code, "")
        elif code not in before:
            yield Change("languages", "", f"Les textes en {language_name(code)} ont été ajoutés.", "", code)
        elif before[code] != after[code]:
            yield Change("languages", "", f"Des textes en {language_name(code)} ont changé.", code, code)


def texts(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Give the translations of a definition and of its blocks, whatever names stand under `$defs`."""
    found: dict[str, dict[str, str]] = {}
    names = aliases(document)
    holders = [("", document), *((f"/$defs/{escape(key)}", one) for key, one in document.get("$defs", {}).items())]
    for prefix, holder in holders:
        for code, pairs in (holder.get("x-i18n", {}) if isinstance(holder, Mapping) else {}).items():
            mine = found.setdefault(code, {})
            mine.update({_alias(prefix + pointer, names): text for pointer, text in pairs.items()})
    return found


def aliases(document: Mapping[str, Any]) -> dict[str, str]:
    """Number the names under `$defs` in the order in which they are first referred to."""
    known = [str(key) for key in document.get("$defs", {})]
    written = json.dumps(_walked(document), ensure_ascii=False, default=str)
    first: dict[str, str] = {}
    for match in re.finditer(r'"\$ref": "(?:#/\$defs/)?([^"#]+)', written):
        name = match.group(1).replace("~1", "/").replace("~0", "~")
        if name in known:
            first.setdefault(name, str(len(first)))
    return {name: first.get(name, f"unused {place}") for place, name in enumerate(known)}


def _walked(document: Mapping[str, Any]) -> list[Any]:
    """Give the document with what is under `$defs` last, without its names."""
    rest = {key: value for key, value in document.items() if key != "$defs"}
    return [rest, list(document.get("$defs", {}).values())]


def _alias(pointer: str, names: Mapping[str, str]) -> str:
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "$defs":
        name = parts[2].replace("~1", "/").replace("~0", "~")
        parts[2] = names.get(name, name)
    return "/".join(parts)


def _checks(pair: Pair) -> Iterator[Change]:
    before = {_spelt(pair, one, True): one for one in pair.old.checks}
    after = {_spelt(pair, one, False): one for one in pair.new.checks}
    for key, check in after.items():
        if key not in before:
            yield _check(pair, "check-added", check, "Une règle a été ajoutée")
        else:
            yield from _same_check(pair, before[key], check)
    for key, check in before.items():
        if key not in after:
            yield _check(pair, "check-removed", check, "Une règle a été retirée", gone=True)


def _spelt(pair: Pair, check: Check, old: bool) -> str:
    if not old:
        return rules.spelt([check.scope, check.at, check.logic])
    matching = pair.matching
    at = matching.forth.get(check.at, check.at)
    logic = rules.logic(check.logic, check.scope, pair.old, matching)
    return rules.spelt([matching.scope(check.scope), at, logic])


def _same_check(pair: Pair, old: Check, new: Check) -> Iterator[Change]:
    if old.message != new.message:
        said = f"Le message d’une règle a changé : « {new.message} »"
        yield Change("wording", new.at, said, old.message, new.message, pair.new.page_of.get(new.at, ""))
    if old.effect != new.effect:
        harder = EFFECTS[new.effect] > EFFECTS[old.effect]
        words = "Une règle est plus stricte" if harder else "Une règle est moins stricte"
        yield _check(pair, "check-added" if harder else "check-removed", new, words)


def _check(pair: Pair, kind: str, check: Check, words: str, gone: bool = False) -> Change:
    compiled = pair.old if gone else pair.new
    page = compiled.page_of.get(check.at, "")
    said = f"{words} : « {check.message} »"
    return Change(kind, check.at, said, check.message if gone else "", "" if gone else check.message, page)
