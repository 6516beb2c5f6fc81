"""The small Markdown that definitions may use in hints and helps, cleaned again each time it is made HTML."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.typography import french

TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
SCHEMES = {"https", "mailto", "tel"}
_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "code", "fence", "heading", "lheading"]
)


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
