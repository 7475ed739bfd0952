"""Whose turn is it to write to SQLite? First come, first served, among threads and processes.

SQLite has one writer and no queue: whoever waits sleeps, asks and loses again, and with eight some
waited many times as long as others (`make bench-sync`). Here a thread waits for the others of its
process and then, as the only one of it, for the other processes in the queue that the kernel keeps
for a locked file. The order alone comes from here; that there is one writer is SQLite's matter, so
whoever is not in the line, or waited in it in vain, does no harm.
"""

from __future__ import annotations

import fcntl
import os
from threading import Lock
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

_HELD = "place_in_line"


class Line:
    """The line of those who want to write to one database file."""

    def __init__(self, engine: Engine) -> None:
        """Stand at an engine's database; what leaves the hands of a writer leaves the line."""
        self._path = f"{engine.url.database}-line"
        self._turn = Lock()
        for name in ("checkin", "detach"):
            event.listen(engine, name, self._leave)

    def enter(self, connection: Connection, patience: float) -> None:
        """Wait until it is the connection's turn, or for so many seconds.

        The one of each process that stands before the others waits as long as theirs takes.
        """
        info = connection.connection.info
        if _HELD in info or not self._turn.acquire(timeout=patience):
            return
        try:
            info[_HELD] = held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(held, fcntl.LOCK_EX)
        except OSError:  # a full disk, say: then without a turn
            self._release(info)

    def _leave(self, _dbapi_connection: Any, record: Any) -> None:
        if _HELD in record.info:
            self._release(record.info)

    def _release(self, info: dict[Any, Any]) -> None:
        held = info.pop(_HELD, None)
        if held is not None:
            os.close(held)
        self._turn.release()
