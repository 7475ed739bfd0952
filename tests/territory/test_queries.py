"""Do units know, on any day, what lies above and below, what was before and what came after?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.access.actor import Territory
from inspect178.extensions import db
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.territory import queries
from inspect178.territory.enums import Level
from inspect178.territory.rules import former_name, former_name_source, is_before_reform
from inspect178.web.pagination import page_of

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


def names(units) -> list[str]:
    return [unit.name for unit in units]


def test_a_code_means_another_unit_before_and_after_the_reform(app):
    assert queries.require_unit_by_code("12127", OLD).name == "Phường Minh Đức"
    assert queries.require_unit_by_code("12127", NEW).name == "Phường Thượng Hồng"


def test_a_code_that_no_unit_bears_that_day_is_refused_with_the_day(app):
    with pytest.raises(InvalidInput, match="12115 on 01/07/2025"):
        queries.require_unit_by_code("12115", NEW)


def test_children_and_descendants_depend_on_the_day(app):
    old = queries.require_unit_by_code("33", OLD)
    new = queries.require_unit_by_code("33", NEW)

    assert len(queries.children_of(old, OLD)) == 10
    assert len(queries.children_of(new, NEW)) == 104
    assert queries.children_of(old, NEW) == []
    assert queries.descendant_counts(old, OLD)[Level.DISTRICT] == 10
    assert len(queries.descendants_of(new, NEW)) == 104


def test_a_commune_knows_its_only_heir_and_an_heir_all_before_it(app):
    old = queries.require_unit_by_code("12115", OLD)
    new = queries.require_unit_by_code("12127", NEW)

    assert [(u.code, s.is_default) for u, s in queries.successions_of(old)] == [("12127", True)]
    assert "12115" in {unit.code for unit, _ in queries.predecessors_of(new)}
    assert queries.default_successor(new) is None


def test_a_split_commune_lists_its_default_first(app):
    split = [
        unit
        for unit in queries.descendants_of(queries.require_unit_by_code("33", OLD), OLD)
        if len(queries.successions_of(unit)) > 1
    ]

    assert split
    for unit in split:
        assert [s.is_default for _, s in queries.successions_of(unit)][0] is True


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("thuong hong", ["Phường Thượng Hồng"]),
        ("Thượng Hồng", ["Phường Thượng Hồng"]),
        ("thuong ho", ["Phường Thượng Hồng"]),
        ("12103", ["Phường Mỹ Hào"]),
        ("không có", []),
    ],
)
def test_search_goes_by_words_or_code(app, words, expected):
    page = page_of(db.session, queries.matching_units(words, NEW), number=1)

    assert names(page.rows) == expected


def test_search_finds_a_unit_by_another_spelling(app):
    page = page_of(db.session, queries.matching_units("hoa phong", None), number=1)

    assert "12115" in {unit.code for unit in page.rows}


def test_a_search_takes_two_statements_whatever_it_finds(app, statements):
    with statements() as ran:
        page_of(db.session, queries.matching_units("xa", None), number=1)

    assert len(ran) == 2


def test_the_ground_of_a_former_district_is_its_communes_of_then(app):
    district = queries.require_unit_by_code("328", OLD)

    ground = queries.territory_of(district)

    assert ground == Territory(
        old_commune_ids=frozenset(unit.id for unit in queries.children_of(district, OLD))
    )


def test_what_belongs_to_an_old_unit_is_filed_under_its_heir(app):
    old, new = (
        queries.require_unit_by_code("12115", OLD),
        queries.require_unit_by_code("12127", NEW),
    )

    assert queries.place_of(old) == (new.province_id, new.id, old.id)
    assert queries.place_of(new) == (new.province_id, new.id, None)


def test_an_unknown_unit_is_absent(app):
    with pytest.raises(NotFound):
        queries.require_unit(-1)


def test_the_gazetteer_of_the_database_knows_what_the_tables_hold(app):
    gazetteer = queries.gazetteer()
    unit = gazetteer.coded("12115", Level.COMMUNE, old=True)

    assert [heir.unit.code for heir in gazetteer.heirs(unit)] == ["12127"]
    assert gazetteer.new_province(unit).code == "33"


def test_a_former_name_is_read_back_from_its_source():
    source = former_name_source("Xã Lộc Ninh", date(2026, 4, 29))

    assert former_name(source) == ("Xã Lộc Ninh", date(2026, 4, 29))
    assert former_name("history") is None


@pytest.mark.parametrize(("day", "before"), [(OLD, True), (NEW, False)])
def test_the_reform_begins_on_the_first_of_july(day, before):
    assert is_before_reform(day) is before
