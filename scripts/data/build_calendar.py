"""Which days do public bodies work, and which tax codes test the check of their digits?

Copies the two small tables of `calendar_tax` to where the package and its tests look for them.
"""

from pathlib import Path

from scripts.data.tables import PACKAGE, TEST_DATA, rows_of, write_rows


def build(source: Path) -> dict[str, int]:
    """Write the working calendar and the tax codes, and tell how many rows each has."""
    folder = source / "calendar_tax"
    days = rows_of(folder / "vn_work_calendar_2024_2027.csv")
    codes = rows_of(folder / "tax_code_vectors.csv")
    return {
        "kernel/data/work_calendar.csv": write_rows(
            PACKAGE / "kernel" / "data" / "work_calendar.csv", tuple(days[0]), days
        ),
        "tests/data/tax_code_vectors.csv": write_rows(
            TEST_DATA / "tax_code_vectors.csv", tuple(codes[0]), codes
        ),
    }
