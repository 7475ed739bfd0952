"""What became of a tablet's own work? How far it is in the office, and what was said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.devices.enums import OpState
from inspect178.devices.models import DeviceOp
from inspect178.extensions import db
from inspect178.fieldwork.models import NamedPhoto, RegisterProposal
from inspect178.fieldwork.packs.table import Table, table
from inspect178.fieldwork.packs.visits import instant
from inspect178.fieldwork.remarks import Remark, remarks_on
from inspect178.inspections.enums import COMPLETED_STATES, OFFICIAL_STATES, InspectionState
from inspect178.inspections.models import Inspection
from inspect178.inspections.queries import in_the_open, readable

REMEMBERED = timedelta(days=60)
_UNSETTLED = (OpState.WAITING, OpState.CONFLICT, OpState.REFUSED, OpState.QUARANTINED)
# The gravest first: it is what the tablet shows of an object.
_GRAVEST = (*_UNSETTLED, OpState.SET_ASIDE)
_COLUMNS = (
    "id kind state received_at ops photos_missing reason conflicts inspection_state counted "
    "record_number sha256 round remarks returned_at"
)


def work_table(
    device_id: UUID, taken: Collection[Inspection], *, actor: Actor, at: datetime
) -> Table:
    """Give the objects of a tablet's operations, and the finished visits that it takes along."""
    ops = _operations(device_id, at)
    finished = [v.id for v in taken if v.state in COMPLETED_STATES]
    ids = list(dict.fromkeys([*ops, *finished]))
    visits, proposals = _visits(ids, actor, at), _proposals(ids, actor)
    remarks, missing = remarks_on(list(visits)), _missing_photos(ids)
    return table(
        _COLUMNS,
        (
            [
                key,
                *_of_office(ops.get(key, []), missing.get(key, 0), is_seen=key in visits),
                *(
                    _of_proposal(proposals[key])
                    if key in proposals
                    else _of_visit(visits.get(key), remarks.get(key, ()))
                ),
            ]
            for key in ids
        ),
    )


def _operations(device_id: UUID, at: datetime) -> dict[UUID, list[Any]]:
    rows = db.session.execute(
        select(
            DeviceOp.object_id, DeviceOp.kind, DeviceOp.state, DeviceOp.received_at,
            DeviceOp.reason, DeviceOp.detail,
        )
        .where(
            DeviceOp.device_id == device_id,
            DeviceOp.copy_of.is_(None),
            or_(DeviceOp.received_at > at - REMEMBERED, DeviceOp.state.in_(_UNSETTLED)),
        )
        .order_by(DeviceOp.position)
    )  # fmt: skip
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.object_id].append(row)
    return found


def _of_office(ops: Sequence[Any], missing: int, *, is_seen: bool) -> list[Any]:
    if not ops:
        return ["", "received", None, 0, 0, "", []]
    grave = next((op for state in _GRAVEST for op in ops if op.state == state), None)
    word = "received" if grave is None else grave.state.value
    reason = grave.reason if grave is not None else ops[-1].reason
    # What others wrote goes only to whoever may still read the visit.
    told = [op.detail or {} for op in ops] if is_seen else []
    clashes = [clash[:3] for detail in told for clash in detail.get("fields", [])]
    last = ops[-1]
    return [last.kind, word, instant(last.received_at), len(ops), missing, reason, clashes]


def _of_visit(visit: Inspection | None, remarks: Sequence[Remark]) -> list[Any]:
    if visit is None:
        return [None, "", "", None, 0, [], None]
    record = visit.record
    said: list[Remark] = list(remarks) if visit.state == InspectionState.RETURNED else []
    return [
        visit.state.value,
        _counted(visit),
        "" if record is None else record.number,
        None if record is None else record.sha256,
        visit.review_round,
        [[r.field, r.agency, r.text, r.round] for r in said],
        instant(max((r.decided_at for r in said), default=None)),
    ]


def _of_proposal(proposal: RegisterProposal) -> list[Any]:
    note = proposal.decision_note
    said = [["", "office", note, 0]] if note else []
    return [proposal.state.value, "", "", None, 0, said, instant(proposal.decided_at)]


def _counted(visit: Inspection) -> str:
    if visit.completed_on is None:
        return ""
    return "official" if visit.state in OFFICIAL_STATES else "provisional"


def _visits(ids: Sequence[UUID], actor: Actor, at: datetime) -> dict[UUID, Inspection]:
    found = db.session.scalars(
        select(Inspection)
        .where(
            Inspection.id.in_(ids),
            readable(actor, at, P.INSPECTION_CAPTURE),
            Inspection.team_id.in_(sorted(actor.team_ids)),
            in_the_open(Inspection),
        )
        .options(joinedload(Inspection.record))
    )
    return {visit.id: visit for visit in found}


def _proposals(ids: Sequence[UUID], actor: Actor) -> dict[UUID, RegisterProposal]:
    found = db.session.scalars(
        select(RegisterProposal).where(
            RegisterProposal.id.in_(ids), RegisterProposal.proposed_by_id == actor.user_id
        )
    )
    return {proposal.id: proposal for proposal in found}


def _missing_photos(ids: Sequence[UUID]) -> dict[UUID, int]:
    named = db.session.scalars(
        select(NamedPhoto.inspection_id).where(
            NamedPhoto.inspection_id.in_(ids), NamedPhoto.settled_at.is_(None)
        )
    )
    found: dict[UUID, int] = defaultdict(int)
    for key in named:
        found[key] += 1
    return found
