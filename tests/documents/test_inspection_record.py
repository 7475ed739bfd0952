"""Does the paper of a record say what was signed, to those who may read it and to nobody else?"""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select

from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.commitments.queries import check_code
from inspect178.documents import operations
from inspect178.documents.builders.inspection_record import record_facts
from inspect178.documents.operations import Paper
from inspect178.documents.queries import NotAsSigned, record_file
from inspect178.extensions import db
from inspect178.files.drawings import Drawing
from inspect178.inspections.enums import (
    AnswerValue,
    Ground,
    InspectionMode,
    InspectionState,
    SignatureRole,
    SigningOutcome,
)
from inspect178.inspections.models import Amendment, Answer, Inspection
from inspect178.inspections.operations.signing import GivenSignature, attest_refusal, sign_record
from inspect178.inspections.queries.records import require_record
from inspect178.kernel.errors import NotFound
from inspect178.kernel.tokens import Paper as TokenPaper
from inspect178.kernel.tokens import PaperKind
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.registry.models import Licence
from tests import people
from tests.documents.office import PUBLIC_URL, codes_on, office
from tests.documents.papers import drawn_signature
from tests.documents.pdf import pages_of, text_of
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment

TEN = at(people.TODAY, 10)
HOSTILE = '#panic("x") $x$ @a *b* <script> \\ // "; \u202e👍 中'
DRAFT = "BẢN DỰ THẢO"


def drawn(role: SignatureRole, name: str, post: str = "") -> GivenSignature:
    return GivenSignature(role, name, Drawing(image=drawn_signature(), strokes=[]), post)


def answered(**facts) -> Inspection:
    place = facts.pop("place", None) or make_establishment(
        name="Khách sạn Phố Hiến",
        address="12 đường Điện Biên",
        representative="Nguyễn Thị Hường",
        legal_form=LegalForm.HOUSEHOLD,
        tax_code="033185012345",
    )
    return make_inspection(place, state="answered", **facts)


def answer(inspection: Inspection, code: str) -> Answer:
    return next(a for a in require_record(inspection).record.answers if a.item.code == code)


def signed(inspection: Inspection) -> Inspection:
    signatures = [
        drawn(SignatureRole.LEADER, "Trần Thị Bình"),
        drawn(SignatureRole.OWNER, "Nguyễn Thị Hường", "Chủ cơ sở"),
    ]
    sign_record(inspection, signatures, actor=people.actor("binh"), at=TEN)
    db.session.commit()
    return inspection


def pdf_of(inspection: Inspection, reader: str = "binh") -> Paper:
    return operations.print_record(people.actor(reader), inspection.id, TEN, office=office())


def printed(inspection: Inspection, reader: str = "binh") -> str:
    return text_of(pdf_of(inspection, reader).content)


def test_the_paper_says_what_was_signed(app):
    inspection = answered()
    answer(inspection, "C12").value = AnswerValue.NO
    answer(inspection, "C12").note = "Chưa ký bản cam kết năm 2026"
    inspection.record.others_present = "Ông Bế Văn Đàn, công chức, UBND phường Thượng Hồng"
    key = inspection.establishment_id
    db.session.add(Licence(establishment_id=key, kind=LicenceKind.SECURITY, number="45/GCN"))
    signed(inspection)

    paper = printed(inspection)

    number = inspection.record.number
    assert "ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN ĐỘI KIỂM TRA LIÊN NGÀNH 178" in paper
    assert f"Số: {number} Hưng Yên, ngày 23 tháng 11 năm 2026" in paper
    assert "của Chủ tịch Ủy ban nhân dân tỉnh Hưng Yên về việc kiểm tra việc chấp hành" in paper
    assert "12 đường Điện Biên, phường Thượng Hồng, tỉnh Hưng Yên" in paper
    assert "Ông (bà) Trần Thị Bình, Cán bộ, " in paper
    assert "Ông (bà) Bế Văn Đàn, công chức, UBND phường Thượng Hồng." in paper
    assert "Giấy chứng nhận đủ điều kiện về an ninh, trật tự số 45/GCN" in paper
    assert "Chưa ký bản cam kết năm 2026" in paper
    assert "Mục C12: Cơ sở có bản cam kết còn hiệu lực" in paper
    assert "Không phát hiện vi phạm." in paper
    assert "Ký trên thiết bị lúc 10:00 ngày 23/11/2026" in paper
    assert DRAFT not in paper


def test_agencies_of_every_place_are_named_at_their_own(app):
    paper = printed(signed(answered()))

    assert "Công an tỉnh Hưng Yên" in paper
    assert "tỉnh, thành phố" not in paper


def test_personal_numbers_are_masked(app):
    paper = printed(signed(answered()))

    assert "*********345" in paper
    assert "033185012345" not in paper


def test_a_name_changed_later_leaves_the_signed_paper_as_it_was(app):
    inspection = signed(answered())
    before = pdf_of(inspection).content

    inspection.establishment.name = "Khách sạn Tên Mới"
    inspection.establishment.address = "99 đường Khác"
    inspection.establishment.representative = "Người Khác"
    db.session.commit()
    after = pdf_of(inspection).content

    assert before == after
    assert "Khách sạn Phố Hiến" in text_of(after)


def test_the_code_on_the_paper_leads_to_the_page_that_says_it_is_genuine(app):
    inspection = signed(answered())
    signed_paper = TokenPaper.of(
        PaperKind.INSPECTION_RECORD, inspection.id, inspection.record.sha256
    )
    verification = office().verification(signed_paper, inspection.record.sha256)
    file = record_file(people.actor("binh"), inspection.id, TEN)

    (address,) = codes_on("inspection_record", record_facts(file, verification))

    page, _, token = address.rpartition("/")
    assert page == f"{PUBLIC_URL}/v"
    for code in (token, verification.code):
        checked = check_code(code, office().keys, today=people.TODAY)
        assert (checked.kind, checked.day) == (PaperKind.INSPECTION_RECORD, people.TODAY)
    assert verification.code in printed(inspection)
    assert inspection.record.sha256 in printed(inspection)


def test_before_the_signature_every_page_is_marked_as_a_draft(app):
    inspection = answered()
    db.session.commit()

    paper = pdf_of(inspection)

    assert all(DRAFT in page for page in pages_of(paper.content))
    assert paper.file_name == "Biên bản kiểm tra (dự thảo).pdf"
    assert "ĐẠI DIỆN CƠ SỞ ĐƯỢC KIỂM TRA (Ký, ghi rõ họ tên) Nguyễn Thị Hường" in text_of(
        paper.content
    )


def test_a_refusal_is_attested_on_paper(app):
    inspection = answered()
    signatures = [
        drawn(SignatureRole.LEADER, "Trần Thị Bình"),
        drawn(SignatureRole.COMMUNE, "Bế Văn Đàn", "Công chức"),
    ]
    attest_refusal(inspection, "không đồng ý", signatures, actor=people.actor("binh"), at=TEN)
    db.session.commit()

    paper = printed(inspection)

    assert "Ông (bà) Nguyễn Thị Hường từ chối ký biên bản, lý do: không đồng ý." in paper
    assert "Ông (bà) Bế Văn Đàn, Công chức, là đại diện chính quyền cấp xã." in paper
    assert "công nhận là đúng và cùng ký tên" not in paper
    assert "ĐẠI DIỆN CƠ SỞ ĐƯỢC KIỂM TRA" not in paper


def test_notes_added_after_signing_follow_the_record(app):
    inspection = signed(answered())
    db.session.add(
        Amendment(
            inspection_id=inspection.id,
            field="answer:C3",
            text="Số giấy là 45, không phải 54.",
            added_at=TEN,
            added_by_id=people.user_id("binh"),
            added_by_name="Trần Thị Bình",
        )
    )
    db.session.commit()

    record, notes = printed(inspection).split("GHI CHÚ BỔ SUNG SAU KHI KÝ")

    assert "Về mục C3: Số giấy là 45, không phải 54." in notes
    assert "không phải 54" not in record


def test_a_second_visit_names_its_ground_and_of_a_tip_nothing_more(app):
    inspection = answered(second_ground=Ground.TIP, second_reference="Tin của bà Sáu")

    paper = printed(signed(inspection))

    assert "căn cứ để kiểm tra lần này: đơn khiếu nại, tố cáo, phản ánh, kiến nghị." in paper
    assert "bà Sáu" not in paper


def test_a_visit_begun_on_the_spot_says_why_there_is_no_decision(app):
    caught = {"unplanned_ground": Ground.SIGNS, "unplanned_reference": "Báo cáo nhanh số 3"}
    inspection = answered(mode=InspectionMode.FLAGRANTE, **caught)
    inspection.decision = None

    paper = printed(signed(inspection))

    assert "Kiểm tra do phát hiện quả tang" in paper
    assert "Báo cáo nhanh số 3" in paper
    assert "đã xuất trình thẻ kiểm tra hồi" in paper
    assert "Thực hiện Quyết định" not in paper
    assert ", công bố quyết định kiểm tra hồi" not in paper


def test_made_up_data_say_so_on_every_page(app):
    inspection = signed(answered(is_demo=True))

    pages = pages_of(pdf_of(inspection).content)

    assert all("DỮ LIỆU MẪU" in page for page in pages)
    assert "DỮ LIỆU MẪU" not in printed(signed(answered()))


def test_a_record_that_is_not_what_was_signed_is_not_printed(app):
    inspection = answered()
    record = inspection.record
    record.outcome, record.number = SigningOutcome.SIGNED, "01/BB-ĐKTLN178"
    record.content, record.sha256, record.frozen_at = {"number": "01"}, "0" * 64, TEN
    inspection.state, inspection.completed_on = InspectionState.RECORD_SIGNED, people.TODAY
    db.session.commit()

    with pytest.raises(NotAsSigned):
        pdf_of(inspection)


def test_whatever_people_typed_is_printed_as_text(app):
    place = make_establishment(
        name=HOSTILE, address=HOSTILE, representative=HOSTILE, security_person=HOSTILE
    )
    inspection = answered(place=place)
    record = inspection.record
    for name in ("place", "others_present", "findings", "owner_opinion", "conclusion"):
        setattr(record, name, HOSTILE + "\n" + HOSTILE)
    answer(inspection, "C1").note = HOSTILE
    inspection.decision.issuer_post = inspection.decision.issuer_body = HOSTILE
    inspection.decision.number = HOSTILE

    paper = pdf_of(signed(inspection))

    assert text_of(paper.content).count('#panic("x")') >= 12


def test_the_page_is_a_pdf_with_a_vietnamese_name_that_nobody_keeps(app, as_):
    inspection = signed(answered())

    page = as_("binh").get(f"/documents/inspection-record/{inspection.id}.pdf")

    name = page.headers["Content-Disposition"]
    assert page.status_code == 200
    assert page.mimetype == "application/pdf"
    assert name.startswith("inline;")
    assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20ki%E1%BB%83m%20tra%20" in name
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_drawing_that_cannot_be_printed_gets_a_sentence_and_no_trace(app, as_):
    inspection = answered()
    broken = Drawing(image=b"\x89PNG\r\n\x1a\nnot a picture", strokes=[])
    signatures = [
        GivenSignature(SignatureRole.LEADER, "Trần Thị Bình", broken),
        drawn(SignatureRole.OWNER, "Nguyễn Thị Hường"),
    ]
    sign_record(inspection, signatures, actor=people.actor("binh"), at=TEN)
    db.session.commit()

    page = as_("binh").get(f"/documents/inspection-record/{inspection.id}.pdf")

    assert page.status_code == 500
    assert "Chưa tạo được văn bản" in page.text
    assert "typst" not in page.text
    assert "Traceback" not in page.text


def test_each_print_is_noted_with_the_hash_of_what_was_handed_out(app, as_):
    inspection = signed(answered())

    page = as_("dung").get(f"/documents/inspection-record/{inspection.id}.pdf")

    entry, detail = db.session.execute(
        select(AuditEntry, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.action == "document.printed")
    ).one()
    assert entry.actor_id == people.user_id("dung")
    assert entry.subject_id == str(inspection.id)
    assert entry.about_id == str(inspection.establishment_id)
    assert json.loads(detail) == {
        "kind": "inspection_record",
        "sha256": hashlib.sha256(page.data).hexdigest(),
    }


@pytest.mark.parametrize(("name", "status"), [("giang", 404), ("minh", 403), ("lan", 200)])
def test_only_who_may_print_here_gets_the_paper(app, as_, name, status):
    inspection = signed(answered())

    page = as_(name).get(f"/documents/inspection-record/{inspection.id}.pdf")

    assert page.status_code == status


def test_a_stranger_is_sent_to_sign_in(app, client):
    page = client.get("/documents/inspection-record/00000000-0000-0000-0000-000000000000.pdf")

    assert page.status_code == 302


def test_a_visit_that_has_not_begun_has_no_paper_and_says_so(app, as_):
    inspection = make_inspection(make_establishment())
    db.session.commit()

    page = as_("binh").get(f"/documents/inspection-record/{inspection.id}.pdf")

    assert page.status_code == 422
    assert "chưa bắt đầu" in page.text


def test_a_sealed_visit_is_absent_for_all_but_those_who_share_it(app, as_):
    inspection = make_inspection(
        make_establishment(), mode=InspectionMode.SURPRISE, opens_at=at(people.TODAY, 23)
    )
    db.session.commit()

    for name in ("chi", "dung", "lan"):
        with pytest.raises(NotFound):
            pdf_of(inspection, name)


def test_a_long_record_takes_no_more_statements(app, statements):
    short, long = signed(answered()), answered(place=make_establishment())
    long.record.others_present = "\n".join(f"Ông Người Thứ {i}, dân phố" for i in range(30))
    signed(long)
    counts = []

    for inspection in (short, long):
        db.session.expunge_all()
        actor = people.actor("binh")
        with statements() as ran:
            operations.print_record(actor, inspection.id, TEN, office=office())
        counts.append(len(ran))

    assert counts[0] == counts[1] <= 24
