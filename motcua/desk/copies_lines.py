"""The lines of a desk: what was entered today, what waits for its signature, what waits to be handed out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.copies_offered import versions_at_once
from motcua.desk.finding import received_by, ref_of
from motcua.desk.now import Now
from motcua.dossiers.books import BookLine, lines_of
from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.numbers import parts_of
from motcua.dossiers.states import ENDED, OPEN, Outcome, State
from motcua.moments import LOCAL
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

# What was not fetched for longer stands in the list of results that wait.
DAYS_BACK = 31


def _today(present: Now) -> Q:
    return Q(received_on=present.day)


def _handed_out(present: Now) -> Q:
    return Q(state=State.RETURNED, returned_at__gte=datetime.combine(present.day, time(), LOCAL))


@dataclass(frozen=True, slots=True)
class Heap:
    """A way to narrow the lines: its name in addresses, its words, its condition."""

    name: str
    label: Any
    rule: Callable[[Now], Q]


HEAPS = {
    heap.name: heap
    for heap in (
        Heap("", gettext_lazy("Entered today"), _today),
        Heap("signing", gettext_lazy("Waiting for signature"), lambda present: Q(state__in=OPEN)),
        Heap("signed", gettext_lazy("Signed, to be handed out"), lambda present: Q(state=State.DECIDED)),
        Heap("out", gettext_lazy("Handed out today"), _handed_out),
    )
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line on the screen, with what this person may do with it now."""

    id: UUID
    seq: int
    number: str
    serial: int | None
    ref: str
    name: str
    what: str
    pages: int
    copies: int
    fee: int
    at: datetime
    mark: str
    tone: str
    state: str
    may_return: bool
    may_sign: bool

    @property
    def is_copies(self) -> bool:
        """Does it stand in the book of certified copies?"""
        return self.serial is not None

    @property
    def picked(self) -> str:
        """The line as an act on many names it: the dossier and the entry that was seen."""
        return f"{self.id}:{self.seq}"


def of_desk(account: Account, desk: UUID, present: Now) -> DossierQuerySet:
    """What a desk received of late to be returned at once, as far as somebody may see it."""
    since = present.day - timedelta(days=DAYS_BACK)
    return received_by([desk], account, present.day).filter(
        version__in=versions_at_once(present), received_on__gte=since
    )


def found(dossiers: DossierQuerySet, sought: str, present: Now) -> DossierQuerySet:
    """Those that bear a number: the book's of this year, as it is written or its serial alone, or the dossier's."""
    if parts_of(sought):
        return dossiers.filter(number=sought)
    lines = BookLine.objects.filter(dossier__in=dossiers.values("pk"))
    serial = sought.split(",")[0].strip()
    if serial.isascii() and serial.isdigit() and len(serial) < 10:
        lines = lines.filter(serial=int(serial), year=present.day.year)
    else:
        lines = lines.filter(number=sought)
    return dossiers.filter(pk__in=lines.values("dossier"))


def in_order(dossiers: DossierQuerySet, *, oldest_first: bool = False) -> DossierQuerySet:
    """Newest first, or who came first leading, with what a line shows read along."""
    order = ("received_at", "id") if oldest_first else ("-received_at", "-id")
    return dossiers.select_related("applicant", "holder_account", "procedure").order_by(*order)


def shown(dossiers: Iterable[Dossier], actor: Actor, present: Now) -> list[Shown]:
    """Dossiers as lines."""
    dossiers = list(dossiers)
    lines = lines_of(d.pk for d in dossiers)
    return [_shown(dossier, lines.get(dossier.pk), actor, present) for dossier in dossiers]


def _shown(dossier: Dossier, line: BookLine | None, actor: Actor, present: Now) -> Shown:
    mark, tone, state = _state(dossier, present)
    returns = {Function.RETURNING, Function.RECEIVING}
    signs = dossier.state in (State.RECEIVED, State.IN_PROCESS) and line is not None
    return Shown(
        id=dossier.pk,
        seq=dossier.seq,
        number=line.number if line else dossier.number or "—",
        serial=line.serial if line else None,
        ref=ref_of(dossier.number, dossier.pk),
        name=dossier.applicant.name,
        what=line.what if line else dossier.subject or dossier.procedure.name,
        pages=line.pages if line else 0,
        copies=line.copies if line else 0,
        fee=line.fee if line else 0,
        at=dossier.received_at or dossier.last_at,
        mark=mark,
        tone=tone,
        state=state,
        may_return=dossier.state == State.DECIDED
        and actor.acts_for(returns, dossier.received_unit_id, present.units, present.day) is not None,
        may_sign=signs
        and actor.acts_for({Function.LEADER}, dossier.deciding_unit_id, present.units, present.day) is not None,
    )


def _state(dossier: Dossier, present: Now) -> tuple[str, str, str]:
    """Mark, tone and words: how it stands, and for whom it waits."""
    state = State(dossier.state)
    if state == State.RETURNED:
        at = f"{(dossier.returned_at or dossier.last_at).astimezone(LOCAL):%H:%M}"
        return "✓", "still", _("handed out at %(at)s") % {"at": at}
    if state == State.DECIDED and dossier.outcome == Outcome.GRANTED:
        return "●", "good", _("signed: hand out")
    if state == State.DECIDED:
        return "▲", "bad", _("%(outcome)s: hand out") % {"outcome": Outcome(dossier.outcome).label}
    if state in ENDED or dossier.holder_unit_id is None:
        return "▲", "bad", str(state.label)
    where = present.unit_name(dossier.holder_unit_id)
    if dossier.holder_function == Function.LEADER:
        if dossier.holder_account is not None:
            return "●", "soon", _("waits for signature: %(who)s") % {"who": dossier.holder_account.name}
        if dossier.holder_unit_id == dossier.received_unit_id:  # a commune's clerk knows whose leader that is
            return "●", "soon", _("waits for the leader’s signature")
        leader = _("the leader of %(unit)s") % {"unit": where}
        return "●", "soon", _("waits for signature: %(who)s") % {"who": leader}
    function = Function(dossier.holder_function).label if dossier.holder_function else ""
    return "▲", "bad", _("lies with %(who)s") % {"who": f"{function}, {where}" if function else where}


@dataclass(frozen=True, slots=True)
class Sums:
    """How many lines lie in each heap; what was certified and charged today, withdrawn lines apart."""

    heaps: list[tuple[Heap, int]]
    copies: int
    fee: int


def sums(dossiers: DossierQuerySet, present: Now) -> Sums:
    """The counts of a desk."""
    counted = dossiers.aggregate(
        **{f"heap_{name}": Count("pk", filter=heap.rule(present)) for name, heap in HEAPS.items()}
    )
    standing = dossiers.filter(_today(present)).exclude(state=State.WITHDRAWN).values("pk")
    day = BookLine.objects.filter(dossier__in=standing).aggregate(copies=Sum("copies"), fee=Sum("fee"))
    heaps = [(heap, counted[f"heap_{name}"]) for name, heap in HEAPS.items()]
    return Sums(heaps, day["copies"] or 0, day["fee"] or 0)
