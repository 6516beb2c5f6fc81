"""The fields of one line of a rule's panel, made for what it looks at so far; a line may hold one about its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.answers import copied
from forms.authoring.asking import OFFERED, shown_for
from forms.authoring.measuring import (
    AGAINST,
    ALONE,
    ANSWER,
    FIXED,
    MEASURES,
    SPANS,
    columns,
    measure_of,
    options,
    sort_of_measure,
    words_of,
)
from forms.authoring.offering import (
    CHOICES,
    COLUMNS,
    COUNTED,
    DATES,
    LISTED,
    NUMBERS,
    Offer,
    RowOffer,
    among,
    answers_of,
)
from forms.authoring.surroundings import Candidate, rows_of
from forms.authoring.terms import SIGNS
from forms.expansion import Schema
from forms.options import option_text

Line = Mapping[str, Any]
COMPARED = [*SIGNS, "contains", "contains-not", "one-of", "none-of"]
"""The operators that need something to compare with."""


class LineMaker:
    """Makes the fields of lines; `known` are those that a line can have, as the template of the panel words them."""

    def __init__(self, known: Schema, offer: Offer, inner: bool = False) -> None:
        self._known, self._offer, self._inner = known, offer, inner

    def line(self, frame: Schema, given: Line, *, of: str = OFFERED, measure: str = "", bare: bool = False) -> Schema:
        """Make a line in a frame: its question of the list `of`, what is measured unless told, how it compares.

        `bare` lines only say what is measured.
        """
        made: Schema = copied(frame)
        worded = made.get("properties", {}).get("question", self._known["question"])
        made["properties"] = {"question": self._offer.one(worded, of)}
        made["required"], made["allOf"] = ["question"], []
        candidate = self._offer.find(given.get("question"))
        if candidate is not None:
            self._measured(made, candidate, given, measure, bare)
        if not made["allOf"]:
            del made["allOf"]
        return made

    def counted(self, frame: Schema, given: Line) -> Schema:
        """Make the fields, all of them optional, that say which rows or documents are counted."""
        made: Schema = copied(frame)
        made["properties"] = {"question": self._offer.one(made["properties"]["question"], COUNTED)}
        made["required"] = []
        rows = self._offer.find(given.get("question"))
        if rows is not None and rows.sort == "rows":
            self._where(made, rows, given, False)
        del made["required"]
        return made

    def preset(self, given: Line) -> dict[str, Any]:
        """Give a line with what is nearly always meant chosen already, where there is something to choose."""
        candidate = self._offer.find(given.get("question"))
        if candidate is None or candidate.sort != "choice" or "measure" in given or len(self._measures(candidate)) == 1:
            return dict(given)
        return {**given, "measure": ANSWER}

    def _measured(self, made: Schema, candidate: Candidate, given: Line, measure: str, bare: bool) -> None:
        offered = self._measures(candidate)
        if len(offered) > 1 and not measure:
            made["properties"]["measure"] = {**self._known["measure"], "oneOf": options(offered)}
            made["required"].append("measure")
        measure = measure or (ANSWER if len(offered) == 1 else measure_of(given, candidate))
        if not measure:
            return
        if measure in PARTS:
            PARTS[measure](self, made, candidate, given)
        if bare:
            return
        words = words_of(candidate, measure)
        made["properties"]["operator"] = {**self._known["operator"], "oneOf": options(words)}
        made["required"].append("operator")
        self._compared(made, candidate, sort_of_measure(candidate, measure))

    def _measures(self, candidate: Candidate) -> dict[str, str]:
        """Give what may be measured in a question, where there is something to measure it with."""
        found = dict(MEASURES[candidate.sort])
        if self._inner:
            return {one: words for one, words in found.items() if one in ALONE}
        inside = columns(self._offer.every, candidate.pointer)
        needs = {
            "rows": bool(inside),
            "total": any(one.sort == "number" for one in inside),
            "between": self._offer.has(DATES, 2),
            "sum": bool(self._beside(candidate, NUMBERS)) or self._offer.has(COUNTED),
            "equal": bool(self._alike(candidate)),
        }
        return {one: words for one, words in found.items() if needs.get(one, True)}

    def _beside(self, candidate: Candidate, name: str) -> list[Candidate]:
        """Give the other questions of a list that stand in the same rows, or outside of all."""
        rows = rows_of(candidate.pointer)
        return [one for one in self._offer.lists[name] if one != candidate and rows_of(one.pointer) in ("", rows)]

    def _alike(self, candidate: Candidate) -> list[Candidate]:
        """Give the other questions that can have one of its answers."""
        answers = {option_text(one.value) for one in candidate.choices}
        others = self._beside(candidate, CHOICES)
        return [one for one in others if answers & {option_text(choice.value) for choice in one.choices}]

    def _take(self, made: Schema, name: str, field: Schema, needed: bool = True) -> None:
        made["properties"][name] = field
        if needed:
            made["required"].append(name)

    def add_sum(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask what is added: numbers, and how many rows or documents there are somewhere."""
        plus = self._offer.find(given.get("plus"))
        if self._beside(candidate, NUMBERS):
            self._take(made, "others", among(self._known["others"], self._beside(candidate, NUMBERS)), plus is None)
        if self._offer.has(COUNTED):
            alone = not self._beside(candidate, NUMBERS)
            self._take(made, "plus", self._offer.one(self._known["plus"], COUNTED), alone)
        if plus is not None and plus.sort == "rows":
            self._where(made, plus, given, False)

    def add_rows(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask which rows count."""
        self._where(made, candidate, given, True)

    def add_column(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask which question of the rows is added."""
        inside = RowOffer(columns(self._offer.every, candidate.pointer))
        self._take(made, "column", inside.one(self._known["column"], NUMBERS))

    def add_span(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask for the other date, and the unit."""
        self._take(made, "until", self._offer.one(self._known["until"], DATES))
        self._take(made, "unit", {**self._known["unit"], "oneOf": options(SPANS)})

    def add_equal(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask for the other questions, and the answer that is counted."""
        self._take(made, "others", among(self._known["among"], self._alike(candidate)))
        self._take(made, "same", answers_of(self._known["same"], candidate))

    def add_signs(self, made: Schema, candidate: Candidate, given: Line) -> None:
        """Ask how many signs count."""
        self._take(made, "signs", self._known["signs"])

    def _where(self, made: Schema, rows: Candidate, given: Line, needed: bool) -> None:
        """Ask which rows count by one more line, about a question of the rows."""
        inside = RowOffer(columns(self._offer.every, rows.pointer))
        if not inside.every:
            return
        frame: Schema = copied(self._known["where"])
        if not needed:
            frame["title"] = f"{frame['title']} (facultatif)"
        line = given.get("where")
        maker = LineMaker(self._known, inside, inner=True)
        self._take(made, "where", maker.line(frame, line if isinstance(line, Mapping) else {}), needed)

    def _compared(self, made: Schema, candidate: Candidate, sort: str) -> None:
        """Add what is compared with, each field shown when it is of use."""
        properties, entries, known = made["properties"], made["allOf"], self._known
        if sort in ("choice", "choices") and candidate.choices:
            properties["value"] = answers_of(known["value"], candidate)
            single = ["is", "is-not"] if sort == "choice" else ["contains", "contains-not"]
            entries.append(shown_for("value", "operator", single))
            if sort == "choice":
                properties["values"] = answers_of(known["values"], candidate, several=True)
                entries.append(shown_for("values", "operator", ["one-of", "none-of"]))
            return
        field = FIXED.get(sort, "text" if sort in ("choice", "choices") else "")
        if not field:
            return
        lists = self._against(candidate, sort)
        if len(lists) == 1:
            properties[field] = known[field]
            entries.append(shown_for(field, "operator", COMPARED))
            return
        properties["against"] = {**known["against"], "oneOf": options({one: AGAINST[one] for one in lists})}
        properties[field] = known[field]
        entries += [shown_for("against", "operator", COMPARED), shown_for(field, "against", ["value"])]
        for name, where in ANOTHER.items():
            if lists.get(name):
                properties[where] = self._offer.one(known[where], lists[name])
                entries.append(shown_for(where, "against", [name]))

    def _against(self, candidate: Candidate, sort: str) -> dict[str, str]:
        """Give what a measure may be compared with, each with the list that it is chosen from."""
        found = {"value": ""}
        if self._offer.has(LISTED.get(sort, ""), 2 if candidate.sort == sort else 1):
            found["other"] = LISTED[sort]
        if sort == "number" and not self._inner:
            found |= {one: name for one, name in (("count", COUNTED), ("column", COLUMNS)) if self._offer.has(name)}
        return found | ({"today": ""} if sort == "date" else {})


ANOTHER = {"other": "other", "count": "counted", "column": "summed"}
"""The field that names what one compares with, by what it is."""
PARTS = {
    "sum": LineMaker.add_sum,
    "rows": LineMaker.add_rows,
    "total": LineMaker.add_column,
    "between": LineMaker.add_span,
    "equal": LineMaker.add_equal,
    "start": LineMaker.add_signs,
}
"""What a measure asks besides the question itself."""
