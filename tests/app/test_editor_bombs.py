"""Definitions and tables made to keep the portal busy, or to break it: each is answered soon, with a sentence."""

from __future__ import annotations

import html
import io
import json
import re
import zlib
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from tests.app.conftest import CheckingClient
from tests.app.test_editor_screen import revision
from tests.app.test_lists import confirmed, plain, posted
from tests.app.test_rehearsal import PATH

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HANGS = 60.0
"""Seconds after which an answer counts as never given: what is refused for its cost took minutes, or all the memory."""


def text(properties: dict[str, Any], **more: Any) -> str:
    return json.dumps({"title": "Bombe", "type": "object", "properties": properties, **more})


def question(**more: Any) -> dict[str, Any]:
    return {"title": "Question", "type": "string", **more}


def doubling(word: str, levels: int = 30) -> dict[str, Any]:
    """Give definitions each of which holds the next one twice."""
    made: dict[str, Any] = {f"d{levels}": {"type": "string"}}
    for level in range(levels):
        twice = {"$ref": f"#/$defs/d{level + 1}"}
        inside = {"a": twice, "b": twice} if word == "properties" else [twice, twice]
        made[f"d{level}"] = {word: inside}
    return made


def checked(rule: Any, **properties: Any) -> str:
    check = {"at": "/a", "logic": rule, "message": "Écrivez-le autrement."}
    return text({"a": question(), **properties}, **{"x-checks": [check]})


LINE = {"type": "object", "properties": {"b": question()}}
ROOT = {"a": {"$ref": "#/$defs/d0"}}
KEPT_WITH_FAULTS = {
    "references that double": text(ROOT, **{"$defs": doubling("properties")}),
    "alternatives that double": text(ROOT, **{"$defs": doubling("allOf")}),
    "a reference to itself": text({"a": {"$ref": "#/properties/a"}}),
    "a reference in a ring": text(ROOT, **{"$defs": {"d0": {"type": "object", "properties": {"b": ROOT["a"]}}}}),
    "patterns of gigabytes": text(
        {f"q{n}": question(pattern=f"^((\\p{{L}}{{1,1{n}}}){{1,99}}){{9}}$") for n in range(99)}
    ),
    "2,000 questions": text({f"q{n}": question() for n in range(2000)}),
    "10,000 choices": text({"a": question(enum=[str(n) for n in range(10_000)])}),
    "names of ours": text(
        {name: question() for name in ("__proto__", "constructor", "csrf_token", "shown", "row", "")}
    ),
    "a million rows": text({"a": {"title": "A", "type": "array", "minItems": 10**6, "items": LINE}}),
    "odd words": '{"title": 5, "type": ["object"], "properties": [], "x-pages": {}, "allOf": "x", "required": {}}',
    "odd pages": text({"a": question()}, **{"x-pages": [None, 3, [], {"id": None, "fields": [None, {}]}]}),
    "odd questions": text({"a": None, "b": 3, "c": [], "d": {"properties": 3}, "e": {"oneOf": [None, {"const": []}]}}),
}
SOUND = {
    "a pattern that backtracks": text({"a": question(pattern="^(a+)+$"), "b": question(pattern="^(a|a?)+$")}),
    "a text that doubles": checked({"reduce": [list(range(2000)), {"cat": [{"var": "accumulator"}] * 2}, "x"]}),
    "a list that doubles": checked({"reduce": [list(range(2000)), {"merge": [{"var": "accumulator"}] * 2}, [1]]}),
    "a number that squares": checked({"reduce": [list(range(2000)), {"*": [{"var": "accumulator"}] * 2}, 12345]}),
    "loops in loops": checked({"map": [list(range(999)), {"map": [list(range(999)), {"map": [list(range(999)), 1]}]}]}),
}
REFUSED = {
    "nested 100,000 times": '{"a": ' * 100_000,
    "nested and closed": '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "300 levels": '{"a": ' * 300 + "1" + "}" * 300,
    "a key around a million values": json.dumps({"k" * 400_000: [0] * 200_000}),
    "keys in keys": '{"%s": ' % ("k" * 900) * 40 + "1" + "}" * 40,
    "three million signs": text({"a": question(description="x" * 3_000_000)}),
    "a number of 5,000 figures": text({"a": {"type": "integer"}}).replace(
        '"integer"', '"integer", "maximum": ' + "9" * 5000
    ),
    "a number out of bounds": '{"type": "object", "maximum": 1e99999999}',
    "no number": '{"type": "object", "maximum": NaN}',
    "a key twice": '{"title": "a", "title": "b"}',
    "half a sign": '{"title": "\\ud800"}',
    "nothing": "null",
}


def soon(began: float) -> bool:
    return perf_counter() - began < HANGS


@pytest.mark.check("DF-6")
@pytest.mark.check("DF-7")
@pytest.mark.parametrize("bomb", REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_a_definition_is_refused_soon_and_stays_in_its_box(editor: CheckingClient, bomb: str) -> None:
    data = {"texte": bomb, "revision": revision(editor)}
    for path in (f"{PATH}/json", f"{PATH}/json/verifier"):
        began = perf_counter()
        answer = editor.post(path, data=data)
        assert soon(began), path
        assert answer.status_code in (200, 422)
    assert answer.get_json()[0]["sentence"]
    began = perf_counter()
    new = editor.post("/edition/nouvelle", data={"depuis": "fichier", "adresse": "bombe", "texte": bomb})
    assert soon(began)
    assert new.status_code == 422
    page = editor.post(f"{PATH}/json", data=data).get_data(as_text=True)
    assert html.escape(bomb[:2000], quote=False).replace("&quot;", '"')[:200] in html.unescape(page).replace("\r", "")
    assert editor.get(f"{PATH}/json").status_code == 200


@pytest.mark.check("DF-2")
@pytest.mark.check("DF-6")
@pytest.mark.parametrize("bomb", [*KEPT_WITH_FAULTS.values(), *SOUND.values()], ids=[*KEPT_WITH_FAULTS, *SOUND])
def test_what_costs_too_much_is_kept_and_told_and_every_page_comes_soon(editor: CheckingClient, bomb: str) -> None:
    began = perf_counter()
    assert editor.post(f"{PATH}/json", data={"texte": bomb, "revision": revision(editor)}).status_code == 303
    assert soon(began)
    for place in ("", "/json", "/verification", "/apercu", "/apercu?masquees=1&erreurs=1", "/repetition", "/publier"):
        began = perf_counter()
        assert editor.get(f"{PATH}{place}").status_code == 200, place
        assert soon(began), (place, perf_counter() - began)
    data = {"action": "next", "repetition.page": "page", "repetition.reponses": "", "a": "a" * 5000 + "!"}
    began = perf_counter()
    assert editor.post(f"{PATH}/apercu", data=data).status_code in (200, 422)
    assert soon(began)
    released = editor.post(f"{PATH}/publier", data={"note": "Essai", "revision": revision(editor)})
    assert released.status_code == 422


TABLES: dict[str, tuple[bytes, str]] = {
    "a cell of a megabyte": (b"a;" + b"x" * 1_000_000 + b"\nb;B\n", "trop long"),
    "a value of a megabyte": (b"x" * 1_000_000 + b";A\nb;B\n", "trop long"),
    "50,001 rows": ("".join(f"c{n};Commune {n}\n" for n in range(50_001)).encode(), "50 000 au plus"),
    "values twice": (b"a;A\na;B\n", "déjà à la ligne 1"),
    "labels twice": (b"a;A\nb;a\n", "déjà à la ligne 1"),
    "a quote that never ends": (b'a;"A\n' + b"b;B\n" * 50_000, "guillemet"),
    "a million columns": (b"a;A" + b";x" * 500_000 + b"\n", "colonnes"),
    "nothing but ends of line": (b"\n" * 1_000_000, "aucune ligne"),
    "invisible signs": ("a;A\u202eB\nb;\u200bC\n".encode(), "invisible"),
}


@pytest.mark.parametrize(("data", "sentence"), TABLES.values(), ids=list(TABLES))
def test_a_table_of_no_sense_is_told_line_by_line_and_makes_no_list(
    editor: CheckingClient, data: bytes, sentence: str
) -> None:
    began = perf_counter()
    new = "/edition/listes/nouvelle"
    status, place = posted(editor, new, {"nom": "Villes", "fichier": (io.BytesIO(data), "villes.csv")})
    if status == 303:
        assert sentence in plain(editor.get(place).get_data(as_text=True))
        assert confirmed(editor, place)[0] == 422
    else:
        assert (status, sentence in place) == (422, True)
    assert soon(began)
    assert "Villes" not in plain(editor.get("/edition/listes").get_data(as_text=True))


@pytest.mark.parametrize(
    "data",
    [b"a;A\0\nb;B\n", b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\x81\x8d\x8f", b"PK\x03\x04\0\0"],
    ids=["NUL", "half of UTF-16", "a lone surrogate", "no sign of Windows", "a workbook"],
)
def test_a_table_that_is_no_text_is_refused_with_its_reason(editor: CheckingClient, data: bytes) -> None:
    given = {"nom": "Villes", "fichier": (io.BytesIO(data), "villes.csv")}
    status, words = posted(editor, "/edition/listes/nouvelle", given)
    assert (status, "n’est pas un tableau CSV" in words) == (422, True)


def test_a_table_in_the_utf_16_of_a_spreadsheet_is_read(editor: CheckingClient) -> None:
    given = {"nom": "Villes", "fichier": (io.BytesIO("code\tlibellé\na\tÉpinay\nb\tBondy\n".encode("utf-16")), "v.csv")}
    status, place = posted(editor, "/edition/listes/nouvelle", given)
    assert status == 303
    assert "Épinay" in plain(editor.get(place).get_data(as_text=True))


def giant(side: int) -> bytes:
    """Give a PNG that says to be a square of that many dots, and is a few kilobytes."""
    small = io.BytesIO()
    Image.new("1", (1, 1)).save(small, "PNG")
    made = bytearray(small.getvalue())
    made[16:24] = side.to_bytes(4, "big") * 2
    made[29:33] = zlib.crc32(bytes(made[12:29])).to_bytes(4, "big")
    return bytes(made)


@pytest.mark.check("UP-3")
@pytest.mark.parametrize("side", [20_000, 50_000, 2_000_000_000])
def test_an_image_of_giant_dimensions_is_refused_soon(editor: CheckingClient, side: int) -> None:
    began = perf_counter()
    sent = {"alt": "Un carré", "fichier": (io.BytesIO(giant(side)), "carre.png"), "revision": revision(editor)}
    answer = editor.post(f"{PATH}/images?ou=/navigo", data=sent)
    assert answer.status_code == 422
    assert re.search("trop grande|abîmée|lu", plain(answer.get_data(as_text=True)))
    assert soon(began)


def test_no_address_that_leads_elsewhere_is_that_of_a_procedure_or_a_list(app: Flask, editor: CheckingClient) -> None:
    reserved = set()
    for rule in app.url_map.iter_rules():
        first, _, rest = rule.rule.strip("/").partition("/")
        reserved |= {first, *([rest.partition("/")[0]] if first in ("edition", "demarches") else [])}
    reserved = {name for name in reserved if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)}
    assert {"listes", "guide", "nouvelle", "edition", "connexion", "static", "apercu", "dev"} <= reserved
    for name in sorted(reserved):
        editor.get("/edition/nouvelle")
        asked = {"depuis": "vide", "titre": "Essai", "adresse": name}
        answer = editor.post("/edition/nouvelle", data=asked)
        words = plain(answer.get_data(as_text=True))
        assert (answer.status_code, "sert déjà à une page" in words) == (422, True), name
    for name in ("nouvelle", "depots", "Dépôts"):
        status, words = posted(editor, "/edition/listes/nouvelle", {"nom": name, "texte": "a\nb\n"})
        assert (status, "porte déjà ce nom" in words) == (422, True), name
