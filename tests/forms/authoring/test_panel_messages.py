"""What is wrong in a panel names its field: several faults of one tab never read the same."""

from __future__ import annotations

from collections import Counter

import pytest

from forms import messages
from forms.model import Question, leaves
from tests.forms.authoring.panelling import panel

KEYWORDS = ("required", "dependentRequired", "pattern", "maxLength", "minimum", "type", "format")


@pytest.mark.parametrize("name", ["question", "page", "procedure"])
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_no_two_fields_of_a_tab_have_the_same_message(name: str, keyword: str) -> None:
    for page in panel(name).pages:
        asked = [one for node in page.nodes for one in leaves(node) if isinstance(one, Question) and one.asked]
        told = Counter(messages.sentence(one, keyword, {"limit": 3}) for one in asked)
        assert [words for words, count in told.items() if count > 1] == [], page.title
