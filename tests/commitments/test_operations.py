"""Who signs a commitment, what is kept of it for good, and what replaces or ends it?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import rfc8785
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.audit.queries import first_broken_entry
from inspect178.commitments import operations, queries
from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import CommitmentState, SigningReason
from inspect178.commitments.models import Commitment
from inspect178.commitments.operations import SigningEntry
from inspect178.extensions import db
from inspect178.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from inspect178.registry.enums import LegalForm
from tests import people
from tests.factories.commitments import make_commitment, with_type
from tests.factories.inspections import at, make_inspection
from tests.factories.registry import make_establishment

TODAY = people.TODAY
NOW = at(TODAY, 10)
PICTURE = b"\x89PNG drawn by somebody"


def entry(**changes) -> SigningEntry:
    facts = {
        "reason": SigningReason.FIRST,
        "signed_on": TODAY,
        "signer": Signatory("Nguyễn Thị Lành", "Chủ cơ sở", PICTURE),
        "officer": Signatory("Trần Văn Phú", "Phó Chủ tịch"),
        "version": "2025.1",
    }
    return SigningEntry(**{**facts, **changes})


@pytest.fixture
def place(app):
    """A karaoke bar of a household in phường Thượng Hồng."""
    return with_type(
        make_establishment(
            name="Karaoke Hoàng Gia",
            type_code="karaoke",
            legal_form=LegalForm.HOUSEHOLD,
            address="12 đường Nguyễn Văn Linh",
        )
    )


def sign(place, actor, **changes) -> Commitment:
    return operations.sign_commitment(place, entry(**changes), actor=actor, at=NOW)


def events() -> list[tuple[str, dict]]:
    db.session.commit()
    rows = db.session.execute(
        select(AuditEntry.action, AuditDetail.detail)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .where(AuditEntry.subject_type == "commitment")
        .order_by(AuditEntry.seq)
    )
    return [(action, json.loads(detail)) for action, detail in rows]


def test_what_was_read_and_signed_is_kept_whole(place, actor):
    said = sign(place, actor("an"), last_day=date(2027, 11, 22)).content

    assert said["commune"] == {
        "code": "12127",
        "name": "Phường Thượng Hồng",
        "committee": "Ủy ban nhân dân phường Thượng Hồng",
        "place": "Thượng Hồng",
    }
    assert said["establishment"]["name"] == "Karaoke Hoàng Gia"
    assert said["establishment"]["address"].startswith("12 đường Nguyễn Văn Linh, phường Thượng")
    assert any("chốt cửa bên trong" in sentence for sentence in said["undertakings"])
    assert "Ủy ban nhân dân phường Thượng Hồng" in said["preamble"]
    assert (said["signed_on"], said["last_day"]) == ("2026-11-23", "2027-11-22")
    assert said["signer"] == {
        "name": "Nguyễn Thị Lành",
        "post": "Chủ cơ sở",
        "drawing_sha256": hashlib.sha256(PICTURE).hexdigest(),
    }
    assert said["officer"]["drawing_sha256"] is None
    assert "{commune}" not in json.dumps(said)


def test_the_fingerprint_is_that_of_the_canonical_content_also_after_storing(place, actor):
    made = sign(place, actor("an"))
    db.session.commit()
    db.session.expire_all()
    stored = db.session.get_one(Commitment, made.id)

    assert stored.sha256 == hashlib.sha256(rfc8785.dumps(stored.content)).hexdigest()
    assert queries.content_holds(stored)
    assert queries.paper_of(stored).digest == bytes.fromhex(stored.sha256)[:16]


def test_the_signing_is_recorded(place, actor):
    made = sign(place, actor("an"))

    assert events() == [("commitment.signed", {"sha256": made.sha256, "version": "2025.1"})]
    assert (made.recorded_by_id, made.recorded_at) == (actor("an").user_id, NOW)
    assert first_broken_entry() is None


def test_a_personal_number_is_masked_in_what_is_kept(app, actor):
    number = "033190000178"
    place = with_type(make_establishment(legal_form=LegalForm.HOUSEHOLD))
    place.tax_code = number

    made = sign(place, actor("an"))

    assert number not in json.dumps(made.content)


def test_signing_again_replaces_the_one_in_force(place, actor):
    first = make_commitment(place, signed_on=date(2026, 3, 2))

    second = sign(place, actor("an"), reason=SigningReason.YEARLY)

    assert first.state == CommitmentState.SUPERSEDED
    assert (first.superseded_by_id, first.ended_on) == (second.id, TODAY)
    assert second.content["replaces_signed_on"] == "2026-03-02"
    assert queries.active_commitment(place.id) is second
    assert events()[-1] == (
        "commitment.superseded",
        {"before": "active", "by": str(second.id)},
    )


def test_an_expired_one_is_replaced_as_well(place, actor):
    first = make_commitment(place, signed_on=date(2025, 12, 15), last_day=date(2026, 3, 2))

    sign(place, actor("an"))

    assert first.state == CommitmentState.SUPERSEDED


def test_an_older_paper_cannot_replace_a_newer_one(place, actor):
    make_commitment(place, signed_on=date(2026, 10, 5))

    with pytest.raises(InvalidInput) as refused:
        sign(place, actor("an"), signed_on=date(2026, 9, 1))

    assert refused.value.field == "signed_on"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_on": TODAY + timedelta(days=1)}, "signed_on"),
        ({"signed_on": date(2025, 12, 14)}, "signed_on"),  # another text was in force
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"last_day": date(2032, 1, 1)}, "last_day"),
        ({"signer": Signatory(" ", "")}, "signer_name"),
        ({"officer": Signatory("", "")}, "officer_name"),
        ({"signer_signed": False}, "signer"),
        ({"officer_signed": False}, "officer"),
        ({"version": ""}, "signed_on"),
    ],
)
def test_what_cannot_be_signed_is_named_at_its_field(place, actor, changes, field):
    with pytest.raises(InvalidInput) as refused:
        sign(place, actor("an"), **changes)

    assert refused.value.field == field
    assert events() == []


def test_before_the_first_text_nothing_is_signed(app, actor):
    old = with_type(make_establishment(old_commune="12115", commune="12127"))

    with pytest.raises(InvalidInput) as refused:
        sign(old, actor("an"), signed_on=date(2016, 6, 30), version="")

    assert refused.value.field == "signed_on"


def test_an_unplaced_establishment_cannot_sign(app, actor):
    nowhere = with_type(make_establishment(commune=None, province="33"))

    with pytest.raises(RuleBroken) as refused:
        sign(nowhere, actor("an"))

    assert refused.value.message == operations.NOT_PLACED


def test_the_commune_is_that_of_the_day(app, actor):
    place = with_type(make_establishment(commune="12127", old_commune="12115"))

    before = sign(place, actor("an"), signed_on=date(2025, 6, 30), version="2019.1")
    after = sign(place, actor("an"), signed_on=date(2025, 12, 15))

    assert before.content["commune"]["name"] == "Xã Hòa Phong"
    assert after.content["commune"]["name"] == "Phường Thượng Hồng"


def test_without_a_known_old_commune_a_day_before_the_reform_is_refused(place, actor):
    with pytest.raises(RuleBroken):
        sign(place, actor("an"), signed_on=date(2025, 6, 30), version="2019.1")


def test_a_commitment_of_a_visit_names_it(place, actor):
    visit = make_inspection(place, state="announced")
    elsewhere = make_inspection(make_establishment(), state="announced")

    made = operations.sign_commitment(place, entry(), actor=actor("an"), at=NOW, inspection=visit)

    assert made.inspection_id == visit.id
    with pytest.raises(NotFound):
        operations.sign_commitment(place, entry(), actor=actor("an"), at=NOW, inspection=elsewhere)


def test_the_same_form_sent_twice_signs_once(place, actor):
    made_id = uuid4()

    first = operations.sign_commitment(
        place, entry(), actor=actor("an"), at=NOW, commitment_id=made_id
    )
    again = operations.sign_commitment(
        place, entry(), actor=actor("an"), at=NOW, commitment_id=made_id
    )

    assert again is first
    assert first.state == CommitmentState.ACTIVE
    assert len(events()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"signer": Signatory("Người khác", "")},
        {"officer": Signatory("Người khác", "")},
        {"last_day": NOW.date() + timedelta(days=30)},
        {"reason": SigningReason.YEARLY},
    ],
    ids=["signer", "officer", "last day", "reason"],
)
def test_other_content_under_the_same_id_is_a_conflict(place, actor, changed):
    first = sign(place, actor("an"))

    with pytest.raises(Conflict):
        operations.sign_commitment(
            place,
            replace(entry(), **changed),
            actor=actor("an"),
            at=NOW,
            commitment_id=first.id,
        )


@pytest.mark.parametrize("name", ["hoa", "khanh", "chi", "dung", "lan", "minh"])
def test_only_teams_take_signatures(place, actor, name):
    with pytest.raises(NotAllowed):
        sign(place, actor(name))


def test_out_of_scope_an_establishment_looks_absent(place, actor):
    with pytest.raises(NotFound):
        sign(place, actor("nam"))


def test_ending_one_early_needs_a_reason_and_is_recorded(place, actor):
    made = sign(place, actor("an"))

    with pytest.raises(InvalidInput):
        operations.withdraw_commitment(made, " ", actor=actor("hoa"), at=NOW)
    operations.withdraw_commitment(made, "Cơ sở giải thể", actor=actor("hoa"), at=NOW)

    assert (made.state, made.ended_on) == (CommitmentState.WITHDRAWN, TODAY)
    assert events()[-1] == (
        "commitment.withdrawn",
        {"before": "active", "reason": "Cơ sở giải thể"},
    )
    with pytest.raises(IllegalTransition):
        operations.withdraw_commitment(made, "Lần nữa", actor=actor("hoa"), at=NOW)


@pytest.mark.parametrize("name", ["an", "chi", "lan"])
def test_only_the_standing_agency_ends_one(place, actor, name):
    with pytest.raises(NotAllowed):
        operations.withdraw_commitment(make_commitment(place), "Lý do", actor=actor(name), at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE commitment SET sha256 = 'x'",
        "UPDATE commitment SET signed_on = '2020-01-01'",
        "UPDATE commitment SET signer_name = 'x'",
        "UPDATE commitment SET content = '{}'",
        "DELETE FROM commitment",
    ],
)
def test_the_database_itself_keeps_what_was_signed(place, change):
    make_commitment(place)
    db.session.commit()

    with pytest.raises(DatabaseError):
        db.session.execute(text(change))
