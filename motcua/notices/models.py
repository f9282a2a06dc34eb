"""Notices to applicants, what each applicant chose, the wordings, the rule of hours and rates, and the cursor."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier, loose
from motcua.journal.models import Subject
from motcua.notices.kinds import ERASED, FAILED, UNDER_WAY, NoticeChannel, NoticeEvent, NoticeState
from motcua.people.models import Account, Applicant


class NoticeQuerySet(models.QuerySet["Notice"]):
    def under_way(self) -> "NoticeQuerySet":
        """Those that still wait or are being sent."""
        return self.filter(state__in=UNDER_WAY)

    def failed(self) -> "NoticeQuerySet":
        """Those after which the applicant does not know, or may not; not sent again nor told by telephone since."""
        again = Notice.objects.filter(again_of=models.OuterRef("pk"))
        called = Notice.objects.filter(
            dossier=models.OuterRef("dossier"),
            channel=NoticeChannel.TELEPHONE,
            happened_at__gte=models.OuterRef("happened_at"),
        )
        failed = self.filter(state__in=FAILED).exclude(why=ERASED)
        return failed.exclude(models.Exists(again)).exclude(models.Exists(called))


class Notice(Subject):
    """One message to one applicant by one channel: what it says, where it went, and what became of it.

    `position` is the place in the journal of what it tells; no event is told twice by one channel. A notice that an
    officer sends again, and what he told by telephone, has none. `attempt` is the round that sends it now.
    `why` is a code (motcua.notices.became), `answer` what the other side said.
    """

    dossier = loose(Dossier, index=True)
    event = models.CharField(max_length=12, choices=NoticeEvent, blank=True)
    channel = models.CharField(max_length=9, choices=NoticeChannel)
    language = models.CharField(max_length=2, default="vi")
    position = models.BigIntegerField(null=True)
    again_of = loose("self", null=True)  # type: ignore[arg-type]
    happened_at = models.DateTimeField(help_text=_("when it happened of which it tells"))
    composed_at = models.DateTimeField()
    address = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    account = loose(Account, null=True)
    state = models.CharField(max_length=9, choices=NoticeState, default=NoticeState.PENDING)
    why = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True, help_text=_("when first nobody was there to take it"))
    attempt = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notice"
        constraints = (models.UniqueConstraint(fields=["position", "channel"], name="one_notice_an_event"),)
        indexes = (
            models.Index(fields=["channel", "next_at"], name="notice_waits", condition=Q(state="pending")),
            models.Index(
                fields=["state"], name="notice_unsettled", condition=~Q(state__in=["sent", "told", "overtaken"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_event_display()}, {self.get_channel_display()}"


class Choice(Subject):
    """How an applicant wants to be told: by these channels, in this language. No channel: he wants no notices."""

    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="+")
    channels = models.JSONField(default=list)
    language = models.CharField(max_length=2, default="vi")

    class Meta:
        db_table = "notice_choice"


class Wording(Subject):
    """What a notice of an event says by a channel and in a language, from a day on. Without one: the package's."""

    event = models.CharField(max_length=12, choices=NoticeEvent)
    channel = models.CharField(max_length=9, choices=NoticeChannel)
    language = models.CharField(max_length=2)
    valid_from = models.DateField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        db_table = "notice_wording"
        constraints = (
            models.UniqueConstraint(
                fields=["event", "channel", "language", "valid_from"], name="one_wording_from_a_day"
            ),
        )


class NoticeRule(Subject):
    """From a day on: the hours in which nothing is sent, and how many notices go out in a minute by a channel."""

    valid_from = models.DateField(unique=True)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    per_minute = models.PositiveIntegerField()

    class Meta:
        db_table = "notice_rule"


class NoticeCursor(models.Model):
    """How far the journal has been walked, and when the next notice may go out by each channel.

    What was written down before `began_at` is nobody's news.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField()
    began_at = models.DateTimeField()
    next_places = models.JSONField(
        default=dict, help_text=_("when the next may go out by each channel, in seconds")
    )

    class Meta:
        db_table = "notice_cursor"
