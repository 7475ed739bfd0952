"""Is what is no photo refused, and is what is shown free of everything but pixels?"""

from __future__ import annotations

import io
from datetime import date, time

import pytest
from PIL import Image

from inspect178.files.photos import LONGEST_SIDE, NotAPhoto, check_photo
from inspect178.kernel.clock import at_local
from inspect178.kernel.errors import DomainError
from tests.files import pictures


@pytest.mark.parametrize("kind", pictures.HOSTILE)
def test_what_is_no_usable_photo_is_refused_with_its_status(kind):
    content, status = pictures.HOSTILE[kind]

    with pytest.raises(DomainError) as refused:
        check_photo(content)

    assert refused.value.status == status
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pictures.jpeg(), "image/jpeg"),
        (pictures.png(), "image/png"),
        (pictures.png(mode="RGBA"), "image/png"),
        (pictures.png(mode="P"), "image/png"),
        (pictures.png(mode="1"), "image/png"),
        (pictures.webp(), "image/webp"),
        (pictures.film("MPO"), "image/jpeg"),
    ],
    ids=["JPEG", "PNG", "transparent", "palette", "black and white", "WebP", "with a preview"],
)
def test_a_photo_is_shown_as_a_jpeg_and_kept_as_it_came(content, kind):
    photo = check_photo(content)

    assert (photo.original, photo.original_type) == (content, kind)
    assert Image.open(io.BytesIO(photo.shown)).format == "JPEG"


def test_the_longer_side_is_reduced():
    photo = check_photo(pictures.jpeg((4000, 1000)))

    assert Image.open(io.BytesIO(photo.shown)).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_time_and_place_are_read_and_then_gone():
    photo = check_photo(pictures.camera_jpeg())

    assert photo.taken_at == at_local(date(2026, 11, 23), time(9, 15))
    assert photo.latitude == pytest.approx(20.94)
    assert photo.longitude == pytest.approx(106.06)
    assert dict(Image.open(io.BytesIO(photo.shown)).getexif()) == {}
    assert b"Secret Camera" not in photo.shown


def test_a_photo_taken_sideways_is_shown_upright():
    photo = check_photo(pictures.camera_jpeg(orientation=6))

    assert Image.open(io.BytesIO(photo.shown)).size == (240, 320)


def test_what_hangs_behind_a_photo_is_not_shown():
    photo = check_photo(pictures.jpeg() + b"PK\x03\x04<script>alert(1)</script>")

    assert b"<script>" not in photo.shown


def test_broken_metadata_do_not_cost_the_photo():
    good = pictures.camera_jpeg()
    start = good.index(b"Exif\0\0") + 6
    broken = good[:start] + bytes(20) + good[start + 20 :]

    assert check_photo(broken).taken_at is None


def test_every_damage_ends_in_a_sentence_or_a_photo():
    good = pictures.camera_jpeg()
    damaged = (
        good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
        for place in range(0, len(good), 37)
    )

    assert {outcome(content) for content in damaged} <= {200, 415, 422}


def outcome(content: bytes) -> int:
    try:
        check_photo(content)
    except DomainError as error:
        return error.status
    return 200


def test_the_sentence_names_what_to_send():
    assert "JPEG" in NotAPhoto.default_message
