"""`motcua fees`: what a procedure costs, what the council has set, who is exempt."""

import argparse
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from motcua.catalogue.models import Channel
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.fees.charges import Asked, Charges, Line, NotCharged, SetBy, charges
from motcua.fees.kinds import FeeKind, Per, WhenDue
from motcua.fees.models import CouncilFee, Exemption
from motcua.fees.quote import NotCounted
from motcua.fees.setting import NotSet, set_council_fee, set_exemption
from motcua.fees.simulator import simulator
from motcua.fees.words import in_words
from motcua.journal.by import SYSTEM
from motcua.moments import local_day

GROUND = "LUAT-97-2015"


def whole(text: str) -> int:
    """A whole number, for `add_argument(type=whole)`; anything else is wrong use."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise argparse.ArgumentTypeError(_("%(text)s is not a whole number.") % {"text": text[:40]})
    return sign * int(digits)


class Command(Base):
    """`motcua fees quote|council|exempt|list [PROCEDURE]`, `motcua fees simulate`."""

    help = _("Say what a procedure costs; enter what the council sets and who is exempt.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, for which procedure, and what it is asked for."""
        parser.add_argument(
            "what",
            choices=("quote", "council", "exempt", "list", "simulate"),
            help=_("Quote, enter a resolution or an exemption, list those in force, or play the payment platform."),
        )
        parser.add_argument("procedure", nargs="?", default="", help=_("National code, such as 2.000815."))
        parser.add_argument("--channel", default="", choices=("", *Channel.values), help=_("How it comes in."))
        parser.add_argument("--case", default="", help=_("The case, where the fee depends on it."))
        parser.add_argument("--port", type=int, default=8009, help=_("Port of the simulator."))
        parser.add_argument("--on", type=day, metavar=_("DAY"), help=_("The day, else today."))
        asked = parser.add_argument_group(_("To say what it costs"))
        asked.add_argument("--pages", type=whole, default=1, metavar="N", help=_("Pages of one copy."))
        asked.add_argument("--copies", type=whole, default=1, metavar="N", help=_("How many copies."))
        asked.add_argument("--quantity", type=whole, default=1, metavar="N", help=_("How many cases or items."))
        asked.add_argument("--exempt", default="", metavar="CODE", help=_("By which exemption less is paid."))
        entered = parser.add_argument_group(_("To enter a resolution or an exemption"))
        entered.add_argument("--amount", type=whole, metavar="N", help=_("What the council sets, in đồng."))
        entered.add_argument(
            "--fee", default="", metavar="NAME", help=_("Of which fee, as the catalogue names it.")
        )
        entered.add_argument("--per", choices=Per.values, default=Per.DOSSIER.value, help=_("For each of what."))
        entered.add_argument(
            "--when", choices=WhenDue.values, default=WhenDue.RECEIPT.value, help=_("When it is collected.")
        )
        entered.add_argument("--from", dest="first", type=day, metavar=_("DAY"), help=_("From which day it holds."))
        entered.add_argument("--resolution", default="", metavar="N", help=_("Number of the council's resolution."))
        entered.add_argument("--code", default="", help=_("Code of the exemption."))
        entered.add_argument("--name", default="", help=_("Who is exempt."))
        entered.add_argument("--ground", default="", help=_("The article that exempts."))
        entered.add_argument("--share", type=whole, default=100, metavar="N", help=_("Percent that is not paid."))
        entered.add_argument("--field", default="", help=_("Of which field of procedures; else of all."))
        entered.add_argument("--kind", default="", choices=("", *FeeKind.values), help=_("Of which kind of fee."))

    def handle(self, *, what: str, procedure: str, format: str, **options: Any) -> None:
        """Quote, enter or list; what cannot be is refused in one sentence."""
        if what in ("quote", "council") and not procedure:
            error = CommandError(_("Name the procedure by its national code, such as 2.000815."))
            error.returncode = 2
            raise error
        if what == "simulate":
            self._simulate(options["port"])
            return
        on = options["on"] or local_day(datetime.now(UTC))
        try:
            if what == "quote":
                self._quote(procedure, on, format, options)
            elif what == "council":
                self._council(procedure, on, options)
            elif what == "exempt":
                self._exempt(procedure, on, options)
        except (NotCharged, NotCounted, NotSet) as error:
            raise Refusal(str(error)) from error
        if what != "quote":
            self._list(procedure, on, format)

    def _quote(self, procedure: str, on: date, format: str, options: dict[str, Any]) -> None:
        counted = {name: options[name] for name in ("case", "pages", "copies", "quantity")}
        asked = Asked(options["channel"] or Channel.COUNTER.value, **counted)
        try:
            found = charges(procedure, on, asked, exemption=options["exempt"])
        except NotCharged as error:
            # Nobody asked for the counter: what is taken online alone is quoted as it is online.
            if error.code != "no_channel" or options["channel"]:
                raise
            found = charges(
                procedure, on, replace(asked, channel=Channel.ONLINE.value), exemption=options["exempt"]
            )
        if format == "json":
            self.emit(told(found))
            return
        self.stdout.write(f"{found.procedure} {found.name}".strip())
        for line in found.lines:
            self.stdout.write("  " + in_words(line))
        if not found.lines:
            self.stdout.write("  " + _("The catalogue states nothing about fees; that is not the same as free."))
        elif found.total is None:
            self.stdout.write(_("In all: not known before the provincial council has set every line."))
        else:
            self.stdout.write(_("In all: %(amount)s đ") % {"amount": number_format(found.total)})

    def _council(self, procedure: str, on: date, options: dict[str, Any]) -> None:
        if options["amount"] is None:
            return
        names = ("fee", "channel", "case", "per", "when", "resolution")
        given: dict[str, Any] = {name: options[name] for name in names}
        who: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": GROUND}
        set_council_fee(procedure, options["amount"], from_day=options["first"] or on, **given, **who)

    def _exempt(self, procedure: str, on: date, options: dict[str, Any]) -> None:
        if not options["code"]:
            return
        who: dict[str, Any] = {"by": SYSTEM, "at": datetime.now(UTC), "ground": GROUND}
        set_exemption(
            options["code"],
            options["name"],
            legal_basis=options["ground"],
            share=options["share"],
            from_day=options["first"] or on,
            procedures=[procedure] if procedure else [],
            field=options["field"],
            kind=options["kind"],
            fee=options["fee"],
            **who,
        )

    def _simulate(self, port: int) -> None:
        """Play the payment platform until Ctrl-C, with the secret of this installation."""
        try:
            secret = Path(settings.PAYMENT_SECRET_FILE).read_bytes().strip()
        except OSError as error:
            raise Refusal(_("Name the file of the secret in MOTCUA_PAYMENT_SECRET_FILE.")) from error
        with simulator(secret, port) as address:
            self.step(_("The simulator answers at %(address)s; Ctrl-C ends it.") % {"address": address})
            with suppress(KeyboardInterrupt):
                Event().wait()

    def _list(self, procedure: str, on: date, format: str) -> None:
        councils = CouncilFee.objects.filter(valid__contains=on).order_by("procedure", "fee", "channel", "case")
        exempt = Exemption.objects.filter(valid__contains=on).order_by("code")
        if procedure:
            councils = councils.filter(procedure=procedure)
        columns = ("procedure", "fee", "channel", "case", "per", "when", "amount", "resolution")
        more = ("code", "name", "ground", "share", "procedures", "field", "kind", "fee")
        document = {
            "day": on,
            "council": [{name: getattr(row, name) for name in columns} for row in councils],
            "exemptions": [{name: getattr(row, name) for name in more} for row in exempt],
        }
        if format == "json":
            self.emit(document)
            return
        for row in councils:
            amount = number_format(row.amount)
            self.stdout.write(f"{row.procedure}  {row.fee or '—'}  {amount} đ  {row.resolution}")
        for each in exempt:
            self.stdout.write(f"{each.code}  {each.name}  {each.share}%  {each.ground}")


def told(found: Charges) -> dict[str, Any]:
    """A quote as a document: amounts are numbers of đồng, or "council" where the council has set none yet."""
    return {
        "procedure": found.procedure,
        "name": found.name,
        "day": found.day,
        "channel": found.asked.channel,
        "case": found.asked.case,
        "pages": found.asked.pages,
        "copies": found.asked.copies,
        "quantity": found.asked.quantity,
        "lines": [_told(line) for line in found.lines],
        "total": found.total,
        "complete": found.total is not None,
    }


def _told(line: Line) -> dict[str, Any]:
    def amount(value: int | None) -> int | str:
        return SetBy.COUNCIL.value if value is None else value

    exempted = line.exempted
    return {
        "name": line.name,
        "kind": line.kind.value,
        "kind_name": "lệ phí" if line.kind == FeeKind.CHARGE else "phí",
        "set_by": line.set_by.value,
        "when": line.when.value,
        "per": line.per.value,
        "quantity": line.quantity,
        "rate": amount(line.rate),
        "amount": amount(line.amount),
        "steps": [{"pages": step.pages, "rate": step.rate, "amount": step.amount} for step in line.steps],
        "exemption": exempted
        and {
            "code": exempted.code,
            "name": exempted.name,
            "ground": exempted.ground,
            "share": exempted.share,
            "amount": amount(exempted.amount),
        },
        "to_pay": amount(line.to_pay),
        "basis": line.basis,
        "note": line.note,
    }
