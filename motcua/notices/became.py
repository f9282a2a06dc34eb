"""What became of a notice, and what to do about it, in one sentence in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.moments import LOCAL
from motcua.notices.kinds import CONFIRMED, ERASED, NoticeState
from motcua.notices.models import Notice

S = NoticeState
STATES = {
    S.SENDING: gettext_noop("It is being sent."),
    S.BEGUN: gettext_noop("It was handed over; the answer is awaited."),
    S.SENT: gettext_noop("Taken for %(address)s at %(settled)s."),
    S.OVERTAKEN: gettext_noop("Not sent: it was no news any more at %(settled)s."),
    S.TOLD: gettext_noop("Told by telephone at %(settled)s."),
    S.UNKNOWN: gettext_noop(
        "It may have reached %(address)s or not: the answer was lost. Ask the applicant: enter that it arrived, "
        "or send it again."
    ),
}
CONFIRMED_BY = gettext_noop("It arrived at %(address)s: %(name)s entered so at %(settled)s.")
WAS_ERASED = gettext_noop("Where it went and what it said was erased, as the law asks.")
# Why a notice waits, was refused or was given up.
WHY = {
    "": gettext_noop("It is sent at %(next)s."),
    "later": gettext_noop("The other side asked to wait (%(answer)s); it is tried again at %(next)s."),
    "away": gettext_noop("Nobody answers (%(answer)s); it is tried again each minute."),
    "sender": gettext_noop("The mail server does not take our sender (%(answer)s). Tell the administrator."),
    "not_set": gettext_noop(
        "This installation has nothing set up to send it with. Ring the applicant up, or ask the administrator."
    ),
    "set_wrong": gettext_noop("The settings cannot be used: %(answer)s. The administrator has to see to it."),
    "no_such_address": gettext_noop(
        "There is no such address as %(address)s (%(answer)s). Ask the applicant for another one and send it again."
    ),
    "no_such_number": gettext_noop(
        "The number %(address)s was refused (%(answer)s). Ask the applicant for another one and send it again."
    ),
    "bad_address": gettext_noop("%(address)s is no e-mail address. Correct it and send it again."),
    "bad_number": gettext_noop("%(address)s is no telephone number. Correct it and send it again."),
    "refused": gettext_noop("The message was refused (%(answer)s). Ring the applicant up."),
    "broken": gettext_noop("The message could not be made (%(answer)s). Ring the applicant up."),
}
GIVEN_UP = {
    "later": gettext_noop("Given up at %(settled)s after %(tries)s tries (%(answer)s). Ring the applicant up."),
    "away": gettext_noop("Given up at %(settled)s: for days nobody answered (%(answer)s). Ring the applicant up."),
}


def sentence(notice: Notice) -> str:
    """What became of a notice; of one that failed also what to do now."""
    params = {
        "address": notice.address or "—",
        "answer": notice.answer or "—",
        "tries": notice.tries,
        "next": _at(notice.next_at),
        "settled": _at(notice.settled_at),
    }
    if notice.why == ERASED:
        return _(WAS_ERASED)
    if notice.why == CONFIRMED:
        name = notice.account.name if notice.account else "—"
        return _(CONFIRMED_BY) % (params | {"name": name})
    if notice.state in STATES:
        return _(STATES[NoticeState(notice.state)]) % params
    if notice.state == S.GIVEN_UP and notice.why in ("", *GIVEN_UP):
        sentence = GIVEN_UP[notice.why or "later"]
        return _(sentence) % params
    return _(WHY.get(notice.why, WHY[""])) % params


def _at(moment: object) -> str:
    return f"{moment.astimezone(LOCAL):%H:%M %d/%m/%Y}" if hasattr(moment, "astimezone") else "—"
