"""A definition being written: begun, changed, undone, done again, and who else is at it. Services flush only."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.editor.models import DefinitionDraft, DefinitionEdit, DefinitionPresence, DefinitionStep, DefinitionTrace

MOST_STATES = 200
"""How many states one can go back to; a state of 300 questions takes about 10 kB."""
LONGEST_WORDS = 300
LONGEST_RUN = 40
BEGUN = "Brouillon commencé"
AT_IT = timedelta(minutes=3)
"""How long after their last sign somebody still counts as being at a definition."""


class StaleError(Exception):
    """The definition was changed since the page was drawn; `draft` is it as it is now."""

    def __init__(self, draft: DefinitionDraft) -> None:
        super().__init__("changed meanwhile")
        self.draft = draft


def find(database: Session, slug: str, lock: bool = False) -> DefinitionDraft | None:
    """Find the definition being written of a procedure; with `lock`, those who change it wait in turn."""
    found = select(DefinitionDraft).where(DefinitionDraft.slug == slug)
    return database.scalar(found.with_for_update() if lock else found)


def every(database: Session) -> Sequence[DefinitionDraft]:
    """Give every definition that is being written."""
    return database.scalars(select(DefinitionDraft).order_by(DefinitionDraft.slug)).all()


def begin(
    database: Session, slug: str, text: str, base: int, actor: Account, now: datetime, words: str = BEGUN
) -> DefinitionDraft:
    """Begin to write a definition from a text; `base` is the number of the version it is of, 0 for none."""
    before = database.get(DefinitionTrace, slug)
    draft = DefinitionDraft(
        slug=slug,
        text=text,
        base=base,
        actor=actor.display_name,
        created_at=now,
        updated_at=now,
        position=0,
        revision=before.revision + 1 if before else 1,
    )
    database.add(draft)
    database.flush()
    _note(database, draft, words, actor.display_name, now)
    return draft


def change(
    database: Session,
    draft: DefinitionDraft,
    revision: int,
    text: str,
    words: str,
    actor: Account,
    now: datetime,
    run: str = "",
) -> bool:
    """Keep a new text, with what was done in words; say whether anything changed.

    What is saved again and again while somebody writes into one field bears one `run`, and is undone at once. Raises
    StaleError when the definition is no longer at `revision`.
    """
    if text == draft.text:
        return False  # whoever wrote it, it stands: the same post may have come twice
    if draft.revision != revision:
        raise StaleError(draft)
    beyond = DefinitionEdit.position > draft.position
    database.execute(delete(DefinitionEdit).where(DefinitionEdit.draft_id == draft.id, beyond))
    draft.text, draft.position = text, draft.position + 1
    _moved(draft, actor, now)
    _note(database, draft, words[:LONGEST_WORDS], actor.display_name, now, run[:LONGEST_RUN] or None)
    old = DefinitionEdit.position <= draft.position - MOST_STATES
    database.execute(delete(DefinitionEdit).where(DefinitionEdit.draft_id == draft.id, old))
    return True


def go_to(
    database: Session, draft: DefinitionDraft, revision: int, position: int, actor: Account, now: datetime
) -> DefinitionEdit | None:
    """Go to another state, back or forth; give the state, or None where none is kept.

    Raises StaleError when the definition is no longer at `revision`.
    """
    if draft.revision != revision:
        raise StaleError(draft)
    found = state(database, draft, position)
    if found is not None:
        draft.text, draft.position = _unpacked(found), position
        _moved(draft, actor, now)
        _step(database, draft, found)
    return found


def state(database: Session, draft: DefinitionDraft, position: int) -> DefinitionEdit | None:
    """Find one state of a definition."""
    at = DefinitionEdit.position == position
    return database.scalar(select(DefinitionEdit).where(DefinitionEdit.draft_id == draft.id, at))


def states(database: Session, draft: DefinitionDraft) -> Sequence[DefinitionEdit]:
    """Give the states of a definition, the latest first."""
    found = select(DefinitionEdit).where(DefinitionEdit.draft_id == draft.id)
    return database.scalars(found.order_by(DefinitionEdit.position.desc())).all()


def text_at(database: Session, draft: DefinitionDraft, revision: int) -> str | None:
    """Give the text of a definition as it was at a revision, None when it is kept no more."""
    found = select(DefinitionEdit).join(DefinitionStep, DefinitionStep.edit_id == DefinitionEdit.id)
    edit = database.scalar(found.where(DefinitionStep.draft_id == draft.id, DefinitionStep.revision == revision))
    return None if edit is None else _unpacked(edit)


def done_since(database: Session, draft: DefinitionDraft, revision: int) -> list[str]:
    """Say what was done to a definition since a revision, in words, the first deed first."""
    found = (
        select(DefinitionEdit.words, DefinitionEdit.actor, func.min(DefinitionStep.revision))
        .join(DefinitionStep, DefinitionStep.edit_id == DefinitionEdit.id)
        .where(DefinitionEdit.draft_id == draft.id)
        .group_by(DefinitionEdit.id, DefinitionEdit.words, DefinitionEdit.actor)
    )
    rows = sorted((first, words, actor) for words, actor, first in database.execute(found) if first > revision)
    return [f"{words} ({actor})" for _, words, actor in rows]


def around(database: Session, draft: DefinitionDraft) -> tuple[str, str]:
    """Say what undoing would undo and what doing again would do again, in words; `""` for nothing."""
    runs = _runs(database, draft)
    before, after = _targets(runs, draft.position)
    undone = runs.get(before + 1) if before in runs else None
    redone = runs.get(draft.position + 1) if after in runs else None
    return undone[1] if undone else "", redone[1] if redone else ""


def travel(
    database: Session, draft: DefinitionDraft, revision: int, back: bool, actor: Account, now: datetime
) -> DefinitionEdit | None:
    """Undo, or do again, what was done last: all that was written into one field at once. As `go_to`."""
    before, after = _targets(_runs(database, draft), draft.position)
    return go_to(database, draft, revision, before if back else after, actor, now)


def ends(states: Sequence[DefinitionEdit], present: int) -> list[DefinitionEdit]:
    """Leave out the states that were but on the way to another one, but for the present one; the latest first."""
    newer: Sequence[DefinitionEdit | None] = [None, *states[:-1]]
    return [
        one
        for one, after in zip(states, newer, strict=True)
        if one.position == present or after is None or one.run is None or after.run != one.run
    ]


def _runs(database: Session, draft: DefinitionDraft) -> dict[int, tuple[str | None, str]]:
    """Give the run and the words of each state that is kept."""
    found = select(DefinitionEdit.position, DefinitionEdit.run, DefinitionEdit.words)
    rows = database.execute(found.where(DefinitionEdit.draft_id == draft.id))
    return {position: (run, words) for position, run, words in rows}


def _targets(runs: dict[int, tuple[str | None, str]], position: int) -> tuple[int, int]:
    """Give the states that undoing and doing again lead to; there may be none there."""
    before, after = position - 1, position + 1
    while _same_run(runs, before, before + 1) and before - 1 in runs:
        before -= 1
    while _same_run(runs, after, after + 1):
        after += 1
    return before, after


def _same_run(runs: dict[int, tuple[str | None, str]], one: int, two: int) -> bool:
    run = runs.get(one, (None, ""))[0]
    return run is not None and run == runs.get(two, (None, ""))[0]


def drop(database: Session, draft: DefinitionDraft) -> None:
    """Forget a definition being written, but how far its revisions went."""
    database.merge(DefinitionTrace(slug=draft.slug, revision=draft.revision))
    database.delete(draft)
    database.flush()


def ended(database: Session, slug: str) -> bool:
    """Say whether a definition was being written before, and was published or given up."""
    return database.get(DefinitionTrace, slug) is not None


def seen(database: Session, draft: DefinitionDraft, who: Account, now: datetime) -> None:
    """Note that somebody is at a definition."""
    mine = (DefinitionPresence.draft_id == draft.id, DefinitionPresence.account_id == who.id)
    known = database.scalar(select(DefinitionPresence).where(*mine))
    if known is None:
        database.add(DefinitionPresence(draft_id=draft.id, account_id=who.id, name=who.display_name, at=now))
    else:
        known.at = now
    database.flush()


def others(database: Session, draft: DefinitionDraft, who: Account, now: datetime) -> Sequence[DefinitionPresence]:
    """Give who else is at a definition, the latest first."""
    found = select(DefinitionPresence).where(
        DefinitionPresence.draft_id == draft.id,
        DefinitionPresence.account_id != who.id,
        DefinitionPresence.at > now - AT_IT,
    )
    return database.scalars(found.order_by(DefinitionPresence.at.desc())).all()


def _moved(draft: DefinitionDraft, actor: Account, now: datetime) -> None:
    draft.revision += 1
    draft.actor, draft.updated_at = actor.display_name, now


def _note(
    database: Session, draft: DefinitionDraft, words: str, actor: str, now: datetime, run: str | None = None
) -> None:
    packed = zlib.compress(draft.text.encode("utf-8", "surrogatepass"))
    made = {"words": words, "actor": actor, "at": now, "packed": packed, "run": run}
    edit = DefinitionEdit(draft_id=draft.id, position=draft.position, **made)
    database.add(edit)
    database.flush()
    _step(database, draft, edit)


def _step(database: Session, draft: DefinitionDraft, edit: DefinitionEdit) -> None:
    """Note the state of this revision, and forget those of revisions long ago."""
    database.add(DefinitionStep(draft_id=draft.id, edit_id=edit.id, revision=draft.revision))
    old = DefinitionStep.revision <= draft.revision - MOST_STATES
    database.execute(delete(DefinitionStep).where(DefinitionStep.draft_id == draft.id, old))
    database.flush()


def _unpacked(edit: DefinitionEdit) -> str:
    return zlib.decompress(edit.packed).decode("utf-8", "surrogatepass")
