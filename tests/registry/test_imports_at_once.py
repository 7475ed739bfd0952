"""Is a list imported once when it is sent off twice at the same moment?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

from sqlalchemy import func, select

from inspect178.extensions import db
from inspect178.kernel.errors import Conflict
from inspect178.registry import operations, queries
from inspect178.registry.models import Establishment
from inspect178.registry.operations.imports import ImportSettings
from inspect178.registry.reading import Table
from tests import people
from tests.registry.sheets import HEADINGS

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
ROWS = [
    ["", f"Khách sạn {n}", "Khách sạn", f"{n} Lê Lợi", "Phường Thượng Hồng", "Hưng Yên"]
    for n in range(20)
]


def test_a_list_sent_off_twice_is_imported_once(app):
    table, hoa = Table([list(HEADINGS), *ROWS]), people.actor("hoa")
    settings = ImportSettings(as_of=date(2026, 11, 23), source="danh sách")
    batch_id = operations.open_import(
        table, b"x", file_name="ds.xlsx", settings=settings, actor=hoa, at=AT
    ).id
    db.session.commit()
    together = Barrier(2)

    def apply(_: int) -> str:
        with app.app_context():
            together.wait()
            try:
                batch = queries.require_import(hoa, batch_id)
                operations.apply_import(batch, table, actor=hoa, at=AT)
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return "refused"
            finally:
                db.session.remove()
            return "imported"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(apply, range(2)))

    assert done == ["imported", "refused"]
    assert db.session.scalar(select(func.count()).select_from(Establishment)) == len(ROWS)
