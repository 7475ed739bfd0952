"""What does each form of the program ask for? Good entries, to be sent twice, late or spoiled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from inspect178.commitments.texts import text_on
from inspect178.identity import queries as identity
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.planning.models import Plan
from inspect178.review import queries as review
from inspect178.review.enums import ReviewField
from inspect178.territory import queries as territory
from inspect178.violations import queries as violations
from tests import people


def unit_id(code: str = "33") -> int:
    return territory.require_unit_by_code(code, people.TODAY).id


def plan(**changes: Any) -> dict[str, Any]:
    year = clock.today().year
    said = {
        "unit": unit_id(),
        "year": year,
        "title": "Kế hoạch kiểm tra liên ngành",
        "basis": "end_of_period",
        "tree_on": f"{year}-12-31",
        "lead_agency": "",
        "parent_plan": "",
        "source": "",
        "note": "",
    }
    return {**said, **changes}


def change_of(found: Plan, **changes: Any) -> dict[str, Any]:
    said = {"unit": found.unit_id, "year": found.year, "title": found.title}
    known = {"tree_on": found.tree_on.isoformat(), "version": found.version}
    return {**plan(**said, **known), **changes}


def target(**changes: Any) -> dict[str, Any]:
    said = {
        "code": "COV",
        "label_vi": "Tỷ lệ cơ sở được kiểm tra",
        "label_en": "",
        "formula": "COV-Y",
        "comparator": ">=",
        "value": "20",
        "unit": "percent",
        "frequency": "year",
        "note": "",
    }
    return {**said, **changes}


def approval(**changes: Any) -> dict[str, Any]:
    return {"number": "12/KH-UBND", "signed_on": clock.today().isoformat(), **changes}


def choice(*establishment_ids: Any, **changes: Any) -> dict[str, Any]:
    said = {"team": people.team().id, "planned_on": clock.today().isoformat()}
    return {"chosen": [str(key) for key in establishment_ids], **said, **changes}


def decision(*visits: Inspection, **changes: Any) -> dict[str, Any]:
    said = {
        "visits": [str(v.id) for v in visits],
        "ground": "plan",
        "ground_reference": "",
        "scope_text": "Việc chấp hành pháp luật về phòng, chống mại dâm",
        "time_limit_days": "10",
        "approver": people.user_id("khanh"),
        "number": "",
    }
    return {**said, **changes}


def signing(**changes: Any) -> dict[str, Any]:
    said = {
        "number": "45/QĐ-UBND",
        "signed_on": clock.today().isoformat(),
        "issuer_body": "Ủy ban nhân dân tỉnh Hưng Yên",
        "issuer_post": "Phó Chủ tịch",
    }
    return {**said, **changes}


def announcement(inspection: Inspection, **changes: Any) -> dict[str, Any]:
    members = [m.id for m in identity.team_members(inspection.team_id, clock.today())]
    started_at = clock.local(clock.now() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    return {"started_at": started_at, "members": members, "others_present": "", **changes}


def signatures(**changes: Any) -> dict[str, Any]:
    said = {"leader_typed": "Trần Thị Bình", "owner_typed": "Lê Văn Chủ"}
    return {**said, "owner_name": "Lê Văn Chủ", "owner_post": "Chủ cơ sở", **changes}


def refusal(**changes: Any) -> dict[str, Any]:
    said = {
        "reason": "Không đồng ý với kết quả kiểm tra.",
        "leader_typed": "Trần Thị Bình",
        "attesting_role": "witness",
        "attesting_name": "Nguyễn Thị Chứng",
        "attesting_typed": "Nguyễn Thị Chứng",
    }
    return {**said, **changes}


def verdict(inspection: Inspection, decision: str = "accepted", **changes: Any) -> dict[str, Any]:
    seen = review.sheet_of(inspection, ReviewField.POLICE).seen
    return {"decision": decision, "seen": seen, "summary": "", **changes}


def violation(inspection: Inspection, **changes: Any) -> dict[str, Any]:
    said = {
        "legal_form": "household",
        "description": "Không xuất trình được giấy chứng nhận.",
        "statement": "",
        "maker": violations.makers(inspection.id)[0].id,
        "remedy_due_on": "",
        "record_number": "",
        "made_id": str(uuid4()),
    }
    return {**said, **changes}


def violation_address(inspection: Inspection, act_on: str | date | None = None) -> str:
    day = act_on or clock.local_day(inspection.announced_at or clock.now())
    asked = f"inspection={inspection.id}&item=C3&act_on={day}&clause=ANTT-4a"
    return f"/violations/record?{asked}"


def commitment(**changes: Any) -> dict[str, Any]:
    text = text_on(clock.today())
    assert text is not None
    said = {
        "signed_on": clock.today().isoformat(),
        "reason": "first",
        "last_day": "",
        "signer_name": "Lê Văn Chủ",
        "signer_post": "",
        "signer_typed": "Lê Văn Chủ",
        "officer_name": "Phạm Thị Xã",
        "officer_post": "",
        "officer_typed": "Phạm Thị Xã",
        "version": text.version,
        "made_id": str(uuid4()),
    }
    return {**said, **changes}


def establishment(**changes: Any) -> dict[str, Any]:
    said = {
        "name": "Khách sạn Phố Hiến",
        "type_code": "khach_san",
        "address": "5 đường Lê Lợi",
        "unit": unit_id("12127"),
        "old_commune": "",
        "legal_form": "household",
        "tax_code": "",
        "representative": "",
        "security_person": "",
        "room_count": "",
        "worker_total": "",
        "latitude": "",
        "longitude": "",
        "note": "",
        "in_scope_from": "2026-01-01",
        "scope_reason": "",
        "version": "1",
    }
    return {**said, **changes}
