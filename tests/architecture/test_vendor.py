"""Is every file of others unchanged and accounted for, and does no page ask another host?"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import STATIC, TEMPLATES, named

VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
ABOUT = {"manifest.json", "README.md"}
OWN = [*sorted(TEMPLATES.rglob("*.html")), *sorted(STATIC.rglob("*.css"))]
SCRIPTS = [path for path in sorted(STATIC.rglob("*.js")) if VENDOR not in path.parents]
ASKS = re.compile(
    r"""(?:src|href|action|srcset|formaction|poster)\s*=\s*["']\s*(?:https?:)?//[^"']*"""
    r"""|url\(\s*["']?(?:https?:)?//[^)]*|@import\s+["'](?:https?:)?//[^"']*"""
)
ADDRESS = re.compile(r"""["'`](?:https?:|wss?:)?//(?!www\.w3\.org/)[\w.]+[^"'`]*""")


def packages() -> list[dict[str, Any]]:
    return json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]


def entries() -> list[dict[str, str]]:
    return [entry for package in packages() for entry in package["files"]]


def vendored() -> set[str]:
    files = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    return files - ABOUT


def test_the_manifest_lists_every_file_and_no_other():
    assert {entry["file"] for entry in entries()} == vendored()


def test_every_file_is_the_one_that_was_taken():
    changed = [
        entry["file"]
        for entry in entries()
        if hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() != entry["sha256"]
    ]

    assert changed == []


def test_every_package_has_its_version_and_its_licence_beside_it():
    unsaid = [
        package["name"]
        for package in packages()
        if not (package["version"] and package["licence"])
        or not any("LICENSE" in entry["file"] for entry in package["files"])
    ]

    assert unsaid == []


@pytest.mark.parametrize("path", OWN, ids=named)
def test_no_page_and_no_style_asks_another_host(path: Path):
    assert ASKS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_of_ours_names_another_host(path: Path):
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []
