"""How is a text file with separators read: which encoding, which separator?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 32_767
_LOOKED_AT, _LOOKED_INTO = 20, 100_000  # lines, characters


def rows_of_text(data: bytes) -> Iterator[list[str]]:
    """Read the rows of a text file with commas, semicolons or tabs."""
    text = decoded(data)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        yield from reader
    except csv.Error as error:
        raise InvalidInput(
            N_("Line %(line)s cannot be read; perhaps a quotation mark is not closed."),
            line=reader.line_num,
        ) from error


def decoded(data: bytes) -> str:
    """Decode UTF-8, UTF-16 or Windows-1258, and refuse what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        raise InvalidInput(
            N_("The file holds characters that no list has. Save it as .xlsx or CSV UTF-8.")
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1258")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            N_("The letters of the file cannot be read. Save it as CSV UTF-8 in Excel.")
        ) from error
    if "\x00" in text:
        raise InvalidInput(
            N_("The file holds characters that no list has. Save it as .xlsx or CSV UTF-8.")
        )
    return text


def separator_of(text: str) -> str:
    """Give the separator that parts most of the first lines into the same number of cells."""
    lines = StringIO(text[:_LOOKED_INTO], newline="")
    sample = list(islice((line for line in lines if line.strip()), _LOOKED_AT))

    def quality(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=separator)]
        width, often = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (often if width > 1 else 0, width)

    try:
        return max(_SEPARATORS, key=quality)
    except csv.Error:
        return ","
