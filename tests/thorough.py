"""How many cases a property is tried on: enough to notice every day, many in `make drill`."""

import os

SHARE = 1 if os.environ.get("MOTCUA_THOROUGH") else 5


def cases(many: int) -> int:
    """So many cases in `make drill`, a fifth of them, but 10 or more, in `make test`."""
    return max(10, many // SHARE)
