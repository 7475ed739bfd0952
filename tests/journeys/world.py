"""Which page of each kind is there to look at? One world, and who opens which address in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect178.extensions import db
from inspect178.inspections.models import Inspection, Recommendation
from inspect178.kernel import clock
from inspect178.planning.enums import PlanState
from inspect178.registry.enums import LicenceKind
from inspect178.registry.models import Licence
from inspect178.review.enums import ReviewDecision, ReviewField
from inspect178.territory import queries as territory
from tests import people
from tests.factories.commitments import make_commitment
from tests.factories.devices import make_step, make_tablet
from tests.factories.inspections import make_inspection, make_note
from tests.factories.planning import make_plan, make_target
from tests.factories.proposals import make_proposal
from tests.factories.registry import make_establishment
from tests.factories.reports import make_report
from tests.factories.review import add_note, make_review
from tests.factories.violations import make_violation
from tests.journeys import papers

# Endpoints that answer a GET with something that is no page, or that lead on to one.
NO_PAGES = {
    "static", "home", "styleguide", "coverage.workbook", "registry.export_establishments",
    "registry.rows_to_mend", "registry.sticker", "fieldwork.photo", "fieldwork.original_photo",
    "fieldwork.late_photo", "devices.step_photo",
    "documents.commitment", "documents.decision", "documents.inspection_record",
    "documents.sticker_png", "documents.sticker_sheet", "documents.violation_record",
    "field.shell", "field.worker", "field.manifest", "field.texts_vi", "field.texts_en",
    "field_api.before_enrolling", "field_api.blob", "reports.report_pdf",
    "reports.report_docx", "reports.report_xlsx", "receipts.keys",
}  # fmt: skip
LONG = "Cơ sở kinh doanh dịch vụ lưu trú và giải trí tổng hợp Phố-Hiến-Hưng-Yên"
KIND = LicenceKind.SECURITY
FIELDS = ("name", "type", "address", "commune", "province")
LIST = f"""Tên cơ sở,Loại hình,Địa chỉ,Xã/phường,Tỉnh/TP
{LONG} 1,Karaoke,1 phố Mới,Phường Thượng Hồng,Tỉnh Hưng Yên
{LONG} 2,Karaoke,2 phố Mới,Xã Không Có,Tỉnh Hưng Yên
"""
Asked = list[tuple[str, dict[str, Any]]]
YESTERDAY = timedelta(days=1)


def pages(app: Flask, as_: Callable[[str], FlaskClient]) -> dict[str, list[tuple[str, str]]]:
    """Make a world and give person → (endpoint, address) of a page of each kind; "" is anybody."""
    asked = {
        "hoa": _of_plans() + _of_the_register(as_) + _of_visits(as_) + _of_lists() + _of_tablets(),
        "khanh": _of_signing(),
        "binh": _on_site(as_),
        "chi": [("review.queue", {}), _about("review.record", _visit("submitted"))],
        "dung": _of_the_trail(),
        "minh": _of_people(),
        "": [
            ("identity.sign_in", {}),
            ("receipts.check", {}),
            ("receipts.key", {}),
            ("commitments.check_code", {}),
            ("commitments.check", {"token": _token(as_("hoa"))}),
        ],
    }
    db.session.commit()
    with app.test_request_context():
        return {
            person: [(endpoint, url_for(endpoint, **values)) for endpoint, values in wanted]
            for person, wanted in asked.items()
        }


def _visit(state: str) -> Inspection:
    place = make_establishment(name=f"{LONG} {state}", type_code="karaoke")
    day = clock.today() - (YESTERDAY if state not in ("approved", "draft") else timedelta())
    return make_inspection(place, state=state, planned_on=day)


def _about(endpoint: str, visit: Inspection, **more: Any) -> tuple[str, dict[str, Any]]:
    return endpoint, {"inspection_id": visit.id, **more}


def _of_plans() -> Asked:
    draft, approved = make_plan(), make_plan(state=PlanState.APPROVED, year=clock.today().year)
    approved.targets.append(entered := make_target(2, formula="entered"))
    db.session.flush()
    return [
        ("planning.plans", {}),
        ("planning.draw_up", {}),
        ("planning.plan", {"plan_id": approved.id}),
        ("planning.plan_dates", {"plan_id": approved.id}),
        ("planning.progress", {"plan_id": approved.id}),
        ("planning.figures", {"plan_id": approved.id, "target_id": entered.id}),
        ("planning.enter_figure", {"plan_id": approved.id, "target_id": entered.id}),
        ("planning.give_quotas", {"plan_id": approved.id}),
        ("planning.next_year", {"plan_id": approved.id}),
        ("planning.choose", {"plan_id": approved.id}),
        ("planning.edit_plan", {"plan_id": draft.id}),
        ("planning.add_target", {"plan_id": draft.id}),
        ("planning.edit_target", {"plan_id": draft.id, "target_id": draft.targets[0].id}),
    ]


def _of_the_register(as_: Callable[[str], FlaskClient]) -> Asked:
    place = make_establishment(name=LONG)
    db.session.add(licence := Licence(establishment_id=place.id, kind=KIND, number="12/GP"))
    commitment = make_commitment(place)
    db.session.flush()
    of_place = {"establishment_id": place.id}
    noted = make_note(place, agency_name=LONG, document=f"Biên bản {LONG}", note=LONG)
    own = ("establishment", "edit_establishment", "flag_complexity", "add_licence",
           "place_establishment", "change_scope", "change_status")  # fmt: skip
    return [
        ("registry.establishments", {}),
        ("registry.new_establishment", {}),
        *((f"registry.{name}", of_place) for name in own),
        ("registry.edit_licence", {**of_place, "licence_id": licence.id}),
        ("registry.imports", {}),
        ("registry.import_batch", {"batch_id": _list_handed_in(as_("hoa"))}),
        ("inspections.noted_visits", of_place),
        ("inspections.note_visit", of_place),
        ("inspections.withdraw_note", {"note_id": noted.id}),
        ("commitments.commitment", {"commitment_id": commitment.id}),
        ("commitments.withdraw", {"commitment_id": commitment.id}),
    ]


def _list_handed_in(hoa: FlaskClient) -> str:
    """Hand a list in and try it, so that its page shows everything that it can."""
    data = {"file": (BytesIO(LIST.encode()), "danh-sach.csv"), "as_of": "2026-01-01"}
    where = hoa.post("/establishments/imports", data=data).headers["Location"]
    columns = {f"column-{at}": name for at, name in enumerate(FIELDS)}
    hoa.post(f"{where}/try", data={"source": LONG, "as_of": "2026-01-01", **columns})
    return where.rsplit("/", 1)[-1]


def _token(hoa: FlaskClient) -> str:
    """Give the code on the paper of a commitment."""
    commitment = make_commitment(make_establishment(name=f"{LONG} cam kết"))
    page = hoa.get(f"/commitments/{commitment.id}").text
    found = re.search(r'href="/v/([^"]+)"', page)
    assert found is not None
    return found[1]


def _of_visits(as_: Callable[[str], FlaskClient]) -> Asked:
    drafted, accepted, undecided = _visit("draft"), _visit("accepted"), _visit("draft")
    undecided.decision = None
    signed = _visit("answered")
    violation = make_violation(signed)
    recommendation = _signed_with_a_recommendation(signed, as_("binh"))
    steps = ("decide", "transfer", "remedy", "number", "drop")
    return [
        _about("inspections.inspection", accepted),
        _about("inspections.close", accepted),
        _about("inspections.assign", drafted),
        _about("inspections.cancel", drafted),
        _about("inspections.confirm_correction", signed, recommendation_id=recommendation),
        ("inspections.decision", {"decision_id": accepted.decision_id}),
        ("inspections.edit_decision", {"decision_id": drafted.decision_id}),
        ("inspections.draft_decision", {}),
        ("inspections.draft_decision", {"team": undecided.team_id}),
        ("inspections.order_surprise", {}),
        ("violations.violation", {"violation_id": violation.id}),
        *(("violations.follow", {"violation_id": violation.id, "step": s}) for s in steps),
    ]


def _signed_with_a_recommendation(visit: Inspection, binh: FlaskClient) -> int:
    due = (clock.today() + timedelta(days=9)).isoformat()
    said = {"recommendation.1.text": LONG, "recommendation.1.due_on": due}
    address, mine = f"/visits/{visit.id}", Recommendation.inspection_id == visit.id
    assert binh.post(address, data=said).status_code == 303
    assert binh.post(f"{address}/sign", data=papers.signatures()).status_code == 303
    return db.session.scalars(select(Recommendation.id).where(mine)).one()


def _of_lists() -> Asked:
    commune = territory.require_unit_by_code("12127", people.TODAY)
    draft = make_report(unit="12127")
    return [
        ("reports.home", {}),
        ("identity.account", {}),
        ("territory.units", {}),
        ("territory.unit", {"unit_id": commune.id}),
        ("inspections.inspections", {}),
        ("inspections.agenda", {}),
        ("inspections.corrections", {}),
        ("inspections.sealed", {}),
        ("inspections.decisions", {}),
        ("violations.violations", {}),
        ("commitments.commitments", {}),
        ("commitments.missing", {}),
        ("coverage.rates", {}),
        ("coverage.establishments", {}),
        ("reports.reports", {}),
        ("reports.report", {"report_id": draft.id}),
        ("reports.report", {"report_id": make_report(frozen_at=clock.now()).id}),
        ("reports.new_report", {}),
        ("reports.edit_report", {"report_id": draft.id}),
        ("reports.drop_report", {"report_id": draft.id}),
        ("reports.templates", {}),
        ("fieldwork.proposals", {}),
        ("fieldwork.proposal", {"proposal_id": make_proposal().id}),
        ("coverage.years", {}),
        ("coverage.by_remoteness", {}),
    ]


def _of_signing() -> Asked:
    plan, drafted, decided = (
        make_plan(state=PlanState.SUBMITTED),
        _visit("draft"),
        _visit("approved"),
    )
    return [
        ("planning.approve_plan", {"plan_id": plan.id}),
        ("planning.return_plan", {"plan_id": plan.id}),
        ("reports.freeze_report", {"report_id": make_report(unit="12103").id}),
        ("reports.add_to_report", {"report_id": make_report(unit="12127").id}),
        ("inspections.sign_decision", {"decision_id": drafted.decision_id}),
        ("inspections.withdraw_decision", {"decision_id": decided.decision_id}),
    ]


def _on_site(as_: Callable[[str], FlaskClient]) -> Asked:
    waiting, answered, returned = _visit("approved"), _visit("answered"), _visit("returned")
    remarks = {"findings": LONG, "answer:C1": "Ghi rõ."}
    make_review(returned, ReviewField.POLICE, ReviewDecision.RETURNED, remarks=remarks)
    add_note(returned)
    violation = make_violation(answered)
    under_way = ("visit", "missing", "sign", "refuse", "stop", "suspend")
    of_visit = {"inspection": answered.id, "item": "C3"}
    place = {"establishment_id": answered.establishment_id, "inspection": answered.id}
    return [
        ("fieldwork.today", {}),
        _about("fieldwork.announce", waiting),
        _about("fieldwork.attempt", waiting),
        *(_about(f"fieldwork.{name}", answered) for name in under_way),
        _about("fieldwork.record", _visit("signed")),
        _about("fieldwork.amend", returned),
        _about("review.remarks", returned),
        ("violations.record", of_visit),
        ("violations.record", {**of_visit, "clause": "ANTT-4a"}),
        ("violations.change", {"violation_id": violation.id, "clause": "ANTT-4a"}),
        ("commitments.sign", place),
    ]


def _of_the_trail() -> Asked:
    place = make_establishment(name=LONG)
    return [
        ("audit.events", {}),
        ("audit.integrity", {}),
        ("audit.person", {"user_id": people.user_id("binh")}),
        ("audit.subject", {"subject_type": "establishment", "subject_id": place.id}),
    ]


def _of_tablets() -> Asked:
    entries = {"set": {"findings": "Đủ giấy tờ, phòng sạch"}, "seen": {"findings": ""}}
    reason = "Máy đã bị thu hồi. Nội dung gửi về được lưu cho đến khi hai người quyết định."
    step = make_step(make_tablet(), body=entries, reason=reason)
    return [
        ("devices.devices", {}),
        ("devices.work", {}),
        ("devices.step", {"position": step.position}),
    ]


def _of_people() -> Asked:
    return [
        ("devices.device", {"device_id": make_tablet("an").id}),
        ("identity.accounts", {}),
        ("identity.new_account", {}),
        ("identity.person", {"user_id": people.user_id("binh")}),
        ("identity.teams", {}),
        ("identity.new_team", {}),
        ("identity.team", {"team_id": people.team().id}),
    ]
