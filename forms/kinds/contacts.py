"""E-mail addresses, telephone numbers, postal codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from forms.cleaners import compact
from forms.kinds.base import Fault
from forms.kinds.texts import Text
from forms.model import Question

FRENCH = re.compile(r"\+33[1-9][0-9]{8}\Z")
"""Any French number, those kept for fiction included, which libphonenumber refuses (06 39 98 xx xx)."""

REGIONS = ("FR", "GP", "GF", "MQ", "RE", "YT", "PM", "BL", "MF")


class Email(Text):
    """An e-mail address, its syntax checked, no server asked."""

    name = "email"

    def normalise(self, question: Question, text: str) -> str:
        """Write the domain in small letters; what stands before « @ » is the person's own."""
        local, at, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}" if at else text

    def check(self, question: Question, value: Any) -> Fault | None:
        """Refuse what no mail could reach."""
        return None if not isinstance(value, str) or _is_email(value) else Fault()

    def mask(self, question: Question, value: Any) -> tuple[str, ...]:
        """Keep the first letter and the domain."""
        local, _, domain = str(value).rpartition("@")
        return (f"{local[:1]}••••@{domain}",)


@lru_cache(maxsize=2048)
def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


class Phone(Text):
    """A telephone number, stored as E.164."""

    name = "phone"

    def normalise(self, question: Question, text: str) -> str:
        """Write « 06 39 98 00 12 » as +33639980012."""
        return e164(text) or text

    def boxes(self, question: Question, value: Any) -> dict[str, str]:
        """Show the number as the French write it."""
        return {"": _shown(value) if isinstance(value, str) else ""}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 06 39 98 00 12 »."""
        return (_shown(str(value)),)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Refuse what is no number."""
        return None if not isinstance(value, str) or e164(value) == value else Fault()


@lru_cache(maxsize=2048)
def e164(text: str) -> str | None:
    """Read a telephone number, French unless it begins with + or 00; None when it is none."""
    digits = compact(text.replace("(0)", "")).replace("(", "").replace(")", "")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        overseas = _overseas(digits)
        return overseas or "+33" + digits[1:]
    if FRENCH.match(digits):
        return digits
    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number)
        else None
    )


def _overseas(digits: str) -> str | None:
    """Give the number of a département d'outre-mer, whose 0590, 0690… are dialled as French ones."""
    for region in REGIONS[1:]:
        number = phonenumbers.parse(digits, region)
        if phonenumbers.is_valid_number_for_region(number, region):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _shown(value: str) -> str:
    if FRENCH.match(value):
        national = "0" + value[3:]
        return " ".join(national[index : index + 2] for index in range(0, 10, 2))
    try:
        return phonenumbers.format_number(phonenumbers.parse(value, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value


class PostCode(Text):
    """A French postal code: five digits, a text and never a number."""

    name = "postcode"

    def normalise(self, question: Question, text: str) -> str:
        """Drop spaces."""
        return compact(text)

    def check(self, question: Question, value: Any) -> Fault | None:
        """Refuse what has not five digits."""
        return None if not isinstance(value, str) or re.fullmatch(r"[0-9]{5}", value) else Fault()
