"""Can a camera read the QR codes, drawn as SVG or as PNG?"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from inspect178.documents.qr import qr_png, qr_svg
from tests.cameras import codes_in

ADDRESSES = [
    pytest.param("https://a.vn/x/K7MPQ4RTXA", id="short"),
    pytest.param("https://kiemtra178.haiphong.gov.vn/cam-ket/K7MPQ4RTXA", id="of an office"),
    pytest.param("https://kiemtra178.example.vn/x/" + "Ab3-_" * 50, id="with a signature"),
]


def drawn(svg: str, scale: int = 6) -> Image.Image:
    """Draw the runs of the path as squares."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    image = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        left, top = int(x) * scale, int(y) * scale
        pen.rectangle((left, top, left + int(width) * scale - 1, top + scale - 1), 0)
    return image


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_png_is_read_back(address):
    image = Image.open(BytesIO(qr_png(address)))

    assert [code.text for code in codes_in(image)] == [address]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_svg_is_read_back(address):
    assert [code.text for code in codes_in(drawn(qr_svg(address)))] == [address]


def test_the_scale_is_in_pixels_a_module():
    small, large = (Image.open(BytesIO(qr_png("178", scale=n))).width for n in (2, 6))

    assert large == 3 * small


def test_the_svg_holds_no_style_or_script():
    svg = qr_svg("https://a.vn/<script>")

    assert "style" not in svg
    assert "script" not in svg
