"""Which pages does a team use on site? Today's visits, the door, the record, its end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

bp = Blueprint("fieldwork", __name__, url_prefix="/visits")

MIB = 1024 * 1024
# What may be larger than a common form: photos and drawn signatures, in bytes.
LARGER = {
    "fieldwork.add_photo": 21 * MIB,
    "fieldwork.visit": 64 * MIB,  # without scripts, photos come with the form
    "fieldwork.remove_photo": 64 * MIB,
    "fieldwork.sign": 12 * MIB,
    "fieldwork.refuse": 12 * MIB,
}


@bp.url_value_preprocessor
def allow_larger_requests(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit before anything reads the form, the form mark included."""
    if endpoint in LARGER:
        request.max_content_length = LARGER[endpoint]
        request.max_form_memory_size = min(LARGER[endpoint], 12 * MIB)


from inspect178.fieldwork.views import (  # noqa: E402, F401 - views join the blueprint
    door,
    finished,
    photos,
    proposals,
    record_form,
    signing,
)
