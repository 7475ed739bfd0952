"""How is a day of visits made on a tablet without clicking each? By the app's own functions."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from inspect178.devices.models import DeviceBlob
from inspect178.extensions import db
from inspect178.files import store
from inspect178.inspections.models import Inspection, InspectionRecord, Photo
from inspect178.kernel import clock
from tests.factories.inspections import make_inspection
from tests.factories.registry import make_establishment
from tests.field.tablet import Tablet

# Announce, answer, photograph, sign and send one visit, as the screens do.
VISIT = """async given => {
  const names = ["acts", "ledger", "drafts", "content", "signature", "store"];
  const found = await Promise.all(names.map(name => import(`/static/field/${name}.js`)));
  const m = Object.assign({}, ...found);
  const visit = m.visitRow(given.id);
  const now = new Date(m.store.now()).toISOString();
  const members = m.membersOf(visit.team, m.localDay());
  await m.announce(visit, {
    started_at: now, members: members.map(one => one.id), others_present: "", second_ground: "",
    second_reference: "",
  }, members);
  const draft = await m.Draft.of(given.id);
  for (const item of draft.items) {
    if (item.workers) continue;
    if (item.answer === "yes_no_na") draft.put(`answer.${item.code}`, "yes");
    else {
      draft.put(`count.${item.code}`, item.answer === "count" ? "0" : "7");
      if (item.answer === "count_of") draft.put(`total.${item.code}`, "7");
    }
  }
  for (const name of ["worker_total", "worker_contract", "worker_health_checked"]) {
    draft.put(name, "7");
  }
  draft.put("findings", given.findings);
  await draft.flush();
  for (const photo of given.photos) {
    const bytes = Uint8Array.from(atob(photo), letter => letter.charCodeAt(0));
    const file = new File([bytes], "photo.jpg", { type: "image/jpeg" });
    await m.addPhoto(draft, file, "C1", { latitude: 20.9, longitude: 106.1 });
  }
  const strokes = JSON.stringify({ width: 600, height: 200, strokes: [{
    penColor: "#14202b", minWidth: 1, maxWidth: 3, dotSize: 0, velocityFilterWeight: 0.7,
    compositeOperation: "source-over",
    points: Array.from({ length: 90 }, (_, n) => ({
      x: 30 + n * 6, y: 100 + 60 * Math.sin(n / 4), pressure: 0.5, time: 1764300000000 + n * 16,
    })),
  }] });
  const drawn = { strokes, typed: "", image: m.pictureOf(strokes) };
  const head = draft.kept.present.find(one => one.is_leader);
  const { member, full_name, post_title } = head;
  await m.conclude(draft, {
    signatures: [
      { role: "leader", member, full_name, post_title, ...drawn },
      { role: "owner", member: null, full_name: "Nguyễn Thị Mẫu", post_title: "", ...drawn },
    ],
    signed_at: new Date(m.store.now()).toISOString(),
    shown: await m.shownHash(m.contentOf(visit, draft)),
  });
  await m.submit(given.id);
  return draft.missing().length;
}"""
FINDINGS = "Cơ sở đang hoạt động bình thường; giấy tờ được xuất trình đầy đủ. " * 4


@dataclass(frozen=True)
class Arrived:
    """What of a day the office has."""

    records: int
    submitted: int
    photos: int
    whole: int
    thumbnails: int


def plan_day(visits: int, others: int = 0) -> list[UUID]:
    """Plan visits of today at places of their own; `others` are places without a visit."""
    today, made = clock.today(), []
    for number in range(visits):
        place = make_establishment(
            name=f"Nhà nghỉ số {number + 1}", representative="Nguyễn Thị Mẫu"
        )
        inspection = make_inspection(place, planned_on=today - timedelta(days=1))
        inspection.planned_on = today
        made.append(inspection.id)
    for number in range(others):
        make_establishment(name=f"Cơ sở số {number + 1}")
    db.session.commit()
    return made


def photo(side: int = 1600, rough: int = 10) -> str:
    """Make a photo, different each time, of which about 80 kB are left when reduced; base64."""
    grain = Image.effect_noise((side // 20, side * 3 // 80), rough)
    picture = Image.merge("RGB", (grain,) * 3).resize((side, side * 3 // 4))
    made = BytesIO()
    picture.save(made, "JPEG", quality=92)
    return base64.b64encode(made.getvalue()).decode()


def make_visits(held: Tablet, visits: list[UUID], photos_each: int, **look: int) -> None:
    """Make every visit on the tablet from the announcement to the sending."""
    for visit in visits:
        given: dict[str, Any] = {
            "id": str(visit), "findings": FINDINGS,
            "photos": [photo(**look) for _ in range(photos_each)],
        }  # fmt: skip
        assert held.page.evaluate(VISIT, given) == 0


def arrived(visits: list[UUID]) -> Arrived:
    """Look at what the office has of these visits; a photo is whole when its content is."""
    db.session.expire_all()
    records = db.session.scalars(
        select(InspectionRecord.inspection_id).where(InspectionRecord.inspection_id.in_(visits))
    ).all()
    states = db.session.scalars(select(Inspection.state).where(Inspection.id.in_(visits))).all()
    photos = db.session.scalars(select(Photo).where(Photo.inspection_id.in_(visits))).all()
    hashes = [one.original_sha256 for one in photos]
    blobs = db.session.scalars(select(DeviceBlob).where(DeviceBlob.completed_at.is_not(None))).all()
    whole = [h for h in hashes if hashlib.sha256(store.read(h)).hexdigest() == h]
    found = Arrived(
        len(records), [str(state) for state in states].count("submitted"), len(photos), len(whole),
        len([blob for blob in blobs if blob.sha256 not in hashes]),
    )  # fmt: skip
    db.session.rollback()
    return found
