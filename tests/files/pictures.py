"""Which pictures do tests send? Good ones, and hostile ones of every kind."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

WHEN = "2026:11:23 09:15:00"


def jpeg(size: tuple[int, int] = (320, 240), *, exif: Image.Exif | None = None) -> bytes:
    """Make a plain photo."""
    return saved(Image.linear_gradient("L").resize(size).convert("RGB"), "JPEG", exif=exif)


def png(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> bytes:
    return saved(Image.new(mode, size, "red"), "PNG")


def webp(size: tuple[int, int] = (320, 240)) -> bytes:
    return saved(Image.new("RGB", size, "blue"), "WEBP")


def saved(picture: Image.Image, kind: str, *, exif: Image.Exif | None = None, **more: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **({"exif": exif} if exif else {}), **more)
    return made.getvalue()


def camera_jpeg(*, orientation: int = 1) -> bytes:
    """Make a photo as a telephone does: with time, position and orientation in its metadata."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secret Camera"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = WHEN
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (20.0, 56.0, 24.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (106.0, 3.0, 36.0)
    return jpeg(exif=exif)


def film(kind: str) -> bytes:
    """Make a picture of several frames."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Make a small PNG that claims to be huge."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 2) * 64), 9)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", rows), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def signature() -> str:
    """Make what the signature box sends for a drawing."""
    picture = Image.new("RGBA", (300, 120), (255, 255, 255, 0))
    for x in range(20, 280):
        picture.putpixel((x, 40 + (x * 7) % 40), (20, 32, 43, 255))
    return "data:image/png;base64," + base64.b64encode(saved(picture, "PNG")).decode()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 415),
    "plain text": ("không phải ảnh".encode(), 415),
    "a web page": (b"<html><script>alert(1)</script></html>", 415),
    "an SVG": (SVG, 415),
    "a GIF": (film("GIF"), 415),
    "a TIFF": (saved(Image.new("RGB", (9, 9)), "TIFF"), 415),
    "a moving WebP": (film("WEBP"), 415),
    "a moving PNG": (film("PNG"), 415),
    "the head of a JPEG": (jpeg()[:40], 415),
    "half a JPEG": (jpeg()[: len(jpeg()) // 2], 422),
    "half a PNG": (png((800, 800))[:400], 422),
    "a bomb of pixels": (bomb(), 413),
    "a smaller bomb": (bomb(7_000, 7_000), 413),
    "too many bytes": (jpeg() + bytes(21 * 1024 * 1024), 413),
}
