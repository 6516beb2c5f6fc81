"""What the lists mark on requests: messages not read, documents awaited. One question each, whatever their number."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.submissions.exchange_models import Message, PieceRequest


def unread(database: Session, requests: Collection[uuid.UUID], from_office: bool) -> Mapping[uuid.UUID, int]:
    """Count the messages of one side that the other has not read, by request."""
    waiting = (Message.submission_id.in_(requests), Message.from_office.is_(from_office), Message.read_at.is_(None))
    found = select(Message.submission_id, func.count()).where(*waiting).group_by(Message.submission_id)
    return {key: int(number) for key, number in database.execute(found)}


def awaited(database: Session, requests: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[PieceRequest]]:
    """Give the documents still awaited, by request, the most pressing first."""
    open_ones = (PieceRequest.answered_at.is_(None), PieceRequest.withdrawn_at.is_(None))
    found = select(PieceRequest).where(PieceRequest.submission_id.in_(requests), *open_ones)
    grouped: dict[uuid.UUID, list[PieceRequest]] = defaultdict(list)
    for one in database.scalars(found.order_by(PieceRequest.due_on, PieceRequest.title)):
        grouped[one.submission_id].append(one)
    return grouped
