"""Is a commitment printed as it was signed, with a code that leads to its public page?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import SigningReason
from inspect178.commitments.models import Commitment
from inspect178.commitments.operations import SigningEntry, sign_commitment, withdraw_commitment
from inspect178.commitments.queries import check_code, paper_of
from inspect178.commitments.texts import text_on
from inspect178.documents import operations
from inspect178.documents.builders.commitment import commitment_facts
from inspect178.documents.queries import NotAsSigned, commitment_file
from inspect178.extensions import db
from inspect178.kernel.errors import NotFound
from inspect178.registry.enums import LegalForm, LicenceKind
from inspect178.registry.models import Establishment, Licence
from inspect178.registry.queries import require_establishment
from tests import people
from tests.documents.office import PUBLIC_URL, codes_on, office
from tests.documents.papers import drawn_signature
from tests.documents.pdf import text_of
from tests.factories.inspections import at
from tests.factories.registry import make_establishment

TEN = at(people.TODAY, 10)
HOSTILE = '#panic("x") $x$ @a *b* <script> \\ // "; \u202e👍 中'


def place(**facts) -> Establishment:
    facts = {
        "name": "Nhà nghỉ Sen Hồng",
        "address": "7 ngõ 3",
        "legal_form": LegalForm.HOUSEHOLD,
        "tax_code": "033185012345",
        "representative": "Phạm Thị Sen",
    } | facts
    return make_establishment(**facts)


def signed(establishment: Establishment | None = None, **changes) -> Commitment:
    establishment = establishment or place()
    text = text_on(people.TODAY)
    assert text is not None
    entry = {
        "reason": SigningReason.FIRST,
        "signed_on": people.TODAY,
        "signer": Signatory("Phạm Thị Sen", "Chủ cơ sở", drawn_signature()),
        "officer": Signatory("Vũ Văn Xã", "Phó Chủ tịch", None),
        "version": text.version,
        "last_day": people.TODAY.replace(year=people.TODAY.year + 1),
    } | changes
    actor = people.actor("binh")
    found = require_establishment(actor, establishment.id)
    commitment = sign_commitment(found, SigningEntry(**entry), actor=actor, at=TEN)
    db.session.commit()
    return commitment


def printed(commitment: Commitment, reader: str = "binh") -> str:
    actor = people.actor(reader)
    paper = operations.print_commitment(actor, commitment.id, TEN, office=office())
    return text_of(paper.content)


def test_the_paper_says_what_was_signed(app):
    establishment = place()
    db.session.add(
        Licence(establishment_id=establishment.id, kind=LicenceKind.BUSINESS, number="05A8012345")
    )
    commitment = signed(establishment)

    paper = printed(commitment)

    assert "Thượng Hồng, ngày 23 tháng 11 năm 2026 BẢN CAM KẾT Thực hiện các quy định" in paper
    assert "Kính gửi: Ủy ban nhân dân phường Thượng Hồng" in paper
    assert "Địa chỉ: 7 ngõ 3, phường Thượng Hồng, tỉnh Hưng Yên" in paper
    assert "Giấy chứng nhận đăng ký kinh doanh số 05A8012345" in paper
    assert "Ông (bà) Phạm Thị Sen, Chủ cơ sở" in paper
    assert "1. Không để xảy ra hoạt động mua dâm, bán dâm" in paper
    assert "đến hết ngày 23 tháng 11 năm 2027." in paper
    assert commitment.content["liability"] in paper
    assert "XÁC NHẬN CỦA ỦY BAN NHÂN DÂN PHƯỜNG THƯỢNG HỒNG Phó Chủ tịch Vũ Văn Xã" in paper
    assert "(ký bằng cách nhập họ tên)" in paper
    assert "*********345" in paper
    assert "033185012345" not in paper


def test_a_name_changed_later_leaves_the_paper_as_it_was(app):
    commitment = signed()
    before = printed(commitment)

    commitment.establishment.name = "Tên Mới"
    db.session.commit()

    assert printed(commitment) == before


def test_the_code_leads_to_the_public_page_and_is_believed(app):
    commitment = signed()
    file = commitment_file(people.actor("binh"), commitment.id)
    verification = office().verification(paper_of(commitment), commitment.sha256)

    found = codes_on("commitment", commitment_facts(file, verification))

    assert len(found) == 1, found
    checked = check_code(
        found[0].removeprefix(f"{PUBLIC_URL}/v/"), office().keys, today=people.TODAY
    )
    assert checked.establishment_name == "Nhà nghỉ Sen Hồng"
    assert checked.in_force is True
    assert verification.code in printed(commitment)


def test_the_next_commitment_names_the_one_that_it_replaces(app):
    establishment = place()
    first = signed(establishment)
    second = signed(establishment, reason=SigningReason.NEW_OWNER)

    assert "thay thế bản cam kết ký ngày 23 tháng 11 năm 2026." in printed(second)
    assert "ĐÃ ĐƯỢC THAY THẾ" in printed(first)
    assert "ĐÃ ĐƯỢC THAY THẾ" not in printed(second)


def test_a_commitment_that_has_ended_says_so_and_made_up_ones_too(app):
    commitment = signed(place(is_demo=True))
    withdraw_commitment(commitment, "Cơ sở đóng cửa", actor=people.actor("hoa"), at=TEN)
    db.session.commit()

    assert "DỮ LIỆU MẪU – ĐÃ CHẤM DỨT" in printed(commitment)


def test_without_a_last_day_none_is_printed(app):
    assert "đến hết ngày" not in printed(signed(last_day=None))


def test_a_content_that_is_not_what_was_signed_is_not_printed(app):
    commitment = signed()
    text, column = dict(commitment.content), Commitment.__table__.c
    copy = {c.name: getattr(commitment, c.name) for c in column} | {
        "id": uuid4(),
        "content": {**text, "title": "GIẤY KHÁC"},
    }
    db.session.execute(Commitment.__table__.insert().values(copy))
    db.session.commit()

    with pytest.raises(NotAsSigned):
        operations.print_commitment(people.actor("binh"), copy["id"], TEN, office=office())


def test_another_province_finds_nothing(app):
    with pytest.raises(NotFound):
        printed(signed(), "giang")


def test_whatever_people_typed_is_printed_as_text(app):
    commitment = signed(
        place(name=HOSTILE, address=HOSTILE, representative=HOSTILE),
        signer=Signatory(HOSTILE, HOSTILE),
        officer=Signatory(HOSTILE, HOSTILE),
    )

    assert printed(commitment).count('#panic("x")') >= 6


def test_the_page_is_a_pdf_named_after_the_establishment(app, as_):
    commitment = signed(place(name='Nhà nghỉ "Sen"/Hồng'))

    page = as_("lan").get(f"/documents/commitment/{commitment.id}.pdf")

    assert page.status_code == 200
    assert page.data.startswith(b"%PDF-")
    assert "23-11-2026.pdf" in page.headers["Content-Disposition"]
