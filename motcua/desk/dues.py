"""What a dossier owes, as its page shows it: dues, sums, payments, and the forms of what can be done with them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property

from motcua.cashier.models import MoneyReceipt
from motcua.cashier.who import collecting_post
from motcua.desk.dues_forms import FORMS, WaiveForm
from motcua.desk.dues_quote import exemption_choices, unentered
from motcua.desk.now import Now
from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.charges import Line
from motcua.fees.entering import chargeable
from motcua.fees.kinds import DueState, FeeKind, Means, WhenDue
from motcua.fees.locking import may
from motcua.fees.owed import Due, OnlineRequest, Payment, Sums, sums
from motcua.fees.paying import OVER
from motcua.fees.words import in_words
from motcua.journal.ids import uuid7
from motcua.people.actor import Actor
from motcua.people.models import Account

TONES = {
    DueState.OPEN: ("soon", "●"),
    DueState.PART: ("soon", "●"),
    DueState.PAID: ("good", "✓"),
    DueState.WAIVED: ("good", "✓"),
    DueState.OVER: ("bad", "▲"),
    DueState.REFUNDED: ("still", "●"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A due as a row."""

    due: Due

    @property
    def state(self) -> tuple[str, str, str]:
        """Tone, mark and words of what became of it."""
        return (*TONES[self.due.state], str(self.due.state.label))

    @property
    def kind(self) -> str:
        """Its kind in words."""
        return str(FeeKind(self.due.kind).label)

    @property
    def when(self) -> str:
        """When it is collected, in words."""
        return str(WhenDue(self.due.when).label)


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as a line."""

    payment: Payment
    who: str
    is_cancelled: bool
    money_receipt: UUID | None = None

    @property
    def may_be_cancelled(self) -> bool:
        """Did money come in by it, without a receipt of ours, and was it not taken back?"""
        return self.payment.amount > 0 and not self.is_cancelled and self.money_receipt is None

    @property
    def how(self) -> str:
        """By which means, in words."""
        return str(Means(self.payment.means).label)


@dataclass
class Panel:
    """The dues of a dossier for one reader; `typed` keeps a form that was not accepted, by its act."""

    dossier: Dossier
    present: Now
    actor: Actor
    line: BookLine | None = None
    typed: dict[str, forms.Form] = field(default_factory=dict)

    @cached_property
    def dues(self) -> list[Shown]:
        """What is owed, in the order in which it fell due."""
        return [Shown(due) for due in Due.objects.of(self.dossier.pk)]

    @cached_property
    def sums(self) -> Sums:
        """Owed, waived, paid and given back in all."""
        return sums(shown.due for shown in self.dues)

    @property
    def kept(self) -> int:
        """Paid and not given back, in all."""
        return self.sums.paid - self.sums.refunded

    @cached_property
    def payments(self) -> list[Paid]:
        """The money that came in and went out, the latest first."""
        if not any(shown.due.seq > 1 for shown in self.dues):  # nothing has happened to any of them
            return []
        rows = list(Payment.objects.filter(dossier=self.dossier.pk).order_by("-paid_at", "-id"))
        cancelled = {row.cancels_id for row in rows if row.cancels_id}
        names = dict(Account.objects.filter(pk__in={r.account_id for r in rows}).values_list("pk", "name"))
        receipts = dict(MoneyReceipt.objects.filter(dossier=self.dossier.pk).values_list("payment", "pk"))
        return [Paid(row, names.get(row.account_id, ""), row.pk in cancelled, receipts.get(row.pk)) for row in rows]

    @cached_property
    def came_for_nothing(self) -> list[OnlineRequest]:
        """Money that came in online for what was owed no more: to be given back by the platform."""
        if not self.dues:
            return []
        return list(OnlineRequest.objects.filter(dossier=self.dossier.pk).exclude(problem="").order_by("asked_at"))

    def _may(self, what: str) -> bool:
        return may(what, self.dossier, self.actor, self.present.units, self.present.day) is not None

    @cached_property
    def may_reckon(self) -> bool:
        """May the reader enter what is owed now?"""
        return State(self.dossier.state) not in OVER and self._may("reckon")

    @cached_property
    def may_collect(self) -> bool:
        """May the reader enter money, and take back what was entered wrongly?"""
        return self._may("collect")

    @cached_property
    def may_forgive(self) -> bool:
        """May the reader waive and give back?"""
        return self._may("forgive")

    @cached_property
    def unentered(self) -> list[Line] | None:
        """What the schedule charges and is not owed yet; None where it states nothing, and once all is over."""
        if State(self.dossier.state) in OVER:
            return None
        return unentered(self.dossier, [shown.due for shown in self.dues], self.present, self.line)

    @property
    def lines(self) -> list[str]:
        """The same in words; what the council has not set yet is said so beside what is known."""
        return [in_words(line) for line in self.unentered or () if not (self.dues and line.is_free_by_law)]

    @property
    def is_scheduled(self) -> bool:
        """Does the schedule charge an amount that the reader can enter at once?"""
        return self.may_reckon and bool(chargeable(self.unentered or ()))

    @property
    def is_silent(self) -> bool:
        """Does the catalogue state nothing about fees?"""
        return self.unentered is None

    @property
    def holds_back(self) -> bool:
        """Is anything owed that is collected when the result is returned?"""
        return any(s.due.when == WhenDue.RETURN and s.due.balance > 0 for s in self.dues)

    @property
    def is_shown(self) -> bool:
        """Is there anything to say or to do?"""
        return bool(self.dues) or self.may_reckon

    def _form(self, act: str, **initial: Any) -> forms.Form:
        if act in self.typed:
            return self.typed[act]
        return FORMS[act](initial=initial, auto_id=f"{act}-due-%s")

    @cached_property
    def pay(self) -> forms.Form | None:
        """The form of a payment, with what is still owed; None where nothing is, or he may not."""
        if not self.may_collect or self.sums.balance <= 0:
            return None
        return self._form("pay", amount=grouped(self.sums.balance), payment=uuid7(self.present.at))

    @property
    def takes_money(self) -> bool:
        """May the reader take what is still owed in cash, at the page where it gets its receipt?"""
        if self.sums.balance <= 0:
            return False
        return (
            collecting_post(self.dossier, self.actor, Means.CASH, self.present.units, self.present.day) is not None
        )

    @cached_property
    def owe(self) -> forms.Form | None:
        """The form of something else that is owed."""
        return self._form("owe", when=self._when(), key=uuid7(self.present.at)) if self.may_reckon else None

    @cached_property
    def waive(self) -> forms.Form | None:
        """The form of a waiver."""
        if not self.may_forgive or self.sums.owed <= self.sums.waived:
            return None
        form = self._form("waive", amount=grouped(max(0, self.sums.balance)) if self.sums.balance > 0 else "")
        assert isinstance(form, WaiveForm)  # noqa: S101 -- as FORMS says
        return form.among(exemption_choices(self.dossier, self.present))

    @cached_property
    def refund(self) -> forms.Form | None:
        """The form of giving money back."""
        if not self.may_forgive or self.kept <= 0:
            return None
        back = -self.sums.balance if self.sums.balance < 0 else self.kept
        return self._form("refund", amount=grouped(back), payment=uuid7(self.present.at))

    @property
    def open_form(self) -> str:
        """The form that stands open: the one that was not accepted."""
        return next(iter(self.typed), "")

    def _when(self) -> str:
        stands = self.dossier.received_at is not None and self.dossier.due_at is None and not self.dossier.has_ended
        return WhenDue.MEANWHILE if stands else WhenDue.RECEIPT


def panel(dossier: Dossier, present: Now, request: HttpRequest, line: BookLine | None = None) -> Panel:
    """The panel for the reader of a request; what was typed and not accepted stays (`request.dues_typed`)."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    typed = getattr(request, "dues_typed", {})
    return Panel(dossier, present, Actor.of(request.user, present.day), line, typed)


def grouped(amount: int) -> str:
    """An amount as it stands in a field: 150.000."""
    return f"{amount:,}".replace(",", ".")
