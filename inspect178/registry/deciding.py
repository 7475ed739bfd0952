"""What becomes of each row? Compared with the register and with the rows before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_
from inspect178.registry import rules, timeline
from inspect178.registry.enums import EstablishmentStatus, Placement, RowOutcome
from inspect178.registry.importing import Circumstances, Plan, Prepared, RowResult
from inspect178.registry.matching import Known, Looked, Register
from inspect178.registry.rows import LicenceSaid, Problem, Said
from inspect178.registry.rules import Entry, Place

# A list may add to these of a known establishment, but never overwrites who said it first.
_NOT_UPDATED = frozenset({"source", "source_ref", "source_hash", "is_demo"})


def plan_import(prepared: list[Prepared], register: Register, around: Circumstances) -> Plan:
    """Decide on every row of a list."""
    _refuse_repeated_numbers(prepared, around.source)
    planner = _Planner(register, around)
    return Plan([planner.decide(row) for row in prepared])


def _refuse_repeated_numbers(prepared: list[Prepared], source: str) -> None:
    """Refuse a number that stood in the list before: it would recognise two places as one."""
    first: dict[tuple[str, str], int] = {}
    for row in prepared:
        given = row.said.given
        if "source_ref" not in given:
            continue
        number = (given.get("source", source), given["source_ref"])
        if first.setdefault(number, row.number) != row.number:
            row.problems.append(
                Problem(
                    "external_id",
                    N_("The number %(number)s stands in row %(row)s already."),
                    {"number": number[1], "row": first[number]},
                )
            )


class _Planner:
    def __init__(self, register: Register, around: Circumstances) -> None:
        self.register, self.around = register, around

    def decide(self, row: Prepared) -> RowResult:
        result = RowResult(
            row.number, row.cells, RowOutcome.REJECTED, place=row.place, problems=row.problems
        )
        looked = self._looked(row.said, row.place)
        known = self._known(row.said, looked, result)
        if result.problems or result.outcome == RowOutcome.SUSPECTED:
            return result
        if known is None:
            return self._create(result, row.said, looked)
        return self._update(result, row.said, known)

    # Who

    def _looked(self, said: Said, place: Place | None) -> Looked:
        given, digest = said.given, _hash(said)
        is_new = said.decision is not None and said.decision.is_new
        # Sent twice, a row that was declared new is found again by this number.
        number = f"moi-{digest[:16]}" if is_new else None
        return Looked(
            name=given.get("name", ""),
            address=given.get("address", ""),
            place=place,
            type_code=given.get("type_code", ""),
            sticker_code=said.sticker_code,
            tax_code=given.get("tax_code"),
            source=given.get("source", self.around.source),
            source_ref=given.get("source_ref") or number,
            source_hash=digest,
            is_new=is_new,
        )

    def _known(self, said: Said, looked: Looked, result: RowResult) -> Known | None:
        """Recognise the row; where it is in doubt, mark the result as suspected."""
        decision = said.decision
        if decision is not None and decision.same_as:
            return self._chosen(decision.same_as, result)
        known = self.register.recognise(looked)
        if known is not None and known.row_number is None:
            return known
        if decision is not None and decision.is_new and known is None:
            return None
        other = known or self.register.suspect(looked)
        if other is not None and not result.problems:
            result.outcome, result.known = RowOutcome.SUSPECTED, other
            result.problems = [_suspicion(other)]
        return None

    def _chosen(self, code_or_id: str, result: RowResult) -> Known | None:
        known = self.register.named(code_or_id)
        if known is None:
            result.problems.append(
                Problem(
                    "decision",
                    N_("There is no establishment with code %(code)s there."),
                    {"code": code_or_id},
                )
            )
        return known

    # What is written

    def _create(self, result: RowResult, said: Said, looked: Looked) -> RowResult:
        entry = self._entry(said, looked, result.problems)
        if entry is None or result.place is None:
            return result
        if self._is_taken(said, looked, result.problems):
            return result
        code = said.sticker_code or self.around.draw_code()
        known = Known(
            id=uuid4(),
            sticker_code=code,
            name_key=looked.name_key,
            address=looked.address,
            place=result.place,
            type_code=entry.type_code,
            tax_code=looked.tax_code,
            source=looked.source,
            source_ref=looked.source_ref,
            row_number=result.number,
        )
        self.register.add(known)
        result.outcome, result.entry, result.known = RowOutcome.CREATED, entry, known
        result.licences = _unique(said.licences)
        return result

    def _is_taken(self, said: Said, looked: Looked, problems: list[Problem]) -> bool:
        """Say whether a code or number belongs to an establishment that is out of sight."""
        if said.sticker_code in self.around.taken_codes:
            problems.append(
                Problem("sticker_code", N_("This sticker code belongs to another establishment."))
            )
        if (looked.source, looked.source_ref) in self.around.taken_numbers:
            problems.append(
                Problem(
                    "external_id",
                    N_("A list of the same name elsewhere uses this number. Rename your list."),
                )
            )
        return bool(problems)

    def _entry(self, said: Said, looked: Looked, problems: list[Problem]) -> Entry | None:
        given = dict(said.given)
        closed = given.get("status") == EstablishmentStatus.CLOSED
        if closed and "in_scope_from" not in given:
            problems.append(
                Problem(
                    "in_scope_from",
                    N_("A closed establishment needs the day from which it was in scope."),
                )
            )
            return None
        start = given.setdefault("in_scope_from", self.around.as_of)
        if closed and "in_scope_to" not in given:
            end = given.get("status_from") or self.around.as_of
            given["in_scope_to"] = max(end, date.fromordinal(start.toordinal() + 1))
        if given.get("in_scope_to") and given["in_scope_to"] <= start:
            problems.append(Problem("in_scope_to", N_("The scope ends before it begins.")))
            return None
        if "latitude" in given:
            given["position_source"] = looked.source[:40]
        origin = {
            "source": looked.source,
            "source_ref": looked.source_ref,
            "source_hash": looked.source_hash,
        }
        return Entry(**{**given, **origin})

    def _update(self, result: RowResult, said: Said, known: Known) -> RowResult:
        known.row_number = result.number
        result.known, result.outcome = known, RowOutcome.UNCHANGED
        same_source = known.source == said.given.get("source", self.around.source)
        if same_source and known.source_hash == _hash(said):
            return result
        result.changes = {
            name: value
            for name, value in said.given.items()
            if name not in _NOT_UPDATED and _differs(known.values.get(name), value)
        }
        if not same_source:
            _drop_other_spellings(result.changes, known)
        self._close(result.changes, known)
        result.new_place = self._moved(known.place, result.place)
        held = {(kind, number) for kind, number, *_ in known.values.get("licences", ())}
        said_before = set(known.values.get("licences", ()))
        result.licences = [
            one
            for one in _unique(said.licences)
            if (one.kind, one.number) not in held or _as_held(one) not in said_before
        ]
        self._require_valid(result, known)
        if result.problems:
            result.outcome = RowOutcome.REJECTED
        elif result.changes or result.new_place or result.licences:
            result.outcome = RowOutcome.UPDATED
        return result

    def _close(self, changes: dict[str, Any], known: Known) -> None:
        """End the scope with the business, where the list gives no day for it."""
        if changes.get("status") != EstablishmentStatus.CLOSED:
            return
        if known.values.get("in_scope_to") is None and "in_scope_to" not in changes:
            changes["in_scope_to"] = changes.get("status_from") or self.around.as_of

    def _require_valid(self, result: RowResult, known: Known) -> None:
        merged = {**known.values, **result.changes}
        start, end = merged.get("in_scope_from"), merged.get("in_scope_to")
        if start and end and end <= start:
            result.problems.append(Problem("in_scope_to", N_("The scope ends before it begins.")))
        if start and known.scope_ended_before is not None:
            try:
                timeline.require_not_before(known.scope_ended_before, start)
            except InvalidInput as error:
                where = error.field or "in_scope_from"
                result.problems.append(Problem(where, error.message, error.params))

    def _moved(self, before: Place, found: Place | None) -> Place | None:
        """Give the place found where it says more than the one before, or another commune."""
        if found is None or found.commune_id is None:
            return None
        if found.commune_id == before.commune_id:
            better = before.old_commune_id is None and found.old_commune_id is not None
            return replace(before, old_commune_id=found.old_commune_id) if better else None
        if before.placement == Placement.MANUAL and found.placement != Placement.EXACT:
            return None
        return found


def _drop_other_spellings(changes: dict[str, Any], known: Known) -> None:
    """Leave a name or address as it is where another list only writes it in other ways."""
    for name, key in (("name", rules.name_key), ("address", rules.address_key)):
        if name in changes and key(changes[name]) == key(known.values[name]):
            del changes[name]


def _differs(before: Any, value: Any) -> bool:
    """Compare values; line breaks of a note are lost in a list and do not count."""
    if isinstance(before, str) and isinstance(value, str):
        return squeeze(before) != value
    return bool(before != value)


def _suspicion(other: Known) -> Problem:
    if other.row_number is not None:
        return Problem(
            "name",
            N_("Perhaps the same as row %(row)s of this list."),
            {"row": other.row_number},
        )
    return Problem(
        "name",
        N_("Perhaps the same as %(code)s of the register."),
        {"code": other.sticker_code},
    )


def _unique(licences: Iterable[LicenceSaid]) -> list[LicenceSaid]:
    return list({(one.kind, one.number): one for one in licences}.values())


def _as_held(one: LicenceSaid) -> tuple[Any, ...]:
    return (one.kind, one.number, one.issuer, one.issued_on, one.expires_on)


def _hash(said: Said) -> str:
    """Give a digest of what a row says, apart from a decision and where it came from."""
    values = {k: _plain(v) for k, v in said.given.items() if k not in ("source", "source_ref")}
    written = said.written
    units = {k: v for k, v in vars(written).items() if v not in ("", None)}
    licences = [[_plain(value) for value in _as_held(one)] for one in said.licences]
    text = json.dumps([values, units, licences], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, LabelledEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
