"""The panel of a rule, made for the questions that its lines look at; demands to its answers, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.answers import copied
from forms.authoring.asking import MOST_LINES, OFFERED, Asked, Line, answers_in
from forms.authoring.lining import LineMaker
from forms.authoring.offering import Offer
from forms.authoring.reckoning import comparison_in, line_of
from forms.authoring.rules import Demand, Rule
from forms.authoring.surroundings import Candidate, Surroundings
from forms.authoring.terms import Comparison, Term
from forms.expansion import Schema
from forms.nodes import Lists


def readable(document: Schema, blocks: Mapping[str, Schema], lists: Lists) -> tuple[Candidate, ...]:
    """Give the questions that a rule may look at, in order."""
    around = Surroundings(document, blocks, lists)
    found = (around.candidate(one) for one in sorted(around.nodes, key=around.rank))
    return tuple(one for one in found if one is not None)


def rule_panel(template: Schema, offered: Sequence[Candidate], values: Mapping[str, Any]) -> Asked:
    """Make the panel of a rule for its answers so far."""
    made: Schema = copied(template)
    frame = made["properties"].pop("line")
    offer = Offer(offered)
    maker = LineMaker(frame["properties"], offer)
    properties: Schema = {}
    for number, one in enumerate(answers_in(values)):
        properties[f"c{number}"] = maker.line({**frame, "title": f"Demande {number + 1}", "properties": {}}, one)
    left = dict(made["properties"])
    left["at"] = {**left["at"], "x-list": OFFERED}
    if len(properties) < 2:
        del left["joiner"]
    made["properties"] = {**properties, **left}
    made["required"] = [*properties, *(["joiner"] if "joiner" in left else []), *template["required"]]
    made["x-pages"][0]["fields"] = [f"/{name}" for name in made["properties"]]
    return Asked(made, offer.rows())


def rule_preset(offered: Sequence[Candidate], values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers of the panel with what is nearly always meant chosen already."""
    maker = LineMaker({}, Offer(offered))
    lines = {f"c{number}": maker.preset(one) for number, one in enumerate(answers_in(values))}
    return {**values, **lines}


def rule_values(rule: Rule | None, offered: Sequence[Candidate]) -> dict[str, Any] | None:
    """Give the answers of the panel for a rule; None for one that the panel cannot say."""
    if rule is None:
        return {"c0": {}, "joiner": "and", "filled": True}
    if rule.demand is None:
        return None
    offer = Offer(offered)
    lines = [line_of(one, offer) for one in rule.demand.comparisons]
    if any(one is None for one in lines) or len(lines) > MOST_LINES:
        return None
    again = tuple(comparison_in(one, offer) for one in lines if one is not None)
    if again != rule.demand.comparisons:
        return None
    values: dict[str, Any] = {f"c{number}": line for number, line in enumerate(lines)}
    values |= {"joiner": rule.demand.joiner, "filled": bool(rule.demand.filled)}
    return {**values, "effect": rule.effect, "message": rule.message, "at": rule.at}


def demand_in(
    lines: Sequence[Line], joiner: str, filled: bool, offered: Sequence[Candidate], old: Demand | None
) -> Demand:
    """Read lines that have no problem left into a demand."""
    offer = Offer(offered)
    made = tuple(comparison_in(line, offer) for line in lines)
    if old is not None and old.comparisons == made and filled and old.filled:
        asked = old.filled
    elif filled and not any(one.operator in ("filled", "empty") for one in made):
        answered = {pointer for one in made for pointer in _compared(one, offer)}
        asked = tuple(one.pointer for one in offered if one.pointer in answered)
    else:
        asked = ()
    return Demand(made, joiner if len(made) > 1 else "and", asked)


def answered_by(term: Term, offer: Offer) -> Iterator[str]:
    """Give the questions whose answers a term reads; where rows or documents are counted, none is an answer: 0."""
    candidate = offer.find(term.pointer)
    if candidate is not None and candidate.sort not in ("rows", "documents") and term.of != "total":
        yield term.pointer
    for part in term.parts:
        yield from answered_by(part, offer)


def _compared(one: Comparison, offer: Offer) -> Iterator[str]:
    yield from answered_by(one.left, offer)
    if one.right is not None:
        yield from answered_by(one.right, offer)
