"""The letter that apologises and asks for more time (form 04): drafted, and signed by the head once a dossier.

NĐ 118/2025: at the latest one day before the due day, with the reason and the time asked for; a new day is promised
at most once. The legal due moment stays; the promise is `extended_to` (docs/rules/letters.md).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import models

from motcua.dossiers.acting import Acting, When
from motcua.dossiers.books import Book, next_in
from motcua.dossiers.models import Dossier, loose
from motcua.dossiers.passing import holds
from motcua.dossiers.promise import rule_on
from motcua.dossiers.refusals import Done
from motcua.dossiers.states import OPEN, State
from motcua.journal.by import By
from motcua.journal.ids import uuid7
from motcua.moments import LOCAL, local_day
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import nfc
from motcua.worktime.calendar import WorkCalendar
from motcua.worktime.promise import working_day_before

T = TypeVar("T")

MOST_DAYS = 60


class LetterQuerySet(models.QuerySet["Letter"]):
    def to_sign(self) -> "LetterQuerySet":
        """The drafts of dossiers that are open and due, the soonest first; one that waits needs none now."""
        drafts = self.filter(signed_at=None, dossier__state__in=OPEN, dossier__due_at__isnull=False)
        return drafts.order_by("dossier__due_at", "dossier")

    def signed_since(self, moment: datetime) -> "LetterQuerySet":
        """The signed ones, the latest first."""
        return self.filter(signed_at__gte=moment).order_by("-signed_at", "-id")


class Letter(models.Model):
    """A letter of a dossier: a draft until the head signs it, which gives it a number and the dossier its promise.

    `was_due` is the legal due moment that it apologises for, `days` the working days asked for. A signed one keeps
    what it promised (`until`), and whether it was signed in time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier, index=True)
    drafted_at = models.DateTimeField()
    drafted_by = loose(Account, null=True)
    reason = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField()
    was_due = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = loose(Account, null=True)
    until = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        db_table = "dossier_letter"
        constraints = (
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(signed_at=None), name="one_draft_letter_a_dossier"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(signed_at__isnull=False), name="one_signed_letter_a_dossier"
            ),
        )

    def __str__(self) -> str:
        return self.number or str(self.pk)


def last_day_to_sign(dossier: Dossier, calendar: WorkCalendar, promises: int | None = None) -> date:
    """The last day on which a dossier's letter is signed in time: so many working days before its legal due day as
    the rule says under which it was received. `promises` is the revision of the rules that the caller has read."""
    assert dossier.due_at is not None and dossier.received_on is not None  # noqa: S101 -- one that waits needs none
    before = rule_on(dossier.received_on, promises).letter_before
    return working_day_before(local_day(dossier.due_at), before, calendar)


def letters_of(dossiers: Iterable[UUID]) -> dict[UUID, Letter]:
    """The letter of each dossier that has one: the signed one, else its draft."""
    rows = Letter.objects.filter(dossier__in=list(dossiers))
    rows = rows.order_by("dossier", models.F("signed_at").asc(nulls_last=True)).distinct("dossier")
    return {row.dossier_id: row for row in rows}


def draft_letters(
    dossiers: Iterable[UUID],
    *,
    days: int | Mapping[UUID, int],
    reason: str | Mapping[UUID, str] = "",
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Draft the letters of dossiers, or change their drafts: the job of the morning, or who holds the dossier."""
    with Acting(
        dossiers, act="draft_letter", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        drafts = _drafts(acting.ids)
        for dossier in acting:
            asked = _of(dossier, days) or 0
            if not _may_promise(acting, dossier, asked):
                continue
            post = holds(acting, dossier)
            if post is None:
                continue
            written = {"days": asked, "reason": nfc(_of(dossier, reason) or "").strip()}
            _write(acting, dossier, drafts.get(dossier.pk), drafted_by_id=by.account, **written)
            acting.change(dossier, post, written)
    return acting.done


def sign_letters(
    dossiers: Iterable[UUID],
    *,
    days: int | Mapping[UUID, int] | None = None,
    reason: str | Mapping[UUID, str] = "",
    by: Actor,
    at: When,
    ground: str,
    recorded_at: When | None = None,
    expected: Mapping[UUID, int] | None = None,
) -> Done:
    """Sign the letters: each gets the next number of the deciding unit's book, and its dossier the new promise.

    A leader of the deciding unit signs. `days` and `reason`, for all or by dossier, stand for those of the draft
    where they are given; a letter without a reason, a second one, and one whose promise is past are refused.
    One that is signed too late is signed all the same, and says so (`in_time`).
    """
    with Acting(
        dossiers, act="sign_letter", by=by, at=at, ground=ground, recorded_at=recorded_at, expected=expected
    ) as acting:
        drafts = _drafts(acting.ids)
        ready: list[_Ready] = []
        for dossier in acting:
            draft = drafts.get(dossier.pk)
            given = _of(dossier, days) if days is not None else None
            asked = given if given is not None else draft.days if draft else 0
            why = nfc(_of(dossier, reason) or "").strip() or (draft.reason if draft else "")
            if not _may_promise(acting, dossier, asked):
                continue
            post = acting.post(dossier, {Function.LEADER}, dossier.deciding_unit_id)
            if post is None:
                continue
            until, _counts = acting.promised(dossier, dossier.due_at, asked)
            at_moment = acting.moment(dossier)
            if not why:
                acting.refuse(dossier, "reason")
            elif until is None or until <= at_moment:
                acting.refuse(dossier, "extended_past", until=_said(until))
            else:
                ready.append(_Ready(dossier, post, draft, {"days": asked, "reason": why, "until": until}))
        _sign_with_the_next_numbers(acting, ready)
    return acting.done


class _Ready(NamedTuple):
    dossier: Dossier
    post: By
    draft: Letter | None
    promised: dict[str, Any]


def _sign_with_the_next_numbers(acting: Acting, ready: list[_Ready]) -> None:
    """Number the letters from the books of the deciding units, and sign each."""
    books: dict[tuple[UUID, int], list[_Ready]] = {}
    for row in ready:
        year = local_day(acting.moment(row.dossier)).year
        books.setdefault((row.dossier.deciding_unit_id, year), []).append(row)
    for (unit, _year), together in sorted(books.items()):
        day = local_day(acting.moment(together[0].dossier))
        for row, given in zip(together, next_in(Book.LETTERS, unit, day, len(together)), strict=True):
            _sign(acting, *row, number=given.number)


def _sign(
    acting: Acting, dossier: Dossier, post: By, draft: Letter | None, promised: dict[str, Any], *, number: str
) -> None:
    at = acting.moment(dossier)
    assert dossier.received_on is not None  # noqa: S101 -- only what is due is promised anew
    calendar = acting.world.calendar(dossier.deciding_unit_id, dossier.received_on)
    in_time = local_day(at) <= last_day_to_sign(dossier, calendar, acting.world.promises)
    signed = {"number": number, "signed_at": at, "signed_by_id": acting.by.account, "in_time": in_time}
    _write(acting, dossier, draft, **promised, **signed)
    said = promised | {"number": number, "was_due": dossier.due_at, "in_time": in_time}
    acting.change(dossier, post, said, extension=promised["days"])


def _may_promise(acting: Acting, dossier: Dossier, days: int) -> bool:
    """Is it open, due, without a promise yet, and are the days such as can be asked for?"""
    if dossier.state not in OPEN or dossier.received_at is None:
        acting.refuse(dossier, "not_open", state=State(dossier.state).label)
    elif dossier.extension is not None:
        acting.refuse(dossier, "extended", until=_said(dossier.extended_to))
    elif dossier.due_at is None:
        acting.refuse(dossier, "waits")
    elif not 1 <= days <= MOST_DAYS:
        acting.refuse(dossier, "extension_days", most=MOST_DAYS)
    else:
        return True
    return False


def _of(dossier: Dossier, given: T | Mapping[UUID, T]) -> T | None:
    """What is given for one dossier: the same for all, or its own."""
    return given.get(dossier.pk) if isinstance(given, Mapping) else given


def _drafts(dossiers: Iterable[UUID]) -> dict[UUID, Letter]:
    found = Letter.objects.filter(dossier__in=list(dossiers), signed_at=None)
    return {letter.dossier_id: letter for letter in found}


def _write(acting: Acting, dossier: Dossier, draft: Letter | None, **columns: Any) -> None:
    """Change the draft, or write a new letter."""
    columns |= {"was_due": dossier.due_at}
    if draft is not None:
        acting.batch.update(Letter, draft.pk, **columns)
        return
    at = acting.moment(dossier)
    acting.batch.insert(Letter(id=uuid7(at), dossier_id=dossier.pk, drafted_at=at, **columns))


def _said(moment: datetime | None) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}" if moment else "—"
