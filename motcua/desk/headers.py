"""What every answer tells the browser: load from us alone, run nothing that stands in the page, keep no copy."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# A code to scan is drawn into its page as a data: picture; nothing else comes from outside a file of ours.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**other: str) -> str:
    """The content security policy, with what one view needs otherwise: policy(frame_src="'self'")."""
    changed = {name.replace("_", "-"): allowed for name, allowed in other.items()}
    return "; ".join(f"{name} {allowed}" for name, allowed in {**_POLICY, **changed}.items())


CONTENT_SECURITY_POLICY = policy()


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the headers above on every answer; pages are not kept by caches, files say so themselves.

    A view that needs another policy sets it itself.

    What a page cost the server, in milliseconds, is told to who measures (`Server-Timing`).
    """

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Server-Timing"] = f"total;dur={1000 * (time.perf_counter() - began):.1f}"
        return response

    return answer
