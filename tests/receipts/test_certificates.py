"""Is every receipt that is not exactly what a certified tablet signed refused, with its reason?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect178.devices import certificates
from inspect178.devices.certificates import LONGEST, PREFIX, BadReceipt, read_receipt
from inspect178.devices.enums import Flaw
from inspect178.devices.keys import (
    from_base64url,
    jwk_of,
    point_of,
    server_keys,
    to_base64url,
)
from inspect178.kernel import clock
from tests.devices.tablet import Tablet
from tests.receipts.owner import made, signed_anew, text_of


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def office(instance):
    return server_keys(instance)


@pytest.fixture(scope="module")
def tablet(office):
    return certified_by(office)


@pytest.fixture(scope="module")
def receipt(tablet):
    return text_of(made(tablet))


def certified_by(keys, at=None):
    tablet = Tablet(None)
    point = point_of(tablet.key.public_key())
    made_now = certificates.certify(keys, tablet.id, point, at=at or clock.now())
    tablet.server = {
        "certificate": made_now.signature,
        "certificate_until": made_now.until.isoformat(),
    }
    return tablet


def flaw_of(text, keys):
    with pytest.raises(BadReceipt) as refused:
        read_receipt(text, keys)
    return refused.value.flaw


def test_a_genuine_receipt_is_believed_in_an_address_and_broken_into_lines(receipt, office, tablet):
    in_address = f"https://kiemtra.example/receipts/check#{receipt}"
    broken = "\r\n ".join(receipt[i : i + 60] for i in range(0, len(receipt), 60))

    for text in (receipt, in_address, broken):
        assert read_receipt(text, office).device_id == tablet.id


@settings(max_examples=150)
@given(data=st.data())
def test_a_receipt_with_any_letter_changed_is_refused(data, receipt, office):
    at = data.draw(st.integers(0, len(receipt) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != receipt[at]))
    changed = receipt[:at] + letter + receipt[at + 1 :]

    assert flaw_of(changed, office) in (Flaw.CUT, Flaw.CHANGED, Flaw.NO_RECEIPT, Flaw.OTHER_OFFICE)


@settings(max_examples=150)
@given(data=st.data())
def test_a_receipt_with_any_byte_of_its_content_flipped_is_refused(data, receipt, office):
    content = bytearray(from_base64url(receipt.removeprefix(PREFIX)))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))

    assert flaw_of(PREFIX + to_base64url(bytes(content)), office) in Flaw


@settings(max_examples=100)
@given(data=st.data())
def test_a_receipt_that_was_cut_anywhere_is_refused(data, receipt, office):
    short = receipt[: data.draw(st.integers(0, len(receipt) - 1))]

    assert flaw_of(short, office) in (Flaw.CUT, Flaw.NO_RECEIPT, Flaw.EMPTY)


@given(text=st.text(max_size=LONGEST + 10) | st.binary(max_size=900).map(repr))
def test_whatever_is_typed_is_refused_with_a_reason_and_never_an_error(text, office):
    assert flaw_of(text, office) in Flaw
    assert flaw_of(PREFIX + text, office) in Flaw
    assert flaw_of(PREFIX + to_base64url(text.encode("utf-8", "replace")), office) in Flaw


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(name=st.sampled_from("dxycuokhts"), value=JSON)
def test_whatever_stands_in_a_part_is_refused_with_a_reason(name, value, office, tablet):
    said = made(tablet)
    if said[name] != value:
        assert flaw_of(text_of({**said, name: value}), office) in (Flaw.CHANGED, Flaw.OTHER_OFFICE)


def test_the_reasons_are_told_apart(office, tablet, tmp_path):
    said = made(tablet)
    elsewhere = certified_by(server_keys(tmp_path))
    ended = certified_by(office, at=clock.now() - timedelta(days=400))

    assert flaw_of("  \n", office) == Flaw.EMPTY
    assert flaw_of("x" * (LONGEST + 1), office) == Flaw.TOO_LONG
    assert flaw_of("7Q2M-09FJ-AAAA-BBBB-CCCC", office) == Flaw.NO_RECEIPT
    assert flaw_of(text_of(said)[:-40], office) == Flaw.CUT
    assert flaw_of(text_of({**said, "h": "cd" * 32}), office) == Flaw.CHANGED
    assert flaw_of(text_of(made(elsewhere)), office) == Flaw.OTHER_OFFICE
    assert flaw_of(text_of(made(ended)), office) == Flaw.EXPIRED


@pytest.mark.parametrize(
    "changed",
    [
        {"k": "decision"},
        {"h": "AB" * 32},
        {"h": "ab" * 31},
        {"t": "2026-11-28T14:05"},
        {"t": "soon"},
        {"t": "0001-01-01T00:00:00+14:00"},
        {"t": "9999-12-31T23:59:59-14:00"},
        {"o": "D6FBE416-6B33-47D8-A1FD-DC9CA1A3D767"},
    ],
    ids=str,
)
def test_even_what_a_certified_tablet_signed_has_one_form_only(changed, office, tablet):
    signed = signed_anew(tablet, {**made(tablet), **changed})

    assert flaw_of(text_of(signed), office) in (Flaw.CHANGED, Flaw.EXPIRED)


@pytest.mark.parametrize("until", ["20991231", "2099-W01-1", "2099-12-31"])
def test_the_day_until_which_a_tablet_may_sign_cannot_be_moved(until, office, tablet):
    assert date.fromisoformat(until) > clock.today()

    assert flaw_of(text_of({**made(tablet), "u": until}), office) != Flaw.EXPIRED


def test_a_key_twice_or_too_much_is_refused(office, tablet):
    said = made(tablet)
    twice = text_of(said).removeprefix(PREFIX)
    content = from_base64url(twice).decode()

    assert flaw_of(PREFIX + to_base64url(f'{{"d":"x",{content[1:]}'.encode()), office) == Flaw.CUT
    assert flaw_of(text_of({**said, "z": "more"}), office) == Flaw.CHANGED


def test_an_older_key_is_believed_as_long_as_its_file_lies_there(tmp_path):
    old = server_keys(tmp_path)
    receipt = text_of(made(certified_by(old)))
    folder = tmp_path / "device-keys"
    (folder / "receipt-001.pem").rename(folder / "receipt-000.pem")
    both = server_keys_after_a_new_one(tmp_path)

    assert read_receipt(receipt, both)
    assert [key["kid"] for key in both.published()][-1] == old.published()[0]["kid"]
    assert len(both.published()) == 2

    (folder / "receipt-000.pem").unlink()
    assert flaw_of(receipt, server_keys(tmp_path)) == Flaw.OTHER_OFFICE


def server_keys_after_a_new_one(folder):
    other = folder / "other"
    server_keys(other)
    kept = folder / "device-keys" / "receipt-002.pem"
    (other / "device-keys" / "receipt-001.pem").rename(kept)
    return server_keys(folder)


def test_a_published_key_names_itself_as_the_standard_says():
    # The example of RFC 7638 is RSA; the same rule for EC: members of the key in their order.
    from inspect178.devices.keys import thumbprint

    jwk = jwk_of(b"\x04" + bytes(64))
    assert thumbprint(jwk) == thumbprint({**jwk, "kid": "x", "use": "sig"})
    assert len(from_base64url(thumbprint(jwk))) == 32
