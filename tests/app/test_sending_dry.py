"""Before a definition is published, a sample request is filled and sent in dry run: nothing is kept, no mail leaves."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import Base
from app.editor import sending_dry
from app.extensions import db, now, today
from app.submissions import paper
from tests.app.conftest import Clock
from tests.app.editions import edited
from tests.app.test_publishing import plain, versions
from tests.app.test_rights import staff
from tests.app.test_spoiled import CHEQUE, longer
from tests.conftest import SLUGS, load_file
from tests.forms.test_sample import FEATURES, feature


def counted(app: Flask) -> dict[str, int]:
    """Count the rows of every table."""
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return {one.name: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


@pytest.mark.check("DF-8")
@pytest.mark.parametrize("slug", SLUGS)
def test_a_sample_of_each_procedure_is_sent_and_nothing_of_it_is_kept(app: Flask, slug: str) -> None:
    before = counted(app)
    with app.test_request_context("/"):
        library = app.extensions["library"]
        assert sending_dry.refused(library, slug, load_file(slug), today(), now()) == ()
        start = time.process_time()
        assert sending_dry.refused(library, slug, load_file(slug), today(), now()) == ()
        assert time.process_time() - start < 1
        assert not db.session.new
        assert not db.session.dirty
    assert counted(app) == before


@pytest.mark.check("DF-8")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_samples_of_every_feature_of_the_format_are_sent(app: Flask) -> None:
    before = counted(app)
    with app.test_request_context("/"):
        for path in FEATURES:
            found = sending_dry.refused(app.extensions["library"], "essai", feature(path), today(), now())
            assert found == (), path.stem
    assert counted(app) == before


@pytest.mark.check("DF-8")
def test_what_cannot_be_sent_is_not_published_and_is_logged(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("no such paper")

    editor, path = staff(app, "editor", clock), f"/edition/{CHEQUE}/nouvelle-version"
    before = counted(app)
    assert editor.post(path, data={"texte": edited(longer, CHEQUE)}).status_code == 200
    assert counted(app) == before
    monkeypatch.setattr(paper, "receipt", fail)
    answer = editor.post(path, data={"texte": edited(longer, CHEQUE)})
    page = plain(answer.get_data(as_text=True))
    assert (answer.status_code, "remplie pour essai n’a pas pu être envoyée" in page) == (422, True)
    assert "Cette version ne peut pas être publiée" in page
    assert "no such paper" in caplog.text
    assert [number for number, *_ in versions(app, CHEQUE)] == [1]
    assert counted(app) == before
