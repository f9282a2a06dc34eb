"""What lies above dossiers may say why an act on them cannot be done yet: registered checks, asked by the act.

A part above registers its check when it is loaded; nothing here knows which parts there are.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from motcua.dossiers.refusals import Refusal

Check = Callable[[Sequence[UUID]], Mapping[UUID, Refusal]]
_checks: dict[str, list[Check]] = {}


def blocks(act: str) -> Callable[[Check], Check]:
    """Register a check of an act by its name: given dossiers, the refusals of those that cannot go on.

    It is asked once for a whole set, inside the act's transaction, after the dossiers are locked.
    """

    def register(check: Check) -> Check:
        if check not in _checks.setdefault(act, []):
            _checks[act].append(check)
        return check

    return register


def blocked(act: str, dossiers: Sequence[UUID]) -> dict[UUID, Refusal]:
    """The dossiers on which an act cannot be done, each with the first reason."""
    found: dict[UUID, Refusal] = {}
    if dossiers:
        for check in _checks.get(act, ()):
            found = {**check(dossiers), **found}
    return found
