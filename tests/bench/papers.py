"""What documents on paper cost: the mandate inside the sending, the acknowledgement when it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from app.rendering import paper
from tests.bench.measure import clocked

MOMENT = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
ROWS = [[f"Question {number}", ["Une réponse de longueur ordinaire"]] for number in range(100)]
SHEET = {
    "title": "Mandat",
    "notice": "",
    "rows": ROWS[:8],
    "paragraphs": ["Un accord. " * 20] * 2,
    "signature": "Signé",
}


def milliseconds() -> tuple[float, float]:
    """Give the milliseconds of a mandate, and of an acknowledgement of 100 answers with its mandate."""
    answers = [{"title": "Page", "rows": ROWS, "sections": []}]
    receipt = {"title": "Accusé", "author": "X", "particulars": ROWS[:9], "words": [], "answered": "Réponses"}
    whole = {**receipt, "sections": answers, "mandates": [SHEET]}
    one = clocked(lambda: paper.pdf("mandate", {**SHEET, "author": "X"}, MOMENT))
    return one / 1000, clocked(lambda: paper.pdf("receipt", whole, MOMENT)) / 1000
