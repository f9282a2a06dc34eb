"""What happened to a dossier, in sentences: composed from act and parameters in the reader's language."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from motcua.dossiers.states import Outcome
from motcua.journal.models import Detail, Entry, Ground
from motcua.moments import LOCAL
from motcua.organisation.tree import Tree, tree
from motcua.people.models import Account, Function, Post
from motcua.worktime.sentences import cause_in_words

# %(who)s is the person or the system, %(unit)s the unit he acted for, %(to)s where the dossier lies afterwards.
SENTENCES = {
    "draft": gettext_noop("%(who)s (%(unit)s) entered the request"),
    "receive": gettext_noop("%(who)s (%(unit)s) received the dossier"),
    "take": gettext_noop("%(who)s (%(unit)s) took the dossier in hand"),
    "move": gettext_noop("%(who)s (%(unit)s) moved the dossier on to %(to)s"),
    "send_back": gettext_noop("%(who)s (%(unit)s) sent the dossier back to %(to)s: %(reason)s"),
    "guide": gettext_noop("%(who)s (%(unit)s) told somebody what is missing: %(missing)s"),
    "hand_over": gettext_noop("%(who)s (%(unit)s) handed the dossier over to %(to)s"),
    "ask_for_supplement": gettext_noop("%(who)s (%(unit)s) asked for a supplement: %(missing)s"),
    "ask again": gettext_noop(
        "%(who)s (%(unit)s) asked for a supplement a second time: %(missing)s. Why only now: %(reason)s. "
        "Ground: %(basis)s"
    ),
    "wait_for": gettext_noop("%(who)s (%(unit)s) let the clock stand, %(cause)s: %(missing)s"),
    "draft_letter": gettext_noop("%(who)s (%(unit)s) drafted a letter of apology for %(days)s more working days"),
    "sign_letter": gettext_noop(
        "%(who)s (%(unit)s) signed letter %(number)s, which apologises and promises %(until)s: %(reason)s"
    ),
    "ask_for_payment": gettext_noop("%(who)s (%(unit)s) asked for a payment: %(missing)s"),
    "resume": gettext_noop("%(who)s (%(unit)s) resumed handling"),
    "resume by decision": gettext_noop("%(who)s (%(unit)s) resumed handling by decision %(decision)s"),
    "decide": gettext_noop("%(who)s (%(unit)s) decided: %(outcome)s"),
    "decide with reason": gettext_noop("%(who)s (%(unit)s) decided: %(outcome)s. Reason: %(reason)s"),
    "return": gettext_noop("%(who)s (%(unit)s) handed out the result"),
    "return to": gettext_noop("%(who)s (%(unit)s) handed out the result to %(taker)s"),
    "return by authority": gettext_noop(
        "%(who)s (%(unit)s) handed out the result to %(taker)s, authorised by: %(authority)s"
    ),
    "refuse": gettext_noop("%(who)s (%(unit)s) refused to receive the dossier: %(reason)s"),
    "withdraw": gettext_noop("%(who)s (%(unit)s) entered that the applicant withdrew: %(reason)s"),
    "stop": gettext_noop("%(who)s (%(unit)s) stopped handling: %(reason)s"),
    "succeed": gettext_noop("%(who)s: passed on from %(from)s to %(to)s, by decision %(decision)s on units"),
    "reproject": gettext_noop("%(who)s: the due moment moved, since decision %(decision)s changed the calendar"),
    "erase_detail": gettext_noop("%(who)s (%(unit)s) erased personal details of an earlier entry by law"),
}
OTHER = gettext_noop("%(who)s (%(unit)s): %(act)s")


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry as it is read: when it happened, what, who on what ground, and when it was written down."""

    seq: int
    at: datetime
    recorded_at: datetime
    act: str
    sentence: str
    ground: str
    late_entry: bool  # written down on a later day than it happened


def entries_of(subject: UUID) -> list[Entry]:
    return list(Entry.objects.filter(subject_id=subject).order_by("seq"))


def happenings(entries: Sequence[Entry]) -> list[Happening]:
    """The entries as sentences. Three small queries, however many entries."""
    details = dict(Detail.objects.filter(entry__in=[e.id for e in entries]).values_list("entry", "content"))
    said = {key: json.loads(text) if text else None for key, text in details.items()}
    accounts = {e.actor for e in entries}
    accounts |= {UUID(d["now"]["account"]) for d in said.values() if d and d.get("now", {}).get("account")}
    names = dict(Account.objects.filter(pk__in=[a for a in accounts if a]).values_list("pk", "name"))
    posts = dict(Post.objects.filter(pk__in={e.post for e in entries if e.post}).values_list("pk", "function"))
    column = "name_en" if get_language() == "en" else "name"
    grounds = dict(Ground.objects.filter(code__in={e.ground for e in entries}).values_list("code", column))
    units = tree()
    found = []
    for entry in entries:
        detail = said.get(entry.id)
        template = SENTENCES.get(_sentence_of(entry.act, detail or {}), OTHER)
        params = _params(entry, detail, names, posts, units)
        day = entry.moment.astimezone(LOCAL).date()
        found.append(
            Happening(
                seq=entry.seq,
                at=entry.moment,
                recorded_at=entry.recorded_at,
                act=entry.act,
                sentence=_(template) % params,
                ground=grounds.get(entry.ground) or entry.ground,
                late_entry=entry.recorded_at.astimezone(LOCAL).date() > day,
            )
        )
    return found


def _sentence_of(act: str, said: dict[str, Any]) -> str:
    """The sentence that says what was written down beside the act.

    Why a supplement was asked again, by which decision a stopped dossier goes on, why it was not granted, who took
    the result and by what right.
    """
    if act == "ask_for_supplement" and said.get("basis"):
        return "ask again"
    if act == "resume" and said.get("decision"):
        return "resume by decision"
    if act == "decide" and said.get("reason"):
        return "decide with reason"
    if act != "return" or not said.get("to"):
        return act
    return "return by authority" if said.get("authority") else "return to"


def sentences(entries: Iterable[Entry]) -> list[str]:
    """Each entry as one line with its time, for telling somebody what happened meanwhile."""
    return [f"{h.at.astimezone(LOCAL):%H:%M %d/%m/%Y} {h.sentence}" for h in happenings(list(entries))]


def _params(
    entry: Entry,
    detail: dict[str, Any] | None,
    names: dict[UUID, str],
    posts: dict[UUID, str],
    units: Tree,
) -> dict[str, Any]:
    gone = _("(erased)")
    said = detail or {}
    unit = units.latest(entry.unit) if entry.unit else None
    function = Function(posts[entry.post]).label if entry.post in posts else ""
    who = names.get(entry.actor) if entry.actor else None
    outcome = Outcome(said["outcome"]).label if said.get("outcome") else gone
    if said.get("document"):
        outcome = _("%(outcome)s, document %(number)s") % {"outcome": outcome, "number": said["document"]}
    return {
        "who": who or _("The system"),
        "unit": ", ".join(str(part) for part in (function, unit.name if unit else "") if part) or "—",
        "to": _holder(said.get("now", {}), names, units),
        "from": _holder({"unit": said.get("from_unit")}, names, units),
        "missing": said.get("missing", gone),
        "reason": said.get("reason", gone),
        "decision": said.get("decision", gone),
        "outcome": outcome,
        "basis": said.get("basis", gone),
        "cause": cause_in_words(said.get("cause", ""), get_language() or "vi") or gone,
        "days": said.get("days", gone),
        "number": said.get("number", gone),
        "until": _moment(said.get("until")) or gone,
        "taker": said.get("to", ""),
        "authority": said.get("authority", ""),
        "act": entry.act,
    }


def _moment(text: str | None) -> str:
    """A moment as people read it; empty for none."""
    return f"{datetime.fromisoformat(text).astimezone(LOCAL):%H:%M %d/%m/%Y}" if text else ""


def _holder(now: dict[str, Any], names: dict[UUID, str], units: Tree) -> str:
    if not now.get("unit"):
        return "—"
    unit = units.latest(UUID(now["unit"]))
    parts = [unit.name if unit else "—"]
    if now.get("function"):
        parts.append(str(Function(now["function"]).label))
    if now.get("account"):
        parts.append(names.get(UUID(now["account"]), "—"))
    return ", ".join(parts)
