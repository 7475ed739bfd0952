"""Is a restored backup noticed, and does everything that it lacks come again? And a full disk?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from inspect178.devices import outside
from inspect178.devices.models import ServerEpoch
from inspect178.devices.outside import Seen
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.web.errors import is_disk_full
from tests.devices.conftest import count_ops, journal
from tests.devices.tablet import Tablet, at_once


def copy_of(path: str) -> Path:
    """Copy an SQLite database as a backup does."""
    db.session.commit()
    backup = Path(path + ".backup")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    return backup


def put_back(backup: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    original = Path(str(backup).removesuffix(".backup"))
    for suffix in ("-wal", "-shm"):
        Path(f"{original}{suffix}").unlink(missing_ok=True)
    backup.replace(original)


def test_many_tablets_that_send_at_once_begin_no_new_epoch(app):
    tablets = [Tablet.enrolled(app, ("binh", "an")[n % 2]) for n in range(6)]

    def work(tablet: Tablet) -> list[int]:
        return [tablet.push([tablet.write()]).status_code for _ in range(12)]

    answers = at_once(app, [partial(work, tablet) for tablet in tablets])

    assert {status for statuses in answers for status in statuses} == {200}
    assert db.session.scalar(select(func.count()).select_from(ServerEpoch)) == 1


def test_an_older_database_that_many_tablets_notice_at_once_begins_one_epoch(app):
    tablets = [Tablet.enrolled(app, ("binh", "an")[n % 2]) for n in range(6)]
    outside.note_seen(app.config["INSTANCE"], Seen(1, 100))

    answers = at_once(app, [tablet.hello for tablet in tablets])

    assert {answer.json["epoch"] for answer in answers} == {2}
    assert db.session.scalar(select(func.count()).select_from(ServerEpoch)) == 2


def test_a_step_that_is_taken_in_while_an_epoch_begins_stops_no_later_one(app):
    tablet = Tablet.enrolled(app)
    tablet.answers([tablet.write()])
    db.session.add(ServerEpoch(number=2, began_at=clock.now(), reason="restored",
                               first_position=0, last_position=0))  # fmt: skip
    db.session.commit()  # as it is begun beside a step whose commit it did not see
    tablet.hello()

    assert [a["status"] for a in tablet.answers([tablet.write(), tablet.write()])] == ["ok", "ok"]
    assert [op.position for op in journal()] == [1, 2, 3]


@pytest.fixture
def tablet(app) -> Tablet:
    return Tablet.enrolled(app)


def run(app, *words: str):
    return app.test_cli_runner().invoke(args=["devices", *words])


def test_the_command_begins_a_new_epoch_and_old_believers_are_told(app, tablet):
    tablet.answers([tablet.write()])

    assert "epoch 2 from position 1" in run(app, "restored").output
    refused = tablet.push([tablet.write()])

    assert (refused.status_code, refused.json["epoch"]) == (409, 2)
    assert tablet.hello().json["epoch"] == 2
    assert count_ops() == 1


def test_an_old_answer_carries_a_receipt_of_the_present_epoch(app, tablet):
    op = tablet.write()
    tablet.answers([op])
    run(app, "restored")
    tablet.hello()

    [answer] = tablet.answers([op])

    assert (answer["status"], answer["position"]) == ("ok", 1)
    assert tablet.receipt_is_right(op, answer)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_restore_that_nobody_told_of_is_noticed_and_what_is_missing_comes_again(app, tablet):
    kept = tablet.write()
    tablet.answers([kept])
    backup = copy_of(db.engine.url.database)
    lost = [tablet.write() for _ in range(2)]
    tablet.answers(lost)

    put_back(backup)
    refused = tablet.push([tablet.write()])
    said = tablet.hello().json
    answers = tablet.answers(lost)

    assert (refused.status_code, refused.json["epoch"]) == (409, 2)
    assert (said["epoch"], said["last"]) == (2, 1)
    assert [a["status"] for a in answers] == ["ok", "ok"]
    assert [op.payload.decode() for op in journal()] == [o["p"] for o in (kept, *lost)]
    assert [e.number for e in db.session.scalars(select(ServerEpoch))] == [1, 2]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_revocation_survives_the_restore_of_a_backup_from_before(app, tablet):
    op = tablet.write()
    backup = copy_of(db.engine.url.database)
    outside.note_revoked(app.config["INSTANCE"], tablet.id)

    put_back(backup)

    assert tablet.hello().json["state"] == "revoked"
    assert tablet.answers([op])[0]["status"] == "refused"
    assert tablet.hello(ended=True).json["state"] == "revoked", "no backup holds it yet"
    assert tablet.enrol("binh").json["revoked"] is True


def test_a_torn_line_of_the_revoked_closes_no_door_and_hides_nobody(app, tablet):
    path = Path(app.config["INSTANCE"]) / outside.FOLDER / outside.REVOKED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{uuid4()}\n1234-torn")
    assert tablet.hello().json["state"] == "active"

    outside.note_revoked(app.config["INSTANCE"], tablet.id)

    assert tablet.hello().json["state"] == "revoked"


def test_the_epoch_is_higher_than_any_that_was_seen(app, tablet):
    outside.note_seen(app.config["INSTANCE"], outside.Seen(7, 40))

    assert tablet.hello().json["epoch"] == 8
    assert tablet.hello().json["epoch"] == 8


@pytest.mark.parametrize("content", ["", "{", "[]", '{"epoch": "x"}'])
def test_a_damaged_file_of_epochs_stops_nobody(app, tablet, content):
    folder = app.config["INSTANCE"] / "devices"
    folder.mkdir(exist_ok=True)
    (folder / "epoch.json").write_text(content)

    assert tablet.answers([tablet.write()])[0]["status"] == "ok"


@pytest.mark.parametrize("position", ["0", "1", "3"])
def test_a_backup_is_verified_only_forwards_and_only_up_to_what_is_there(app, tablet, position):
    tablet.answers([tablet.write(), tablet.write()])
    run(app, "backup-verified", "2")

    assert run(app, "backup-verified", position).exit_code == 2
    assert tablet.hello().json["durable"] == 2


def test_after_a_restore_nothing_lies_in_a_verified_backup_that_is_not_there(app, tablet):
    tablet.answers([tablet.write(), tablet.write()])
    run(app, "backup-verified", "1")
    run(app, "restored")

    assert tablet.hello().json["durable"] == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_disk_is_said_nothing_is_acknowledged_and_it_goes_on_with_room(app, tablet):
    ops = [tablet.write(body={"text": "x" * 200_000}) for _ in range(3)]
    pages = db.session.execute(text("PRAGMA page_count")).scalar_one()

    with no_more_pages_than(pages + 8):
        full = tablet.push(ops[:1])

    assert (full.status_code, "Retry-After" in full.headers) == (507, True)
    assert count_ops() == 0
    assert [tablet.answers([op])[0]["status"] for op in ops] == ["ok"] * 3


@contextmanager
def no_more_pages_than(pages: int) -> Iterator[None]:
    """Let no connection of the application make the database larger."""

    def limit(connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", limit)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(("error", "full"), [
    (OSError(28, "No space left on device"), True),
    (OSError(122, "Disk quota exceeded"), True),
    (OSError(5, "Input/output error"), False),
    (OperationalError("", {}, psycopg.errors.DiskFull()), True),
    (OperationalError("", {}, psycopg.errors.AdminShutdown()), False),
])  # fmt: skip
def test_a_full_disk_is_told_from_other_trouble(error, full):
    assert is_disk_full(error) is full
