"""Is everything there in the end, wherever a tablet or the line to the office was cut?

A tablet writes steps and photos and sends them; its browser is killed at a random moment, and the
office hangs up before it reads, or loses its answer after all is done, at random. What the screen
was told is kept must be at the office exactly once. `FIELD_POINTS` says how often it is cut, so
that a night can do more than the suite: `make field-points N=200`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import random
import socket

from flask import Response, request

from tests.field.office import Office
from tests.field.stage import jpeg, set_up_on_disk
from tests.field.tablet import OBJECT, Tablet

POINTS = int(os.environ.get("FIELD_POINTS", "20"))
LONGEST = 900  # ms from the beginning of a burst until the cut
BURST = """async (m, g) => {
  window.burst = (async () => {
    const bytes = Uint8Array.from(atob(g.photo), c => c.charCodeAt(0));
    const step = { object: g.object, kind: "visit.entries" };
    m.syncNow();
    for (let n = 0; n < 40; n += 1) {
      const draft = ["draft", g.object, { point: g.point, n }];
      await window.kept("op", await m.enqueue({ ...step, body: { n } }, [draft]));
      if (n % 8 === 3) {
        const photo = await m.keepPhoto(new Blob([bytes], { type: "image/jpeg" }), step);
        await window.kept("photo", photo.sha256);
        m.syncNow();
      }
    }
  })();
}"""


class Line:
    """A line to the office that is cut at random, before or after the office has done its work."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.bad = chance, True

    def deaf(self, _path: str) -> bool:
        return self.bad and self.chance.random() < 0.15

    def spoil(self, _path: str, answer: Response) -> Response:
        if self.bad and self.chance.random() < 0.15:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer


def test_nothing_that_was_kept_is_lost_or_doubled_wherever_it_was_cut(chromium, tmp_path):
    office, chance, kept = Office(), random.Random(20261128), {"op": [], "photo": []}  # noqa: S311
    line = Line(chance)
    with set_up_on_disk(chromium, office, tmp_path) as tablet:
        office.deaf, office.spoil = line.deaf, line.spoil
        for point in range(POINTS):
            listen(tablet, kept)
            before = len(kept["op"])
            photo = base64.b64encode(jpeg(200 + point, 160)).decode()
            tablet.do(BURST, {"object": OBJECT, "photo": photo, "point": point})
            tablet.page.wait_for_timeout(chance.randrange(LONGEST))
            tablet.kill()
            tablet.start()
            tablet.open()
            tablet.unlock()
            told = len(kept["op"]) - before
            draft = tablet.do("(m, g) => m.store.get('draft', g)", OBJECT)
            assert told == 0 or (draft["point"] == point and draft["n"] >= told - 1)
        line.bad = False
        office.durable = 10**6
        while tablet.sync() != "idle" or tablet.waiting():
            pass
        assert tablet.do("async m => (await m.unsentBlobs()).length") == 0

    ids = [op["id"] for op in office.journal]
    assert len(kept["op"]) > POINTS
    assert set(kept["op"]) - set(ids) == set()
    assert len(ids) == len(set(ids))
    assert [op["seq"] for op in office.journal] == list(range(1, len(ids) + 1))
    arrived = {hashlib.sha256(content).hexdigest() for content in office.photos()}
    assert set(kept["photo"]) - arrived == set()


def listen(tablet: Tablet, kept: dict[str, list[str]]) -> None:
    """Note what the screen was told is kept."""

    def note(kind: str, what: str) -> None:
        kept[kind].append(what)

    tablet.context.expose_function("kept", note)
