"""Is every package pinned to one version, and does docs/dependencies.md say what it is for?"""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"([A-Za-z][\w.-]*)(\[\w+\])?==[\w.]+")


def requirements(name: str) -> tuple[list[str], list[str]]:
    """Give the lines that we ask for ourselves, and those that other packages need."""
    ours, _, theirs = (ROOT / name).read_text(encoding="utf-8").partition("# Needed by the")
    return lines_of(ours), lines_of(theirs.partition("\n")[2])


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned(name):
    ours, theirs = requirements(name)

    assert ours
    assert [line for line in ours + theirs if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_its_reason(name):
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in reasons.splitlines() if line.startswith("|"))

    packages = [line.partition("==")[0].partition("[")[0] for line in requirements(name)[0]]

    assert [package for package in packages if package not in rows] == []
