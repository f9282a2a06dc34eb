"""What a client names in a request, found: units by code or id, accounts, applicants it may know of."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.api.caller import Caller
from motcua.api.problems import Problem, invalid
from motcua.people.models import Account
from motcua.text import nfc


def unit_named(name: str, caller: Caller, pointer: str) -> UUID:
    """The unit that bears an official code today, or has an id. Raises a problem that names its place."""
    found = _unit(name, caller)
    if found is None:
        raise invalid(pointer, _("No unit bears the code or id “%(code)s” today.") % {"code": name[:60]})
    return found


def unit_asked_for(name: str, caller: Caller) -> UUID:
    """The same for a parameter of an address: what is asked of a unit that does not exist is not found."""
    found = _unit(name, caller)
    if found is None:
        raise Problem("not-found", _("No unit bears the code or id “%(code)s” today.") % {"code": name[:60]})
    return found


def account_named(name: str, pointer: str) -> UUID:
    """The account with a sign-in name or an id; whether its posts fit is the act's to say."""
    named = Q(username=nfc(name))
    pk = _uuid(name)
    found = Account.objects.filter(Q(pk=pk) if pk else named).values_list("pk", flat=True).first()
    if found is None:
        raise invalid(pointer, _("Nobody signs in as “%(name)s”.") % {"name": name[:60]})
    return found


def applicant_known(pk: UUID, caller: Caller, pointer: str) -> UUID:
    """An applicant of whom this client may see a dossier; anybody else's data would be had by guessing ids."""
    if not caller.dossiers().filter(Q(applicant=pk) | Q(holder_applicant=pk)).exists():
        raise invalid(pointer, _("This applicant is not known to you. Leave the id out and give the name."))
    return pk


def _unit(name: str, caller: Caller) -> UUID | None:
    units, pk = caller.present.units, _uuid(name)
    if pk is not None:
        return pk if pk in units.places else None
    place = units.by_code(nfc(name), caller.day)
    return place.unit if place else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
