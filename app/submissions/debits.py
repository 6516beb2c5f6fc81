"""Mandates of direct debit: shown before they are agreed, signed with the request, opened again as they were signed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

import forms
from app.accounts.models import Account
from app.catalogue.debits import places
from app.config import EXAMPLE_CREDITOR, Creditor
from app.database import dump
from app.extensions import PARIS
from app.filters import day
from app.rendering import paper
from app.sealing import seal, seal_bytes, unseal, unseal_bytes
from app.submissions import wording
from app.submissions.mandate_models import Mandate
from app.submissions.models import Submission
from app.typography import french

ABOUT = "mandate"
LATER = "Elle vous sera donnée à l’envoi"
GROUP = 4


class NoCreditorError(Exception):
    """A mandate is to be signed, and the portal has nobody to collect."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes, with an address in separate parts, as files of direct debits want it."""

    name: str
    number: str
    street: str
    complement: str
    postcode: str
    town: str
    country: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on an envelope."""
        written = (
            f"{self.number} {self.street}",
            self.complement,
            f"{self.postcode} {self.town}",
            self.country,
        )
        return tuple(line.strip() for line in written if line.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mandate before it is signed, all but its reference."""

    pointer: str
    kind: str
    creditor: Creditor
    debtor: Debtor
    holder: str
    iban: str
    bic: str
    version: str = wording.CURRENT

    @property
    def holder_differs(self) -> bool:
        """Say whether the account is declared to be another person's than the debtor."""
        return _words(self.holder) != _words(self.debtor.name)

    def rows(self, rum: str) -> list[tuple[str, list[str]]]:
        """Give what the mandate says, label by label."""
        holder = [
            self.holder,
            *(["Une autre personne que le débiteur, qui le déclare."] if self.holder_differs else []),
        ]
        return [
            ("Référence unique du mandat (RUM)", [rum]),
            ("Créancier", [self.creditor.name, *self.creditor.address.split("\n")]),
            ("Identifiant du créancier SEPA (ICS)", [self.creditor.ics]),
            ("Débiteur", [self.debtor.name, *self.debtor.lines]),
            ("Titulaire du compte", holder),
            ("IBAN", [" ".join(self.iban[at : at + GROUP] for at in range(0, len(self.iban), GROUP))]),
            ("BIC", [self.bic or "Non renseigné"]),
            ("Type de paiement", [wording.KINDS[self.kind]]),
        ]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words that are agreed to."""
        return tuple(french(text) for text in wording.agreed(self.version, self.creditor.name))

    @property
    def notice(self) -> str:
        """What marks a mandate of an example creditor, `""` for a real one."""
        return wording.NOTICE if self.creditor.ics == EXAMPLE_CREDITOR.ics else ""


class Signature(NamedTuple):
    """Who signs, how they are logged in, from which address."""

    signer: Account
    method: str
    address: str


def sheets(
    procedure: forms.Procedure, values: Mapping[str, Any], profile: Mapping[str, Any], name: str, creditor: Creditor
) -> list[Sheet]:
    """Give the mandates that relevant answers hold; `profile` is the applicant's, `name` theirs without it."""
    found = []
    for pattern in places(procedure):
        for pointer, group in _at(values, pattern.split("/")[1:]):
            if isinstance(group, Mapping) and isinstance(group.get("iban"), str):
                debtor = _debtor(profile, name)
                holder = str(group.get("titulaire") or debtor.name)
                bic = str(group.get("bic") or "")
                kind = procedure.settings.debit
                found.append(Sheet(pointer, kind, creditor, debtor, holder, group["iban"], bic))
    return found


def _at(values: Any, parts: Sequence[str], place: str = "") -> Iterator[tuple[str, Any]]:
    """Give what stands at a pointer, once a row where it has a `*`."""
    if not parts:
        yield place, values
    elif parts[0] == "*":
        for index, row in enumerate(values if isinstance(values, list) else ()):
            yield from _at(row, parts[1:], f"{place}/{index}")
    elif isinstance(values, Mapping):
        key = parts[0].replace("~1", "/").replace("~0", "~")
        if key in values:
            yield from _at(values[key], parts[1:], f"{place}/{parts[0]}")


def _debtor(profile: Mapping[str, Any], name: str) -> Debtor:
    address = profile.get("adresse")
    parts = address if isinstance(address, Mapping) else {}
    own = f"{profile.get('prenoms', '')} {profile.get('nomUsage', '')}".strip()
    complement = ", ".join(str(parts[key]) for key in ("complement1", "complement2") if parts.get(key))
    number, street, postcode, town = (str(parts.get(key, "")) for key in ("numero", "voie", "codePostal", "commune"))
    return Debtor(own or name, number, street, complement, postcode, town, str(parts.get("pays") or "France"))


def _words(name: str) -> frozenset[str]:
    """Give the words of a name, whatever their order, capitals and accents."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign))
    return frozenset(kept.split())


def digest(agreed: Sequence[Sheet]) -> str:
    """Give the SHA-256 of all that the person reads before agreeing, `""` when there is nothing to agree to."""
    return hashlib.sha256(dump([asdict(one) for one in agreed]).encode()).hexdigest() if agreed else ""


def sign(
    database: Session, submission: Submission, agreed: Sequence[Sheet], signature: Signature, now: datetime
) -> None:
    """Keep the mandates of a request as signed, each with its reference, its document and the proof."""
    for place, sheet in enumerate(agreed, 1):
        if not sheet.creditor.ics:
            raise NoCreditorError
        rum = f"{submission.number}-{place}"
        document = _document(sheet, rum, signature, now)
        debtor = sheet.debtor
        mandate = Mandate(
            submission_id=submission.id,
            pointer=sheet.pointer,
            rum=rum,
            kind=sheet.kind,
            ics=sheet.creditor.ics,
            creditor_name=sheet.creditor.name,
            creditor_address=sheet.creditor.address,
            **{f"debtor_{key}": value for key, value in asdict(debtor).items()},
            holder=sheet.holder,
            holder_differs=sheet.holder_differs,
            iban=seal(sheet.iban, ABOUT),
            bic=seal(sheet.bic, ABOUT),
            version=sheet.version,
            text="\n\n".join(sheet.paragraphs),
            place=sheet.creditor.place,
            signed_at=now,
            zone=PARIS.key,
            signed_by=signature.signer.id,
            signer=signature.signer.display_name,
            method=signature.method,
            address=signature.address,
            document=seal_bytes(document, ABOUT),
            sha256=hashlib.sha256(document).hexdigest(),
        )
        database.add(mandate)
    database.flush()


def _document(sheet: Sheet, rum: str, signature: Signature, now: datetime) -> bytes:
    values = shown(sheet, rum, signature.signer.display_name, now)
    return paper.pdf("mandate", {**values, "author": sheet.creditor.name}, now)


def shown(sheet: Sheet, rum: str = LATER, signer: str = "", now: datetime | None = None) -> dict[str, Any]:
    """Give what a mandate shows, on a page or on paper; signed when it is said by whom and when."""
    return {
        "title": wording.TITLE,
        "notice": sheet.notice,
        "rows": sheet.rows(rum),
        "paragraphs": sheet.paragraphs,
        "signature": _signed(sheet, signer, now) if now else "",
    }


def _signed(sheet: Sheet, signer: str, now: datetime) -> str:
    local = now.astimezone(PARIS)
    behalf = "" if _words(signer) == _words(sheet.debtor.name) else f", pour {sheet.debtor.name}"
    place = f" à {sheet.creditor.place}" if sheet.creditor.place else ""
    return f"Signé en ligne par {signer}{behalf}{place}, le {day(local)} à {local:%H:%M:%S} (heure de Paris)."


def of(database: Session, submission: Submission) -> list[Mandate]:
    """Give the mandates of a request."""
    found = select(Mandate).where(Mandate.submission_id == submission.id).order_by(Mandate.rum)
    return list(database.scalars(found))


def opened(mandate: Mandate) -> dict[str, Any]:
    """Give what a mandate that was signed shows, its IBAN whole."""
    names = ("name", "number", "street", "complement", "postcode", "town", "country")
    sheet = Sheet(
        mandate.pointer,
        mandate.kind,
        Creditor(mandate.ics, mandate.creditor_name, mandate.creditor_address, mandate.place),
        Debtor(*(getattr(mandate, f"debtor_{name}") for name in names)),
        mandate.holder,
        unseal(mandate.iban, ABOUT),
        unseal(mandate.bic, ABOUT),
        mandate.version,
    )
    signed = shown(sheet, mandate.rum, mandate.signer, mandate.signed_at)
    return {**signed, "paragraphs": tuple(mandate.text.split("\n\n"))}


def document(mandate: Mandate) -> bytes:
    """Give the document of a mandate as it was signed. Raises UnsealError."""
    return unseal_bytes(mandate.document, ABOUT)
