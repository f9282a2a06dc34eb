"""Say when a dossier is due, and why."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.dossiers.explain import document, explain
from motcua.dossiers.models import Dossier
from motcua.reports.texttable import table
from motcua.reports.words import LIMITS, moment
from motcua.text import nfc
from motcua.worktime.calendar import NeverOpens
from motcua.worktime.load import NoCalendar


class Command(Base):
    """`motcua explain NUMBER`: limit, pauses, due moment and what else was promised, each step, and the ledger."""

    help = _("Say when a dossier is due, and why, step by step.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which dossier."""
        parser.add_argument("number", help=_("The dossier's whole number, such as 000.00.28.H39-191105-0012."))

    def handle(self, *, number: str, format: str, **options: Any) -> None:
        """Print the explanation of one dossier."""
        try:
            found = document(explain(_dossier(number)), short=format != "json")
        except (NoCalendar, NeverOpens) as problem:
            sentence = _("No calendar says which time was worked. Enter the administration's calendar.")
            raise Refusal(sentence) from problem
        if format == "json":
            self.emit(found)
        else:
            self.stdout.write(_in_words(found))


def _dossier(number: str) -> Dossier:
    number = nfc(number)
    dossier = Dossier.objects.filter(number=number).first()
    if dossier is not None and dossier.received_at is not None:
        return dossier
    like = list(
        Dossier.objects.filter(number__icontains=number).order_by("number").values_list("number", flat=True)[:4]
    )
    if number and like:
        raise Refusal(
            _("“%(number)s” is no whole number. Give one of these or another: %(like)s.")
            % {"number": number[:60], "like": ", ".join(like[:3]) + (" …" if len(like) > 3 else "")}
        )
    raise Refusal(
        _("No dossier bears the number “%(number)s”. Check it against the receipt.") % {"number": number[:60]}
    )


def _in_words(found: dict[str, Any]) -> str:
    limit = found["limit"]
    lines = [
        _("Dossier %(number)s") % found,
        _("Received: %(moment)s") % {"moment": moment(found["received_at"])},
        _("Limit: %(value)s %(unit)s") % {"value": limit["value"], "unit": LIMITS[limit["unit"]]},
    ]
    if limit["cutoff"]:
        lines.append(_("What comes after %(cutoff)s counts as received at the next opening.") % limit)
    lines += [
        _("Pause from %(since)s to %(until)s: %(why)s")
        % {"since": moment(p["from"]), "until": moment(p["to"]), "why": p["why"]}
        for p in found["pauses"]
    ]
    due = moment(found["due_at"])
    lines.append(_("Due: %(moment)s") % {"moment": due} if found["due_at"] else _("The clock stands: not due yet."))
    lines += list(_beside(found))
    if found["ended_at"]:
        lines.append(_("Ended: %(moment)s") % {"moment": moment(found["ended_at"])})
    rows = [(moment(s["from"]), moment(s["to"]), s["minutes"], s["why"]) for s in found["steps"]]
    heads = (_("Since"), _("Until"), _("Minutes"), _("Why"))
    used = [(share["name"], share["minutes"]) for share in found["ledger"]]
    used.append((_("In all"), found["total_minutes"]))
    spent = table([(_("Where the time went"), _("Minutes"))], used, right={1})
    return "\n".join([*lines, "", table([heads], rows, right={2}), "", spent])


def _beside(found: dict[str, Any]) -> Iterator[str]:
    """What stands beside the legal due moment: what it was at the end, if it went on now, the letter's promise, the
    unit's own norm."""
    if found["kept_due_at"]:
        yield _("When handling ended it was due %(at)s; the calendar has changed since.") % {
            "at": moment(found["kept_due_at"])
        }
    if found["if_resumed_now"]:
        yield _("If it went on now, it would be due: %(moment)s") % {"moment": moment(found["if_resumed_now"])}
    if found["extended_to"]:
        yield _("Promised by letter: %(moment)s") % {"moment": moment(found["extended_to"])}
    norm = found["norm"]
    if norm is not None:
        words = {"value": norm["value"], "unit": LIMITS[norm["unit"]], "moment": moment(norm["due_at"])}
        yield _("The unit's own norm: %(value)s %(unit)s, by %(moment)s") % words
