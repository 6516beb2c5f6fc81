"""Formats as sentences: « 8 à 10 chiffres » for `^[0-9]{8,10}$`, tried on samples by the engine itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

MOST = 1000
BY_HAND = "un motif écrit à la main"
NOT_UNDERSTOOD = (
    "Ce format n’est pas compris. Écrivez par exemple « 8 à 10 chiffres » ou "
    "« 2 lettres majuscules, puis 6 chiffres » ; mettez entre guillemets ce qui s’écrit tel quel."
)
TEXT = "text"
ANY = "any"


@dataclass(frozen=True, slots=True)
class Shape:
    """A sort of sign: its class in a pattern, its words for one and for several."""

    signs: str
    one: str
    many: str


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "digits": Shape("[0-9]", "chiffre", "chiffres"),
        "upper": Shape("[A-Z]", "lettre majuscule", "lettres majuscules"),
        "lower": Shape("[a-z]", "lettre minuscule", "lettres minuscules"),
        "letters": Shape("[A-Za-z]", "lettre", "lettres"),
        "upper_digits": Shape("[A-Z0-9]", "lettre majuscule ou chiffre", "lettres majuscules ou chiffres"),
        "letters_digits": Shape("[A-Za-z0-9]", "lettre ou chiffre", "lettres ou chiffres"),
        ANY: Shape(".", "signe", "signes"),
    }
)
SAME_SIGNS = {"\\d": "digits", "[a-zA-Z]": "letters", "[0-9A-Z]": "upper_digits", "[a-zA-Z0-9]": "letters_digits"}
SIGNS = {**{shape.signs: name for name, shape in SHAPES.items()}, **SAME_SIGNS, "[0-9A-Za-z]": "letters_digits"}
NAMES = {"tiret": "-", "espace": " ", "point": ".", "barre": "/"}
WORDS = {
    **{words: name for name, shape in SHAPES.items() for words in (shape.one, shape.many)},
    "majuscule": "upper",
    "majuscules": "upper",
    "minuscule": "lower",
    "minuscules": "lower",
    "chiffre ou lettre": "letters_digits",
    "chiffres ou lettres": "letters_digits",
    "majuscules ou chiffres": "upper_digits",
    "caractère": ANY,
    "caractères": ANY,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a format: so many signs of a shape (`most` None without end), or one of the `texts` as written."""

    shape: str
    least: int = 1
    most: int | None = 1
    texts: tuple[str, ...] = ()
    optional: bool = False


ATOM = re.compile(
    r"(?P<open>\((?:\?:)?)?(?P<atom>\[[A-Za-z0-9-]+\]|\\d|\.)(?P<count>\{[0-9]+(?:,[0-9]*)?\}|[?*+])?(?P<close>\)\??)?"
)
GROUP = re.compile(r"\((?:\?:)?(?P<texts>[^()\[\]{}?*+]+)\)(?P<optional>\??)")
UNIT = re.compile(r"\\[^A-Za-z0-9]|[^\\^$.|?*+()\[\]{}]")
ALONE = re.compile(rf"(?P<one>{UNIT.pattern})\?")
LITERAL = re.compile(rf"(?:{UNIT.pattern})+")
COUNT = re.compile(
    r"(?:(?P<low>[0-9]+) (?P<between>à|ou) (?P<high>[0-9]+)|au moins (?P<least>[0-9]+|une?)|"
    r"au plus (?P<most>[0-9]+|une?)|(?P<exact>[0-9]+|une?)|(?P<free>n’importe combien de|des)) "
    r"(?P<words>.+)\Z"
)
QUOTED = re.compile(r"«\s*(?P<angle>[^«»]*?)\s*»|\"(?P<straight>[^\"]*)\"|“(?P<curly>[^“”]*)”")


def explain(pattern: str) -> str | None:
    """Say a pattern in words, None when it is of none of our shapes."""
    parts = parts_of(pattern)
    return None if parts is None else sentence(parts)


def pattern_of(words: str) -> str | None:
    """Read a sentence into a pattern; None when it is not understood."""
    parts = read(words)
    return None if parts is None else pattern(parts)


def pattern(parts: Iterable[Part]) -> str:
    """Write parts as a pattern, anchored."""
    return f"^{''.join(_piece(part) for part in parts)}$"


def sentence(parts: Sequence[Part]) -> str:
    """Say parts in words: « 2 lettres majuscules, puis 6 chiffres »."""
    free = len(parts) == 2 and parts[1] == Part(ANY, 0, None) and parts[0].texts and not parts[0].optional
    if free:
        return f"commence par {_said(parts[0])}"
    return ", puis ".join(_said(part) for part in parts)


def parts_of(pattern: str) -> tuple[Part, ...] | None:
    """Take a pattern to pieces; None when a piece is of none of our shapes."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    rest, parts = pattern[1:-1], []
    while rest:
        found = _first(rest)
        if found is None:
            return None
        part, length = found
        rest = rest[length:]
        parts.append(part)
    return tuple(parts) if parts and all(_sayable(part) for part in parts) else None


def read(words: str) -> tuple[Part, ...] | None:
    """Read a sentence into parts; None when it is not understood."""
    plain = " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").replace("'", "’").split()).rstrip(".")
    texts: list[str] = []

    def kept(found: re.Match[str]) -> str:
        texts.append(next(text for text in found.groups() if text is not None))
        return f"\x00{len(texts) - 1}\x00"

    bare = QUOTED.sub(kept, plain).lower()
    begins = bare.startswith("commence par ")
    pieces = re.split(r",? puis |,? suivie?s? d[e’]\s?|, ", bare.removeprefix("commence par "))
    parts = [_part(piece.strip(), texts) for piece in pieces]
    if any(part is None for part in parts):
        return None
    made = tuple(part for part in parts if part is not None)
    return (*made, Part(ANY, 0, None)) if begins and len(made) == 1 else made


def _first(rest: str) -> tuple[Part, int] | None:
    """Read the first piece of a pattern, with how many of its signs it takes."""
    if (found := ATOM.match(rest)) and found["atom"] in SIGNS:
        return _atom(found)
    if found := GROUP.match(rest):
        texts = tuple(_plain(text) for text in found["texts"].split("|"))
        return Part(TEXT, texts=texts, optional=bool(found["optional"])), found.end()
    if found := ALONE.match(rest):
        return Part(TEXT, texts=(_plain(found["one"]),), optional=True), found.end()
    if found := LITERAL.match(rest):
        units = UNIT.findall(found[0])
        counted = rest[found.end() : found.end() + 1] in ("?", "*", "+", "{")
        text = "".join(units[:-1] if counted else units)
        return (Part(TEXT, texts=(_plain(text),)), len(text)) if text else None
    return None


def _atom(found: re.Match[str]) -> tuple[Part, int] | None:
    least, most = _counts(found["count"])
    if bool(found["open"]) != bool(found["close"]):
        return None
    optional = found["close"] == ")?" or found["count"] == "?"
    part = Part(SIGNS[found["atom"]], least, most, optional=optional)
    return part, found.end()


def _counts(count: str | None) -> tuple[int, int | None]:
    if count in (None, "?"):
        return 1, 1
    if count in ("*", "+"):
        return (0 if count == "*" else 1), None
    low, comma, high = str(count)[1:-1].partition(",")
    return int(low), int(low) if not comma else int(high) if high else None


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _sayable(part: Part) -> bool:
    if part.shape == TEXT:
        return all(text and text == text.strip() and not set(text) & set('«»"“”\x00') for text in part.texts) or (
            len(part.texts) == 1 and part.texts[0] in NAMES.values()
        )
    return part.least <= (part.most if part.most is not None else part.least) and (part.most or 0) <= MOST


def _piece(part: Part) -> str:
    if part.shape == TEXT:
        escaped = [re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", text) for text in part.texts]
        alone = len(escaped) == 1 and (not part.optional or len(part.texts[0]) == 1)
        whole = escaped[0] if alone else f"(?:{'|'.join(escaped)})"
        return whole + ("?" if part.optional else "")
    signs = SHAPES[part.shape].signs
    one = signs + _times(part.least, part.most)
    if not part.optional:
        return one
    return f"{signs}?" if one == signs else f"(?:{one})?"


def _times(least: int, most: int | None) -> str:
    if (least, most) == (1, 1):
        return ""
    if most is None:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _said(part: Part) -> str:
    words = _said_text(part) if part.shape == TEXT else _said_shape(part)
    return f"éventuellement {words}" if part.optional else words


def _said_text(part: Part) -> str:
    named = {sign: name for name, sign in NAMES.items()}
    if len(part.texts) == 1 and part.texts[0] in named:
        name = named[part.texts[0]]
        return f"{'une' if name == 'barre' else 'un'} {name}"
    return " ou ".join(f"«\u00a0{text}\u00a0»" for text in part.texts)


def _said_shape(part: Part) -> str:
    shape, least, most = SHAPES[part.shape], part.least, part.most
    if most is None:
        if least == 0:
            return f"n’importe combien de {shape.many}"
        return f"au moins {least} {shape.one if least == 1 else shape.many}"
    words = shape.one if most == 1 else shape.many
    if least == most:
        return f"{most} {words}"
    return f"au plus {most} {words}" if least == 0 else f"{least} à {most} {words}"


def _part(words: str, texts: Sequence[str]) -> Part | None:
    """Read one piece of a sentence."""
    if words.startswith("éventuellement "):
        inner = _part(words.removeprefix("éventuellement "), texts)
        return None if inner is None or inner.optional else replace(inner, optional=True)
    quoted = re.fullmatch(r"\x00([0-9]+)\x00(?: ou \x00[0-9]+\x00)*", words)
    if quoted:
        named = tuple(texts[int(number)] for number in re.findall(r"\x00([0-9]+)\x00", words))
        return Part(TEXT, texts=named) if all(named) else None
    article, _, name = words.partition(" ")
    if article in ("un", "une") and name in NAMES:
        return Part(TEXT, texts=(NAMES[name],))
    found = COUNT.match(words)
    shape = WORDS.get(found["words"]) if found else None
    if found is None or shape is None:
        return None
    return _counted(found, shape)


def _counted(found: re.Match[str], shape: str) -> Part | None:
    numbers = {key: _number(found[key]) for key in ("low", "high", "least", "most", "exact") if found[key]}
    if any(number > MOST for number in numbers.values()):
        return None
    if found["free"]:
        return Part(shape, 0, None)
    if "least" in numbers:
        return Part(shape, numbers["least"], None)
    if "most" in numbers:
        return Part(shape, 0, numbers["most"])
    low = numbers.get("low", numbers.get("exact", 1))
    high = numbers.get("high", low)
    if found["between"] == "ou" and high != low + 1:
        return None
    return Part(shape, low, high) if high > 0 and low <= high else None


def _number(text: str) -> int:
    return 1 if text in ("un", "une") else int(text)


def shapes() -> Iterator[dict[str, Any]]:
    """Give the shapes as options of a list: `{const, title}`."""
    return ({"const": name, "title": shape.many} for name, shape in SHAPES.items())
