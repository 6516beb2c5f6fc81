"""The service of addresses: a real one that is asked, what is kept of its answers, and every way it may fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.addresses.reading import read
from app.addresses.service import LIMIT, Outcome, Service, endpoint
from app.config import ConfigurationError, from_env
from tests.addresses.spoiled import Handler, Spoiled, by_drops, never, spoiled, whole
from tests.conftest import KEYS

SAVART = {"voie": "Rue Ernest Savart", "codePostal": "93100", "commune": "Montreuil", "codeInsee": "93048"}
PARIS = {"voie": "Rue de Paris", "codePostal": "93200", "commune": "Saint-Denis", "codeInsee": "93066"}


class Hand:
    """A clock of seconds that the test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def bad() -> Iterator[Spoiled]:
    with spoiled() as server:
        yield server


@pytest.mark.parametrize(
    ("text", "label", "boxes"),
    [
        ("15 rue ernest sav", "15 Rue Ernest Savart 93100 Montreuil", {"numero": "15", **SAVART}),
        ("15 bis rue ernest savart", "15 bis Rue Ernest Savart 93100 Montreuil", {"numero": "15 bis", **SAVART}),
        ("rue ernest savart", "Rue Ernest Savart 93100 Montreuil", {"numero": "", **SAVART}),
        ("15 rue de paris saint denis", "15 Rue de Paris 93200 Saint-Denis", {"numero": "15", **PARIS}),
        (
            "4 boulevard graz bastia",
            "4 Boulevard Graziani 20200 Bastia",
            {
                "numero": "4",
                "voie": "Boulevard Graziani",
                "codePostal": "20200",
                "commune": "Bastia",
                "codeInsee": "2B033",
            },
        ),
        (
            "murs a peches",
            "Les Murs à Pêches 93100 Montreuil",
            {**SAVART, "numero": "", "voie": "Les Murs à Pêches"},
        ),
        ("montreuil", "93100 Montreuil", {key: SAVART[key] for key in ("codePostal", "commune", "codeInsee")}),
    ],
)
def test_a_real_service_gives_each_part_of_an_address(
    address_service: str, text: str, label: str, boxes: dict[str, str]
) -> None:
    outcome = Service(address_service).search(text)
    assert not outcome.failed
    assert (outcome.addresses[0].label, outcome.addresses[0].boxes) == (label, boxes)


def test_six_addresses_at_most_and_three_signs_at_least(address_service: str) -> None:
    service = Service(address_service)
    assert len(service.search("rue de paris").addresses) == LIMIT
    assert service.search("  ru ") == Outcome(short=True)
    assert service.search("xyzxyz") == Outcome()


def test_without_a_service_nothing_is_found() -> None:
    assert Service("").search("15 rue ernest savart") == Outcome()


def test_the_same_search_is_asked_once_an_hour(bad: Spoiled) -> None:
    hand = Hand()
    service = Service(bad.base, hand)
    assert service.search("1 rue haute") == service.search(" 1  RUE Haute ")
    assert bad.asked == ["/search/?q=1+rue+haute&limit=6&autocomplete=1"]
    hand.time += 3601
    assert service.search("1 rue haute").addresses
    assert len(bad.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        whole(status=429),
        whole(status=500),
        whole(status=404),
        whole(status=301, Location="/ailleurs"),
        whole("<html>"),
        whole("[]"),
        whole('{"features": 1}'),
        whole('"' + "x" * 600_000 + '"'),
        whole("[" * 100_000),
        whole("\udcff".encode("utf-8", "surrogateescape").decode("latin-1")),
        whole("{}", Content_Length="500"),
        never,
        by_drops,
    ],
    ids=lambda answer: getattr(answer, "__name__", ""),
)
def test_a_service_that_goes_wrong_is_an_empty_outcome_that_says_so(
    bad: Spoiled, answer: Callable[[Handler], None]
) -> None:
    bad.answer = answer
    assert Service(bad.base, seconds=0.4).search("1 rue haute") == Outcome(failed=True)


def test_nobody_at_the_address_is_a_failure() -> None:
    with spoiled() as server:
        base = server.base
    assert Service(base).search("1 rue haute") == Outcome(failed=True)


def test_after_a_failure_the_service_is_left_alone_as_long_as_it_asks(bad: Spoiled) -> None:
    hand = Hand()
    service = Service(bad.base, hand)
    bad.answer = whole(status=429, Retry_After="30")
    assert service.search("1 rue haute").failed
    bad.answer = whole()
    hand.time += 29
    assert service.search("2 rue haute").failed
    assert len(bad.asked) == 1
    hand.time += 2
    assert service.search("1 rue haute").addresses
    assert not service.search("2 rue haute").failed


def test_words_that_the_service_cannot_search_find_nothing(bad: Spoiled) -> None:
    bad.answer = whole('{"title": "Missing parameter"}', status=400)
    assert Service(bad.base).search("???") == Outcome()


@pytest.mark.parametrize(
    ("base", "asked"),
    [
        ("https://ban.example", "https://ban.example/search/"),
        ("https://ban.example/", "https://ban.example/search/"),
        ("https://data.example/geocodage", "https://data.example/geocodage/search/"),
        ("https://data.example/geocodage/search", "https://data.example/geocodage/search"),
        ("https://data.example/geocodage/search/", "https://data.example/geocodage/search"),
    ],
)
def test_a_base_may_name_its_search_already(base: str, asked: str) -> None:
    assert endpoint(base) == asked


@pytest.mark.check("OP-3")
def test_the_address_of_the_service_is_an_address() -> None:
    good = {
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEYS,
        "BASE_URL": "https://demarches.example",
        "DATABASE_URL": "sqlite://",
        "CLAMAV": "off",
    }
    assert from_env(good).address_search_url == ""
    with pytest.raises(ConfigurationError, match="ADDRESS_SEARCH_URL"):
        from_env({**good, "ADDRESS_SEARCH_URL": "ban.example"})


@pytest.mark.parametrize(
    ("properties", "boxes"),
    [
        (
            {"type": "housenumber", "name": "15bis Rue Haute", "housenumber": "15bis", "city": "Metz"},
            {"numero": "15 bis", "voie": "Rue Haute", "codePostal": "", "commune": "Metz", "codeInsee": ""},
        ),
        (
            {"type": "street", "name": "Rue Haute", "city": "Metz", "postcode": "5700", "citycode": "57 463"},
            {"numero": "", "voie": "Rue Haute", "codePostal": "", "commune": "Metz", "codeInsee": ""},
        ),
        ({"type": "street", "name": "Rue Haute", "city": ["Metz"]}, None),
        (
            {"type": "municipality", "name": "Metz", "city": "Metz"},
            {"codePostal": "", "commune": "Metz", "codeInsee": ""},
        ),
        ([], None),
    ],
)
def test_what_an_answer_lacks_or_says_wrongly_is_left_out(properties: Any, boxes: dict[str, str] | None) -> None:
    found = read(json.loads(json.dumps({"features": [{"properties": properties}, 3, None]})))
    assert [one.boxes for one in found] == ([boxes] if boxes else [])
