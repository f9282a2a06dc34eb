"""Lines of the bank that wait: assigned to a dossier by an officer, set aside, brought back, or tried again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.cashier.accounts import handled_by, handling_post
from motcua.cashier.matching import Clerk, Matched, chosen, enter_line, match_lines
from motcua.cashier.models import BankLine, LineState
from motcua.cashier.refusals import refusal
from motcua.dossiers.refusals import Done
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.text import nfc


def assign_line(
    line: UUID,
    dossier: UUID,
    *,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Enter a line's money for a dossier that an officer names, with a receipt. `done` holds the receipt's id.

    Where the amount is all that is owed or one due alone it pays that, else the oldest dues first. Refused: what
    `receive_money` refuses, an amount above what is owed among it; a line that is done; who does not look
    after the account.
    """
    clerk = Clerk(by, at, ground, recorded_at)

    def entered(row: BankLine) -> Done:
        till = clerk.till([dossier])
        dues = chosen(till.owed(dossier), row.amount)
        refused = enter_line(till, row, dossier, dues, clerk.post(row.collecting))
        if refused is not None:
            return Done((), {line: refused})
        till.close()
        return Done((row.receipt,), {})

    return _on_line(line, clerk, LineState.WAITING, entered)


def set_aside_line(
    line: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Set aside money that is for no dossier (interest, a mistake of the sender), with the reason."""
    reason, clerk = nfc(reason)[:300], Clerk(by, at, ground, recorded_at)

    def aside(row: BankLine) -> Done:
        if not reason:
            return Done((), {line: refusal("no_reason")})
        return _changed(row, clerk, "set_aside_line", {"reason": reason}, state=LineState.ASIDE, note=reason)

    return _on_line(line, clerk, LineState.WAITING, aside)


def bring_back_line(
    line: UUID, *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Done:
    """Let a line that was set aside wait again."""
    clerk = Clerk(by, at, ground, recorded_at)

    def back(row: BankLine) -> Done:
        return _changed(row, clerk, "bring_back_line", {"was": row.note}, state=LineState.WAITING, note="")

    return _on_line(line, clerk, LineState.ASIDE, back)


def match_again(
    units: Sequence[UUID], *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Matched:
    """Try once more what waits on the accounts of units: dues that were entered since, a book that was opened."""
    mine = handled_by(by, tree(), local_day(at))
    found = BankLine.objects.filter(state=LineState.WAITING, collecting__unit__in=list(units))
    allowed = [
        line
        for line in found.select_related("collecting").order_by("on", "pk")
        if by.is_system or line.collecting.unit_id in mine
    ]
    result = Matched()
    for unit in sorted({line.collecting.unit_id for line in allowed}):
        part = match_lines(
            [line for line in allowed if line.collecting.unit_id == unit], Clerk(by, at, ground, recorded_at)
        )
        result.matched += part.matched
        result.waiting += part.waiting
    return result


def _on_line(line: UUID, clerk: Clerk, state: LineState, act: Callable[[BankLine], Done]) -> Done:
    """Do an act on a locked line that is in a state; refused for one that is not, and for who does not look after
    its account."""
    with transaction.atomic():
        asked = BankLine.objects.select_for_update(of=("self",)).select_related("collecting")
        row = asked.filter(pk=line).first()
        if row is None or handling_post(clerk.by, row.collecting, tree(), local_day(clerk.at)) is None:
            return Done((), {line: refusal("not_your_line")})
        if row.state != state:
            return Done((), {line: refusal("line_done" if state == LineState.WAITING else "line_waits")})
        return act(row)


def _changed(row: BankLine, clerk: Clerk, act: str, said: dict[str, Any], **columns: Any) -> Done:
    batch = clerk.batch(row.collecting)
    batch.record(row, act, said, **columns)
    batch.write()
    return Done((row.pk,), {})
