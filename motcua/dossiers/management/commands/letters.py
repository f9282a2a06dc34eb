"""`motcua letters`: what the morning drafts, what holds for letters of apology, and which letters there are."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.dossiers.letters import Letter
from motcua.dossiers.promise import Counts, NotDecided, PromiseRule, decide_promise
from motcua.dossiers.refusals import Done
from motcua.dossiers.wanting import Wanted, draft_wanted, wanting
from motcua.journal.by import SYSTEM
from motcua.moments import LOCAL, iso

GROUND = "DECISION"
SIGNED_WITHIN = timedelta(days=30)
BECAUSE = {
    "late": gettext_noop("overdue"),
    "past": gettext_noop("the last day for a letter is past"),
    "last_day": gettext_noop("today is the last day for a letter"),
    "steps": gettext_noop("the steps that are left take longer than there is time"),
}


class Command(Base):
    """`motcua letters draft|list|rule`."""

    help = _("Draft the letters of apology that are wanted, list the letters, or lay down what holds for them.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do; to lay down a rule, from when and which."""
        parser.add_argument(
            "what",
            choices=("draft", "list", "rule"),
            help=_("Draft what is wanted now, list drafts and letters, or show and lay down the rules."),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("Say which would be drafted; draft none."))
        ruled = parser.add_argument_group(_("To lay down a rule"))
        ruled.add_argument(
            "--from", dest="first", type=day, metavar=_("DAY"), help=_("For what is received from then.")
        )
        ruled.add_argument(
            "--before",
            type=int,
            metavar="N",
            help=_("Working days before the due day on which a letter is in time."),
        )
        ruled.add_argument("--counts", choices=Counts.values, help=_("Which due moment lists and reports count."))
        ruled.add_argument("--decision", default="", metavar="N", help=_("The number of the decision."))

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        """Draft, list or lay down. A rule that cannot be entered is refused in one sentence."""
        if what == "draft":
            self._draft(format, dry_run=options["dry_run"])
        elif what == "list":
            self._list(format)
        else:
            self._rule(format, options)

    def _draft(self, format: str, *, dry_run: bool) -> None:
        at = datetime.now(UTC)
        found = wanting(at)
        if dry_run:
            done = Done((), {})
        else:
            self.step(_("Drafting %(n)s letters …") % {"n": len(found)})
            done = draft_wanted(found, at)
        numbers = {each.dossier: each.number for each in found}
        if format == "json":
            self.emit(
                {
                    "wanted": len(found),
                    "drafted": len(done.done),
                    "dry_run": dry_run,
                    "letters": [
                        _as_document(each) for each in found if dry_run or each.dossier not in done.refused
                    ],
                    "refused": [{"number": numbers[d], "why": str(why)} for d, why in done.refused.items()],
                }
            )
            return
        for each in found:
            said = {
                "number": each.number,
                "due": _local(each.due_at),
                "why": _(BECAUSE[each.because]),
                "n": each.days,
            }
            self.stdout.write(_("%(number)s, due %(due)s: %(why)s; working days asked for: %(n)s") % said)
        sentence = _("%(n)s letters would be drafted.") if dry_run else _("%(n)s letters drafted.")
        self.stdout.write(sentence % {"n": len(found) if dry_run else len(done.done)})
        for dossier, why in done.refused.items():
            self.step(f"{numbers[dossier]}: {why}")

    def _list(self, format: str) -> None:
        drafts = list(Letter.objects.to_sign().select_related("dossier"))
        signed = list(Letter.objects.signed_since(datetime.now(UTC) - SIGNED_WITHIN).select_related("dossier"))
        if format == "json":
            self.emit({"drafts": list(map(_drafted, drafts)), "signed": list(map(_signed, signed))})
            return
        self._write(_("Drafts that wait for a signature: %(n)s") % {"n": len(drafts)}, map(_drafted, drafts))
        self._write(_("Signed within 30 days: %(n)s") % {"n": len(signed)}, map(_signed, signed))

    def _write(self, head: str, lines: Iterable[dict[str, Any]]) -> None:
        self.stdout.write(head)
        for line in lines:
            self.stdout.write("  " + "  ".join(str(value) for value in line.values() if value not in ("", None)))

    def _rule(self, format: str, options: dict[str, Any]) -> None:
        first: date | None = options["first"]
        if first is None:
            rows = [_ruled(rule) for rule in PromiseRule.objects.order_by("valid")]
            if format == "json":
                self.emit({"rules": rows})
            else:
                self._write(_("Rules that were laid down: %(n)s") % {"n": len(rows)}, rows)
            return
        if options["before"] is None or options["counts"] is None:
            raise Refusal(
                _("Give the whole rule: motcua letters rule --from DAY --before 1 --counts due_at --decision N.")
            )
        try:
            made = decide_promise(
                from_day=first,
                letter_before=options["before"],
                counts=options["counts"],
                decision=options["decision"],
                by=SYSTEM,
                at=datetime.now(UTC),
                ground=GROUND,
            )
        except NotDecided as problem:
            raise Refusal(str(problem)) from problem
        if format == "json":
            self.emit(_ruled(made))
            return
        said = {"day": f"{first:%d/%m/%Y}", "n": made.letter_before, "counts": Counts(made.counts).label}
        self.stdout.write(
            _(
                "For what is received from %(day)s on, a letter is in time %(n)s working days before the due day; "
                "lists and reports count %(counts)s."
            )
            % said
        )


def _as_document(wanted: Wanted) -> dict[str, Any]:
    return {
        "number": wanted.number,
        "due_at": iso(wanted.due_at),
        "last_day": wanted.last_day.isoformat(),
        "because": wanted.because.value,
        "days": wanted.days,
    }


def _drafted(letter: Letter) -> dict[str, Any]:
    return {
        "number": letter.dossier.number,
        "due_at": iso(letter.dossier.due_at),
        "days": letter.days,
        "reason": letter.reason,
    }


def _signed(letter: Letter) -> dict[str, Any]:
    return {
        "letter": letter.number,
        "number": letter.dossier.number,
        "signed_at": iso(letter.signed_at),
        "in_time": letter.in_time,
        "was_due": iso(letter.was_due),
        "until": iso(letter.until),
        "reason": letter.reason,
    }


def _ruled(rule: PromiseRule) -> dict[str, Any]:
    return {
        "from": rule.valid.lower.isoformat(),
        "until": rule.valid.upper.isoformat() if rule.valid.upper else None,
        "letter_before": rule.letter_before,
        "counts": str(rule.counts),
        "decision": rule.legal_basis,
    }


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}"
