"""Which characters can the printed font show, and what is printed instead of the others?

PDF/A forbids a character without a glyph, so whatever somebody typed (emoji, control and
direction marks, broken halves of characters) is made printable before it reaches a template.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
MISSING = "□"
_BREAK = "\u200b"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LONG_WORD = re.compile(r"\S{41,}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = 8


def printable(text: str) -> str:
    """Make text safe to print: composed letters, known glyphs, long words with places to break."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    shown = "".join(_shown(char) for char in unicodedata.normalize("NFC", text))
    return _LONG_WORD.sub(_with_breaks, shown)


def _shown(char: str) -> str:
    if char == "\n" or ord(char) in _coverage():
        return "" if unicodedata.category(char) in {"Cc", "Cf"} and char != "\n" else char
    if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return " " if unicodedata.category(char) == "Zs" else MISSING


def _with_breaks(word: re.Match[str]) -> str:
    whole = word.group()
    if _HASH.fullmatch(whole):
        return whole  # so that it can be copied and compared
    return _BREAK.join(whole[i : i + _PIECE] for i in range(0, len(whole), _PIECE))


@cache
def _coverage() -> frozenset[int]:
    """Give the code points that every style of the font can show."""
    styles = [_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*styles)


def _code_points(font: bytes) -> frozenset[int]:
    """Read the code points out of a font's character map (`cmap`, format 4)."""
    start = _table(font, b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    for index in range(count):
        offset = start + struct.unpack_from(">HHI", font, start + 4 + 8 * index)[2]
        if struct.unpack_from(">H", font, offset)[0] == 4:
            return _segments(font, offset)
    raise ValueError("the font has no character map of format 4")


def _table(font: bytes, tag: bytes) -> int:
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _segments(font: bytes, offset: int) -> frozenset[int]:
    """Walk the segments of a format 4 map; a code point mapped to glyph 0 is not shown."""
    size = struct.unpack_from(">H", font, offset + 6)[0]
    ends, starts, deltas, ranges = (
        offset + 14 + shift for shift in (0, size + 2, 2 * size + 2, 3 * size + 2)
    )
    found: set[int] = set()
    for at in range(0, size, 2):
        first, last, delta, jump = (
            struct.unpack_from(">H", font, base + at)[0] for base in (starts, ends, deltas, ranges)
        )
        for code in range(first, last + 1):
            glyph = code
            if jump:
                glyph = struct.unpack_from(">H", font, ranges + at + jump + 2 * (code - first))[0]
            if code != 0xFFFF and glyph and (glyph + delta) % 0x10000:
                found.add(code)
    return frozenset(found)
