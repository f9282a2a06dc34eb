"""A mail server on loopback for the bench: a process of its own that takes every message as real servers do.

It answers each command, keeps a message on disk before it says that it has taken it (RFC 5321, 6.1: who says 250
answers for the message), and counts Message-IDs. Started with a folder to keep them in, it prints its port; when
its standard input ends, it prints what it took as JSON and ends.
"""

import json
import os
import re
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID:\s*(\S+)")
_ANSWERS = {
    b"EHLO": b"250 sink",
    b"HELO": b"250 sink",
    b"MAIL": b"250 ok",
    b"RCPT": b"250 ok",
    b"RSET": b"250 ok",
    b"NOOP": b"250 ok",
    b"DATA": b"354 go on",
    b"QUIT": b"221 bye",
}


class _Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer until the other side goes."""
        sink = self.server
        assert isinstance(sink, _Server)  # noqa: S101 -- made by nobody else
        with sink.counting:
            sink.conversations += 1
        self.wfile.write(b"220 sink\r\n")
        with tempfile.TemporaryFile(dir=sink.folder) as kept:
            while line := self.rfile.readline():
                command = line[:4].upper()
                self.wfile.write(_ANSWERS.get(command, b"500 what?") + b"\r\n")
                if command == b"QUIT":
                    return
                if command == b"DATA":
                    text = b"".join(iter(self.rfile.readline, b".\r\n"))
                    kept.write(text)
                    kept.flush()
                    os.fsync(kept.fileno())
                    found = _MESSAGE_ID.search(text)
                    with sink.counting:
                        sink.taken[found.group(1).decode() if found else ""] += 1
                    self.wfile.write(b"250 taken\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: str) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.folder, self.conversations = folder, 0
        self.taken: Counter[str] = Counter()
        self.counting = threading.Lock()


@dataclass
class Sink:
    """A sink: its port; once it has ended what it took by Message-ID, and in how many conversations."""

    port: int
    taken: dict[str, int] = field(default_factory=dict)
    conversations: int = 0


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Start a sink; when the block ends it is asked what it took."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None  # noqa: S101 -- it is a pipe
        sink = Sink(int(process.stdout.readline()))
        try:
            yield sink
            said = json.loads(process.communicate(timeout=30)[0])
            sink.taken, sink.conversations = said["taken"], said["conversations"]
        finally:
            process.kill()
            process.wait()


def _serve(folder: str) -> None:
    with _Server(folder) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()
        server.shutdown()
        sys.stdout.write(json.dumps({"taken": server.taken, "conversations": server.conversations}))


if __name__ == "__main__":
    _serve(sys.argv[1])
