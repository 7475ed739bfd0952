"""Do the five published plans stand in the program as they were decided, number by number?

The table is written by hand from the plans themselves and says each measurable target once more:
formula, value, unit. What has no number there ("inspection by plan") has none here.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from inspect178.planning.operations.templates import PLANS

PERCENT, COUNT, YES_NO = "percent", "count", "yes_no"


def entered(*values: int, unit: str = PERCENT) -> list[tuple[str, int | None, str]]:
    return [("entered", value, unit) for value in values]


PUBLISHED = {
    # communes inform, officers trained; inspections; model communes
    ("cao-bang-2020", "04", 2020): [*entered(100, 100), ("VIS", None, COUNT),
                                    *entered(2, unit=COUNT)],
    # communes inform; workers, industrial parks, pupils; officers of city and below; districts'
    # plans; services; news monthly; each agency its own share
    ("hai-phong-2024", "31", 2024): [("COV-Y", 20, PERCENT), ("TIP", 100, PERCENT),
                                     *entered(100, 60, 50, 60, 70, 50, 100, 100),
                                     *entered(1, unit=COUNT), ("COV-Y", None, PERCENT)],
    # inspections by plan; news quarterly; grade of the commune
    ("hoa-phong-2024", "12115", 2024): [("CAM", 100, PERCENT), ("VIS", None, COUNT),
                                        *entered(1, unit=COUNT), *entered(1, unit=YES_NO)],
    # communes, workers, pupils; districts plan, integrate; +3 %; services; officers; news, pilot
    ("lai-chau-2025", "12", 2025): [("COV-Y", 90, PERCENT), ("CAM", 100, PERCENT),
                                    ("TIP", 100, PERCENT),
                                    *entered(70, 70, 100, 100, 50, 3, 55, 70),
                                    *entered(1, 1, unit=COUNT)],
    # re-inspections; cases; communes plan, integrate, inform; workers, residents, officers;
    # communes free of it; testing in 45 communes; a broadcast
    ("dien-bien-2026", "11", 2026): [("COV-Y", 20, PERCENT), ("VIS", None, COUNT),
                                     ("TIP", 100, PERCENT),
                                     *entered(100, 100, 100, 100, 70, 90, 80, 80),
                                     *entered(45, 1, unit=COUNT)],
}  # fmt: skip


@pytest.fixture(scope="module")
def plans():
    given = json.loads(PLANS.read_text(encoding="utf-8"))
    listed = given if isinstance(given, list) else given["plans"]
    return {(p["code"], p["unit_code"], p["year"]): p for p in listed}


def test_there_are_these_five(plans):
    assert set(plans) == set(PUBLISHED)


@pytest.mark.parametrize("key", PUBLISHED, ids=lambda key: key[0])
def test_each_has_the_targets_that_were_published(plans, key):
    targets = [(t["formula"], t["value"], t["unit"]) for t in plans[key]["targets"]]

    assert Counter(targets) == Counter(PUBLISHED[key])


def test_only_dien_bien_counts_reviews_as_inspections(plans):
    assert [key[0] for key, plan in plans.items() if plan["counts_reviews"]] == ["dien-bien-2026"]


def test_the_team_of_cao_bang_is_led_by_culture_and_lai_chau_changed_to_health(plans):
    by_code = {key[0]: plan for key, plan in plans.items()}

    assert by_code["cao-bang-2020"]["lead_agency"] == "so_vhttdl"
    later = by_code["lai-chau-2025"]["lead_agency_later"]
    assert later == {"agency": "so_y_te", "valid_from": "2025-03-01"}
