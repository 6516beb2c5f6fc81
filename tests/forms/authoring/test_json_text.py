"""The browser says at once that a text is no JSON: exactly where the server would refuse it."""

from __future__ import annotations

import json
import random
import subprocess

import forms
from forms import authoring
from tests.conftest import ROOT
from tests.forms.test_conditions_agree import node

RUNNER = """
import { faultOf, placeAt, pointerOf } from "%s";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const text = JSON.parse(line);
  const place = placeAt(text, Math.floor(text.length / 2));
  console.log(JSON.stringify([faultOf(text, true) === null, pointerOf(place.path)]));
}
"""
SOUND = '{"a": [1, -2.5e3, {"b": "c\\\\\\"\\n"}], "d/~": null, "e": {}, "f": [], "g": true}'
SIGNS = (*'{}[],:"\\1e-0. \n', "null", "t", "é")


def texts() -> list[str]:
    """Give texts a few signs away from a sound one."""
    chance, made = random.Random(7), [SOUND, "", "[1]", "1", "{}", '{"a": 1, "a": 2}', '{"a": 1} {}', '{"a": 01}']
    for _ in range(1500):
        text = SOUND
        for _ in range(chance.randint(1, 3)):
            at, sign = chance.randint(0, len(text)), chance.choice(SIGNS)
            text = text[:at] + sign * chance.randint(0, 1) + text[at + chance.randint(0, 1) :]
        made.append(text)
    return made


def is_read(text: str) -> bool:
    try:
        authoring.parse(text)
    except forms.DefinitionError:
        return False
    return True


def test_the_browser_and_the_server_refuse_the_same_texts_and_know_the_same_places() -> None:
    cases = texts()
    script = RUNNER % (ROOT / "static" / "js" / "editor" / "json-text.js").as_uri()
    lines = "\n".join(json.dumps(one) for one in cases)
    command = [node(), "--input-type=module", "-e", script]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one for one, (sound, _) in zip(cases, told, strict=True) if sound is not is_read(one)] == []
    read = [(one, place) for one, (sound, place) in zip(cases, told, strict=True) if sound]
    assert len(read) > 100
    assert [one for one, place in read if place and place not in authoring.pointer_lines(one)] == []
