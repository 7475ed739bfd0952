"""What do the documents of these tests say? Facts of one made-up inspection and its papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from inspect178.documents.facts import (
    ActOnPaper,
    AmendmentOnPaper,
    AnswerOnPaper,
    ClauseConfirmation,
    CommitmentFacts,
    DecisionFacts,
    EstablishmentOnPaper,
    ExplanationOnPaper,
    Facts,
    InspectionRecordFacts,
    Issuer,
    ItemOnPaper,
    LicenceOnPaper,
    PersonOnPaper,
    RecommendationOnPaper,
    RefusalOnPaper,
    SectionOnPaper,
    SignatureOnPaper,
    StickerFacts,
    StickerSheetFacts,
    SubjectOnPaper,
    VerificationOnPaper,
    ViolationOnPaper,
    ViolationRecordFacts,
    ViolatorOnPaper,
    WorkersOnPaper,
)
from tests.documents.reports import REPORT

DAY = date(2026, 1, 5)
STARTED = datetime(2026, 1, 5, 2, 5, tzinfo=UTC)  # 09:05 in Vietnam
ENDED = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)  # 11:30 in Vietnam


def drawn_signature() -> bytes:
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(20, 90), (90, 20), (160, 90), (280, 40)], "navy", 4)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


LEADER = PersonOnPaper("Hoàng Văn Thắng", "Phó Trưởng phòng", "Sở Y tế", "Đội trưởng")
TEAM = (
    LEADER,
    PersonOnPaper("Nông Thị Mỵ", "Chuyên viên", "Sở Văn hóa, Thể thao và Du lịch", "Thành viên"),
    PersonOnPaper("Lý Quang Vũ", "Đội trưởng", "Công an tỉnh", "Thành viên"),
)
OWNER = PersonOnPaper("Nguyễn Thị Hường", "Chủ hộ kinh doanh")
WITNESS = PersonOnPaper("Bế Văn Đàn", "Công chức", "UBND phường Thục Phán")
VERIFICATION = VerificationOnPaper(
    url="https://kiemtra178.example.vn/x/K7MPQ4RTXA", code="K7MP-Q4RT-XA", sha256="9f86d081" * 8
)
ESTABLISHMENT = EstablishmentOnPaper(
    name="Khách sạn Hoa Ban Trắng (minh họa)",
    type_label="Khách sạn",
    legal_form="Hộ kinh doanh",
    address="Số 12, đường Kim Đồng, phường Thục Phán, tỉnh Cao Bằng",
    tax_code="80*****123",
    representative=OWNER,
    security_person=PersonOnPaper("Đặng Quốc Khánh", "Quản lý"),
    licences=(
        LicenceOnPaper(
            "Giấy chứng nhận đủ điều kiện về an ninh, trật tự",
            "45/GCN",
            issuer="Công an tỉnh Cao Bằng",
            issued_on=date(2023, 4, 2),
        ),
    ),
)
SIGNED = SignatureOnPaper("Đội trưởng", LEADER.name, image=drawn_signature(), signed_at=ENDED)


def items(number: int) -> tuple[ItemOnPaper, ...]:
    answers = list(AnswerOnPaper)
    return tuple(
        ItemOnPaper(
            f"C{i}",
            "Hợp đồng lao động bằng văn bản với toàn bộ người lao động",
            answers[i % len(answers)],
            count="12/15" if answers[i % len(answers)] is AnswerOnPaper.COUNT else "",
            note="Sổ ghi chép chưa đầy đủ.",
            legal_basis="Nghị định số 178/2004/NĐ-CP, Điều 11",
        )
        for i in range(1, number + 1)
    )


RECORD = InspectionRecordFacts(
    issuer=Issuer(
        superior_body="Ủy ban nhân dân tỉnh Cao Bằng",
        body="Đội kiểm tra liên ngành 178",
        place="Cao Bằng",
        day=DAY,
        number="05/BB-ĐKTLN178",
    ),
    team_name="Đội kiểm tra liên ngành 178 tỉnh Cao Bằng",
    decision_number="12/QĐ-UBND",
    decision_on=date(2026, 1, 2),
    decision_issuer="Chủ tịch Ủy ban nhân dân tỉnh Cao Bằng",
    decision_about="kiểm tra việc chấp hành pháp luật về phòng, chống mại dâm",
    started_at=STARTED,
    ended_at=ENDED,
    announced_at=STARTED,
    place=ESTABLISHMENT.address,
    establishment=ESTABLISHMENT,
    team=TEAM,
    establishment_people=(OWNER,),
    others=(WITNESS,),
    sections=(SectionOnPaper("Điều kiện chung", items(8)),),
    workers=(WorkersOnPaper("Tổng số người lao động", 15), WorkersOnPaper("Dưới 18 tuổi", None)),
    findings="Cơ sở hoạt động đúng địa chỉ.\nSổ quản lý khách lưu trú ghi thiếu 03 lượt khách.",
    violations=(
        ViolationOnPaper(
            "Không xuất trình được bản gốc giấy chứng nhận",
            "điểm h khoản 1 Điều 15 Nghị định số 282/2025/NĐ-CP",
        ),
    ),
    owner_opinion="Cơ sở nhất trí, cam kết khắc phục đúng thời hạn.",
    recommendations=(
        RecommendationOnPaper("Giao kết hợp đồng với 03 người lao động.", date(2026, 1, 20)),
        RecommendationOnPaper("Ghi chép đầy đủ sổ quản lý."),
    ),
    signatures=(
        SignatureOnPaper("Đại diện cơ sở", OWNER.name, typed=True, signed_at=ENDED),
        SIGNED,
        SignatureOnPaper("Thành viên", TEAM[1].name),
    ),
    verification=VERIFICATION,
)
REFUSED = replace(
    RECORD,
    refusal=RefusalOnPaper(
        OWNER, "không đồng ý với số lao động", attested_by=WITNESS, by_commune_authority=True
    ),
    signatures=(SIGNED, SignatureOnPaper("Đại diện chính quyền", WITNESS.name)),
)
AMENDED = replace(
    RECORD, amendments=(AmendmentOnPaper("Đính chính: cơ sở có 18 phòng.", LEADER, ENDED),)
)
DECISION = DecisionFacts(
    issuer=Issuer(
        body="Ủy ban nhân dân tỉnh Cao Bằng",
        place="Cao Bằng",
        day=date(2026, 3, 2),
        number="112/QĐ-UBND",
    ),
    authority="Chủ tịch Ủy ban nhân dân tỉnh Cao Bằng",
    about="kiểm tra việc chấp hành pháp luật về phòng, chống mại dâm",
    legal_bases=("Pháp lệnh Phòng, chống mại dâm ngày 14 tháng 3 năm 2003",),
    ground="Kế hoạch số 07/KH-UBND ngày 07 tháng 01 năm 2026",
    surprise=False,
    content=("Điều kiện kinh doanh", "Việc ký bản cam kết"),
    subjects=(SubjectOnPaper(ESTABLISHMENT.name, ESTABLISHMENT.address, "Khách sạn"),),
    time_limit_days=7,
    team=TEAM,
    duties=("Công bố quyết định kiểm tra", "Lập biên bản kiểm tra"),
    responsible=("Giám đốc Sở Y tế",),
    recipients=("Như Điều 4", "Lưu: VT, YT"),
    signature=SignatureOnPaper("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Lê Hải Hòa"),
    proposed_by="Giám đốc Sở Y tế",
    verification=VERIFICATION,
)
COMMITMENT = CommitmentFacts(
    establishment=ESTABLISHMENT,
    commune="Ủy ban nhân dân phường Thục Phán",
    place="Thục Phán",
    signed_on=date(2026, 2, 9),
    signer=OWNER,
    undertakings=("Không để xảy ra hoạt động mại dâm tại cơ sở.", "Không sử dụng người dưới 18."),
    signer_signature=replace(SIGNED, role_vi="Đại diện cơ sở", name=OWNER.name),
    officer_signature=SignatureOnPaper("Xác nhận của Ủy ban nhân dân phường", WITNESS.name),
    number="12/CK-UBND",
    valid_to=date(2027, 2, 8),
    verification=VERIFICATION,
)
ACT = ActOnPaper(
    "Không giao kết hợp đồng lao động bằng văn bản",
    DAY,
    clause="Khoản 1 Điều 15",
    decree="Nghị định số 283/2026/NĐ-CP",
    workers=3,
    fine_min=2_000_000,
    fine_max=5_000_000,
)
CONFIRMATION = ClauseConfirmation(TEAM[2], "Công báo số 123", ENDED)
VIOLATION = ViolationRecordFacts(
    issuer=Issuer(
        superior_body="Công an tỉnh Cao Bằng",
        body="Phòng Cảnh sát quản lý hành chính",
        place="Cao Bằng",
        day=DAY,
        symbol="BB-VPHC",
    ),
    field="Trong lĩnh vực lao động",
    made_at=ENDED,
    place=ESTABLISHMENT.address,
    grounds=("Biên bản kiểm tra số 05/BB-ĐKTLN178",),
    makers=(TEAM[2],),
    violator=ViolatorOnPaper(
        is_organisation=False,
        establishment=replace(
            ESTABLISHMENT, representative=PersonOnPaper(OWNER.name), security_person=None
        ),
    ),
    acts=(ACT, replace(ACT, clause_verified=False, confirmation=CONFIRMATION)),
    explanation=ExplanationOnPaper(granted=True, addressee="Trưởng Công an phường Thục Phán"),
    ended_at=ENDED,
    witnesses=(WITNESS,),
    violator_statement="Thống nhất.",
    signatures=(SIGNED, SignatureOnPaper("Người vi phạm", OWNER.name)),
    verification=VERIFICATION,
)


def stickers(number: int, **changes: Any) -> StickerSheetFacts:
    labels = tuple(
        StickerFacts(
            f"Khách sạn Hoa Ban {i}",
            "Số 12, đường Kim Đồng, phường Thục Phán",
            f"K7MP-Q4RT-{i:02}",
            f"https://kiemtra178.example.vn/e/K7MPQ4RT{i:02}",
        )
        for i in range(number)
    )
    return StickerSheetFacts(labels, made_on=DAY, **changes)


PAPERS: dict[str, Facts] = {
    "inspection_record": RECORD,
    "decision": DECISION,
    "commitment": COMMITMENT,
    "violation_record": VIOLATION,
    "sticker_sheet": stickers(5),
    "periodic_report": REPORT,
}
