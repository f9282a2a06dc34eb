"""`motcua watch`: show somebody's morning watch, or send those of the day."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.desk.now import now
from motcua.moments import iso
from motcua.people.models import Account
from motcua.smtp import NotSet
from motcua.supervision.models import Sending
from motcua.supervision.sending import recipients, send_watches
from motcua.supervision.watch import Listed, Watch, watch
from motcua.supervision.words import WORDS

ANY_HOUR = time()


class Command(Base):
    """`motcua watch show --account NAME` and `motcua watch send`."""

    help = _("Show the morning watch of a leader or control officer, or send those of the day by e-mail.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and whose."""
        parser.add_argument(
            "what", choices=("show", "send"), help=_("Show one, or send all that are not sent yet.")
        )
        parser.add_argument("--account", metavar="NAME", help=_("To show: whose, by the sign-in name."))
        parser.add_argument("--unit", metavar="CODE", help=_("To show: of one unit, with those below it."))
        parser.add_argument("--dry-run", action="store_true", help=_("To send: say to whom, and send nothing."))

    def handle(
        self, *, what: str, format: str, account: str | None, unit: str | None, dry_run: bool, **options: Any
    ) -> None:
        """Show or send. Refusal in one sentence where it is not possible."""
        if what == "send":
            self._send(dry_run, format)
            return
        if not account:
            raise Refusal(_("Name whose watch: motcua watch show --account NAME."), returncode=2)
        found = _watch_of(account, unit)
        if format == "json":
            self.emit({"account": account, "day": found.scope.present.day, "lists": list(map(_plain, found.lists))})
        else:
            self.stdout.write("\n".join(_lines(found)))

    def _send(self, dry_run: bool, format: str) -> None:
        if dry_run:
            names = [account.username for account in recipients(now(), ANY_HOUR)]
            if format == "json":
                self.emit({"would_get": names})
            else:
                self.stdout.write("\n".join([*names, _("%(n)d people would be looked at.") % {"n": len(names)}]))
            return
        try:
            sent = send_watches(datetime.now(UTC), from_hour=ANY_HOUR)
        except NotSet as problem:
            raise Refusal(str(problem)) from problem
        if format == "json":
            self.emit({**{o.value: sent.by_outcome.get(o, []) for o in Sending}, "later": sent.later})
        else:
            for outcome, names in sent.by_outcome.items():
                self.stdout.write(f"{outcome.label}: {', '.join(names)}")
            self.stdout.write(_("%(n)d sent.") % {"n": len(sent.by_outcome.get(Sending.SENT, ()))})
        if sent.later:
            raise Refusal(_("The mail server did not take %(n)d; they are tried again.") % {"n": len(sent.later)})


def _watch_of(name: str, code: str | None) -> Watch:
    account = Account.objects.filter(username=name).first()
    if account is None:
        raise Refusal(_("Nobody signs in as %(name)s.") % {"name": name[:60]})
    present = now()
    place = present.units.by_code(code, present.day) if code else None
    found = watch(account, present, unit=place)
    if not found.scope.roots:
        raise Refusal(_("%(name)s neither leads nor controls a unit today, and has no watch.") % {"name": name})
    if code and (place is None or found.scope.roots != (place.unit,)):
        raise Refusal(_("%(name)s watches no unit with the code %(code)s.") % {"name": name, "code": code[:40]})
    return found


def _plain(listed: Listed) -> dict[str, Any]:
    return {
        "list": listed.heap.value,
        "total": listed.total,
        "dossiers": [
            {
                "number": finding.number,
                "procedure": finding.procedure,
                "unit": finding.unit_name,
                "due_at": iso(finding.dossier.due_at),
                "standing": finding.chip.standing.value,
                "do": finding.advice.named,
            }
            for finding in listed.findings
        ],
    }


def _lines(found: Watch) -> Iterator[str]:
    if found.is_empty:
        yield _("Nothing needs you this morning.")
        return
    for listed in found.lists:
        yield f"{WORDS[listed.heap].title}: {listed.total}"
        for unit, groups in listed.by_unit():
            yield f"  {unit}"
            for together in groups:
                for finding in together.findings:
                    yield f"    {finding.number}  {finding.chip.words}  {finding.procedure}"
                yield f"      → {together.advice.named}"
        if listed.more:
            yield "  " + ngettext("and %(n)s more", "and %(n)s more", listed.more) % {"n": listed.more}
