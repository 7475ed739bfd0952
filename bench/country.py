"""What does a country of the right size look like? Made-up rows from a fixed seed.

76,037 establishments over all communes (the count of 12/2020, as published) and ten years of
inspections, about 530,000. Rows are tuples in the order of the column names beside them, so that
both databases can load them in bulk.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from inspect178.inspections.enums import AttemptKind, InspectionMode, InspectionState
from inspect178.registry.enums import EstablishmentStatus, LegalForm, Placement
from inspect178.registry.rules import name_key, search_key, sort_key

SEED = 178
ESTABLISHMENTS = 76_037
YEARS = tuple(range(2017, 2027))
VISITS_A_YEAR = 53_000
LOADED_AT = datetime(2026, 11, 23, tzinfo=UTC)

# Shares of the published count: lodging 56 %, restaurants, karaoke and massage 23 %, the rest.
TYPES = {
    "khach_san": ("Khách sạn", 20), "nha_nghi": ("Nhà nghỉ", 30), "nha_tro": ("Nhà trọ", 6),
    "nha_hang": ("Nhà hàng", 10), "karaoke": ("Karaoke", 9), "xoa_bop": ("Massage", 4),
    "ca_phe": ("Cà phê", 12), "cat_toc_goi_dau": ("Cắt tóc, gội đầu", 8), "bar": ("Bar", 1),
}  # fmt: skip
WORDS = (
    "Hoa", "Mai", "Lan", "Hồng", "Sen", "Biển", "Sông", "Núi", "Trăng", "Sao", "Bình", "Minh",
    "Phương", "Đông", "Xuân", "Thu", "Hạ", "Bạch", "Kim", "Ngọc", "Thiên", "Long", "Phú", "Quý",
    "An", "Khang", "Thịnh", "Vượng", "Đại", "Dương", "Hải", "Sơn", "Lâm", "Viên", "Thảo", "Tiên",
)  # fmt: skip

ESTABLISHMENT = (
    "id", "sticker_code", "name", "type_code", "legal_form", "address", "placement",
    "in_scope_from", "in_scope_to", "scope_reason", "is_complex", "complex_reason", "status",
    "position_source", "representative", "security_person", "note", "source", "source_ref",
    "is_demo", "search_key", "name_key", "sort_key", "created_at", "updated_at", "version",
    "province_id", "commune_id", "old_commune_id",
)  # fmt: skip
INSPECTION = (
    "id", "establishment_id", "team_id", "mode", "state", "planned_on", "second_reference",
    "attempt_reason", "end_reason", "announced_at", "completed_on", "recorded_at", "accepted_at",
    "review_round",
    "is_demo", "created_at", "version", "province_id", "commune_id", "old_commune_id",
)  # fmt: skip
SPAN = (
    "establishment_id", "holds_from", "holds_to", "known_from", "in_scope", "scope_reason",
    "status", "type_code", "province_id", "commune_id", "old_commune_id",
)  # fmt: skip
TEAM = (
    "id", "name", "unit_id", "founding_decision", "valid_from",
    "province_id", "commune_id", "old_commune_id",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A commune in force with its name and the communes that it was made of."""

    commune_id: int
    province_id: int
    name: str
    weight: float
    old_commune_ids: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """What the inspections need to know of an establishment."""

    id: UUID
    in_scope_from: date
    in_scope_to: date | None
    place: tuple[int, int | None, int | None]
    type_code: str


def teams(places: Sequence[Place]) -> Iterator[tuple[Any, ...]]:
    """Give one team for each province, numbered by the province."""
    for province_id in sorted({p.province_id for p in places}):
        name = f"Đội 178 tỉnh {province_id}"
        yield (province_id, name, province_id, "", date(2016, 1, 1), province_id, None, None)


def establishments(places: Sequence[Place], known: list[Known]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of establishments and note in `known` what the visits need."""
    rng = random.Random(SEED)
    weights = [p.weight for p in places]
    kinds, shares = list(TYPES), [share for _, share in TYPES.values()]
    chosen = [*places, *rng.choices(places, weights, k=ESTABLISHMENTS - len(places))]
    for number, place in enumerate(chosen, 1):
        code, kind = f"B{number:07d}", rng.choices(kinds, shares)[0]
        name = f"{TYPES[kind][0]} {rng.choice(WORDS)} {rng.choice(WORDS)} {rng.randint(1, 99)}"
        street = f"{rng.choice(WORDS)} {rng.choice(WORDS)}"
        address = f"{rng.randint(1, 300)} đường {street}, {place.name}"
        start = date(2012, 1, 1) + timedelta(days=rng.randrange(5000))
        end = start + timedelta(days=rng.randrange(200, 4000)) if rng.random() < 0.06 else None
        where = _where(place, rng)
        key = UUID(int=rng.getrandbits(128), version=4)
        known.append(Known(key, start, end, where, kind))
        yield (
            known[-1].id, code, name, kind, _legal_form(rng), address,
            Placement.EXACT if where[1] else Placement.UNPLACED, start, end, "", False, "",
            EstablishmentStatus.CLOSED if end else EstablishmentStatus.ACTIVE, "", "", "", "",
            "bench", code, True, search_key(name, address, sticker_code=code, tax_code=None),
            name_key(name), sort_key(name), LOADED_AT, LOADED_AT, 1, *where,
        )  # fmt: skip


def _legal_form(rng: random.Random) -> LegalForm:
    return LegalForm.HOUSEHOLD if rng.random() < 0.7 else LegalForm.ORGANISATION


def _where(place: Place, rng: random.Random) -> tuple[int, int | None, int | None]:
    commune = None if rng.random() < 0.01 else place.commune_id
    old = rng.choice(place.old_commune_ids) if rng.random() < 0.97 else None
    return place.province_id, commune, old


def spans(known: Sequence[Known]) -> Iterator[tuple[Any, ...]]:
    """Give the history: before, in and after the time in scope, known three days after it began."""
    for one in known:
        at = datetime(one.in_scope_from.year, one.in_scope_from.month, one.in_scope_from.day, 3,
                      tzinfo=UTC) + timedelta(days=3)  # fmt: skip
        end = one.in_scope_to or date.max
        for start, stop, in_scope in (
            (date.min, one.in_scope_from, False), (one.in_scope_from, end, True),
            (end, date.max, False),
        ):  # fmt: skip
            if start < stop:
                yield (one.id, start, stop, at, in_scope, "", "active", one.type_code, *one.place)


def inspections(known: Sequence[Known]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of ten years of inspections, a little of each state."""
    rng = random.Random(SEED + 1)
    for year in YEARS:
        first, last = date(year, 1, 1), min(date(year, 12, 31), date(2026, 11, 22))
        open_then = [
            e
            for e in known
            if e.in_scope_from <= last and (e.in_scope_to is None or e.in_scope_to > first)
        ]
        for establishment in rng.choices(open_then, k=VISITS_A_YEAR):
            yield _visit(
                establishment, first + timedelta(days=rng.randrange((last - first).days)), rng
            )


def _visit(establishment: Known, day: date, rng: random.Random) -> tuple[Any, ...]:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    state = rng.choices(
        (InspectionState.ACCEPTED, InspectionState.CLOSED, InspectionState.SUBMITTED,
         InspectionState.ATTEMPTED, InspectionState.CANCELLED),
        (60, 28, 6, 4, 2),
    )[0]  # fmt: skip
    done = state not in (InspectionState.ATTEMPTED, InspectionState.CANCELLED)
    accepted = done and state != InspectionState.SUBMITTED
    mode = InspectionMode.SURPRISE if rng.random() < 0.2 else InspectionMode.PERIODIC
    return (
        UUID(int=rng.getrandbits(128), version=4), establishment.id, establishment.place[0], mode,
        state, day, "", "", "", at if done else None, day if done else None,
        at + timedelta(hours=2) if done else None,
        at + timedelta(days=rng.randrange(1, 20)) if accepted else None, 1 if accepted else 0,
        True, at, 1, *establishment.place,
    )  # fmt: skip


def kinds_of_attempts(in_vain: Sequence[UUID]) -> list[tuple[AttemptKind, list[UUID]]]:
    """Share out attempts among their kinds; most doors were closed."""
    rng = random.Random(SEED + 2)
    kinds = list(AttemptKind)
    chosen = rng.choices(kinds, (80, 15, 5), k=len(in_vain))
    return [
        (kind, [key for key, its in zip(in_vain, chosen, strict=True) if its is kind])
        for kind in kinds
    ]
