"""What is wrong with the content of a version before it is published: in one sentence, or nothing."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from django.utils.translation import gettext as _

from motcua.catalogue.content import Case, Content
from motcua.catalogue.lengths import is_longer, longest
from motcua.catalogue.models import Channel
from motcua.catalogue.pausing import CAUSES, HOW
from motcua.catalogue.wording import in_words
from motcua.people.models import Function
from motcua.worktime.limits import Limit

CASE_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
MOST = 10_000
Value = TypeVar("Value", bound=Hashable)


def fault(content: Content) -> str:
    """Why a content cannot be published, in the reader's language; empty where it can."""
    return next(_faults(content), "")


def legal_limits(content: Content) -> list[Limit]:
    """Every limit that the content sets by law: of its channels and of its cases."""
    return [terms.limit for terms in content.terms] + [case.limit for case in content.cases]


def _faults(content: Content) -> Iterator[str]:
    yield from _of_pauses(content)
    yield from _of_cases(content)
    yield from _of_steps(content)


def _of_pauses(content: Content) -> Iterator[str]:
    for cause in _twice(cause for cause, _how in content.pauses):
        yield _("The cause %(cause)s stands twice among the pauses. Keep one of the two.") % {"cause": cause}
    for cause, how in content.pauses:
        if cause not in CAUSES:
            yield _("%(cause)s is not a cause that stops the clock. Known are: %(known)s.") % {
                "cause": cause[:40],
                "known": ", ".join(CAUSES),
            }
        elif how not in HOW:
            yield _("After a pause a limit goes on (continue) or begins anew (anew); %(how)s is neither.") % {
                "how": how[:40]
            }


def _of_cases(content: Content) -> Iterator[str]:
    channels = {terms.channel for terms in content.terms}
    for case in content.cases:
        yield from _of_case(case, channels)
    names: dict[str, str] = {}
    for case in content.cases:
        if case.code and names.setdefault(case.code, case.name) != case.name:
            yield _("The case %(case)s has two names: %(one)s and %(other)s. Give it one.") % {
                "case": case.code,
                "one": names[case.code],
                "other": case.name,
            }
    for channel, code, quantity in _twice((c.channel, c.code, c.quantity_from) for c in content.cases):
        yield _(
            "The case %(case)s stands twice (%(channel)s, from a quantity of %(quantity)s on). Keep one of the two."
        ) % {"case": code or "—", "channel": channel or _("all channels"), "quantity": quantity}


def _of_case(case: Case, channels: set[str]) -> Iterator[str]:
    if not 1 <= case.quantity_from < MOST:
        yield _("A case holds from a quantity of 1 to 9,999 on, not of %(quantity)s.") % {
            "quantity": case.quantity_from
        }
    if not case.code and case.quantity_from == 1:
        yield _("A limit of its own needs the code of a case, or a quantity above 1 from which it holds.")
    if case.code and not CASE_CODE.fullmatch(case.code):
        yield _("%(case)s is not a code of a case. Write small letters, digits and hyphens, at most 30.") % {
            "case": case.code[:40]
        }
    if case.code and not case.name:
        yield _("The case %(case)s has no name. Say what an officer chooses by it.") % {"case": case.code}
    if case.channel and case.channel not in channels:
        yield _("The case %(case)s is for a channel by which the procedure cannot be handed in: %(channel)s.") % {
            "case": case.code or "—",
            "channel": dict(Channel.choices).get(case.channel, case.channel[:40]),
        }


def _of_steps(content: Content) -> Iterator[str]:
    for function in _twice(function for function, _limit in content.steps):
        yield _("The step %(step)s stands twice. Keep one of the two.") % {"step": function}
    limits = legal_limits(content)
    for function, limit in content.steps:
        if function not in Function.values:
            yield _("%(step)s is not a step. Known are: %(known)s.") % {
                "step": function[:40],
                "known": ", ".join(Function.values),
            }
        elif limits and is_longer(limit, longest(limits)):
            yield _(
                "The step %(step)s may take %(limit)s, longer than the whole procedure: %(legal)s. "
                "Shorten the step."
            ) % {"step": Function(function).label, "limit": in_words(limit), "legal": in_words(longest(limits))}


def _twice(values: Iterable[Value]) -> list[Value]:
    return [value for value, count in Counter(values).items() if count > 1]
