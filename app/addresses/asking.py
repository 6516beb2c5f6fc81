"""The search of the person who asks, counted so that nobody empties the service for the others."""

from __future__ import annotations

from flask import current_app
from flask_login import current_user
from limits import parse
from werkzeug.datastructures import MultiDict

from app.addresses import posting
from app.addresses.service import Outcome, Service
from app.extensions import limiter
from app.rendering import Searched

PER_PERSON = parse("90 per minute")


def allowed() -> bool:
    """Count a search of this person; False when there were too many."""
    return limiter.limiter.hit(PER_PERSON, "addresses", current_user.get_id())


def search(text: str) -> Outcome:
    """Search for the person who asks; one search too many counts as no answer."""
    service: Service = current_app.extensions["addresses"]
    return service.search(text) if allowed() else Outcome(failed=True)


def searched(posted: MultiDict[str, str], group: str = "") -> dict[str, Searched]:
    """Give what the search boxes of a page show again, having searched for `group`."""
    return posting.searched(posted, group, search)
