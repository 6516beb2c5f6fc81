"""What each kind reads, shows, refuses and masks: tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms.kinds import KINDS
from forms.kinds.documents import size_text, types_text
from forms.messages import TABLES, sentence
from forms.model import ABSENT, Choice, DocumentRule, Question, Texts

NBSP, NARROW = "\u00a0", "\u202f"


def question(kind: str, json_type: str = "string", **more: Any) -> Question:
    return Question(pointer="/a", name="a", key="a", kind=kind, widget=kind, json_type=json_type, **more)


def read(kind: str, text: str, json_type: str = "string", **more: Any) -> Any:
    return KINDS[kind].read(question(kind, json_type, **more), {"": [text]})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8 650", 8650),
        (f"8{NBSP}650", 8650),
        (f"8{NARROW}650", 8650),
        ("8650", 8650),
        ("8 650 €", 8650),
        ("12 345 678", 12345678),
        ("-3", -3),
        ("−3", -3),
        ("8650,0", 8650),
        ("8 65", "8 65"),
        ("1_000", "1_000"),
        ("1e5", "1e5"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("١٢", "١٢"),
        ("１２", "１２"),
        ("1,2,3", "1,2,3"),
        ("", ABSENT),
        ("   ", ABSENT),
    ],
)
def test_an_integer_is_read_as_the_french_write_it(text: str, value: Any) -> None:
    assert read("number", text, "integer") == value


@pytest.mark.parametrize(("text", "value"), [("1,0", "1.0"), ("1.5", "1.5"), ("0,25", "0.25"), ("19,99", "19.99")])
def test_a_decimal_is_kept_exactly(text: str, value: str) -> None:
    found = read("number", text, "number")
    assert isinstance(found, Decimal)
    assert str(found) == value


@pytest.mark.parametrize(
    ("value", "more", "shown"),
    [
        (8650, {"texts": Texts(suffix="€")}, f"8{NARROW}650{NBSP}€"),
        (Decimal(1), {"decimals": (1, 2)}, "1,0"),
        (Decimal("1.25"), {"decimals": (1, 2)}, "1,25"),
        (12345, {}, "12345"),
        (-1234567, {"decimals": (0, 0)}, f"-1{NARROW}234{NARROW}567"),
    ],
)
def test_a_number_is_shown_as_the_french_write_it(value: Any, more: dict[str, Any], shown: str) -> None:
    assert KINDS["number"].display(question("number", "number", **more), value) == (shown,)


@pytest.mark.parametrize(
    ("boxes", "value"),
    [
        (("16", "1", "1947"), "1947-01-16"),
        (("16", "janvier", "1947"), "1947-01-16"),
        (("1", "févr.", "2024"), "2024-02-01"),
        (("1", "août", "2024"), "2024-08-01"),
        (("29", "2", "2023"), {"day": "29", "month": "2", "year": "2023"}),
        (("16", "1", "47"), {"day": "16", "month": "1", "year": "47"}),
        (("16", "ju", "1947"), {"day": "16", "month": "ju", "year": "1947"}),
        (("", "1", "1947"), {"day": "", "month": "1", "year": "1947"}),
        (("", "", ""), ABSENT),
    ],
)
def test_a_date_is_read_from_its_boxes_or_kept_as_typed(boxes: tuple[str, str, str], value: Any) -> None:
    kind = KINDS["date"]
    posted = dict(zip(kind.suffixes, [[box] for box in boxes], strict=True))
    assert kind.read(question("date"), posted) == value
    if isinstance(value, dict):
        assert tuple(kind.boxes(question("date"), value).values()) == boxes  # type: ignore[arg-type]  # JSON


@pytest.mark.parametrize(
    ("typed", "box", "keyword"),
    [
        ({"day": "", "month": "1", "year": "1947"}, "-jour", "date-part"),
        ({"day": "31", "month": "2", "year": "1947"}, "-jour", "date"),
        ({"day": "1", "month": "13", "year": "1947"}, "-mois", "date"),
        ({"day": "1", "month": "1", "year": "47"}, "-annee", "date"),
    ],
)
def test_a_wrong_date_says_which_box(typed: dict[str, str], box: str, keyword: str) -> None:
    fault = KINDS["date"].check(question("date"), typed)
    assert fault is not None
    assert (KINDS["date"].box_of(fault), fault.keyword) == (box, keyword)


@pytest.mark.check("SP-4")
@pytest.mark.parametrize(
    "typed",
    [
        "FR76 1254 8029 9812 3456 7890 161",
        f"fr76{NBSP}1254{NARROW}8029 9812 3456 7890 161",
        "FR76-1254-8029-9812-3456-7890-161",
        "FR76.1254.8029.9812.3456.7890.161",
        "IBAN FR76 1254 8029 9812 3456 7890 161",
        "FR76\u200b12548029981234567890161",
    ],
)
def test_an_iban_is_cleaned_before_it_is_checked(typed: str) -> None:
    kind = KINDS["iban"]
    clean = kind.normalise(question("iban"), typed)
    assert clean == "FR7612548029981234567890161"
    assert kind.check(question("iban"), clean) is None
    assert kind.mask(question("iban"), clean) == ("FR76 •••• 0161",)


@pytest.mark.check("SP-5")
@pytest.mark.parametrize(
    ("iban", "keyword"),
    [
        ("FR0630006000011234567890188", "iban-key"),
        ("FR7612548029981234567890162", "iban-key"),
        ("FR761254802998", "iban-length"),
        ("ZZ761254802998", "iban-country"),
        ("BR1800360305000010009795493C1", "iban-zone"),
        ("FR6712548029981234567890161", "iban-first-group"),
        ("DE88370400440532013000", "iban-key"),
    ],
)
def test_a_wrong_iban_says_what_to_read_again(iban: str, keyword: str) -> None:
    fault = KINDS["iban"].check(question("iban"), iban)
    assert fault is not None
    assert fault.keyword == keyword


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("06 39 98 00 12", "+33639980012"),
        ("01.99.00.12.34", "+33199001234"),
        ("+33 (0)6-39-98-00-12", "+33639980012"),
        ("0033 6 39 98 00 12", "+33639980012"),
        ("0690 00 12 34", "+590690001234"),
        ("12", "12"),
    ],
)
def test_a_telephone_number_is_stored_as_e164(typed: str, stored: str) -> None:
    kind = KINDS["phone"]
    assert kind.normalise(question("phone"), typed) == stored
    assert (kind.check(question("phone"), stored) is None) is (len(stored) > 4)


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("nir", "253072B07300470", True),
        ("nir", "253072B07300471", False),
        ("nir", "25307", False),
        ("siret", "73282932000074", True),
        ("siret", "73282932000075", False),
        ("siret", "35600000000048", True),
        ("bic", "AXABFRPPXXX", True),
        ("bic", "AXABFRPP", True),
        ("bic", "AXABFRPPWXXX", False),
        ("email", "josette@exemple.fr", True),
        ("email", "josette@", False),
        ("email", "josette", False),
        ("postcode", "93100", True),
        ("postcode", "9310", False),
        ("url", "https://exemple.fr/a", True),
        ("url", "javascript:alert(1)", False),
    ],
)
def test_a_value_is_judged(kind: str, value: str, right: bool) -> None:
    assert (KINDS[kind].check(question(kind), value) is None) is right


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("nir", "253072B07300470", "2 53 07 2B 073 004 70"),
        ("siret", "73282932000074", "732 829 320 00074"),
        ("phone", "+33639980012", "06 39 98 00 12"),
        ("date", "1947-01-16", "16/01/1947"),
        ("checkbox", True, "Oui"),
        ("datetime", "2026-11-24T14:30:00Z", "24/11/2026 14:30"),
        ("time", "14:30:00Z", "14 h 30"),
    ],
)
def test_a_value_is_shown(kind: str, value: Any, shown: str) -> None:
    assert KINDS[kind].display(question(kind), value) == (shown,)


def test_choices_go_by_their_labels_and_keep_what_is_not_offered() -> None:
    offered = (Choice(1, "Un"), Choice(2, "Deux"), Choice(True, "Vrai"))
    one, several = question("choice", choices=offered), question("choices", "array", choices=offered)
    assert KINDS["choice"].read(one, {"": ["2"]}) == 2
    assert KINDS["choice"].read(one, {"": ["true"]}) is True
    assert KINDS["choice"].read(one, {"": ["9"]}) == "9"
    assert KINDS["choices"].read(several, {"": ["2", "1", "2"]}) == [1, 2]
    assert KINDS["choices"].read(several, {}) is ABSENT
    assert KINDS["choice"].display(one, 1) == ("Un",)


def test_any_value_of_a_lone_box_counts_as_ticked() -> None:
    assert [KINDS["checkbox"].read(question("checkbox"), {"": texts}) for texts in ([], ["0"], ["x"])] == [
        False,
        True,
        True,
    ]


def test_long_text_keeps_its_lines_and_short_text_has_one() -> None:
    assert read("textarea", " a\r\nb\rc ") == "a\nb\nc"
    assert read("text", "a\nb") == "a b"


@pytest.mark.parametrize(
    ("size", "words"), [(537, "537 octets"), (220_000, "220 Ko"), (4_200_000, "4,2 Mo"), (10_000_000, "10 Mo")]
)
def test_sizes_are_in_ko_and_mo(size: int, words: str) -> None:
    assert size_text(size) == words.replace(" ", NBSP)


def test_types_of_documents_are_named() -> None:
    assert types_text(("application/pdf", "image/jpeg", "image/png")) == "PDF, JPEG ou PNG"
    assert types_text(("application/pdf",)) == "PDF"


@pytest.mark.parametrize("language", sorted(TABLES))
def test_every_sentence_is_whole(language: str) -> None:
    params = {"limit": 3, "expected": 27, "actual": 26, "country": "BR", "missing": ("-jour",)}
    rule = DocumentRule(("application/pdf",), 1_000_000, 0, None)
    for key in TABLES[language].SENTENCES:
        kind, _, keyword = key.rpartition(".")
        asked = question(kind if kind in KINDS else "text", texts=Texts(title="Titre"), documents=rule)
        said = sentence(asked, keyword or key, params, language)
        assert said.endswith(".")
        assert "{" not in said
        assert "'" not in said
        assert said[0].isupper()
    assert set(TABLES["fr"].SENTENCES) == set(TABLES["en"].SENTENCES)
