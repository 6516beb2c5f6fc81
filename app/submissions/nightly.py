"""What the worker does for drafts and renewals. Twice, on two machines or killed midway: each thing is done once."""

from __future__ import annotations

from flask import Flask

from app.extensions import db, now
from app.submissions import expiring, inviting, shutting


def announce(app: Flask) -> int:
    """Tell of closings and of the end of drafts, then invite to renew; give how many mails were written."""
    with app.app_context():
        library, moment = app.extensions["library"], now()
        written = shutting.announce(db.session, library, moment)
        db.session.commit()
        written += expiring.announce(db.session, library, moment)
        db.session.commit()
        written += inviting.invite(db.session, library, moment)
        db.session.commit()
        return written


def purge(app: Flask) -> int:
    """Delete the drafts whose end has come, each with its documents; give how many documents went."""
    with app.app_context():
        folder, gone = app.extensions["documents"], 0
        for documents in expiring.purge(db.session, now()):
            db.session.commit()
            for key in documents:
                folder.drop(key)
            gone += len(documents)
        db.session.commit()
        return gone
