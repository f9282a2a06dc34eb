"""What the letter of apology says: form 04, composed from the letter as it was signed.

A pause or a change of the calendar may move the promise later; the paper keeps the day that it named.
"""

from typing import Any

from motcua.dossiers.letters import Letter
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.moments import LOCAL
from motcua.organisation.tree import tree
from motcua.people.models import Account, Post
from motcua.printing.models import PrintedForm
from motcua.printing.receipt import agency_of, scanned_address
from motcua.printing.vietnamese import IDENTIFIERS, day_in_words, moment_in_words, place_of, short, spelled


def compose(printed: PrintedForm) -> dict[str, Any]:
    """The fields of form 04 of a printing, as its template reads them. Vietnamese in every language."""
    dossier = Dossier.objects.select_related("version", "applicant").get(pk=printed.dossier_id)
    letter = Letter.objects.exclude(signed_at=None).get(dossier=printed.dossier_id)
    assert letter.signed_at is not None and dossier.received_at is not None  # noqa: S101 -- else it was not printed
    signed_on = letter.signed_at.astimezone(LOCAL).date()
    heads = agency_of(dossier.deciding_unit_id, signed_on, tree())
    identifiers = dossier.applicant.identifiers.order_by("kind", "value")
    return {
        "agency": [spelled(name) for name in heads],
        "place_day": f"{place_of(heads[0])}, {day_in_words(signed_on)}",
        "letter": letter.number,
        "number": dossier.number,
        "unit": heads[-1],
        "applicant": dossier.applicant.name,
        "identifiers": [[IDENTIFIERS[i.kind], i.value] for i in identifiers],
        "procedure": f"{dossier.version.name} ({dossier.subject})" if dossier.subject else dossier.version.name,
        "received": day_in_words(dossier.received_at.astimezone(LOCAL).date()),
        "was_due": moment_in_words(letter.was_due),
        "reason": letter.reason,
        "until": moment_in_words(letter.until),
        "title": _title(letter),
        "signer": Account.objects.filter(pk=letter.signed_by_id).values_list("name", flat=True).first() or "",
        "scanned": scanned_address(printed.address, dossier.number or "", ""),
        "again": f"In lại lần {printed.printing - 1}, {short(printed.at)}" if printed.printing > 1 else "",
    }


def _title(letter: Letter) -> str:
    """What the signer's post is called, where it bears a title; the form says head of the agency else."""
    entry = Entry.objects.filter(subject_id=letter.dossier_id, act="sign_letter").order_by("-seq").first()
    if entry is None or entry.post is None:
        return ""
    return Post.objects.filter(pk=entry.post).values_list("title", flat=True).first() or ""
