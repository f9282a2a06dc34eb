"""`motcua units`: restructure by a file, show the chart of a day, list decisions, take one back before its day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.journal.by import SYSTEM
from motcua.moments import iso, local_day
from motcua.organisation.models import UnitKind, UnitLevel
from motcua.organisation.tree import Place, tree
from motcua.reorganising.acts import Decided, NotNow, take_back
from motcua.reorganising.at_once import restructure
from motcua.reorganising.files import NotAFile, lines_of
from motcua.reorganising.findings import Finding
from motcua.reorganising.models import Reorganisation, Stage
from motcua.reorganising.problems import NotPossible
from motcua.text import nfc

GROUND = "DECISION"
WHAT = ("restructure", "chart", "decisions", "take-back")


class Command(Base):
    """`motcua units restructure FILE --decision NUMBER --authority WHO --on DAY [--dry-run]`, `motcua units chart
    --on DAY`, `motcua units decisions`, `motcua units take-back NUMBER --reason WHY`."""

    help = _("Restructure units by a decision, show the chart of a day, list decisions, take one back.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with which file or decision."""
        parser.add_argument("what", choices=WHAT, help=_("What to do."))
        parser.add_argument(
            "which",
            nargs="?",
            default="",
            metavar=_("FILE or NUMBER"),
            help=_(
                "To restructure: the file with the lines (CSV or JSON). To take back: the number of the decision."
            ),
        )
        parser.add_argument("--on", type=day, metavar=_("DAY"), help=_("The day of taking force, or of the chart."))
        decided = parser.add_argument_group(_("To restructure"))
        decided.add_argument("--decision", default="", metavar=_("NUMBER"), help=_("The number of the decision."))
        decided.add_argument("--authority", default="", help=_("Who decided it."))
        decided.add_argument("--issued", type=day, metavar=_("DAY"), help=_("When it was issued; else today."))
        decided.add_argument("--title", default="", help=_("What it is about."))
        decided.add_argument(
            "--fallback", default="", metavar=_("CODE"), help=_("The unit that gets what no line covers.")
        )
        decided.add_argument("--dry-run", action="store_true", help=_("Rehearse it, and keep nothing."))
        decided.add_argument(
            "--leave", default="", metavar=_("REASON"), help=_("Leave what blocks as it is, for this reason.")
        )
        parser.add_argument("--reason", default="", help=_("To take back: why."))

    def handle(self, *, what: str, which: str, format: str, **options: Any) -> None:
        """Do it. Refusal in sentences where it is not possible."""
        if what == "chart":
            self._chart(options["on"] or local_day(datetime.now(UTC)), format)
        elif what == "decisions":
            self._decisions(format)
        elif what == "take-back":
            self._take_back(which, options["reason"])
        else:
            self._restructure(which, format, **options)

    def _restructure(self, which: str, format: str, **options: Any) -> None:
        if not which or options["on"] is None or not options["decision"] or not options["authority"]:
            raise Refusal(_("Name the file, --decision NUMBER, --authority WHO and --on DAY."))
        now = datetime.now(UTC)
        decided = Decided(
            options["decision"], options["authority"], options["issued"] or local_day(now), options["title"]
        )
        try:
            lines = lines_of(Path(which))
            self.step(_("Rehearsing %(n)d lines …") % {"n": len(lines)})
            done = restructure(
                decided, lines, on=options["on"], fallback=options["fallback"], by=SYSTEM, at=now, ground=GROUND,
                leave=options["leave"], dry_run=options["dry_run"],
            )  # fmt: skip
        except OSError as problem:
            raise Refusal(
                _("%(file)s cannot be read: %(why)s.") % {"file": which, "why": problem.strerror or problem}
            ) from problem
        except NotPossible as problem:
            if format == "json":
                rows = [{"row": each.row, "code": each.code, "why": str(each)} for each in problem.problems]
                self.emit({"problems": rows})
            raise Refusal(str(problem)) from problem
        except (NotAFile, NotNow) as problem:
            raise Refusal(str(problem)) from problem
        if format == "json":
            self.emit(
                {
                    "figures": dict(done.rehearsal.figures),
                    "findings": [_finding(each) for each in done.rehearsal.findings],
                    "scheduled": done.is_scheduled,
                }
            )
        else:
            self._say(done.rehearsal.figures, done.rehearsal.findings)
        if done.open:
            raise Refusal(
                _("%(n)d findings block it; nothing was kept. Change the lines, or give --leave REASON.")
                % {"n": len(done.open)}
            )
        if format != "json" and done.is_scheduled:
            self.stdout.write(
                _("Decision %(number)s takes force by itself on %(day)s.")
                % {"number": decided.number, "day": f"{options['on']:%d/%m/%Y}"}
            )

    def _say(self, figures: Any, findings: tuple[Finding, ...]) -> None:
        self.stdout.write(
            _(
                "%(before)d units become %(after)d: %(ended)d end, %(begun)d begin, %(changed)d change. "
                "%(moved)d open dossiers move."
            )
            % {
                "before": figures["units_before"],
                "after": figures["units_after"],
                "ended": figures["ended"],
                "begun": figures["begun"],
                "changed": figures["changed"],
                "moved": figures["moved"],
            }
        )
        for each in findings:
            self.stdout.write(f"{'!' if each.is_blocking else ' '} {each}")

    def _chart(self, on: date, format: str) -> None:
        kinds = dict(UnitKind.objects.values_list("code", "name"))
        levels = dict(UnitLevel.objects.values_list("code", "name"))
        rows: list[dict[str, Any]] = [
            {
                "code": place.code,
                "name": place.name,
                "kind": place.kind,
                "level": place.level,
                "parent": above.code if above else None,
                "prefix": place.number_prefix,
                "depth": depth,
            }
            for place, above, depth in charted(on)
        ]
        if format == "json":
            self.emit({"on": on.isoformat(), "units": rows})
            return
        for row in rows:
            kind, level = kinds.get(row["kind"], row["kind"]), levels.get(row["level"], row["level"])
            self.stdout.write(f"{'  ' * row['depth']}{row['code']}  {row['name']}  ({kind}, {level})")

    def _decisions(self, format: str) -> None:
        made = Reorganisation.objects.select_related("decision").order_by("on", "decision__number")
        rows = [
            {
                "number": each.decision.number,
                "authority": each.decision.authority,
                "issued_on": each.decision.issued_on.isoformat(),
                "on": each.on.isoformat(),
                "stage": each.stage,
                "lines": len(each.lines),
                "in_force_at": iso(each.in_force_at) if each.in_force_at else None,
                "stuck": each.stuck or None,
            }
            for each in made
        ]
        if format == "json":
            self.emit({"decisions": rows})
            return
        for row in rows:
            stage = Stage(row["stage"]).label
            self.stdout.write(f"{row['on']}  {row['number']:24} {stage:24} {row['authority']}")
            if row["stuck"]:
                self.stdout.write(f"    {row['stuck']}")

    def _take_back(self, number: str, reason: str) -> None:
        alive = Reorganisation.objects.filter(decision__number=nfc(number)).exclude(stage=Stage.TAKEN_BACK)
        found = list(alive[:2])
        if len(found) != 1:
            sentence = (
                _("More than one decision has the number %(number)s. Take it back on the screen.")
                if found
                else _("No decision on units has the number %(number)s. “motcua units decisions” lists them.")
            )
            raise Refusal(sentence % {"number": number[:80]})
        try:
            take_back(found[0].pk, reason, by=SYSTEM, at=datetime.now(UTC), ground=GROUND)
        except NotNow as problem:
            raise Refusal(str(problem)) from problem
        self.stdout.write(_("Decision %(number)s is taken back.") % {"number": number})


def charted(on: date) -> Iterator[tuple[Place, Place | None, int]]:
    """The units of a day from the top, each with the one above it and how deep it stands; by code."""
    units = tree()
    there = {place.unit: place for unit in units.places if (place := units.on(unit, on))}
    below: dict[Any, list[Place]] = {}
    for place in there.values():
        below.setdefault(place.parent if place.parent in there else None, []).append(place)
    ahead = [(place, 0) for place in sorted(below.get(None, ()), key=lambda p: p.code, reverse=True)]
    while ahead:
        place, depth = ahead.pop()
        yield place, there.get(place.parent) if place.parent else None, depth
        ahead += [(each, depth + 1) for each in sorted(below.get(place.unit, ()), key=_code, reverse=True)]


def _code(place: Place) -> str:
    return place.code


def _finding(each: Finding) -> dict[str, Any]:
    return each.stored() | {"blocking": each.is_blocking, "says": str(each)}
