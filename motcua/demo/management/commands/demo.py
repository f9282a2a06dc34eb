"""`motcua demo`: play a real district's year into an empty database, and the days up to now after it."""

import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.demo import officers, published
from motcua.demo.stage import Bar, Stage, play
from motcua.demo.these_days import NoDistrict, TheseDays
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Unit

YEAR, THESE_DAYS = "duc-hue-2019", "these-days"
SEED = 2019


class Command(Base):
    """`motcua demo duc-hue-2019 [--seed N]`, then `motcua demo these-days`."""

    help = _("Play the year 2019 of the district of Đức Huệ into an empty database; then, if asked, these days.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which year, and which of the possible ones."""
        parser.add_argument("year", choices=(YEAR, THESE_DAYS), help=_("What to play."))
        parser.add_argument("--seed", type=int, default=SEED, help=_("Another number gives another year."))

    def handle(self, *, year: str, seed: int, format: str, **options: Any) -> None:
        """Play the year and print it beside what was published. Refusal where the database is not empty."""
        began = time.monotonic()
        if year == THESE_DAYS:
            self._these_days(seed, format, began)
            return
        stage = Stage(seed, self._bar)
        result, seconds = play_into_empty(stage), time.monotonic() - began
        if format == "json":
            self.emit(published.as_document(result, seconds))
        else:
            self.stdout.write(published.as_text(result, seconds))
        kept = officers.keep_sheet(stage.password)
        self.step(officers.sheet(stage.password) + _("They are kept in %(file)s.") % {"file": kept})

    def _these_days(self, seed: int, format: str, began: float) -> None:
        """Play the last working days up to this moment. Refusal where the demo's district is not there."""
        try:
            with transaction.atomic():
                received = TheseDays(datetime.now(UTC), seed).play(self._bar)
        except NoDistrict as problem:
            raise Refusal(
                _("These days are played in the district of the demo. Play motcua demo duc-hue-2019 first.")
            ) from problem
        if format == "json":
            self.emit({"received": received, "seconds": round(time.monotonic() - began, 1)})
        else:
            self.stdout.write(_("%(n)d dossiers of these days were handed in.") % {"n": received})

    def _bar(self, total: int) -> AbstractContextManager[Bar]:
        return self.bar(_("Playing"), total)


def play_into_empty(stage: Stage) -> published.Result:
    """Play everything in one transaction: interrupted, it leaves nothing. Returns the year as the records have it.

    Refusal where something is there already, or where the records do not show the year's totals.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody else may begin meanwhile; both locks end with the transaction.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demo'))")
        if Unit.objects.exists() or Dossier.objects.exists():
            raise Refusal(
                _(
                    "The demo needs an empty database, and this one holds units or dossiers. "
                    "Set MOTCUA_HOME to another folder."
                )
            )
        # Nothing is lost if the machine dies: the demo is simply played again. Plans made for empty tables would
        # be kept while these grow.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        play(stage)
        result = published.read()
        if found := published.differences(result, stage.totals):
            raise Refusal(_("The year does not come out as it should: %(cells)s.") % {"cells": "; ".join(found)})
        return result
