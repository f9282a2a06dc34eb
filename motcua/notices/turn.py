"""A turn of the worker: a short while of walking and sending, so that others have theirs and it can be stopped."""

from motcua.notices.deliver import Round, deliver
from motcua.notices.walking import Walked, walk

# The worker does one thing after the other, and is let finish it for five seconds when it is stopped.
LASTS = 3.0


def turn() -> tuple[Walked, Round]:
    """Make the notices of what happened, and send those that are due; another is needed where either `is_more`."""
    walked = walk(lasts=LASTS / 3)
    return walked, deliver(lasts=LASTS * 2 / 3)
