"""`motcua notices`: how the notices stand, one round of sending, and a gateway for trials."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.moments import LOCAL, iso
from motcua.notices.deliver import deliver
from motcua.notices.kinds import NoticeState
from motcua.notices.simulator import Simulator
from motcua.notices.standing import Standing, standing
from motcua.notices.walking import walk


class Command(Base):
    """`motcua notices status`, `motcua notices send` and `motcua notices simulate`."""

    help = _("Notices to applicants: how they stand, one round of sending, and a gateway for trials.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument(
            "what",
            choices=("status", "send", "simulate"),
            help=_("Say how they stand; send what is due, once; be a gateway that sends nothing."),
        )
        parser.add_argument("--port", type=int, default=8025, help=_("To simulate: where to listen."))
        parser.add_argument("--token", default="", help=_("To simulate: take messages only with this token."))
        parser.add_argument(
            "--refuse", action="append", default=[], metavar="NUMBER", help=_("To simulate: refuse this number.")
        )

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        """Do it. Refusal in one sentence where it is not possible."""
        if what == "simulate":
            self._simulate(options["port"], options["token"], options["refuse"])
        elif what == "send":
            self._send(format)
        else:
            found = standing(datetime.now(UTC))
            if format == "json":
                self.emit(_plain(found))
            else:
                self.stdout.write("\n".join(_lines(found)))

    def _send(self, format: str) -> None:
        walked, outcome = walk(), deliver()
        if format == "json":
            self.emit(
                {
                    "walked": walked.entries,
                    "made": walked.made,
                    "became": outcome.became,
                    "away": outcome.away,
                    "quiet": outcome.is_quiet,
                    "busy": outcome.is_busy,
                }
            )
        else:
            self.stdout.write(_("%(n)d notices made.") % {"n": walked.made})
            for state, n in outcome.became.items():
                self.stdout.write(f"{NoticeState(state).label}: {n}")
        if outcome.is_busy:
            raise Refusal(_("Another round is sending at this moment. Look again in a minute."))
        if outcome.is_quiet:
            self.step(_("These are the quiet hours: nothing is sent until they end."))
        if outcome.away:
            named = ", ".join(f"{channel} ({why})" for channel, why in outcome.away.items())
            raise Refusal(_("Nobody takes notices by %(channels)s; they wait.") % {"channels": named})

    def _simulate(self, port: int, token: str, refused: list[str]) -> None:
        simulator = Simulator(token=token, refused=set(refused), tell=self._told)
        try:
            server = simulator.server(port)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise Refusal(_("Port %(port)s cannot be used: %(why)s.") % {"port": port, "why": why}) from error
        self.step(_("Taking messages on http://127.0.0.1:%(port)s/ until Ctrl-C.") % {"port": server.server_port})
        try:
            server.serve_forever()
        finally:
            server.server_close()

    def _told(self, said: dict[str, str]) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False))
        self.stdout.flush()


def _plain(found: Standing) -> dict[str, Any]:
    return {
        "position": found.position,
        "behind": found.behind,
        "quiet_from": f"{found.rule.quiet_from:%H:%M}",
        "quiet_until": f"{found.rule.quiet_until:%H:%M}",
        "quiet": found.is_quiet,
        "per_minute": found.rule.per_minute,
        "channels": {
            each.channel.value: {
                "set_up": not each.problem,
                "problem": each.problem,
                "states": each.states,
                "next_at": iso(each.next_at),
            }
            for each in found.channels
        },
        "failed": found.failed,
    }


def _lines(found: Standing) -> Iterator[str]:
    if found.position is None:
        yield _("Notices have not begun: the first round begins with what happens after it.")
    else:
        yield _("The journal is walked up to position %(position)s; %(behind)s entries are to come.") % {
            "position": found.position,
            "behind": found.behind,
        }
    for each in found.channels:
        states = ", ".join(f"{NoticeState(state).label}: {n}" for state, n in each.states.items())
        yield f"{each.channel.label}: {states or '—'}"
        if each.problem:
            yield "  " + _("not set up (%(why)s)") % {"why": each.problem}
        if each.next_at:
            yield "  " + _("the next at %(at)s") % {"at": f"{each.next_at.astimezone(LOCAL):%H:%M %d/%m/%Y}"}
    if found.failed:
        yield _("%(n)s reached nobody, or may not have: see the page of notices.") % {"n": found.failed}
