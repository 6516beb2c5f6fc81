"""Short and long text, web addresses, times."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from forms.kinds.base import Fault, Kind, Posted
from forms.model import ABSENT, MaybeJson, Question


class Text(Kind):
    """One line of text."""

    name = "text"

    def mask(self, question: Question, value: Any) -> tuple[str, ...]:
        """Keep the last two signs of a long value, nothing of a short one."""
        words = str(value)
        return (f"•••• {words[-2:]}" if len(words) > 6 else "••••",)


class TextArea(Text):
    """Text of several lines."""

    name = "textarea"

    def read(self, question: Question, posted: Posted) -> MaybeJson:
        """Keep the lines; every end of line counts one sign."""
        texts = posted.get("", ())
        words = texts[0].replace("\r\n", "\n").replace("\r", "\n").strip() if texts else ""
        return words if words else ABSENT

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Give one line a line."""
        return tuple(str(value).split("\n"))


class Url(Text):
    """A web address, `http` or `https` only."""

    name = "url"

    def check(self, question: Question, value: Any) -> Fault | None:
        """Refuse other schemes: `javascript:` is an address too."""
        if not isinstance(value, str):
            return None
        try:
            parts = urlsplit(value)
        except ValueError:
            return Fault()
        return None if parts.scheme in ("http", "https") and parts.netloc else Fault()


class Time(Text):
    """A time of day, `14:30`; « 14h30 » is read too."""

    name = "time"

    def normalise(self, question: Question, text: str) -> str:
        """Write « 9 h 30 » as `09:30:00Z`-free ISO where the schema takes it."""
        hour, _, minute = text.lower().replace(" ", "").replace("h", ":").partition(":")
        if hour.isdecimal() and (minute.isdecimal() or not minute):
            return f"{int(hour):02}:{int(minute or 0):02}:00Z"
        return text

    def boxes(self, question: Question, value: MaybeJson) -> dict[str, str]:
        """Show hours and minutes only."""
        return {"": _short(value) if isinstance(value, str) else ""}

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 14 h 30 »."""
        return (_short(str(value)).replace(":", " h " if language == "fr" else ":"),)


class DateTime(Text):
    """A date with its time, as RFC 3339 text."""

    name = "datetime"

    def display(self, question: Question, value: Any, language: str = "fr") -> tuple[str, ...]:
        """Show « 16/01/1947 14:30 »."""
        day, _, rest = str(value).partition("T")
        shown = "/".join(reversed(day.split("-")))
        return (f"{shown} {rest[:5]}".strip(),)


def _short(value: str) -> str:
    return value[:5] if value[2:3] == ":" and value[:2].isdecimal() else value
