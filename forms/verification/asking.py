"""How questions are put: titles, nouns, choices, help for documents, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from forms.conditions import validator
from forms.messages import BRACES
from forms.model import Group, Node, Page, Question, Repeat, leaves
from forms.nodes import constants
from forms.screen import ADVANCED, ANSWER, QUESTION, in_settings
from forms.verification.cones import holders
from forms.verification.subject import Found, Subject

MANY_RADIOS = 7
SIZE = re.compile(r"\d\s*(?:[KMG]i?[oB]|octets|bytes)\b", re.I)
BANK = re.compile(r"prélèvement|mandat|sepa\b", re.I)
PERSONAL = ("iban", "nir")
ANYTHING = ("", "é", "zz 9", "\n", "-" * 300)
NAMES_TOLD = 8
"""Names of questions told one by one."""
OWN_SENTENCES = ("required", "_")


def same_titles(subject: Subject) -> Iterator[Found]:
    """Give the questions that bear the title of another of the same page, group or row."""
    for page in subject.compiled.pages:
        yield from _same(subject, page.nodes, page)
    for node in subject.nodes():
        if not isinstance(node, Question) and not (isinstance(node, Repeat) and node.scalar):
            yield from _same(subject, node.children, subject.pages.get(node.pointer))


def _same(subject: Subject, nodes: Iterable[Node], page: Page | None) -> Iterator[Found]:
    seen: dict[str, Node] = {}
    for node in nodes:
        if getattr(node, "widget", "") == "hidden" or not node.texts.title.strip():
            continue
        first = seen.setdefault(" ".join(node.texts.title.casefold().split()), node)
        if first is not node and not _apart(subject, first, node):
            yield Found(
                f"Deux questions portent le même libellé : {subject.name(node.pointer)}.",
                f"Donnez à chacune un libellé qui la distingue, à {QUESTION}.",
                node,
                page=page,
            )


def _apart(subject: Subject, first: Node, second: Node) -> bool:
    """Say whether two nodes are surely never shown together."""
    explorer = subject.explorer
    if first.pointer not in explorer.hidden or second.pointer not in explorer.hidden:
        return False
    worlds = explorer.worlds(explorer.hidden[first.pointer] | explorer.hidden[second.pointer])
    return worlds.complete and not any(one.shows(first.pointer) and one.shows(second.pointer) for one in worlds.valid)


def untitled(subject: Subject) -> Iterator[Found]:
    """Give the questions and groups that are called by their key."""
    for node in subject.nodes():
        if node.key != "*" and not _hidden(node) and not str(subject.schema(node).get("title", "")).strip():
            page = subject.pages.get(node.pointer)
            where = f" de la page « {page.title} »" if page else ""
            right = f"Écrivez-la dans « Question », à {QUESTION}."
            words = f"Une question{where} n’a pas de libellé : son nom technique est montré à sa place, « {node.key} »."
            yield Found(words, right, node, detail="Donnez-lui un « title ».")


def _hidden(node: Node) -> bool:
    return isinstance(node, Question) and (node.widget == "hidden" or node.kind in ("computed", "fixed", "note"))


def unlabelled_choices(subject: Subject) -> Iterator[Found]:
    """Give the answers to choose from that have no words of their own."""
    for question in subject.asked():
        schema = subject.schema(question)
        source = schema.get("items", schema) if question.kind == "choices" else schema
        if "enum" in source or question.named_list:
            continue
        for option in constants(source):
            if not str(option.get("title", "")).strip():
                yield Found(
                    f"La réponse « {option['const']} » de {subject.name(question.pointer)} n’a pas de libellé.",
                    f"Écrivez-le dans « Réponses proposées », à {ANSWER}.",
                    question,
                )


def choices_alike(subject: Subject) -> Iterator[Found]:
    """Give the questions two of whose answers have the same words; one finding each, lists can be long."""
    for question in subject.asked():
        counted = Counter(choice.label.casefold().strip() for choice in question.choices)
        twice = [choice.label for choice in question.choices if counted[choice.label.casefold().strip()] > 1]
        if twice:
            yield Found(
                f"{subject.name(question.pointer)} propose deux réponses du même libellé : « {twice[0]} ».",
                f"Changez l’un des deux dans « Réponses proposées », à {ANSWER}.",
                question,
            )


def many_radios(subject: Subject) -> Iterator[Found]:
    """Give the questions with more round buttons than one takes in at a glance."""
    for question in subject.asked():
        if question.widget == "radio" and len(question.choices) > MANY_RADIOS:
            yield Found(
                f"{subject.name(question.pointer)} montre {len(question.choices)} boutons.",
                f"Au-delà de {MANY_RADIOS}, choisissez une liste à dérouler ou avec recherche dans « Présentation des "
                f"choix », à {ANSWER}.",
                question,
            )


def nouns_missing(subject: Subject) -> Iterator[Found]:
    """Give the required questions whose messages have no noun to name them by."""
    for question in subject.asked():
        needed = question.required or bool(subject.compiled.require.get(question.pointer))
        told = any(key in question.texts.errors for key in OWN_SENTENCES)
        if needed and not told and not question.texts.noun and question.kind not in ("checkbox", "note"):
            yield Found(
                f"{subject.name(question.pointer)} n’a pas de nom à mettre dans les messages d’erreur.",
                "Écrivez-le dans « Nom de la réponse dans les messages », à "
                f"{QUESTION}, par exemple « votre date de naissance ».",
                question,
                detail="Ajoutez « x-noun », par exemple « votre date de naissance ».",
            )


def documents_unexplained(subject: Subject) -> Iterator[Found]:
    """Give the questions of documents that do not say what to give; the page itself writes formats and sizes."""
    for question in subject.asked():
        if question.documents is not None and not (question.texts.hint.strip() or question.texts.help.strip()):
            yield Found(
                f"{subject.name(question.pointer)} ne dit pas ce qu’il faut donner.",
                f"Écrivez-le dans « Indication », à {QUESTION} : quel papier, de quelle date, quelles pages.",
                question,
            )


def empty_notes(subject: Subject) -> Iterator[Found]:
    """Give the notes that say nothing."""
    for question in subject.compiled.questions():
        if question.kind == "note" and not (question.texts.hint.strip() or question.texts.help.strip()):
            yield Found(
                f"La note {subject.name(question.pointer)} ne dit rien.",
                f"Écrivez son texte dans « Indication », à {QUESTION}, ou supprimez-la.",
                question,
                detail="Écrivez sa « description », ou retirez-la.",
            )


def notes_alone(subject: Subject) -> Iterator[Found]:
    """Give the pages that only show notes."""
    for page in subject.compiled.pages:
        kinds = [question.kind for question in page.questions()]
        if kinds and all(kind == "note" for kind in kinds):
            yield Found(
                f"La page « {page.title} » ne montre qu’une note.",
                "Déplacez la note vers la page d’une question, ou mettez-la dans « Texte sous le titre » d’une page.",
                page=page,
            )


def untitled_procedure(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure that has no title: it could not be told from another, nor opened."""
    if not subject.procedure.title.strip():
        words = f"Écrivez le titre de la démarche, {in_settings('Présentation')}."
        yield Found("La démarche n’a pas de titre.", words, place="/title")


def nothing_asked(subject: Subject) -> Iterator[Found]:
    """Tell of a procedure in which nobody could answer anything."""
    if not any(_asks(page) for page in subject.compiled.pages):
        yield Found("La démarche ne pose aucune question.", "Ajoutez une page, et une question sur cette page.")


def _asks(page: Page) -> bool:
    return any(one.asked and one.widget != "hidden" for one in page.questions())


def pages_without_question(subject: Subject) -> Iterator[Found]:
    """Give the pages on which nothing is asked, in a procedure that asks something."""
    for page in subject.compiled.pages if any(map(_asks, subject.compiled.pages)) else ():
        inside = list(page.questions())
        if not _asks(page) and not _only_notes(inside):
            yield Found(
                f"La page « {page.title} » ne pose aucune question.",
                "Ajoutez-y une question, ou supprimez la page.",
                page=page,
            )


def _only_notes(questions: list[Question]) -> bool:
    return bool(questions) and all(one.kind == "note" for one in questions)


def consents_missing(subject: Subject) -> Iterator[Found]:
    """Give the bank accounts asked for a direct debit beside which nothing is accepted."""
    for question in subject.compiled.questions():
        if question.kind != "iban":
            continue
        page = subject.pages.get(question.pointer)
        beside = _beside(subject, question, page)
        words = " ".join([page.title if page else "", *(one.texts.title for one in beside)])
        above = [subject.compiled.nodes[one].texts.title for one in holders(question.pointer)]
        agreed = any(isinstance(one, Question) and one.const is True and _needed(subject, one) for one in beside)
        if BANK.search(" ".join([words, *above])) and not agreed:
            yield Found(
                f"{subject.name(question.pointer)} sert à un prélèvement, mais rien n’y est accepté.",
                "Ajoutez à la même page un « Engagement à cocher », obligatoire, pour l’accord.",
                question,
                detail="Ajoutez une case obligatoire (« const »: true), comme dans le bloc SEPA.",
            )


def _beside(subject: Subject, question: Question, page: Page | None) -> list[Node]:
    inside = [node for node in page.nodes if question in leaves(node)] if page else []
    group = [one for node in inside if not isinstance(node, Question) for one in leaves(node)]
    return [*(page.nodes if page else ()), *group]


def _needed(subject: Subject, question: Question) -> bool:
    return question.required or bool(subject.compiled.require.get(question.pointer))


def not_marked_sensitive(subject: Subject) -> Iterator[Found]:
    """Give the account and social security numbers that are not kept as sensitive."""
    for question in subject.asked():
        if question.kind in PERSONAL and not question.sensitive:
            yield Found(
                f"{subject.name(question.pointer)} est une donnée sensible, mais n’est pas marquée ainsi.",
                "Cochez « Donnée sensible », à l’onglet « Récapitulatif » : la réponse sera chiffrée et masquée.",
                question,
                detail="Ajoutez « x-sensitive »: true.",
            )


def answers_too_free(subject: Subject) -> Iterator[Found]:
    """Give the patterns that let every text through."""
    for question in subject.asked():
        pattern = question.limits.pattern
        if pattern and all(validator({"pattern": pattern}).is_valid(text) for text in ANYTHING):
            yield Found(
                f"La forme demandée pour {subject.name(question.pointer)} accepte n’importe quel texte.",
                f"Précisez le « Format attendu », à {ANSWER}, ou videz « Motif », à {ADVANCED}.",
                question,
                detail="Retirez « pattern », ou précisez-le.",
            )


def row_titles(subject: Subject) -> Iterator[Found]:
    """Give the names between braces, in the titles of rows, that are no question of the row: nothing is shown there."""
    for node in subject.nodes():
        if not isinstance(node, Repeat) or node.scalar or not node.row_title:
            continue
        known = {one.key: one.texts.title for one in _of_row(node.children)}
        told = [f"{{{key}}} pour « {title} »" for key, title in list(known.items())[:NAMES_TOLD]]
        more = " ou celui d’une autre question de la ligne" if len(known) > NAMES_TOLD else ""
        named = f"un de ces noms : {', '.join(told)}{more}" if told else "un texte sans accolades"
        for name in dict.fromkeys(BRACES.findall(node.row_title)):
            if name.strip() not in known:
                yield Found(
                    f"{subject.name(node.pointer)} : le titre d’une ligne nomme « {{{name}}} », qui n’est le nom "
                    "d’aucune question de la ligne. Rien ne se montrera à cette place.",
                    f"À {ANSWER}, sous « Titre d’une ligne », écrivez {named}.",
                    node,
                    place=f"{subject.place(node.pointer)}/x-row/title",
                )


def _of_row(nodes: Iterable[Node]) -> Iterator[Question]:
    """Give the questions whose answers the title of a row can say: not those of rows inside of it."""
    for node in nodes:
        if isinstance(node, Group):
            yield from _of_row(node.children)
        elif isinstance(node, Question) and not _hidden(node) and node.kind not in ("note", "fixed"):
            yield node
