"""Drawings written anew: nothing that acts, loads or leads elsewhere is left, and ours look as they did."""

from __future__ import annotations

import re

import pytest

from app.uploads.drawings import NotADrawingError, redrawn
from tests.conftest import ROOT

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"'
HARMFUL = (
    "<script>alert(1)</script>",
    '<rect onload="alert(1)" width="5" height="5"/>',
    '<image href="https://evil.example/x.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="//evil.example"/></body></foreignObject>',
    '<a xlink:href="javascript:alert(1)"><text>evil.example</text></a>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<rect fill="url(https://evil.example/x)"/>',
    '<rect style="fill:url(//evil.example/x);stroke:expression(alert(1))"/>',
    "<style>@import url(//evil.example/x.css); .a{fill:url(//evil.example)}</style><rect class='a'/>",
    "<animate attributeName='href' values='javascript:alert(1)'/>",
    "<set attributeName='onmouseover' to='alert(1)'/>",
    '<filter id="f"><feImage href="//evil.example"/></filter><rect filter="url(#f)"/>',
    "<metadata><x xmlns='urn:x' onload='alert(1)'/></metadata>",
    "<?xml-stylesheet href='//evil.example/x.css'?>",
    "<!-- <script>alert(1)</script> -->",
)


@pytest.mark.parametrize("harm", HARMFUL)
def test_what_acts_or_leads_elsewhere_is_left_out(harm: str) -> None:
    made = redrawn(f'{HEAD} onload="alert(1)">{harm}<circle r="4"/></svg>'.encode()).text
    assert not re.search(r"alert|//evil|data:|script|@import|foreign|iframe|filter|animate|<set|<use", made), made
    assert '<circle r="4">' in made
    assert redrawn(made.encode()) == (made, ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "lisible"),
        (b"<html/>", "pas un dessin SVG"),
        (b"<svg viewBox='0 0 1 1'/>", "pas un dessin SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', "lisible"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "dimensions"),
        (f"{HEAD}/>".encode(), "rien ne s’en verrait. Enregistrez-le en PNG"),
        (f'{HEAD}><defs><rect id="a"/></defs><use href="#a"/></svg>'.encode(), "ne garde pas .les formes répétées."),
        (f"{HEAD}><title>Vide</title><text> </text></svg>".encode(), "rien ne s’en verrait"),
        (b'<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "DOCTYPE"),
        (f"{HEAD}>{'<g>' * 100}{'</g>' * 100}</svg>".encode(), "compliqué"),
        (f"{HEAD}>{'<g/>' * 20_001}</svg>".encode(), "compliqué"),
        (b"\x89PNG\r\n\x1a\n", "lisible"),
    ],
)
def test_what_is_no_drawing_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotADrawingError, match=why):
        redrawn(data)


def test_styles_become_attributes_and_words_stay() -> None:
    css = "<defs><style>.a,.b{fill:#fff;stroke:url(#g)} text{fill:red}</style></defs>"
    body = '<rect class="b" style="stroke-width: 2; behavior: x"/><text x="1">Où &lt;lire&gt; « ça »</text>'
    made = redrawn(f'<?xml version="1.0"?>{HEAD} width="10mm">{css}{body}</svg>'.encode()).text
    assert '<rect fill="#fff" stroke="url(#g)" stroke-width="2"></rect>' in made
    assert '<text x="1">Où &lt;lire&gt; « ça »</text>' in made
    sized = redrawn(b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20px"><path d="M0 0"/></svg>')
    assert 'viewBox="0 0 40 20"' in sized.text


def test_our_own_drawings_keep_every_shape_and_word() -> None:
    for path in sorted((ROOT / "schemas" / "procedures").glob("*/*.svg")):
        text = path.read_text("utf-8")
        made, left_out = redrawn(path.read_bytes())
        assert left_out == (), path.name
        for words in (r"<(\w+)", r' ([\w-]+="[^"]*")', r">([^<>]+)<"):
            wanted = sorted(one for one in re.findall(words, text) if one.strip() and "font-family" not in one)
            assert [one for one in wanted if one not in made] == [], path.name


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ('<use href="#a"/>', "les formes répétées"),
        ('<filter id="f"/><rect filter="url(#f)"/>', "les effets (ombre, flou)"),
        ('<rect style="filter:blur(2px)"/>', "les effets (ombre, flou)"),
        ("<style>.a{filter:blur(2px)}</style>", "les effets (ombre, flou)"),
        ("<style>rect{fill:red}</style>", "les couleurs et les traits d’une feuille de style"),
        ('<image href="data:image/png;base64,AA"/>', "les images mises dedans"),
        ('<rect onclick="x()"/>', "ce qui bouge ou réagit"),
        ('<a href="https://exemple.fr"><rect/></a>', "les liens"),
        ('<rect fill="url(https://exemple.fr/x)"/>', "ce qui est pris ailleurs"),
        ('<text><textPath href="#a">Le long</textPath></text>', "les textes qui suivent une ligne"),
    ],
)
def test_what_was_to_be_seen_and_is_left_out_is_told(part: str, told: str) -> None:
    assert redrawn(f'{HEAD}>{part}<circle r="4"/></svg>'.encode()).left_out == (told,)


@pytest.mark.parametrize(
    "part", ["<metadata><x/></metadata>", "<!-- rien -->", "<style>.a{fill:red}</style>", '<g class="a" data-x="1"/>']
)
def test_what_nobody_saw_goes_without_a_word(part: str) -> None:
    assert redrawn(f'{HEAD}>{part}<rect fill="url(#g)" width="4"/></svg>'.encode()).left_out == ()
