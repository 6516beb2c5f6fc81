"""A button pressed as a browser without scripts does: what its form owns is sent, and nothing else of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from lxml import html as reader
from lxml.etree import _Element
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.app.conftest import CheckingClient

Typed = Mapping[str, str | bool]
"""What is written into the fields of a page, by their names; a box is ticked or not."""


class Shown:
    """A page in a browser; `address` is where it was had."""

    def __init__(self, page: str, address: str) -> None:
        self.page, self.address = reader.document_fromstring(page), address

    def write(self, typed: Typed) -> None:
        """Write into fields, whichever form they are of."""
        for name, value in typed.items():
            found = [one for one in self._controls() if one.get("name") == name]
            assert found, f"no field {name}"
            for one in found:
                _write(one, value)

    def value(self, name: str) -> str:
        """Give what stands in a field."""
        return next(text for one in self._controls() if one.get("name") == name for text in _texts(one))

    def press(self, client: CheckingClient, words: str, within: str = "") -> TestResponse:
        """Press a button, found by what its words begin with, inside what has an id or a class."""
        button = self._button(words, within)
        form = self._form(button)
        assert form is not None, f"{words} is the button of no form"
        sent: MultiDict[str, str] = MultiDict()
        for one in self._controls():
            if self._form(one) is form and one.get("name") and "disabled" not in one.attrib:
                for text in _texts(one):
                    sent.add(one.get("name"), text)
        if button.get("name"):
            sent.add(button.get("name"), button.get("value", ""))
        address = urljoin(self.address, button.get("formaction") or form.get("action") or "")
        many = form.get("enctype") == "multipart/form-data"
        return client.post(address, data=sent, content_type="multipart/form-data" if many else None)

    def default(self, form_id: str) -> str:
        """Give the words of the button that the key Enter presses in a form: the first of it in the page."""
        form = self.page.get_element_by_id(form_id)
        found = next(one for one in self._buttons() if self._form(one) is form)
        assert "disabled" not in found.attrib
        return " ".join(found.text_content().split())

    def words(self) -> str:
        """Give the words of the page, on one line."""
        return " ".join(self.page.text_content().split())

    def _button(self, words: str, within: str) -> _Element:
        found = [
            one
            for one in self._buttons()
            if " ".join(one.text_content().split()).startswith(words)
            and one.get("tabindex") != "-1"
            and (not within or any(within in _names(up) for up in one.iterancestors()))
        ]
        assert found, f"no button {words}"
        assert "disabled" not in found[0].attrib, f"{words} cannot be pressed"
        return found[0]

    def _buttons(self) -> Iterator[_Element]:
        return (one for one in self.page.iter("button") if one.get("type", "submit") == "submit")

    def _controls(self) -> Iterator[_Element]:
        return self.page.iter("input", "select", "textarea")

    def _form(self, one: _Element) -> _Element | None:
        named = one.get("form")
        if named:
            return next((form for form in self.page.iter("form") if form.get("id") == named), None)
        return next(one.iterancestors("form"), None)


def shown(client: CheckingClient, path: str) -> Shown:
    """Open a page."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return Shown(answer.get_data(as_text=True), path)


def again(answer: TestResponse) -> Shown:
    """Give the page that came as the answer to a button."""
    return Shown(answer.get_data(as_text=True), answer.request.full_path.rstrip("?"))


def _names(one: _Element) -> list[str]:
    return [one.get("id", ""), *one.get("class", "").split()]


def _texts(one: _Element) -> list[str]:
    kind = one.get("type")
    if one.tag == "textarea":
        return [(one.text or "").removeprefix("\n")]
    if one.tag == "select":
        options = list(one.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        return [option.get("value", option.text or "") for option in chosen]
    if kind in ("checkbox", "radio"):
        return [one.get("value", "on")] if "checked" in one.attrib else []
    return [] if kind in ("file", "submit") else [one.get("value", "")]


def _write(one: _Element, value: str | bool) -> None:
    if one.tag == "textarea":
        one.text = f"\n{value}"
    elif one.tag == "select":
        for option in one.iter("option"):
            option.attrib.pop("selected", None)
            if option.get("value") == value:
                option.set("selected", "")
    elif one.get("type") in ("checkbox", "radio"):
        ticked = value is True or one.get("value") == value
        one.attrib.pop("checked", None)
        if ticked:
            one.set("checked", "")
    else:
        one.set("value", str(value))
