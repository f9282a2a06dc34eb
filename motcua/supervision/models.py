"""Who wants the morning watch by e-mail, and how far the day's sending has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.people.models import Account


class Sending(models.TextChoices):
    """How the last sending of somebody's watch went."""

    SENT = "sent", _("sent")
    EMPTY = "empty", _("nothing to send")
    REFUSED = "refused", _("refused by the mail server")
    BEGUN = "begun", _("begun, without an answer of the mail server")


class WatchSetting(models.Model):
    """One person's morning mail: whether he wants it, and the last day on which it was sent or begun.

    Whoever writes the day first sends: nobody gets a second mail of one day. One that was begun and got no answer
    may have arrived, and is not sent again.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    wanted = models.BooleanField(default=True)
    last_on = models.DateField(null=True)
    last_as = models.CharField(max_length=8, choices=Sending, blank=True)

    class Meta:
        db_table = "supervision_watch_setting"
