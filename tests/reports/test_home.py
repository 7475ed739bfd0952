"""What does each role see first, and what stays out of sight?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inspect178.coverage.enums import DenominatorBasis, NotYetReason
from inspect178.extensions import db
from inspect178.identity.models import RoleAssignment
from inspect178.inspections.enums import InspectionMode, InspectionState
from inspect178.kernel import clock
from inspect178.planning.enums import PlanState, TargetUnit
from inspect178.planning.models import Plan, PlanTarget
from inspect178.registry.enums import ImportState, RowOutcome
from inspect178.registry.models import ImportBatch, ImportRow
from inspect178.reports.queries import glance
from inspect178.reports.queries import home as work
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.territory import queries as territory
from tests import people
from tests.factories.inspections import make_decision, make_inspection
from tests.factories.registry import make_establishment
from tests.factories.review import make_review
from tests.factories.violations import make_violation

S = InspectionState
SURPRISE = InspectionMode.SURPRISE


def place(name, **facts):
    return make_establishment(name=name, **facts)


def home_of(as_, name):
    db.session.commit()
    answer = as_(name).get("/home")
    assert answer.status_code == 200
    return answer.text


def make_plan(state=PlanState.DRAFT, *, code="33", rate=None, title="Kế hoạch thử"):
    unit = territory.require_unit_by_code(code, people.TODAY)
    province, commune, old = territory.place_of(unit)
    plan = Plan(
        unit_id=unit.id, province_id=province, commune_id=commune, old_commune_id=old,
        year=clock.today().year, title=title, state=state, basis=DenominatorBasis.END_OF_PERIOD,
        tree_on=clock.today(), created_at=clock.now(), created_by_id=people.user_id("hoa"),
        approved_at=clock.now() if state == PlanState.APPROVED else None,
    )  # fmt: skip
    if rate is not None:
        plan.targets.append(
            PlanTarget(
                code="COV",
                label_vi="Tỷ lệ kiểm tra",
                formula="COV-Y",
                value=rate,
                unit=TargetUnit.PERCENT,
            )  # fmt: skip
        )
    db.session.add(plan)
    db.session.flush()
    return plan


def test_the_beginning_leads_to_the_sign_in_or_to_the_work(app, client, as_):
    assert client.get("/").location.startswith("/sign-in")
    assert client.get("/home").location.startswith("/sign-in")
    assert "Vũ Thị Hoa" in as_("hoa").get("/").text


@pytest.mark.parametrize("name", sorted(people.CAST))
def test_everybody_has_a_home_even_where_nothing_waits(app, as_, name):
    page = home_of(as_, name)

    assert people.CAST[name][0] in page


def test_a_team_sees_its_visits_begun_ones_first(app, as_):
    make_inspection(place("Nhà nghỉ Hôm Nay"), planned_on=clock.today())
    make_inspection(place("Nhà nghỉ Trễ Hẹn"), planned_on=clock.today() - timedelta(days=3))
    make_inspection(place("Nhà nghỉ Tuần Sau"), planned_on=clock.today() + timedelta(days=7))
    make_inspection(place("Nhà nghỉ Dở Dang"), state="announced", planned_on=clock.today())
    commune = people.team(people.COMMUNE_TEAM)
    make_inspection(place("Nhà nghỉ Đội Khác"), planned_on=clock.today(), team=commune)

    page = home_of(as_, "binh")

    shown = ["Dở Dang", "Hôm Nay", "Trễ Hẹn"]
    assert sorted(shown, key=page.index) == shown
    assert "Tuần Sau" not in page
    assert "Đội Khác" not in page
    assert page.count("button--primary") == 1


def test_a_team_sees_remarks_to_answer_and_records_to_send(app, as_):
    returned = make_inspection(place("Karaoke Trả Lại"), state="returned")
    make_review(returned, ReviewField.POLICE, ReviewDecision.RETURNED, remarks={"findings": "x"})
    signed = make_inspection(place("Karaoke Đã Ký"), state="signed")

    page = home_of(as_, "binh")

    assert f"/reviews/{returned.id}/remarks" in page
    assert f"{signed.id}/record" in page


def test_a_sealed_target_is_on_nobodys_home(app, as_):
    make_inspection(
        place("Massage Bí Mật"),
        mode=SURPRISE,
        planned_on=clock.today(),
        opens_at=clock.now() - timedelta(hours=1),
    )
    draft = make_decision(people.team(), mode=SURPRISE, signed=False)
    make_inspection(
        place("Massage Kín"), mode=SURPRISE, state=S.DRAFT, decision=draft, planned_on=clock.today()
    )
    db.session.commit()

    # The auditor reads that the places were entered, which is no secret (tests/audit).
    pages = {name: home_of(as_, name) for name in people.CAST if name != "dung"}

    assert not any("Massage" in page for page in pages.values())


def test_who_shares_a_secret_is_told_that_there_is_one(app):
    opened = {"planned_on": clock.today(), "opens_at": clock.now() - timedelta(hours=1)}
    make_inspection(place("Massage Bí Mật"), mode=SURPRISE, **opened)
    later = {"planned_on": clock.today(), "opens_at": clock.now() + timedelta(hours=1)}
    make_inspection(place("Massage Chưa Mở"), mode=SURPRISE, **later)
    draft = make_decision(people.team(), mode=SURPRISE, signed=False)

    assert work.field_work(people.actor("binh"), clock.now()).opened_secrets == 1
    assert work.field_work(people.actor("nam"), clock.now()).opened_secrets == 0
    assert list(work.signing_work(people.actor("khanh"), clock.now()).decisions) == [draft]
    assert work.planning_work(people.actor("hoa"), clock.now()).draft_decisions == 0
    assert work.planning_work(people.actor("hoa"), clock.now()).late_visits == 0


def test_a_reviewer_sees_the_most_pressing_first(app, as_):
    make_inspection(place("Nhà nghỉ Cũ"), state="submitted", planned_on=date(2026, 11, 2))
    violating = make_inspection(place("Nhà nghỉ Vi Phạm"), state="submitted")
    make_violation(violating)

    page = home_of(as_, "chi")

    assert page.index("Nhà nghỉ Vi Phạm") < page.index("Nhà nghỉ Cũ")


def test_an_issuer_sees_what_waits_for_a_signature(app, as_):
    make_plan(PlanState.SUBMITTED, title="Kế hoạch chờ duyệt")
    make_plan(PlanState.DRAFT, title="Kế hoạch còn viết")
    make_decision(people.team(), signed=False)
    make_decision(people.team(), signed=False, approver_id=people.user_id("phuc"))

    page = home_of(as_, "khanh")

    assert "Kế hoạch chờ duyệt" in page
    assert "Kế hoạch còn viết" not in page
    assert len(work.signing_work(people.actor("khanh"), clock.now()).decisions) == 1
    assert "Kế hoạch chờ duyệt" not in home_of(as_, "phuc")


def test_a_planner_sees_what_is_unfinished(app, as_):
    make_plan(PlanState.DRAFT, title="Kế hoạch còn viết")
    make_inspection(place("Nhà nghỉ Trễ"), planned_on=clock.today() - timedelta(days=9))
    _import_to_mend("danh-sach-phường.xlsx", "hoa", rows=3)
    _import_to_mend("cua-nguoi-khac.xlsx", "giang", rows=2)

    page = home_of(as_, "hoa")
    found = work.planning_work(people.actor("hoa"), clock.now())

    assert "Kế hoạch còn viết" in page
    assert "danh-sach-phường.xlsx" in page
    assert "cua-nguoi-khac.xlsx" not in page
    assert (found.late_visits, [b.rows for b in found.imports]) == (1, [3])


def _import_to_mend(name, who, *, rows):
    batch = ImportBatch(
        file_name=name, sha256="0" * 64, state=ImportState.APPLIED, as_of=clock.today(), mapping={},
        counts={}, uploaded_at=clock.now(), uploaded_by_id=people.user_id(who),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    for number in range(rows):
        db.session.add(
            ImportRow(
                batch_id=batch.id,
                row_number=number,
                outcome=RowOutcome.REJECTED,
                cells={},
                problems=[],
            )  # fmt: skip
        )


def test_the_rate_stands_beside_the_target_and_the_pace(app, as_):
    make_plan(PlanState.APPROVED, rate=20)
    inspected = make_establishment()
    make_establishment()
    make_establishment(commune="12103")
    make_inspection(inspected, state="accepted", planned_on=date(clock.today().year, 1, 12))
    db.session.commit()

    found = glance.glance(people.actor("hoa"), clock.today())

    assert found is not None
    counted = found.line.figures
    assert (counted.in_scope, counted.official, found.target) == (3, 1, 0.2)
    assert found.table.is_reached is True
    assert [b.line.code for b in found.behind] == ["12103", "12127"]
    assert [(b.reason, b.count) for b in found.behind] == [
        (NotYetReason.NOT_PLANNED, 1), (NotYetReason.NOT_PLANNED, 1),
    ]  # fmt: skip
    assert "33,3" in home_of(as_, "hoa")


def test_the_rate_counts_surveys_where_the_plan_does_and_says_who_is_behind(app, as_):
    make_plan(PlanState.APPROVED, rate=20).counts_reviews = True
    make_inspection(
        make_establishment(), state="accepted", planned_on=date(clock.today().year, 1, 12)
    )
    make_establishment(commune="12103")

    found = glance.glance(people.actor("hoa"), clock.today())
    page = home_of(as_, "hoa")

    assert found is not None
    assert found.table.asked.question.counts_reviews
    assert [m.rate for m in found.trend.months][clock.today().month :] == [None] * (
        12 - clock.today().month
    )
    assert found.trend.months[clock.today().month - 1].rate == found.line.figures.rate_provisional
    assert "Chưa có kế hoạch: 1/1 cơ sở" in page
    assert "Đã kiểm tra hết" in page
    assert "map__picture" in page


def test_without_a_plan_there_is_no_target(app, as_):
    make_establishment()

    found = glance.glance(people.actor("lan"), clock.today())

    assert found is not None
    assert (found.target, found.expected, found.table.is_reached) == (None, None, None)
    assert found.line.code == "12127"


def test_an_administrator_sees_accounts_and_roles_that_end(app, as_):
    role = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.user_id == people.user_id("an"))
    ).one()
    role.valid_to = clock.today() + timedelta(days=10)

    page = home_of(as_, "minh")
    found = work.people_work(people.actor("minh"), clock.now())

    assert "Nguyễn Văn An" in page
    assert (found.open_accounts, found.closed_accounts, found.without_role) == (10, 0, 0)


def test_an_auditor_sees_the_last_events(app, as_):
    make_establishment(name="Khách sạn Mới Nhập")

    assert "Khách sạn Mới Nhập" in home_of(as_, "dung")


def test_late_violations_are_counted_for_who_follows_them(app):
    inspection = make_inspection(place("Nhà nghỉ Vi Phạm"), state="accepted",
                                 planned_on=date(2026, 3, 2))  # fmt: skip
    make_violation(inspection)

    assert work.late_violations(people.actor("chi"), clock.today()) == 1
    assert work.late_violations(people.actor("giang"), clock.today()) == 0


def test_home_takes_a_constant_number_of_statements(app, as_, statements):
    clients = {name: as_(name) for name in ("binh", "chi", "hoa", "khanh", "dung", "minh")}

    def counted():
        found = {}
        for name, client in clients.items():
            client.get("/home")
            with statements() as ran:
                client.get("/home")
            found[name] = len(ran)
        return found

    _some_of_everything()
    few = counted()
    for _ in range(2):
        _some_of_everything()

    assert counted() == few
    assert max(few.values()) <= 30


def _some_of_everything():
    for state in (S.APPROVED, "announced", "signed", "returned", "submitted", "accepted"):
        make_violation(make_inspection(make_establishment(), state=state))
    for number, state in enumerate(PlanState):
        make_plan(state, title=f"Kế hoạch {db.session.info.setdefault('n', 0)}-{number}")
    db.session.info["n"] += 1
    make_decision(people.team(), signed=False)
    _import_to_mend("x.xlsx", "hoa", rows=1)
    db.session.commit()
