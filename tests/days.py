"""What day is it in a test that goes through pages, where time cannot be an argument?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time

import time_machine

from inspect178.kernel import clock
from tests import people


@contextmanager
def on_the_day_of_the_cast(hour: int = 9) -> Iterator[datetime]:
    """Let it be an hour of people.TODAY in Vietnam until the block ends."""
    moment = clock.at_local(people.TODAY, time(hour))
    with time_machine.travel(moment, tick=False):
        yield moment
