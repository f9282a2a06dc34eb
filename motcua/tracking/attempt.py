"""One try at a dossier's number and reading code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.printing.codes import matches
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.text import nfc
from motcua.tracking import guessing

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """The printing that was named rightly; else nothing, and the seconds to wait before another try."""

    printed: UUID | None = None
    dossier: UUID | None = None
    wait: int = 0


def attempt(number: str, code: str, *, client: str, at: datetime) -> Answer:
    """Try a number and a code from a client's address.

    An unknown number, a dossier without a receipt, a wrong code and an earlier printing's code are one answer,
    reached by the same statements. While a number or a client has to wait nothing is looked up, nor counted.
    """
    number = "".join(nfc(number).split())[:LONGEST_NUMBER]
    by_client, by_number = guessing.client_key(client), guessing.number_key(number)
    with transaction.atomic():
        of_client, wait = guessing.claim(by_client, at)
        if wait:
            return Answer(wait=wait)
        of_number, wait = guessing.claim(by_number, at)
        if wait:
            return Answer(wait=wait)
        latest = _latest(number)
        if matches(latest.pk if latest else None, code) and latest is not None:
            guessing.forget(by_number)
            if not of_client:
                guessing.forget(by_client)
            return Answer(latest.pk, latest.dossier_id)
        guessing.failed(by_client, of_client, at)
        guessing.failed(by_number, of_number, at)
        longest = max(of_client, of_number) + 1
        return Answer(wait=int(guessing.wait_after(longest).total_seconds()))


def _latest(number: str) -> PrintedForm | None:
    """The latest receipt of a number, as it is written or in capitals."""
    printed = PrintedForm.objects.filter(form=StatutoryForm.RECEIPT, dossier__number__in=[number, number.upper()])
    return printed.order_by("-printing").first()


def still_latest(printed: UUID) -> PrintedForm | None:
    """The printing, if no later one has ended its code."""
    found = PrintedForm.objects.filter(pk=printed).first()
    if found is None or _newer(found):
        return None
    return found


def _newer(printed: PrintedForm) -> bool:
    return PrintedForm.objects.filter(
        dossier=printed.dossier_id, form=printed.form, printing__gt=printed.printing
    ).exists()
