"""`motcua norm`: set, end and list the shorter limits that units keep by their own decision."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.catalogue import cells
from motcua.catalogue.models import Norm, Procedure
from motcua.catalogue.norms import NoNorm, end_norm, set_norm
from motcua.catalogue.wording import in_words
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.organisation.tree import tree

GROUND = "DECISION"


class Command(Base):
    """`motcua norm set UNIT PROCEDURE LIMIT`, `norm end UNIT PROCEDURE` and `norm list [UNIT [PROCEDURE]]`."""

    help = _("Set, end or list the shorter limits that units keep by their own decision.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which unit, which procedure, and how long."""
        parser.add_argument("what", choices=("set", "end", "list"), help=_("What to do."))
        parser.add_argument("unit", nargs="?", default="", help=_("The unit, by its code."))
        parser.add_argument("procedure", nargs="?", default="", help=_("The procedure, by its code."))
        parser.add_argument("limit", nargs="?", default="", help=_('How long, such as "3 working_day".'))
        parser.add_argument("--from", type=day, dest="from_day", help=_("From this day on; else from today."))
        parser.add_argument("--decision", default="", help=_("The number of the unit's decision."))

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        """Do it; a Refusal in one sentence where it is not possible."""
        now = datetime.now(UTC)
        from_day = options["from_day"] or local_day(now)
        unit = _unit(options["unit"], from_day) if options["unit"] else None
        procedure = _procedure(options["procedure"]) if options["procedure"] else None
        if what == "list":
            self._list(list(_in_force(unit, procedure, from_day)), format)
            return
        if unit is None or procedure is None:
            raise Refusal(_("Name a unit and a procedure by their codes."))
        acting: dict[str, Any] = {"from_day": from_day, "by": SYSTEM, "at": now, "ground": GROUND}
        try:
            if what == "set":
                if not options["limit"]:
                    raise Refusal(_('Say how long the norm is, such as "3 working_day".'))
                limit = cells.whole_limit(options["limit"])
                norm = set_norm(unit, procedure, limit, decision=options["decision"], **acting)
                self._list([_row(norm, from_day)], format)
            else:
                ended = end_norm(unit, procedure, **acting)
                self._said({"ended": ended}, _("Norms ended: %(count)s.") % {"count": ended}, format)
        except (NoNorm, ValueError) as problem:
            raise Refusal(str(problem)) from problem

    def _list(self, rows: list[dict[str, Any]], format: str) -> None:
        if format == "json":
            self.emit({"norms": rows})
            return
        if not rows:
            self.stdout.write(_("No unit keeps a norm of its own there."))
        for row in rows:
            span = _("from %(day)s") % {"day": f"{row['from']:%d/%m/%Y}"}
            if row["until"]:
                span += " " + _("until before %(day)s") % {"day": f"{row['until']:%d/%m/%Y}"}
            self.stdout.write(f"{row['unit']}  {row['procedure']:12} {row['words']:20} {span}  {row['decision']}")

    def _said(self, document: dict[str, Any], sentence: str, format: str) -> None:
        if format == "json":
            self.emit(document)
        else:
            self.stdout.write(sentence)


def _unit(code: str, on: date) -> Unit:
    place = tree().by_code(code, on)
    if place is None:
        raise Refusal(_("No unit has the code %(code)s on %(day)s.") % {"code": code[:40], "day": f"{on:%d/%m/%Y}"})
    return Unit.objects.get(pk=place.unit)


def _procedure(code: str) -> Procedure:
    found = Procedure.objects.filter(code=code).first()
    if found is None:
        raise Refusal(_("No procedure has the code %(code)s.") % {"code": code[:40]})
    return found


def _in_force(unit: Unit | None, procedure: Procedure | None, on: date) -> Iterator[dict[str, Any]]:
    """Norms that stand on a day or begin later, by procedure."""
    not_ended = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on)
    norms = Norm.objects.filter(not_ended, valid__isempty=False)
    if unit is not None:
        norms = norms.filter(unit=unit)
    if procedure is not None:
        norms = norms.filter(procedure=procedure)
    for norm in norms.select_related("procedure").order_by("procedure__code", "valid", "pk"):
        yield _row(norm, on)


def _row(norm: Norm, on: date) -> dict[str, Any]:
    place = tree().on(norm.unit_id, on) or tree().latest(norm.unit_id)
    return {
        "unit": place.code if place else str(norm.unit_id),
        "unit_name": place.name if place else "",
        "procedure": norm.procedure.code,
        "limit": norm.limit_value,
        "limit_unit": norm.limit_unit,
        "words": in_words(norm.limit),
        "from": norm.valid.lower,
        "until": norm.valid.upper,
        "decision": norm.decision,
    }
