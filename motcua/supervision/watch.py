"""The morning watch of somebody who controls or leads: four short lists, each dossier with what to do.

`watch` is the whole of it: the page, the e-mail and the command show what it returns. Its statements are as many
for fifty dossiers and fifty units as for one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.desk.chips import Chip, chip
from motcua.desk.finding import address
from motcua.desk.now import Now
from motcua.dossiers.letters import letters_of
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.standing import Standing
from motcua.journal import revision
from motcua.moments import LOCAL
from motcua.organisation.tree import Place
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.supervision.advice import Advice, Advising
from motcua.supervision.heaps import Heap, Inboxes, inboxes, of_heap, open_in
from motcua.supervision.scope import Scope, narrowed, scope_of
from motcua.supervision.staff import Staff

# What somebody reads in five minutes; the rest stands on the list's own page.
MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A dossier in a list, with what to do about it."""

    dossier: Dossier
    unit: UUID
    unit_name: str
    procedure: str
    chip: Chip
    advice: Advice

    @property
    def number(self) -> str:
        """Its number."""
        return self.dossier.number or "—"

    @property
    def href(self) -> str:
        """The address of its page."""
        return address(self.dossier)

    @property
    def when(self) -> str:
        """The due moment where it lies ahead and is not today's: the chip only says how much time is left."""
        if self.chip.standing != Standing.IN_TIME or self.dossier.due_at is None:
            return ""
        return _("due %(at)s") % {"at": f"{self.dossier.due_at.astimezone(LOCAL):%H:%M %d/%m/%Y}"}


@dataclass(frozen=True, slots=True)
class Together:
    """Dossiers of one unit about which the same is to be done: it is said once."""

    findings: tuple[Finding, ...]

    @property
    def advice(self) -> Advice:
        """What to do about all of them."""
        return self.findings[0].advice

    @property
    def numbers(self) -> str:
        """Their numbers, for the subject of a letter to who is asked."""
        return ", ".join(finding.number for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the four lists: the most urgent, and how many there are in all."""

    heap: Heap
    total: int
    findings: tuple[Finding, ...]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.findings)

    def by_unit(self) -> list[tuple[str, list[Together]]]:
        """The findings by the unit that has to act, the unit of the most urgent one first."""
        found: dict[UUID, dict[object, list[Finding]]] = {}
        for finding in self.findings:
            # An act is done on one dossier; who is asked is asked about all of his at once.
            same = finding.number if finding.advice.act else finding.advice.named
            found.setdefault(finding.unit, {}).setdefault(same, []).append(finding)
        return [
            (next(iter(said.values()))[0].unit_name, [Together(tuple(findings)) for findings in said.values()])
            for said in found.values()
        ]


@dataclass(frozen=True, slots=True)
class Watch:
    """The lists of a scope at a moment."""

    scope: Scope
    lists: tuple[Listed, ...]

    @property
    def is_empty(self) -> bool:
        """Is there nothing that somebody must act on?"""
        return not any(listed.total for listed in self.lists)


def watch(
    account: Account,
    present: Now,
    *,
    unit: Place | None = None,
    heaps: Iterable[Heap] = Heap,
    most: int = MOST,
    offset: int = 0,
) -> Watch:
    """The watch of an account over what it controls or leads, or over one unit of that with all below it."""
    actor = Actor.of(account, present.day)
    scope = narrowed(scope_of(actor, present), unit)
    if not scope.roots:
        return Watch(scope, tuple(Listed(heap, 0, ()) for heap in heaps))
    lying = open_in(scope, account)
    places = inboxes(lying, present)
    found = {heap: of_heap(heap, scope, lying, places, most=most, offset=offset) for heap in heaps}
    shown = [dossier for _, dossiers in found.values() for dossier in dossiers]
    advising = _advising(actor, present, places, shown)
    return Watch(
        scope,
        tuple(
            Listed(heap, total, tuple(_findings(heap, dossiers, advising)))
            for heap, (total, dossiers) in found.items()
        ),
    )


def acting_unit(heap: Heap, dossier: Dossier) -> UUID:
    """The unit that has to act: where it lies, or whose leader answers for letters and supplements."""
    if heap in (Heap.LATE, Heap.TWICE) or dossier.holder_unit_id is None:
        return dossier.deciding_unit_id
    return dossier.holder_unit_id


def _findings(heap: Heap, dossiers: Iterable[Dossier], advising: Advising) -> Iterator[Finding]:
    present = advising.present
    for dossier in dossiers:
        version = present.catalogue().versions.get(dossier.version_id)
        unit = acting_unit(heap, dossier)
        yield Finding(
            dossier,
            unit,
            present.unit_name(unit),
            version.name if version else "—",
            chip(dossier, present),
            advising.advice(heap, dossier),
        )


def _advising(actor: Actor, present: Now, places: Inboxes, shown: list[Dossier]) -> Advising:
    """What the sentences need to know of the dossiers shown: letters, reasons, whom to ask. Four statements."""
    units = {dossier.deciding_unit_id for dossier in shown}
    units |= {dossier.holder_unit_id for dossier in shown if dossier.holder_unit_id is not None}
    ids = {dossier.pk for dossier in shown}
    reasons = Pause.objects.filter(dossier__in=ids).exclude(reason="").values_list("dossier", flat=True)
    return Advising(
        actor,
        present,
        places,
        Staff.of(units, present),
        letters_of(ids),
        frozenset(reasons),
        revision.current("promise"),
    )
