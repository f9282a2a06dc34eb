"""What the desk itself keeps: who looks at a dossier now. It may be lost at any moment; nothing rests on it."""

from django.db import models


class Presence(models.Model):
    """Somebody looks at a dossier: since when, and when his page last said so.

    The table is unlogged: it is written every few seconds, and after a crash it is empty, as it should be.
    """

    pk = models.CompositePrimaryKey("account_id", "dossier_id")
    account_id = models.UUIDField()
    dossier_id = models.UUIDField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "desk_presence"
        indexes = (models.Index(fields=["dossier_id", "seen_at"], name="presence_of_a_dossier"),)
