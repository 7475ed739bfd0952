"""What does a tablet ask for itself? What it lacks of the ground and of its own work."""

from __future__ import annotations

import gzip
import json
from typing import Any

from flask import Blueprint, Response, request

from inspect178.access.decorators import current_actor, logs_reading
from inspect178.devices.doors import by_tablet, current_device
from inspect178.fieldwork import pulling
from inspect178.fieldwork.applying.photos import settle_photos
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_

bp = Blueprint("field_pull", __name__, url_prefix="/field/api")
LONGEST_CURSOR = 40
_LEVEL = 6


@bp.post("/pull")
@by_tablet()
@logs_reading
def pull() -> Response:
    """Hand out what the tablet lacks since its cursor."""
    actor, at = current_actor(), clock.now()
    settle_photos(actor, at)
    found = pulling.pull(current_device(), _cursor(), actor=actor, at=at)
    return _packed(found)


def _cursor() -> str | None:
    try:
        cursor = json.loads(request.get_data() or b"{}").get("cursor")
    except (ValueError, AttributeError, RecursionError) as error:
        raise InvalidInput(N_("The request of the app cannot be read.")) from error
    return cursor if isinstance(cursor, str) and len(cursor) <= LONGEST_CURSOR else None


def _packed(answer: dict[str, Any]) -> Response:
    """Write an answer as small as the tablet can read it."""
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(content, mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.accept_encodings:
        response.set_data(gzip.compress(content, _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
