"""Moments and days: stored as UTC, cut to the minute where minutes are counted, printed in local time."""

import zoneinfo
from datetime import UTC, date, datetime

LOCAL = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(moment: datetime) -> date:
    """The local date on which a moment falls; every `…_on` column holds one."""
    return moment.astimezone(LOCAL).date()


def iso(moment: datetime | None) -> str | None:
    """A moment as commands print it: local time with its offset, cut to the second."""
    return None if moment is None else moment.astimezone(LOCAL).replace(microsecond=0).isoformat()


def canonical(moment: datetime | None) -> str | None:
    """A moment as the journal hashes it: UTC, six decimals, Z. Never what the database prints."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
