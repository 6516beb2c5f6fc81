"""The texts of a definition beside their translations: read as rows, written back into `x-i18n`, one place a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.authoring.keywords import drop, put
from forms.authoring.results import sturdy
from forms.expansion import Expansion, Schema, bundle, text_at
from forms.pointers import escape
from forms.problems import DefinitionError
from forms.screen import LANGUAGE_NAMES
from forms.verification.texts import Text, texts_of
from forms.verification.translating import outdated

LANGUAGES = {code: name for code, name in LANGUAGE_NAMES.items() if code != "fr"}
"""The languages that the editor offers, with their names in French."""
WHOLE, REST = "demarche", "suite"
"""The sections of texts that stand on no page: what is read before the form, and what is read after it."""
LONG = 80
TITLE = "Libellé"
SEVERAL_LINES = frozenset(
    {"indication", "aide", "texte sous le titre de la page", "présentation", "accusé de réception"}
    | {"texte d’un courriel", "phrase au-dessus de la case des conditions", "texte des conditions"}
)
MARK = "\x02"
MARKED = frozenset({"title", "description", "x-help", "x-noun", "x-placeholder", "noun", "alt", "label", "message"})
"""The words of a question; those of pages, terms and mails stand where they are told to."""
AS_THEY_ARE = frozenset({"x-pages", "x-terms", "x-procedure", "x-i18n", "const", "default", "examples", "enum"})
BROKEN = (DefinitionError, AttributeError, KeyError, TypeError, ValueError, IndexError)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text and its translation: `section` is the id of its page, WHOLE or REST; `asked` the question it is of.

    `was` is what the text said in the version before, where it changed and its translation did not.
    """

    pointer: str
    section: str
    asked: str
    question: str
    word: str
    base: str
    translation: str
    multiline: bool
    was: str = ""

    @property
    def missing(self) -> bool:
        """Say whether it is still to be translated."""
        return not self.translation.strip()


@dataclass(frozen=True, slots=True)
class TextSection:
    """The texts of one page of the form, or of what stands around it."""

    id: str
    title: str
    rows: tuple[TextRow, ...]

    @property
    def missing(self) -> int:
        """Count the texts that are still to be translated."""
        return sum(row.missing for row in self.rows)

    @property
    def outdated(self) -> int:
        """Count the translations to read again."""
        return sum(bool(row.was) for row in self.rows)


def texts(
    document: Schema, blocks: Mapping[str, Schema], language: str, before: Schema | None = None
) -> tuple[TextRow, ...]:
    """Give every text that people read, in the order in which they meet it, with its translation.

    `before` is the definition of the version that is published: a text that changed since, unlike its translation, is
    to be read again.
    """
    rows = _Texts(document, blocks, language).ordered()
    if before is None:
        return rows
    old = outdated(_spoken(_Texts(before, blocks, language).rows()), _spoken(rows))
    pairs = zip(rows, _spoken(rows), strict=True)
    return tuple(replace(row, was=old[pair]) if pair in old else row for row, pair in pairs)


def _spoken(rows: Iterable[TextRow]) -> list[tuple[str, str]]:
    return [(" ".join(row.base.split()), " ".join(row.translation.split())) for row in rows]


def text_sections(
    document: Schema, blocks: Mapping[str, Schema], language: str, before: Schema | None = None
) -> tuple[TextSection, ...]:
    """Give the texts by page of the form."""
    held: dict[str, list[TextRow]] = {}
    for row in texts(document, blocks, language, before):
        held.setdefault(row.section, []).append(row)
    titles = {WHOLE: "La démarche et ses conditions", REST: "Après l’envoi"}
    titles |= {str(page.get("id", "")): str(page.get("title", "")) for page in _pages(document)}
    return tuple(TextSection(one, titles.get(one, one), tuple(rows)) for one, rows in held.items())


@sturdy
def set_texts(document: Schema, blocks: Mapping[str, Schema], language: str, given: Mapping[str, str]) -> Schema:
    """Give the document with these translations: only what differs is written, what is blank is taken away.

    Translations that are there keep their order; new ones follow, in the order of the definition.
    """
    rows = {row.pointer: row for row in texts(document, blocks, language)}
    known = _translations(document).get(language, {})
    made: dict[str, str] = dict(known)
    for pointer, row in rows.items():
        text = given.get(pointer, row.translation).replace("\r\n", "\n").replace("\r", "\n").strip()
        if pointer not in given or text == row.translation.strip():
            continue
        if text:
            made[pointer] = text
        else:
            made.pop(pointer, None)
    return document if made == dict(known) else put(document, ("x-i18n", language), made)


def orphans(document: Schema, blocks: Mapping[str, Schema], language: str) -> tuple[tuple[str, str], ...]:
    """Give the translations whose pointer leads to no text, with what they say."""
    bundled = _bundled(document, blocks)
    known = _translations(document).get(language, {})
    return tuple((pointer, str(text)) for pointer, text in known.items() if text_at(bundled, pointer) is None)


@sturdy
def drop_orphans(document: Schema, blocks: Mapping[str, Schema], language: str) -> Schema:
    """Give the document without the translations whose pointer leads to no text."""
    gone = {pointer for pointer, _ in orphans(document, blocks, language)}
    known = _translations(document).get(language, {})
    if not gone:
        return document
    return put(document, ("x-i18n", language), {key: text for key, text in known.items() if key not in gone})


@sturdy
def add_language(document: Schema, language: str) -> Schema:
    """Give the document with a language that has no text yet."""
    return document if language in _translations(document) else put(document, ("x-i18n", language), {})


@sturdy
def remove_language(document: Schema, language: str) -> Schema:
    """Give the document without a language and all its texts."""
    if list(_translations(document)) == [language]:
        return drop(document, ("x-i18n",))
    return drop(document, ("x-i18n", language))


def languages(document: Schema) -> tuple[str, ...]:
    """Give the languages that a document has beside its own."""
    own = document.get("x-lang", "fr")
    return tuple(code for code in _translations(document) if code != own)


class _Texts:
    """The texts of one document, with what is known of their translations."""

    def __init__(self, document: Schema, blocks: Mapping[str, Schema], language: str) -> None:
        self._document = document
        self._bundled = _bundled(document, blocks)
        self._known = self._all(language)
        self._pages = {field: str(page.get("id", "")) for page in _pages(document) for field in _fields(page)}
        places = [WHOLE, *(str(page.get("id", "")) for page in _pages(document)), REST]
        self._ranks = {place: rank for rank, place in enumerate(places)}

    def _all(self, language: str) -> dict[str, str]:
        """Give the translations by place: those of shared blocks, then those of the document, which pass first."""
        found: dict[str, str] = {}
        blocks = self._bundled.get("$defs")
        for name, block in blocks.items() if isinstance(blocks, Mapping) else ():
            for pointer, text in _translations(block).get(language, {}).items():
                found[f"/$defs/{escape(name)}{pointer}"] = text
        return {**found, **_translations(self._document).get(language, {})}

    def ordered(self) -> tuple[TextRow, ...]:
        """Give the rows by page: its own words, then those of each question, its title first."""
        rows = list(self.rows())
        first: dict[str, int] = {}
        for place, row in enumerate(rows):
            if row.word == TITLE or row.asked not in first:
                first[row.asked] = place

        def key(row: TextRow) -> tuple[int, int]:
            return self._ranks.get(row.section, len(self._ranks)), first[row.asked] if row.asked else -1

        return tuple(sorted(rows, key=lambda row: (*key(row), row.word != TITLE)))

    def rows(self) -> Iterator[TextRow]:
        """Give the rows, each place once."""
        found = self._found()
        titles = {text.asked: text.text for text in reversed(found) if text.word == "libellé"}
        seen: set[str] = set()
        for text in found:
            if text.place not in seen:
                seen.add(text.place)
                yield self._row(text, titles.get(text.asked, "") if text.asked else "")

    def _found(self) -> list[Text]:
        """Give the texts, each with the place where it is written: that of a shared block when it is the block's."""
        try:
            own, marked = Expansion(self._bundled), Expansion(_marked(self._bundled, ""))
            pairs = zip(texts_of(own.root, own.origin), texts_of(marked.root, marked.origin), strict=True)
            return [replace(text, place=_place(other)) for text, other in pairs if isinstance(text.text, str)]
        except BROKEN:
            return _without_references(self._document)

    def _row(self, text: Text, question: str) -> TextRow:
        word = text.word[:1].upper() + text.word[1:]
        several = text.word in SEVERAL_LINES or len(text.text) > LONG or "\n" in text.text
        known = self._known.get(text.place, "")
        return TextRow(text.place, self._section(text), text.asked, question, word, text.text, known, several)

    def _section(self, text: Text) -> str:
        if text.page:
            return str(text.page)
        pointer = text.asked
        while pointer:
            if pointer in self._pages:
                return self._pages[pointer]
            pointer = pointer.rpartition("/")[0]
        after = ("/x-procedure/receipt", "/x-procedure/mails", "/x-procedure/statuses")
        return REST if text.place.startswith(after) or text.asked else WHOLE


def _marked(node: Any, here: str) -> Any:
    """Give a definition where each text of a question is the mark of its own place."""
    if isinstance(node, list):
        return [_marked(child, f"{here}/{place}") for place, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, child in node.items():
        place = f"{here}/{escape(key)}"
        told = key in MARKED or here.endswith("/x-errors")
        if key in AS_THEY_ARE or (key == "title" and here.endswith("/x-row")):
            made[key] = child
        else:
            made[key] = MARK + place if told and isinstance(child, str) and child.strip() else _marked(child, place)
    return made


def _place(text: Text) -> str:
    return text.text.removeprefix(MARK) if text.text.startswith(MARK) else text.place


def _bundled(document: Schema, blocks: Mapping[str, Schema]) -> Schema:
    try:
        return bundle(document, blocks)
    except BROKEN:
        return document


def _without_references(document: Schema) -> list[Text]:
    """Give what can be told of a document whose references cannot be followed."""
    try:
        return list(texts_of(document, lambda _: ""))
    except BROKEN:
        return []


def _translations(holder: Any) -> Mapping[str, Mapping[str, str]]:
    known = holder.get("x-i18n", {}) if isinstance(holder, Mapping) else {}
    return (
        {code: held for code, held in known.items() if isinstance(held, Mapping)} if isinstance(known, Mapping) else {}
    )


def _pages(document: Schema) -> list[Schema]:
    pages = document.get("x-pages")
    return [page for page in pages if isinstance(page, dict)] if isinstance(pages, list) else []


def _fields(page: Schema) -> list[str]:
    fields = page.get("fields")
    return [field for field in fields if isinstance(field, str)] if isinstance(fields, list) else []
