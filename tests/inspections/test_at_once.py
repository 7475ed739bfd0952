"""What if several people write and sign at the same moment?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from flask import Flask

from inspect178.extensions import db
from inspect178.inspections.models import InspectionRecord
from inspect178.inspections.operations import records, signing
from inspect178.inspections.queries import require_inspection
from inspect178.kernel.errors import Conflict
from tests import people
from tests.inspections.visits import ELEVEN, TEN, both_signatures, entries, visit


def all_at_once(app: Flask, acts: list[Callable[[], object]]) -> list[object]:
    """Run acts in threads, each in a transaction of its own, and give what came of them."""

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            try:
                done = act()
                db.session.commit()
            except Conflict as error:
                db.session.rollback()
                return error
            finally:
                db.session.remove()
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def saving(inspection_id: UUID, name: str, text: str) -> Callable[[], object]:
    def act() -> object:
        binh = people.actor("binh")
        inspection = require_inspection(binh, inspection_id, TEN)
        return records.save_entries(inspection, {name: text}, "", actor=binh, at=TEN)

    return act


def signing_of(inspection_id: UUID) -> Callable[[], object]:
    def act() -> object:
        binh = people.actor("binh")
        inspection = require_inspection(binh, inspection_id, TEN)
        return signing.sign_record(inspection, both_signatures(), actor=binh, at=ELEVEN)

    return act


def test_eight_fields_saved_at_once_are_all_there(app):
    inspection = visit()
    db.session.commit()
    typed = {
        "findings": "a", "conclusion": "b", "owner_opinion": "c", "worker_total": "4",
        "answer.C1": "yes", "answer.C2": "no", "note.C2": "d", "recommendation.1.text": "e",
    }  # fmt: skip

    all_at_once(app, [saving(inspection.id, name, text) for name, text in typed.items()])

    db.session.expire_all()
    assert typed.items() <= entries(inspection).items()


def test_of_eight_who_write_the_same_field_one_wins_and_the_others_are_told(app):
    inspection = visit()
    db.session.commit()

    done = all_at_once(app, [saving(inspection.id, "findings", f"bản {n}") for n in range(8)])

    assert sum(isinstance(d, Conflict) for d in done) == 7
    db.session.expire_all()
    assert entries(inspection)["findings"].startswith("bản")


def test_records_signed_at_once_have_numbers_of_their_own(app):
    inspections = [visit("answered") for _ in range(4)]
    db.session.commit()

    all_at_once(app, [signing_of(inspection.id) for inspection in inspections])

    db.session.expire_all()
    numbers = {db.session.get_one(InspectionRecord, i.id).number[:2] for i in inspections}
    assert numbers == {"01", "02", "03", "04"}


def test_a_record_signed_twice_at_once_is_signed_once(app):
    inspection = visit("answered")
    db.session.commit()

    done = all_at_once(app, [signing_of(inspection.id)] * 4)

    assert sum(isinstance(d, Conflict) for d in done) == 3
