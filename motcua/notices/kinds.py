"""What applicants are told of, by which channel, and what became of a notice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeEvent(models.TextChoices):
    """What an applicant is told of. Source: NĐ 61/2018 art. 17-20; NĐ 118/2025."""

    RECEIVED = "received", _("Dossier received")
    SUPPLEMENT = "supplement", _("Supplement asked for")
    DUE_MOVED = "due_moved", _("Due day moved")
    APOLOGY = "apology", _("Apology and new day")
    READY = "ready", _("Result ready")
    TAKEN = "taken", _("Result handed out")


class NoticeChannel(models.TextChoices):
    """How a notice reaches the applicant."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message (SMS)")
    ZALO = "zalo", _("Zalo")
    TELEPHONE = "telephone", _("By telephone")


# What a machine sends, and an applicant may choose; a call is made and recorded by an officer.
BY_MACHINE = (NoticeChannel.EMAIL, NoticeChannel.SMS, NoticeChannel.ZALO)


class NoticeState(models.TextChoices):
    """What became of a notice."""

    PENDING = "pending", _("Waits to be sent")
    SENDING = "sending", _("Being sent")
    BEGUN = "begun", _("Handed over, no answer yet")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused: it did not reach anybody")
    GIVEN_UP = "given_up", _("Given up after several tries")
    UNKNOWN = "unknown", _("Perhaps sent: the answer was lost")
    OVERTAKEN = "overtaken", _("No longer needed")
    TOLD = "told", _("Told by telephone")


# Two of the codes of `why`: an officer says that it arrived; what it said was erased, as the law asks.
CONFIRMED, ERASED = "confirmed", "erased"
S = NoticeState
UNDER_WAY = frozenset({S.PENDING, S.SENDING, S.BEGUN})
# What somebody has to look at: the applicant does not know, or may not.
FAILED = frozenset({S.REFUSED, S.GIVEN_UP, S.UNKNOWN})
