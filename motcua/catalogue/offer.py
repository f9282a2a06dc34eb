"""Offer versions of procedures at units, and withdraw offers: where people may hand in for what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from psycopg.types.range import DateRange

from motcua.catalogue.models import Offer, Version
from motcua.journal import revision
from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.organisation.models import Unit

GROUND = "ND63-2010"


@transaction.atomic
def offer(
    units: Sequence[Unit],
    versions: Iterable[Version],
    *,
    from_day: date,
    by: By,
    at: datetime,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> int:
    """Let units offer versions from a day on, each version no longer than it is in force.

    What a unit offers already is left alone; an offer that would begin later or end before is widened. Returns the
    number of offers made or widened.
    """
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    locked = _lock(versions)
    standing = _by_pair(Offer.objects.of([u.pk for u in units], [v.pk for v in locked]).not_ended_on(from_day))
    count, merged = 0, []
    for version in locked:
        first, last = max(from_day, version.valid.lower), version.valid.upper
        if last is not None and first >= last:
            continue
        added = []
        for unit in units:
            known = standing.get((unit.pk, version.pk), [])
            if not known:
                batch.insert(Offer(unit=unit, version=version, valid=DateRange(first, last)))
            elif known[0].valid.lower > first or known[0].valid.upper != last:
                valid = DateRange(min(first, known[0].valid.lower), last)
                batch.update(Offer, known[0].pk, valid=valid)
                merged += [other.pk for other in known[1:]]
            else:
                continue
            added.append(unit.pk)
        if added:
            batch.record(version, "offer", {"from": first, "units": added})
            count += len(added)
    Offer.objects.filter(pk__in=merged).delete()
    if batch.write():
        revision.bump("catalogue")
    return count


@transaction.atomic
def withdraw_offer(
    units: Sequence[Unit],
    versions: Iterable[Version],
    *,
    from_day: date,
    by: By,
    at: datetime,
    ground: str = GROUND,
    recorded_at: datetime | None = None,
) -> int:
    """From a day on units no longer offer versions; dossiers that are in go on. Returns the number of offers ended.

    An offer that would begin on that day or later is taken away.
    """
    batch = Batch(by=by, at=at, ground=ground, recorded_at=recorded_at)
    locked = _lock(versions)
    standing = Offer.objects.of([u.pk for u in units], [v.pk for v in locked]).not_ended_on(from_day)
    by_version: dict[UUID, list[Offer]] = {}
    for known in standing.order_by("pk"):
        by_version.setdefault(known.version_id, []).append(known)
    count, never = 0, []
    for version in locked:
        ended = by_version.get(version.pk, [])
        for known in ended:
            if known.valid.lower < from_day:
                batch.update(Offer, known.pk, valid=DateRange(known.valid.lower, from_day))
            else:
                never.append(known.pk)
        if ended:
            units_ended = sorted({known.unit_id for known in ended})
            batch.record(version, "withdraw_offer", {"from": from_day, "units": units_ended})
            count += len(ended)
    if batch.write():
        revision.bump("catalogue")
    Offer.objects.filter(pk__in=never).delete()
    return count


def _lock(versions: Iterable[Version]) -> list[Version]:
    """The versions locked in the order of their ids, so that two acts at once wait and never deadlock."""
    ids = [version.pk for version in versions]
    return list(Version.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _by_pair(offers: Iterable[Offer]) -> dict[tuple[UUID, UUID], list[Offer]]:
    """Offers by unit and version, the earliest first."""
    pairs: dict[tuple[UUID, UUID], list[Offer]] = {}
    for known in sorted(offers, key=lambda known: known.valid.lower):
        pairs.setdefault((known.unit_id, known.version_id), []).append(known)
    return pairs


def carry_offers(batch: Batch, followed: Mapping[UUID, Version], from_day: date) -> None:
    """Who offered a version offers the one that follows it from a day on.

    A counter does not close because a decree changes. `followed` maps the id of the version that ends to the
    one that begins.
    """
    for known in Offer.objects.filter(version__in=list(followed)).not_ended_on(from_day):
        version = followed[known.version_id]
        if known.valid.lower >= from_day:
            batch.update(Offer, known.pk, version_id=version.pk)
        else:
            batch.update(Offer, known.pk, valid=DateRange(known.valid.lower, from_day))
            valid = DateRange(from_day, known.valid.upper)
            batch.insert(Offer(unit_id=known.unit_id, version=version, valid=valid))
