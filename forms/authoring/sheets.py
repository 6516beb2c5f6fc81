"""A table pasted from a spreadsheet or read from a CSV, made into the rows of a named list; what is wrong in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_ROWS, MOST_COLUMNS = 50_000, 3
LONGEST, LONGEST_HINT = 200, 300
MOST_TOLD = 50
LOOKED_AT = 200
MOST_LOOKED_AT = 50
"""How many cells of a header are looked at: what a table holds stands in its first columns."""
SEPARATORS = {"\t": "la tabulation", ";": "le point-virgule", ",": "la virgule", "": "aucun"}
HEADERS = {
    "value": frozenset({"valeur", "value", "code", "id", "identifiant", "clé", "cle", "clef", "const", "numéro", "n°"}),
    "label": frozenset({"libellé", "libelle", "label", "nom", "name", "titre", "title", "intitulé", "intitule"}),
    "hint": frozenset({"aide", "hint", "description", "précision", "precision", "indication"}),
}
UNCLOSED = 'un guillemet (") est ouvert et jamais refermé. Retirez-le, ou écrivez-le deux fois.'
BLANKS = "\u00a0\u202f"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong on one line of a table, 0 for the whole of it."""

    line: int
    sentence: str

    def __str__(self) -> str:
        """Say it with its line."""
        return f"Ligne {self.line} : {self.sentence}" if self.line else self.sentence[:1].upper() + self.sentence[1:]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was understood: its rows `{const, title, description}`, and what is wrong, by line.

    `separator` is a key of SEPARATORS; `columns` says what each column is: `value`, `label`, `hint` or `` for none.
    """

    rows: Sequence[Mapping[str, Any]]
    wrong: Sequence[Wrong]
    more: int
    separator: str
    header: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a list changes to the one before, by value: rows added, removed, and pairs of before and after."""

    added: Sequence[Mapping[str, Any]]
    removed: Sequence[Mapping[str, Any]]
    changed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    moved: bool

    @property
    def nothing(self) -> bool:
        """Say that the two lists are the same."""
        return not (self.added or self.removed or self.changed or self.moved)


def decoded(data: bytes) -> tuple[str, str]:
    """Give the text of a file and the name of its encoding. Raises ValueError for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(data.decode("utf-16")), "UTF-16"
    try:
        return _text(data.decode("utf-8-sig")), "UTF-8"
    except UnicodeDecodeError:
        return _text(data.decode("cp1252")), "Windows-1252"


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text")
    return text


def read_sheet(text: str, separator: str | None = None, header: bool | None = None) -> Sheet:
    """Read a table; without a separator or without saying whether it has a header, these are found."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    chosen = _separator(text) if separator not in SEPARATORS else str(separator)
    try:
        lines = list(_lines(text, chosen))
    except csv.Error:
        return Sheet((), (Wrong(0, UNCLOSED),), 0, chosen, bool(header), ())
    named = _named(lines[0][1]) if lines else ()
    headed = bool(named) if header is None else header
    width = max((len(cells) for _, cells in lines), default=0)
    columns = named if headed and named else _by_place(width)
    body = lines[1:] if headed else lines
    reader = _Reader(columns, named != () and headed)
    reader.read(body)
    return Sheet(reader.rows, reader.wrong[:MOST_TOLD], max(0, len(reader.wrong) - MOST_TOLD), chosen, headed, columns)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each line that has any, with the number of the line where it begins."""
    if not separator:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, [line.strip()]
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _separator(text: str) -> str:
    """Find the sign between the cells: the one that cuts nearly all of the first lines into as many cells."""
    head = "\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT])
    for separator in ("\t", ";", ","):
        try:
            counts = [len(cells) for _, cells in _lines(head, separator)]
        except csv.Error:
            continue
        most = max(set(counts), key=counts.count, default=1)
        even = sum(count == most for count in counts) >= 0.9 * len(counts)
        if most > 1 and even and not _within_words(head, separator):
            return separator
    return ""


def _within_words(head: str, separator: str) -> bool:
    """Say whether a comma is that of a sentence, « Collège Jean-Moulin, Aubervilliers », and cuts no cells."""
    return separator == "," and head.count(", ") > 0.5 * head.count(",")


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Give what the columns of a header are; nothing when the line is no header."""
    words = [cell[:LONGEST].casefold().strip(" :*") for cell in cells[:MOST_LOOKED_AT]]
    found = [next((name for name, known in HEADERS.items() if word in known), "") for word in words]
    once = [name if name not in found[:place] else "" for place, name in enumerate(found)]
    if "label" not in once and once.count("value") == 1 and len(words) == 1:
        once = ["label"]
    return tuple(once) if "label" in once else ()


def _by_place(width: int) -> tuple[str, ...]:
    return ("label",) if width < 2 else ("value", "label", *(["hint"] if width > 2 else []), *([""] * (width - 3)))


class _Reader:
    """Makes rows of lines, and notes what is wrong."""

    def __init__(self, columns: tuple[str, ...], named: bool) -> None:
        self._columns = columns
        self._named = named
        self._values: dict[str, int] = {}
        self._labels: dict[str, int] = {}
        self.rows: list[dict[str, Any]] = []
        self.wrong: list[Wrong] = []

    def read(self, lines: Sequence[tuple[int, list[str]]]) -> None:
        """Read every line."""
        if not lines:
            self.wrong.append(Wrong(0, "ce tableau n’a aucune ligne."))
        if len(lines) > MOST_ROWS:
            said = f"ce tableau a {_figure(len(lines))} lignes : {_figure(MOST_ROWS)} au plus."
            self.wrong.append(Wrong(lines[MOST_ROWS][0], said))
            return
        for number, cells in lines:
            found = {name: _unguarded(cell) for name, cell in zip(self._columns, cells, strict=False) if name}
            label = found.get("label", "")
            value = found.get("value", label)
            hint = found.get("hint", "")
            said = self._said(number, len(cells), value, label, hint)
            if said:
                self.wrong.append(Wrong(number, said))
                continue
            self._values[value] = self._labels[label.casefold()] = number
            self.rows.append({"const": value, "title": label, **({"description": hint} if hint else {})})

    def _said(self, number: int, width: int, value: str, label: str, hint: str) -> str:
        if width > MOST_COLUMNS and not self._named:
            return f"elle a {width} colonnes : {MOST_COLUMNS} au plus (valeur, libellé, aide)."
        if not label:
            return "le libellé manque."
        if not value:
            return f"la valeur de « {_short(label)} » manque."
        for text, most, what, ends in (
            (value, LONGEST, "la valeur", "longue"),
            (label, LONGEST, "le libellé", "long"),
            (hint, LONGEST_HINT, "l’aide", "longue"),
        ):
            if len(text) > most:
                return f"{what} « {_short(text)} » est trop {ends} : {most} signes au plus."
            if not text.isprintable() and not all(sign.isprintable() or sign in BLANKS for sign in text):
                return f"{what} « {_short(text)} » contient un retour à la ligne ou un signe invisible. Retirez-le."
        if value in self._values:
            return f"la valeur « {_short(value)} » est déjà à la ligne {self._values[value]}."
        if label.casefold() in self._labels:
            return f"le libellé « {_short(label)} » est déjà à la ligne {self._labels[label.casefold()]}."
        return ""


def _short(text: str) -> str:
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return seen if len(seen) <= 60 else f"{seen[:59]}…"


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that `write_sheet` put before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def write_sheet(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as a CSV for a French spreadsheet: a header, semicolons, no cell that would be computed."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    hinted = any(row.get("description") for row in rows)
    writer.writerow(["valeur", "libellé", *(["aide"] if hinted else [])])
    for row in rows:
        cells = [
            str(row["const"]),
            str(row.get("title", row["const"])),
            *([row.get("description", "")] if hinted else []),
        ]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return made.getvalue()


def compare_lists(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Difference:
    """Compare two lists by the values of their rows."""
    old = {str(row["const"]): row for row in before}
    new = {str(row["const"]): row for row in after}
    changed = [(old[key], row) for key, row in new.items() if key in old and _words(old[key]) != _words(row)]
    kept = [key for key in old if key in new]
    return Difference(
        [row for key, row in new.items() if key not in old],
        [row for key, row in old.items() if key not in new],
        changed,
        kept != [key for key in new if key in old],
    )


def _words(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row.get("title", row["const"])), str(row.get("description", ""))
