"""What does a tablet have already, and what has to be sent? Pure: rows against remembered hashes.

Of everything that was handed out the server remembers a short hash a row. What differs is sent,
what is gone is named, what the tablet has is never sent again. Columns are part of the hash, so
that a new version of the program sends a table anew where its columns have changed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from inspect178.fieldwork.packs.table import Row, Table

Manifest = dict[str, dict[str, str]]  # table → id → hash
_LENGTH = 8  # letters of a hash: 48 bits
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def manifest_of(tables: Mapping[str, Table]) -> Manifest:
    """Give the hashes of all rows of a pack."""
    return {
        name: {key: _hash(one.columns, row) for key, row in one.rows.items()}
        for name, one in tables.items()
    }


def changes(tables: Mapping[str, Table], known: Manifest, now: Manifest) -> dict[str, Any]:
    """Give what a tablet lacks, column by column, and the ids of what it has to forget."""
    found: dict[str, Any] = {}
    for name, one in tables.items():
        before = known.get(name, {})
        rows = [row for key, row in one.rows.items() if before.get(key) != now[name][key]]
        gone = sorted(set(before) - set(one.rows))
        if rows or gone:
            found[name] = _columns(one, rows, gone)
    for name in known.keys() - tables.keys():
        found[name] = {"columns": ["id"], "values": [[]], "gone": sorted(known[name])}
    return found


def _columns(one: Table, rows: list[Row], gone: list[str]) -> dict[str, Any]:
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in one.columns]
    return {"columns": list(one.columns), "values": values, "gone": gone}


def pack_manifest(manifest: Manifest) -> bytes:
    """Write a manifest as it is stored."""
    return zlib.compress(_ENCODER.encode(manifest).encode(), 6)


def read_manifest(stored: bytes) -> Manifest:
    """Read a stored manifest; nothing was handed out where nothing is stored."""
    found: Manifest = json.loads(zlib.decompress(stored)) if stored else {}
    return found


def _hash(columns: tuple[str, ...], row: Row) -> str:
    digest = hashlib.sha256(_ENCODER.encode([columns, row]).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_LENGTH]
