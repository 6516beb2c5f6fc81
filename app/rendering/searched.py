"""The search box of an address group: what it shows again of a post, and the boxes that an answer fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import escape

from app.rendering.fragments import Fragment
from app.rendering.words import AddressWords
from app.typography import french
from forms import GroupView, QuestionView

NUMBER, STREET, POSTCODE, TOWN, INSEE = KEYS = ("numero", "voie", "codePostal", "commune", "codeInsee")
PLACE = (STREET, POSTCODE, TOWN)


@dataclass(frozen=True, slots=True)
class Searched:
    """The text of a search box, and what came of it.

    `state` is `found`, `failed`, `short`, or "" when nothing was searched; `answers` are pairs of a label and the boxes
    that choosing it fills, by the keys of the address block.
    """

    text: str = ""
    state: str = ""
    answers: tuple[tuple[str, Mapping[str, str]], ...] = ()


NOTHING = Searched()


def chosen(view: GroupView) -> str:
    """Give the hidden input that says which street and town the INSEE code stands for; nothing without a code."""
    texts = {item.question.key: item.boxes.get("", "") for item in view.items if isinstance(item, QuestionView)}
    if not texts.get(INSEE):
        return ""
    place = escape(urlencode({key: texts.get(key, "") for key in PLACE}))
    return f'<input type="hidden" name="chosen {escape(view.name)}" value="{place}">'


def drawn(view: GroupView, found: Searched, words: AddressWords, block: Fragment, answer: Fragment) -> dict[str, str]:
    """Give what fills the holes of a search box; `block` and `answer` draw what was found."""
    values = {"text": str(escape(found.text))}
    if not found.state:
        return values
    numbered = any(item.question.key == NUMBER for item in view.items if isinstance(item, QuestionView))
    made = [
        answer.fill(
            {
                "name": str(escape(view.name)),
                "choice": str(escape(urlencode(boxes if numbered else _joined(boxes)))),
                "label": str(escape(label)),
            }
        )
        for label, boxes in found.answers
    ]
    said = french(str(escape(_sentence(found, words))))
    listed = f'<ul class="govuk-list">{"".join(made)}</ul>' if made else ""
    return {**values, "searched": values["text"], "found": block.fill({"said": said, "answers": listed})}


def _joined(boxes: Mapping[str, str]) -> Mapping[str, str]:
    """Write the number before the street, for a group that has no box of its own for it."""
    if STREET not in boxes:
        return boxes
    return {**boxes, STREET: f"{boxes.get(NUMBER, '')} {boxes[STREET]}".strip()}


def _sentence(found: Searched, words: AddressWords) -> str:
    if found.state == "failed":
        return words.failed
    if found.state == "short":
        return words.short
    count = len(found.answers)
    return words.none if not count else words.one if count == 1 else words.many.format(count)
