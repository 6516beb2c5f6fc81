"""The mandate of direct debit: shown, signed with the request, proven, and never seen by who has not asked."""
from __future__ import annotations
import re, io
from flask import Flask
from tests.app.conftest import CheckingClient
from tests.app.test_requests import sent
def test_x(josette: CheckingClient, app: Flask) -> None:
    receipt = sent(josette)
    open("/tmp/sending/receipt.html","w").write(josette.get(receipt).get_data(as_text=True))
    a = josette.get(receipt.replace("envoyee","accuse.pdf")); m = josette.get(receipt.replace("envoyee","mandat.pdf"))
    assert a.status_code == 200 and m.status_code == 200
    open("/tmp/sending/accuse.pdf","wb").write(a.data); open("/tmp/sending/mandat.pdf","wb").write(m.data)
    assert a.data == josette.get(receipt.replace("envoyee","accuse.pdf")).data
