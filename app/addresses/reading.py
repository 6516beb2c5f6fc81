"""An address as the shared block writes it, read from what a service in the format of the BAN answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.rendering.searched import INSEE, NUMBER, POSTCODE, STREET, TOWN

IS_POSTCODE = re.compile(r"[0-9]{5}\Z")
IS_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}\Z")
GLUED = re.compile(r"([0-9]+)([A-Za-z]+)\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """One answer: how it reads on a line, and the boxes that choosing it fills, by the keys of the block.

    A municipality has no `numero` and no `voie`: what is written there stays.
    """

    label: str
    boxes: Mapping[str, str]


def read(document: Any) -> tuple[Address, ...]:
    """Read a GeoJSON FeatureCollection; an address without a town is left out. Raises ValueError for anything else."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ValueError("no features")
    return tuple(_addresses(features))


def _addresses(features: list[Any]) -> Iterator[Address]:
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            address = _address({key: value.strip() for key, value in properties.items() if isinstance(value, str)})
            if address is not None:
                yield address


def _address(given: Mapping[str, str]) -> Address | None:
    """Read the properties of one feature; `name` holds the number of a housenumber, which `street` does not."""
    name, town = given.get("name", ""), given.get("city", "")
    postcode, insee = given.get("postcode", ""), given.get("citycode", "")
    if not town:
        return None
    # A hidden answer that its question refuses could not be mended: better none.
    place = {
        POSTCODE: postcode if IS_POSTCODE.match(postcode) else "",
        TOWN: town,
        INSEE: insee if IS_INSEE.match(insee) else "",
    }
    if given.get("type") == "municipality":
        return Address(f"{place[POSTCODE]} {town}".strip(), place)
    number = given.get("housenumber", "")
    street = given.get("street", "") if number else name
    boxes = {NUMBER: GLUED.sub(r"\1 \2", number), STREET: street or name.removeprefix(number).strip(), **place}
    return Address(given.get("label") or " ".join(filter(None, (name, postcode, town))), boxes)
