"""Find the dossier that an address names, among those that somebody may see."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import register_converter, reverse

from motcua.dossiers.models import Dossier, DossierQuerySet
from motcua.dossiers.seen import visible_id
from motcua.dossiers.visible import unit_ids_seen_by, visible_to
from motcua.people.models import Account
from motcua.text import nfc


class NoDossier(Http404):
    """No such dossier, or not for his eyes: the same page for both. `query` is offered to the search."""

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self.query = ref


class Ref:
    """A dossier in an address: its number, or its id where it has none or a number with a stroke."""

    regex = "[^/]{1,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(Ref, "ref")


def ref_of(number: str | None, pk: UUID) -> str:
    """What stands for a dossier in an address."""
    return number if number and "/" not in number and len(number) <= 120 else str(pk)


def address(dossier: Dossier) -> str:
    """The address of a dossier's page."""
    return address_of(ref_of(dossier.number, dossier.pk))


@lru_cache(maxsize=10_000)
def address_of(ref: str) -> str:
    """The address of the page of what stands for a dossier; a list has a hundred of them."""
    return reverse("dossier", args=[ref])


def received_by(units: Collection[UUID], account: Account, day: date) -> DossierQuerySet:
    """What units received, as far as an account may see it: all of it where it may see those units."""
    received: DossierQuerySet = Dossier.objects.filter(received_unit__in=units)
    # Then the filter for rights would leave nothing out, and cost more than all else.
    return received if set(units) <= set(unit_ids_seen_by(account, day)) else received.visible_to(account, day)


def named(request: HttpRequest, ref: str) -> DossierQuerySet:
    """The dossier that an address names, as a query through the one filter for rights."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    dossiers = visible_to(Dossier.objects.all(), request.user, few=True)
    number, pk = _read(ref)
    return dossiers.filter(number=number) if pk is None else dossiers.filter(pk=pk)


def dossier_id(account: Account, ref: str, day: date) -> UUID:
    """The id of the dossier that an address names: one statement, the same filter. Raises NoDossier."""
    number, pk = _read(ref)
    found = visible_id(account, day, number=number, pk=pk)
    if found is None:
        raise NoDossier(ref)
    return found


def _read(ref: str) -> tuple[str | None, UUID | None]:
    """The number or the id that an address gives."""
    ref = nfc(ref)
    try:
        return None, UUID(ref)
    except ValueError:
        return ref, None
