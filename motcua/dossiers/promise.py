"""What holds for letters of apology and their new promise: dated rules, pinned by the day of receipt.

By law the letter goes out at the latest one day before the due day (NĐ 118/2025); ours is one working day before,
as data. Which moment lists and reports count, the legal one or the promise after the letter, is data too.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.contrib.postgres.fields import DateRangeField
from django.db import models, transaction
from django.utils.translation import gettext_lazy, gettext_noop
from psycopg.types.range import DateRange

from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.models import Subject
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.sentence import Sentence
from motcua.text import nfc

REVISION = "promise"
MOST_BEFORE = 10


class Counts(models.TextChoices):
    """Which due moment lists and reports count for a dossier with a letter."""

    DUE_AT = "due_at", gettext_lazy("the legal due moment")
    EXTENDED_TO = "extended_to", gettext_lazy("the new promise of the letter")


class PromiseRule(Subject):
    """What holds for dossiers received from a day to a day. Changed by `decide_promise` only."""

    valid = DateRangeField()
    letter_before = models.PositiveSmallIntegerField(
        help_text=gettext_lazy("the letter is signed at the latest so many working days before the due day")
    )
    counts = models.CharField(max_length=12, choices=Counts, default=Counts.DUE_AT)
    legal_basis = models.CharField(max_length=200)

    class Meta:
        db_table = "dossier_promise_rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force: see PromiseRule."""

    letter_before: int
    counts: Counts


# Where nothing is decided: the decree's own rule, a working day stricter.
DECREE = Rule(1, Counts.DUE_AT)


class NotDecided(Sentence):
    """Why a rule was not entered, in the reader's language."""

    sentences = {
        "past": gettext_noop(
            "The rule would hold from %(day)s, which is past; dossiers received since keep theirs. "
            "Choose today or a later day."
        ),
        "before": gettext_noop("Give the working days before the due day as a number from 0 to %(most)s."),
        "decision": gettext_noop("Give the number of the decision, such as 12/QĐ-UBND."),
        "twice": gettext_noop("A rule from %(day)s is entered already. Choose a later day."),
    }


def rule_on(day: date, number: int | None = None) -> Rule:
    """The rule for what is received on a day. `number` is the revision that the caller has read."""
    for since, rule in _rules(revision.current(REVISION) if number is None else number):
        if day >= since:
            return rule
    return DECREE


def latest_letter_before(number: int | None = None) -> int:
    """The most working days before the due day that any rule asks for."""
    rules = _rules(revision.current(REVISION) if number is None else number)
    return max([DECREE.letter_before, *(rule.letter_before for _since, rule in rules)])


@transaction.atomic
def decide_promise(
    *, from_day: date, letter_before: int, counts: Counts | str, decision: str, by: By, at: datetime, ground: str
) -> PromiseRule:
    """From a day on, what is received falls under this rule; what was received before keeps its own.

    Raises NotDecided.
    """
    if from_day < local_day(at):
        raise NotDecided("past", day=f"{from_day:%d/%m/%Y}")
    if not 0 <= letter_before <= MOST_BEFORE:
        raise NotDecided("before", most=MOST_BEFORE)
    if not decision.strip():
        raise NotDecided("decision")
    last = PromiseRule.objects.select_for_update().order_by("-valid").first()
    if last is not None and last.valid.lower >= from_day:
        raise NotDecided("twice", day=f"{last.valid.lower:%d/%m/%Y}")
    batch = Batch(by=by, at=at, ground=ground)
    if last is not None:
        ended = DateRange(last.valid.lower, from_day)
        batch.record(last, "end_promise", {"until": from_day.isoformat()}, valid=ended)
    made = PromiseRule(
        valid=DateRange(from_day, None),
        letter_before=letter_before,
        counts=Counts(counts),
        legal_basis=nfc(decision).strip(),
    )
    said = {
        "from": from_day.isoformat(),
        "letter_before": letter_before,
        "counts": made.counts.value,
        "decision": made.legal_basis,
    }
    batch.create(made, "decide_promise", said)
    batch.write()
    revision.bump(REVISION)
    return made


@lru_cache(maxsize=3)
def _rules(number: int) -> tuple[tuple[date, Rule], ...]:
    """The rules by their first day, latest first."""
    rows = PromiseRule.objects.order_by("-valid")
    return tuple((row.valid.lower, Rule(row.letter_before, Counts(row.counts))) for row in rows)
