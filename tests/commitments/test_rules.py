"""Is a commitment in force exactly on its days, and is the text that of the day?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.commitments import rules
from inspect178.commitments.enums import CommitmentState as S
from inspect178.commitments.enums import Standing
from inspect178.commitments.texts import text_on, texts

FIRST, END = date(2026, 3, 2), date(2027, 3, 2)  # the last day is 1 March


@pytest.mark.parametrize(
    ("state", "today", "standing"),
    [
        (S.ACTIVE, date(2026, 3, 1), Standing.NOT_YET),
        (S.ACTIVE, date(2026, 3, 2), Standing.IN_FORCE),
        (S.ACTIVE, date(2027, 3, 1), Standing.IN_FORCE),
        (S.ACTIVE, date(2027, 3, 2), Standing.EXPIRED),
        (S.SUPERSEDED, date(2026, 3, 2), Standing.SUPERSEDED),
        (S.WITHDRAWN, date(2026, 3, 2), Standing.WITHDRAWN),
        (S.WITHDRAWN, date(2027, 3, 2), Standing.WITHDRAWN),
    ],
)
def test_a_commitment_stands_by_its_state_and_its_days(state, today, standing):
    assert rules.standing(state, FIRST, END, today=today) == standing


def test_without_an_end_it_stays_in_force():
    assert rules.standing(S.ACTIVE, FIRST, None, today=date(2099, 1, 1)) == Standing.IN_FORCE


@pytest.mark.parametrize(
    ("today", "soon"),
    [
        (date(2027, 1, 30), False),
        (date(2027, 1, 31), True),  # 30 days before the end
        (date(2027, 3, 1), True),
        (date(2027, 3, 2), False),  # over
    ],
)
def test_it_expires_soon_in_its_last_thirty_days(today, soon):
    assert rules.expires_soon(END, today) is soon
    assert not rules.expires_soon(None, today)


def test_the_last_day_is_typed_and_shown_and_the_end_is_stored():
    assert rules.end_after(date(2027, 3, 1)) == END
    assert rules.last_day(END) == date(2027, 3, 1)
    assert rules.end_after(None) is None
    assert rules.last_day(None) is None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 2), date(2027, 3, 1)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_commitment_of_one_year_ends_the_day_before(first, last):
    assert rules.a_year_later(first) == last


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2016, 6, 30), None),
        (date(2016, 7, 1), "2016.1"),
        (date(2019, 8, 31), "2016.1"),
        (date(2019, 9, 1), "2019.1"),
        (date(2025, 12, 14), "2019.1"),
        (date(2025, 12, 15), "2025.1"),
        (date(2026, 11, 23), "2025.1"),
    ],
)
def test_the_text_is_that_of_the_day(day, version):
    found = text_on(day)

    assert (found.version if found else None) == version


def test_each_type_of_business_reads_its_own_undertakings():
    text = text_on(date(2026, 11, 23))
    lodging, karaoke, hair = (text.undertakings_for(g) for g in ("lodging", "karaoke", "hair"))

    assert any("lưu trú đối với khách" in sentence for sentence in lodging)
    assert any("chốt cửa bên trong" in sentence for sentence in karaoke)
    assert len(lodging) == len(karaoke) == len(hair) + 1


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.version)
@pytest.mark.parametrize("group", ["lodging", "karaoke", "dance_hall", "massage", "other"])
def test_the_minimum_of_the_law_is_in_every_text(text, group):
    said = text.undertakings_for(group)

    assert "mua dâm" in said[0]
    assert "điều kiện kinh doanh" in said[1]
    assert "phòng, chống mại dâm" in said[2]
    assert "{commune}" in text.preamble
    assert "{commune}" in text.closing
