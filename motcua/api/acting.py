"""An act asked for by a client: found, done once, answered with the dossier as it stands afterwards, or refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from motcua.api import tell
from motcua.api.caller import Caller, caller_of
from motcua.api.once import Answer, once
from motcua.api.problems import Problem, not_found
from motcua.api.versions import etag, seen
from motcua.desk.finding import ref_of
from motcua.dossiers.grounds import ground_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done, Refusal
from motcua.dossiers.timeline import sentences
from motcua.journal.models import Entry

Who = dict[str, Any]  # by, at, ground, expected
MOVED_ON = {"meanwhile", "twice"}


def acted(request: HttpRequest, ref: str, act: str, perform: Callable[[UUID, Who], Done]) -> HttpResponse:
    """Perform an act on the dossier that an address names, if it is still the one that the client saw.

    `act` names the ground. Raises problems: not found, no version, moved on, refused.
    """
    caller, version = caller_of(request), seen(request)

    def done() -> Answer:
        dossier = caller.dossier(ref)
        who = who_acts(caller, act) | {"expected": {dossier: version}}
        refusal = perform(dossier, who).refusal
        if refusal is not None:
            raise refused(refusal, dossier, version)
        return told(dossier, caller)

    return once(request, caller, done)


def who_acts(caller: Caller, act: str) -> Who:
    """Who acts, when, on which ground: what every act is told."""
    return {"by": caller.actor, "at": caller.at, "ground": ground_for(act, caller.day)}


def told(dossier: UUID, caller: Caller, *, status: int = 200) -> Answer:
    """The dossier after the act, with its new version."""
    found = tell.lines_of(Dossier.objects.filter(pk=dossier)).get()
    headers = {"ETag": etag(found.seq)}
    if status == 201:
        headers["Location"] = reverse("api_dossier", args=[ref_of(found.number, found.pk)])
    return Answer(status, tell.line(found, caller.present), headers)


def refused(refusal: Refusal, dossier: UUID, version: int) -> Problem:
    """A refusal as a problem: 412 where the dossier has moved on, with what happened; else 409 with its code."""
    if refusal.code == "unknown":
        return not_found()
    if refusal.code not in MOVED_ON:
        return Problem("refused", str(refusal), code=refusal.code)
    since = list(Entry.objects.filter(subject_id=dossier, seq__gt=version).order_by("seq"))
    now = since[-1].seq if since else Dossier.objects.values_list("seq", flat=True).get(pk=dossier)
    return Problem(
        "moved-on",
        str(refusal),
        code=refusal.code,
        happened=sentences(since),
        headers={"ETag": etag(now)},
    )
