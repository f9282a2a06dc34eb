"""What the control slip says: form 06 of 2025, form 05 of 2018: from hand to hand, and whether each was in time.

Rows are the hand-overs between functions of units, as far as they had happened when the slip was printed. Whether a
step was early, on time or late is what its receiver sees: against the step's own limit where the version has one,
against the dossier's due moment else. Source: TT 01/2018/TT-VPCP, mẫu 05; TT 03/2025/TT-VPCP, mẫu 06.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from motcua.catalogue.kept import catalogue
from motcua.dossiers.models import Dossier, Stretch
from motcua.moments import LOCAL, local_day
from motcua.organisation.tree import tree
from motcua.people.models import Account, Function
from motcua.printing import facts
from motcua.printing.facts import Told
from motcua.printing.handed_out import TIMES
from motcua.printing.models import PrintedForm
from motcua.printing.receipt import name_of
from motcua.printing.vietnamese import moment_in_words
from motcua.worktime.calendar import NeverOpens, WorkCalendar
from motcua.worktime.due import classify, due_at
from motcua.worktime.limits import Limit
from motcua.worktime.limits import Pause as ClockPause
from motcua.worktime.load import NoCalendar, calendar_for

FUNCTIONS = {
    Function.RECEIVING: "tiếp nhận",
    Function.HANDLING: "thụ lý",
    Function.LEADER: "lãnh đạo",
    Function.RETURNING: "trả kết quả",
    Function.CONTROL: "kiểm soát",
    Function.CASHIER: "thu phí",
    Function.RECORDS: "văn thư",
    Function.ADMINISTRATOR: "quản trị",
}


# The acts that change with whom a dossier lies.
ACTS = ("receive", "move", "send_back", "hand_over", "decide", "stop", "withdraw", "resume", "return")


class Hand(NamedTuple):
    """With which function of which unit a dossier lay, from its first stretch there to its last."""

    unit: UUID | None
    function: str
    stretches: tuple[Stretch, ...]

    @property
    def since(self) -> datetime:
        """When it came there."""
        return self.stretches[0].from_at

    @property
    def person(self) -> UUID | None:
        """Who had it there last."""
        return next((s.holder_account_id for s in reversed(self.stretches) if s.holder_account_id), None)

    @property
    def taken_at(self) -> datetime | None:
        """When a person there took it."""
        return next((s.from_at for s in self.stretches if s.holder_account_id), None)


@dataclass(frozen=True, slots=True)
class Measure:
    """What the steps of a dossier are measured against."""

    dossier: Dossier
    steps: dict[str, Limit]
    calendar: WorkCalendar | None
    pauses: tuple[ClockPause, ...]

    def result(self, hand: Hand, handed_at: datetime, last: Stretch) -> str:
        """Was the step early, on time or late when it was handed on?"""
        limit = self.steps.get(hand.function)
        if limit is not None and self.calendar is not None:
            try:
                within = tuple(p for p in self.pauses if p.since >= hand.since)
                return TIMES[classify(handed_at, due_at(hand.since, limit, self.calendar, within), limit)]
            except NeverOpens:
                return ""
        if last.ended_as and not hand.stretches[-1].ended_as:  # this step ended the handling
            return TIMES[last.ended_as]
        due = hand.stretches[-1].due_at
        return TIMES[classify(handed_at, due, self.dossier.limit)] if due is not None else ""


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of the slip of a printing."""
    dossier = facts.dossier_of(printed)
    assert dossier.received_at is not None and dossier.received_on is not None  # noqa: S101 -- else it was not printed
    entries = {told.entry.seq: told for told in facts.entries(dossier.pk, *ACTS)}
    stretches = Stretch.objects.filter(dossier=dossier.pk, from_at__lte=printed.at).order_by("seq")
    units = tree()
    said = facts.common(printed, dossier, dossier.received_unit_id, dossier.received_on)
    rows = list(_rows(dossier, hands(list(stretches)), entries))
    others = dict.fromkeys(row["to"] for row in rows if row["to_unit"] not in _own(dossier))
    return said | {
        "deciding": name_of(dossier.deciding_unit_id, units, dossier.received_on),
        "others": list(others),
        "received_at": moment_in_words(dossier.received_at),
        "due": moment_in_words(_promised(dossier)),
        "rows": [{key: text for key, text in row.items() if key != "to_unit"} for row in rows],
    }


def hands(stretches: Sequence[Stretch]) -> list[Hand]:
    """The stretches by who had it, one after the other; what lay with nobody is left out but for the end."""
    found: list[Hand] = []
    for stretch in stretches:
        key = (stretch.holder_unit_id, stretch.holder_function)
        if found and (found[-1].unit, found[-1].function) == key:
            found[-1] = found[-1]._replace(stretches=(*found[-1].stretches, stretch))
        else:
            found.append(Hand(*key, (stretch,)))
    return found


def _rows(dossier: Dossier, found: list[Hand], entries: dict[int, Told]) -> Iterator[dict[str, Any]]:
    measure = _measure(dossier)
    wanted = {hand.person for hand in found} | {told.entry.actor for told in entries.values()}
    names = dict(Account.objects.filter(pk__in=[pk for pk in wanted if pk]).values_list("pk", "name"))
    for giver, taker in pairwise(found):
        first = taker.stretches[0]
        told = entries.get(first.seq)
        gave = giver.person or (told.entry.actor if told else None)
        ends_here = taker.unit is None
        yield {
            "from": _place(giver, dossier),
            "from_person": names.get(gave, "") if gave else "",
            "to": _end(told, dossier) if ends_here else _place(taker, dossier),
            "to_unit": taker.unit,
            "to_person": names.get(taker.person, "") if taker.person else "",
            "handed": _at(first.from_at),
            "taken": _at(taker.taken_at) if taker.taken_at else "",
            "result": "" if ends_here else measure.result(giver, first.from_at, first),
            "note": _note(told),
        }


def _measure(dossier: Dossier) -> Measure:
    facts_of = catalogue().versions.get(dossier.version_id)
    assert dossier.received_on is not None  # noqa: S101 -- its caller's
    try:
        calendar = calendar_for(tree().path(dossier.deciding_unit_id, dossier.received_on))
    except NoCalendar:
        calendar = None
    pauses = dossier.pauses.order_by("since")
    stood = tuple(ClockPause(p.since, p.until, p.why, p.anew) for p in pauses)
    return Measure(dossier, dict(facts_of.steps) if facts_of else {}, calendar, stood)


def _promised(dossier: Dossier) -> datetime | None:
    first = Stretch.objects.filter(dossier=dossier.pk, due_at__isnull=False).order_by("seq").first()
    return first.due_at if first else None


def _own(dossier: Dossier) -> set[UUID | None]:
    return {None, dossier.received_unit_id, dossier.helped_unit_id, dossier.deciding_unit_id}


def _place(hand: Hand, dossier: Dossier) -> str:
    unit = hand.unit or dossier.deciding_unit_id
    function = FUNCTIONS.get(Function(hand.function)) if hand.function else ""
    name = name_of(unit, tree(), local_day(hand.since))
    return f"{name} ({function})" if function else name


def _end(told: Told | None, dossier: Dossier) -> str:
    """Who has it after its life here: who took the result, else the applicant."""
    return (told.said.get("to") if told else "") or dossier.applicant.name


def _note(told: Told | None) -> str:
    if told is None:
        return ""
    return str(told.said.get("note") or told.said.get("reason") or told.said.get("document") or "")


def _at(moment: datetime) -> str:
    local = moment.astimezone(LOCAL)
    return f"{local:%H} giờ {local:%M}, {local:%d/%m/%Y}"
