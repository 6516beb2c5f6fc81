"""The search of one person, counted so that nobody takes the service from the others.

A person is told by the text of an id, read before the commit: asking must open no transaction, for it may take seconds.
"""

from __future__ import annotations

from functools import partial

from flask import current_app
from limits import parse
from werkzeug.datastructures import MultiDict

from app.addresses import posting
from app.addresses.service import Outcome, Service
from app.extensions import limiter
from app.rendering import Searched

PER_PERSON = parse("90 per minute")


TOO_MANY = Outcome(failed=True)


def search(person: str, text: str) -> Outcome:
    """Search for a person; TOO_MANY is the answer to one search too many."""
    if not limiter.limiter.hit(PER_PERSON, "addresses", person):
        return TOO_MANY
    service: Service = current_app.extensions["addresses"]
    return service.search(text)


def searched(posted: MultiDict[str, str], group: str = "", person: str = "") -> dict[str, Searched]:
    """Give what the search boxes of a page show again, having searched for `group`."""
    return posting.searched(posted, group, partial(search, person))
