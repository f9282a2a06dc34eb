"""Identifiers: uuid version 7, made by the caller, so that they sort by the moment they were made."""

import os
import uuid
from datetime import UTC, datetime


def uuid7(moment: datetime | None = None) -> uuid.UUID:
    """Return a version 7 uuid of a moment (now, if none is given); 74 bits of it are random."""
    milliseconds = int((moment or datetime.now(UTC)).timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (random >> 4 & 0xFFF) << 64 | 0b10 << 62
    return uuid.UUID(int=value | random >> 18 & 0x3FFFFFFFFFFFFFFF)


def first_of(day_start: datetime) -> uuid.UUID:
    """The smallest version 7 value of a moment, as partitions are bounded by."""
    return uuid.UUID(int=int(day_start.timestamp() * 1000) << 80)
