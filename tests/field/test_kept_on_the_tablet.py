"""Is what was entered still there, and readable by nobody else? Store, keys, worker."""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from inspect178.fieldwork import field_app
from tests.architecture.sources import STATIC
from tests.field.office import Busy, Office, make_app
from tests.field.stage import KEEP_PHOTO, jpeg, set_up, set_up_on_disk, until
from tests.field.tablet import OBJECT, PASSPHRASE, PIN

SHELL_BYTES = 250_000  # gzipped, as it travels
NAMES = ["Nguyễn Thị Mẫu", "Nhà nghỉ Hoa Sữa", "Trần Văn Kín"]
DRAFT = {"findings": f"{NAMES[0]} là chủ {NAMES[1]}"}
WRITE_DRAFT = "async (m, g) => m.store.write([['draft', g.object, g.draft]])"


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_shell_is_small_enough(office):
    app = make_app(office)
    sent = 0
    with app.test_request_context():
        addresses = field_app.shell_addresses()
    for address in addresses:
        with app.test_client().get(address) as answer:
            body = answer.get_data()
        packed = len(gzip.compress(body, 9))
        sent += min(packed, len(body))

    assert sent <= SHELL_BYTES, f"{sent} bytes"


def test_the_worker_lists_every_file_that_the_modules_ask_for(office):
    with make_app(office).test_request_context():
        listed = set(field_app.shell_addresses())
    asked = set()
    for path in sorted((STATIC / "field").rglob("*.js")):
        for name in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', path.read_text("utf-8")):
            found = (path.parent / name).resolve()
            asked.add(f"/static/{found.relative_to(STATIC.resolve()).as_posix()}")

    assert sorted(asked - listed) == []


def test_the_page_asks_at_once_for_what_the_first_screen_needs_and_for_no_more(office):
    app = make_app(office)
    with app.test_client().get("/field/") as answer:
        page = answer.get_data(as_text=True)
    with app.test_request_context():
        kept = set(field_app.shell_addresses())
    asked = re.findall(r'rel="modulepreload" href="([^"]+)"', page)

    assert {"/static/field/main.js", "/static/field/views/unlock.js"} <= set(asked) <= kept
    assert "/static/field/views/record.js" not in asked
    assert len(asked) < len([name for name in kept if name.startswith("/static/field/")]) / 2


def test_a_screen_that_needs_no_key_opens_by_its_address_on_a_locked_tablet(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.page.goto("/field/#/rescue")
        tablet.page.reload()
        tablet.ready()
        expect(tablet.page.locator("html")).to_have_attribute("data-screen", "rescue")


def test_the_worker_keeps_the_shell_and_nothing_else(office, chromium):
    office.tables = {"meta": {"columns": ["id", "value"], "values": [["secret"], [NAMES[0]]]}}
    with set_up(chromium, office) as tablet:
        tablet.enqueue({"set": DRAFT})
        assert tablet.sync() == "idle"
        kept = tablet.page.evaluate(
            "async () => { const found = [];"
            " for (const name of await caches.keys())"
            "  for (const request of await (await caches.open(name)).keys())"
            "   found.push(new URL(request.url).pathname);"
            " return found; }"
        )

    with make_app(office).test_request_context():
        shell, later = set(field_app.shell_addresses()), set(field_app.later_addresses())
    assert shell - set(kept) == set()
    assert set(kept) - shell - later == set()


def test_a_new_version_comes_whole_and_only_when_it_is_wanted(office, chromium, monkeypatch):
    with set_up(chromium, office) as tablet:
        (old,) = tablet.page.evaluate("() => caches.keys()")
        monkeypatch.setattr(field_app, "build_hash", lambda: "0123456789abcdef")
        tablet.page.reload()
        tablet.ready()
        tablet.page.get_by_text("Đã có phiên bản mới của ứng dụng.").wait_for()
        assert old in tablet.page.evaluate("() => caches.keys()")

        with tablet.page.expect_navigation():
            tablet.page.get_by_role("button", name="Dùng phiên bản mới").click()
        tablet.ready()
        assert tablet.page.evaluate("() => caches.keys()") == ["field-0123456789abcdef"]
        assert tablet.page.locator("html").get_attribute("data-app").endswith("+01234567")


def test_the_app_opens_without_a_network_after_its_browser_was_killed(office, chromium, tmp_path):
    with set_up_on_disk(chromium, office, tmp_path) as tablet:
        tablet.do(WRITE_DRAFT, {"object": OBJECT, "draft": DRAFT})
        tablet.context.set_offline(True)
        ids = tablet.enqueue({"set": {"findings": "một"}}, {"set": {"findings": "hai"}})
        tablet.kill()

        tablet.start(offline=True)
        page = tablet.open("#/settings")
        page.get_by_label("Cụm mật khẩu").fill(PASSPHRASE)
        page.get_by_role("button", name="Mở khóa", exact=True).click()
        page.get_by_role("heading", name="Gửi dữ liệu và cài đặt").wait_for()
        assert tablet.do("(m, g) => m.store.get('draft', g)", OBJECT) == DRAFT
        assert tablet.do("async m => (await m.pending()).map(o => o.id)") == ids

        page.reload()
        tablet.ready()
        tablet.unlock()
        tablet.context.set_offline(False)
        assert tablet.sync() == "idle"

    assert [op["id"] for op in office.journal] == ids
    assert [op["seq"] for op in office.journal] == [1, 2]


def test_the_profile_folder_shows_none_of_the_planted_names(office, chromium, tmp_path):
    office.tables = {"establishment": {"columns": ["id", "name"], "values": [[OBJECT], [NAMES[2]]]}}
    with set_up_on_disk(chromium, office, tmp_path) as tablet:
        tablet.do(WRITE_DRAFT, {"object": OBJECT, "draft": DRAFT})
        photo = base64.b64encode(jpeg()).decode()
        tablet.do(KEEP_PHOTO, {"photo": photo, "object": OBJECT, "caption": NAMES[1]})
        tablet.context.set_offline(True)
        tablet.enqueue({"set": DRAFT}, kind="visit.submit")
        tablet.page.get_by_role("button", name="Khóa màn hình").click()
        tablet.page.get_by_label("Mã PIN").fill(PIN)
        tablet.page.get_by_role("button", name="Mở khóa", exact=True).click()
        tablet.page.wait_for_function("() => document.documentElement.dataset.screen !== 'unlock'")
        tablet.stop()
        planted = [*NAMES, PASSPHRASE, PIN, "planted words of the camera", "Nguyễn Thị Bình"]

        assert traces(tmp_path, planted) == []
        assert traces(tmp_path, ["inspect178-field"]) != []  # the search itself can find


def traces(folder: Path, words: list[str]) -> list[str]:
    """List files that hold one of the words: as bytes, as UTF-16, escaped, or deflated."""
    wanted = [
        form
        for word in words
        for form in (word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"))
    ]
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        content = path.read_bytes()
        for part in (content, *unpacked(content)):
            found += [f"{path.name}: {form!r}" for form in wanted if form in part]
    return found


def unpacked(content: bytes) -> list[bytes]:
    """Unpack whatever in a file begins like gzip."""
    found = []
    for at in (m.start() for m in re.finditer(b"\x1f\x8b\x08", content)):
        try:
            found.append(zlib.decompressobj(31).decompress(content[at:], 5_000_000))
        except zlib.error:
            continue
    return found


def test_wrong_pins_slow_down_and_then_only_the_passphrase_opens(office, chromium):
    with set_up(chromium, office) as tablet:
        page = tablet.page
        page.get_by_role("button", name="Khóa màn hình").click()
        for _ in range(3):
            wrong_pin(page)
        page.get_by_text("Mã PIN không đúng.").wait_for()
        wrong_pin(page)
        page.get_by_text("Sai quá nhiều lần. Hãy chờ").wait_for()
        assert tablet.do("m => m.store.hasPin") is True

        for _ in range(2):
            skip_the_wait(tablet)
            wrong_pin(page)
            page.get_by_role("button", name="Mở khóa", exact=True).wait_for()
        page.get_by_text("Sai mã PIN quá nhiều lần").wait_for()
        assert tablet.do("m => m.store.hasPin") is False

        skip_the_wait(tablet)
        page.get_by_label("Cụm mật khẩu").fill("không phải cụm này")
        page.get_by_role("button", name="Mở khóa", exact=True).click()
        page.get_by_text("Cụm mật khẩu không đúng.").wait_for()
        skip_the_wait(tablet)
        page.get_by_label("Cụm mật khẩu").fill(PASSPHRASE)
        page.get_by_role("button", name="Mở khóa", exact=True).click()
        page.get_by_role("heading", name="Đã khóa").wait_for(state="detached")


def wrong_pin(page) -> None:
    page.get_by_label("Mã PIN").fill("999998")
    page.get_by_role("button", name="Mở khóa", exact=True).click()
    page.locator(".field__error").wait_for()


def skip_the_wait(tablet) -> None:
    tablet.do("async m => m.keep('vault', 'tries', {...await m.read('vault', 'tries'), until: 0})")


def test_after_a_reload_the_pin_alone_opens_nothing(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.page.reload()
        tablet.ready()

        tablet.page.get_by_label("Cụm mật khẩu").wait_for()
        assert tablet.page.get_by_label("Mã PIN").count() == 0
        assert (
            tablet.do(
                "m => m.store.unlock({pin: '402716'}).then(() => 'open', e => e.constructor.name)"
            )
            == "Locked"
        )


def test_five_idle_minutes_lock_the_tablet(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.page.clock.install()
        tablet.page.reload()
        tablet.ready()
        tablet.unlock()
        tablet.page.clock.fast_forward("04:00")
        tablet.page.mouse.click(10, 400)
        tablet.page.clock.fast_forward("04:30")
        assert tablet.do("m => m.store.state") == "open"

        tablet.page.clock.fast_forward("05:30")
        tablet.page.get_by_role("heading", name="Đã khóa").wait_for()
        assert (
            tablet.do("m => m.store.get('draft', 'x').then(() => '', e => e.constructor.name)")
            == "Locked"
        )


def test_without_contact_for_the_lease_nothing_can_be_read_and_everything_can_be_sent(
    office, chromium
):
    with set_up(chromium, office) as tablet:
        tablet.do(WRITE_DRAFT, {"object": OBJECT, "draft": DRAFT})
        tablet.context.set_offline(True)
        tablet.enqueue({"set": DRAFT})
        tablet.do("async m => m.store.keepContact({leaseUntil: Date.now() - 1000})")
        tablet.page.get_by_role("heading", name="Quá lâu không liên lạc").wait_for()
        read = "(m, g) => m.store.get('draft', g).then(() => '', e => e.constructor.name)"
        assert tablet.do(read, OBJECT) == "LeaseEnded"

        tablet.page.reload()
        tablet.ready()
        tablet.unlock()
        tablet.page.get_by_role("heading", name="Quá lâu không liên lạc").wait_for()
        office.busy = busy = Busy("hello", 600)  # so that it does not come back before the press
        tablet.context.set_offline(False)
        word = "m => m.status.word"
        until(tablet, lambda: busy.left == 0 and tablet.do(word) == "waiting")
        tablet.page.get_by_role("button", name="Liên lạc với cơ quan ngay").click()
        tablet.page.get_by_role("heading", name="Quá lâu không liên lạc").wait_for(state="detached")
        tablet.sync()  # the lease is prolonged by the hello, before anything is sent

        assert tablet.waiting() == 0
        assert tablet.do("(m, g) => m.store.get('draft', g)", OBJECT) == DRAFT
    assert len(office.journal) == 1


def test_a_clock_turned_back_does_not_prolong_the_lease(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.sync()  # a round that is still under way would prolong it
        tablet.context.set_offline(True)
        tablet.do(
            "async m => m.store.keepContact({leaseUntil: Date.now() + 1000, seen: Date.now()})"
        )
        later = (
            "(m, g) => { const now = Date.now; Date.now = () => now() + g;"
            " return m.store.sawClock().then(() => m.store.leaseEnded); }"
        )
        assert tablet.do(later, 5_000) is True
        assert tablet.do(later, -3_600_000) is True


def test_signing_out_warns_of_unsent_work_and_leaves_nothing(office, chromium):
    with set_up(chromium, office) as tablet:
        page = tablet.page
        tablet.context.set_offline(True)
        tablet.enqueue({"set": DRAFT})
        page.evaluate("() => { location.hash = '#/sign-out'; }")
        empty = page.get_by_role("button", name="Xóa trắng máy này")
        page.get_by_text("Trên máy còn dữ liệu mà cơ quan chưa có").wait_for()
        assert empty.is_disabled()

        page.get_by_label("Hủy phần chưa gửi").check()
        empty.click()
        page.get_by_role("heading", name="Thiết lập máy này").wait_for()
        left = page.evaluate(
            "async () => [(await indexedDB.databases()).length, (await caches.keys()).length,"
            " (await navigator.serviceWorker.getRegistrations()).length, localStorage.length,"
            " document.cookie.includes('field_app')]"
        )
        assert left == [0, 0, 0, 0, False]


def test_a_wipe_in_one_tab_locks_the_other(office, chromium):
    with set_up(chromium, office) as tablet:
        other = tablet.context.new_page()
        other.goto("/field/")
        other.get_by_role("heading", name="Đã khóa").wait_for()
        tablet.do("async m => { m.store.enrolled = false; await m.store.wipe(); }")

        expect(other.get_by_role("heading", name="Thiết lập máy này")).to_be_visible()


def test_a_passkey_of_the_tablet_opens_the_store(office, chromium):
    with set_up(chromium, office, host="localhost") as tablet:
        devtools = tablet.context.new_cdp_session(tablet.page)
        devtools.send("WebAuthn.enable")
        about = {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal",
            "hasResidentKey": True, "hasUserVerification": True, "hasPrf": True,
            "automaticPresenceSimulation": True, "isUserVerified": True,
        }  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": about})
        assert tablet.do("(m, g) => m.store.addPasskey(g, 'tablet')", PASSPHRASE) is True

        tablet.page.reload()
        tablet.ready()
        devtools.send("WebAuthn.enable")
        tablet.page.get_by_role("button", name="Mở bằng khóa truy cập").click()
        tablet.page.get_by_role("heading", name="Đã khóa").wait_for(state="detached")
        assert tablet.do("m => m.store.state") == "open"


def test_the_browser_is_asked_to_keep_the_data_and_its_answer_is_shown(office, chromium):
    with set_up(chromium, office) as tablet:
        tablet.page.evaluate("() => { location.hash = '#/settings'; }")
        tablet.page.get_by_text("Trình duyệt có thể xóa dữ liệu khi hết chỗ").wait_for()
        devtools = tablet.context.new_cdp_session(tablet.page)
        window = devtools.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        granted = {"permissions": ["durableStorage"], "browserContextId": window}
        devtools.send("Browser.grantPermissions", granted)
        tablet.page.get_by_role("button", name="Hỏi lại").click()

        tablet.page.get_by_text("Trình duyệt giữ dữ liệu lâu dài").wait_for()
        assert tablet.page.get_by_text("Argon2id, 64 MiB, 3 lượt").is_visible()
