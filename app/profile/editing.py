"""One post of some of a person's answers, on the profile's own pages or as the first page of a request."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, json

import forms
from app.accounts.models import Account
from app.addresses.asking import searched
from app.addresses.posting import Post, prepared
from app.catalogue.library import Library, Loaded
from app.extensions import db, now, today
from app.profile import services
from app.rendering import Searched, merging, summary_links


def library() -> Library:
    """Give the compiled procedures of the application."""
    known: Library = current_app.extensions["library"]
    return known


class Edit:
    """Some answers of one person on one page: to be shown, or just posted."""

    def __init__(self, account: Account, loaded: Loaded, page_id: str, posted: Post | None = None) -> None:
        self.account = account
        self.person = str(account.id)
        self.loaded = loaded
        self.page_id = page_id
        self.day: date = today()
        self.revisions = services.hold(db.session, account) if posted is not None else _revisions(account)
        self.before = services.answers_of(db.session, account)
        self.answers = self.before
        self.form: forms.PageForm | None = None
        self.posted: Post | None = prepared(posted) if posted is not None else None
        action = self.posted.get("action", "next") if self.posted is not None else ""
        self.action, _, self.group = action.partition(" ")
        if self.posted is not None:
            posted = self.posted
            self.form = loaded.procedure.form(page_id, self.before, posted, today=self.day)
            self.merge = merging.Merge.of(loaded.procedure, self.revisions, self.before, posted)
            self.merge.prepare(self.form)
            self.answers = loaded.procedure.accept(page_id, self.before, self.form, today=self.day)

    @property
    def searching(self) -> bool:
        """Say whether the button pressed only works on the page, which then comes again."""
        return self.action in ("search", "choose")

    def right(self) -> bool:
        """Say whether the post is right and may be left."""
        return self.form is not None and self.form.validate()

    @property
    def wrong(self) -> bool:
        """Say whether something that was posted is not right; a question that has just appeared is not wrong."""
        return self.form is not None and bool(self.form.problems)

    def keep(self, named: bool = True) -> None:
        """Keep what was typed in the profile, valid or not; the account takes its names unless they are being typed."""
        if self.form is not None:
            self.revisions = self.merge.noted(self.form, self.answers)
            services.keep(db.session, self.account, self.answers, now(), self.revisions, named)

    def autosave(self) -> dict[str, Any]:
        """Keep what is typed so far; give what the script of the page is told."""
        self.keep(named=False)
        view = self.loaded.procedure.page(self.page_id, self.answers, today=self.day, show_problems=False)
        return self.merge.told(self.answers, self.revisions, view, now())

    def elsewhere(self) -> list[str]:
        """Give the titles of the questions that were changed elsewhere meanwhile, whose newer value stands."""
        return [one.question.texts.title for one in self.merge.elsewhere()] if self.form is not None else []

    def values(self, told: bool) -> dict[str, Any]:
        """Give what the template needs to draw the page, its problems told or not."""
        without = self.form.appeared if self.form else ()
        view = self.loaded.procedure.page(
            self.page_id, self.answers, today=self.day, show_problems=told, without=without
        )
        return {
            "view": view,
            "items": self.loaded.renderer.page(view, self._found()),
            "rules": json.dumps(view.rules) if view.rules else "",
            "links": summary_links(view),
            "wrong": bool(view.problems),
            "drawn": merging.carried(self.loaded.procedure, self.revisions, self.answers, view),
        }

    def _found(self) -> dict[str, Searched]:
        """Give what the search boxes of addresses show again."""
        if self.posted is None:
            return {}
        return searched(self.posted, self.group if self.action == "search" else "", self.person)


def _revisions(account: Account) -> dict[str, Any]:
    return services.revisions_of(services.find(db.session, account.id))
