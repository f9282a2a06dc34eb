"""Guessing slows down: who has failed five times in a row waits two seconds, then twice as long each time.

Failures are counted by what is guessed at (a number, whether it exists or not) and by who guesses (a client's
address), in the database, so that all processes count together. A right answer ends the number's count, not the
address's: else somebody with one right code could guess at others for ever. Decision: docs/decisions/tracking.md.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import connection

from motcua.text import fold
from motcua.tracking.models import FailedGuess

FREE = 5  # failures without a wait
FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)  # after a streak's last failure; longer than the longest wait

_CLAIM = """
INSERT INTO tracking_failed_guess (key, failures, last_at) VALUES (%s, 0, %s)
ON CONFLICT (key) DO UPDATE SET failures = tracking_failed_guess.failures
RETURNING failures, last_at
"""


def number_key(number: str) -> bytes:
    """The key under which guesses at a number are counted, however it is written."""
    return _key("number", fold(number).replace(" ", ""))


def client_key(address: str) -> bytes:
    """The key under which a client's guesses are counted; of IPv6 the network, which one household has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return _key("client", address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return _key("client", str(ipaddress.ip_network((found, 64), strict=False)))
        found = found.ipv4_mapped
    return _key("client", str(found))


def client_address(meta: Mapping[str, str]) -> str:
    """Who asks: the connection's other end; behind a proxy that we were told to trust, whom that one names.

    Of a chain of proxies the nearest address that is none of ours counts: what stands before it, anybody can write.
    """
    address = str(meta.get("REMOTE_ADDR", ""))
    chain = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    while address in settings.TRUSTED_PROXIES and chain:
        address = chain.pop()
    return address


def wait_after(failures: int) -> timedelta:
    """How long nobody may try again after so many failures in a row: 0, 2 s, 4 s, … 15 min."""
    if failures < FREE:
        return timedelta()
    return min(FIRST * 2 ** min(failures - FREE, 20), LONGEST)


def claim(key: bytes, at: datetime) -> tuple[int, int]:
    """Failures in a row under a key, and the seconds that it still has to wait (0: it may try).

    Inside a transaction: its row is locked until the end, so that a hundred guesses at once are made one by one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [key, at])
        failures, last_at = cursor.fetchone()
    if at - last_at > FORGOTTEN:
        failures = 0
    left = last_at + wait_after(failures) - at if failures else timedelta()
    return failures, max(ceil(left.total_seconds()), 0)


def failed(key: bytes, failures: int, at: datetime) -> None:
    """One more failure under a claimed key."""
    FailedGuess.objects.filter(key=key).update(failures=failures + 1, last_at=at)


def forget(key: bytes) -> None:
    """A claimed key has no failures any more, or had none."""
    FailedGuess.objects.filter(key=key).delete()


def forget_old(at: datetime) -> int:
    """Remove the streaks that are forgotten; returns how many."""
    return FailedGuess.objects.filter(last_at__lt=at - FORGOTTEN).delete()[0]


def _key(kind: str, value: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"motcua guess {kind}:{value}".encode(), hashlib.sha256)
