"""Which commitments does the demonstration hold? Signed by more than half of the made-up places."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import SYSTEM
from inspect178.commitments.content import Signatory
from inspect178.commitments.enums import SigningReason
from inspect178.commitments.operations import SigningEntry, sign_commitment
from inspect178.commitments.texts import text_on
from inspect178.demo.words import PROVINCES, World
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.registry.models import Establishment

# Share of the establishments that signed, by province: the plans ask for all.
SHARES = {"04": 0.48, "11": 0.61, "12": 0.83, "31": 0.44, "33": 0.7}
CHUNK = 200


def make_commitments(world: World) -> int:
    """Sign commitments of the last year and mark them as made up; count them."""
    made = 0
    for code in PROVINCES:
        chosen = [key for key in _open_places(world, code) if world.rng.random() < SHARES[code]]
        for start in range(0, len(chosen), CHUNK):
            for place in _places(chosen[start : start + CHUNK]):
                _sign(world, place)
                made += 1
            db.session.flush()
            db.session.expunge_all()
    return made


def _open_places(world: World, code: str) -> list[object]:
    return list(
        db.session.scalars(
            select(Establishment.id)
            .where(
                Establishment.province_id == world.provinces[code].id,
                Establishment.is_demo,
                Establishment.in_scope_to.is_(None),
            )
            .order_by(Establishment.sticker_code)
        )
    )


def _places(keys: list[object]) -> list[Establishment]:
    return list(
        db.session.scalars(
            select(Establishment)
            .where(Establishment.id.in_(keys))
            .options(joinedload(Establishment.type))
            .order_by(Establishment.sticker_code)
        )
    )


def _sign(world: World, place: Establishment) -> None:
    day = world.today - timedelta(days=world.rng.randint(3, 420))
    text = text_on(day)
    assert text is not None
    entry = SigningEntry(
        reason=SigningReason.FIRST,
        signed_on=day,
        signer=Signatory(place.representative, "Chủ cơ sở"),
        officer=Signatory(world.person(), "Công chức cấp xã"),
        version=text.version,
        last_day=day + timedelta(days=364),
    )
    at = clock.at_local(day, time(10))
    sign_commitment(place, entry, actor=SYSTEM, at=at).is_demo = True
