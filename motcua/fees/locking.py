"""Acts on the money of dossiers: lock them and their dues, check who acts, write once.

The dossier's row is the queue: two who act on its money at once wait for each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.fees.kinds import MOST_AMOUNT, Means
from motcua.fees.owed import Due, Payment, PaymentShare
from motcua.fees.refusals import refusal
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.journal.write import Batch
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import Tree, tree
from motcua.people.actor import Actor
from motcua.people.models import Function
from motcua.worktime.impossible import NoZone

# A clock may run a little ahead of ours; anything more is a wrong date.
AHEAD = timedelta(minutes=5)

COLLECTS = frozenset({Function.CASHIER, Function.RECEIVING, Function.RETURNING})
RECKONS = frozenset({Function.CASHIER, Function.HANDLING, Function.LEADER})
FORGIVES = frozenset({Function.LEADER})


def may(what: str, dossier: Dossier, by: Actor, units: Tree, day: date) -> By | None:
    """The post from which somebody may act on a dossier's money on a day; None without one.

    `collect`: a cashier, or who receives or returns where it was received; `reckon` (say what is owed) also who
    handles it in the unit that decides; `forgive`: a leader of the unit that decides or that received.
    """
    received, decides = (dossier.received_unit_id, dossier.helped_unit_id), dossier.deciding_unit_id
    allowed: dict[str, list[tuple[Iterable[str], UUID]]] = {
        "collect": [*((COLLECTS, unit) for unit in received), ({Function.CASHIER}, decides)],
        "reckon": [*((COLLECTS, unit) for unit in received), (RECKONS, decides)],
        "forgive": [(FORGIVES, decides), (FORGIVES, dossier.received_unit_id)],
    }
    found = (by.acts_for(functions, unit, units, day) for functions, unit in allowed[what])
    return next((post for post in found if post is not None), None)


class Refused(Exception):
    """An act stops here: nothing is written, and this is why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.why = why


@dataclass
class Purse:
    """A locked dossier with its locked dues, while acts on its money are under way.

    `references` are what banks and platforms called the payments before, each with its moment.
    """

    dossier: Dossier
    dues: list[Due]
    batch: Batch
    by: Actor
    at: datetime
    units: Tree
    references: dict[str, datetime]
    post: By = By()  # noqa: RUF009 -- frozen

    @classmethod
    def lock(cls, dossier: UUID, **who: Any) -> "Purse":
        """Lock one dossier, as `lock_all` does. Raises Refused where there is none."""
        found = cls.lock_all([dossier], **who).get(dossier)
        if found is None:
            raise Refused(Refusal("unknown"))
        return found

    @classmethod
    def lock_all(
        cls,
        dossiers: Iterable[UUID],
        *,
        by: Actor,
        at: datetime,
        ground: str,
        recorded_at: datetime | None,
    ) -> "dict[UUID, Purse]":
        """Lock dossiers in the order of their ids, and their dues, inside a transaction; with one batch for all.

        Three statements, for however many. Raises NoZone for a naive moment.
        """
        if at.tzinfo is None:
            raise NoZone("no_zone", moment=f"{at:%H:%M %d/%m/%Y}")
        asked = Dossier.objects.select_for_update(of=("self",)).filter(pk__in=list(dossiers))
        found = list(asked.select_related("applicant").order_by("pk"))
        batch = Batch(by=By(by.account), at=at, ground=ground, recorded_at=recorded_at)
        units = tree()
        purses = {row.pk: cls(row, [], batch, by, at, units, {}) for row in found}
        for due in Due.objects.filter(dossier__in=list(purses)).order_by("dossier", "place").select_for_update():
            purses[due.dossier_id].dues.append(due)
        paid = Payment.objects.filter(dossier__in=list(purses)).exclude(reference="")
        for pk, reference, when in paid.values_list("dossier", "reference", "paid_at"):
            purses[pk].references[reference] = when
        return purses

    @property
    def number(self) -> str:
        """What the dossier is called in a sentence."""
        return self.dossier.number or str(self.dossier.pk)

    def refuse(self, code: str, **params: Any) -> Refused:
        """The refusal to raise, with the dossier's number."""
        return Refused(refusal(code, number=self.number, **params))

    def chosen(self, dues: Sequence[UUID] | None) -> list[Due]:
        """The dues that were chosen, in order; all without a choice. Refused for those of another dossier."""
        if dues is None:
            return self.dues
        wanted = set(dues)
        found = [due for due in self.dues if due.pk in wanted]
        if len(found) != len(wanted):
            raise self.refuse("no_such_due")
        return found

    def acts(self, what: str) -> None:
        """Find the post from which the actor may collect, reckon or forgive here, now. Raises Refused."""
        if self.at > self.batch.recorded_at + AHEAD:
            raise Refused(Refusal("in_future", {"number": self.number}))
        post = may(what, self.dossier, self.by, self.units, local_day(self.at))
        if post is None:
            place = self.units.latest(self.dossier.received_unit_id)
            raise Refused(Refusal("not_yours", {"number": self.number, "holder": place.name if place else "—"}))
        self.post = post

    def record(self, due: Due, act: str, said: dict[str, Any], **columns: Any) -> None:
        """Write what an act changes of a due; amounts go into the journal as text."""
        self.batch.record(due, act, {"dossier": self.dossier.pk} | said, by=self.post, **columns)

    def pay(self, payment: Payment, parts: Sequence[tuple[Due, int]]) -> None:
        """Write a payment with what of it goes to which due."""
        said = {"dossier": self.dossier.pk, "amount": str(payment.amount), "means": payment.means}
        more = {"receipt": payment.receipt, "reference": payment.reference, "reason": payment.reason}
        shares = [{"due": due.pk, "amount": str(amount)} for due, amount in parts]
        said |= {key: text for key, text in more.items() if text} | {"shares": shares}
        self.batch.create(payment, "pay" if payment.amount > 0 else "give_back", said, by=self.post)
        for due, amount in parts:
            self.batch.insert(PaymentShare(id=uuid7(self.at), payment_id=payment.pk, due_id=due.pk, amount=amount))

    def payment(self, amount: int, means: Means, **given: Any) -> Payment:
        """A payment of this act, not yet written."""
        return Payment(
            id=given.pop("id", None) or uuid7(self.at),
            dossier_id=self.dossier.pk,
            amount=amount,
            means=means,
            paid_at=self.at,
            account_id=self.by.account,
            unit_id=self.post.unit,
            **given,
        )


def payable(amount: int) -> None:
    """An amount that can be right: whole, from 1 to 10,000,000,000 đồng. Raises Refused."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError("money is whole đồng")
    if amount <= 0:
        raise Refused(refusal("no_money", amount=amount))
    if amount > MOST_AMOUNT:
        raise Refused(refusal("absurd", amount=amount, most=MOST_AMOUNT))


def refused(dossier: UUID, why: Refusal) -> Done:
    """Nothing was done, and why."""
    return Done((), {dossier: why})


def said_at(moment: datetime) -> str:
    """A moment in a sentence."""
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
