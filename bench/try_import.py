"""What becomes of real lists, and how long does it take? `make try-import DATA=folder`.

Imports the lists of `DATA/establishments` one after the other into a fresh SQLite database with
the units of the whole country, as `flask registry import` would, and prints the counts. Nothing of
the lists stays.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from flask_migrate import upgrade
from sqlalchemy import func, select

from inspect178 import create_app
from inspect178.access.actor import SYSTEM
from inspect178.config import settings_from_environment
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.reference import load_reference
from inspect178.registry import operations
from inspect178.registry.enums import RowOutcome
from inspect178.registry.models import Establishment
from inspect178.registry.reading import read_table

LISTS = (
    "lodging_register.csv.gz",
    "restaurants_register.csv.gz",
    "hcm_food_drink_2015.csv.gz",
    "osm_places_2026.csv.gz",
)
COUNTS = ("read", "created", "updated", "unchanged", "suspected", "rejected")


@contextmanager
def fresh_database() -> Iterator[None]:
    """Open the application on an empty database that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        settings = {
            **settings_from_environment(),
            "MODE": "development",
            "INSTANCE": path,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{path / 'try.db'}",
        }
        with create_app(settings).app_context():
            upgrade()
            load_reference(actor=SYSTEM, at=clock.now())
            db.session.commit()
            yield


def import_list(path: Path) -> tuple[dict[str, int], Counter[str], float]:
    """Import one list; give the counts, the reasons of rejection and the seconds."""
    start = perf_counter()
    table, content = read_table(path), path.read_bytes()
    name = path.name.split(".")[0]
    settings = operations.ImportSettings(as_of=clock.today(), source=name)
    at = clock.now()
    batch = operations.open_import(
        table, content, file_name=path.name, settings=settings, actor=SYSTEM, at=at
    )
    plan = operations.apply_import(batch, table, actor=SYSTEM, at=at)
    db.session.commit()
    reasons = Counter(
        problem.message for row in plan.of(RowOutcome.REJECTED) for problem in row.problems[:1]
    )
    return plan.counts, reasons, perf_counter() - start


def main(folder: Path) -> int:
    """Import every list twice and print what became of it."""
    found = [path for name in LISTS if (path := folder / "establishments" / name).exists()]
    if not found:
        print(f"no list in {folder / 'establishments'}", file=sys.stderr)
        return 1
    with fresh_database():
        print(f"{'list':<28}" + "".join(f"{name:>11}" for name in COUNTS) + f"{'seconds':>10}")
        for path in found:
            for again in (False, True):
                counts, reasons, seconds = import_list(path)
                name = "  the same again" if again else path.name
                figures = "".join(f"{counts[key]:>11}" for key in COUNTS)
                print(f"{name:<28}{figures}{seconds:>10.1f}")
                for reason, count in [] if again else reasons.most_common(5):
                    print(f"{count:>40} × {reason}")
        total = db.session.scalar(select(func.count()).select_from(Establishment))
        print(f"{'establishments in the register':<39}{total:>11}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
