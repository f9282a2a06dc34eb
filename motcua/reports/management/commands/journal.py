"""Recompute the journal and say whether it holds."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.journal.models import Entry
from motcua.journal.verify import Verdict, verify


class Command(Base):
    """`motcua journal verify`: every hash, every chain, every detail."""

    help = _("Recompute the whole journal and name the first entry that does not hold.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do with the journal."""
        parser.add_argument("what", choices=("verify",), help=_("verify: recompute all hashes and chains."))

    def handle(self, *, format: str, **options: Any) -> None:
        """Verify; exit code 1 where something does not hold."""
        with self.bar(_("Recomputing the journal …"), Entry.objects.count()) as bar:
            verdict = verify(lambda count: bar.update(count) and None)
        if format == "json":
            self.emit(_document(verdict))
        elif verdict.ok:
            self.stdout.write(
                _("All %(entries)s entries of %(subjects)s chains hold.")
                % {"entries": verdict.entries, "subjects": verdict.subjects}
            )
        if verdict.first_broken is not None:
            broken = verdict.first_broken
            raise Refusal(
                _("The journal does not hold: entry %(entry)s of %(subject)s: %(why)s.")
                % {"entry": broken.entry or "—", "subject": broken.subject, "why": broken.why}
            )


def _document(verdict: Verdict) -> dict[str, Any]:
    broken = verdict.first_broken
    return {
        "ok": verdict.ok,
        "subjects": verdict.subjects,
        "entries": verdict.entries,
        "first_broken": broken
        and {"subject": broken.subject, "entry": str(broken.entry) if broken.entry else None, "why": broken.why},
    }
