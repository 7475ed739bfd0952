"""Does typing piece by piece give the same record as typing at once, whatever the order?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect178.extensions import db
from inspect178.inspections import merging
from inspect178.inspections.entries import Known, is_entry, read_entry, tidy
from inspect178.inspections.operations import records
from inspect178.inspections.queries.records import establishment_of, require_record
from inspect178.inspections.record_content import canonical_content, content_hash
from inspect178.kernel.errors import InvalidInput
from tests import people
from tests.inspections.visits import TEN, entries, loaded, visit

KNOWN = Known(
    {"C1": "yes_no_na", "C7": "count_of", "X": "count_of"}, frozenset({"p"}), date(2026, 11, 23)
)

# Names and what may be typed into them, as a page would send it.
NUMBERS = st.sampled_from(["", "0", "3", "007", "12"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
FIELDS: dict[str, st.SearchStrategy[str]] = {
    **{f"answer.{c}": st.sampled_from(["", "yes", "no", "na"]) for c in ("C1", "C2", "C8", "C10")},
    **{f"note.{c}": WORDS for c in ("C1", "C7", "C8b")},
    "count.C12b": NUMBERS,
    "total.C12b": NUMBERS,
    "worker_total": NUMBERS,
    "worker_contract": NUMBERS,
    "worker_under_18": NUMBERS,
    "findings": WORDS,
    "owner_opinion": WORDS,
    "latitude": st.sampled_from(["", "20.5", "20.50", "-0.1234567891"]),
    **{f"recommendation.{n}.text": WORDS for n in (1, 2, 7)},
    **{f"recommendation.{n}.due_on": st.sampled_from(["", "2026-12-31"]) for n in (1, 2)},
}
TYPING = st.lists(
    st.sampled_from(sorted(FIELDS)).flatmap(lambda n: st.tuples(st.just(n), FIELDS[n])),
    max_size=25,
)
ON_ONE_DATABASE = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def plain_content(inspection) -> dict:
    """Give what would be signed, without what differs between two visits to two places."""
    content = canonical_content(require_record(inspection), establishment_of(inspection))
    for own in ("inspection_id", "decision", "establishment", "place"):
        content.pop(own)
    return content


@ON_ONE_DATABASE
@given(typing=TYPING)
def test_any_order_of_typing_gives_what_typing_at_once_gives(app, typing):
    binh = people.actor("binh")
    piecewise, at_once = visit(), visit()

    seen = merging.seen_of(entries(piecewise))
    for name, text in typing:
        seen = records.save_entries(piecewise, {name: text}, seen, actor=binh, at=TEN).seen
    fresh = merging.seen_of(entries(at_once))
    records.save_entries(at_once, dict(typing), fresh, actor=binh, at=TEN)

    one, other = entries(piecewise), entries(at_once)
    assert one.pop("place") != other.pop("place")
    assert one == other
    assert merging.seen_of(entries(piecewise)) == seen
    assert content_hash(plain_content(piecewise)) == content_hash(plain_content(at_once))
    db.session.rollback()


@ON_ONE_DATABASE
@given(typing=TYPING)
def test_what_was_stored_is_read_back_the_same(app, typing):
    inspection, binh = visit(), people.actor("binh")
    seen = merging.seen_of(entries(inspection))
    records.save_entries(inspection, dict(typing), seen, actor=binh, at=TEN)
    before, content = entries(inspection), plain_content(inspection)
    db.session.flush()
    db.session.expire_all()

    again = loaded(inspection, binh)

    assert entries(again) == before
    assert content_hash(plain_content(again)) == content_hash(content)
    db.session.rollback()


@given(text=st.text(max_size=40))
def test_a_normal_form_is_its_own_normal_form(text):
    assert tidy(tidy(text)) == tidy(text)


@given(
    shown=st.dictionaries(st.sampled_from("abcd"), WORDS),
    mine=st.dictionaries(st.sampled_from("abcd"), WORDS),
    theirs=st.dictionaries(st.sampled_from("abcd"), WORDS),
)
def test_merging_never_loses_what_somebody_else_wrote(shown, mine, theirs):
    seen = merging.seen_of(shown)
    current = {**shown, **theirs}

    typed = merging.typed_here(seen, mine)
    lost = merging.conflicts(seen, typed, current)

    for name, text in typed.items():
        changed_by_them = current.get(name, "") != shown.get(name, "")
        assert (name in lost) == (changed_by_them and current.get(name, "") != text)


@pytest.mark.parametrize("seen", ["", "~", "a", "a~", "~b", "a~b~c", "  "])
def test_fingerprints_that_cannot_be_read_mean_that_nothing_was_seen(seen):
    assert merging.conflicts(seen, {"x": "mine"}, {"x": "theirs"}) == ["x"]
    assert merging.conflicts(seen, {"x": "mine"}, {}) == []


@pytest.mark.parametrize(
    ("name", "typed", "text"),
    [
        ("findings", "  a\r\nb\r ", "a\nb"),
        ("findings", "e\u0302\u0301", "ế"),
        ("worker_total", "0012", "12"),
        ("latitude", "20.9400", "20.94"),
        ("copies", "3", "3"),
        ("recommendation.50.text", "x", "x"),
        ("caption.p", "a\nb", "a b"),
        ("count.X", "5", "5"),
        ("answer.C1", "", ""),
    ],
)
def test_typed_text_has_one_normal_form(name, typed, text):
    assert read_entry(name, typed, KNOWN) == text


@pytest.mark.parametrize(
    "name", ["answer.C7", "count.C1", "count.C7", "total.C7", "answer.", "caption.q",
             "recommendation.0.text", "recommendation.1.id", "recommendation.51.text", "note.Z"]
)  # fmt: skip
def test_a_field_that_the_record_does_not_have_is_named(name):
    with pytest.raises(InvalidInput) as refused:
        read_entry(name, "1", KNOWN)

    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("findings", True), ("answer.C1", True), ("copies", True), ("csrf_token", False),
     ("version", False), ("then", False), ("answer", False), ("frozen_at", False)],
)  # fmt: skip
def test_only_names_of_the_record_are_entries(name, is_one):
    assert is_entry(name) is is_one
