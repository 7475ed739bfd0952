"""How are details of events told?"""

from __future__ import annotations

import json

import pytest

from inspect178.audit.models import AuditEntry
from inspect178.audit.surroundings import Surroundings, surroundings
from inspect178.audit.telling import tell
from inspect178.audit.words import FIELDS
from inspect178.reports.trail import CLOSED_LISTS, OTHER_WORDS
from tests import people


@pytest.fixture
def around(app):
    with app.test_request_context("/"):
        yield surroundings()


def told(around: Surroundings, detail, **columns):
    entry = AuditEntry(
        **{
            "at": people.LOADED_AT,
            "actor_id": None,
            "actor_roles": "system",
            "action": "inspection.saved",
            "subject_type": "inspection",
            "subject_id": "5a0c5d52-9a5e-4d6e-8f6e-6f2a4c1f0a11",
            "outcome": "done",
        }
        | columns
    )
    return tell([(entry, json.dumps(detail))], around)[0]


DETAILS = {
    "a state": ({"before": "submitted"}, [("Trước đó", "Đã gửi xem xét")]),
    "a day": ({"on": "2026-03-05"}, [("Ngày", "05/03/2026")]),
    "no day": ({"number": "2026-13-45"}, [("Số", "2026-13-45")]),
    "a list": ({"present": ["An", "Bình"]}, [("Thành viên có mặt", "An, Bình")]),
    "nothing": ({"reason": None}, [("Lý do", "không có")]),
    "yes": ({"may_record": True}, [("Được lập biên bản vi phạm hành chính", "Có")]),
    "a fingerprint": ({"sha256": "a" * 64}, [("Mã kiểm chứng (SHA-256)", "a" * 16 + "…")]),
    "a part of the record": ({"field": "findings"}, [("Phần hoặc lĩnh vực", "Kết quả kiểm tra")]),
    "an agency": ({"by": "culture"}, [("Bởi", "Văn hóa")]),
    "a paper": ({"kind": "decision"}, [("Loại", "Quyết định kiểm tra")]),
    "an unknown word": ({"odd_thing": "x"}, [("odd thing", "x")]),
    "a picture": ({"filters": {"name": "Hoa"}}, [("Bộ lọc", "Tên: Hoa")]),
}


@pytest.mark.parametrize(("detail", "expected"), DETAILS.values(), ids=DETAILS)
def test_a_detail_is_told(around, detail, expected):
    event = told(around, detail)

    assert [(d.label, d.value) for d in event.details] == expected


def test_a_change_is_told_as_before_and_after_without_what_stayed(around):
    detail = {
        "before": {"name": "KS Hoa", "room_count": None, "address": "1 Lê Lợi"},
        "after": {"name": "KS Hoa Mai", "room_count": 12, "address": "1 Lê Lợi"},
        "reason": "gõ nhầm",
    }

    event = told(around, detail, subject_type="establishment")

    assert [(d.before, d.value) for d in event.details] == [
        ("KS Hoa", "KS Hoa Mai"),
        ("không có", "12"),
        (None, "gõ nhầm"),
    ]


@pytest.mark.parametrize(
    ("roles", "who"), [("system", "Hệ thống"), ("nobody", "Người chưa đăng nhập")]
)
def test_who_is_nobody_has_a_name_too(around, roles, who):
    assert told(around, {}, actor_roles=roles).who == who


def test_an_action_and_a_thing_of_which_nothing_is_known_are_told_all_the_same(around):
    event = told(around, {}, action="plan.eaten", subject_type="units", subject_id="units")

    assert (event.action, event.kind, event.thing, event.page) == ("plan.eaten", "", None, None)


def test_a_very_long_detail_is_cut(around):
    assert len(told(around, {"reason": "dài " * 500}).details[0].value) == 300


def test_signing_in_is_about_oneself(around):
    columns = {"actor_id": 3, "subject_type": "user_account", "subject_id": "3"}

    assert told(around, {}, **columns).is_about_oneself
    assert not told(around, {}, **columns | {"subject_id": "4"}).is_about_oneself


def test_words_are_given_for_details_that_exist(app):
    assert set(CLOSED_LISTS) | set(OTHER_WORDS) <= set(FIELDS)
