"""How do tests plan imports without a database? On the units of the country, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

from inspect178.access.actor import Territory
from inspect178.registry.columns import recognised
from inspect178.registry.deciding import plan_import
from inspect178.registry.enums import RowOutcome
from inspect178.registry.importing import Circumstances, Plan, prepare
from inspect178.registry.matching import Known, Register
from inspect178.registry.rules import STICKER_ALPHABET
from inspect178.territory.enums import Level
from tests.registry.sheets import HEADINGS
from tests.territory.country import country

TODAY = date(2026, 11, 23)
_numbers = count()


def draw_code() -> str:
    """Give codes one after the other, each of eight letters."""
    number, letters = next(_numbers), ""
    for _ in range(8):
        number, letter = divmod(number, len(STICKER_ALPHABET))
        letters = STICKER_ALPHABET[letter] + letters
    return letters


def around(**more) -> Circumstances:
    """Give circumstances: Hưng Yên as the province meant, the whole country as ground."""
    facts = {
        "gazetteer": country(),
        "as_of": TODAY,
        "source": "danh sách",
        "ground": Territory(whole_country=True),
        "province": country().coded("33", Level.PROVINCE, old=False),
        "draw_code": draw_code,
    }
    return Circumstances(**{**facts, **more})


def row(
    name: str = "Khách sạn Hoa",
    *,
    ref: str = "",
    kind: str = "Khách sạn",
    address: str = "1 Lê Lợi",
    commune: str = "Phường Thượng Hồng",
    province: str = "Hưng Yên",
) -> list[str]:
    """Give a row under HEADINGS."""
    return [ref, name, kind, address, commune, province]


def plan(
    rows: Sequence[list[str]],
    *,
    known: Iterable[Known] = (),
    headings: Sequence[str] = HEADINGS,
    **more,
) -> Plan:
    """Plan the import of rows below headings."""
    table = [list(headings), *rows]
    circumstances = around(**more)
    prepared = prepare(table, recognised(table), circumstances)
    return plan_import(prepared, Register(known), circumstances)


def outcomes(planned: Plan) -> list[str]:
    """Give the outcome of every row."""
    return [result.outcome.value for result in planned.rows]


def stored(planned: Plan, before: Iterable[Known] = ()) -> list[Known]:
    """Give the register as it would be after the plan is written."""
    found = [_again(known) for known in before]
    for result in planned.of(RowOutcome.CREATED):
        entry, known = result.entry, result.known
        values = {**vars(entry), "licences": ()}
        found.append(
            Known(
                id=known.id,
                sticker_code=known.sticker_code,
                name_key=known.name_key,
                address=known.address,
                place=known.place,
                type_code=entry.type_code,
                tax_code=entry.tax_code,
                source=entry.source,
                source_ref=entry.source_ref,
                source_hash=entry.source_hash,
                values=values,
            )
        )
    return found


def _again(known: Known) -> Known:
    known.row_number = None
    return known
