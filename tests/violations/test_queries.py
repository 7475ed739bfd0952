"""Which violations does a person see, what is late, what concerns whom?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.registry.enums import LegalForm
from inspect178.territory import queries as territory
from inspect178.violations import queries, rules
from inspect178.violations.enums import Fit, LawField
from inspect178.violations.enums import ViolationState as S
from inspect178.violations.queries import ViolationFilter
from tests import people
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation

TODAY = people.TODAY


def visit(day=date(2026, 3, 2), **facts):
    facts.setdefault("legal_form", LegalForm.HOUSEHOLD)
    return make_inspection(make_establishment(**facts), state="signed", planned_on=day)


def listed(actor, today=TODAY, **wanted):
    return list(
        db.session.scalars(queries.violations(actor, ViolationFilter(**wanted), today=today))
    )


@pytest.mark.parametrize(
    ("name", "sees"),
    [("hoa", 2), ("chi", 2), ("dung", 2), ("lan", 1), ("nam", 1), ("giang", 0), ("minh", 0)],
)
def test_the_list_is_scoped(app, actor, name, sees):
    make_violation(visit(commune="12127"))
    make_violation(visit(commune="12103"))

    assert len(listed(actor(name))) == sees


def test_out_of_scope_a_violation_looks_absent(app, actor):
    violation = make_violation(visit())

    assert queries.require_violation(actor("lan"), violation.id) is violation
    with pytest.raises(NotFound):
        queries.require_violation(actor("giang"), violation.id)


def test_the_list_is_filtered(app, actor):
    hoa = actor("hoa")
    first = make_violation(visit(commune="12127", name="Khách sạn Đồng Tâm"))
    second = make_violation(visit(commune="12103", day=date(2026, 5, 4)), key="VH-5")
    third = make_violation(visit(day=date(2026, 6, 1)), state=S.CLOSED)
    unit = territory.require_unit_by_code("12103", TODAY)

    assert listed(hoa, state=S.CLOSED) == [third]
    assert listed(hoa, field=LawField.CULTURE) == [second]
    assert listed(hoa, unit=unit) == [second]
    assert listed(hoa, words="dong TÂM") == [first]
    assert listed(hoa, recorded_from=date(2026, 5, 4), recorded_to=date(2026, 5, 4)) == [second]
    assert listed(hoa) == [third, second, first]


def test_the_list_costs_the_same_for_two_and_for_twenty(app, actor, statements):
    hoa = actor("hoa")
    for _ in range(2):
        make_violation(visit())
    db.session.expire_all()
    with statements() as few:
        _read(listed(hoa))
    for _ in range(18):
        make_violation(visit())
    db.session.expire_all()
    with statements() as many:
        _read(listed(hoa))

    assert len(few) == len(many) == 1


def _read(rows):
    return [(v.establishment.name, v.clause.label_vi, v.dates) for v in rows]


def _lives():
    """Give violations with all kinds of dates around which something becomes late."""
    for state in S:
        for days in (0, 5, 11, 12, 13, 14, 18, 19, 20, 40, 370):
            recorded = TODAY - timedelta(days=days)
            yield {"state": state, "recorded_at": at(recorded, 23, 30)}
    for due in (-1, 0, 1):
        yield {"state": S.EXECUTED, "remedy_due_on": TODAY + timedelta(days=due)}
        yield {
            "state": S.CLOSED,
            "remedy_due_on": TODAY + timedelta(days=due),
        }
        yield {
            "state": S.EXECUTED,
            "remedy_due_on": TODAY + timedelta(days=due),
            "remedied_on": TODAY,
        }
        lapsing = rules.last_lapsed(TODAY, 12) + timedelta(days=due)
        yield {"state": S.RECORDED, "act_on": lapsing, "recorded_at": at(TODAY, 9), "key": "VH-5"}


def test_the_database_and_the_rules_agree_on_what_is_late(app, actor):
    place = visit(day=TODAY)
    made = [make_violation(place, **facts) for facts in _lives()]
    db.session.flush()

    late = {v.id for v in listed(actor("hoa"), overdue=True)}

    assert late == {v.id for v in made if rules.is_overdue(v.dates, TODAY)}
    assert 0 < len(late) < len(made)


def test_a_verified_limitation_period_makes_an_old_act_late(app, actor):
    old = make_violation(
        visit(day=date(2026, 11, 23)),
        act_on=date(2025, 12, 20),
        recorded_at=at(date(2026, 12, 18), 9),
    )

    assert listed(actor("hoa"), today=date(2026, 12, 20), overdue=True) == []
    assert listed(actor("hoa"), today=date(2026, 12, 21), overdue=True) == [old]


@pytest.mark.parametrize(
    ("agency_field", "keys"),
    [
        ("police", {"PCMD-1", "ANTT-4a", "CT-1"}),
        ("culture", {"VH-5"}),
        ("labour", {"LD-8"}),
        ("health", set()),
    ],
)
def test_reviewers_see_what_is_in_their_competence(app, actor, agency_field, keys):
    place = visit(day=TODAY)
    for key in ("PCMD-1", "ANTT-4a", "CT-1", "VH-5", "LD-8"):
        make_violation(place, key=key, worker_count=4)

    found = db.session.scalars(queries.violations_concerning(actor("chi"), agency_field))

    assert {violation.clause.key for violation in found} == keys


def test_a_visit_lists_its_violations_without_the_dropped_ones(app):
    place = visit()
    kept = make_violation(place)
    make_violation(place, state=S.DROPPED)

    assert list(queries.violations_of_inspection(place.id)) == [kept]


@pytest.mark.parametrize(
    ("key", "form", "chairman"),
    [
        ("PCMD-1", LegalForm.ORGANISATION, Fit.FITS),
        ("ANTT-4a", LegalForm.ORGANISATION, Fit.FITS),
        ("ANTT-5a", LegalForm.ORGANISATION, Fit.EXCEEDS),
        ("PCMD-2", LegalForm.ORGANISATION, Fit.EXCEEDS),
        ("LD-3", LegalForm.ORGANISATION, Fit.FITS),
        ("ANTT-4a", LegalForm.UNKNOWN, Fit.NOT_COMPUTED),
    ],
)
def test_each_post_is_held_against_the_highest_fine(app, key, form, chairman):
    violation = make_violation(visit(day=TODAY), key=key, legal_form=form)

    fits = {found.post.post_code: found.fit for found in queries.post_fits(violation)}

    assert fits["commune_chairman"] == chairman
    assert fits["inspectorate_officer"] == Fit.RECORD_ONLY


def test_the_police_fine_under_the_labour_decree_for_one_clause_only(app):
    place = visit(day=TODAY)

    def police(key):
        violation = make_violation(place, key=key, worker_count=3)
        fits = {found.post.post_code: found.fit for found in queries.post_fits(violation)}
        return fits["commune_police_chief"]

    assert police("LD-3") == Fit.FITS
    assert police("LD-8") == Fit.NOT_FOR_CLAUSE


def test_the_same_act_sanctioned_before_is_recidivism(app):
    place = make_establishment(legal_form=LegalForm.HOUSEHOLD)
    earlier = make_inspection(place, state="accepted", planned_on=date(2026, 9, 14))
    make_violation(earlier, key="LD-1", worker_count=4, state=S.EXECUTED)
    now = make_inspection(place, state="announced")
    elsewhere = make_inspection(make_establishment(), state="announced")

    again = make_violation(now, key="LD-1", worker_count=60)
    other_act = make_violation(now, key="LD-5")
    other_place = make_violation(elsewhere, key="LD-1", worker_count=4)

    assert queries.is_recidivist(again)  # another bracket of the same act
    assert not queries.is_recidivist(other_act)
    assert not queries.is_recidivist(other_place)


def test_an_act_found_before_but_not_sanctioned_is_no_recidivism(app):
    place = make_establishment()
    make_violation(make_inspection(place, state="accepted", planned_on=date(2026, 5, 4)))

    assert not queries.is_recidivist(make_violation(make_inspection(place, state="announced")))
