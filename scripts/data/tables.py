"""How do the build scripts read and write the package's data files?

Files are UTF-8 in NFC with a header line. Compressed files carry no time stamp, so that the same
source always gives the same bytes.
"""

import csv
import gzip
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "inspect178"
TEST_DATA = REPOSITORY / "tests" / "data"

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """All rows of a CSV file, plain or compressed, as text."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write the rows under these columns and tell how many there were."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({column: nfc(row.get(column, "")) for column in columns})
        count += 1
    body = text.getvalue().encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        body = gzip.compress(body, compresslevel=9, mtime=0)
    path.write_bytes(body)
    return count


def nfc(value: object) -> str:
    """The value as composed text; None becomes empty."""
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def unaccented(text: str) -> str:
    """Lower case without tone and vowel marks, `đ` folded."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def letters_key(text: str) -> str:
    """Only the unaccented letters and digits, as the alias lists write their keys."""
    return re.sub(r"[^a-z0-9]", "", unaccented(text))


def tone_at_the_end(text: str) -> str:
    """The text with each tone mark behind its word, so that Hòa equals Hoà, but Hào does not."""
    words = []
    for word in unicodedata.normalize("NFD", text.lower()).split():
        tones = "".join(letter for letter in word if letter in TONE_MARKS)
        rest = "".join(letter for letter in word if letter not in TONE_MARKS)
        words.append(rest + tones)
    return " ".join(words)
