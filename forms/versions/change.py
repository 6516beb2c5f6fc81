"""One typed change between two versions, and the closed table of what each type asks of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Policy(StrEnum):
    """What becomes of drafts that a change touches; where two are named, the admin who publishes chooses."""

    CARRIED = "carried"
    ASKED = "asked again"
    ASKED_OR_FORBIDDEN = "asked again or forbidden"
    DROPPED_OR_FORBIDDEN = "dropped or forbidden"


POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "wording": Policy.CARRIED,
        "presentation": Policy.CARRIED,
        "setting": Policy.CARRIED,
        "computation": Policy.CARRIED,
        "added-optional": Policy.CARRIED,
        "added-required": Policy.ASKED,
        "removed": Policy.DROPPED_OR_FORBIDDEN,
        "moved": Policy.CARRIED,
        "renamed": Policy.CARRIED,
        "rename-lost": Policy.DROPPED_OR_FORBIDDEN,
        "made-required": Policy.ASKED,
        "made-optional": Policy.CARRIED,
        "kind": Policy.ASKED_OR_FORBIDDEN,
        "choice-added": Policy.CARRIED,
        "choice-removed": Policy.ASKED_OR_FORBIDDEN,
        "widened": Policy.CARRIED,
        "narrowed": Policy.ASKED_OR_FORBIDDEN,
        "condition": Policy.ASKED_OR_FORBIDDEN,
        "check-added": Policy.ASKED_OR_FORBIDDEN,
        "check-removed": Policy.CARRIED,
        "document-required": Policy.ASKED,
        "document-optional": Policy.CARRIED,
        "page-added": Policy.CARRIED,
        "page-removed": Policy.CARRIED,
        "page-renamed": Policy.CARRIED,
        "page-moved": Policy.CARRIED,
        "terms": Policy.CARRIED,
        "receipt": Policy.CARRIED,
        "mails": Policy.CARRIED,
        "statuses": Policy.CARRIED,
        "dates": Policy.CARRIED,
        "procedure": Policy.CARRIED,
        "languages": Policy.CARRIED,
        "block": Policy.CARRIED,
        "list": Policy.CARRIED,
        "rewritten": Policy.CARRIED,
    }
)
"""Every type of change. A question on a page that goes is removed or moved by a change of its own."""

BLOCKING = ("rename-lost",)
"""Changes that are faults of the author: publication waits until they are mended."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: `pointer` is the question's in the new version, or in the old one when it is gone.

    `pointer` is `""` for the procedure itself; `old` and `new` show what stood and stands there, short; `page` is the
    id of the page where it is seen.
    """

    type: str
    pointer: str
    sentence: str
    old: str = ""
    new: str = ""
    page: str = ""

    @property
    def policy(self) -> Policy:
        """What the change asks of a draft."""
        return POLICIES[self.type]

    @property
    def blocks(self) -> bool:
        """Say whether it must be mended before publication."""
        return self.type in BLOCKING

    def to_json(self) -> dict[str, str]:
        """Give the change as a JSON value."""
        return {
            "type": self.type,
            "pointer": self.pointer,
            "policy": self.policy.value,
            "sentence": self.sentence,
            "old": self.old,
            "new": self.new,
            "page": self.page,
        }
