"""Is a public page asked no more often than it can bear, and nobody barred for others?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inspect178.web.pace import Pace, _network

AT = datetime(2026, 11, 28, 7, 5, tzinfo=UTC)


def test_one_address_gets_so_many_answers_a_minute_and_then_again():
    pace = Pace(most=3)

    assert [pace.allows("10.0.0.1", AT) for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("10.0.0.2", AT)
    assert pace.allows("10.0.0.1", AT + timedelta(minutes=1))


def test_nothing_is_kept_of_the_minute_before():
    pace = Pace(most=3)
    pace.allows("10.0.0.1", AT)
    pace.allows("10.0.0.2", AT + timedelta(minutes=1))

    assert "10.0.0.1" not in vars(pace)["_asked"]


def test_a_network_of_version_6_counts_as_one_address():
    assert _network("2001:db8::1") == _network("2001:db8::ffff:2")
    assert _network("2001:db8::1") != _network("2001:db8:0:1::1")
    assert (_network("10.0.0.1"), _network("unix")) == ("10.0.0.1", "unix")
