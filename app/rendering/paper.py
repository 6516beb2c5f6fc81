"""Documents on paper: tagged, accessible PDF (PDF/UA-1) from a template and plain values, always the same bytes.

What was typed travels as JSON and is never markup. Only the fonts inside typst are used, so that every machine gives
the same document.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst

from app.config import ROOT

FOLDER = ROOT / "templates" / "pdf"
UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.S)
CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
REPLACEMENT = "\ufffd"
MOST_SIGNS = 30
UNBROKEN = re.compile(r"(\S{60})(?=\S)")
"""A word longer than a line of the paper: it is allowed to break there."""
LAST_SHOWN = 0x530
"""The fonts draw Latin, Greek and Cyrillic, which end before this sign."""


def pdf(name: str, values: Mapping[str, Any], moment: datetime) -> bytes:
    """Make the document `name` (templates/pdf/<name>.typ), dated `moment`; a sign without a drawing becomes « � »."""
    text = json.dumps(_plain(values), ensure_ascii=False)
    for _ in range(MOST_SIGNS):
        try:
            return _compiled(name, text, moment)
        except typst.TypstError as error:
            unshown = UNSHOWN.search(error.message)
            if unshown is None:
                raise
            signs = CODE.sub(lambda code: chr(int(code.group(1), 16)), unshown.group(1))
            text = text.translate({ord(sign): REPLACEMENT for sign in signs})
    return _compiled(name, _latin(text), moment)


def _compiled(name: str, text: str, moment: datetime) -> bytes:
    made = typst.compile(
        FOLDER / f"{name}.typ",
        root=FOLDER,
        format="pdf",
        sys_inputs={"values": text},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=int(moment.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("one document was asked")
    return made


def _plain(value: Any) -> Any:
    """Drop the signs that have no drawing anywhere (controls, surrogates, unassigned); let long words break."""
    if isinstance(value, str):
        drawn = "".join(sign for sign in value if unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co"))
        return UNBROKEN.sub("\\1\u200b", drawn)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _latin(text: str) -> str:
    """Replace every letter of a script that the fonts do not draw."""
    return "".join(
        REPLACEMENT if ord(sign) >= LAST_SHOWN and unicodedata.category(sign)[0] in "LMNS" else sign for sign in text
    )
