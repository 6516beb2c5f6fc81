"""The kinds of question: a closed table. A new kind is a class, a template, a test and a line of the README."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.kinds.bank import Bic, Iban
from forms.kinds.base import Fault, Kind
from forms.kinds.choices import CheckBox, Choice, Choices, Computed, Fixed, Note
from forms.kinds.contacts import Email, Phone, PostCode
from forms.kinds.dates import Date
from forms.kinds.documents import Documents
from forms.kinds.identifiers import Nir, Siret
from forms.kinds.numbers import Number
from forms.kinds.texts import DateTime, Text, TextArea, Time, Url

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "text": Text(),
        "textarea": TextArea(),
        "number": Number(),
        "date": Date(),
        "checkbox": CheckBox(),
        "choice": Choice(),
        "choices": Choices(),
        "email": Email(),
        "phone": Phone(),
        "postcode": PostCode(),
        "iban": Iban(),
        "bic": Bic(),
        "nir": Nir(),
        "siret": Siret(),
        "url": Url(),
        "time": Time(),
        "datetime": DateTime(),
        "file": Documents(),
        "note": Note(),
        "fixed": Fixed(),
        "computed": Computed(),
    }
)

__all__ = ["KINDS", "Fault", "Kind"]
