"""A reorganisation is written, rehearsed, decided about, scheduled and taken back: each an act with its entry."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.models import Decision, DecisionFile
from motcua.reorganising.findings import Finding
from motcua.reorganising.force import plan_for
from motcua.reorganising.lines import Line, read_lines
from motcua.reorganising.models import Reorganisation, Stage
from motcua.reorganising.problems import NotPossible, Problem
from motcua.reorganising.rehearse import Rehearsal, Told, fingerprint, rehearse
from motcua.text import nfc

LARGEST_FILE = 20_000_000


class NotNow(ValueError):
    """An act on a reorganisation that its stage or its rehearsal does not allow; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that carries a reorganisation, as it is cited, and the file as it was signed."""

    number: str
    authority: str
    issued_on: date
    title: str = ""
    file_name: str = ""
    file: bytes = b""


@transaction.atomic
def write_reorganisation(
    decided: Decided,
    lines: Sequence[Line],
    *,
    on: date,
    fallback: str = "",
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Reorganisation:
    """Write a decision with its lines, in force from a day on; it does nothing before it is scheduled.

    Raises NotNow where the decision exists already or its file is too large. Wrong lines are kept: the rehearsal
    names them.
    """
    number, authority = nfc(decided.number).strip(), nfc(decided.authority).strip()
    if not number or not authority:
        raise NotNow(_("A decision needs a number and an authority."))
    if len(decided.file) > LARGEST_FILE:
        raise NotNow(_("The file is larger than 20 MB. Send a smaller one."))
    same = {"number": number, "authority": authority, "issued_on": decided.issued_on}
    if Decision.objects.filter(**same).exists():
        raise NotNow(_("Decision %(number)s of %(authority)s is there already.") % same)
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    decision = Decision(**same, title=nfc(decided.title))
    batch.create(decision, "issue_decision", {"number": number, "authority": authority})
    if decided.file:
        hashed = hashlib.sha256(decided.file).digest()
        batch.insert(
            DecisionFile(decision=decision, name=nfc(decided.file_name), content=decided.file, sha256=hashed)
        )
    made = Reorganisation(decision=decision, on=on, fallback=fallback.strip(), **_lines(lines))
    batch.create(made, "write_reorganisation", _said(made))
    batch.write()
    return made


@transaction.atomic
def rewrite_reorganisation(
    id: UUID,
    lines: Sequence[Line],
    *,
    on: date | None = None,
    fallback: str | None = None,
    by: By,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
) -> Reorganisation:
    """Other lines, another day, another fallback; what was rehearsed is to be rehearsed again."""
    made = _locked(id, Stage.DRAFTED)
    made.on, made.fallback = on or made.on, made.fallback if fallback is None else fallback.strip()
    columns = _lines(lines)
    made.lines = columns["lines"]
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    changed = {"on": made.on, "fallback": made.fallback, **columns}
    batch.record(made, "rewrite_reorganisation", _said(made), rehearsal=None, rehearsed_as="", **changed)
    batch.write()
    return made


def rehearse_reorganisation(id: UUID, at: datetime, told: Told | None = None) -> Rehearsal:
    """Rehearse a decision and keep what was found. Nothing changes by it, so that it has no entry.

    Raises NotPossible with every line that is wrong. `told` hears how many open dossiers it has looked at.
    """
    made = Reorganisation.objects.get(pk=id)
    found = rehearse(made, told)
    Reorganisation.objects.filter(pk=id, stage=Stage.DRAFTED).update(
        rehearsal=found.stored(), rehearsed_at=at, rehearsed_as=found.fingerprint
    )
    return found


@transaction.atomic
def leave_finding(
    id: UUID, keys: Iterable[str], reason: str, *, by: By, at: datetime, ground: str
) -> Reorganisation:
    """Decide to leave what a rehearsal found as it is, with the reason. Raises NotNow without one."""
    made = _locked(id, Stage.DRAFTED)
    known = {each["key"] for each in (made.rehearsal or {}).get("findings", ())}
    keys = [key for key in keys if key in known]
    if not keys:
        raise NotNow(_("Choose what is to be left as it is; rehearse again if the list is old."))
    if not reason.strip():
        raise NotNow(_("Say why it is left as it is."))
    answer = {"reason": nfc(reason), "at": at.isoformat(), "by": str(by.actor) if by.actor else ""}
    answers = made.answers | dict.fromkeys(keys, answer)
    batch = Batch(by=by, at=at, ground=ground)
    batch.record(made, "leave_finding", {"keys": keys, "reason": nfc(reason)}, answers=answers)
    batch.write()
    return made


def unresolved(made: Reorganisation) -> list[Finding]:
    """What blocks a decision still: found by its last rehearsal, and nobody has decided it."""
    kept = (made.rehearsal or {}).get("findings", ())
    found = [Finding.read(each) for each in kept if each["key"] not in made.answers]
    return [each for each in found if each.is_blocking]


def is_out_of_date(made: Reorganisation) -> bool:
    """Have the units, posts, offers or lines changed since it was rehearsed?"""
    return not made.rehearsed_as or made.rehearsed_as != fingerprint(made)


@transaction.atomic
def schedule(id: UUID, *, by: By, at: datetime, ground: str, recorded_at: datetime | None = None) -> Reorganisation:
    """From now on the decision takes force by itself on its day.

    Raises NotPossible where lines are wrong, the day is past or closed, or another scheduled decision changes the
    same unit; NotNow where the rehearsal is missing, out of date, or leaves something open that blocks.
    """
    made = _locked(id, Stage.DRAFTED)
    problems = list(plan_for(made).problems)
    if made.on < local_day(at):
        problems.append(Problem("past", 0, {"day": f"{made.on:%d/%m/%Y}"}))
    problems += overlapping(made)
    if problems:
        raise NotPossible(problems)
    if is_out_of_date(made):
        raise NotNow(_("The rehearsal is missing or out of date: something has changed since. Rehearse again."))
    blocking = unresolved(made)
    if blocking:
        raise NotNow(_("Decide first, or leave with a reason: %(first)s") % {"first": blocking[0]})
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(made, "schedule_reorganisation", {"on": made.on}, stage=Stage.SCHEDULED)
    batch.write()
    return made


@transaction.atomic
def take_back(
    id: UUID, reason: str, *, by: By, at: datetime, ground: str, recorded_at: datetime | None = None
) -> Reorganisation:
    """Before its day a decision is taken back; afterwards only another decision changes what it did."""
    made = Reorganisation.objects.select_for_update().get(pk=id)
    if made.stage == Stage.IN_FORCE:
        raise NotNow(_("It is in force. What it did is changed by another decision only."))
    if made.stage == Stage.TAKEN_BACK:
        raise NotNow(_("It is taken back already."))
    if not reason.strip():
        raise NotNow(_("Say why it is taken back."))
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    batch.record(made, "take_back_reorganisation", {"reason": nfc(reason)}, stage=Stage.TAKEN_BACK)
    batch.write()
    return made


def overlapping(made: Reorganisation) -> list[Problem]:
    """The lines that name a unit which another decision, not in force yet, changes too."""
    named: dict[str, Reorganisation] = {}
    others = Reorganisation.objects.filter(stage=Stage.SCHEDULED).exclude(pk=made.pk).select_related("decision")
    for other in others.order_by("on"):
        for line in read_lines(other.lines):
            for code in {line.source, line.code} - {""}:
                named.setdefault(code, other)
    found = []
    for line in read_lines(made.lines):
        code = next((each for each in (line.source, line.code) if each in named), "")
        if code:
            other = named[code]
            said = {"code": code, "decision": other.decision.number, "day": f"{other.on:%d/%m/%Y}"}
            found.append(Problem("other", line.row, said))
    return found


_STAGES = {
    Stage.SCHEDULED: gettext_lazy("It is scheduled. Take it back first."),
    Stage.IN_FORCE: gettext_lazy("It is in force. What it did is changed by another decision only."),
    Stage.TAKEN_BACK: gettext_lazy("It is taken back. Write a new one."),
}


def _locked(id: UUID, stage: Stage) -> Reorganisation:
    made = Reorganisation.objects.select_for_update().select_related(None).get(pk=id)
    if made.stage != stage:
        raise NotNow(str(_STAGES[Stage(made.stage)]))
    return made


def _lines(lines: Sequence[Line]) -> dict[str, Any]:
    return {"lines": [line.stored() for line in lines]}


def _said(made: Reorganisation) -> dict[str, Any]:
    """What the journal keeps of the lines: how many and their hash; they themselves stand in the row."""
    text = repr([sorted(line.items()) for line in made.lines]).encode()
    return {
        "on": made.on,
        "lines": len(made.lines),
        "sha256": hashlib.sha256(text).hexdigest(),
        "fallback": made.fallback,
    }


def due(at: datetime | None = None) -> list[UUID]:
    """The scheduled decisions whose day has come, the earlier first."""
    today = local_day(at or datetime.now(UTC))
    waiting = Reorganisation.objects.filter(stage=Stage.SCHEDULED, on__lte=today)
    return list(waiting.order_by("on", "pk").values_list("pk", flat=True))
