"""Does work reach the office exactly once, whatever happens on the way?"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Response, request
from PIL import Image

from tests.cameras import codes_in
from tests.field.office import PORTAL, Busy, Office
from tests.field.stage import KEEP_PHOTO, jpeg, set_up, until
from tests.field.tablet import OBJECT, Tablet

OTHER = OBJECT.replace("0001", "0002", 1)
STATES = "async (m, g) => { const s = await m.stateOf(g); return [s.word, s.sent, s.total]; }"
WORDS = "async (m, g) => (m.wordsOf(await m.stateOf(g), () => 'lúc này') ?? {}).words"
CONTENT = "async m => (await m.readAll('sealed')).length"


@pytest.fixture
def office() -> Office:
    return Office()


def keep_photo(tablet: Tablet, photo: bytes) -> dict[str, Any]:
    given = {"photo": base64.b64encode(photo).decode(), "object": OBJECT, "caption": "bảng hiệu"}
    return tablet.do(KEEP_PHOTO, given)


def cut(answer: Response) -> Response:
    """Break the connection after everything was done: the answer is lost."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return answer


class Times:
    """Spoils the first answers of one address."""

    def __init__(self, path: str, count: int, how: Any) -> None:
        self.path, self.left, self.how = path, count, how

    def __call__(self, path: str, answer: Response) -> Response:
        if path.startswith(self.path) and self.left > 0:
            self.left -= 1
            return self.how(answer)
        return answer


def test_lost_answers_cost_nothing_and_double_nothing(office, chromium):
    with set_up(chromium, office) as tablet:
        office.spoil = Times("ops", 4, cut)
        ids = tablet.enqueue(*({"set": {"findings": str(n)}} for n in range(60)))
        rounds = [tablet.sync()]
        while tablet.waiting() and len(rounds) < 8:
            rounds.append(tablet.sync())

        assert "waiting" in rounds
        assert tablet.waiting() == 0
        assert tablet.do(STATES, OBJECT) == ["received", 60, 60]
    assert [op["id"] for op in office.journal] == ids


def test_a_tablet_that_is_too_fast_waits_as_long_as_it_is_told_and_goes_on(office, chromium):
    with set_up(chromium, office) as tablet:
        office.busy = busy = Busy("ops", 4)
        tablet.enqueue({"set": {"findings": "1"}})
        assert tablet.sync() == "waiting"
        tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")

        until(tablet, lambda: len(office.journal) == 1)

    assert busy.came[1] - busy.came[0] >= 4


def test_photos_that_have_to_wait_hold_up_no_steps_and_go_on_in_their_time(office, chromium):
    with set_up(chromium, office) as tablet:
        office.busy = busy = Busy("blobs", 4, count=2)  # thumbnail and photo, both under way
        keep_photo(tablet, jpeg(64, 48))
        tablet.enqueue({"set": {"findings": "1"}})
        assert tablet.sync() == "idle"
        assert (len(office.journal), office.photos()) == (1, [])
        tablet.enqueue({"set": {"findings": "2"}})
        assert tablet.sync() == "idle"
        assert len(office.journal) == 2

        until(tablet, lambda: len(office.photos()) == 1)

    assert busy.came[2] - busy.came[0] >= 4


def portal(answer: Response) -> Response:
    return Response(PORTAL, content_type="text/html")


def portal_that_says_json(_answer: Response) -> Response:
    return Response(PORTAL, content_type="application/json")


def redirected(_answer: Response) -> Response:
    return Response("", 302, {"Location": "/sign-in"})


def cut_json(answer: Response) -> Response:
    return Response(answer.get_data()[:-7], content_type="application/json")


def list_of_nothing(_answer: Response) -> Response:
    return Response("[]", content_type="application/json")


def empty_object(_answer: Response) -> Response:
    return Response("{}", content_type="application/json")


def success_without_receipts(answer: Response) -> Response:
    said = answer.get_json()
    for one in said.get("answers", []):
        one.pop("receipt")
    said.pop("receipt", None)
    return Response(json.dumps(said), content_type="application/json")


def foreign_receipts(answer: Response) -> Response:
    said, stranger = answer.get_json(), Office()
    for one in said.get("answers", []):
        one["receipt"] = stranger.sign("inspect178 receipt 1", one["id"])
    if "receipt" in said:
        said["receipt"] = stranger.sign("inspect178 photo receipt 1")
    return Response(json.dumps(said), content_type="application/json")


HOSTILE = [portal, portal_that_says_json, redirected, cut_json, list_of_nothing, empty_object,
           success_without_receipts, foreign_receipts]  # fmt: skip


def test_only_well_formed_answers_with_valid_receipts_count(office, chromium):
    with set_up(chromium, office) as tablet:
        office.durable = 99
        office.spoil = lambda _path, answer: portal(answer)
        tablet.enqueue({"set": {"findings": "một"}})
        keep_photo(tablet, jpeg())
        pieces = tablet.do("async m => (await m.readAll('pieces')).length")
        for how in HOSTILE:
            office.spoil = lambda _path, answer, how=how: how(answer)
            tablet.sync()

            assert tablet.waiting() == 1, how.__name__
            assert tablet.do(CONTENT) == 1, how.__name__
            assert tablet.do("async m => (await m.readAll('pieces')).length") == pieces
            assert tablet.do("async m => (await m.unsentBlobs()).length") == 2, how.__name__

        office.spoil = lambda _path, answer: answer
        assert tablet.sync() == "idle"
        assert tablet.waiting() == 0
    assert len(office.journal) == 1
    assert len(office.photos()) == 1


def test_two_tabs_write_one_chain_and_send_it_once(office, chromium):
    with set_up(chromium, office) as tablet:
        page = tablet.context.new_page()
        page.goto("/field/")
        second = Tablet(None, tablet.profile, tablet.address, tablet.context, page)  # type: ignore[arg-type]
        second.ready()
        second.unlock()
        start = (
            "g => { window.done = import('/static/field/queue.js').then(m => Promise.all("
            "g.numbers.map(n => m.enqueue("
            "{object: g.object, kind: 'visit.entries', body: {n}})))); }"
        )
        for held, numbers in ((tablet, range(10)), (second, range(10, 20))):
            held.page.evaluate(start, {"numbers": list(numbers), "object": OBJECT})
        for held in (tablet, second):
            held.page.evaluate("() => window.done")
        for held in (tablet, second):
            held.page.evaluate("() => { import('/static/field/sync.js').then(m => m.syncNow()); }")
        while tablet.waiting():
            tablet.sync()

    assert [op["seq"] for op in office.journal] == list(range(1, 21))
    assert sorted(body["n"] for body in office.bodies()) == list(range(20))


def test_a_photo_goes_on_where_it_stopped(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        photo = keep_photo(tablet, jpeg(2400, 1800))
        sent: list[int] = []

        def lose_the_second(path: str, answer: Response) -> Response:
            if request.method == "PATCH":
                sent.append(int(request.headers["Upload-Offset"]))
                return cut(answer) if len(sent) == 3 else answer
            return answer

        office.spoil = lose_the_second
        tablet.context.set_offline(False)
        for _ in range(4):
            tablet.sync()
        size = tablet.do(
            "async m => (await m.readAll('blobs')).find(b => b.kind === 'photo').sealed.size"
        )

        assert tablet.do("async m => (await m.unsentBlobs()).length") == 0
        assert tablet.do(STATES, OBJECT) == ["received", 1, 1]
    (content,) = office.photos()
    assert hashlib.sha256(content).hexdigest() == photo["sha256"]
    assert size > 3 * 131072
    assert len(sent) >= 4
    # the browser itself may have sent the lost piece again; no other offset was sent twice
    assert len(sent) - len(set(sent)) <= 1


def test_a_photo_is_reduced_upright_and_without_what_the_camera_wrote(office, chromium):
    with set_up(chromium, office) as tablet:
        original = jpeg(2000, 1000, orientation=6)
        photo = keep_photo(tablet, original)
        assert tablet.sync() == "idle"

    (content,) = office.photos()
    picture = Image.open(BytesIO(content))
    assert picture.size == (800, 1600) == (photo["width"], photo["height"])
    assert len(picture.getexif()) == 0
    assert photo["original_sha256"] == hashlib.sha256(original).hexdigest()
    thumbnails = [o for o in office.opened.values() if "thumbnail_of" in o["about"]]
    assert [o["about"]["thumbnail_of"] for o in thumbnails] == [photo["photo"]]
    assert max(Image.open(BytesIO(thumbnails[0]["content"])).size) == 240


def test_what_is_no_photo_is_refused_on_the_tablet(office, chromium):
    with set_up(chromium, office) as tablet:
        given = {"photo": base64.b64encode(b"no photo").decode(), "object": OBJECT}
        failed = f"(m, g) => ({KEEP_PHOTO})(m, g).then(() => '', e => e.constructor.name)"

        assert tablet.do(failed, given) == "NoPhoto"


def test_a_photo_is_kept_until_a_backup_that_was_made_after_it_arrived(office, chromium):
    pieces = "async m => (await m.readAll('pieces')).length > 0"
    with set_up(chromium, office) as tablet:
        keep_photo(tablet, jpeg())
        tablet.enqueue({"n": 1})
        assert tablet.sync() == "idle"
        office.durable, office.durable_at = 1, datetime.now(UTC) - timedelta(minutes=5)
        assert tablet.sync() == "idle"
        assert (tablet.do(CONTENT), tablet.do(pieces)) == (0, True)

        office.durable_at = datetime.now(UTC) + timedelta(minutes=5)
        assert tablet.sync() == "idle"
        assert tablet.do(pieces) is False


def test_after_a_restored_backup_everything_that_is_missing_comes_again(office, chromium):
    with set_up(chromium, office) as tablet:
        ids = tablet.enqueue(*({"n": n} for n in range(5)))
        keep_photo(tablet, jpeg())
        office.durable = 2
        assert [tablet.sync(), tablet.sync()] == ["idle", "idle"]
        assert tablet.do(CONTENT) == 3  # two lie in a verified backup and have been dropped

        office.restore(2)
        office.opened.clear()
        office.streams.clear()
        assert tablet.sync() == "idle"

        assert tablet.waiting() == 0
        assert [op["id"] for op in office.journal] == ids
        assert len(office.photos()) == 1
        office.durable, office.durable_at = 5, datetime.now(UTC) + timedelta(minutes=5)
        assert [tablet.sync(), tablet.sync()] == ["idle", "idle"]
        assert tablet.do(CONTENT) == 0
        assert tablet.do("async m => (await m.readAll('pieces')).length") == 0
        assert tablet.do(STATES, OBJECT) == ["received", 6, 6]


def test_an_answer_of_another_epoch_is_ignored_until_a_hello_says_so(office, chromium):
    with set_up(chromium, office) as tablet:

        def another_epoch(answer: Response) -> Response:
            said = answer.get_json()
            said["epoch"] += 1
            return Response(json.dumps(said), content_type="application/json")

        tablet.context.set_offline(True)
        tablet.enqueue({"n": 1})
        office.spoil = Times("ops", 1, another_epoch)
        tablet.context.set_offline(False)
        tablet.sync()
        assert tablet.do("m => m.store.contact.epoch") == 1

        tablet.sync()
        assert tablet.waiting() == 0
    assert len(office.journal) == 1


def test_a_gap_is_filled_from_the_number_that_is_wanted(office, chromium):
    with set_up(chromium, office) as tablet:
        ids = tablet.enqueue({"n": 1}, {"n": 2})
        tablet.sync()
        office.journal.clear()  # lost without a word, as a hello of the same epoch shows
        ids += tablet.enqueue({"n": 3})
        tablet.sync()

        assert tablet.waiting() == 0
    assert [op["id"] for op in office.journal] == ids


def test_conflicts_and_refusals_stand_in_words_and_hold_up_nothing(office, chromium):
    answers = {OBJECT: ("refused", "Quyết định đã bị hủy."), OTHER: ("conflict", "")}
    office.decide = lambda op: answers.get(op["object"], ("ok", ""))
    third = OBJECT.replace("0001", "0003", 1)
    office.tables = {
        "work": {"columns": ["id", "inspection_state"], "values": [[third], ["returned"]]}
    }
    with set_up(chromium, office) as tablet:
        for name in (OBJECT, OTHER, third):
            tablet.enqueue({"n": 1}, object_=name)
        assert tablet.sync() == "idle"

        assert tablet.waiting() == 0
        said = [tablet.do(WORDS, name) for name in (OBJECT, OTHER, third)]
        assert said == [
            "Cơ quan không tiếp nhận",
            "Xung đột: chờ cơ quan quyết định",
            "Bị trả lại: xem ý kiến",
        ]
        tablet.page.evaluate("() => { location.hash = '#/items'; }")
        tablet.page.get_by_text("Quyết định đã bị hủy.").wait_for()


def test_words_follow_an_item_on_its_way(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        tablet.enqueue({"n": 1})
        keep_photo(tablet, jpeg())
        assert tablet.do(WORDS, OBJECT) == "Mới có trên máy này"

        office.spoil = Times("blobs", 99, portal)
        tablet.context.set_offline(False)
        tablet.sync()
        assert tablet.do(WORDS, OBJECT) == "Đang gửi 1/2"

        office.spoil = lambda _path, answer: answer
        tablet.sync()
        assert tablet.do(WORDS, OBJECT) == "Cơ quan đã nhận lúc lúc này"


def test_a_locked_tablet_goes_on_sending(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        tablet.enqueue({"n": 1})
        tablet.do("m => m.store.lock()")
        tablet.context.set_offline(False)
        tablet.sync()

        assert tablet.waiting() == 0
    assert len(office.journal) == 1


KEPT = """async () => {
  const m = await import("/static/field/database.js");
  const sizes = {};
  for (const name of ["rows", "ops", "sealed"]) sizes[name] = (await m.readAll(name)).length;
  return [sizes, (await (await m.open()).getAllKeys("vault")).includes("passphrase")];
}"""
ENDED = "Không còn đọc được nội dung nào trên máy này."
WIPED = "Khóa và dữ liệu trên máy đã bị hủy."
SYNC = "() => { import('/static/field/sync.js').then(m => m.syncNow()); }"


def ended(office: Office, tablet: Tablet) -> None:
    """Let the office end a tablet that has one step which it has not sent."""
    tablet.context.set_offline(True)
    tablet.enqueue({"n": 1})
    office.revoked = True
    office.decide = lambda _op: ("refused", "Máy đã bị thu hồi.")
    tablet.context.set_offline(False)
    tablet.page.evaluate(SYNC)
    tablet.page.get_by_text(ENDED).wait_for()


def test_a_revoked_tablet_destroys_its_key_at_once_and_keeps_what_is_sealed(office, chromium):
    with set_up(chromium, office) as tablet:
        ended(office, tablet)
        until(tablet, lambda: len(office.journal) == 1)

        assert tablet.page.evaluate(KEPT) == [{"rows": 0, "ops": 1, "sealed": 1}, False]
        tablet.page.evaluate("() => { location.hash = '#/today'; }")
        assert tablet.page.get_by_text(ENDED).is_visible()
        office.restore(0)
        tablet.page.reload()
        tablet.page.get_by_text(ENDED).wait_for()
        until(tablet, lambda: len(office.journal) == 1)
        assert tablet.page.evaluate(KEPT) == [{"rows": 0, "ops": 1, "sealed": 1}, False]


def test_a_revoked_tablet_is_emptied_once_a_backup_of_the_office_holds_its_work(office, chromium):
    with set_up(chromium, office) as tablet:
        ended(office, tablet)
        until(tablet, lambda: len(office.journal) == 1)
        office.durable = 1

        tablet.page.evaluate(SYNC)

        tablet.page.get_by_text(WIPED).wait_for()
        assert tablet.page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert len(office.journal) == 1


def test_a_tablet_that_learns_of_its_end_at_another_door_loses_nothing(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.sync()
        office.spoil = Times("pull", 1, told_of_its_end(office))
        tablet.enqueue({"n": 1})
        tablet.page.evaluate(SYNC)

        tablet.page.get_by_text(ENDED).wait_for()
        assert tablet.page.evaluate(KEPT)[0]["sealed"] == 1


def told_of_its_end(office: Office) -> Any:
    def told(_answer: Response) -> Response:
        office.revoked = True
        answer = Response('{"error": "ended", "revoked": true}', 401)
        answer.content_type = "application/json"
        return answer

    return told


def test_after_long_absence_signing_in_again_is_enough(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.context.set_offline(True)
        ids = tablet.enqueue({"n": 1})
        office.expired = True
        tablet.context.set_offline(False)
        assert tablet.sync() == "expired"
        tablet.page.evaluate("() => { location.hash = '#/settings'; }")
        tablet.page.get_by_role("button", name="Kết nối lại").click()
        tablet.page.get_by_role("button", name="Kết nối lại").wait_for(state="detached")
        tablet.sync()

        assert tablet.waiting() == 0
    assert [op["id"] for op in office.journal] == ids
    assert len(office.devices) == 1


def test_unsent_work_arrives_by_another_tablet_and_counts_once(office, chromium):
    with set_up(chromium, office) as broken, set_up(chromium, office) as other:
        broken.context.set_offline(True)
        ids = broken.enqueue({"n": 1}, {"n": 2})
        photo = keep_photo(broken, jpeg())
        broken.do("m => m.store.lock()")
        broken.page.evaluate("() => { location.hash = '#/rescue'; }")
        with broken.page.expect_download() as saved:
            broken.page.get_by_role("button", name="Lưu thành tệp").click()
        path = saved.value.path()
        assert "findings" not in path.read_text()

        other.page.evaluate("() => { location.hash = '#/rescue'; }")
        other.page.get_by_label("Tệp từ máy khác").set_input_files(path)
        other.page.get_by_text("Đã tiếp nhận: 4 mục").wait_for()
        other.sync()
        assert other.waiting() == 0
        assert [op["id"] for op in office.journal] == ids

        broken.context.set_offline(False)
        broken.sync()
        assert broken.waiting() == 0
    assert [op["id"] for op in office.journal] == ids
    assert [hashlib.sha256(p).hexdigest() for p in office.photos()] == [photo["sha256"]]


def test_unsent_work_goes_from_screen_to_screen_as_codes(office, chromium):
    with set_up(chromium, office) as broken, set_up(chromium, office) as other:
        broken.context.set_offline(True)
        ids = broken.enqueue({"set": {"findings": "chữ dài " * 80}}, {"n": 2})
        broken.page.evaluate("() => { location.hash = '#/rescue'; }")
        broken.page.get_by_role("button", name="Hiện thành mã QR").click()
        canvas = broken.page.locator(".field-qr")
        canvas.wait_for()
        count = len(broken.do("m => m.rescueFrames()"))
        read = []
        for _ in range(count):
            picture = Image.open(BytesIO(canvas.screenshot()))
            (code,) = codes_in(picture)
            read.append(code.text)
            broken.page.get_by_role("button", name="Mã sau").click()

        other.page.evaluate("() => { location.hash = '#/rescue'; }")
        other.page.get_by_text("Mã đọc bằng thiết bị khác").click()
        other.page.get_by_label("Nội dung các mã").fill("\n".join(reversed(read)))
        other.page.get_by_text("Đã tiếp nhận: 2 mục").wait_for()
        other.sync()
        assert other.waiting() == 0
    assert count > 1
    assert [op["id"] for op in office.journal] == ids


def test_what_is_no_saved_work_is_refused(office, chromium, tmp_path):
    with set_up(chromium, office) as tablet:
        tablet.page.evaluate("() => { location.hash = '#/rescue'; }")
        op = {"device": "x", "seq": 1, "x": {}}
        for number, content in enumerate(
            ["no", "{}", json.dumps({"format": "inspect178 rescue 1", "ops": [op]})]
        ):
            path = tmp_path / f"{number}.rescue"
            path.write_text(content)
            tablet.page.get_by_label("Tệp từ máy khác").set_input_files(path)
            tablet.page.get_by_text("Đây không phải dữ liệu do ứng dụng này lưu.").wait_for()
            tablet.page.get_by_label("Tệp từ máy khác").set_input_files([])

        assert tablet.waiting() == 0
