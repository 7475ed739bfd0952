"""Does the store keep every content once, whole, and readable by nobody else?"""

from __future__ import annotations

import hashlib
import stat
import threading

import pytest
from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.files.models import StoredFile
from inspect178.files.store import path_of, read, store
from inspect178.kernel.errors import NotFound
from tests.people import LOADED_AT

CONTENT = "bằng chứng".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def no_files(app):
    path_of(SHA256).unlink(missing_ok=True)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile))


def test_a_content_is_found_under_its_hash(app):
    assert store(CONTENT, "image/jpeg", at=LOADED_AT) == SHA256

    assert read(SHA256) == CONTENT
    assert db.session.get(StoredFile, SHA256).size_bytes == len(CONTENT)


def test_the_same_content_is_kept_once(app):
    store(CONTENT, "image/jpeg", at=LOADED_AT)
    written = path_of(SHA256).stat().st_mtime_ns
    store(CONTENT, "image/jpeg", at=LOADED_AT)

    assert rows() == 1
    assert path_of(SHA256).stat().st_mtime_ns == written


def test_nobody_else_may_look_into_the_folders(app):
    store(CONTENT, "image/jpeg", at=LOADED_AT)

    folder = path_of(SHA256).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path_of(SHA256).stat().st_mode) == 0o600


def test_nothing_half_written_stays_behind(app):
    store(CONTENT, "image/jpeg", at=LOADED_AT)

    assert [p.name for p in path_of(SHA256).parent.glob(".new-*")] == []


def test_a_file_cut_short_by_a_crash_is_written_again(app):
    store(CONTENT, "image/jpeg", at=LOADED_AT)
    path_of(SHA256).write_bytes(CONTENT[:4])

    store(CONTENT, "image/jpeg", at=LOADED_AT)

    assert read(SHA256) == CONTENT


def test_a_damaged_content_is_never_handed_out(app):
    store(CONTENT, "image/jpeg", at=LOADED_AT)
    path_of(SHA256).write_bytes(CONTENT[::-1])

    with pytest.raises(NotFound):
        read(SHA256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "G" * 64, "a" * 63, "/etc/passwd"])
def test_only_a_hash_names_a_file(app, name):
    with pytest.raises(NotFound):
        read(name)


def test_a_missing_content_is_not_found(app):
    with pytest.raises(NotFound):
        read("0" * 64)


def test_eight_at_once_keep_one_whole_file(app):
    def keep() -> None:
        with app.app_context():
            store(CONTENT, "image/jpeg", at=LOADED_AT)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rows() == 1
    assert read(SHA256) == CONTENT
