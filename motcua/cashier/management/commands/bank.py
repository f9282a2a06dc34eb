"""Bring in a bank's statement; lay down the account that it is of, and the books of its receipts."""

import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from motcua.cashier.accounts import name_account, named
from motcua.cashier.books import open_book
from motcua.cashier.bringing import NotBrought, bring_statement, read_through
from motcua.cashier.mapping import BadMapping, StatementMapping
from motcua.cashier.matching import Clerk
from motcua.cashier.models import BankLine, BankStatement, CollectingAccount, LineState, StatementState
from motcua.cashier.table import Unreadable
from motcua.cashier.who import ground_on
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.dossiers.refusals import Done
from motcua.moments import iso, local_day
from motcua.organisation.tree import tree
from motcua.people.actor import SYSTEM_ACTOR

FORMATS = ("text", "json")


class Command(Base):
    """`motcua bank import FILE --mapping FILE`, `lines`, `account`, `book`: the system acts."""

    help = _("Bring in a bank's statement, list what waits, lay down the account and the books of receipts.")

    def add_arguments(self, parser: CommandParser) -> None:
        """What is to be done."""
        parts = parser.add_subparsers(dest="what", required=True, parser_class=ArgumentParser)
        bring = parts.add_parser("import", help=_("Bring in a statement: a CSV file."))
        bring.add_argument("file", type=Path)
        bring.add_argument("--mapping", required=True, type=Path, help=_("JSON file: how the statement is read."))
        bring.add_argument("--account", help=_("Number of the account, where the mapping does not name it."))
        lines = parts.add_parser("lines", help=_("List what waits to be assigned."))
        lines.add_argument("--state", choices=LineState.values, default=LineState.WAITING)
        account = parts.add_parser("account", help=_("Lay down the account of a unit from a day on."))
        for name, words in (
            ("unit", _("Code of the unit.")),
            ("bank", _("BIN of the bank, six digits such as 970403.")),
            ("number", _("Number of the account.")),
            ("holder", _("Its holder, as the bank writes him.")),
        ):
            account.add_argument(f"--{name}", required=True, help=words)
        account.add_argument("--bank-name", default="", help=_("Name of the bank."))
        account.add_argument("--from", dest="from_day", type=day, help=_("First day; today, if none is given."))
        book = parts.add_parser("book", help=_("Open a book of receipts of a unit."))
        for name, words in (
            ("unit", _("Code of the unit.")),
            ("form", _("Code of the form, such as 01BLP3-001.")),
            ("symbol", _("Symbol, such as AA-26P.")),
        ):
            book.add_argument(f"--{name}", required=True, help=words)
        book.add_argument("--first", type=int, default=1, help=_("First number."))
        book.add_argument("--last", type=int, required=True, help=_("Last number."))
        for each in (bring, lines, account, book):
            each.add_argument("--format", choices=FORMATS, default="text", help=_("Form of the output."))
            each.add_argument("--quiet", action="store_true", default=SUPPRESS, help=_("Print no progress."))
            words = _("Language of what is printed.")
            each.add_argument("--lang", choices=("vi", "en"), default=SUPPRESS, help=words)

    def handle(self, *, what: str, **options: Any) -> None:
        """Do it."""
        at = datetime.now(UTC)
        doing: dict[str, Callable[..., dict[str, Any]]] = {
            "import": self._import,
            "lines": self._lines,
            "account": self._account,
            "book": self._book,
        }
        said = doing[what](at, **options)
        if options["format"] == "json":
            self.emit(said)
        elif "sentence" in said:
            self.stdout.write(said["sentence"])

    def _import(
        self, at: datetime, *, file: Path, mapping: Path, account: str | None, **options: Any
    ) -> dict[str, Any]:
        begun = time.perf_counter()
        content = _content(file)
        try:
            read = StatementMapping.read(_content(mapping).decode("utf-8-sig"))
        except BadMapping as problem:
            raise Refusal(str(problem)) from problem
        except UnicodeDecodeError as problem:
            raise Refusal(_("The mapping %(file)s is not in UTF-8.") % {"file": mapping}) from problem
        collecting = self._of(account or read.account, local_day(at))
        ground = ground_on(local_day(at))
        try:
            kept = bring_statement(collecting, content, file.name, read, by=SYSTEM_ACTOR, at=at, ground=ground)
        except (Unreadable, NotBrought) as problem:
            raise Refusal(str(problem)) from problem
        with self.bar(_("Entering %(n)s lines …") % {"n": kept.lines}, kept.lines) as bar:
            read_through(kept, Clerk(SYSTEM_ACTOR, at, ground), lambda done, of: bar.update(done - bar.n) and None)
        if kept.state != StatementState.DONE:
            raise Refusal(kept.sentence or str(kept.get_state_display()))
        return self._told(kept, time.perf_counter() - begun)

    def _told(self, kept: BankStatement, seconds: float) -> dict[str, Any]:
        sentence = _(
            "%(file)s: %(lines)s lines; entered %(matched)s, waiting %(waiting)s, known before %(known)s; went out "
            "and left out %(outgoing)s."
        )
        names = ("lines", "matched", "waiting", "known", "outgoing")
        counts = {name: getattr(kept, name) for name in names}
        return {
            "file": kept.file_name,
            "account": kept.collecting.number,
            **counts,
            "seconds": round(seconds, 2),
            "sentence": sentence % {"file": kept.file_name, **counts},
        }

    def _of(self, number: str, today: date) -> CollectingAccount:
        if number:
            found = named(number, today)
            if found is None:
                raise Refusal(
                    _("No account %(number)s is laid down. Do it with “motcua bank account”.")
                    % {"number": number[:40]}
                )
            return found
        known = list(CollectingAccount.objects.filter(valid__contains=today)[:2])
        if len(known) != 1:
            raise Refusal(_("Name the account of the statement with --account, or in the mapping."))
        return known[0]

    def _lines(self, at: datetime, *, state: str, **options: Any) -> dict[str, Any]:
        found = BankLine.objects.filter(state=state).order_by("on", "pk")
        total = found.aggregate(n=Count("pk"), sum=Sum("amount"))
        for line in found if options["format"] == "text" else ():
            self.stdout.write(
                f"{line.on:%d/%m/%Y}\t{line.amount}\t{line.reference}\t{line.purpose}\t{line.get_why_display()}"
            )
        names = ("reference", "on", "amount", "purpose", "payer", "why", "note")
        rows = [{name: getattr(line, name) for name in names} for line in found[:10_000]]
        return {"at": iso(at), "state": state, "count": total["n"], "sum": total["sum"] or 0, "lines": rows}

    def _account(self, at: datetime, *, unit: str, from_day: date | None, **options: Any) -> dict[str, Any]:
        given = {name: options[name] for name in ("bank", "number", "holder", "bank_name")}
        first = from_day or local_day(at)
        who: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at, "ground": "DECISION"}
        done = _done(name_account(_unit(unit, local_day(at)), from_day=first, **given, **who))
        sentence = _("Fees of %(unit)s are paid to account %(number)s from %(day)s on.")
        shown = {"unit": unit, "number": given["number"], "day": f"{first:%d/%m/%Y}"}
        return {"account": done.done[0], "from": first, "sentence": sentence % shown}

    def _book(
        self, at: datetime, *, unit: str, form: str, symbol: str, first: int, last: int, **options: Any
    ) -> dict[str, Any]:
        who: dict[str, Any] = {"by": SYSTEM_ACTOR, "at": at, "ground": ground_on(local_day(at))}
        given: dict[str, Any] = {"form": form, "symbol": symbol, "first": first, "last": last}
        done = _done(open_book(_unit(unit, local_day(at)), **given, **who))
        sentence = _("Book %(symbol)s of %(unit)s is open: %(first)s to %(last)s.")
        shown = {"symbol": symbol, "unit": unit, "first": f"{first:07d}", "last": f"{last:07d}"}
        return {"book": done.done[0], "sentence": sentence % shown}


def _unit(code: str, today: date) -> Any:
    place = tree().by_code(code, today)
    if place is None:
        raise Refusal(_("No unit with the code %(code)s is in force today.") % {"code": code[:40]})
    return place.unit


def _done(done: Done) -> Done:
    if done.refusal is not None:
        raise Refusal(str(done.refusal))
    return done


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        error = CommandError(
            _("%(file)s cannot be read (%(why)s).") % {"file": file, "why": problem.strerror or problem}
        )
        error.returncode = 2
        raise error from problem
