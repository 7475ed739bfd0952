"""Does the paper of a decision name what was decided, and keep a secret while it is one?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditEntry
from inspect178.documents import operations
from inspect178.documents.words import authority, signing_role
from inspect178.extensions import db
from inspect178.identity.models import TeamMember
from inspect178.inspections.enums import DecisionState, Ground, InspectionMode, InspectionState
from inspect178.inspections.models import InspectionDecision
from inspect178.inspections.operations.choosing import cancel_inspection
from inspect178.inspections.operations.decisions import Signing, sign_decision
from inspect178.inspections.queries import require_decision
from inspect178.kernel.errors import NotFound, RuleBroken
from inspect178.planning.enums import PlanState
from inspect178.planning.models import Plan
from tests import people
from tests.documents.pdf import pages_of, text_of
from tests.factories.inspections import at, make_decision, make_inspection
from tests.factories.registry import make_establishment

DAY = date(2026, 11, 27)
SIX, NOON = at(people.TODAY, 6), at(people.TODAY, 12)
SECRET = InspectionMode.SURPRISE


def decided(names: tuple[str, ...] = ("Karaoke Ánh Sao",), **columns) -> InspectionDecision:
    visit = columns.pop("visit", {})
    decision = make_decision(people.team(), day=DAY, **columns)
    for name in names:
        place = make_establishment(name=name, address="5 phố Hiến", type_code="karaoke")
        make_inspection(place, decision=decision, planned_on=DAY, mode=decision.mode, **visit)
    db.session.commit()
    return decision


def sealed(**columns) -> InspectionDecision:
    return decided(
        ("Khách sạn Bí Mật",),
        mode=SECRET,
        opens_at=at(people.TODAY, 9),
        visit={"opens_at": at(people.TODAY, 9)},
        **columns,
    )


def printed(decision: InspectionDecision, reader: str = "hoa", now=NOON) -> str:
    return text_of(operations.print_decision(people.actor(reader), decision.id, now).content)


def test_the_paper_names_basis_scope_subject_limit_and_team(app):
    decision = decided(("Karaoke Ánh Sao", "Karaoke Bình Minh"), number="112/QĐ-UBND")

    paper = printed(decision)

    assert "ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in paper
    assert "Số: 112/QĐ-UBND Hưng Yên, ngày 25 tháng 11 năm 2026" in paper
    assert "QUYẾT ĐỊNH Về việc kiểm tra việc chấp hành pháp luật về phòng" in paper
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN Căn cứ Luật Tổ chức" in paper
    assert "Căn cứ Nghị định số 217/2025/NĐ-CP" in paper
    assert "Căn cứ Kế hoạch kiểm tra năm 2026 đã được phê duyệt;" in paper
    assert (
        "1. Karaoke Ánh Sao (Karaoke), địa chỉ: 5 phố Hiến, phường Thượng Hồng, tỉnh Hưng Yên;"
        in paper
    )
    assert "2. Karaoke Bình Minh" in paper
    assert "- Giấy tờ và điều kiện kinh doanh;" in paper
    assert "- Karaoke." in paper
    assert "- Cơ sở lưu trú" not in paper
    assert "không quá 07 ngày" in paper
    assert "1. Trần Thị Bình, Cán bộ, Sở Y tế - Đội trưởng;" in paper
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Đỗ Văn Khánh" in paper
    assert "BẢN DỰ THẢO" not in paper


def test_the_plan_is_named_as_ground_with_number_and_day(app):
    team = people.team()
    plan = Plan(
        unit_id=team.unit_id, province_id=team.province_id, year=2026, state=PlanState.APPROVED,
        title="Kế hoạch phòng, chống mại dâm năm 2026", number="07/KH-UBND",
        signed_on=date(2026, 1, 7), basis="end_of_period", tree_on=date(2026, 1, 1),
        created_at=people.LOADED_AT,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()

    paper = printed(decided(plan_id=plan.id))

    assert "Căn cứ Kế hoạch số 07/KH-UBND ngày 07 tháng 01 năm 2026 (Kế hoạch phòng," in paper


def test_an_unsigned_decision_is_a_draft_without_number_and_day(app):
    decision = decided(signed=False, visit={"state": InspectionState.DRAFT})

    pages = pages_of(operations.print_decision(people.actor("hoa"), decision.id, NOON).content)

    assert all("BẢN DỰ THẢO" in page for page in pages)
    assert "ngày …… tháng …… năm ………" in printed(decision)


def test_the_team_is_the_one_of_the_day_of_signature(app):
    decision = decided()
    members = db.session.scalars(
        select(TeamMember).where(TeamMember.team_id == decision.team_id)
    ).all()
    gone = next(m for m in members if m.full_name == "Tạ Văn Thử")
    late = next(m for m in members if m.full_name == "Mai Thị Mẫu")
    gone.valid_to, late.valid_from = date(2026, 11, 1), date(2026, 12, 1)
    db.session.commit()

    paper = printed(decision)

    assert "Tạ Văn Thử" not in paper
    assert "Mai Thị Mẫu" not in paper


def test_a_visit_given_up_after_the_signature_stays_on_the_paper(app):
    decision = decided(("A", "B", "C"), signed=False, visit={"state": InspectionState.DRAFT})
    loaded = require_decision(people.actor("hoa"), decision.id, NOON)
    first, second, _ = loaded.inspections
    cancel_inspection(first, "Đã đóng cửa", actor=people.actor("hoa"), at=SIX)
    terms = Signing("9/QĐ-UBND", people.TODAY, "Chủ tịch", "Ủy ban nhân dân tỉnh Hưng Yên")
    sign_decision(loaded, terms, actor=people.actor("khanh"), at=SIX)
    cancel_inspection(second, "Đã đóng cửa", actor=people.actor("hoa"), at=SIX)
    db.session.commit()

    paper = printed(decision)

    assert f"{second.establishment.name} (Karaoke)" in paper
    assert f"{first.establishment.name} (Karaoke)" not in paper


def test_of_a_tip_the_paper_says_only_that_there_was_one(app):
    decision = sealed(
        ground=Ground.TIP, ground_reference="Đơn của bà Sáu", ground_text="bà Sáu, số 3"
    )

    paper = printed(decision)

    assert "Căn cứ đơn khiếu nại, tố cáo, phản ánh, kiến nghị;" in paper
    assert "bà Sáu" not in paper


def test_an_order_is_named_with_its_number(app):
    decision = sealed(ground=Ground.ORDER, ground_reference="Công văn số 5/UBND-NC")

    assert "Căn cứ yêu cầu của người có thẩm quyền (Công văn số 5/UBND-NC);" in printed(decision)


@pytest.mark.parametrize("name", ["hoa", "khanh"])
def test_a_sealed_decision_names_its_reader_and_the_reading_is_recorded_first(app, as_, name):
    decision = sealed()

    paper = text_of(as_(name).get(f"/documents/decision/{decision.id}.pdf").data)

    full_name = people.CAST[name][0]
    events = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert "Khách sạn Bí Mật" in paper
    assert f"bản in của {full_name}, không giao cho người khác" in paper
    assert [e.action for e in events] == ["document.printed", "inspection.sealed_read"]
    assert {(e.secrecy_key, e.actor_id) for e in events} == {
        (str(decision.id), people.user_id(name))
    }


@pytest.mark.parametrize("name", ["chi", "dung", "lan", "giang", "nam"])
def test_a_sealed_decision_is_absent_for_everybody_else(app, as_, name):
    browser, decision = as_(name), sealed()

    hidden, absent = (
        browser.get(f"/documents/decision/{key}.pdf", headers={"Accept": "application/json"})
        for key in (decision.id, uuid4())
    )

    assert (hidden.status_code, hidden.data) == (404, absent.data)


def test_the_team_reads_a_sealed_decision_from_its_opening_on(app):
    decision = sealed()

    with pytest.raises(NotFound):
        printed(decision, "an", SIX)
    assert "Khách sạn Bí Mật" in printed(decision, "an", NOON)


def test_an_open_decision_names_no_reader(app):
    assert "bản in của" not in printed(decided())


def test_a_withdrawn_decision_says_so(app):
    decision = decided(state=DecisionState.WITHDRAWN)

    assert "ĐÃ BỊ THU HỒI" in printed(decision)


def test_a_withdrawn_draft_is_not_printed(app):
    decision = decided(signed=False, state=DecisionState.WITHDRAWN)

    with pytest.raises(RuleBroken, match="draft was withdrawn"):
        printed(decision)


def test_a_decision_without_visits_is_not_printed(app):
    with pytest.raises(RuleBroken, match="names no visit"):
        printed(decided(()))


def test_the_page_answers_with_a_pdf(app, as_):
    decision = decided(number='1"2/QĐ\nUBND')

    page = as_("khanh").get(f"/documents/decision/{decision.id}.pdf")

    assert page.status_code == 200
    assert page.data.startswith(b"%PDF-")
    assert "\n" not in page.headers["Content-Disposition"]


def test_more_visits_take_no_more_statements(app, statements):
    few, many = decided(("A",)), decided(tuple(f"Quán {i:02}" for i in range(12)))
    counts = []

    for decision in (few, many):
        db.session.expunge_all()
        actor = people.actor("hoa")
        with statements() as ran:
            operations.print_decision(actor, decision.id, NOON)
        counts.append(len(ran))

    assert counts[0] == counts[1] <= 16


@pytest.mark.parametrize(
    ("post", "body", "head", "role"),
    [
        ("Phó Chủ tịch UBND tỉnh", "UBND tỉnh Hưng Yên", "Chủ tịch Ủy ban nhân dân tỉnh Hưng Yên",
         "KT. Chủ tịch\nPhó Chủ tịch"),
        ("giám đốc", "Sở Y tế tỉnh Hưng Yên", "Giám đốc Sở Y tế tỉnh Hưng Yên", "Giám đốc"),
        ("Phó Trưởng Công an phường", "Công an phường Mỹ Hào",
         "Trưởng Công an phường Mỹ Hào", "KT. Trưởng Công an phường"
         "\nPhó Trưởng Công an phường"),
        ("", "", "Chủ tịch", "Chủ tịch"),
    ],
)  # fmt: skip
def test_a_deputy_signs_for_the_head(post, body, head, role):
    assert authority(post, body).strip() == head
    assert signing_role(post) == role
