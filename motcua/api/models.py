"""Programs that use the API, and the answers kept for them in case they ask again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.journal.models import Subject
from motcua.people.models import Account


class Scope(models.TextChoices):
    """What a client may use the API for at all; what it may do there follows from its account's posts."""

    PROCEDURES_READ = "procedures:read", _("read procedures")
    DOSSIERS_READ = "dossiers:read", _("read dossiers")
    DOSSIERS_ACT = "dossiers:act", _("act on dossiers")
    REPORTS_READ = "reports:read", _("read reports")


class ApiClient(Subject):
    """A program with a token of its own, bound to an account whose posts say what it may do.

    Of the token only its hash is kept. `units` narrows what it sees and from where it acts to these units and those
    below them; empty: all that the account's posts reach. Days are local, `until_on` is the first day without it.
    """

    name = models.CharField(max_length=120, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_clients")
    token_hash = models.BinaryField(unique=True, help_text=_("SHA-256 of the token"))
    scopes = models.JSONField(default=list)
    units = models.JSONField(default=list, help_text=_("ids"))
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        db_table = "api_client"
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="a_client_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return self.name


class StoredAnswer(models.Model):
    """What an act answered under an idempotency key, for a client that asks again within a day.

    The row is written in the transaction of the act: it exists when the act has happened, and only then.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.BinaryField(help_text=_("SHA-256 of method, address, If-Match and body"))
    status = models.PositiveSmallIntegerField(null=True)
    content = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "api_stored_answer"
        constraints = (models.UniqueConstraint(fields=["client", "key"], name="one_answer_a_key"),)
        indexes = (models.Index(fields=["at"], name="stored_answer_at"),)
