"""One post of some of a person's answers, on the profile's own pages or as the first page of a request."""

from __future__ import annotations

from collections.abc import Mapping
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
from app.rendering import Searched, first_input


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
        self.before = services.answers_of(db.session, account)
        self.answers = self.before
        self.form: forms.PageForm | None = None
        self.posted: Post | None = prepared(posted) if posted is not None else None
        action = self.posted.get("action", "next") if self.posted is not None else ""
        self.action, _, self.group = action.partition(" ")
        if self.posted is not None:
            posted = self.posted
            self.form = loaded.procedure.form(page_id, self.before, posted, today=self.day)
            self.answers = loaded.procedure.accept(page_id, self.before, self.form, today=self.day)

    @property
    def searching(self) -> bool:
        """Say whether the button pressed only works on the page, which then comes again."""
        return self.action in ("search", "choose")

    def right(self) -> bool:
        """Say whether the post is right and may be left."""
        return self.form is not None and self.form.validate()

    def keep(self) -> None:
        """Keep what was typed in the profile."""
        services.keep(db.session, self.account, self.answers, now())

    def values(self, told: bool) -> dict[str, Any]:
        """Give what the template needs to draw the page, its problems told or not."""
        without = self.form.appeared if self.form else ()
        view = self.loaded.procedure.page(
            self.page_id, self.answers, today=self.day, show_problems=told, without=without
        )
        kinds = {one.name: one for one in view.questions()}
        return {
            "view": view,
            "items": self.loaded.renderer.page(view, self._found()),
            "rules": json.dumps(view.rules) if view.rules else "",
            "links": [(f"#{_input(kinds, problem)}", problem.message) for problem in view.problems],
            "wrong": bool(view.problems),
        }

    def _found(self) -> dict[str, Searched]:
        """Give what the search boxes of addresses show again."""
        if self.posted is None:
            return {}
        return searched(self.posted, self.group if self.action == "search" else "", self.person)


def _input(kinds: Mapping[str, forms.QuestionView], problem: forms.Problem) -> str:
    """Give the id that a line of the summary leads to."""
    view = kinds.get(problem.name)
    return first_input(view.question, problem.name) if view else problem.name
