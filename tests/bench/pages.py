"""The two pages that are compared: 8 and 100 questions, as our definition and as a Flask-WTF form written by hand."""

from __future__ import annotations

from typing import Any

OPTIONS = [f"Réponse {number}" for number in range(1, 14)]


def questions(count: int) -> list[tuple[str, str]]:
    """Give names and sorts: text, e-mail, number, a select in four, a yes/no."""
    sorts = ("text", "email", "integer", "select", "text", "boolean", "text", "select")
    return [(f"q{number}", sorts[number % 8]) for number in range(count)]


def definition(count: int) -> dict[str, Any]:
    """Give the page as a definition."""
    schemas: dict[str, dict[str, Any]] = {
        "text": {"type": "string", "maxLength": 80},
        "email": {"type": "string", "format": "email", "maxLength": 254},
        "integer": {"type": "integer", "minimum": 0, "maximum": 100_000},
        "select": {"type": "string", "enum": OPTIONS, "x-widget": "select"},
        "boolean": {"type": "boolean"},
    }
    found = questions(count)
    return {
        "title": "Essai",
        "type": "object",
        "properties": {
            name: {**schemas[sort], "title": f"Question {name}", "description": f"Indication {name}"}
            for name, sort in found
        },
        "required": [name for name, sort in found if sort != "boolean"],
    }


def values(count: int) -> dict[str, Any]:
    """Give right answers."""
    right: dict[str, Any] = {
        "text": "Josette",
        "email": "josette@example.org",
        "integer": 8650,
        "select": OPTIONS[3],
        "boolean": True,
    }
    return {name: right[sort] for name, sort in questions(count)}


def right_post(count: int) -> dict[str, str]:
    """Give a post that is accepted."""
    return {name: "y" if value is True else str(value) for name, value in values(count).items()}


def wrong_post(count: int) -> dict[str, str]:
    """Give a post that is refused: one question in four is wrong."""
    wrong = {"email": "@", "integer": "x", "select": "", "text": ""}
    made = right_post(count)
    for number, (name, sort) in enumerate(questions(count)):
        if number % 4 == 2 and sort in wrong:
            made[name] = wrong[sort]
    return made
