"""Rows of a list of dossiers: how each stands, where it lies, and what comes next for this reader, in place."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from motcua.desk.chips import Chip, chip
from motcua.desk.doings import DOINGS, Doing
from motcua.desk.finding import address
from motcua.desk.now import Now
from motcua.desk.possible import main_act, next_step, possible
from motcua.dossiers.books import BookLine
from motcua.dossiers.drafts import Draft
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.people.actor import Actor
from motcua.people.models import Function

# Acts that one press does from a list. The others ask something first, or cannot be taken back.
AT_ONCE = ("take",)

SHOWN = (
    "seq",
    "number",
    "version",
    "state",
    "deciding_unit",
    "received_unit",
    "holder_unit",
    "holder_function",
    "holder_account__name",
    "applicant__name",
    "limit_unit",
    "received_at",
    "due_at",
    "due_on",
    "extension",
    "extended_to",
    "ended_as",
    "supplements_asked",
)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for the reader: the act, where its form goes, and whether one press does it."""

    doing: Doing
    action: str
    is_at_once: bool
    where: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier in a list."""

    id: UUID
    seq: int
    number: str
    href: str
    procedure: str
    applicant: str
    state: str
    where: str
    chip: Chip
    step: Step | None


def shown(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The dossiers with what a row needs of them and nothing more, in one statement."""
    return dossiers.select_related("applicant", "holder_account").only(*SHOWN)


def rows(dossiers: Iterable[Dossier], actor: Actor, present: Now) -> list[Row]:
    """Dossiers as a list shows them; one statement for all of them at most."""
    found = list(dossiers)
    proposed = _proposed(found, actor)
    return [_row(dossier, actor, present, dossier.pk in proposed) for dossier in found]


def proposed_among(dossiers: Collection[UUID]) -> set[UUID]:
    """Those to which a leader can agree: a draft of their outcome exists, or their line in a book."""
    drafts = Draft.objects.filter(dossier__in=dossiers).values_list("dossier", flat=True)
    return set(drafts.union(BookLine.objects.filter(dossier__in=dossiers).values_list("dossier", flat=True)))


def for_many(actor: Actor) -> list[Doing]:
    """What a reader's posts let him do with many at once; the acts themselves check each dossier."""
    held = {post.function for post in actor.posts}
    acts = [
        ("take", held - {Function.CONTROL, Function.ADMINISTRATOR}),
        ("move", held - {Function.CONTROL, Function.ADMINISTRATOR}),
        ("agree", held & {Function.LEADER}),
        ("decide", held & {Function.LEADER}),
        ("send_back", held & {Function.LEADER}),
        ("return", held & {Function.RETURNING, Function.RECEIVING}),
    ]
    return [DOINGS[act] for act, posts in acts if posts]


def _proposed(dossiers: Sequence[Dossier], actor: Actor) -> set[UUID]:
    if not any(post.function == Function.LEADER for post in actor.posts):
        return set()
    return proposed_among([dossier.pk for dossier in dossiers])


def _row(dossier: Dossier, actor: Actor, present: Now, proposed: bool) -> Row:
    version = present.catalogue().versions.get(dossier.version_id)
    return Row(
        dossier.pk,
        dossier.seq,
        dossier.number or "—",
        address(dossier),
        version.name if version else "—",
        dossier.applicant.name,
        str(State(dossier.state).label),
        _where(dossier, actor, present),
        chip(dossier, present),
        _step(dossier, actor, present, proposed),
    )


def _step(dossier: Dossier, actor: Actor, present: Now, proposed: bool) -> Step | None:
    version = present.catalogue().versions.get(dossier.version_id)
    if version is None:
        return None
    act = main_act(possible(dossier, actor, version, present.units, present.day, proposed=proposed), dossier)
    if act is None:
        return None
    doing, given, where = DOINGS[act], {"seen": str(dossier.seq)}, ""
    is_at_once = act in AT_ONCE
    if act == "move":
        unit, function = next_step(dossier, version, present.units, present.day)
        if function != Function.LEADER:  # nothing is proposed to an officer: it can go at one press
            is_at_once, given = True, given | {"unit": str(unit), "function": function.value}
            where = _("%(function)s, %(unit)s") % {"function": function.label, "unit": present.unit_name(unit)}
    return Step(doing, f"{address(dossier)}{doing.path}/?{urlencode(given)}", is_at_once, where)


def _where(dossier: Dossier, actor: Actor, present: Now) -> str:
    """Unit, and the person or the function that it waits for there."""
    if dossier.holder_unit_id is None:
        return ""
    if dossier.holder_account_id == actor.account:
        return _("in my hands")
    holder: Any = dossier.holder_account
    who = holder.name if holder else Function(dossier.holder_function).label if dossier.holder_function else ""
    unit = present.unit_name(dossier.holder_unit_id)
    return f"{who}, {unit}" if who else unit
