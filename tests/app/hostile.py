"""Definitions whose every word is hostile, and a browser that finds any word that came out as more than a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from tests.app.conftest import CheckingClient

CANARY = (
    '"\'><canari onfocus="x" href="javascript:canari()">{{7*191}}{% raw %}${7*191}#{7*191}</canari></textarea>'
    "</title></script><script>canari()</script> [lien](javascript:canari()) [lien](data:text/html,<canari>) "
    "![i](x:canari) <javascript:canari()> {0} {a.__class__} {nom.__class__} %s %(x)s & &lt;canari&gt; #let x = 1;"
)
SHORT = "\"'><canari a>"
LINES = "Objet\nBcc: canari@voleur.example\n\u2028Cc: canari@voleur.example\u0085To: canari@voleur.example\n\n"
HEADED = ("subject", "type", "name")
"""Texts that may stand in the header of a mail."""
SHORTER = {"x-suffix": 20, "x-noun": 200}
MADE = str(7 * 191)
TEXTS = """
title description x-help x-placeholder section label text full summary name address phone receipt subject help
message alt $comment noun
"""
WORDS = frozenset(TEXTS.split())
"""The keywords of the format whose text somebody reads."""
NAMES = frozenset({"properties", "$defs", "patternProperties", "dependentSchemas", "x-procedure", "mails"})
"""What holds names of its own rather than keywords; of `x-procedure`, `type` is a text too."""
AS_THEY_ARE = frozenset({"const", "enum", "default", "examples", "required", "x-pages-fields", "logic", "x-compute"})
LEADS = re.compile(r"\s*(javascript|data|vbscript):", re.I)


def hostile(node: Any, key: str = "") -> Any:
    """Give a definition with every text of it made hostile; what it means stays."""
    if isinstance(node, list):
        return [hostile(one) for one in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for name, value in node.items():
        if key in ("x-errors", "overlay") or (isinstance(value, str) and _is_text(name, key)):
            made[name] = f"{LINES if name in HEADED else ''}{CANARY} {value}" if isinstance(value, str) else value
        elif name in SHORTER and isinstance(value, str):
            made[name] = f"{SHORT}{value}"[: SHORTER[name]]
        elif name == "x-i18n":
            made[name] = {language: hostile(texts, "overlay") for language, texts in value.items()}
        elif name in AS_THEY_ARE:
            made[name] = value
        else:
            made[name] = hostile(value, name if key not in NAMES - {"x-procedure"} else "")
    return made


def _is_text(name: str, key: str) -> bool:
    """Say whether a word is a text: not the name of a property, nor the `email` of a service."""
    if key in ("properties", "$defs", "patternProperties", "dependentSchemas"):
        return False
    return name in WORDS or (key == "x-procedure" and name == "type")


class Escaped(HTMLParser):
    """What of a page came out as more than a word."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag."""
        known = dict(attrs)
        if "canari" in tag or (tag == "script" and "src" not in known):
            self.found.append(f"<{tag}>")
        for name, value in known.items():
            if name.startswith("on") or name == "srcdoc" or "canari" in name or not name.replace("-", "").isalnum():
                self.found.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and value not in ("data:,",):
                self.links += [value or ""] if name in ("href", "src") else []
                if LEADS.match(value or "") and (tag != "img" or "canari" in (value or "")):
                    self.found.append(f"{tag} leads to {value}")

    def handle_comment(self, data: str) -> None:
        """Look at a comment."""
        if "canari" in data:
            self.found.append("a comment")


class WaryClient(CheckingClient):
    """A browser that fails on any page where hostile words are more than words, and counts those that bear them."""

    borne = 0

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, then look at the page it gave."""
        answer = super().open(*args, **kwargs)
        assert answer.status_code < 500, (answer.request.path, answer.status_code)
        for name, value in answer.headers:
            assert "<canari" not in value.lower(), (answer.request.path, name)
        if answer.mimetype == "text/html":
            html = answer.get_data(as_text=True)
            found = Escaped(html).found
            assert not found, (answer.request.path, found)
            assert "<canari" not in html.lower(), answer.request.path
            assert MADE not in html, (answer.request.path, "computed")
            type(self).borne += "canari" in html
        return answer


def crawl(client: CheckingClient, begins: str, within: str, most: int = 400) -> Mapping[str, int]:
    """Follow every link from a page, under an address; give what each answered."""
    waiting, seen = [begins], dict[str, int]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = client.get(path)
        seen[path] = answer.status_code
        if answer.mimetype == "text/html" and answer.status_code == 200:
            links = (one.partition("#")[0] for one in Escaped(answer.get_data(as_text=True)).links)
            waiting += [one for one in links if one.startswith(within) and one not in seen]
        elif answer.status_code in (302, 303):
            waiting.append(answer.headers["Location"])
    return seen
