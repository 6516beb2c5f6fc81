"""What must be true afterwards: each confirmed request there once, each number once, each mail written and sent."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox.models import OutboxMail
from app.submissions import drafts
from app.submissions.models import Draft, Submission
from tests.faults.clients import Confirmed, Typist
from tests.faults.mails import PostOffice
from tests.faults.portal import Portal, until
from tests.faults.seeds import Seed
from tests.faults.tally import Tally

CONFIRMATION = "sent"


def requests_are_whole(portal: Portal, tally: Tally, seeds: Sequence[Seed], confirmed: Sequence[Confirmed]) -> None:
    """Hold what people were told of their requests against the database."""

    def read(database: Session) -> tuple[dict[str, list[str]], Counter[str]]:
        kept: dict[str, list[str]] = {}
        for draft, number in database.execute(select(Submission.draft_id, Submission.number)):
            kept.setdefault(str(draft), []).append(number)
        written = select(OutboxMail.draft_id).where(OutboxMail.name == CONFIRMATION)
        return kept, Counter(str(draft) for draft in database.scalars(written))

    kept, confirmations = portal.ask(read)
    for one in confirmed:
        numbers = kept.get(str(one.seed.draft), [])
        if one.number not in numbers:
            tally.lose(f"{one.number} was confirmed and is not there")
    for seed in seeds:
        numbers, mails = kept.get(str(seed.draft), []), confirmations[str(seed.draft)]
        if len(numbers) > 1 or mails > 1:
            tally.add("twice")
        if numbers and not mails:
            tally.add("mails_lost")
    every = [number for numbers in kept.values() for number in numbers]
    shown = Counter(one.number for one in confirmed)
    tally.add("numbers_twice", sum(many - 1 for many in (*Counter(every).values(), *shown.values())))
    tally.expect(len(confirmed) == len(seeds), f"{len(seeds)} drafts, {len(confirmed)} confirmed")


def mails_arrived(portal: Portal, tally: Tally, office: PostOffice, within: float) -> None:
    """Wait until every mail that was written has left, then hold the outbox against what the server took."""

    def outbox(database: Session) -> list[tuple[str, str]]:
        return [(mail, state) for mail, state in database.execute(select(OutboxMail.message_id, OutboxMail.state))]

    until(lambda: all(state == "sent" for _, state in portal.ask(outbox)), within, 0.5)
    rows = portal.ask(outbox)
    missing = [mail for mail, _ in rows if not office.taken[mail]]
    tally.add("mails_lost", len(missing))
    waiting = sum(state != "sent" for _, state in rows)
    tally.expect(not waiting, f"{waiting} mails did not leave within {within:.0f} s")
    strangers = set(office.taken) - {mail for mail, _ in rows}
    tally.expect(not strangers, f"{len(strangers)} mails arrived that no outbox knows")
    again = sum(many - 1 for many in office.taken.values())
    tally.notes.append(f"{len(rows):,} mails, {again} arrived again under the same Message-ID")


def values_are_kept(portal: Portal, tally: Tally, typists: Sequence[Typist]) -> None:
    """Hold what each page was told is saved against its draft: there, or overwritten by something typed later."""

    kept = kept_values(portal)
    for one in typists:
        values = kept.get(str(one.browser.seed.draft), {})
        for name, text in one.acknowledged.items():
            found = kept_text(values, name)
            if age(found) < age(text):
                tally.lose(f"{name}: « {text} » was acknowledged, « {found} » is kept")


def kept_values(portal: Portal) -> dict[str, Mapping[str, Any]]:
    """Give the answers of every draft, by the text of its id."""

    def read(database: Session) -> dict[str, Mapping[str, Any]]:
        return {str(one.id): drafts.answers_of(one).values for one in database.scalars(select(Draft))}

    found: dict[str, Mapping[str, Any]] = portal.ask(read)
    return found


def kept_text(values: Mapping[str, Any], name: str) -> str:
    """Give what is kept of the text of an input, whose name tells where it stands."""
    found: Any = values
    for part in name.split("-"):
        found = found.get(part, "") if isinstance(found, Mapping) else ""
    return str(found)


def kept_of(portal: Portal, draft: uuid.UUID, name: str) -> str:
    """Give what a draft keeps of the text of an input."""

    def read(database: Session) -> str:
        return kept_text(drafts.answers_of(database.get_one(Draft, draft)).values, name)

    found: str = portal.ask(read)
    return found


def age(text: str) -> int:
    """Read which change a typed text was, from its number at the end; 0 for nothing."""
    digits = text.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0


def statuses_are_right(portal: Portal, tally: Tally, statuses: Sequence[int]) -> None:
    """Nobody saw a 500, no process wrote a trace of an error that nobody foresaw."""
    wrong = Counter(code for code in statuses if code >= 400 and code != 503)
    tally.expect(not wrong, f"answers: {dict(wrong)}")
    tally.expect(portal.traces() == 0, f"{portal.traces()} unforeseen errors: {portal.log}")
