"""Lines of the bank that wait: assigned to a dossier by an officer, set aside, brought back, or tried again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.cashier.accounts import handled_by, handling_post
from motcua.cashier.matching import Clerk, Matched, chosen, enter_for, match_lines
from motcua.cashier.models import BankLine, LineState
from motcua.cashier.receiving import owed_by
from motcua.cashier.refusals import refusal
from motcua.dossiers.refusals import Done, Refusal
from motcua.journal.by import By
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
    with transaction.atomic():
        row = _locked(line, by, at)
        if isinstance(row, Refusal):
            return Done((), {line: row})
        if row.state != LineState.WAITING:
            return Done((), {line: refusal("line_done")})
        dues = chosen(owed_by([dossier]).get(dossier, []), row.amount)
        return enter_for(row, dossier, dues, Clerk(by, at, ground, recorded_at))


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
    reason = nfc(reason)[:300]
    with transaction.atomic():
        row = _locked(line, by, at)
        if isinstance(row, Refusal):
            return Done((), {line: row})
        if row.state != LineState.WAITING:
            return Done((), {line: refusal("line_done")})
        if not reason:
            return Done((), {line: refusal("no_reason")})
        batch = Clerk(by, at, ground, recorded_at).batch(row.collecting)
        batch.record(row, "set_aside_line", {"reason": reason}, state=LineState.ASIDE, note=reason)
        batch.write()
    return Done((line,), {})


def bring_back_line(
    line: UUID, *, by: Actor, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Done:
    """Let a line that was set aside wait again."""
    with transaction.atomic():
        row = _locked(line, by, at)
        if isinstance(row, Refusal):
            return Done((), {line: row})
        if row.state != LineState.ASIDE:
            return Done((), {line: refusal("line_waits")})
        batch = Clerk(by, at, ground, recorded_at).batch(row.collecting)
        batch.record(row, "bring_back_line", {"was": row.note}, state=LineState.WAITING, note="")
        batch.write()
    return Done((line,), {})


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


def _locked(line: UUID, by: Actor, at: datetime) -> BankLine | Refusal:
    found = BankLine.objects.select_for_update(of=("self",)).select_related("collecting").filter(pk=line).first()
    if found is None or _post(found, by, at) is None:
        return refusal("not_your_line")
    return found


def _post(line: BankLine, by: Actor, at: datetime) -> By | None:
    return handling_post(by, line.collecting, tree(), local_day(at))
