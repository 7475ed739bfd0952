"""Is this really a photo, what does it say of itself, and what of it may be shown?

What comes from outside is opened by a decoder with hard limits and drawn anew, so that what is
shown is made by us and carries no metadata, no tail and no script; the original bytes are kept
beside it as evidence and never shown inline (security.md 2.3).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image, ImageOps

from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError, InvalidInput, TooLarge
from inspect178.kernel.text_marks import N_

FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
OPENED = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 80

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# Pillow only warns between one and two times the limit; here that is an error as well.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class NotAPhoto(DomainError):
    """What was sent is no photo of a kind that cameras make."""

    status = 415
    default_message = N_("This is not a photo. Send a JPEG, PNG or WebP picture.")


@dataclass(frozen=True)
class CheckedPhoto:
    """A photo that was decoded: original and shown bytes, and what its metadata claimed."""

    original: bytes
    original_type: str
    shown: bytes
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def check_photo(content: bytes) -> CheckedPhoto:
    """Decode a photo and draw it anew, or say in one sentence why it cannot be used."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            N_("The photo is larger than %(most)s MB. Send a smaller one."),
            most=MOST_BYTES // 1024**2,
        )
    with _opened(content) as picture:
        kind = FORMATS[picture.format or ""]
        exif = _exif_of(picture)
        shown = _drawn_anew(picture)
    latitude, longitude = _position(exif)
    return CheckedPhoto(content, kind, shown, _taken_at(exif), latitude, longitude)


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=OPENED)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # whatever a decoder stumbles over is the file's fault
        raise NotAPhoto from error
    if picture.format not in FORMATS:
        raise NotAPhoto
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    # Many telephones append a preview to the JPEG (MPO); anything else with frames is a film.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) != 1:
        raise NotAPhoto(N_("This is a moving picture. Send a photo as JPEG, PNG or WebP."))
    return picture


def _too_many_pixels() -> TooLarge:
    return TooLarge(
        N_("The photo has more than %(most)s million pixels. Send a smaller one."),
        most=MOST_PIXELS // 1_000_000,
    )


def _drawn_anew(picture: Image.Image) -> bytes:
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes large JPEGs at a fraction
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        made = io.BytesIO()
        _on_white(upright).save(made, "JPEG", quality=QUALITY)
    except Exception as error:
        raise InvalidInput(
            N_("The photo is damaged or incomplete. Take it again or send another one."),
            field="photo",
        ) from error
    return made.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Give the pixels alone: no transparency, no metadata, no colour profile."""
    layer = (
        picture.convert("RGBA")
        if "A" in picture.getbands() or "transparency" in picture.info
        else picture.convert("RGB")
    )
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A") if layer.mode == "RGBA" else None)
    return ground


def _exif_of(picture: Image.Image) -> Mapping[int, Any]:
    """Read the metadata as a plain mapping, with the parts for camera and position inside."""
    try:
        exif = picture.getexif()
        parts = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
        return {**exif, **{part: dict(exif.get_ifd(part)) for part in parts}}
    except Exception:
        return {}  # broken metadata are no reason to lose the picture


def _taken_at(exif: Mapping[int, Any]) -> datetime | None:
    """Read when the camera says it took the photo; cameras write local time without a zone."""
    camera = exif.get(ExifTags.IFD.Exif, {})
    text = camera.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        naive = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        return clock.at_local(naive.date(), naive.time())
    except (ValueError, OverflowError):
        return None


def _position(exif: Mapping[int, Any]) -> tuple[float | None, float | None]:
    gps = exif.get(ExifTags.IFD.GPSInfo, {})
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef))
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None, None
    return latitude, longitude


def _degrees(parts: Any, side: Any) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if value != value:  # 0/0 in the metadata reads as no number
        return None
    return -value if str(side).strip("\0 ").upper() in ("S", "W") else value
