"""What did somebody sign with on the screen? A drawing that was checked, or a typed name.

The page sends a PNG as a data address, the strokes as JSON and the typed name (markup of the
macro signature_box). The PNG is drawn anew before it is kept or printed.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import math
from dataclasses import dataclass
from typing import Any

from PIL import Image

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text import squeeze
from inspect178.kernel.text_marks import N_

PREFIX = "data:image/png;base64,"
MOST_BYTES = 512 * 1024
MOST_STROKE_BYTES = 512 * 1024
MOST_SIDE = 2400
DEEPEST = 8  # a point lies in a line, the line in the drawing
LONGEST_NAME = 120


@dataclass(frozen=True)
class Drawing:
    """A signature as given: the picture and its strokes, or only a name that was typed."""

    image: bytes | None = None
    strokes: list[Any] | None = None
    typed: str = ""

    @property
    def is_typed(self) -> bool:
        """Say whether nothing was drawn."""
        return self.image is None

    def __bool__(self) -> bool:
        """Say whether anything was given at all."""
        return self.image is not None or bool(self.typed)


def read_drawing(image: str, strokes: str, typed: str, *, field: str = "") -> Drawing:
    """Check what the signature box sent; a drawing counts more than a typed name."""
    name = squeeze(typed)
    if len(name) > LONGEST_NAME:
        raise InvalidInput(
            N_("This name is too long; at most %(most)s characters."),
            field=field,
            most=LONGEST_NAME,
        )
    if not image:
        return Drawing(typed=name)
    return Drawing(_picture(image, field), _strokes(strokes), name)


def _picture(address: str, field: str) -> bytes:
    unreadable = InvalidInput(
        N_("The drawn signature cannot be read. Clear it and sign again."), field=field
    )
    if not address.startswith(PREFIX) or len(address) > MOST_BYTES * 4 // 3:
        raise unreadable
    try:
        content = base64.b64decode(address.removeprefix(PREFIX), validate=True)
        return _drawn_anew(content)
    except (binascii.Error, ValueError) as error:
        raise unreadable from error


def _drawn_anew(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > MOST_SIDE:
                raise ValueError("too large")
            picture.load()
            layer = picture.convert("RGBA")
            ground = Image.new("RGB", layer.size, "white")
            ground.paste(layer, mask=layer.getchannel("A"))
            made = io.BytesIO()
            ground.convert("L").save(made, "PNG", optimize=True)
    except Exception as error:  # whatever a decoder stumbles over is the file's fault
        raise ValueError("no picture") from error
    return made.getvalue()


def _strokes(text: str) -> list[Any] | None:
    """Keep the strokes where they can be read; the picture alone is a signature as well."""
    if not text or len(text) > MOST_STROKE_BYTES:
        return None
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    drawn = found.get("strokes") if isinstance(found, dict) else found
    return drawn if isinstance(drawn, list) and _can_be_kept(drawn, DEEPEST) else None


def _can_be_kept(value: Any, deeper: int) -> bool:
    """Say whether every database takes it: shallow, and every number a number."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return deeper > 0 and all(_can_be_kept(part, deeper - 1) for part in parts)
    return not isinstance(value, float) or math.isfinite(value)  # 1e400 is read as infinity


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and infinity are no JSON, and PostgreSQL refuses them
