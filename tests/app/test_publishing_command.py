"""Publishing a file from the command line: examined as in the editor, findings printed, refused where some block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import cli
from app.submissions import paper
from tests.app.editions import edited
from tests.app.test_publishing import versions
from tests.app.test_spoiled import CHEQUE, longer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_command_examines_as_the_editor_does(
    app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def hidden(document: dict[str, Any]) -> None:
        document["required"] = [*document["required"], "jamais"]
        document["properties"]["jamais"] = {"title": "Jamais", "type": "string", "maxLength": 9, "x-noun": "rien"}
        document["x-pages"][0]["fields"].append("/jamais")
        test = {"required": ["prenom"], "properties": {"prenom": {"const": ""}}}
        document.setdefault("allOf", []).append({"if": test, "else": {"properties": {"jamais": False}}})

    def unnamed(document: dict[str, Any]) -> None:
        document["properties"]["ville"] = {"title": "Ville", "type": "string", "maxLength": 9}
        document["required"] = [*document["required"], "ville"]
        document["x-pages"][0]["fields"].append("/ville")

    file = tmp_path / f"{CHEQUE}.json"
    before = len(versions(app, CHEQUE))
    file.write_text(edited(hidden, CHEQUE), "utf-8")
    assert cli.publish(app, [file]) == 1
    told = capsys.readouterr()
    assert "bloque (required-never-shown)" in told.err
    assert "« Jamais » est obligatoire mais jamais montrée" in told.err
    assert len(versions(app, CHEQUE)) == before
    file.write_text(edited(unnamed, CHEQUE), "utf-8")
    assert cli.publish(app, [file]) == 0
    told = capsys.readouterr()
    assert "avertit (no-noun)" in told.err
    assert "bloque" not in told.err
    assert told.out == f"{CHEQUE}: version {before + 1}\n"
    assert cli.publish(app, [file]) == 0
    assert capsys.readouterr().err == ""
    file.write_text("{", "utf-8")
    assert cli.publish(app, [file]) == 1
    assert "bloque (format)" in capsys.readouterr().err
    assert len(versions(app, CHEQUE)) == before + 1


def test_the_command_fills_a_sample_request_too(
    app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("no such paper")

    monkeypatch.setattr(paper, "receipt", fail)
    file = tmp_path / f"{CHEQUE}.json"
    file.write_text(edited(longer, CHEQUE), "utf-8")
    assert cli.publish(app, [file]) == 1
    assert "n’a pas pu être envoyée" in capsys.readouterr().err
    assert len(versions(app, CHEQUE)) == 1
