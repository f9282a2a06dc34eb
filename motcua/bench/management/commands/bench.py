"""`motcua bench acts`, `pages`, `inbox`, `deadlines`, `forms`, `notices`, `restructure`: what each costs."""

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from motcua.bench import acts, deadlines, forms, inbox, notices, pages, restructure
from motcua.bench.calendars import NotMoved
from motcua.bench.deadline_peers import missing
from motcua.bench.inbox_load import LoadFailed
from motcua.bench.place import empty, of_demo_size
from motcua.bench.serving import CannotMeasure
from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.reorganising.acts import NotNow
from motcua.reorganising.problems import NotPossible

MOST_CLIENTS = 64
MOST_REQUESTS = 10_000
LEAST_DOSSIERS, MOST_DOSSIERS = 1_000, 20_000_000
INBOX_DOSSIERS, CALENDAR_DOSSIERS = 100_000, 5_000
MOST_QUESTIONS, MOST_MOVED = 10_000_000, 1_000_000
MOST_FORMS = 10_000
MOST_NOTICES = 1_000_000


class Command(Base):
    """`motcua bench acts --clients N --seconds N`, `motcua bench pages --requests N`,
    `motcua bench inbox --dossiers N`, `motcua bench deadlines --questions N --dossiers N`,
    `motcua bench forms --count N`, `motcua bench notices --count N`, `motcua bench restructure --dossiers N`."""

    help = _("Measure what acts or pages cost, in a database of the bench's own that is dropped afterwards.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to measure, with how many clients and how long."""
        what = ("acts", "pages", "inbox", "deadlines", "forms", "notices", "restructure")
        parser.add_argument("what", choices=what, help=_("What to measure."))
        parser.add_argument("--clients", type=int, default=4, help=_("Clients at once."))
        parser.add_argument("--seconds", type=float, default=10.0, help=_("Seconds that count."))
        parser.add_argument(
            "--dossiers",
            type=int,
            help=_("Dossiers for the inbox or the restructuring, or open ones that a calendar decision moves."),
        )
        parser.add_argument(
            "--questions", type=int, default=20_000, help=_("Due moments that a slow clerk reckons as well.")
        )
        parser.add_argument(
            "--count", type=int, default=1_000, help=_("Forms to print into one file, or notices to send.")
        )
        parser.add_argument("--requests", type=int, default=60, help=_("How often each page is opened."))

    def handle(
        self,
        *,
        what: str,
        clients: int,
        seconds: float,
        requests: int,
        dossiers: int | None,
        questions: int,
        count: int,
        format: str,
        **options: Any,
    ) -> None:
        """Measure and print. Refusal where the numbers make no sense or an act fails."""
        if not 1 <= clients <= MOST_CLIENTS or not 0 < seconds <= 3600:
            raise Refusal(_("Give 1 to %(most)d clients and at most an hour of seconds.") % {"most": MOST_CLIENTS})
        if not 2 <= requests <= MOST_REQUESTS:
            raise Refusal(_("Give 2 to %(most)d requests a page.") % {"most": MOST_REQUESTS})
        if what == "inbox":
            self._show(self._inbox(INBOX_DOSSIERS if dossiers is None else dossiers), format)
            return
        if what == "deadlines":
            self._show(self._deadlines(questions, CALENDAR_DOSSIERS if dossiers is None else dossiers), format)
            return
        if what == "restructure":
            self._show(self._restructure(INBOX_DOSSIERS if dossiers is None else dossiers), format)
            return
        if what == "forms":
            self._show(self._forms(count), format)
            return
        if what == "notices":
            self._show(self._notices(count), format)
            return
        self.step(_("Preparing a database of the demo's size …"))
        with of_demo_size() as place:
            try:
                if what == "pages":
                    found = pages.measure(place, requests, lambda names: self.progress(names, _("Measuring …")))
                else:
                    self.step(_("Measuring …"))
                    found = acts.measure(place, clients, seconds)
            except CannotMeasure as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem
        self._show(found, format)

    def _inbox(self, dossiers: int) -> dict[str, Any]:
        """Lists among so many dossiers, made for it. Refusal where there are too few, or rows are wrong."""
        if not LEAST_DOSSIERS <= dossiers <= MOST_DOSSIERS:
            bounds = {"least": LEAST_DOSSIERS, "most": MOST_DOSSIERS}
            raise Refusal(_("Give %(least)d to %(most)d dossiers.") % bounds)
        self.step(_("Making %(n)d dossiers in a database of their own …") % {"n": dossiers})
        with empty() as place, tqdm(total=dossiers, unit="", disable=self.quiet, file=sys.stderr) as bar:
            try:
                return inbox.measure(place, dossiers, bar.update)
            except (inbox.WrongRows, LoadFailed) as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem

    def _restructure(self, dossiers: int) -> dict[str, Any]:
        """The country restructured with so many dossiers. Refusal where there are too few, or it cannot be done."""
        if not LEAST_DOSSIERS <= dossiers <= MOST_DOSSIERS:
            bounds = {"least": LEAST_DOSSIERS, "most": MOST_DOSSIERS}
            raise Refusal(_("Give %(least)d to %(most)d dossiers.") % bounds)
        self.step(_("Making the country and %(n)d dossiers in a database of their own …") % {"n": dossiers})
        with empty() as place, tqdm(total=dossiers, unit="", disable=self.quiet, file=sys.stderr) as bar:
            try:
                return restructure.measure(place, dossiers, bar.update)
            except (restructure.NotRestructured, NotPossible, NotNow, LoadFailed) as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem

    def _forms(self, count: int) -> dict[str, Any]:
        """So many receipts in one file. Refusal where it makes no sense, or a form is not as it has to be."""
        if not 1 <= count <= MOST_FORMS:
            raise Refusal(_("Give 1 to %(most)d forms.") % {"most": MOST_FORMS})
        self.step(_("Receiving %(n)d dossiers in a database of their own …") % {"n": count})
        with empty() as place, tqdm(total=count, unit="", disable=self.quiet, file=sys.stderr) as bar:
            try:
                return forms.measure(place, count, bar.update)
            except forms.NotPrinted as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem

    def _notices(self, count: int) -> dict[str, Any]:
        """So many applicants told at once. Refusal where it makes no sense, or nothing goes out."""
        if not 1 <= count <= MOST_NOTICES:
            raise Refusal(_("Give 1 to %(most)d notices.") % {"most": MOST_NOTICES})
        self.step(_("Receiving %(n)d dossiers in a database of their own …") % {"n": count})
        with empty() as place, tqdm(total=count, unit="", disable=self.quiet, file=sys.stderr) as bar:
            try:
                return notices.measure(place, count, bar.update)
            except notices.NotTold as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem

    def _deadlines(self, questions: int, dossiers: int) -> dict[str, Any]:
        """Due moments: how many a second, whether they are right, what others say; and a calendar's change."""
        if not 1 <= questions <= MOST_QUESTIONS or not 0 <= dossiers <= MOST_MOVED:
            bounds = {"questions": MOST_QUESTIONS, "dossiers": MOST_MOVED}
            raise Refusal(_("Give 1 to %(questions)d questions, and at most %(dossiers)d dossiers.") % bounds)
        for package in missing():
            self.step(
                _("%(package)s is not compared: install what requirements/dev.txt names.") % {"package": package}
            )
        self.step(_("Measuring …"))
        with tqdm(total=questions + dossiers, unit="", disable=self.quiet, file=sys.stderr) as bar:
            try:
                return deadlines.measure(questions, dossiers, bar.update)
            except NotMoved as problem:
                raise Refusal(_("Nothing could be measured: %(why)s.") % {"why": problem}) from problem

    def _show(self, found: dict[str, Any], format: str) -> None:
        if format == "json":
            self.emit(found)
            return
        for name, value in found.items():
            self.stdout.write(f"{name:30} {value}")
