"""Which commitments do tests start from? One signed by both sides, through the operation.

    make_commitment(establishment)                            signed today, in force
    make_commitment(establishment, signed_on=…, last_day=…)   with an end

The establishment must be placed. Signing again replaces the one before, as everywhere.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from inspect178.access.actor import SYSTEM
from inspect178.commitments import operations
from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import SigningReason
from inspect178.commitments.models import Commitment
from inspect178.commitments.operations import SigningEntry
from inspect178.commitments.texts import text_on
from inspect178.extensions import db
from inspect178.inspections.models import Inspection
from inspect178.registry.models import Establishment, EstablishmentType
from tests import people
from tests.factories.inspections import at


def make_commitment(
    establishment: Establishment,
    *,
    signed_on: date = people.TODAY,
    last_day: date | None = None,
    reason: SigningReason = SigningReason.FIRST,
    inspection: Inspection | None = None,
) -> Commitment:
    """Make a commitment signed by its owner and an officer of the commune; flushed."""
    with_type(establishment)
    text = text_on(signed_on)
    assert text is not None
    entry = SigningEntry(
        reason=reason,
        signed_on=signed_on,
        signer=Signatory("Nguyễn Thị Mẫu", "Chủ cơ sở"),
        officer=Signatory("Trần Văn Thử", "Phó Chủ tịch"),
        version=text.version,
        last_day=last_day,
    )
    return operations.sign_commitment(
        establishment, entry, actor=SYSTEM, at=at(signed_on, 10), inspection=inspection
    )


def with_type(establishment: Establishment) -> Establishment:
    """Load the type beside an establishment, as a query of the register does."""
    kind = select(EstablishmentType).where(EstablishmentType.code == establishment.type_code)
    establishment.type = db.session.scalars(kind).one()
    return establishment
