"""Serve the program: database, web server and worker, until somebody says stop."""

import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from motcua import server, web
from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.run.children import Child, Guard, adopt_orphans, end

WORKERS = 2
# Each keeps a connection of its own; the server has 100.
THREADS = 4
# A child that lives shorter than this will not live longer the next time.
SHORT_LIFE = 10.0
LOOK_EVERY = 5.0


class Command(Base):
    """`motcua run [--port N] [--host ADDRESS]`."""

    help = _("Serve the program in the browser; the demo is played where the database is empty.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to serve."""
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help=_("Port, else PORT."))
        parser.add_argument("--host", default="127.0.0.1", help=_("Address to listen on; ours alone."))
        parser.add_argument("--without-demo", action="store_true", help=_("Leave an empty database empty."))

    def handle(self, *, port: str, host: str, without_demo: bool, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM; Refusal if the port is taken or a part does not live."""
        self.host, self.port = host, _number(port)
        _refuse_taken_port(self.host, self.port)
        if not without_demo:
            self._fill()
        adopt_orphans()
        connections.close_all()
        guard = Guard()
        children: list[Child] = []
        try:
            self.step(_("Starting the web server and the worker …"))
            children += [Child(_("web server"), self._web(), guard), Child(_("worker"), _worker(), guard)]
            self._await_first_answer(children[0])
            self._greet()
            self._watch(children)
        except KeyboardInterrupt:
            self.step(_("Stopping …"))
        finally:
            # We are ending: nothing may interrupt that, neither here nor while the database stops.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            end(children)
            guard.close()

    def _fill(self) -> None:
        """Play the demo where nobody has handed in anything."""
        from motcua.dossiers.models import Dossier

        if not Dossier.objects.exists():
            self.step(_("The database is empty: playing the demo, the year 2019 of Đức Huệ …"))
            call_command("demo", "duc-hue-2019", stdout=self.stderr)
            call_command("demo", "these-days", stdout=self.stderr)

    def _web(self) -> list[str]:
        return web.command(self.host, self.port, workers=WORKERS, threads=THREADS)

    def _await_first_answer(self, web: Child) -> None:
        """Wait until a page comes; a first page that fails is a page too."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if web.has_ended:
                raise Refusal(_("The web server ended at once; its messages stand above."))
            try:
                connection = http.client.HTTPConnection(_reachable(self.host), self.port, timeout=30)
                connection.request("GET", "/")
                connection.getresponse().read()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise Refusal(_("The web server did not answer within a minute."))

    def _greet(self) -> None:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        self.stdout.write(_("Một Cửa is open: %(address)s") % {"address": f"http://{shown}:{self.port}"})
        sign_ins = Path(settings.HOME) / "demo-signins.txt"
        if sign_ins.exists():
            self.stdout.write(sign_ins.read_text().rstrip())
        self.stdout.write(_("Ctrl-C stops it."))
        self.stdout.flush()

    def _watch(self, children: list[Child]) -> None:
        """Start again what dies by itself; give up on what dies again at once."""
        looked_at = time.monotonic()
        while True:
            time.sleep(0.2)
            for child in children:
                if child.has_ended:
                    self._revive(child)
            if time.monotonic() - looked_at > LOOK_EVERY:
                self._look_after_database(children)
                looked_at = time.monotonic()

    def _revive(self, child: Child) -> None:
        values = {"name": child.name, "code": child.process.returncode}
        child.clear_away()
        if child.seconds < SHORT_LIFE:
            raise Refusal(_("The %(name)s ended by itself (code %(code)d) again; stopping.") % values)
        self.step(_("The %(name)s ended by itself (code %(code)d); starting it again.") % values)
        _revive_database()
        child.start()

    def _look_after_database(self, children: list[Child]) -> None:
        """Start the embedded server again if it died; where its address changed, all who know the old one."""
        if _revive_database():
            end(children)
            for child in children:
                child.start()


def _revive_database() -> bool:
    """Start the embedded server if it died; return whether it now has another address."""
    if os.environ.get("DATABASE_URL"):
        return False
    urls = server.renew(Path(settings.HOME))
    changed = urls.app != os.environ["MOTCUA_DATABASE_URL"]
    os.environ["MOTCUA_DATABASE_URL"], os.environ["MOTCUA_OWNER_DATABASE_URL"] = urls.app, urls.owner
    return changed


def _worker() -> list[str]:
    return [sys.executable, "-m", "motcua", "procrastinate", "worker"]


def _number(port: str) -> int:
    if port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        return int(port)
    raise Refusal(_("%(port)s is not a port; write a number from 1 to 65535.") % {"port": port[:40]}, returncode=2)


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise Refusal unless we could listen there now."""
    try:
        kind, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise Refusal(
            _("Port %(port)d on %(host)s cannot be used (%(why)s); choose another: PORT=8431 make run.")
            % {"port": port, "host": host, "why": error.strerror or error}
        ) from error
