"""Questions, groups and repeats made from the schemas of a definition: which kind, which words, which limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.expansion import Schema, merge
from forms.model import (
    ABSENT,
    DocumentRule,
    Figure,
    Group,
    Limits,
    Node,
    Question,
    Repeat,
    Summary,
    Texts,
)
from forms.options import MANY, Options, named_list, value_label
from forms.pointers import split
from forms.structure import Structure

FORMATS = {
    "date": "date",
    "time": "time",
    "date-time": "datetime",
    "email": "email",
    "idn-email": "email",
    "uri": "url",
    "fr-phone": "phone",
    "tel": "phone",
    "fr-postcode": "postcode",
    "iban": "iban",
    "bic": "bic",
    "nir": "nir",
    "siret": "siret",
}
LONG_TEXT = 255
FEW_CHOICES = 5

Lists = Mapping[str, Sequence[Mapping[str, Any]] | Options]
"""Named lists by « name/n »: rows `{const, title, description}`, or the options made of them, which are then shared."""


class NodeMaker:
    """Makes the nodes of one procedure in a language; `lists` are the named lists by « name/n »."""

    def __init__(self, structure: Structure, lists: Lists, language: str = "fr") -> None:
        self._structure = structure
        self._lists = lists
        self._language = language

    def children(self, pointer: str) -> tuple[Node, ...]:
        """Make everything under an object, in order."""
        return tuple(self.make(f"{pointer}/{_escaped(key)}", key) for key in self._structure.keys(pointer))

    def make(self, pointer: str, key: str) -> Node:
        """Make the node at a pointer."""
        schema = flat(self._structure.base[pointer])
        kind = json_type(schema)
        if schema.get("x-widget") == "note":
            return self._question(pointer, key, schema, "note")
        if kind == "object":
            return self._group(pointer, key, schema)
        if kind == "array":
            return self._array(pointer, key, schema)
        return self._question(pointer, key, schema, kind_of(schema))

    def _array(self, pointer: str, key: str, schema: Schema) -> Node:
        items = flat(schema["items"]) if isinstance(schema.get("items"), dict) else {}
        if is_documents(schema, items):
            return self._question(pointer, key, schema, "file")
        if schema.get("readOnly"):
            return self._question(pointer, key, schema, "computed")
        if "prefixItems" in schema:
            return self._group(pointer, key, schema, fixed_list=True)
        if constants(items) or "x-list" in items:
            return self._question(pointer, key, {**schema, "x-ext-items": items}, "choices")
        return self._repeat(pointer, key, schema, items)

    def _group(self, pointer: str, key: str, schema: Schema, fixed_list: bool = False) -> Group:
        return Group(
            pointer=pointer,
            name=name_of(pointer),
            key=key,
            texts=texts(schema, key),
            children=self.children(pointer),
            required=self._always_required(pointer),
            widget=schema.get("x-widget", ""),
            fixed_list=fixed_list,
            summary=summary(schema),
        )

    def _repeat(self, pointer: str, key: str, schema: Schema, items: Schema) -> Repeat:
        scalar = json_type(items) not in ("object", "array")
        row = schema.get("x-row", {})
        words = texts(schema, key)
        inner = {**items, "title": items.get("title", words.title)}
        leaf = self._question(f"{pointer}/*", "*", inner, kind_of(inner)) if scalar and items else None
        return Repeat(
            pointer=pointer,
            name=name_of(pointer),
            key=key,
            texts=words,
            children=(leaf,) if leaf else self.children(f"{pointer}/*"),
            required=self._always_required(pointer),
            min_items=schema.get("minItems", 0),
            max_items=schema.get("maxItems"),
            scalar=scalar,
            row_title=row.get("title", ""),
            row_noun=row.get("noun", ""),
            summary=summary(schema),
        )

    def _always_required(self, pointer: str) -> bool:
        return any(not guards for guards in self._structure.require.get(pointer, []))

    def _question(self, pointer: str, key: str, schema: Schema, kind: str) -> Question:
        options = self._choices(schema)
        return Question(
            pointer=pointer,
            name=name_of(pointer),
            key=key,
            kind=kind,
            widget=widget_of(schema, kind, len(options)),
            json_type=json_type(schema),
            texts=texts(schema, key),
            choices=options,
            format=schema.get("format", ""),
            limits=limits(schema),
            documents=document_rule(schema) if kind == "file" else None,
            required=self._always_required(pointer),
            default=schema.get("default", ABSENT),
            const=schema.get("const", ABSENT),
            examples=tuple(str(example) for example in schema.get("examples", [])),
            prefill=schema.get("x-prefill", "") or self._inherited_prefill(pointer),
            compute=schema.get("x-compute", ABSENT),
            decimals=_pair(schema.get("x-decimals")),
            clean=tuple(schema.get("x-clean", [])),
            inputmode=schema.get("x-inputmode", ""),
            autocomplete=schema.get("x-autocomplete", ""),
            named_list=schema.get("x-list", schema.get("x-ext-items", {}).get("x-list", "")),
            bic_for=schema.get("x-bic-for", ""),
            was=schema.get("x-was", ""),
            summary=summary(schema),
            read_only=bool(schema.get("readOnly")) or kind in ("note", "fixed", "computed"),
            write_only=bool(schema.get("writeOnly")),
            sensitive=bool(schema.get("x-sensitive")),
            deprecated=bool(schema.get("deprecated")),
            example=schema.get("x-example") is True,
            nullable=isinstance(schema.get("type"), list) and "null" in schema["type"],
        )

    def _inherited_prefill(self, pointer: str) -> str:
        """Give a question its part of the prefill that stands on the group around it."""
        holder, _, key = pointer.rpartition("/")
        if not holder:
            return ""
        above = self._structure.base.get(holder, {}).get("x-prefill", "") or self._inherited_prefill(holder)
        if not above:
            return ""
        return f"{above}/{key}" if "./" in above else f"{above}.{key}"

    def _choices(self, schema: Schema) -> Options:
        source = schema.get("x-ext-items", schema)
        if "x-list" in source:
            rows = self._lists.get(source["x-list"], ())
            return rows if isinstance(rows, Options) else named_list(rows)
        options = constants(source)
        if "enum" in source:  # it has no titles of its own, so that its labels are those of the language
            options = [{"const": one["const"]} for one in options]
        if not options and json_type(source) == "boolean" and schema.get("x-widget") in ("radio", "select"):
            options = [{"const": True}, {"const": False}]
        return named_list(options, self._language)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _pair(value: Any) -> tuple[int, int] | None:
    return (int(value[0]), int(value[1])) if value else None


def name_of(pointer: str) -> str:
    """Give the HTML name of a question, `*` standing for the index of a row."""
    return "-".join(split(pointer))


def flat(schema: Schema) -> Schema:
    """Fold the unconditional `allOf` of a schema into it."""
    made = {key: value for key, value in schema.items() if key != "allOf"}
    rest = []
    parts = schema.get("allOf")
    for child in parts if isinstance(parts, list) else ():
        if isinstance(child, dict) and "if" not in child:
            made = merge(made, flat(child))
        else:
            rest.append(child)
    return {**made, "allOf": [*made.get("allOf", []), *rest]} if rest else made


def json_type(schema: Schema) -> str:
    """Give the type of a value: as written, the first but `null` of several, else what the keywords imply."""
    written = schema.get("type")
    if isinstance(written, list):
        return next((name for name in written if name != "null"), "null")
    if isinstance(written, str):
        return written
    if any(key in schema for key in ("properties", "patternProperties")):
        return "object"
    if any(key in schema for key in ("items", "prefixItems")):
        return "array"
    options = constants(schema)
    if options:
        return value_type(options[0]["const"])
    if any(
        "properties" in branch
        for word in ("oneOf", "anyOf")
        for branch in schema.get(word, [])
        if isinstance(branch, dict)
    ):
        return "object"
    if "const" in schema:
        return value_type(schema["const"])
    return "number" if any(key in schema for key in ("minimum", "maximum", "multipleOf")) else "string"


def value_type(value: Any) -> str:
    """Give the JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if value is None:
        return "null"
    names: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


def constants(schema: Schema) -> list[Schema]:
    """Give the options of a choice as `{const, title, …}`, from `enum` or from `oneOf`/`anyOf` of constants."""
    if "enum" in schema:
        return [{"const": value, "title": value_label(value)} for value in schema["enum"] if value is not None]
    for word in ("oneOf", "anyOf"):
        branches = schema.get(word)
        if branches and all(isinstance(branch, dict) and "const" in branch for branch in branches):
            return [branch for branch in branches if branch["const"] is not None]
    return []


def kind_of(schema: Schema) -> str:
    """Choose the kind of a question that is neither a group nor a list."""
    type_ = json_type(schema)
    if schema.get("readOnly") or "x-compute" in schema:
        return "computed"
    if "const" in schema and not (type_ == "boolean" and schema["const"] is True):
        return "fixed"
    if constants(schema) or "x-list" in schema:
        return "choice"
    if type_ == "boolean":
        return "choice" if schema.get("x-widget") in ("radio", "select") else "checkbox"
    if type_ in ("integer", "number"):
        return "number"
    if type_ == "null":
        return "fixed"
    return _kind_of_text(schema)


def _kind_of_text(schema: Schema) -> str:
    widget = schema.get("x-widget", "")
    if schema.get("format") in FORMATS and widget not in ("text", "textarea"):
        return FORMATS[schema["format"]]
    if widget == "textarea" or (widget != "text" and schema.get("maxLength", 0) > LONG_TEXT):
        return "textarea"
    return "text"


def widget_of(schema: Schema, kind: str, options: int) -> str:
    """Give the widget of a question: one among very many is always searched."""
    if kind == "choice" and "x-list" in schema and options > MANY:
        return "search"
    return str(schema.get("x-widget", default_widget(kind, options)))


def default_widget(kind: str, options: int) -> str:
    """Give the widget of a kind when the definition names none."""
    if kind == "choice":
        return "radio" if options <= FEW_CHOICES else "select"
    return {"checkbox": "checkbox", "choices": "checkboxes", "date": "date-parts", "file": "file"}.get(kind, kind)


def is_documents(schema: Schema, items: Schema) -> bool:
    """Say whether an array holds documents: asked for by its widget, or items with the metadata of files."""
    return schema.get("x-widget") == "file" or {"id", "name", "type", "size"} <= items.get("properties", {}).keys()


def document_rule(schema: Schema) -> DocumentRule:
    """Read what documents are accepted from the ordinary keywords of their metadata."""
    properties = flat(schema.get("items", {})).get("properties", {})
    size = properties.get("size", {})
    kind = properties.get("type", {})
    types = kind.get("enum", [kind["const"]] if "const" in kind else [])
    return DocumentRule(
        tuple(types),
        size.get("maximum"),
        schema.get("minItems", 0),
        schema.get("maxItems"),
        schema.get("x-validity", ""),
    )


def limits(schema: Schema) -> Limits:
    """Gather the limits that a message or an attribute may tell."""
    return Limits(
        min_length=schema.get("minLength"),
        max_length=schema.get("maxLength"),
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
        exclusive_minimum=schema.get("exclusiveMinimum"),
        exclusive_maximum=schema.get("exclusiveMaximum"),
        multiple_of=schema.get("multipleOf"),
        min_items=schema.get("minItems"),
        max_items=schema.get("maxItems"),
        pattern=schema.get("pattern", ""),
    )


def texts(schema: Schema, key: str) -> Texts:
    """Gather the words of a node; a question without a title is called by its key."""
    figure = schema.get("x-figure")
    return Texts(
        title=schema.get("title", key),
        hint=schema.get("description", ""),
        help=schema.get("x-help", ""),
        noun=schema.get("x-noun", ""),
        placeholder=schema.get("x-placeholder", ""),
        suffix=schema.get("x-suffix", ""),
        figure=Figure(figure["file"], figure["alt"]) if figure else None,
        errors=dict(schema.get("x-errors", {})),
    )


def summary(schema: Schema) -> Summary:
    """Read how a node stands on the recap."""
    row = schema.get("x-summary", {})
    return Summary(bool(row.get("hide")), row.get("label", ""), bool(row.get("editable")))
