"""Our four procedures, as the engine sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import jsonschema
import jsonschema_rs
import pytest

import forms
from forms.__main__ import main
from tests.conftest import SCHEMAS, SLUGS
from tests.people import AMETHYSTE, complete, posted

Load = Callable[[str], forms.Procedure]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_request_has_no_problem(procedure: Load, today: date, slug: str) -> None:
    loaded = procedure(slug)
    assert [(one.pointer, one.message) for one in loaded.problems(complete(slug), today=today)] == []
    assert loaded.journey(complete(slug), today=today).first_incomplete is None


@pytest.mark.parametrize("slug", SLUGS)
def test_the_plain_twin_agrees_in_two_validators(procedure: Load, today: date, slug: str) -> None:
    loaded = procedure(slug)
    relevant = loaded.relevant(complete(slug), today=today)
    assert list(jsonschema.Draft202012Validator(loaded.schema).iter_errors(relevant)) == []
    assert jsonschema_rs.Draft202012Validator(loaded.schema).is_valid(relevant)


@pytest.mark.parametrize("slug", SLUGS)
def test_posting_every_page_as_it_is_drawn_changes_nothing(procedure: Load, today: date, slug: str) -> None:
    loaded = procedure(slug)
    answers = forms.Answers(values=complete(slug), posted=None)
    for page in loaded.pages:
        view = loaded.page(page.id, answers, today=today)
        form = loaded.form(page.id, answers, posted(view), today=today)
        after = loaded.accept(page.id, answers, form, today=today)
        assert loaded.relevant(after, today=today) == loaded.relevant(answers, today=today), page.id
        assert form.validate(), (page.id, form.problems, form.appeared)


def test_the_recap_shows_the_rows_of_the_guide(procedure: Load, today: date) -> None:
    sections = procedure("amethyste-renouvellement").recap(complete("amethyste-renouvellement"), today=today)
    shown = {row.label: row.value for section in sections for row in section.rows}
    assert shown["Zonage"] == ("Zones 1 à 5",)
    assert shown["Votre statut"] == ("RE - Retraité.e",)
    assert shown["Nombre de parts fiscales"] == ("1,0",)
    assert shown["Revenu Fiscal de Référence"] == ("8\u202f650\u00a0€",)
    assert shown["N° IBAN"] == ("FR76 1254 8029 9812 3456 7890 161",)
    assert shown["BIC"] == ("AXABFRPPXXX",)
    assert shown["Pièce d’identité"] == ("document-1.pdf (220\u00a0Ko)",)


def test_the_recap_masks_what_is_sensitive_once_sent(procedure: Load, today: date) -> None:
    values = complete("amethyste-renouvellement")
    sections = procedure("amethyste-renouvellement").recap(values, masked=True, today=today)
    texts = [text for section in sections for row in section.rows for text in row.value]
    assert "FR76 •••• 0161" in texts
    assert not any("1254" in text for text in texts)


def test_a_navigo_number_of_eight_digits_warns_and_never_blocks(procedure: Load, today: date) -> None:
    loaded = procedure("amethyste-renouvellement")
    assert [one.pointer for one in loaded.warnings(AMETHYSTE, today=today)] == ["/navigo"]
    assert not [one for one in loaded.problems(AMETHYSTE, today=today) if one.pointer == "/navigo"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4587 8855", "45878855"),
        ("4587885512K", "4587885512"),
        ("123", "123"),
        ("abc", "abc"),
        ("12345678901", "12345678901"),
    ],
)
def test_the_navigo_number_is_cleaned_when_that_makes_it_right(
    procedure: Load, today: date, typed: str, kept: str
) -> None:
    loaded = procedure("amethyste-renouvellement")
    form = loaded.form("navigo", forms.Answers(), {"navigo": typed}, today=today)
    assert loaded.accept("navigo", forms.Answers(), form, today=today).values["navigo"] == kept


@pytest.mark.check("SP-6")
def test_the_bic_is_found_from_the_iban_and_a_wrong_one_only_warns(procedure: Load, today: date) -> None:
    loaded = procedure("amethyste-renouvellement")
    shown = ["sepa-iban", "sepa-bic", "sepa-titulaire", "sepa-mandat"]
    post = {"prelevement": "Oui", "shown": shown, "sepa-iban": "fr76-1254.8029 9812 3456 7890 161", "sepa-bic": ""}
    form = loaded.form("paiement", forms.Answers(), post, today=today)
    answers = loaded.accept("paiement", forms.Answers(), form, today=today)
    assert answers.values["sepa"]["bic"] == "AXABFRPPXXX"
    other = {**complete("amethyste-renouvellement")}
    other["sepa"] = {**other["sepa"], "bic": "BNPAFRPPXXX"}
    assert loaded.problems(other, today=today) == ()
    assert "/sepa/bic" in [one.pointer for one in loaded.warnings(other, today=today)]


def test_an_applicant_under_sixty_is_stopped_with_where_to_turn(procedure: Load, today: date) -> None:
    values = {**complete("apa-domicile"), "naissance": "1980-01-01"}
    stop = procedure("apa-domicile").stop(values, today=today)
    assert stop is not None
    assert "60 ans" in stop.message
    assert stop.page == "demandeur"


def test_two_answers_no_send_the_request_to_the_departement(procedure: Load, today: date) -> None:
    loaded = procedure("apa-domicile")
    values = complete("apa-domicile")
    assert loaded.relevant(values, today=today)["destination"] == "departement"
    able = {**values, "toilette": "Oui"}
    relevant = loaded.relevant(able, today=today)
    assert relevant["destination"] == "caisse"
    assert "revenus" not in relevant
    assert "ressources" not in [stage.page.id for stage in loaded.journey(able, today=today).stages]


def test_a_criminal_record_is_asked_of_adults_only_row_by_row(procedure: Load, today: date) -> None:
    loaded = procedure("agrement-assistant-maternel")
    values = complete("agrement-assistant-maternel")
    people = [{**one} for one in values["personnes"]]
    del people[0]["casier"]
    found = loaded.problems({**values, "personnes": people}, today=today)
    assert [(one.pointer, one.keyword) for one in found] == [("/personnes/0/casier", "required")]
    people[0]["ase"] = True
    assert loaded.problems({**values, "personnes": people}, today=today) == ()


def test_either_document_is_enough_and_none_is_told_at_the_first(procedure: Load, today: date) -> None:
    loaded = procedure("agrement-assistant-maternel")
    values = complete("agrement-assistant-maternel")
    other = {**values, "dossierMairie": values["autorisation"]}
    del other["autorisation"]
    assert loaded.problems(other, today=today) == ()
    del other["dossierMairie"]
    found = loaded.problems(other, today=today)
    assert [(one.pointer, one.message) for one in found] == [
        ("/autorisation", "Donnez l’autorisation d’ouverture au public, ou le dossier déposé en mairie.")
    ]


def test_the_check_command_is_silent_on_our_procedures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *(str(path) for path in sorted(SCHEMAS.glob("procedures/*.json")))]) == 0
    assert capsys.readouterr().out == ""


def test_the_outline_says_conditions_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outline", str(SCHEMAS / "procedures" / "amethyste-renouvellement.json")]) == 0
    said = capsys.readouterr().out
    wanted = "Affichée si « Souhaitez-vous payer votre participation par prélèvement automatique ? » est « Oui »."
    assert wanted in said
