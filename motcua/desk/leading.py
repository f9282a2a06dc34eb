"""What waits for a leader: what lies with leaders of the units that he leads, its drafts, one dossier open.

Rules: docs/rules/decisions-up.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from motcua.desk.chips import Chip, chip
from motcua.desk.finding import address, ref_of
from motcua.desk.now import Now
from motcua.desk.possible import possible
from motcua.dossiers.books import Book, BookLine, lines_of
from motcua.dossiers.drafts import Draft, latest
from motcua.dossiers.inbox import units_led_by
from motcua.dossiers.models import Dossier, DossierPaper, DossierQuerySet, Stretch
from motcua.dossiers.seen import visible_among
from motcua.dossiers.states import Outcome, State
from motcua.dossiers.timeline import Happening, entries_of, happenings
from motcua.dossiers.visible import visible_to
from motcua.journal import reading
from motcua.people.actor import Actor
from motcua.people.models import Account, Function, Identifier


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits: for a decision, and certified copies for a signature."""

    decisions: int
    copies: int


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier of the list, with the draft of its outcome or its line in a book."""

    dossier: Dossier
    ref: str
    chip: Chip
    draft: Draft | None
    book: BookLine | None

    @property
    def page(self) -> str:
        """The address of the dossier's own page."""
        return address(self.dossier)

    @property
    def proposes(self) -> str:
        """The outcome of its draft in words; empty where nobody has drafted one."""
        return str(Outcome(self.draft.outcome).label) if self.draft else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The dossier that is decided on now, with all that a leader has to see for it."""

    line: Line
    procedure: str
    unit: str
    received: str
    proposer: str
    identifiers: Sequence[Identifier]
    papers: Sequence[DossierPaper]
    told: Sequence[Happening]
    may_agree: bool
    may_send_back: bool


def waiting_for(account: Account, present: Now) -> DossierQuerySet:
    """What lies with the leaders of the units that an account's leader posts reach, unless another has taken it."""
    return visible_to(_lying_up(account, present), account, present.day, few=True)


def all_waiting_for(account: Account, present: Now, most: int) -> list[Any] | None:
    """The same, soonest due first, if there are so many at most; None where there are more.

    So few are asked for their rights by the statement that is prepared for that.
    """
    found = list(soonest_due(_lying_up(account, present))[: most + 1])
    if len(found) > most:
        return None
    seen = visible_among(account, present.day, [dossier.pk for dossier in found])
    return [dossier for dossier in found if dossier.pk in seen]


def _lying_up(account: Account, present: Now) -> DossierQuerySet:
    led = units_led_by(Actor.of(account, present.day), present.units, present.day)
    # What lies where is indexed on the open stretches.
    here = Stretch.objects.filter(to_at=None, holder_unit__in=led, holder_function=Function.LEADER)
    up = Dossier.objects.filter(
        Q(holder_account=None) | Q(holder_account=account),
        pk__in=here.values("dossier"),
        holder_function=Function.LEADER,
        holder_unit__in=led,
        state__in=(State.RECEIVED, State.IN_PROCESS),
    )
    copies = BookLine.objects.filter(dossier=OuterRef("pk"), book=Book.COPIES)
    found: DossierQuerySet = up.annotate(is_copy=Exists(copies))
    return found


def counted(waiting: DossierQuerySet) -> Waiting:
    """The two numbers of the page, in one statement."""
    return Waiting(
        **waiting.aggregate(
            decisions=Count("pk", filter=Q(is_copy=False)), copies=Count("pk", filter=Q(is_copy=True))
        )
    )


def soonest_due(waiting: DossierQuerySet) -> DossierQuerySet:
    """As they are worked through: soonest due first, then by age."""
    ordered: DossierQuerySet = waiting.select_related("procedure__field", "applicant", "holder_applicant").order_by(
        F("due_at").asc(nulls_last=True), "id"
    )
    return ordered


def lines(dossiers: Iterable[Dossier], present: Now) -> list[Line]:
    """Dossiers as the list shows them: two statements for all their drafts and lines of books."""
    shown = list(dossiers)
    drafts, books = latest(d.pk for d in shown), lines_of(d.pk for d in shown)
    return [Line(d, ref_of(d.number, d.pk), chip(d, present), drafts.get(d.pk), books.get(d.pk)) for d in shown]


def opened(line: Line, account: Account, present: Now) -> Opened:
    """One dossier with draft, facts and history. Reading it is written down."""
    dossier = line.dossier
    reading.note(account.pk, "dossier", dossier.pk, door="desk", at=present.at)
    version = present.catalogue().versions.get(dossier.version_id)
    actor = Actor.of(account, present.day)
    acts: Sequence[str] = ()
    if version is not None:
        acts = possible(dossier, actor, version, present.units, present.day)
    held = _holds(dossier, actor, present)
    proposer: Any = None
    if line.draft is not None and line.draft.account_id is not None:
        proposer = Account.objects.filter(pk=line.draft.account_id).values_list("name", flat=True).first()
    return Opened(
        line,
        version.name if version else dossier.procedure.name,
        present.unit_name(dossier.deciding_unit_id),
        present.unit_name(dossier.received_unit_id),
        proposer or "",
        list(dossier.applicant.identifiers.all()),
        list(dossier.papers.order_by("position")),
        list(reversed(happenings(entries_of(dossier.pk)))),
        "decide" in acts and (line.draft is not None or line.book is not None),
        held,
    )


def _holds(dossier: Dossier, actor: Actor, present: Now) -> bool:
    unit = dossier.holder_unit_id
    return (
        unit is not None
        and dossier.holder_function == Function.LEADER
        and dossier.holder_account_id in (None, actor.account)
        and actor.acts_for({Function.LEADER}, unit, present.units, present.day) is not None
    )
