"""So many in a minute and no more: places, evenly spaced, kept from one round to the next."""

import time

from motcua.notices.kinds import NoticeChannel
from motcua.notices.models import NoticeCursor

# What was not used of so many seconds may be used at once.
SAVED_UP = 0.2


class Pace:
    """The places of one channel. `next` is when the next one is, by the clock that only goes forward."""

    def __init__(self, per_minute: int, ahead: float = 0.0) -> None:
        self.every = 60 / per_minute
        self.next = time.monotonic() + min(max(ahead, 0.0), self.every)

    def places(self, most: int, until: float) -> int:
        """Wait for the next place; how many there are by then, `most` at most. 0 where it lies after `until`."""
        time.sleep(max(min(self.next, until) - time.monotonic(), 0))
        now = time.monotonic()
        if now < self.next or now >= until:
            return 0
        self.next = max(self.next, now - SAVED_UP)
        found = min(most, int((now - self.next) / self.every) + 1)
        self.next += found * self.every
        return found


def paces(channels: tuple[NoticeChannel, ...], per_minute: int) -> dict[NoticeChannel, Pace]:
    """The paces of a round: each goes on where the last round has left it."""
    kept = NoticeCursor.objects.values_list("next_places", flat=True).first() or {}
    return {channel: Pace(per_minute, kept.get(channel.value, 0.0) - time.time()) for channel in channels}


def keep(found: dict[NoticeChannel, Pace]) -> None:
    """Keep for the next round when each channel's next place is."""
    offset = time.time() - time.monotonic()
    NoticeCursor.objects.update(next_places={each.value: round(p.next + offset, 3) for each, p in found.items()})
