"""Count the cash of a day: what should be in the drawer, what is, and why the two differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from motcua.cashier.days import hold_day
from motcua.cashier.models import CashCount, MoneyReceipt
from motcua.cashier.refusals import refusal
from motcua.cashier.who import TAKES_CASH, desks_of
from motcua.dossiers.refusals import Done
from motcua.fees.kinds import Means
from motcua.fees.models import Payment
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.text import nfc

# The notes and coins that are legal tender, in đồng.
PIECES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be in the drawer at the end of a day, in whole đồng.

    `receipts` came in against receipts, `others` without one of our books, `given_back` went out again.
    """

    receipts: int = 0
    others: int = 0
    given_back: int = 0

    @property
    def total(self) -> int:
        """What came in, less what went out."""
        return self.receipts + self.others - self.given_back


def expected_of(account: UUID, day: date) -> Expected:
    """What should be in the drawer of somebody at the end of a local day: cash payments into his hands that were
    not cancelled, less what he gave back in cash."""
    begins = datetime.combine(day, time(), LOCAL).astimezone(UTC)
    cash = Payment.objects.filter(
        account=account, means=Means.CASH, paid_at__gte=begins, paid_at__lt=begins + timedelta(days=1)
    ).filter(cancels=None)
    came = cash.filter(amount__gt=0, cancelled_by=None)
    written = MoneyReceipt.objects.filter(account=account, on=day, means=Means.CASH).values("payment")
    sums = [_sum(came.filter(pk__in=written)), _sum(came.exclude(pk__in=written)), -_sum(cash.filter(amount__lt=0))]
    return Expected(*sums)


def _sum(payments: "object") -> int:
    found = payments.aggregate(sum=Sum("amount"))["sum"]  # type: ignore[attr-defined]
    return int(found or 0)


def value_of(pieces: Mapping[int, int]) -> int:
    """What counted notes and coins are worth, in đồng."""
    return sum(piece * count for piece, count in pieces.items())


def count_cash(
    day: date,
    pieces: Mapping[int, int],
    *,
    reason: str = "",
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Done:
    """Close the cash of one's own day: how many pieces of each value are there. `done` holds the count's id.

    A closed day takes no more cash of that hand, and what it counted is not cancelled any more. Refused: a
    difference without its reason, pieces that do not exist, a day to come, a day that is closed already.
    """
    reason, said_day = nfc(reason)[:300], f"{day:%d/%m/%Y}"
    units = tree()
    if by.account is None:
        return Done((), {UUID(int=0): refusal("no_person")})

    def refused(code: str, **params: object) -> Done:
        assert by.account is not None  # noqa: S101 -- asked above
        return Done((), {by.account: refusal(code, **params)})

    if day > local_day(at):
        return refused("day_to_come", day=said_day)
    desks = desks_of(by, units, local_day(at))
    post = by.acts_for(TAKES_CASH, desks[0], units, local_day(at)) if desks else None
    if post is None or post.unit is None:
        return refused("no_cash_post", day=said_day)
    for piece, count in pieces.items():
        if piece not in PIECES:
            return refused("no_such_piece", piece=piece)
        if not 0 <= count <= MOST_PIECES:
            return refused("pieces_few", piece=piece)
    with transaction.atomic():
        hold_day(by.account, day)
        if CashCount.objects.filter(account=by.account, on=day).exists():
            return refused("counted_twice", day=said_day)
        expected, counted = expected_of(by.account, day).total, value_of(pieces)
        if counted != expected and not reason:
            return refused("differs", counted=counted, expected=expected)
        row = CashCount(
            id=uuid7(at),
            account_id=by.account,
            unit_id=post.unit,
            on=day,
            expected=expected,
            counted=counted,
            pieces={str(piece): count for piece, count in sorted(pieces.items()) if count},
            reason=reason,
            closed_at=at,
        )
        said = {"on": day, "expected": str(expected), "counted": str(counted), "pieces": row.pieces}
        batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
        batch.create(row, "count_cash", said | ({"reason": reason} if reason else {}))
        batch.write()
    return Done((row.pk,), {})
