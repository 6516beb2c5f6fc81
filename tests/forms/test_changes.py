"""Every type of change between two versions, by one tiny pair each, with its policy and its sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import dialect
from forms.__main__ import main
from forms.versions.aspects import ASPECTS
from forms.versions.change import POLICIES
from tests.conftest import SLUGS, load_file
from tests.forms.jargon import jargon

Schema = dict[str, Any]
CARRIED, ASKED = forms.Policy.CARRIED, forms.Policy.ASKED
OR_FORBIDDEN, DROPPED = forms.Policy.ASKED_OR_FORBIDDEN, forms.Policy.DROPPED_OR_FORBIDDEN

BASE: Schema = {
    "$id": "https://demarches.example/procedures/essai",
    "title": "Essai",
    "x-lang": "fr",
    "type": "object",
    "required": ["nom", "aidant"],
    "properties": {
        "nom": {"type": "string", "title": "Nom", "maxLength": 40},
        "age": {"type": "integer", "title": "Âge", "minimum": 18},
        "aidant": {"$ref": "#/$defs/ouiNon", "title": "Aidant"},
        "nomAidant": {"type": "string", "title": "Nom de l’aidant"},
        "banque": {
            "type": "object",
            "title": "Banque",
            "required": ["iban"],
            "properties": {
                "iban": {"type": "string", "title": "IBAN", "format": "iban", "x-sensitive": True},
                "titulaire": {"type": "string", "title": "Titulaire"},
            },
        },
        "enfants": {
            "type": "array",
            "title": "Enfants",
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {
                    "prenom": {"type": "string", "title": "Prénom"},
                    "classe": {"type": "string", "title": "Classe"},
                },
            },
        },
        "rib": {
            "type": "array",
            "x-widget": "file",
            "title": "RIB",
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "type": {"enum": ["application/pdf", "image/png"]},
                    "size": {"type": "integer", "maximum": 5_000_000},
                },
            },
        },
    },
    "allOf": [
        {
            "if": {"required": ["aidant"], "properties": {"aidant": {"const": "Oui"}}},
            "then": {"required": ["nomAidant"]},
            "else": {"properties": {"nomAidant": False}},
        }
    ],
    "x-checks": [
        {
            "at": "/age",
            "logic": {"or": [{"!": {"var": "age"}}, {"<": [{"var": "age"}, 120]}]},
            "message": "Vérifiez l’âge.",
        }
    ],
    "x-pages": [
        {"id": "vous", "title": "Vous", "fields": ["/nom", "/age", "/aidant", "/nomAidant"]},
        {"id": "banque", "title": "Votre banque", "fields": ["/banque", "/enfants", "/rib"]},
    ],
    "x-terms": {"label": "J’accepte", "version": "1"},
    "x-procedure": {
        "type": "Essai",
        "opens": "2026-09-01",
        "receipt": "Merci.",
        "mails": {"sent": {"subject": "Envoyée"}},
        "statuses": [{"id": "soumise", "label": "Soumise"}],
    },
    "$defs": {"ouiNon": {"type": "string", "enum": ["Oui", "Non"], "x-widget": "radio"}},
}
Edit = Callable[[Schema], Any]


def edited(edit: Edit) -> forms.Procedure:
    """Load the base after an edit."""
    document = copy.deepcopy(BASE)
    edit(document)
    return forms.load(document)


def found(edit: Edit) -> list[forms.Change]:
    """Give the changes that an edit makes."""
    return forms.changes(forms.load(BASE), edited(edit))


def question(pointer: str, **words: Any) -> Edit:
    """Write words of a question; None takes a word away."""

    def edit(document: Schema) -> None:
        schema = document
        for part in pointer.split("/")[1:]:
            schema = schema["items"] if part == "*" else schema["properties"][part]
        for word, value in words.items():
            schema[word.replace("_", "-")] = value
            if value is None:
                del schema[word.replace("_", "-")]

    return edit


def rename(old: str, new: str, was: str = "") -> Edit:
    """Give a question another key everywhere."""

    def edit(document: Schema) -> None:
        text = json.dumps(document).replace(f'"{old}"', f'"{new}"').replace(f'"/{old}"', f'"/{new}"')
        document.clear()
        document.update(json.loads(text))
        document["properties"][new]["x-was"] = was or f"/{old}"

    return edit


def remove(key: str) -> Edit:
    """Take a question away."""

    def edit(document: Schema) -> None:
        del document["properties"][key]
        for page in document["x-pages"]:
            page["fields"] = [one for one in page["fields"] if one != f"/{key}"]

    return edit


def add(required: bool) -> Edit:
    """Add a question."""

    def edit(document: Schema) -> None:
        document["properties"]["ville"] = {"type": "string", "title": "Ville"}
        document["x-pages"][0]["fields"].append("/ville")
        document["required"] += ["ville"] if required else []

    return edit


def fields(*pages: tuple[str, ...]) -> Edit:
    """Put the questions on the pages in another way."""

    def edit(document: Schema) -> None:
        for page, names in zip(document["x-pages"], pages, strict=True):
            page["fields"] = [f"/{name}" for name in names]

    return edit


def page(number: int, **words: str) -> Edit:
    """Write words of a page."""
    return lambda document: document["x-pages"][number].update(words)


def setting(word: str, **values: Any) -> Edit:
    """Write into `x-terms` or `x-procedure`."""
    return lambda document: document[word].update(values)


def condition(document: Schema) -> None:
    document["allOf"][0]["if"]["properties"]["aidant"]["const"] = "Non"


def split_page(document: Schema) -> None:
    document["x-pages"].append({"id": "pieces", "title": "Pièces", "fields": ["/rib"]})
    document["x-pages"][1]["fields"].remove("/rib")


def documents(word: str, value: Any) -> Edit:
    return lambda document: document["properties"]["rib"]["items"]["properties"][word].update(value)


def check(**words: Any) -> Edit:
    return lambda document: document["x-checks"][0].update(words)


def second_check(document: Schema) -> None:
    document["x-checks"].append({"at": "/nom", "logic": {"var": "nom"}, "message": "Vérifiez le nom."})


def required(*names: str) -> Edit:
    return lambda document: document.update(required=list(names))


def enum(*values: str) -> Edit:
    return lambda document: document["$defs"]["ouiNon"].update(enum=list(values))


def translated(document: Schema) -> None:
    document["x-i18n"] = {"en": {"/properties/nom/title": "Name"}}


TABLE: tuple[tuple[Edit, str, str, forms.Policy, str], ...] = (
    (question("/nom", title="Votre nom"), "wording", "/nom", CARRIED, "La question « Votre nom » s’appelait « Nom »."),
    (question("/nom", x_help="Lisez."), "wording", "/nom", CARRIED, "L’aide de la question « Nom » a changé."),
    (question("/nom", x_errors={"_": "Non."}), "wording", "/nom", CARRIED, "Les messages d’erreur de la question"),
    (question("/nom", x_inputmode="text"), "presentation", "/nom", CARRIED, "La présentation de la question « Nom »"),
    (
        question("/nom", default="X"),
        "setting",
        "/nom",
        CARRIED,
        "La réponse de départ de la question « Nom » a changé.",
    ),
    (add(False), "added-optional", "/ville", CARRIED, "La question « Ville » a été ajoutée (facultative)."),
    (add(True), "added-required", "/ville", ASKED, "La question « Ville » a été ajoutée (obligatoire)."),
    (remove("enfants"), "removed", "/enfants", DROPPED, "La liste « Enfants » a été retirée."),
    (
        fields(("age", "aidant", "nomAidant"), ("banque", "nom", "enfants", "rib")),
        "moved",
        "/nom",
        CARRIED,
        "La question « Nom » passe de « Vous » à « Votre banque ».",
    ),
    (
        fields(("nom", "aidant", "nomAidant", "age"), ("banque", "enfants", "rib")),
        "moved",
        "/age",
        CARRIED,
        "La question « Âge » a changé de place dans sa page.",
    ),
    (
        rename("nom", "nomUsage"),
        "renamed",
        "/nomUsage",
        CARRIED,
        "La question « Nom » a un autre nom technique : « nomUsage »",
    ),
    (
        rename("enfants", "petits"),
        "renamed",
        "/petits",
        CARRIED,
        "La liste « Enfants » a un autre nom technique : « petits »",
    ),
    (
        question("/nom", x_was="/rien"),
        "rename-lost",
        "/nom",
        DROPPED,
        "La question « Nom » dit venir d’une question qui n’est pas",
    ),
    (
        required("nom", "aidant", "age"),
        "made-required",
        "/age",
        ASKED,
        "La question « Âge » est maintenant obligatoire.",
    ),
    (required("nom"), "made-optional", "/aidant", CARRIED, "La question « Aidant » n’est plus obligatoire."),
    (
        question("/age", type="string", minimum=None),
        "kind",
        "/age",
        OR_FORBIDDEN,
        "La question « Âge » change de nature",
    ),
    (
        enum("Oui", "Non", "Autre"),
        "choice-added",
        "/aidant",
        CARRIED,
        "La question « Aidant » propose aussi « Autre ».",
    ),
    (enum("Oui"), "choice-removed", "/aidant", OR_FORBIDDEN, "La question « Aidant » ne propose plus « Non »."),
    (
        question("/nom", maxLength=60),
        "widened",
        "/nom",
        CARRIED,
        "La question « Nom » : le nombre de signes le plus grand passe de 40 à 60.",
    ),
    (
        question("/age", minimum=21),
        "narrowed",
        "/age",
        OR_FORBIDDEN,
        "La question « Âge » : la valeur la plus petite passe de 18 à 21.",
    ),
    (
        question("/enfants", maxItems=3),
        "narrowed",
        "/enfants",
        OR_FORBIDDEN,
        "La liste « Enfants » : le nombre de lignes",
    ),
    (
        question("/age", type="number"),
        "widened",
        "/age",
        CARRIED,
        "La question « Âge » admet aussi des nombres à virgule",
    ),
    (
        condition,
        "condition",
        "/nomAidant",
        OR_FORBIDDEN,
        "s’affiche maintenant si « Aidant » est « Non » (avant : si « Aidant » est « Oui »).",
    ),
    (second_check, "check-added", "/nom", OR_FORBIDDEN, "Une règle a été ajoutée : « Vérifiez le nom. »"),
    (check(effect="stop"), "check-added", "/age", OR_FORBIDDEN, "Une règle est plus stricte"),
    (check(effect="warn"), "check-removed", "/age", CARRIED, "Une règle est moins stricte"),
    (check(message="Relisez."), "wording", "/age", CARRIED, "Le message d’une règle a changé"),
    (
        lambda document: document["x-checks"].clear(),
        "check-removed",
        "/age",
        CARRIED,
        "Une règle a été retirée : « Vérifiez l’âge. »",
    ),
    (
        required("nom", "aidant", "rib"),
        "document-required",
        "/rib",
        ASKED,
        "La question « RIB » est maintenant obligatoire",
    ),
    (
        documents("type", {"enum": ["application/pdf"]}),
        "narrowed",
        "/rib",
        OR_FORBIDDEN,
        "La question « RIB » : les formats",
    ),
    (
        documents("size", {"maximum": 9_000_000}),
        "widened",
        "/rib",
        CARRIED,
        "La question « RIB » : le poids le plus grand",
    ),
    (question("/rib", maxItems=1), "narrowed", "/rib", OR_FORBIDDEN, "La question « RIB » : le nombre de documents"),
    (
        page(0, id="identite"),
        "page-renamed",
        "",
        CARRIED,
        "Le nom dans l’adresse de la page « Vous » est maintenant « identite »",
    ),
    (
        page(0, title="Identité"),
        "wording",
        "",
        CARRIED,
        "Le titre de la page « Identité » a changé : il était « Vous ».",
    ),
    (
        lambda document: document["x-pages"].reverse(),
        "page-moved",
        "",
        CARRIED,
        "a changé de place.",
    ),
    (setting("x-terms", version="2"), "terms", "", CARRIED, "Les termes d’utilisation ont changé : la version."),
    (setting("x-procedure", receipt="Reçu."), "receipt", "", CARRIED, "Le texte de l’accusé de réception a changé."),
    (setting("x-procedure", mails={}), "mails", "", CARRIED, "Les mots des courriels ont changé."),
    (
        setting("x-procedure", statuses=[{"id": "recue", "label": "Reçue"}]),
        "statuses",
        "",
        CARRIED,
        "La liste des statuts a changé.",
    ),
    (setting("x-procedure", closes="2027-01-01"), "dates", "", CARRIED, "Le dernier jour a changé."),
    (setting("x-procedure", summary="Vite."), "procedure", "", CARRIED, "La phrase de présentation a changé."),
    (translated, "languages", "", CARRIED, "Les textes en anglais ont été ajoutés."),
)


TRIED_BELOW = ("document-optional", "page-added", "page-removed", "list", "block", "computation", "rewritten")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[1]}-{row[2] or 'all'}")
def test_each_change_has_its_type_its_policy_and_its_sentence(
    row: tuple[Edit, str, str, forms.Policy, str],
) -> None:
    edit, kind, pointer, policy, sentence = row
    changes = found(edit)
    assert [(one.type, one.pointer, one.policy) for one in changes] == [(kind, pointer, policy)], changes
    assert sentence in changes[0].sentence
    assert jargon(changes[0].sentence) == []


def test_a_document_required_no_longer_and_a_page_removed() -> None:
    needed, split = edited(required("nom", "aidant", "rib")), edited(split_page)
    base = forms.load(BASE)
    assert [one.type for one in forms.changes(needed, base)] == ["document-optional"]
    for before, after, kind in ((base, split, "page-added"), (split, base, "page-removed")):
        types = {(one.type, one.policy) for one in forms.changes(before, after)}
        assert types == {(kind, CARRIED), ("moved", CARRIED)}


def test_a_list_and_a_block_of_another_version_and_a_computation_are_told() -> None:
    lists = {"villes/1": [{"const": "a", "title": "A"}], "villes/2": [{"const": "a", "title": "A"}]}
    blocks = {f"https://x.example/bloc/{n}": {"$id": f"https://x.example/bloc/{n}", "type": "string"} for n in (1, 2)}

    def version(number: int) -> forms.Procedure:
        properties = {
            "ville": {"type": "string", "x-widget": "search", "x-list": f"villes/{number}"},
            "bloc": {"$ref": f"https://x.example/bloc/{number}", "title": "Bloc"},
            "n": {"type": "integer", "readOnly": True, "x-compute": {"+": [number, 1]}},
        }
        return forms.load({"type": "object", "properties": properties}, blocks=blocks, lists=lists)

    changes = forms.changes(version(1), version(2))
    assert [(one.type, one.pointer) for one in changes] == [
        ("list", "/ville"),
        ("block", "/bloc"),
        ("computation", "/n"),
    ]
    assert "« villes », version 2" in changes[0].sentence
    assert "« bloc », version 2 (avant : « bloc », version 1)" in changes[1].sentence


def test_every_type_of_the_table_of_policies_is_tried_here() -> None:
    tried = {row[1] for row in TABLE} | set(TRIED_BELOW)
    assert tried == set(POLICIES)


def test_no_keyword_of_the_dialect_is_outside_the_aspects() -> None:
    assert set(dialect.keywords()) <= set(ASPECTS)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_procedure_has_no_change(slug: str) -> None:
    assert forms.changes(load_file(slug), load_file(slug)) == []


def test_comments_layout_and_names_of_definitions_are_no_change() -> None:
    def edit(document: Schema) -> None:
        document["$comment"] = "Relu."
        document["properties"]["nom"] = dict(reversed(document["properties"]["nom"].items())) | {"$comment": "x"}
        document["properties"]["aidant"]["$ref"] = "#/$defs/reponse"
        document["$defs"] = {"reponse": document["$defs"]["ouiNon"]}
        document["$id"] = "https://demarches.example/procedures/essai/7"

    assert found(edit) == []


def test_what_is_written_otherwise_without_effect_is_told_too() -> None:
    def spelling(document: Schema) -> None:
        rule = document["allOf"][0]
        document["allOf"] = [{key: rule[key] for key in ("if", word)} for word in ("then", "else")]

    def unused(document: Schema) -> None:
        document["$defs"]["autre"] = {"type": "string"}

    def identity(document: Schema) -> None:
        document["$id"] = "https://demarches.example/procedures/autre"

    for edit in (unused, identity, spelling):
        assert [(one.type, one.policy) for one in found(edit)] == [("rewritten", CARRIED)]


def test_the_message_of_a_condition_is_wording_even_beside_another_change() -> None:
    def edit(document: Schema) -> None:
        document["allOf"][0]["x-errors"] = {"required": "Nommez votre aidant."}
        document["properties"]["nom"]["title"] = "Votre nom"

    assert [(one.type, one.pointer) for one in found(edit)] == [("wording", "/nom"), ("wording", "")]


def test_a_renamed_question_keeps_its_conditions_and_checks_without_a_word() -> None:
    changes = found(rename("aidant", "proche")) + found(rename("age", "annees"))
    assert [(one.type, one.pointer) for one in changes] == [("renamed", "/proche"), ("renamed", "/annees")]


def test_an_old_renaming_is_history_and_a_return_takes_it_back() -> None:
    first, second = forms.load(BASE), edited(rename("nom", "nomUsage"))
    document = copy.deepcopy(second.document)
    document["properties"]["age"]["title"] = "Votre âge"
    third = forms.load(document)
    assert [one.type for one in forms.changes(second, third)] == ["wording"]
    back = forms.changes(second, first)
    assert [(one.type, one.pointer) for one in back] == [("renamed", "/nom")]
    assert forms.migrate({"nomUsage": "DUROND"}, second, first).answers.values == {"nom": "DUROND"}


def test_an_old_renaming_inside_a_group_renamed_now_is_history_too() -> None:
    def first(document: Schema) -> None:
        inside = document["properties"]["banque"]["properties"]
        inside["nom"] = inside.pop("titulaire") | {"x-was": "/banque/titulaire"}

    def second(document: Schema) -> None:
        first(document)
        document["properties"]["compte"] = document["properties"].pop("banque") | {"x-was": "/banque"}
        document["x-pages"][1]["fields"][0] = "/compte"

    changes = forms.changes(edited(first), edited(second))
    assert [(one.type, one.pointer) for one in changes] == [("renamed", "/compte")]


def test_two_groups_that_exchange_their_keys_keep_an_old_renaming_as_history() -> None:
    def version(first: str, second: str, **was: str) -> forms.Procedure:
        text = {"type": "string"}
        one = {"type": "object", "properties": {"b": text | {"x-was": "/g/b"}}}
        other = {"type": "object", "properties": {"c": text}}
        for group, key in ((one, first), (other, second)):
            group |= {"x-was": was[key]} if key in was else {}
        return forms.load({"type": "object", "properties": {first: one, second: other}})

    old, new = version("h", "g"), version("g", "h", g="/h", h="/g")
    assert {(one.type, one.pointer) for one in forms.changes(old, new)} == {("renamed", "/g"), ("renamed", "/h")}
    found = forms.migrate({"h": {"b": "1"}, "g": {"c": "2"}}, old, new)
    assert found.answers.values == {"g": {"b": "1"}, "h": {"c": "2"}}


def test_a_moved_group_counts_once() -> None:
    changes = found(fields(("nom", "age", "banque", "aidant", "nomAidant"), ("enfants", "rib")))
    assert [(one.type, one.pointer) for one in changes] == [("moved", "/banque")]


def test_the_command_says_one_line_a_change_and_fails_on_what_blocks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*arguments: str) -> tuple[int, str]:
        return main(["changes", *arguments]), capsys.readouterr().out

    files = {"old": BASE, "new": edited(add(True)).document, "lost": edited(question("/nom", x_was="/rien")).document}
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "broken.json").write_text('{"type": "object"', "utf-8")
    old, new, lost, broken = (str(tmp_path / f"{name}.json") for name in ("old", "new", "lost", "broken"))
    said = "added-required [asked again] #/ville: La question « Ville » a été ajoutée (obligatoire).\n"
    assert command(old, new) == (0, said)
    listed = json.loads(command(old, new, "--json")[1])
    assert [(one["type"], one["policy"], one["page"]) for one in listed] == [("added-required", "asked again", "vous")]
    assert command(old, lost)[0] == 1
    code, words = command(old, broken)
    assert code == 1
    assert "Ce n’est pas du JSON" in words
