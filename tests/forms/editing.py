"""Definitions made by chance and edited as an admin may; who a question is stands in its `$comment`."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import forms

Schema = dict[str, Any]

FILE = {
    "type": "array",
    "x-widget": "file",
    "items": {"type": "object", "properties": {"type": {"enum": ["application/pdf", "image/png"]}}},
}
KINDS: dict[str, Schema] = {
    "text": {"type": "string"},
    "short": {"type": "string", "maxLength": 6},
    "code": {"type": "string", "pattern": "^[0-9]{2,4}$", "x-clean": ["digits"]},
    "long": {"type": "string", "x-widget": "textarea"},
    "integer": {"type": "integer", "minimum": 0, "maximum": 99},
    "number": {"type": "number"},
    "parts": {"type": "number", "x-decimals": [1, 2], "x-suffix": "€"},
    "box": {"type": "boolean"},
    "consent": {"type": "boolean", "const": True},
    "yesno": {"type": "boolean", "x-widget": "radio"},
    "enum": {"enum": ["Oui", "Non"]},
    "numbers": {"oneOf": [{"const": 1, "title": "Un"}, {"const": 2, "title": "Deux"}, {"const": 3, "title": "Trois"}]},
    "labels": {"oneOf": [{"const": "a", "title": "Oui"}, {"const": "b", "title": "Bleu"}]},
    "several": {"type": "array", "uniqueItems": True, "items": {"enum": ["Oui", "Non", "Bleu"]}},
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "phone": {"type": "string", "format": "fr-phone"},
    "iban": {"type": "string", "format": "iban", "x-sensitive": True},
    "secret": {"type": "string", "writeOnly": True},
    "nullable": {"type": ["string", "null"]},
    "default": {"type": "string", "default": "Oui"},
    "note": {"x-widget": "note", "readOnly": True, "description": "Une note."},
    "file": FILE,
}
TESTS = (
    {"const": "Oui"},
    {"const": True},
    {"enum": ["a", 1, "Oui"]},
    {"minimum": 3},
    {"minLength": 2},
    {"minItems": 1},
    {"contains": {"const": "Oui"}},
)
LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")


class Holder:
    """An object with questions: the root, a group, the rows of a list; `scope` is its pointer."""

    def __init__(self, schema: Schema, scope: str) -> None:
        self.schema, self.scope = schema, scope
        self.properties: dict[str, Schema] = schema["properties"]

    @property
    def lists(self) -> int:
        """How many lists it stands in."""
        return self.scope.count("/*")


def inner(schema: Schema) -> str:
    """Say what a schema holds: `group`, `rows`, `scalars`, or nothing."""
    if schema.get("type") == "object":
        return "group"
    items = schema.get("items", {})
    if schema.get("type") != "array" or schema.get("x-widget") == "file" or "enum" in items:
        return ""
    return "rows" if items.get("type") == "object" else "scalars"


def holders(document: Schema) -> list[Holder]:
    """Give every object with questions, the root first."""
    found = [Holder(document, "")]
    for holder in found:
        for key, schema in holder.properties.items():
            if inner(schema) == "group":
                found.append(Holder(schema, f"{holder.scope}/{key}"))
            elif inner(schema) == "rows":
                found.append(Holder(schema["items"], f"{holder.scope}/{key}/*"))
    return found


def named(document: Schema) -> Iterator[tuple[str, str, Holder, str]]:
    """Give every question, group and list: who it is, its pointer, its holder, its key."""
    for holder in holders(document):
        for key, schema in holder.properties.items():
            who = schema["$comment"]
            yield who, f"{holder.scope}/{key}", holder, key
            if inner(schema) == "scalars":
                yield f"{who}*", f"{holder.scope}/{key}/*", holder, "*"


def pointers(document: Schema) -> dict[str, str]:
    """Give the pointer of everybody."""
    return {who: pointer for who, pointer, _, _ in named(document)}


class Maker:
    """Makes and edits definitions by chance; names and people are never used twice."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0

    def name(self, letter: str = "q") -> str:
        """Give a name that nothing had before."""
        self.count += 1
        return f"{letter}{self.count}"

    def leaf(self) -> Schema:
        """Make a question."""
        kind = self.chance.choice(list(KINDS))
        return {**copy.deepcopy(KINDS[kind]), "title": f"Titre {self.name('t')}", "$comment": self.name("who")}

    def item(self, depth: int) -> Schema:
        """Make a question, a group or a list."""
        sort = self.chance.randrange(10) if depth else 0
        words = {"title": f"Titre {self.name('t')}", "$comment": self.name("who")}
        if sort == 9:
            return {"type": "array", "maxItems": 3, "items": self.object(depth - 1), **words}
        if sort == 8:
            return {**self.object(depth - 1), **words}
        if sort == 7:
            return {"type": "array", "items": {"type": "string", "maxLength": 4}, **words}
        return self.leaf()

    def object(self, depth: int, least: int = 1, most: int = 3) -> Schema:
        """Make an object of some items, with conditions and required ones."""
        count = self.chance.randint(least, most)
        made: Schema = {"type": "object", "properties": {self.name(): self.item(depth) for _ in range(count)}}
        made["required"] = [key for key in made["properties"] if self.chance.random() < 0.4]
        made["allOf"] = []
        for _ in range(self.chance.randrange(3)):
            self.condition(made)
        return made

    def condition(self, schema: Schema) -> None:
        """Add a condition that reads an earlier question of the same object."""
        keys = list(schema["properties"])
        if len(keys) < 2:
            return
        place = self.chance.randrange(1, len(keys))
        read, target = keys[self.chance.randrange(place)], keys[place]
        test: Schema = {"required": [read], "properties": {read: self.chance.choice(TESTS)}}
        whole = self.chance.choice([test, test, {"not": test}, {"anyOf": [test, {"required": [read]}]}])
        hidden, needed = {"properties": {target: False}}, {"required": [target]}
        shape = self.chance.choice([{"then": hidden}, {"else": hidden}, {"then": needed, "else": hidden}])
        schema.setdefault("allOf", []).append({"if": copy.deepcopy(whole), **copy.deepcopy(shape)})

    def document(self) -> Schema:
        """Make a whole definition that loads."""
        while True:
            made = {"title": "Essai", **self.object(2, 3, 8)}
            keys = list(made["properties"])
            count = self.chance.randint(1, min(4, len(keys)))
            cuts = [0, *sorted(self.chance.sample(range(1, len(keys)), count - 1)), len(keys)]
            made["x-pages"] = [
                {"id": self.name("p"), "title": f"Page {number}", "fields": [f"/{key}" for key in keys[start:end]]}
                for number, (start, end) in enumerate(pairwise(cuts))
            ]
            made["x-checks"] = []
            for _ in range(self.chance.randrange(2)):
                self.check(made)
            if loads(made):
                return made

    def check(self, document: Schema) -> None:
        """Add a check on one or two top-level questions."""
        keys = [key for key, one in document["properties"].items() if not inner(one)]
        if keys:
            at, other = self.chance.choice(keys), self.chance.choice(keys)
            rules: list[Any] = [{"!=": [{"var": at}, {"var": other}]}, {"<": [{"var": at}, 5]}, {"!": {"var": at}}]
            logic, effect = self.chance.choice(rules), self.chance.choice(["error", "error", "warn", "stop"])
            message = f"Vérifiez {self.name('c')}."
            document["x-checks"].append({"at": f"/{at}", "logic": logic, "message": message, "effect": effect})

    def edited(self, document: Schema, edits: int) -> Schema:
        """Edit a definition some times; an edit that no longer loads is taken back. `x-was` is written last."""
        made = copy.deepcopy(document)
        for _ in range(edits):
            tried = copy.deepcopy(made)
            self.chance.choice(EDITS)(self, tried)
            if loads(tried):
                made = tried
        write_origins(document, made)
        return made


def loads(document: Schema) -> forms.Procedure | None:
    """Load a definition, its empty lists of conditions taken away; or give None."""
    for holder in holders(document):
        if not holder.schema.get("allOf", True):
            del holder.schema["allOf"]
    try:
        return forms.load(document)
    except forms.DefinitionError:
        return None


def write_origins(old: Schema, new: Schema) -> None:
    """Write in `x-was` where each question was that is not found in its place."""
    before = pointers(old)
    after = pointers(new)
    back = {pointer: who for who, pointer in before.items()}
    for who, _, holder, key in list(named(new)):
        if key == "*" or who not in before:
            continue
        was = before[who]
        owner = next((one for one, place in after.items() if place == holder.scope.removesuffix("/*")), "")
        old_owner = back.get(was.rpartition("/")[0].removesuffix("/*"), "")
        if was.rpartition("/")[2] != key or owner != old_owner:
            holder.properties[key]["x-was"] = was


def some(maker: Maker, document: Schema, leaf: bool = False) -> tuple[Holder, str] | None:
    """Choose a question (or a group or a list)."""
    found = [(holder, key) for holder in holders(document) for key, one in holder.properties.items()]
    if leaf:
        found = [(holder, key) for holder, key in found if not inner(holder.properties[key])]
    return maker.chance.choice(found) if found else None


def add(maker: Maker, document: Schema) -> None:
    """Add a question, a group or a list."""
    holder = maker.chance.choice(holders(document))
    key = maker.name()
    entries = list(holder.properties.items())
    entries.insert(maker.chance.randint(0, len(entries)), (key, maker.item(1)))
    holder.properties.clear()
    holder.properties.update(entries)
    if maker.chance.random() < 0.5:
        holder.schema.setdefault("required", []).append(key)
    if not holder.scope:
        fields = maker.chance.choice(document["x-pages"])["fields"]
        fields.insert(maker.chance.randint(0, len(fields)), f"/{key}")


def forget(document: Schema, holder: Holder, key: str) -> None:
    """Take a question out of all that names it."""
    holder.schema["required"] = [one for one in holder.schema.get("required", []) if one != key]
    rules = holder.schema.get("allOf", [])
    holder.schema["allOf"] = [one for one in rules if f"'{key}'" not in repr(one)]
    if not holder.scope:
        document["x-checks"] = [one for one in document["x-checks"] if f"'{key}'" not in repr(one)]
        document["x-checks"] = [one for one in document["x-checks"] if one["at"] != f"/{key}"]
        for page in document["x-pages"]:
            page["fields"] = [one for one in page["fields"] if one != f"/{key}"]
        document["x-pages"] = [page for page in document["x-pages"] if page["fields"]]


def remove(maker: Maker, document: Schema) -> None:
    """Remove a question with all that names it."""
    found = some(maker, document)
    if found:
        holder, key = found
        forget(document, holder, key)
        del holder.properties[key]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Write other names in conditions, checks and pages."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if isinstance(value, str):
        return names.get(value, "/" + names[value[1:]] if value[1:] in names and value[0] == "/" else value)
    return value


def give_names(document: Schema, holder: Holder, names: dict[str, str]) -> None:
    """Give questions of one object other keys, everywhere."""
    entries = [(names.get(key, key), one) for key, one in holder.properties.items()]
    holder.properties.clear()
    holder.properties.update(entries)
    for word in ("required", "allOf", *(("x-pages", "x-checks") if not holder.scope else ())):
        holder.schema[word] = renamed(holder.schema.get(word, []), names)


def rename(maker: Maker, document: Schema) -> None:
    """Give a question, a group or a list another key."""
    found = some(maker, document)
    if found:
        give_names(document, found[0], {found[1]: maker.name()})


def swap(maker: Maker, document: Schema) -> None:
    """Let two questions exchange their keys."""
    holder = maker.chance.choice(holders(document))
    free = [key for key, one in holder.properties.items() if "x-was" not in one]
    if len(free) > 1:
        first, second = maker.chance.sample(free, 2)
        give_names(document, holder, {first: second, second: first})


def into_group(maker: Maker, document: Schema) -> None:
    """Move a question from one object to another in the same rows; top-level pages follow."""
    found = some(maker, document, leaf=True)
    if not found:
        return
    holder, key = found
    same = holder.scope.rpartition("/*")[0]
    others = [one for one in holders(document) if one.lists == holder.lists and one.scope != holder.scope]
    others = [one for one in others if one.scope.rpartition("/*")[0] == same]
    if others:
        target = maker.chance.choice(others)
        schema = holder.properties[key]
        forget(document, holder, key)
        del holder.properties[key]
        target.properties[key] = schema
        if not target.scope:
            maker.chance.choice(document["x-pages"])["fields"].append(f"/{key}")


def move(maker: Maker, document: Schema) -> None:
    """Move a top-level question to a place on any page, or exchange two of an object."""
    pages = document["x-pages"]
    if maker.chance.random() < 0.6:
        page = maker.chance.choice(pages)
        field = page["fields"].pop(maker.chance.randrange(len(page["fields"])))
        fields = maker.chance.choice(pages)["fields"]
        fields.insert(maker.chance.randint(0, len(fields)), field)
        document["x-pages"] = [page for page in pages if page["fields"]]
    else:
        holder = maker.chance.choice(holders(document))
        entries = list(holder.properties.items())
        maker.chance.shuffle(entries)
        holder.properties.clear()
        holder.properties.update(entries)


def retitle(maker: Maker, document: Schema) -> None:
    """Change the words of a question."""
    found = some(maker, document)
    if found:
        word = maker.chance.choice(["title", "description", "x-help", "x-noun", "x-placeholder"])
        found[0].properties[found[1]][word] = f"Mots {maker.name('w')}"


def require(maker: Maker, document: Schema) -> None:
    """Make a question obligatory, or no longer."""
    found = some(maker, document)
    if found:
        needed = found[0].schema.setdefault("required", [])
        needed.remove(found[1]) if found[1] in needed else needed.append(found[1])


def limit(maker: Maker, document: Schema) -> None:
    """Narrow or widen a limit."""
    found = some(maker, document)
    if found:
        schema = found[0].properties[found[1]]
        word = maker.chance.choice(LIMITS)
        if word in schema and maker.chance.random() < 0.4:
            del schema[word]
        else:
            schema[word] = maker.chance.choice(["^[0-9]{1,3}$", "^[a-zA-Z]*$"]) if word == "pattern" else 1
            if word != "pattern":
                schema[word] = maker.chance.randint(1, 3) if word.startswith("min") else maker.chance.randint(3, 50)


def kind(maker: Maker, document: Schema) -> None:
    """Make a question one of another kind."""
    found = some(maker, document, leaf=True)
    if found:
        old = found[0].properties[found[1]]
        kept = {key: old[key] for key in ("title", "$comment", "x-was") if key in old}
        found[0].properties[found[1]] = {**copy.deepcopy(maker.chance.choice(list(KINDS.values()))), **kept}


def recondition(maker: Maker, document: Schema) -> None:
    """Add, remove or change a condition."""
    holder = maker.chance.choice(holders(document))
    rules = holder.schema.setdefault("allOf", [])
    if rules and maker.chance.random() < 0.6:
        rules.pop(maker.chance.randrange(len(rules)))
    if maker.chance.random() < 0.6:
        maker.condition(holder.schema)


def recheck(maker: Maker, document: Schema) -> None:
    """Add or remove a check."""
    checks = document["x-checks"]
    if checks and maker.chance.random() < 0.5:
        checks.pop(maker.chance.randrange(len(checks)))
    else:
        maker.check(document)


def choice(maker: Maker, document: Schema) -> None:
    """Add, remove, relabel or reorder the choices of a question."""
    leaves = [one for holder in holders(document) for one in holder.properties.values() if not inner(one)]
    sources = [one.get("items", one) for one in leaves if one.get("x-widget") != "file"]
    found = [one for one in sources if "enum" in one or "oneOf" in one]
    if not found:
        return
    source = maker.chance.choice(found)
    options = source.get("enum", source.get("oneOf"))
    sort = maker.chance.randrange(4)
    if sort == 0 and len(options) > 1:
        options.pop(maker.chance.randrange(len(options)))
    elif sort == 1:
        new = maker.name("o")
        options.append(new if "enum" in source else {"const": new, "title": f"Réponse {new}"})
    elif sort == 2:
        maker.chance.shuffle(options)
    elif "oneOf" in source:
        one = maker.chance.choice(options)
        one["title" if maker.chance.random() < 0.5 else "const"] = maker.name("o")


def page(maker: Maker, document: Schema) -> None:
    """Cut a page in two, join two, rename, retitle or reorder pages."""
    pages = document["x-pages"]
    number = maker.chance.randrange(len(pages))
    one, sort = pages[number], maker.chance.randrange(5)
    if sort == 0 and len(one["fields"]) > 1:
        cut = maker.chance.randrange(1, len(one["fields"]))
        pages.insert(number + 1, {"id": maker.name("p"), "title": "Coupée", "fields": one["fields"][cut:]})
        one["fields"] = one["fields"][:cut]
    elif sort == 1 and number:
        pages[number - 1]["fields"] += pages.pop(number)["fields"]
    elif sort == 2:
        one["id"] = maker.name("p")
    elif sort == 3:
        one[maker.chance.choice(["title", "description"])] = f"Page {maker.name('w')}"
    else:
        maker.chance.shuffle(pages)


def documents(maker: Maker, document: Schema) -> None:
    """Change which documents are accepted."""
    files = [one for holder in holders(document) for one in holder.properties.values() if one.get("x-widget") == "file"]
    if files:
        one = maker.chance.choice(files)
        items = one["items"]["properties"]
        if maker.chance.random() < 0.5:
            items["type"] = {"enum": maker.chance.choice([["application/pdf"], ["image/png"], ["image/jpeg"]])}
        else:
            items["size"] = {"type": "integer", "maximum": maker.chance.choice([5, 50, 500])}


def setting(maker: Maker, document: Schema) -> None:
    """Change what is said of the whole procedure."""
    word = maker.chance.choice(["title", "description", "x-terms", "x-procedure", "x-i18n"])
    words = f"Mots {maker.name('w')}"
    values: dict[str, Any] = {"title": words, "description": words, "x-terms": {"label": words}}
    values |= {"x-procedure": {"type": words, "receipt": words}, "x-i18n": {"en": {"/title": words}}}
    document[word] = values[word]


Edit = Callable[[Maker, Schema], None]
EDITS: tuple[Edit, ...] = (
    *(add, add, remove, rename, rename, swap, into_group, move, move, retitle, require, require, limit, limit),
    *(kind, kind, recondition, recondition, recheck, choice, choice, page, page, documents, setting),
)
