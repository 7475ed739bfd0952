"""What does the paper of a decision say? NĐ 217/2025 art. 11.3: basis, scope, subject, limit, team.

The paper goes to the establishment: of a tip it says that there was one, never which or whose.
"""

from __future__ import annotations

from inspect178.documents import words
from inspect178.documents.builders.parts import mark, team_on_paper
from inspect178.documents.facts import DecisionFacts, Issuer, SignatureOnPaper, SubjectOnPaper
from inspect178.documents.law import legal_bases
from inspect178.documents.queries import DecisionFile
from inspect178.inspections.enums import DecisionState, Ground, InspectionMode
from inspect178.inspections.models import Inspection
from inspect178.kernel.text import squeeze
from inspect178.territory import words as units

DUTIES = (
    "Công bố Quyết định kiểm tra và xuất trình thẻ kiểm tra khi bắt đầu kiểm tra",
    "Kiểm tra đúng nội dung, phạm vi, thời hạn ghi tại Điều 1, không cản trở hoạt động kinh doanh "
    "bình thường của cơ sở",
    "Lập biên bản kiểm tra; lập biên bản vi phạm hành chính hoặc chuyển người có thẩm quyền khi "
    "phát hiện vi phạm",
    "Giữ bí mật thông tin, dữ liệu cá nhân thu thập được và báo cáo kết quả kiểm tra theo quy định",
)
RESPONSIBLE = ("Thủ trưởng các cơ quan có người tham gia Đội kiểm tra",)
RECIPIENTS = ("Như Điều 4", "Lưu: VT, hồ sơ kiểm tra")


def decision_facts(file: DecisionFile, *, reader: str = "") -> DecisionFacts:
    """Say what the paper of a decision says; `reader` is named while it is a secret."""
    decision = file.decision
    body = words.spelt_out(decision.issuer_body) or units.peoples_committee(file.place.unit)
    surprise = decision.mode == InspectionMode.SURPRISE
    days = [visit.planned_on for visit in file.visits]
    withdrawn = decision.state == DecisionState.WITHDRAWN
    return DecisionFacts(
        issuer=_issuer(file, body),
        authority=words.authority(decision.issuer_post, body),
        about=f"kiểm tra {'đột xuất ' if surprise else ''}{words.MATTER}",
        legal_bases=legal_bases("decision", file.day),
        ground=_ground(file),
        surprise=surprise,
        content=file.topics,
        scope=squeeze(decision.scope_text).rstrip("."),
        subjects=tuple(_subject(file, visit) for visit in file.visits),
        time_limit_days=decision.time_limit_days,
        planned_from=min(days, default=None),
        planned_to=max(days, default=None),
        team_name=decision.team.name,
        team=team_on_paper(file.members, file.place),
        duties=DUTIES,
        responsible=RESPONSIBLE,
        recipients=RECIPIENTS,
        signature=SignatureOnPaper(words.signing_role(decision.issuer_post), decision.issuer_name),
        draft=decision.signed_on is None,
        mark=mark(is_demo=_is_demo(file), also=words.WITHDRAWN if withdrawn else ""),
        reader=reader,
    )


def _issuer(file: DecisionFile, body: str) -> Issuer:
    decision = file.decision
    committee = body.startswith(units.COMMITTEE)
    return Issuer(
        superior_body="" if committee else units.peoples_committee(file.place.unit),
        body=body,
        place=units.place_of_signing(file.place.unit),
        day=file.day,
        number=decision.number,
        symbol="QĐ-UBND" if committee else "QĐ",
        undated=decision.signed_on is None,
    )


def _ground(file: DecisionFile) -> str:
    ground, reference = file.decision.ground, file.decision.ground_reference
    if ground == Ground.PLAN:
        return squeeze(reference).rstrip(".;") or _plan(file)
    return words.ground_outside_plan(ground, reference)


def _plan(file: DecisionFile) -> str:
    plan = file.plan
    if plan is None or not plan.number:
        return f"{words.GROUNDS[Ground.PLAN]} năm {file.day.year} đã được phê duyệt"
    signed = f" {words.long_day(plan.signed_on)}" if plan.signed_on else ""
    return f"Kế hoạch số {plan.number}{signed} ({plan.title})"


def _subject(file: DecisionFile, visit: Inspection) -> SubjectOnPaper:
    establishment, place = visit.establishment, file.places[visit.id]
    return SubjectOnPaper(
        name=establishment.name,
        address=units.whole_address(establishment.address, place.commune, place.province),
        type_label=file.types[establishment.type_code].label_vi,
    )


def _is_demo(file: DecisionFile) -> bool:
    return any(visit.is_demo or visit.establishment.is_demo for visit in file.visits)
