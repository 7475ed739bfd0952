"""Does a day's work reach the office over a network that is slow and breaks, whole and once?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bench.serving import FieldServer
from bench.slow_network import Line, slow_network
from inspect178.extensions import db
from tests.browser import TABLET, window
from tests.field.conftest import ask
from tests.field.day import Arrived, arrived, make_visits, plan_day
from tests.field.office import Office
from tests.field.stage import jpeg, set_up
from tests.field.tablet import OBJECT, Tablet
from tests.field.test_sent_to_the_office import keep_photo
from tests.field.visiting import cookie_of

# Quick, so that the test is; what breaks, breaks far more often than on any real network.
BREAKING = Line(8_000_000, 0.02, cut_request=0.01, cut_answer=0.02, silent=0.2)
PIECE, LARGEST, SMALLEST = 32_768, 131_072, 16_384
UNSENT = "async m => (await m.pending()).length + (await m.unsentBlobs()).length"
UNSENT_PHOTOS = "async m => (await m.unsentBlobs()).length"
SIGN_AFTER_A_PHOTO = """(m, g) => {
  m.queue.addEventListener("changed", () => {
    m.enqueue({ object: g, kind: "visit.entries", body: { set: { findings: "sau" } } });
  }, { once: true });
}"""


def test_a_day_over_a_network_that_breaks_is_there_whole_and_once(app, chromium, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", app.config["SECRET_KEY"])
    visits = plan_day(2)
    cookie = cookie_of(app, "binh")
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.remove()
    server = FieldServer(url, Path(app.config["INSTANCE"]))
    server.start()
    server.warm_up()
    try:
        with (
            slow_network(server.port) as network,
            window(chromium, network.address, screen=TABLET) as opened,
        ):
            held = Tablet(None, Path(), network.address, opened.page.context, opened.page)  # type: ignore[arg-type]
            held.watch(opened.page)
            held.context.add_cookies([{**cookie, "url": network.address}])
            held.enrol()
            assert held.sync() == "idle"
            held.context.set_offline(True)
            make_visits(held, visits, 2)
            held.page.evaluate(
                "async () => { (await import('/static/field/pace.js')).pace.calm = 1500; }"
            )
            network.line = BREAKING
            held.context.set_offline(False)
            while held.do(UNSENT):
                held.page.wait_for_timeout(300)

            assert network.counted.broken > 0
            assert held.faults == []
    finally:
        server.stop()
    found = arrived(visits)
    # A photo that came in a parcel needs no thumbnail before it.
    assert replace(found, thumbnails=0) == Arrived(2, 2, 4, 4, thumbnails=0)
    assert found.thumbnails <= 4


def test_what_is_done_meanwhile_goes_before_the_next_photo(chromium):
    office = Office()
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        for _ in range(4):
            keep_photo(tablet, jpeg())
        tablet.context.set_offline(False)
        tablet.do(SIGN_AFTER_A_PHOTO, OBJECT)
        office.asked.clear()
        while tablet.sync() != "idle" or tablet.waiting():
            pass

    sent = [name for name in office.asked if name in ("POST ops", "PATCH blobs")]
    assert "POST ops" in sent
    assert sent.index("POST ops") < len(sent) - 2
    assert len(office.photos()) == 4


def test_an_answer_that_needs_the_key_does_not_hold_up_photos_while_locked(chromium):
    office = Office(decide=lambda _op: ("conflict", "Đã có người khác ghi."))
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        tablet.enqueue({"set": {"findings": "một"}})
        keep_photo(tablet, jpeg())
        tablet.context.set_offline(False)

        tablet.do("m => m.store.lock()")
        while tablet.do(UNSENT_PHOTOS):
            tablet.sync()
        assert tablet.waiting() == 1
        tablet.unlock()
        tablet.sync()
        assert tablet.waiting() == 0
    assert len(office.photos()) == 1


def pieces(modules, *events: tuple[str, int, int]) -> list[int]:
    """Give the size of the next piece after each of some events: word, bytes, milliseconds."""
    cases = [[{"word": word, "bytes": b, "ms": ms} for word, b, ms in events]]
    (found,) = ask(
        modules,
        "pace",
        "(() => { const pace = new m.Pace(); return [pace.size, ...c.map(e => {"
        " if (e.word === 'broke') pace.broke(e.ms); else pace.answered(e.bytes, e.ms);"
        " return pace.size; })]; })()",
        cases,
    )
    return list(json.loads(json.dumps(found)))


def test_pieces_grow_on_a_quick_line_and_are_small_on_a_slow_one(modules):
    quick, slow = ("answered", PIECE, 50), ("answered", PIECE, 10_000)
    assert pieces(modules, quick, quick, quick) == [PIECE, 2 * PIECE, LARGEST, LARGEST]
    assert pieces(modules, slow, ("answered", PIECE, 60_000)) == [PIECE, 26_214, SMALLEST]
    assert pieces(modules, ("answered", 300, 1_000)) == [PIECE, PIECE]


def test_a_break_makes_pieces_smaller_and_no_network_at_all_does_not(modules):
    broke = ("broke", 0, 20_000)
    assert pieces(modules, broke, broke) == [PIECE, SMALLEST, SMALLEST]
    assert pieces(modules, ("broke", 0, 3)) == [PIECE, PIECE]


def test_an_office_that_is_only_slow_is_waited_for_longer_each_time(modules):
    script = """(() => {
      const pace = new m.Pace();
      const waits = [pace.patience(), pace.patience(c)];
      pace.gaveUp(); waits.push(pace.patience());
      for (let n = 0; n < 9; n += 1) pace.gaveUp();
      waits.push(pace.patience()); pace.answered(100, 100); waits.push(pace.patience());
      return waits; })()"""
    (found,) = ask(modules, "pace", script, [15_000])
    assert found == [30_000, 40_000, 60_000, 120_000, 30_000]
