"""Bring in a bank's statement: every line of money once, then each entered for its dossier where that is clear.

The same file again changes nothing: a line is known by reference, day and amount. Stopped or killed, what was
entered stays, and the file brought in again goes on where it ended.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from motcua.cashier.accounts import handling_post, remember_mapping
from motcua.cashier.mapping import StatementMapping
from motcua.cashier.matching import Clerk, match_lines
from motcua.cashier.models import BankLine, BankStatement, CollectingAccount, LineState, StatementState
from motcua.cashier.refusals import CashRefusal, refusal
from motcua.cashier.table import Statement, StatementLine, Unreadable, read_statement
from motcua.journal.ids import uuid7
from motcua.journal.statement import rows
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.text import nfc

# So many lines are read while the page is waited for.
AT_ONCE = 100
TOGETHER = 500
# Who says nothing for so long has ended.
SILENT = timedelta(minutes=2)
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


class NotBrought(Exception):
    """Whoever brings a statement takes no money for its account; said in the reader's language."""

    def __init__(self, why: CashRefusal) -> None:
        super().__init__(why.code)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


class Stopped(Exception):
    """Somebody asked for the reading to be stopped; what was entered stays."""


def bring_statement(
    collecting: CollectingAccount,
    content: bytes,
    file_name: str,
    mapping: StatementMapping,
    *,
    by: Actor,
    at: datetime,
    ground: str,
) -> BankStatement:
    """Keep a statement of an account to be read; nothing of it is entered yet (`read_through`).

    Raises Unreadable where a line of the file cannot be read, and NotBrought for who does not look after the
    account as a cashier. How it was read is kept for the next one.
    """
    if handling_post(by, collecting, tree(), local_day(at)) is None:
        raise NotBrought(refusal("not_your_line"))
    statement = read_statement(content, mapping, local_day(at))
    remember_mapping(collecting, mapping.stored())
    return BankStatement.objects.create(
        id=uuid7(at),
        collecting=collecting,
        file_name=nfc(file_name)[:200],
        content=content,
        mapping=mapping.stored(),
        brought_at=at,
        account_id=by.account,
        lines=len(statement.lines),
        outgoing=statement.outgoing,
    )


def read_through(statement: BankStatement, clerk: Clerk, told: Callable[[int, int], None] | None = None) -> None:
    """Enter what a kept statement holds, once, and say in its row what came of it. `told` hears done and total."""
    begun = BankStatement.objects.filter(pk=statement.pk, state=StatementState.WAITING)
    if not begun.update(state=StatementState.RUNNING, heard_at=datetime.now(UTC)):
        return
    try:
        read = _read(statement)
        fresh, known = _keep(statement, read.lines, clerk)
        total = len(read.lines)

        def heard(done: int) -> None:
            _heard(statement.pk, known + done)
            if told is not None:
                told(known + done, total)

        heard(0)
        found = match_lines(fresh, clerk, heard)
        counts = {"matched": found.matched, "waiting": found.waiting, "known": known, "done": total}
        _ended(statement.pk, StatementState.DONE, content=None, **counts)
    except Stopped:
        _ended(statement.pk, StatementState.STOPPED, content=None)
    except Unreadable as problem:
        _ended(statement.pk, StatementState.FAILED, sentence=str(problem))
    except BaseException:
        _ended(statement.pk, StatementState.FAILED, sentence=_("Something went wrong on our side. Try again."))
        raise
    finally:
        statement.refresh_from_db()


def _read(statement: BankStatement) -> Statement:
    mapping = StatementMapping.of(statement.mapping)
    return read_statement(bytes(statement.content or b""), mapping, local_day(statement.brought_at))


def _keep(statement: BankStatement, lines: Sequence[StatementLine], clerk: Clerk) -> tuple[list[BankLine], int]:
    """Keep the lines that are not known yet; those that were never tried, and how many were known."""
    fresh: list[BankLine] = []
    known = 0
    for begins in range(0, len(lines), TOGETHER):
        chunk = {(x.reference, x.on, x.amount): x for x in reversed(lines[begins : begins + TOGETHER])}
        with transaction.atomic():
            rows(HOLD, [f"bank {statement.collecting_id}"])
            before = _known(statement.collecting_id, chunk)
            new = [_row(statement, chunk[key]) for key in reversed(chunk) if key not in before]
            if new:
                batch = clerk.batch(statement.collecting)
                for row in new:
                    batch.create(row, "enter_bank_line", _said(row))
                batch.write()
        untried = [row for row in before.values() if row.state == LineState.WAITING and not row.why]
        fresh += [*untried, *new]
        known += len(lines[begins : begins + TOGETHER]) - len(untried) - len(new)
        _heard(statement.pk, 0)
    return fresh, known


def _known(collecting: UUID, keys: dict[tuple[str, date, int], Any]) -> dict[tuple[str, date, int], BankLine]:
    found = BankLine.objects.filter(collecting=collecting, reference__in={key[0] for key in keys})
    return {key: row for row in found if (key := (row.reference, row.on, row.amount)) in keys}


def _row(statement: BankStatement, line: StatementLine) -> BankLine:
    return BankLine(
        id=uuid7(),
        collecting_id=statement.collecting_id,
        statement_id=statement.pk,
        reference=line.reference,
        on=line.on,
        amount=line.amount,
        purpose=line.purpose,
        payer=line.payer,
        state=LineState.WAITING,
    )


def _said(row: BankLine) -> dict[str, Any]:
    said = {"collecting": row.collecting_id, "reference": row.reference, "on": row.on, "amount": str(row.amount)}
    return said | {"purpose": row.purpose, "statement": row.statement_id}


def _heard(statement: UUID, done: int) -> None:
    """Say how far it is, and hear whether to stop."""
    row = BankStatement.objects.filter(pk=statement)
    row.update(done=done, heard_at=datetime.now(UTC))
    if row.values_list("stop_asked", flat=True).first():
        raise Stopped


def _ended(statement: UUID, state: StatementState, **columns: Any) -> None:
    BankStatement.objects.filter(pk=statement).update(state=state, heard_at=datetime.now(UTC), **columns)


def begin(statement: BankStatement) -> None:
    """Hand a kept statement to the worker; its row tells how far it is."""
    from motcua.cashier.tasks import read_statement_through

    read_statement_through.defer(statement=str(statement.pk))


def carry_through(statement: UUID, ground: str) -> None:
    """Read a kept statement in the name of who brought it: the worker's part."""
    row = BankStatement.objects.select_related("collecting").get(pk=statement)
    now = datetime.now(UTC)
    account = Account.objects.filter(pk=row.account_id).first()
    if account is not None:
        read_through(row, Clerk(Actor.of(account, local_day(now)), now, ground))


def stop(statement: UUID) -> None:
    """Ask for a reading to be stopped; one that has not begun never does."""
    waiting = BankStatement.objects.filter(pk=statement, state=StatementState.WAITING)
    waiting.update(state=StatementState.STOPPED, stop_asked=True, content=None)
    BankStatement.objects.filter(pk=statement, state=StatementState.RUNNING).update(stop_asked=True)


def is_silent(statement: BankStatement, now: datetime) -> bool:
    """Has whoever reads it said nothing for so long that he must have ended?"""
    heard = statement.heard_at
    return statement.state == StatementState.RUNNING and heard is not None and now - heard > SILENT
