"""The answers of one request: what was typed, the ids of rows, what was offered, which pages were posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms.model import Json, empty


@dataclass(frozen=True, slots=True)
class Answers:
    """A frozen value: every change gives another.

    `values` is the JSON of the answers, text that could not be read kept as typed; `rows` gives, for each repeat by its
    pointer with row ids (`/personnes`, `/personnes/a1/enfants`), the ids of its rows in order; `offered` the pointers
    whose default or prefill was shown once; `posted` the ids of the pages that were posted, None standing for all.
    """

    values: Mapping[str, Any] = field(default_factory=empty)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=empty)
    offered: frozenset[str] = frozenset()
    posted: frozenset[str] | None = frozenset()

    @classmethod
    def of(cls, answers: Answers | Mapping[str, Any]) -> Answers:
        """Take answers as they are, or a plain dict as answers of which every page was posted."""
        return answers if isinstance(answers, Answers) else cls(values=dict(answers), posted=None)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Answers:
        """Read what `to_json` wrote."""
        posted = document.get("posted", [])
        return cls(
            values=document.get("values", {}),
            rows={pointer: tuple(ids) for pointer, ids in document.get("rows", {}).items()},
            offered=frozenset(document.get("offered", [])),
            posted=None if posted is None else frozenset(posted),
        )

    def to_json(self) -> dict[str, Json]:
        """Give a JSON value; numbers stay exact, sets are sorted: equal answers, equal texts."""
        posted: Json = None if self.posted is None else [*sorted(self.posted)]
        rows: dict[str, Json] = {pointer: [*ids] for pointer, ids in self.rows.items()}
        return {"values": dict(self.values), "rows": rows, "offered": [*sorted(self.offered)], "posted": posted}

    def was_posted(self, page_id: str) -> bool:
        """Say whether this page was posted at least once."""
        return self.posted is None or page_id in self.posted

    def with_posted(self, page_id: str, offered: Iterable[str] = ()) -> Answers:
        """Note that a page was posted and which defaults and prefills it had shown."""
        posted = None if self.posted is None else self.posted | {page_id}
        return replace(self, posted=posted, offered=self.offered | frozenset(offered))


def copied(value: Any) -> Any:
    """Copy the containers of a JSON value, sharing its leaves."""
    if isinstance(value, Mapping):
        return {key: copied(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [copied(child) for child in value]
    return value
