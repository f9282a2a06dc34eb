"""Who reads decisions on units, and from which post somebody writes them (docs/rules/reorganising-units.md)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from motcua.desk.now import Now, now
from motcua.dossiers.calendars import deciding_post
from motcua.journal.by import By
from motcua.people.actor import Actor
from motcua.people.models import Account, Function

READING = frozenset({Function.ADMINISTRATOR, Function.LEADER, Function.CONTROL})


def reads(actor: Actor) -> bool:
    """Leaders, control officers and administrators read decisions on units and their rehearsals."""
    return any(post.function in READING for post in actor.posts)


def writing_post(actor: Actor, present: Now) -> By | None:
    """The post from which decisions on units are written: an administrator's of the unit above all others."""
    return deciding_post(actor, None, present.units, present.day)


def reader(request: HttpRequest) -> tuple[Now, Actor, By | None]:
    """The present, who reads, and the post from which he may write. PermissionDenied for who may not read."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    actor = Actor.of(request.user, present.day)
    if not reads(actor):
        raise PermissionDenied
    return present, actor, writing_post(actor, present)


def writer(request: HttpRequest) -> tuple[Now, By]:
    """The present, and the post that writes. PermissionDenied for everybody else."""
    present, _actor, by = reader(request)
    if by is None:
        raise PermissionDenied
    return present, by
