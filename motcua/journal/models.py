"""The journal: entries, their details, their positions, who read what; and the base of all subjects."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.journal.ids import uuid7


class Subject(models.Model):
    """Something that things happen to. Its row carries the head of its chain in the journal.

    Acts lock this row; it gives `prev` to the next entry. Looking the last entry up in the journal instead forks
    the chain as soon as two act at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seq = models.PositiveIntegerField(default=0, editable=False)
    head = models.BinaryField(default=b"", editable=False)

    subject_types: ClassVar[dict[str, type["Subject"]]] = {}

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Subject.subject_types[cls.subject_type()] = cls

    @classmethod
    def subject_type(cls) -> str:
        """The name under which the journal knows the kind of thing: the model's, in lower case."""
        return cls.__name__.lower()


class Ground(models.Model):
    """A legal ground that an act may rest on: an article, or the office's own rule."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.TextField(help_text=_("as it is cited, in Vietnamese"))
    name_en = models.TextField(blank=True)

    class Meta:
        db_table = "journal_ground"


class Entry(models.Model):
    """Who did what to which thing, when, on what ground. Written once, never changed (a trigger refuses).

    The table is partitioned by the month of the id; its definition stands in the migration.
    """

    id = models.UUIDField(primary_key=True)
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    act = models.TextField()
    moment = models.DateTimeField(help_text=_("when it happened"))
    recorded_at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    ground = models.TextField()
    detail_hash = models.BinaryField()
    prev = models.BinaryField()
    hash = models.BinaryField()
    format = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "journal_entry"


class Detail(models.Model):
    """What an entry says in particular. May be erased by law, by an act of its own, without breaking the chain."""

    entry = models.UUIDField(primary_key=True)
    salt = models.BinaryField(null=True)
    content = models.TextField(null=True)  # noqa: DJ001 -- null: erased
    retention = models.TextField(default="record")
    erased_by = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "journal_detail"


class Revision(models.Model):
    """A counter that moves whenever a named part of the law or the organisation changes."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        db_table = "journal_revision"


class Unplaced(models.Model):
    """An entry that the sequencer has not given a position yet."""

    entry = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "journal_unplaced"


class Position(models.Model):
    """The place of a committed entry in the one order that readers follow with a cursor."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)

    class Meta:
        db_table = "journal_position"


class Reading(models.Model):
    """Who read which personal file on a day, how often and through which door. Unchained."""

    day = models.DateField()
    account = models.UUIDField()
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    door = models.TextField()
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "journal_reading"
        constraints = (
            models.UniqueConstraint(
                fields=["day", "account", "subject_type", "subject_id", "door"], name="one_reading_a_day"
            ),
        )
        indexes = (models.Index(fields=["subject_type", "subject_id", "day"], name="reading_of_subject"),)
