"""Drawings in SVG written anew: only shapes, words and colours of a closed list, nothing that acts or leads elsewhere.

The reader is expat: it loads nothing, and a document that declares anything of its own is refused. What was to be seen
and is left out is told; a drawing of which nothing would be seen is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MOST_ELEMENTS, DEEPEST, LONGEST_VALUE = 20_000, 60, 200_000
_SHAPES = """
svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient radialGradient stop
clipPath mask pattern marker
"""
SHAPES = {**{name: name for name in _SHAPES.split()}, "a": "g", "switch": "g"}
"""The elements that stay, with what they become; any other goes with all that is in it.

`use` is not among them: a few that show one another would keep a browser busy for hours.
"""
COPIES, EFFECTS, PICTURES = "les formes répétées", "les effets (ombre, flou)", "les images mises dedans"
MOVES, PAGES, CURVED = "ce qui bouge ou réagit", "ce qui vient d’une page web", "les textes qui suivent une ligne"
LINKS, ELSEWHERE = "les liens", "ce qui est pris ailleurs"
SHEETS = "les couleurs et les traits d’une feuille de style"
LEFT_OUT = {"use": COPIES, "symbol": COPIES, "filter": EFFECTS, "image": PICTURES, "foreignObject": PAGES}
LEFT_OUT |= dict.fromkeys(("script", "animate", "animateTransform", "animateMotion", "set", "handler"), MOVES)
LEFT_OUT |= {"textPath": CURVED, "tref": CURVED, "a": LINKS}
"""What is missed of an element that goes; of the others nothing was to be seen."""
SEEN = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
ASIDE = {"defs", "clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "title", "desc"}
"""What only serves other elements: nothing in it is seen by itself."""
_STYLES = """
fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray
stroke-dashoffset stroke-opacity opacity color display visibility font-family font-size font-style font-weight
text-anchor letter-spacing word-spacing dominant-baseline alignment-baseline baseline-shift text-decoration stop-color
stop-opacity clip-path clip-rule mask marker-start marker-mid marker-end paint-order vector-effect shape-rendering
text-rendering
"""
STYLES = frozenset(_STYLES.split())
_PLAIN = """
id x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height d points transform viewBox preserveAspectRatio offset
gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits
maskContentUnits markerWidth markerHeight markerUnits refX refY orient dx dy rotate textLength lengthAdjust pathLength
role version
"""
PLAIN = frozenset(_PLAIN.split())
INWARD = re.compile(r"url\(\s*['\"]?#[\w.-]+['\"]?\s*\)")
CLASSES = re.compile(r"([^{}]+)\{([^{}]*)\}")
EFFECT = re.compile(r"(?:^|[;{\s])(?:filter|mix-blend-mode|backdrop-filter)\s*:", re.I)
NUMBER = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*\Z")


class NotADrawingError(Exception):
    """The file is no drawing that can be written anew; the message says why, in one French clause."""


class Drawing(NamedTuple):
    """A drawing as we write it, and what was to be seen in it and is left out, in French."""

    text: str
    left_out: tuple[str, ...]


def redrawn(data: bytes) -> Drawing:
    """Give a drawing as we write it. Raises NotADrawingError."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = _no_declarations, _no_entity
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise NotADrawingError("il n’est pas un dessin SVG lisible") from None
    made = Drawing(reader.written(), tuple(dict.fromkeys(reader.missed())))
    if not reader.seen:
        made_of = f", car il est fait de parties que le portail ne garde pas ({listed(made.left_out)})"
        raise NotADrawingError(f"rien ne s’en verrait{made_of if made.left_out else ''}. Enregistrez-le en PNG")
    return made


def listed(names: tuple[str, ...]) -> str:
    """Write names one after another: « les liens, les images mises dedans et les effets »."""
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _no_declarations(_name: str, _system: str | None, _public: str | None, internal: int) -> None:
    if internal:
        raise NotADrawingError("il déclare des éléments qui lui sont propres (DOCTYPE)")


def _no_entity(*_: object) -> None:
    raise NotADrawingError("il déclare des entités")


class _Reader:
    """Writes what is allowed of what is read; styles of classes become those of each element."""

    def __init__(self) -> None:
        self._events: list[tuple[str, Mapping[str, str]] | str | None] = []
        self._open: list[str] = []
        self._left_out = 0
        self._style: list[str] | None = None
        self._css: list[str] = []
        self._count = 0
        self._missed: list[str] = []
        self.seen = False
        """Whether anything of the drawing is seen."""

    def start(self, name: str, given: dict[str, str]) -> None:
        """Open an element."""
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) + self._left_out > DEEPEST:
            raise NotADrawingError("il est trop compliqué : simplifiez-le dans votre logiciel de dessin")
        space, _, local = name.rpartition(" ")
        if not self._open and not self._left_out and (space, local) != (SVG, "svg"):
            raise NotADrawingError("il n’est pas un dessin SVG")
        if space == SVG and local == "style" and not self._left_out:
            self._style = []
        if space == SVG and local in LEFT_OUT and not self._left_out:
            self._missed.append(LEFT_OUT[local])
        if self._left_out or space != SVG or local not in SHAPES:
            self._left_out += 1
            return
        self.seen |= local in SEEN and not ASIDE & set(self._open)
        self._missed += _missed(given)
        self._open.append(SHAPES[local])
        self._events.append((SHAPES[local], given))

    def end(self, _name: str) -> None:
        """Close an element."""
        if self._style is not None and self._left_out == 1:
            self._css.append("".join(self._style))
            self._style = None
        if self._left_out:
            self._left_out -= 1
            return
        self._open.pop()
        self._events.append(None)

    def words(self, text: str) -> None:
        """Take words."""
        if self._style is not None:
            self._style.append(text)
        elif not self._left_out and self._open:
            self.seen |= self._open[-1] in ("text", "tspan") and bool(text.strip()) and not ASIDE & set(self._open)
            self._events.append(text)

    def missed(self) -> Iterator[str]:
        """Give what was to be seen and is left out, twice where it is met twice."""
        yield from self._missed
        css = "".join(self._css)
        selectors = [one.strip() for found, _ in CLASSES.findall(css) for one in found.split(",")]
        if any(not re.fullmatch(r"\.[\w-]+", one) for one in selectors):
            yield SHEETS
        if EFFECT.search(css):
            yield EFFECTS

    def written(self) -> str:
        """Give the whole as text."""
        classes = _classes("".join(self._css))
        made: list[str] = []
        names: list[str] = []
        for event in self._events:
            if event is None:
                made.append(f"</{names.pop()}>")
            elif isinstance(event, str):
                made.append(escape(event) if names[-1] in ("text", "tspan", "title", "desc") else _blank(event))
            else:
                name, given = event
                root = not names
                names.append(name)
                kept = _attributes(given, classes)
                made.append(f"<{name}{_root(kept) if root else _listed(kept)}>")
        return "".join(made)


def _missed(given: Mapping[str, str]) -> Iterator[str]:
    """Give what is missed of the attributes that go."""
    if "filter" in given or EFFECT.search(given.get("style", "")):
        yield EFFECTS
    if any(name.startswith("on") for name in given):
        yield MOVES
    if any(re.search(r"url\s*\(", INWARD.sub("", given.get(name, ""))) for name in (*STYLES, "style")):
        yield ELSEWHERE


def _blank(text: str) -> str:
    return "\n" if "\n" in text else ""


def _classes(css: str) -> Mapping[str, Mapping[str, str]]:
    """Read the rules of single classes and elements; any other rule says nothing here."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in CLASSES.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(_declared(body))
    return found


def _declared(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.replace("!important", "").split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip().lower() in STYLES}


def _attributes(given: Mapping[str, str], classes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    made = {name: value for name, value in given.items() if name in PLAIN or name in STYLES}
    for name in given.get("class", "").split():
        made |= classes.get(f".{name}", {})
    made |= _declared(given.get("style", ""))
    href = given.get("href", given.get(f"{XLINK} href", ""))
    if re.fullmatch(r"#[\w.-]+", href):  # a gradient that takes its colours from another
        made["href"] = href
    return {name: value for name, value in made.items() if _harmless(value)}


def _harmless(value: str) -> bool:
    """Say whether a value leads nowhere but into the drawing."""
    rest = INWARD.sub("", value)
    return len(value) <= LONGEST_VALUE and not re.search(r"url\s*\(|[\\@<&]|script|expression|import", rest, re.I)


def _root(kept: Mapping[str, str]) -> str:
    """Write the attributes of the drawing itself, which needs its measures to be drawn at any size."""
    made = {name: value for name, value in kept.items() if name not in ("x", "y")}
    sides = [NUMBER.match(made.get(name, "")) for name in ("width", "height")]
    if "viewBox" not in made:
        if not (sides[0] and sides[1]):
            raise NotADrawingError("il ne dit pas ses dimensions (viewBox)")
        made["viewBox"] = f"0 0 {sides[0].group(1)} {sides[1].group(1)}"
    return f' xmlns="{SVG}"{_listed(made)}'


def _listed(kept: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())
