"""Give programs tokens for the API, list and end them; print the OpenAPI document."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from motcua.api import openapi
from motcua.api.clients import NotAdmitted, admit_client, end_client
from motcua.api.models import ApiClient, Scope
from motcua.command import Command as Base
from motcua.command import Refusal, day
from motcua.journal.by import SYSTEM
from motcua.moments import local_day
from motcua.organisation.tree import tree
from motcua.people.models import Account
from motcua.reports.texttable import table
from motcua.text import nfc

WRONG_USE = 2
DOINGS = ("add", "list", "end")
GROUND = "OFFICE"


class Command(Base):
    """`motcua api client add|list|end …` and `motcua api schema`."""

    help = _("Give programs tokens for the API, list and end them; print the API's document.")
    formats = ("table", "json")

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and for whom."""
        parser.add_argument("what", choices=("client", "schema"), help=_("client: tokens; schema: OpenAPI."))
        parser.add_argument("do", nargs="?", choices=DOINGS, help=_("With client: add, list or end."))
        parser.add_argument("name", nargs="?", help=_("Name of the client."))
        parser.add_argument("--account", metavar=_("USERNAME"), help=_("The account whose posts it acts from."))
        parser.add_argument(
            "--scope", action="append", default=[], choices=Scope.values, help=_("What it may do; repeat it.")
        )
        parser.add_argument(
            "--unit", action="append", default=[], metavar=_("CODE"), help=_("Only these units and those below.")
        )
        parser.add_argument("--from", dest="from_on", type=day, metavar=_("DAY"), help=_("First day; today."))
        parser.add_argument("--until", dest="until_on", type=day, metavar=_("DAY"), help=_("First day without."))
        parser.add_argument("-o", "--output", type=Path, metavar=_("FILE"), help=_("Write to a file."))

    def handle(self, *, what: str, do: str | None, name: str | None, format: str, **options: Any) -> None:
        """Do it, or say what is missing."""
        self.is_json = format == "json"
        if what == "schema":
            self._schema(options["output"])
        elif do == "list":
            self._list()
        elif do is None or name is None:
            raise CommandError(
                _("Say what to do: motcua api client add NAME, list, or end NAME."), returncode=WRONG_USE
            )
        elif do == "add":
            self._add(nfc(name), options)
        else:
            self._end(nfc(name), options["until_on"])

    def _schema(self, output: Path | None) -> None:
        if output is None:
            self.stdout.write(openapi.text(), ending="")
        else:
            output.write_text(openapi.text(), encoding="utf-8")
            self.step(_("Written to %(file)s.") % {"file": output})

    def _add(self, name: str, given: dict[str, Any]) -> None:
        if not given["account"] or not given["scope"]:
            raise CommandError(_("Name an account with --account and at least one --scope."), returncode=WRONG_USE)
        account = Account.objects.filter(username=nfc(given["account"]), is_active=True).first()
        if account is None:
            raise Refusal(_("Nobody signs in as “%(name)s”.") % {"name": given["account"][:60]})
        now = datetime.now(UTC)
        try:
            client, token = admit_client(
                name,
                account,
                scopes=given["scope"],
                units=[_unit(code, local_day(now)) for code in given["unit"]],
                from_on=given["from_on"] or local_day(now),
                until_on=given["until_on"],
                by=SYSTEM,
                at=now,
                ground=GROUND,
            )
        except NotAdmitted as problem:
            raise Refusal(str(problem)) from problem
        if self.is_json:
            self.emit(_document(client) | {"token": token})
            return
        self.step(_("The token of “%(name)s”; it is shown this once and kept nowhere:") % {"name": name})
        self.stdout.write(token)

    def _list(self) -> None:
        clients = list(ApiClient.objects.select_related("account").order_by("name"))
        if self.is_json:
            self.emit([_document(client) for client in clients])
        elif not clients:
            self.stdout.write(_("There are no clients yet: motcua api client add NAME."))
        else:
            heads = [[_("Client"), _("Account"), _("From"), _("Until"), _("Units"), _("Scopes")]]
            rows = [
                (
                    document["name"],
                    document["account"],
                    document["from"],
                    document["until"] or "",
                    " ".join(document["units"]),
                    " ".join(document["scopes"]),
                )
                for document in map(_document, clients)
            ]
            self.stdout.write(table(heads, rows))

    def _end(self, name: str, on: date | None) -> None:
        client = ApiClient.objects.filter(name=name).first()
        if client is None:
            raise Refusal(
                _("There is no client “%(name)s”; motcua api client list names all.") % {"name": name[:60]}
            )
        now = datetime.now(UTC)
        end_client(client, on=on or local_day(now), by=SYSTEM, at=now, ground=GROUND)
        client.refresh_from_db()
        if self.is_json:
            self.emit(_document(client))
        else:
            self.step(
                _("The token of “%(name)s” opens nothing from %(day)s on.")
                % {"name": name, "day": f"{client.until_on:%d/%m/%Y}"}
            )


def _unit(code: str, today: date) -> UUID:
    place = tree().by_code(nfc(code), today)
    if place is None:
        raise Refusal(_("No unit bears the code or id “%(code)s” today.") % {"code": code[:60]})
    return place.unit


def _document(client: ApiClient) -> dict[str, Any]:
    units = tree()
    places = [units.latest(unit) for unit in map(UUID, client.units)]
    return {
        "id": str(client.pk),
        "name": client.name,
        "account": client.account.username,
        "scopes": client.scopes,
        "units": [place.code for place in places if place],
        "from": client.from_on,
        "until": client.until_on,
    }
