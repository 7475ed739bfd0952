"""Does a second, independent computation give the same figures, in every world, tree and instant?

`make worlds` runs the same tests over many more worlds.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import (
    CoverageList,
    DenominatorBasis,
    ExclusionReason,
    NotYetReason,
    SizeBand,
)
from inspect178.coverage.queries.counting import UnitCoverage, coverage_of, figures_of
from inspect178.coverage.queries.lists import Wanted, all_of_list, page_of_list
from inspect178.coverage.queries.places import Area
from inspect178.coverage.queries.reasons import exclusion_counts, main_reasons, not_yet_counts
from inspect178.coverage.queries.remoteness import figures_by_remoteness
from inspect178.coverage.queries.sizes import figures_by_size
from inspect178.coverage.queries.trend import monthly_rates
from inspect178.coverage.rules import Figures, Question
from inspect178.extensions import db
from inspect178.kernel.periods import Period
from inspect178.territory.enums import Remoteness
from inspect178.territory.models import AdminUnit
from inspect178.territory.remoteness import bands_of
from tests.coverage import by_hand
from tests.coverage.by_hand import Asked, Path
from tests.coverage.worlds import INSTANTS, TREES, World, store, worlds
from tests.factories.planning import make_plan

PERIODS = (
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 1, 1), date(2026, 6, 30)),
    (date(2025, 7, 1), date(2026, 1, 1)),
    (date(2026, 7, 1), date(2026, 7, 1)),
)
QUESTIONS = st.builds(
    lambda period, tree, basis, known, reviews: Asked(*period, tree, basis.value, known, reviews),
    st.sampled_from(PERIODS),
    st.sampled_from(TREES),
    st.sampled_from(list(DenominatorBasis)),
    st.sampled_from(INSTANTS),
    st.booleans(),
)
IN_ONE_DATABASE = settings(
    max_examples=int(os.environ.get("WORLDS", "100")) // 4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def question_of(asked: Asked, plan_id) -> Question:
    return Question(
        Period(asked.first, asked.last), asked.tree, DenominatorBasis(asked.basis), plan_id,
        asked.known, asked.reviews,
    )  # fmt: skip


def by_path(line: UnitCoverage, path: Path = ()) -> dict[Path, Figures]:
    found = {path: line.figures}
    for child in line.children:
        step = "?" if child.is_unplaced else child.unit_id
        assert step is not None
        found |= by_path(child, (*path, step))
    return found


def lengths(lists: dict[str, set], prefix: str = "") -> Figures:
    names = ("in_scope", "official", "provisional")
    return Figures(*(len(lists.get(f"{prefix}{name}", ())) for name in names))


def area_of(path: Path) -> Area:
    placed = [step for step in path if step != "?"]
    unit = db.session.get_one(AdminUnit, placed[-1]) if placed else None
    return Area(unit, unplaced="?" in path)


def is_of(world: World, path: Path) -> bool:
    return all(step == "?" or step in {unit.id for unit in world.units} for step in path)


@pytest.fixture
def plan_id(app):
    plan = make_plan()
    db.session.commit()
    return plan.id


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_every_unit_of_every_tree_has_the_figures_that_loops_give(plan_id, world: World, asked):
    question = question_of(asked, plan_id)
    try:
        store(world, plan_id=plan_id)

        counted = by_path(coverage_of(SYSTEM, Area(), question))

        expected = by_hand.lists_by_place(world, asked)
        assert counted == {path: lengths(expected.get(path, {})) for path in counted}
        below = {path for path, lists in expected.items() if "in_scope" in lists}
        assert below <= set(counted) | {()}
        for path in [path for path in {*counted, *below} if is_of(world, path)]:
            assert figures_of(SYSTEM, area_of(path), question) == counted[path]
            if "?" not in path and path in below:
                under = by_path(coverage_of(SYSTEM, area_of(path), question), path)
                assert under == {p: f for p, f in counted.items() if p[: len(path)] == path}
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_the_next_level_alone_has_the_figures_of_the_whole_tree(plan_id, world: World, asked):
    question = question_of(asked, plan_id)
    try:
        store(world, plan_id=plan_id)

        shallow = by_path(coverage_of(SYSTEM, Area(), question, deep=False))

        deep = by_path(coverage_of(SYSTEM, Area(), question))
        assert shallow == {path: figures for path, figures in deep.items() if len(path) <= 1}
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, data=st.data())
def test_each_list_holds_the_establishments_that_its_number_counts(
    plan_id, world: World, asked, data
):
    question = question_of(asked, plan_id)
    expected = by_hand.lists_by_place(world, asked)
    path = data.draw(st.sampled_from([(), *expected]))
    lists = expected.get(path, {})
    try:
        store(world, plan_id=plan_id)

        everybody = []
        for which in CoverageList:
            wanted = Wanted(which)
            listed = list(all_of_list(SYSTEM, area_of(path), question, wanted=wanted))
            _, page = page_of_list(SYSTEM, area_of(path), question, wanted=wanted)

            assert len(listed) == page.total
            assert {e.id for e in listed} == lists.get(which.value, set())
            assert [e.id for e in page.rows] == [e.id for e in listed][: page.size]
            if which in (CoverageList.PROVISIONAL, CoverageList.NOT_YET, CoverageList.EXCLUDED):
                everybody += [e.id for e in listed]
        assert len(set(everybody)) == len(everybody)
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, data=st.data())
def test_everybody_not_counted_has_exactly_one_reason(plan_id, world: World, asked, data):
    question = question_of(asked, plan_id)
    expected = by_hand.lists_by_place(world, asked)
    path = data.draw(st.sampled_from([(), *expected]))
    lists = expected.get(path, {})
    try:
        store(world, plan_id=plan_id)

        for which, reasons, counts in (
            (CoverageList.NOT_YET, NotYetReason, not_yet_counts),
            (CoverageList.EXCLUDED, ExclusionReason, exclusion_counts),
        ):
            counted = counts(SYSTEM, area_of(path), question)

            assert counted == {one: len(lists.get(one.value, ())) for one in reasons}
            assert sum(counted.values()) == len(lists.get(which.value, ()))
            for one in reasons:
                wanted = Wanted(which, one)
                listed = list(all_of_list(SYSTEM, area_of(path), question, wanted=wanted))
                assert {e.id for e in listed} == lists.get(one.value, set())
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, data=st.data())
def test_the_small_and_the_large_make_up_the_whole(plan_id, world: World, asked, data):
    question = question_of(asked, plan_id)
    expected = by_hand.lists_by_place(world, asked)
    path = data.draw(st.sampled_from([(), *expected]))
    lists = expected.get(path, {})
    try:
        store(world, plan_id=plan_id)

        sizes = figures_by_size(SYSTEM, area_of(path), question)

        assert sizes == {band: lengths(lists, f"{band.value} ") for band in SizeBand}
        assert sum(sizes.values(), Figures()) == lengths(lists)
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, data=st.data())
def test_the_near_and_the_far_make_up_the_whole(plan_id, world: World, asked, data):
    question = question_of(asked, plan_id)
    expected = by_hand.lists_by_place(world, asked)
    path = data.draw(st.sampled_from([p for p in [(), *expected] if "?" not in p]))
    try:
        store(world, plan_id=plan_id)

        area = area_of(path)
        line = coverage_of(SYSTEM, area, question)
        bands = figures_by_remoteness(area.unit, line, question)

        by_hand_too = dict.fromkeys(Remoteness, Figures())
        measured = bands_of(None, question.tree_on)
        communes = {unit.id for unit in world.units if unit.level == "commune"}
        for place, lists in expected.items():
            smallest = place and (place[-1] == "?" or place[-1] in communes)
            if smallest and place[: len(path)] == path:
                far = measured.get(place[-1], Remoteness.UNKNOWN)
                by_hand_too[far] += lengths(lists)
        assert bands == by_hand_too
        assert sum(bands.values(), Figures()) == line.figures == lengths(expected.get(path, {}))
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS, year=st.sampled_from([2025, 2026]), data=st.data())
def test_each_month_has_the_rate_that_loops_give(plan_id, world: World, asked, year, data):
    asked = replace(asked, first=date(year, 1, 1), last=date(year, 12, 31))
    question = question_of(asked, plan_id)
    path = data.draw(st.sampled_from([(), *by_hand.lists_by_place(world, asked)]))
    try:
        store(world, plan_id=plan_id)

        rates = monthly_rates(SYSTEM, area_of(path), question)

        assert rates == by_hand.rates_by_month(world, asked, path)
        assert rates[-1] == figures_of(SYSTEM, area_of(path), question).rate_provisional
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_the_main_reason_of_a_unit_is_the_one_that_most_have(plan_id, world: World, asked):
    question = question_of(asked, plan_id)
    expected = by_hand.lists_by_place(world, asked)
    try:
        store(world, plan_id=plan_id)
        communes = {u.id for u in world.units if u.level == "commune"}
        paths = {p[-1]: p for p in expected if p and p[-1] in communes}
        units = [db.session.get_one(AdminUnit, unit_id) for unit_id in paths]

        reasons = main_reasons(SYSTEM, units, question)

        by_loops = {i: by_hand.main_reason(expected[path]) for i, path in paths.items()}
        assert {i: (r.value, n) for i, (r, n) in reasons.items()} == {
            i: found for i, found in by_loops.items() if found
        }
    finally:
        db.session.rollback()


@IN_ONE_DATABASE
@given(world=worlds(), asked=QUESTIONS)
def test_children_add_up_and_official_is_part_of_provisional_is_part_of_scope(
    plan_id, world: World, asked
):
    question = question_of(asked, plan_id)
    try:
        store(world, plan_id=plan_id)

        waiting = [coverage_of(SYSTEM, Area(), question)]

        everything = by_hand.lists_by_place(world, asked).get((), {})
        assert waiting[0].figures == lengths(everything)
        while waiting:
            line = waiting.pop()
            figures = line.figures
            assert 0 <= figures.official <= figures.provisional <= figures.in_scope
            if line.children:
                assert sum((c.figures for c in line.children), Figures()) == figures
            waiting.extend(line.children)
    finally:
        db.session.rollback()
