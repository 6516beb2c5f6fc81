"""JSONLogic: the standard operators, exact on decimals, and ours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms import logic

DATA: dict[str, Any] = {
    "a": 1,
    "b": "x",
    "c": [1, 2, 3],
    "d": {"e": {"f": 7}},
    "n": None,
    "rows": [{"v": 1}, {"v": Decimal("2.5")}],
    "born": "1966-11-25",
}
D = Decimal


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"var": "a"}, 1),
        ({"var": ["a"]}, 1),
        ({"var": "d.e.f"}, 7),
        ({"var": "c.1"}, 2),
        ({"var": ["z", 9]}, 9),
        ({"var": "z"}, None),
        ({"var": ""}, DATA),
        ({"missing": ["a", "z"]}, ["z"]),
        ({"missing": "a"}, []),
        ({"missing_some": [1, ["a", "z"]]}, []),
        ({"missing_some": [2, ["a", "z"]]}, ["z"]),
        ({"if": [True, 1, 2]}, 1),
        ({"if": [False, 1, 2]}, 2),
        ({"if": [False, 1, True, 3, 4]}, 3),
        ({"if": [False, 1]}, None),
        ({"?:": [1, "oui", "non"]}, "oui"),
        ({"==": [1, "1"]}, True),
        ({"===": [1, "1"]}, False),
        ({"===": [1, D("1.0")]}, True),
        ({"!=": [1, 2]}, True),
        ({"!==": [1, "1"]}, True),
        ({"==": [None, None]}, True),
        ({"==": [None, 0]}, False),
        ({"!": [[]]}, True),
        ({"!": ["0"]}, False),
        ({"!!": ["0"]}, True),
        ({"!!": [""]}, False),
        ({"or": [0, "", "x"]}, "x"),
        ({"or": [0, ""]}, ""),
        ({"and": [1, "x", 0]}, 0),
        ({"and": [1, "x"]}, "x"),
        ({">": [2, 1]}, True),
        ({">": ["2", 1]}, True),
        ({">": [None, 1]}, None),
        ({"<": [1, 2, 3]}, True),
        ({"<": [1, 3, 2]}, False),
        ({"<=": [1, 1, 2]}, True),
        ({">=": ["2026-11-24", "2026-01-01"]}, True),
        ({"max": [1, 3, 2]}, 3),
        ({"min": [1, D("0.5")]}, D("0.5")),
        ({"max": []}, None),
        ({"+": [1, "2", 3]}, 6),
        ({"+": [D("0.1"), D("0.2")]}, D("0.3")),
        ({"+": "3"}, 3),
        ({"-": [5, 2]}, 3),
        ({"-": 5}, -5),
        ({"*": [2, 3, 4]}, 24),
        ({"/": [4, 2]}, 2),
        ({"/": [1, 4]}, D("0.25")),
        ({"/": [1, 0]}, None),
        ({"%": [7, 3]}, 1),
        ({"map": [{"var": "rows"}, {"var": "v"}]}, [1, D("2.5")]),
        ({"filter": [{"var": "c"}, {">": [{"var": ""}, 1]}]}, [2, 3]),
        ({"reduce": [{"var": "c"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]}, 6),
        ({"reduce": [{"var": "z"}, {"var": "current"}, 5]}, 5),
        ({"all": [{"var": "c"}, {">": [{"var": ""}, 0]}]}, True),
        ({"all": [[], True]}, False),
        ({"none": [{"var": "c"}, {">": [{"var": ""}, 5]}]}, True),
        ({"some": [{"var": "c"}, {">": [{"var": ""}, 2]}]}, True),
        ({"some": [[], True]}, False),
        ({"merge": [[1], 2, [3, 4]]}, [1, 2, 3, 4]),
        ({"in": ["x", "axb"]}, True),
        ({"in": [2, {"var": "c"}]}, True),
        ({"in": ["z", {"var": "c"}]}, False),
        ({"cat": ["a", 1, None, True]}, "a1true"),
        ({"substr": ["jsonlogic", 4]}, "logic"),
        ({"substr": ["jsonlogic", -5]}, "logic"),
        ({"substr": ["jsonlogic", 1, 3]}, "son"),
        ({"substr": ["jsonlogic", 4, -2]}, "log"),
        ({"today": []}, "2026-11-24"),
        ({"age": {"var": "born"}}, 59),
        ({"age": "hier"}, None),
        ({"days": ["2026-11-01", {"today": []}]}, 23),
        ({"days": ["x", {"today": []}]}, None),
        ({"months": ["2026-08-25", {"today": []}]}, 2),
        ({"months": ["2026-08-24", {"today": []}]}, 3),
        ({"months": [{"today": []}, "2026-08-24"]}, -3),
        ({"months": ["2026-01-31", "2026-02-28"]}, 0),
        ({"months": ["x", {"today": []}]}, None),
        ({"years": ["1966-11-25", {"today": []}]}, 59),
        ({"years": ["1966-11-24", {"today": []}]}, 60),
        ({"years": [{"today": []}, "1966-11-24"]}, -60),
        ({"years": [{"var": "z"}, {"today": []}]}, None),
        ({"length": "été"}, 3),
        ({"length": {"var": "c"}}, 3),
        ({"length": {"var": "z"}}, 0),
        ({"root": "/a"}, 1),
        ({"map": [{"var": "rows"}, {"root": "/d/e/f"}]}, [7, 7]),
        ({"unknown": [1]}, None),
        ({"+": ["x"]}, None),
        ({"-": ["2026-01-01", "2025-01-01"]}, None),
        ({"substr": [None, "x"]}, None),
        ([1, {"var": "a"}], [1, 1]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
        (True, True),
    ],
)
def test_an_operator_gives_its_value(rule: Any, value: Any) -> None:
    found = logic.evaluate(rule, DATA, today=date(2026, 11, 24))
    assert found == value
    assert type(found) is not float


def test_no_rule_works_for_ever() -> None:
    deep: Any = {"var": "a"}
    for _ in range(500):
        deep = {"!": [deep]}
    many = {"map": [{"var": "c"}, {"map": [{"root": "/c"}, {"map": [{"root": "/c"}, {"var": ""}]}]}]}
    wide = {"+": [{"var": "a"}] * 30_000}
    assert logic.evaluate(deep, DATA, today=date(2026, 1, 1)) is None
    assert logic.evaluate(wide, DATA, today=date(2026, 1, 1)) is None
    assert len(logic.evaluate(many, DATA, today=date(2026, 1, 1))) == 3


def test_what_a_rule_reads_and_what_is_unknown_in_it_are_told() -> None:
    rule = {"and": [{"var": "a"}, {">": [{"var": ["d.e", 0]}, {"root": "/x/y"}]}, {"missing": ["m"]}, {"eval": "1"}]}
    assert logic.reads(rule) == {"a", "d.e", "/x/y", "m"}
    assert logic.check(rule) == ["« eval » n’est pas un opérateur."]
