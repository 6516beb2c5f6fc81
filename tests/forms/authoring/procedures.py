"""The procedures of the house, as the editor has them in hand."""

from __future__ import annotations

import json
from typing import Any

import forms
from forms import authoring
from tests.conftest import ROOT

Schema = dict[str, Any]

BLOCKS: dict[str, Schema] = {
    block["$id"]: block
    for path in sorted((ROOT / "schemas" / "blocks").rglob("*.json"))
    for block in [forms.read(path.read_text("utf-8"))]
}
LISTS: dict[str, Any] = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "schemas" / "lists").rglob("*.json"))
}
PROCEDURES: dict[str, Schema] = {
    path.stem: authoring.parse(path.read_text("utf-8"))
    for path in sorted((ROOT / "schemas" / "procedures").glob("*.json"))
}


def loads(document: Schema) -> forms.Procedure:
    """Load a definition with the blocks and lists of the house."""
    return forms.load(document, BLOCKS, LISTS)


def walked(document: Schema) -> list[authoring.TreeItem]:
    """Give every item of the tree."""
    waiting = [item for page in authoring.tree(document, BLOCKS) for item in page.items]
    found = []
    while waiting:
        item = waiting.pop(0)
        found.append(item)
        waiting[:0] = item.children
    return found
