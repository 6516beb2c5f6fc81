"""Keys rotate: everything sealed is sealed again with the first key, in batches, while the portal runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

import forms
from app.accounts import factors, identities
from app.accounts.models import Factor, Token
from app.catalogue import example_models, vault
from app.catalogue.example_models import ProcedureTest
from app.catalogue.library import Library
from app.catalogue.models import ProcedureVersion
from app.extensions import config, db
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from app.profile.models import Profile
from app.sealing import UnsealError, seal, seal_bytes, unseal, unseal_bytes
from app.submissions import debits, messages
from app.submissions.exchange_models import Message
from app.submissions.mandate_models import Mandate
from app.submissions.models import Draft, Submission
from app.uploads import reading
from app.uploads.models import Document

BATCH = 100
PASSES = 3


class Text(NamedTuple):
    """A column that holds a sealed text (or bytes) or nothing: what it is about, and which rows hold one."""

    column: InstrumentedAttribute[Any]
    about: str | Callable[[uuid.UUID], str]
    where: tuple[ColumnElement[bool], ...] = ()


class Stored(NamedTuple):
    """A column of answers: the column that names the version of their definition (without it the profile's of today).

    `bare` columns hold the values alone, the others an Answers. Their rows have a revision.
    """

    column: InstrumentedAttribute[Any]
    version: InstrumentedAttribute[Any] | None = None
    bare: bool = False


TEXTS = (
    Text(OutboxMail.body, outbox.ABOUT),
    Text(Factor.seed, factors.ABOUT),
    Text(Token.detail, identities.ABOUT, (Token.purpose.in_(("pending", "link")),)),
    Text(Document.sealed_key, reading.about),
    Text(Mandate.iban, debits.ABOUT),
    Text(Mandate.bic, debits.ABOUT),
    Text(Mandate.document, debits.ABOUT),
    Text(Message.text, messages.ABOUT),
    Text(ProcedureTest.answers, example_models.ABOUT),
)
ANSWERS = (
    Stored(Draft.answers, Draft.version_id),
    Stored(Submission.answers, Submission.version_id),
    Stored(Submission.profile, Submission.profile_version_id, bare=True),
    Stored(Profile.answers),
)
"""Every sealed column of the database; another one is one line more."""


def is_current(sealed: str | bytes) -> bool:
    """Say whether a text was sealed with the current key."""
    name = next(iter(config().encryption_keys))
    return sealed.startswith(f"{name}.") if isinstance(sealed, str) else sealed.startswith(f"{name}.".encode())


def resealed(sealed: Any, about: str) -> Any:
    """Seal a text or bytes with the current key, if another sealed it. Raises UnsealError."""
    if is_current(sealed):
        return sealed
    if isinstance(sealed, str):
        return seal(unseal(sealed, about), about)
    return seal_bytes(unseal_bytes(sealed, about), about)


class Told(NamedTuple):
    """What became of a column: rows sealed again, rows that still need an old key, rows that no key opens."""

    name: str
    done: int = 0
    left: int = 0
    lost: int = 0


class Change(NamedTuple):
    """A row as it is, as it should be (None when no key opens it), and how it is put there if nobody changed it."""

    old: Any
    new: Any
    put: Callable[[], bool]


def run(app: Flask) -> int:
    """Seal everything again with the first key; print what was done; give 0 when the other keys can be dropped."""
    with app.app_context():
        told = [reseal(db.session, changes) for changes in _columns(app.extensions["library"])]
    for one in told:
        print(f"{one.name}: {one.done} sealed again, {one.left} need an old key, {one.lost} cannot be opened")
    left = sum(one.left + one.lost for one in told)
    print("No row needs an old key." if not left else f"{left} rows still need an old key: keep it.")
    return 1 if left else 0


def _columns(library: Library) -> Iterator[tuple[str, Callable[[Session], Iterator[list[Change]]]]]:
    for text in TEXTS:
        yield str(text.column), partial(_texts, text)
    for stored in ANSWERS:
        yield str(stored.column), partial(_answers, stored, library)


def reseal(database: Session, column: tuple[str, Callable[[Session], Iterator[list[Change]]]]) -> Told:
    """Seal a column again, batch by batch; what somebody changes meanwhile is looked at again."""
    name, changes = column
    done, left, lost = 0, 1, 0
    for _ in range(PASSES):
        left = lost = 0
        for batch in changes(database):
            for one in batch:
                put = one.new is not None and one.put()
                done, left, lost = done + put, left + (one.new is not None and not put), lost + (one.new is None)
            database.commit()
        if not left:
            break
    return Told(name, done, left, lost)


def _batches(database: Session, column: InstrumentedAttribute[Any], *more: Any, where: Any = ()) -> Iterator[list[Any]]:
    """Give the rows that hold something, in the order of their ids: id, value, what else is asked."""
    key, last = column.class_.id, uuid.UUID(int=0)
    while True:
        wanted = select(key, column, *more).where(key > last, *where).order_by(key).limit(BATCH)
        rows = list(database.execute(wanted))
        if not rows:
            database.commit()
            return
        last = rows[-1][0]
        yield rows


def _texts(one: Text, database: Session) -> Iterator[list[Change]]:
    for rows in _batches(database, one.column, where=(func.length(one.column) > 0, *one.where)):
        yield [_text(one, database, key, text) for key, text in rows if not is_current(text)]


def _text(one: Text, database: Session, key: uuid.UUID, text: str | bytes) -> Change:
    about = one.about if isinstance(one.about, str) else one.about(key)
    try:
        made = resealed(text, about)
    except (UnsealError, ValueError):
        return Change(text, None, bool)
    model = one.column.class_
    put = partial(_put, database, model, (model.id == key, one.column == text), {one.column.key: made})
    return Change(text, made, put)


def _answers(one: Stored, library: Library, database: Session) -> Iterator[list[Change]]:
    model: Any = one.column.class_
    for rows in _batches(database, one.column, model.revision, one.version or model.id):
        found = (_answer(one, library, database, *row) for row in rows)
        yield [change for change in found if change.old != change.new]


def _answer(
    one: Stored, library: Library, database: Session, key: uuid.UUID, stored: Any, revision: int, version: Any
) -> Change:
    """Make the change of one row; what was stored before its question was marked is sealed too."""
    model: Any = one.column.class_
    try:
        made = vault.resealed(stored, partial(resealed, about=vault.ABOUT))
    except (UnsealError, ValueError):
        return Change(stored, None, bool)
    definition = _definition(library, database, version if one.version is not None else None)
    if definition is None:
        return Change(stored, None, bool)
    made = vault.sealed({"values": made}, definition)["values"] if one.bare else vault.sealed(made, definition)
    put = partial(_put, database, model, (model.id == key, model.revision == revision), {one.column.key: made})
    return Change(stored, made, put)


def _definition(library: Library, database: Session, version: uuid.UUID | None) -> forms.Procedure | None:
    """Give the definition of answers, None when its stored text was spoiled: nobody knows then what is sensitive."""
    found = database.get(ProcedureVersion, version) if version is not None else None
    loaded = library.of(found) if found is not None else library.profile()
    return None if loaded.fault else loaded.procedure


def _put(database: Session, model: Any, same: tuple[Any, ...], values: dict[str, Any]) -> bool:
    """Write a row that is still as it was read; its revision stays, for nothing in it was changed."""
    wanted = update(model).where(*same).values(values).execution_options(synchronize_session=False)
    return bool(database.execute(wanted.returning(model.id)).first())
