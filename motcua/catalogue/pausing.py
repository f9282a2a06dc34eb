"""What stops the clock of a dossier under a version, and how it goes on afterwards.

A version names each cause that stops the clock with how the limit goes on: `continue`, or begin `anew`. A cause
that it does not name does not stop the clock.
"""

from motcua.worktime.limits import Cause

CONTINUE, ANEW = "continue", "anew"
HOW = (CONTINUE, ANEW)
CAUSES = tuple(cause.value for cause in Cause)
Pauses = tuple[tuple[str, str], ...]
# A supplement stops it by law: NĐ 61/2018 art. 19, NĐ 118/2025.
BY_LAW: Pauses = ((Cause.SUPPLEMENT.value, CONTINUE),)


def pauses_by_law() -> dict[str, str]:
    """What stops the clock where a version says nothing: a supplement."""
    return dict(BY_LAW)
