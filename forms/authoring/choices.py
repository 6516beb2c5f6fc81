"""Choices pasted from a spreadsheet or a CSV file, as rows of `oneOf`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from forms.authoring.options import slug
from forms.model import Json

MOST = 500
SEPARATORS = "\t;,"
HEADINGS = ({"libellé", "label"}, {"valeur", "libellé"}, {"valeur", "libellé", "indication"}, {"value", "label"})

Row = dict[str, Json]


class PastedError(ValueError):
    """What was pasted cannot be choices; `problems` are sentences that name the line."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def pasted(text: str) -> list[Row]:
    """Read pasted text into rows `{const, title, description}`.

    One column gives labels, two a value and a label, three an indication too; a missing value is made from the label.
    Raises PastedError.
    """
    lines = [(number, cells) for number, cells in _lines(text) if any(cells)]
    if lines and {cell.casefold() for cell in lines[0][1] if cell} in HEADINGS:
        lines = lines[1:]
    width = max((len([*_trimmed(cells)]) for _, cells in lines), default=0)
    problems = list(_faults(lines, width))
    if problems:
        raise PastedError(problems)
    rows: list[Row] = []
    for _, cells in lines:
        value, title, hint = _columns(cells, width)
        taken = [str(row["const"]) for row in rows]
        row: Row = {"const": value or slug(title, taken), "title": title}
        rows.append({**row, "description": hint} if hint else row)
    twice = list(_repeated(lines, rows))
    if twice:
        raise PastedError(twice)
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    separator = _separator(plain)
    reader = csv.reader(plain.split("\n") if '"' not in plain else iter(plain.splitlines(True)), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error as error:
        raise PastedError([f"Ligne {reader.line_num} : ce texte ne se lit pas comme un tableau."]) from error


def _separator(text: str) -> str:
    """Guess what parts the columns: a tab wherever there is one, else a semicolon, else a comma that every line has."""
    lines = [line for line in text.split("\n") if line.strip()]
    if "\t" in text:
        return "\t"
    if any(";" in line for line in lines):
        return ";"
    counts = {len(next(csv.reader([line]), [])) for line in lines}
    return "," if len(counts) == 1 and counts <= {2, 3} and not any(", " in line for line in lines) else "\t"


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _columns(cells: Sequence[str], width: int) -> tuple[str, str, str]:
    padded = [*cells, "", "", ""]
    if width == 1:
        return "", padded[0], ""
    return padded[0], padded[1] or padded[0], padded[2] if width > 2 else ""


def _faults(lines: Sequence[tuple[int, list[str]]], width: int) -> Iterator[str]:
    if not lines:
        yield "Rien n’a été collé : collez au moins une ligne, avec un libellé."
    if len(lines) > MOST:
        number = lines[MOST][0]
        yield f"Ligne {number} : il y a {len(lines)} choix, la limite est de {MOST}. Au-delà, faites une liste nommée."
    if width > 3:
        number = next(number for number, cells in lines if len(_trimmed(cells)) > 3)
        yield f"Ligne {number} : il y a plus de trois colonnes. Gardez la valeur, le libellé et l’indication."
    for number, cells in lines:
        if width <= 3 and not any(_columns(cells, width)[:2]):
            yield f"Ligne {number} : il manque le libellé."


def _repeated(lines: Sequence[tuple[int, list[str]]], rows: Sequence[Row]) -> Iterator[str]:
    for key, words in (("const", "La valeur"), ("title", "Le libellé")):
        seen: dict[str, int] = {}
        for (number, _), row in zip(lines, rows, strict=True):
            text = str(row[key]).casefold()
            if text in seen:
                yield f"Ligne {number} : {words.lower()} « {row[key]} » est déjà à la ligne {seen[text]}."
            seen.setdefault(text, number)
