"""The dossier and what hangs on it: papers, pauses, tasks, stretches, numbers and counts."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Channel, Procedure, Version
from motcua.dossiers.states import ENDED, Column, Outcome, State
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.people.models import Account, Applicant, Function
from motcua.worktime.limits import Limit, LimitUnit

if TYPE_CHECKING:
    from datetime import date


def unit_key() -> models.ForeignKey:
    """A unit that a dossier keeps for good; its index is one of those that carry search keys along."""
    return models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)


def loose(to: type[models.Model], *, null: bool = False, index: bool = False) -> models.ForeignKey:
    """A reference that acts alone write: the database need not look it up a second time."""
    return models.ForeignKey(
        to, null=null, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=index
    )


class DossierQuerySet(QuerySet["Dossier"]):
    def visible_to(self, user: Account, day: "date | None" = None) -> "DossierQuerySet":
        """The one filter for rights: lists, search, counts, exports, reports and the API all go through it."""
        from motcua.dossiers.visible import visible_to

        return visible_to(self, user, day)

    def open_now(self) -> "DossierQuerySet":
        return self.filter(received_at__isnull=False, ended_at__isnull=True)

    def in_hands_of(self, unit: Unit) -> "DossierQuerySet":
        return self.filter(holder_unit=unit)


class Dossier(Subject):
    """What an applicant hands in for one procedure, and all that follows. Changed by acts only."""

    number = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 -- a draft has none
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    return_channel = models.CharField(max_length=8, choices=Channel, default=Channel.COUNTER)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="dossiers")
    holder_applicant = models.ForeignKey(
        Applicant,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("whose matter it is, if another"),
    )
    mandate = models.CharField(max_length=200, blank=True, help_text=_("by what right the one acts for the other"))
    subject = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    case = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text=_("which of the version's cases it is")
    )
    quantity = models.PositiveIntegerField(default=1, db_default=1)
    search_key = models.TextField(blank=True)

    helped_unit = unit_key()
    received_unit = unit_key()
    deciding_unit = unit_key()

    state = models.SmallIntegerField(choices=State)
    holder_unit = loose(Unit, null=True)
    holder_function = models.CharField(max_length=20, choices=Function, blank=True)
    holder_account = loose(Account, null=True)
    task = models.UUIDField(null=True)
    stretch = models.UUIDField(null=True)

    limit_value = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=12, blank=True)
    cutoff = models.TimeField(null=True)
    norm_value = models.PositiveIntegerField(null=True)
    norm_unit = models.CharField(max_length=12, blank=True, default="", db_default="")
    received_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    received_recorded_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True, help_text=_("the day that counts: of due_at, or of extended_to"))
    extension = models.PositiveSmallIntegerField(null=True, help_text=_("working days granted by letter"))
    extended_to = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_recorded_on = models.DateField(null=True)
    ended_as = models.CharField(max_length=8, choices=Column, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    outcome_number = models.CharField(max_length=60, blank=True)
    outcome_on = models.DateField(null=True)
    returned_at = models.DateTimeField(null=True)
    supplements_asked = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = DossierQuerySet.as_manager()

    class Meta:
        db_table = "dossier"
        indexes = (
            models.Index(fields=["received_on"], name="dossier_received_on"),
            models.Index(fields=["ended_on"], name="dossier_ended_on"),
            models.Index(fields=["procedure", "-received_at"], name="dossier_of_procedure"),
            # What these hold never changes once a dossier is received, so that an act on it touches none of them.
            # Search walks them, newest first, without reading the dossiers.
            models.Index(
                fields=["received_unit", "-received_at", "-id"],
                include=["search_key", "procedure"],
                name="dossier_received_in",
            ),
            models.Index(
                fields=["deciding_unit", "-received_at", "-id"],
                include=["search_key", "procedure", "received_unit"],
                name="dossier_decided_in",
            ),
            models.Index(
                fields=["helped_unit"],
                name="dossier_helped_in",
                condition=~Q(helped_unit=F("received_unit")),
            ),
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="dossier_search"),
        )

    def __str__(self) -> str:
        return self.number or str(self.pk)

    @property
    def limit(self) -> Limit:
        """The limit that it was received under."""
        return Limit(self.limit_value or 0, LimitUnit(self.limit_unit), self.cutoff)

    @property
    def norm(self) -> Limit | None:
        """The deciding unit's own shorter limit when it was received, where it had one."""
        return Limit(self.norm_value, LimitUnit(self.norm_unit)) if self.norm_value is not None else None

    @property
    def counts_at(self) -> datetime | None:
        """The due moment that counts: the legal one, or the promise after it where the setting says so.

        `due_on` is its day; an extension is a working day or more, so that the two never fall on one day.
        """
        if self.extended_to is not None and local_day(self.extended_to) == self.due_on:
            return self.extended_to
        return self.due_at

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def is_overdue(self, at: datetime) -> bool:
        """Is its due moment past while nobody has decided it? One that waits has no due moment."""
        counts = self.counts_at
        return not self.has_ended and counts is not None and counts < at


class DossierPaper(models.Model):
    """A row of the checklist: a paper that the version asks for, and what was handed in of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=1000)
    asked_originals = models.PositiveSmallIntegerField(default=0)
    asked_copies = models.PositiveSmallIntegerField(default=0)
    given_originals = models.PositiveSmallIntegerField(default=0)
    given_copies = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "dossier_paper"


class Pause(models.Model):
    """The clock stands: since when, until when, why, and who let it stand.

    `anew`: when it ends the limit begins anew, as the version said when it began; else the limit continues.
    A supplement that is asked for again keeps why it was not asked the first time, and what allows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    anew = models.BooleanField(default=False, db_default=False)
    reason = models.TextField(blank=True, default="", db_default="")
    basis = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        db_table = "dossier_pause"
        constraints = (
            models.UniqueConstraint(fields=["dossier"], condition=Q(until=None), name="one_pause_lasts_at_a_time"),
        )


class Task(models.Model):
    """Something that waits for a function in a unit, until one person takes it and until it is closed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier, index=True)
    unit = loose(Unit)
    function = models.CharField(max_length=20, choices=Function)
    account = loose(Account, null=True)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    away = models.BooleanField(
        default=True,
        help_text=_("in a unit that neither helped with, nor received, nor decides the dossier"),
    )

    class Meta:
        db_table = "dossier_task"
        indexes = (
            models.Index(fields=["account", "dossier"], name="task_of_account"),
            # The other tasks give no sight that the dossier's own units do not give already.
            models.Index(fields=["unit", "dossier"], name="task_away_in_unit", condition=Q(away=True)),
            models.Index(
                fields=["unit", "-closed_at", "-dossier"],
                name="task_returned_by_unit",
                condition=Q(function=Function.RETURNING, closed_at__isnull=False),
            ),
        )


class Stretch(models.Model):
    """A dossier's state, holder and due moment from one act to the next, on both axes.

    `due_at` is the moment that counts (Dossier.counts_at), `due_on` its day.
    A projection of the journal, one stretch an entry: every question about a past day reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier)
    seq = models.IntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(null=True)
    state = models.SmallIntegerField(choices=State)
    holder_unit = loose(Unit, null=True)
    holder_function = models.CharField(max_length=20, blank=True)
    holder_account = loose(Account, null=True)
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=8, blank=True)

    class Meta:
        db_table = "dossier_stretch"
        constraints = (models.UniqueConstraint(fields=["dossier", "seq"], name="one_stretch_an_entry"),)
        # What lies with somebody now: the lists of the desk are read from these two and from nothing else.
        indexes = (
            models.Index(
                fields=["holder_unit", "due_at", "dossier"],
                include=["state", "holder_function", "holder_account"],
                name="stretch_lies_with",
                condition=Q(to_at=None, holder_unit__isnull=False),
            ),
            models.Index(
                fields=["holder_account", "due_at", "dossier"],
                include=["state", "holder_function", "holder_unit"],
                name="stretch_in_hands",
                condition=Q(to_at=None, holder_account__isnull=False),
            ),
        )


class NumberForm(models.Model):
    """How numbers look from a day on: of dossiers as the circular in force fixes them, and of the books' lines."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, default="dossier", help_text=_("dossier, or a book's name"))
    valid = DateRangeField()
    pattern = models.CharField(max_length=80, help_text=_("with {prefix}, {day}, {year} and {serial}"))
    serial_width = models.PositiveSmallIntegerField(default=4)
    legal_basis = models.CharField(max_length=80)

    class Meta:
        db_table = "dossier_number_form"


class NumberBook(models.Model):
    """The next serial of an agency on a day. One row, so that two counters wait for each other briefly."""

    id = models.BigAutoField(primary_key=True)
    prefix = models.CharField(max_length=40)
    day = models.DateField()
    next = models.IntegerField(default=1)

    class Meta:
        db_table = "dossier_number_book"
        constraints = (models.UniqueConstraint(fields=["prefix", "day"], name="one_book_a_day"),)


class ReservedNumbers(models.Model):
    """Serials taken out of a book ahead of time, for a counter that may be cut off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    prefix = models.CharField(max_length=40)
    day = models.DateField()
    first = models.IntegerField()
    last = models.IntegerField()
    unit = loose(Unit)
    reserved_at = models.DateTimeField()
    account = loose(Account, null=True)

    class Meta:
        db_table = "dossier_reserved_numbers"


class EndRule(models.Model):
    """In which column reports count a dossier that ended in a state: dated, since a circular can change it."""

    id = models.BigAutoField(primary_key=True)
    state = models.SmallIntegerField(choices=State)
    rule = models.CharField(max_length=12, choices=[("by_due_day", "by_due_day"), ("on_time", "on_time")])
    valid = DateRangeField()
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "dossier_end_rule"


class ClosedPeriod(models.Model):
    """Nothing may be said to have happened on or before this day any more: its report is submitted."""

    id = models.BigAutoField(primary_key=True)
    until = models.DateField()
    why = models.CharField(max_length=200)

    class Meta:
        db_table = "dossier_closed_period"


class Count(models.Model):
    """What a count says, by day: shared by what is folded and what is not."""

    id = models.BigAutoField(primary_key=True)
    unit = loose(Unit)
    procedure = loose(Procedure)
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    n = models.IntegerField()

    class Meta:
        abstract = True


class CountDelta(Count):
    """One or minus one, appended by an act; a worker folds it into the daily counts (docs/rules/figures.md)."""

    happened_on = models.DateField()
    recorded_on = models.DateField()

    class Meta:
        db_table = "dossier_count_delta"


class DailyCount(Count):
    """The folded counts of a day, on one axis: happened or recorded."""

    axis = models.CharField(max_length=8)
    day = models.DateField()

    class Meta:
        db_table = "dossier_daily_count"
        constraints = (
            models.UniqueConstraint(
                fields=["axis", "day", "unit", "procedure", "channel", "kind"], name="one_count_a_day"
            ),
        )


class Reopening(models.Model):
    """A stopped dossier was resumed by decision: counts of a period between need to know both days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier)
    unit = loose(Unit)
    procedure = loose(Procedure)
    channel = models.CharField(max_length=8)
    ended_as = models.CharField(max_length=8, choices=Column)
    ended_on = models.DateField()
    ended_recorded_on = models.DateField()
    happened_on = models.DateField()
    recorded_on = models.DateField()

    class Meta:
        db_table = "dossier_reopening"


# Models that stand beside the acts which write them.
from motcua.dossiers.books import BookLine  # noqa: E402, F401
from motcua.dossiers.drafts import Draft  # noqa: E402, F401
from motcua.dossiers.guide import Guidance  # noqa: E402, F401
from motcua.dossiers.letters import Letter  # noqa: E402, F401
from motcua.dossiers.promise import PromiseRule  # noqa: E402, F401
