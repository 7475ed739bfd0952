"""Is every setting in the README, and every setting of the README read by the program?"""

from __future__ import annotations

import re

from tests.architecture.sources import PACKAGE, ROOT, modules, named

CONFIG = PACKAGE / "config.py"
SETTING = re.compile(r"INSPECT178_[A-Z_]+|DATABASE_URL|SECRET_KEY")


def settings_read() -> set[str]:
    asked = rf'os\.environ(?:\.get\(|\[)\s*"({SETTING.pattern})"'
    return set(re.findall(asked, CONFIG.read_text(encoding="utf-8")))


def settings_in_the_readme() -> set[str]:
    rows = [
        line
        for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    return {name for row in rows for name in re.findall(rf"`({SETTING.pattern})`", row)}


def test_the_table_of_the_readme_lists_the_settings():
    assert "DATABASE_URL" in settings_read()
    assert settings_in_the_readme() == settings_read()


def test_only_the_configuration_reads_the_environment():
    found = [
        named(path)
        for path in modules()
        if path != CONFIG and re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))
    ]

    assert found == []
