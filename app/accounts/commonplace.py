"""Passwords that everybody tries first: zxcvbn's list of leaked ones, and what French people add to it."""

from __future__ import annotations

from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

MOST = 6000
SHORTEST_WORD = 4
FRENCH = (
    "azerty azertyuiop azertyui qsdfghjklm wxcvbn motdepasse motdepass passe doudou loulou chouchou bonjour bonsoir "
    "soleil jetaime jtaime amour amours coucou marseille chocolat camille nicolas julien thomas isabelle nathalie "
    "sandrine alexandre maman mamie papa papillon bienvenue departement seinesaintdenis amethyste navigo admin "
    "administrateur administratif france paris montreuil bobigny retraite caramel princesse toulouse bordeaux"
)
"""Words of our own: keyboards, first words of a French speaker, and those of the place."""


@cache
def words() -> frozenset[str]:
    """Give the words that make a password common when it is one of them, twice one, or one with digits around it.

    Source: the frequency list of the package zxcvbn, its most used ones, with FRENCH.
    """
    leaked = FREQUENCY_LISTS["passwords"][:MOST]
    bare = ("".join(sign for sign in word.lower() if sign.isalpha()) for word in leaked)
    return frozenset(word for word in (*bare, *FRENCH.split()) if len(word) >= SHORTEST_WORD)
