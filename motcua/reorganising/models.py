"""A decision on units on its way: what it says, what its rehearsal found, what was decided, how it ended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.journal.models import Subject
from motcua.organisation.models import Decision


class Stage(models.TextChoices):
    """How far a reorganisation is."""

    DRAFTED = "drafted", _("Being written")
    SCHEDULED = "scheduled", _("Takes force on its day")
    IN_FORCE = "in_force", _("In force")
    TAKEN_BACK = "taken_back", _("Taken back")


class Reorganisation(Subject):
    """The lines of a decision, in force from the first moment of a day.

    `fallback` is the code, on the new map, of the unit in whose inbox lies what no rule covers. `rehearsal` is what
    the last rehearsal found, `rehearsed_as` what it was reckoned from; `answers` say, by finding, what was decided.
    `stuck` says why it could not take force on its day; it is tried again every minute.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="reorganisation")
    on = models.DateField()
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.DRAFTED)
    lines = models.JSONField(default=list)
    fallback = models.CharField(max_length=40, blank=True)
    rehearsal = models.JSONField(null=True)
    rehearsed_at = models.DateTimeField(null=True)
    rehearsed_as = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)
    in_force_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    stuck = models.TextField(blank=True)

    class Meta:
        db_table = "reorganisation"
        indexes = (models.Index(fields=["on"], name="reorganisation_due", condition=Q(stage="scheduled")),)

    def __str__(self) -> str:
        return str(self.decision)


class Handed(models.Model):
    """What became of an open dossier on the day of a reorganisation: from which unit to which, and by which row.

    `row` 0: no rule covered it, and it lies in the inbox of the fallback.
    """

    id = models.BigAutoField(primary_key=True)
    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="handed")
    dossier = models.UUIDField()
    before = models.UUIDField()
    after = models.UUIDField()
    function = models.CharField(max_length=20)
    row = models.IntegerField()

    class Meta:
        db_table = "reorganisation_handed"
        indexes = (
            models.Index(fields=["reorganisation", "before"], name="handed_of"),
            models.Index(fields=["dossier"], name="handed_dossier"),
        )
