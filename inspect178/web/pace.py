"""How often may one address ask what anybody may ask? Counted in memory, for a minute, no longer.

The count is each process's own, so with several of them the limit is as many times higher: it
keeps a public page from costing much, it keeps no secret. An IPv6 connection counts by its network.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address, ip_network
from threading import Lock

from flask import current_app, request

from inspect178.kernel import clock

A_MINUTE = 60
ASKED_A_MINUTE = 60
ADDRESSES_AT_MOST = 50_000


class Pace:
    """Counts questions by who asks; every minute begins anew."""

    def __init__(self, most: int = ASKED_A_MINUTE) -> None:
        self.most = most
        self._minute = 0
        self._asked: dict[str, int] = {}
        self._lock = Lock()

    def allows(self, who: str, at: datetime) -> bool:
        """Count a question and say whether it may be answered."""
        minute = int(at.timestamp()) // A_MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, {}
            if who not in self._asked and len(self._asked) >= ADDRESSES_AT_MOST:
                return True
            self._asked[who] = asked = self._asked.get(who, 0) + 1
            return asked <= self.most


def may_ask() -> bool:
    """Count the present request and say whether its address may still ask."""
    pace: Pace = current_app.extensions.setdefault("inspect178.pace", Pace())
    return pace.allows(_network(request.remote_addr or ""), clock.now())


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if known.version == 6 else address
