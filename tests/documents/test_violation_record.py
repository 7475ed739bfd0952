"""Is a violation record printed ready for the pen, and never with law that nobody answers for?"""

from __future__ import annotations

import pytest

from inspect178.documents import operations
from inspect178.documents.rules import any_may_explain, may_explain
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.kernel.errors import NotFound, RuleBroken
from inspect178.registry.enums import LegalForm
from inspect178.violations.enums import ViolationState
from inspect178.violations.models import Violation
from tests import people
from tests.documents.pdf import text_of
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment
from tests.factories.violations import make_violation

NOON = at(people.TODAY, 12)
UNVERIFIED = "VH-5"
HOSTILE = '#panic("x") $x$ @a *b* <script> \\ // "; \u202e👍 中'


def visited(**facts) -> Inspection:
    facts = {
        "name": "Quán karaoke Sao Đêm",
        "legal_form": LegalForm.HOUSEHOLD,
        "representative": "Nguyễn Thị Hường",
        "tax_code": "033185012345",
        "type_code": "karaoke",
    } | facts
    return make_inspection(make_establishment(**facts), state="signed")


def found(inspection: Inspection | None = None, **columns) -> Violation:
    violation = make_violation(inspection or visited(), **columns)
    db.session.commit()
    return violation


def printed(violation: Violation, reader: str = "an") -> str:
    actor = people.actor(reader)
    return text_of(operations.print_violation_record(actor, violation.id, NOON).content)


def test_the_paper_follows_the_order_of_the_form(app):
    violation = found(key="LD-8", worker_count=3, record_number="07/BB-VPHC")
    violation.statement = "Cơ sở sẽ khám sức khỏe ngay."
    db.session.commit()

    paper = printed(violation)

    assert "Số: 07/BB-VPHC" in paper
    assert "BIÊN BẢN VI PHẠM HÀNH CHÍNH Trong lĩnh vực lao động" in paper
    assert "Căn cứ Quyết định kiểm tra số" in paper
    assert f"Căn cứ Biên bản kiểm tra số {violation.inspection.record.number} ngày 23" in paper
    assert "1. Ông (bà) Nguyễn Văn An, Cán bộ, Công an tỉnh Hưng Yên." in paper
    assert "1. Họ và tên: Nguyễn Thị Hường" in paper
    assert "Quán karaoke Sao Đêm (Hộ kinh doanh, Karaoke)" in paper
    assert "Số người lao động liên quan: 03 người." in paper
    assert "Khoản 2 Điều 33 Nghị định 283/2026/NĐ-CP." in paper
    assert "đối với cá nhân: từ 3.000.000 đồng đến 9.000.000 đồng" in paper
    assert "Cơ sở sẽ khám sức khỏe ngay." in paper
    assert "CÁ NHÂN VI PHẠM (Ký, ghi rõ họ tên) Nguyễn Thị Hường" in paper
    assert "033185012345" not in paper


def test_an_organisation_pays_double_and_is_named_as_one(app):
    violation = found(visited(legal_form=LegalForm.ORGANISATION, tax_code=None), key="LD-2")

    paper = printed(violation)

    assert "Khung tiền phạt đối với tổ chức: từ 40.000.000 đồng đến 50.000.000 đồng" in paper
    assert "ĐẠI DIỆN TỔ CHỨC VI PHẠM" in paper
    assert "b) Được quyền giải trình" in paper
    assert ": áp dụng" in paper.split("b) Được quyền giải trình")[1]


def test_acts_of_one_number_stand_on_one_paper(app):
    inspection = visited()
    first = found(inspection, key="LD-2", record_number="7/BB-VPHC")
    found(inspection, key="ANTT-4a", record_number="7/BB-VPHC")
    found(inspection, key="LD-5", record_number="8/BB-VPHC")

    paper = printed(first)

    assert "lao động" in paper.split("1. Người có thẩm quyền")[0]
    assert "an ninh, trật tự, an toàn xã hội" in paper.split("1. Người có thẩm quyền")[0]
    assert "Hành vi 2:" in paper
    assert "Hành vi 3:" not in paper


def test_a_name_changed_after_the_visit_is_not_the_violator_s(app):
    violation = found()
    violation.inspection.establishment.name = "Tên Mới"
    db.session.commit()

    assert "Quán karaoke Sao Đêm" in printed(violation)
    assert "Tên Mới" not in printed(violation)


def test_during_the_visit_the_register_is_asked(app):
    place = make_establishment(name="Nhà nghỉ Hoa", legal_form=LegalForm.HOUSEHOLD)
    violation = found(make_inspection(place, state="announced"))

    paper = printed(violation)

    assert "Nhà nghỉ Hoa (Hộ kinh doanh, Khách sạn)" in paper
    assert "Căn cứ Biên bản kiểm tra" not in paper


def test_a_clause_that_is_not_verified_is_refused_with_what_to_do(app, as_):
    violation = found(key=UNVERIFIED)

    page = as_("an").get(f"/documents/violation-record/{violation.id}.pdf")

    assert page.status_code == 422
    assert "Nghị định 38/2021/NĐ-CP chưa được kiểm chứng trong danh mục" in page.text


def test_a_clause_that_somebody_confirmed_names_who(app):
    violation = found(key=UNVERIFIED, clause_confirmed_by_id=people.user_id("chi"))

    assert "Lê Thị Chi đã đối chiếu với văn bản gốc và xác nhận" in printed(violation)


def test_without_a_legal_form_nobody_knows_who_violated(app):
    violation = found(visited(legal_form=LegalForm.UNKNOWN, tax_code=None))

    with pytest.raises(RuleBroken, match="organisation or a person"):
        printed(violation)


def test_a_dropped_violation_has_no_paper(app):
    with pytest.raises(RuleBroken, match="dropped"):
        printed(found(state=ViolationState.DROPPED))


def test_another_province_finds_nothing(app):
    with pytest.raises(NotFound):
        printed(found(), "giang")


def test_whatever_people_typed_is_printed_as_text(app):
    inspection = visited(name=HOSTILE, address=HOSTILE, representative=HOSTILE)
    violation = found(
        inspection,
        description=HOSTILE,
        statement=HOSTILE,
        maker_name=HOSTILE,
        maker_post=HOSTILE,
        record_number=HOSTILE,
    )

    assert printed(violation).count('#panic("x")') >= 8


@pytest.mark.parametrize(
    ("organisation", "fine", "extra", "granted"),
    [
        (False, 14_999_999, "", False),
        (False, 15_000_000, "", True),
        (True, 29_999_999, "", False),
        (True, 30_000_000, "", True),
        (False, None, "", None),
        (False, None, "Tước quyền sử dụng giấy phép", True),
        (False, 1_000_000, "Đình chỉ hoạt động từ 01 tháng", True),
    ],
)
def test_who_may_explain_follows_fine_and_extra_sanction(organisation, fine, extra, granted):
    assert may_explain(is_organisation=organisation, highest_fine=fine, extra=extra) is granted


@pytest.mark.parametrize(
    ("acts", "granted"), [([False, True], True), ([False, None], None), ([False], False)]
)
def test_one_act_that_grants_the_right_is_enough(acts, granted):
    assert any_may_explain(acts) is granted
