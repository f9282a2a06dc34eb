"""Our own files to browsers: compressed once, not at every request; kept for a year where pages name their mark."""

import gzip
import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

TEXT = (".css", ".js", ".svg")
FOR_A_YEAR = "public, max-age=31536000, immutable"


@cache
def mark(path: str) -> str:
    """Ten characters that stand for the content of a static file; empty where there is no such file."""
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if found else ""


@cache
def packed(path: str) -> bytes:
    """A static file as gzip at its smallest: some milliseconds once in each worker's life."""
    return gzip.compress(Path(str(finders.find(path))).read_bytes(), compresslevel=9, mtime=0)


class Files(WhiteNoiseMiddleware):
    """WhiteNoise, with packed text in memory, and for a year where the address carries the mark of the content."""

    def serve(self, static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """The answer to a request for a static file."""
        path = request.path_info.removeprefix(self.static_prefix)
        response: HttpResponse = self._packed(static_file, request, path) or super().serve(static_file, request)
        if request.GET.get("v") and request.GET["v"] == mark(path):
            response.headers["Cache-Control"] = FOR_A_YEAR
        if path.endswith(TEXT):
            response.headers["Vary"] = "Accept-Encoding"
        return response

    def _packed(self, static_file: StaticFile, request: HttpRequest, path: str) -> HttpResponse | None:
        """Text for a browser that unpacks it; None where WhiteNoise has another answer."""
        if not path.endswith(TEXT) or "gzip" not in request.headers.get("Accept-Encoding", ""):
            return None
        plain = static_file.get_response("HEAD" if request.method == "GET" else request.method, request.META)
        if plain.status != HTTPStatus.OK or "Range" in request.headers:
            return None
        response = HttpResponse(packed(path) if request.method == "GET" else b"")
        for name, value in plain.headers:
            response.headers[name] = value
        response.headers["Content-Encoding"], response.headers["Content-Length"] = "gzip", str(len(packed(path)))
        return response
