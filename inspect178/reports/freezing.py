"""What of a report is frozen, and what became known later? Canonical bytes, hash, differences.

The content of a report is plain data: `question`, `definitions`, `units`, `figures` (by name) and
`establishments` (by id). Its canonical form is RFC 8785, so that the same content has the same
bytes and the same SHA-256 on every machine. An addendum lists exactly what differs between what is
known already (the frozen content and earlier addenda) and what is known now; frozen content plus
addenda equal a fresh computation, which `completed` shows by doing it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

Content = Mapping[str, Any]
# What stands about an establishment on the lists; its name and address are only words beside it.
COMPARED = ("list", "reason", "unit", "visit_on", "visit_id")

# Kinds of figures that contents before this form did not hold: that they are there is no late fact.
SINCE_FORM = {"remote": 2}


def canonical(content: Content) -> str:
    """Write a content in its canonical form."""
    return rfc8785.dumps(dict(content)).decode()


def fingerprint(written: str) -> str:
    """Give the SHA-256 over a canonical form."""
    return hashlib.sha256(written.encode()).hexdigest()


def late_facts(known: Content, fresh: Content) -> dict[str, Any]:
    """List what differs: establishments before and after, figures before and after.

    None stands for "not on any list" and "not there". Nothing that is the same is listed.
    """
    figures = _held_then(known, fresh["figures"])
    return {
        "establishments": _changed(
            known["establishments"], fresh["establishments"], compared=_compared
        ),
        "figures": _changed(known["figures"], figures, compared=lambda value: value),
    }


def is_empty(addendum: Mapping[str, Any]) -> bool:
    """Say whether nothing became known."""
    return not addendum["establishments"] and not addendum["figures"]


def completed(frozen: Content, addenda: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the frozen content with what addenda say; the frozen one stays as it is."""
    content = {**frozen, "establishments": dict(frozen["establishments"])}
    content["figures"] = dict(frozen["figures"])
    for addendum in addenda:
        for part in ("establishments", "figures"):
            for key, (_, after) in addendum[part].items():
                if after is None:
                    content[part].pop(key, None)
                else:
                    content[part][key] = _merged(content[part].get(key), after)
    return content


def agrees(one: Content, other: Content) -> bool:
    """Say whether two contents say the same of every establishment and in every figure."""
    return is_empty(late_facts(one, other))


def _held_then(known: Content, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the kinds of figures that the known content was too early to hold."""
    form = known.get("form", 0)
    later = {kind for kind, since in SINCE_FORM.items() if form < since}
    return {name: value for name, value in figures.items() if name.split()[0] not in later}


def _merged(before: Any, after: Any) -> Any:
    return {**before, **after} if isinstance(before, dict) else after


def _compared(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in COMPARED}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], *, compared: Any) -> Any:
    found = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or compared(old) != compared(new):
            found[key] = [old, new]
    return found
