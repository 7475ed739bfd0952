"""Do the linter, the formatter and the type checker find nothing?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

CHECKS = {
    "the rules of ruff": ["ruff", "check", "--quiet", "--output-format=concise"],
    "the layout of ruff": ["ruff", "format", "--check"],
    "the types of mypy": ["mypy"],
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_code_keeps(check):
    done = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
