"""Is an event there exactly when its act is, and is every act of the list known by its fields?"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from inspect178.access.actor import SYSTEM
from inspect178.audit import queries, trail
from inspect178.audit.actions import ACTIONS, A
from inspect178.audit.models import AuditDetail, AuditEntry
from inspect178.audit.words import FIELDS, NUMBERED, SUBJECTS
from inspect178.extensions import db
from inspect178.identity.models import Team, UserAccount
from inspect178.registry.models import Establishment
from tests import people
from tests.factories.registry import make_establishment


def note(subject="plan", at=people.LOADED_AT, **more):
    details = {"year": 2026, "title": "Kế hoạch"} | more
    trail.record(A.PLAN_CREATED, actor=SYSTEM, subject=subject, at=at, **details)


def count():
    return db.session.scalar(select(func.count()).select_from(AuditEntry))


def test_an_event_is_written_with_the_commit_and_not_before(app):
    before = count()
    note()

    assert count() == before
    db.session.commit()
    assert count() == before + 1


def test_act_and_event_appear_to_others_together(app):
    before, name = count(), "Khách sạn Cùng Nhau"
    make_establishment(name=name)
    db.session.flush()

    assert seen_by_another(app, name) == (0, before)
    db.session.commit()
    assert seen_by_another(app, name) == (1, before + 1)


def seen_by_another(app, name):
    """Count establishments of the name and events as another, reading connection sees them."""
    places = select(func.count()).select_from(Establishment).where(Establishment.name == name)
    events = select(func.count()).select_from(AuditEntry)
    with app.test_request_context("/"), db.engine.connect() as reading:
        return reading.execute(places).scalar_one(), reading.execute(events).scalar_one()


def test_an_act_that_is_rolled_back_leaves_no_event(app):
    before = count()
    note()
    db.session.rollback()
    db.session.commit()

    assert count() == before


def test_an_act_that_the_database_refuses_leaves_no_event(app):
    before = count()
    note()
    db.session.add(
        UserAccount(
            username="an",
            username_key="an",  # taken
            full_name="Người khác",
            password_hash="x",
            created_at=people.LOADED_AT,
        )
    )

    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    db.session.commit()

    assert count() == before


def test_what_a_savepoint_undoes_leaves_no_event_and_the_rest_stays(app):
    before = count()
    note("kept")
    savepoint = db.session.begin_nested()
    note("undone")
    with db.session.begin_nested():
        note("undone below")
    savepoint.rollback()
    with db.session.begin_nested():
        note("kept too")
    db.session.commit()

    written = db.session.scalars(
        select(AuditEntry.subject_id).where(AuditEntry.seq >= before).order_by(AuditEntry.seq)
    ).all()
    assert written == ["kept", "kept too"]


def test_details_must_be_exactly_those_of_the_list(app):
    with pytest.raises(ValueError, match="pages"):
        note(pages=3)
    with pytest.raises(ValueError, match="title"):
        trail.record(A.PLAN_CREATED, actor=SYSTEM, subject="x", at=people.LOADED_AT, year=2026)


def test_an_instant_in_another_zone_holds(app):
    note(at=datetime(2026, 5, 1, 7, tzinfo=timezone(timedelta(hours=7))))
    db.session.commit()

    assert queries.first_broken_entry() is None


def test_the_event_says_who_what_and_to_which_establishment(app):
    place = make_establishment()
    binh = people.actor("binh")
    trail.record(A.ESTABLISHMENT_CREATED, actor=binh, subject=place, at=people.LOADED_AT, name="x")
    db.session.commit()

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (entry.actor_id, entry.actor_roles) == (binh.user_id, "team_leader")
    assert (entry.subject_type, entry.subject_id) == ("establishment", str(place.id))
    assert entry.about_id == str(place.id)
    assert entry.outcome == "done"


def test_the_detail_is_committed_to_with_its_own_salt(app):
    note()
    note()
    db.session.commit()

    salts = db.session.scalars(select(AuditDetail.salt)).all()
    hashes = db.session.scalars(
        select(AuditEntry.detail_hash).order_by(AuditEntry.seq.desc()).limit(2)
    ).all()
    assert len(set(salts)) == len(salts)
    assert hashes[0] != hashes[1]


def test_twenty_people_at_once_leave_a_chain_without_gaps(app):
    before, faults = count(), []
    db.session.remove()
    together = threading.Barrier(20)

    def act(number):
        with app.app_context():
            together.wait()
            try:
                note(f"plan {number}")
                db.session.commit()
            except Exception as error:  # a thread's error would vanish
                faults.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    numbers = db.session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)).all()
    assert numbers == list(range(before + 20))
    assert queries.first_broken_entry() is None


def test_reading_in_a_request_that_only_reads_is_written_at_once(app):
    before = count()
    db.session.rollback()
    with app.test_request_context("/"):
        trail.record_reading(
            A.SEALED_READ, actor=SYSTEM, subject="x", at=people.LOADED_AT, page="inspection"
        )
        db.session.rollback()

    assert count() == before + 1
    assert (
        db.session.scalars(
            select(AuditEntry.outcome).order_by(AuditEntry.seq.desc()).limit(1)
        ).one()
        == "read"
    )


def test_every_action_has_its_name_once_and_a_label():
    constants = {k: v for k, v in vars(A).items() if k.isupper()}

    assert len({a.name for a in constants.values()}) == len(constants) == len(ACTIONS)
    assert all(a.label and a.name.count(".") == 1 for a in ACTIONS.values())


def test_every_detail_has_its_words():
    fields = {field for action in ACTIONS.values() for field in action.fields}

    assert fields - FIELDS.keys() == set()


def test_every_subject_is_a_table_and_its_kind_of_id_is_known(app):
    tables = db.metadata.tables
    numbered = {t for t in SUBJECTS if tables[t].c.id.type.python_type is int}

    assert set(SUBJECTS) <= set(tables)
    assert numbered == NUMBERED


def test_a_team_is_a_subject_by_its_number(app):
    team = db.session.scalars(select(Team).limit(1)).one()
    trail.record(A.TEAM_CREATED, actor=SYSTEM, subject=team, at=people.LOADED_AT, name=team.name)
    db.session.commit()

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (entry.subject_type, entry.subject_id) == ("team", str(team.id))
