"""Do writers to SQLite get their turn one after the other, and is it always given back?"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from inspect178.web.writers import Line

LONG = 60.0


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'some.db'}")
    yield made
    made.dispose()


@pytest.fixture
def line(files: Engine) -> Line:
    return Line(files)


def is_free(files: Engine) -> bool:
    """Say whether another process would have its turn at once."""
    held = os.open(f"{files.url.database}-line", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


@pytest.mark.parametrize(
    "end",
    [Connection.close, Connection.invalidate, Connection.detach, lambda connection: None],
    ids=["closed", "broken", "taken out of the pool", "forgotten"],
)
def test_a_turn_ends_with_its_connection(files, line, end: Callable[[Connection], None]):
    connection = files.connect()
    line.enter(connection, LONG)
    assert not is_free(files)

    end(connection)
    del connection

    assert is_free(files)
    with files.connect() as another:
        line.enter(another, LONG)
        assert not is_free(files)


def test_whoever_has_its_turn_need_not_wait_for_itself(files, line):
    with files.connect() as connection:
        line.enter(connection, LONG)
        line.enter(connection, LONG)

        assert not is_free(files)
    assert is_free(files)


def test_another_process_is_waited_for(files, line):
    held = os.open(f"{files.url.database}-line", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    order: list[str] = []

    def write() -> None:
        with files.connect() as connection:
            line.enter(connection, LONG)
            order.append("this one")

    waiting = threading.Thread(target=write)
    waiting.start()
    order.append("the other")
    os.close(held)
    waiting.join(LONG)

    assert order == ["the other", "this one"]


def test_whoever_waits_in_vain_goes_on_without_a_turn(files, line):
    with files.connect() as first, files.connect() as second:
        line.enter(first, LONG)
        line.enter(second, 0.01)
        second.close()  # gives nothing back that is not its own

        assert not is_free(files)


def test_without_a_file_for_it_there_is_no_line(tmp_path):
    files = create_engine("sqlite://")
    files.url = files.url.set(database=str(tmp_path / "no folder" / "some.db"))
    line = Line(files)

    with files.connect() as connection:
        line.enter(connection, LONG)
        line.enter(connection, LONG)  # would wait in vain if the first had kept the turn

        assert not (tmp_path / "no folder").exists()


def test_many_write_one_after_the_other(files, line):
    inside, most, all_there = 0, 0, threading.Barrier(8)

    @event.listens_for(files, "begin")
    def _begin(connection: Connection) -> None:
        line.enter(connection, LONG)

    def write() -> None:
        nonlocal inside, most
        all_there.wait()
        for _ in range(50):
            with files.begin() as connection:
                inside += 1
                most = max(most, inside)
                connection.exec_driver_sql("SELECT 1")
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)

    assert (most, inside) == (1, 0)
