"""How are files kept? By the SHA-256 of their content, under the instance folder.

A content is written to a temporary file, forced to the disk, renamed to its name and its folder
forced to the disk; only then its row joins the transaction. So a row always has its file, and a
crash leaves at most a file that nobody names. Storing the same content again changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import current_app
from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from inspect178.extensions import db
from inspect178.files.models import StoredFile
from inspect178.kernel.errors import NotFound

FOLDER = "files"
_NAME = re.compile(r"[0-9a-f]{64}")


def store(content: bytes, media_type: str, *, at: datetime) -> str:
    """Keep a content for good and give its SHA-256."""
    sha256 = force_to_disk(content)
    name(sha256, media_type, size=len(content), at=at)
    return sha256


def force_to_disk(content: bytes) -> str:
    """Write a content to the disk and give its SHA-256; it counts only once `name` gave it a row.

    It needs no transaction, so that nobody waits for a disk while he holds one.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.exists() or path.stat().st_size != len(content):
        _write(path, content)
    return sha256


def read(sha256: str) -> bytes:
    """Give a stored content, or raise NotFound; a damaged one is never handed out."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotFound from error
    if hashlib.sha256(content).hexdigest() != sha256:
        current_app.logger.error("files: the content of %s is damaged", sha256)
        raise NotFound
    return content


def path_of(sha256: str) -> Path:
    """Give where a content lies; refuse what is no hash, so that no path can escape."""
    if not _NAME.fullmatch(sha256):
        raise NotFound
    return Path(current_app.config["INSTANCE"]) / FOLDER / sha256[:2] / sha256[2:]


def _write(path: Path, content: bytes) -> None:
    _make_folder(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    force_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, readable by nobody else, and force them to the disk."""
    missing = [f for f in (folder.parent, folder) if not f.exists()]
    for new in missing:
        new.mkdir(mode=0o700, parents=True, exist_ok=True)
        force_folder(new.parent)


def force_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def name(sha256: str, media_type: str, *, size: int, at: datetime) -> None:
    """Give a content on the disk its row, in the transaction of whoever calls."""
    values = {"sha256": sha256, "media_type": media_type, "size_bytes": size, "created_at": at}
    connection = db.session.connection()
    connection.execute(_name_once(connection.dialect.name), values)


@cache
def _name_once(dialect: str) -> Insert:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(StoredFile)
    return insert.on_conflict_do_nothing(index_elements=["sha256"])
