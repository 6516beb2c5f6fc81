"""Tables made into the rows of named lists: encodings, separators, headers, and what is wrong, by line."""

from __future__ import annotations

import pytest

from forms import authoring
from tests.work import lines_run

ROWS = [{"const": "75", "title": "Paris"}, {"const": "93", "title": "Été, à l’œuvre"}]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("75;Paris\n93;Été, à l’œuvre\n".encode(), "UTF-8"),
        ("\ufeff75;Paris\r\n93;Été, à l’œuvre".encode(), "UTF-8"),
        ("75;Paris\r\n93;Été, à l’œuvre\r\n".encode("cp1252"), "Windows-1252"),
        ("75\tParis\n93\tÉté, à l’œuvre".encode("utf-16"), "UTF-16"),
        ('75,Paris\n93,"Été, à l’œuvre"\n'.encode(), "UTF-8"),
        ("Code;Libellé\n75;Paris\n93;Été, à l’œuvre\n".encode(), "UTF-8"),
        ("libellé;inutile;code\nParis;x;75\nÉté, à l’œuvre;y;93".encode(), "UTF-8"),
        ("\n75 ; Paris \n\n93; Été, à l’œuvre\n;;\n".encode(), "UTF-8"),
    ],
)
def test_a_table_is_read_however_it_is_written(data: bytes, encoding: str) -> None:
    text, found = authoring.decoded(data)
    sheet = authoring.read_sheet(text)
    assert (sheet.rows, sheet.wrong, found) == (ROWS, [], encoding)


def test_one_column_is_the_label_and_its_commas_are_those_of_words() -> None:
    sheet = authoring.read_sheet("Collège Jean-Moulin, Aubervilliers\nCollège Rosa-Luxemburg, Aubervilliers\n")
    assert (sheet.separator, sheet.columns) == ("", ("label",))
    assert [row["const"] for row in sheet.rows] == [row["title"] for row in sheet.rows]
    said = authoring.read_sheet("Nom\nParis\n")
    assert (said.header, [row["title"] for row in said.rows]) == (True, ["Paris"])
    told = authoring.read_sheet("Nom\nParis\n", header=False)
    assert [row["title"] for row in told.rows] == ["Nom", "Paris"]
    cut = authoring.read_sheet("a, b\nc, d\n", separator=",")
    assert [row["const"] for row in cut.rows] == ["a", "c"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Ce tableau n’a aucune ligne."),
        ("1;A\n1;B", "Ligne 2 : la valeur « 1 » est déjà à la ligne 1."),
        ("1;A\n\n2;a", "Ligne 3 : le libellé « a » est déjà à la ligne 1."),
        ("1;A\n2;\n3;C", "Ligne 2 : le libellé manque."),
        ("1;A\n;B", "Ligne 2 : la valeur de « B » manque."),
        (f"1;{'x' * 201}", f"Ligne 1 : le libellé « {'x' * 59}… » est trop long : 200 signes au plus."),
        (f"{'x' * 201};A", f"Ligne 1 : la valeur « {'x' * 59}… » est trop longue : 200 signes au plus."),
        ("1;A;b;c;d", "Ligne 1 : elle a 5 colonnes : 3 au plus (valeur, libellé, aide)."),
        (
            '1;"A\nB"\n2;C',
            "Ligne 1 : le libellé « A B » contient un retour à la ligne ou un signe invisible. Retirez-le.",
        ),
        ("1;A\x02", "Ligne 1 : le libellé « A  » contient un retour à la ligne ou un signe invisible. Retirez-le."),
        ("x\n" * 50_001, "Ligne 50001 : ce tableau a 50\u202f001 lignes : 50\u202f000 au plus."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, sentence: str) -> None:
    assert str(authoring.read_sheet(text).wrong[0]) == sentence


def test_a_file_that_is_no_text_is_refused() -> None:
    for data in (b"PK\x03\x04\x00\x00", b"\x81\x8d\x8f"):
        with pytest.raises(ValueError):  # noqa: PT011  # of the codec, or ours
            authoring.decoded(data)


def test_what_is_written_is_read_again_and_no_cell_is_computed() -> None:
    rows = [{"const": "=1+1", "title": '-5 "x"', "description": "@a;b"}, {"const": "b", "title": "B"}]
    written = authoring.write_sheet(rows)
    assert written == 'valeur;libellé;aide\r\n\'=1+1;"\'-5 ""x""";"\'@a;b"\r\nb;B;\r\n'
    assert authoring.read_sheet(written).rows == rows


def test_two_lists_are_compared_by_their_values() -> None:
    before = [{"const": n, "title": n.upper()} for n in "abcd"]
    after = [{"const": "d", "title": "D"}, {"const": "a", "title": "A bis"}, {"const": "e", "title": "E"}]
    found = authoring.compare_lists(before, after)
    assert [row["const"] for row in found.added] == ["e"]
    assert [row["const"] for row in found.removed] == ["b", "c"]
    assert [row[1]["title"] for row in found.changed] == ["A bis"]
    assert found.moved
    assert authoring.compare_lists(before, before).nothing


def test_ten_times_as_many_lines_take_ten_times_the_work_to_read_and_compare() -> None:
    def work(count: int) -> int:
        text = "".join(f"c{n};Commune n° {n}\n" for n in range(count))

        def read() -> None:
            sheet = authoring.read_sheet(text)
            assert authoring.compare_lists(sheet.rows, sheet.rows).nothing
            assert len(sheet.rows) == count

        return lines_run(read)

    assert work(50_000) < 11 * work(5_000)
