"""Do imports go downwards only, as .importlinter says, and does it name every package?"""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import PACKAGE, ROOT, features

COMPOSITION = {"__init__"}  # the factory, which imports the composition root late
FOUNDATIONS = {"kernel", "access", "web"}  # no features: they have files of their own kinds


def contract(name: str) -> configparser.SectionProxy:
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".importlinter", encoding="utf-8")
    return settings[f"importlinter:contract:{name}"]


def test_the_import_contracts_are_kept():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_and_module_at_the_top_has_its_layer():
    present = {p.stem for p in PACKAGE.glob("*.py")} | {
        p.parent.name for p in PACKAGE.glob("*/__init__.py")
    }

    layered = set(re.findall(r"inspect178\.(\w+)", contract("features")["layers"]))

    assert present - layered == COMPOSITION


def test_every_feature_is_bound_to_the_order_inside():
    bound = {name.split(".")[1] for name in contract("inside")["containers"].split()}

    assert set(features()) - FOUNDATIONS - bound == set()
