"""What does a bad mobile network do to whoever talks through it? A proxy that behaves like one.

Two links, one each way, of so many bits a second; an answer takes a round trip. A lost segment is
sent again: it takes its time on the link twice and holds up its own connection for a round trip.
Some connections break in the middle of a request or of an answer: mostly with a reset, sometimes
without a word, as when a tablet leaves a cell. The same seed makes the same decisions for the n-th
connection. Without a line (`line = None`) everything passes at once.
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SEGMENT, SEGMENT_HEAD = 1460, 40
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Line:
    """How bad a network is; chances are those of one segment."""

    bits_per_second: float = 64_000
    round_trip: float = 0.8
    loss: float = 0.05
    cut_request: float = 0.0025  # about one in ten of pieces of 64 kB
    cut_answer: float = 0.01
    silent: float = 0.25  # of the connections that break: nobody is told
    seed: int = 178

    def seconds(self, size: int) -> float:
        """Say how long a segment of some bytes takes on the link."""
        return (size + SEGMENT_HEAD) * 8 / self.bits_per_second


@dataclass
class Counted:
    """What went through, without the heads of segments and what was sent again."""

    up: int = 0
    down: int = 0
    resent: int = 0
    connections: int = 0
    reset: int = 0
    silenced: int = 0

    @property
    def broken(self) -> int:
        """Count the connections that broke."""
        return self.reset + self.silenced


@dataclass(frozen=True)
class Side:
    """One end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(frozen=True)
class Way:
    """One direction of a connection, with its own chances."""

    name: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chance: random.Random


class Broken(Exception):
    """The connection has just broken."""


@dataclass
class SlowNetwork:
    """The proxy: listens on a port of its own and passes everything on to another."""

    target: int
    line: Line | None = None
    counted: Counted = field(default_factory=Counted)
    port: int = 0

    @property
    def address(self) -> str:
        """Give the address under which browsers find the target."""
        return f"http://127.0.0.1:{self.port}"

    async def run(self, started: threading.Event, stop: asyncio.Event) -> None:
        """Pass on until told to stop."""
        self._links = {UP: asyncio.Lock(), DOWN: asyncio.Lock()}
        self._open: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=2 * SEGMENT)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await stop.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._connect(Side(reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            await _close(writer)

    async def _connect(self, here: Side) -> None:
        self.counted.connections += 1
        name = f"{self.line.seed if self.line else 0} {self.counted.connections}"
        if self.line:
            await asyncio.sleep(self.line.round_trip)  # shaking hands
        there = Side(*await asyncio.open_connection("127.0.0.1", self.target, limit=2 * SEGMENT))
        up = Way(UP, here.reader, there.writer, random.Random(f"{name} up"))
        down = Way(DOWN, there.reader, here.writer, random.Random(f"{name} down"))
        carrying = [asyncio.create_task(self._carry(way)) for way in (up, down)]
        try:
            done, _ = await asyncio.wait(carrying, return_when=asyncio.FIRST_COMPLETED)
            if any(isinstance(task.exception(), Broken) for task in done):
                await _end(carrying)
                await self._break(here, up.chance)
        finally:
            await _end(carrying)
            await _close(there.writer)

    async def _carry(self, way: Way) -> None:
        """Take segments from one side at the link's pace; they arrive half a round trip later."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_deliver(under_way, way.writer))
        try:
            while piece := await way.reader.read(SEGMENT):
                line = self.line
                if line:
                    await self._send(len(piece), line, way)
                setattr(self.counted, way.name, getattr(self.counted, way.name) + len(piece))
                at = time.monotonic() + (line.round_trip / 2 if line else 0)
                under_way.put_nowait((at, piece))
            under_way.put_nowait((time.monotonic(), b""))
            await arriving
        finally:
            await _end([arriving])

    async def _send(self, size: int, line: Line, way: Way) -> None:
        lost = True
        while lost:
            async with self._links[way.name]:
                await asyncio.sleep(line.seconds(size))
            if way.chance.random() < (line.cut_request if way.name == UP else line.cut_answer):
                raise Broken
            lost = way.chance.random() < line.loss
            if lost:
                self.counted.resent += size
                await asyncio.sleep(line.round_trip)

    async def _break(self, here: Side, chance: random.Random) -> None:
        """Reset the connection, or let it hang until the other side gives up."""
        if self.line and chance.random() < self.line.silent:
            self.counted.silenced += 1
            while await here.reader.read(SEGMENT):
                pass
            return
        self.counted.reset += 1
        held = here.writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        here.writer.transport.abort()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _deliver(under_way: asyncio.Queue[tuple[float, bytes]], to: asyncio.StreamWriter) -> None:
    while True:
        at, piece = await under_way.get()
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        if not piece:
            return
        to.write(piece)
        await to.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()


@contextmanager
def slow_network(target: int, line: Line | None = None) -> Iterator[SlowNetwork]:
    """Run the proxy in a thread until the block ends."""
    network, started, loop = SlowNetwork(target, line), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    running = threading.Thread(
        target=lambda: loop.run_until_complete(network.run(started, stop)), daemon=True
    )
    running.start()
    assert started.wait(10)
    try:
        yield network
    finally:
        loop.call_soon_threadsafe(stop.set)
        running.join(timeout=10)
        loop.close()
