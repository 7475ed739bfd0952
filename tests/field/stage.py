"""On which stage is the app tried without the real server? A tablet with the small office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from tests.browser import TABLET, Screen, serve, window
from tests.field.office import Office, make_app
from tests.field.tablet import Tablet, holding


@contextmanager
def set_up(
    chromium: Browser,
    office: Office,
    *,
    screen: Screen = TABLET,
    host: str = "127.0.0.1",
    **more: Any,
) -> Iterator[Tablet]:
    """Hold a tablet in a window of its own that has just been set up; no fault is left behind."""
    with (
        serve(make_app(office)) as served,
        window(chromium, served.replace("127.0.0.1", host), screen=screen, **more) as opened,
    ):
        held = Tablet(None, Path(), opened.address, opened.page.context, opened.page)  # type: ignore[arg-type]
        held.watch(opened.page)
        held.context.set_default_timeout(20_000)
        held.enrol()
        yield held
        assert not held.faults + opened.foreign, held.faults + opened.foreign


@contextmanager
def set_up_on_disk(chromium: Browser, office: Office, profile: Path) -> Iterator[Tablet]:
    """Hold a tablet whose profile folder outlives its browser."""
    playwright = SimpleNamespace(chromium=chromium.browser_type)
    with (
        serve(make_app(office)) as address,
        holding(playwright, profile, address) as held,  # type: ignore[arg-type]
    ):
        held.enrol()
        yield held
        assert held.faults == []


def until(tablet: Tablet, done: Callable[[], bool]) -> None:
    """Wait until something has happened by itself."""
    for _ in range(200):
        if done():
            return
        tablet.page.wait_for_timeout(100)
    raise AssertionError("it did not go on by itself")


def jpeg(width: int = 640, height: int = 480, orientation: int = 1) -> bytes:
    """Make a photo with many details, so that it takes several pieces."""
    picture = Image.effect_noise((width, height), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "planted words of the camera"
    out = BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


KEEP_PHOTO = """async (m, g) => {
  const bytes = Uint8Array.from(atob(g.photo), c => c.charCodeAt(0));
  const blob = new Blob([bytes], {type: "image/jpeg"});
  return m.keepPhoto(blob, {object: g.object, caption: g.caption});
}"""
