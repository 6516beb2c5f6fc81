"""The words that stand around questions, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class DateBox:
    """One box of a date: the suffix of its name, its label, its width in signs, its keyboard, its autocomplete."""

    suffix: str
    label: str
    width: int
    mode: str
    complete: str


@dataclass(frozen=True, slots=True)
class AddressWords:
    """What the search of an address says; `{}` is a number of answers, or the address that was chosen."""

    label: str
    hint: str
    button: str
    choose: str
    list: str
    one: str
    many: str
    none: str
    short: str
    failed: str
    filled: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """What the search in a long list of options says; `{}` is a number of options."""

    button: str
    found: str
    other: str
    one: str
    many: str
    more: str
    none: str
    failed: str


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """What the questions of documents say; `{}` is a size or a number. `states` are those of a document."""

    load: str
    one: str
    photo: str
    drop: str
    upload: str
    plain: str
    size: str
    most: str
    only: str
    list: str
    download: str
    replace: str
    delete: str
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    optional: str
    help: str
    error: str
    none: str
    at_most: str
    thousands: str
    delete: str
    add: str
    full: str
    up: str
    down: str
    change: str
    problem: str
    problems: str
    not_given: str
    date_boxes: tuple[DateBox, ...]
    address: AddressWords
    list: ListWords
    documents: DocumentWords

    def longest(self, signs: int) -> str:
        """Say how many signs a text may have, as the count that the script puts there writes them."""
        return self.at_most.format(f"{signs:,}".replace(",", self.thousands))


def _boxes(day: str, month: str, year: str) -> tuple[DateBox, ...]:
    return (
        DateBox("-jour", day, 2, "numeric", "bday-day"),
        DateBox("-mois", month, 5, "text", "bday-month"),
        DateBox("-annee", year, 4, "numeric", "bday-year"),
    )


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "fr": Words(
            optional="(facultatif)",
            help="Aide :",
            error="Erreur :",
            none="– Sans réponse –",
            at_most="{} signes au plus.",
            thousands="\u202f",
            delete="Supprimer",
            add="Ajouter",
            full="Vous avez ajouté le plus grand nombre possible de lignes.",
            up="Monter",
            down="Descendre",
            change="Modifier",
            problem="Il y a un problème",
            problems="Il y a {} problèmes",
            not_given="Non renseigné",
            date_boxes=_boxes("Jour", "Mois", "Année"),
            address=AddressWords(
                label="Rechercher une adresse",
                hint="Par exemple 15 rue Ernest Savart, Montreuil. "
                "L’adresse que vous choisissez remplit les cases ci-dessous. Vous pouvez aussi les remplir vous-même.",
                button="Rechercher",
                choose="Choisir",
                list="Adresses proposées",
                one="1 adresse trouvée.",
                many="{} adresses trouvées.",
                none="Aucune adresse ne correspond. Écrivez votre adresse ci-dessous.",
                short="Écrivez au moins 3 signes, puis cliquez sur « Rechercher ».",
                failed="La recherche d’adresse ne répond pas. Écrivez votre adresse ci-dessous.",
                filled="Les cases sont remplies : {}",
            ),
            list=ListWords(
                button="Rechercher",
                found="Réponses trouvées : choisissez la vôtre",
                other="Si la vôtre n’y est pas, écrivez autre chose, puis cliquez sur « Rechercher ».",
                one="1 réponse trouvée.",
                many="{} réponses trouvées.",
                more="Plus de {} réponses : écrivez la suite.",
                none="Aucune réponse ne correspond. Écrivez autrement, ou seulement le début.",
                failed="La recherche ne répond pas. Écrivez votre réponse, puis cliquez sur « Suivant ».",
            ),
            documents=DocumentWords(
                load="Charger des fichiers",
                one="Charger un fichier",
                photo="Prendre une photo",
                drop="ou déposer des fichiers ici",
                upload="Charger",
                plain="Choisissez un fichier, puis cliquez sur « Charger ». "
                "Pour changer un document, choisissez le nouveau fichier, puis cliquez sur « Remplacer ».",
                size="{} au plus par fichier.",
                most="{} fichiers au plus.",
                only="Un seul fichier.",
                list="Documents chargés",
                download="Télécharger",
                replace="Remplacer",
                delete="Supprimer",
                states=MappingProxyType(
                    {
                        "safe": "Chargé",
                        "checking": "Chargé, vérification en cours",
                        "missing": "Ce document n’est plus là : chargez-le de nouveau",
                        "pretend": "Simulé, rien n’est gardé",
                    }
                ),
            ),
        ),
        "en": Words(
            optional="(optional)",
            help="Help:",
            error="Error:",
            none="– No answer –",
            at_most="{} characters at most.",
            thousands=",",
            delete="Remove",
            add="Add",
            full="You have added as many lines as possible.",
            up="Move up",
            down="Move down",
            change="Change",
            problem="There is a problem",
            problems="There are {} problems",
            not_given="Not provided",
            date_boxes=_boxes("Day", "Month", "Year"),
            address=AddressWords(
                label="Search for an address",
                hint="For example 15 rue Ernest Savart, Montreuil. "
                "The address you choose fills the boxes below. You can also fill them yourself.",
                button="Search",
                choose="Choose",
                list="Addresses found",
                one="1 address found.",
                many="{} addresses found.",
                none="No address matches. Write your address below.",
                short="Write at least 3 characters, then press “Search”.",
                failed="The address search does not answer. Write your address below.",
                filled="The boxes are filled: {}",
            ),
            list=ListWords(
                button="Search",
                found="Answers found: choose yours",
                other="If yours is not there, write something else, then press “Search”.",
                one="1 answer found.",
                many="{} answers found.",
                more="More than {} answers: write some more.",
                none="No answer matches. Write it differently, or only its beginning.",
                failed="The search does not answer. Write your answer, then press “Next”.",
            ),
            documents=DocumentWords(
                load="Upload files",
                one="Upload a file",
                photo="Take a photo",
                drop="or drop files here",
                upload="Upload",
                plain="Choose a file, then press “Upload”. "
                "To change a document, choose the new file, then press “Replace”.",
                size="{} at most for each file.",
                most="{} files at most.",
                only="One file only.",
                list="Uploaded documents",
                download="Download",
                replace="Replace",
                delete="Remove",
                states=MappingProxyType(
                    {
                        "safe": "Uploaded",
                        "checking": "Uploaded, being checked",
                        "missing": "This document is no longer here: upload it again",
                        "pretend": "Simulated, nothing is kept",
                    }
                ),
            ),
        ),
    }
)
