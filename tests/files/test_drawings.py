"""Is a signature a drawing that can be printed or a name that can be read, and nothing else?"""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from inspect178.files.drawings import read_drawing
from inspect178.kernel.errors import InvalidInput
from tests.files import pictures

STROKES = json.dumps({"width": 300, "height": 120, "strokes": [{"points": [{"x": 1, "y": 2}]}]})


def address(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def test_a_drawing_is_kept_with_its_strokes():
    drawing = read_drawing(pictures.signature(), STROKES, "")

    assert Image.open(io.BytesIO(drawing.image)).size == (300, 120)
    assert drawing.strokes == [{"points": [{"x": 1, "y": 2}]}]
    assert not drawing.is_typed


def test_a_typed_name_is_a_signature_too():
    drawing = read_drawing("", "", "  Nguyễn  Văn A ")

    assert drawing.is_typed
    assert drawing.typed == "Nguyễn Văn A"


def test_nothing_is_no_signature():
    assert not read_drawing("", "", "  ")


@pytest.mark.parametrize(
    "image",
    [
        "x",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,%%%",
        address(b"no picture"),
        address(pictures.jpeg()),
        address(pictures.png((2401, 10))),
        address(pictures.bomb()),
        address(bytes(600_000)),
    ],
    ids=["text", "SVG", "no base64", "bytes", "JPEG", "too wide", "bomb", "too long"],
)
def test_what_is_no_drawing_is_refused_at_its_field(image):
    with pytest.raises(InvalidInput) as refused:
        read_drawing(image, STROKES, "", field="leader")

    assert refused.value.field == "leader"


@pytest.mark.parametrize(
    "strokes",
    ["", "[", "7", '{"strokes": NaN}', "[" * 100_000, '"text"', "[1e400]", '[{"points": [-1e999]}]']
    + ["[" * depth + "]" * depth for depth in (10, 900, 930)],
    ids=lambda text: text[:24],
)
def test_strokes_that_cannot_be_read_are_left_out(strokes):
    assert read_drawing(pictures.signature(), strokes, "").strokes is None


def test_a_name_too_long_for_a_person_is_refused():
    with pytest.raises(InvalidInput):
        read_drawing("", "", "A" * 121)


def test_what_hangs_behind_a_drawing_is_cut_off():
    drawing = read_drawing(address(pictures.png() + b"<script>"), "", "")

    assert b"<script>" not in drawing.image
