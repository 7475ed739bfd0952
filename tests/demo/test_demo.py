"""Is the demonstration what it says: plausible, marked as made up, and whole?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from inspect178.access.roles import Role
from inspect178.audit.queries import first_broken_entry
from inspect178.demo import has_data
from inspect178.demo.words import HOME, PROVINCES
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment
from inspect178.inspections.enums import REVIEWING_KINDS, NotedVisitKind
from inspect178.inspections.models import Inspection, InspectionRecord, NotedVisit
from inspect178.inspections.record_content import is_as_signed
from inspect178.kernel import clock
from inspect178.planning.models import Plan
from inspect178.registry.models import Establishment, EstablishmentSpan
from inspect178.territory.models import AdminUnit
from inspect178.territory.queries import require_unit_by_code
from tests import people


def test_visits_of_others_are_noted_of_made_up_establishments_only(demo):
    rows = db.session.execute(
        select(AdminUnit.code, NotedVisit.kind, Establishment.is_demo, NotedVisit.document)
        .join(Establishment, Establishment.id == NotedVisit.establishment_id)
        .join(AdminUnit, AdminUnit.id == NotedVisit.province_id)
    ).all()

    assert {row[0] for row in rows} == set(PROVINCES)
    assert all(row[2] and "dữ liệu mẫu" in row[3] for row in rows)
    assert {row[1] for row in rows if row[0] == HOME} <= set(REVIEWING_KINDS)
    assert {row[1] for row in rows if row[0] != HOME} == {NotedVisitKind.OTHER_AGENCY}


def test_each_province_has_its_plausible_number_of_establishments(demo):
    counts = dict(
        db.session.execute(
            select(AdminUnit.code, func.count())
            .join(Establishment, Establishment.province_id == AdminUnit.id)
            .group_by(AdminUnit.code)
        )
        .all()
    )  # fmt: skip

    assert counts == PROVINCES
    assert all(300 <= n <= 1000 for n in counts.values())


def test_whatever_is_made_up_says_so_and_nothing_is_made_up_about_real_places(demo):
    unmarked = select(Establishment.name).where(
        Establishment.is_demo, Establishment.name.not_like("%(dữ liệu mẫu)%")
    )
    visited = (
        select(Inspection.id)
        .join(Establishment, Establishment.id == Inspection.establishment_id)
        .where(Establishment.is_demo.is_(False))
    )

    assert db.session.scalars(unmarked).all() == []
    assert db.session.scalars(visited).all() == []


def test_there_is_one_account_for_every_role(demo):
    held = set(db.session.scalars(select(RoleAssignment.role)))

    assert held == set(Role)


def test_the_five_plans_are_there_with_their_targets(demo):
    years = sorted(
        db.session.execute(
            select(AdminUnit.code, Plan.year)
            .join(AdminUnit, AdminUnit.id == Plan.unit_id)
            .where(Plan.number.not_like("%mẫu%"))
        ).all()
    )

    assert [tuple(r) for r in years] == [
        ("04", 2020),
        ("11", 2026),
        ("12", 2025),
        ("12115", 2024),
        ("31", 2024),
    ]


def test_every_frozen_record_is_as_it_was_signed(demo):
    records = db.session.scalars(
        select(InspectionRecord).where(InspectionRecord.frozen_at.is_not(None)).limit(300)
    ).all()

    assert len(records) == 300
    assert all(is_as_signed(r) for r in records)


def test_the_trail_of_the_demonstration_holds(demo):
    assert first_broken_entry() is None


def test_a_filled_database_is_recognised(demo):
    assert has_data()


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--if-empty"]])
def test_the_command_leaves_data_alone(demo, arguments):
    before = db.session.scalar(select(func.count()).select_from(Establishment))
    db.session.rollback()

    result = demo.test_cli_runner().invoke(args=arguments)

    assert "left alone" in result.output
    assert result.exit_code == (0 if "--if-empty" in arguments else 1)
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == before


def test_preparing_a_filled_database_leaves_its_data_alone(demo):
    before = db.session.scalar(select(func.count()).select_from(Establishment))
    db.session.rollback()

    result = demo.test_cli_runner().invoke(args=["prepare", "--demo"])

    assert (result.exit_code, result.output) == (0, "")
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == before


def test_preparing_without_the_demo_loads_the_whole_country_and_no_establishment(app):
    result = app.test_cli_runner().invoke(args=["prepare"])

    assert result.exit_code == 0
    assert require_unit_by_code("01", people.TODAY).name == "Thành phố Hà Nội"
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == 0


def test_a_look_back_finds_open_what_closed_later(demo):
    learned = select(EstablishmentSpan.known_from).where(EstablishmentSpan.known_to.is_not(None))
    first = db.session.scalar(select(func.min(EstablishmentSpan.known_from)))
    closed = db.session.scalar(select(func.count()).where(Establishment.in_scope_to.is_not(None)))

    assert first is not None
    assert first.year == 2018
    assert len(set(db.session.scalars(learned))) > 20
    assert closed == db.session.scalar(
        select(func.count(EstablishmentSpan.establishment_id.distinct())).where(
            EstablishmentSpan.known_to.is_not(None)
        )
    )


def test_the_year_before_has_inspections_everywhere(demo):
    last = clock.today().year - 1
    held = dict(
        db.session.execute(
            select(AdminUnit.code, func.count())
            .join(Inspection, Inspection.province_id == AdminUnit.id)
            .where(Inspection.completed_on.between(date(last, 1, 1), date(last, 12, 31)))
            .group_by(AdminUnit.code)
        ).all()
    )

    assert all(held[code] > 50 for code in PROVINCES)


def test_nobody_visits_an_establishment_before_the_office_knows_of_it(demo):
    heard = (
        select(func.min(EstablishmentSpan.known_from))
        .where(EstablishmentSpan.establishment_id == Inspection.establishment_id)
        .scalar_subquery()
    )
    visits = db.session.execute(
        select(Inspection.completed_on, heard).where(Inspection.completed_on.is_not(None))
    ).all()

    assert visits
    assert all(clock.local_day(known) <= day for day, known in visits)
