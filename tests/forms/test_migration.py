"""A draft carried to the next version: each policy by example, rows, documents, renamings, hidden answers."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import forms
from tests.conftest import SLUGS, TODAY, load_file
from tests.forms import strategies
from tests.forms.editing import loads
from tests.forms.migrations import run
from tests.forms.test_changes import (
    BASE,
    Edit,
    add,
    condition,
    documents,
    edited,
    enum,
    fields,
    page,
    question,
    remove,
    rename,
    required,
    second_check,
    setting,
)
from tests.people import IBAN, complete

Schema = dict[str, Any]
RIB = {"id": "d1", "name": "rib.pdf", "type": "application/pdf", "size": 400}
CHILDREN = [{"prenom": "Inès", "classe": "6e"}, {"prenom": "Zoé"}]
DRAFT = forms.Answers(
    values={
        "nom": "DUROND",
        "age": 79,
        "aidant": "Oui",
        "nomAidant": "Mme LEGENTIL",
        "banque": {"iban": IBAN, "titulaire": "DUROND Josette"},
        "enfants": CHILDREN,
        "rib": [RIB],
    },
    rows={"/enfants": ("a1", "b2")},
    offered=frozenset({"/nom"}),
    posted=frozenset({"vous", "banque"}),
)


def moved(*edits: Edit, draft: forms.Answers = DRAFT) -> forms.Migration:
    """Carry a draft to the base after some edits."""

    def all_of(document: Schema) -> None:
        for edit in edits:
            edit(document)

    return forms.migrate(draft, forms.load(BASE), edited(all_of), today=TODAY)


def done(migration: forms.Migration, procedure: forms.Procedure) -> dict[str, str]:
    """Give the state of each page."""
    return {one.page.id: one.state for one in procedure.journey(migration.answers, today=TODAY).stages}


def without(draft: forms.Answers, *keys: str, **values: Any) -> forms.Answers:
    """Give a draft without some answers, or with others."""
    kept = {key: value for key, value in draft.values.items() if key not in keys}
    return forms.Answers({**kept, **values}, draft.rows, draft.offered, draft.posted)


@pytest.mark.parametrize(
    "edit",
    [
        question("/nom", title="Votre nom", x_help="Lisez."),
        question("/nom", maxLength=80),
        required("nom"),
        enum("Oui", "Non", "Autre"),
        documents("size", {"maximum": 9_000_000}),
        lambda document: document["x-checks"].clear(),
        setting("x-procedure", receipt="Reçu."),
        page(0, title="Identité"),
        question("/age", minimum=21),
        second_check,
    ],
)
def test_what_is_carried_over_and_still_fits_asks_nothing(edit: Edit) -> None:
    found = moved(edit)
    assert (found.answers, found.asked_again, found.dropped) == (DRAFT, (), ())
    assert found.verdict == "unchanged"
    assert found.sentence == "Le formulaire a changé : vos réponses sont gardées."


def test_an_optional_question_is_told_and_the_page_stays_done() -> None:
    found = moved(add(False))
    assert found.verdict == "carried"
    assert found.answers.posted == {"vous", "banque"}
    assert found.questions == {"/ville": "Nouvelle question : « Ville ». Vous pouvez y répondre."}
    assert found.sentence == (
        "Le formulaire a changé : une question a été ajoutée à la page « Vous ». Vos autres réponses sont gardées."
    )


def test_a_required_question_is_asked_on_its_page_which_is_no_longer_done() -> None:
    found = moved(add(True))
    assert found.verdict == "asked again"
    assert found.pages == {"vous": ("La question « Ville » a été ajoutée. Renseignez le champ « Ville ».",)}
    assert done(found, edited(add(True))) == {"vous": "to do", "banque": "done"}
    assert found.sentence_on("24 novembre 2026").startswith("Le formulaire a changé le 24 novembre 2026 : une question")


def test_what_a_person_had_not_reached_is_not_asked_again() -> None:
    early = forms.Answers({"nom": "DUROND"}, posted=frozenset())
    assert moved(add(True), draft=early).asked_again == ()
    assert moved(add(True), draft=early).verdict == "carried"


def test_what_was_missing_already_is_not_asked_again() -> None:
    early = without(DRAFT, "nom")
    found = moved(question("/nom", title="Votre nom"), draft=early)
    assert (found.asked_again, found.answers.posted) == ((), {"vous", "banque"})


def test_made_required_asks_only_those_who_did_not_answer() -> None:
    edit = required("nom", "aidant", "age", "rib")
    assert moved(edit).asked_again == ()
    again = moved(edit, draft=without(DRAFT, "age", "rib")).asked_again
    assert [(one.pointer, one.page, one.reason) for one in again] == [
        ("/age", "vous", "required"),
        ("/rib", "banque", "required"),
    ]
    assert again[0].sentence == "Il faut maintenant répondre à « Âge ». Renseignez le champ « Âge »."


@pytest.mark.parametrize(
    ("edit", "pointer", "message"),
    [
        (question("/age", minimum=80), "/age", "Le champ « Âge » doit être d’au moins 80."),
        (enum("Non"), "/aidant", "Choisissez une des réponses proposées pour le champ « Aidant »."),
        (question("/enfants", maxItems=1), "/enfants", "Il y a trop de lignes : 1 au plus."),
        (documents("type", {"enum": ["image/png"]}), "/rib", "Ce document n’est pas du bon format."),
    ],
)
def test_an_answer_that_no_longer_fits_stays_as_typed_with_its_problem(edit: Edit, pointer: str, message: str) -> None:
    found = moved(edit)
    assert found.answers.values == DRAFT.values
    assert [(one.pointer, one.reason) for one in found.asked_again] == [(pointer, "answer")]
    assert message in found.asked_again[0].message
    problems = edited(edit).problems(found.answers, today=TODAY)
    assert [one.message for one in problems] == [found.asked_again[0].message]


def test_a_check_asks_only_those_who_fail_it() -> None:
    def strict(document: Schema) -> None:
        rule = {"!=": [{"var": "nom"}, {"var": "nomAidant"}]}
        document["x-checks"].append({"at": "/nomAidant", "logic": rule, "message": "Nommez quelqu’un d’autre."})

    assert moved(strict).asked_again == ()
    again = moved(strict, draft=without(DRAFT, nomAidant="DUROND")).asked_again
    assert [one.sentence for one in again] == ["Une vérification a changé. Nommez quelqu’un d’autre."]


def test_a_question_that_applies_now_is_asked_and_one_that_does_not_is_kept_aside_and_said() -> None:
    found = moved(condition)
    assert [(one.pointer, one.reason) for one in found.dropped] == [("/nomAidant", "hidden")]
    assert found.answers.values["nomAidant"] == "Mme LEGENTIL"
    assert found.dropped[0].sentence == (
        "La question « Nom de l’aidant » ne vous concerne plus : votre réponse (« Mme LEGENTIL ») ne sera pas envoyée."
    )
    alone = without(DRAFT, "nomAidant", aidant="Non")
    again = moved(condition, draft=alone).asked_again
    assert [(one.pointer, one.reason) for one in again] == [("/nomAidant", "shown")]


def test_a_removed_answer_is_said_with_its_value_and_a_hidden_one_goes_without_a_word() -> None:
    def without_helper(document: Schema) -> None:
        del document["allOf"]
        remove("nomAidant")(document)

    said = moved(without_helper)
    assert (said.verdict, "nomAidant" in said.answers.values) == ("dropped", False)
    assert said.pages["vous"] == (
        "La question « Nom de l’aidant » n’est plus posée : votre réponse (« Mme LEGENTIL ») a été retirée.",
    )
    silent = moved(without_helper, draft=without(DRAFT, aidant="Non"))
    assert (silent.verdict, silent.dropped, "nomAidant" in silent.answers.values) == ("carried", (), False)


def test_what_is_sensitive_is_masked_in_what_is_said() -> None:
    def without_bank(document: Schema) -> None:
        remove("banque")(document)
        document["x-pages"] = [one for one in document["x-pages"] if one["fields"]]

    told = {one.pointer: one.shown for one in moved(without_bank).dropped}
    assert told == {"/banque/iban": ("FR76 •••• 0161",), "/banque/titulaire": ("DUROND Josette",)}


def test_rows_keep_their_ids_and_renamings_inside_them_are_followed() -> None:
    def edit(document: Schema) -> None:
        rename("enfants", "petits")(document)
        row = document["properties"]["petits"]["items"]["properties"]
        row["nom"] = row.pop("prenom") | {"x-was": "/enfants/*/prenom"}
        del row["classe"]

    found = moved(edit)
    assert found.answers.values["petits"] == [{"nom": "Inès"}, {"nom": "Zoé"}]
    assert found.answers.rows == {"/petits": ("a1", "b2")}
    assert [(one.pointer, one.shown) for one in found.dropped] == [("/enfants/a1/classe", ("6e",))]
    assert found.follow("/enfants/b2/prenom") == "/petits/b2/nom"
    assert found.follow("/enfants/b2/classe") is None


def test_documents_and_revisions_follow_a_renaming_into_a_group() -> None:
    def edit(document: Schema) -> None:
        remove("rib")(document)
        schema = BASE["properties"]["rib"] | {"x-was": "/rib"}
        document["properties"]["banque"]["properties"]["releve"] = copy.deepcopy(schema)

    found = moved(edit)
    assert found.answers.values["banque"]["releve"] == [RIB]
    assert found.follow("/rib/d1") == "/banque/releve/d1"
    assert (found.dropped, found.asked_again) == ((), ())


def test_a_removed_document_is_handed_back_for_the_application_to_delete() -> None:
    assert [(one.pointer, one.stored) for one in moved(remove("rib")).dropped] == [("/rib", [RIB])]


def test_a_list_without_any_of_its_questions_loses_its_rows_and_says_so() -> None:
    def edit(document: Schema) -> None:
        items = document["properties"]["enfants"]["items"]
        items["properties"] = {"ecole": {"type": "string", "title": "École"}}

    found = moved(edit)
    assert "enfants" not in found.answers.values
    assert [one.label for one in found.dropped] == ["Prénom", "Classe", "Prénom"]


def test_a_question_on_another_page_takes_the_state_of_the_page_it_was_on() -> None:
    edit = fields(("age", "aidant", "nomAidant"), ("nom", "banque", "enfants", "rib"))
    half = forms.Answers(DRAFT.values, DRAFT.rows, DRAFT.offered, frozenset({"vous"}))
    both, one = moved(edit), moved(edit, draft=half)
    assert (both.answers.posted, one.answers.posted) == ({"vous", "banque"}, {"vous"})
    assert both.questions == {"/nom": "La question « Nom » était à la page « Vous ». Votre réponse est gardée."}
    assert both.sentence == "Le formulaire a changé : une question a changé de page. Vos autres réponses sont gardées."


def test_pages_renamed_cut_and_joined_stay_done() -> None:
    def cut(document: Schema) -> None:
        document["x-pages"][0]["id"] = "identite"
        document["x-pages"].append({"id": "pieces", "title": "Pièces", "fields": ["/rib"]})
        document["x-pages"][1]["fields"].remove("/rib")

    def join(document: Schema) -> None:
        document["x-pages"] = [{"id": "tout", "title": "Tout", "fields": [f"/{key}" for key in document["properties"]]}]

    def new_page(document: Schema) -> None:
        add(False)(document)
        document["x-pages"][0]["fields"].remove("/ville")
        document["x-pages"].append({"id": "ville", "title": "Ville", "fields": ["/ville"]})

    assert moved(cut).answers.posted == {"identite", "banque", "pieces"}
    assert moved(join).answers.posted == {"tout"}
    assert moved(new_page).answers.posted == {"vous", "banque"}


def test_plain_answers_count_as_all_posted() -> None:
    found = forms.migrate(dict(DRAFT.values), forms.load(BASE), edited(add(True)), today=TODAY)
    assert found.answers.posted == {"banque"}


def test_what_was_offered_is_not_offered_again_under_another_name() -> None:
    assert moved(rename("nom", "nomUsage")).answers.offered == {"/nomUsage"}


OPTIONS = {"oneOf": [{"const": "RE", "title": "Retraité"}, {"const": 3, "title": "Trois"}]}
CONVERSIONS: tuple[tuple[Schema, Any, Schema, Any], ...] = (
    ({"type": "string"}, "8 650", {"type": "integer"}, 8650),
    ({"type": "string"}, "trois", {"type": "integer"}, "trois"),
    ({"type": "integer"}, 8650, {"type": "string"}, "8650"),
    ({"type": "number"}, Decimal("2.50"), {"type": "string"}, "2,50"),
    ({"type": "number"}, Decimal("3.0"), {"type": "integer"}, 3),
    ({"type": "number"}, Decimal("2.5"), {"type": "integer"}, Decimal("2.5")),
    ({"type": "string", "format": "date"}, "1947-01-16", {"type": "string"}, "16/01/1947"),
    ({"type": "string"}, "16/01/1947", {"type": "string", "format": "date"}, "1947-01-16"),
    ({"type": "string"}, "hier", {"type": "string", "format": "date"}, {"day": "hier", "month": "", "year": ""}),
    (OPTIONS, "RE", {"type": "array", "items": OPTIONS}, ["RE"]),
    ({"type": "array", "items": OPTIONS}, ["RE"], OPTIONS, "RE"),
    ({"type": "array", "items": OPTIONS}, ["RE", 3], OPTIONS, "Retraité, Trois"),
    (OPTIONS, "RE", {"type": "string"}, "Retraité"),
    ({"type": "string"}, "retraité", OPTIONS, "RE"),
    (OPTIONS, 3, {"type": "integer"}, 3),
    ({"oneOf": [{"const": "x", "title": "Retraité"}]}, "x", OPTIONS, "RE"),
    ({"enum": ["Oui", "Non"]}, "Non", {"type": "boolean"}, False),
    ({"type": "boolean"}, True, {"enum": ["Oui", "Non"]}, "Oui"),
    ({"type": "boolean"}, True, {"type": "boolean", "x-widget": "radio"}, True),
    ({"type": "string"}, "ab 12", {"type": "string", "pattern": "^[0-9]{2}$", "x-clean": ["digits"]}, "12"),
    ({"type": "string"}, "a\nb", {"type": "string", "maxLength": 900}, "a\nb"),
)


@pytest.mark.parametrize(("old", "value", "new", "wanted"), CONVERSIONS)
def test_an_answer_follows_a_change_of_kind(old: Schema, value: Any, new: Schema, wanted: Any) -> None:
    before, after = ({"type": "object", "properties": {"q": {**one, "title": "Q"}}} for one in (old, new))
    found = forms.migrate({"q": value}, forms.load(before), forms.load(after), today=TODAY)
    assert found.answers.values == {"q": wanted}
    assert type(found.answers.values["q"]) is type(wanted)
    assert found.dropped == ()


def test_what_the_new_kind_cannot_hold_is_said() -> None:
    text: Schema = {"type": "object", "properties": {"q": {"type": "string", "title": "Q"}}}
    for schema in ({"type": "array", "x-widget": "file"}, {"x-widget": "note"}, {"type": "boolean"}):
        after = {"type": "object", "properties": {"q": {"readOnly": "note" in str(schema), **schema, "title": "Q"}}}
        found = forms.migrate({"q": "bonjour"}, forms.load(text), forms.load(after), today=TODAY)
        assert (found.answers.values, [one.sentence for one in found.dropped]) == (
            {},
            ["La question « Q » a changé : votre réponse (« bonjour ») n’a pas pu être reprise."],
        )


def test_what_a_cleaner_would_leave_empty_stays_as_typed() -> None:
    schema = {"type": "string", "title": "Q", "x-clean": ["digits"]}
    procedure = forms.load({"type": "object", "properties": {"q": schema}})
    form = procedure.form("formulaire", {}, {"q": "abc"}, today=TODAY)
    assert procedure.accept("formulaire", {}, form, today=TODAY).values == {"q": "abc"}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_request_goes_over_as_it_is(slug: str) -> None:
    document = copy.deepcopy(load_file(slug).document)
    document["title"] = "Autrement"
    from tests.conftest import lists

    found = forms.migrate(complete(slug), load_file(slug), forms.load(document, lists=lists()), today=TODAY)
    assert (found.verdict, found.answers.values) == ("unchanged", complete(slug))


def test_a_draft_several_versions_behind_goes_through_each_and_is_told_once() -> None:
    def second(document: Schema) -> None:
        rename("nom", "nomUsage")(document)
        add(True)(document)
        required("nomUsage", "aidant", "age", "ville")(document)

    def third(document: Schema) -> None:
        second(document)
        text = json.dumps(document).replace('"nomUsage"', '"nomEpoux"').replace('"/nomUsage"', '"/nomEpoux"')
        document.clear()
        document.update(json.loads(text))
        document["properties"]["nomEpoux"]["x-was"] = "/nomUsage"
        document["required"].remove("age")
        for one in document["x-pages"]:
            one["id"] += "-3"

    versions = [forms.load(BASE), edited(second), edited(third)]
    found = forms.migrate_through(without(DRAFT, "age"), versions, today=TODAY)
    assert found.answers.values["nomEpoux"] == "DUROND"
    assert [(one.pointer, one.page) for one in found.asked_again] == [("/ville", "vous-3")]
    assert found.answers.posted == {"banque-3"}
    assert (found.follow("/nom"), found.verdict) == ("/nomEpoux", "asked again")
    assert found.sentence.startswith("Le formulaire a changé : une question a été ajoutée à la page « Vous ».")
    assert forms.migrate_through(DRAFT, versions[:1], today=TODAY).verdict == "unchanged"


def test_answers_cannot_follow_into_or_out_of_rows_and_the_author_is_told() -> None:
    def edit(document: Schema) -> None:
        remove("nom")(document)
        document["required"].remove("nom")
        row = document["properties"]["enfants"]["items"]["properties"]
        row["nom"] = {"type": "string", "title": "Nom", "x-was": "/nom"}

    assert ("rename-lost", "/enfants/*/nom") in {(one.type, one.pointer) for one in moved(edit).changes}
    assert [(one.pointer, one.reason) for one in moved(edit).dropped] == [("/nom", "removed")]


def test_a_new_question_under_the_key_of_a_renamed_one_takes_none_of_its_answers() -> None:
    def edit(document: Schema) -> None:
        names = {"nom": {"type": "string", "title": "Autre"}}
        names["nomUsage"] = document["properties"].pop("nom") | {"x-was": "/nom"}
        document["properties"] = names | document["properties"]
        document["x-pages"][0]["fields"].append("/nomUsage")

    found = moved(edit)
    assert (found.answers.values["nomUsage"], "nom" in found.answers.values) == ("DUROND", False)
    assert [(one.pointer, one.reason) for one in found.asked_again] == [("/nom", "added")]


def test_those_who_publish_count_the_drafts_that_a_version_touches() -> None:
    old, new = forms.load(BASE), edited(add(True))
    early = forms.Answers({"nom": "DUROND"}, posted=frozenset())
    assert [forms.affected(one, old, new, today=TODAY) for one in (DRAFT, early)] == [
        forms.Affected("asked again", 1, 0),
        forms.Affected("carried", 0, 0),
    ]
    assert forms.affected(DRAFT, old, edited(remove("rib")), today=TODAY) == forms.Affected("dropped", 0, 1)
    assert forms.affected(DRAFT, old, forms.load(BASE), today=TODAY).verdict == "unchanged"


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(strategies.definitions(), strategies.definitions(), strategies.answers())
def test_no_two_definitions_and_no_answers_break_the_migration(
    first: Schema, second: Schema, answers: dict[str, Any]
) -> None:
    old, new = loads(first), loads(second)
    if old is None or new is None:
        return
    assert all(one.sentence.endswith((".", "»")) for one in forms.changes(old, new))
    found = forms.migrate(answers, old, new, today=TODAY)
    new.recap(found.answers, today=TODAY)
    new.journey(found.answers, today=TODAY)
    for page_ in new.pages:
        new.page(page_.id, found.answers, today=TODAY)
    assert found.answers == forms.Answers.from_json(found.answers.to_json())
    assert all(one.sentence for one in (*found.asked_again, *found.dropped, *found.told))


@pytest.mark.check("DF-9")
def test_a_migrated_draft_equals_a_fresh_draft_with_the_same_answers() -> None:
    found, verdicts = run(300, seed=1)
    assert found == []
    assert min(verdicts[verdict] for verdict in ("unchanged", "carried", "dropped", "asked again")) > 10
