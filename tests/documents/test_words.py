"""Has every code its Vietnamese words on paper, and is every dated basis of law well kept?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.documents import words
from inspect178.documents.law import legal_bases
from inspect178.documents.operations import file_name
from inspect178.identity.enums import TeamPost
from inspect178.inspections.entries import WORKERS
from inspect178.inspections.enums import Ground, SignatureRole
from inspect178.inspections.operations.records import AMENDABLE
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.violations.enums import LawField


@pytest.mark.parametrize(
    ("words_of", "codes"),
    [
        (words.LEGAL_FORMS, LegalForm),
        (words.LICENCES, LicenceKind),
        (words.TEAM_POSTS, TeamPost),
        (words.SIGNERS, SignatureRole),
        (words.LAW_FIELDS, LawField),
        (words.GROUNDS, Ground),
        (words.WORKERS, WORKERS),
        (words.PARTS, AMENDABLE),
    ],
    ids=["forms", "licences", "posts", "signers", "fields", "grounds", "workers", "parts"],
)
def test_every_code_has_its_words(words_of, codes):
    assert set(words_of) == set(codes)
    assert all(words_of.values())


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Bà Bế Thị Na, công chức, UBND phường", [("Bế Thị Na", "công chức, UBND phường")]),
        ("ông (bà) An.\n\n Ông/bà Bình ,;", [("An", ""), ("Bình", "")]),
        ("Ông", [("Ông", "")]),
        ("", []),
    ],
)
def test_people_typed_in_lines_are_told_apart(typed, people):
    found = words.people_in_lines(typed)

    assert [(who.name, who.post) for who in found] == people


def test_a_law_is_named_only_while_it_is_in_force():
    before, after = (legal_bases("decision", day) for day in (date(2025, 6, 30), date(2025, 8, 5)))

    assert not any("217/2025" in text for text in before)
    assert any("217/2025" in text for text in after)
    assert set(before) < set(after)


def test_a_note_without_a_known_part_names_none():
    assert words.part_of_record("answer:C3") == "mục C3"
    assert words.part_of_record("elsewhere") == ""


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("05/BB-ĐKTLN178", "Biên bản 05-BB-ĐKTLN178.pdf"),
        ('a"b\r\nc:d\\e', "Biên bản a b c d e.pdf"),
        ("../../etc/passwd", "Biên bản - -etc-passwd.pdf"),
        ("", "Biên bản.pdf"),
    ],
)
def test_a_file_is_named_without_what_file_systems_do_not_like(name, file):
    assert file_name("Biên bản", name) == file
