"""Does the database itself keep what stood on a signed commitment?"""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inspect178.extensions import db
from tests.factories.commitments import make_commitment
from tests.factories.registry import make_establishment

CHANGES = (
    "valid_to = '2099-01-01'", "signed_on = '2020-01-01'", "signer_name = 'khác'",
    "signer_post = 'khác'", "officer_post = 'khác'", "reason = 'new_owner'", "sha256 = 'khác'",
    "recorded_at = '2020-01-01 00:00:00'", "recorded_by_id = 1",
)  # fmt: skip


@pytest.fixture
def paper(app):
    made = make_commitment(make_establishment())
    db.session.commit()
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_of_the_paper_changes(paper, change):
    with pytest.raises(DBAPIError, match="does not change"):
        db.session.execute(text(f"UPDATE commitment SET {change}"))
    db.session.rollback()


def test_a_paper_is_not_removed(paper):
    with pytest.raises(DBAPIError, match="does not change"):
        db.session.execute(text("DELETE FROM commitment"))
    db.session.rollback()


def test_a_paper_may_still_end(paper):
    db.session.execute(text("UPDATE commitment SET state = 'withdrawn', end_reason = 'Nghỉ'"))
    db.session.refresh(paper)

    assert paper.end_reason == "Nghỉ"
