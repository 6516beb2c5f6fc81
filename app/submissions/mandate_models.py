"""Rows of mandates of direct debit: what was agreed, by whom, and the proof of it; never changed."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Identified


class Mandate(Identified, Base):
    """One mandate as it was signed with a request; `pointer` is the group of the answers that it came from.

    IBAN, BIC and the document are sealed. `holder_differs` says that the account is declared to be another person's;
    `zone` is that of the time as the document writes it; `method` and `address` are how and from where the signer was
    logged in; `sha256` is that of the document as it was before sealing.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        UniqueConstraint("ics", "rum"),
        UniqueConstraint("submission_id", "pointer"),
        CheckConstraint("kind IN ('recurring', 'once')", name="kind"),
    )

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.id"))
    pointer: Mapped[str] = mapped_column(String(500))
    rum: Mapped[str] = mapped_column(String(35))
    kind: Mapped[str] = mapped_column(String(10))
    ics: Mapped[str] = mapped_column(String(35))
    creditor_name: Mapped[str] = mapped_column(String(140))
    creditor_address: Mapped[str] = mapped_column(Text)
    debtor_name: Mapped[str] = mapped_column(String(250))
    debtor_number: Mapped[str] = mapped_column(String(10))
    debtor_street: Mapped[str] = mapped_column(String(120))
    debtor_complement: Mapped[str] = mapped_column(String(250))
    debtor_postcode: Mapped[str] = mapped_column(String(16))
    debtor_town: Mapped[str] = mapped_column(String(80))
    debtor_country: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str] = mapped_column(String(250))
    holder_differs: Mapped[bool]
    iban: Mapped[str] = mapped_column(Text)
    bic: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
    signed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    signer: Mapped[str] = mapped_column(String(250))
    method: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(45))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
