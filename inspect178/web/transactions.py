"""Where does the transaction end? One transaction a request, committed before the answer.

Reading methods (GET, HEAD, OPTIONS) may not write: a statement guard refuses, because an autoflush
empties the session before anybody could look at it. Connections marked with the execution option
`read_log` pass, so that readings of sealed targets can be recorded.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm.exc import StaleDataError

from inspect178.extensions import db
from inspect178.kernel.errors import Conflict, NotAllowed
from inspect178.kernel.text_marks import N_
from inspect178.web.writers import Line

Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., Any])
# How long a writer on SQLite waits for the one before it, also on a busy machine.
PATIENCE_MS = 30_000
ASK_AGAIN_MS = 5
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WRITES = re.compile(
    r"\s*(insert|update|delete|merge|replace|with\b.*\b(insert|update|delete)\s)",
    re.IGNORECASE | re.DOTALL,
)


class WriteWhileReading(RuntimeError):
    """A view for reading tried to change the database: a programming error."""


class Application(Flask):
    """A Flask whose every request is one transaction."""

    def dispatch_request(self) -> ResponseReturnValue:  # type: ignore[override]
        """Run the view, then commit; whatever goes wrong rolls everything back."""
        note_method()
        writes = request.method not in READING
        if writes and current_app.config["READ_ONLY"] and request.endpoint != "static":
            raise NotAllowed(N_("The system is open for reading only at the moment."))
        try:
            response = self.make_response(super().dispatch_request())
            refused = response.status_code >= 400 and not g.get("keep_changes", False)
            if g.reading or refused:
                db.session.rollback()
            else:
                db.session.commit()
        except StaleDataError as error:
            db.session.rollback()
            raise_from_stale(error)
        except BaseException:
            db.session.rollback()
            raise
        return response


def note_method() -> None:
    """Note whether this request may write: by its method, or act by act where its view says so."""
    view = current_app.view_functions.get(request.endpoint or "")
    g.reading = request.method in READING or hasattr(view, "acts_alone")


def acts_alone(view: View) -> View:
    """Say that a view writes only with `in_its_own`; whatever it does besides may only read.

    So SQLite's one writer is not kept waiting while such a request is looked at.
    """
    view.acts_alone = True  # type: ignore[attr-defined]
    return view


def in_its_own(act: Callable[[], Result]) -> Result:
    """Run an act and commit it at once: the one exception from one transaction a request.

    It is for the operations that tablets send together: each is acknowledged for itself, so each
    is on the disk for itself (docs/decisions/0012). What goes wrong rolls back this act alone.
    """
    was_reading = bool(g.get("reading", False))
    if was_reading and db.engine.dialect.name == "sqlite":
        db.session.commit()  # what was read so far; a writer begins as one
    g.reading = False
    try:
        result = act()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        g.reading = was_reading
    return result


def keep_changes() -> None:
    """Commit this request even if its answer is a refusal, as a counted sign-in attempt is."""
    g.keep_changes = True


def raise_from_stale(error: StaleDataError) -> None:
    """Tell the person that somebody else saved first."""
    raise Conflict from error


def install_guards(app: Flask) -> None:
    """Set up every connection of the app's engine and the guard against writing reads."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        line = Line(engine)
        event.listen(engine, "begin", partial(_begin_sqlite, line))
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "before_cursor_execute", _refuse_write_while_reading)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is switched off: it begins too late and leaks.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE_MS}",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Compiling a statement pays for itself after seconds; ours take some hundredths of one.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _begin_sqlite(line: Line, connection: Connection) -> None:
    # A writer takes its lock at once, because SQLite cannot wait for it half-way.
    reading = is_reading() and not connection.get_execution_options().get("read_log")
    if reading:
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(line, connection)


def _begin_writing(line: Line, connection: Connection) -> None:
    """Become SQLite's one writer; ask often, because its own waiting sleeps ever longer.

    Whoever comes here has had its turn; it still meets the one before it, whose commit is on the
    way to the disk, and programs that know of no line.
    """
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + PATIENCE_MS / 1000
    line.enter(connection, PATIENCE_MS / 1000)
    raw.execute(f"PRAGMA busy_timeout={ASK_AGAIN_MS}")
    try:
        while not _began(raw):
            if time.monotonic() > until:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails as the library says it
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")


def _began(raw: Any) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _refuse_write_while_reading(
    connection: Connection, _cursor: Any, statement: str, *_rest: Any
) -> None:
    if not is_reading() or connection.get_execution_options().get("read_log"):
        return
    if _WRITES.match(statement):
        raise WriteWhileReading(statement.split("(", 1)[0])


def is_reading() -> bool:
    """Say whether the present request may only read; outside requests everything may write."""
    return has_request_context() and bool(g.get("reading", True))
