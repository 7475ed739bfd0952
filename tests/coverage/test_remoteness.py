"""Do the near and the far make up the whole, in both trees?"""

from __future__ import annotations

from datetime import date

import pytest

from inspect178.access.actor import SYSTEM
from inspect178.coverage.queries.counting import coverage_of
from inspect178.coverage.queries.places import Area
from inspect178.coverage.queries.remoteness import figures_by_remoteness
from inspect178.coverage.rules import Figures, Question
from inspect178.kernel.periods import year
from inspect178.territory.enums import Remoteness
from inspect178.territory.queries import require_unit_by_code
from tests import people
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment

BEFORE = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("code", "tree"),
    [("33", people.TODAY), ("12127", people.TODAY), ("33", BEFORE), ("325", BEFORE)],
    ids=["province", "commune", "former province", "former district"],
)
def test_the_bands_add_up_to_the_figures_of_the_unit(app, code, tree):
    seen = make_establishment(old_commune="12115")
    make_inspection(seen, state="accepted", planned_on=date(2026, 3, 2))
    make_establishment(commune="12103")
    make_establishment(commune=None, province="33")
    unit, question = require_unit_by_code(code, tree), Question(year(2026), tree)
    line = coverage_of(SYSTEM, Area(unit), question)

    bands = figures_by_remoteness(unit, line, question)

    assert set(bands) == set(Remoteness)
    assert sum(bands.values(), Figures()) == line.figures


def test_wards_are_near_and_what_is_not_placed_is_not_known(app):
    make_establishment(commune="12127")
    make_establishment(commune=None, province="33")
    unit, question = require_unit_by_code("33", people.TODAY), Question(year(2026), people.TODAY)

    bands = figures_by_remoteness(unit, coverage_of(SYSTEM, Area(unit), question), question)

    assert bands[Remoteness.WARD].in_scope == 1
    assert bands[Remoteness.UNKNOWN].in_scope == 1
