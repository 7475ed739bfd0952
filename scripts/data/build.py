"""How are the data files of the package made again from the source data?

    python -m scripts.data.build FOLDER [PART ...]

FOLDER holds the source data (admin_units, boundaries, establishments, calendar_tax). The same
source gives the same bytes. Files that people wrote (law, checklists, plans, words) stay.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from scripts.data import build_boundaries, build_calendar, build_demo, build_territory

PARTS: dict[str, Callable[[Path], dict[str, int]]] = {
    "territory": build_territory.build,
    "boundaries": build_boundaries.build,
    "calendar": build_calendar.build,
    "demo": build_demo.build,
}


def main(arguments: list[str]) -> int:
    """Build the parts named on the command line, or all of them."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m scripts.data.build FOLDER [PART ...]\n")
        return 2
    for part in arguments[1:] or PARTS:
        for name, count in PARTS[part](Path(arguments[0])).items():
            sys.stdout.write(f"{part}: {name}: {count}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
