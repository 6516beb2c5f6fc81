"""Who is written to about a request that was sent: its applicant, the helpers without any content, the service."""

from __future__ import annotations

from typing import Any

from flask import current_app

import forms
from app.accounts import helping
from app.accounts.models import Account
from app.catalogue.library import Loaded
from app.extensions import config, db
from app.outbox import services as outbox
from app.submissions import applicant, vault
from app.submissions.models import Submission

FOR_SERVICE = frozenset({"message_for_service"})
"""Mails that go to the service, which the applicant's page does not list."""


def whole(endpoint: str, **values: Any) -> str:
    """Give the whole address of a page, asked for by a request or by the worker."""
    return config().base_url + current_app.url_map.bind("portal").build(endpoint, values)


def person(name: str, submission: Submission, loaded: Loaded, owner: Account, **values: Any) -> None:
    """Write one mail to the applicant."""
    known = {"account": owner, "settings": loaded.procedure.settings, "submission": submission}
    known["link"] = whole("submissions.detail", draft_id=submission.draft_id)
    outbox.send(name, owner.email, submission.draft_id, **{**known, **values})


def helpers(submission: Submission, loaded: Loaded, owner: Account) -> None:
    """Write to the helpers that something moved, and nothing of what it is."""
    answers = forms.Answers.from_json(vault.opened(submission.answers))
    named = applicant.named_helper(loaded, answers)
    for address in helping.to_tell(db.session, owner, [named] if named else []):
        outbox.send("progress", address, submission.draft_id, account=owner, settings=loaded.procedure.settings)


def service(name: str, submission: Submission, loaded: Loaded, **values: Any) -> None:
    """Write one mail to the service that answers for the procedure."""
    settings = loaded.procedure.settings
    target = whole("office.show", draft_id=submission.draft_id)
    to = settings.service.email or config().department.email
    outbox.send(name, to, submission.draft_id, submission=submission, settings=settings, link=target, **values)
