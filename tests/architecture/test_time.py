"""Who asks what time it is? Only the kernel's clock, and of it only the rim."""

from __future__ import annotations

import re

from tests.architecture.sources import calls, calls_on_import, modules, named, suite

CLOCK = "inspect178/kernel/clock.py"
ASKS_THE_SYSTEM = re.compile(
    r"(datetime\.)?(datetime|date)\.(now|utcnow|today|fromtimestamp)"
    r"|time\.(time|time_ns|localtime|gmtime)"
    r"|(sqlalchemy\.)?func\.(now|current_date|current_time|current_timestamp|localtimestamp)"
)
ASKS_THE_CLOCK = re.compile(r"(inspect178\.kernel\.)?clock\.(now|today)")
PARTS_WITHOUT_A_CLOCK = ("enums", "rules", "workflow", "models", "queries", "operations")


def test_only_the_clock_asks_the_system_for_the_time():
    found = [
        f"{named(path)}:{call.lineno} {name}"
        for path in modules()
        if named(path) != CLOCK
        for name, call in calls(path)
        if ASKS_THE_SYSTEM.fullmatch(name)
    ]

    assert found == []


def test_inside_a_feature_time_is_an_argument():
    found = [
        f"{named(path)}:{call.lineno} {name}"
        for path in modules(*PARTS_WITHOUT_A_CLOCK)
        for name, call in calls(path)
        if ASKS_THE_CLOCK.fullmatch(name)
    ]

    assert found == []


def test_no_module_keeps_the_day_on_which_it_was_read():
    """A program that runs past midnight, and a suite that does, would work with yesterday."""
    found = [
        f"{named(path)}:{call.lineno} {name}"
        for path in [*modules(), *suite()]
        for name, call in calls_on_import(path)
        if ASKS_THE_CLOCK.fullmatch(name)
    ]

    assert found == []
