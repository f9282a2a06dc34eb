"""Failed guesses of a reading code, so that guessing slows down. No number and no address is kept in clear."""

from django.db import models


class FailedGuess(models.Model):
    """How often in a row something was guessed wrongly: a dossier's number, or by one client's address.

    `key` is a keyed hash of what was guessed at or of who guessed; without the installation's key nobody can tell
    of what.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "tracking_failed_guess"
