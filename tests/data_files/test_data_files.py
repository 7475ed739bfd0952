"""Are the data files of the package sound, and does the check of them notice what is wrong?"""

import shutil

import pytest

from scripts.data import check
from scripts.data.tables import PACKAGE, rows_of, tone_at_the_end, write_rows


def test_the_data_files_have_no_problems():
    assert list(check.problems()) == []


@pytest.mark.parametrize(
    ("file", "changes", "words"),
    [
        ("sanction_clauses.csv", {"individual_min": "999000000"}, "upside down"),
        ("sanction_clauses.csv", {"valid_from": "2013-12-28"}, "hold on the same day"),
        ("checklist_items.csv", {"groups": "pub"}, "C1 ['pub']"),
        ("checklist_items.csv", {"clause_keys": "XX-9"}, "C1 ['XX-9']"),
        ("type_words.csv", {"folded": "x"}, "folds to"),
        ("units_from_2025-07-01.csv.gz", {"level": "district"}, "instead of"),
        ("shapes_from_2025-07-01.csv.gz", {"code": "06978"}, "only in one of map and table"),
        ("shapes_before_2025-07-01.csv.gz", {"d": "M1 1h5z"}, "a path of another form"),
        ("frames.csv", {"kind": "name"}, "lacks a frame"),
    ],
)
def test_the_check_names_what_is_wrong(monkeypatch, tmp_path, file, changes, words):
    for folder in PACKAGE.glob("*/data"):
        shutil.copytree(folder, tmp_path / folder.relative_to(PACKAGE))
    shutil.copytree(PACKAGE / "demo_data", tmp_path / "demo_data")
    (broken,) = tmp_path.rglob(file)
    rows = rows_of(broken)
    rows[0] |= changes
    write_rows(broken, tuple(rows[0]), rows)
    monkeypatch.setattr(check, "PACKAGE", tmp_path)

    assert words in "\n".join(check.problems())


def test_a_file_with_a_row_of_a_closed_register_is_noticed(tmp_path):
    copied = tmp_path / "list.csv"
    copied.write_text("id,name\nLT00002,A hotel\n", encoding="utf-8")

    assert list(check.well_formed(copied)) == ["holds rows of a register that may not be shipped"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Hòa", "Hoà", True), ("Thủy", "Thuỷ", True), ("Hào", "Hoà", False)],
)
def test_the_place_of_a_tone_mark_makes_no_other_name(one, other, same):
    assert (tone_at_the_end(one) == tone_at_the_end(other)) is same
