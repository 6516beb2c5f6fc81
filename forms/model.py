"""What a compiled procedure is made of: frozen values, no JSON Schema left to look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
"""A JSON value as the engine holds it; numbers are `int` or `Decimal`, never `float`."""


class Absent(Enum):
    """The one value that says « nothing was answered », which `None` cannot."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
MaybeJson: TypeAlias = "Json | Absent"
EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


def empty() -> Mapping[str, Any]:
    """Give the one empty mapping, as a default that nobody can change."""
    return EMPTY


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question: the value stored, the label and hint shown."""

    value: Json
    label: str
    hint: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing shown with the help: an SVG file beside the definition and what it shows in words."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How a question stands on the recap: hidden, under another label, correctable in place."""

    hide: bool = False
    label: str = ""
    editable: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """What a question of documents accepts: media types, bytes of one file, number of files."""

    types: tuple[str, ...]
    max_size: int | None
    min_items: int
    max_items: int | None
    validity: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits a person can be told, after the conditions that always hold."""

    min_length: int | None = None
    max_length: int | None = None
    minimum: Json = None
    maximum: Json = None
    exclusive_minimum: Json = None
    exclusive_maximum: Json = None
    multiple_of: Json = None
    min_items: int | None = None
    max_items: int | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a question, in the language of the procedure."""

    title: str = ""
    hint: str = ""
    help: str = ""
    noun: str = ""
    placeholder: str = ""
    suffix: str = ""
    figure: Figure | None = None
    errors: Mapping[str, str] = field(default_factory=empty)


@dataclass(frozen=True, slots=True)
class Question:
    """One leaf that is asked, shown or computed.

    `pointer` leads into the answers, with `*` for the index of a row (`/personnes/*/nom`);
    `name` is its HTML name, joined with `-` (`personnes-*-nom`); `kind` is a key of KINDS;
    `json_type` is `string`, `integer`, `number`, `boolean`, `array` or `object`.
    """

    pointer: str
    name: str
    key: str
    kind: str
    widget: str
    json_type: str
    texts: Texts = Texts()
    choices: tuple[Choice, ...] = ()
    format: str = ""
    limits: Limits = Limits()
    documents: DocumentRule | None = None
    required: bool = False
    default: MaybeJson = ABSENT
    const: MaybeJson = ABSENT
    examples: tuple[str, ...] = ()
    prefill: str = ""
    compute: MaybeJson = ABSENT
    decimals: tuple[int, int] | None = None
    clean: tuple[str, ...] = ()
    inputmode: str = ""
    autocomplete: str = ""
    named_list: str = ""
    bic_for: str = ""
    was: str = ""
    summary: Summary = Summary()
    read_only: bool = False
    write_only: bool = False
    sensitive: bool = False
    deprecated: bool = False
    example: bool = False
    nullable: bool = False

    @property
    def asked(self) -> bool:
        """Say whether a person can answer it: neither a note nor read-only nor fixed."""
        return not self.read_only and self.kind not in ("note", "fixed")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one object (or fixed list) of the answers, drawn as a fieldset."""

    pointer: str
    name: str
    key: str
    texts: Texts = Texts()
    children: tuple[Node, ...] = ()
    required: bool = False
    widget: str = ""
    fixed_list: bool = False
    summary: Summary = Summary()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions asked once per row; a row of scalars has one child whose pointer ends in `/*`."""

    pointer: str
    name: str
    key: str
    texts: Texts = Texts()
    children: tuple[Node, ...] = ()
    required: bool = False
    min_items: int = 0
    max_items: int | None = None
    scalar: bool = False
    row_title: str = ""
    row_noun: str = ""
    summary: Summary = Summary()


Node: TypeAlias = "Question | Group | Repeat"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form: its id in the address, its words, the nodes drawn on it in order."""

    id: str
    title: str
    description: str = ""
    section: str = ""
    nodes: tuple[Node, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Give every question of the page, rows and groups opened, in order."""
        for node in self.nodes:
            yield from leaves(node)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms accepted before a draft is begun (`x-terms`)."""

    label: str
    text: str = ""
    full: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Who answers for the procedure, as the receipt must say."""

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """One status of a request; `open` says whether documents may still be added.

    `accepted` is that of a request by which a right is given,
    `pending` is that of a request for which a document is awaited, `withdrawn` that of one its applicant gave up.
    """

    id: str
    label: str
    open: bool = False
    refusal: bool = False
    pending: bool = False
    withdrawn: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the portal needs to know of a procedure (`x-procedure`); dates are ISO days of Paris, durations ISO 8601."""

    type: str = ""
    summary: str = ""
    description: str = ""
    help: str = ""
    service: Service = Service()
    opens: str = ""
    closes: str = ""
    late: str = "refuse"
    debit: str = "recurring"
    silence: Mapping[str, str] = field(default_factory=empty)
    retention: Mapping[str, str] = field(default_factory=empty)
    renewal: Mapping[str, str] = field(default_factory=empty)
    profile: tuple[str, ...] = ()
    helper: str = ""
    statuses: tuple[Status, ...] = ()
    receipt: str = ""
    mails: Mapping[str, Mapping[str, str]] = field(default_factory=empty)
    example: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A cross-field rule (`x-checks`): JSONLogic that must be truthy, where its message stands, what failing does."""

    at: str
    logic: Json
    message: str
    effect: str = "error"
    scope: str = ""
    reads: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer.

    `pointer` counts rows as the draft has them; `keyword` is the JSON Schema keyword that failed, or `check`;
    `effect` is `error` or `stop` (`warn` for warnings); `page` is the id of the page where it is mended, `name`
    the HTML name (with its box for a date) that the error summary leads to.
    """

    pointer: str
    keyword: str
    message: str
    page: str = ""
    name: str = ""
    effect: str = "error"


def leaves(node: Node) -> Iterator[Question]:
    """Give the questions under a node, the node itself if it is one, in order."""
    if isinstance(node, Question):
        yield node
    else:
        for child in node.children:
            yield from leaves(child)
