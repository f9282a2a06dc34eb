"""When there is something to print: the occasions of each form, found in the record of dossiers.

An occasion says which one it is where a dossier can have several (a pause, a stop, a receipt of money), and the day
that chooses the set: a form is printed as it was in force on the day of what it tells.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from motcua.dossiers.books import Book, BookLine
from motcua.dossiers.letters import Letter
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.states import Outcome, State
from motcua.journal.models import Entry
from motcua.moments import local_day
from motcua.printing.results import result_form
from motcua.worktime.limits import Cause


class Occasion(NamedTuple):
    """Which one (empty where a dossier has one at most), and the day whose set is printed.

    `number` is its own, where it has one, as a receipt of money does: people tell several apart by it.
    """

    key: str
    day: date
    number: str = ""


Found = dict[UUID, list[Occasion]]
Finder = Callable[[Mapping[UUID, Dossier]], Found]


def of_receipt(dossiers: Mapping[UUID, Dossier]) -> Found:
    """The reception."""
    return {
        pk: [Occasion("", d.received_on)] for pk, d in dossiers.items() if d.number and d.received_on is not None
    }


def of_supplement(dossiers: Mapping[UUID, Dossier]) -> Found:
    """Each time that a supplement was asked for."""
    asked = [pk for pk, d in dossiers.items() if d.supplements_asked]
    pauses = Pause.objects.filter(dossier__in=asked, why=Cause.SUPPLEMENT).order_by("since", "id") if asked else ()
    found: Found = {}
    for pause in pauses:
        found.setdefault(pause.dossier_id, []).append(Occasion(pause.pk.hex, local_day(pause.since)))
    return found


def of_refusal(dossiers: Mapping[UUID, Dossier]) -> Found:
    """What was not received."""
    return _entries([pk for pk, d in dossiers.items() if d.state == State.REFUSED], "refuse", is_one=True)


def of_letter(dossiers: Mapping[UUID, Dossier]) -> Found:
    """A letter of apology that was signed."""
    signed = Letter.objects.filter(dossier__in=list(dossiers)).exclude(signed_at=None)
    rows = signed.values_list("dossier", "signed_at")
    return {pk: [Occasion("", local_day(at))] for pk, at in rows if at is not None}


def of_stop(dossiers: Mapping[UUID, Dossier]) -> Found:
    """Each time that handling was stopped; also one that was resumed by a decision later."""
    return _entries(list(dossiers), "stop")


def of_return(dossiers: Mapping[UUID, Dossier]) -> Found:
    """The result that was handed out."""
    returned = {pk: d.returned_at for pk, d in dossiers.items() if d.state == State.RETURNED}
    return {pk: [Occasion("", local_day(at))] for pk, at in returned.items() if at is not None}


def of_result(form: str) -> Finder:
    """A result that was granted, of a procedure whose result has this form."""

    def found(dossiers: Mapping[UUID, Dossier]) -> Found:
        granted = {pk: d for pk, d in dossiers.items() if d.outcome == Outcome.GRANTED and d.ended_on is not None}
        copied = BookLine.objects.filter(dossier__in=list(granted), book=Book.COPIES) if granted else ()
        booked = {line.dossier_id for line in copied}
        return {
            pk: [Occasion("", d.outcome_on or d.ended_on)]
            for pk, d in granted.items()
            if d.ended_on is not None and result_form(d.version.name, pk in booked) == form
        }

    return found


def _entries(dossiers: list[UUID], act: str, *, is_one: bool = False) -> Found:
    found: Found = {}
    if dossiers:
        rows = Entry.objects.filter(subject_id__in=dossiers, act=act).order_by("seq")
        for subject, seq, moment in rows.values_list("subject_id", "seq", "moment"):
            found.setdefault(subject, []).append(Occasion("" if is_one else str(seq), local_day(moment)))
    return found
