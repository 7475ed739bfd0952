"""What is needed to print stickers? Name, short address and code of each establishment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.documents.queries.places import Place, place_of, units_of
from inspect178.extensions import db
from inspect178.kernel.errors import RuleBroken
from inspect178.kernel.text_marks import N_
from inspect178.registry.models import Establishment
from inspect178.registry.queries import EstablishmentFilter, establishments

# 25 sheets of A4; more is an order for a printing house.
MOST_STICKERS = 600


@dataclass(frozen=True)
class StickerRow:
    """An establishment that gets a sticker, with its place."""

    establishment: Establishment
    place: Place


def sticker_rows(actor: Actor, wanted: EstablishmentFilter) -> Sequence[StickerRow]:
    """List the establishments that were asked for, or refuse too many and none."""
    chosen = establishments(actor, wanted, P.DOCUMENT_PRINT).limit(MOST_STICKERS + 1)
    found = db.session.scalars(chosen).all()
    if len(found) > MOST_STICKERS:
        raise RuleBroken(
            N_(
                "More than %(most)s establishments were asked for. Narrow the list by unit, type "
                "or words, then print the stickers in several sets."
            ),
            most=MOST_STICKERS,
        )
    if not found:
        raise RuleBroken(
            N_("No establishment fits these filters, so there is no sticker to print.")
        )
    units = units_of(found)
    return [StickerRow(e, place_of(e, units)) for e in found]
