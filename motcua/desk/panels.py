"""Places on the desk's and the public pages that parts above the desk fill; the desk imports none of them.

A part names what it puts there when the program starts (AppConfig.ready), by dotted path: a command that shows no
page loads nothing of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from motcua.dossiers.models import Dossier
from motcua.people.actor import Actor

ON_DOSSIER: list[str] = []
ON_TRACKING: list[str] = []
AT_COUNTER: list[str] = []

# What stands on a dossier's page for its reader: HTML, or nothing.
OnDossier = Callable[[HttpRequest, Dossier], str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on the tracking page of a dossier, and the answer where the applicant has just sent it."""

    html: str
    answer: HttpResponse | None = None
    status: int = 200


OnTracking = Callable[[HttpRequest, Dossier], Asked]


class AtCounter(forms.Form):
    """What a part above asks at the counter beside the dossier itself. Nothing of it is required."""

    template_name = ""

    def received(self, applicant: UUID, *, by: Actor, at: datetime, ground: str) -> None:
        """Do what was asked for, in the transaction that received the applicant's dossier.

        Raises ValidationError with the sentence, and the field in its `code`: then nothing was received.
        """
        raise NotImplementedError


def on_dossier(request: HttpRequest, dossier: Dossier) -> list[str]:
    """What the parts above show on a dossier's page."""
    shown: list[OnDossier] = [import_string(name) for name in ON_DOSSIER]
    return [html for each in shown if (html := each(request, dossier))]


def on_tracking(request: HttpRequest, dossier: Dossier) -> list[Asked]:
    """What the parts above show on the tracking page to who has typed the dossier's code."""
    shown: list[OnTracking] = [import_string(name) for name in ON_TRACKING]
    return [each(request, dossier) for each in shown]


def at_counter(data: Mapping[str, Any] | None = None) -> list[AtCounter]:
    """The forms of the parts above, with what was typed if anything was."""
    kinds: list[type[AtCounter]] = [import_string(name) for name in AT_COUNTER]
    return [kind(data) for kind in kinds]
