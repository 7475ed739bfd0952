"""Which establishments does the demonstration show? Real ones where they may be shipped, made-up
ones up to a plausible number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from inspect178.access.actor import SYSTEM
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.demo.words import DATA, PROVINCES, SEED, World
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.shipped import shipped_rows
from inspect178.registry import timeline
from inspect178.registry.enums import (
    EstablishmentStatus,
    LegalForm,
    LicenceKind,
    LicenceState,
    Placement,
)
from inspect178.registry.models import Establishment, EstablishmentType, Licence, StatusChange
from inspect178.registry.operations import history
from inspect178.registry.operations.entries import keys_of
from inspect178.registry.rules import STICKER_ALPHABET, STICKER_LENGTH, Scope
from inspect178.territory.models import AdminUnit

OSM = "OpenStreetMap"
DEMO = "Dữ liệu mẫu"
_OPEN = {"in_scope_to": None, "status": EstablishmentStatus.ACTIVE}
_KINDS = {kind.value for kind in LicenceKind}


def make_places(world: World) -> int:
    """Make the establishments of all provinces with licences and statuses; count them."""
    rows = [_real(world, row) for row in shipped_rows(DATA / "osm/places.csv")]
    for code, wanted in PROVINCES.items():
        there = sum(r["province_id"] == world.provinces[code].id for r in rows)
        rows += made_up_places(world, code, wanted - there)
    db.session.execute(insert(Establishment), rows)
    _make_history(rows)
    db.session.execute(insert(StatusChange), [_status(world, row) for row in rows])
    types = db.session.execute(select(EstablishmentType.code, EstablishmentType.group))
    groups = {row[0]: row[1] for row in types}
    made_up = [row for row in rows if row["is_demo"]]
    licences = [licence for row in made_up for licence in _licences(world, row, groups)]
    db.session.execute(insert(Licence), licences)
    for row in rows:
        trail.record(
            A.ESTABLISHMENT_CREATED, actor=SYSTEM, subject=_Ref(row["id"]), at=world.at,
            name=row["name"],
        )  # fmt: skip
    return len(rows)


def _make_history(rows: Sequence[dict[str, Any]]) -> None:
    """Let it be known when each came into scope, and only later that some of them closed."""
    history.begin(row | _OPEN | {"status_from": row["in_scope_from"]} for row in rows)
    closed = {row["id"]: row for row in rows if row["in_scope_to"] is not None}
    found = db.session.scalars(select(Establishment).where(Establishment.id.in_(list(closed))))
    for establishment in found.all():
        row = closed[establishment.id]
        scope = Scope(row["in_scope_from"], row["in_scope_to"], row["scope_reason"])
        line = timeline.rescoped(history.line_of(establishment.id), scope)
        line = timeline.changed(line, from_on=row["in_scope_to"], status=EstablishmentStatus.CLOSED)
        history.keep(establishment, line, at=row["updated_at"])


class _Ref:
    """An establishment as the trail names it, without its row."""

    __tablename__ = "establishment"

    def __init__(self, key: UUID) -> None:
        self.id = key


def _real(world: World, source: dict[str, str]) -> dict[str, Any]:
    code = source["province_code"]
    commune = next(c for c in world.communes[code] if c.code == source["commune_code"])
    row = _row(world, commune, name=source["name"], address=source["address"])
    row.update(
        type_code=source["type_code"],
        latitude=float(source["lat"]),
        longitude=float(source["lon"]),
        position_source=OSM,
        source=OSM,
        source_ref=source["external_id"],
        is_demo=False,
        note="© OpenStreetMap contributors, ODbL 1.0",
        representative="",
        legal_form=LegalForm.UNKNOWN,
    )
    return row


def made_up_places(world: World, code: str, count: int) -> list[dict[str, Any]]:
    """Make up the rows of so many establishments of a province."""
    taken: dict[str, int] = {}
    return [_made_up(world, code, taken) for _ in range(count)]


def _made_up(world: World, code: str, taken: dict[str, int]) -> dict[str, Any]:
    rng, words = world.rng, world.words
    communes = world.communes[code]
    commune = rng.choices(communes, [(c.population or 6000) ** 1.2 for c in communes])[0]
    kind = world.weighted("type_weights")
    pattern = rng.choice(words["name_patterns"][kind])
    plain = pattern.format(word=rng.choice(words["trade_words"]), n=rng.randint(2, 9))
    # The same name may stand in two communes, as in life, but not in the same one.
    count = taken[f"{commune.id}{plain}"] = taken.get(f"{commune.id}{plain}", 0) + 1
    name = plain + (f" cơ sở {count}" if count > 1 else "") + words["suffix"]
    row = _row(world, commune, name=name, address=_address(world, code, commune))
    row["type_code"] = kind
    return row


def _address(world: World, code: str, commune: AdminUnit) -> str:
    rng, words = world.rng, world.words
    style = "urban" if commune.kind == "Phường" else "rural"
    hamlets = words["highland_hamlets" if code in words["highland_provinces"] else "hamlets"]
    place = rng.choice(words["address_patterns"][style]).format(
        number=rng.randint(1, 320), alley=rng.randint(1, 90),
        street=rng.choice(words["streets"][code]), hamlet=rng.choice(hamlets),
    )  # fmt: skip
    return f"{place}, {commune.name}, {world.provinces[code].name}"


def _row(world: World, commune: AdminUnit, *, name: str, address: str) -> dict[str, Any]:
    rng = world.rng
    code = "".join(rng.choices(STICKER_ALPHABET, k=STICKER_LENGTH))
    standing = _standing(world)
    entered, last = _learned(world, code, standing)
    old = world.before.get(commune.id, [])
    return {
        "id": UUID(int=rng.getrandbits(128), version=4),
        "sticker_code": code,
        "name": name,
        "legal_form": LegalForm(world.weighted("legal_form_weights")),
        "address": address,
        "placement": Placement.EXACT,
        "province_id": commune.province_id,
        "commune_id": commune.id,
        "old_commune_id": rng.choice(old) if old else None,
        "latitude": _near(world, commune.latitude),
        "longitude": _near(world, commune.longitude),
        "position_source": DEMO,
        "representative": world.person(),
        **_workers(world),
        **standing,
        "source": DEMO,
        "source_ref": code,
        "is_demo": True,
        "note": "",
        **keys_of(name, address, sticker_code=code, tax_code=None),
        "created_at": entered,
        "updated_at": last,
        "version": 1,
    }


def _workers(world: World) -> dict[str, int]:
    total = max(1, int(world.rng.lognormvariate(1.6, 0.8)))
    return {
        "worker_total": total,
        "worker_contract": world.rng.randint(0, total),
        "worker_health_checked": world.rng.randint(0, total),
    }


def _standing(world: World) -> dict[str, Any]:
    """Since when it is in scope, whether it has closed, whether it is complex."""
    rng = world.rng
    begin = date(2018, 1, 1) + timedelta(days=rng.randint(0, 2500))
    end = begin + timedelta(days=rng.randint(200, 2900)) if rng.random() < 0.05 else None
    ended = end is not None and end <= world.today
    is_complex = rng.random() < 0.04
    return {
        "in_scope_from": begin,
        "in_scope_to": end if ended else None,
        "scope_reason": rng.choice(world.words["scope_reasons"]),
        "is_complex": is_complex,
        "complex_reason": rng.choice(world.words["complex_reasons"]) if is_complex else "",
        "complex_until": world.today + timedelta(days=200) if is_complex else None,
        "status": EstablishmentStatus.CLOSED if ended else EstablishmentStatus.ACTIVE,
        "status_from": end if ended else begin,
    }


def _learned(world: World, code: str, standing: dict[str, Any]) -> tuple[datetime, datetime]:
    """Say when the office heard that it is in scope, and last of it: some days or weeks later.

    The dice are its own, so that nothing else of the demonstration changes with them.
    """
    rng = random.Random(f"{SEED} learned {code}")
    ended = standing["in_scope_to"]
    entered = _later(world, standing["in_scope_from"], rng)
    return entered, max(entered, _later(world, ended, rng)) if ended else entered


def _later(world: World, day: date, rng: random.Random) -> datetime:
    later = clock.at_local(day + timedelta(days=rng.randint(2, 45)), time(9))
    return min(later, world.at)


def _near(world: World, degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees + world.rng.gauss(0, 0.008), 6)


def _status(world: World, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "establishment_id": row["id"], "status": row["status"], "from_on": row["status_from"],
        "reason": "", "recorded_at": row["updated_at"],
    }  # fmt: skip


def _licences(world: World, row: dict[str, Any], groups: dict[str, str]) -> list[dict[str, Any]]:
    rng, made = world.rng, []
    for kind in world.words["licence_kinds"]:
        fits = kind["groups"] == "all" or groups[row["type_code"]] in kind["groups"].split("|")
        if not fits or kind["code"] not in _KINDS or rng.random() < 0.25:
            continue
        issued = row["in_scope_from"] + timedelta(days=rng.randint(-200, 60))
        made.append(
            {
                "establishment_id": row["id"],
                "kind": LicenceKind(kind["code"]),
                "number": f"{rng.randint(1, 9999):04d}/MẪU",
                "issuer": kind["issuer_vi"],
                "issued_on": issued,
                "expires_on": issued + timedelta(days=365 * 10),
                "state": LicenceState.VALID,
            }
        )
    return made
