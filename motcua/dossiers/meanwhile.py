"""Two officers at one dossier: one wins, the other is told what happened meanwhile."""

from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Refusal
from motcua.journal.models import Entry
from motcua.moments import LOCAL
from motcua.people.actor import Actor


def refusal(dossier: Dossier, seen: int, act: str, by: Actor) -> Refusal:
    """Why a dossier that has moved on since it was seen is refused: by oneself just before, or by another."""
    from motcua.dossiers.timeline import sentences

    number = dossier.number or str(dossier.pk)
    since = list(Entry.objects.filter(subject_id=dossier.pk, seq__gt=seen).order_by("seq"))
    if since and since[0].act == act and since[0].actor == by.account:
        when = since[0].recorded_at.astimezone(LOCAL)
        return Refusal("twice", {"number": number, "when": f"{when:%H:%M:%S %d/%m/%Y}"})
    return Refusal("meanwhile", {"number": number, "what": "; ".join(sentences(since))})
