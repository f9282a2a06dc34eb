"""`motcua staff`: the staff register and the mail server's statistics in, the staff report out."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from motcua.catalogue.sheets import Problem, Unreadable, read_bytes
from motcua.catalogue.template import as_xlsx
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR
from motcua.staff.columns import COLUMNS
from motcua.staff.desks import desks_on
from motcua.staff.entering import Entered, import_staff
from motcua.staff.figures import report
from motcua.staff.register import Register
from motcua.staff.statistics import bring_statistics, month_of
from motcua.staff.who import ground_on


class Command(Base):
    """`motcua staff import|template|mail FILE`, `motcua staff report|equipment [--on DAY]`."""

    help = _("Bring in the staff register and the mailboxes' statistics; print the staff report of a day.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with which file, as of which day."""
        parser.add_argument(
            "what",
            choices=("import", "report", "mail", "equipment", "template"),
            help=_("Bring in a register or a month of the mail server, print a report, or write the template."),
        )
        parser.add_argument("file", nargs="?", default="", metavar="FILE", help=_("XLSX or CSV."))
        parser.add_argument("--dry-run", action="store_true", help=_("Check the file and enter nothing."))
        parser.add_argument("--month", default="", metavar="YYYY-MM", help=_("Of which month the statistics are."))
        parser.add_argument("--on", type=day, metavar=_("DAY"), help=_("As of which day, else today."))
        parser.add_argument("--level", default="", help=_("Of units of this level alone, such as commune."))

    def handle(self, *, what: str, file: str, format: str, **options: Any) -> None:
        """Do it; problems of a file are printed by row and column, and the exit code is 1."""
        at = datetime.now(UTC)
        on = options["on"] or local_day(at)
        if what in ("import", "mail", "template") and not file:
            raise _wrong_use(_("Name the file."))
        if what == "import":
            self._import(Path(file), at, options["dry_run"], format)
        elif what == "mail":
            self._mail(Path(file), options["month"], at, options["dry_run"], format)
        elif what == "template":
            self._template(Path(file))
        elif what == "report":
            self._report(on, options["level"], format)
        else:
            self._equipment(on, format)

    def _import(self, file: Path, at: datetime, dry_run: bool, format: str) -> None:
        who: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at, "ground": ground_on(local_day(at))}
        done = import_staff(_content(file), **who, dry_run=dry_run)
        if format == "json":
            self.emit({"file": str(file), **done.as_json()})
        self._told(done.problems, done.sentence(), format)

    def _mail(self, file: Path, month: str, at: datetime, dry_run: bool, format: str) -> None:
        try:
            of = month_of(month)
        except ValueError as problem:
            raise _wrong_use(str(problem)) from problem
        who: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at, "ground": "OFFICE"}
        done = bring_statistics(_content(file), file.name, of, **who, dry_run=dry_run)
        if format == "json":
            self.emit(
                {
                    "file": str(file),
                    "month": f"{of:%Y-%m}",
                    "loaded": done.loaded,
                    "dry_run": dry_run,
                    "rows": done.rows,
                    "missing": done.missing,
                    "problems": [problem.as_json() for problem in done.problems],
                }
            )
        words = _("%(n)s mailboxes in %(month)s; the file says nothing of %(missing)s.")
        said = words % {"n": done.rows, "month": f"{of:%m/%Y}", "missing": len(done.missing)}
        self._told(done.problems, said, format)

    def _told(self, problems: list[Problem], sentence: str, format: str) -> None:
        if not problems:
            if format == "table":
                self.stdout.write(sentence)
            return
        if format == "table":
            for problem in problems[:200]:
                where = _("row %(row)s") % {"row": problem.row} if problem.row else _("file")
                self.stderr.write(": ".join(p for p in (where, problem.column, problem.message) if p))
        raise Refusal(Entered(problems=problems).sentence())

    def _template(self, file: Path) -> None:
        try:
            file.write_bytes(as_xlsx(COLUMNS, _("Staff register")))
        except OSError as error:
            why = error.strerror or str(error)
            raise Refusal(_("%(path)s cannot be written: %(why)s.") % {"path": file, "why": why}) from error
        self.step(_("The template is in %(file)s.") % {"file": file})

    def _report(self, on: date, level: str, format: str) -> None:
        register = Register(on, tree(), level=level)
        lines = report(register)
        if format == "json":
            month = f"{register.month:%Y-%m}" if register.month else None
            figures = [
                {
                    "name": line.name,
                    "label": line.label,
                    "count": line.count,
                    "of": line.of,
                    "percent": line.percent,
                    "definition": line.definition,
                }
                for line in lines
            ]
            self.emit({"day": on, "level": level or None, "mail_month": month, "figures": figures})
            return
        for line in lines:
            of = f" / {line.of} = {line.share} %" if line.of is not None else ""
            self.stdout.write(f"{line.label}: {line.count}{of}")

    def _equipment(self, on: date, format: str) -> None:
        desks = desks_on(on, tree())
        if format == "json":
            self.emit(
                {
                    "day": on,
                    "desks": [
                        {
                            "code": desk.code,
                            "name": desk.name,
                            "officers": desk.officers,
                            "things": [
                                {"code": t.standard.code, "wanted": t.wanted, "has": t.has, "lacks": t.lacks}
                                for t in desk.things
                            ],
                        }
                        for desk in desks
                    ],
                }
            )
            return
        for desk in desks:
            missing = ", ".join(f"{thing.standard} {thing.lacks}" for thing in desk.lacking)
            self.stdout.write(f"{desk.code} {desk.name}: {missing or '—'}")


def _content(file: Path) -> bytes:
    try:
        return read_bytes(file)
    except Unreadable as problem:
        raise Refusal(str(problem)) from problem


def _wrong_use(sentence: str) -> CommandError:
    error = CommandError(sentence)
    error.returncode = 2
    return error
