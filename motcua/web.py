"""The command that starts the web server: what `motcua run` serves with and what `motcua bench` measures."""

import sys


def command(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """Granian over WSGI. Each thread keeps a database connection of its own."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--log-level", "error",
        "--workers-kill-timeout", "5", "--respawn-failed-workers", "motcua.wsgi:application",
    ]  # fmt: skip
