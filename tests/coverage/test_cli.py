"""Does the command line give the same figures, and one sentence where it cannot?"""

from __future__ import annotations

import json
from datetime import date

import pytest

from inspect178.extensions import db
from inspect178.planning.enums import PlanState
from tests.factories.inspections import make_inspection
from tests.factories.planning import make_plan
from tests.factories.registry import make_establishment

KEYS = {
    "unit", "name", "from", "to", "tree", "basis", "in_scope", "inspected_official",
    "inspected_provisional", "awaiting", "rate_official", "rate_provisional", "target", "reached",
    "children", "known",
}  # fmt: skip
YEAR = ["--from", "2026-01-01", "--to", "2026-12-31", "--tree", "2026-11-23"]


@pytest.fixture
def run(app):
    make_plan(state=PlanState.APPROVED)
    for state in ("accepted", "signed"):
        make_inspection(make_establishment(), state=state, planned_on=date(2026, 12, 31))
    make_establishment(commune="12103")
    make_establishment(commune=None, province="33")
    db.session.commit()
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["coverage", *arguments])


def every_line(line):
    yield line
    for child in line["children"]:
        yield from every_line(child)


def test_the_json_holds_the_figures_of_the_unit_and_of_all_below(run):
    result = run("--unit", "33", *YEAR, "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert all(set(line) == KEYS for line in every_line(found))
    assert found == found | {
        "unit": "33", "from": "2026-01-01", "to": "2026-12-31", "tree": "2026-11-23",
        "basis": "end_of_period", "in_scope": 4, "inspected_official": 1,
        "inspected_provisional": 2, "awaiting": 1, "rate_official": 0.25,
        "rate_provisional": 0.5, "target": 0.2, "reached": True,
    }  # fmt: skip
    ward = next(child for child in found["children"] if child["unit"] == "12127")
    assert (ward["in_scope"], ward["rate_official"], ward["children"]) == (2, 0.5, [])
    assert sum(child["in_scope"] for child in found["children"]) == 4
    assert found["children"][-1]["unit"] is None


def test_nothing_in_scope_is_no_rate(run):
    found = json.loads(run("--unit", "04", *YEAR, "--json").stdout)

    assert (found["in_scope"], found["rate_official"], found["reached"]) == (0, None, None)


def test_without_a_unit_the_country_is_meant(run):
    found = json.loads(run(*YEAR, "--json").stdout)

    assert (found["unit"], found["name"], found["in_scope"]) == ("00", "Whole country", 4)
    assert {child["unit"] for child in found["children"]} == {"33", "04"}


def test_the_last_day_belongs_to_the_period(run):
    days = ["--from", "2026-01-01", "--to", "2026-12-30", "--tree", "2026-11-23"]

    found = json.loads(run("--unit", "33", *days, "--json").stdout)

    assert found["inspected_provisional"] == 0


def test_the_denominator_can_be_chosen(run):
    found = json.loads(run("--unit", "33", *YEAR, "--basis", "any_time", "--json").stdout)

    assert (found["basis"], found["in_scope"]) == ("any_time", 4)


def test_for_people_there_is_a_table(run):
    lines = run("--unit", "33", *YEAR).stdout.splitlines()

    assert lines[0].split()[:3] == ["unit", "in", "scope"]
    assert lines[1].split() == [
        "33",
        "Tỉnh",
        "Hưng",
        "Yên",
        "4",
        "1",
        "2",
        "25.0%",
        "50.0%",
        "20.0%",
    ]
    assert any("Phường Thượng Hồng" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--unit", "99", *YEAR], "There is no unit with code 99 on 23/11/2026"),
        (["--unit", "325", *YEAR], "Huyện Văn Lâm did not exist on 23/11/2026"),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "ends before it begins"),
        (["--from", "2006-02-01", "--to", "2026-01-01"], "longer than 10 years"),
        (["--from", "01/02/2026", "--to", "2026-01-01"], "'01/02/2026' is not a day"),
        (["--unit", "04", *YEAR, "--basis", "frozen"], "there is no frozen list"),
        ([*YEAR, "--basis", "some"], "'some' is not one of"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_and_exit_code_2(run, arguments, sentence):
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
