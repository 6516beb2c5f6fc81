"""What people thought of each procedure: how many, how well, what they wrote."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import render_template
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.extensions import db
from app.office.views import bp
from app.security import may
from app.submissions.access import library
from app.submissions.follow_up import STARS
from app.submissions.models import Draft, Submission

MOST_COMMENTS = 100


@dataclass(frozen=True, slots=True)
class Opinion:
    """The ratings of one procedure: how many of each number of stars, and what was written, the latest first."""

    type: str
    stars: dict[int, int]
    comments: list[Submission]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.stars.values())

    @property
    def average(self) -> str:
        """Their average, as it is written in French."""
        total = sum(stars * count for stars, count in self.stars.items())
        return f"{total / self.count:.1f}".replace(".", ",")

    def share(self, stars: int) -> int:
        """The percentage that gave these stars."""
        return round(100 * self.stars.get(stars, 0) / self.count)


@bp.get("/bureau/avis")
@may("office")
def ratings() -> str:
    """Show the ratings, procedure by procedure."""
    return render_template("office/ratings.html", opinions=opinions(db.session), stars=STARS)


def opinions(database: Session) -> list[Opinion]:
    """Gather the ratings of every procedure that has some, by the name of its type today."""
    counted = select(Draft.procedure_id, Submission.rating, func.count()).join(Draft)
    counted = counted.where(Submission.rating.is_not(None)).group_by(Draft.procedure_id, Submission.rating)
    stars: dict[uuid.UUID, dict[int, int]] = {}
    for procedure_id, rating, count in database.execute(counted):
        stars.setdefault(procedure_id, {})[int(rating or 0)] = count
    found = []
    for procedure_id, known in stars.items():
        written = select(Submission).join(Draft).where(Draft.procedure_id == procedure_id)
        written = written.where(Submission.rating_comment != "").order_by(Submission.sent_at.desc())
        version = catalogue.newest(database, procedure_id)
        comments = list(database.scalars(written.limit(MOST_COMMENTS)))
        found.append(Opinion(library().of(version).procedure.settings.type, known, comments))
    return sorted(found, key=lambda one: one.type)
