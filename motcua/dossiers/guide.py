"""Guidance: somebody who is sent home before reception is recorded, without a number, with what was missing."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Procedure
from motcua.dossiers.models import loose
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.visible import units_seen_by
from motcua.journal.ids import uuid7
from motcua.journal.models import Subject
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Account, Function
from motcua.text import nfc


class GuidanceQuerySet(QuerySet["Guidance"]):
    def visible_to(self, account: Account) -> "GuidanceQuerySet":
        """Those given in the units that an account's posts reach today: whoever is there may go on helping."""
        if not account.is_authenticated or not account.is_active:
            return self.none()
        return self.filter(unit__in=units_seen_by(account, local_day(datetime.now(UTC))))


class Guidance(Subject):
    """One person who was told what is missing. Nothing is counted as received. Source: NĐ 118/2025 (hướng dẫn)."""

    unit = loose(Unit)
    procedure = loose(Procedure, null=True)
    name = models.CharField(max_length=200, blank=True, help_text=_("as far as the person gave it"))
    phone = models.CharField(max_length=20, blank=True)
    missing = models.TextField()
    at = models.DateTimeField()
    account = loose(Account, null=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        db_table = "dossier_guidance"
        indexes = (models.Index(fields=["unit", "-at"], name="guidance_of_unit"),)


def guide(
    *,
    unit: UUID,
    missing: str,
    by: Actor,
    at: datetime,
    ground: str,
    procedure: UUID | None = None,
    name: str = "",
    phone: str = "",
    id: UUID | None = None,
    recorded_at: datetime | None = None,
) -> Done:
    """Record that somebody was told what is missing, at a unit where the actor receives.

    The same id sent twice is recorded once, and the second time counts as done.
    """
    found = Guidance(id=id or uuid7(at), unit_id=unit, procedure_id=procedure, at=at, account_id=by.account)
    found.name, found.phone, found.missing = nfc(name), nfc(phone), nfc(missing)
    if not found.missing.strip():
        return Done((), {found.pk: Refusal("missing")})
    post = by.acts_for({Function.RECEIVING}, unit, tree(), local_day(at))
    if post is None:
        place = tree().latest(unit)
        return Done((), {found.pk: Refusal("not_here", {"unit": place.name if place else "—"})})
    if Guidance.objects.filter(pk=found.pk).exists():
        return Done((found.pk,), {})
    batch = Batch(by=post, at=at, ground=ground, recorded_at=recorded_at)
    said = {"unit": unit, "procedure": procedure, "name": found.name, "missing": found.missing}
    batch.create(found, "guide", said, retention="personal")
    with suppress(IntegrityError), transaction.atomic():  # the same form came twice at once
        batch.write()
    return Done((found.pk,), {})
