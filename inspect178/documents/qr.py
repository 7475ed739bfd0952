"""How does an address become a QR code? As one SVG path or a PNG, with a fixed mask.

Trying all eight masks is what makes QR codes slow; a fixed one reads as well and is made in a
fifth of the time, so that a sheet of thousands of stickers stays quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

_MASK = 3
_BORDER = 2


def qr_svg(text: str) -> str:
    """Draw a QR code as an SVG of one black path on white, one unit a module."""
    matrix = _matrix(text)
    size = len(matrix)
    path = "".join(
        f"M{x} {y}h{width}v1h-{width}z" for y, row in enumerate(matrix) for x, width in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size}" height="{size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{path}"/></svg>'
    )


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """Draw a QR code as a black and white PNG, `scale` pixels a module."""
    matrix = _matrix(text)
    size = len(matrix)
    image = Image.new("1", (size, size), 1)
    image.putdata([0 if dark else 1 for row in matrix for dark in row])
    out = BytesIO()
    image.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def _matrix(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(mask_pattern=_MASK, error_correction=ERROR_CORRECT_M, border=_BORDER)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    x = 0
    for dark, cells in groupby(row):
        width = len(list(cells))
        if dark:
            yield x, width
        x += width
