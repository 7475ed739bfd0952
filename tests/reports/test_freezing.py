"""Are frozen content and addenda together exactly what is known now, whatever became known?"""

from __future__ import annotations

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from inspect178.reports.freezing import (
    agrees,
    canonical,
    completed,
    fingerprint,
    is_empty,
    late_facts,
)

ENTRIES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["A", "B"]),
        "list": st.sampled_from(["official", "awaiting", "not_yet", "excluded"]),
        "reason": st.sampled_from([None, "planned", "new"]),
        "unit": st.sampled_from([None, 1, 2]),
        "visit_on": st.sampled_from([None, "2026-03-01"]),
        "visit_id": st.sampled_from([None, "x"]),
    }
)
CONTENTS = st.fixed_dictionaries(
    {
        "question": st.just({"unit": "33"}),
        "units": st.just([]),
        "establishments": st.dictionaries(st.sampled_from("abcdef"), ENTRIES),
        "figures": st.dictionaries(
            st.sampled_from(["x", "y", "z"]), st.integers(0, 5) | st.lists(st.integers(0, 5))
        ),
    }
)


@given(st.lists(CONTENTS, min_size=1, max_size=5))
def test_frozen_and_all_addenda_equal_what_is_known_now(known):
    frozen, addenda = known[0], []
    for fresh in known[1:]:
        addenda.append(json.loads(canonical(late_facts(completed(frozen, addenda), fresh))))

    assert agrees(completed(frozen, addenda), known[-1])


@given(CONTENTS, CONTENTS)
def test_an_addendum_lists_exactly_what_differs(known, fresh):
    late = late_facts(known, fresh)

    def facts(entry):
        return entry and {k: v for k, v in entry.items() if k != "name"}

    for part in ("establishments", "figures"):
        for key in {*known[part], *fresh[part]}:
            before, after = known[part].get(key), fresh[part].get(key)
            plain = (facts(before), facts(after)) if part == "establishments" else (before, after)
            assert (key in late[part]) == (plain[0] != plain[1])
            if key in late[part]:
                assert late[part][key] == [before, after]


@given(CONTENTS)
def test_nothing_new_is_an_empty_addendum(content):
    assert is_empty(late_facts(content, json.loads(canonical(content))))


@given(CONTENTS, CONTENTS)
def test_completing_does_not_touch_the_frozen_content(frozen, fresh):
    before = canonical(frozen)

    completed(frozen, [late_facts(frozen, fresh)])

    assert canonical(frozen) == before


def test_the_canonical_form_does_not_depend_on_the_order_in_which_things_were_put():
    one = canonical({"b": 1, "a": ["ỹ", None], "c": {"z": 1, "y": 2}})
    other = canonical({"c": {"y": 2, "z": 1}, "a": ["ỹ", None], "b": 1})

    assert one == other == '{"a":["ỹ",null],"b":1,"c":{"y":2,"z":1}}'
    assert fingerprint(one) == hashlib.sha256(one.encode()).hexdigest()


def test_kinds_of_figures_that_an_older_form_did_not_hold_are_no_late_facts():
    older = {"form": 1, "establishments": {}, "figures": {"x": 1}}
    fresh = {"form": 2, "establishments": {}, "figures": {"x": 2, "remote ward": [1, 0, 0]}}

    assert late_facts(older, fresh)["figures"] == {"x": [1, 2]}
    assert late_facts({**older, "form": 2}, fresh)["figures"]["remote ward"] == [None, [1, 0, 0]]
