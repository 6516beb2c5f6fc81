"""The closed table of rules, in the order in which a report tells them."""

from __future__ import annotations

from forms.verification import (
    asking,
    checking,
    completing,
    deciding,
    limiting,
    plainness,
    publishing,
    reaching,
    translating,
)
from forms.verification.report import BLOCKS, EXAMPLE, WARNS
from forms.verification.subject import Rule

RULES: tuple[Rule, ...] = (
    Rule("required-never-shown", BLOCKS, "obligatoire, jamais montrée", completing.required_never_shown, True),
    Rule("required-hidden", BLOCKS, "cachée, mais obligatoire", completing.required_when_hidden, True),
    Rule("required-not-asked", BLOCKS, "obligatoire, jamais posée", completing.required_not_asked),
    Rule("limits", BLOCKS, "limites qui se contredisent", limiting.contradictory, True),
    Rule("check-impossible", BLOCKS, "vérification que personne ne passe", checking.checks_that_stop_everybody, True),
    Rule("check-hidden", BLOCKS, "vérification d’une réponse cachée", checking.checks_of_what_is_hidden, True),
    Rule("dates", BLOCKS, "fermeture avant l’ouverture", publishing.dates_crossed),
    Rule("page-unreachable", WARNS, "page que personne n’atteint", reaching.unreachable_pages, True),
    Rule("unreachable", WARNS, "question que personne ne voit", reaching.unreachable_questions, True),
    Rule("always-true", WARNS, "condition toujours vraie", deciding.always_true, True),
    Rule("never-true", WARNS, "condition jamais vraie", deciding.never_true, True),
    Rule("reads-hidden", WARNS, "condition sur une question cachée", deciding.reads_what_is_hidden, True),
    Rule("check-idle", WARNS, "vérification sans effet", checking.checks_that_say_nothing, True),
    Rule("default", WARNS, "valeur de départ refusée", limiting.defaults_refused),
    Rule("answer-example", WARNS, "exemple de réponse refusé", limiting.examples_refused),
    Rule("pattern-idle", WARNS, "forme qui accepte tout", asking.answers_too_free),
    Rule("same-title", WARNS, "deux questions du même libellé", asking.same_titles, True),
    Rule("no-title", WARNS, "question sans libellé", asking.untitled),
    Rule("no-noun", WARNS, "question sans groupe nominal", asking.nouns_missing),
    Rule("choice-label", WARNS, "réponse sans libellé", asking.unlabelled_choices),
    Rule("choice-twice", WARNS, "deux réponses du même libellé", asking.blank_choices),
    Rule("radios", WARNS, "trop de boutons", asking.many_radios),
    Rule("documents", WARNS, "document sans format ni poids", asking.documents_unexplained),
    Rule("note-empty", WARNS, "note vide", asking.empty_notes),
    Rule("note-alone", WARNS, "page d’une seule note", asking.notes_alone),
    Rule("page-empty", WARNS, "page sans question", asking.pages_without_question),
    Rule("consent", WARNS, "prélèvement sans accord", asking.consents_missing),
    Rule("sensitive", WARNS, "donnée sensible non marquée", asking.not_marked_sensitive),
    Rule("language", WARNS, "texte non traduit", translating.missing_texts),
    Rule("translation", WARNS, "traduction perdue", translating.translations_nowhere),
    Rule("label", WARNS, "libellé trop long", plainness.long_labels),
    Rule("plain", WARNS, "texte difficile à lire", plainness.hard_texts),
    Rule("closed", WARNS, "démarche déjà fermée", publishing.closed_already),
    Rule("status", WARNS, "deux statuts du même identifiant", publishing.statuses_twice),
    Rule("helper", WARNS, "courriel de l’aidant introuvable", publishing.helper_nowhere),
    Rule("unused", WARNS, "définition inutile", publishing.unused_parts),
    Rule(EXAMPLE, WARNS, "valeur d’exemple à remplacer", publishing.examples),
)
