"""How an applicant wants to be told: his own choice, else what is on record of him."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.journal.by import By
from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.notices.kinds import BY_MACHINE, NoticeChannel
from motcua.notices.models import Choice
from motcua.notices.refusals import NoticeRefused
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.models import Applicant, Function

# Who sits before the applicant, or rings him up, and hears what he wants.
HEARS = frozenset({Function.RECEIVING, Function.RETURNING, Function.HANDLING})


@dataclass(frozen=True, slots=True)
class Wanted:
    """By which channels an applicant is told, in which language; whether he said so himself."""

    channels: tuple[NoticeChannel, ...]
    language: str
    is_chosen: bool


def wanted_by(applicants: Iterable[Applicant]) -> dict[UUID, Wanted]:
    """What holds for applicants: what each chose; else e-mail where an address is on record, else a text message
    where a telephone is, else nothing. In Vietnamese unless chosen otherwise."""
    known = {each.pk: each for each in applicants}
    chosen = {each.applicant_id: each for each in Choice.objects.filter(applicant__in=list(known))}
    return {pk: _chosen(chosen[pk]) if pk in chosen else _default(each) for pk, each in known.items()}


def address_of(applicant: Applicant, channel: NoticeChannel | str) -> str:
    """Where a channel reaches an applicant; empty where nothing is on record."""
    return applicant.email if channel == NoticeChannel.EMAIL else applicant.phone


@transaction.atomic
def choose(
    applicant: UUID,
    *,
    channels: Sequence[NoticeChannel | str],
    language: str = "vi",
    by: Actor,
    at: datetime,
    ground: str,
) -> Choice:
    """Enter how an applicant wants to be told: any of e-mail, text message and Zalo, or nothing at all.

    An officer enters what he hears; the applicant himself acts through the system's actor, having proved a
    dossier's number and code. The same choice again writes nothing. Raises NoticeRefused, Applicant.DoesNotExist.
    """
    day = local_day(at)
    units = tree()
    posts = (by.acts_for(HEARS, each.unit, units, day) for each in by.posts)
    post = By(by.account) if by.is_system else next(filter(None, posts), None)
    if post is None:
        raise NoticeRefused("not_officer")
    wanted = [NoticeChannel(each) for each in _known(channels)]
    if language not in dict(settings.LANGUAGES):
        raise NoticeRefused(
            "unknown_language", language=language[:10], languages=", ".join(dict(settings.LANGUAGES))
        )
    locked = Applicant.objects.select_for_update().get(pk=applicant)
    for channel in wanted:
        if not address_of(locked, channel):
            raise NoticeRefused("no_address", channel=channel.label)
    values = [each.value for each in BY_MACHINE if each in wanted]
    before = Choice.objects.filter(applicant=locked).first()
    if before is not None and (before.channels, before.language) == (values, language):
        return before
    said = {"applicant": str(applicant), "channels": values, "language": language}
    batch = Batch(by=post, at=at, ground=ground)
    if before is None:
        before = Choice(applicant=locked, channels=values, language=language)
        batch.create(before, "choose_notices", said)
    else:
        batch.record(before, "choose_notices", said, channels=values, language=language)
    batch.write()
    return before


def offered_languages() -> str:
    """The languages in which notices are worded, by their codes."""
    return ", ".join(dict(settings.LANGUAGES))


def _known(channels: Sequence[str]) -> Sequence[str]:
    for each in channels:
        if each not in BY_MACHINE:
            offered = ", ".join(str(c.label) for c in BY_MACHINE)
            raise NoticeRefused("unknown_channel", channel=str(each)[:20], channels=offered)
    return channels


def _chosen(choice: Choice) -> Wanted:
    return Wanted(tuple(NoticeChannel(each) for each in choice.channels), choice.language, True)


def _default(applicant: Applicant) -> Wanted:
    if applicant.email:
        return Wanted((NoticeChannel.EMAIL,), "vi", False)
    return Wanted((NoticeChannel.SMS,) if applicant.phone else (), "vi", False)
