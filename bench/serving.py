"""How is a real server started, killed and started again for a measurement?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WORKERS, THREADS = 2, 4
READY_SECONDS = 60


@dataclass
class FieldServer:
    """gunicorn with our application, in a process group of its own."""

    url: str
    instance: Path
    unsafe: bool = False
    backends: str = ""  # name of the database's processes, whose time counts too
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers; the port stays the same."""
        self.port = self.port or _free_port()
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "INSPECT178_INSTANCE": str(self.instance),
            "INSPECT178_MODE": "development",
            "FIELD_SERVER_UNSAFE": "1" if self.unsafe else "",
        }
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}",
                 "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS),
                 "--no-control-socket", "--log-level", "error", "bench.field_server:app"],
                env=environment, stdout=log, stderr=log, start_new_session=True,
                cwd=Path(__file__).parents[1],
            )  # fmt: skip
        self._wait()

    def warm_up(self) -> None:
        """Ask until every worker has made its application."""
        for _ in range(20 * WORKERS):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=60).close()

    def _wait(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"no server on port {self.port}: {self.instance}/server.log")

    def workers(self) -> list[int]:
        """List the processes that answer."""
        assert self.process is not None
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill_worker(self, n: int) -> None:
        """Kill a worker in the middle of whatever it does; its master starts another."""
        workers = self.workers()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(workers[n % len(workers)], signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill master and workers at once and start again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Kill the whole process group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def cpu_seconds(self) -> float:
        """Give the processor time that workers and database have used so far."""
        its = [pid for pid in _processes() if self.backends and _name(pid) == self.backends]
        return sum(_cpu_ticks(pid) for pid in [*self.workers(), *its]) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> int:
        """Give the memory of master and workers together, in MB."""
        assert self.process is not None
        pids = [self.process.pid, *self.workers()]
        lines = [Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in pids]
        sizes = [int(x.split()[1]) for some in lines for x in some if x.startswith("Pss:")]
        return sum(sizes) // 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])  # in user mode and in the kernel
