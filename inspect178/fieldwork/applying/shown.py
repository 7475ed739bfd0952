"""Did the signers see the words that were frozen? Tablet and office hash the same parts.

The parts are those that both know word for word: questions with their answers, numbers of workers,
texts, recommendations, and which photos belong to which question (static/field/content.js).
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from inspect178.inspections.entries import WORKERS

TEXTS = ("others_present", "findings", "owner_opinion", "conclusion")
ANSWER = ("code", "question", "value", "count", "total", "note")


def words_hash(content: dict[str, Any]) -> str:
    """Hash the words of a frozen record as a tablet hashes what it shows."""
    said = {
        "answers": sorted(([a[name] for name in ANSWER] for a in content["answers"]), key=_code),
        "workers": [content["workers"][name] for name in WORKERS],
        "texts": [content[name] for name in TEXTS],
        "recommendations": [[r["text"], r["due_on"] or ""] for r in content["recommendations"]],
        "photos": sorted({f"{p['item']} {p['original_sha256']}" for p in content["photos"]}),
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _code(answer: list[Any]) -> str:
    return str(answer[0])
