"""Are the migrations one numbered line, without gaps and without branches?"""

from __future__ import annotations

import re

from alembic.script import ScriptDirectory

from tests.architecture.sources import ROOT

VERSIONS = ROOT / "migrations" / "versions"
HEAD = ROOT / "migrations" / ".current-head"


def names() -> list[str]:
    return sorted(path.stem for path in VERSIONS.glob("*.py") if path.stem != "__init__")


def test_a_migration_is_named_by_its_number_and_what_it_changes():
    assert names()
    assert [name for name in names() if not re.fullmatch(r"\d{4}_[a-z0-9_]+", name)] == []


def test_the_numbers_follow_each_other():
    assert [int(name[:4]) for name in names()] == list(range(1, len(names()) + 1))


def test_each_migration_follows_the_one_before():
    script = ScriptDirectory(str(ROOT / "migrations"))

    line = {revision.revision: revision.down_revision for revision in script.walk_revisions()}

    numbers = [name[:4] for name in names()]
    assert line == dict(zip(numbers, [None, *numbers[:-1]], strict=True))


def test_there_is_one_head_and_the_head_file_names_it():
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()

    assert heads == [HEAD.read_text(encoding="utf-8").strip()]
