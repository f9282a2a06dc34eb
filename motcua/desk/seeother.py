"""Where to go after an act: 303, and the local path that the form asked to go on with."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_PATH = 2000


class SeeOther(HttpResponseRedirect):
    """303: what was sent is done, and what to look at now stands elsewhere."""

    status_code = 303


def onward_path(request: HttpRequest) -> str:
    """The local path given as `next`; empty if none is, or one that leads away from here."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_ours and len(path) <= LONGEST_PATH and path.isprintable() else ""
