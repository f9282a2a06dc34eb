"""A payment platform to try things out with: a small real server that takes signed requests and sends answers."""

import html
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.fees.online import SUCCESS, checksum

PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: sans-serif; max-width: 32rem; margin: 3rem auto">
<h1>{title}</h1><p>{dossier}<br>{items}</p><p><b>{amount} đ</b></p>
<form method="post"><input type="hidden" name="fields" value="{fields}">
<button name="code" value="00">{pay}</button> <button name="code" value="24">{leave}</button></form>
</body></html>"""


def answered(fields: dict[str, str], code: str, secret: bytes, reference: str = "") -> dict[str, str]:
    """The signed answer to a request."""
    said = {"request": fields["request"], "amount": fields["amount"], "code": code}
    said["reference"] = reference or f"SIM{uuid4().hex[:12].upper()}"
    return said | {"checksum": checksum(said, secret)}


def notify(address: str, answer: dict[str, str]) -> int:
    """Send an answer to an address; returns the status that comes back."""
    body = urlencode(answer).encode()
    request = urllib.request.Request(address, body, method="POST")  # noqa: S310 -- the address was signed by us
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


class Handler(BaseHTTPRequestHandler):
    """GET shows what is asked for; POST pays or leaves, notifies, and sends the payer back."""

    secret: bytes = b""

    def do_GET(self) -> None:
        """The page on which the payer pays."""
        query = urlsplit(self.path).query
        fields = self._genuine(query)
        if fields is None:
            self._say(400, "checksum")
            return
        with override("vi"):
            words = {
                "title": _("Payment platform (simulator)"),
                "pay": _("Pay"),
                "leave": _("Leave without paying"),
            }
        shown = {key: html.escape(fields.get(key, "")) for key in ("dossier", "items", "amount")}
        self._say(200, PAGE.format(**words, **shown, fields=html.escape(query, quote=True)))

    def do_POST(self) -> None:
        """Pay or leave."""
        length = min(int(self.headers.get("Content-Length") or 0), 100_000)
        sent = dict(parse_qsl(self.rfile.read(length).decode()))
        fields = self._genuine(sent.get("fields", ""))
        if fields is None:
            self._say(400, "checksum")
            return
        code = SUCCESS if sent.get("code") == SUCCESS else "24"
        notify(fields["notify_url"], answered(fields, code, self.secret))
        self.send_response(303)
        self.send_header("Location", fields["return_url"])
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""

    def _genuine(self, query: str) -> dict[str, str] | None:
        fields = dict(parse_qsl(query, keep_blank_values=True))
        given = fields.pop("checksum", "")
        return fields if given and given == checksum(fields, self.secret) else None

    def _say(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def simulator(secret: bytes, port: int = 0) -> Iterator[str]:
    """The simulator on loopback; gives its address and stops at the end."""
    handler = type("SignedHandler", (Handler,), {"secret": secret})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/pay"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
