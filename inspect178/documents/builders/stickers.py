"""What do stickers say? Name, short address and code; the QR opens the place on a tablet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from inspect178.documents.builders.parts import mark
from inspect178.documents.facts import StickerFacts, StickerSheetFacts
from inspect178.documents.queries import StickerRow
from inspect178.registry.rules import sticker_url
from inspect178.territory.words import whole_address

GROUP = 4


def sticker_facts(
    rows: Iterable[StickerRow], day: date, *, public_url: str, skip: int = 0
) -> StickerSheetFacts:
    """Say what the stickers of a sheet say; `skip` places of a used sheet stay empty."""
    labels = tuple(_label(row, public_url) for row in rows)
    return StickerSheetFacts(labels=labels, made_on=day, skip=skip)


def _label(row: StickerRow, public_url: str) -> StickerFacts:
    establishment = row.establishment
    code = establishment.sticker_code
    return StickerFacts(
        name=establishment.name,
        address=whole_address(establishment.address, row.place.commune),
        code="-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP)),
        url=sticker_url(public_url, code),
        mark=mark(is_demo=establishment.is_demo),
    )
