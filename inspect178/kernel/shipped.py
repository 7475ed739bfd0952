"""What stands in a table that is shipped with the package? CSV rows, text by text.

Last days in the files are inclusive, as decrees write them; validity in the database is half-open.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path


def shipped_rows(path: Path) -> Iterator[dict[str, str]]:
    """Read the rows of a CSV file with a header line, packed or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def day_or_none(text: str) -> date | None:
    """Read an ISO day; an empty cell is None."""
    return date.fromisoformat(text) if text else None


def end_of_validity(last_day: str) -> date | None:
    """Turn the inclusive last day of the files into the half-open `valid_to`."""
    return date.fromisoformat(last_day) + timedelta(days=1) if last_day else None


def number_or_none(text: str) -> int | None:
    """Read a whole number; an empty cell is None."""
    return int(text) if text else None
