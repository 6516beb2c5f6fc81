"""What a definition says of each question: its own schema, when it hides, is required, narrows."""

from __future__ import annotations

from typing import Any

from forms.conditions import Conjunction, Guard, NoneOf, Test, make_test
from forms.expansion import BLOCK, Expansion, Schema, merge
from forms.pointers import escape

EFFECTS = {"properties", "required", "prefixItems", "items", "allOf", "if", "dependentRequired", "dependentSchemas"}
EFFECTS |= {"oneOf", "anyOf"}


class Structure:
    """The facts gathered in one walk over an expanded definition, by pointer of question (`*` for rows)."""

    def __init__(self, expansion: Expansion) -> None:
        self.expansion = expansion
        self.base: dict[str, Schema] = {}
        self.children: dict[str, list[str]] = {}
        self.hide: dict[str, list[Conjunction]] = {}
        self.require: dict[str, list[Conjunction]] = {}
        self.overlays: dict[str, list[tuple[Conjunction, Schema]]] = {}
        self.tests: list[Test] = []
        self.undiscriminated: list[tuple[str, str]] = []
        self._declared_if: dict[str, list[Conjunction]] = {}
        self.base[""] = expansion.root
        self._walk(expansion.root, "", ())
        self._hoist()

    def keys(self, pointer: str) -> list[str]:
        """Give the names under an object in the order they are asked (`x-order` first)."""
        names = self.children.get(pointer, [])
        wanted = self.base.get(pointer, {}).get("x-order", [])
        order = [name for name in wanted if name in names] if isinstance(wanted, list) else []
        return order + [name for name in names if name not in order]

    def block(self, pointer: str) -> str:
        """Give the `$id` of the shared block that a value is, whichever branch says so; `""` for none."""
        schemas = (self.base[pointer], *(schema for _, schema in self.overlays.get(pointer, ())))
        return next((str(schema[BLOCK]) for schema in schemas if BLOCK in schema), "")

    def _hoist(self) -> None:
        """Make a question of what only branches declare: it applies when one of its branches does."""
        for pointer, ways in self._declared_if.items():
            if pointer in self.base:
                continue
            schemas = [schema for _, schema in self.overlays.get(pointer, [])]
            self.base[pointer] = schemas[0]
            self.hide.setdefault(pointer, []).append((NoneOf(tuple(ways)),))

    def _walk(self, schema: Any, pointer: str, guards: Conjunction) -> None:
        if schema is False:
            self.hide.setdefault(pointer, []).append(guards)
            return
        if not isinstance(schema, dict):
            return
        for name, child in [*schema.get("properties", {}).items(), *_numbered(schema.get("prefixItems", []))]:
            self._declare(pointer, name, child, guards)
        for name in schema.get("required", []):
            self.require.setdefault(f"{pointer}/{escape(name)}", []).append(guards)
        if isinstance(schema.get("items"), dict):
            self._declare(pointer, "*", schema["items"], guards)
        for child in schema.get("allOf", []):
            self._fold(child, pointer, guards)
            self._walk(child, pointer, guards)
        self._branches(schema, pointer, guards)
        self._dependents(schema, pointer, guards)
        self._alternatives(schema, pointer, guards)

    def _fold(self, child: Any, pointer: str, guards: Conjunction) -> None:
        """Let what an unconditional `allOf` says of a value count as said by the value itself."""
        if not guards and isinstance(child, dict) and pointer in self.base:
            plain = {key: value for key, value in child.items() if key not in ("if", "then", "else", *EFFECTS)}
            if plain and child.keys() - EFFECTS - {"if", "then", "else", "x-errors"}:
                self.base[pointer] = merge(self.base[pointer], plain)

    def _declare(self, pointer: str, name: str, schema: Any, guards: Conjunction) -> None:
        here = f"{pointer}/{escape(name) if name != '*' else name}"
        if isinstance(schema, dict):
            siblings = self.children.setdefault(pointer, [])
            if name not in siblings:
                siblings.append(name)
            if guards:
                self.overlays.setdefault(here, []).append((guards, schema))
                self._declared_if.setdefault(here, []).append(guards)
            else:
                self.base[here] = merge(self.base[here], schema) if here in self.base else schema
        self._walk(schema, here, guards)

    def _branches(self, schema: Schema, pointer: str, guards: Conjunction) -> None:
        if "if" not in schema or not any(_acts(schema.get(key)) for key in ("then", "else")):
            return
        test = self._test(pointer, schema["if"], self.expansion.origin(schema) + "/if")
        self._walk(schema.get("then"), pointer, (*guards, Guard(test)))
        self._walk(schema.get("else"), pointer, (*guards, Guard(test, negated=True)))

    def _dependents(self, schema: Schema, pointer: str, guards: Conjunction) -> None:
        origin = self.expansion.origin(schema)
        for key, names in schema.get("dependentRequired", {}).items():
            test = self._test(pointer, {"required": [key]}, f"{origin}/dependentRequired/{escape(key)}")
            for name in names:
                self.require.setdefault(f"{pointer}/{escape(name)}", []).append((*guards, Guard(test)))
        for key, child in schema.get("dependentSchemas", {}).items():
            test = self._test(pointer, {"required": [key]}, f"{origin}/dependentSchemas/{escape(key)}")
            self._walk(child, pointer, (*guards, Guard(test)))

    def _alternatives(self, schema: Schema, pointer: str, guards: Conjunction) -> None:
        for word in ("oneOf", "anyOf"):
            branches = schema.get(word, [])
            if not branches or not all(isinstance(branch, dict) and _of_objects(branch) for branch in branches):
                continue
            name = discriminator(branches)
            if name is None:
                if any("properties" in branch and _declares(branch, schema) for branch in branches):
                    self.undiscriminated.append((pointer, f"{self.expansion.origin(schema)}/{word}"))
                continue
            self._declare(pointer, name, choice_of_branches(schema, branches, name), guards)
            self.require.setdefault(f"{pointer}/{escape(name)}", []).append(guards)
            for branch in branches:
                test = self._test(pointer, chooses(branch, name), self.expansion.origin(branch))
                inner = {**branch, "properties": {k: v for k, v in branch["properties"].items() if k != name}}
                inner["required"] = [key for key in branch.get("required", []) if key != name]
                self._walk(inner, pointer, (*guards, Guard(test)))

    def _test(self, scope: str, schema: Any, origin: str) -> Test:
        test = make_test(scope, schema, origin)
        self.tests.append(test)
        return test


def discriminator(branches: list[Schema]) -> str | None:
    """Give the property that is a different constant in every branch, or None."""
    for name in branches[0].get("properties", {}):
        values = [constant(branch.get("properties", {}).get(name)) for branch in branches]
        if all(value is not None for value in values) and len({repr(value) for value in values}) == len(values):
            return str(name)
    return None


def constant(schema: Any) -> Any:
    """Give the one value that a property can have (`const`, or an `enum` of one), or None."""
    if not isinstance(schema, dict):
        return None
    if "const" in schema:
        return schema["const"]
    values = schema.get("enum", [])
    return values[0] if len(values) == 1 else None


def chooses(branch: Schema, name: str) -> Schema:
    """Give the condition that a branch is the chosen one."""
    return {"required": [name], "properties": {name: {"const": constant(branch["properties"][name])}}}


def choice_of_branches(schema: Schema, branches: list[Schema], name: str) -> Schema:
    """Give the question that chooses a branch: radios with the titles of the branches."""
    own = branches[0]["properties"][name]
    options = [
        {"const": value, "title": branch.get("title", str(value)), "description": branch.get("description", "")}
        for branch in branches
        if (value := constant(branch["properties"][name])) is not None
    ]
    title = own.get("title", schema.get("title", name))
    kept = {key: value for key, value in own.items() if key not in ("const", "enum", "title")}
    return {**kept, "title": title, "oneOf": options, "x-widget": own.get("x-widget", "radio")}


def _numbered(schemas: list[Any]) -> list[tuple[str, Any]]:
    return [(str(index), schema) for index, schema in enumerate(schemas)]


def _of_objects(branch: Schema) -> bool:
    return branch.get("type") == "object" or "properties" in branch or "required" in branch


def _declares(branch: Schema, schema: Schema) -> bool:
    return bool(set(branch["properties"]) - set(schema.get("properties", {})))


def _acts(schema: Any) -> bool:
    return schema is False or (isinstance(schema, dict) and bool(EFFECTS & schema.keys()))
