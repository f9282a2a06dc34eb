"""A gateway for text messages and Zalo that sends nothing: a small real HTTP server for trials and tests.

It keeps ids as a gateway has to, and misbehaves when it is told to.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Simulator:
    """What the gateway has taken, by id. A number on `refused` is refused for good, one on `later` for now; with a
    `token` it takes from nobody else; `lost` answers are not given after a message was taken."""

    token: str = ""
    refused: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    lost: int = 0
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    tell: Callable[[dict[str, str]], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, said: dict[str, str]) -> tuple[int, dict[str, str]] | None:
        """Take a message; the answer, or None where it is to be lost."""
        if not all(isinstance(said.get(name), str) for name in ("id", "to", "text")):
            return 400, {"error": "id, to and text are wanted"}
        if said["to"] in self.refused:
            return 422, {"error": "no such number"}
        if said["to"] in self.later:
            return 503, {"error": "try later"}
        with self._lock:
            is_new = said["id"] not in self.taken
            self.taken.setdefault(said["id"], said)
            if is_new and self.tell:
                self.tell(said)
            if self.lost:
                self.lost -= 1
                return None
        return 202, {"state": "taken"}

    def get(self, message: str) -> tuple[int, dict[str, str]]:
        """Was a message taken?"""
        return (200, {"state": "taken"}) if message in self.taken else (404, {"error": "unknown"})

    def server(self, port: int = 0, host: str = "127.0.0.1") -> ThreadingHTTPServer:
        """The server, bound and not serving yet; port 0: any."""
        simulator = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                try:
                    said = json.loads(self.rfile.read(length))
                except ValueError:
                    said = None
                if self._may():
                    self._answer(simulator.post(said) if isinstance(said, dict) else (400, {"error": "no JSON"}))

            def do_GET(self) -> None:
                if self._may():
                    self._answer(simulator.get(self.path.rpartition("/")[2]))

            def _may(self) -> bool:
                if simulator.token and self.headers.get("Authorization") != f"Bearer {simulator.token}":
                    self._answer((401, {"error": "who are you?"}))
                    return False
                return True

            def _answer(self, answer: tuple[int, dict[str, str]] | None) -> None:
                if answer is None:
                    self.close_connection = True
                    return
                code, said = answer
                body = json.dumps(said).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        server = ThreadingHTTPServer((host, port), Handler)
        server.daemon_threads = True
        return server
