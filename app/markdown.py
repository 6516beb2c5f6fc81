"""The small Markdown that definitions may use in hints and helps, and that of the guide; always cleaned again."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from app.typography import french

TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
SCHEMES = {"https", "mailto", "tel"}
GUIDE_TAGS = TAGS | {"h2", "h3", "img", "code", "pre"}
CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "a": "govuk-link",
}
EMPTY = re.compile(r"<p>\s*</p>\n?")
OPENING = re.compile(rf"<({'|'.join(CLASSES)})(?=[ >])")
_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "code", "fence", "heading", "lheading"]
)


def _picture(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    """Draw a picture of the guide that is there; another one leaves nothing."""
    token = tokens[index]
    address = env["pictures"].get(str(token.attrs.get("src", "")))
    return f'<img src="{escape(address)}" alt="{escape(token.content)}">' if address else ""


_guide_reader = MarkdownIt("commonmark", {"html": False}).disable(["lheading"])
_guide_reader.add_render_rule("image", _picture)


def guide(text: str, pictures: Mapping[str, str]) -> Markup:
    """Give a chapter of the guide as clean HTML; `pictures` are the addresses of those there are, by their names."""
    made = _guide_reader.render(text, {"pictures": pictures})
    allowed = {"a": {"href"}, "img": {"src", "alt"}}
    clean = nh3.clean(made, tags=GUIDE_TAGS, attributes=allowed, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    classed = OPENING.sub(lambda found: f'<{found[1]} class="{CLASSES[found[1]]}"', EMPTY.sub("", french(clean)))
    return Markup(classed.replace("<img ", '<img class="guichet-guide__picture" '))  # noqa: S704  # cleaned by nh3


@lru_cache(maxsize=4096)
def block(text: str) -> Markup:
    """Give paragraphs and lists as clean HTML; tags written in the text show as text."""
    made = _reader.render(text)
    clean = nh3.clean(made, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    classed = (
        french(clean)
        .replace("<p>", '<p class="govuk-body">')
        .replace("<ul>", '<ul class="govuk-list govuk-list--bullet">')
    )
    return Markup(classed.replace("<ol>", '<ol class="govuk-list govuk-list--number">'))  # noqa: S704  # cleaned by nh3


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    """Give a hint as clean HTML, without a paragraph around a single one."""
    made = str(block(text)).strip()
    opening = '<p class="govuk-body">'
    if (
        made.startswith(opening)
        and made.endswith("</p>")
        and made.count("<p") == 1
        and "<ul" not in made
        and "<ol" not in made
    ):
        made = made.removeprefix(opening).removesuffix("</p>")
    return Markup(made)  # noqa: S704  # cleaned by nh3
