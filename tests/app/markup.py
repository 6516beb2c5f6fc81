"""What every page must have, read from its HTML."""

from __future__ import annotations

from collections import Counter

from lxml import html as reader
from lxml.etree import _Element


def faults_of(html: str) -> list[str]:
    """Give what is wrong with a page; `[]` when it is well made."""
    page = reader.document_fromstring(html)
    elements = [one for one in page.iter() if isinstance(one.tag, str)]
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    titles = page.findall(".//h1")
    found = [] if len(titles) == 1 else [f"{len(titles)} h1"]
    if not (page.findtext(".//title") or "").strip() or page.get("lang") != "fr":
        found.append("no title or no language")
    found += [f"id twice: {one}" for one, times in ids.items() if times > 1]
    described = {name for one in elements for name in one.get("aria-describedby", "").split()}
    found += [f"described by nothing: {one}" for one in described - set(ids)]
    found += [f"inline style or script on {one.tag}" for one in elements if _inline(one)]
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    boxes = [one for one in elements if one.tag in ("input", "select", "textarea")]
    return found + [
        f"no label: {one.get('name')}" for one in boxes if not _hidden(one) and one.get("id") not in labelled
    ]


def _inline(one: _Element) -> bool:
    return "style" in one.attrib or any(str(name).startswith("on") for name in one.attrib)


def _hidden(one: _Element) -> bool:
    return one.get("type") in ("hidden", "submit") or "hidden" in one.attrib
