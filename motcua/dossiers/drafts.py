"""What an officer proposes to his leader: an outcome, its text, perhaps the number that its document will bear."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from motcua.dossiers.models import Dossier, loose
from motcua.dossiers.states import Outcome
from motcua.journal.ids import uuid7
from motcua.people.models import Account


@dataclass(frozen=True, slots=True)
class Proposal:
    """What goes up for a decision. A refusal and a return carry their reason as the text."""

    outcome: Outcome | str
    text: str = ""
    number: str = ""


class Draft(models.Model):
    """A proposal as it went up; the latest of a dossier is the one that a leader agrees to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier, index=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    text = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    account = loose(Account, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "dossier_draft"


def latest(dossiers: Iterable[UUID]) -> dict[UUID, Draft]:
    """The proposal of each dossier that is in force: its last one."""
    rows = Draft.objects.filter(dossier__in=list(dossiers)).order_by("dossier", "-at", "-id").distinct("dossier")
    return {row.dossier_id: row for row in rows}
