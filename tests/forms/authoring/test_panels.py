"""Panels: what is read is written back untouched, one change writes one keyword, no keyword is forgotten."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import forms
from forms import authoring
from forms.authoring.keywords import at, put
from forms.authoring.spots import Spot
from forms.dialect import check, keywords, meta_schema
from forms.verification import verify
from tests.forms.authoring.panelling import BLOCKS, EDITOR, Opened, changed, definitions, panel

PANELS = sorted(path.stem for path in EDITOR.glob("*.json"))
DEFINITIONS = definitions()


def places(document: dict[str, Any]) -> list[str]:
    compiled = forms.load(forms.read(authoring.write_text(document)), blocks=BLOCKS, draft=True).compiled
    return [pointer for pointer in compiled.nodes if not pointer.endswith("/*")]


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_a_sound_definition_of_our_own_dialect(name: str) -> None:
    assert check(forms.read((EDITOR / f"{name}.json").read_text("utf-8"))) == []
    assert [str(one) for one in verify(panel(name)).findings] == []


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_a_panel_posted_as_it_is_drawn_writes_the_same_text(slug: str) -> None:
    document = DEFINITIONS[slug]
    for place in places(document):
        opened = Opened("question", document, place)
        for page in opened.pages():
            saved = opened.post(page)
            assert saved.document is document, (place, page, changed(document, saved.document))
            assert (saved.place, saved.problems) == (place, ())
    for number, page_of in enumerate(document.get("x-pages", [])):
        opened = Opened("page", document, page_of["id"])
        for page in opened.pages():
            assert opened.post(page).document is document, number
    opened = Opened("procedure", document)
    for page in opened.pages():
        saved = opened.post(page)
        assert saved.document is document, (page, changed(document, saved.document))
    assert authoring.write_text(document) == authoring.write_text(DEFINITIONS[slug])


PROFILE = forms.read((EDITOR.parent / "profile.json").read_text("utf-8"))
AMETHYSTE = DEFINITIONS["amethyste-renouvellement"]
PROCEDURE_CHANGES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "a name": ("presentation", {"x-procedure-type": "Améthyste"}, {"/x-procedure/type": "Améthyste"}),
    "the service’s telephone": (
        "service",
        {"x-procedure-service-phone": "01 99 00 00 00"},
        {"/x-procedure/service/phone": "01 99 00 00 00"},
    ),
    "a date": ("dates", {"x-procedure-closes-jour": "30"}, {"/x-procedure/closes": "2027-08-30"}),
    "a date taken away": (
        "dates",
        {f"x-procedure-closes-{box}": None for box in ("jour", "mois", "annee")},
        {"/x-procedure/closes": "(none)"},
    ),
    "a duration": ("delais", {"x-procedure-retention-drafts": "45 jours"}, {"/x-procedure/retention/drafts": "P45D"}),
    "no renewal any more": (
        "delais",
        {"x-procedure-renewal-every": None, "x-procedure-renewal-invite": None},
        {"/x-procedure/renewal": "(none)"},
    ),
    "a mail": (
        "courriels",
        {"x-procedure-mails-sent-subject": "Bonjour"},
        {"/x-procedure/mails/sent/subject": "Bonjour"},
    ),
    "an example no more": ("exemples", {"x-terms-x-example": ["full"]}, {"/x-terms/x-example": ["full"]}),
    "no information of the profile but two that no panel knows": (
        "profil",
        {"x-procedure-profile": None},
        {
            "/x-procedure/profile": [
                one for one in AMETHYSTE["x-procedure"]["profile"] if one not in ("prenoms", "adresse")
            ]
        },
    ),
}


@pytest.mark.parametrize("what", PROCEDURE_CHANGES)
def test_one_setting_changed_is_one_keyword_written(what: str) -> None:
    page, typed, expected = PROCEDURE_CHANGES[what]
    saved = Opened("procedure", AMETHYSTE).post(page, typed)
    found = changed(AMETHYSTE, saved.document)
    assert {key: value for key, value in found.items() if not key.startswith("/x-i18n")} == expected
    assert saved.problems == ()


def test_a_status_goes_and_one_comes_and_translations_follow() -> None:
    opened = Opened("procedure", AMETHYSTE)
    rows = [f"x-procedure-statuses-{place}=o{place}" for place in (0, 1, 3, 4, 5)]
    added = {
        "row": [*rows, "x-procedure-statuses-6=nouveau", "x-procedure-statuses="],
        "x-procedure-statuses-6-label": "Transmise à l’État",
        "x-procedure-statuses-6-open": "on",
    }
    made = opened.post("statuts", added).document
    statuses = made["x-procedure"]["statuses"]
    assert [one["id"] for one in statuses] == [
        "soumise",
        "instruction",
        "acceptee",
        "refusee",
        "annulee",
        "transmise-a-l-etat",
    ]
    assert statuses[-1] == {"id": "transmise-a-l-etat", "label": "Transmise à l’État", "open": True}
    english = made["x-i18n"]["en"]
    assert english["/x-procedure/statuses/2/label"] == "Accepted"
    assert english["/x-procedure/statuses/4/label"] == "Cancelled by the applicant"
    assert "/x-procedure/statuses/5/label" not in english


def test_settings_of_a_bare_definition_come_with_what_they_must_have() -> None:
    document = {"title": "Essai", "type": "object", "properties": {"a": {"type": "string"}}}
    served = Opened("procedure", document).post("service", {"x-procedure-service-name": "PMI"}).document
    assert served["x-procedure"] == {"type": "Essai", "service": {"name": "PMI"}}
    termed = Opened("procedure", document).post("exemples", {"x-terms-x-example": ["full"]}).document
    assert list(termed["x-terms"]) == ["label", "x-example"]
    assert list(termed) == ["title", "x-terms", "type", "properties"]


CHANGES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "a title": ("/navigo", "question", {"title": "Numéro"}, {"/properties/navigo/title": "Numéro"}),
    "a hint taken away takes its translation": (
        "/zonage",
        "question",
        {"description": None},
        {"/properties/zonage/description": "(none)", "/x-i18n/en//properties/zonage/description": "(none)"},
    ),
    "a question made optional": (
        "/navigo",
        "question",
        {"required": None},
        {"/required": [name for name in AMETHYSTE["required"] if name != "navigo"]},
    ),
    "a question made required": (
        "/aidant",
        "question",
        {"required": "on"},
        {"/required": [*AMETHYSTE["required"], "aidant"]},
    ),
    "a limit": ("/parts", "reponse", {"maximum": "12,5"}, {"/properties/parts/maximum": 12.5}),
    "a format as a sentence": (
        "/navigo",
        "reponse",
        {"formatPhrase": "9 chiffres"},
        {"/properties/navigo/pattern": "^[0-9]{9}$"},
    ),
    "one word of an object": (
        "/navigo",
        "recapitulatif",
        {"x-summary-editable": None},
        {"/properties/navigo/x-summary/editable": "(none)"},
    ),
    "an object taken away": (
        "/parts",
        "aide",
        {"x-figure-file": None, "x-figure-alt": None},
        {"/properties/parts/x-figure": "(none)", "/x-i18n/en//properties/parts/x-figure/alt": "(none)"},
    ),
    "a message": (
        "/navigo",
        "messages",
        {"x-errors-required": "Il le faut."},
        {"/properties/navigo/x-errors/required": "Il le faut."},
    ),
    "a box of several": (
        "/navigo",
        "reponse",
        {"x-clean": ["digits", "upper"]},
        {"/properties/navigo/x-clean": ["digits", "upper"]},
    ),
    "fewer documents than the block lets": ("/rib", "reponse", {"maxItems": "2"}, {"/properties/rib/maxItems": 2}),
    "fewer types than the block lets": (
        "/rib",
        "reponse",
        {"documentTypes": ["application/pdf"]},
        {"/properties/rib/items": {"properties": {"type": {"enum": ["application/pdf"]}}}},
    ),
    "a smaller size": (
        "/rib",
        "reponse",
        {"documentSize": "2,5"},
        {"/properties/rib/items": {"properties": {"size": {"maximum": 2_500_000}}}},
    ),
    "a duration in words": (
        "/rib",
        "reponse",
        {"x-validity": "1 an et 6 mois"},
        {"/properties/rib/x-validity": "P1Y6M"},
    ),
    "a word inside a block": (
        "/sepa/iban",
        "question",
        {"title": "IBAN"},
        {"/properties/sepa/properties/iban": {"title": "IBAN"}},
    ),
    "the hint of a block taken away": (
        "/sepa/iban",
        "question",
        {"description": None},
        {"/properties/sepa/properties/iban": {"description": ""}},
    ),
    "a part of a block’s drawing": (
        "/sepa/iban",
        "aide",
        {"x-figure-alt": "Un RIB"},
        {"/properties/sepa/properties/iban": {"x-figure": {"file": "iban.svg", "alt": "Un RIB"}}},
    ),
    "a label of a choice": (
        "/zonage",
        "reponse",
        {"choices-1-title": "Deux à cinq"},
        {
            "/properties/zonage/oneOf": [
                {"const": "1-5", "title": "Zones 1 à 5"},
                {"const": "2-5", "title": "Deux à cinq", "x-example": True},
                {"const": "3-5", "title": "Zones 3 à 5", "x-example": True},
            ]
        },
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_one_change_writes_one_keyword(what: str) -> None:
    place, page, typed, expected = CHANGES[what]
    before = authoring.write_text(AMETHYSTE)
    saved = Opened("question", AMETHYSTE, place).post(page, typed)
    assert {key: simple(value) for key, value in changed(AMETHYSTE, saved.document).items()} == expected
    assert (saved.problems, authoring.write_text(AMETHYSTE)) == ((), before)


def simple(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def test_a_row_of_choices_goes_and_one_comes_and_translations_follow() -> None:
    opened = Opened("question", AMETHYSTE, "/zonage")
    rows = ["choices-0=o2", "choices-1=o0", "choices-2=nouveau", "choices="]
    typed = {
        "row": rows,
        "choices-0-title": "Zones 3 à 5",
        "choices-0-const": "3-5",
        "choices-0-x-example": "on",
        "choices-1-title": "Zones 1 à 5",
        "choices-1-const": "1-5",
        "choices-2-title": "Île-de-France entière",
        "choices-2-const": None,
        "choices-2-x-example": None,
    }
    saved = opened.post("reponse", typed)
    node = saved.document["properties"]["zonage"]
    assert [row["const"] for row in node["oneOf"]] == ["1-5", "3-5", "ile-de-france-entiere"]
    english = saved.document["x-i18n"]["en"]
    assert english["/properties/zonage/oneOf/1/title"] == "Zones 3 to 5"
    assert english["/properties/zonage/oneOf/0/title"] == "Zones 1 to 5"
    assert "/properties/zonage/oneOf/2/title" not in english


def test_choices_written_as_enum_stay_so_until_a_label_differs() -> None:
    opened = Opened("question", AMETHYSTE, "/prelevement")
    added = {"row": ["choices-0=o0", "choices-1=o1", "choices-2=n"], "choices-2-title": "Plus tard"}
    kept = opened.post("reponse", added).document["properties"]["prelevement"]
    assert kept["enum"] == ["Oui", "Non", "Plus tard"]
    told = opened.post("reponse", {"choices-1-title": "Non, par chèque"}).document["properties"]["prelevement"]
    assert told["oneOf"] == [{"const": "Oui", "title": "Oui"}, {"const": "Non", "title": "Non, par chèque"}]
    assert list(told) == ["title", "type", "oneOf", "x-widget", "x-noun"]


def test_what_a_block_does_not_let_through_is_refused_and_told() -> None:
    saved = Opened("question", AMETHYSTE, "/rib").post("reponse", {"maxItems": "9"})
    assert saved.document is AMETHYSTE
    assert [(one.pointer, one.page) for one in saved.problems] == [("/maxItems", "reponse")]
    assert "bloc partagé" in saved.problems[0].message


def test_a_format_that_is_not_understood_is_refused_and_told() -> None:
    saved = Opened("question", AMETHYSTE, "/navigo").post("reponse", {"formatPhrase": "des trucs"})
    assert saved.document is AMETHYSTE
    assert "8 à 10 chiffres" in saved.problems[0].message


def test_a_page_renamed_in_the_address_is_found_at_its_new_name() -> None:
    saved = Opened("page", AMETHYSTE, "statut").post("avance", {"id": "situation"})
    assert saved.place == "situation"
    assert changed(AMETHYSTE["x-pages"][1], saved.document["x-pages"][1]) == {"/id": "situation"}
    taken = Opened("page", AMETHYSTE, "statut").post("avance", {"id": "navigo"})
    assert taken.document is AMETHYSTE
    assert "déjà pris" in taken.problems[0].message


def test_words_that_a_panel_does_not_know_stay_in_a_row() -> None:
    node = {"title": "A", "oneOf": [{"const": 1, "title": "Un", "x-ext-couleur": "bleu"}, {"const": 2}]}
    document = {"title": "Essai", "type": "object", "properties": {"a": node}}
    made = Opened("question", document, "/a").post("reponse", {"choices-0-title": "Une"}).document
    assert made["properties"]["a"]["oneOf"] == [{"const": 1, "title": "Une", "x-ext-couleur": "bleu"}, {"const": 2}]


def test_new_words_are_put_where_our_files_have_them() -> None:
    document = {
        "title": "Essai",
        "type": "object",
        "properties": {"a": {"type": "string", "x-ext-a": 1, "x-errors": {}}},
    }
    opened = Opened("question", document, "/a")
    titled = opened.post("question", {"title": "A", "x-noun": "la lettre"}).document
    assert list(titled["properties"]["a"]) == ["title", "type", "x-ext-a", "x-noun", "x-errors"]


def edited(name: str) -> set[str]:
    """Give the keywords that a panel can write."""
    found: set[str] = set()
    for pointer, schema in panel(name).compiled.structure.base.items():
        if pointer and "*" not in pointer:
            path = str(schema.get("x-ext-path", pointer))
            lens = str(schema.get("x-ext-lens", ""))
            found |= WRITES.get(lens, {path.split("/")[1]})
    return found


WRITES = {
    "choices": {"enum", "oneOf", "anyOf"},
    "demanded": set(),
    "format": {"pattern"},
    "genre": {"type", "format", "const", "properties", "items", "$ref"},
    "key": set(),
    "list": {"x-list"},
    "nature": set(),
    "nothing": set(),
    "required": {"required"},
}
ELSEWHERE = {
    "moved, added and deleted in the tree": {"x-pages", "x-order"},
    "conditions as sentences": {"allOf", "if", "then", "else", "not"},
    "rules and computations": {"x-checks", "x-compute"},
    "texts in another language": {"x-i18n", "x-lang"},
    "only as JSON: of the document, not of what it asks": {
        "$schema",
        "$id",
        "$anchor",
        "$defs",
        "$vocabulary",
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "patternProperties",
        "propertyNames",
        "contentMediaType",
        "contentEncoding",
    },
    "only as JSON: rare limits": {
        "minProperties",
        "maxProperties",
        "contains",
        "minContains",
        "maxContains",
        "dependentRequired",
        "dependentSchemas",
        "prefixItems",
    },
}


def test_every_keyword_has_its_place_in_the_editor() -> None:
    here = edited("question") | edited("procedure")
    elsewhere = set().union(*ELSEWHERE.values())
    assert set(keywords()) - here - elsewhere == set(), "give it a line in schemas/editor, or say where it is edited"
    assert elsewhere - set(keywords()) == set()
    assert {"title", "x-figure", "x-validity", "x-terms", "x-procedure"} <= here


@pytest.mark.parametrize("word", ["x-procedure", "x-terms", "x-summary", "x-figure", "x-row"])
def test_every_word_inside_an_object_has_its_place_too(word: str) -> None:
    name = "procedure" if word in ("x-procedure", "x-terms") else "question"
    known = panel(name).compiled.nodes

    def missing(schema: dict[str, Any], above: str) -> list[str]:
        found: list[str] = []
        for key, child in schema.get("properties", {}).items():
            pointer = f"{above}/{key}"
            found += [] if pointer in known else [pointer]
            found += missing(child, pointer) + missing(child.get("items", {}), f"{pointer}/*")
        return found

    assert missing(meta_schema()["properties"][word], f"/{word}") == []


def test_a_panel_offers_what_the_document_has() -> None:
    found = authoring.sources(AMETHYSTE, BLOCKS, "/sepa/bic", profile=PROFILE, lists={"colleges/1": "Collèges"})
    assert found["ibans"] == [{"const": "iban", "title": "N° IBAN"}]
    assert found["emails"] == [{"const": "/courrielAidant", "title": "Courriel aidant"}]
    assert {"const": "profile.adresse", "title": "Profil : Votre adresse"} in found["prefill"]
    assert [row["const"] for row in found["profile"]][:2] == ["civilite", "prenoms"]
    assert found["lists"] == [{"const": "colleges/1", "title": "Collèges"}]
    assert "/sepa/iban" in [row["const"] for row in found["questions"]]


def test_what_nobody_offers_any_more_is_still_offered_where_it_stands() -> None:
    document = DEFINITIONS["cheque-reussite"]
    found = authoring.sources(document, BLOCKS, "/college")
    assert found["lists"] == [{"const": "colleges/1", "title": "colleges/1 (introuvable)"}]
    assert authoring.sources(document, BLOCKS, "/adresse")["prefill"][-1]["const"] == "profile.adresse"


GIVEN = {
    *("type", "format", "const", "properties", "items", "$ref", "x-compute", "allOf", "additionalProperties"),
    *("required", "x-checks", "prefixItems"),
}
"""What a node has before its panels are filled in: the genre that was added, what is in it, its conditions."""


def new_rows(answers: forms.Answers) -> dict[str, tuple[str, ...]]:
    return {pointer: tuple(f"n{row_id}" for row_id in ids) for pointer, ids in answers.rows.items()}


@pytest.mark.parametrize("slug", ["amethyste-renouvellement", "apa-domicile"])
def test_every_question_of_our_procedures_can_be_made_with_its_panels(slug: str) -> None:
    document = DEFINITIONS[slug]
    for place in places(document):
        spot = Spot(document, BLOCKS, "question", place)
        whole = spot.own
        if not whole:
            continue
        bare = {key: value for key, value in whole.items() if key in GIVEN or value in ("note", "textarea", "search")}
        if "enum" in whole:
            bare["enum"] = whole["enum"]
        elif "oneOf" in whole:
            bare["oneOf"] = [{"const": "a", "title": "A"}]
        made = put(document, spot.path, bare)
        wanted = authoring.read_panel(panel("question"), document, BLOCKS, place)
        before = authoring.read_panel(panel("question"), made, BLOCKS, place)
        values = {key: value for key, value in wanted.values.items() if key != "genre"}
        genre = {"genre": before.values["genre"]} if "genre" in before.values else {}
        after = replace(wanted, values={**values, **genre}, rows=new_rows(wanted))
        for page in panel("question").pages:
            made = authoring.write_panel(panel("question"), page.id, made, BLOCKS, place, before, after).document
        assert at(made, spot.path) == whole, place


def test_the_settings_can_be_made_with_their_panels() -> None:
    given = {
        key: value for key, value in AMETHYSTE.items() if key not in ("title", "description", "x-terms", "x-procedure")
    }
    loaded = panel("procedure")
    wanted = authoring.read_panel(loaded, AMETHYSTE, BLOCKS)
    made = given
    for page in loaded.pages:
        before = authoring.read_panel(loaded, made, BLOCKS)
        made = authoring.write_panel(
            loaded, page.id, made, BLOCKS, "", before, replace(wanted, rows=new_rows(wanted))
        ).document
    assert made["x-procedure"] == AMETHYSTE["x-procedure"]
    assert list(made["x-procedure"]) == list(AMETHYSTE["x-procedure"])
    assert {**made, "x-i18n": 0} == {**AMETHYSTE, "x-i18n": 0}


def test_a_value_renamed_is_renamed_in_what_reads_it() -> None:
    document: dict[str, Any] = {
        "title": "Essai",
        "type": "object",
        "properties": {
            "a": {
                "type": "string",
                "oneOf": [{"const": "o", "title": "Oui"}, {"const": "n", "title": "Non"}],
                "default": "o",
            },
            "b": {"type": "string"},
            "c": {"type": "string", "enum": ["o"]},
        },
        "allOf": [
            {"if": {"required": ["a"], "properties": {"a": {"const": "o"}}}, "else": {"properties": {"b": False}}},
            {
                "if": {"not": {"required": ["a"], "properties": {"a": {"enum": ["n", "o"]}}}},
                "then": {"required": ["c"]},
            },
        ],
        "x-checks": [
            {"at": "/a", "logic": {"or": [{"==": [{"var": "a"}, "o"]}, {"==": [{"var": "c"}, "o"]}]}, "message": "Non."}
        ],
    }
    made = Opened("question", document, "/a").post("reponse", {"choices-0-const": "oui"}).document
    assert changed(document["properties"], made["properties"]) == {
        "/a/oneOf": [{"const": "oui", "title": "Oui"}, {"const": "n", "title": "Non"}],
        "/a/default": "oui",
    }
    assert made["allOf"][0]["if"]["properties"]["a"] == {"const": "oui"}
    assert made["allOf"][1]["if"]["not"]["properties"]["a"] == {"enum": ["n", "oui"]}
    assert made["x-checks"][0]["logic"] == {"or": [{"==": [{"var": "a"}, "oui"]}, {"==": [{"var": "c"}, "o"]}]}


@pytest.mark.parametrize("word", keywords())
def test_a_word_of_another_sort_than_it_should_be_is_left_as_it_is(word: str) -> None:
    for odd in ({"const": [1]}, "\ud800"):
        node = {"title": "A", "type": "string", word: odd}
        document = {
            "title": "Essai",
            "type": "object",
            "properties": {"a": node},
            "x-pages": [{"id": "p", "fields": ["/a"]}],
        }
        opened = Opened("question", document, "/a")
        for page in opened.pages():
            assert opened.post(page).document is document
        document = {"title": "Essai", "x-pages": [{"id": "p"}], "properties": {}, word: odd}
        for name, place in (("page", "p"), ("procedure", "")):
            opened = Opened(name, document, place)
            for page in opened.pages():
                assert opened.post(page).document is document


@pytest.mark.parametrize(
    ("node", "typed", "written"),
    [
        ({"type": "string", "format": "date"}, "16/1/1947", "1947-01-16"),
        ({"type": "integer"}, "12", 12),
        ({"type": "number"}, "1,5", Decimal("1.5")),
        ({"type": "string", "oneOf": [{"const": "f", "title": "Femme"}]}, "Femme", "f"),
        ({"type": "boolean"}, "oui", True),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "a\nb", ["a", "b"]),
        ({"type": "string"}, "Bobigny", "Bobigny"),
    ],
)
def test_a_first_answer_is_written_as_its_question_holds_it(node: dict[str, Any], typed: str, written: Any) -> None:
    document = {"title": "Essai", "type": "object", "properties": {"a": node}}
    made = Opened("question", document, "/a").post("reponse", {"default": typed}).document
    assert made["properties"]["a"]["default"] == written
    assert Opened("question", made, "/a").post("reponse").document is made


def test_a_first_answer_that_cannot_be_one_is_told() -> None:
    document = {"title": "Essai", "type": "object", "properties": {"a": {"type": "integer"}}}
    saved = Opened("question", document, "/a").post("reponse", {"default": "douze"})
    assert saved.document is document
    assert "n’est pas un nombre" in saved.problems[0].message
