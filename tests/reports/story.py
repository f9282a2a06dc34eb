"""Play the story of a dossier as the page tells it: "received 7/1; taken 8/1; decided 11/1 at 16:59"."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.dossiers.ending import Document, decide, refuse, return_result, stop, withdraw
from motcua.dossiers.passing import take
from motcua.dossiers.receive import draft, receive, receive_drafts
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.people.actor import SYSTEM_ACTOR
from tests.cast import GROUND, Cast, at, succeeded

STEP = re.compile(r"(\w+)(?: (online|post|hours))? (\d+/\d+)(?: at (\d+):(\d+))?(?: recorded (\d+/\d+))?")
FIRST: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "drafted": (draft, {}),
    "filed": (draft, {"filed": True}),
    "received": (receive, {}),
}
LATER: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "accepted": (receive_drafts, {}),
    "taken": (take, {}),
    "asked": (ask_for_supplement, {"missing": "Bản sao"}),
    "supplemented": (resume, {}),
    "reopened": (resume, {"decision": "12/QĐ-UBND"}),
    "refused": (refuse, {"reason": "Không thuộc thẩm quyền"}),
    "withdrawn": (withdraw, {"reason": "Theo đề nghị"}),
    "stopped": (stop, {"reason": "Quá hạn bổ sung"}),
    "returned": (return_result, {}),
}


def day(text: str) -> date:
    """A day of 2019, written as day/month."""
    number, month = text.split("/")
    return date(2019, int(month), int(number))


def play(cast: Cast, story: str) -> UUID:
    """Act it out, each act at nine unless it says when, recorded when it happens unless it says when."""
    dossier: UUID | None = None
    for told in story.split("; "):
        found = STEP.fullmatch(told)
        assert found, f"cannot play “{told}”"
        act, how, when, hour, minute, recorded = found.groups()
        moment = at(day(when), int(hour or 9), int(minute or 0))
        written = at(day(recorded), 9) if recorded else moment
        times = {"at": moment, "recorded_at": written, "by": SYSTEM_ACTOR, "ground": GROUND}
        if dossier is None:
            function, given = FIRST[act]
            channel = how if how in ("online", "post") else "online" if act == "filed" else "counter"
            intake = cast.intake(channel=channel, procedure="8-hours" if how == "hours" else "5-days")
            succeeded(function([intake], **times, **given))
            dossier = intake.id
        elif act == "decided":
            succeeded(decide([dossier], outcome="granted", documents=_document(dossier, moment), **times))
        else:
            function, given = LATER[act]
            succeeded(function([dossier], **times, **given))
    assert dossier is not None
    return dossier


def _document(dossier: UUID, moment: datetime) -> dict[UUID, Document]:
    return {dossier: Document("1/QĐ", moment.date())}
