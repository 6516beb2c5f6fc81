"""Where what a late post is about stands now: pages and rules are named by their place, and others moved them."""

from __future__ import annotations

from functools import reduce
from typing import Any

from flask import request

from app.editor import drafting
from app.editor.sent import CHOSEN, pressed
from app.editor.working import Work
from app.extensions import db
from forms import authoring
from forms.expansion import step
from forms.pointers import index_in, split

PAGE, AFTER, RULE, QUESTION = "page", "apres", "regle", "ou"
PLACES = (PAGE, AFTER, RULE, CHOSEN)
OF_PAGES, MOVED = "page-", "deplacer"
"""How the deeds begin that are about a page; for others, but for a move, its number only says where one goes on."""


class Relocation:
    """What a post named at the revision its page was drawn at, looked up in the definition as it is now.

    `gone` says that it is no more, or that nobody can tell; `pages` are those of then.
    """

    def __init__(self, work: Work, seen: int) -> None:
        self.work, self.gone = work, False
        text = drafting.text_at(db.session, work.draft, seen)
        self.before: dict[str, Any] | None = authoring.parse(text) if text is not None else None
        self.pages = authoring.tree(self.before, work.blocks) if self.before is not None else ()
        deed = request.form.get("action", "")
        self.asked = self._moved(request.args.to_dict(), True)
        named = deed.startswith(OF_PAGES) or MOVED in (deed, pressed())
        self.sent = self._moved(request.form.to_dict(), named)

    def _moved(self, fields: dict[str, str], named: bool) -> dict[str, str]:
        """Give the fields of a post, or of its address, with the places of now; `named` says that it is of a page."""
        pointer = fields.get(QUESTION, "")
        self.gone |= bool(pointer) and self.work.item(pointer) is None
        for name in (PAGE, AFTER, CHOSEN):
            number = index_in(fields.get(name, ""))
            if number is not None:
                now = self._page(number)
                self.gone |= named and name != AFTER and now < 0
                fields[name] = str(max(now, 0))
        if fields.get(RULE):
            fields[RULE] = self._rule(fields[RULE])
            self.gone |= not fields[RULE]
        return fields

    def _page(self, number: int) -> int:
        if number >= len(self.pages):
            return -1
        named = self.pages[number].id
        return next((one.index for one in self.work.made.tree if one.id == named), -1)

    def _rule(self, place: str) -> str:
        """Give the place of a rule now: where it stands unchanged, else its own while there are as many as before."""
        if self.before is None:
            return ""
        old, document = reduce(step, split(place), self.before), self.work.document
        places = [one.place for one in authoring.rules(document, self.work.blocks)]
        same = [one for one in places if reduce(step, split(one), document) == old]
        if place in same or len(places) == len(authoring.rules(self.before, self.work.blocks)):
            return place if place in places else ""
        return same[0] if len(same) == 1 else ""
