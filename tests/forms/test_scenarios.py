"""Tests of a procedure: what example answers show, and the sentences that say how it differs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import forms
from forms import Answers, authoring
from tests.conftest import SCHEMAS, SLUGS, TODAY, blocks, lists, load_file
from tests.people import IBAN, complete

SLUG = "amethyste-renouvellement"
Outcome = authoring.Outcome


def observed(slug: str = SLUG, **changes: Any) -> Outcome:
    values = {key: value for key, value in {**complete(slug), **changes}.items() if value is not None}
    return authoring.observe(load_file(slug), Answers(values=values), TODAY)


@pytest.mark.parametrize("slug", SLUGS)
def test_whole_answers_show_no_problem_and_their_outcome_goes_to_json_and_back(slug: str) -> None:
    seen = observed(slug)
    assert seen.pages
    assert seen.recap
    assert not seen.problems
    assert Outcome.from_json(json.loads(json.dumps(seen.to_json()))) == seen
    assert authoring.compare(seen, seen) == []


def test_a_scenario_goes_to_json_and_back() -> None:
    made = authoring.Scenario("Josette", Answers(values=complete(SLUG)), observed())
    assert authoring.Scenario.from_json(made.to_json()) == made


def test_what_is_sensitive_is_not_kept_in_an_outcome() -> None:
    assert IBAN not in str(observed().to_json())


CASES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"navigo": None}, "Un problème nouveau est signalé : « Renseignez votre numéro de Passe Navigo. »"),
    ({"revenu": 9000}, "le récapitulatif montre « 9 000 € » au lieu de « 8 650 € »."),
    ({"prelevement": "Non", "sepa": None}, "Le récapitulatif ne montre plus « "),
    ({"aidant": None}, "le récapitulatif montre rien au lieu de « Mme LEGENTIL Eliane »."),
)


@pytest.mark.parametrize(("changes", "said"), CASES)
def test_each_difference_is_a_sentence(changes: dict[str, Any], said: str) -> None:
    told = authoring.compare(observed(), observed(**changes))
    assert any(said in one.replace("\u00a0", " ").replace("\u202f", " ") for one in told), told
    back = authoring.compare(observed(**changes), observed())
    assert back
    assert back != told


def test_pages_warnings_and_a_stop_that_come_and_go_are_told() -> None:
    base = observed()
    said = ("/x", "check", "Vous n’y avez pas droit.")
    other = Outcome.from_json(
        {
            **base.to_json(),
            "pages": base.to_json()["pages"][1:],
            "stop": said,
            "warnings": [*base.to_json()["warnings"], said],
        }
    )
    assert authoring.compare(base, other) == [
        f"La page « {base.pages[0].title} » ne s’affiche plus.",
        "La demande est maintenant arrêtée : « Vous n’y avez pas droit. »",
        "Un nouvel avertissement est donné : « Vous n’y avez pas droit. »",
    ]
    assert [one.partition(" :")[0] for one in authoring.compare(other, base)] == [
        f"La page « {base.pages[0].title} » s’affiche maintenant.",
        "La demande n’est plus arrêtée",
        "Un avertissement n’est plus donné",
    ]
    turned = replace(base, pages=base.pages[::-1])
    assert authoring.compare(base, turned) == ["Les pages ne sont plus dans le même ordre."]


def test_other_words_for_the_same_thing_are_no_difference() -> None:
    document = json.loads((SCHEMAS / "procedures" / f"{SLUG}.json").read_text("utf-8"))
    document.pop("x-i18n", None)
    document["properties"]["revenu"]["title"] = "Tout autre chose"
    document["x-pages"][0]["title"] = "Autre page"
    made = forms.load(document, blocks=blocks(), lists=lists())
    seen = authoring.observe(made, Answers(values=complete(SLUG)), TODAY)
    assert seen != observed()
    assert authoring.compare(observed(), seen) == []


def test_a_renamed_question_is_followed() -> None:
    document = json.loads((SCHEMAS / "procedures" / f"{SLUG}.json").read_text("utf-8"))
    document.pop("x-i18n", None)
    properties = document["properties"]
    properties["accompagnant"] = properties.pop("aidant") | {"x-was": "/aidant"}
    page = next(one for one in document["x-pages"] if "/aidant" in one["fields"])
    page["fields"][page["fields"].index("/aidant")] = "/accompagnant"
    new = forms.load(document, blocks=blocks(), lists=lists())
    moved = forms.migrate(Answers(values=complete(SLUG), posted=None), load_file(SLUG), new, today=TODAY)
    seen = authoring.observe(new, moved.answers, TODAY)
    assert authoring.compare(observed(), seen) != []
    assert authoring.compare(observed().followed(moved.follow), seen) == []


def test_many_differences_are_counted() -> None:
    told = authoring.compare(observed(), Outcome())
    assert len(told) == 13
    assert told[-1].startswith("Et ")
